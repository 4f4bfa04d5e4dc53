"""Purge one kind of object of one closed file: the record is written first, the bytes go after, again if need be.

Files keep their row (size, SHA-256) and lose name and bytes; recipients keep their counts and root in the import; a
key that protects nothing any more is shredded.
"""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import QuerySet, Sum

from breaches import operations
from breaches.models import Breach, Purge
from breaches.operations.retaining import NothingToPurgeError
from breaches.states import RetentionKind
from notify.recipients import store
from notify.recipients.models import CampaignKey, PrivateFile, Recipient

PURPOSES: dict[str, tuple[str, ...]] = {
    RetentionKind.REPORT: (),
    RetentionKind.EVIDENCE: ("evidence",),
    RetentionKind.LIST: ("upload", "rejects"),
    RetentionKind.PDF: ("lot", "proof", "dossier", "manifest"),
    RetentionKind.RETURNS: ("returns",),
}
CHUNK = 5000


def files_of(breach_id: Any, kind: str) -> QuerySet[PrivateFile]:
    """Files of a kind that still have their bytes."""
    return PrivateFile.objects.filter(key__breach_id=breach_id, purpose__in=PURPOSES[kind], purged_at=None)


def recipients_of(breach_id: Any, kind: str) -> QuerySet[Recipient]:
    """Encrypted people of a breach; they belong to the lists."""
    found = Recipient.objects.filter(communication__breach_id=breach_id)
    return found if kind == RetentionKind.LIST else found.none()


def counts_of(breach: Breach, kind: str) -> dict[str, int]:
    """How much of a kind is left: files, their bytes, rows."""
    files = files_of(breach.pk, kind)
    rows = recipients_of(breach.pk, kind).count()
    if kind == RetentionKind.REPORT:
        rows = breach.reports.exclude(summary="", contact="").count()
    return {"files": files.count(), "bytes": files.aggregate(all=Sum("size"))["all"] or 0, "rows": rows}


def purge_kind(breach: Breach, kind: str, now: datetime) -> Purge | None:
    """Purge what is there, None when nothing is. Raises FileHeldError, NotDueError, OutOfOrderError."""
    with transaction.atomic():
        files = list(files_of(breach.pk, kind).select_for_update(of=("self",)))
        counts = counts_of(breach, kind)
        try:
            made = operations.purge(
                actor=None, breach_id=breach.pk, now=now, kind=kind, counts=counts,
                hashes=[file.sha256 for file in files],
            )  # fmt: skip
        except NothingToPurgeError:
            return None
        PrivateFile.objects.filter(pk__in=[file.pk for file in files]).update(purged_at=now, name="")
        _forget(recipients_of(breach.pk, kind))
        _shred_keys(breach, now)
    erase_marked(breach.organisation_id, now)
    return made


def _forget(rows: QuerySet[Recipient]) -> None:
    while chunk := list(rows.order_by("pk").values_list("pk", flat=True)[:CHUNK]):
        Recipient.objects.filter(pk__in=chunk).delete()


def _shred_keys(breach: Breach, now: datetime) -> None:
    """A key goes once no file and no person is left under it; a later file gets a new one (`store.key_of`)."""
    for key in CampaignKey.objects.filter(breach=breach, shredded_at=None):
        people = Recipient.objects.filter(communication__key_of=key)
        if not key.files.filter(purged_at=None).exists() and not people.exists():
            CampaignKey.objects.filter(pk=key.pk).update(wrapped=b"", shredded_at=now)


def erase_marked(organisation_id: Any, now: datetime) -> int:
    """Destroy the bytes of files whose purge is recorded: also those that a crash left behind. How many."""
    marked = PrivateFile.objects.filter(key__organisation_id=organisation_id, erased_at=None).exclude(purged_at=None)
    found = list(marked)
    for file in found:
        store.erase(file, now)
    return len(found)
