"""What must hold on a page and for a letter: the only place that refuses. The quick way comes here with every doubt."""

import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from notify.letters.readback.faults import (
    AddressLineError,
    AddressMissingError,
    AddressOutsideError,
    CodeMissingError,
    EdgeError,
    FootError,
    ForeignCodeError,
    HiddenTextError,
    MarkError,
    OverprintError,
    TextMissingError,
    VersoError,
    WindowEdgeError,
    WindowInkError,
    WindowTextError,
)
from notify.letters.readback.finder import CodeFinder
from notify.letters.readback.marks import Ink, Marks, Run, Window

MARGIN = 4.0  # mm that printers leave white
SHEET = Window(0.0, 0.0, 210.0, 297.0)
INNER = Window(MARGIN, MARGIN, SHEET.x1 - MARGIN, SHEET.y1 - MARGIN)
LEAST_PITCH = 0.7  # lines closer than this part of their size run into each other
_SAME_LINE = 0.2  # parts of the size
_JOINED = 0.15
_UNDERLINE = 0.15
SLACK = 0.01  # mm of rounding


@dataclass(frozen=True, slots=True)
class ExpectedLetter:
    """What the row says: address lines exactly as printed, the code of every page, texts that stand on some page.

    `feet`: a text that stands on each page in turn, such as "Page 2 sur 3"; without it, pages of one letter that
    changed places are not told apart. Codes of a batch have one shape: none is a part of another.
    """

    key: str
    pages: int
    lines: tuple[str, ...]
    code: str
    others: tuple[str, ...] = ()
    feet: tuple[str, ...] = ()

    def __repr__(self) -> str:
        return f"ExpectedLetter(key={self.key!r})"


def squash(text: str) -> str:
    """Composed characters, single plain spaces: what the eye compares."""
    return " ".join(unicodedata.normalize("NFC", text).split())


def written(runs: Sequence[Run]) -> str:
    """The text of a page in the order of setting; runs that touch on one line are one word."""
    parts: list[str] = []
    before: Run | None = None
    for run in runs:
        if before is not None and not _continues(before, run):
            parts.append(" ")
        parts.append(run.text)
        before = run
    return squash("".join(parts))


def _continues(before: Run, run: Run) -> bool:
    level = abs(run.base - before.base) < _SAME_LINE * before.size
    return level and run.upright and before.upright and abs(run.box.x0 - before.box.x1) < _JOINED * before.size


def check_marks(marks: Marks, page: int) -> None:
    """What must hold of any text: drawn, known, visible, whole, on the sheet."""
    for run in marks.runs:
        if run.fault is not None:
            raise run.fault(page=page)
        if run.text.strip() and not INNER.holds(run.box, SLACK):
            raise EdgeError(page=page)
    _refuse_covered(marks, page)


def _refuse_covered(marks: Marks, page: int) -> None:
    """Ink that is laid over a text hides it, whatever its colour; a line that only underlines it does not."""
    for ink in marks.inks:
        if any(run.order < ink.order and run.text.strip() and _covers(ink, run) for run in marks.runs):
            raise HiddenTextError(page=page)


def _covers(ink: Ink, run: Run) -> bool:
    common = ink.box.cut(run.box)
    return common.y1 - common.y0 > _UNDERLINE * run.size and run.enters(ink.box)


def check_blank(marks: Marks, page: int, mark: str) -> None:
    """A blank verso: no text but the mark of an exercise, no ink."""
    if marks.inks or any(run.text.strip() and run.text.strip() != mark for run in marks.runs):
        raise VersoError(page=page)
    check_marks(marks, page)


def apart(runs: Sequence[Run], mark: str, page: int) -> list[Run]:
    """The runs without the mark of an exercise, which lies across the page. Raises MarkError where it is missing."""
    rest = [run for run in runs if not mark or run.text.strip() != mark]
    if mark and len(rest) == len(runs):
        raise MarkError(page=page)
    return rest


def check_window(letter: ExpectedLetter, runs: Sequence[Run], marks: Marks, window: Window, page: int) -> None:
    """The address and nothing else in the window of the first page."""
    inside = [run for run in runs if run.text.strip() and run.enters(window)]
    if any(ink.box.meets(window) for ink in marks.inks):
        raise WindowInkError(page=page)
    outside = {squash(run.text) for run in runs if run not in inside}
    expected = [squash(line) for line in letter.lines if line.strip()]
    if any(not window.holds(run.box, SLACK) or not run.upright for run in inside):
        raise WindowEdgeError(page=page)
    found = _lines(inside, page)
    foreign = [line for line in found if line not in expected]
    if foreign and [line for line in found if line in expected] == expected:
        raise WindowTextError(page=page)
    for place, line in enumerate(expected, start=1):
        if line not in found and not foreign:
            raise (AddressOutsideError if line in outside else AddressMissingError)(page=page, line=place)
        if found[place - 1 : place] != [line]:
            raise AddressLineError(page=page, line=place)
    if len(found) != len(expected):
        raise WindowTextError(page=page)


def _lines(runs: Iterable[Run], page: int) -> list[str]:
    """The text of the window, line by line from the top, each from the left."""
    rows: list[list[Run]] = []
    for run in sorted(runs, key=lambda each: (each.base, each.box.x0)):
        row = rows[-1] if rows else [run]
        drop = run.base - row[0].base
        if not rows or drop >= LEAST_PITCH * run.size:
            rows.append([run])
        elif drop < _SAME_LINE * run.size:
            row.append(run)
        else:
            raise OverprintError(page=page)
    return [_line(sorted(row, key=lambda each: each.box.x0), page) for row in rows]


def _line(row: list[Run], page: int) -> str:
    for before, run in pairwise(row):
        if run.box.x0 < before.box.x1 - _JOINED * run.size:
            raise OverprintError(page=page)
    return written(row)


def check_texts(letter: ExpectedLetter, nth: int, text: str, finder: CodeFinder, page: int) -> None:
    """The code of this letter and of no other, the foot of its nth page. Raises ReadBackError."""
    if finder.foreign(text, letter.code):
        raise ForeignCodeError(page=page)
    if squash(letter.code) not in text:
        raise CodeMissingError(page=page)
    if letter.feet and squash(letter.feet[nth]) not in text:
        raise FootError(page=page)


def check_others(letter: ExpectedLetter, texts: Sequence[str], page: int) -> None:
    """Each other text stands on some page of the letter."""
    for number, other in enumerate(letter.others, start=1):
        if not any(squash(other) in text for text in texts):
            raise TextMissingError(page=page, number=number)
