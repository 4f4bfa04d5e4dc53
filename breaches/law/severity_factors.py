"""From facts to the ENISA factors of one population, each with its reason.

Numbers are those of the ENISA tables (2013); the way from facts to a line of a table is a house reading,
shown and open to correction. Everything is counted in quarters: 4 quarters make one point.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from breaches.law.facts_model import Context, Facts, Population
from breaches.law.phrases import Phrase
from breaches.law.vocabulary import (
    Altered,
    Backup,
    DataCategory,
    Exposure,
    Identification,
    Lost,
    PersonCategory,
    Reveals,
    Sensitive,
    SpecialContext,
)

QUICK_RESTORATION_HOURS = 24
_HALF = 2


@dataclass(frozen=True)
class Factor:
    """One factor: value in quarters of a point, its reason, and the most that open answers may still give.

    `dpc` counts 4 quarters for each of its four degrees.
    """

    key: str
    label: str
    value_quarters: int
    reason: str
    max_quarters: int

    @property
    def unknown(self) -> bool:
        """Could an open answer still raise this factor?"""
        return self.max_quarters > self.value_quarters


_LITTLE_ORDINARY_MUCH: dict[DataCategory, tuple[int, int, int]] = {
    DataCategory.CIVIL_STATUS: (1, 1, 2),
    DataCategory.CONTACT: (1, 1, 2),
    DataCategory.NIR: (2, 2, 3),
    DataCategory.CREDENTIALS: (1, 2, 3),
    DataCategory.FINANCIAL: (1, 3, 4),
    DataCategory.OFFICIAL_DOCUMENTS: (2, 3, 3),
    DataCategory.LOCATION: (1, 2, 3),
    DataCategory.OFFENCES: (2, 4, 4),
    DataCategory.OTHER: (1, 1, 3),
}
_SENSITIVE = (2, 4, 4)
_SIMPLE = frozenset(
    {
        DataCategory.CIVIL_STATUS,
        DataCategory.CONTACT,
        DataCategory.NIR,
        DataCategory.OFFICIAL_DOCUMENTS,
        DataCategory.OTHER,
    }
)
_SAFETY = frozenset({SpecialContext.HIDDEN_IDENTITY, SpecialContext.VIOLENCE})
_UNKNOWN_DATA_DEGREE = 3
_MAX_DEGREE = 4


@dataclass(frozen=True)
class _Degree:
    """A candidate for the data factor: the strongest one counts."""

    degree: int
    most: int
    reason: str


def data_factor(population: Population, context: Context) -> Factor:
    """Data processing context: the highest degree that a category or circumstance reaches (ENISA, § 3.1)."""
    best = max(_degrees(population, context), key=lambda each: each.degree)
    most = max(each.most for each in _degrees(population, context))
    if population.public_already and not _exposes_person(population):
        best = _Degree(1, 1, "Données déjà publiques avant la violation, source à l’appui.")
        most = 1
    return Factor("dpc", "Nature et contexte des données", best.degree * 4, best.reason, most * 4)


def _exposes_person(population: Population) -> bool:
    """A secret kept for someone's sake stays one, whatever is said to be public elsewhere."""
    return bool((_SAFETY | {SpecialContext.SENSITIVE_SERVICE}).intersection(population.special_context))


def _degrees(population: Population, context: Context) -> Iterator[_Degree]:
    yield from _by_category(population)
    yield from _by_circumstance(population, context)


def _by_category(population: Population) -> Iterator[_Degree]:
    unlisted = not population.data and not population.sensitive
    if unlisted or DataCategory.UNKNOWN in population.data:
        text = "Données non connues : comptées 3 en attendant."
        yield _Degree(_UNKNOWN_DATA_DEGREE, _MAX_DEGREE, text)
    for category in population.data:
        if category is not DataCategory.UNKNOWN:
            degrees = _LITTLE_ORDINARY_MUCH[category]
            yield from _raised(_degree(degrees, population.reveals, category.label), population)
    for sensitive in population.sensitive:
        yield _degree(_SENSITIVE, population.reveals, sensitive.label)


def _degree(degrees: tuple[int, int, int], reveals: Reveals, label: str) -> _Degree:
    little, ordinary, much = degrees
    degree = {Reveals.LITTLE: little, Reveals.MUCH: much}.get(reveals, ordinary)
    most = much if reveals is Reveals.UNKNOWN else degree
    return _Degree(degree, most, Phrase("{data} : degré {degree} sur 4.", data=label, degree=degree))


def _raised(base: _Degree, population: Population) -> Iterator[_Degree]:
    """The category's own degree, and one more when years of data on the same person are concerned."""
    yield base
    if population.long_history is not False:
        degree, most = min(base.degree + 1, _MAX_DEGREE), min(base.most + 1, _MAX_DEGREE)
        if population.long_history:
            yield _Degree(degree, most, Phrase("{base} Relevé d’un degré : années de données.", base=base.reason))
        else:
            yield _Degree(base.degree, most, base.reason)


def _by_circumstance(population: Population, context: Context) -> Iterator[_Degree]:
    for special in population.special_context:
        if special in _SAFETY:
            yield _Degree(4, 4, Phrase("{context} : la sécurité des personnes est en jeu.", context=special.label))
        elif special is SpecialContext.SENSITIVE_SERVICE:
            yield _Degree(4, 4, Phrase("{context} : degré 4.", context=special.label))
    simple = [category for category in population.data if category in _SIMPLE]
    if not simple:
        return
    if PersonCategory.PATIENT in population.categories and context.gives_care:
        yield _Degree(2, 2, "Être patient de cet organisme renseigne déjà sur la santé.")
    if population.has_vulnerable_people or population.vulnerable is None:
        degrees = [_degree(_LITTLE_ORDINARY_MUCH[each], population.reveals, each.label) for each in simple]
        degree, most = (min(max(values) + 1, _MAX_DEGREE) for values in _columns(degrees))
        if not population.has_vulnerable_people:
            degree = 1
        yield _Degree(degree, most, "Relevé d’un degré : mineurs ou personnes vulnérables.")


def _columns(degrees: list[_Degree]) -> tuple[list[int], list[int]]:
    return [each.degree for each in degrees], [each.most for each in degrees]


_STATED = {
    Identification.NEGLIGIBLE: 1,
    Identification.LIMITED: 2,
    Identification.SIGNIFICANT: 3,
    Identification.MAXIMUM: 4,
}
_EI_LABEL = "Facilité d’identification"
_FILE_DATA = frozenset({Sensitive.HEALTH, Sensitive.GENETIC, Sensitive.BIOMETRIC})
_NAME_PARTNERS = frozenset({DataCategory.CONTACT, DataCategory.NIR, DataCategory.OFFICIAL_DOCUMENTS})
_NUMBERS = frozenset({DataCategory.NIR, DataCategory.OFFICIAL_DOCUMENTS})


def identification_factor(population: Population, facts: Facts) -> Factor:
    """Ease of identification: as stated, else the first line that fits the data (ENISA, § 3.2)."""
    if population.identification is not None:
        value = _STATED[population.identification]
        text = Phrase("Identification indiquée : {level}.", level=population.identification.label)
        return Factor("ei", _EI_LABEL, value, text, value)
    if facts.protection.pseudonymised and facts.protection.key_compromised is False:
        return Factor("ei", _EI_LABEL, 1, "Données pseudonymisées, table de correspondance sûre.", 1)
    value, reason = _identification(frozenset(population.data), frozenset(population.sensitive))
    open_list = DataCategory.UNKNOWN in population.data or not (population.data or population.sensitive)
    return Factor("ei", _EI_LABEL, value, reason, 4 if open_list else value)


def _identification(data: frozenset[DataCategory], sensitive: frozenset[Sensitive]) -> tuple[int, str]:
    named = DataCategory.CIVIL_STATUS in data
    if named and (data & _NAME_PARTNERS or sensitive & _FILE_DATA):
        return 4, "L’état civil avec un autre identifiant ou un dossier désigne directement la personne."
    if DataCategory.CONTACT in data and data & _NUMBERS:
        return 3, "Un numéro ou un document officiel avec des coordonnées désigne presque la personne."
    if named or DataCategory.CONTACT in data:
        return 3, "L’état civil seul ou les coordonnées seules désignent souvent la personne."
    if DataCategory.UNKNOWN in data or not (data or sensitive):
        return 3, "Données non connues : identification supposée importante en attendant."
    return 2, "Aucun identifiant direct parmi les données."


_EXPOSURE = {
    Exposure.UNKNOWN: 0,
    Exposure.EXCLUDED: 0,
    Exposure.POSSIBLE: 0,
    Exposure.KNOWN_RECIPIENTS: 1,
    Exposure.UNKNOWN_RECIPIENTS: 2,
    Exposure.PUBLISHED: 2,
}
_ALTERATION = {
    Altered.UNKNOWN: 0,
    Altered.NONE: 0,
    Altered.RESTORED: 0,
    Altered.RECOVERABLE: 1,
    Altered.UNRECOVERABLE: 2,
}
_LOSS = {Lost.UNKNOWN: 0, Lost.NONE: 0, Lost.TEMPORARY: 1, Lost.PERMANENT: 2}


def circumstance_factors(facts: Facts) -> tuple[Factor, Factor, Factor, Factor]:
    """Circumstances, added up: confidentiality, integrity, availability, intent (ENISA, § 3.3)."""
    exposure, altered = facts.confidentiality.exposure, facts.integrity.altered
    return (
        _listed("c", "Perte de confidentialité", _EXPOSURE[exposure], exposure.label, exposure is Exposure.UNKNOWN),
        _listed("i", "Perte d’intégrité", _ALTERATION[altered], altered.label, altered is Altered.UNKNOWN),
        _availability(facts),
        _intent(facts),
    )


def _listed(key: str, label: str, value: int, answer: str, open_answer: bool) -> Factor:
    return Factor(key, label, value, answer, _HALF if open_answer else value)


def restored_quickly(facts: Facts) -> bool:
    """Full backup and restoration within hours: the loss of availability weighs nothing (ENISA, § 3.3)."""
    hours = facts.availability.outage_hours
    return facts.availability.backup is Backup.FULL and hours is not None and hours < QUICK_RESTORATION_HOURS


def _availability(facts: Facts) -> Factor:
    lost, label = facts.availability.lost, "Perte de disponibilité"
    if lost is Lost.TEMPORARY and restored_quickly(facts):
        return Factor("a", label, 0, "Copie complète, rétablissement en quelques heures.", 0)
    return _listed("a", label, _LOSS[lost], lost.label, lost is Lost.UNKNOWN)


def _intent(facts: Facts) -> Factor:
    label = "Intention de nuire"
    if facts.intentional is None:
        return Factor("m", label, 0, "Intention non connue.", _HALF)
    if facts.intentional:
        return Factor("m", label, _HALF, "Acte malveillant.", _HALF)
    return Factor("m", label, 0, "Erreur, perte ou panne, sans intention de nuire.", 0)
