"""The facts of a breach as plain questions. A field is named by its path, "__" for each dot."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from breaches.law import vocabulary as law
from notify.web.facts_words import at
from notify.web.forms.answers import NOT_YET, CodeField, CodesField, CountField, LinesField, TriField

_ = gettext_lazy

EXPOSURE = {
    "excluded": _("Personne, preuves à l’appui"),
    "possible": _("Peut-être quelqu’un, sans trace d’exploitation"),
    "known_recipients": _("Des destinataires que l’on connaît"),
    "unknown_recipients": _("Des inconnus"),
    "published": _("N’importe qui : les données sont publiées"),
    "unknown": NOT_YET,
}
ALTERED = {
    "none": _("Non, aucune modification constatée"),
    "restored": _("Oui, mais elles ont été rétablies avant tout usage"),
    "recoverable": _("Oui, et elles ont pu servir, mais on sait les rétablir"),
    "unrecoverable": _("Oui, et on ne sait pas les rétablir"),
    "unknown": NOT_YET,
}
LOST = {
    "none": _("Non, tout est accessible"),
    "temporary": _("Oui, pour un temps"),
    "permanent": _("Oui, définitivement"),
    "unknown": NOT_YET,
}
ENCRYPTED = {
    "none": _("Non"),
    "partial": _("En partie"),
    "state_of_the_art": _("Oui, à l’état de l’art"),
    "unknown": NOT_YET,
}
BACKUP = {
    "full": _("Oui, complète"),
    "partial": _("Oui, mais partielle"),
    "none": _("Non"),
    "unknown": NOT_YET,
}


class FactsForm(forms.Form):
    """Everything the facts say beside the populations (art. 33(3)(a))."""

    natures = CodesField(
        law.Nature,
        required=True,
        label=_("Qu’a-t-on perdu ?"),
        help_text=_(
            "Confidentialité : on a pu lire. Intégrité : on a pu modifier. Disponibilité : on n’y a plus accès."
        ),
        error_messages={"required": _("Choisissez au moins une nature : c’est elle qui fait la violation.")},
    )
    origin = CodeField(
        law.Origin,
        widget=forms.Select,
        label=_("Comment est-ce arrivé ?"),
        help_text=_("Dans les mots du formulaire de la CNIL."),
    )
    cause = CodeField(law.Cause, label=_("Qui est à l’origine de l’incident ?"))
    malicious = TriField(
        label=_("Est-ce volontaire ?"), help_text=_("Quelqu’un a-t-il voulu nuire ou tirer profit des données ?")
    )
    ongoing = TriField(label=_("La violation dure-t-elle encore ?"))
    cross_border = TriField(label=_("Des personnes d’autres pays de l’Union sont-elles touchées ?"))
    confidentiality__exposure = CodeField(
        law.Exposure,
        labels=EXPOSURE,
        label=_("Qui a pu lire les données ?"),
    )
    confidentiality__recipients = CountField(
        label=_("Combien de destinataires ?"), help_text=_("Seulement si l’on connaît les destinataires.")
    )
    confidentiality__trusted = TriField(
        label=_("Peut-on leur faire confiance ?"),
        help_text=_(
            "Par exemple un confrère tenu au secret, qui l’a écrit. Seulement si l’on connaît les destinataires."
        ),
    )
    confidentiality__deletion_confirmed = TriField(
        label=_("Ont-ils confirmé avoir supprimé les données ?"),
        help_text=_("Seulement si l’on connaît les destinataires."),
    )
    integrity__altered = CodeField(
        law.Altered,
        labels=ALTERED,
        label=_("Des données ont-elles été modifiées ?"),
        help_text=_("Un résultat changé peut fausser un traitement."),
    )
    availability__lost = CodeField(law.Lost, labels=LOST, label=_("Des données manquent-elles pour soigner ?"))
    availability__backup = CodeField(law.Backup, labels=BACKUP, label=_("Existe-t-il une copie pour les rétablir ?"))
    availability__outage_hours = CountField(label=_("Combien d’heures l’interruption a-t-elle duré ?"))
    availability__care_affected = TriField(label=_("Des soins ont-ils été retardés ou empêchés ?"))
    protection__encrypted = CodeField(
        law.Encryption, labels=ENCRYPTED, label=_("Les données étaient-elles chiffrées avant la violation ?")
    )
    protection__key_compromised = TriField(label=_("La clé de chiffrement a-t-elle pu être prise ?"))
    protection__pseudonymised = TriField(
        label=_("Les données étaient-elles pseudonymisées ?"),
        help_text=_("Sans nom ni identifiant direct, la table de correspondance tenue à part."),
    )
    mitigations = LinesField(
        label=_("Qu’est-ce qui réduit déjà le risque ?"),
        help_text=_("Une mesure par ligne, par exemple : accès fermés avant usage."),
    )
    impacts = CodesField(law.Impact, label=_("Que peut-il arriver aux personnes ?"))


SECTIONS = (
    (_("Ce qui s’est passé"), "", ("natures", "origin", "cause", "malicious", "ongoing", "cross_border")),
    (_("Confidentialité"), _("Qui a pu lire."), (
        "confidentiality__exposure", "confidentiality__recipients", "confidentiality__trusted",
        "confidentiality__deletion_confirmed",
    )),
    (_("Intégrité"), _("Ce qui a changé."), ("integrity__altered",)),
    (_("Disponibilité"), _("Ce qui a manqué."), (
        "availability__lost", "availability__backup", "availability__outage_hours", "availability__care_affected",
    )),
    (_("Protection"), _("Ce qui existait avant."), (
        "protection__encrypted", "protection__key_compromised", "protection__pseudonymised",
    )),
)  # fmt: skip
CONSEQUENCES = (_("Conséquences"), "", ("mitigations", "impacts"))


def name_of(path: str) -> str:
    """Field name of a path: "integrity.altered" → "integrity__altered"."""
    return path.replace(".", "__")


def flat(facts: Mapping[str, Any], fields: Mapping[str, Any]) -> dict[str, Any]:
    """Initial values of `fields` from plain facts (or one plain population)."""
    return {name: at(facts, name.replace("__", ".")) for name in fields}


def nested(cleaned: Mapping[str, Any]) -> dict[str, Any]:
    """Plain facts (or one plain population) from cleaned answers."""
    made: dict[str, Any] = {}
    for name, value in cleaned.items():
        *parents, last = name.split("__")
        place = made
        for parent in parents:
            place = place.setdefault(parent, {})
        place[last] = value
    return made
