"""Facts as people read them: a short label and a value in words for each path, and what changed between versions."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from django.utils.text import slugify
from django.utils.translation import get_language, gettext, gettext_lazy

from breaches.law import vocabulary as law
from breaches.law.facts_parse import UNKNOWN
from notify import wording

_ = gettext_lazy

LABELS: Mapping[str, Any] = {
    "natures": _("Nature"),
    "origin": _("Origine"),
    "cause": _("Cause"),
    "malicious": _("Acte malveillant"),
    "ongoing": _("Toujours en cours"),
    "cross_border": _("Autres pays de l’Union"),
    "protection.encrypted": _("Chiffrement"),
    "protection.key_compromised": _("Clé compromise"),
    "protection.pseudonymised": _("Pseudonymisation"),
    "confidentiality.exposure": _("Accès aux données"),
    "confidentiality.recipients": _("Destinataires connus"),
    "confidentiality.trusted": _("Destinataires de confiance"),
    "confidentiality.deletion_confirmed": _("Suppression confirmée"),
    "integrity.altered": _("Modification"),
    "availability.lost": _("Indisponibilité"),
    "availability.backup": _("Copie de secours"),
    "availability.outage_hours": _("Heures d’interruption"),
    "availability.care_affected": _("Soins touchés"),
    "mitigations": _("Mesures qui réduisent le risque"),
    "impacts": _("Conséquences possibles"),
}
POPULATION_LABELS: Mapping[str, Any] = {
    "name": _("Nom du groupe"),
    "role": _("Rôle"),
    "categories": _("Personnes"),
    "persons.estimate": _("Nombre estimé"),
    "persons.min": _("Nombre, au moins"),
    "persons.max": _("Nombre, au plus"),
    "persons.claimed": _("Nombre revendiqué"),
    "persons.confirmed": _("Nombre confirmé"),
    "records": _("Enregistrements"),
    "data": _("Données"),
    "sensitive": _("Données sensibles"),
    "identification": _("Identification"),
    "vulnerable": _("Personnes vulnérables"),
    "special_context": _("Situations particulières"),
    "reveals": _("Ce qu’elles révèlent"),
    "public_already": _("Déjà publiques"),
    "long_history": _("Années de données"),
    "details": _("Précisions"),
}
CODES: Mapping[str, type[law.Labelled]] = {
    "natures": law.Nature,
    "origin": law.Origin,
    "cause": law.Cause,
    "protection.encrypted": law.Encryption,
    "confidentiality.exposure": law.Exposure,
    "integrity.altered": law.Altered,
    "availability.lost": law.Lost,
    "availability.backup": law.Backup,
    "impacts": law.Impact,
    "role": law.Role,
    "categories": law.PersonCategory,
    "data": law.DataCategory,
    "sensitive": law.Sensitive,
    "identification": law.Identification,
    "special_context": law.SpecialContext,
    "reveals": law.Reveals,
}


def at(facts: Mapping[str, Any], path: str) -> Any:
    """The value at a dotted path of plain facts; None when it is not there."""
    found: Any = facts
    for key in path.split("."):
        found = found.get(key) if isinstance(found, Mapping) else None
    return found


def is_unknown(value: Any) -> bool:
    """Not known, or not said."""
    return value in (None, UNKNOWN, "", [], ())


def value_words(path: str, value: Any) -> str:
    """A value of the facts in words, in the language of the page."""
    if is_unknown(value):
        return gettext("Pas encore connu")
    if isinstance(value, bool):
        return gettext("Oui") if value else gettext("Non")
    if isinstance(value, int):
        return wording.number(value, lang=wording.language(get_language()))
    if isinstance(value, list | tuple):
        return ", ".join(_code_words(path, item) for item in value)
    return _code_words(path, value)


def _code_words(path: str, value: str) -> str:
    codes = CODES.get(path)
    return gettext(codes(value).label) if codes else value


def known(facts: Mapping[str, Any]) -> list[dict[str, str]]:
    """What is known, for the definition list of the breach page: {label, value} in the order of the form."""
    return [
        {"label": str(label), "value": value_words(path, at(facts, path))}
        for path, label in LABELS.items()
        if not is_unknown(at(facts, path))
    ]


def population_name(population: Mapping[str, Any]) -> str:
    """A population as people name it, else its key in plain letters."""
    key = str(population.get("key") or "")
    return str(population.get("name") or key.replace("_", " ").replace("-", " ").capitalize())


def population_names(populations: Sequence[Mapping[str, Any]]) -> list[str]:
    """A heading for each population."""
    return [population_name(each) for each in populations]


def best_count(population: Mapping[str, Any]) -> int | None:
    """The number to show: the surest one known, the upper bound of a range, a claim last (as `Persons.best`)."""
    persons = population.get("persons") or {}
    order = ("confirmed", "estimate", "max", "min", "claimed")
    return next((persons[name] for name in order if persons.get(name) is not None), None)


def differences(old: Mapping[str, Any], new: Mapping[str, Any]) -> list[dict[str, str]]:
    """What changed, for `components/diff.html`: {where, removed, added}, populations matched by key."""
    changes = list(_changes(old, new, LABELS, ""))
    before = {each["key"]: each for each in old.get("populations", [])}
    after = {each["key"]: each for each in new.get("populations", [])}
    for key in dict.fromkeys((*before, *after)):
        if key in before and key in after:
            changes.extend(_changes(before[key], after[key], POPULATION_LABELS, f"{population_name(after[key])} : "))
        else:
            gone, come = before.get(key), after.get(key)
            words = {"removed": population_name(gone) if gone else "", "added": population_name(come) if come else ""}
            changes.append({"where": gettext("Population")} | words)
    return changes


def _changes(
    old: Mapping[str, Any], new: Mapping[str, Any], labels: Mapping[str, Any], prefix: str
) -> Iterator[dict[str, str]]:
    for path, label in labels.items():
        before, after = at(old, path), at(new, path)
        if before != after:
            words = {"removed": value_words(path, before), "added": value_words(path, after)}
            yield {"where": f"{prefix}{label}"} | words


def population_key(name: str, taken: Iterable[str] = ()) -> str:
    """A key for a population from the name somebody typed; numbered when it is taken already."""
    base = slugify(name)[:56] or "population"
    used, key, rank = set(taken), base, 2
    while key in used:
        key, rank = f"{base}-{rank}", rank + 1
    return key
