"""The answers of a notification as people read them: every section and question of the form, in its order."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from breaches.law import cnil_form
from breaches.law.cnil_model import is_blank
from breaches.law.codes import Confidence
from breaches.models import Duty

LATE_REASONS = "motifs_retard"  # a question only for those who are late
MULTIPLE = (cnil_form.FieldType.MULTI, cnil_form.FieldType.REPEATED, cnil_form.FieldType.FILES)


@dataclass(frozen=True, slots=True)
class Line:
    """One question with its answer, one text a choice; `lack` is the level of what is missing, else empty."""

    id: str
    label: str
    texts: tuple[str, ...]
    lack: str
    uncertain: bool
    note: str
    asked: bool = True
    limit: int | None = None

    @property
    def text(self) -> str:
        """The answer as it is copied into the teleservice: one choice a line."""
        return "\n".join(self.texts)

    @property
    def anchor(self) -> str:
        """Id of its element on a page."""
        return f"reponse-{self.id}"


@dataclass(frozen=True, slots=True)
class Part:
    """One section of the form."""

    id: int
    title: str
    note: str
    lines: tuple[Line, ...]

    @property
    def answered(self) -> int:
        """How many of its questions have an answer."""
        return sum(1 for line in self.lines if line.texts)


def parts_of(answers: Mapping[str, Any], phase: str, *, late: bool) -> tuple[Part, ...]:
    """Every section with the questions these answers call for, and what was answered without being asked."""
    asked = {field.id for field in cnil_form.visible_fields(answers)}
    lacks = {item.field: item.level for item in cnil_form.missing(answers, phase, late=late)}
    found = []
    for section in cnil_form.SECTIONS:
        lines = tuple(
            line_of(field, answers.get(field.id), lacks.get(field.id, ""), asked=field.id in asked)
            for field in section.fields
            if not is_blank(answers.get(field.id)) or (field.id in asked and (late or field.id != LATE_REASONS))
        )
        if lines:
            found.append(Part(section.id, section.title, section.note, lines))
    return tuple(found)


def line_of(field: cnil_form.Field, value: Any, lack: str, *, asked: bool) -> Line:
    """One question of a declaration with its answer."""
    texts = texts_of(field, value)
    return Line(field.id, field.label, texts, lack, is_uncertain(field), field.note, asked, field.max_length)


def is_uncertain(field: cnil_form.Field) -> bool:
    """Whether the official form was not seen to hold this field in these words."""
    return field.confidence is not Confidence.HIGH or field.source == "G"


def texts_of(field: cnil_form.Field, value: Any) -> tuple[str, ...]:
    """An answer in French, one text a choice or an entry; nothing when it is blank."""
    if is_blank(value):
        return ()
    if field.type in MULTIPLE and isinstance(value, list | tuple):
        return tuple(cnil_form.display(field, [item]) for item in value)
    return (cnil_form.display(field, value),)


def is_late(duty: Duty | None, now: datetime) -> bool:
    """Whether the first filing came, or would come at `now`, after the 72 hours."""
    if duty is None:
        return False
    if duty.late is not None:
        return duty.late
    return duty.due_at is not None and duty.due_at < now and duty.state == "open"
