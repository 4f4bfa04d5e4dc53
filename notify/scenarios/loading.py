"""From a file to a scenario: read, checked against the schema, then against what a schema cannot say."""

import hashlib
from collections.abc import Iterator
from pathlib import Path

from notify.scenarios.checks import other_faults
from notify.scenarios.document import Document, ScenarioFileError
from notify.scenarios.fitting import ScenarioRefusedError, schema_faults
from notify.scenarios.instants import parse_instant
from notify.scenarios.reading import read_document
from notify.scenarios.scenario import Event, Expectation, Scenario


def load(path: Path) -> Scenario:
    """The scenario of a file. Raises ScenarioRefusedError (every fault with its line), OSError."""
    data = path.read_bytes()
    try:
        document = read_document(data)
    except ScenarioFileError as fault:
        raise ScenarioRefusedError(path.name, [fault]) from fault
    faults = schema_faults(document) or list(other_faults(document, path.parent))
    if faults:
        raise ScenarioRefusedError(path.name, faults)
    value = document.value
    return Scenario(
        title=value["title"],
        exercise=value.get("exercise", False),
        organisations=tuple(value["organisations"]),
        people=tuple(value["people"]),
        events=tuple(_events(document)),
        sha256=hashlib.sha256(data).hexdigest(),
        folder=path.parent,
    )


def _events(document: Document) -> Iterator[Event]:
    steps = document.value["events"]
    for rank, step in enumerate(steps):
        if "expect" not in step:
            yield Event(
                line=document.place(("events", rank))[0],
                at=parse_instant(step["at"]),
                do=step["do"],
                by=step.get("by"),
                given=step.get("with") or {},
                expectations=tuple(_expectations(document, rank + 1)),
            )


def _expectations(document: Document, rank: int) -> Iterator[Expectation]:
    """The expectations that stand together from `rank` on."""
    steps = document.value["events"]
    while rank < len(steps) and "expect" in steps[rank]:
        values = steps[rank]["expect"]
        lines = {key: document.place(("events", rank, "expect", key))[0] for key in values}
        yield Expectation(document.place(("events", rank))[0], values, lines)
        rank += 1
