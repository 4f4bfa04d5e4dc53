"""Rounds of notices to controllers in every state, and a notice in every state, made through operations."""

from typing import Any

from breaches import operations
from breaches.models import ControllerNotice, NoticeRound
from tests import factories as f


def add_notices(record: Any) -> None:
    """`row.noticeround_<state>` and `row.controllernotice_<state>`; the approved notice is one of a round that left."""
    row, people = record.row, record.people
    row.breach_held = f.described(people, **f.HELD)
    row.breach_held_assessed = f.assessed(people, **f.HELD)
    for count, state in enumerate(("draft", "in_review", "approved", "sending")):
        setattr(row, f"noticeround_{state}", _round(record, count))
    row.controllernotice_drafted = row.noticeround_draft.notices.first()
    row.notice_by_hand = row.noticeround_sending.notices.get(email="")
    row.controllernotice_approved = row.noticeround_sending.notices.exclude(email="").get()
    row.approval_of_notices = row.noticeround_approved.pk
    for state, verbs in (
        ("sent", ("record_notice_sent",)),
        ("acknowledged", ("record_notice_sent", "acknowledge_notice")),
        ("failed", ("record_notice_failure",)),
        ("set_aside", ("set_notice_aside",)),
    ):
        setattr(row, f"controllernotice_{state}", _notice(record, verbs))


def _round(record: Any, steps: int) -> NoticeRound:
    people, made = record.people, f.noticed(record.people)
    given = {"round_id": made.pk, "now": record.now}
    acts = (("submit_notices", people.bob), ("approve_notices", people.carla), ("send_notices", people.bob))
    for verb, actor in acts[:steps]:
        getattr(operations, verb)(actor=actor, **given)
    return NoticeRound.objects.get(pk=made.pk)


def _notice(record: Any, verbs: tuple[str, ...]) -> ControllerNotice:
    one = _round(record, 3).notices.exclude(email="").get()
    for verb in verbs:
        why = {"reasons": "Adresse inconnue."} if verb in ("record_notice_failure", "set_notice_aside") else {}
        getattr(operations, verb)(actor=record.people.bob, notice_id=one.pk, now=record.now, **why)
    return ControllerNotice.objects.get(pk=one.pk)
