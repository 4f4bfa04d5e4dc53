"""What stands for a value while a page is laid out."""

import re
from dataclasses import dataclass, field
from html import escape

from notify.letters.engine.paragraphs import Words

_STAND_IN = re.compile(r"Qj(\d{3})x(m*)")
LONGER = 12  # characters more in a long stand-in
Spot = tuple[str, int]  # a field and the number of its line


@dataclass(slots=True)
class StandIns:
    """Short tokens that stand for values while the page is laid out: one for each place where a field is written."""

    spots: list[Spot] = field(default_factory=list)
    flowing: frozenset[int] = frozenset()  # places in running text, written with the example's own value
    long: frozenset[str] = frozenset()
    _next: int = 0

    def begin(self, long: frozenset[str]) -> None:
        """Start a layout in which these fields have longer stand-ins."""
        self.long, self._next = long, 0

    def write(self, name: str, line: int, value: str) -> str:
        """What stands for a TEXT or LINES value."""
        place = self._next
        self._next += 1
        if place == len(self.spots):
            self.spots.append((name, line))
        if place in self.flowing:
            return escape(value)
        return f"Qj{place:03d}x{'m' * LONGER if name in self.long else ''}"

    def places(self, text: str) -> list[int]:
        """The places whose stand-ins are in a text."""
        return [int(found.group(1)) for found in _STAND_IN.finditer(text)]

    def words(self, text: str) -> Words:
        """A text with its stand-ins turned back into fields."""
        made: list[str | Spot] = []
        end = 0
        for found in _STAND_IN.finditer(text):
            if found.start() > end:
                made.append(text[end : found.start()])
            made.append(self.spots[int(found.group(1))])
            end = found.end()
        if end < len(text):
            made.append(text[end:])
        return tuple(made)
