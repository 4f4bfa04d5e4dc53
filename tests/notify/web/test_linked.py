"""Signaler aussi chez…: two organisations, two files, two journals; nothing shows to whoever is not of both."""

import json
import re

import pytest
import time_machine

from breaches import journal, operations
from breaches.models import Breach, BreachLink, IncidentReport, JournalEntry
from breaches.operations import Report
from breaches.operations.base import MissingReasonsError
from breaches.operations.linking import LinkedAlreadyError, SameOrganisationError
from breaches.permissions import PermissionRefusedError
from notify.accounts.models import Link
from notify.accounts.onboarding import add_member
from tests.notify.web.conftest import ASSESSED, CONFIRMED

pytestmark = pytest.mark.django_db
HERE, THERE = "Un fichier serait en ligne", "Nos patients communs sont dans l’archive."


def second_self(world, *roles):
    """The same person as Bob, in the other organisation."""
    made = add_member(
        organisation=world.elsewhere,
        name=world.bob.name,
        email="bob@ailleurs.example",
        roles=list(roles),
        now=CONFIRMED,
    )
    Link.objects.create(user=world.bob.link.user, member=made)
    return made


@pytest.fixture
def twin(world):
    return second_self(world, "reporter", "dpo")


def fetch(client_for, member, breach, path="", data=None, now=ASSESSED):
    with time_machine.travel(now, tick=False):
        client, url = client_for(member), f"/violations/{breach.pk}/{path}"
        return client.get(url) if data is None else client.post(url, data)


def sent(twin, **more):
    return {"organisation": str(twin.pk), "summary": THERE} | more


def section(response):
    found = re.search(r'id="lies".*?</section>', response.content.decode(), re.S)
    return found[0] if found else ""


def entries(organisation):
    return JournalEntry.objects.filter(organisation=organisation)


def test_two_files_two_journals_one_entry_each(world, client_for, described_breach, twin):
    ours, theirs = entries(world.organisation).count(), entries(world.elsewhere).count()
    response = fetch(client_for, world.bob, described_breach, "signaler-ailleurs/", sent(twin))
    assert response.status_code == 302
    other = Breach.objects.get(organisation=world.elsewhere)
    assert (other.state, other.aware_at, other.title) == ("reported", None, THERE.rstrip("."))
    assert (entries(world.organisation).count(), entries(world.elsewhere).count()) == (ours + 1, theirs + 1)
    mine, yours = entries(world.organisation).latest("seq"), entries(world.elsewhere).latest("seq")
    assert (mine.kind, yours.kind) == ("breach.linked", "incident.reported")
    assert journal.payload_of(mine)["linked"] == other.reference
    assert journal.payload_of(yours)["linked"] == described_breach.reference
    for entry in (mine, yours):
        text = json.dumps(journal.payload_of(entry), ensure_ascii=False)
        assert not any(name in text for name in (world.organisation.name, world.elsewhere.name, HERE, "archive"))
    assert str(world.organisation.pk) not in json.dumps(journal.payload_of(yours))
    for house in (world.organisation, world.elsewhere):
        assert journal.verify(house.pk)[1] is None
    assert BreachLink.objects.count() == 2


def test_nothing_of_the_first_file_is_in_the_second(world, client_for, described_breach, twin):
    fetch(client_for, world.bob, described_breach, "signaler-ailleurs/", sent(twin))
    report = IncidentReport.objects.get(organisation=world.elsewhere)
    assert (report.summary, report.reporter, report.detected_at) == (THERE, twin, None)
    assert not report.breach.facts_versions.exists()


def test_whoever_is_of_both_sees_the_link_on_both_sides_and_can_go_over(world, client_for, described_breach, twin):
    fetch(client_for, world.bob, described_breach, "signaler-ailleurs/", sent(twin))
    other = Breach.objects.get(organisation=world.elsewhere)
    shown = section(fetch(client_for, world.bob, described_breach))
    assert world.elsewhere.name in shown
    assert other.reference in shown
    with time_machine.travel(ASSESSED, tick=False):
        client = client_for(world.bob)
        client.post("/organisme/choisir/", {"organisation": str(twin.pk)})
        back = section(client.get(f"/violations/{other.pk}/"))
    assert world.organisation.name in back
    assert described_breach.reference in back


def test_somebody_of_one_organisation_learns_nothing_of_the_other(world, client_for, described_breach, twin):
    fetch(client_for, world.bob, described_breach, "signaler-ailleurs/", sent(twin))
    page = fetch(client_for, world.carla, described_breach)
    assert page.status_code == 200
    assert section(page) == ""
    assert world.elsewhere.name not in page.content.decode()


def test_the_other_organisation_s_people_learn_nothing_of_the_first(world, client_for, described_breach, twin):
    fetch(client_for, world.bob, described_breach, "signaler-ailleurs/", sent(twin))
    other = Breach.objects.get(organisation=world.elsewhere)
    page = fetch(client_for, world.dan, other)
    assert page.status_code == 200
    assert section(page) == ""
    assert world.organisation.name not in page.content.decode()
    assert fetch(client_for, world.dan, described_breach).status_code == 404


def test_a_role_that_may_not_read_there_sees_no_link(world, client_for, described_breach):
    twin = second_self(world, "reporter")
    fetch(client_for, world.bob, described_breach, "signaler-ailleurs/", sent(twin))
    assert BreachLink.objects.count() == 2
    shown = section(fetch(client_for, world.bob, described_breach))
    assert "Signaler aussi chez" in shown
    assert world.elsewhere.name not in shown


def test_without_another_organisation_there_is_neither_link_nor_page(world, client_for, described_breach):
    assert section(fetch(client_for, world.bob, described_breach)) == ""
    assert fetch(client_for, world.bob, described_breach, "signaler-ailleurs/").status_code == 404


@pytest.mark.parametrize("forged", ["dan", "nobody"])
def test_only_one_s_own_other_self_can_be_chosen(world, client_for, described_breach, twin, forged):
    value = str(world.dan.pk) if forged == "dan" else "0"
    response = fetch(client_for, world.bob, described_breach, "signaler-ailleurs/", sent(twin, organisation=value))
    assert response.status_code == 422
    assert not BreachLink.objects.exists()


def open_there(world, breach, **more):
    given = {"actor": world.bob, "there": world.dan, "now": ASSESSED, "report": Report(THERE)}
    return operations.report_elsewhere(breach_id=breach.pk, **(given | more))


def test_permissions_are_asked_in_both_organisations_and_a_refusal_leaves_nothing(world, described_breach):
    admin = second_self(world, "admin")
    count = JournalEntry.objects.count()
    with pytest.raises(PermissionRefusedError):
        open_there(world, described_breach, actor=world.carla)
    with pytest.raises(PermissionRefusedError):
        open_there(world, described_breach, there=admin)
    with pytest.raises(MissingReasonsError):
        open_there(world, described_breach, report=Report("  "))
    assert not Breach.objects.filter(organisation=world.elsewhere).exists()
    assert JournalEntry.objects.count() == count


def test_a_second_file_of_the_same_event_is_refused(world, described_breach):
    open_there(world, described_breach)
    with pytest.raises(LinkedAlreadyError):
        open_there(world, described_breach)
    with pytest.raises(SameOrganisationError):
        open_there(world, described_breach, there=world.bob)
    assert BreachLink.objects.count() == 2
