"""The plain renderer: WeasyPrint lays out each letter alone. Slow, and what the engine's letters are compared with."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from notify.letters.content import LetterRecord, LetterText
from notify.letters.door import LetterPages, RenderedBatch, RenderedDocument
from notify.letters.engine import plain_letter
from notify.letters.measure import refuse_overflow
from notify.letters.page import letter_template, values_of


@dataclass(frozen=True, slots=True)
class PlainRenderer:
    """A LetterRenderer that makes one document a letter; `tags` and `variant` as WeasyPrint names them."""

    tags: bool = False
    variant: str | None = None

    def render(self, text: LetterText, letters: Sequence[LetterRecord], *, now: datetime) -> RenderedBatch:
        """All the letters of a batch. Raises AddressDoesNotFitError, RecordError, PdfUnavailableError."""
        return RenderedBatch(tuple(self.documents(text, letters, now=now)))

    def documents(
        self, text: LetterText, letters: Sequence[LetterRecord], *, now: datetime
    ) -> Iterator[RenderedDocument]:
        """The same, one letter at a time."""
        refuse_overflow(letters)
        template = letter_template(text, now=now, tags=self.tags, variant=self.variant)
        for letter in letters:
            pdf, pages = plain_letter(template, values_of(letter))
            place = LetterPages(
                letter.recipient, letter.code, 1, pages, blank_verso=False, needs_window_45=bool(letter.country)
            )
            yield RenderedDocument(pdf, pages, (place,))
