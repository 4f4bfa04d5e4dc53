"""From an approved communication to letters in other hands: proof, signatures, production by lots, hand-over."""

from datetime import datetime
from typing import Any

from breaches import journal, permissions
from breaches.errors import DomainError
from breaches.models import Communication, Member, ProofSignature
from breaches.operations import duties
from breaches.operations.base import lock_subject, operation, tell
from breaches.states import CommunicationState

BEFORE_PRODUCTION = (CommunicationState.DRAFT, CommunicationState.IN_REVIEW, CommunicationState.APPROVED)


class NoProofError(DomainError):
    """Signatures and production need a proof packet of the present content."""

    message = "Les épreuves manquent, ou le contenu a changé depuis : produisez-les de nouveau."


class ProofTooLateError(DomainError):
    """Proofs come before production."""

    message = "La production a commencé : les épreuves ne se refont plus."


class AlreadySignedError(DomainError):
    """The second signature must be another person's."""

    message = "Vous avez déjà signé ces épreuves : il faut une seconde personne."


class ProofChangedError(DomainError):
    """The proof packet is not the one that the signer read."""

    message = "Les épreuves ont été refaites depuis votre lecture : relisez-les, puis signez."


class SignaturesMissingError(DomainError):
    """Two people sign the proof before production."""

    message = "La production attend deux signatures sous les épreuves : il y en a {found}."


class NotDispatchingError(DomainError):
    """A lot belongs to a production that was started."""

    message = "Aucune production n’est en cours : l’état est « {state} »."


class LettersMissingError(DomainError):
    """Hand-over needs one letter for each approved recipient: the remainder must be zero."""

    message = "Il manque {missing} lettres sur {expected} : la remise attend que le reste soit nul."


@operation
def register_proof(*, actor: Member, communication_id: Any, now: datetime, proof_sha256: str) -> Communication:
    """Record a proof packet (its SHA-256) of the present content; former signatures no longer count."""
    permissions.require(actor, "proof.make")
    communication = lock_subject(Communication, actor, communication_id)
    if communication.state not in BEFORE_PRODUCTION:
        raise ProofTooLateError()
    communication.proof_sha256 = proof_sha256
    communication.proof_of_content = communication.content_sha256
    tell(
        "proof.made", communication.breach, now=now, actor=actor, rows=(communication,),
        communication=str(communication.pk), proof=proof_sha256, content=communication.content_sha256,
    )  # fmt: skip
    return communication


@operation
def sign_proof(*, actor: Member, communication_id: Any, now: datetime, read_sha256: str = "") -> ProofSignature:
    """Sign the present proof packet; `read_sha256` is the one on the page that the signer read.

    Raises NoProofError, AlreadySignedError, ProofChangedError, ProofTooLateError.
    """
    permissions.require(actor, "proof.sign")
    communication = lock_subject(Communication, actor, communication_id)
    if communication.state not in BEFORE_PRODUCTION:
        raise ProofTooLateError()
    _require_proof(communication)
    if read_sha256 and read_sha256 != communication.proof_sha256:
        raise ProofChangedError()
    if _signatures(communication).filter(member=actor).exists():
        raise AlreadySignedError()
    entry = tell(
        "proof.signed", communication.breach, now=now, actor=actor,
        communication=str(communication.pk), proof=communication.proof_sha256,
    )  # fmt: skip
    return ProofSignature.objects.create(
        communication=communication, proof_sha256=communication.proof_sha256, member=actor, at=now, entry=entry
    )


def _signatures(communication: Communication) -> Any:
    return communication.signatures.filter(proof_sha256=communication.proof_sha256)


def _require_proof(communication: Communication) -> None:
    if not communication.proof_sha256 or communication.proof_of_content != communication.content_sha256:
        raise NoProofError()


@operation
def start_production(*, actor: Member, communication_id: Any, now: datetime) -> Communication:
    """Begin production of an approved communication whose proof two people signed.

    Raises NoProofError, SignaturesMissingError, OutOfOrderError; the database checks the same again.
    """
    permissions.require(actor, "letters.produce")
    communication = lock_subject(Communication, actor, communication_id)
    _require_proof(communication)
    found = _signatures(communication).count()
    if found < (1 if communication.breach.organisation.sole_practitioner else 2):
        raise SignaturesMissingError(found=found)
    communication.start()
    tell(
        "communication.production_started", communication.breach, now=now, actor=actor, rows=(communication,),
        communication=str(communication.pk), sha256=communication.content_sha256,
        count=communication.recipient_count,
    )  # fmt: skip
    return communication


@operation
def record_lot(
    *,
    actor: Member,
    communication_id: Any,
    now: datetime,
    number: int,
    letters: int,
    pages: int,
    sha256: str,
    simulated: bool = False,
) -> Communication:
    """One journal entry a lot: its number, letters, pages and the SHA-256 of its content.

    `simulated` is for scenarios that render a sample only: the entry says so for ever.
    """
    permissions.require(actor, "letters.produce")
    communication = lock_subject(Communication, actor, communication_id, ended=True)
    if communication.state != CommunicationState.DISPATCHING:
        raise NotDispatchingError(state=CommunicationState(communication.state).label)
    communication.letters_produced += letters
    tell(
        "lot.produced", communication.breach, now=now, actor=actor, rows=(communication,),
        communication=str(communication.pk), number=number, letters=letters, pages=pages, sha256=sha256,
        simulated=simulated,
    )  # fmt: skip
    return communication


@operation
def hand_over(*, actor: Member, communication_id: Any, now: datetime) -> Communication:
    """Every lot was handed to the printer or the post. The last communication fulfils the duty of art. 34.

    Raises LettersMissingError, OutOfOrderError.
    """
    permissions.require(actor, "letters.hand_over")
    communication = lock_subject(Communication, actor, communication_id, ended=True)
    breach = communication.breach
    lacking = communication.recipient_count - communication.letters_produced
    if communication.state == CommunicationState.DISPATCHING and lacking:
        raise LettersMissingError(missing=lacking, expected=communication.recipient_count)
    communication.hand_over(now)
    waiting = breach.communications.exclude(pk=communication.pk).exclude(
        state__in=[CommunicationState.DISPATCHED, CommunicationState.RECONCILED]
    )
    done = [] if waiting.exists() else duties.fulfil_rows(breach, ["rgpd_34"], now, communication.key)
    tell(
        "communication.handed_over", breach, now=now, actor=actor, rows=(communication, *done),
        communication=str(communication.pk), letters=communication.letters_produced,
        at=journal.instant(now), duties=duties.told(done),
    )  # fmt: skip
    return communication
