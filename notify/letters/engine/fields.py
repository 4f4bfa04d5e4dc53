"""Fields of a template, and the one policy by which values are cleaned or refused."""

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from notify.letters.engine.errors import RecordError

Value = str | Sequence[str]
Record = Mapping[str, Value]

# Control and format characters, bidirectional marks, surrogates, private use, line and paragraph separators.
_FORBIDDEN = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\uffff"
    "\ud800-\udfff\ue000-\uf8ff\U000e0000-\U0010ffff]"
)
_UNTIDY = re.compile(_FORBIDDEN.pattern + r"|[\t\r]|  |(?m:^ | $)")
_SPACES = re.compile(r"[ \t\r\n]+")
LONGEST = 5_000  # characters of one value


class Kind(StrEnum):
    """What a field holds, and so how it is stamped."""

    TEXT = "text"  # one line of text, different in each letter
    CHOICE = "choice"  # one of a few values: each is compiled apart, wherever it stands
    LINES = "lines"  # a list of lines, each in a place of its own (an address)


@dataclass(frozen=True, slots=True)
class Field:
    """A named field. `at_most`: lines of a LINES field, distinct values of a CHOICE."""

    name: str
    kind: Kind = Kind.TEXT
    at_most: int = 0

    @property
    def limit(self) -> int:
        """How many lines or choices."""
        return self.at_most or (7 if self.kind is Kind.LINES else 200)


def clean(value: str, *, record: int, field: str) -> str:
    """The value as every renderer takes it: composed (NFC), white space collapsed as HTML does.

    Raises RecordError for characters that no letter holds (controls, bidirectional marks, lone surrogates) and for more
    than 5 000 characters. The value itself is never in the error.
    """
    if len(value) > LONGEST:
        raise RecordError(record=record, field=field, reason=f"{len(value)} caractères ; au plus {LONGEST} attendus")
    found = _FORBIDDEN.search(value)
    if found:
        reason = f"caractère U+{ord(found.group()):04X} interdit à la position {found.start() + 1}"
        raise RecordError(record=record, field=field, reason=reason)
    if value.isascii() and "  " not in value and value.isprintable() and value == value.strip(" "):
        return value
    return _SPACES.sub(" ", unicodedata.normalize("NFC", value)).strip(" ")


def clean_column(field: Field, values: Sequence[Value], *, first: int) -> Sequence[Value]:
    """A column of values, cleaned; `first` is the number of its first record. Raises RecordError as `clean` does.

    A column that is clean as it stands, as nearly all are, costs a few passes over one joined text.
    """
    texts: Sequence[Any] = values if field.kind is not Kind.LINES else [line for lines in values for line in lines]
    try:
        joined = "\n".join(texts)  # what is no text raises TypeError
        tidy = (
            joined.count("\n") == max(len(texts) - 1, 0)
            and not _UNTIDY.search(joined)
            and (joined.isascii() or unicodedata.is_normalized("NFC", joined))
            and max(map(len, texts), default=0) <= LONGEST
        )
    except TypeError:
        tidy = False
    if tidy and (field.kind is not Kind.LINES or _orderly(values, texts, field)):
        return values
    return [_cleaned(field, value, number) for number, value in enumerate(values, first)]


def _orderly(values: Sequence[Value], texts: Sequence[str], field: Field) -> bool:
    """Lines given as sequences, none empty, not too many."""
    return "" not in texts and str not in set(map(type, values)) and max(map(len, values), default=0) <= field.limit


def _cleaned(field: Field, value: Value, number: int) -> Value:
    if field.kind is not Kind.LINES:
        if not isinstance(value, str):
            raise RecordError(record=number, field=field.name, reason="un texte est attendu")
        return clean(value, record=number, field=field.name)
    lines = [value] if isinstance(value, str) else value
    kept = [line for line in (clean(line, record=number, field=field.name) for line in lines) if line]
    if len(kept) > field.limit:
        reason = f"{len(kept)} lignes ; au plus {field.limit} attendues"
        raise RecordError(record=number, field=field.name, reason=reason)
    return tuple(kept)


def columns_of(records: Sequence[Record], fields: Iterable[Field], *, first: int) -> dict[str, Sequence[Value]]:
    """Records turned into cleaned columns; a field that a record lacks is empty. Raises RecordError."""
    declared = {field.name: field for field in fields}
    for number, record in enumerate(records, first):
        if not declared.keys() >= record.keys():
            name = next(name for name in record if name not in declared)
            raise RecordError(record=number, field=name, reason="champ inconnu du modèle")
    return {
        name: clean_column(field, [record.get(name, "") for record in records], first=first)
        for name, field in declared.items()
    }
