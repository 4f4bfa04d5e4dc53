"""The questions of the declaration as the form page lays them out: by section, with what each of them needs."""

import json
from dataclasses import dataclass
from typing import Any

from django.forms import BoundField

from breaches.law import cnil_form
from breaches.law.cnil_form import Field, FieldType, Section
from breaches.law.cnil_model import is_blank
from notify.dossier.content import LATE_REASONS
from notify.web.forms.declaration import BODIES, FIXED, AnswersForm
from notify.web.phrases import said

COPIED = frozenset(
    {FieldType.TEXT, FieldType.LONGTEXT, FieldType.EMAIL, FieldType.TEL, FieldType.INTEGER, FieldType.FILES}
)

SHORT = range(1, 3)  # so few options stand side by side


@dataclass(frozen=True, slots=True)
class Question:
    """One question: its bound field, or the set of other bodies, or an answer that is not typed here."""

    id: str
    label: str
    field: BoundField | None = None
    answer: str = ""
    inline: bool = False
    copied: bool = False
    length: int = 0
    condition: str = ""
    hidden: bool = False


@dataclass(frozen=True, slots=True)
class FormPart:
    """One section of the form."""

    id: int
    title: str
    note: str
    questions: tuple[Question, ...]
    total: int
    answered: int


def form_parts(form: AnswersForm, *, late: bool) -> list[FormPart]:
    """Every section; questions whose condition does not hold come too, the script folds them away."""
    shown = {field.id for field in cnil_form.visible_fields(form.saved)}
    return [_part(section, form, shown, late=late) for section in cnil_form.SECTIONS]


def _part(section: Section, form: AnswersForm, shown: set[str], *, late: bool) -> FormPart:
    wanted = [field for field in section.fields if late or field.id != LATE_REASONS or form.saved.get(LATE_REASONS)]
    asked = [field for field in wanted if field.id in shown]
    return FormPart(
        id=section.id,
        title=section.title,
        note=said(section.note),
        questions=tuple(_question(field, form, hidden=field.id not in shown) for field in wanted),
        total=len(asked),
        answered=sum(1 for field in asked if not is_blank(form.saved.get(field.id))),
    )


def _question(field: Field, form: AnswersForm, *, hidden: bool) -> Question:
    label = field.label
    if field.id in FIXED:
        return Question(field.id, label, answer=cnil_form.display(field, form.saved.get(field.id)))
    if field.id == BODIES:
        return Question(field.id, label)
    bound = form[field.id]
    return Question(
        field.id,
        label,
        field=bound,
        inline=field.type is FieldType.BOOLEAN or len(field.options) in SHORT,
        copied=field.type in COPIED,
        length=len(str(bound.value() or "")),
        condition=_condition(field),
        hidden=hidden,
    )


def _condition(field: Field) -> str:
    """The condition for the script: the other field, the values, whether it is negated; empty without one."""
    if field.shown_if is None:
        return ""
    values = [_as_typed(value) for value in field.shown_if.values]
    return json.dumps({"field": field.shown_if.field, "values": values, "negated": field.shown_if.negated})


def _as_typed(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)
