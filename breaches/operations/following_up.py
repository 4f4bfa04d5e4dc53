"""Measures, evidence and the closing of a file."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from breaches import journal, permissions
from breaches.errors import DomainError, UnknownObjectError
from breaches.models import Breach, Decision, Evidence, Measure, Member
from breaches.operations.base import lock_breach, operation, require_past, require_reasons, tell
from breaches.operations.duties import standing_order
from breaches.operations.telling_controllers import UNSETTLED
from breaches.states import (
    AwarenessState,
    BreachState,
    CommunicationState,
    DecisionState,
    DutyState,
    NoticeRoundState,
    NotificationState,
    Ratification,
)


class MeasureDoneError(DomainError):
    """A measure is done once."""

    message = "Cette mesure est déjà faite."


class NotFiledError(DomainError):
    """A recap belongs to a filing."""

    message = "Le récapitulatif est celui d’un dépôt. Cette notification est « {state} »."


class StillOpenError(DomainError):
    """What still stands in the way of closing."""

    message = "Le dossier ne peut se clôturer : {open}."


@operation
def take_measure(
    *,
    actor: Member,
    breach_id: Any,
    now: datetime,
    what: str,
    owner: str = "",
    due_on: date | None = None,
    done_at: datetime | None = None,
) -> Measure:
    """Record a measure taken or planned (art. 33(3)(d)) with its owner."""
    permissions.require(actor, "measure.take")
    breach = lock_breach(actor, breach_id)
    require_past(done_at, now, "done_at")
    measure = Measure(
        breach=breach, what=require_reasons(what, "what"), owner=owner.strip() or actor.name, due_on=due_on,
        done_at=done_at, created_at=now,
    )  # fmt: skip
    measure.entry = tell(
        "measure.taken", breach, now=now, actor=actor, measure=str(measure.pk),
        what=journal.commitment(measure, "what"), done=done_at is not None,
    )  # fmt: skip
    measure.save(force_insert=True)
    return measure


@operation
def complete_measure(*, actor: Member, measure_id: Any, now: datetime) -> Measure:
    """Mark a planned measure as done. Raises MeasureDoneError."""
    permissions.require(actor, "measure.take")
    found = Measure.objects.filter(pk=measure_id, breach__organisation_id=actor.organisation_id).first()
    breach = lock_breach(actor, found.breach_id if found else None)
    measure = Measure.objects.get(pk=measure_id)
    if measure.done_at is not None:
        raise MeasureDoneError()
    measure.done_at = now
    tell("measure.completed", breach, now=now, actor=actor, measure=str(measure.pk))
    measure.save()
    return measure


@operation
def add_evidence(
    *,
    actor: Member,
    breach_id: Any,
    now: datetime,
    what: str,
    file_name: str,
    size: int,
    sha256: str,
    stored_as: UUID,
    notification_id: Any = None,
) -> Evidence:
    """Record a piece of evidence whose bytes were stored (encrypted) as `stored_as`; `sha256` is of the clear bytes.

    `notification_id`: it is the teleservice's recap of that filing. Raises UnknownObjectError, NotFiledError.
    """
    permissions.require(actor, "evidence.add")
    breach = lock_breach(actor, breach_id)
    if notification_id is not None:
        _require_filed(breach, notification_id)
    evidence = Evidence(
        breach=breach, notification_id=notification_id, what=require_reasons(what, "what"), file_name=file_name,
        size=size, sha256=sha256, stored_as=stored_as, added_by=actor, added_at=now,
    )  # fmt: skip
    recap: dict[str, Any] = {} if notification_id is None else {"notification": str(notification_id)}
    evidence.entry = tell(
        "evidence.added", breach, now=now, actor=actor, evidence=str(evidence.pk), sha256=sha256, size=size,
        what=journal.commitment(evidence, "what"),
        **recap,
    )  # fmt: skip
    evidence.save(force_insert=True)
    return evidence


def _require_filed(breach: Breach, notification_id: Any) -> None:
    found = breach.notifications.filter(pk=notification_id).first()
    if found is None:
        raise UnknownObjectError()
    if found.state != NotificationState.FILED:
        raise NotFiledError(state=NotificationState(found.state).label)


def left_to_do(breach: Breach) -> list[str]:
    """What must end before a file closes, in the active language, one phrase each; empty when it may close.

    Reads through `all()` only, so that a page which loaded its files pays nothing for it.
    """
    left: list[str] = []
    decision = _last_decision(breach)
    if decision is None or decision.state != DecisionState.DECIDED:
        left.append(_("la décision du responsable est attendue"))
    if count := sum(duty.state == DutyState.OPEN for duty in breach.duties.all()):
        left.append(_("obligations ouvertes : {n}").format(n=count))
    if any(row.state != NotificationState.FILED for row in breach.notifications.all()):
        left.append(_("une notification n’est pas déposée"))
    if any(row.ratification == Ratification.PENDING for row in breach.notifications.all()):
        left.append(_("un dépôt sans accord attend sa ratification"))
    if order_unanswered(breach):
        left.append(_("la CNIL demande d’informer les personnes, et rien n’est parti depuis"))
    ended = (CommunicationState.DISPATCHED, CommunicationState.RECONCILED)
    if any(row.state not in ended for row in breach.communications.all()):
        left.append(_("une communication n’est pas remise"))
    if count := sum(measure.done_at is None for measure in breach.measures.all()):
        left.append(_("mesures non faites : {n}").format(n=count))
    if any(row.state != NoticeRoundState.SENDING for row in breach.notice_rounds.all()):
        left.append(_("un envoi aux responsables de traitement n’est pas parti"))
    if any(row.state == AwarenessState.CORRECTION for row in breach.awareness_times.all()):
        left.append(_("une correction de la prise de connaissance attend un accord"))
    return left


def order_unanswered(breach: Breach) -> bool:
    """Whether the authority requires a communication (art. 34(4)) and none was handed over since."""
    order = standing_order(breach)
    sent = [row.handed_over_at for row in breach.communications.all() if row.handed_over_at]
    return order is not None and all(at < order.recorded_at for at in sent)


def _last_decision(breach: Breach) -> Decision | None:
    last = max(breach.assessments.all(), key=lambda assessment: assessment.number, default=None)
    return last.decision if last else None


@operation
def close_breach(*, actor: Member, breach_id: Any, now: datetime, lessons: str = "") -> Breach:
    """Close a file in which nothing is left to do. Raises StillOpenError naming what is left, OutOfOrderError."""
    permissions.require(actor, "breach.close")
    breach = lock_breach(actor, breach_id)
    left = left_to_do(breach) if breach.state == BreachState.ASSESSED else []
    if left == [] and (count := breach.controller_notices.filter(state__in=UNSETTLED).count()):
        left = [_("responsables de traitement pas encore prévenus : {n}").format(n=count)]
    if left:
        raise StillOpenError(open=_(" ; ").join(left))
    breach.close(lessons.strip(), now)
    tell("breach.closed", breach, now=now, actor=actor, rows=(breach,), lessons=journal.commitment(breach, "lessons"))
    return breach
