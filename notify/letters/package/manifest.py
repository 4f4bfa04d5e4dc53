"""`manifest.csv`: one line a letter, with its place in its file, its paper, its address and the hash of its pages."""

import csv
import io
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from notify.letters.package.options import Options, envelope
from notify.letters.package.print_file import PlacedLetter
from notify.recipients.outcomes import CheckedRow
from notify.recipients.rejects import neutralised

COLUMNS = (
    "batch", "seq", "letter_id", "page_start", "page_count", "sheets", "duplex", "colour", "envelope", "postage_class",
    "line1", "line2", "line3", "line4", "line5", "line6", "country", "sha256",
)  # fmt: skip
BOM = b"\xef\xbb\xbf"


@dataclass(frozen=True, slots=True, repr=False)
class Addressed:
    """A letter in its print file and the row that it was made from."""

    letter: PlacedLetter
    row: CheckedRow


class Manifest:
    """The file, line after line; UTF-8 with BOM, `;`, CRLF, no cell that a spreadsheet would run."""

    def __init__(self, options: Options) -> None:
        self._options = options
        self._text = io.StringIO(newline="")
        self._writer = csv.writer(self._text, delimiter=";", lineterminator="\r\n")
        self._writer.writerow(COLUMNS)

    def add(self, batch: str, letters: Iterable[Addressed]) -> None:
        """The lines of one print file."""
        self._writer.writerows(map(neutralised, cells) for cells in self._lines(batch, letters))

    def _lines(self, batch: str, letters: Iterable[Addressed]) -> Iterator[tuple[str, ...]]:
        colour = "oui" if self._options.colour else "non"
        for one in letters:
            letter, place, row = one.letter, one.letter.place, one.row
            yield (
                batch, str(letter.rank), place.code, str(letter.first_page), str(place.pages), str(place.sheets), "oui",
                colour, envelope(place.sheets, row.country), self._options.postage, *row.address, row.country,
                letter.sha256,
            )  # fmt: skip

    def content(self) -> bytes:
        """The whole file."""
        return BOM + self._text.getvalue().encode()
