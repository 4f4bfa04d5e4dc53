"""The staff form: seven questions, two minutes, on a phone."""

from typing import Any
from uuid import UUID

from django import forms
from django.utils import timezone
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from breaches.operations import Report
from notify import wording
from notify.web.forms.fields import LocalInstantField
from notify.web.forms.suggested import SuggestedInput

KINDS = (
    ("misdirected", _("Un courrier ou un message parti au mauvais destinataire")),
    ("lost", _("Un appareil ou un dossier perdu ou volé")),
    ("disclosure", _("Quelqu’un a vu ou pris des données sans en avoir le droit")),
    ("unavailable", _("Un logiciel ou des données indisponibles")),
    ("other", _("Autre chose, ou je ne sais pas")),
)
ONGOING = (("yes", _("Oui")), ("no", _("Non")), ("unknown", _("Je ne sais pas")))
HOW_MANY = (
    ("one", _("Une seule")),
    ("few", _("Quelques-unes")),
    ("many", _("Beaucoup")),
    ("unknown", _("Je ne sais pas")),
)


class ReportForm(forms.Form):
    """What the person saw. Only the first two answers are needed: an incident told late is worse than told short."""

    use_required_attribute = False

    once = forms.UUIDField(widget=forms.HiddenInput)
    summary = forms.CharField(
        label=_("Que s’est-il passé ?"),
        help_text=_("Avec vos mots. N’écrivez pas de nom de patient."),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": _("Écrivez en une phrase ce que vous avez vu.")},
    )
    detected_at = LocalInstantField(
        label=_("Quand l’avez-vous vu ?"),
        past=True,
        folded_day=True,
        error_messages={"required": _("Indiquez l’heure, même à peu près. Exemple : 9 h 05.")},
    )
    kind = forms.ChoiceField(label=_("De quoi s’agit-il ?"), choices=KINDS, required=False, widget=forms.RadioSelect)
    ongoing = forms.ChoiceField(
        label=_("Est-ce encore en cours ?"), choices=ONGOING, required=False, widget=forms.RadioSelect
    )
    how_many = forms.ChoiceField(
        label=_("Combien de personnes sont touchées ?"),
        choices=HOW_MANY,
        required=False,
        widget=forms.RadioSelect,
    )
    unit = forms.CharField(
        label=_("Dans quel service ?"), max_length=80, required=False, widget=SuggestedInput,
        help_text=_("Le nom du service, jamais celui d’une personne."),
    )  # fmt: skip
    contact = forms.CharField(
        label=_("Comment vous joindre ?"),
        help_text=_("Un téléphone ou une adresse électronique."),
        max_length=120,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "tel"}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        today = wording.day(timezone.now(), lang=wording.language(get_language()))
        hint = gettext("{day}. Exemple : 9 h 05.").format(day=today[:1].upper() + today[1:])
        self.fields["detected_at"].help_text = hint

    @property
    def once_value(self) -> UUID:
        """The identifier of this sending: the same however often the button is pressed."""
        value: UUID = self.cleaned_data["once"]
        return value

    def report(self) -> Report:
        """What the operation needs."""
        answers = {name: self.cleaned_data[name] for name in ("summary", "detected_at", "kind", "ongoing")}
        more = {name: self.cleaned_data[name] for name in ("how_many", "contact", "unit")}
        return Report(**answers, **more)
