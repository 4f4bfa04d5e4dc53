"""Reminders around a last day: letters of the CNIL, requests, measures, the end of a delay asked by an authority."""

from collections.abc import Callable, Iterable
from datetime import date, datetime

from django.db import transaction

from breaches import journal
from breaches.law.clocks import PARIS
from breaches.law.follow_up import pending_reminders
from breaches.models import AuthorityLetter, Breach, DisclosureDelay, JournalEntry, Measure, RightsRequest
from breaches.states import BreachState, Role
from notify.alerts.firing import fire
from notify.alerts.models import Alert
from notify.work import claims
from notify.work.models import Work

KIND = "follow_up"
Followed = AuthorityLetter | DisclosureDelay | Measure | RightsRequest
MODELS: dict[str, type[Followed]] = {
    "letter": AuthorityLetter,
    "request": RightsRequest,
    "measure": Measure,
    "delay": DisclosureDelay,
}


def last_day(row: Followed) -> date | None:
    """The day that a row is due, None once it is dealt with or when it has none."""
    if isinstance(row, AuthorityLetter):
        return row.due_on if row.waits else None
    if isinstance(row, RightsRequest):
        return row.due_on if row.handled_on is None else None
    if isinstance(row, DisclosureDelay):
        return row.until_on if row.lifted_on is None else None
    return row.due_on if row.done_at is None else None


def planned(what: str) -> Callable[[JournalEntry], Iterable[claims.Planned]]:
    """The reaction to an entry that names a row of `what`: a row of work for each step still to come."""

    def react(entry: JournalEntry) -> Iterable[claims.Planned]:
        pk = journal.payload_of(entry)[what]
        row = MODELS[what]._default_manager.select_related("breach__organisation").get(pk=pk)
        due = last_day(row)
        if due is None:
            return
        for step, at in pending_reminders(due, PARIS, row.breach.organisation.daily_hour, entry.at):
            told = {"what": what, "id": pk, "due": due.isoformat(), "step": step}
            yield claims.Planned(KIND, f"{KIND}:{pk}:{due.isoformat()}:{step}", at, told, entry.organisation_id)

    return react


def fire_follow_up(work: Work, now: Callable[[], datetime]) -> None:
    """One step, to DPO and deputy; nothing once it is dealt with or its day has moved."""
    told = work.payload
    with transaction.atomic():
        row = MODELS[told["what"]]._default_manager.select_related("breach__organisation").get(pk=told["id"])
        due = last_day(row)
        if due is None or due.isoformat() != told["due"] or _has_ended(row, row.breach):
            claims.finish(work, now(), "not_needed")
            return
        alert = Alert(
            organisation=row.breach.organisation, breach=row.breach, key=work.key, kind=f"{told['what']}_due",
            step=told["step"], planned_at=work.run_at, fired_at=now(),
        )  # fmt: skip
        fire(work, alert, [Role.DPO], now())


def _has_ended(row: Followed, breach: Breach) -> bool:
    """Letters and requests outlive the file; a measure that was explained at the closing is no longer recalled."""
    ended = breach.state in (BreachState.CLOSED, BreachState.DISMISSED)
    return ended and isinstance(row, Measure | DisclosureDelay)
