"""Building blocks of the scenario schema: `description` is what an error says was expected."""

import types
from collections.abc import Iterable, Mapping
from dataclasses import MISSING, fields, is_dataclass
from enum import Enum
from typing import Any, Union, get_args, get_origin, get_type_hints

from breaches.law.facts import Facts
from breaches.law.facts_parse import KEY_PATTERN, MAX_TEXT, UNKNOWN
from notify.scenarios.instants import DAY, INSTANT

Schema = dict[str, Any]

TEXT: Schema = {"type": "string", "minLength": 1, "maxLength": MAX_TEXT, "description": "un texte"}
LINE: Schema = {"type": "string", "minLength": 1, "maxLength": 200, "description": "un texte d’une ligne"}
MOMENT: Schema = {
    "type": "string",
    "pattern": INSTANT,
    "description": "un instant avec son décalage, comme 2026-02-23T08:10+01:00",
}
DATE: Schema = {
    "type": "string",
    "pattern": f"{DAY}|{INSTANT}",
    "description": "une date, comme 2026-02-23, ou un instant avec son décalage",
}
KEY: Schema = {
    "type": "string",
    "pattern": f"^{KEY_PATTERN.pattern}$",
    "description": "un identifiant en minuscules, chiffres, - ou _",
}
COUNT: Schema = {"type": "integer", "minimum": 0, "description": "un nombre entier positif ou nul"}
FLAG: Schema = {"type": "boolean", "description": "true | false"}


def choice(values: Iterable[Any], **more: Any) -> Schema:
    """One of a list of values."""
    known = [str(value) if isinstance(value, str) else value for value in values]
    return {"enum": known, "description": " | ".join(map(str, known)), **more}


def record(properties: Mapping[str, Schema], required: Iterable[str] = (), **more: Any) -> Schema:
    """A mapping with these keys and no other."""
    return {
        "type": "object",
        "properties": dict(properties),
        "required": list(required),
        "additionalProperties": False,
        "description": "un dictionnaire",
        **more,
    }


def listing(items: Schema, **more: Any) -> Schema:
    """A list."""
    return {"type": "array", "items": items, "description": "une liste", **more}


def by_key(value: Schema, keys: Iterable[str] | None = None) -> Schema:
    """A mapping from any key (or one of `keys`) to one kind of value."""
    if keys is not None:
        return record(dict.fromkeys(keys, value), minProperties=1)
    return {"type": "object", "additionalProperties": value, "minProperties": 1, "description": "un dictionnaire"}


def facts_schema() -> Schema:
    """The facts as `breaches.law.facts` reads them, with every default; null and a missing key mean not known."""
    schema = _dataclass_schema(Facts)
    schema["properties"]["natures"]["minItems"] = 1
    schema["properties"]["populations"]["minItems"] = 1
    return schema


def _dataclass_schema(cls: Any) -> Schema:
    hints = get_type_hints(cls)
    properties, required = {}, []
    for field in fields(cls):
        properties[field.name] = _annotated(hints[field.name], field.name)
        if field.default is MISSING:
            required.append(field.name)
        elif not is_dataclass(field.default):
            properties[field.name]["default"] = _default(hints[field.name], field.default)
    return record(properties, required)


def _default(hint: Any, value: Any) -> Any:
    if value is None and bool in get_args(hint):
        return UNKNOWN
    if isinstance(value, Enum):
        return value.value
    return list(value) if isinstance(value, tuple) else value


def _annotated(hint: Any, name: str) -> Schema:
    """The schema of one annotation of the facts: tuples, optional values, codes, nested mappings."""
    if get_origin(hint) is tuple:
        return listing(_annotated(get_args(hint)[0], name), uniqueItems=_is_code(get_args(hint)[0]))
    if get_origin(hint) in (Union, types.UnionType):
        return _optional(next(part for part in get_args(hint) if part is not type(None)), name)
    if is_dataclass(hint):
        return _dataclass_schema(hint)
    if _is_code(hint):
        return choice(hint)
    return dict(KEY) if name == "key" else {"type": "string", "maxLength": MAX_TEXT, "description": "un texte"}


def _is_code(hint: Any) -> bool:
    return isinstance(hint, type) and issubclass(hint, Enum)


def _optional(hint: Any, name: str) -> Schema:
    if hint is bool:
        return choice([True, False, UNKNOWN, None])
    if hint is int:
        return {**COUNT, "type": ["integer", "null"]}
    inner = _annotated(hint, name)
    return choice([*inner["enum"], None])
