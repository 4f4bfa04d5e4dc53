"""What every operation shares: one transaction, one journal entry, refusals with a name."""

from collections.abc import Callable, Iterable
from datetime import datetime
from functools import wraps
from typing import Any, ParamSpec, TypeVar

from django.db import IntegrityError, transaction
from django.utils.translation import gettext
from django_fsm import TransitionNotAllowed

from breaches import guards, journal
from breaches.errors import DomainError, UnknownObjectError
from breaches.guard_rules import GUARDS
from breaches.models import Breach, JournalEntry, Member, Organisation
from breaches.models.base import Record, StatefulRecord
from breaches.states import BreachState

P = ParamSpec("P")
R = TypeVar("R")
SubjectT = TypeVar("SubjectT", bound=StatefulRecord)
KeptT = TypeVar("KeptT", bound=Record)


class OutOfOrderError(DomainError):
    """A transition that the present state does not allow."""

    message = "Cet acte ne vient pas à ce moment : l’état actuel est « {state} »."


class RuleBrokenError(DomainError):
    """The database refused: one of its constraints or triggers holds."""

    message = "{reason}"


class MissingReasonsError(DomainError):
    """An act that must be explained came without reasons."""

    message = "Cet acte se motive : écrivez au moins une phrase."
    default_field = "reasons"


class InstantInFutureError(DomainError):
    """An instant that has not come yet."""

    message = "Il est {now}. Indiquez une heure déjà passée."


def operation(function: Callable[P, R]) -> Callable[P, R]:
    """One verb = one transaction: all of it or nothing, and database refusals get their name and message."""

    @wraps(function)
    def run(*args: P.args, **kwargs: P.kwargs) -> R:
        try:
            with transaction.atomic():
                return function(*args, **kwargs)
        except TransitionNotAllowed as error:
            raise OutOfOrderError(state=_state_label(error.object)) from error
        except IntegrityError as error:
            rule = guards.broken_rule(error, GUARDS)
            if rule is None:
                raise
            raise RuleBrokenError(rule=rule[0], reason=gettext(rule[1])) from error

    return run


def _state_label(row: Any) -> str:
    return str(row.get_state_display()) if hasattr(row, "get_state_display") else "?"


def lock_breach(actor: Member, breach_id: Any) -> Breach:
    """The breach under a row lock, if it is of the actor's organisation. Raises UnknownObjectError."""
    found = Breach.objects.select_for_update().filter(pk=breach_id, organisation_id=actor.organisation_id).first()
    if found is None:
        raise UnknownObjectError()
    return found


def require_open(breach: Breach) -> None:
    """Raise OutOfOrderError unless the file is open: confirmed, perhaps assessed, neither dismissed nor closed."""
    if breach.state not in (BreachState.CONFIRMED, BreachState.ASSESSED):
        raise OutOfOrderError(state=_state_label(breach))


def lock_subject(model: type[SubjectT], actor: Member, subject_id: Any, *, ended: bool = False) -> SubjectT:
    """A row of a breach of the actor's organisation, its breach locked first.

    Raises UnknownObjectError, and OutOfOrderError when the file is not open (`require_open`) unless `ended` allows it.
    """
    manager = model._default_manager
    mine = manager.filter(pk=subject_id, breach__organisation_id=actor.organisation_id)
    breach_id = mine.values_list("breach_id", flat=True).first()
    if breach_id is None:
        raise UnknownObjectError()
    breach = lock_breach(actor, breach_id)
    if not ended:
        require_open(breach)
    return mine.select_related("breach__organisation").get()


def lock_kept(model: type[KeptT], actor: Member, row_id: Any) -> KeptT:
    """A row without states, of a breach of the actor's organisation that is locked first. Raises UnknownObjectError."""
    mine = model._default_manager.filter(pk=row_id, breach__organisation_id=actor.organisation_id)
    breach_id = mine.values_list("breach_id", flat=True).first()
    if breach_id is None:
        raise UnknownObjectError()
    lock_breach(actor, breach_id)
    return mine.select_related("breach__organisation").get()


def tell(
    kind: str,
    breach: Breach,
    *,
    now: datetime,
    actor: Member | None,
    rows: tuple[StatefulRecord, ...] = (),
    **payload: Any,
) -> JournalEntry:
    """Append the one journal entry of an operation, tie `rows` to it and save them."""
    entry = journal.append(
        kind, organisation_id=breach.organisation_id, now=now, actor=actor, breach_id=breach.pk, payload=payload
    )
    tie(rows, entry)
    return entry


def tie(rows: Iterable[StatefulRecord], entry: JournalEntry) -> None:
    """Save `rows` with the entry that tells of their change."""
    for row in rows:
        row.last_entry = entry
        row.save()


def require_reasons(reasons: str, field: str = "reasons") -> str:
    """`reasons` without outer blanks. Raises MissingReasonsError when nothing is left."""
    if not reasons.strip():
        raise MissingReasonsError(field=field)
    return reasons.strip()


def require_past(at: datetime | None, now: datetime, field: str) -> None:
    """Raise InstantInFutureError when `at` lies after `now`."""
    if at is not None and at > now:
        raise InstantInFutureError(field=field, now=now)


def organisation_of(actor: Member | None, organisation: Organisation | None) -> Organisation:
    """The organisation an act is for: the actor's own, or the one whose report link was used."""
    if actor is not None:
        return actor.organisation
    if organisation is None:
        raise UnknownObjectError()
    return organisation
