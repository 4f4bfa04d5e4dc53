"""The list of breaches: all of the organisation, filtered by state, a page at a time."""

from datetime import timedelta

import pytest
import time_machine
from django.test import Client

from breaches import operations
from breaches.operations import Report
from notify.web.violations import A_PAGE
from tests.notify.web.conftest import FRIDAY, SATURDAY


def look(client: Client, query: str = ""):
    with time_machine.travel(SATURDAY, tick=False):
        return client.get(f"/violations/{query}")


def test_the_list_shows_state_people_and_clock(world, client_for, described_breach) -> None:
    page = look(client_for(world.bob)).content.decode()
    assert described_breach.reference in page
    assert "environ 10\u202f000 personnes" in page
    assert "Confirmée" in page
    assert "Notifier la CNIL" in page


def test_an_empty_list_says_so(world, client_for) -> None:
    assert "Aucun incident n’a encore été signalé." in look(client_for(world.bob)).content.decode()


def test_a_filter_keeps_the_files_of_one_state(world, client_for, confirmed_breach) -> None:
    operations.report_incident(actor=world.alice, now=SATURDAY, report=Report(summary="Un autre."))
    client = client_for(world.bob)
    assert [row["breach"].state for row in look(client, "?etat=confirmed").context["rows"]] == ["confirmed"]
    assert len(look(client, "?etat=open").context["rows"]) == 2
    assert len(look(client, "?etat=nimporte").context["rows"]) == 2
    assert "Aucun dossier n’est dans cet état." in look(client, "?etat=closed").content.decode()


def test_the_newest_comes_first_and_pages_follow(world, client_for) -> None:
    for n in range(A_PAGE + 2):
        operations.report_incident(
            actor=world.alice, now=FRIDAY + timedelta(minutes=n), report=Report(summary=f"Incident {n}.")
        )
    first = look(client_for(world.bob))
    assert len(first.context["rows"]) == A_PAGE
    assert first.context["rows"][0]["breach"].title == f"Incident {A_PAGE + 1}"
    assert "page=2" in first.content.decode()
    assert len(look(client_for(world.bob), "?page=2").context["rows"]) == 2
    assert look(client_for(world.bob), "?page=abc").status_code == 200


def test_the_mailing_role_lists_only_files_with_letters(world, client_for, draft_communication) -> None:
    operations.report_incident(actor=world.alice, now=SATURDAY, report=Report(summary="Sans lettre."))
    answer = look(client_for(world.david))
    assert [row["breach"] for row in answer.context["rows"]] == [draft_communication.breach]
    assert "Notifier la CNIL" not in answer.content.decode()


@pytest.mark.parametrize("who", ["alice", "eve"])
def test_roles_without_files_are_refused(world, client_for, who: str) -> None:
    assert look(client_for(getattr(world, who))).status_code == 403


def test_another_organisation_lists_nothing(world, client_for, confirmed_breach) -> None:
    assert look(client_for(world.dan)).context["rows"] == []


def test_a_page_of_the_list_costs_few_queries(
    world, client_for, django_assert_max_num_queries, described_breach
) -> None:
    for n in range(A_PAGE):
        operations.report_incident(actor=world.alice, now=FRIDAY, report=Report(summary=f"Incident {n}."))
    client = client_for(world.bob)
    with django_assert_max_num_queries(20):
        look(client)
