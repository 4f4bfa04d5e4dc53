"""The quick way: pages of one kind together, column by column. It passes or it doubts; only the full way refuses."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import numpy as np

from notify.letters.readback.faults import ReadBackError
from notify.letters.readback.finder import CodeFinder
from notify.letters.readback.geometry import doubtful, lines_in_order, positions
from notify.letters.readback.lexing import PdfError
from notify.letters.readback.marks import Window
from notify.letters.readback.paging import Pages
from notify.letters.readback.programs import Compiler, Place, Program, cut, places
from notify.letters.readback.rules import ExpectedLetter, check_blank
from notify.letters.readback.tree import Page

_KINDS = 512  # kinds of pages known at a time


class Sheet(NamedTuple):
    """A page that the rows ask for: the letter and which of its pages; a blank verso comes after the last."""

    number: int
    letter: ExpectedLetter
    nth: int

    @property
    def closes(self) -> bool:
        """Whether the letter has no more printed pages."""
        return self.nth + 1 >= self.letter.pages


@dataclass(slots=True)
class _Group:
    """Pages of one kind."""

    program: Program
    first: bool
    sheets: list[Sheet] = field(default_factory=list)
    arrays: list[list[bytes]] = field(default_factory=list)
    places: list[tuple[Place, ...]] = field(default_factory=list)


class QuickReader:
    """Finds the letters that a full reading must decide."""

    def __init__(self, pages: Pages, finder: CodeFinder, window: Window, mark: str) -> None:
        self._pages, self._finder, self._window, self._mark = pages, finder, window, mark
        self._compiler = Compiler(pages, finder, window, mark, {})
        self._exact: dict[Any, tuple[Program | None, tuple[Place, ...]]] = {}
        self._programs: dict[Any, Program | None] = {}
        self._blank: set[Page] = set()

    def doubts(self, sheets: Sequence[Sheet]) -> set[str]:
        """Codes of the letters of these pages that did not pass."""
        groups: dict[tuple[int, bool], _Group] = {}
        doubts: set[str] = set()
        for sheet in sheets:
            try:
                known = self._sort(sheet, groups)
            except (PdfError, ReadBackError):
                known = False
            if not known:
                doubts.add(sheet.letter.code)
        texts: dict[str, list[str]] = {}
        for group in groups.values():
            doubts |= self._judge(group, texts)
        return doubts | _without_others(sheets, texts)

    def _sort(self, sheet: Sheet, groups: dict[tuple[int, bool], _Group]) -> bool:
        """Put a page with those of its kind; False when it has none."""
        page = self._pages.page(sheet.number)
        if sheet.nth == sheet.letter.pages:
            return self._is_blank(page, sheet.number)
        if not page.contents:
            return False
        dynamic = self._pages.book.content(page.contents[-1])
        literals, arrays = cut(dynamic)
        first = sheet.nth == 0
        base = (page.contents[:-1], page.look, first)
        key = (base, tuple(literals))
        program, at = self._exact.get(key) or self._kind(key, page, sheet, dynamic)
        if program is None:
            return False
        group = groups.get((id(program), first))
        if group is None:
            group = groups[id(program), first] = _Group(program, first)
        group.sheets.append(sheet)
        group.arrays.append(arrays)
        group.places.append(at)
        return True

    def _kind(self, key: Any, page: Page, sheet: Sheet, dynamic: bytes) -> tuple[Program | None, tuple[Place, ...]]:
        """The program of a page whose exact bytes are new; pages that differ by places alone share one."""
        base, literals = key
        split = places(literals)
        if split is None:
            return None, ()
        heads, at = split
        general = (base, heads)
        if general not in self._programs:
            if len(self._programs) >= _KINDS:
                self._programs.clear()
            self._programs[general] = self._compiler.program(page, sheet.number, dynamic, first=base[2])
        if len(self._exact) >= _KINDS:
            self._exact.clear()
        self._exact[key] = found = self._programs[general], at
        return found

    def _is_blank(self, page: Page, number: int) -> bool:
        """A blank verso; those that share their streams are played once."""
        if page not in self._blank:
            check_blank(self._pages.marks(page, number), number, self._mark)
            if len(self._blank) < _KINDS:
                self._blank.add(page)
        return True

    def _judge(self, group: _Group, texts: dict[str, list[str]]) -> set[str]:
        """Doubts of one kind of pages; their texts by letter."""
        slots = group.program.slots
        columns = [slot.font.column(rows) for slot, rows in zip(slots, zip(*group.arrays, strict=True), strict=True)]
        read = [column for column in columns if column is not None]
        if len(read) < len(slots) or not slots:
            return {sheet.letter.code for sheet in group.sheets}
        boxes = positions(slots, [widths for _, widths in read], group.places)
        wrong = doubtful(slots, boxes)
        words = [column for column, _ in read]
        if group.first:
            order, strange = lines_in_order(boxes, self._window)
            wrong = wrong | strange | _other_lines(group.sheets, [words[place] for place in order])
        found = {sheet.letter.code for sheet, bad in zip(group.sheets, wrong.tolist(), strict=True) if bad}
        return found | self._wrong_codes(group, words, texts)

    def _wrong_codes(self, group: _Group, words: list[list[str]], texts: dict[str, list[str]]) -> set[str]:
        """Letters whose pages lack their code or foot, or hold that of another one."""
        rows = list(zip(*words, strict=True))
        found = set()
        for sheet, text in zip(group.sheets, map("\n".join, rows), strict=True):
            letter, constant = sheet.letter, group.program.text
            foot = letter.feet[sheet.nth] if letter.feet else ""
            if letter.code not in text or not (foot in text or foot in constant):
                found.add(letter.code)
            texts.setdefault(letter.code, []).extend((text, constant))
        # Strings that touch may make one code together: they are searched without anything between.
        whole = list(map("".join, rows))
        ends = np.cumsum([len(text) + 1 for text in whole])
        hits = list(self._finder.codes("\n".join(whole)))
        owners = np.searchsorted(ends, [place for place, _ in hits], side="right").tolist()
        for owner, (_, code) in zip(owners, hits, strict=True):
            if group.sheets[owner].letter.code != code:
                found.add(group.sheets[owner].letter.code)
        return found


def _other_lines(sheets: Sequence[Sheet], columns: list[list[str]]) -> Any:
    """Which pages do not hold the lines of their row."""
    rows: Iterable[tuple[str, ...]] = zip(*columns, strict=True) if columns else [()] * len(sheets)
    pairs = zip(sheets, rows, strict=True)
    return np.fromiter((tuple(filter(None, row)) != sheet.letter.lines for sheet, row in pairs), bool, len(sheets))


def _without_others(sheets: Sequence[Sheet], texts: dict[str, list[str]]) -> set[str]:
    """Letters one of whose other texts was not found."""
    found = set()
    for sheet in sheets:
        letter = sheet.letter
        if sheet.nth == 0 and letter.others:
            there = texts.get(letter.code, ())
            if not all(any(other in text for text in there) for other in letter.others):
                found.add(letter.code)
    return found
