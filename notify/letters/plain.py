"""The plain renderer: WeasyPrint lays out each letter, at most 25 to a document. Simple and slow."""

import os
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from itertools import pairwise, repeat
from multiprocessing import current_process, get_context, parent_process
from multiprocessing.context import ForkServerContext
from threading import Thread

from breaches.errors import DomainError
from notify.letters.content import LetterRecord, LetterText
from notify.letters.door import LetterPages, RenderedBatch, RenderedDocument
from notify.letters.measure import refuse_overflow
from notify.letters.page import page_html, page_style
from notify.pdf import PdfDocument, PdfMetadata, render_document

# Small enough to share a lot between the processors; a constant of the product, never of the machine, so that the same
# letters give the same bytes everywhere.
LETTERS_PER_DOCUMENT = 25
_PASSES = 3  # the foot says "page 1 of 2" before the layout has told how many there are


class LetterLayoutError(DomainError):
    """The page counts printed in the feet never agreed with the layout."""

    message = "La mise en page de ces lettres ne se stabilise pas. Raccourcissez le texte, puis recommencez."


def _end_with_the_parent() -> None:
    """In a rendering process: leave no orphan when the worker is killed."""
    Thread(target=_wait_for_the_parent, daemon=True).start()


def _wait_for_the_parent() -> None:
    parent = parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


@cache
def _processes() -> ForkServerContext:
    """A server that has the engine loaded and forks a process for each core: quick, and no thread of ours in it."""
    context = get_context("forkserver")
    context.set_forkserver_preload([__name__, "weasyprint"])
    return context


@dataclass(frozen=True, slots=True)
class PlainRenderer:
    """A LetterRenderer. Print lots are not tagged; a single letter for the screen is (`tags`, `variant`).

    `processes`: how many may lay out documents side by side; it does not change a byte of them.
    """

    tags: bool = False
    variant: str | None = None
    per_document: int = LETTERS_PER_DOCUMENT
    processes: int = os.cpu_count() or 1

    def render(self, text: LetterText, letters: Sequence[LetterRecord], *, now: datetime) -> RenderedBatch:
        """All the letters of a batch. Raises AddressDoesNotFitError, PdfUnavailableError, LetterLayoutError."""
        return RenderedBatch(tuple(self.documents(text, letters, now=now)))

    def documents(
        self, text: LetterText, letters: Sequence[LetterRecord], *, now: datetime
    ) -> Iterator[RenderedDocument]:
        """The same, one document at a time; the letters are spread evenly over as few documents as possible."""
        refuse_overflow(letters)
        counts = self._usual_counts(text, letters, now)
        parts = self._parts(letters)
        guesses = [[counts[bool(letter.minor_name)] for letter in part] for part in parts]
        processes = min(len(parts), self.processes)
        # A daemonic process (Celery's prefork pool) may have no children: there the documents come one by one.
        if processes < 2 or current_process().daemon:
            for part, guess in zip(parts, guesses, strict=True):
                yield self._document(text, part, guess, now)
            return
        with ProcessPoolExecutor(processes, _processes(), _end_with_the_parent) as pool:
            yield from pool.map(self._document, repeat(text), parts, guesses, repeat(now))

    def _parts(self, letters: Sequence[LetterRecord]) -> list[Sequence[LetterRecord]]:
        documents = -(-len(letters) // self.per_document)
        cuts = [len(letters) * number // documents for number in range(documents + 1)] if documents else []
        return [letters[first:last] for first, last in pairwise(cuts)]

    def _usual_counts(self, text: LetterText, letters: Sequence[LetterRecord], now: datetime) -> Mapping[bool, int]:
        """Pages of a letter to an adult and to representatives, learnt on the first of each kind."""
        counts: dict[bool, int] = {}
        for letter in letters:
            kind = bool(letter.minor_name)
            if kind not in counts:
                counts[kind] = _page_counts(self._layout(text, [letter], [1], now), 1)[0]
            if len(counts) == 2:
                break
        return counts

    def _document(
        self, text: LetterText, letters: Sequence[LetterRecord], counts: list[int], now: datetime
    ) -> RenderedDocument:
        for _attempt in range(_PASSES):
            laid_out = self._layout(text, letters, counts, now)
            found = _page_counts(laid_out, len(letters))
            if found == counts:
                return RenderedDocument(laid_out.content, laid_out.pages, _places(laid_out, letters, counts))
            counts = found
        raise LetterLayoutError

    def _layout(
        self, text: LetterText, letters: Sequence[LetterRecord], counts: Sequence[int], now: datetime
    ) -> PdfDocument:
        metadata = PdfMetadata(title=text.title, author=text.sender.name, created=now)
        html = page_html(text, letters, counts, now=now)
        return render_document(
            html, metadata=metadata, stylesheets=(page_style(),), variant=self.variant, tags=self.tags
        )


def _page_counts(document: PdfDocument, letters: int) -> list[int]:
    anchors = document.anchors
    return [anchors[f"end-{number}"] - anchors[f"letter-{number}"] + 1 for number in range(letters)]


def _places(document: PdfDocument, letters: Sequence[LetterRecord], counts: Sequence[int]) -> tuple[LetterPages, ...]:
    starts = [document.anchors[f"letter-{number}"] for number in range(len(letters))]
    ends = [*starts[1:], document.pages + 1]
    return tuple(
        LetterPages(
            letter.recipient,
            letter.code,
            start,
            count,
            blank_verso=end - start > count,
            needs_window_45=bool(letter.country),
        )
        for letter, start, end, count in zip(letters, starts, ends, counts, strict=True)
    )
