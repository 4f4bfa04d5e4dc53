"""The form that opens the file of the same event in another organisation."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from breaches.models import Member
from breaches.operations import Report
from notify.web.forms.fields import LocalInstantField


class ElsewhereForm(forms.Form):
    """Which organisation, and what its own people will read."""

    organisation = forms.ChoiceField(
        label=_("Chez quel organisme ?"), widget=forms.RadioSelect,
        error_messages={"required": _("Choisissez un de vos autres organismes.")},
    )  # fmt: skip
    summary = forms.CharField(
        label=_("Que s’est-il passé, vu de cet organisme ?"), max_length=4000, widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Ce texte est le seul que l’autre organisme reçoit. Sans nom de patient."),
        error_messages={"required": _("Écrivez en une phrase ce que cet organisme doit savoir.")},
    )  # fmt: skip
    detected_at = LocalInstantField(
        past=True, required=False, label=_("Quand l’a-t-on vu ?"), help_text=_("Laissez vide si vous ne savez pas.")
    )

    def __init__(self, *args: Any, others: Sequence[Member], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(str(each.pk), each.organisation.name) for each in others]
        field = self.fields["organisation"]
        field.choices = choices  # type: ignore[attr-defined]  # a ChoiceField
        if len(choices) == 1:
            field.initial = choices[0][0]

    @staticmethod
    def report(said: Mapping[str, Any]) -> Report:
        """What the operation needs of a valid form."""
        return Report(summary=said["summary"], detected_at=said["detected_at"])
