"""Mailings: the list, and for one of them progress, lots, account, proofs and the acts that wait."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from breaches import permissions
from breaches.states import CommunicationState
from notify.accounts.reauth import PasswordAgain, ask_only_if_needed
from notify.web import mailing_figures
from notify.web.access import MemberRequest, clock, page
from notify.web.campaign import Campaign, communication_or_404
from notify.web.campaign_steps import acts, band, may_do
from notify.web.campaigns import campaigns_of
from notify.web.communications import KINDS, next_words
from notify.web.forms.mailing import HandOverForm, SignProofForm, StartForm

FILES_A_PAGE = 50
Forms = dict[str, PasswordAgain]


@page("communication.view")
def mailings(request: MemberRequest) -> HttpResponse:
    """Every communication that has a list of recipients, with where its letters are."""
    campaigns = [one for one in campaigns_of(request.member) if one.communication.recipient_count]
    rows = [
        {"row": one.communication, "kind": KINDS[one.communication.state], "next": next_words(one, request.member)}
        for one in campaigns
    ]
    waiting = [one for one in campaigns if any(may_do(one, act, request.member) for act in acts(one))]
    nothing = {
        "step": _("Rien ne vous est demandé pour l’instant."),
        "why": _("Cette page dit où en est chaque envoi."),
    }
    shown = band(waiting[0], request.member) if waiting else nothing
    return render(request, "web/mailing/list.html", {"rows": rows, "band": shown})


@page("communication.view")
def mailing(request: MemberRequest, communication_id: UUID) -> HttpResponse:
    """One mailing."""
    return show(request, Campaign(communication_or_404(request, communication_id)))


@require_GET
@page("communication.view")
def mailing_progress(request: MemberRequest, communication_id: UUID) -> HttpResponse:
    """Progress, lots and account again, while letters are being made; then the whole page once."""
    campaign = Campaign(communication_or_404(request, communication_id))
    response = render(request, "web/mailing/live.html", _live(campaign))
    known = request.GET.get("echecs", "0")
    if campaign.all_produced or known != str(len(campaign.dead)):
        response["HX-Refresh"] = "true"
    return response


def _live(campaign: Campaign) -> dict[str, Any]:
    now = clock()
    rows, totals = mailing_figures.lot_rows(campaign, now)
    progress = mailing_figures.progress(campaign, now)
    return {
        "communication": campaign.communication, "campaign": campaign, "progress": progress, "lots": rows,
        "totals": totals, "reconciliation": mailing_figures.reconciliation(campaign),
        "polls": progress["running"] and bool(campaign.lots),
    }  # fmt: skip


def show(request: MemberRequest, campaign: Campaign, *, status: int = 200, **bound: PasswordAgain) -> HttpResponse:
    """The page of one mailing; `bound` forms are shown as they were sent."""
    row, member = campaign.communication, request.member
    files = Paginator([lot for lot in campaign.lots if lot.file is not None], FILES_A_PAGE)
    reads = permissions.may(member, "recipients.read")
    context = _live(campaign) | {
        "breach": row.breach,
        "band": band(campaign, member),
        "forms": _shown(request, _forms(request, campaign), bound),
        "page_obj": files.get_page(request.GET.get("page")) if reads else None,
        "failures": [
            {"lot": lot, "reason": mailing_figures.failure(work), "attempts": work.attempts}
            for lot in campaign.dead
            for work in [campaign.works[str(lot.pk)]]
        ],
        "may_make_proof": campaign.before_production and permissions.may(member, "proof.make"),
        "may_read_proof": permissions.may(member, "proof.sign"),
        "may_produce": permissions.may(member, "letters.produce"),
        "missing_signatures": campaign.signatures_needed - len(campaign.signatures),
    }
    return render(request, "web/mailing/page.html", context, status=status)


def _shown(request: MemberRequest, forms: Forms, bound: Forms) -> Forms:
    """The forms of the page, those just sent as they were; a refusal of one that has no place here is still said."""
    for form in (form for name, form in bound.items() if name not in forms):
        for told in form.errors.values():
            messages.error(request, " ".join(map(str, told)))
    return {name: bound.get(name, form) for name, form in forms.items()}


def _forms(request: MemberRequest, campaign: Campaign) -> Forms:
    """The acts of this member at this moment; the password is asked only when it was not just given."""
    row, member = campaign.communication, request.member
    found: Forms = {}
    signed = {signature.member_id for signature in campaign.signatures}
    open_to_sign = campaign.before_production and campaign.proof_is_current and not campaign.signed
    if open_to_sign and member.pk not in signed and permissions.may(member, "proof.sign"):
        found["sign"] = SignProofForm(initial={"read_sha256": row.proof_sha256})
    ready = row.state == CommunicationState.APPROVED and campaign.signed
    if ready and permissions.may(member, "letters.produce"):
        found["start"] = StartForm()
    if campaign.ready_to_hand_over and permissions.may(member, "letters.hand_over"):
        found["hand_over"] = HandOverForm()
    for form in found.values():
        ask_only_if_needed(request, form)
    return found
