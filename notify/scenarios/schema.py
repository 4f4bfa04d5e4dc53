"""The JSON Schema of a scenario (version 1), assembled from the code lists of the record and of the law."""

from functools import cache

from breaches.law.duties import catalogue
from breaches.law.vocabulary import AuthorityAdvice, SeverityLevel, SubjectsAdvice
from breaches.states import (
    BreachState,
    CommunicationState,
    Nis2Status,
    NoticeState,
    NotificationState,
    OrganisationKind,
    ProcessingRole,
    Role,
)
from notify.scenarios.error_names import error_names
from notify.scenarios.operations import WITH
from notify.scenarios.vocabulary import (
    COUNT,
    FLAG,
    KEY,
    LINE,
    MOMENT,
    Schema,
    by_key,
    choice,
    listing,
    record,
)

VERSION = 1
_SIREN: Schema = {
    "type": ["string", "null"],
    "pattern": r"^\d{9}$",
    "description": "neuf chiffres entre guillemets, ou null",
}
_PERSON = record(
    {
        "title": choice(["M.", "Mme"]), "first_name": LINE, "last_name": LINE, "function": LINE, "email": LINE,
        "phone": LINE,
    },
)  # fmt: skip
DAY_ONLY: Schema = {
    "type": ["string", "null"],
    "pattern": r"^\d{4}-\d{2}-\d{2}$",
    "description": "une date, comme 2026-02-23, ou null",
}
_OPTIONAL = {"type": "string", "maxLength": 200, "description": "un texte d’une ligne", "default": ""}
ORGANISATION = record(
    {
        "key": KEY, "name": LINE, "siren": {**_SIREN, "default": None},
        "address": record({"street": _OPTIONAL, "postcode": _OPTIONAL, "city": _OPTIONAL}),
        "department": {"type": "string", "pattern": "^([0-9]{2}|2[AB]|97[0-9]|98[0-9])?$", "default": "",
                       "description": "un code de département entre guillemets, comme \"35\""},
        "sector": {**LINE, "default": "Santé humaine et action sociale"},
        "kind": choice(OrganisationKind.values, default="autre"),
        "role": choice(ProcessingRole.values, default="controller"),
        "nis2": choice(Nis2Status.values, default="none"),
        "nis2_from": {**DAY_ONLY, "default": None},
        "oiv": {**FLAG, "default": False}, "trust_service_provider": {**FLAG, "default": False},
        "telecom_provider": {**FLAG, "default": False}, "hds_contract_hours": {**COUNT, "minimum": 1},
        "ose": {**FLAG, "default": False}, "insured_cyber": {**FLAG, "default": False},
        "financial_entity": {**FLAG, "default": False}, "sole_practitioner": {**FLAG, "default": False},
        "contacts": record({"dpo": _PERSON, "deputy": _PERSON, "representative": _PERSON}),
    },
    ["key", "name"],
)  # fmt: skip
PERSON = record(
    {"key": KEY, "name": LINE, "roles": listing(choice(Role.values), minItems=1, uniqueItems=True),
     "organisation": KEY, "email": LINE},
    ["key", "name", "roles"],
)  # fmt: skip


def _duty_codes() -> tuple[str, ...]:
    return tuple(sorted(rule.code for rule in catalogue()))


def _expectation() -> Schema:
    codes = _duty_codes()
    moment_or_none = {
        **MOMENT,
        "pattern": f"^none$|{MOMENT['pattern']}",
        "description": f"{MOMENT['description']}, ou none",
    }
    persons = dict.fromkeys(("read", "rejected", "merged", "excluded", "held", "reachable"), COUNT)
    return record(
        {
            "state": choice(BreachState.values),
            "notification": choice(NotificationState.values),
            "communications": by_key(choice(CommunicationState.values)),
            "controllers": by_key(COUNT, NoticeState.values),
            "due": by_key(moment_or_none, codes),
            "duties": listing(choice(codes), uniqueItems=True),
            "late": by_key(FLAG, codes),
            "risk": record(
                {
                    "authority": choice(AuthorityAdvice), "subjects": choice(SubjectsAdvice),
                    "severity": choice(SeverityLevel), "se": {"type": "number", "description": "un nombre de points"},
                },
                minProperties=1,
            ),
            "alerts": by_key(COUNT, codes),
            "recipients": record(persons, minProperties=1),
            "letters": COUNT,
            "reconciliation": {"type": "integer", "description": "un nombre entier"},
            "refused": choice(error_names(), description="un nom d’erreur (voir docs/scenario.schema.json)"),
        },
        minProperties=1,
    )  # fmt: skip


def _event() -> Schema:
    envelope = record({"at": MOMENT, "by": KEY, "do": choice(WITH), "with": {}}, ["at", "do"])
    named = {"if": {"properties": {"do": {"const": "wait"}}}, "else": {"required": ["by"]}}
    told = [
        {
            "if": {"properties": {"do": {"const": name}}, "required": ["do"]},
            "then": {
                "properties": {"with": {"$ref": f"#/$defs/{name}"}},
                "required": ["with"] if node["required"] else [],
            },
        }
        for name, node in WITH.items()
    ]
    return {**envelope, "allOf": [named, *told]}


@cache
def scenario_schema() -> Schema:
    """The whole schema, JSON-ready."""
    step = {
        "if": {"type": "object", "required": ["expect"]},
        "then": record({"expect": {"$ref": "#/$defs/expectation"}}, ["expect"]),
        "else": {"$ref": "#/$defs/event"},
    }
    top = {
        "scenario": choice([VERSION]), "title": LINE, "exercise": {**FLAG, "default": False},
        "organisations": listing(ORGANISATION, minItems=1), "people": listing(PERSON, minItems=1),
        "events": listing(step, minItems=1),
    }  # fmt: skip
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Scénario de violation de données, version 1",
        **record(top, ["scenario", "title", "organisations", "people", "events"]),
        "$defs": {**WITH, "expectation": _expectation(), "event": _event()},
    }
