"""Requests of data subjects after the notice: received, extended with reasons, handled. Never a name."""

import re
from datetime import date, datetime
from typing import Any

from breaches import journal, permissions
from breaches.errors import DomainError
from breaches.law.clocks import PARIS
from breaches.law.follow_up import is_past, request_due_on
from breaches.law.holidays import Holidays
from breaches.models import Breach, Member, RightsRequest
from breaches.models.rights_request import NUMBER
from breaches.operations.base import lock_breach, lock_kept, operation, require_reasons, tell
from breaches.operations.letters import UnknownKindError, require_day
from breaches.states import RequestKind, RequestOutcome


class RequestReferenceError(DomainError):
    """A reference that may be a name."""

    message = "Donnez le numéro de la demande dans votre outil, sans espace : jamais le nom de la personne."
    default_field = "reference"


class RequestHandledError(DomainError):
    """A request is handled once."""

    message = "Cette demande est déjà traitée."


class RequestExtendedError(DomainError):
    """A period is extended once."""

    message = "Cette demande est déjà prolongée : le délai ne se prolonge qu’une fois."


class ExtensionTooLateError(DomainError):
    """A period that is over has nothing left to extend."""

    message = "Le délai a pris fin le {due_on} : il ne se prolonge plus. Traitez la demande."


class UnknownOutcomeError(UnknownKindError):
    """An outcome that the list does not have."""

    default_field = "outcome"


def due_on(breach: Breach, received_on: date, *, extended: bool = False) -> date:
    """The last day to answer, with the public holidays of the organisation's department."""
    return request_due_on(received_on, PARIS, Holidays(breach.organisation.department), extended=extended)


@operation
def receive_request(
    *, actor: Member, breach_id: Any, now: datetime, kind: str, reference: str, received_on: date
) -> RightsRequest:
    """Record a request under the organisation's own number; its term is computed.

    Raises UnknownKindError, RequestReferenceError, DayInFutureError, RuleBrokenError (a number that exists already).
    """
    permissions.require(actor, "request.receive")
    breach = lock_breach(actor, breach_id)
    if kind not in RequestKind.values:
        raise UnknownKindError()
    if not re.fullmatch(NUMBER, reference.strip()):
        raise RequestReferenceError()
    require_day(received_on, now, "received_on")
    row = RightsRequest(
        breach=breach, kind=kind, reference=reference.strip(), received_on=received_on,
        due_on=due_on(breach, received_on), recorded_by=actor, recorded_at=now,
    )  # fmt: skip
    row.entry = tell(
        "request.received", breach, now=now, actor=actor, request=str(row.pk), request_kind=kind,
        received_on=received_on.isoformat(), due_on=row.due_on.isoformat(),
        reference=journal.commitment(row, "reference"),
    )  # fmt: skip
    row.save(force_insert=True)
    return row


@operation
def extend_request(*, actor: Member, request_id: Any, now: datetime, reasons: str) -> RightsRequest:
    """Two more months, with reasons, before the first month is over.

    Raises RequestHandledError, RequestExtendedError, ExtensionTooLateError, MissingReasonsError.
    """
    permissions.require(actor, "request.extend")
    row = lock_kept(RightsRequest, actor, request_id)
    _require_waiting(row)
    if row.extended_on is not None:
        raise RequestExtendedError()
    if is_past(row.due_on, now, PARIS):
        raise ExtensionTooLateError(due_on=row.due_on.isoformat())
    row.extension_reasons = require_reasons(reasons)
    row.extended_on, row.due_on = now.astimezone(PARIS).date(), due_on(row.breach, row.received_on, extended=True)
    tell(
        "request.extended", row.breach, now=now, actor=actor, request=str(row.pk), due_on=row.due_on.isoformat(),
        reasons=journal.commitment(row, "extension_reasons"),
    )  # fmt: skip
    row.save()
    return row


@operation
def handle_request(
    *, actor: Member, request_id: Any, now: datetime, handled_on: date, outcome: str, reasons: str = ""
) -> RightsRequest:
    """Record how a request ended; a refusal, whole or in part, has reasons.

    Raises RequestHandledError, UnknownOutcomeError, DayInFutureError, MissingReasonsError.
    """
    permissions.require(actor, "request.handle")
    row = lock_kept(RightsRequest, actor, request_id)
    _require_waiting(row)
    if outcome not in RequestOutcome.values:
        raise UnknownOutcomeError()
    require_day(handled_on, now, "handled_on")
    row.outcome_reasons = reasons.strip() if outcome == RequestOutcome.SATISFIED else require_reasons(reasons)
    row.handled_on, row.outcome = handled_on, outcome
    tell(
        "request.handled", row.breach, now=now, actor=actor, request=str(row.pk), outcome=outcome,
        handled_on=handled_on.isoformat(), late=handled_on > row.due_on,
        reasons=journal.commitment(row, "outcome_reasons"),
    )  # fmt: skip
    row.save()
    return row


def _require_waiting(row: RightsRequest) -> None:
    if row.handled_on is not None:
        raise RequestHandledError()
