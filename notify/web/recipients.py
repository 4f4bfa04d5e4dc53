"""The people a communication goes to: drop the file, read what became of each line. No name ever shows."""

import hashlib
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from breaches import operations, permissions
from breaches.errors import DomainError
from breaches.models import Approval, SubjectKind
from breaches.operations.communicating import RecipientsFrozenError
from breaches.states import CommunicationState
from notify.recipients.accepting import import_recipients
from notify.recipients.models import RecipientImport
from notify.web import import_report, refusals, spoken
from notify.web.access import MemberRequest, clock, page
from notify.web.campaign import Campaign, communication_or_404
from notify.web.campaign_steps import band
from notify.web.forms.recipients import RecipientsForm
from notify.web.private_downloads import attachment


@page("communication.view")
def recipients(request: MemberRequest, communication_id: UUID) -> HttpResponse:
    """The report of the current list; POST imports a file."""
    if request.method == "POST":
        return import_list(request, communication_id)
    campaign = Campaign(communication_or_404(request, communication_id))
    may_import = campaign.before_production and permissions.may(request.member, "recipients.import")
    return _show(request, campaign, RecipientsForm(undoes=_undoes(campaign)) if may_import else None)


@page("recipients.import")
def import_list(request: MemberRequest, communication_id: UUID) -> HttpResponse:
    """Import in the request: ten thousand rows take seconds."""
    campaign = Campaign(communication_or_404(request, communication_id))
    form = RecipientsForm(request.POST, request.FILES, undoes=_undoes(campaign))
    if not campaign.before_production:
        refusals.tell(request, RecipientsFrozenError())
    elif not form.is_valid() or not _import(request, campaign, form):
        form.say_too_large(request)
        return _show(request, campaign, form, status=422)
    return redirect("recipients", communication_id=campaign.communication.pk)


def _undoes(campaign: Campaign) -> bool:
    """Whether another list makes an approval, a submission or proofs fall."""
    return campaign.communication.state != CommunicationState.DRAFT or campaign.proof_is_current


def _import(request: MemberRequest, campaign: Campaign, form: RecipientsForm) -> bool:
    data = form.upload.read()
    if campaign.batch is not None and _same(campaign.batch, data):
        messages.info(request, _("Ce fichier est déjà la liste de cette communication : rien n’a changé."))
        return True
    try:
        batch = import_recipients(
            actor=request.member, communication_id=campaign.communication.pk, data=data,
            file_name=form.upload.name or "liste.csv", now=clock(),
        )  # fmt: skip
    except DomainError as error:
        refusals.put(form, error)
        return False
    count = spoken.number(batch.counts["reachable"])
    messages.success(request, _("La liste est importée : {count} personnes recevront une lettre.").format(count=count))
    return True


def _same(batch: RecipientImport, data: bytes) -> bool:
    """A second click on the button sends the same bytes again."""
    return batch.upload.sha256 == hashlib.sha256(data).hexdigest()


def _show(request: MemberRequest, campaign: Campaign, form: RecipientsForm | None, status: int = 200) -> HttpResponse:
    row, batch, member = campaign.communication, campaign.batch, request.member
    context = {
        "communication": row, "breach": row.breach, "campaign": campaign, "form": form, "band": band(campaign, member),
        "columns": import_report.columns(), "report": import_report.report(batch) if batch else None,
        "reconciliation": import_report.account(batch) if batch else None,
        "falls": _standing(campaign), "may_read": permissions.may(member, "recipients.read"),
    }  # fmt: skip
    return render(request, "web/recipients/page.html", context, status=status)


def _standing(campaign: Campaign) -> Approval | None:
    """The approval that another list would make fall."""
    row = campaign.communication
    found = Approval.objects.filter(
        subject_kind=SubjectKind.COMMUNICATION, subject_id=row.pk, version=row.version, verdict="approved",
        voided_at=None,
    )  # fmt: skip
    return found.select_related("approver").first()


@page("recipients.read")
def rejects(request: MemberRequest, communication_id: UUID) -> HttpResponse:
    """`rejets.csv` of the current import, decrypted on the way out; the journal says it first."""
    campaign = Campaign(communication_or_404(request, communication_id))
    batch = campaign.batch
    if batch is None or batch.rejects is None:
        raise Http404
    operations.record_download(
        actor=request.member, communication_id=campaign.communication.pk, now=clock(), kind="rejects.downloaded",
        sha256=batch.rejects.sha256,
    )  # fmt: skip
    return attachment(batch.rejects, name="rejets.csv", content_type="text/csv; charset=utf-8")
