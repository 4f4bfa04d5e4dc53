"""Expectations against the record: what was expected, what was found, on which line."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from breaches import journal
from breaches.models import Breach
from notify.scenarios import observing
from notify.scenarios.document import shown
from notify.scenarios.scenario import Expectation
from notify.scenarios.stage import Stage

Found = Iterator[tuple[str, Any, Any]]  # key, expected, found


@dataclass(frozen=True, slots=True)
class Failure:
    """One thing that did not come as the scenario says."""

    line: int
    what: str
    expected: str
    found: str

    @property
    def unmet(self) -> bool:
        """Whether it is an expectation, rather than an event that was refused or should have been."""
        return self.what.startswith("expect.")

    def __str__(self) -> str:
        return f"ligne {self.line}, {self.what} : trouvé {self.found}, attendu {self.expected}"


@dataclass(frozen=True, slots=True)
class Moment:
    """Where an expectation stands: the breach, the instant, the moved clock."""

    stage: Stage
    breach: Breach
    now: datetime


def failures(stage: Stage, expectation: Expectation, now: datetime) -> list[Failure]:
    """What does not hold among the values of an expectation; `refused` was seen when the event was played."""
    moment = Moment(stage, stage.breach, now)
    wrong = []
    for key, value in expectation.values.items():
        for name, expected, found in CHECKS[key](moment, value) if key in CHECKS else ():
            if expected != found:
                line = expectation.lines[key]
                wrong.append(Failure(line, f"expect.{key}{name}", shown(expected), shown(found)))
    return wrong


def _state(moment: Moment, expected: str) -> Found:
    yield "", expected, str(moment.breach.state)


def _notification(moment: Moment, expected: str) -> Found:
    yield "", expected, observing.notification_state(moment.breach)


def _communications(moment: Moment, expected: Mapping[str, str]) -> Found:
    yield from _each(expected, observing.communication_states(moment.breach))


def _each(expected: Mapping[str, Any], found: Mapping[str, Any]) -> Found:
    for key, value in expected.items():
        yield f".{key}", value, found.get(key)


def _due(moment: Moment, expected: Mapping[str, str]) -> Found:
    duties = observing.standing_duties(moment.breach)
    for code, text in expected.items():
        wanted = text if text == "none" else journal.instant(moment.stage.shift.required(text))
        yield f".{code}", wanted, observing.due(duties[code]) if code in duties else None


def _duties(moment: Moment, expected: list[str]) -> Found:
    yield "", sorted(expected), sorted(observing.standing_duties(moment.breach))


def _late(moment: Moment, expected: Mapping[str, bool]) -> Found:
    duties = observing.standing_duties(moment.breach)
    for code, value in expected.items():
        yield f".{code}", value, observing.late(duties[code], moment.now) if code in duties else None


def _risk(moment: Moment, expected: Mapping[str, Any]) -> Found:
    yield from _each(expected, observing.risk(moment.breach) or {})


def _alerts(moment: Moment, expected: Mapping[str, int]) -> Found:
    found = observing.alerts(moment.breach)
    yield from _each(expected, {code: found.get(code, 0) for code in expected})


def _controllers(moment: Moment, expected: Mapping[str, int]) -> Found:
    found = observing.controllers(moment.breach)
    yield from _each(expected, {state: found.get(state, 0) for state in expected})


def _recipients(moment: Moment, expected: Mapping[str, int]) -> Found:
    yield from _each(expected, observing.recipients(moment.breach))


def _letters(moment: Moment, expected: int) -> Found:
    yield "", expected, observing.letters(moment.breach)


def _reconciliation(moment: Moment, expected: int) -> Found:
    yield "", expected, observing.remainder(moment.breach)


CHECKS: dict[str, Callable[[Moment, Any], Found]] = {
    "state": _state,
    "notification": _notification,
    "communications": _communications,
    "controllers": _controllers,
    "due": _due,
    "duties": _duties,
    "late": _late,
    "risk": _risk,
    "alerts": _alerts,
    "recipients": _recipients,
    "letters": _letters,
    "reconciliation": _reconciliation,
}
