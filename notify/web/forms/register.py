"""Filters of the register and of the journal: read from the address, so that a list can be sent to somebody."""

from typing import Any

from django import forms
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from breaches.law.vocabulary import Cause, Nature
from breaches.states import BreachState

COLUMNS = (
    ("aware", _("Prise de connaissance")),
    ("reference", _("Identifiant")),
    ("title", _("Intitulé")),
    ("state", _("État")),
    ("nature", _("Nature")),
    ("persons", _("Nombre de personnes")),
    ("outcome", _("Notification à la CNIL")),
)
SORTS = [(key, label) for key, label in COLUMNS] + [
    (f"-{key}", format_lazy(_("{column}, en descendant"), column=label)) for key, label in COLUMNS
]
OUTCOMES = (
    ("", _("Notifiées ou non")),
    ("notified", _("Notifiées à la CNIL")),
    ("withheld", _("Non notifiées, par décision")),
    ("open", _("Ni déposées ni écartées")),
    ("dismissed", _("Écartées : pas de violation de données")),
)
SUBJECTS = (
    ("", _("Informées ou non")),
    ("informed", _("Personnes informées")),
    ("due", _("À informer, décidé")),
    ("withheld", _("Non informées, par décision")),
    ("undecided", _("Pas encore décidé")),
)
FORMER = "former"
LATE = (("", _("À temps ou non")), ("yes", _("En retard")), ("no", _("Sans retard")))
_DATE = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


class RegisterFilter(forms.Form):
    """Search, filters and sort of the register; everything is optional, and stands in the address of the page."""

    q = forms.CharField(
        label=_("Rechercher"), required=False, max_length=120,
        help_text=_("Dans l’intitulé, l’identifiant et les faits. Pas de nom de personne : l’adresse le garderait."),
    )  # fmt: skip
    since = forms.DateField(label=_("Depuis le"), required=False, widget=_DATE)
    until = forms.DateField(label=_("Jusqu’au"), required=False, widget=_DATE)
    outcome = forms.ChoiceField(label=_("CNIL"), choices=OUTCOMES, required=False)
    subjects = forms.ChoiceField(label=_("Personnes concernées"), choices=SUBJECTS, required=False)
    late = forms.ChoiceField(label=_("Délai de 72 heures"), choices=LATE, required=False)
    nature = forms.ChoiceField(label=_("Nature"), required=False)
    cause = forms.ChoiceField(label=_("Cause"), required=False)
    state = forms.ChoiceField(label=_("État"), required=False)
    sort = forms.ChoiceField(label=_("Ordre"), choices=SORTS, required=False, initial="-aware")

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]  # Django's own signature
        for name, codes in (("nature", Nature), ("cause", Cause)):
            choices = [(str(code), _(code.label)) for code in codes]
            self.fields[name].choices = [("", _("Toutes")), *choices]  # type: ignore[attr-defined]
        states = [*BreachState.choices, (FORMER, _("Repris d’un ancien registre"))]
        self.fields["state"].choices = [("", _("Tous")), *states]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """A period that ends before it starts is said beside its end."""
        cleaned: dict[str, Any] = super().clean() or {}
        since, until = cleaned.get("since"), cleaned.get("until")
        if since and until and until < since:
            self.add_error("until", _("Cette date précède le début de la période. Indiquez-en une plus tardive."))
        return cleaned


class JournalFilter(forms.Form):
    """The breach whose lines are shown; all when empty."""

    violation = forms.ChoiceField(label=_("Violation"), required=False)

    def __init__(self, *args: object, breaches: list[tuple[str, str]], **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]  # Django's own signature
        self.fields["violation"].choices = [("", _("Toutes")), *breaches]  # type: ignore[attr-defined]
