"""Communicate to the data subjects (art. 34): prepare, edit, bind recipients, submit, approve or refuse."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext

from breaches import journal, permissions
from breaches.errors import DomainError, StaleVersionError
from breaches.law import message
from breaches.models import Breach, Communication, Member, SubjectKind
from breaches.operations import approving
from breaches.operations.base import lock_breach, lock_subject, operation, tell
from breaches.states import BreachState, Channel, CommunicationState


class UnknownPopulationError(DomainError):
    """A population that the facts do not describe."""

    message = "La population « {found} » n’est pas dans les faits. Connues : {expected}."
    default_field = "population"


class UnknownChannelError(DomainError):
    """A channel that this version does not have."""

    message = "Le canal « {found} » n’est pas dans cette version. Disponible : {expected}."
    default_field = "channel"


class CommunicationTooEarlyError(DomainError):
    """A communication needs a confirmed breach."""

    message = "On prépare une communication sur une violation confirmée et ouverte. Celle-ci est « {state} »."


class MentionsMissingError(DomainError):
    """A mandatory mention of art. 34(2) is not in the text."""

    message = "Le texte doit encore dire : {mentions} (RGPD, article 34, paragraphe 2)."
    default_field = "text"


class NoRecipientBoundError(DomainError):
    """A communication goes to somebody."""

    message = "Importez d’abord les destinataires : l’accord porte sur leur nombre et leur empreinte."


class RecipientsFrozenError(DomainError):
    """Recipients were bound already and letters exist."""

    message = "Des lettres sont déjà produites pour cette liste : préparez une autre communication."


@dataclass(frozen=True, slots=True)
class Letter:
    """What a communication says: template and its hash, the sender, and the texts by mention (art. 34(2))."""

    template: str
    template_sha256: str
    sender: Mapping[str, Any]
    text: Mapping[str, str]


def letter_of(communication: Communication) -> Letter:
    """The letter inside the content."""
    content = json.loads(communication.content)
    return Letter(content["template"], content["template_sha256"], content["sender"], content["text"])


def _write(communication: Communication, letter: Letter) -> None:
    communication.content = journal.canonical(
        {
            "template": letter.template,
            "template_sha256": letter.template_sha256,
            "sender": dict(letter.sender),
            "text": dict(letter.text),
            "channel": str(communication.channel),
            "population": communication.population,
            "recipients": {"root": communication.recipient_root, "count": communication.recipient_count},
        }
    )
    communication.content_sha256 = journal.sha256(communication.content)


@operation
def prepare_communication(
    *, actor: Member, breach_id: Any, now: datetime, key: str, population: str, channel: str, letter: Letter
) -> Communication:
    """Start a communication to one population. Raises UnknownPopulationError, UnknownChannelError, RuleBrokenError."""
    permissions.require(actor, "communication.edit")
    breach = lock_breach(actor, breach_id)
    _check_place(breach, population, channel)
    communication = Communication(breach=breach, key=key, population=population, channel=channel, created_at=now)
    _write(communication, letter)
    communication.last_entry = tell(
        "communication.prepared", breach, now=now, actor=actor,
        communication=str(communication.pk), key=key, population=population, channel=channel,
        sha256=communication.content_sha256,
    )  # fmt: skip
    communication.save(force_insert=True)
    approving.add_author(SubjectKind.COMMUNICATION, communication.pk, actor)
    return communication


def _check_place(breach: Breach, population: str, channel: str) -> None:
    if breach.state not in (BreachState.CONFIRMED, BreachState.ASSESSED):
        raise CommunicationTooEarlyError(state=BreachState(breach.state).label)
    version = breach.facts_versions.order_by("number").last()
    known = list(version.populations.values_list("key", flat=True)) if version else []
    if population not in known:
        raise UnknownPopulationError(found=population, expected=", ".join(known) or gettext("aucune"))
    if channel not in Channel.values:
        raise UnknownChannelError(found=channel, expected=", ".join(Channel.values))


def _back_to_draft(communication: Communication, now: datetime) -> int:
    """Take a submitted or approved content back; its approval and proof fall. Returns approvals voided."""
    if communication.state == CommunicationState.DRAFT:
        return 0
    voided = approving.void(SubjectKind.COMMUNICATION, communication, now)
    communication.take_back()
    return voided


@operation
def edit_communication(
    *, actor: Member, communication_id: Any, now: datetime, letter: Letter, expected_lock: int | None = None
) -> Communication:
    """Save the text. Editing what was submitted or approved takes it back to draft and voids the approval.

    Raises StaleVersionError, OutOfOrderError (production has begun).
    """
    permissions.require(actor, "communication.edit")
    communication = lock_subject(Communication, actor, communication_id)
    if expected_lock is not None and expected_lock != communication.lock:
        raise StaleVersionError(found=communication.lock, expected=expected_lock)
    voided = _back_to_draft(communication, now)
    _write(communication, letter)
    communication.lock += 1
    tell(
        "communication.edited", communication.breach, now=now, actor=actor, rows=(communication,),
        communication=str(communication.pk), version=communication.version,
        sha256=communication.content_sha256, approvals_voided=voided,
    )  # fmt: skip
    approving.add_author(SubjectKind.COMMUNICATION, communication.pk, actor)
    return communication


@operation
def bind_recipients(
    *, actor: Member, communication_id: Any, now: datetime, root: str, count: int, counts: Mapping[str, int]
) -> Communication:
    """Bind the recipient set (its root and count) to the content. `counts` tells the journal how rows ended.

    Raises RecipientsFrozenError once letters exist, OutOfOrderError once production has begun.
    """
    permissions.require(actor, "recipients.import")
    communication = lock_subject(Communication, actor, communication_id)
    if communication.letters_produced:
        raise RecipientsFrozenError()
    letter = letter_of(communication)
    voided = _back_to_draft(communication, now)
    communication.recipient_root, communication.recipient_count = root, count
    _write(communication, letter)
    communication.lock += 1
    tell(
        "communication.recipients_bound", communication.breach, now=now, actor=actor, rows=(communication,),
        communication=str(communication.pk), root=root, count=count, counts=dict(counts),
        sha256=communication.content_sha256, approvals_voided=voided,
    )  # fmt: skip
    approving.add_author(SubjectKind.COMMUNICATION, communication.pk, actor)
    return communication


@operation
def submit_communication(*, actor: Member, communication_id: Any, now: datetime) -> Communication:
    """Hand text and recipient set to the approver. Raises MentionsMissingError, NoRecipientBoundError."""
    permissions.require(actor, "communication.submit")
    communication = lock_subject(Communication, actor, communication_id)
    lacking = message.missing_mentions(letter_of(communication).text)
    if lacking:
        raise MentionsMissingError(mentions=", ".join(gettext(mention.label) for mention in lacking))
    if not communication.recipient_count:
        raise NoRecipientBoundError()
    communication.submit(actor, now)
    tell(
        "communication.submitted", communication.breach, now=now, actor=actor, rows=(communication,),
        communication=str(communication.pk), version=communication.version, sha256=communication.content_sha256,
    )  # fmt: skip
    approving.add_author(SubjectKind.COMMUNICATION, communication.pk, actor)
    return communication


@operation
def approve_communication(
    *, actor: Member, communication_id: Any, now: datetime, comment: str = "", read_sha256: str = ""
) -> Communication:
    """Approve this very text for this very set of recipients.

    Raises OwnContentError, AlreadyApprovedError, NotSubmittedError, ContentChangedError.
    """
    permissions.require(actor, "communication.approve")
    communication = lock_subject(Communication, actor, communication_id)
    approval = approving.prepare(
        SubjectKind.COMMUNICATION, communication, communication.breach, actor, now, comment, read_sha256=read_sha256
    )
    communication.approve()
    approving.conclude(
        "communication.approved", approval, communication.breach, (communication,),
        communication=str(communication.pk), count=communication.recipient_count,
        root=communication.recipient_root,
    )  # fmt: skip
    return communication


@operation
def refuse_communication(
    *, actor: Member, communication_id: Any, now: datetime, comment: str, read_sha256: str = ""
) -> Communication:
    """Refuse with a comment: back to draft as a new version."""
    permissions.require(actor, "communication.approve")
    communication = lock_subject(Communication, actor, communication_id)
    refusal = approving.prepare(
        SubjectKind.COMMUNICATION, communication, communication.breach, actor, now, comment,
        approved=False, read_sha256=read_sha256,
    )  # fmt: skip
    communication.take_back()
    approving.conclude(
        "communication.refused", refusal, communication.breach, (communication,),
        communication=str(communication.pk),
    )  # fmt: skip
    return communication
