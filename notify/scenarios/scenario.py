"""A scenario that fits, ready to be played."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any


@dataclass(frozen=True, slots=True)
class Expectation:
    """What must hold right after an event, with the line of each key."""

    line: int
    values: Mapping[str, Any]
    lines: Mapping[str, int]

    @property
    def refused(self) -> str | None:
        """Name of the error with which the event before must be refused."""
        return self.values.get("refused")


@dataclass(frozen=True, slots=True)
class Event:
    """One operation at one instant (not moved yet) by one person; `wait` is nobody's."""

    line: int
    at: datetime
    do: str
    by: str | None
    given: Mapping[str, Any]
    expectations: tuple[Expectation, ...]

    @property
    def refused(self) -> str | None:
        """Name of the error with which it must be refused, if it must."""
        return next((each.refused for each in self.expectations if each.refused), None)


@dataclass(frozen=True, slots=True)
class Scenario:
    """The whole file; `sha256` is of its bytes, `folder` where its other files stand."""

    title: str
    exercise: bool
    organisations: tuple[Mapping[str, Any], ...]
    people: tuple[Mapping[str, Any], ...]
    events: tuple[Event, ...]
    sha256: str
    folder: Path
