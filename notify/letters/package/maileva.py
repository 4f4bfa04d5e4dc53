"""A sending plan cut to Maileva's documented limits (reference: channels.md, 2.2). Files only: nothing is sent.

The names of the JSON fields come from the public documentation; the contract's own specification rules.
"""

import csv
import io
import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from notify.letters.package.manifest import BOM, Addressed
from notify.letters.package.options import MOST_BYTES, Options
from notify.letters.package.print_file import PrintFile
from notify.letters.places import Place
from notify.recipients.address import WIDTH
from notify.recipients.countries import country_code
from notify.recipients.outcomes import CheckedRow
from notify.recipients.rejects import neutralised

MOST_DOCUMENTS = 30  # in one sending
MOST_RECIPIENTS = 30_000
MOST_SHEETS = 45  # C4 with its carrier sheet
RECIPIENT_ID, SENDING_ID = 32, 38  # characters of custom_id
FRENCH_LAST = re.compile(r"\d{5} [A-Z0-9 ]+")
COLUMNS = (
    "custom_id", "document", "start_page", "end_page", *(f"address_line_{n}" for n in range(1, 7)), "country_code"
)  # fmt: skip


@dataclass(slots=True)
class Sending:
    """What one POST /sendings would take so far."""

    number: int
    documents: int = 0
    size: int = 0
    recipients: int = 0

    def takes(self, printed: PrintFile) -> bool:
        """Whether one more document stays within the limits of a sending."""
        return (
            self.documents < MOST_DOCUMENTS
            and self.size + len(printed.pdf) <= MOST_BYTES
            and self.recipients + len(printed.letters) <= MOST_RECIPIENTS
        )

    def add(self, printed: PrintFile) -> str:
        """Count the document in; returns its name."""
        self.documents += 1
        self.size += len(printed.pdf)
        self.recipients += len(printed.letters)
        return document_name(self.documents)

    @property
    def folder(self) -> str:
        """The folder of the archive that holds it."""
        return f"envoi_{self.number:03d}"


def document_name(number: int) -> str:
    """The name of a document in the folder of its sending."""
    return f"document_{number:02d}.pdf"


def six_lines(row: CheckedRow) -> tuple[str, ...]:
    """The address as Maileva names its lines: 1 the company, 2 the person; 1 stays empty where there is room."""
    name, two, three, *rest = row.address
    if two and three:
        return row.address
    return ("", name, two or three, *rest)


def faults(row: CheckedRow, place: Place) -> Iterator[str]:
    """The limits that a letter breaks, in words."""
    lines = six_lines(row)
    for number, line in enumerate(lines, 1):
        if len(line) > WIDTH:
            yield f"ligne {number} : {len(line)} caractères, {WIDTH} au plus"
    if not lines[0] and not lines[1]:
        yield "lignes 1 et 2 vides, l’une des deux est obligatoire"
    if not row.country and not FRENCH_LAST.fullmatch(lines[5]):
        yield "ligne 6 : attendu cinq chiffres, une espace, une ville en capitales"
    if _country(row.country) is None:
        yield "pays sans code ISO"
    if place.sheets > MOST_SHEETS:
        yield f"{place.sheets} feuilles, {MOST_SHEETS} au plus"
    if not 0 < len(place.code) <= RECIPIENT_ID:
        yield f"code de {len(place.code)} caractères, {RECIPIENT_ID} au plus"


def _country(line: str) -> str | None:
    try:
        return country_code(line)
    except KeyError:
        return None


@dataclass(frozen=True, slots=True, repr=False)
class Destination:
    """One recipient of a sending: the document and the pages that are theirs."""

    document: str
    one: Addressed

    def to_json(self) -> dict[str, Any]:
        """An entry of the import; `document_id` is the file's name until Maileva has given an id."""
        letter, lines = self.one.letter, six_lines(self.one.row)
        pages = {
            "document_id": self.document, "start_page": letter.first_page,
            "end_page": letter.first_page + letter.place.pages - 1,
        }  # fmt: skip
        address = {f"address_line_{number}": line for number, line in enumerate(lines, 1) if line}
        return {
            "custom_id": letter.place.code, **address, "country_code": country_code(self.one.row.country),
            "documents_override": [pages],
        }  # fmt: skip

    def to_cells(self) -> tuple[str, ...]:
        """The same as a line of the table."""
        letter = self.one.letter
        first, last = letter.first_page, letter.first_page + letter.place.pages - 1
        lines = six_lines(self.one.row)
        return (letter.place.code, self.document, str(first), str(last), *lines, country_code(self.one.row.country))


def plan_files(
    sending: Sending, destinations: Sequence[Destination], options: Options, *, name: str, custom_id: str
) -> Iterator[tuple[str, bytes]]:
    """The three files that tell how to send the documents of a folder."""
    documents = [document_name(number) for number in range(1, sending.documents + 1)]
    plan = {
        "sending": {
            "name": name, "custom_id": custom_id[:SENDING_ID], "color_printing": options.colour,
            "duplex_printing": True, "optional_address_sheet": False, "envelope_windows_type": "SIMPLE",
            "postage_type": options.postage, "print_sender_address": False, "with_health_data": options.health_data,
        },
        "documents": [
            {"file": file, "metadata": {"priority": number, "name": file}} for number, file in enumerate(documents, 1)
        ],
    }  # fmt: skip
    yield f"{sending.folder}/envoi.json", _json(plan)
    recipients = [each.to_json() for each in destinations]
    yield f"{sending.folder}/destinataires.json", _json({"import_recipients": recipients})
    yield f"{sending.folder}/destinataires.csv", _table(destinations)


def _json(value: Any) -> bytes:
    return (json.dumps(value, ensure_ascii=False, indent=1) + "\n").encode()


def _table(destinations: Sequence[Destination]) -> bytes:
    target = io.StringIO(newline="")
    writer = csv.writer(target, delimiter=";", lineterminator="\r\n")
    writer.writerow(COLUMNS)
    writer.writerows(map(neutralised, each.to_cells()) for each in destinations)
    return BOM + target.getvalue().encode()
