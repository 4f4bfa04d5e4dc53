"""The CNIL's form as a Django form: fields made from `breaches.law.cnil_form`, in its own order.

Its questions and choices stay French on English pages: people look for them on a form in French.
"""

import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from breaches import journal
from breaches.law import cnil_form
from breaches.law.cnil_checks import instant_of
from breaches.law.cnil_form import Field, FieldType
from breaches.law.cnil_model import is_blank
from breaches.operations.prefilling import visible
from notify.dossier.content import is_uncertain
from notify.web.drafts import as_initial, as_posted
from notify.web.forms.answers import CountField, LinesField, TriField
from notify.web.forms.fields import LocalInstantField
from notify.web.phrases import said

FIXED = frozenset({"type_notification"})  # said by the phase of the notification, not typed
BODIES = "autres_organismes"
RADIO_LIMIT = 6  # a longer list of single choices is a select
_OF_BODY = re.compile(rf"{BODIES}\[(\d+)\]\.(\w+)")
_NO_ANSWER = ("", _("Pas de réponse"))


def _choices(field: Field) -> list[tuple[str, str]]:
    return [(option.id, option.label) for option in field.options]


def _single(field: Field, **more: Any) -> forms.Field:
    widget = forms.RadioSelect if len(field.options) <= RADIO_LIMIT else forms.Select
    return forms.ChoiceField(choices=[_NO_ANSWER, *_choices(field)], widget=widget, **more)


def _multi(field: Field, **more: Any) -> forms.Field:
    return forms.MultipleChoiceField(choices=_choices(field), widget=forms.CheckboxSelectMultiple, **more)


def _text(kind: str = "text") -> Any:
    def make(_field: Field, **more: Any) -> forms.Field:
        return forms.CharField(widget=forms.TextInput(attrs={"type": kind, "autocomplete": "off"}), **more)

    return make


def _long(_field: Field, **more: Any) -> forms.Field:
    return forms.CharField(widget=forms.Textarea(attrs={"rows": 5}), **more)


def _date(_field: Field, **more: Any) -> forms.Field:
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(widget=widget, input_formats=["%Y-%m-%d", "%d/%m/%Y"], **more)


def _without_required(kind: Any) -> Any:
    def make(_field: Field, *, required: bool, **more: Any) -> forms.Field:  # noqa: ARG001 - never required here
        made: forms.Field = kind(**more)
        return made

    return make


_MAKERS: dict[FieldType, Any] = {
    FieldType.TEXT: _text(),
    FieldType.EMAIL: _text("email"),
    FieldType.TEL: _text("tel"),
    FieldType.LONGTEXT: _long,
    FieldType.SINGLE: _single,
    FieldType.MULTI: _multi,
    FieldType.INTEGER: _without_required(CountField),
    FieldType.BOOLEAN: _without_required(TriField),
    FieldType.DATETIME: lambda _field, **more: LocalInstantField(**more),
    FieldType.DATE: _date,
    FieldType.FILES: _without_required(LinesField),
}


def made(field: Field) -> forms.Field:
    """The Django field of a field of the form; nothing is required here, the page says what is missing."""
    return _MAKERS[field.type](field, label=field.label, help_text=_hint(field), required=False)  # type: ignore[no-any-return]  # a table of makers


def _hint(field: Field) -> str:
    texts = [said(field.note)] if field.note else []
    if field.shown_if is not None:
        texts.append(condition_text(field))
    if is_uncertain(field):
        texts.append(gettext("Présence ou libellé non vérifiés sur le téléservice."))
    return " ".join(texts)


def condition_text(field: Field) -> str:
    """When the question is asked, in words: « Si « Information des personnes » est « Oui… » »."""
    condition = field.shown_if
    assert condition is not None  # noqa: S101 - called for conditional fields only
    other = cnil_form.field_of(condition.field)
    answers = [gettext("« {answer} »").format(answer=cnil_form.display(other, value)) for value in condition.values]
    pattern = (
        gettext("Sauf si « {question} » est {values}.")
        if condition.negated
        else gettext("Seulement si « {question} » est {values}.")
    )
    return pattern.format(question=other.label, values=gettext(" ou ").join(answers))


def shown(value: Any, field: Field) -> Any:
    """An answer in the shape its widget takes."""
    return instant_of(value) if field.type is FieldType.DATETIME else value


def stored(value: Any) -> Any:
    """A cleaned value in the shape of an answer."""
    if isinstance(value, datetime):
        return journal.instant(value)
    if hasattr(value, "isoformat"):
        return value.isoformat()
    return value.strip().replace("\r\n", "\n") if isinstance(value, str) else value


class BodyForm(forms.Form):
    """One other body involved; left blank, it is not there."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields.update({item.id: made(item) for item in cnil_form.field_of(BODIES).items})

    def answer(self) -> dict[str, Any]:
        """The entry without its blanks."""
        found = {key: stored(value) for key, value in self.cleaned_data.items()}
        return {key: value for key, value in found.items() if not is_blank(value)}


BodySet = forms.formset_factory(BodyForm, extra=1)


class AnswersForm(forms.Form):
    """All questions of the form. `answers` are the ones saved, `draft` what was typed since; `phase` fixes the type."""

    expected_lock = forms.IntegerField(widget=forms.HiddenInput, min_value=0)

    def __init__(
        self,
        data: Any = None,
        *,
        answers: Mapping[str, Any],
        phase: str,
        lock: int,
        draft: Mapping[str, list[str]] | None = None,
    ) -> None:
        typed = [field for field in cnil_form.FIELDS.values() if field.id not in FIXED and field.id != BODIES]
        initial = {field.id: shown(answers.get(field.id), field) for field in typed}
        super().__init__(data, initial=initial | {"expected_lock": lock})
        self.fields.update({field.id: made(field) for field in typed})
        self.saved, self.phase = dict(answers), phase
        self.removed: list[str] = []
        before = [
            {item.id: shown(entry.get(item.id), item) for item in cnil_form.field_of(BODIES).items}
            for entry in answers.get(BODIES) or []
        ]
        self.bodies = BodySet(data or (as_posted(draft) if draft else None), initial=before, prefix=BODIES)
        if draft:
            self.initial = {**self.initial, **as_initial(self.fields, draft)}

    def clean(self) -> dict[str, Any]:
        """The law ring checks every answer; its errors stand beside their fields."""
        cleaned: dict[str, Any] = super().clean() or {}
        if not self.bodies.is_valid():
            self.add_error(None, gettext("Un des autres organismes est à corriger."))
            return cleaned
        for error in cnil_form.validate(visible(self.typed())):
            self._put(error)
        return cleaned

    def _put(self, error: cnil_form.FieldError) -> None:
        """An error of the law ring beside its field, which may be that of another body."""
        if error.field in self.fields:
            self.add_error(error.field, said(error.message))
            return
        found = _OF_BODY.fullmatch(error.field)
        filled = [form for form in self.bodies if form.answer()]
        if found and int(found[1]) < len(filled):
            filled[int(found[1])].add_error(found[2], said(error.message))
        self.add_error(None, f"{cnil_form.field_of(BODIES).label} : {said(error.message)}")

    def typed(self) -> dict[str, Any]:
        """The answers as typed, blanks left out; an instant nobody touched keeps its seconds."""
        found: dict[str, Any] = {"type_notification": self.phase}
        for key, value in self.cleaned_data.items():
            if key in cnil_form.FIELDS:
                found[key] = self.saved.get(key) if self._untouched_instant(key) else stored(value)
        found[BODIES] = [entry for form in self.bodies if (entry := form.answer())]
        return {key: value for key, value in found.items() if not is_blank(value)}

    def _untouched_instant(self, key: str) -> bool:
        return cnil_form.FIELDS[key].type is FieldType.DATETIME and key not in self.changed_data

    def answers(self) -> dict[str, Any]:
        """What is saved: the typed answers whose question is asked. `removed` then names the others."""
        typed = self.typed()
        kept = visible(typed)
        self.removed = [cnil_form.field_of(key).label for key in typed if key not in kept]
        return kept
