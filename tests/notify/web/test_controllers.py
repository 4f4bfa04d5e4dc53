"""A processor tells its controllers: list, text, second person, one mail each, and what became of each."""

import re
from smtplib import SMTPRecipientsRefused

import pytest
import time_machine
from django.core import mail
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from breaches import operations
from breaches.models import ControllerNotice, NoticeRound
from notify.work import runner
from tests.notify.web.conftest import DESCRIBED, FACTS, PASSWORD, SATURDAY

HEAD = "nom;siren;contact;email;personnes;prise_en_charge\r\n"
TWO = "Clinique du Sorbier;000000018;Élodie;dpo@sorbier.example;1 200;imagerie\r\nCabinet Œuvrard;;;;;\r\n"
TEXT = dict.fromkeys(("nature", "data", "consequences", "measures", "contact"), "Une phrase.")


@pytest.fixture
def held(world, confirmed_breach):
    """The patients are held for others."""
    groups = [{**FACTS["populations"][0], "role": "processor"}]
    operations.describe(
        actor=world.bob, breach_id=confirmed_breach.pk, now=DESCRIBED, facts={**FACTS, "populations": groups}
    )
    return confirmed_breach


@pytest.fixture(autouse=True)
def on_saturday():
    with time_machine.travel(SATURDAY, tick=False):
        yield


def words(response) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


def imported(client: Client, breach, text: str = HEAD + TWO, encoding: str = "cp1252", **more):
    file = SimpleUploadedFile("r.csv", text.encode(encoding))
    return client.post(reverse("controllers_import", args=[breach.pk]), {"file": file, **more})


def saved(client: Client, breach, **more):
    row = NoticeRound.objects.get(breach=breach)
    return client.post(reverse("controllers_text", args=[breach.pk]), {"lock": row.lock, **TEXT, **more})


def approved(world, client_for, breach) -> NoticeRound:
    client = client_for(world.bob)
    imported(client, breach, contract_hours="12")
    saved(client, breach, act="submit")
    row = NoticeRound.objects.get(breach=breach)
    client_for(world.carla).post(
        reverse("approval", args=["controllers", row.pk]),
        {"answer": "approve", "comment": "", "read_sha256": row.content_sha256, "password": PASSWORD},
    )
    return NoticeRound.objects.get(breach=breach)


@pytest.mark.parametrize("encoding", ["cp1252", "utf-8", "utf-8-sig"])
def test_a_file_gives_one_notice_per_controller(world, client_for, held, encoding):
    assert imported(client_for(world.bob), held, encoding=encoding).status_code == 302
    first, second = ControllerNotice.objects.order_by("number")
    assert (first.name, first.contact, first.persons, first.services) == (
        "Clinique du Sorbier", "Élodie", 1200, "imagerie",
    )  # fmt: skip
    assert (second.name, second.persons, second.email) == ("Cabinet Œuvrard", None, "")
    assert first.populations == ["patients"]


def test_a_file_with_faults_writes_nothing_and_names_each_line(world, client_for, held):
    text = HEAD + "A;000000018;;a@a.example;;\nB;000000018;;A@A.example;;\n;123;;x;;\n"
    response = imported(client_for(world.bob), held, text)
    assert response.status_code == 422
    said = words(response)
    assert "Lignes 2 et 3 : même SIREN" in said
    assert "Lignes 2 et 3 : même courriel" in said
    assert "Ligne 4 : le nom manque" in said
    assert "Ligne 4 : ce SIREN" in said
    assert not NoticeRound.objects.exists()


@pytest.mark.parametrize(
    "text, said",
    [
        ("nom;ville\r\nA;B\r\n", "n’est pas une colonne connue"),
        (HEAD + "A;;;;douze;\r\n", "Ligne 2 : « personnes » n’est pas un nombre entier"),
        (HEAD + "A;\r\n", "Ligne 2 : 2 cellules, 6 attendues"),
        (HEAD, "ne contient aucun responsable"),
    ],
)
def test_a_file_that_does_not_fit_is_refused_in_words(world, client_for, held, text, said):
    response = imported(client_for(world.bob), held, text)
    assert response.status_code == 422
    assert said in words(response).replace("\u00a0", " ").replace("\u202f", " ")


def test_a_controller_by_hand_joins_the_list_and_a_double_names_what_is_recorded(world, client_for, held):
    client, url = client_for(world.bob), reverse("controller_add", args=[held.pk])
    assert client.post(url, {"name": "Clinique A", "email": "dpo@a.example"}).status_code == 302
    again = client.post(url, {"name": "Clinique B", "email": "DPO@a.example"})
    assert again.status_code == 422
    assert "n° 1, déjà inscrit" in words(again).replace("\u00a0", " ")
    assert 'value="Clinique B"' in again.content.decode()
    assert ControllerNotice.objects.count() == 1


def test_an_incomplete_text_is_not_submitted(world, client_for, held):
    client = client_for(world.bob)
    imported(client, held)
    saved(client, held, act="submit", measures="")
    assert NoticeRound.objects.get().state == "draft"
    assert "Il manque encore : Ce que nous avons fait" in words(client.get(reverse("controllers", args=[held.pk])))


def test_the_approver_reads_text_and_list_and_the_preview_shows_one_controllers_own_count(world, client_for, held):
    row = approved(world, client_for, held)
    assert row.state == "approved"
    sheet = words(client_for(world.carla).get(reverse("approval", args=["controllers", row.pk])))
    assert "Clinique du Sorbier" in sheet
    assert "Nous ne notifions pas la CNIL à votre place sauf mandat" in sheet
    first = row.notices.get(number=1)
    shown = words(client_for(world.carla).get(reverse("notice_preview", args=[held.pk, first.pk])))
    assert "Personnes concernées chez vous : 1 200" in shown.replace("\u202f", " ").replace("\u00a0", " ")


def test_adding_a_controller_after_the_approval_makes_it_fall(world, client_for, held):
    row = approved(world, client_for, held)
    client_for(world.bob).post(reverse("controller_add", args=[held.pk]), {"name": "Un de plus"})
    row = type(row).objects.get(pk=row.pk)
    assert (row.state, row.version) == ("draft", 2)
    assert set(row.notices.values_list("state", flat=True)) == {"drafted"}


def test_one_mail_each_and_the_rest_by_hand_fulfils_the_duty(world, client_for, held):
    row, client = approved(world, client_for, held), client_for(world.bob)
    duty = held.duties.get(code="rgpd_33_2")
    client.post(reverse("controllers_send", args=[held.pk]))
    mail.outbox.clear()
    runner.sweep(now=lambda: SATURDAY)
    runner.sweep(now=lambda: SATURDAY)
    first, second = row.notices.order_by("number")
    sent = [each for each in mail.outbox if each.to == ["dpo@sorbier.example"]]
    assert len(sent) == 1
    assert sent[0].extra_headers["Message-ID"] == first.message_id
    assert "Cabinet Œuvrard" not in sent[0].body
    assert (first.state, first.told_at) == ("sent", SATURDAY)
    duty = type(duty).objects.get(pk=duty.pk)
    assert duty.state == "open"
    page = words(client.get(reverse("controllers", args=[held.pk])))
    assert "En retard sur le contrat" in page  # twelve hours of contract, told on Saturday
    hand = reverse("notice_act", args=[held.pk, second.pk, "remise"])
    client.post(hand, {"by_hand": "Pli remis à l’accueil", "at_date": "2026-09-12", "at_hour": "11 h 00"})
    duty = type(duty).objects.get(pk=duty.pk)
    assert (duty.state, duty.late) == ("fulfilled", False)
    table = client.get(reverse("controllers_csv", args=[held.pk])).content.decode("utf-8-sig")
    assert first.message_id in table
    assert "Pli remis à l’accueil" in table


def test_a_refused_address_is_a_failure_that_can_be_tried_again(world, client_for, held, monkeypatch):
    row, client = approved(world, client_for, held), client_for(world.bob)
    one = row.notices.get(number=1)

    def refuse(*_args, **_kwargs):
        raise SMTPRecipientsRefused({})

    client.post(reverse("controllers_send", args=[held.pk]))
    with monkeypatch.context() as broken:
        broken.setattr("django.core.mail.EmailMessage.send", refuse)
        runner.sweep(now=lambda: SATURDAY)
    one = type(one).objects.get(pk=one.pk)
    assert (one.state, one.told_at) == ("failed", None)
    assert "Relancer" in words(client.get(reverse("controllers", args=[held.pk])))
    client.post(reverse("notice_retry", args=[held.pk, one.pk]))
    mail.outbox.clear()
    runner.sweep(now=lambda: SATURDAY)
    one = type(one).objects.get(pk=one.pk)
    assert one.state == "sent"
    assert [each.extra_headers["Message-ID"] for each in mail.outbox if "sorbier" in each.to[0]] == [one.message_id]


@pytest.mark.parametrize("name", ["controllers", "controllers_csv", "controller_add"])
def test_another_organisation_finds_nothing(world, client_for, held, name):
    assert client_for(world.dan).get(reverse(name, args=[held.pk])).status_code == 404


def test_a_notice_is_not_reached_through_another_breach(world, client_for, held, reported_breach):
    row = approved(world, client_for, held)
    url = reverse("notice_preview", args=["00000000-0000-0000-0000-000000000001", row.notices.first().pk])
    assert client_for(world.bob).get(url).status_code == 404


def test_the_mailing_service_does_not_read_the_controllers(world, client_for, held):
    assert client_for(world.david).get(reverse("controllers", args=[held.pk])).status_code == 403


def test_the_next_step_leads_to_the_controllers_then_to_the_approval(world, client_for, held):
    page = client_for(world.bob).get(reverse("breach", args=[held.pk]))
    assert reverse("controllers", args=[held.pk]) in page.content.decode()
    imported(client_for(world.bob), held)
    saved(client_for(world.bob), held, act="submit")
    row = NoticeRound.objects.get()
    page = client_for(world.carla).get(reverse("breach", args=[held.pk]))
    assert reverse("approval", args=["controllers", row.pk]) in page.content.decode()


def test_hundreds_of_controllers_cost_no_more_queries(world, client_for, held, django_assert_max_num_queries):
    client = client_for(world.bob)
    lines = "".join(f"Clinique {n};;;dpo@c{n}.example;{n};\r\n" for n in range(200))
    imported(client, held, HEAD + lines)
    with django_assert_max_num_queries(32):
        assert client.get(reverse("controllers", args=[held.pk])).status_code == 200
