"""Once a day, to the DPO and the deputy: the next deadline, or that nothing is to do. Its silence means failure."""

from collections.abc import Callable, Iterator
from datetime import datetime, time, timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from breaches.law.clocks import PARIS
from breaches.models import Organisation
from breaches.states import BreachState, Role
from notify import wording
from notify.alerts import deadlines, firing
from notify.alerts.models import Alert
from notify.work import claims
from notify.work.models import Work

KIND = "daily"
_DAY = timedelta(days=1)


def latest_slot(hour: int, now: datetime) -> datetime:
    """The last time that the house's hour struck in Paris, at `now` or before."""
    today = now.astimezone(PARIS).date()
    slot = datetime.combine(today, time(hour), PARIS)
    return slot if slot <= now else datetime.combine(today - _DAY, time(hour), PARIS)


def plan_daily(now: datetime) -> int:
    """One row a day and organisation; after an outage only the last day's. Returns how many were planned."""
    wanted = {row.key: row for row in _rows(now)}
    known = set(Work.objects.filter(key__in=list(wanted)).values_list("key", flat=True))
    missing = [row for key, row in wanted.items() if key not in known]
    claims.plan(missing, now)
    return len(missing)


def _rows(now: datetime) -> Iterator[claims.Planned]:
    for pk, hour, since in Organisation.objects.values_list("pk", "daily_hour", "created_at"):
        slot = latest_slot(hour, now)
        if slot > since:
            day = slot.date().isoformat()
            yield claims.Planned(KIND, f"{KIND}:{pk}:{day}", slot, {"day": day}, pk)


def fire_daily(work: Work, now: Callable[[], datetime]) -> None:
    """The message of one day. A day whose successor is due already is left out: one mail, not many."""
    with transaction.atomic():
        at = now()
        if at >= work.run_at + _DAY:
            claims.finish(work, at, "superseded")
            return
        alert = Alert(
            organisation=work.organisation, key=work.key, kind=KIND, step=work.payload["day"],
            planned_at=work.run_at, fired_at=at,
        )  # fmt: skip
        firing.fire(work, alert, [Role.DPO], at)


def message(alert: Alert, now: datetime) -> dict[str, Any]:
    """What the mail says at the moment it leaves: references, duties and instants, no facts."""
    files = deadlines.files_under_way(alert.organisation)
    clocks = deadlines.entries(files)
    return {
        "subject": _subject(alert.organisation.name, clocks, files),
        "clocks": [
            {"summary": each.summary, "link": each.url, "late": each.due is not None and each.due <= now,
             "due": wording.instant(each.due) if each.due else "",
             "remaining": wording.remaining(each.due, now) if each.due else ""}
            for each in clocks
        ],
        "waiting": [
            {"reference": each.reference, "link": deadlines.link(each)}
            for each in files if each.state == BreachState.REPORTED
        ],
        "open": len(files),
        "hour": alert.organisation.daily_hour,
    }  # fmt: skip


def _subject(house: str, clocks: list[Any], files: list[Any]) -> str:
    if not files:
        return _("{house} – Rien n’est à faire").format(house=house)
    due = clocks[0].due if clocks else None
    if due is None:
        return _("{house} – Dossiers ouverts : {n}, aucune échéance à heure fixe").format(house=house, n=len(files))
    return _("{house} – Prochaine échéance : {at}").format(house=house, at=wording.instant(due))
