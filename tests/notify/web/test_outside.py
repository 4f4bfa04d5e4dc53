"""Out of the system at minute 0: calendar file, paper sheet, calendar address. No patient, no fact, no stranger."""

import io
from datetime import timedelta

import pypdf
import pytest
import time_machine
from django.test import Client

from breaches import operations
from breaches.models import JournalEntry, Member
from notify.alerts import feeds
from notify.alerts.models import CalendarFeed
from notify.dossier.countdown import countdown_document
from tests.notify.web.conftest import FACTS, SATURDAY


def text_of(content: bytes) -> str:
    return content.decode().replace("\r\n ", "")


@pytest.fixture
def token(world) -> str:
    return feeds.open_feed(world.bob, SATURDAY)


def read(token: str, at=SATURDAY):
    with time_machine.travel(at, tick=False):
        return Client().get(f"/calendrier/{token}.ics")


def test_the_address_gives_reference_duty_term_and_link_and_no_fact(world, described_breach, token) -> None:
    answer = read(token)

    told = text_of(answer.content)
    assert answer.status_code == 200
    assert answer["Content-Type"].startswith("text/calendar")
    assert "no-store" in answer["Cache-Control"]
    assert f"SUMMARY:{described_breach.reference} – Notification à la CNIL" in told
    assert "DTSTART:20260914T164700Z" in told
    assert f"/violations/{described_breach.pk}/" in told
    assert described_breach.title not in told
    assert not [name for name in ("Bob", "Carla", "Alice") if name in told]


def test_only_the_hash_of_the_address_is_kept_and_the_journal_does_not_know_it(world, token) -> None:
    assert token not in str(CalendarFeed.objects.values())
    assert token not in JournalEntry.objects.get(kind="feed.opened").body


def test_a_revoked_a_replaced_and_an_invented_address_answer_alike(world, described_breach, token) -> None:
    newer = feeds.open_feed(world.bob, SATURDAY)
    assert read(token).status_code == 404
    assert read(newer).status_code == 200
    feeds.revoke_feed(world.bob, SATURDAY)
    assert read(newer).status_code == 404
    assert read(newer).content == read("x" * 43).content


def test_the_address_dies_with_the_access_of_its_member(world, described_breach, token) -> None:
    operations.set_member_active(actor=world.eve, member_id=world.bob.pk, now=SATURDAY, active=False)

    assert read(token).status_code == 404


def test_the_address_is_read_sixty_times_an_hour_at_most(world, token) -> None:
    CalendarFeed.objects.update(window_at=SATURDAY, reads=59)
    assert read(token).status_code == 200
    refused = read(token)
    assert (refused.status_code, refused["Retry-After"]) == (429, "3600")

    assert read(token, SATURDAY + timedelta(hours=1)).status_code == 200


def test_the_feed_of_one_house_never_shows_another(world, described_breach) -> None:
    elsewhere = feeds.open_feed(Member.objects.get(pk=world.dan.pk), SATURDAY)

    assert described_breach.reference not in text_of(read(elsewhere).content)


def test_the_page_shows_the_address_once(world, client_for) -> None:
    client = client_for(world.bob)
    made = client.post("/calendrier/", {"act": "create"}).content.decode()
    assert "/calendrier/" in made.split('id="calendar-address">')[1].split("<")[0]
    again = client.get("/calendrier/").content.decode()
    assert "calendar-address" not in again
    assert "Une adresse est en service" in again
    client.post("/calendrier/", {"act": "revoke"})
    assert "Aucune adresse n’est en service." in client.get("/calendrier/").content.decode()


@pytest.mark.parametrize("name, status", [("alice", 403), ("david", 403), ("eve", 403), ("dan", 404)])
def test_files_of_a_breach_are_for_those_who_see_the_case(
    world, client_for, described_breach, name: str, status: int
) -> None:
    client = client_for(getattr(world, name))

    assert client.get(f"/violations/{described_breach.pk}/echeances.ics").status_code == status
    assert client.get(f"/violations/{described_breach.pk}/decompte.pdf").status_code == status
    assert client.get("/calendrier/").status_code == (200 if name == "dan" else 403)


def test_the_file_of_a_breach_has_every_clock_with_the_alarms_of_the_house(
    world, client_for, filed_notification
) -> None:
    breach = filed_notification.breach
    answer = client_for(world.carla).get(f"/violations/{breach.pk}/echeances.ics")

    told = text_of(answer.content)
    assert f'filename="{breach.reference}-echeances.ics"' in answer["Content-Disposition"]
    assert "Notification à la CNIL (fait)" in told
    assert "Complément à la CNIL (cible\\, pas un terme légal)" in told
    assert "BEGIN:VTODO" in told  # sans délai: a task, no invented hour
    assert "BEGIN:VALARM" in told


def test_an_open_clock_rings_at_each_step_of_the_ladder(world, client_for, described_breach) -> None:
    told = text_of(client_for(world.bob).get(f"/violations/{described_breach.pk}/echeances.ics").content)
    event = next(part for part in told.split("BEGIN:VEVENT") if "Notification à la CNIL" in part)

    hours = [int(line[len("TRIGGER:-PT") : -1]) // 60 for line in event.split("\r\n") if line.startswith("TRIGGER")]
    assert hours == [48, 24, 12, 6, 2, 1]  # before the term: T + 24, 48, 60, 66, 70, 71 h


def test_the_sheet_is_one_page_with_every_duty_and_nothing_of_the_case(world, described_breach) -> None:
    operations.edit_organisation(
        actor=world.bob, now=SATURDAY,
        values={
            "nis2": "essential", "nis2_from": SATURDAY.date().replace(day=1), "ose": True, "oiv": True,
            "insured_cyber": True, "trust_service_provider": True, "telecom_provider": True,
        },
    )  # fmt: skip
    content, pages = countdown_document(described_breach, now=SATURDAY)

    assert pages == 1
    text = " ".join(pypdf.PdfReader(io.BytesIO(content)).pages[0].extract_text().replace("\u00a0", " ").split())
    assert described_breach.reference in text
    assert "vendredi 11 septembre 2026 à 18 h 47" in text
    assert "lundi 14 septembre 2026 à 18 h 47" in text
    assert "Téléphones" in text
    assert described_breach.title not in text
    assert FACTS["populations"][0]["key"] not in text.replace("donnée de patient", "")


def test_the_breach_page_offers_what_to_take_away(world, client_for, described_breach) -> None:
    page = client_for(world.bob).get(f"/violations/{described_breach.pk}/").content.decode()

    assert f"/violations/{described_breach.pk}/decompte.pdf" in page
    assert f"/violations/{described_breach.pk}/echeances.ics" in page
    assert 'href="/calendrier/"' in page
