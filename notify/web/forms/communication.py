"""A new communication: to whom, by which channel, under which name."""

from typing import Any

from django import forms
from django.utils.text import slugify
from django.utils.translation import gettext_lazy

from breaches.models import Breach
from breaches.queries import latest_facts
from breaches.states import Channel

_ = gettext_lazy


class CommunicationForm(forms.Form):
    """One population of the facts; the name is proposed from it."""

    population = forms.ChoiceField(
        label=_("À quelle population écrivez-vous ?"),
        help_text=_("Une lettre par population : chacune apprend ce qui la concerne, et rien d’autre."),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choisissez une population.")},
    )
    channel = forms.ChoiceField(
        label=_("Par quel canal ?"), choices=Channel.choices, widget=forms.RadioSelect, initial=Channel.POST
    )
    key = forms.CharField(
        label=_("Nom de cette communication"), required=False, max_length=60,
        help_text=_("Pour la retrouver dans vos listes. Laissez vide : il vient de la population."),
        widget=forms.TextInput(attrs={"class": "short", "autocomplete": "off"}),
    )  # fmt: skip

    def __init__(self, *args: Any, breach: Breach, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        facts = latest_facts(breach)
        known = [group.key for group in facts.populations] if facts else []
        self._taken = set(breach.communications.values_list("key", flat=True))
        field = self.fields["population"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101  # narrows the type
        field.choices = [(key, key) for key in known]
        if len(known) == 1:
            field.initial = known[0]

    @property
    def possible(self) -> bool:
        """Whether the facts describe anybody."""
        return bool(self.fields["population"].choices)  # type: ignore[attr-defined]  # a ChoiceField, see above

    def clean(self) -> dict[str, Any]:
        """Propose a free name, or keep the one given when it is free."""
        values = super().clean() or self.cleaned_data
        typed = slugify(values.get("key", ""))
        if values.get("key") and not typed:
            self.add_error("key", _("Écrivez un nom avec des lettres ou des chiffres."))
        elif typed in self._taken:
            self.add_error("key", _("Ce nom est déjà pris dans ce dossier. Choisissez-en un autre."))
        elif "population" in values:
            values["key"] = typed or self._free(slugify(f"lettre-{values['population']}")[:50])
        return values

    def _free(self, name: str) -> str:
        number = 2
        free = name
        while free in self._taken:
            free, number = f"{name}-{number}", number + 1
        return free
