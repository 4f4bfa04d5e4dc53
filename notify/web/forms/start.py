"""The eight answers that make a real installation."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from breaches.states import OrganisationKind
from notify.accounts.models import User
from notify.accounts.validators import DEMO_PASSWORD
from notify.web.forms.fields import SirenField
from notify.web.forms.members import NewPasswordForm


class StartForm(NewPasswordForm):
    """The organisation and its first administrator; the password of the demonstration is refused."""

    organisation_name = forms.CharField(
        label=_("Dénomination de l’organisme"), max_length=200,
        error_messages={"required": _("Écrivez la dénomination.")},
    )  # fmt: skip
    siren = SirenField(
        label=_("SIREN"), max_length=20, help_text=_("Neuf chiffres."),
        widget=forms.TextInput(attrs={"class": "short", "inputmode": "numeric"}),
        error_messages={"required": _("Le SIREN figure sur toute déclaration : écrivez ses neuf chiffres.")},
    )  # fmt: skip
    kind = forms.ChoiceField(label=_("Nature de l’organisme"), choices=OrganisationKind.choices)
    department = forms.RegexField(
        r"^(\d{2}|2[ABab]|97\d)$", label=_("Département"), help_text=_("Son numéro : 35, 2A, 974."),
        widget=forms.TextInput(attrs={"class": "short"}),
        error_messages={
            "required": _("Écrivez le numéro du département."),
            "invalid": _("Écrivez un numéro de département : 35, 2A ou 974."),
        },
    )  # fmt: skip
    admin_name = forms.CharField(
        label=_("Vos prénom et nom"), max_length=120, error_messages={"required": _("Écrivez vos prénom et nom.")}
    )
    admin_email = forms.EmailField(
        label=_("Votre adresse électronique"), help_text=_("Vous vous connecterez avec elle."),
        error_messages={
            "required": _("Écrivez votre adresse : elle sert à se connecter."),
            "invalid": _("Cette adresse n’est pas complète. Exemple : prenom.nom@exemple.fr"),
        },
    )  # fmt: skip
    field_order = (
        "organisation_name", "siren", "kind", "department", "admin_name", "admin_email", "password", "password_again",
    )  # fmt: skip

    def clean_password(self) -> str:
        """Never the one that everybody can read on the screen of the demonstration."""
        if self.cleaned_data["password"].strip().lower() == DEMO_PASSWORD:
            raise ValidationError(_("Ce mot de passe est celui de la démonstration. Choisissez-en un autre."))
        self.user = User(
            email=self.cleaned_data.get("admin_email", ""), first_name=self.cleaned_data.get("admin_name", "")[:150]
        )
        return super().clean_password()

    def answers(self) -> dict[str, Any]:
        """What `manage.py start_real --json` reads on its standard input."""
        names = [name for name in self.field_order if name != "password_again"]
        return {name: self.cleaned_data[name] for name in names} | {
            "department": self.cleaned_data["department"].upper()
        }
