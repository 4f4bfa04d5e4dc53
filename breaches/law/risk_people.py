"""Is a high risk likely for the people (art. 34(1)), and which exceptions of art. 34(3) may be argued."""

from collections.abc import Iterator
from dataclasses import dataclass

from breaches.law.facts_model import Context, Facts, Population, controlled
from breaches.law.phrases import Phrase
from breaches.law.risk_grounds import (
    CARE_AFFECTED,
    EXAMPLES,
    GUIDELINES,
    SECRET_CONTEXTS,
    Reason,
    availability_ground,
    confidentiality_ground,
    few_trusted_recipients,
    integrity_ground,
)
from breaches.law.severity import HIGH_FROM, MEDIUM_FROM, Severity
from breaches.law.vocabulary import (
    Altered,
    DataCategory,
    Encryption,
    Exemption,
    Exposure,
    Lost,
    Nature,
    PersonCategory,
    Reveals,
    Sensitive,
    SpecialContext,
)

LONG_OUTAGE_HOURS = 72
_EXPLOITABLE = frozenset(
    {
        DataCategory.CREDENTIALS,
        DataCategory.FINANCIAL,
        DataCategory.NIR,
        DataCategory.OFFICIAL_DOCUMENTS,
    }
)
_EXPLOITABLE_FROM = 4
_IN_STRANGE_HANDS = frozenset({Exposure.UNKNOWN_RECIPIENTS, Exposure.PUBLISHED})


def high_risk_reasons(facts: Facts, severity: Severity, context: Context) -> tuple[Reason, ...]:
    """Why a high risk is likely for the people of whom the organisation is controller; empty when it is not.

    Art. 34(1), EDPB 9/2022 (nature, sensitivity, identification, vulnerability, exposure, permanence, care).
    """
    reasons = list(_care(facts, context))
    for rank, population in enumerate(facts.populations):
        if population in controlled(facts, context):
            base, path = _base_quarters(population, severity), f"populations[{rank}]"
            reasons.extend(_disclosure(facts, context, population, base, path))
            reasons.extend(_alteration(facts, population, base, path))
            reasons.extend(_loss(facts, base, path))
    return tuple(reasons)


def _base_quarters(population: Population, severity: Severity) -> int:
    """DPC × EI of the population; of the explicit factors when a person set them."""
    for assessed in severity.per_population:
        if assessed.key == population.key:
            return assessed.base_quarters
    dpc, ei = severity.factors[0], severity.factors[1]
    return dpc.value_quarters * ei.value_quarters // 4


def _disclosure(facts: Facts, context: Context, population: Population, base: int, path: str) -> Iterator[Reason]:
    if confidentiality_ground(facts, context).settled or few_trusted_recipients(facts, context):
        return
    abroad = facts.confidentiality.exposure in _IN_STRANGE_HANDS
    contexts = SECRET_CONTEXTS | {SpecialContext.SENSITIVE_SERVICE}
    for special in population.special_context:
        if special in contexts:
            danger = Phrase("{context} : la divulgation met ces personnes en danger.", context=special.label)
            yield Reason(danger, f"{path}.special_context", GUIDELINES)
    if base >= HIGH_FROM:
        text = "Données très révélatrices de personnes identifiables, dont l’accès n’est pas exclu."
        yield Reason(text, f"{path}.data", GUIDELINES)
    elif base >= MEDIUM_FROM and abroad:
        text = "Données révélatrices de personnes identifiables, entre des mains inconnues."
        yield Reason(text, f"{path}.data", GUIDELINES)
    exploitable = _EXPLOITABLE.intersection(population.data) and population.reveals is not Reveals.LITTLE
    seized = abroad or (facts.intentional is True and facts.confidentiality.exposure is Exposure.KNOWN_RECIPIENTS)
    if exploitable and seized and base >= _EXPLOITABLE_FROM:
        text = "Données directement exploitables pour une fraude ou une usurpation d’identité."
        yield Reason(text, f"{path}.data", EXAMPLES)


def _alteration(facts: Facts, population: Population, base: int, path: str) -> Iterator[Reason]:
    if integrity_ground(facts).settled:
        return
    if Sensitive.HEALTH in population.sensitive:
        text = "Des données de santé altérées peuvent fausser des soins."
        yield Reason(text, f"{path}.sensitive", GUIDELINES)
    elif facts.integrity.altered is Altered.UNRECOVERABLE and base >= MEDIUM_FROM:
        yield Reason("Des données altérées ne peuvent être rétablies.", "integrity.altered", GUIDELINES)


def _loss(facts: Facts, base: int, path: str) -> Iterator[Reason]:
    if facts.availability.lost is Lost.PERMANENT and base >= HIGH_FROM:
        yield Reason("Des données essentielles sont perdues définitivement.", f"{path}.data", GUIDELINES)


def _care(facts: Facts, context: Context) -> Iterator[Reason]:
    part, people = facts.availability, controlled(facts, context)
    if part.care_affected is True:
        yield CARE_AFFECTED
        return
    patients = context.gives_care and any(PersonCategory.PATIENT in each.categories for each in people)
    long = part.lost is Lost.TEMPORARY and (part.outage_hours or 0) >= LONG_OUTAGE_HOURS
    if patients and long and part.care_affected is None:
        text = "Longue interruption, sans que l’effet sur les soins soit écarté."
        yield Reason(text, "availability.outage_hours", EXAMPLES)


@dataclass(frozen=True)
class ExemptionCandidate:
    """An exception of art. 34(3) whose conditions seem met: to be argued by a person, never applied alone."""

    exemption: Exemption
    reason: Reason


def exemption_objection(facts: Facts, context: Context, exemption: Exemption) -> str | None:
    """Why the facts exclude an exception of art. 34(3), in French; None when they allow it.

    (a) needs state-of-the-art encryption with a safe key and no loss of integrity or availability left;
    (b) a measure taken since, on data not published and no longer at risk; (c) is never excluded by facts,
    but makes a public communication mandatory.
    """
    if exemption is Exemption.A:
        return _objection_to_a(facts, context)
    return _objection_to_b(facts) if exemption is Exemption.B else None


def _objection_to_a(facts: Facts, context: Context) -> str | None:
    if facts.protection.encrypted is not Encryption.STATE_OF_THE_ART:
        return "Les données n’étaient pas toutes chiffrées à l’état de l’art."
    if facts.protection.key_compromised is not False:
        return "Rien n’établit que la clé est restée sûre."
    if Nature.CONFIDENTIALITY not in facts.natures:
        return "Le chiffrement ne répond qu’à une perte de confidentialité."
    if not (integrity_ground(facts).settled and availability_ground(facts, context).settled):
        return "Le chiffrement ne répond ni à la perte ni à l’altération des données."
    return None


def _objection_to_b(facts: Facts) -> str | None:
    if not facts.mitigations and facts.confidentiality.deletion_confirmed is not True:
        return "Aucune mesure prise depuis la violation n’est décrite."
    if facts.confidentiality.exposure is Exposure.PUBLISHED:
        return "Des données publiées ne peuvent être reprises."
    if facts.ongoing is True:
        return "La violation est toujours en cours."
    if facts.availability.care_affected is True:
        return "Les soins ont été affectés : le risque s’est déjà réalisé."
    return None


def exemption_candidates(facts: Facts, context: Context, high_risk: bool) -> tuple[ExemptionCandidate, ...]:
    """Exceptions (a) and (b) of art. 34(3) that may be argued; (b) only answers a high risk.

    (c), disproportionate effort, rests on figures that the facts do not hold: a person proposes it.
    """
    found = []
    if _objection_to_a(facts, context) is None:
        reason = Reason("Données incompréhensibles sans la clé.", "protection.encrypted", "RGPD, art. 34, § 3, a)")
        found.append(ExemptionCandidate(Exemption.A, reason))
    if high_risk and _objection_to_b(facts) is None:
        text = "Des mesures prises depuis peuvent avoir écarté le risque élevé : à démontrer."
        found.append(ExemptionCandidate(Exemption.B, Reason(text, "mitigations", "RGPD, art. 34, § 3, b)")))
    return tuple(found)
