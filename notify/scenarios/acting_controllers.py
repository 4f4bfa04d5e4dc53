"""Acts of a processor towards its controllers: the list, the sending, what became of each notice."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from breaches import operations
from breaches.errors import UnknownObjectError
from breaches.models import ControllerNotice, Member, NoticeRound
from breaches.operations import Controller, ProcessorWord
from notify.recipients.controllers_file import read_controllers
from notify.recipients.controllers_generator import generate_controllers
from notify.scenarios.stage import Stage

Given = Mapping[str, Any]


def notify_controllers(stage: Stage, actor: Member, now: datetime, given: Given) -> object:
    """Prepare a round with its list; while one is not sent, add to its list."""
    controllers = _controllers(stage, given["controllers"], given.get("contract_hours"))
    last = stage.breach.notice_rounds.order_by("number").last()
    if last is not None and last.state != "sending":
        return operations.add_controllers(actor=actor, round_id=last.pk, now=now, controllers=controllers)
    return operations.prepare_notices(
        actor=actor, breach_id=stage.breach.pk, now=now, controllers=controllers, text=given.get("text")
    )


def processor_word(stage: Stage, given: Given) -> ProcessorWord | None:
    """What the processor of this organisation said, when the event tells it."""
    said = given.get("processor")
    if said is None:
        return None
    return ProcessorWord(said["name"], stage.shift.required(said["told_at"]), said.get("reference", ""))


def record_arrangement(stage: Stage, actor: Member, now: datetime, given: Given) -> object:
    return operations.record_arrangement(
        actor=actor, breach_id=stage.breach.pk, now=now, lead=given["lead"], reference=given.get("reference", "")
    )


def _controllers(stage: Stage, given: Given, hours: int | None) -> list[Controller]:
    if "file" in given:
        return read_controllers((stage.folder / given["file"]).read_bytes(), contract_hours=hours)
    if "list" in given:
        return [_listed(each, rank, hours) for rank, each in enumerate(given["list"], start=1)]
    return generate_controllers(given["generate"], given.get("seed", 0))


def _listed(each: Given, rank: int, hours: int | None) -> Controller:
    values = {key: value for key, value in each.items() if value is not None}
    values["populations"] = tuple(values.get("populations", ()))
    return Controller(**{"contract_hours": hours, **values, "line": rank})


def last_round(stage: Stage) -> NoticeRound:
    """The latest round. Raises UnknownObjectError."""
    found = stage.breach.notice_rounds.order_by("number").last()
    if found is None:
        raise UnknownObjectError()
    return found


def _notice(stage: Stage, given: Given) -> ControllerNotice:
    found = stage.breach.controller_notices.filter(name=given["controller"]).order_by("round__number").last()
    if found is None:
        raise UnknownObjectError()
    return found


def send_notices(stage: Stage, actor: Member, now: datetime, given: Given) -> object:  # noqa: ARG001 - one face
    return operations.send_notices(actor=actor, round_id=last_round(stage).pk, now=now)


def notice_told(stage: Stage, actor: Member, now: datetime, given: Given) -> object:
    return operations.record_notice_sent(
        actor=actor, notice_id=_notice(stage, given).pk, now=now, by_hand=given["by_hand"],
        at=stage.shift.instant(given.get("told_at")),
    )  # fmt: skip


def notice_failed(stage: Stage, actor: Member, now: datetime, given: Given) -> object:
    return operations.record_notice_failure(
        actor=actor, notice_id=_notice(stage, given).pk, now=now, reasons=given["reasons"]
    )


def notice_retried(stage: Stage, actor: Member, now: datetime, given: Given) -> object:
    return operations.retry_notice(actor=actor, notice_id=_notice(stage, given).pk, now=now)


def notice_acknowledged(stage: Stage, actor: Member, now: datetime, given: Given) -> object:
    return operations.acknowledge_notice(
        actor=actor, notice_id=_notice(stage, given).pk, now=now, reference=given.get("reference", "")
    )


def notice_set_aside(stage: Stage, actor: Member, now: datetime, given: Given) -> object:
    return operations.set_notice_aside(
        actor=actor, notice_id=_notice(stage, given).pk, now=now, reasons=given["reasons"]
    )
