"""The part of the declaration that the facts answer."""

from collections.abc import Iterable

from breaches.law.codes import Labelled
from breaches.law.facts_model import Context, Facts, controlled
from breaches.law.vocabulary import (
    Altered,
    Backup,
    DataCategory,
    Encryption,
    Exposure,
    Lost,
    Nature,
    PersonCategory,
    Role,
)

Filled = dict[str, object]

_SPREAD = frozenset({Exposure.UNKNOWN_RECIPIENTS, Exposure.PUBLISHED})


def lines(found: object, separator: str = "\n") -> str:
    """Texts of a list, one a line, without blanks; empty for anything but a list (art. 33(3)(d))."""
    items = found if isinstance(found, list | tuple) else ()
    return separator.join(text for item in items if (text := str(item).strip()))


def facts_answers(facts: Facts, role: Role) -> Filled:
    """Answers that the facts give, for the people of whom one is controller (art. 33(3)(a), (c)).

    A pure processor fills the form for its controllers: all populations then count.
    """
    people = controlled(facts, Context(role=role)) or facts.populations
    return {
        "nature": _codes(facts.natures),
        "origine": [facts.origin.value],
        "cause": [facts.cause.value],
        "nature_donnees": _codes(code for each in people for code in each.data) or [DataCategory.UNKNOWN.value],
        "nature_donnees_autre": lines([each.details for each in people if DataCategory.OTHER in each.data]),
        "donnees_sensibles": _codes(code for each in people for code in each.sensitive),
        "categories_personnes": _codes(code for each in people for code in each.categories)
        or [PersonCategory.UNDETERMINED.value],
        "nb_personnes": _total(each.persons.best for each in people),
        "nb_enregistrements": _total(each.records for each in people),
        "impacts": _codes(facts.impacts),
        "en_cours": facts.ongoing,
        "transfrontalier": facts.cross_border,
        **_consequences(facts),
    }


def _codes(codes: Iterable[Labelled]) -> list[str]:
    return [code.value for code in dict.fromkeys(codes)]


def _total(numbers: Iterable[int | None]) -> int | None:
    """Sum of the known numbers, None when none is known (numbers are "where possible", art. 33(3)(a))."""
    known = [number for number in numbers if number is not None]
    return sum(known) if known else None


def _consequences(facts: Facts) -> Filled:
    """Consequences that follow from the facts alone; the others are a person's to tick."""
    spread = facts.confidentiality.exposure in _SPREAD and Nature.CONFIDENTIALITY in facts.natures
    stale = facts.integrity.altered is Altered.UNRECOVERABLE and Nature.INTEGRITY in facts.natures
    lost = facts.availability.lost
    degraded = facts.availability.care_affected is True and Nature.AVAILABILITY in facts.natures
    unable = degraded and lost is Lost.PERMANENT
    return {
        "consequences_confidentialite": ["spread"] if spread else [],
        "consequences_integrite": ["invalid_used"] if stale else [],
        "consequences_disponibilite": ["unable"] if unable else ["degraded"] if degraded else [],
    }


ENCRYPTION_TEXT = {
    Encryption.STATE_OF_THE_ART: "Données chiffrées à l’état de l’art.",
    Encryption.PARTIAL: "Données chiffrées en partie.",
    Encryption.NONE: "Données non chiffrées.",
}
_BACKUP_TEXT = {
    Backup.FULL: "Copie complète des données.",
    Backup.PARTIAL: "Copie partielle des données.",
    Backup.NONE: "Aucune copie des données.",
}


def measures_before(facts: Facts | None) -> list[str]:
    """Protection in place before the breach, as sentences (art. 32, 33(3)(d))."""
    if facts is None:
        return []
    pseudonymised = "Données pseudonymisées." if facts.protection.pseudonymised else ""
    encryption = ENCRYPTION_TEXT.get(facts.protection.encrypted, "")
    return [encryption, pseudonymised, _BACKUP_TEXT.get(facts.availability.backup, "")]
