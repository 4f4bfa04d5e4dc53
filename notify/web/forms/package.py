"""What is chosen for a package, and the file that the print shop sends back."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from notify.accounts.reauth import PasswordAgain
from notify.letters.models import PackageKind
from notify.letters.package.options import Options, Postage

NONE, EACH_FILE = "", "0"
SEPARATORS = (
    (NONE, _("sans")),
    (EACH_FILE, _("une avant chaque fichier")),
    ("50", _("une toutes les 50 lettres")),
    ("100", _("une toutes les 100 lettres")),
)


class PackageForm(PasswordAgain):
    """The choices of a package."""

    kind = forms.ChoiceField(
        label=_("Pour qui"), choices=PackageKind.choices, initial=PackageKind.GENERIC, widget=forms.RadioSelect,
        help_text=_("Maileva : un plan d’envoi dans ses limites documentées. Rien n’est envoyé d’ici."),
    )  # fmt: skip
    postage = forms.ChoiceField(
        label=_("Affranchissement"), choices=Postage.choices, initial=Postage.ECONOMIC, widget=forms.RadioSelect
    )
    separators = forms.ChoiceField(
        label=_("Feuilles de séparation"), choices=SEPARATORS, required=False, widget=forms.RadioSelect, initial=NONE,
        help_text=_("Des feuilles qui aident à la mise sous pli. Maileva n’en accepte pas."),
    )  # fmt: skip
    colour = forms.BooleanField(label=_("Imprimer en couleur (jamais nécessaire)"), required=False)
    health_data = forms.BooleanField(
        label=_("Maileva : signaler des données de santé (demande un droit sur le compte)"),
        required=False,
        initial=True,
    )
    field_order = ("kind", "postage", "separators", "colour", "health_data", "password")

    def options(self) -> Options:
        """The choices as the package takes them."""
        told: dict[str, Any] = self.cleaned_data
        separate = int(told["separators"]) if told["separators"] else None
        return Options(told["kind"], told["postage"], told["colour"], separate, told["health_data"])


class ReturnForm(forms.Form):
    """The print shop's answer."""

    file = forms.FileField(
        label=_("Le fichier de l’imprimeur"),
        help_text=_("CSV en UTF-8, à points-virgules : letter_id;status;date;deposit_slip. Sans nom ni adresse."),
        widget=forms.FileInput(attrs={"accept": ".csv,text/csv,text/plain"}),
        error_messages={"required": _("Choisissez le fichier."), "missing": _("Choisissez le fichier.")},
    )
