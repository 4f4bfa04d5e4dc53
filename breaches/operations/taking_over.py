"""Take over the lines of an old register (art. 33(5)). They open nothing: no breach, no duty, no clock, no reminder."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from breaches import journal, permissions
from breaches.errors import DomainError
from breaches.models import FormerLine, FormerRegister, Member
from breaches.operations.base import operation


@dataclass(frozen=True, slots=True, repr=False)
class OldLine:
    """One line as read: its place in the file, its date, its texts by column of the register."""

    line: int
    aware_on: date
    texts: Mapping[str, str]


class NothingToTakeOverError(DomainError):
    """A file without a line of register."""

    message = "Ce fichier ne contient aucune ligne à reprendre."
    default_field = "file"


class AlreadyTakenOverError(DomainError):
    """The same bytes were taken over before."""

    message = "Ce fichier est déjà repris, le {at} : ses {count} lignes figurent au registre. Rien n’a changé."
    default_field = "file"


@operation
def take_over_register(
    *, actor: Member, now: datetime, sha256: str, lines: Sequence[OldLine], blank: int = 0
) -> FormerRegister:
    """Keep every line of an old register, or none; the journal tells the counts and the file's SHA-256, no text.

    Raises PermissionRefusedError, NothingToTakeOverError, AlreadyTakenOverError.
    """
    permissions.require(actor, "register.import")
    if not lines:
        raise NothingToTakeOverError()
    journal.lock_head(actor.organisation_id)
    earlier = FormerRegister.objects.filter(organisation_id=actor.organisation_id, sha256=sha256).first()
    if earlier is not None:
        raise AlreadyTakenOverError(at=earlier.imported_at, count=earlier.accepted)
    counts = {"read": len(lines) + blank, "accepted": len(lines), "blank": blank}
    entry = journal.append(
        "register.taken_over", organisation_id=actor.organisation_id, now=now, actor=actor,
        payload={"sha256": sha256, **counts},
    )  # fmt: skip
    register = FormerRegister.objects.create(
        organisation_id=actor.organisation_id, sha256=sha256, imported_by=actor, imported_at=now, entry=entry, **counts
    )
    FormerLine.objects.bulk_create(
        FormerLine(register=register, line=each.line, aware_on=each.aware_on, texts=dict(each.texts)) for each in lines
    )
    return register
