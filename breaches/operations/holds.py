"""Legal hold: nothing of a file is purged while it stands; whoever placed it does not release it."""

from datetime import datetime
from typing import Any

from breaches import journal, permissions
from breaches.errors import DomainError
from breaches.models import Breach, LegalHold, Member
from breaches.operations.base import lock_breach, lock_kept, operation, require_reasons, tell


class AlreadyHeldError(DomainError):
    """One hold is enough."""

    message = "Ce dossier est déjà gelé."


class HoldReleasedError(DomainError):
    """A hold is released once."""

    message = "Ce gel est déjà levé."


class HoldOwnReleaseError(DomainError):
    """The same person placed the hold."""

    message = "Vous avez posé ce gel : une seconde personne le lève."


def live_hold(breach: Breach) -> LegalHold | None:
    """The hold that stands, if any."""
    return breach.holds.filter(released_at=None).first()


@operation
def place_hold(*, actor: Member, breach_id: Any, now: datetime, reason: str) -> LegalHold:
    """Freeze a file: no purge until somebody else releases it. Raises AlreadyHeldError, MissingReasonsError."""
    permissions.require(actor, "hold.place")
    breach = lock_breach(actor, breach_id)
    if live_hold(breach) is not None:
        raise AlreadyHeldError()
    hold = LegalHold(breach=breach, reason=require_reasons(reason, "reason"), placed_by=actor, placed_at=now)
    hold.entry = tell(
        "hold.placed", breach, now=now, actor=actor, hold=str(hold.pk), reason=journal.commitment(hold, "reason")
    )
    hold.save(force_insert=True)
    return hold


@operation
def release_hold(*, actor: Member, hold_id: Any, now: datetime, reasons: str) -> LegalHold:
    """Release a hold that somebody else placed. Raises HoldReleasedError, HoldOwnReleaseError, MissingReasonsError."""
    permissions.require(actor, "hold.release")
    hold = lock_kept(LegalHold, actor, hold_id)
    if hold.released_at is not None:
        raise HoldReleasedError()
    alone = actor.organisation.sole_practitioner
    if hold.placed_by_id == actor.pk and not alone:
        raise HoldOwnReleaseError()
    hold.released_by, hold.released_at, hold.sole_practitioner = actor, now, alone
    hold.release_reasons = require_reasons(reasons)
    tell(
        "hold.released", hold.breach, now=now, actor=actor, hold=str(hold.pk), sole_practitioner=alone,
        reasons=journal.commitment(hold, "release_reasons"),
    )  # fmt: skip
    hold.save()
    return hold
