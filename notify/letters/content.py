"""What a letter says and to whom: the approved text, and one record per letter. Data only."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from typing import Any

from notify.recipients.outcomes import CheckedRow


@dataclass(frozen=True, slots=True)
class Sender:
    """Who writes. Neutral on purpose: no service and no slogan, the envelope must not tell what care was given."""

    name: str
    address: tuple[str, ...]
    check_address: str  # where a reader verifies the letter's code: an address to type by hand
    check_phone: str
    dpo_contact: str  # the foot of each page, one or two lines


@dataclass(frozen=True, slots=True)
class LetterText:
    """The text of art. 34(2), the same for everybody. Paragraphs are separated by an empty line."""

    title: str
    what_happened: str
    what_concerns_you: str
    consequences: str
    measures: str
    advice: tuple[str, ...]
    contact: str
    signature: tuple[str, ...]  # name, then function
    sender: Sender
    rights: str = ""
    closing: str = ""
    exercise: bool = False  # a drill: each page says that it is none of a true letter

    def to_dict(self) -> dict[str, Any]:
        """JSON-ready and complete: what an approval hashes."""
        return asdict(self)

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> "LetterText":
        """The text that `to_dict` wrote (through JSON or not). Raises TypeError for an unknown or missing key."""
        sender = dict(data["sender"])
        values = dict(data) | {
            "advice": tuple(data["advice"]),
            "signature": tuple(data["signature"]),
            "sender": Sender(**sender | {"address": tuple(sender["address"])}),
        }
        return cls(**values)


@dataclass(frozen=True, slots=True, repr=False)
class LetterRecord:
    """One letter: name, address and code come from the same row. `recipient` is the row's opaque id."""

    recipient: str
    code: str
    civility: str
    address_lines: tuple[str, ...]
    country: str = ""
    minor_name: str = ""

    def __repr__(self) -> str:
        return f"LetterRecord(recipient={self.recipient!r})"

    @classmethod
    def from_row(cls, row: CheckedRow, *, recipient: str, code: str) -> "LetterRecord":
        """The letter of a checked row; for a minor it is addressed to the legal representatives."""
        minor_name = row.full_name if row.minor else ""
        return cls(recipient, code, row.civility, row.printed_lines, row.country, minor_name)

    @property
    def salutation(self) -> str:
        """Madame, Monsieur, or both where the file does not say and for representatives."""
        return "Madame, Monsieur" if self.minor_name or not self.civility else self.civility


TEXT_FIELDS = tuple(field.name for field in fields(LetterText))
