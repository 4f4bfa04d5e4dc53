"""A renderer whose every page is read back before anybody gets it: no letter bears another person's name or address."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from notify.letters.content import LetterRecord, LetterText
from notify.letters.door import LetterPages, LetterRenderer, RenderedBatch, RenderedDocument
from notify.letters.geometry import WINDOW_45
from notify.letters.readback.checking import check_batch
from notify.letters.readback.marks import Window
from notify.letters.readback.rules import ExpectedLetter

_EXERCISE = "EXERCICE"


@dataclass(frozen=True, slots=True)
class CheckedRenderer:
    """Any renderer; its documents are compared with the rows, all pages of all letters."""

    renderer: LetterRenderer

    def render(self, text: LetterText, letters: Sequence[LetterRecord], *, now: datetime) -> RenderedBatch:
        """All the letters. Raises what the renderer raises, and ReadBackError naming the page that is wrong."""
        return RenderedBatch(tuple(self.documents(text, letters, now=now)))

    def documents(
        self, text: LetterText, letters: Sequence[LetterRecord], *, now: datetime
    ) -> Iterator[RenderedDocument]:
        """The same, one document at a time, each read back before it is given."""
        rows = iter(letters)
        for document in self.renderer.documents(text, letters, now=now):
            expected = [_expected(next(rows), place) for place in document.letters]
            mark = _EXERCISE if text.exercise else ""
            check_batch(document.pdf, expected, window=Window(*WINDOW_45), duplex=True, mark=mark)
            yield document


def _expected(letter: LetterRecord, place: LetterPages) -> ExpectedLetter:
    others = tuple(filter(None, (f"{letter.salutation},", letter.minor_name and _first_word(letter.minor_name))))
    feet = tuple(f"Page {number} sur {place.pages}" for number in range(1, place.pages + 1))
    return ExpectedLetter(letter.recipient, place.pages, letter.address_lines, letter.code, others, feet)


def _first_word(name: str) -> str:
    """A name may be cut by the end of a line."""
    return name.split()[0]
