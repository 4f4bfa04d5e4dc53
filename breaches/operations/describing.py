"""Describe the facts: each time a whole new version; the duties that follow from them open or fall."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from breaches import journal, permissions
from breaches.errors import DomainError, StaleVersionError
from breaches.law.errors import LawError
from breaches.law.facts import Facts, Population, contradictions, facts_to_dict, parse_facts
from breaches.models import Breach, FactsVersion, Member
from breaches.models import Population as PopulationRow
from breaches.operations import duties
from breaches.operations.base import lock_breach, operation, tell
from breaches.states import BreachState


class FactsRefusedError(DomainError):
    """The facts do not fit: the message names the key, what was found and what was expected."""

    message = "{reason}"
    default_field = "facts"


class NotDescribableError(DomainError):
    """Facts are described while the file is open."""

    message = "Les faits se décrivent sur une violation confirmée et ouverte. Celle-ci est « {state} »."


@operation
def describe(
    *,
    actor: Member,
    breach_id: Any,
    now: datetime,
    facts: Mapping[str, Any],
    expected_version: int | None = None,
) -> FactsVersion:
    """Record a new version of the facts (art. 33(3)(a), 33(5)) with its populations.

    `expected_version` is the number of the version the person was looking at: StaleVersionError when another came in
    between. Raises FactsRefusedError, NotDescribableError.
    """
    permissions.require(actor, "facts.describe")
    breach = lock_breach(actor, breach_id)
    if breach.state not in (BreachState.CONFIRMED, BreachState.ASSESSED):
        raise NotDescribableError(state=BreachState(breach.state).label)
    parsed = _parse(facts)
    last = breach.facts_versions.order_by("number").last()
    found = last.number if last else 0
    if expected_version is not None and expected_version != found:
        raise StaleVersionError(found=found, expected=expected_version)
    version = _new_version(breach, actor, now, parsed, found + 1)
    moved = duties.sync(breach, now, facts=parsed, holds=duties.protective(breach))
    version.entry = tell(
        "facts.described",
        breach,
        now=now,
        actor=actor,
        rows=tuple(moved),
        version=version.number,
        sha256=version.sha256,
        duties=duties.told(moved),
    )
    version.save(force_insert=True)
    PopulationRow.objects.bulk_create([_row(version, population, breach) for population in parsed.populations])
    return version


def _parse(data: Mapping[str, Any]) -> Facts:
    try:
        facts = parse_facts(data)
    except LawError as error:
        raise FactsRefusedError(reason=error.phrase) from error
    refused = next((found for found in contradictions(facts) if found.refused), None)
    if refused:
        raise FactsRefusedError(reason=refused.message)
    return facts


def _new_version(breach: Breach, actor: Member, now: datetime, facts: Facts, number: int) -> FactsVersion:
    data = facts_to_dict(facts)
    return FactsVersion(
        breach=breach,
        number=number,
        facts=data,
        sha256=journal.sha256(journal.canonical(data)),
        author=actor,
        created_at=now,
    )


def _row(version: FactsVersion, population: Population, breach: Breach) -> PopulationRow:
    persons = population.persons
    return PopulationRow(
        facts_version=version,
        key=population.key,
        role=population.role or breach.organisation.role,
        persons_estimate=persons.estimate,
        persons_min=persons.min,
        persons_max=persons.max,
        persons_claimed=persons.claimed,
        persons_confirmed=persons.confirmed,
        records=population.records,
        description={
            "categories": [str(category) for category in population.categories],
            "data": [str(category) for category in population.data],
            "sensitive": [str(category) for category in population.sensitive],
        },
    )
