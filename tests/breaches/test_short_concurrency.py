"""The button of the short form pressed twice at once: two real connections, one file."""

import uuid
from functools import partial

import pytest

from breaches.models import Breach, IncidentReport, JournalEntry, Member
from breaches.operations import Report, report_incident
from notify.web.models import ShortFile
from notify.web.short_files import SentElsewhereError, record_once
from tests import factories as f
from tests.breaches.test_concurrency import assert_chain, people, race, shared  # noqa: F401  # fixtures

pytestmark = pytest.mark.django_db(transaction=True)
ROUNDS = 4


def opened(member_id, once):
    member = Member.objects.select_related("organisation").get(pk=member_id)

    def record() -> Breach:
        return report_incident(actor=member, now=f.FRIDAY, report=Report("Un courrier.", unit="Accueil")).breach

    breach, made = record_once(member, once, f.FRIDAY, record)
    return breach.pk, made


@pytest.mark.parametrize("_round", range(ROUNDS))
def test_two_simultaneous_posts_open_one_file(people, _round):  # noqa: F811
    once, bob = uuid.uuid4(), people.bob.pk
    outcomes = race(*[partial(opened, bob, once)] * 3)
    assert len({pk for pk, _made in outcomes}) == 1
    assert sorted(made for _pk, made in outcomes) == [False, False, True]
    assert (Breach.objects.count(), IncidentReport.objects.count(), ShortFile.objects.count()) == (1, 1, 1)
    assert JournalEntry.objects.filter(kind="incident.reported").count() == 1
    assert_chain(people)


def test_two_different_sendings_open_two_files(people):  # noqa: F811
    outcomes = race(*(partial(opened, people.bob.pk, uuid.uuid4()) for _each in range(2)))
    assert [made for _pk, made in outcomes] == [True, True]
    assert len({pk for pk, _made in outcomes}) == 2


def test_a_sending_that_is_undone_leaves_no_mark(people):  # noqa: F811
    once = uuid.uuid4()
    with pytest.raises(ZeroDivisionError):
        record_once(people.bob, once, f.FRIDAY, lambda: 1 / 0)
    assert not ShortFile.objects.exists()
    assert opened(people.bob.pk, once)[1] is True


def test_another_organisation_s_sending_is_not_given_back(people):  # noqa: F811
    once, dan = uuid.uuid4(), f.house("Clinique de la Lande", siren="").bob
    opened(people.bob.pk, once)
    with pytest.raises(SentElsewhereError):
        opened(dan.pk, once)
