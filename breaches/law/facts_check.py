"""Contradictions between the facts: flagged beside the answers, refused only where `refused` says so."""

from collections.abc import Iterator
from dataclasses import dataclass

from breaches.law.facts_model import Facts, Persons, Population
from breaches.law.phrases import Phrase
from breaches.law.vocabulary import (
    Altered,
    Backup,
    Cause,
    Encryption,
    Exposure,
    Lost,
    Nature,
    PersonCategory,
    Reveals,
    SpecialContext,
)


@dataclass(frozen=True)
class Contradiction:
    """Two answers that cannot both be true: the rule's name, a French message, the paths concerned."""

    rule: str
    message: str
    paths: tuple[str, ...]
    refused: bool = False


_DISCLOSED = (Exposure.KNOWN_RECIPIENTS, Exposure.UNKNOWN_RECIPIENTS, Exposure.PUBLISHED)
_CHANGED = (Altered.RESTORED, Altered.RECOVERABLE, Altered.UNRECOVERABLE)
_GONE = (Lost.TEMPORARY, Lost.PERMANENT)
_MALICIOUS = (Cause.INTERNAL_MALICIOUS, Cause.EXTERNAL_MALICIOUS)
_ACCIDENTAL = (Cause.INTERNAL_ACCIDENTAL, Cause.EXTERNAL_ACCIDENTAL)


def contradictions(facts: Facts) -> tuple[Contradiction, ...]:
    """What does not hold together in the facts (art. 33(5): the record must let the CNIL verify).

    Flags are shown and kept; an entry whose `refused` is true must be corrected before saving.
    """
    found = [
        *_natures(facts),
        *_disclosure(facts),
        *_protection(facts),
        *_availability(facts),
        *_intent(facts),
    ]
    for rank, population in enumerate(facts.populations):
        found.extend(_population(population, f"populations[{rank}]"))
    return tuple(found)


def _natures(facts: Facts) -> Iterator[Contradiction]:
    checks = (
        (Nature.CONFIDENTIALITY, "confidentiality.exposure", facts.confidentiality.exposure, _DISCLOSED),
        (Nature.INTEGRITY, "integrity.altered", facts.integrity.altered, _CHANGED),
        (Nature.AVAILABILITY, "availability.lost", facts.availability.lost, _GONE),
    )
    denials = {Exposure.EXCLUDED, Altered.NONE, Lost.NONE}
    for nature, path, answer, affirmations in checks:
        values = {"said": answer.label, "nature": nature.label}
        if answer in affirmations and nature not in facts.natures:
            message = Phrase("« {said} » : ajoutez « {nature} » aux natures de la violation.", **values)
            yield Contradiction(f"{nature}_nature_missing", message, ("natures", path))
        if answer in denials and nature in facts.natures:
            message = Phrase("« {said} » contredit la nature déclarée « {nature} ».", **values)
            yield Contradiction(f"{nature}_nature_denied", message, ("natures", path))


def _disclosure(facts: Facts) -> Iterator[Contradiction]:
    part = facts.confidentiality
    answered = tuple(
        f"confidentiality.{name}"
        for name in ("recipients", "trusted", "deletion_confirmed")
        if getattr(part, name) is not None
    )
    if answered and part.exposure is not Exposure.KNOWN_RECIPIENTS:
        message = "Ces réponses n’ont de sens que si les destinataires sont connus."
        yield Contradiction("recipients_without_known_recipients", message, ("confidentiality.exposure", *answered))


def _protection(facts: Facts) -> Iterator[Contradiction]:
    part, exposure = facts.protection, facts.confidentiality.exposure
    paths = ("protection.encrypted", "protection.key_compromised")
    if facts.unintelligible and exposure is Exposure.PUBLISHED:
        message = "Chiffrées avec une clé sûre, ces données ne peuvent être publiées en clair."
        yield Contradiction("encrypted_and_published", message, (*paths, "confidentiality.exposure"))
    if part.encrypted is Encryption.NONE and part.key_compromised is True:
        message = "Sans chiffrement, il n’y a pas de clé à compromettre."
        yield Contradiction("key_without_encryption", message, paths)


def _availability(facts: Facts) -> Iterator[Contradiction]:
    part = facts.availability
    if part.lost is Lost.PERMANENT and part.backup is Backup.FULL:
        message = "Une perte définitive est incompatible avec une copie complète."
        yield Contradiction("permanent_loss_with_full_backup", message, ("availability.lost", "availability.backup"))
    if part.lost is Lost.NONE and part.outage_hours:
        message = "Des heures d’interruption sont données alors que rien n’a été indisponible."
        yield Contradiction("outage_without_loss", message, ("availability.lost", "availability.outage_hours"))


def _intent(facts: Facts) -> Iterator[Contradiction]:
    paths = ("malicious", "cause")
    if facts.malicious is True and facts.cause in _ACCIDENTAL:
        yield Contradiction("malicious_accident", "Un acte accidentel n’est pas malveillant.", paths)
    if facts.malicious is False and facts.cause in _MALICIOUS:
        yield Contradiction("harmless_malice", "La cause déclarée est un acte malveillant.", paths)


def _population(population: Population, path: str) -> Iterator[Contradiction]:
    yield from _persons(population.persons, f"{path}.persons")
    young = PersonCategory.MINOR in population.categories or SpecialContext.MINORS in population.special_context
    if population.vulnerable is False and (young or PersonCategory.VULNERABLE in population.categories):
        message = "Des mineurs ou des personnes vulnérables sont cités : corrigez l’une des réponses."
        yield Contradiction("vulnerable_denied", message, (f"{path}.vulnerable", f"{path}.categories"))
    unexplained = not population.details.strip()
    if population.sensitive and population.reveals is Reveals.LITTLE and unexplained:
        message = "Des données sensibles dites peu révélatrices : dites pourquoi dans les précisions."
        yield Contradiction("little_without_reason", message, (f"{path}.reveals", f"{path}.details"))
    if population.public_already and unexplained:
        message = "Des données dites déjà publiques : citez la source dans les précisions."
        yield Contradiction("public_without_source", message, (f"{path}.public_already", f"{path}.details"))


def _persons(persons: Persons, path: str) -> Iterator[Contradiction]:
    low, high = persons.min, persons.max
    if low is not None and high is not None and low > high:
        message = Phrase("Le minimum ({low}) dépasse le maximum ({high}).", low=low, high=high)
        yield Contradiction("persons_range", message, (f"{path}.min", f"{path}.max"), refused=True)
        return
    for name in ("estimate", "confirmed"):
        number = getattr(persons, name)
        if number is None:
            continue
        if (low is not None and number < low) or (high is not None and number > high):
            message = Phrase("Le nombre {number} sort de la fourchette donnée.", number=number)
            yield Contradiction("persons_out_of_range", message, (f"{path}.{name}", f"{path}.min", f"{path}.max"))
