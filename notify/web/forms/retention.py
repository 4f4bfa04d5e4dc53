"""Forms of the periods of retention: one person proposes, another decides."""

from django import forms
from django.utils.translation import gettext_lazy as _

from breaches.operations.retaining import MOST_MONTHS
from notify.accounts.reauth import PasswordAgain

_RANGE = _("Écrivez un nombre de mois, de 1 à 1200, ou laissez vide pour ne rien purger.")


class ProposeForm(forms.Form):
    """How many months after the closing, and why."""

    months = forms.IntegerField(
        label=_("Combien de mois après la clôture ?"), required=False, min_value=1, max_value=MOST_MONTHS,
        help_text=_("Vide : rien n’est purgé."),
        widget=forms.NumberInput(attrs={"class": "short", "inputmode": "numeric"}),
        error_messages={"invalid": _RANGE, "min_value": _RANGE, "max_value": _RANGE},
    )  # fmt: skip
    reasons = forms.CharField(
        label=_("Pourquoi cette durée ?"), max_length=4000, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("La loi n’en fixe aucune : le responsable la choisit et la motive."),
        error_messages={"required": _("Motivez en une phrase au moins.")},
    )  # fmt: skip


class DecideForm(PasswordAgain):
    """The answer of the second person."""

    comment = forms.CharField(
        label=_("Commentaire"), required=False, max_length=4000, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Nécessaire pour refuser."),
    )  # fmt: skip
    field_order = ("comment", "password")
