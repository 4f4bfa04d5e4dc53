"""The published schema of `summary.json`."""

from typing import Any

from breaches.law.duties import catalogue
from breaches.law.vocabulary import AuthorityAdvice, SeverityLevel, SubjectsAdvice
from breaches.states import BreachState, Channel, CommunicationState, DutyState, NotificationState, Phase, Ratification
from notify.scenarios.observing import PERSONS
from notify.scenarios.operations import WITH
from notify.scenarios.vocabulary import COUNT, FLAG, Schema, choice, listing

_TEXT: Schema = {"type": "string"}
_HASH: Schema = {"type": "string", "pattern": "^[0-9a-f]{64}$"}
_UTC: Schema = {"type": ["string", "null"], "pattern": "Z$"}
_SECONDS: Schema = {"type": "number", "minimum": 0}


def _whole(**properties: Any) -> Schema:
    """A mapping with exactly these keys."""
    return {
        "type": "object", "properties": properties, "required": list(properties), "additionalProperties": False,
    }  # fmt: skip


def _or_null(schema: Schema) -> Schema:
    return {"anyOf": [schema, {"type": "null"}]}


def _map(value: Schema) -> Schema:
    return {"type": "object", "additionalProperties": value}


_RISK = _whole(
    authority=choice(AuthorityAdvice), subjects=choice(SubjectsAdvice), severity=choice(SeverityLevel), se=_SECONDS
)
_DUTY = _whole(
    code=choice(rule.code for rule in catalogue()), state=choice(DutyState.values), starts_at=_UTC, due_at=_UTC,
    fulfilled_at=_UTC, late=FLAG, late_by_seconds=COUNT,
)  # fmt: skip
_NOTIFICATION = _whole(
    number=COUNT, phase=choice(Phase.values), state=choice(NotificationState.values), version=COUNT, receipt=_TEXT,
    filed_at=_UTC, break_glass=FLAG, ratification=choice(Ratification.values),
)  # fmt: skip
_COMMUNICATION = _whole(
    key=_TEXT, population=_TEXT, channel=choice(Channel.values), state=choice(CommunicationState.values), version=COUNT,
    recipients=_or_null(_whole(**dict.fromkeys(PERSONS, COUNT))), letters=COUNT, letters_simulated=COUNT,
    remainder={"type": "integer"}, lots=COUNT, pages=COUNT, signatures=COUNT, handed_over_at=_UTC,
)  # fmt: skip
_BREACH = _whole(
    state=choice(BreachState.values), title=_TEXT, reported_at=_UTC, aware_at=_UTC, risk=_or_null(_RISK),
    duties=listing(_DUTY), notifications=listing(_NOTIFICATION), communications=listing(_COMMUNICATION),
    alerts=_map(COUNT), measures=COUNT, evidence=COUNT, facts_versions=COUNT, journal_entries=COUNT,
)  # fmt: skip
_RUN = _whole(
    reference=_or_null(_TEXT), journal=_or_null(_whole(seq=COUNT, hash=_HASH)), content_sha256=_map(_HASH),
    work_not_done=listing(_whole(kind=_TEXT, error=_TEXT, attempts=COUNT)), letters_rendered=COUNT,
    letters_per_second=_or_null(_SECONDS), timings=_map(_SECONDS), seconds=_SECONDS,
)  # fmt: skip
_COMING = _whole(line=COUNT, at=_UTC, do=choice(WITH), by=_or_null(_TEXT))
_FAILURE = _whole(line=COUNT, what=_TEXT, expected=_TEXT, found=_TEXT)


def summary_schema() -> Schema:
    """The whole schema, JSON-ready."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Bilan d’un scénario joué, version 1",
        **_whole(
            summary=choice([1]), title=_TEXT, exercise=FLAG, scenario_sha256=_HASH,
            organisation=_whole(name=_TEXT, siren=_or_null(_TEXT)),
            events=_whole(total=COUNT, played=COUNT, refused_as_expected=COUNT, to_come=listing(_COMING)),
            expectations=_whole(checked=COUNT, failed=COUNT), failures=listing(_FAILURE), paper_missing=FLAG,
            breach=_or_null(_BREACH), run=_RUN,
        ),
    }  # fmt: skip
