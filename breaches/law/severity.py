"""ENISA severity: SE = DPC × EI + CB, in whole quarters, every factor explained.

Recommendations for a methodology of the assessment of severity of personal data breaches, working document
v1.0, December 2013. Not binding: it never decides art. 33 or 34 by itself, and it is never turned into the
CNIL's own four levels.
"""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from decimal import Decimal

from breaches.law.errors import EnisaFactorError, JustificationMissingError
from breaches.law.facts_model import Context, Facts, Population
from breaches.law.phrases import Phrase
from breaches.law.severity_factors import Factor, circumstance_factors, data_factor, identification_factor
from breaches.law.vocabulary import SeverityLevel

__all__ = [
    "EnisaFactors",
    "Factor",
    "Flag",
    "PopulationSeverity",
    "Severity",
    "assess_explicit",
    "assess_severity",
    "level",
    "parse_factors",
    "score",
]

MEDIUM_FROM, HIGH_FROM, VERY_HIGH_FROM = 8, 12, 16
MANY_PERSONS = 100
_QUARTERS = {"dpc": (1, 4), "ei_quarters": (1, 4), "c": (0, 2), "i": (0, 2), "a": (0, 2), "m": (0, 2)}
_POINTS_TEXT = {"dpc": "1, 2, 3 ou 4", "ei_quarters": "0,25, 0,5, 0,75 ou 1"}
_CIRCUMSTANCE_TEXT = "0, 0,25 ou 0,5"


@dataclass(frozen=True, kw_only=True)
class EnisaFactors:
    """The six factors. `dpc` 1–4; `ei_quarters` 1–4; `c`, `i`, `a`, `m` 0–2 quarters.

    Raises EnisaFactorError out of these ranges; malicious intent is 0 or 2 quarters.
    """

    dpc: int
    ei_quarters: int
    c: int = 0
    i: int = 0
    a: int = 0
    m: int = 0

    def __post_init__(self) -> None:
        for field in fields(self):
            low, high = _QUARTERS[field.name]
            found = getattr(self, field.name)
            if not low <= found <= high:
                raise _out_of_range(field.name, found)
        if self.m == 1:
            raise _out_of_range("m", self.m)


def _out_of_range(name: str, found: object) -> EnisaFactorError:
    expected = "0 ou 0,5" if name == "m" else _POINTS_TEXT.get(name, _CIRCUMSTANCE_TEXT)
    return EnisaFactorError(field=name, factor=name, found=found, expected=expected)


def parse_factors(data: Mapping[str, object]) -> EnisaFactors:
    """Explicit factors as people write them, in points (ENISA): {dpc: 4, ei: 1.0, c: 0.5, m: 0.5}.

    Raises EnisaFactorError for an unknown key, a missing `dpc` or `ei`, or a value out of the tables.
    """
    names = {"dpc": "dpc", "ei": "ei_quarters", "c": "c", "i": "i", "a": "a", "m": "m"}
    for key in data:
        if key not in names:
            raise EnisaFactorError(field=key, factor=key, found="présent", expected=", ".join(names))
    values = {name: _quarters(name, data.get(key, 0)) for key, name in names.items()}
    return EnisaFactors(**values)


def _quarters(name: str, points: object) -> int:
    if isinstance(points, bool) or not isinstance(points, int | float | Decimal):
        raise _out_of_range(name, points)
    scaled = Decimal(str(points)) * (1 if name == "dpc" else 4)
    if not scaled.is_finite() or scaled != scaled.to_integral_value():
        raise _out_of_range(name, points)
    return int(scaled)


def score(factors: EnisaFactors) -> int:
    """SE in quarters, from 1 to 24 (ENISA, § 3): DPC × EI + C + I + A + M."""
    return factors.dpc * factors.ei_quarters + factors.c + factors.i + factors.a + factors.m


def level(quarters: int) -> SeverityLevel:
    """Level of a score in quarters: medium from 2, high from 3, very high from 4 points (ENISA, § 3.4)."""
    if quarters < MEDIUM_FROM:
        return SeverityLevel.LOW
    if quarters < HIGH_FROM:
        return SeverityLevel.MEDIUM
    return SeverityLevel.HIGH if quarters < VERY_HIGH_FROM else SeverityLevel.VERY_HIGH


@dataclass(frozen=True)
class Flag:
    """A remark of the method that does not enter the score."""

    id: str
    label: str


@dataclass(frozen=True)
class PopulationSeverity:
    """The score of one population and its six factors, in the order dpc, ei, c, i, a, m."""

    key: str
    quarters: int
    max_quarters: int
    factors: tuple[Factor, ...]

    @property
    def base_quarters(self) -> int:
        """DPC × EI, before the circumstances."""
        return _product(self.factors[0].value_quarters, self.factors[1].value_quarters)


@dataclass(frozen=True)
class Severity:
    """The score retained.

    `max_quarters`: the most that open answers may still give; `justification`: of explicit factors only.
    """

    quarters: int
    max_quarters: int
    factors: tuple[Factor, ...]
    per_population: tuple[PopulationSeverity, ...] = ()
    flags: tuple[Flag, ...] = ()
    justification: str = ""

    @property
    def level(self) -> SeverityLevel:
        """ENISA level of the score."""
        return level(self.quarters)

    @property
    def max_level(self) -> SeverityLevel:
        """ENISA level of the highest score still possible."""
        return level(self.max_quarters)

    @property
    def se(self) -> Decimal:
        """The score in points."""
        return Decimal(self.quarters) / 4

    @property
    def max_se(self) -> Decimal:
        """The highest score still possible, in points."""
        return Decimal(self.max_quarters) / 4


def assess_severity(facts: Facts, context: Context) -> Severity:
    """ENISA severity from the facts: the worst population rules, each one is kept."""
    circumstances = circumstance_factors(facts)
    assessed = tuple(_assess(population, facts, context, circumstances) for population in facts.populations)
    worst = max(assessed, key=lambda each: each.quarters)
    most = max(each.max_quarters for each in assessed)
    return Severity(worst.quarters, most, worst.factors, assessed, _flags(facts))


def _assess(
    population: Population, facts: Facts, context: Context, circumstances: tuple[Factor, ...]
) -> PopulationSeverity:
    dpc, ei = data_factor(population, context), identification_factor(population, facts)
    value = _product(dpc.value_quarters, ei.value_quarters) + sum(each.value_quarters for each in circumstances)
    most = _product(dpc.max_quarters, ei.max_quarters) + sum(each.max_quarters for each in circumstances)
    return PopulationSeverity(population.key, value, most, (dpc, ei, *circumstances))


def _product(dpc_quarters: int, ei_quarters: int) -> int:
    return dpc_quarters * ei_quarters // 4


def _flags(facts: Facts) -> tuple[Flag, ...]:
    flags = []
    if any((population.persons.best or 0) > MANY_PERSONS for population in facts.populations):
        flags.append(Flag("individuals_over_100", "Plus de 100 personnes sont concernées."))
    if facts.unintelligible:
        flags.append(Flag("data_unintelligible", "Données incompréhensibles sans la clé, qui est sûre."))
    return tuple(flags)


_LABELS = (
    ("dpc", "Nature et contexte des données"),
    ("ei", "Facilité d’identification"),
    ("c", "Perte de confidentialité"),
    ("i", "Perte d’intégrité"),
    ("a", "Perte de disponibilité"),
    ("m", "Intention de nuire"),
)


def assess_explicit(factors: EnisaFactors, justification: str) -> Severity:
    """ENISA severity from factors set by a person, who must say why (ENISA, § 3.1: written justification).

    Raises JustificationMissingError when `justification` is blank.
    """
    reason = justification.strip()
    if not reason:
        raise JustificationMissingError(field="justification")
    values = (factors.dpc * 4, factors.ei_quarters, factors.c, factors.i, factors.a, factors.m)
    text = Phrase("Valeur saisie : {reason}", reason=reason)
    explained = tuple(
        Factor(key, label, value, text, value) for (key, label), value in zip(_LABELS, values, strict=True)
    )
    quarters = score(factors)
    return Severity(quarters, quarters, explained, justification=reason)
