"""What goes to the print shop and what comes back from it: counts and fingerprints in the journal, never a name."""

from datetime import datetime
from typing import Any

from breaches import permissions
from breaches.errors import DomainError
from breaches.models import Communication, JournalEntry, Member
from breaches.operations.base import OutOfOrderError, lock_subject, operation, tell
from breaches.operations.dispatching import LettersMissingError
from breaches.states import CommunicationState

WITH_LETTERS = (CommunicationState.DISPATCHING, CommunicationState.DISPATCHED)


class CountsDisagreeError(DomainError):
    """What is in the archive is not what the record says was produced."""

    message = "Le paquet tient {found} lettres, le dossier en a produit {expected} : il n’est pas retenu."


class ReturnDisagreesError(DomainError):
    """The figures of a return file do not add up to the letters handed over."""

    message = "Le retour rend compte de {found} lettres sur {expected} remises : il n’est pas retenu."


@operation
def record_package(
    *,
    actor: Member,
    communication_id: Any,
    now: datetime,
    kind: str,
    letters: int,
    pages: int,
    sheets: int,
    files: int,
    sha256: str,
) -> JournalEntry:
    """Say that a package of every letter was made: its kind, its counts, the SHA-256 of the encrypted archive.

    Raises OutOfOrderError before production, LettersMissingError while a lot lacks, CountsDisagreeError.
    """
    permissions.require(actor, "package.make")
    communication = lock_subject(Communication, actor, communication_id, ended=True)
    require_letters(communication)
    if letters != communication.letters_produced:
        raise CountsDisagreeError(found=letters, expected=communication.letters_produced)
    return tell(
        "package.made", communication.breach, now=now, actor=actor, communication=str(communication.pk),
        form=kind, letters=letters, pages=pages, sheets=sheets, files=files, sha256=sha256,
    )  # fmt: skip


def require_letters(communication: Communication) -> None:
    """Raise OutOfOrderError or LettersMissingError unless every letter is produced."""
    if communication.state not in WITH_LETTERS:
        raise OutOfOrderError(state=CommunicationState(communication.state).label)
    lacking = communication.recipient_count - communication.letters_produced
    if lacking:
        raise LettersMissingError(missing=lacking, expected=communication.recipient_count)


@operation
def record_return(
    *,
    actor: Member,
    communication_id: Any,
    now: datetime,
    sha256: str,
    posted: int,
    spoiled: int,
    under_way: int,
    silent: int,
    foreign: int,
) -> JournalEntry:
    """Say what the print shop answered for the letters handed over; `foreign` are codes that are none of ours.

    Each letter is posted, spoiled, under way (printed or inserted) or silent: the four add up to the letters handed
    over. Raises OutOfOrderError before the hand-over, ReturnDisagreesError.
    """
    permissions.require(actor, "package.return")
    communication = lock_subject(Communication, actor, communication_id, ended=True)
    if communication.state != CommunicationState.DISPATCHED:
        raise OutOfOrderError(state=CommunicationState(communication.state).label)
    told = posted + spoiled + under_way + silent
    if told != communication.letters_produced:
        raise ReturnDisagreesError(found=told, expected=communication.letters_produced)
    return tell(
        "package.returned", communication.breach, now=now, actor=actor, communication=str(communication.pk),
        sha256=sha256, posted=posted, spoiled=spoiled, under_way=under_way, silent=silent, foreign=foreign,
    )  # fmt: skip
