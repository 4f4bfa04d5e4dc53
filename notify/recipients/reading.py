"""Bytes of a patient file → CSV records that know their physical lines. Streams: memory does not grow with the file.

A byte, a quote or a control character that would change or hide a row refuses the whole file, with its line number.
"""

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO

from django.utils.translation import gettext as _

from notify.recipients.encoding import FileError, Scan, decoded_lines, scan

FIELD_MAX = 8 * 1024  # characters
RECORD_MAX_LINES = 20  # physical lines one quoted record may span
DELIMITERS = (";", ",")


class EmptyFileError(FileError):
    """Nothing but blank lines."""

    message = "Ce fichier est vide. Exportez-le de nouveau, avec sa ligne d’en-tête."


class DelimiterError(FileError):
    """The header does not say which of the two separators the file uses."""

    message = (
        "Ligne {line} : le séparateur n’est pas reconnu ({found}). Attendu : une ligne d’en-tête dont les noms de "
        "colonnes sont séparés par {expected}."
    )


class UnclosedQuoteError(FileError):
    """A quoted field never ends: the rest of the file would silently become one cell."""

    message = (
        "Ligne {line} : un guillemet ouvert n’est pas refermé, il avalerait les lignes suivantes. "
        "Corrigez cette ligne, puis envoyez de nouveau le fichier."
    )


class FieldTooLongError(FileError):
    """A cell longer than any name or address."""

    message = "Ligne {line}, colonne {column} : {found} caractères, {expected} au plus. Corrigez cette ligne."


@dataclass(frozen=True, slots=True, repr=False)
class Record:
    """One CSV record: `line` is its first physical line (1 is the first of the file), `lines` how many it spans."""

    line: int
    lines: int
    cells: tuple[str, ...]
    text: str
    faulty: bool = False  # misplaced quotes: the cells cannot be trusted

    @property
    def blank(self) -> bool:
        """True when no cell holds anything: `;;;` as spreadsheets write empty lines."""
        return not self.faulty and not any(cell.strip() for cell in self.cells)


class _Feed:
    """Hands physical lines to the csv parser and remembers those of the record being read."""

    def __init__(self, lines: Iterator[str]) -> None:
        self._lines = lines
        self.count = 0
        self.exhausted = False
        self.taken: list[str] = []

    def __iter__(self) -> "_Feed":
        return self

    def __next__(self) -> str:
        if len(self.taken) >= RECORD_MAX_LINES:
            raise UnclosedQuoteError(line=self.count - len(self.taken) + 1)
        try:
            line = next(self._lines)
        except StopIteration:
            self.exhausted = True
            raise
        self.count += 1
        self.taken.append(line)
        return line


class CsvSource:
    """A scanned file: its encoding, separator and header; `records()` may be run more than once."""

    def __init__(self, stream: BinaryIO, facts: Scan, delimiter: str | None = None) -> None:
        self._stream = stream
        self._told = delimiter
        self.facts = facts
        self.lines_read = 0
        self.delimiter = DELIMITERS[0]
        self.header = self._find_header()

    def _find_header(self) -> Record:
        # Blank lines and the header hold no quoted separator worth knowing before the separator itself is known.
        for number, line in enumerate(self._lines(), start=1):
            if line.strip(" \t\r\n;,"):
                self.delimiter = self._told or detect_delimiter(line, number)
                break
        else:
            raise EmptyFileError
        return next(record for record in self._parse() if not record.blank)

    def _lines(self) -> Iterator[str]:
        self._stream.seek(0)
        return decoded_lines(self._stream, self.facts.encoding)

    def records(self) -> Iterator[Record]:
        """Every record of the file, blank ones and the header included, in order.

        Raises UnclosedQuoteError, FieldTooLongError, LineTooLongError. `lines_read` counts the lines
        handed out.
        """
        return self._parse()

    def _parse(self) -> Iterator[Record]:
        feed = _Feed(self._lines())
        reader = csv.reader(feed, delimiter=self.delimiter, strict=True)
        while (record := _next_record(reader, feed)) is not None:
            self.lines_read = feed.count
            yield record


def _next_record(reader: "Iterator[list[str]]", feed: _Feed) -> Record | None:
    feed.taken = []
    cells: list[str] = []
    faulty = False
    try:
        cells = next(reader)
    except StopIteration:
        return None
    except csv.Error as error:
        if feed.exhausted:
            raise UnclosedQuoteError(line=feed.count - len(feed.taken) + 1) from error
        faulty = True
    first = feed.count - len(feed.taken) + 1
    _check_lengths(cells, first)
    return Record(first, len(feed.taken), tuple(cells), "".join(feed.taken).rstrip("\r\n"), faulty)


def _check_lengths(cells: list[str], line: int) -> None:
    for position, cell in enumerate(cells, start=1):
        if len(cell) > FIELD_MAX:
            raise FieldTooLongError(line=line, column=position, found=len(cell), expected=FIELD_MAX)


def detect_delimiter(header: str, line: int) -> str:
    """The separator of a header line, quoted parts apart. Raises DelimiterError when there is none, or both."""
    outside = "".join(header.split('"')[::2])
    found = [delimiter for delimiter in DELIMITERS if delimiter in outside]
    if len(found) == 1:
        return found[0]
    kind = _("les deux y figurent") if found else _("tabulations") if "\t" in outside else _("aucun n’y figure")
    raise DelimiterError(line=line, found=kind, expected=_("« ; » ou « , »"))


def open_source(stream: BinaryIO, delimiter: str | None = None) -> CsvSource:
    """Scan a seekable binary stream and read its header; the separator is detected unless the caller knows it.

    Raises EmptyFileError, NotCsvError, UndecodableBytesError, ControlCharacterError, DelimiterError,
    UnclosedQuoteError, FieldTooLongError.
    """
    facts = scan(stream)
    if facts.size == 0:
        raise EmptyFileError
    return CsvSource(stream, facts, delimiter)
