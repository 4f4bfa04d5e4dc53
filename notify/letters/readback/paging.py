"""A page of a book as its marks: box checked, annotations refused, content played in full."""

from typing import Any

from notify.letters.readback.content import Player
from notify.letters.readback.faults import PageSizeError
from notify.letters.readback.file import Book
from notify.letters.readback.fonts import Font
from notify.letters.readback.lexing import PdfError
from notify.letters.readback.marks import MM, Marks, Matrix
from notify.letters.readback.resources import Resources
from notify.letters.readback.rules import SHEET
from notify.letters.readback.tree import Page, Tree

_TOLERANCE = 0.6  # mm: A4 in whole points
_STREAMS = 64  # content streams kept: those that many pages share


class Pages:
    """Reads pages of a book. Raises PdfError, PageSizeError."""

    def __init__(self, book: Book) -> None:
        self.book = book
        self.tree = Tree(book)
        self._fonts: dict[int, Font] = {}
        self._sheets: dict[str, tuple[Resources, Matrix]] = {}
        self._shared: dict[int, bytes] = {}

    def __len__(self) -> int:
        return len(self.tree)

    def page(self, number: int) -> Page:
        """The page of this number, from 1."""
        return self.tree.page(number - 1)

    def marks(self, page: Page, number: int, dynamic: bytes | None = None) -> Marks:
        """All that a page prints; `dynamic` is its last stream where the caller has it."""
        resources, matrix = self.sheet(page, number)
        return Player(resources, matrix).play(self.content(page, dynamic))

    def content(self, page: Page, dynamic: bytes | None = None) -> bytes:
        """The streams of a page, one after the other."""
        if dynamic is None:
            return b"\n".join(self.book.content(each) for each in page.contents)
        return b"\n".join([*(self.shared(each) for each in page.contents[:-1]), dynamic])

    def shared(self, number: int) -> bytes:
        """A stream that other pages may show too: the last ones are kept."""
        if number not in self._shared:
            if len(self._shared) >= _STREAMS:
                self._shared.pop(next(iter(self._shared)))
            self._shared[number] = self.book.content(number)
        return self._shared[number]

    def sheet(self, page: Page, number: int) -> tuple[Resources, Matrix]:
        """The resources of a page and the matrix from its points to millimetres."""
        if page.look not in self._sheets:
            entries = self.tree.looks[page.look]
            matrix = _matrix(self.book, entries, number)
            _refuse_notes(self.book, entries)
            self._sheets[page.look] = Resources(self.book, entries.get("Resources"), self._fonts), matrix
        return self._sheets[page.look]


def _matrix(book: Book, entries: dict[str, Any], number: int) -> Matrix:
    box, shown = (book.resolve(entries.get(key)) for key in ("MediaBox", "CropBox"))
    if not isinstance(box, list) or len(box) != 4 or not all(isinstance(value, int | float) for value in box):
        raise PdfError("MediaBox")
    x0, y0, x1, y1 = box
    whole = abs((x1 - x0) * MM - SHEET.x1) < _TOLERANCE and abs((y1 - y0) * MM - SHEET.y1) < _TOLERANCE
    turned = entries.get("Rotate", 0) != 0 or entries.get("UserUnit", 1) != 1
    if not whole or turned or shown not in (None, box):
        raise PageSizeError(page=number)
    return (MM, 0.0, 0.0, -MM, -x0 * MM, y1 * MM)


def _refuse_notes(book: Book, entries: dict[str, Any]) -> None:
    """Annotations with an appearance print over the page: only bare links may stay."""
    notes = book.resolve(entries.get("Annots")) or []
    for note in notes if isinstance(notes, list) else [None]:
        entry = book.resolve(note)
        if not isinstance(entry, dict) or entry.get("Subtype") != "Link" or "AP" in entry or "AA" in entry:
            raise PdfError("Annots")
