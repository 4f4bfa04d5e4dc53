"""One small function for each `do`: the person's permissions, refusals and journal are those of the operations."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from django.utils.translation import gettext

from breaches import operations
from breaches.law.closing import Open
from breaches.law.severity import EnisaFactors, parse_factors
from breaches.models import Member
from breaches.operations import Candidate, Report, Verdict
from breaches.states import Source
from notify.scenarios import acting_authority as authority
from notify.scenarios import acting_controllers as controllers
from notify.scenarios import acting_people as people
from notify.scenarios.stage import SecondBreachError, Stage

Given = Mapping[str, Any]
Act = Callable[[Stage, Member, datetime, Given], object]


def report_incident(stage: Stage, actor: Member, now: datetime, given: Given) -> object:
    if stage.breach_id is not None:
        raise SecondBreachError()
    instant = stage.shift.instant
    report = Report(
        summary=given["summary"],
        source=given.get("source", Source.INTERNAL),
        late_entry=given.get("late_entry", False),
        detected_at=instant(given.get("detected_at")),
        attack_known_at=instant(given.get("attack_known_at")),
        occurred_from=instant(given.get("occurred_from")),
        occurred_to=instant(given.get("occurred_to")),
        processor=controllers.processor_word(stage, given),
        unit=given.get("unit", ""),
    )
    row = operations.report_incident(actor=actor, now=now, report=report, exercise=stage.exercise)
    stage.breach_id = row.breach_id
    return row


def confirm_breach(stage: Stage, actor: Member, now: datetime, given: Given) -> object:
    candidates = [
        Candidate(stage.shift.required(each["at"]), each["why"], each.get("evidence", ""))
        for each in given.get("candidates", ())
    ]
    return operations.confirm_breach(
        actor=actor, breach_id=stage.breach.pk, now=now, aware_at=stage.shift.required(given["aware_at"]),
        reasons=given["reasons"], candidates=candidates, title=given.get("title", ""),
        processor=controllers.processor_word(stage, given),
        evidence=given.get("evidence", ""),
    )  # fmt: skip


def dismiss(stage: Stage, actor: Member, now: datetime, given: Given) -> object:
    return operations.dismiss_breach(actor=actor, breach_id=stage.breach.pk, now=now, reasons=given["reasons"])


def reopen(stage: Stage, actor: Member, now: datetime, given: Given) -> object:
    return operations.reopen_breach(actor=actor, breach_id=stage.breach.pk, now=now, reasons=given["reasons"])


def correct_awareness(stage: Stage, actor: Member, now: datetime, given: Given) -> object:
    return operations.correct_awareness(
        actor=actor, breach_id=stage.breach.pk, now=now, aware_at=stage.shift.required(given["aware_at"]),
        reasons=given["reasons"], evidence=given.get("evidence", ""),
    )  # fmt: skip


def describe(stage: Stage, actor: Member, now: datetime, given: Given) -> object:
    return operations.describe(actor=actor, breach_id=stage.breach.pk, now=now, facts=given["facts"])


def assess(stage: Stage, actor: Member, now: datetime, given: Given) -> object:
    decision = _verdict(given["decision"])
    factors, justification = _explicit(given.get("enisa"), decision.reasons)
    return operations.assess(
        actor=actor, breach_id=stage.breach.pk, now=now, decision=decision,
        opinion=_verdict(given["dpo_opinion"]) if "dpo_opinion" in given else None,
        cnil_gravity=given.get("cnil_gravity", ""), enisa=factors, enisa_justification=justification,
    )  # fmt: skip


def _verdict(given: Given) -> Verdict:
    return Verdict(given["authority"], given["subjects"], given["reasons"], given.get("exemption", ""))


def _explicit(given: Given | None, reasons: str) -> tuple[EnisaFactors | None, str]:
    """Explicit factors and why; without a justification of their own, the decision's reasons are it."""
    if given is None:
        return None, ""
    points = {key: value for key, value in given.items() if key != "justification"}
    return parse_factors(points), given.get("justification", reasons)


def close(stage: Stage, actor: Member, now: datetime, given: Given) -> object:
    """A scenario that says nothing of a complement ends without one: its target is no duty in the format."""
    silent = {Open.COMPLEMENT.value: gettext("Le scénario s’achève sans complément.")}
    return operations.close_breach(
        actor=actor, breach_id=stage.breach.pk, now=now, lessons=given.get("lessons", ""),
        justifications=silent | given.get("justifications", {}),
    )  # fmt: skip


ACTS: dict[str, Act] = {
    "report_incident": report_incident,
    "confirm_breach": confirm_breach,
    "dismiss": dismiss,
    "reopen": reopen,
    "correct_awareness": correct_awareness,
    "describe": describe,
    "assess": assess,
    "submit": authority.submit,
    "approve": authority.approve,
    "refuse": authority.refuse,
    "prepare_notification": authority.prepare_notification,
    "break_glass": authority.break_glass,
    "file_notification": authority.file_notification,
    "authority_order": authority.authority_order,
    "notify_controllers": controllers.notify_controllers,
    "record_arrangement": controllers.record_arrangement,
    "send_notices": controllers.send_notices,
    "notice_told": controllers.notice_told,
    "notice_failed": controllers.notice_failed,
    "notice_retried": controllers.notice_retried,
    "notice_acknowledged": controllers.notice_acknowledged,
    "notice_set_aside": controllers.notice_set_aside,
    "fulfil": authority.fulfil,
    "take_measure": authority.take_measure,
    "add_evidence": authority.add_evidence,
    "prepare_communication": people.prepare_communication,
    "import_recipients": people.import_recipients,
    "proof": people.proof,
    "sign_proof": people.sign_proof,
    "produce": people.produce,
    "hand_over": people.hand_over,
    "close": close,
}
