"""Measures and evidence."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from breaches import journal, permissions
from breaches.errors import DomainError, UnknownObjectError
from breaches.models import Breach, Evidence, Measure, Member
from breaches.operations.base import lock_breach, operation, require_past, require_reasons, tell
from breaches.states import (
    NotificationState,
)


class MeasureDoneError(DomainError):
    """A measure is done once."""

    message = "Cette mesure est déjà faite."


class NotFiledError(DomainError):
    """A recap belongs to a filing."""

    message = "Le récapitulatif est celui d’un dépôt. Cette notification est « {state} »."


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
