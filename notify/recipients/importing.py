"""A patient file → one outcome a record, with an account that adds up: no line is lost, none counts twice."""

import hashlib
import secrets
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import BinaryIO

from breaches.errors import DomainError
from notify.recipients.columns import Column, Layout, read_layout
from notify.recipients.encoding import FileError
from notify.recipients.identity import today_in_paris
from notify.recipients.outcomes import Blank, CheckedRow, Excluded, Merged, Outcome, Rejected
from notify.recipients.reading import CsvSource, Record, open_source
from notify.recipients.rows import check_record, read_flagged

KINDS: Mapping[type, str] = {
    CheckedRow: "accepted",
    Rejected: "rejected",
    Merged: "merged",
    Excluded: "excluded",
    Blank: "blank",
}


class NoRecipientError(FileError):
    """The file was read to its end and nobody can be written to."""

    message = (
        "Aucun patient à qui écrire : {read} lignes de données lues, {rejected} rejetées, {excluded} exclues. "
        "Rien n’a été importé."
    )


class AccountingError(DomainError):
    """Our own sum is wrong: the import must not be kept."""

    message = "Le compte des lignes ne tombe pas juste ({physical} lues, {accounted} attribuées). Rien n’a été importé."


@dataclass(frozen=True, slots=True)
class Report:
    """The account of one file. `lines` counts physical lines, `records` CSV records, both by kind of outcome."""

    encoding: str
    delimiter: str
    sha256: str
    size: int  # bytes
    physical_lines: int
    header_lines: int
    lines: Mapping[str, int]
    records: Mapping[str, int]
    reasons: Mapping[tuple[str, str], int]  # (code, column) of the rejected records
    repairs: Mapping[str, int]
    merged: tuple[tuple[int, int], ...]  # (line, line of the record kept)
    excluded: tuple[tuple[int, str], ...]  # (line, code)
    minors: int
    foreign: int

    @property
    def remainder(self) -> int:
        """Physical lines that no outcome accounts for: zero, or the import is wrong."""
        return self.physical_lines - self.header_lines - sum(self.lines.values())


class FileCheck:
    """Iterate to get the outcomes in file order; `report` is complete once the iteration is."""

    def __init__(self, source: CsvSource, *, now: datetime) -> None:
        self._source = source
        self._layout: Layout = read_layout(source.header)
        self._today: date = today_in_paris(now)
        # Keyed so that the digests of names held in memory mean nothing outside this import.
        self._salt = secrets.token_bytes(16)
        self._seen: dict[bytes, int] = {}
        self._tally = _Tally()
        self._header_lines = 0

    def __iter__(self) -> Iterator[Outcome]:
        """Raises what reading raises, NoRecipientError and AccountingError: all of them void the import."""
        self._seen, self._tally, self._header_lines = {}, _Tally(), 0
        deceased = self._deceased_persons()
        for record in self._source.records():
            if self._is_header(record):
                self._header_lines = record.lines
                continue
            outcome = self._outcome(record, deceased)
            self._tally.add(outcome)
            yield outcome
        self._conclude()

    def _is_header(self, record: Record) -> bool:
        return record.line == self._source.header.line

    def _outcome(self, record: Record, deceased: frozenset[bytes]) -> Outcome:
        if record.blank:
            return Blank(record.line, record.lines)
        row = check_record(record, self._layout, today=self._today)
        if not isinstance(row, CheckedRow):
            return row
        if row.birth_date and self._digest(row.person_key) in deceased:
            return Excluded(row.line, row.lines, "deceased_elsewhere")
        first = self._seen.setdefault(self._digest(row.duplicate_key), row.line)
        return row if first == row.line else Merged(row.line, row.lines, first)

    def _deceased_persons(self) -> frozenset[bytes]:
        """Persons flagged on any line: a hospital file may hold the same person twice, alive on the older line."""
        if Column.DECEASED not in self._layout.columns:
            return frozenset()
        keys = (
            read_flagged(record, self._layout, today=self._today)
            for record in self._source.records()
            if not record.blank and not self._is_header(record)
        )
        return frozenset(self._digest(key) for key in keys if key)

    def _digest(self, key: str) -> bytes:
        return hashlib.blake2b(key.encode(), digest_size=16, key=self._salt).digest()

    def _conclude(self) -> None:
        report = self.report
        if report.remainder:
            accounted = report.physical_lines - report.remainder
            raise AccountingError(physical=report.physical_lines, accounted=accounted)
        records = report.records
        if not records["accepted"]:
            read = sum(records.values()) - records["blank"]
            raise NoRecipientError(read=read, rejected=records["rejected"], excluded=records["excluded"])

    @property
    def report(self) -> Report:
        """The account so far."""
        facts, tally = self._source.facts, self._tally
        return Report(
            encoding=facts.encoding,
            delimiter=self._source.delimiter,
            sha256=facts.sha256,
            size=facts.size,
            physical_lines=self._source.lines_read,
            header_lines=self._header_lines,
            lines={kind: tally.lines[kind] for kind in KINDS.values()},
            records={kind: tally.records[kind] for kind in KINDS.values()},
            reasons=dict(tally.reasons),
            repairs=dict(tally.repairs),
            merged=tuple(tally.merged),
            excluded=tuple(tally.excluded),
            minors=tally.minors,
            foreign=tally.foreign,
        )


class _Tally:
    """Counts by kind, reason and repair; lists of line numbers for what is merged or excluded."""

    def __init__(self) -> None:
        self.lines: Counter[str] = Counter()
        self.records: Counter[str] = Counter()
        self.reasons: Counter[tuple[str, str]] = Counter()
        self.repairs: Counter[str] = Counter()
        self.merged: list[tuple[int, int]] = []
        self.excluded: list[tuple[int, str]] = []
        self.minors = 0
        self.foreign = 0

    def add(self, outcome: Outcome) -> None:
        kind = KINDS[type(outcome)]
        self.records[kind] += 1
        self.lines[kind] += outcome.lines
        match outcome:
            case CheckedRow():
                self.repairs.update(set(outcome.repairs))
                self.minors += outcome.minor
                self.foreign += bool(outcome.country)
            case Rejected():
                self.reasons[outcome.code, outcome.column] += 1
            case Merged():
                self.merged.append((outcome.line, outcome.first_line))
            case Excluded():
                self.excluded.append((outcome.line, outcome.code))
            case Blank():
                pass


def check_file(stream: BinaryIO, *, now: datetime) -> FileCheck:
    """Open a seekable binary stream as a patient file; nothing is kept, the caller stores the accepted rows.

    Raises at once what the header tells (EmptyFileError, UnknownColumnError, MissingColumnError…); the rest comes
    while iterating. `now` is the instant at which minority is judged.
    """
    return FileCheck(open_source(stream), now=now)
