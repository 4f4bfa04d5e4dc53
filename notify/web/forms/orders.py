"""The form for an act of the CNIL under art. 34(4)."""

from django import forms
from django.utils.translation import gettext_lazy as _

from breaches.states import OrderFinding
from notify.web.forms.fields import LocalInstantField


class OrderForm(forms.Form):
    """What the CNIL decides, when, under which reference and why; the term that it sets."""

    finding = forms.ChoiceField(
        label=_("Que décide la CNIL ?"), choices=OrderFinding.choices, initial=OrderFinding.COMMUNICATE,
        widget=forms.RadioSelect,
    )  # fmt: skip
    ordered_on = forms.DateField(
        label=_("Date de l’acte"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=_("La date que porte le courrier, pas celle de sa réception."),
        error_messages={
            "required": _("Indiquez la date que porte l’acte."),
            "invalid": _("Cette date ne se lit pas. Écrivez par exemple 11/09/2026."),
        },
    )
    reference = forms.CharField(
        label=_("Référence"), max_length=120, help_text=_("Numéro du courrier ou de la délibération."),
        error_messages={"required": _("Recopiez la référence de l’acte.")},
    )  # fmt: skip
    text = forms.CharField(
        label=_("Ce qu’elle demande ou constate, et ses motifs"), max_length=8000,
        widget=forms.Textarea(attrs={"rows": 5}), help_text=_("Recopiez l’essentiel, sans nom de patient."),
        error_messages={"required": _("Écrivez ce que l’autorité demande, et ses motifs.")},
    )  # fmt: skip
    due_at = LocalInstantField(
        required=False, label=_("Terme fixé"), help_text=_("Laissez vide si la CNIL n’en fixe pas. Heure de Paris.")
    )
