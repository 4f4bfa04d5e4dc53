"""The CNIL's declaration form: fields to show, answers to check, differences, display.

Answers are a mapping of field ids: str, int, bool, list of option ids, ISO 8601 UTC instants, ISO dates.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from breaches.law.cnil_checks import FieldError, date_of, errors_in, instant_of
from breaches.law.cnil_fields import FIRST_SECTIONS
from breaches.law.cnil_fields_people import PEOPLE_SECTIONS
from breaches.law.cnil_fields_response import RESPONSE_SECTIONS
from breaches.law.cnil_missing import HARD_MINIMUM, Missing
from breaches.law.cnil_missing import missing_in as _missing_in
from breaches.law.cnil_model import Answers, Condition, Field, FieldType, Requirement, Section, is_blank
from breaches.law.cnil_prefill import prefill
from breaches.law.errors import UnknownFieldError
from breaches.law.french_dates import french_date, french_datetime
from breaches.law.vocabulary import NotificationPhase

__all__ = [
    "FIELDS",
    "HARD_MINIMUM",
    "SECTIONS",
    "Change",
    "Condition",
    "Field",
    "FieldError",
    "FieldType",
    "Missing",
    "Requirement",
    "Section",
    "diff",
    "display",
    "field_of",
    "missing",
    "prefill",
    "validate",
    "visible_fields",
]

SECTIONS: tuple[Section, ...] = (*FIRST_SECTIONS, *PEOPLE_SECTIONS, *RESPONSE_SECTIONS)
FIELDS: Mapping[str, Field] = {field.id: field for section in SECTIONS for field in section.fields}
_NARROW_SPACE = "\u202f"


def field_of(key: str) -> Field:
    """The field of that id (CNIL outline, art. 33(3)). Raises UnknownFieldError."""
    if key not in FIELDS:
        raise UnknownFieldError(field=key, key=key)
    return FIELDS[key]


def visible_fields(answers: Answers) -> tuple[Field, ...]:
    """Fields to show for these answers, in the order of the form (CNIL outline, art. 33(3))."""
    return tuple(field for field in FIELDS.values() if field.shown_if is None or field.shown_if.holds(answers))


def missing(answers: Answers, phase: str, *, late: bool) -> tuple[Missing, ...]:
    """What a phase still lacks, in the order of the form (art. 33(3), 33(4); reasons of the delay, 33(1)).

    `hard` blocks the filing, `required` and `recommended` never do. `late`: beyond 72 hours, the reasons
    become hard. `phase`: initial, complementary or complete.
    """
    return _missing_in(visible_fields(answers), answers, NotificationPhase(phase), late=late)


def validate(answers: Answers) -> tuple[FieldError, ...]:
    """Answers that do not fit, field by field; blank ones always fit (art. 33(3), CNIL outline)."""
    return errors_in(FIELDS, answers)


@dataclass(frozen=True)
class Change:
    """One field that differs between two versions of the answers (None: not answered)."""

    field: str
    old: object
    new: object


def diff(old: Answers, new: Answers) -> tuple[Change, ...]:
    """What changed between two versions, in the order of the form (phased information, art. 33(4)).

    Two blank answers are the same; unknown keys are ignored.
    """
    changes = []
    for key in FIELDS:
        before, after = _shown(old.get(key)), _shown(new.get(key))
        if before != after:
            changes.append(Change(key, before, after))
    return tuple(changes)


def _shown(value: object) -> object:
    if is_blank(value):
        return None
    return list(value) if isinstance(value, tuple) else value


def display(field: Field | str, value: object) -> str:
    """An answer as people read it in French, Paris time; blank when unanswered (clear record, art. 33(5)).

    A value that does not fit its field is shown as it is. Raises UnknownFieldError for an unknown id.
    """
    known = field_of(field) if isinstance(field, str) else field
    if is_blank(value):
        return ""
    if isinstance(value, bool):
        return "Oui" if value else "Non"
    if isinstance(value, int):
        return f"{value:,}".replace(",", _NARROW_SPACE)
    if isinstance(value, list | tuple):
        return "\u00a0; ".join(_display_item(known, item) for item in value)
    return _display_text(known, value)


def _display_item(field: Field, item: object) -> str:
    if not isinstance(item, Mapping):
        return _display_text(field, item)
    shown = ((each.label, display(each, item.get(each.id))) for each in field.items)
    return ", ".join(f"{label} : {text}" for label, text in shown if text)


def _display_text(field: Field, value: object) -> str:
    if field.type is FieldType.DATETIME and (instant := instant_of(value)):
        return french_datetime(instant)
    if field.type is FieldType.DATE and (day := date_of(value)):
        return french_date(day)
    labels = {option.id: option.label for option in field.options}
    return labels.get(str(value), str(value))
