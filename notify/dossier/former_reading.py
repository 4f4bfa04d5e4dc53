"""An old register as a CSV → lines to take over and refusals to read, counted without a remainder. Writes nothing."""

import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext

from breaches.operations import OldLine
from notify.dossier.former_columns import LABELS, REQUIRED, recognised
from notify.dossier.former_values import day_of, fault
from notify.recipients.encoding import FileError
from notify.recipients.reading import DELIMITERS, CsvSource, DelimiterError, Record, open_source

SIZE_MAX = 1_500_000  # bytes: the page carries the file from the dry run to the confirmation
LINES_MAX = 5_000
_SHOWN = 40  # characters of a refused cell repeated on the page


class TooManyLinesError(FileError):
    """More lines than any register has."""

    message = "Ce fichier a plus de {expected} lignes. Coupez-le en plusieurs registres."


@dataclass(frozen=True, slots=True)
class Fault:
    """One cell that will not do: where (physical line, heading), what is there, what was expected."""

    line: int
    column: str
    found: str
    expected: str


@dataclass(frozen=True, slots=True)
class DryRun:
    """What taking this file over would do. `read` = `accepted` + `refused` + `blank`, always."""

    sha256: str
    header: tuple[str, ...]
    mapping: tuple[str, ...]
    lines: tuple[OldLine, ...]
    faults: tuple[Fault, ...]
    refused: int
    blank: int
    missing: tuple[str, ...]

    @property
    def accepted(self) -> int:
        """Lines that can be taken over."""
        return len(self.lines)

    @property
    def read(self) -> int:
        """Every record of the file below its header."""
        return self.accepted + self.refused + self.blank

    @property
    def ready(self) -> bool:
        """All or nothing: one refused line keeps the whole file out."""
        return bool(self.lines) and not self.refused and not self.missing

    @property
    def left_out(self) -> tuple[str, ...]:
        """Headings of the file that the mapping does not take over."""
        return tuple(name for name, key in zip(self.header, self.mapping, strict=True) if not key)


def dry_run(data: bytes, *, today: date, mapping: Sequence[str] | None = None) -> DryRun:
    """Read a CSV with `mapping` (a key of ours for each column, empty to leave it out), else by recognised names.

    Raises the FileErrors of `notify.recipients.reading`, TooManyLinesError.
    """
    source = _opened(data)
    header = tuple(cell.strip().removeprefix("\ufeff") for cell in source.header.cells)
    keys = tuple(mapping) if mapping is not None and len(mapping) == len(header) else tuple(recognised(header))
    missing = tuple(LABELS[key] for key in REQUIRED if key not in keys)
    lines: list[OldLine] = []
    faults: list[Fault] = []
    refused = blank = 0
    for record in source.records():
        if record.line <= source.header.line:  # blank lines above the headings are no lines of the register
            continue
        if len(lines) + refused + blank >= LINES_MAX:
            raise TooManyLinesError(expected=LINES_MAX)
        if record.blank:
            blank += 1
            continue
        found = [] if missing else _faults(record, header, keys, today)
        if found or missing:
            refused += 1
            faults += found
        else:
            lines.append(_line(record, keys, today))
    return DryRun(source.facts.sha256, header, keys, tuple(lines), tuple(faults), refused, blank, missing)


def _opened(data: bytes) -> CsvSource:
    """A heading may hold a comma (ours does): where both separators stand, the one that names columns is right."""
    try:
        return open_source(io.BytesIO(data))
    except DelimiterError:
        for delimiter in DELIMITERS:
            source = open_source(io.BytesIO(data), delimiter)
            if len([key for key in recognised(source.header.cells) if key]) >= len(REQUIRED):
                return source
        raise


def _faults(record: Record, header: tuple[str, ...], keys: tuple[str, ...], today: date) -> list[Fault]:
    if record.faulty:
        return [Fault(record.line, "", gettext("un guillemet mal placé"), gettext("des guillemets par paires"))]
    if len(record.cells) != len(header):
        return [
            Fault(
                record.line, "", gettext("{count} cellules").format(count=len(record.cells)),
                gettext("{count} cellules, comme l’en-tête").format(count=len(header)),
            )
        ]  # fmt: skip
    found = []
    for heading, key, cell in zip(header, keys, record.cells, strict=True):
        if key and (expected := fault(key, cell, today)):
            found.append(Fault(record.line, heading, shortened(cell), expected))
    return found


def shortened(cell: str) -> str:
    """The start of a cell, on one line, to be found again in the file."""
    plain = " ".join(cell.split())
    if not plain:
        return gettext("(vide)")
    return plain if len(plain) <= _SHOWN else plain[:_SHOWN] + "…"


def _line(record: Record, keys: tuple[str, ...], today: date) -> OldLine:
    texts = {key: cell.strip() for key, cell in zip(keys, record.cells, strict=True) if key and cell.strip()}
    aware = day_of(texts["aware_at"], today)
    assert aware is not None  # noqa: S101  # `fault` has refused the line otherwise
    return OldLine(record.line, aware, texts)
