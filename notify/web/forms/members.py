"""Enrol a person, and choose a password of one's own."""

from typing import Any

from django import forms
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from breaches.models import Member, Organisation
from breaches.states import Role
from notify.accounts.models import User

ROLE_HINTS = {
    Role.REPORTER: _("Signale un incident, ne voit aucun dossier."),
    Role.DPO: _("Qualifie, évalue, conseille, notifie."),
    Role.LEGAL: _("Approuve et décide ; n’approuve jamais ce qu’il a rédigé."),
    Role.MAILING: _("Reçoit la liste des patients, produit et remet les lettres."),
    Role.OBSERVER: _("Lit les dossiers, n’y change rien."),
    Role.ADMIN: _("Tient les accès et les réglages, ne voit aucun dossier."),
}


class InviteForm(forms.Form):
    """A person and what they may do."""

    use_required_attribute = False

    name = forms.CharField(
        label=_("Prénom et nom"), max_length=120, error_messages={"required": _("Écrivez le prénom et le nom.")}
    )
    email = forms.EmailField(
        label=_("Adresse électronique"),
        help_text=_("Elle sert à se connecter et reçoit les rappels."),
        error_messages={
            "required": _("Écrivez l’adresse : elle sert à se connecter."),
            "invalid": _("Cette adresse n’est pas complète. Exemple : prenom.nom@exemple.fr"),
        },
    )
    roles = forms.MultipleChoiceField(
        label=_("Rôles"),
        choices=Role.choices,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choisissez au moins un rôle.")},
    )

    def __init__(self, *args: Any, organisation: Organisation, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.organisation = organisation
        self.fields["roles"].option_hints = ROLE_HINTS  # type: ignore[attr-defined]  # read by notify_forms

    def clean_email(self) -> str:
        """In lower case, and not enrolled already."""
        email = str(self.cleaned_data["email"]).lower()
        if Member.objects.filter(organisation=self.organisation, email__iexact=email).exists():
            raise ValidationError(_("Cette adresse est déjà inscrite dans l’organisme : voyez la liste."))
        return email

    def clean_roles(self) -> list[str]:
        """The one-person regime ends before a second person decides."""
        roles: list[str] = self.cleaned_data["roles"]
        if self.organisation.sole_practitioner and {Role.DPO, Role.LEGAL} & set(roles):
            raise ValidationError(
                _("L’organisme a déclaré le régime « praticien unique ». Retirez-le d’abord dans ses réglages.")
            )
        return roles


class NewPasswordForm(forms.Form):
    """A password of one's own, typed twice."""

    use_required_attribute = False

    password = forms.CharField(
        label=_("Nouveau mot de passe"),
        strip=False,
        help_text=_("Douze caractères au moins. Une phrase se retient mieux qu’un code."),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        error_messages={"required": _("Choisissez un mot de passe.")},
    )
    password_again = forms.CharField(
        label=_("Le même, une seconde fois"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        error_messages={"required": _("Saisissez-le une seconde fois.")},
    )

    def __init__(self, *args: Any, user: User | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user

    def clean_password(self) -> str:
        """Strong enough, and another one than before."""
        password: str = self.cleaned_data["password"]
        validate_password(password, self.user)
        if self.user is not None and self.user.check_password(password):
            raise ValidationError(_("C’est le mot de passe que vous venez de recevoir : choisissez-en un autre."))
        return password

    def clean_password_again(self) -> str:
        """Equal to the first."""
        again: str = self.cleaned_data["password_again"]
        if "password" in self.cleaned_data and again != self.cleaned_data["password"]:
            raise ValidationError(_("Les deux saisies diffèrent : recommencez."))
        return again
