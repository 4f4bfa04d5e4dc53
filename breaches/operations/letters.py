"""Letters of the supervisory authority: received, with their own term; answered, with the answer as evidence."""

from datetime import date, datetime
from typing import Any

from breaches import journal, permissions
from breaches.errors import DomainError, UnknownObjectError
from breaches.law.clocks import PARIS
from breaches.models import AuthorityLetter, Breach, Evidence, Member
from breaches.operations.base import lock_breach, lock_kept, operation, require_reasons, tell
from breaches.states import LetterKind


class DayInFutureError(DomainError):
    """A day that has not come yet."""

    message = "Nous sommes le {today}. Indiquez un jour déjà passé."


class LetterAnsweredError(DomainError):
    """A letter is answered once."""

    message = "Ce courrier a déjà sa réponse."


class UnknownKindError(DomainError):
    """A kind that the list does not have."""

    message = "Ce choix n’existe pas."
    default_field = "kind"


def require_day(day: date | None, now: datetime, field: str) -> None:
    """Raise DayInFutureError when `day` lies after today, in Paris."""
    today = now.astimezone(PARIS).date()
    if day is not None and day > today:
        raise DayInFutureError(field=field, today=today.isoformat())


@operation
def receive_letter(
    *,
    actor: Member,
    breach_id: Any,
    now: datetime,
    kind: str,
    reference: str,
    received_on: date,
    due_on: date | None = None,
    about: str = "",
    evidence_id: Any = None,
) -> AuthorityLetter:
    """Record a letter of the CNIL, at any moment of the file, closed or not. `due_on`: the term that it sets.

    Raises UnknownKindError, MissingReasonsError (no reference), DayInFutureError, UnknownObjectError.
    """
    permissions.require(actor, "letter.receive")
    breach = lock_breach(actor, breach_id)
    if kind not in LetterKind.values:
        raise UnknownKindError()
    require_day(received_on, now, "received_on")
    letter = AuthorityLetter(
        breach=breach, kind=kind, reference=require_reasons(reference, "reference"), about=about.strip(),
        received_on=received_on, due_on=due_on, evidence=_own(breach, evidence_id), recorded_by=actor, recorded_at=now,
    )  # fmt: skip
    letter.entry = tell(
        "letter.received", breach, now=now, actor=actor, letter=str(letter.pk), letter_kind=kind,
        received_on=received_on.isoformat(), due_on=due_on.isoformat() if due_on else None,
        sha256=letter.evidence.sha256 if letter.evidence else None,
        reference=journal.commitment(letter, "reference"), about=journal.commitment(letter, "about"),
    )  # fmt: skip
    letter.save(force_insert=True)
    return letter


@operation
def answer_letter(
    *, actor: Member, letter_id: Any, now: datetime, answered_on: date, answer: str = "", evidence_id: Any = None
) -> AuthorityLetter:
    """Record the answer to a letter. Raises LetterAnsweredError, DayInFutureError, UnknownObjectError."""
    permissions.require(actor, "letter.answer")
    letter = lock_kept(AuthorityLetter, actor, letter_id)
    if letter.answered_on is not None:
        raise LetterAnsweredError()
    require_day(answered_on, now, "answered_on")
    letter.answered_on, letter.answer = answered_on, answer.strip()
    letter.answer_evidence = _own(letter.breach, evidence_id)
    tell(
        "letter.answered", letter.breach, now=now, actor=actor, letter=str(letter.pk),
        answered_on=answered_on.isoformat(), sha256=letter.answer_evidence.sha256 if letter.answer_evidence else None,
        answer=journal.commitment(letter, "answer"),
    )  # fmt: skip
    letter.save()
    return letter


def _own(breach: Breach, evidence_id: Any) -> Evidence | None:
    """A piece of evidence of this very file. Raises UnknownObjectError."""
    if evidence_id is None:
        return None
    found = breach.evidence.filter(pk=evidence_id).first()
    if found is None:
        raise UnknownObjectError()
    return found
