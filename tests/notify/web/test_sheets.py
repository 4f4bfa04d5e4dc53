"""Fiches: the same facts for the ARS, NIS 2, the insurer and the police; edited, sent, compared, taken away."""

import io
import json
from collections.abc import Callable
from datetime import timedelta
from html import unescape
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from pypdf import PdfReader

from breaches import journal, operations
from breaches.law.sheets import SHEETS
from breaches.models import AuthorityNotification, Breach, Duty, JournalEntry, SheetTransmission, SheetVersion
from notify.pdf import pdf_available
from notify.web.sheet_case import answers_in
from tests.notify.web.conftest import FACTS, SATURDAY, World

pytestmark = pytest.mark.django_db
NOW = SATURDAY + timedelta(hours=2)


@pytest.fixture(autouse=True)
def saturday() -> Any:
    with time_machine.travel(NOW, tick=False):
        yield


def words(response: Any) -> str:
    """The page with plain spaces and no entities, as a person reads it."""
    text = unescape(response.content.decode())
    return " ".join(text.replace("\u00a0", " ").replace("\u202f", " ").split())


def url(breach: Breach, code: str = "csp", name: str = "sheet") -> str:
    return reverse(name, args=[breach.pk, code])


def typed(client: Client, breach: Breach, code: str = "csp") -> dict[str, Any]:
    """Every value that the form of the page would send back untouched."""
    form = client.get(url(breach, code) + "?modifier=1").context["form"]
    data: dict[str, Any] = {}
    for bound in form:
        value = bound.value()
        if hasattr(bound.field.widget, "decompress"):
            parts = bound.field.widget.decompress(value)
            data |= {bound.html_name + n: p for n, p in zip(bound.field.widget.widgets_names, parts, strict=True)}
        elif value is not None:
            data[bound.html_name] = value
    return data


def save(client: Client, breach: Breach, code: str = "csp", **changed: Any) -> Any:
    return client.post(url(breach, code, "sheet_save"), typed(client, breach, code) | changed)


def send(client: Client, breach: Breach, code: str = "csp", **changed: Any) -> Any:
    page = client.get(url(breach, code, "sheet_transmit"))
    data = {
        "sent_at_date": "2026-09-12", "sent_at_hour": "13 h 30", "addressee": "ARS Bretagne", "reference": "SI-35-9",
        "expected_number": page.context["form"]["expected_number"].value(),
    }  # fmt: skip
    return client.post(url(breach, code, "sheet_transmit"), data | changed)


@pytest.mark.parametrize("code", [each.code for each in SHEETS])
def test_every_sheet_opens_filled_from_the_facts_and_says_what_is_missing(
    world: World, described_breach: Breach, client_for: Callable[..., Client], code: str
) -> None:
    page = client_for(world.bob).get(url(described_breach, code))

    said = words(page)
    assert page.status_code == 200
    assert "Laboratoire des Trois-Rivières" in said
    assert "libellé à vérifier" in said
    assert "Pas encore enregistrée" in said
    assert 'data-copy="#reponse-denomination"' in page.content.decode()
    assert not SheetVersion.objects.exists()


def test_an_edit_is_a_new_version_and_a_journal_entry_without_its_text(
    world: World, described_breach: Breach, client_for: Callable[..., Client]
) -> None:
    client = client_for(world.bob)

    answer = save(client, described_breach, systemes="Serveur de résultats", nb_personnes="12 500")
    again = save(client, described_breach, systemes="Serveur de Mme Durand")

    versions = list(SheetVersion.objects.order_by("number"))
    bodies = [entry.body for entry in JournalEntry.objects.filter(kind="sheet.written")]
    assert (answer.status_code, again.status_code) == (302, 302)
    assert [(row.number, answers_in(row)["nb_personnes"]) for row in versions] == [(1, 12_500), (2, 12_500)]
    assert answers_in(versions[1])["systemes"] == "Serveur de Mme Durand"
    assert len(bodies) == 2
    assert not any("Durand" in body for body in bodies)
    page = words(client.get(url(described_breach)))
    assert "Depuis la version précédente" in page
    assert "a rédigé la fiche « Incident de sécurité, ARS et CERT Santé », version 2" in words(
        client.get(reverse("breach", args=[described_breach.pk]))
    )


def test_an_answer_that_does_not_fit_stands_beside_its_field_and_nothing_is_lost(
    world: World, described_breach: Breach, client_for: Callable[..., Client]
) -> None:
    answer = save(client_for(world.bob), described_breach, siren="123456789", systemes="Serveur de résultats")

    assert answer.status_code == 422
    assert "Ce numéro SIREN n’est pas valide" in words(answer)
    assert "Serveur de résultats" in words(answer)
    assert not SheetVersion.objects.exists()


def test_a_stale_form_keeps_what_was_typed_and_shows_the_other_version(
    world: World, described_breach: Breach, client_for: Callable[..., Client]
) -> None:
    client = client_for(world.bob)
    mine = typed(client, described_breach) | {"systemes": "Mon serveur"}
    save(client, described_breach, systemes="Son serveur")

    answer = client.post(url(described_breach, name="sheet_save"), mine)

    assert answer.status_code == 409
    assert "Mon serveur" in words(answer)
    assert "Son" in str(answer.context["theirs"][0].added)
    assert SheetVersion.objects.count() == 1


def test_a_transmission_fulfils_the_open_duty_and_keeps_the_version_that_was_sent(
    world: World, described_breach: Breach, client_for: Callable[..., Client]
) -> None:
    duty = Duty.objects.get(breach=described_breach, code="csp_incident")

    answer = send(client_for(world.bob), described_breach)

    row = SheetTransmission.objects.get()
    done = Duty.objects.get(pk=duty.pk)
    told = journal.payload_of(JournalEntry.objects.get(kind="sheet.transmitted"))
    assert answer.status_code == 302
    assert (row.reference, row.version.number, row.version.code) == ("SI-35-9", 1, "csp")
    assert (done.state, done.reference, done.fulfilled_at) == ("fulfilled", "SI-35-9", row.sent_at)
    assert "SI-35-9" not in json.dumps(told)
    assert "ARS Bretagne" in words(client_for(world.carla).get(url(described_breach)))


def test_a_sheet_without_duty_is_sent_all_the_same(
    world: World, described_breach: Breach, client_for: Callable[..., Client]
) -> None:
    before = Duty.objects.filter(state="fulfilled").count()

    answer = send(client_for(world.bob), described_breach, "insurer", addressee="Assureur", reference="")

    assert answer.status_code == 302
    assert SheetTransmission.objects.get().reference == ""
    assert Duty.objects.filter(state="fulfilled").count() == before


def test_what_the_duty_refuses_records_nothing_at_all(
    world: World, described_breach: Breach, client_for: Callable[..., Client], monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(**_: Any) -> None:
        raise operations.duties.DutyNotOpenError(state="faite")

    monkeypatch.setattr(operations, "fulfil_duty", refuse)

    answer = send(client_for(world.bob), described_breach)

    assert answer.status_code == 422
    assert not SheetVersion.objects.exists()
    assert not SheetTransmission.objects.exists()


def test_a_transmission_of_the_future_or_to_nobody_is_refused_beside_its_field(
    world: World, described_breach: Breach, client_for: Callable[..., Client]
) -> None:
    client = client_for(world.bob)

    future = send(client, described_breach, sent_at_hour="23 h 59")
    nobody = send(client, described_breach, addressee=" ")

    assert (future.status_code, nobody.status_code) == (422, 422)
    assert "déjà passée" in words(future)
    assert "Dites à qui" in words(nobody)
    assert not SheetTransmission.objects.exists()


def test_what_was_sent_before_somebody_saved_again_is_asked_again(
    world: World, described_breach: Breach, client_for: Callable[..., Client]
) -> None:
    client = client_for(world.bob)
    save(client, described_breach, systemes="un")
    save(client, described_breach, systemes="deux")

    answer = send(client, described_breach, expected_number="1")

    assert answer.status_code == 422
    assert not SheetTransmission.objects.exists()


def test_contradictions_stand_on_the_breach_and_on_each_sheet_with_both_values(
    world: World, filed_notification: AuthorityNotification, client_for: Callable[..., Client]
) -> None:
    client, breach = client_for(world.bob), filed_notification.breach
    home = reverse("breach", args=[breach.pk])
    assert "contradiction" not in words(client.get(home)).lower()
    save(client, breach, "complaint", nb_personnes="12 500")
    send(client, breach, "complaint", addressee="Gendarmerie de Rennes", reference="PV 12")

    for address in (home, url(breach, "complaint"), url(breach, "complaint")):
        said = words(client.get(address))
        assert "Nombre approximatif de personnes concernées" in said
        assert "10 000" in said
        assert "12 500" in said
        assert "complément de plainte" in said
    assert "Une contradiction" not in words(client.get(url(breach, "csp")))


def test_new_facts_contradict_what_was_sent_and_ask_for_a_complement(
    world: World, filed_notification: AuthorityNotification, client_for: Callable[..., Client]
) -> None:
    breach = filed_notification.breach
    people = [FACTS["populations"][0] | {"persons": {"confirmed": 11_000}}]
    operations.describe(actor=world.bob, breach_id=breach.pk, now=NOW, facts=FACTS | {"populations": people})

    said = words(client_for(world.bob).get(reverse("breach", args=[breach.pk])))

    assert "Une contradiction entre ce qui a été transmis" in said
    assert "11 000" in said
    assert "Préparez une notification complémentaire à la CNIL" in said


def test_a_sheet_takes_the_present_facts_up_again_and_keeps_the_rest(
    world: World, described_breach: Breach, client_for: Callable[..., Client]
) -> None:
    client = client_for(world.bob)
    save(client, described_breach, systemes="Serveur de résultats")
    people = [FACTS["populations"][0] | {"persons": {"confirmed": 11_000}}]
    operations.describe(actor=world.bob, breach_id=described_breach.pk, now=NOW, facts=FACTS | {"populations": people})

    shown = words(client.get(url(described_breach)))
    client.post(url(described_breach, name="sheet_refresh"))

    answers = answers_in(SheetVersion.objects.order_by("number").last())
    assert "Ils disent autre chose que cette version" in shown
    assert (answers["nb_personnes"], answers["systemes"]) == (11_000, "Serveur de résultats")


def test_other_organisations_and_roles_reach_no_sheet(
    world: World, described_breach: Breach, client_for: Callable[..., Client]
) -> None:
    for name in ("sheet", "sheet_json", "sheet_txt", "sheet_pdf"):
        assert client_for(world.dan).get(url(described_breach, name=name)).status_code == 404
        assert client_for(world.david).get(url(described_breach, name=name)).status_code == 403
    assert client_for(world.dan).get(url(described_breach, name="sheet_transmit")).status_code == 404
    assert client_for(world.carla).get(url(described_breach, name="sheet_transmit")).status_code == 403
    assert client_for(world.carla).post(url(described_breach, name="sheet_save"), {}).status_code == 403
    assert client_for(world.bob).get(url(described_breach, "cnil")).status_code == 404


def test_exports_say_the_same_answers_and_their_hash(
    world: World, described_breach: Breach, client_for: Callable[..., Client]
) -> None:
    client = client_for(world.bob)
    save(client, described_breach, systemes="Serveur de résultats")
    version = SheetVersion.objects.get()

    told = json.loads(client.get(url(described_breach, name="sheet_json")).content)
    text = client.get(url(described_breach, name="sheet_txt"))

    assert told["answers"] == answers_in(version)
    assert told["sha256"] == version.content_sha256
    assert told["libelles"] == "libellé à vérifier"
    assert all(line["fondement"] for part in told["sections"] for line in part["reponses"])
    assert "Serveur de résultats" in text.content.decode()
    assert version.content_sha256 in text.content.decode()
    assert "fiche-csp-v1.txt" in text["Content-Disposition"]


@pytest.mark.skipif(not pdf_available(), reason="no Pango on this machine")
def test_the_pdf_of_a_sheet_is_tagged_and_claims_no_more(
    world: World, described_breach: Breach, client_for: Callable[..., Client]
) -> None:
    answer = client_for(world.bob).get(url(described_breach, "complaint", "sheet_pdf"))

    assert answer["Content-Type"] == "application/pdf"
    assert answer.content.startswith(b"%PDF-")
    document = PdfReader(io.BytesIO(answer.content))
    assert "/StructTreeRoot" in document.trailer["/Root"]
    assert "PDF balisé, non validé" in " ".join("".join(page.extract_text() for page in document.pages).split())


def test_a_breach_and_a_sheet_cost_no_more_queries_with_more_transmissions(
    world: World, filed_notification: AuthorityNotification, client_for: Callable[..., Client],
    django_assert_max_num_queries: Any,
) -> None:  # fmt: skip
    client, breach = client_for(world.bob), filed_notification.breach
    for code in ("csp", "insurer", "complaint", "nis2_early"):
        send(client, breach, code)
    for address in (url(breach), reverse("breach", args=[breach.pk])):
        client.get(address)
        with django_assert_max_num_queries(39):
            client.get(address)
