"""Forms of a processor towards its controllers: the file, one controller by hand, the text, what became of a notice."""

from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from breaches.law.notice import PARTS
from breaches.operations import Controller
from notify.web.forms.confirm import ReasonsForm
from notify.web.forms.fields import LocalInstantField, SirenField

FILE_LIMIT = 5 * 1000 * 1000


class ControllersFileForm(forms.Form):
    """A CSV of controllers, and the hours that the contracts give when the file does not say."""

    file = forms.FileField(
        label=_("Le fichier des responsables de traitement"), allow_empty_file=True,
        help_text=_("CSV, en UTF-8 ou en Windows-1252, à points-virgules ou à virgules. Colonnes : nom, siren, "
                    "contact, email, personnes, prise_en_charge ; au besoin delai_heures."),
        widget=forms.FileInput(attrs={"accept": ".csv,.txt,text/csv,text/plain"}),
        error_messages={"required": _("Choisissez le fichier à importer."),
                        "missing": _("Choisissez le fichier à importer.")},
    )  # fmt: skip
    contract_hours = forms.IntegerField(
        label=_("Délai prévu aux contrats, en heures"), required=False, min_value=1, max_value=10_000,
        help_text=_("Facultatif. La loi dit « dans les meilleurs délais », le contrat peut dire plus."),
    )  # fmt: skip

    def clean_file(self) -> Any:
        """Refuses more than FILE_LIMIT."""
        found = self.cleaned_data["file"]
        if found.size > FILE_LIMIT:
            raise forms.ValidationError(gettext("Ce fichier dépasse 5 Mo : ce n’est pas une liste de responsables."))
        return found

    @property
    def upload(self) -> "UploadedFile[bytes]":
        """The file received."""
        found: UploadedFile[bytes] = self.cleaned_data["file"]
        return found


class ControllerForm(forms.Form):
    """One controller typed by hand."""

    name = forms.CharField(
        label=_("Quel responsable de traitement ?"), max_length=200,
        error_messages={"required": _("Écrivez le nom du responsable de traitement.")},
    )  # fmt: skip
    siren = SirenField(label=_("SIREN"), required=False, max_length=20, help_text=_("Neuf chiffres ; vide sans SIREN."))
    contact = forms.CharField(label=_("Contact au contrat"), required=False, max_length=200)
    email = forms.EmailField(
        label=_("Courriel"), required=False,
        help_text=_("Sans courriel, l’information est remise par une personne, qui dit comment."),
    )  # fmt: skip
    persons = forms.IntegerField(
        label=_("Combien de personnes chez ce responsable ?"), required=False, min_value=0, max_value=9_999_999_999,
        help_text=_("Vide si ce n’est pas encore connu."),
    )  # fmt: skip
    services = forms.CharField(label=_("Prise en charge"), required=False, max_length=300)
    contract_hours = forms.IntegerField(
        label=_("Délai prévu au contrat, en heures"), required=False, min_value=1, max_value=10_000
    )

    def controller(self) -> Controller:
        """What the operation needs."""
        return Controller(**self.cleaned_data)


class NoticeTextForm(forms.Form):
    """The text by parts, the same for every controller; counts and people are added for each."""

    lock = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for part, label in PARTS.items():
            self.fields[part] = forms.CharField(
                label=gettext(label), required=False, max_length=8000, widget=forms.Textarea(attrs={"rows": 4})
            )

    def text(self) -> dict[str, str]:
        """The parts as typed."""
        return {part: self.cleaned_data[part].replace("\r\n", "\n") for part in PARTS}


class HandForm(forms.Form):
    """How and when a controller was told otherwise than by our mail."""

    by_hand = forms.CharField(
        label=_("Comment l’information a-t-elle été remise ?"), max_length=200,
        help_text=_("Par exemple : téléphone, puis pli remis à l’accueil."),
        error_messages={"required": _("Dites comment l’information a été remise.")},
    )  # fmt: skip
    at = LocalInstantField(past=True, label=_("Quand ?"), help_text=_("Heure de Paris."))


class AcknowledgedForm(forms.Form):
    """When the controller confirmed, and by what."""

    at = LocalInstantField(past=True, label=_("Quand a-t-il confirmé ?"), help_text=_("Heure de Paris."))
    reference = forms.CharField(
        label=_("Référence de l’accusé"), required=False, max_length=120, help_text=_("Courriel du…, numéro de ticket.")
    )


class AsideForm(ReasonsForm):
    """Why a controller is not told by this notice."""


class FailureForm(ReasonsForm):
    """Why a notice did not arrive."""
