"""Claim due work by one conditional UPDATE; finish it only while the lease is still ours."""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import connection, transaction
from django.db.models import F, Q, QuerySet

from breaches.errors import DomainError
from notify.work.models import Work
from notify.work.points import reached

MAX_ATTEMPTS = 12
BACK_OFF_CAP = timedelta(minutes=15)


class LeaseLostError(DomainError):
    """Somebody else took over: what was about to be written is rolled back."""

    message = "La réservation de ce travail est échue : un autre l’a repris."


@dataclass(frozen=True, slots=True)
class Planned:
    """Work to be: ids only."""

    kind: str
    key: str
    run_at: datetime
    payload: dict[str, Any]
    organisation_id: UUID


def plan(rows: Iterable[Planned], now: datetime) -> None:
    """Insert work rows; a key that exists already is left as it is (planned once for ever)."""
    Work.objects.bulk_create(
        [
            Work(
                organisation_id=r.organisation_id,
                kind=r.kind,
                key=r.key,
                run_at=r.run_at,
                payload=r.payload,
                created_at=now,
            )
            for r in rows
        ],
        ignore_conflicts=True,
    )


def _due(now: datetime) -> QuerySet[Work]:
    free = Q(lease_until=None) | Q(lease_until__lt=now)
    return Work.objects.filter(free, done_at=None, dead_at=None, run_at__lte=now).order_by("run_at", "created_at", "pk")


def claim(now: datetime) -> Work | None:
    """Lease the soonest due row: attempts are written before the work. None when nothing is free.

    PostgreSQL skips rows that others hold; SQLite has one writer at a time. Either way the UPDATE repeats the
    condition, so two claimants never both win.
    """
    token = uuid.uuid4()
    with transaction.atomic():
        due = _due(now)
        if connection.features.has_select_for_update_skip_locked:
            due = due.select_for_update(skip_locked=True)
        row = due.first()
        if row is None:
            return None
        lease_until = now + timedelta(seconds=settings.NOTIFY_LEASE_SECONDS)
        won = _due(now).order_by().filter(pk=row.pk, attempts=row.attempts).update(
            lease=token, lease_until=lease_until, attempts=F("attempts") + 1
        )  # fmt: skip
    reached("claim.after_commit")
    return Work.objects.get(pk=row.pk) if won else None


def renew(work: Work, now: datetime) -> None:
    """Lengthen the lease of long work. Raises LeaseLostError."""
    until = now + timedelta(seconds=settings.NOTIFY_LEASE_SECONDS)
    if not Work.objects.filter(pk=work.pk, lease=work.lease, done_at=None).update(lease_until=until):
        raise LeaseLostError()


def finish(work: Work, now: datetime, outcome: str) -> None:
    """Mark as done, in the transaction of the effects. Raises LeaseLostError, which rolls them back."""
    held = Work.objects.filter(pk=work.pk, lease=work.lease, done_at=None, dead_at=None)
    if not held.update(done_at=now, outcome=outcome, error="", lease=None, lease_until=None):
        raise LeaseLostError()


def give_back(work: Work, now: datetime, error: str) -> bool:
    """After a failure: try again later with a growing pause, or declare it dead. True when it died."""
    held = Work.objects.filter(pk=work.pk, lease=work.lease, done_at=None, dead_at=None)
    if work.attempts >= MAX_ATTEMPTS:
        return bool(held.update(dead_at=now, error=error[:200], lease=None, lease_until=None))
    pause = min(timedelta(seconds=2**work.attempts), BACK_OFF_CAP)
    held.update(error=error[:200], lease=None, lease_until=None, run_at=now + pause)
    return False


def revive(works: Iterable[Work], now: datetime) -> int:
    """A person asks for another try of work that was given up: its attempts start again. Returns how many came back."""
    dead = Work.objects.filter(pk__in=[work.pk for work in works], dead_at__isnull=False, done_at=None)
    return dead.update(dead_at=None, attempts=0, run_at=now, lease=None, lease_until=None)
