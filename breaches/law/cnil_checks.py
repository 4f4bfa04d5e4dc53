"""Does each answer of the declaration fit its field?"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from breaches.law.cnil_model import Answers, Field, FieldType, is_blank
from breaches.law.errors import UnknownFieldError
from breaches.law.phrases import Phrase


@dataclass(frozen=True)
class FieldError:
    """An answer that does not fit its field: French message to show beside it."""

    field: str
    message: str


def errors_in(fields: Mapping[str, Field], answers: Answers) -> tuple[FieldError, ...]:
    """Answers that do not fit their field of the form, then dates out of order (art. 33(3), CNIL outline)."""
    errors = []
    for key, value in answers.items():
        if key not in fields:
            errors.append(FieldError(key, Phrase(UnknownFieldError.message, key=key)))
        elif not is_blank(value):
            errors.extend(_check(fields[key], value, key))
    return (*errors, *_order_errors(answers))


def _check(field: Field, value: object, path: str) -> Iterator[FieldError]:
    message = _CHECKS[field.type](field, value)
    if message is not None:
        yield FieldError(path, message)
    elif field.type is FieldType.REPEATED and isinstance(value, list | tuple):
        yield from _check_items(field, value, path)


def _check_items(field: Field, entries: Iterable[Mapping[str, object]], path: str) -> Iterator[FieldError]:
    items = {item.id: item for item in field.items}
    for rank, entry in enumerate(entries):
        for key, answer in entry.items():
            if key not in items:
                yield FieldError(f"{path}[{rank}].{key}", Phrase(UnknownFieldError.message, key=key))
            elif not is_blank(answer):
                yield from _check(items[key], answer, f"{path}[{rank}].{key}")


_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s.]+")
_TEL = re.compile(r"\+?[0-9][0-9 .()\-]{3,24}")
_SIREN = re.compile(r"[0-9]{9}")
_SIREN_FIELDS = frozenset({"siren", "ao_siren"})


def _check_text(field: Field, value: object) -> str | None:
    if not isinstance(value, str):
        return "Un texte est attendu."
    if field.id in _SIREN_FIELDS and not valid_siren(value):
        return "Ce numéro SIREN n’est pas valide : neuf chiffres, dont le dernier est une clé."
    if field.max_length is not None and len(value) > field.max_length:
        return Phrase("{count} signes : le champ en admet {limit}.", count=len(value), limit=field.max_length)
    return None


def valid_siren(value: str) -> bool:
    """Nine digits whose Luhn key is right (identification of the controller, CNIL outline section 2)."""
    if not _SIREN.fullmatch(value):
        return False
    doubled = (int(digit) * (1 + rank % 2) for rank, digit in enumerate(value))
    return sum(number - 9 if number > 9 else number for number in doubled) % 10 == 0


def _check_email(_field: Field, value: object) -> str | None:
    fits = isinstance(value, str) and _EMAIL.fullmatch(value)
    return None if fits else "Cette adresse électronique est incomplète."


def _check_tel(_field: Field, value: object) -> str | None:
    fits = isinstance(value, str) and _TEL.fullmatch(value)
    return None if fits else "Ce numéro de téléphone n’est pas lisible."


def _check_single(field: Field, value: object) -> str | None:
    return None if value in _ids(field) else "Ce choix n’est pas dans la liste."


def _check_multi(field: Field, value: object) -> str | None:
    if not isinstance(value, list | tuple):
        return "Une liste de choix est attendue."
    return None if all(each in _ids(field) for each in value) else "Un choix n’est pas dans la liste."


def _ids(field: Field) -> list[str]:
    return [option.id for option in field.options]


def _check_integer(_field: Field, value: object) -> str | None:
    fits = isinstance(value, int) and not isinstance(value, bool) and value >= 0
    return None if fits else "Un nombre entier, positif ou nul, est attendu."


def _check_boolean(_field: Field, value: object) -> str | None:
    return None if isinstance(value, bool) else "Répondez par oui ou par non."


def instant_of(value: object) -> datetime | None:
    """The UTC instant of an ISO 8601 answer; None when it is not one (art. 33(1): instants, not days)."""
    try:
        instant = datetime.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        return None
    return instant if instant is not None and instant.utcoffset() == timedelta(0) else None


def _check_datetime(_field: Field, value: object) -> str | None:
    return None if instant_of(value) else "Une date avec son heure, en temps universel, est attendue."


def date_of(value: object) -> date | None:
    """The calendar day of an ISO answer; None when it is not one (CNIL outline, section 13)."""
    try:
        return date.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        return None


def _check_date(_field: Field, value: object) -> str | None:
    return None if date_of(value) else "Une date est attendue."


def _check_repeated(_field: Field, value: object) -> str | None:
    fits = isinstance(value, list | tuple) and all(isinstance(entry, Mapping) for entry in value)
    return None if fits else "Une liste d’organismes est attendue."


def _check_files(_field: Field, value: object) -> str | None:
    fits = isinstance(value, list | tuple) and all(isinstance(name, str) for name in value)
    return None if fits else "Une liste de fichiers est attendue."


_CHECKS = {
    FieldType.TEXT: _check_text,
    FieldType.LONGTEXT: _check_text,
    FieldType.EMAIL: _check_email,
    FieldType.TEL: _check_tel,
    FieldType.SINGLE: _check_single,
    FieldType.MULTI: _check_multi,
    FieldType.INTEGER: _check_integer,
    FieldType.BOOLEAN: _check_boolean,
    FieldType.DATETIME: _check_datetime,
    FieldType.DATE: _check_date,
    FieldType.REPEATED: _check_repeated,
    FieldType.FILES: _check_files,
}


def _order_errors(answers: Answers) -> Iterator[FieldError]:
    start, end = instant_of(answers.get("date_debut")), instant_of(answers.get("date_fin"))
    aware = instant_of(answers.get("date_connaissance"))
    if start and end and end < start:
        yield FieldError("date_fin", "La fin précède le début de la violation.")
    if start and aware and aware < start:
        yield FieldError("date_connaissance", "La prise de connaissance précède le début de la violation.")
    if answers.get("en_cours") is True and not is_blank(answers.get("date_fin")):
        yield FieldError("date_fin", "Une violation toujours en cours n’a pas de date de fin.")
