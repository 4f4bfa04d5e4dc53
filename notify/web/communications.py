"""Communications of the organisation (art. 34): the list, and the first draft of a new one."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from breaches import operations, permissions, queries
from breaches.errors import DomainError
from breaches.models import Breach, Communication, Member
from breaches.states import BreachState
from notify.letters.drafting import draft_letter
from notify.web import refusals
from notify.web.access import MemberRequest, breach_or_404, clock, page
from notify.web.campaign import Campaign
from notify.web.campaign_steps import acts, band, may_do
from notify.web.campaigns import campaigns_of
from notify.web.forms.communication import CommunicationForm
from notify.web.next_step import Band, names, next_step

KINDS = {
    "draft": "doing", "in_review": "waiting", "approved": "done", "dispatching": "doing", "dispatched": "done",
    "reconciled": "done",
}  # fmt: skip


def next_words(campaign: Campaign, member: Member) -> str:
    """The next act in one sentence, from the member's point of view."""
    found = list(acts(campaign))
    mine = next((act for act in found if may_do(campaign, act, member)), None)
    if mine is not None:
        return mine.step
    if not found:
        return str(band(campaign, member)["step"])
    return found[0].waiting.format(who=names(campaign.case, found[0]))


@page("communication.view")
def communications(request: MemberRequest) -> HttpResponse:
    """All communications with state, population, letters, next act."""
    campaigns = campaigns_of(request.member)
    rows = [
        {"row": one.communication, "kind": KINDS[one.communication.state], "next": next_words(one, request.member)}
        for one in campaigns
    ]
    context = {"rows": rows, "band": _band(request.member, campaigns), "ready": _ready(request.member)}
    return render(request, "web/communication/list.html", context)


def _band(member: Member, campaigns: list[Campaign]) -> Band:
    for one in campaigns:
        if any(may_do(one, act, member) for act in acts(one)):
            return band(one, member)
    return {"step": _("Rien ne vous est demandé pour l’instant."), "why": _("Cette page dit où en est chaque lettre.")}


def _ready(member: Member) -> list[Breach]:
    """Open breaches whose facts describe somebody: where a letter can be begun."""
    if not permissions.may(member, "communication.edit"):
        return []
    found = queries.breaches_of(member).filter(state__in=[BreachState.CONFIRMED, BreachState.ASSESSED])
    return list(found.filter(facts_versions__isnull=False).distinct())


@page("communication.edit")
def communication_new(request: MemberRequest, breach_id: UUID) -> HttpResponse:
    """Choose the population; the text is then drafted from the facts."""
    breach = breach_or_404(request, breach_id)
    form = CommunicationForm(request.POST or None, breach=breach)
    if request.method == "POST" and form.is_valid():
        made = _prepare(request, form, breach)
        if made is not None:
            messages.success(request, _("La lettre est préparée d’après les faits. Relisez-la passage par passage."))
            return redirect("communication", communication_id=made.pk)
    context = {"form": form, "breach": breach, "band": next_step(breach, request.member, clock())}
    return render(request, "web/communication/new.html", context)


def _prepare(request: HttpRequest, form: CommunicationForm, breach: Breach) -> Communication | None:
    member: Member = request.member  # type: ignore[attr-defined]  # set by MemberMiddleware
    values = form.cleaned_data
    try:
        return operations.prepare_communication(
            actor=member, breach_id=breach.pk, now=clock(), key=values["key"], population=values["population"],
            channel=values["channel"], letter=draft_letter(breach, values["population"]),
        )  # fmt: skip
    except DomainError as error:
        refusals.put(form, error)
        return None
