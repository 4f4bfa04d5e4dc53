"""Linked files opened at the same moment, in both directions and twice: no deadlock, no second file, whole chains."""

from functools import partial

import pytest

from breaches import operations
from breaches.models import Breach, BreachLink
from breaches.operations import Report
from breaches.operations.linking import LinkedAlreadyError
from tests import factories as f
from tests.breaches.test_concurrency import assert_chain, people, race, refusals, shared  # noqa: F401  # fixtures

pytestmark = pytest.mark.django_db(transaction=True)
ROUNDS = 3


def linked(actor, breach, there):
    return operations.report_elsewhere(
        actor=actor, breach_id=breach.pk, there=there, now=f.LATER, report=Report("La même archive.")
    )


@pytest.mark.parametrize("_round", range(ROUNDS))
def test_both_directions_at_once_open_both_files(people, _round):  # noqa: F811
    other = f.house("Clinique de la Lande", siren="", department="40")
    ours, theirs = f.reported(people), f.reported(other)
    outcomes = race(partial(linked, people.bob, ours, other.bob), partial(linked, other.bob, theirs, people.bob))
    assert refusals(outcomes) == []
    assert (Breach.objects.count(), BreachLink.objects.count()) == (4, 4)
    assert_chain(people)
    assert_chain(other)


@pytest.mark.parametrize("_round", range(ROUNDS))
def test_the_same_link_twice_at_once_opens_one_file(people, _round):  # noqa: F811
    other = f.house("Clinique de la Lande", siren="", department="40")
    ours = f.reported(people)
    outcomes = race(*[partial(linked, people.bob, ours, other.bob)] * 2)
    assert refusals(outcomes) == [LinkedAlreadyError]
    assert (Breach.objects.filter(organisation=other.organisation).count(), BreachLink.objects.count()) == (1, 2)
    assert_chain(people)
