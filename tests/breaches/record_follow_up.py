"""Rows of the follow-up, each made through an operation: letters, requests, delays, holds, periods, purges."""

from datetime import date, timedelta
from typing import Any

from breaches import operations
from breaches.models import Breach
from tests import factories as f

DAY = f.FRIDAY.date()
LONG_AFTER = f.LATER + timedelta(days=800)


def add_follow_up(record: Any) -> None:
    """`row.letter`, `row.request`, `row.delay`, `row.hold` wait; the same with `_done` have ended."""
    row, people = record.row, record.people
    given = {"now": record.now}
    on = {"breach_id": row.breach_confirmed.pk, **given}
    row.letter, row.letter_done = _letter(people, on, "CNIL-1"), _letter(people, on, "CNIL-2")
    row.letter_away = _letter(people, on | {"breach_id": row.breach_described.pk}, "CNIL-3")
    operations.answer_letter(actor=people.bob, letter_id=row.letter_done.pk, answered_on=DAY, **given)
    row.letter_done.refresh_from_db()
    row.request, row.request_done = _request(people, on, "D-1"), _request(people, on, "D-2")
    operations.handle_request(
        actor=people.bob, request_id=row.request_done.pk, handled_on=DAY, outcome="satisfied", **given
    )
    row.request_done.refresh_from_db()
    row.request_extended = _request(people, on, "D-3")
    operations.extend_request(actor=people.bob, request_id=row.request_extended.pk, reasons="Trente demandes.", **given)
    row.request_extended.refresh_from_db()
    row.delay, row.delay_done = _delay(people, on), _delay(people, on)
    operations.lift_delay(actor=people.bob, delay_id=row.delay_done.pk, **given)
    row.delay_done.refresh_from_db()
    _holds(record)
    _retention(record)


def _letter(people: Any, on: dict[str, Any], reference: str) -> Any:
    return operations.receive_letter(
        actor=people.bob, kind="complement", reference=reference, received_on=DAY, due_on=DAY + timedelta(days=15), **on
    )


def _request(people: Any, on: dict[str, Any], reference: str) -> Any:
    return operations.receive_request(actor=people.bob, kind="access", reference=reference, received_on=DAY, **on)


def _delay(people: Any, on: dict[str, Any]) -> Any:
    return operations.record_delay(
        actor=people.bob, authority="Parquet de Rennes", reference="PR-12", starts_on=DAY,
        until_on=DAY + timedelta(days=30), **on,
    )  # fmt: skip


def _holds(record: Any) -> None:
    row, people, given = record.row, record.people, {"now": record.now}
    row.hold = operations.place_hold(
        actor=people.ines, breach_id=row.breach_confirmed.pk, reason="Procédure en cours.", **given
    )
    row.hold_done = operations.place_hold(
        actor=people.ines, breach_id=row.breach_assessed.pk, reason="Procédure.", **given
    )
    operations.release_hold(actor=people.bob, hold_id=row.hold_done.pk, reasons="Classement.", **given)
    row.hold_done.refresh_from_db()


def _retention(record: Any) -> None:
    row, people, given = record.row, record.people, {"now": record.now}
    row.rule = operations.propose_retention(actor=people.bob, kind="list", months=6, reasons="Réclamations.", **given)
    row.rule_done = ruled(people, "evidence", 24, record.now)
    row.rule_report = ruled(people, "report", 24, record.now)
    row.purge = operations.purge(
        actor=None, breach_id=row.breach_closed.pk, now=LONG_AFTER, kind="evidence", hashes=["d" * 64],
        counts={"files": 1},
    )  # fmt: skip


def ruled(people: Any, kind: str, months: int | None, now: Any) -> Any:
    """A period proposed by Bob and approved by Carla."""
    rule = operations.propose_retention(actor=people.bob, kind=kind, months=months, reasons="Contentieux.", now=now)
    return operations.approve_retention(actor=people.carla, rule_id=rule.pk, now=now)


def explained(record: Any, breach: Breach) -> Any:
    """A closing with a planned measure that was explained; returns its reason."""
    operations.take_measure(
        actor=record.people.bob, breach_id=breach.pk, now=record.now, what="Former les équipes.",
        due_on=date(2026, 12, 1),
    )  # fmt: skip
    operations.close_breach(
        actor=record.people.bob, breach_id=breach.pk, now=record.now, justifications={"measures": "Plan 2027."}
    )
    return breach.closing_explained.get()
