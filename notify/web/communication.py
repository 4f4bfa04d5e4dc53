"""One letter: written section by section, shown as the true page, submitted to the second pair of eyes."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from breaches import operations
from breaches.errors import DomainError, StaleVersionError
from breaches.law.message import missing_mentions
from breaches.operations.base import OutOfOrderError
from breaches.operations.communicating import letter_of
from breaches.states import CommunicationState
from notify.web import drafts, letter_changes, letter_desk, refusals
from notify.web.access import MemberRequest, clock, page
from notify.web.campaign import Campaign, communication_or_404
from notify.web.campaign_steps import band
from notify.web.forms.letter import LetterForm


@page("communication.view")
def communication(request: MemberRequest, communication_id: UUID) -> HttpResponse:
    """Read the letter, or write it; POST saves."""
    if request.method == "POST":
        return write(request, communication_id)
    campaign = Campaign(communication_or_404(request, communication_id))
    read_only = letter_desk.read_only(campaign, request.member, asked=request.GET.get("modifier") == "1")
    return _show(request, campaign, None if read_only else letter_desk.form_of(campaign, request.member))


@page("communication.edit")
def write(request: MemberRequest, communication_id: UUID) -> HttpResponse:
    """Save the text, or abandon what was typed."""
    campaign = Campaign(communication_or_404(request, communication_id))
    if not campaign.before_production:
        refusals.tell(request, OutOfOrderError(state=str(campaign.communication.get_state_display())))
        return redirect("communication", communication_id=communication_id)
    return _post(request, campaign)


def _show(
    request: MemberRequest, campaign: Campaign, form: LetterForm | None, status: int = 200, **more: Any
) -> HttpResponse:
    member = request.member
    row = campaign.communication
    context = letter_desk.context(campaign, member, editing=form is not None)
    context |= letter_desk.side(campaign, member, request.GET.get("personne", ""))
    context |= {
        "form": form, "band": band(campaign, member), "saved_at": drafts.saved_at(member, letter_desk.DRAFT, row.pk),
    } | more  # fmt: skip
    return render(request, "web/communication/page.html", context, status=status)


def _post(request: MemberRequest, campaign: Campaign) -> HttpResponse:
    row = campaign.communication
    if "abandon" in request.POST:
        drafts.forget(request.member, letter_desk.DRAFT, row.pk)
        messages.success(request, _("Voici le texte enregistré. Vos modifications sont abandonnées."))
        return redirect("communication", communication_id=row.pk)
    form = LetterForm(request.POST)
    if not form.is_valid() or not _saved(request, campaign, form):
        return _again(request, campaign, form)
    messages.success(request, _("Le texte est enregistré."))
    return redirect("communication", communication_id=row.pk)


def _saved(request: MemberRequest, campaign: Campaign, form: LetterForm) -> bool:
    """Save what is typed; a refusal goes beside its field and the typing stays. Nothing new is no new version."""
    letter = letter_desk.letter_from(form, campaign)
    row = campaign.communication
    if not letter_desk.unchanged(letter, campaign):
        try:
            operations.edit_communication(
                actor=request.member, communication_id=row.pk, now=clock(), letter=letter,
                expected_lock=form.cleaned_data["lock"],
            )  # fmt: skip
        except DomainError as error:
            refusals.put(form, error)
            form.stale = isinstance(error, StaleVersionError)
            return False
    drafts.forget(request.member, letter_desk.DRAFT, row.pk)
    return True


def _again(request: MemberRequest, campaign: Campaign, form: LetterForm) -> HttpResponse:
    """The form as typed; after a stale save also what the other person wrote, and the lock to save over it."""
    drafts.keep(request.member, letter_desk.DRAFT, campaign.communication.pk, request.POST, clock())
    others = None
    if form.stale:
        fresh = communication_or_404(request, campaign.communication.pk)
        others = letter_changes.changes(letter_of(fresh), letter_desk.letter_from(form, campaign))
        typed = request.POST.copy()
        typed["lock"] = str(fresh.lock)
        form.data = typed
        campaign = Campaign(fresh)
    return _show(request, campaign, form, status=422, others=others)


@require_POST
@page("communication.submit")
def submit(request: MemberRequest, communication_id: UUID) -> HttpResponse:
    """Save what is typed, if anything is, and hand text and list to the approver."""
    campaign = Campaign(communication_or_404(request, communication_id))
    row = campaign.communication
    if row.state != CommunicationState.DRAFT:
        messages.info(request, _("Cette lettre est déjà soumise."))
        return redirect("communication", communication_id=row.pk)
    form = LetterForm(request.POST) if "title" in request.POST else LetterForm(_as_saved(request, campaign))
    if not form.is_valid() or not _complete(form) or not _saved(request, campaign, form):
        return _again(request, campaign, form)
    try:
        operations.submit_communication(actor=request.member, communication_id=row.pk, now=clock())
    except DomainError as error:
        refusals.put(form, error)
        return _show(request, Campaign(communication_or_404(request, row.pk)), form, status=422)
    messages.success(request, _("La lettre est soumise. Une autre personne la relit et répond."))
    return redirect("communication", communication_id=row.pk)


def _as_saved(request: MemberRequest, campaign: Campaign) -> dict[str, Any]:
    shown = letter_desk.form_of(campaign, request.member)
    return {name: shown[name].value() for name in shown.fields}


def _complete(form: LetterForm) -> bool:
    """Say beside each field what the submission still needs; the operation checks the mentions again."""
    for mention in missing_mentions(form.cleaned_data):
        form.add_error(mention.id, _("Ce passage est obligatoire ({basis}).").format(basis=mention.basis))
    if not form.cleaned_data["title"]:
        form.add_error("title", _("Donnez un titre à la lettre : c’est la première ligne que l’on lit."))
    return form.is_valid()
