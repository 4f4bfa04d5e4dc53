"""What the declaration form is made of: sections, fields, conditions, what each phase asks."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from breaches.law.codes import Confidence, Option

Answers = Mapping[str, object]


class FieldType(StrEnum):
    """Shape of an answer.

    text, longtext, email, tel: str; single: option id; multi: list of option ids; integer: int;
    boolean: bool; datetime: ISO 8601 in UTC; date: ISO date; repeated: list of mappings; files: list of
    names.
    """

    TEXT = "text"
    LONGTEXT = "longtext"
    EMAIL = "email"
    TEL = "tel"
    SINGLE = "single"
    MULTI = "multi"
    INTEGER = "integer"
    BOOLEAN = "boolean"
    DATETIME = "datetime"
    DATE = "date"
    REPEATED = "repeated"
    FILES = "files"


class Requirement(StrEnum):
    """How much a phase wants a field: our reading of art. 33(3)-(4), not the teleservice's own checks."""

    REQUIRED = "R"
    OPTIONAL = "O"
    CONDITIONAL = "C"
    ABSENT = "-"


@dataclass(frozen=True)
class Condition:
    """Holds when the answer to `field` is, or contains, one of `values`; the contrary when `negated`."""

    field: str
    values: tuple[object, ...]
    negated: bool = False

    def holds(self, answers: Answers) -> bool:
        """Does the condition hold? An unanswered field satisfies only a negated condition."""
        answer = answers.get(self.field)
        given = answer if isinstance(answer, list | tuple) else (answer,)
        return any(value in self.values for value in given) is not self.negated


@dataclass(frozen=True, kw_only=True)
class Field:
    """One field of the form.

    `shown_if` hides it; `required_if` decides a conditional requirement (by default `shown_if`);
    `source`: T the 2023 outline, M and O registers and open data, C cnil.fr, G not verified.
    """

    id: str
    label: str
    type: FieldType
    req_initial: Requirement
    req_complement: Requirement
    gdpr: str = ""
    options: tuple[Option, ...] = ()
    items: tuple["Field", ...] = ()
    shown_if: Condition | None = None
    required_if: Condition | None = None
    max_length: int | None = None
    source: str = "T"
    confidence: Confidence = Confidence.HIGH
    note: str = ""


@dataclass(frozen=True)
class Section:
    """A section of the form, in the order of the outline."""

    id: int
    title: str
    fields: tuple[Field, ...]
    note: str = ""


def is_blank(value: object) -> bool:
    """Nothing answered: None, blank text, empty list; False and 0 are answers (art. 33(3))."""
    if isinstance(value, str):
        return not value.strip()
    return value is None or (isinstance(value, list | tuple | dict) and not value)
