"""Taking over an old register: the file, then which of its columns is which of ours."""

import base64
import binascii
from collections import Counter
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy

from notify.dossier.former_columns import LABELS, REQUIRED
from notify.dossier.former_reading import SIZE_MAX, DryRun
from notify.web import spoken

_ = gettext_lazy


class OldRegisterForm(forms.Form):
    """A CSV; small enough for the page to carry it until the confirmation, so that nothing is written before."""

    file = forms.FileField(
        label=_("L’ancien registre"), allow_empty_file=True,
        help_text=_("CSV, en UTF-8 ou en Windows-1252, à points-virgules ou à virgules, 1,5 Mo au plus."),
        widget=forms.FileInput(attrs={"accept": ".csv,.txt,text/csv,text/plain"}),
        error_messages={"required": _("Choisissez le fichier à lire."), "missing": _("Choisissez le fichier à lire.")},
    )  # fmt: skip

    def clean_file(self) -> "UploadedFile[bytes]":
        """A register of more than SIZE_MAX is none."""
        found: UploadedFile[bytes] = self.cleaned_data["file"]
        if (found.size or 0) > SIZE_MAX:
            text = _("Ce fichier pèse {found}, la limite est de {limit}. Coupez-le en plusieurs registres.")
            raise forms.ValidationError(text.format(found=spoken.size(found.size or 0), limit=spoken.size(SIZE_MAX)))
        return found


class MappingForm(forms.Form):
    """One question a column of the file; `content` is the file itself, read again at each step."""

    content = forms.CharField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, run: DryRun, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [("", _("Ne pas reprendre")), *((key, _(label)) for key, label in LABELS.items())]
        for number, (heading, key) in enumerate(zip(run.header, run.mapping, strict=True)):
            self.fields[f"column-{number}"] = forms.ChoiceField(
                label=heading or _("(colonne sans nom)"), choices=choices, required=False, initial=key
            )

    def clean(self) -> dict[str, Any]:
        """Each column of ours once, the required ones at least."""
        cleaned: dict[str, Any] = super().clean() or {}
        chosen = {name: key for name, key in cleaned.items() if name.startswith("column-") and key}
        seen: Counter[str] = Counter()
        for name, key in chosen.items():
            seen[key] += 1
            if seen[key] > 1:
                self.add_error(name, _("Cette colonne est déjà choisie plus haut. Gardez-en une seule."))
        if lacking := [str(_(LABELS[key])) for key in REQUIRED if key not in seen]:
            self.add_error(None, _("Il manque une colonne pour : {names}.").format(names=", ".join(lacking)))
        return cleaned

    def columns(self) -> list[forms.BoundField]:
        """The questions, without the carried file."""
        return [field for field in self if field.name != "content"]


def carried(data: bytes) -> str:
    """The file as the page carries it."""
    return base64.b64encode(data).decode()


def uncarried(text: str) -> bytes | None:
    """The file out of the page, None when it is not what `carried` made or too big."""
    try:
        data = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        return None
    return data if 0 < len(data) <= SIZE_MAX else None
