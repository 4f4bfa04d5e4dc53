"""What becomes of each record of a patient file. One record, one outcome; each knows its physical lines.

The representations hide the values: an outcome may end in a log or a traceback.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from notify.recipients.characters import normalised
from notify.recipients.reasons import REASONS


def person_key(last_name: str, first_name: str, born: date | None) -> str:
    """Who a row is about, whatever the accents, the hyphens and the case of the export."""
    return f"{normalised(last_name)}|{normalised(first_name)}|{born.isoformat() if born else ''}"


@dataclass(frozen=True, slots=True, repr=False)
class _Placed:
    line: int
    lines: int

    def __repr__(self) -> str:
        return f"{type(self).__name__}(line={self.line}, lines={self.lines})"


@dataclass(frozen=True, slots=True, repr=False)
class CheckedRow(_Placed):
    """A patient to whom a letter can be addressed. `address` holds postal lines 1 to 6, empty ones kept."""

    civility: str  # Madame, Monsieur or empty
    first_name: str
    last_name: str
    birth_name: str
    birth_date: date | None
    minor: bool
    address: tuple[str, str, str, str, str, str]
    country: str  # line 7, empty inland
    identifier: str
    email: str
    repairs: tuple[str, ...]

    @property
    def needs_window_45(self) -> bool:
        """A seventh line is only visible in the 45 mm window, or on a carrier sheet."""
        return bool(self.country)

    @property
    def printed_lines(self) -> tuple[str, ...]:
        """The lines of the address block: an empty line is never printed."""
        return tuple(line for line in (*self.address, self.country) if line)

    @property
    def full_name(self) -> str:
        """Given name and surname as the file writes them."""
        return f"{self.first_name} {self.last_name}".strip()

    @property
    def person_key(self) -> str:
        """Normalised name and birth date: what the blind index of the vault is computed on."""
        return person_key(self.last_name, self.first_name, self.birth_date)

    @property
    def duplicate_key(self) -> str:
        """Same name, birth date and lines 4 to 6.

        Without a birth date (a father and his son), every line and the identifier too.
        """
        last = "|".join(self.address[3:])
        if self.birth_date:
            return f"{self.person_key}|{last}|{self.country}"
        return f"{self.person_key}|{'|'.join(self.address[1:])}|{self.country}|{normalised(self.identifier)}"

    def to_record(self) -> dict[str, Any]:
        """JSON-ready mapping for the vault; `from_record` reads it back."""
        return {
            "line": self.line,
            "lines": self.lines,
            "civility": self.civility,
            "first_name": self.first_name,
            "last_name": self.last_name,
            "birth_name": self.birth_name,
            "birth_date": self.birth_date.isoformat() if self.birth_date else None,
            "minor": self.minor,
            "address": list(self.address),
            "country": self.country,
            "identifier": self.identifier,
            "email": self.email,
            "repairs": list(self.repairs),
        }

    @classmethod
    def from_record(cls, record: Mapping[str, Any]) -> "CheckedRow":
        """The row that `to_record` wrote."""
        born = record["birth_date"]
        one, two, three, four, five, six = record["address"]
        values = dict(record) | {
            "birth_date": date.fromisoformat(born) if born else None,
            "address": (one, two, three, four, five, six),
            "repairs": tuple(record["repairs"]),
        }
        return cls(**values)


@dataclass(frozen=True, slots=True, repr=False)
class Rejected(_Placed):
    """A record set aside. `text` is the original text, for the encrypted `rejets.csv` only."""

    column: str
    code: str
    found: str  # the kind of what was found, never the value
    expected: str
    text: str

    @property
    def reason(self) -> str:
        """The French sentence for this code."""
        return REASONS[self.code]


@dataclass(frozen=True, slots=True, repr=False)
class Merged(_Placed):
    """The same person at the same address as the record that starts on `first_line`."""

    first_line: int


@dataclass(frozen=True, slots=True, repr=False)
class Excluded(_Placed):
    """A person to whom no letter is written: `deceased` or `deceased_elsewhere`."""

    code: str


@dataclass(frozen=True, slots=True, repr=False)
class Blank(_Placed):
    """A record without any value."""


Outcome = CheckedRow | Rejected | Merged | Excluded | Blank
