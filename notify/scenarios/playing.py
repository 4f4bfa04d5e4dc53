"""Play a scenario from its first event to its last, on whatever database is connected."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime

from django.conf import settings

from breaches import journal
from breaches.errors import DomainError
from notify.pdf import PdfUnavailableError
from notify.scenarios.acting import ACTS
from notify.scenarios.clock import VirtualClock, broken_work
from notify.scenarios.digest import digest
from notify.scenarios.expecting import Failure, failures
from notify.scenarios.instants import Shift
from notify.scenarios.scenario import Event, Scenario
from notify.scenarios.stage import Stage, set_stage

NOWHERE = "django.core.mail.backends.dummy.EmailBackend"
UNTOUCHED = "un enregistrement inchangé après le refus"


@dataclass(slots=True)
class Result:
    """How a play went. `to_come` are events after the real now; `stopped` says why it ended early."""

    scenario: Scenario
    stage: Stage
    now: datetime
    played: int = 0
    refused: int = 0
    checked: int = 0
    failures: list[Failure] = field(default_factory=list)
    to_come: list[Event] = field(default_factory=list)
    broken: list[tuple[str, str, int]] = field(default_factory=list)
    paper_missing: bool = False
    seconds: float = 0.0


def play(
    scenario: Scenario,
    *,
    shift: Shift | None = None,
    letters: int | None = None,
    until: datetime | None = None,
    password: str | None = None,
    watch: Callable[[Event, str], object] = lambda *_told: None,
) -> Result:
    """Play every event at its own (moved) instant, with the work that falls due in between.

    `until` (the real now) ends the play: later events are listed as to come, and the work due by then is done.
    `letters` limits how many letters of a communication are rendered. `watch` is told of each event and how it ended.
    """
    began, shift = time.perf_counter(), shift or Shift()
    with journal.scenario_clock(), mail_goes_nowhere():
        stage = set_stage(scenario, shift, letters=letters, password=password)
        clock = VirtualClock(scenario.events[0].at + shift.by)
        result = Result(scenario, stage, clock.now)
        for rank, event in enumerate(scenario.events):
            at = event.at + shift.by
            if until is not None and at > until:
                result.to_come = list(scenario.events[rank:])
                break
            clock.advance(at)
            outcome = _play_event(result, event, clock)
            watch(event, outcome)
            if outcome not in ("", "refused"):
                break
        if until is not None and not result.failures:
            clock.advance(until)
        result.now, result.broken = clock.now, broken_work()
    result.seconds = time.perf_counter() - began
    return result


def _play_event(result: Result, event: Event, clock: VirtualClock) -> str:
    """Empty when played, `refused` when refused as expected, else why the play ends here."""
    began = time.perf_counter()
    try:
        refusal = _act(result, event, clock.now)
    except PdfUnavailableError:
        result.paper_missing = True
        return "paper"
    clock.advance(clock.now)
    timings = result.stage.timings
    timings[event.do] = timings.get(event.do, 0.0) + time.perf_counter() - began
    if event.refused or refusal:
        outcome = _refusal_outcome(result, event, refusal)
        if outcome:
            return outcome
        result.refused += 1
    result.played += 1
    _check(result, event, clock.now)
    return "refused" if refusal else ""


def _act(result: Result, event: Event, now: datetime) -> DomainError | None:
    """Do it. A refusal that was expected must leave the whole record as it was."""
    if event.do == "wait":
        return None
    stage = result.stage
    before = digest() if event.refused else ""
    try:
        ACTS[event.do](stage, stage.people[str(event.by)], now, event.given)
    except PdfUnavailableError:
        raise
    except DomainError as error:
        if event.refused and digest() != before:
            result.failures.append(
                Failure(event.line, f"{event.do} refusé", UNTOUCHED, "un enregistrement qui a changé")
            )
        return error
    return None


def _refusal_outcome(result: Result, event: Event, refusal: DomainError | None) -> str:
    """Empty when the refusal is the expected one; otherwise a failure is noted."""
    name = type(refusal).__name__ if refusal else None
    if name == event.refused:
        return ""
    found = f"{name} : {refusal}" if refusal else "un acte accepté"
    expected = f"le refus {event.refused}" if event.refused else "un acte accepté"
    result.failures.append(Failure(event.line, f"{event.do} par {event.by}", expected, found))
    return "failed"


def _check(result: Result, event: Event, now: datetime) -> None:
    for expectation in event.expectations:
        result.checked += len(expectation.values)
        if result.stage.breach_id is not None or set(expectation.values) != {"refused"}:
            result.failures.extend(failures(result.stage, expectation, now))


@contextmanager
def mail_goes_nowhere() -> Iterator[None]:
    """Mails of a play are composed and recorded, and leave nowhere."""
    before = settings.EMAIL_BACKEND
    settings.EMAIL_BACKEND = NOWHERE
    try:
        yield
    finally:
        settings.EMAIL_BACKEND = before
