"""Journal et preuves: sentences, the chain verified on demand, entries that verify again outside."""

import json
from collections.abc import Callable
from html import unescape
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse

from breaches import guards, journal
from breaches.guard_rules import GUARDS
from breaches.models import AuthorityNotification, IncidentReport, JournalEntry
from tests.notify.web.conftest import World

pytestmark = pytest.mark.django_db


def words(response: Any) -> str:
    """The page with plain spaces and no entities, as a person reads it."""
    text = unescape(response.content.decode())
    return " ".join(text.replace("\u00a0", " ").replace("\u202f", " ").split())


def test_the_journal_says_who_did_what(
    world: World, filed_notification: AuthorityNotification, client_for: Callable[..., Client]
) -> None:
    page = words(client_for(world.bob).get(reverse("journal")))

    assert "Alice Martin a signalé l’incident" in page
    assert "Carla Nguyen a approuvé la notification à la CNIL" in page
    assert "récépissé V-2026-000123" in page


def test_the_chain_is_verified_when_asked(
    world: World, filed_notification: AuthorityNotification, client_for: Callable[..., Client]
) -> None:
    client = client_for(world.carla)
    count = JournalEntry.objects.filter(organisation=world.organisation).count()

    before = words(client.get(reverse("journal")))
    after = words(client.get(reverse("journal"), {"verifier": "1"}))

    assert "Chaîne intacte" not in before
    assert f"Chaîne intacte : {count} entrées recalculées" in after


def test_a_line_changed_behind_our_back_is_found(
    world: World, incident: IncidentReport, client_for: Callable[..., Client]
) -> None:
    entry = JournalEntry.objects.filter(kind="incident.reported").get()
    guards.remove(GUARDS)
    try:
        with connection.cursor() as cursor:
            cursor.execute(
                "UPDATE breaches_journalentry SET body = %s WHERE id = %s",
                [entry.body.replace("internal", "press"), entry.pk],
            )
    finally:
        guards.install(GUARDS)

    page = words(client_for(world.bob).get(reverse("journal"), {"verifier": "1"}))

    assert f"La chaîne se rompt à l’entrée n° {entry.seq}" in page


def test_the_filter_keeps_the_lines_of_one_breach(
    world: World, incident: IncidentReport, client_for: Callable[..., Client]
) -> None:
    page = words(client_for(world.bob).get(reverse("journal"), {"violation": str(incident.breach_id)}))

    assert "1 entrées" in page or "1 entrée" in page
    assert "a signalé l’incident" in page


def test_a_breach_of_another_organisation_cannot_be_chosen(
    world: World, incident: IncidentReport, client_for: Callable[..., Client]
) -> None:
    page = words(client_for(world.dan).get(reverse("journal"), {"violation": str(incident.breach_id)}))

    assert "a signalé l’incident" not in page
    assert incident.breach.reference not in page


def test_the_export_verifies_again_outside_of_the_application(
    world: World, filed_notification: AuthorityNotification, client_for: Callable[..., Client]
) -> None:
    answer = client_for(world.bob).get(reverse("journal_export"))

    lines = [json.loads(line) for line in b"".join(answer.streaming_content).decode().splitlines()]
    prev = journal.GENESIS
    for place, line in enumerate(lines, start=1):
        assert line["seq"] == place
        assert journal.entry_hash(line["body"]) == line["hash"]
        assert json.loads(line["body"])["prev"] == prev
        prev = line["hash"]
    assert len(lines) == JournalEntry.objects.filter(organisation=world.organisation).count()


def test_the_export_of_another_organisation_holds_its_own_lines(
    world: World, incident: IncidentReport, client_for: Callable[..., Client]
) -> None:
    answer = client_for(world.dan).get(reverse("journal_export"))

    assert str(incident.breach_id).encode() not in b"".join(answer.streaming_content)


def test_who_reads_no_journal_is_told_so(world: World, client_for: Callable[..., Client]) -> None:
    for who in (world.david, world.eve, world.alice):
        assert client_for(who).get(reverse("journal")).status_code == 403
        assert client_for(who).get(reverse("journal_export")).status_code == 403


def test_the_journal_stays_within_its_budget_of_queries(
    world: World,
    filed_notification: AuthorityNotification,
    client_for: Callable[..., Client],
    django_assert_max_num_queries: Any,
) -> None:
    client = client_for(world.bob)

    with django_assert_max_num_queries(20):
        client.get(reverse("journal"), {"verifier": "1"})
