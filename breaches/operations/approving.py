"""Verdicts: bound to a version and its SHA-256, by none of its authors. The database checks the same again."""

from datetime import datetime
from typing import Any, Protocol
from uuid import UUID

from breaches import journal
from breaches.errors import DomainError
from breaches.models import Approval, Authorship, Breach, JournalEntry, Member
from breaches.models.base import StatefulRecord
from breaches.operations.base import require_reasons


class OwnContentError(DomainError):
    """The approver wrote, edited or submitted what is to be approved."""

    message = "Vous avez rédigé ou soumis ce contenu : l’accord revient à une autre personne."


class AlreadyApprovedError(DomainError):
    """This version has its approval already."""

    message = "Cette version est déjà approuvée : un second accord n’y change rien."


class NotSubmittedError(DomainError):
    """Nothing was handed over for approval."""

    message = "Rien n’est soumis à votre accord pour l’instant. Le contenu est à l’état « {state} »."


class ContentChangedError(DomainError):
    """The content is not the one that the approver read."""

    message = (
        "Le contenu a changé depuis votre lecture : l’empreinte lue était {found}, elle est maintenant {expected}. "
        "Relisez, puis répondez."
    )


class Subject(Protocol):
    """What a verdict needs of its subject."""

    id: UUID
    version: int
    content_sha256: str

    @property
    def submitted_by(self) -> Member | None:
        """Who handed it over; None while it is a draft."""


def add_author(kind: str, subject_id: Any, member: Member) -> None:
    """Remember that `member` edited or submitted the subject; once is enough."""
    Authorship.objects.get_or_create(subject_kind=kind, subject_id=subject_id, member=member)


def prepare(
    kind: str,
    subject: Subject,
    breach: Breach,
    actor: Member,
    now: datetime,
    comment: str,
    *,
    approved: bool = True,
    read_sha256: str = "",
) -> Approval:
    """An unsaved verdict. Raises OwnContentError, AlreadyApprovedError, NotSubmittedError, ContentChangedError.

    `read_sha256` is the hash on the page the approver read; empty when there was no page.
    """
    sole = breach.organisation.sole_practitioner
    if _standing(kind, subject).exists():
        raise AlreadyApprovedError()
    if subject.submitted_by is None:
        raise NotSubmittedError(state=_label(subject))
    if read_sha256 and read_sha256 != subject.content_sha256:
        raise ContentChangedError(found=read_sha256[:8], expected=subject.content_sha256[:8])
    if not sole and _is_author(kind, subject, actor):
        raise OwnContentError()
    return Approval(
        organisation_id=breach.organisation_id,
        subject_kind=kind,
        subject_id=subject.id,
        version=subject.version,
        sha256=subject.content_sha256,
        content=getattr(subject, "content", ""),
        verdict="approved" if approved else "refused",
        author=subject.submitted_by,
        approver=actor,
        sole_practitioner=sole,
        comment=comment.strip() if approved else require_reasons(comment, "comment"),
        at=now,
    )


def _standing(kind: str, subject: Subject) -> Any:
    return Approval.objects.filter(
        subject_kind=kind, subject_id=subject.id, version=subject.version, verdict="approved", voided_at=None
    )


def _label(subject: Any) -> str:
    return str(subject.get_state_display())


def _is_author(kind: str, subject: Subject, actor: Member) -> bool:
    edited = Authorship.objects.filter(subject_kind=kind, subject_id=subject.id, member=actor).exists()
    return edited or subject.submitted_by == actor


def told(approval: Approval) -> dict[str, Any]:
    """What the journal says of a verdict."""
    return {
        "approval": str(approval.pk),
        "subject": str(approval.subject_id),
        "version": approval.version,
        "sha256": approval.sha256,
        "author": str(approval.author_id),
        "sole_practitioner": approval.sole_practitioner,
        "comment": journal.commitment(approval, "comment"),
    }


def save(approval: Approval, entry: JournalEntry) -> None:
    """Write the verdict, tied to its entry, before the subject moves: the trigger looks for it."""
    approval.entry = entry
    approval.save(force_insert=True)


def conclude(
    kind: str, approval: Approval, breach: Breach, rows: tuple[StatefulRecord, ...], **payload: Any
) -> JournalEntry:
    """One entry for a verdict and all rows it moves."""
    entry = journal.append(
        kind,
        organisation_id=breach.organisation_id,
        now=approval.at,
        actor=approval.approver,
        breach_id=breach.pk,
        payload={**payload, **told(approval)},
    )
    save(approval, entry)
    for row in rows:
        row.last_entry = entry
        row.save()
    return entry


def void(kind: str, subject: Subject, now: datetime) -> int:
    """Void the standing approval of the present version; returns how many fell (0 or 1)."""
    return int(_standing(kind, subject).update(voided_at=now))
