"""A kind of page learnt from one: what is constant is judged once, the strings are holes.

The dynamic stream of a page is cut at its text arrays. Two pages whose bytes between the cuts are the same, over the
same static streams and resources, differ in their strings only: the strings of ARRAY can hold nothing that ends them
early, so a reader is in the same state after each cut.
"""

import re
from dataclasses import dataclass

from notify.letters.readback.columns import ARRAY, ByteFont
from notify.letters.readback.faults import ReadBackError
from notify.letters.readback.finder import CodeFinder
from notify.letters.readback.fonts import Font
from notify.letters.readback.marks import Ink, Marks, Matrix, Show, Window, product
from notify.letters.readback.paging import Pages
from notify.letters.readback.rules import apart, check_marks, written
from notify.letters.readback.tree import Page
from notify.letters.readback.typesetting import TINY

_HOLE = re.compile(ARRAY)
_PLACE = re.compile(rb"(-?(?:\d+\.?\d*|\.\d+)) (-?(?:\d+\.?\d*|\.\d+)) Tm\s*\Z")
_TRUE = 1e-6

Place = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Slot:
    """A hole: its font, its type, and what leads from the numbers of its Tm to the sheet."""

    font: ByteFont
    size: float  # mm
    stretch: float  # mm of width for a thousandth
    rise: float  # mm that the baseline lies below the place
    page: Matrix
    clip: Window
    inks: tuple[Window, ...]  # painted later


@dataclass(frozen=True, slots=True, eq=False)
class Program:
    """A kind of page whose constant part holds no fault."""

    slots: tuple[Slot, ...]
    text: str


def cut(content: bytes) -> tuple[list[bytes], list[bytes]]:
    """The bytes between the holes, and the holes."""
    parts = _HOLE.split(content)
    return parts[::2], parts[1::2]


def places(literals: list[bytes]) -> tuple[tuple[bytes, ...], tuple[Place, ...]] | None:
    """The bytes without the two numbers before each hole, and these numbers; None when there are none."""
    heads: list[bytes] = []
    found: list[Place] = []
    for literal in literals[:-1]:
        tail = _PLACE.search(literal, max(0, len(literal) - 64))
        if tail is None or literal[tail.start() - 1 : tail.start()] != b" ":
            return None
        heads.append(literal[: tail.start()])
        found.append((float(tail[1]), float(tail[2])))
    return (*heads, literals[-1]), tuple(found)


@dataclass(slots=True)
class Compiler:
    """Makes programs, for one file and one batch."""

    pages: Pages
    finder: CodeFinder
    window: Window
    mark: str
    fonts: dict[Font, ByteFont]

    def program(self, page: Page, number: int, dynamic: bytes, *, first: bool) -> Program | None:
        """The kind of this page, None when it must be read in full. Raises PdfError, ReadBackError."""
        marks = self.pages.marks(page, number, dynamic)
        offset = len(self.pages.content(page, b""))
        holes = list(_HOLE.finditer(dynamic))
        shows = [show for show in marks.shows if show.start >= offset]
        if len(holes) != len(shows):
            return None
        for hole, show in zip(holes, shows, strict=True):
            tail = _PLACE.search(dynamic, max(0, hole.start() - 64), hole.start())
            if tail is None or (show.start, show.end, show.placed) != tuple(
                offset + place for place in (hole.start(), hole.end(), tail.start())
            ):
                return None
        slots = tuple(self._slot(show, marks.inks) for show in shows)
        constant = self._constant(marks, shows, number, first=first)
        if constant is None or None in slots:
            return None
        return Program(tuple(slot for slot in slots if slot), constant)

    def _slot(self, show: Show, inks: list[Ink]) -> Slot | None:
        a, b, c, d = product((*show.text[:4], 0.0, 0.0), (*show.page[:4], 0.0, 0.0))[:4]
        size = -d * show.size
        upright = abs(b) < _TRUE and abs(c) < _TRUE and a > 0 and show.size > 0
        if not (show.plain and show.font.one_byte and upright and size >= TINY):
            return None
        font = self.fonts.get(show.font) or self.fonts.setdefault(show.font, ByteFont(show.font))
        later = tuple(ink.box for ink in inks if ink.order > show.order)
        return Slot(font, size, a * show.size / 1000, d * show.rise, show.page, show.clip, later)

    def _constant(self, marks: Marks, shows: list[Show], number: int, *, first: bool) -> str | None:
        """The text of the part that does not change, None when that part may be at fault."""
        moving = {show.order for show in shows}
        runs = [run for run in marks.runs if run.order not in moving]
        try:
            check_marks(Marks(runs, marks.inks), number)
            rest = apart(runs, self.mark, number)
        except ReadBackError:
            return None
        text = written(rest)
        in_window = any(run.text.strip() and run.enters(self.window) for run in rest)
        drawn = any(ink.box.meets(self.window) for ink in marks.inks)
        if (first and (in_window or drawn)) or any(self.finder.codes(text)):
            return None
        return text
