"""What a code list is: stable ids that carry their French label."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Self


@dataclass(frozen=True)
class Option:
    """One choice of a list: stable id, French label."""

    id: str
    label: str


class Labelled(StrEnum):
    """A string id that carries its French label."""

    label: str

    def __new__(cls, value: str, label: str = "") -> Self:
        member = str.__new__(cls, value)
        member._value_ = value
        member.label = label
        return member


def label(value: Labelled) -> str:
    """French label of a code (CNIL outline 2023, OpenCNIL)."""
    return value.label


def options(codes: type[Labelled]) -> tuple[Option, ...]:
    """Every choice of a code list, in the order of the official form."""
    return tuple(Option(str(code), code.label) for code in codes)


class Confidence(Labelled):
    """How sure the source of a rule is: said to the reader, never hidden."""

    HIGH = "high", "Sûr"
    MEDIUM = "medium", "Probable, à vérifier"
    LOW = "low", "Incertain, à vérifier"
