"""Acts around the authority: notifications, verdicts, duties, measures, evidence."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from breaches import journal, operations, permissions
from breaches.errors import UnknownObjectError
from breaches.law import cnil_form
from breaches.law.clocks import PARIS
from breaches.models import AuthorityNotification, Awareness, Decision, Member, SubjectKind
from breaches.operations.notifying import answers_of
from breaches.states import AwarenessState, NotificationState, OrderFinding
from notify.recipients import store
from notify.scenarios.acting_controllers import last_round
from notify.scenarios.stage import Stage

Given = Mapping[str, Any]


def _last_notification(stage: Stage) -> AuthorityNotification:
    found = stage.breach.notifications.order_by("number").last()
    if found is None:
        raise UnknownObjectError()
    return found


def _decision(stage: Stage) -> Decision:
    found = stage.breach.decisions.order_by("assessment__number").last()
    if found is None:
        raise UnknownObjectError()
    return found


def _correction(stage: Stage) -> Awareness:
    """The correction that waits; when none does, the one decided last, so that a second verdict is refused as such."""
    times = stage.breach.awareness_times
    found = times.filter(state=AwarenessState.CORRECTION).first() or times.order_by("created_at").last()
    if found is None:
        raise UnknownObjectError()
    return found


def prepare_notification(stage: Stage, actor: Member, now: datetime, given: Given) -> object:
    """Prepare one; with answers and a notification of that phase not filed yet, answer it anew."""
    answers = _moved(stage, given.get("answers", {}))
    last = stage.breach.notifications.order_by("number").last()
    if answers and last and last.state != NotificationState.FILED and last.phase == given["phase"]:
        return operations.edit_notification(
            actor=actor, notification_id=last.pk, now=now, answers=answers_of(last) | answers
        )
    return operations.prepare_notification(
        actor=actor, breach_id=stage.breach.pk, now=now, phase=given["phase"], answers=answers
    )


def _moved(stage: Stage, answers: Given) -> dict[str, Any]:
    """Dates and instants among the answers move with the scenario."""
    moved = dict(answers)
    for key, value in answers.items():
        kind = cnil_form.FIELDS[key].type
        if kind is cnil_form.FieldType.DATETIME and isinstance(value, str):
            moved[key] = journal.instant(stage.shift.required(value))
        elif kind is cnil_form.FieldType.DATE and isinstance(value, str):
            day = stage.shift.day(value)
            moved[key] = day.isoformat() if day else value
    return moved


def submit(stage: Stage, actor: Member, now: datetime, given: Given) -> object:
    kind = SubjectKind(given["what"])
    if kind == SubjectKind.CONTROLLERS:
        return operations.submit_notices(actor=actor, round_id=last_round(stage).pk, now=now)
    if kind == SubjectKind.NOTIFICATION:
        return operations.submit_notification(actor=actor, notification_id=_last_notification(stage).pk, now=now)
    if kind == SubjectKind.ASSESSMENT:
        return operations.submit_decision(actor=actor, decision_id=_decision(stage).pk, now=now)
    communication = stage.communication(given.get("key"))
    return operations.submit_communication(actor=actor, communication_id=communication.pk, now=now)


def approve(stage: Stage, actor: Member, now: datetime, given: Given) -> object:
    common: dict[str, Any] = {"actor": actor, "now": now, "comment": given.get("comment", "")}
    kind = SubjectKind(given["what"])
    if kind == SubjectKind.CONTROLLERS:
        return operations.approve_notices(round_id=last_round(stage).pk, **common)
    if kind == SubjectKind.NOTIFICATION:
        return operations.approve_notification(notification_id=_last_notification(stage).pk, **common)
    if kind == SubjectKind.ASSESSMENT:
        return operations.approve_decision(decision_id=_decision(stage).pk, **common)
    if kind == SubjectKind.AWARENESS:
        return operations.approve_awareness(awareness_id=_correction(stage).pk, **common)
    return operations.approve_communication(communication_id=stage.communication(given.get("key")).pk, **common)


def refuse(stage: Stage, actor: Member, now: datetime, given: Given) -> object:
    common: dict[str, Any] = {"actor": actor, "now": now, "comment": given.get("comment", "")}
    kind = SubjectKind(given["what"])
    if kind == SubjectKind.CONTROLLERS:
        return operations.refuse_notices(round_id=last_round(stage).pk, **common)
    if kind == SubjectKind.NOTIFICATION:
        return operations.refuse_notification(notification_id=_last_notification(stage).pk, **common)
    if kind == SubjectKind.ASSESSMENT:
        return operations.refuse_decision(decision_id=_decision(stage).pk, **common)
    if kind == SubjectKind.AWARENESS:
        return operations.refuse_awareness(awareness_id=_correction(stage).pk, **common)
    return operations.refuse_communication(communication_id=stage.communication(given.get("key")).pk, **common)


def break_glass(stage: Stage, actor: Member, now: datetime, given: Given) -> object:
    return operations.break_glass(
        actor=actor, notification_id=_last_notification(stage).pk, now=now, reasons=given["reasons"]
    )


def file_notification(stage: Stage, actor: Member, now: datetime, given: Given) -> object:
    return operations.file_notification(
        actor=actor, notification_id=_last_notification(stage).pk, now=now, receipt=given["receipt"],
        filed_at=stage.shift.instant(given.get("filed_at")), reasons_for_delay=given.get("reasons_for_delay", ""),
    )  # fmt: skip


def authority_order(stage: Stage, actor: Member, now: datetime, given: Given) -> object:
    """Without a date, the act is dated of the day on which it is recorded."""
    return operations.record_order(
        actor=actor, breach_id=stage.breach.pk, now=now, text=given["text"], reference=given.get("reference", ""),
        ordered_on=stage.shift.day(given.get("ordered_on")) or now.astimezone(PARIS).date(),
        due_at=stage.shift.instant(given.get("due_at")), finding=given.get("finding", OrderFinding.COMMUNICATE),
    )  # fmt: skip


def fulfil(stage: Stage, actor: Member, now: datetime, given: Given) -> object:
    duty = stage.breach.duties.filter(code=given["duty"]).first()
    if duty is None:
        raise UnknownObjectError()
    return operations.fulfil_duty(
        actor=actor, duty_id=duty.pk, now=now, reference=given.get("reference", ""),
        reasons_for_delay=given.get("reasons_for_delay", ""),
    )  # fmt: skip


def take_measure(stage: Stage, actor: Member, now: datetime, given: Given) -> object:
    return operations.take_measure(
        actor=actor, breach_id=stage.breach.pk, now=now, what=given["what"], owner=given.get("owner", ""),
        due_on=stage.shift.day(given.get("due")), done_at=stage.shift.instant(given.get("done")),
    )  # fmt: skip


def add_evidence(stage: Stage, actor: Member, now: datetime, given: Given) -> object:
    """The file's bytes go to the private store first; a role that may not add evidence stores nothing."""
    breach = stage.breach
    permissions.require(actor, "evidence.add")
    path = stage.folder / given["file"]
    kept = store.save(breach=breach, purpose="evidence", name=path.name, data=path.read_bytes(), now=now)
    return operations.add_evidence(
        actor=actor, breach_id=breach.pk, now=now, what=given["what"], file_name=kept.name, size=kept.size,
        sha256=kept.sha256, stored_as=kept.pk,
    )  # fmt: skip
