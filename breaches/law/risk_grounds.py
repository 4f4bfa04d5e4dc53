"""Is each loss "unlikely to result in a risk" (art. 33(1))? One answer per nature, with fact and source."""

from dataclasses import dataclass

from breaches.law.facts_model import Context, Facts, Population, controlled
from breaches.law.severity_factors import QUICK_RESTORATION_HOURS
from breaches.law.vocabulary import (
    Altered,
    Backup,
    Exposure,
    Lost,
    Nature,
    Origin,
    PersonCategory,
    SpecialContext,
)

GUIDELINES = "CEPD, lignes directrices 9/2022"
EXAMPLES = "CEPD, lignes directrices 01/2021"
# Fifteen known people who erased a list: the widest mail error that EDPB 01/2021 (case 15) takes as no risk.
FEW_RECIPIENTS = 15
SECRET_CONTEXTS = frozenset({SpecialContext.HIDDEN_IDENTITY, SpecialContext.VIOLENCE})
_LOST_OBJECTS = frozenset({Origin.LOST_STOLEN_EQUIPMENT, Origin.LOST_STOLEN_PAPER, Origin.LOST_OPENED_MAIL})


@dataclass(frozen=True)
class Reason:
    """Why: a French sentence, the path of the fact it rests on, its source."""

    text: str
    fact: str
    source: str


CARE_AFFECTED = Reason(
    "Les soins sont affectés : la santé des personnes est en jeu.", "availability.care_affected", GUIDELINES
)


@dataclass(frozen=True)
class Ground:
    """Is the risk of this loss settled, that is unlikely? `reason` is None when the loss did not happen."""

    nature: Nature
    settled: bool
    reason: Reason | None


def grounds(facts: Facts, context: Context) -> tuple[Ground, Ground, Ground]:
    """The three losses, in the order confidentiality, integrity, availability (art. 33(1), art. 4(12))."""
    return (
        confidentiality_ground(facts, context),
        integrity_ground(facts),
        availability_ground(facts, context),
    )


def few_trusted_recipients(facts: Facts, context: Context) -> bool:
    """Few known, trusted recipients, by mistake, nobody whose address must stay secret (EDPB 9/2022)."""
    part = facts.confidentiality
    few = part.recipients is not None and part.recipients <= FEW_RECIPIENTS
    trusted = part.exposure is Exposure.KNOWN_RECIPIENTS and part.trusted is True
    return few and trusted and facts.intentional is not True and not _secret(facts, context)


def _secret(facts: Facts, context: Context) -> bool:
    return any(SECRET_CONTEXTS.intersection(each.special_context) for each in controlled(facts, context))


def _public(population: Population) -> bool:
    exposing = SECRET_CONTEXTS | {SpecialContext.SENSITIVE_SERVICE}
    return population.public_already is True and not exposing.intersection(population.special_context)


_OPEN_EXPOSURE = {
    Exposure.UNKNOWN: "Rien n’établit que les données n’ont pas été lues.",
    Exposure.POSSIBLE: "Les données ont pu être lues : l’accès n’est pas exclu.",
    Exposure.KNOWN_RECIPIENTS: "Des destinataires connus ont eu accès aux données.",
    Exposure.UNKNOWN_RECIPIENTS: "Des inconnus ont eu accès aux données.",
    Exposure.PUBLISHED: "Les données sont publiées.",
}


def confidentiality_ground(facts: Facts, context: Context) -> Ground:
    """Disclosure: settled by encryption, exclusion, prior publication, trusted erasure (EDPB 9/2022)."""
    nature, exposure = Nature.CONFIDENTIALITY, facts.confidentiality.exposure
    settled = _disclosure_settled(facts, context)
    if settled is not None:
        return Ground(nature, True, settled)
    if exposure is Exposure.UNKNOWN and nature not in facts.natures and _harmless_origin(facts):
        return Ground(nature, True, None)
    return Ground(nature, False, Reason(_OPEN_EXPOSURE[exposure], "confidentiality.exposure", "RGPD, art. 33, § 1"))


def _harmless_origin(facts: Facts) -> bool:
    """Neither attack nor lost object: silence about exposure then means that there was none."""
    return facts.intentional is not True and facts.origin not in (_LOST_OBJECTS | {Origin.HACK})


def _disclosure_settled(facts: Facts, context: Context) -> Reason | None:
    part = facts.confidentiality
    if facts.unintelligible:
        text = "Données chiffrées à l’état de l’art, clé sûre : personne ne peut les lire."
        return Reason(text, "protection.encrypted", GUIDELINES)
    if part.exposure is Exposure.EXCLUDED:
        return Reason("La divulgation est exclue, preuves à l’appui.", "confidentiality.exposure", EXAMPLES)
    people = controlled(facts, context)
    if people and all(_public(population) for population in people):
        return Reason("Les données étaient déjà publiques.", "populations[0].public_already", GUIDELINES)
    if few_trusted_recipients(facts, context) and part.deletion_confirmed is True:
        text = "Destinataires de confiance, peu nombreux, qui ont confirmé la suppression."
        return Reason(text, "confidentiality.deletion_confirmed", GUIDELINES)
    return None


def integrity_ground(facts: Facts) -> Ground:
    """Alteration: settled when nothing was changed, or restored before any use (EDPB 9/2022)."""
    nature, altered = Nature.INTEGRITY, facts.integrity.altered
    if altered is Altered.RESTORED:
        text = "Les données altérées ont été rétablies avant tout usage."
        return Ground(nature, True, Reason(text, "integrity.altered", GUIDELINES))
    if altered is Altered.NONE or (altered is Altered.UNKNOWN and nature not in facts.natures):
        return Ground(nature, True, None)
    text = "Des données altérées ont pu servir."
    return Ground(nature, False, Reason(text, "integrity.altered", GUIDELINES))


def availability_ground(facts: Facts, context: Context) -> Ground:
    """Lost availability: settled by a full copy and a quick restoration, care unaffected (EDPB 01/2021)."""
    nature, part = Nature.AVAILABILITY, facts.availability
    if part.care_affected is True:
        return Ground(nature, False, CARE_AFFECTED)
    if part.lost is Lost.NONE:
        only_copy = facts.origin is Origin.LOST_STOLEN_EQUIPMENT and part.backup is Backup.NONE
        return _copy_of_lost_object(facts) if only_copy else Ground(nature, True, None)
    if part.lost is Lost.PERMANENT:
        return Ground(nature, False, Reason("Des données sont perdues.", "availability.lost", GUIDELINES))
    if part.lost is Lost.UNKNOWN and nature not in facts.natures:
        return _copy_of_lost_object(facts)
    return _interruption(facts, context)


def _copy_of_lost_object(facts: Facts) -> Ground:
    """Lost equipment takes its data with it, unless a copy exists (WP250, encrypted device with a backup)."""
    nature = Nature.AVAILABILITY
    if facts.origin is not Origin.LOST_STOLEN_EQUIPMENT:
        return Ground(nature, True, None)
    if facts.availability.backup is Backup.FULL:
        text = "Une copie complète des données existe."
        return Ground(nature, True, Reason(text, "availability.backup", GUIDELINES))
    text = "Rien n’établit qu’une copie complète des données existe."
    return Ground(nature, False, Reason(text, "availability.backup", GUIDELINES))


def _interruption(facts: Facts, context: Context) -> Ground:
    nature, part = Nature.AVAILABILITY, facts.availability
    hours, backup = part.outage_hours, part.backup is Backup.FULL
    if hours is not None and hours >= QUICK_RESTORATION_HOURS:
        text = "L’interruption a duré plus d’un jour."
        return Ground(nature, False, Reason(text, "availability.outage_hours", GUIDELINES))
    if _care_in_doubt(facts, context):
        text = "Rien n’établit que les soins n’ont pas été affectés."
        return Ground(nature, False, Reason(text, "availability.care_affected", GUIDELINES))
    if backup and (hours is not None or facts.origin is not Origin.HACK):
        text = "Copie complète et rétablissement rapide, sans effet sur les soins."
        return Ground(nature, True, Reason(text, "availability.backup", EXAMPLES))
    if hours is not None and facts.intentional is not True and part.lost is Lost.TEMPORARY:
        text = "Interruption brève, sans effet sur les soins."
        return Ground(nature, True, Reason(text, "availability.outage_hours", GUIDELINES))
    text = "Rien n’établit un rétablissement complet et rapide."
    return Ground(nature, False, Reason(text, "availability.backup", EXAMPLES))


def _care_in_doubt(facts: Facts, context: Context) -> bool:
    if facts.availability.care_affected is False or facts.origin is Origin.LOST_STOLEN_EQUIPMENT:
        return False
    patients = any(PersonCategory.PATIENT in each.categories for each in controlled(facts, context))
    return patients and context.gives_care
