"""The renderer of lots: letters compiled once, then stamped by the engine."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from io import BytesIO

from notify.letters.content import LetterRecord, LetterText
from notify.letters.door import LetterPages, RenderedBatch, RenderedDocument
from notify.letters.engine import CompiledLetter, Template, compile_letter, write_batch
from notify.letters.measure import refuse_overflow
from notify.letters.page import letter_template, values_of


@lru_cache(maxsize=8)
def compiled(template: Template) -> CompiledLetter:
    """A template is compiled once in a process."""
    return compile_letter(template)


@dataclass(frozen=True, slots=True)
class StampedRenderer:
    """A LetterRenderer: all the letters in one document, each begun on a recto. Print lots carry no tags."""

    variant: str | None = None

    def render(self, text: LetterText, letters: Sequence[LetterRecord], *, now: datetime) -> RenderedBatch:
        """All the letters of a batch. Raises AddressDoesNotFitError, EngineError, PdfUnavailableError."""
        return RenderedBatch(tuple(self.documents(text, letters, now=now)))

    def documents(
        self, text: LetterText, letters: Sequence[LetterRecord], *, now: datetime
    ) -> Iterator[RenderedDocument]:
        """One document, none for no letter."""
        refuse_overflow(letters)
        if not letters:
            return
        target = BytesIO()
        written = write_batch(
            compiled(letter_template(text, now=now, variant=self.variant)), map(values_of, letters), target, duplex=True
        )
        starts = [*written.first_pages[1:], written.pages + 1]
        places = tuple(
            LetterPages(
                letter.recipient,
                letter.code,
                first,
                count,
                blank_verso=end - first > count,
                needs_window_45=bool(letter.country),
            )
            for letter, first, count, end in zip(letters, written.first_pages, written.page_counts, starts, strict=True)
        )
        yield RenderedDocument(target.getvalue(), written.pages, places)
