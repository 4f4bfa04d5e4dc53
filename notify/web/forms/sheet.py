"""A declaration beside the CNIL's as a Django form, and the record of its transmission.

Its questions stay French on English pages, like those of the CNIL form: they are read to French addressees.
"""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext, gettext_lazy

from breaches.law import sheets
from breaches.law.cnil_form import FieldType
from breaches.law.cnil_model import is_blank
from notify.web.drafts import as_initial
from notify.web.forms.declaration import made, shown, stored
from notify.web.forms.fields import LocalInstantField
from notify.web.phrases import said

_ = gettext_lazy


class SheetForm(forms.Form):
    """All questions of one sheet. `answers` are those shown before typing, `draft` what was typed and not sent."""

    expected_number = forms.IntegerField(widget=forms.HiddenInput, min_value=0)

    def __init__(
        self,
        data: Any = None,
        *,
        sheet: sheets.Sheet,
        answers: Mapping[str, Any],
        number: int,
        draft: Mapping[str, list[str]] | None = None,
    ) -> None:
        initial = {field.id: shown(answers.get(field.id), field) for field in sheet.fields}
        super().__init__(data, initial=initial | {"expected_number": number})
        self.sheet, self.saved = sheet, dict(answers)
        for field in sheet.fields:
            self.fields[field.id] = made(field)
            self.fields[field.id].help_text = gettext("{basis}. Libellé à vérifier.").format(basis=said(field.gdpr))
        if draft:
            self.initial = {**self.initial, **as_initial(self.fields, draft)}

    def clean(self) -> dict[str, Any]:
        """The law ring checks every answer; its errors stand beside their fields."""
        cleaned: dict[str, Any] = super().clean() or {}
        for error in sheets.validate(self.sheet.code, self.answers()):
            self.add_error(error.field if error.field in self.fields else None, said(error.message))
        return cleaned

    def answers(self) -> dict[str, Any]:
        """The answers as typed, blanks left out; an instant nobody touched keeps its seconds."""
        types = {field.id: field.type for field in self.sheet.fields}
        found = {
            key: self.saved.get(key)
            if types[key] is FieldType.DATETIME and key not in self.changed_data
            else stored(value)
            for key, value in self.cleaned_data.items()
            if key in types
        }
        return {key: value for key, value in found.items() if not is_blank(value)}


class TransmissionForm(forms.Form):
    """To whom, when, under which reference; and why so late when it fulfils a duty whose term is past."""

    sent_at = LocalInstantField(past=True, label=_("Quand l’avez-vous transmise ?"), help_text=_("Heure de Paris."))
    addressee = forms.CharField(
        label=_("À qui ?"),
        max_length=120,
        help_text=_("Le service, sans nom de patient."),
        error_messages={"required": _("Dites à qui la fiche a été transmise.")},
    )
    reference = forms.CharField(
        label=_("Numéro ou référence"),
        required=False,
        max_length=80,
        help_text=_("Celle que le destinataire a donnée. Laissez vide si elle n’est pas encore connue."),
    )
    reasons_for_delay = forms.CharField(
        label=_("Motifs du retard"),
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Seulement si le terme était passé."),
    )
    expected_number = forms.IntegerField(widget=forms.HiddenInput, min_value=0)
