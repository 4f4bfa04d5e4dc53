"""The one narrow door to a letter renderer. The plain one stands behind it; a faster one may replace it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from notify.letters.content import LetterRecord, LetterText


@dataclass(frozen=True, slots=True)
class LetterPages:
    """Where one letter stands in its document: pages from 1, a blank verso counted apart."""

    recipient: str
    code: str
    first_page: int
    pages: int
    blank_verso: bool
    needs_window_45: bool

    @property
    def last_page(self) -> int:
        """The last printed page."""
        return self.first_page + self.pages - 1

    @property
    def sheets(self) -> int:
        """Sheets of paper, printed on both sides."""
        return (self.pages + 1) // 2


@dataclass(frozen=True, slots=True)
class RenderedDocument:
    """One PDF file: its bytes, its pages (blank versos included), its letters in order."""

    pdf: bytes
    pages: int
    letters: tuple[LetterPages, ...]


@dataclass(frozen=True, slots=True)
class RenderedBatch:
    """All the documents of a batch; each letter is in exactly one of them, in the order given."""

    documents: tuple[RenderedDocument, ...]

    @property
    def pages(self) -> int:
        """Pages of all documents."""
        return sum(document.pages for document in self.documents)

    @property
    def letters(self) -> tuple[LetterPages, ...]:
        """Every letter in order; page numbers are those of its own document."""
        return tuple(letter for document in self.documents for letter in document.letters)


class LetterRenderer(Protocol):
    """Renders the same text for many people. `now` is the date printed and the date of the file."""

    def render(self, text: LetterText, letters: Sequence[LetterRecord], *, now: datetime) -> RenderedBatch:
        """All the letters. Raises AddressDoesNotFitError, PdfUnavailableError."""
        ...

    def documents(
        self, text: LetterText, letters: Sequence[LetterRecord], *, now: datetime
    ) -> Iterator[RenderedDocument]:
        """The same, one document at a time, so that a long batch needs little memory and can stop between two."""
        ...
