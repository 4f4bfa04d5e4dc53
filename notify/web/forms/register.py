"""Filters of the register and of the journal: read from the address, so that a list can be sent to somebody."""

from django import forms
from django.utils.translation import gettext_lazy as _

from breaches.law.vocabulary import Nature
from breaches.states import BreachState

SORTS = (
    ("-aware", _("Prise de connaissance, la plus récente d’abord")),
    ("aware", _("Prise de connaissance, la plus ancienne d’abord")),
    ("reference", _("Identifiant")),
    ("-persons", _("Nombre de personnes")),
)
OUTCOMES = (
    ("", _("Notifiées ou non")),
    ("notified", _("Notifiées à la CNIL")),
    ("withheld", _("Non notifiées, par décision")),
    ("open", _("Ni déposées ni écartées")),
)


class RegisterFilter(forms.Form):
    """Search, filters and sort of the register; everything is optional."""

    q = forms.CharField(label=_("Rechercher"), required=False, max_length=120)
    outcome = forms.ChoiceField(label=_("CNIL"), choices=OUTCOMES, required=False)
    nature = forms.ChoiceField(label=_("Nature"), required=False)
    state = forms.ChoiceField(label=_("État"), required=False)
    sort = forms.ChoiceField(label=_("Ordre"), choices=SORTS, required=False)

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]  # Django's own signature
        natures = [(str(code), _(code.label)) for code in Nature]
        self.fields["nature"].choices = [("", _("Toutes")), *natures]  # type: ignore[attr-defined]
        self.fields["state"].choices = [("", _("Tous")), *BreachState.choices]  # type: ignore[attr-defined]


class JournalFilter(forms.Form):
    """The breach whose lines are shown; all when empty."""

    violation = forms.ChoiceField(label=_("Violation"), required=False)

    def __init__(self, *args: object, breaches: list[tuple[str, str]], **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]  # Django's own signature
        self.fields["violation"].choices = [("", _("Toutes")), *breaches]  # type: ignore[attr-defined]
