"""What the print shop answers, line by line, reconciled with the letters handed over: each has one issue."""

import csv
import hashlib
import io
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext_noop

from breaches import operations, permissions
from breaches.errors import DomainError, UnknownObjectError
from breaches.models import Communication, Member
from notify.recipients import store
from notify.recipients.models import Recipient

COLUMNS = ("letter_id", "status", "date", "deposit_slip")
POSTED, SPOILED, UNDER_WAY = "POSTED", "SPOILED", ("PRINTED", "INSERTED")
STATUSES = ("PRINTED", "INSERTED", POSTED, SPOILED)
SHOWN = 20


class ReturnUnreadableError(DomainError):
    """A line that cannot be understood: the whole file waits for its correction."""

    message = "Retour de l’imprimeur, ligne {line} : {what} (trouvé {found}, attendu {expected}). Rien n’est inscrit."
    default_field = "file"


@dataclass(frozen=True, slots=True)
class Line:
    """One letter as the print shop tells of it."""

    number: int
    code: str
    status: str
    slip: str


@dataclass(frozen=True, slots=True)
class Reconciliation:
    """Every letter handed over has one issue: posted + spoiled + under way + silent = sent."""

    sent: int
    posted: int
    spoiled: int
    under_way: int
    silent: int
    slips: int
    unknown: tuple[int, ...]  # lines whose code is none of ours
    repeated: tuple[int, ...]  # lines about a letter that an earlier line told of: the first one counts


def read_return(data: bytes) -> Iterator[Line]:
    """The lines of a return file: UTF-8, `;`, the four columns. Raises ReturnUnreadableError."""
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        what = gettext_noop("encodage")
        raise ReturnUnreadableError(
            line=line, what=what, found=f"0x{data[error.start]:02x}", expected="UTF-8"
        ) from error
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=";", strict=True)
    try:
        yield from _lines(reader)
    except csv.Error as error:
        what = gettext_noop("guillemets ou caractère nul")
        raise ReturnUnreadableError(line=reader.line_num, what=what, found=str(error), expected="CSV") from error


def _lines(reader: Any) -> Iterator[Line]:
    heads = tuple(cell.strip().lower() for cell in next(reader, []))
    if heads != COLUMNS:
        _refuse(1, gettext_noop("colonnes"), ";".join(heads)[:80] or "—", ";".join(COLUMNS))
    for cells in reader:
        if any(cell.strip() for cell in cells):
            yield _line(reader.line_num, [cell.strip() for cell in cells])


def _line(number: int, cells: list[str]) -> Line:
    if len(cells) != len(COLUMNS):
        _refuse(number, gettext_noop("cellules"), str(len(cells)), str(len(COLUMNS)))
    code, status, day, slip = cells
    if status.upper() not in STATUSES:
        _refuse(number, "status", status[:20] or "—", ", ".join(STATUSES))
    try:
        date.fromisoformat(day)
    except ValueError:
        _refuse(number, "date", day[:20] or "—", gettext_noop("AAAA-MM-JJ"))
    if status.upper() == POSTED and not slip:
        _refuse(number, "deposit_slip", "—", gettext_noop("le numéro du bordereau de dépôt"))
    return Line(number, code, status.upper(), slip)


def _refuse(line: int, what: str, found: str, expected: str) -> None:
    raise ReturnUnreadableError(line=line, what=what, found=found, expected=expected)


def reconcile(lines: Iterator[Line], sent: frozenset[str]) -> Reconciliation:
    """Each letter once, whatever the lines say. Raises ReturnUnreadableError (from `lines`)."""
    told: dict[str, Line] = {}
    unknown: list[int] = []
    repeated: list[int] = []
    for line in lines:
        if line.code not in sent:
            unknown.append(line.number)
        elif line.code in told:
            repeated.append(line.number)
        else:
            told[line.code] = line
    counts = Counter(line.status for line in told.values())
    return Reconciliation(
        sent=len(sent),
        posted=counts[POSTED],
        spoiled=counts[SPOILED],
        under_way=sum(counts[status] for status in UNDER_WAY),
        silent=len(sent) - len(told),
        slips=len({line.slip for line in told.values() if line.slip}),
        unknown=tuple(unknown),
        repeated=tuple(repeated),
    )


def take_return(*, actor: Member, communication_id: Any, data: bytes, now: datetime) -> Reconciliation:
    """Reconcile a return file, keep it encrypted, write its counts in the journal.

    Raises PermissionRefusedError, OutOfOrderError, ReturnUnreadableError, StoreFullError.
    """
    permissions.require(actor, "package.return")
    mine = Communication.objects.select_related("breach").filter(breach__organisation_id=actor.organisation_id)
    communication = mine.filter(pk=communication_id).first()
    if communication is None:
        raise UnknownObjectError()
    codes = Recipient.objects.filter(communication=communication, batch__current=True).values_list("code", flat=True)
    found = reconcile(read_return(data), frozenset(codes))
    operations.record_return(
        actor=actor, communication_id=communication.pk, now=now, sha256=hashlib.sha256(data).hexdigest(),
        posted=found.posted, spoiled=found.spoiled, under_way=found.under_way, silent=found.silent,
        foreign=len(found.unknown),
    )  # fmt: skip
    store.save(
        breach=communication.breach, communication=communication, purpose="return",
        name=f"retour-{communication.breach.reference}-{communication.key}.csv", data=data, now=now,
    )  # fmt: skip
    return found
