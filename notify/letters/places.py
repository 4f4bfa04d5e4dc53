"""Where each letter stands in the PDF of its lot: kept encrypted beside it, for whoever cuts the lot again."""

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass

from notify.letters.door import LetterPages, RenderedBatch


@dataclass(frozen=True, slots=True)
class Place:
    """One letter in the PDF of a lot: pages from 1, its blank verso apart. Ids and figures, no name."""

    recipient: str
    code: str
    first_page: int
    pages: int
    blank_verso: bool

    @property
    def sheets(self) -> int:
        """Sheets of paper, printed on both sides."""
        return (self.pages + 1) // 2

    @property
    def last_page(self) -> int:
        """The last page of its paper, a blank verso included."""
        return self.first_page + self.pages - 1 + self.blank_verso

    @property
    def whole(self) -> bool:
        """Whether its pages fill its sheets."""
        return self.last_page - self.first_page + 1 == 2 * self.sheets


def page_count(batch: RenderedBatch) -> int:
    """Pages of the merged PDF, the blank ones between two documents included."""
    return batch.pages + sum(document.pages % 2 for document in batch.documents[:-1])


def places_of(batch: RenderedBatch) -> list[Place]:
    """The letters of a batch in the merged PDF: a document with an odd number of pages is followed by a blank one."""
    found: list[Place] = []
    before = 0
    last = len(batch.documents) - 1
    for number, document in enumerate(batch.documents):
        filled = document.pages % 2 == 1 and number != last
        for letter in document.letters:
            ends_document = letter is document.letters[-1]
            found.append(_place(letter, before, blank_verso=letter.blank_verso or (ends_document and filled)))
        before += document.pages + filled
    return found


def _place(letter: LetterPages, before: int, *, blank_verso: bool) -> Place:
    return Place(letter.recipient, letter.code, before + letter.first_page, letter.pages, blank_verso)


def written(places: Iterable[Place]) -> bytes:
    """The table as JSON."""
    return json.dumps([asdict(place) for place in places], separators=(",", ":")).encode()


def read(data: bytes) -> list[Place]:
    """The table that `written` wrote. Raises TypeError for another one."""
    return [Place(**entry) for entry in json.loads(data)]
