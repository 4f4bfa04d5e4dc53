"""The file of the patients: one field, and a word said when an import undoes something."""

from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest
from django.utils.translation import gettext_lazy

from notify.web import spoken
from notify.web.uploads import UPLOAD_LIMIT

_ = gettext_lazy


class RecipientsForm(forms.Form):
    """A CSV; `replace` is asked only where an import makes an approval or signed proofs fall."""

    file = forms.FileField(
        label=_("Le fichier des patients"), allow_empty_file=True,
        help_text=_("CSV, en UTF-8 ou en Windows-1252, à points-virgules ou à virgules, 128 Mo au plus."),
        widget=forms.FileInput(attrs={"accept": ".csv,.txt,text/csv,text/plain"}),
        error_messages={
            "required": _("Choisissez le fichier à importer."),
            "missing": _("Choisissez le fichier à importer."),
        },
    )  # fmt: skip
    replace = forms.BooleanField(
        label=_("Je remplace la liste : l’accord donné tombe, et les épreuves ne valent plus."),
        error_messages={"required": _("Confirmez que cette liste remplace la précédente.")},
    )

    def __init__(self, *args: Any, undoes: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not undoes:
            del self.fields["replace"]

    def say_too_large(self, request: HttpRequest) -> None:
        """An upload that was cut left no file: say why instead of asking for one."""
        received = int(request.META.get("CONTENT_LENGTH") or 0)
        if received > UPLOAD_LIMIT and "file" in self.errors:
            del self.errors["file"]
            text = _("Ce fichier pèse {found}, la limite est de {limit}. Coupez-le en plusieurs listes.")
            self.add_error("file", text.format(found=spoken.size(received), limit=spoken.size(UPLOAD_LIMIT)))

    @property
    def upload(self) -> "UploadedFile[bytes]":
        """The file received."""
        found: UploadedFile[bytes] = self.cleaned_data["file"]
        return found
