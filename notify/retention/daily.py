"""Once a day and organisation: purge what is due, one kind after the other; a file under a hold is left whole."""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta

from breaches import queries
from breaches.models import Breach, LegalHold, Organisation, RetentionRule
from breaches.operations.retaining import FileHeldError, NotDueError, due_at
from breaches.states import BreachState
from notify.alerts.daily import latest_slot
from notify.retention import purging
from notify.work import claims
from notify.work.models import Work

KIND = "retention"
HOUR = 3  # at night, when nobody reads
_DAY = timedelta(days=1)


def plan_retention(now: datetime) -> int:
    """One row a day and organisation; after an outage only the last day's. Returns how many were planned."""
    wanted = {row.key: row for row in _rows(now)}
    known = set(Work.objects.filter(key__in=list(wanted)).values_list("key", flat=True))
    missing = [row for key, row in wanted.items() if key not in known]
    claims.plan(missing, now)
    return len(missing)


def _rows(now: datetime) -> Iterator[claims.Planned]:
    slot = latest_slot(HOUR, now)
    day = slot.date().isoformat()
    for pk, since in Organisation.objects.values_list("pk", "created_at"):
        if slot > since:
            yield claims.Planned(KIND, f"{KIND}:{pk}:{day}", slot, {"day": day}, pk)


def due_now(organisation: Organisation, now: datetime) -> Iterator[tuple[Breach, RetentionRule]]:
    """Closed files without hold, with each rule whose period is over."""
    rules = [rule for rule in queries.retention_rules(organisation.pk).values() if rule.months is not None]
    closed = Breach.objects.filter(organisation=organisation, state=BreachState.CLOSED)
    held = LegalHold.objects.filter(released_at=None).values("breach_id")
    for breach in closed.exclude(pk__in=held).order_by("closed_at"):
        for rule in rules:
            due = due_at(breach, rule)
            if due is not None and due <= now:
                yield breach, rule


def fire_retention(work: Work, now: Callable[[], datetime]) -> None:
    """Purge all that is due; what a hold or another rule stops meanwhile is left for another day."""
    at, done = now(), 0
    if at < work.run_at + _DAY:
        for breach, rule in due_now(work.organisation, at):
            claims.renew(work, now())
            try:
                done += purging.purge_kind(breach, rule.kind, now()) is not None
            except (FileHeldError, NotDueError):
                continue
    purging.erase_marked(work.organisation_id, now())
    claims.finish(work, now(), f"purged:{done}")
