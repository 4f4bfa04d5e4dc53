"""The facts of a breach: reading them, writing them, and the contradictions in them."""

from collections.abc import Mapping
from dataclasses import is_dataclass
from enum import Enum

from breaches.law.facts_check import Contradiction, contradictions
from breaches.law.facts_model import (
    CARE_KINDS,
    Availability,
    Confidentiality,
    Context,
    Facts,
    Integrity,
    Persons,
    Population,
    Protection,
    controlled,
    processed,
    role_of,
)
from breaches.law.facts_parse import UNKNOWN, parse_facts

__all__ = [
    "CARE_KINDS",
    "Availability",
    "Confidentiality",
    "Context",
    "Contradiction",
    "Facts",
    "Integrity",
    "Persons",
    "Population",
    "Protection",
    "changed_paths",
    "contradictions",
    "controlled",
    "facts_to_dict",
    "parse_facts",
    "processed",
    "role_of",
]

_TRI_STATE = frozenset(
    {
        "ongoing",
        "cross_border",
        "malicious",
        "key_compromised",
        "pseudonymised",
        "trusted",
        "deletion_confirmed",
        "care_affected",
        "vulnerable",
        "public_already",
        "long_history",
    }
)


def facts_to_dict(facts: Facts) -> dict[str, object]:
    """Every key of the facts as plain JSON-ready data, the unknown ones too (documentation, art. 33(5)).

    `parse_facts(facts_to_dict(facts)) == facts` for all facts.
    """
    return _mapping(facts)


def _mapping(part: object) -> dict[str, object]:
    return {name: _plain(name, value) for name, value in vars(part).items()}


def _plain(name: str, value: object) -> object:
    if value is None:
        return UNKNOWN if name in _TRI_STATE else None
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, tuple):
        return [_plain("", item) for item in value]
    return _mapping(value) if is_dataclass(value) else value


def changed_paths(old: Mapping[str, object], new: Mapping[str, object], prefix: str = "") -> tuple[str, ...]:
    """Paths of the facts that differ between two versions given as dicts (reassessment, art. 33(4))."""
    paths: list[str] = []
    for key in dict.fromkeys((*old, *new)):
        before, after, path = old.get(key), new.get(key), f"{prefix}{key}"
        if isinstance(before, Mapping) and isinstance(after, Mapping):
            paths.extend(changed_paths(before, after, f"{path}."))
        elif before != after:
            paths.append(path)
    return tuple(paths)
