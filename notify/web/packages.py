"""The package for the print shop: make it, take it, and read what the print shop sends back."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from breaches import journal, operations, permissions
from breaches.errors import DomainError
from breaches.models import JournalEntry
from breaches.states import CommunicationState
from notify.accounts.reauth import ask_only_if_needed, require_password
from notify.letters.package.making import MadePackage, make_package
from notify.letters.package.returns import Reconciliation, take_return
from notify.web import refusals
from notify.web.access import MemberRequest, clock, page
from notify.web.campaign import Campaign, communication_or_404
from notify.web.campaign_steps import band
from notify.web.forms.package import PackageForm, ReturnForm
from notify.web.private_downloads import attachment

SHOWN = 50  # lines named on the page


@page("package.make")
def packages(request: MemberRequest, communication_id: UUID) -> HttpResponse:
    """What was made, and the form to make one. The answer to the form shows the password, once and here only."""
    campaign = Campaign(communication_or_404(request, communication_id))
    if request.method != "POST":
        return _show(request, campaign)
    form = PackageForm(request.POST)
    if form.is_valid() and require_password(request, form):
        try:
            made = make_package(
                actor=request.member, communication_id=communication_id, options=form.options(), now=clock()
            )
        except DomainError as error:
            refusals.put(form, error)
        else:
            return _show(request, campaign, made=made)
    return _show(request, campaign, form=form, status=422)


@require_GET
@page("recipients.read")
def package_file(request: MemberRequest, communication_id: UUID, package_id: UUID) -> HttpResponse:
    """The archive, still under its own password. The journal says it first."""
    campaign = Campaign(communication_or_404(request, communication_id))
    package = campaign.communication.packages.select_related("file__key").filter(pk=package_id).first()
    if package is None:
        raise Http404
    operations.record_download(
        actor=request.member, communication_id=communication_id, now=clock(), kind="package.downloaded",
        sha256=package.file.sha256,
    )  # fmt: skip
    return attachment(package.file, name=package.file.name, content_type="application/zip")


@require_POST
@page("package.return")
def package_return(request: MemberRequest, communication_id: UUID) -> HttpResponse:
    """Reconcile the print shop's file; the lines that do not fit are named in the answer."""
    campaign = Campaign(communication_or_404(request, communication_id))
    form = ReturnForm(request.POST, request.FILES)
    if form.is_valid():
        try:
            found = take_return(
                actor=request.member, communication_id=communication_id, data=form.cleaned_data["file"].read(),
                now=clock(),
            )  # fmt: skip
        except DomainError as error:
            refusals.put(form, error)
        else:
            return _show(request, campaign, found=found)
    return _show(request, campaign, back=form, status=422)


def _show(
    request: MemberRequest,
    campaign: Campaign,
    *,
    form: PackageForm | None = None,
    back: ReturnForm | None = None,
    made: MadePackage | None = None,
    found: Reconciliation | None = None,
    status: int = 200,
) -> HttpResponse:
    row = campaign.communication
    form = form or PackageForm()
    ask_only_if_needed(request, form)
    context = {
        "communication": row,
        "breach": row.breach,
        "campaign": campaign,
        "band": band(campaign, request.member),
        "form": form if campaign.all_produced else None,
        "back": (back or ReturnForm()) if row.state == CommunicationState.DISPATCHED else None,
        "made": made,
        "packages": row.packages.select_related("file"),
        "may_read": permissions.may(request.member, "recipients.read"),
        "answered": _answered(campaign),
        "refused": _lines(found),
    }
    if back is not None and context["back"] is None:  # its refusal has no place here and is still said
        for told in back.errors.values():
            messages.error(request, " ".join(map(str, told)))
    response = render(request, "web/mailing/package.html", context, status=status)
    response["Cache-Control"] = "no-store"
    return response


def _answered(campaign: Campaign) -> dict[str, Any] | None:
    """The last return that the journal tells of, as the dict of `components/reconciliation.html`."""
    row = campaign.communication
    entries = JournalEntry.objects.filter(breach_id=row.breach_id, kind="package.returned").order_by("-seq")
    told = next((told for told in map(journal.payload_of, entries) if told["communication"] == str(row.pk)), None)
    if told is None:
        return None
    issues = [
        {"label": _("Postées"), "note": "", "count": told["posted"]},
        {"label": _("Gâchées et non remplacées"), "note": _("à produire de nouveau"), "count": told["spoiled"]},
        {"label": _("Imprimées ou mises sous pli"), "note": _("pas encore postées"), "count": told["under_way"]},
        {"label": _("Sans nouvelle"), "note": _("à demander à l’imprimeur"), "count": told["silent"]},
    ]
    rest = row.letters_produced - sum(issue["count"] for issue in issues)
    sentence = _("Chaque lettre remise a exactement une issue.")
    return {
        "first": _("Lettres remises"), "file_rows": row.letters_produced, "issues": issues, "rest": rest, "waiting": "",
        "sentence": sentence,
    }  # fmt: skip


def _lines(found: Reconciliation | None) -> list[dict[str, str]]:
    """Lines of the return that count for nothing, with why."""
    if found is None:
        return []
    kinds = ((_("Code inconnu"), found.unknown), (_("Lettre déjà citée plus haut"), found.repeated))
    return [{"label": label, "lines": _numbers(lines)} for label, lines in kinds if lines]


def _numbers(lines: tuple[int, ...]) -> str:
    told = ", ".join(map(str, lines[:SHOWN]))
    return _("lignes {lines}").format(lines=f"{told} …" if len(lines) > SHOWN else told)
