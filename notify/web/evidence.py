"""Evidence: a file is encrypted, its SHA-256 enters the journal; whoever may read the case gets it back decrypted."""

from typing import Any
from urllib.parse import quote
from uuid import UUID

from django.db import transaction
from django.http import Http404, HttpResponse
from django.utils.translation import gettext as _

from breaches import operations, queries
from breaches.models import Breach, Evidence, Member
from notify.recipients import store
from notify.recipients.models import PrivateFile
from notify.web import act_page
from notify.web.access import MemberRequest, breach_or_404, clock, page
from notify.web.case import Case
from notify.web.forms.acts import EvidenceForm
from notify.web.private_downloads import clear_bytes


@page("evidence.add")
def add_evidence(request: MemberRequest, breach_id: UUID) -> HttpResponse:
    """Upload, encrypt, record: all or nothing."""
    case = Case(queries.load_file(breach_or_404(request, breach_id)))
    words = act_page.Words(
        title=_("Joindre une pièce"), button=_("Joindre la pièce"), anchor="documents",
        done=_("La pièce est jointe et son empreinte inscrite."),
        intro=(_("Une pièce jointe ne se retire plus : elle fait partie de la preuve."),),
    )  # fmt: skip

    def do(said: dict[str, Any]) -> object:
        return keep(request.member, case.breach, said["what"], said["file"])

    return act_page.run(request, case, "evidence", EvidenceForm, words, do)


def keep(member: Member, breach: Breach, what: str, upload: Any, notification_id: Any = None) -> Evidence:
    """Encrypt and record an upload, in one transaction; `notification_id`: the filing whose recap it is."""
    now = clock()
    with transaction.atomic():
        kept = store.save(breach=breach, purpose="evidence", name=upload.name, data=upload.read(), now=now)
        return operations.add_evidence(
            actor=member, breach_id=breach.pk, now=now, what=what, file_name=kept.name, size=kept.size,
            sha256=kept.sha256, stored_as=kept.pk, notification_id=notification_id,
        )  # fmt: skip


@page("evidence.read")
def evidence_file(request: MemberRequest, breach_id: UUID, evidence_id: UUID) -> HttpResponse:
    """The clear bytes, as a download that no browser opens in place."""
    breach = breach_or_404(request, breach_id)
    row = breach.evidence.filter(pk=evidence_id).first()
    kept = PrivateFile.objects.select_related("key").filter(pk=row.stored_as).first() if row else None
    if row is None or kept is None or kept.key.breach_id != breach.pk:
        raise Http404
    response = HttpResponse(clear_bytes(kept), content_type="application/octet-stream")
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(row.file_name)}"
    response["Cache-Control"] = "no-store"
    return response
