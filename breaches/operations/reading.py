"""Who took what out of the private store: journaled before the first byte leaves."""

from datetime import datetime
from typing import Any

from breaches import permissions
from breaches.models import Communication, JournalEntry, Member
from breaches.operations.base import lock_subject, operation, tell

# A file with identities, and the right without which it does not leave.
RIGHTS = {
    "rejects.downloaded": "recipients.read",
    "lot.downloaded": "recipients.read",
    "package.downloaded": "recipients.read",
    "proof.downloaded": "proof.sign",
}


@operation
def record_download(
    *, actor: Member, communication_id: Any, now: datetime, kind: str, sha256: str, number: int | None = None
) -> JournalEntry:
    """Say in the journal that `actor` takes a file of a communication: its kind, its SHA-256, its lot number.

    `kind` is a key of RIGHTS. Raises PermissionRefusedError, UnknownObjectError.
    """
    permissions.require(actor, RIGHTS[kind])
    communication = lock_subject(Communication, actor, communication_id, ended=True)
    told: dict[str, Any] = {} if number is None else {"number": number}
    return tell(
        kind, communication.breach, now=now, actor=actor, communication=str(communication.pk), sha256=sha256, **told
    )
