"""The journal: one linear SHA-256 chain per organisation, written in the transaction of the act it tells.

Entry bytes are canonical JSON (sorted keys, UTF-8, no floats) with `prev` inside; `hash` = SHA-256(0x00 ‖ bytes), so
that it is also a leaf of RFC 9162. Free text never enters it: only a salted commitment does, the text stays in its row.
"""

import hashlib
import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django.db import connection

from breaches.errors import DomainError
from breaches.guard_rules import GENESIS
from breaches.models import JournalEntry, Member, Organisation
from breaches.models.base import Record

VERSION = 1
_clock: ContextVar[str] = ContextVar("journal_clock", default="real")


class JournalPayloadError(DomainError):
    """A payload that the canonical form refuses: a programming error, never a user's."""

    message = "L’entrée du journal contient une valeur interdite : {found}."


@dataclass(frozen=True, slots=True)
class Divergence:
    """The first place where a chain stops being true."""

    organisation_id: str
    seq: int
    reason: str


@contextmanager
def scenario_clock() -> Iterator[None]:
    """Entries written inside carry `clock: scenario`: their instants come from a scenario, not from this machine."""
    token = _clock.set("scenario")
    try:
        yield
    finally:
        _clock.reset(token)


def canonical(value: Any) -> str:
    """Canonical JSON of `value`: sorted keys, no spaces, no floats. Raises JournalPayloadError."""
    _refuse_floats(value)
    return json.dumps(value, sort_keys=True, ensure_ascii=False, separators=(",", ":"), allow_nan=False)


def _refuse_floats(value: Any) -> None:
    if isinstance(value, float):
        raise JournalPayloadError(found="float")
    if isinstance(value, Mapping):
        for key, item in value.items():
            if not isinstance(key, str):  # JSON would write 1.5 and "1.5" alike
                raise JournalPayloadError(found=type(key).__name__)
            _refuse_floats(item)
    elif isinstance(value, list | tuple):
        for item in value:
            _refuse_floats(item)


def sha256(text: str) -> str:
    """Hex SHA-256 of the UTF-8 bytes of `text`."""
    return hashlib.sha256(text.encode()).hexdigest()


def entry_hash(body: str) -> str:
    """Hex SHA-256 of 0x00 ‖ body (leaf hash of RFC 9162)."""
    return hashlib.sha256(b"\x00" + body.encode()).hexdigest()


def commitment(row: Record, field: str, text: str | None = None) -> str:
    """Salted commitment to a free text of `row`: verifiable with the row at hand, unguessable without."""
    value = getattr(row, field) if text is None else text
    return sha256(f"{row.salt}:{field}:{value}")


def instant(at: datetime | None) -> str | None:
    """UTC instant as ISO 8601 with a Z, microseconds only when there are any; None stays None."""
    return at.astimezone(UTC).isoformat().replace("+00:00", "Z") if at else None


def lock_head(organisation_id: Any) -> None:
    """Take the organisation's head lock until the end of the transaction (raises outside of one)."""
    no_key = connection.features.has_select_for_no_key_update
    Organisation.objects.select_for_update(no_key=no_key).only("id").get(pk=organisation_id)


def append(
    kind: str,
    *,
    organisation_id: Any,
    now: datetime,
    actor: Member | None,
    breach_id: Any = None,
    payload: Mapping[str, Any] | None = None,
) -> JournalEntry:
    """Append one entry at the head of the organisation's chain; must run inside a transaction.

    The head is locked last and shortly (`FOR NO KEY UPDATE`; SQLite has one writer anyway). An instant before that of
    the previous entry is flagged in the entry, never refused.
    """
    lock_head(organisation_id)
    head = JournalEntry.objects.filter(organisation_id=organisation_id).order_by("-seq").first()
    body = _body(kind, organisation_id, now, actor, breach_id, payload, head)
    return JournalEntry.objects.create(
        organisation_id=organisation_id,
        seq=head.seq + 1 if head else 1,
        prev=head.hash if head else GENESIS,
        hash=entry_hash(body),
        kind=kind,
        at=now,
        clock=_clock.get(),
        actor=actor,
        breach_id=breach_id,
        body=body,
    )


def _body(
    kind: str,
    organisation_id: Any,
    now: datetime,
    actor: Member | None,
    breach_id: Any,
    payload: Mapping[str, Any] | None,
    head: JournalEntry | None,
) -> str:
    return canonical(
        {
            "v": VERSION,
            "org": str(organisation_id),
            "seq": head.seq + 1 if head else 1,
            "prev": head.hash if head else GENESIS,
            "at": instant(now),
            "clock": _clock.get(),
            "went_back": bool(head and now < head.at),
            "actor": str(actor.pk) if actor else None,
            "kind": kind,
            "breach": str(breach_id) if breach_id else None,
            "payload": dict(payload or {}),
        }
    )


def payload_of(entry: JournalEntry) -> dict[str, Any]:
    """The payload inside the entry's body."""
    payload: dict[str, Any] = json.loads(entry.body)["payload"]
    return payload


def verify(organisation_id: Any) -> tuple[int, Divergence | None]:
    """Recompute the whole chain of an organisation: (entries read, first divergence or None)."""
    prev, expected = GENESIS, 0
    entries = JournalEntry.objects.filter(organisation_id=organisation_id).order_by("seq", "id")
    for entry in entries.iterator(chunk_size=2000):
        expected += 1
        if reason := _fault(entry, expected, prev):
            return expected - 1, Divergence(str(organisation_id), entry.seq, reason)
        prev = entry.hash
    return expected, None


def _told(body: str) -> dict[str, Any]:
    """What a hashed body says; nothing at all when it is no JSON object (its columns then disagree with it)."""
    try:
        told = json.loads(body)
    except ValueError:
        return {}
    return told if isinstance(told, dict) else {}


def _fault(entry: JournalEntry, expected: int, prev: str) -> str | None:
    """Why `entry` cannot follow `prev` at place `expected`; columns must say what the hashed body says."""
    if entry.seq != expected:
        return f"seq: found {entry.seq}, expected {expected}"
    if entry.prev != prev:
        return "prev: does not match the previous hash"
    if entry_hash(entry.body) != entry.hash:
        return "hash: does not match the body"
    told = _told(entry.body)
    shown = {
        "org": str(entry.organisation_id),
        "seq": entry.seq,
        "prev": entry.prev,
        "at": instant(entry.at),
        "clock": entry.clock,
        "actor": str(entry.actor_id) if entry.actor_id else None,
        "kind": entry.kind,
        "breach": str(entry.breach_id) if entry.breach_id else None,
    }
    wrong = [name for name, value in shown.items() if told.get(name) != value]
    return f"{wrong[0]}: the column does not say what the hashed body says" if wrong else None
