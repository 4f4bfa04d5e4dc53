"""One population: who, how many, which data. Repeated on the facts page, each block with its own prefix."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from breaches.law import vocabulary as law
from breaches.law.facts_parse import KEY_PATTERN
from notify.web.facts_words import population_key, population_name
from notify.web.forms.answers import NOT_YET, CodeField, CodesField, CountField, TriField

_ = gettext_lazy

REVEALS = {
    "little": _("Peu de chose"),
    "ordinary": _("Ce que l’on attend de telles données"),
    "much": _("Beaucoup, par leur nombre ou leurs détails"),
    "unknown": NOT_YET,
}
IDENTIFICATION = {
    "negligible": _("Non, presque impossible"),
    "limited": _("Difficilement"),
    "significant": _("Assez facilement"),
    "maximum": _("Oui, directement"),
}


class PopulationForm(forms.Form):
    """A group of people with its data (art. 33(3)(a)); the five numbers are kept apart."""

    name = forms.CharField(
        label=_("Comment appelez-vous ce groupe ?"),
        max_length=60,
        help_text=_("Un nom court, par exemple : patients, patients mineurs, salariés."),
        error_messages={"required": _("Donnez un nom à ce groupe, par exemple « patients ».")},
    )
    key = forms.CharField(required=False, max_length=64, widget=forms.HiddenInput)
    categories = CodesField(law.PersonCategory, label=_("De qui s’agit-il ?"))
    role = CodeField(
        law.Role, none=_("Le rôle habituel de l’organisme"), label=_("Quel est votre rôle pour ces données ?")
    )
    persons__estimate = CountField(label=_("Votre estimation"))
    persons__min = CountField(label=_("Au moins"))
    persons__max = CountField(label=_("Au plus"))
    persons__claimed = CountField(label=_("Nombre revendiqué"), help_text=_("Ce qu’annonce l’attaquant ou la presse."))
    persons__confirmed = CountField(label=_("Nombre confirmé"), help_text=_("Compté dans vos fichiers."))
    records = CountField(label=_("Combien d’enregistrements ?"), help_text=_("Lignes, dossiers, documents."))
    data = CodesField(law.DataCategory, label=_("Quelles données ?"))  # type: ignore[assignment]  # a key of the facts
    sensitive = CodesField(law.Sensitive, label=_("Parmi elles, des données sensibles ?"))
    identification = CodeField(
        law.Identification,
        labels=IDENTIFICATION,
        none=_("À déduire des données"),
        label=_("Peut-on reconnaître une personne ?"),
    )
    reveals = CodeField(law.Reveals, labels=REVEALS, label=_("Que révèlent ces données d’une personne ?"))
    long_history = TriField(label=_("Y a-t-il des années de données sur une même personne ?"))
    public_already = TriField(label=_("Ces données étaient-elles déjà publiques ?"))
    vulnerable = TriField(
        label=_("Y a-t-il parmi elles des personnes vulnérables ?"),
        help_text=_("Mineurs, majeurs protégés, personnes dont la situation appelle plus de protection."),
    )
    special_context = CodesField(law.SpecialContext, label=_("Y a-t-il des situations à protéger davantage ?"))
    details = forms.CharField(
        label=_("Précisions"),
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Sans nom ni donnée d’une personne."),
    )

    def clean(self) -> dict[str, Any]:
        """A group keeps the key that the record knows it by; a new one gets a key from its name."""
        cleaned = super().clean() or {}
        if not KEY_PATTERN.fullmatch(cleaned.get("key") or ""):
            cleaned["key"] = population_key(cleaned.get("name") or "")
        elif cleaned.get("name") == population_name({"key": cleaned["key"]}):
            cleaned["name"] = ""  # it was never named: the page showed its key in plain letters
        return cleaned


NUMBERS = ("persons__estimate", "persons__min", "persons__max", "persons__claimed", "persons__confirmed")
BEFORE_NUMBERS = ("name", "categories", "role")
AFTER_NUMBERS = (
    "records", "data", "sensitive", "identification", "reveals", "long_history", "public_already", "vulnerable",
    "special_context", "details",
)  # fmt: skip
