"""Confirm, dismiss, reopen: from a report to a breach with its clocks (art. 33(1), EDPB 9/2022 § 31)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_noop

from breaches import journal, permissions
from breaches.law import duties as law
from breaches.models import Awareness, Breach, Member
from breaches.operations import duties
from breaches.operations.awareness import check_instant, kept_awareness, new_awareness, require_no_correction
from breaches.operations.base import lock_breach, operation, require_reasons, tell
from breaches.operations.parties import ProcessorWord, awareness_reason, take_word, told_of
from breaches.states import AwarenessState


@dataclass(frozen=True, slots=True)
class Candidate:
    """A possible awareness time, why it might be the one, and the piece that shows it."""

    at: datetime
    why: str
    evidence: str = ""


@operation
def confirm_breach(
    *,
    actor: Member,
    breach_id: Any,
    now: datetime,
    aware_at: datetime,
    reasons: str,
    candidates: Sequence[Candidate] = (),
    title: str = "",
    processor: ProcessorWord | None = None,
    evidence: str = "",
) -> Breach:
    """Retain the breach: all candidate times are kept, `aware_at` is chosen, the duties open from it.

    `processor`: the processor that told of it, when one did; the instant of its notice is kept as a candidate.
    A reopened file keeps the time it had: the new reasons stand beside it. Raises AwarenessInFutureError,
    AwarenessBeforeOccurrenceError, AwarenessKeptError, MissingReasonsError, OutOfOrderError.
    """
    permissions.require(actor, "breach.confirm")
    breach = lock_breach(actor, breach_id)
    require_reasons(reasons)
    take_word(breach, processor, now)
    candidates = _with_notice(breach, candidates)
    for at in (aware_at, *(candidate.at for candidate in candidates)):
        check_instant(at, breach, now)
    breach.confirm(aware_at, now, law.version_for(aware_at))
    kept = kept_awareness(breach, aware_at)
    breach.title = title.strip() or breach.title
    state = AwarenessState.CANDIDATE if kept else AwarenessState.CHOSEN
    said = new_awareness(breach, actor, now, aware_at, reasons, state, evidence)
    others = _set_aside(breach, actor, now, aware_at, candidates)
    opened = duties.sync(breach, now)
    tell(
        "breach.confirmed", breach, now=now, actor=actor, rows=(said, *others, breach, *opened),
        aware_at=journal.instant(aware_at), awareness=str((kept or said).pk),
        reasons=journal.commitment(said, "reasons"), evidence=journal.commitment(said, "evidence"),
        candidates=[_told(other) for other in others], duties=duties.told(opened), **told_of(breach),
    )  # fmt: skip
    return breach


def _with_notice(breach: Breach, candidates: Sequence[Candidate]) -> Sequence[Candidate]:
    """The candidates, and the instant of the processor's notice unless it is among them already."""
    told_at = breach.processor_told_at
    if told_at is None or any(each.at == told_at for each in candidates):
        return candidates
    return [*candidates, Candidate(told_at, awareness_reason(breach))]


def _told(other: Awareness) -> dict[str, Any]:
    why, evidence = journal.commitment(other, "reasons"), journal.commitment(other, "evidence")
    return {"at": journal.instant(other.at), "why": why, "evidence": evidence}


def _set_aside(
    breach: Breach, actor: Member, now: datetime, aware_at: datetime, candidates: Sequence[Candidate]
) -> list[Awareness]:
    return [
        new_awareness(breach, actor, now, candidate.at, candidate.why, AwarenessState.CANDIDATE, candidate.evidence)
        for candidate in candidates
        if candidate.at != aware_at
    ]


@operation
def dismiss_breach(*, actor: Member, breach_id: Any, now: datetime, reasons: str) -> Breach:
    """Set a report or a breach aside with its reasons; its open duties fall. Stays in the register (art. 33(5)).

    Raises CorrectionPendingError: a correction of the awareness time is answered first.
    """
    permissions.require(actor, "breach.dismiss")
    breach = lock_breach(actor, breach_id)
    breach.dismiss(require_reasons(reasons))
    require_no_correction(breach)
    dropped = duties.drop_open(breach, gettext_noop("Le signalement a été écarté."))
    tell(
        "breach.dismissed",
        breach,
        now=now,
        actor=actor,
        rows=(breach, *dropped),
        reasons=journal.commitment(breach, "closing_reasons"),
        duties=duties.told(dropped),
    )
    return breach


@operation
def reopen_breach(*, actor: Member, breach_id: Any, now: datetime, reasons: str) -> Breach:
    """Look again at a dismissed report. The former awareness times stay visible."""
    permissions.require(actor, "breach.dismiss")
    breach = lock_breach(actor, breach_id)
    told = journal.commitment(breach, "reopening", require_reasons(reasons))
    breach.reopen()
    tell("breach.reopened", breach, now=now, actor=actor, rows=(breach,), reasons=told)
    return breach
