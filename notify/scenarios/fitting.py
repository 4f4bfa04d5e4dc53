"""Does a document fit? Each fault with its line, its key path, what was found and what was expected."""

import re
from collections.abc import Callable, Iterator
from functools import cache
from typing import Any

from jsonschema import Draft202012Validator
from jsonschema.exceptions import ValidationError

from breaches.errors import DomainError
from breaches.law.errors import LawError
from breaches.law.facts import parse_facts
from notify.scenarios.document import Document, Path, ScenarioFileError, shown
from notify.scenarios.operations import LATER, LATER_CHANNELS, WITH
from notify.scenarios.schema import scenario_schema
from notify.scenarios.vocabulary import facts_schema, record

ABSENT = "pas dans cette version"
SHOWN_FAULTS = 20
_STEP = re.compile(r"([A-Za-z_]+)|\[(\d+)\]")
_TYPES = {"object": "un dictionnaire", "array": "une liste", "string": "un texte", "integer": "un nombre entier"}


class ScenarioRefusedError(DomainError):
    """The scenario does not fit its schema: every fault, by line."""

    message = "{faults}"

    def __init__(self, name: str, faults: list[ScenarioFileError]) -> None:
        self.faults = sorted(faults, key=lambda fault: (fault.line, fault.column))
        lines = [f"{name} : {fault}" for fault in self.faults[:SHOWN_FAULTS]]
        if len(self.faults) > SHOWN_FAULTS:
            lines.append(f"… et {len(self.faults) - SHOWN_FAULTS} autres")
        super().__init__(faults="\n".join(lines))


@cache
def _validator() -> Draft202012Validator:
    return Draft202012Validator(scenario_schema())


@cache
def _facts_validator() -> Draft202012Validator:
    return Draft202012Validator(record({"facts": facts_schema()}, ["facts"]))


def schema_faults(document: Document) -> list[ScenarioFileError]:
    """What does not fit the published schema; an operation of a later version is said to be one."""
    return _first_of_each_place([*_later(document), *_all_faults(document, _validator())])


def facts_faults(document: Document) -> list[ScenarioFileError]:
    """What does not fit in a document that holds facts only: codes first, then what the law ring refuses."""
    return _first_of_each_place(_all_faults(document, _facts_validator())) or list(
        law_faults(document, ("facts",), lambda: parse_facts(document.value["facts"]))
    )


def _all_faults(document: Document, validator: Draft202012Validator) -> list[ScenarioFileError]:
    return [fault for error in validator.iter_errors(document.value) for fault in _faults(document, error)]


def _first_of_each_place(faults: list[ScenarioFileError]) -> list[ScenarioFileError]:
    """One fault a place: a value that is no known code is often wrong in several ways."""
    found: dict[object, ScenarioFileError] = {}
    for fault in faults:
        found.setdefault((fault.line, fault.column, fault.params["path"]), fault)
    return list(found.values())


def _later(document: Document) -> Iterator[ScenarioFileError]:
    """Operations, channels and keys that the format knows and this version does not play."""
    events = document.value.get("events") if isinstance(document.value, dict) else None
    for rank, event in enumerate(events if isinstance(events, list) else ()):
        if not isinstance(event, dict):
            continue
        at: Path = ("events", rank)
        told = event.get("with")
        given: dict[str, Any] = told if isinstance(told, dict) else {}
        if event.get("do") in LATER:
            expected = f"une opération de cette version : {', '.join(WITH)}"
            yield document.error((*at, "do"), f"« {event['do']} », {ABSENT}", expected)
        if given.get("channel") in LATER_CHANNELS:
            yield document.error((*at, "with", "channel"), f"« {given['channel']} », {ABSENT}", "post")
        if event.get("do") == "import_recipients" and "mapping" in given:
            expected = "des colonnes nommées dans l’en-tête du fichier"
            yield document.error((*at, "with", "mapping"), f"« mapping », {ABSENT}", expected)


def _faults(document: Document, error: ValidationError) -> Iterator[ScenarioFileError]:
    path: Path = tuple(error.absolute_path)
    keyword, wanted, schema = error.validator, error.validator_value, error.schema
    if keyword == "required":
        yield from (
            document.error((*path, key), "rien", f"la clé « {key} »") for key in wanted if key not in error.instance
        )
    elif keyword == "additionalProperties":
        known = ", ".join(schema["properties"])
        for key in error.instance:
            if key not in schema["properties"]:
                yield document.error((*path, key), f"la clé « {key} »", f"une de ces clés : {known}")
    else:
        yield document.error(path, _found(keyword, error.instance), _expected(keyword, wanted, schema))


def _found(keyword: str, instance: Any) -> str:
    if keyword in ("minItems", "minProperties"):
        return f"{len(instance)} élément"
    if keyword == "maxLength":
        return f"{len(instance)} signes"
    return shown(instance)


def _expected(keyword: str, wanted: Any, schema: Any) -> str:
    limits = {
        "minItems": "au moins {} élément", "minProperties": "au moins {} clé", "minimum": "au moins {}",
        "maximum": "au plus {}", "maxLength": "au plus {} signes", "uniqueItems": "une liste sans doublon",
        "minLength": "un texte non vide",
    }  # fmt: skip
    if keyword in limits:
        return limits[keyword].format(wanted)
    said = schema.get("description") if isinstance(schema, dict) else None
    return str(said or _TYPES.get(str(wanted), wanted))


def law_faults(document: Document, path: Path, read: Callable[[], object]) -> Iterator[ScenarioFileError]:
    """What the law ring refuses in facts or factors, at the place that the file has for it."""
    try:
        read()
    except LawError as error:
        inner = tuple(int(rank) if rank else key for key, rank in _STEP.findall(error.field or ""))
        yield document.error((*path, *inner), str(error.params["found"]), str(error.params["expected"]))
