"""The letters of one process, chunk by chunk: the quick way first, every doubt in full."""

import gc
from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from notify.letters.readback.faults import BrokenPageError, MissingPagesError, RowsError
from notify.letters.readback.finder import CodeFinder
from notify.letters.readback.lexing import PdfError
from notify.letters.readback.marks import Window
from notify.letters.readback.paging import Pages
from notify.letters.readback.quick import QuickReader, Sheet
from notify.letters.readback.rules import (
    ExpectedLetter,
    apart,
    check_blank,
    check_marks,
    check_others,
    check_texts,
    check_window,
    written,
)

CHUNK = 1000  # pages compared together


@dataclass(frozen=True, slots=True)
class Order:
    """How the batch is printed. `mark` is the word across every page of an exercise."""

    window: Window
    duplex: bool
    mark: str = ""


def distinct(letters: Iterable[ExpectedLetter], codes: Collection[str], first_page: int) -> Iterator[ExpectedLetter]:
    """The rows, refused when one of them could not be told from another."""
    seen: set[str] = set()
    page = first_page
    for letter in letters:
        named = letter.code.strip() and letter.code in codes and letter.code not in seen
        told = letter.pages >= 1 and len(letter.feet) in (0, letter.pages) and any(map(str.strip, letter.lines))
        if not (named and told):
            raise RowsError(page=page)
        seen.add(letter.code)
        yield letter
        page += letter.pages


class Part:
    """Pages of a file against rows, in order."""

    def __init__(self, pages: Pages, finder: CodeFinder, order: Order) -> None:
        self._pages, self._finder, self._order = pages, finder, order
        self._quick = QuickReader(pages, finder, order.window, order.mark)

    def read(self, letters: Iterable[ExpectedLetter], first_page: int) -> int:
        """All of them; gives the last page read."""
        chunk: list[Sheet] = []
        end = first_page - 1
        for sheet in self._sheets(letters, first_page):
            chunk.append(sheet)
            end = sheet.number
            if len(chunk) >= CHUNK and sheet.closes:
                self._check(chunk)
                chunk = []
        self._check(chunk)
        found = len(self._pages)
        if end > found:
            raise MissingPagesError(page=found + 1, found=found)
        return end

    def _sheets(self, letters: Iterable[ExpectedLetter], first_page: int) -> Iterator[Sheet]:
        """The pages that the rows ask for. A last verso that nobody printed is no fault: the sheet is blank anyway."""
        page = first_page
        for letter in letters:
            for nth in range(letter.pages):
                yield Sheet(page + nth, letter, nth)
            page += letter.pages
            if self._order.duplex and page % 2 == 0:
                if page <= len(self._pages):
                    yield Sheet(page, letter, letter.pages)
                page += 1

    def _check(self, chunk: list[Sheet]) -> None:
        there = [sheet for sheet in chunk if sheet.number <= len(self._pages)]
        with _collector_at_rest():
            doubts = self._quick.doubts(there)
        if doubts:
            self._check_fully([sheet for sheet in there if sheet.letter.code in doubts])

    def _check_fully(self, sheets: list[Sheet]) -> None:
        """Letters that the quick way did not pass, page by page."""
        texts: list[str] = []
        for sheet in sheets:
            try:
                texts.append(self._check_page(sheet))
            except PdfError as error:
                raise BrokenPageError(page=sheet.number, reason=str(error)) from error
            if sheet.nth + 1 == sheet.letter.pages:
                check_others(sheet.letter, texts, sheet.number - sheet.nth)
            if sheet.nth + 1 >= sheet.letter.pages:
                texts = []

    def _check_page(self, sheet: Sheet) -> str:
        pages, order, number = self._pages, self._order, sheet.number
        marks = pages.marks(pages.page(number), number)
        if sheet.nth == sheet.letter.pages:
            check_blank(marks, number, order.mark)
            return ""
        check_marks(marks, number)
        runs = apart(marks.runs, order.mark, number)
        text = written(runs)
        check_texts(sheet.letter, sheet.nth, text, self._finder, number)
        if sheet.nth == 0:
            check_window(sheet.letter, runs, marks, order.window, number)
        return text


@contextmanager
def _collector_at_rest() -> Iterator[None]:
    """No search for cycles while a chunk is read: nothing here makes any, and each search would walk all the rows."""
    awake = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if awake:
            gc.enable()
