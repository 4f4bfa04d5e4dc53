"""Forms of the acts on a notification: break-glass, and the record of the filing."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from notify.accounts.reauth import PasswordAgain
from notify.web.forms.fields import LocalInstantField


class BreakGlassForm(PasswordAgain):
    """Why nobody's approval is waited for."""

    reasons = forms.CharField(
        label=_("Pourquoi déposer sans attendre l’accord ?"),
        help_text=_("Ces motifs figurent au dossier et au registre. La personne qui ratifie les lira."),
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    field_order = ["reasons", "password"]


class FilingForm(PasswordAgain):
    """What the teleservice gave back, and why it comes late when it does."""

    receipt = forms.CharField(
        label=_("Numéro du récépissé"),
        help_text=_("Celui que le téléservice affiche après le dépôt."),
        max_length=60,
        widget=forms.TextInput(attrs={"class": "short", "autocomplete": "off"}),
    )
    filed_at = LocalInstantField(
        label=_("Quand avez-vous déposé ?"),
        help_text=_("Heure de Paris. Elle décide si la notification est à temps, une fois pour toutes."),
        past=True,
    )
    reasons_for_delay = forms.CharField(
        label=_("Motifs du retard"),
        help_text=_("Le terme est passé : ils accompagnent la notification (RGPD, article 33, paragraphe 1)."),
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    field_order = ["receipt", "filed_at", "reasons_for_delay", "password"]

    def __init__(self, *args: Any, late: bool, argument: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not late:
            del self.fields["reasons_for_delay"]
        elif argument:
            field = self.fields["reasons_for_delay"]
            field.help_text = f"{field.help_text} {argument}"


class AnswerForm(PasswordAgain):
    """The answer to what is submitted for approval. `read_sha256` says what was on the page when it was read."""

    comment = forms.CharField(
        label=_("Commentaire"),
        help_text=_("Obligatoire pour refuser."),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    read_sha256 = forms.CharField(widget=forms.HiddenInput)
    answer = forms.ChoiceField(
        choices=[("approve", _("Approuver")), ("refuse", _("Refuser"))], widget=forms.HiddenInput
    )
    field_order = ["comment", "password", "read_sha256", "answer"]

    def clean(self) -> dict[str, Any]:
        """A refusal is explained."""
        cleaned: dict[str, Any] = super().clean() or {}
        if cleaned.get("answer") == "refuse" and not (cleaned.get("comment") or "").strip():
            self.add_error("comment", _("Un refus s’explique : écrivez ce qui est à changer."))
        return cleaned
