"""The awareness time and its corrections: reasons, a second person, and every value stays visible."""

from datetime import datetime
from typing import Any

from breaches import journal, permissions
from breaches.errors import DomainError
from breaches.models import Awareness, Breach, Member, SubjectKind
from breaches.operations import approving, duties
from breaches.operations.base import lock_breach, lock_subject, operation, require_open, require_reasons, tell
from breaches.states import AwarenessState


class AwarenessInFutureError(DomainError):
    """An awareness time that has not come yet."""

    message = "Il est {now}. Indiquez une prise de connaissance déjà passée."
    default_field = "aware_at"


class AwarenessBeforeOccurrenceError(DomainError):
    """Nobody can be aware of what has not begun."""

    message = (
        "La violation a commencé le {occurred_from} : la prise de connaissance ne peut être antérieure. "
        "Corrigez l’une des deux heures."
    )
    default_field = "aware_at"


class AwarenessUnchangedError(DomainError):
    """A correction to the value that rules already, or without a value to correct."""

    message = "Cette heure est déjà celle qui est retenue, ou aucune ne l’est encore."
    default_field = "aware_at"


class AwarenessKeptError(DomainError):
    """A breach that was set aside and reopened keeps the awareness time that ruled before."""

    message = "Une heure est déjà retenue dans ce dossier : {at}. Confirmez à cette heure, puis corrigez-la."
    default_field = "aware_at"


class CorrectionPendingError(DomainError):
    """One correction waits at a time."""

    message = "Une correction attend déjà l’accord d’une seconde personne."
    default_field = "aware_at"


def check_instant(at: datetime, breach: Breach, now: datetime) -> None:
    """Raise AwarenessInFutureError or AwarenessBeforeOccurrenceError."""
    if at > now:
        raise AwarenessInFutureError(now=now)
    if breach.occurred_from and at < breach.occurred_from:
        raise AwarenessBeforeOccurrenceError(occurred_from=breach.occurred_from)


def kept_awareness(breach: Breach, aware_at: datetime) -> Awareness | None:
    """The time chosen before the file was set aside, None at a first confirmation. Raises AwarenessKeptError."""
    kept = breach.awareness_times.filter(state=AwarenessState.CHOSEN).first()
    if kept is not None and kept.at != aware_at:
        raise AwarenessKeptError(at=kept.at)
    return kept


def require_no_correction(breach: Breach) -> None:
    """Raise CorrectionPendingError while a second person has a correction to answer."""
    if breach.awareness_times.filter(state=AwarenessState.CORRECTION).exists():
        raise CorrectionPendingError()


def new_awareness(
    breach: Breach, actor: Member, now: datetime, at: datetime, reasons: str, state: AwarenessState, evidence: str = ""
) -> Awareness:
    """An unsaved awareness row with the SHA-256, salted as it enters the journal, of what a second person approves."""
    row = Awareness(
        breach=breach,
        at=at,
        reasons=require_reasons(reasons),
        evidence=evidence.strip(),
        state=state,
        author=actor,
        submitted_by=actor,
        created_at=now,
    )
    content = {"at": journal.instant(at), "reasons": row.reasons, "salt": row.salt}
    if row.evidence:
        content["evidence"] = row.evidence
    row.content_sha256 = journal.sha256(journal.canonical(content))
    return row


@operation
def correct_awareness(
    *, actor: Member, breach_id: Any, now: datetime, aware_at: datetime, reasons: str, evidence: str = ""
) -> Awareness:
    """Propose another awareness time. Until a second person approves, the earlier of old and new rules.

    Raises AwarenessInFutureError, AwarenessBeforeOccurrenceError, AwarenessUnchangedError, CorrectionPendingError.
    """
    permissions.require(actor, "awareness.correct")
    breach = lock_breach(actor, breach_id)
    require_open(breach)
    check_instant(aware_at, breach, now)
    chosen = breach.awareness_times.filter(state=AwarenessState.CHOSEN).first()
    if chosen is None or chosen.at == aware_at:
        raise AwarenessUnchangedError()
    require_no_correction(breach)
    proposed = new_awareness(breach, actor, now, aware_at, reasons, AwarenessState.CORRECTION, evidence)
    breach.aware_at = min(chosen.at, aware_at)
    moved = duties.sync(breach, now)
    tell(
        "awareness.proposed",
        breach,
        now=now,
        actor=actor,
        rows=(proposed, breach, *moved),
        awareness=str(proposed.pk),
        old=journal.instant(chosen.at),
        new=journal.instant(aware_at),
        rules=journal.instant(breach.aware_at),
        reasons=journal.commitment(proposed, "reasons"),
        evidence=journal.commitment(proposed, "evidence"),
        duties=duties.told(moved),
    )
    approving.add_author(SubjectKind.AWARENESS, proposed.pk, actor)
    return proposed


@operation
def approve_awareness(
    *, actor: Member, awareness_id: Any, now: datetime, comment: str = "", read_sha256: str = ""
) -> Awareness:
    """A second person accepts the correction: it rules from now on; the former value stays as superseded."""
    permissions.require(actor, "awareness.approve")
    proposed = lock_subject(Awareness, actor, awareness_id)
    breach = proposed.breach
    approval = approving.prepare(SubjectKind.AWARENESS, proposed, breach, actor, now, comment, read_sha256=read_sha256)
    former = breach.awareness_times.get(state=AwarenessState.CHOSEN)
    proposed.accept()
    former.supersede()
    breach.aware_at = proposed.at
    moved = duties.sync(breach, now)
    approving.conclude(
        "awareness.approved", approval, breach, (former, proposed, breach, *moved),
        awareness=str(proposed.pk), superseded=str(former.pk), rules=journal.instant(breach.aware_at),
        duties=duties.told(moved),
    )  # fmt: skip
    return proposed


@operation
def refuse_awareness(
    *, actor: Member, awareness_id: Any, now: datetime, comment: str, read_sha256: str = ""
) -> Awareness:
    """A second person refuses the correction: the chosen time rules again."""
    permissions.require(actor, "awareness.approve")
    proposed = lock_subject(Awareness, actor, awareness_id)
    breach = proposed.breach
    refusal = approving.prepare(
        SubjectKind.AWARENESS, proposed, breach, actor, now, comment, approved=False, read_sha256=read_sha256
    )
    proposed.refuse()
    breach.aware_at = breach.awareness_times.get(state=AwarenessState.CHOSEN).at
    moved = duties.sync(breach, now)
    approving.conclude(
        "awareness.refused", refusal, breach, (proposed, breach, *moved),
        awareness=str(proposed.pk), rules=journal.instant(breach.aware_at), duties=duties.told(moved),
    )  # fmt: skip
    return proposed
