"""One set of facts, several declarations: the sheets beside the CNIL form, filled, checked, compared with the facts."""

from collections.abc import Mapping
from datetime import datetime

from breaches.law.clocks import utc
from breaches.law.cnil_checks import FieldError, errors_in
from breaches.law.cnil_form import FIELDS as CNIL_FIELDS
from breaches.law.cnil_model import Answers, Field, Requirement, is_blank
from breaches.law.cnil_prefill import Plain, prefill
from breaches.law.cnil_prefill_facts import Filled
from breaches.law.errors import UnknownFieldError, UnknownSheetError
from breaches.law.facts_model import Facts
from breaches.law.sheets_complaint import COMPLAINT
from breaches.law.sheets_csp import CSP
from breaches.law.sheets_insurer import INSURER
from breaches.law.sheets_model import OWN, TO_CHECK, Sheet
from breaches.law.sheets_nis2 import NIS2
from breaches.law.vocabulary import Backup, Encryption, Lost

__all__ = [
    "SHEETS",
    "TO_CHECK",
    "Sheet",
    "field_named",
    "known_answers",
    "lacking",
    "prefill_sheet",
    "sheet",
    "validate",
]

SHEETS: tuple[Sheet, ...] = (CSP, *NIS2, INSURER, COMPLAINT)
_BY_CODE = {each.code: each for each in SHEETS}
_FIELDS: Mapping[str, Field] = {**{field.id: field for each in SHEETS for field in each.fields}, **OWN, **CNIL_FIELDS}
_UNSAID = (Encryption.UNKNOWN, Lost.UNKNOWN, Backup.UNKNOWN)


def sheet(code: str) -> Sheet:
    """The sheet of that code (CSP L. 1111-8-2, NIS 2 art. 23, C. assurances L. 12-10-1). Raises UnknownSheetError."""
    if code not in _BY_CODE:
        raise UnknownSheetError(code=code)
    return _BY_CODE[code]


def field_named(key: str) -> Field:
    """A field of the CNIL form or of a sheet, by its id (RGPD art. 33(3)). Raises UnknownFieldError."""
    if key not in _FIELDS:
        raise UnknownFieldError(field=key, key=key)
    return _FIELDS[key]


def known_answers(facts: Facts | None, org: Plain, breach: Plain) -> Filled:
    """Every answer that the record gives, whoever asks: one set of facts for all (RGPD art. 33(3), 33(5)).

    `org` and `breach` as for the CNIL form, with `discovered_at`, `attack_known_at` (aware datetimes) and
    `cnil_receipt` in `breach`. What is unknown is left out, never guessed.
    """
    found = prefill(facts, org, breach) | _instants(breach) | {"numero_cnil": breach.get("cnil_receipt")}
    if facts is not None:
        found |= {
            "chiffrement": facts.protection.encrypted,
            "malveillance": facts.intentional,
            "soins_affectes": facts.availability.care_affected,
            "indisponibilite": facts.availability.lost,
            "duree_indisponibilite": facts.availability.outage_hours,
            "sauvegarde": facts.availability.backup,
        }
    return {
        key: str(value) if isinstance(value, Encryption | Lost | Backup) else value
        for key, value in found.items()
        if not is_blank(value) and value not in _UNSAID
    }


def _instants(breach: Plain) -> Filled:
    named = {"date_decouverte": "discovered_at", "date_attaque": "attack_known_at"}
    return {key: _iso(breach.get(name)) for key, name in named.items()}


def _iso(value: object) -> str | None:
    return utc(value).isoformat().replace("+00:00", "Z") if isinstance(value, datetime) else None


def prefill_sheet(code: str, known: Answers) -> Filled:
    """What is known of the questions of one sheet (CSP, D. 1111-16-2; NIS 2, art. 23). Raises UnknownSheetError."""
    return {field.id: known[field.id] for field in sheet(code).fields if field.id in known}


def lacking(code: str, answers: Answers) -> tuple[Field, ...]:
    """Questions of a sheet its addressee needs and that have no answer; none of them blocks (NIS 2 art. 23(4))."""
    return tuple(
        field
        for field in sheet(code).fields
        if field.req_initial is Requirement.REQUIRED and is_blank(answers.get(field.id))
    )


def validate(code: str, answers: Answers) -> tuple[FieldError, ...]:
    """Answers that do not fit their question; blank ones always fit (CSP, D. 1111-16-2; NIS 2, art. 23)."""
    return errors_in({field.id: field for field in sheet(code).fields}, answers)
