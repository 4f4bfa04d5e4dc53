"""A play told in a few French lines on the terminal: counts, instants and states, no personal data."""

from collections.abc import Iterator

from breaches import journal
from breaches.law.duties import rule
from breaches.states import BreachState, DutyState, NotificationState
from notify import wording
from notify.scenarios.playing import Result
from notify.scenarios.scenario import Event
from notify.scenarios.summary import summary

_OUTCOMES = {"": "fait", "refused": "refusé, comme prévu", "paper": "impossible sans les bibliothèques PDF"}


def told(event: Event, outcome: str) -> str:
    """One event on one line."""
    return f"  ligne {event.line:<4} {event.do:<24} {event.by or '–':<10} {_OUTCOMES.get(outcome, 'échec')}"


def lines_of(result: Result) -> Iterator[str]:
    """Everything, from the title to the time it took."""
    found = summary(result)
    events, expectations = found["events"], found["expectations"]
    marked = "EXERCICE – " if result.scenario.exercise else ""
    yield f"{marked}{result.scenario.title}"
    held = expectations["checked"] - expectations["failed"]
    refused = events["refused_as_expected"]
    yield (
        f"  {events['played']} événements joués sur {events['total']}, dont {refused} refus attendus ; "
        f"{held} attentes tenues sur {expectations['checked']}"
    )
    if result.stage.breach_id is not None:
        yield from _breach(result)
        yield from _letters(found)
    for event in (each for each in result.to_come if each.do != "wait"):
        at = wording.instant(event.at + result.stage.shift.by)
        yield f"  à venir : {at}, {event.do} ({event.by})"
    for kind, error, attempts in result.broken:
        yield f"  travail automatique en échec : {kind}, {error}, {attempts} essais"
    yield f"  joué en {wording.number(result.seconds, decimals=1)} s"


def _breach(result: Result) -> Iterator[str]:
    breach = result.stage.breach
    yield f"  violation {breach.reference} : {BreachState(breach.state).label}"
    for duty in breach.duties.exclude(state=DutyState.NOT_REQUIRED).order_by("code"):
        late = f", en retard de {wording.duration(duty.late_by)}" if duty.late and duty.late_by else ""
        due = f", terme {journal.instant(duty.due_at)}" if duty.due_at else ""
        yield f"  {rule(duty.code).title} : {DutyState(duty.state).label}{due}{late}"
    for each in breach.notifications.order_by("number"):
        state = NotificationState(each.state).label
        yield f"  notification {each.number} ({each.phase}) : {state} {each.receipt}".rstrip()


def _letters(found: dict[str, object]) -> Iterator[str]:
    breach = found["breach"]
    for each in breach["communications"] if isinstance(breach, dict) else ():
        rendered = each["letters"] - each["letters_simulated"]
        yield f"  communication {each['key']} : {each['state']}, {wording.number(rendered)} lettres produites en PDF"
        if each["letters_simulated"]:
            counted = wording.number(each["letters_simulated"])
            yield f"    {counted} autres lettres sont comptées sans être produites (simulées, le journal le dit)"
