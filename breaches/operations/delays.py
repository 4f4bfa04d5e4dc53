"""A delay of the communication asked by police or a judge (recital 88). The 72 hours of art. 33 know nothing of it."""

from datetime import date, datetime
from typing import Any

from breaches import journal, permissions
from breaches.errors import DomainError
from breaches.law.clocks import PARIS
from breaches.models import DisclosureDelay, Member
from breaches.operations.base import lock_breach, lock_kept, operation, require_open, require_reasons, tell
from breaches.operations.letters import require_day


class DelayEndsBeforeStartError(DomainError):
    """A delay whose end lies before its start, or is over already."""

    message = "Un report finit après son début, et pas avant aujourd’hui."
    default_field = "until_on"


class DelayOverError(DomainError):
    """A delay that is lifted or over."""

    message = "Ce report n’a plus cours."


@operation
def record_delay(
    *,
    actor: Member,
    breach_id: Any,
    now: datetime,
    authority: str,
    reference: str,
    starts_on: date,
    until_on: date,
    why: str = "",
) -> DisclosureDelay:
    """Record that an authority asked to defer the communication to data subjects; art. 33 is never touched.

    Raises MissingReasonsError, DayInFutureError (the start), DelayEndsBeforeStartError, OutOfOrderError.
    """
    permissions.require(actor, "delay.record")
    breach = lock_breach(actor, breach_id)
    require_open(breach)
    require_day(starts_on, now, "starts_on")
    if until_on < max(starts_on, now.astimezone(PARIS).date()):
        raise DelayEndsBeforeStartError()
    delay = DisclosureDelay(
        breach=breach, authority=require_reasons(authority, "authority"),
        reference=require_reasons(reference, "reference"), why=why.strip(), starts_on=starts_on, until_on=until_on,
        recorded_by=actor, recorded_at=now,
    )  # fmt: skip
    delay.entry = tell(
        "delay.recorded", breach, now=now, actor=actor, delay=str(delay.pk), starts_on=starts_on.isoformat(),
        due_on=until_on.isoformat(), authority=journal.commitment(delay, "authority"),
        reference=journal.commitment(delay, "reference"), why=journal.commitment(delay, "why"),
    )  # fmt: skip
    delay.save(force_insert=True)
    return delay


@operation
def lift_delay(*, actor: Member, delay_id: Any, now: datetime) -> DisclosureDelay:
    """The authority lifts the delay before its end. Raises DelayOverError."""
    permissions.require(actor, "delay.lift")
    delay = lock_kept(DisclosureDelay, actor, delay_id)
    today = now.astimezone(PARIS).date()
    if not delay.runs_on(today):
        raise DelayOverError()
    delay.lifted_on = today
    tell("delay.lifted", delay.breach, now=now, actor=actor, delay=str(delay.pk), lifted_on=today.isoformat())
    delay.save()
    return delay
