"""The staff form: by link, without an account, in two minutes, and nothing typed is lost."""

import re
import uuid
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.test import Client

from breaches.models import IncidentReport, JournalEntry
from notify.web.link_reports import MOST_AN_HOUR
from notify.web.models import LinkReport

NOW = datetime(2026, 9, 11, 14, 2, 30, tzinfo=UTC)  # 16 h 02 in Paris
SUMMARY = "Une patiente me montre un article : un fichier serait en ligne."


@pytest.fixture(autouse=True)
def at_two_past_four():
    with time_machine.travel(NOW, tick=False):
        yield


def address(world):
    return f"/signaler/{world.organisation.report_token}/"


def answers(**more):
    return {
        "once": str(uuid.uuid4()), "summary": SUMMARY, "detected_at_date": "2026-09-11",
        "detected_at_hour": "15 h 05", "kind": "disclosure", "ongoing": "yes", "how_many": "unknown",
        "contact": "02 99 00 00 14",
    } | more  # fmt: skip


def test_a_report_by_link_gives_a_reference_and_reaches_the_record(world, client: Client) -> None:
    answer = client.post(address(world), answers(), follow=True)
    report = IncidentReport.objects.get()
    assert answer.redirect_chain
    page = answer.content.decode()
    assert "S-0001" in page
    assert "02\u00a099\u00a000\u00a000\u00a000" in page
    assert report.organisation == world.organisation
    assert report.reporter is None
    assert report.detected_at == datetime(2026, 9, 11, 13, 5, tzinfo=UTC)
    assert (report.kind, report.ongoing, report.how_many) == ("disclosure", "yes", "unknown")
    assert JournalEntry.objects.filter(kind="incident.reported", actor=None).count() == 1


def test_a_signed_in_person_of_the_house_is_known_as_the_reporter(world, client_for) -> None:
    client_for(world.alice).post(address(world), answers())
    assert IncidentReport.objects.get().reporter == world.alice


def test_a_signed_in_person_of_another_house_reports_without_a_name(world, client_for) -> None:
    client_for(world.dan).post(address(world), answers())
    assert IncidentReport.objects.get().reporter is None


def test_the_form_asks_seven_questions_and_warns_against_names(world, client: Client) -> None:
    page = client.get(address(world)).content.decode()
    assert [int(n) for n in re.findall(r">(\d)\. ", page)] == [1, 2, 3, 4, 5, 6, 7]
    assert "N’écrivez pas de nom de patient." in page
    assert "Vendredi 11\u00a0septembre\u00a02026" in page


def test_an_hour_to_come_is_refused_beside_its_field_and_keeps_the_text(world, client: Client) -> None:
    answer = client.post(address(world), answers(detected_at_hour="18 h 05"))
    page = answer.content.decode()
    assert "Il est 16\u00a0h\u00a002. Indiquez une heure déjà passée." in page
    assert SUMMARY.split(" :")[0] in page
    assert 'value="18 h 05"' in page
    assert 'href="#id_detected_at_1"' in page
    assert not IncidentReport.objects.exists()


def test_a_day_to_come_is_refused(world, client: Client) -> None:
    page = client.post(address(world), answers(detected_at_date="2026-09-12")).content.decode()
    assert "Indiquez une date déjà passée." in page
    assert not IncidentReport.objects.exists()


@pytest.mark.parametrize("hour", ["9 h 05", "9:05", "09h05", "9\u00a0h\u00a005", "9.05", "0905", "9 H 05 min"])
def test_an_hour_may_be_written_as_people_write_it(world, client: Client, hour: str) -> None:
    client.post(address(world), answers(detected_at_hour=hour))
    assert IncidentReport.objects.get().detected_at == datetime(2026, 9, 11, 7, 5, tzinfo=UTC)


@pytest.mark.parametrize("hour", ["25 h", "9 h 75", "midi", "9", "-1:00", "9 h 05 30"])
def test_an_hour_that_cannot_be_read_is_never_guessed(world, client: Client, hour: str) -> None:
    page = client.post(address(world), answers(detected_at_hour=hour)).content.decode()
    assert "Écrivez par exemple 9\u00a0h\u00a005." in page
    assert not IncidentReport.objects.exists()


def test_an_empty_report_says_what_is_missing(world, client: Client) -> None:
    page = client.post(address(world), {"once": str(uuid.uuid4())}).content.decode()
    assert "2\u00a0réponses sont à corriger" in page or "2 réponses sont à corriger" in page
    assert not IncidentReport.objects.exists()


def test_pressing_the_button_twice_reports_once(world, client: Client) -> None:
    twice = answers()
    first = client.post(address(world), twice)
    second = client.post(address(world), twice)
    assert IncidentReport.objects.count() == 1
    assert first["Location"] == second["Location"]


def test_an_unknown_link_is_not_found(world, client: Client) -> None:
    assert client.get("/signaler/inconnu/").status_code == 404


def test_the_receipt_of_another_sending_is_not_found(world, client: Client) -> None:
    client.post(address(world), answers())
    assert client.get(f"{address(world)}recu/{uuid.uuid4()}/").status_code == 404


def test_the_receipt_is_not_shown_under_another_organisations_link(world, client: Client) -> None:
    once = str(uuid.uuid4())
    client.post(address(world), answers(once=once))
    elsewhere = world.elsewhere.report_token
    assert client.get(f"/signaler/{elsewhere}/recu/{once}/").status_code == 404


def test_the_twenty_first_report_of_an_hour_is_asked_to_wait_and_keeps_its_text(world, client: Client) -> None:
    for _ in range(MOST_AN_HOUR):
        client.post(address(world), answers())
    refused = client.post(address(world), answers(summary="Le vingt et unième texte."))
    assert refused.status_code == 429
    page = refused.content.decode()
    assert "Le vingt et unième texte." in page
    assert "17\u00a0h\u00a002" in page
    assert IncidentReport.objects.count() == MOST_AN_HOUR


def test_an_hour_later_the_address_may_report_again_and_its_digest_is_erased(world, client: Client) -> None:
    for _ in range(MOST_AN_HOUR):
        client.post(address(world), answers())
    with time_machine.travel(NOW + timedelta(hours=1, minutes=1), tick=False):
        assert client.post(address(world), answers()).status_code == 302
    assert LinkReport.objects.exclude(address="").count() == 1


def test_another_address_is_not_held_up(world, client: Client) -> None:
    for _ in range(MOST_AN_HOUR):
        client.post(address(world), answers())
    assert client.post(address(world), answers(), REMOTE_ADDR="192.0.2.7").status_code == 302


def test_no_address_is_kept_in_clear(world, client: Client) -> None:
    client.post(address(world), answers(), REMOTE_ADDR="192.0.2.7")
    assert "192.0.2.7" not in LinkReport.objects.get().address


def test_the_hour_that_occurs_twice_is_asked_for_its_offset(world, client: Client) -> None:
    autumn = datetime(2026, 10, 25, 8, 0, tzinfo=UTC)
    with time_machine.travel(autumn, tick=False):
        twice = answers(detected_at_date="2026-10-25", detected_at_hour="2 h 30")
        page = client.post(address(world), twice).content.decode()
        assert "a existé deux fois" in page
        assert 'name="detected_at_offset" value="+02:00"' in page
        assert not IncidentReport.objects.exists()
        client.post(address(world), twice | {"detected_at_offset": "+01:00"})
    assert IncidentReport.objects.get().detected_at == datetime(2026, 10, 25, 1, 30, tzinfo=UTC)


def test_the_hour_that_never_was_is_refused(world, client: Client) -> None:
    spring = datetime(2026, 3, 29, 8, 0, tzinfo=UTC)
    with time_machine.travel(spring, tick=False):
        page = client.post(
            address(world), answers(detected_at_date="2026-03-29", detected_at_hour="2 h 30")
        ).content.decode()
    assert "Cette heure n’existe pas" in page
    assert not IncidentReport.objects.exists()


def test_markup_in_a_report_stays_text(world, client: Client) -> None:
    client.post(address(world), answers(summary="<script>alert(1)</script> & <b>gras</b>", kind="no such kind"))
    assert not IncidentReport.objects.exists()
    page = client.post(address(world), answers(summary="<script>alert(1)</script>", detected_at_hour="x")).content
    assert b"<script>alert" not in page
    assert b"&lt;script&gt;" in page
