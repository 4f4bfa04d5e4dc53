"""From facts to a first recommendation on both questions: notify the CNIL? tell the people?

Notifying is the rule; "unlikely to result in a risk" is the exception, to be argued (art. 33(1)).
A person decides.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from breaches.law.facts_model import Context, Facts, Population, controlled
from breaches.law.phrases import Phrase
from breaches.law.risk_grounds import EXAMPLES, GUIDELINES, Ground, Reason, grounds
from breaches.law.risk_people import (
    ExemptionCandidate,
    exemption_candidates,
    exemption_objection,
    high_risk_reasons,
)
from breaches.law.severity import MANY_PERSONS, MEDIUM_FROM, VERY_HIGH_FROM, Severity
from breaches.law.vocabulary import (
    Altered,
    AuthorityAdvice,
    CnilGravity,
    DataCategory,
    Exposure,
    Lost,
    RiskThreshold,
    SpecialContext,
    SubjectsAdvice,
)

__all__ = [
    "ExemptionCandidate",
    "Reason",
    "Recommendation",
    "exemption_objection",
    "proposed_cnil_gravity",
    "recommend",
]


@dataclass(frozen=True)
class Recommendation:
    """Advice on art. 33 and art. 34, the reasons for and against acting, the exceptions to examine."""

    authority: AuthorityAdvice
    subjects: SubjectsAdvice
    reasons_for: tuple[Reason, ...]
    reasons_against: tuple[Reason, ...]
    exemption_candidates: tuple[ExemptionCandidate, ...]
    high_risk: bool
    risk_unlikely: bool


def recommend(facts: Facts, severity: Severity, context: Context) -> Recommendation:
    """Recommend on art. 33(1) and art. 34(1), for the populations of which the organisation is controller.

    Not notifying is advised only when each loss is settled by a ground of EDPB 9/2022 or 01/2021 and the
    breach is over; telling people is advised when a high risk is likely. The score never decides alone. Under a
    version of the law whose threshold is the high risk (`context.threshold`), notifying too waits for one.
    """
    if not controlled(facts, context):
        return _processor_only()
    found = grounds(facts, context)
    unlikely = all(ground.settled for ground in found) and facts.ongoing is not True
    high = () if unlikely else high_risk_reasons(facts, severity, context)
    below = not unlikely and not high and context.threshold is RiskThreshold.HIGH_RISK
    return Recommendation(
        authority=AuthorityAdvice.DO_NOT_NOTIFY if unlikely or below else AuthorityAdvice.NOTIFY,
        subjects=SubjectsAdvice.COMMUNICATE if high else SubjectsAdvice.DO_NOT_COMMUNICATE,
        reasons_for=_unique((*_open_grounds(found, facts), *high, *_aggravating(facts, context))),
        reasons_against=_unique((*_below(below), *_settled_grounds(found), *_attenuating(facts, severity))),
        exemption_candidates=exemption_candidates(facts, context, bool(high)),
        high_risk=bool(high),
        risk_unlikely=unlikely,
    )


def _below(below: bool) -> Iterator[Reason]:
    if below:
        text = "Sous le texte applicable à cette violation, seul un risque élevé se notifie."
        yield Reason(text, "natures", "RGPD, art. 33, § 1")


def _processor_only() -> Recommendation:
    text = "Simple sous-traitant : les responsables de traitement, une fois informés, apprécient le risque."
    reason = Reason(text, "populations[0].role", "RGPD, art. 33, § 2")
    nothing, silence = AuthorityAdvice.DO_NOT_NOTIFY, SubjectsAdvice.DO_NOT_COMMUNICATE
    return Recommendation(nothing, silence, (), (reason,), (), high_risk=False, risk_unlikely=True)


def _unique(reasons: tuple[Reason, ...]) -> tuple[Reason, ...]:
    return tuple(dict.fromkeys(reasons))


def _open_grounds(found: tuple[Ground, ...], facts: Facts) -> Iterator[Reason]:
    if facts.ongoing is True:
        yield Reason("La violation est toujours en cours.", "ongoing", "RGPD, art. 33, § 1")
    yield from (ground.reason for ground in found if not ground.settled and ground.reason is not None)


def _settled_grounds(found: tuple[Ground, ...]) -> Iterator[Reason]:
    yield from (ground.reason for ground in found if ground.settled and ground.reason is not None)


def _aggravating(facts: Facts, context: Context) -> Iterator[Reason]:
    if facts.intentional is True:
        yield Reason("L’acte est malveillant.", "malicious", GUIDELINES)
    for rank, population in enumerate(facts.populations):
        if population in controlled(facts, context):
            yield from _weights(population, f"populations[{rank}]")


def _weights(population: Population, path: str) -> Iterator[Reason]:
    for sensitive in population.sensitive:
        text = Phrase("{data} : catégorie particulière de données.", data=sensitive.label)
        yield Reason(text, f"{path}.sensitive", "RGPD, art. 9")
    if DataCategory.NIR in population.data:
        yield Reason("Le NIR permet de recouper des fichiers.", f"{path}.data", GUIDELINES)
    if population.has_vulnerable_people:
        yield Reason("Des personnes vulnérables ou mineures sont touchées.", f"{path}.categories", GUIDELINES)
    if SpecialContext.PUBLIC_FIGURE in population.special_context:
        yield Reason("Des personnalités exposées sont concernées.", f"{path}.special_context", GUIDELINES)
    if population.long_history:
        yield Reason("Des années de données sur chaque personne.", f"{path}.long_history", GUIDELINES)
    if (population.persons.best or 0) > MANY_PERSONS:
        yield Reason("Un grand nombre de personnes est concerné.", f"{path}.persons", GUIDELINES)


def _attenuating(facts: Facts, severity: Severity) -> Iterator[Reason]:
    if severity.quarters < MEDIUM_FROM:
        yield Reason("La gravité calculée est faible.", "populations", "ENISA, 2013")
    for rank, measure in enumerate(facts.mitigations):
        text = Phrase("Mesure déjà prise, à apprécier : {measure}", measure=measure)
        yield Reason(text, f"mitigations[{rank}]", EXAMPLES)


def proposed_cnil_gravity(facts: Facts, severity: Severity, context: Context | None = None) -> tuple[CnilGravity, str]:
    """A level of the CNIL's own scale with its reason (form, section 11): a proposal, read from the harm.

    It follows what people can overcome, not the ENISA score: the two scales are never mapped to each other.
    """
    advice = recommend(facts, severity, context or Context())
    if not advice.high_risk:
        if advice.risk_unlikely:
            return CnilGravity.NEGLIGIBLE, "Un risque pour les personnes est peu probable."
        return CnilGravity.LIMITED, "Des désagréments que les personnes peuvent surmonter."
    if severity.quarters >= VERY_HIGH_FROM and _irreversible(facts):
        return CnilGravity.MAXIMUM, "Des conséquences que les personnes peuvent ne pas surmonter."
    return CnilGravity.IMPORTANT, "Des conséquences sérieuses, surmontables avec de réelles difficultés."


def _irreversible(facts: Facts) -> bool:
    """What was published, destroyed or falsified for good cannot be undone."""
    return (
        facts.confidentiality.exposure is Exposure.PUBLISHED
        or facts.availability.lost is Lost.PERMANENT
        or facts.integrity.altered is Altered.UNRECOVERABLE
    )
