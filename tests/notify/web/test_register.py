"""Registre: every breach, search and sort, and files that read back as they were written."""

import csv
import io
from collections.abc import Callable
from html import unescape
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook

from breaches import operations
from breaches.models import AuthorityNotification, Breach, Communication
from breaches.operations import Report, Verdict
from notify.dossier.register import COLUMNS
from notify.dossier.register_files import neutral
from tests.notify.web.conftest import ASSESSED, AWARE, CONFIRMED, DESCRIBED, FACTS, FRIDAY, World

pytestmark = pytest.mark.django_db
LABELS = [label for _key, label in COLUMNS]


def words(response: Any) -> str:
    """The page with plain spaces and no entities, as a person reads it."""
    text = unescape(response.content.decode())
    return " ".join(text.replace("\u00a0", " ").replace("\u202f", " ").split())


def csv_rows(response: Any) -> list[dict[str, str]]:
    text = response.content.decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text, newline=""), delimiter=";"))


@pytest.fixture
def withheld_breach(world: World) -> Breach:
    """A second breach: decided not to notify, with its reasons."""
    report = operations.report_incident(
        actor=world.alice, now=FRIDAY, report=Report(summary="Clé USB chiffrée perdue.")
    )
    breach = operations.confirm_breach(
        actor=world.bob, breach_id=report.breach_id, now=CONFIRMED, aware_at=AWARE, reasons="Perte constatée.",
        title="Clé USB chiffrée perdue",
    )  # fmt: skip
    facts = FACTS | {
        "origin": "lost_stolen_equipment", "malicious": False,
        "protection": {"encrypted": "state_of_the_art", "key_compromised": False},
        "confidentiality": {"exposure": "possible"},
        "integrity": {"altered": "none"},
        "availability": {"lost": "temporary", "backup": "full", "care_affected": False},
    }  # fmt: skip
    operations.describe(actor=world.bob, breach_id=breach.pk, now=DESCRIBED, facts=facts)
    verdict = Verdict("do_not_notify", "do_not_communicate", "Clé chiffrée, mot de passe sûr.", exemption="a")
    operations.assess(actor=world.bob, breach_id=breach.pk, now=ASSESSED, decision=verdict)
    decision = breach.decisions.get()
    operations.submit_decision(actor=world.bob, decision_id=decision.pk, now=ASSESSED)
    operations.approve_decision(actor=world.carla, decision_id=decision.pk, now=ASSESSED)
    return breach


def test_every_breach_is_there_notified_or_not(
    world: World, filed_notification: AuthorityNotification, withheld_breach: Breach, client_for: Callable[..., Client]
) -> None:
    page = words(client_for(world.bob).get(reverse("register")))

    assert "Fichier de patients en libre accès" in page
    assert "Notifiée, V-2026-000123" in page
    assert "Clé USB chiffrée perdue" in page
    assert "Non notifiée, décidé et motivé" in page


def test_the_reasons_of_not_notifying_are_in_the_record(
    world: World, withheld_breach: Breach, client_for: Callable[..., Client]
) -> None:
    [row] = csv_rows(client_for(world.bob).get(reverse("register_csv")))

    assert "Clé chiffrée, mot de passe sûr." in row["Décision de notifier la CNIL et motifs"]
    assert "article 34, paragraphe 3, a)" in row["Décision d’informer les personnes et motifs"]


def test_the_record_of_a_notified_breach_is_complete(
    world: World, filed_notification: AuthorityNotification, client_for: Callable[..., Client]
) -> None:
    [row] = csv_rows(client_for(world.bob).get(reverse("register_csv")))

    assert list(row) == LABELS
    assert row["Identifiant"] == filed_notification.breach.reference
    assert row["Date de prise de connaissance"] == "vendredi 11 septembre 2026 à 18 h 47"
    assert row["Nature de la violation"] == "Perte de la confidentialité"
    assert "Patients" in row["Catégories et nombre approximatif de personnes"]
    assert "10\u202f000" in row["Catégories et nombre approximatif de personnes"]
    assert "Données de santé" in row["Catégories et nombre approximatif d’enregistrements"]
    assert "Vol d’identité" in row["Conséquences probables"]
    assert row["Numéro de notification à la CNIL"].startswith("V-2026-000123 (initiale")
    assert "Gravité ENISA : 5,00, très élevée. Gravité CNIL : maximal." in row["Appréciation du risque et motivation"]
    assert row["Avis du délégué à la protection des données"].startswith("Notifier la CNIL.")


def test_the_csv_is_made_for_french_spreadsheets(
    world: World, filed_notification: AuthorityNotification, client_for: Callable[..., Client]
) -> None:
    answer = client_for(world.bob).get(reverse("register_csv"))

    assert answer.content.startswith("\ufeffIdentifiant;".encode())
    assert answer.content.endswith(b"\r\n")
    assert answer["Content-Disposition"].startswith('attachment; filename="registre-')


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r"])
def test_a_text_that_would_be_a_formula_is_neutralised(start: str) -> None:
    assert neutral(f'{start}HYPERLINK("http://exemple.invalid")').startswith("'" + start)


def test_hostile_texts_are_neither_formulas_nor_markup(world: World, client_for: Callable[..., Client]) -> None:
    hostile = '=HYPERLINK("http://exemple.invalid";"<script>alert(1)</script>")'
    report = operations.report_incident(actor=world.alice, now=FRIDAY, report=Report(summary="Perdu."))
    operations.confirm_breach(
        actor=world.bob, breach_id=report.breach_id, now=CONFIRMED, aware_at=AWARE, reasons="Vu.", title=hostile
    )
    client = client_for(world.bob)

    page = client.get(reverse("register")).content.decode()
    [row] = csv_rows(client.get(reverse("register_csv")))
    sheet = load_workbook(io.BytesIO(client.get(reverse("register_xlsx")).content)).active

    cell = sheet.cell(2, LABELS.index("Faits et circonstances") + 1)
    assert "<script>alert" not in page
    assert row["Faits et circonstances"].startswith("'=HYPERLINK")
    assert cell.value.startswith("=HYPERLINK")
    assert cell.data_type != "f"


def test_the_xlsx_says_what_the_csv_says(
    world: World, filed_notification: AuthorityNotification, withheld_breach: Breach, client_for: Callable[..., Client]
) -> None:
    client = client_for(world.bob)

    rows = csv_rows(client.get(reverse("register_csv")))
    sheet = load_workbook(io.BytesIO(client.get(reverse("register_xlsx")).content)).active

    head, *lines = [[cell or "" for cell in line] for line in sheet.iter_rows(values_only=True)]
    assert head == LABELS
    assert [dict(zip(head, line, strict=True)) for line in lines] == rows


def test_filters_and_search_narrow_the_list_and_its_exports(
    world: World, filed_notification: AuthorityNotification, withheld_breach: Breach, client_for: Callable[..., Client]
) -> None:
    client = client_for(world.bob)

    def found(**query: str) -> list[str]:
        return [row["Identifiant"] for row in csv_rows(client.get(reverse("register_csv"), query))]

    notified, withheld = filed_notification.breach.reference, withheld_breach.reference
    assert found(outcome="notified") == [notified]
    assert found(outcome="withheld") == [withheld]
    assert found(q="usb CHIFFRÉE") == [withheld]
    assert found(nature="integrity") == []
    assert found(sort="reference") == sorted([notified, withheld])
    assert "Aucune violation ne répond" in words(client.get(reverse("register"), {"q": "introuvable"}))


def test_a_filter_that_cannot_be_read_filters_nothing(
    world: World, filed_notification: AuthorityNotification, client_for: Callable[..., Client]
) -> None:
    page = client_for(world.bob).get(reverse("register"), {"sort": "nothing", "page": "99"})

    assert page.status_code == 200
    assert "1 sur 1" in words(page)


def test_an_exercise_is_marked(world: World, client_for: Callable[..., Client]) -> None:
    operations.report_incident(actor=world.alice, now=FRIDAY, report=Report(summary="Exercice."), exercise=True)

    [row] = csv_rows(client_for(world.bob).get(reverse("register_csv")))

    assert row["Identifiant"].endswith("(EXERCICE)")


def test_the_letters_handed_over_are_proved_by_the_hash_of_their_content(
    world: World, approved_communication: Communication, client_for: Callable[..., Client]
) -> None:
    for act, who, more in (
        ("register_proof", world.david, {"proof_sha256": "b" * 64}),
        ("sign_proof", world.david, {}),
        ("sign_proof", world.bob, {}),
        ("start_production", world.david, {}),
        ("record_lot", world.david, {"number": 1, "letters": 3, "pages": 6, "sha256": "c" * 64}),
        ("hand_over", world.david, {}),
    ):
        getattr(operations, act)(
            actor=who, communication_id=approved_communication.pk, now=ASSESSED.replace(day=13), **more
        )

    [row] = csv_rows(client_for(world.bob).get(reverse("register_csv")))

    told = row["Date, contenu et preuve de l’information"]
    assert "Courrier, 3 personnes" in told
    assert approved_communication.content_sha256 in told


def test_the_register_is_of_one_organisation_and_for_its_readers(
    world: World, filed_notification: AuthorityNotification, client_for: Callable[..., Client]
) -> None:
    names = ("register", "register_csv", "register_xlsx")

    assert "Fichier de patients" not in words(client_for(world.dan).get(reverse("register")))
    assert csv_rows(client_for(world.dan).get(reverse("register_csv"))) == []
    assert [client_for(world.david).get(reverse(name)).status_code for name in names] == [403, 403, 403]
    assert client_for(world.eve).get(reverse("register")).status_code == 403


@pytest.mark.slow
def test_two_hundred_breaches_cost_twenty_queries_at_most(
    world: World, client_for: Callable[..., Client], django_assert_max_num_queries: Any
) -> None:
    for rank in range(200):
        report = operations.report_incident(actor=world.alice, now=FRIDAY, report=Report(summary=f"Incident {rank}."))
        if rank % 4 == 0:
            operations.confirm_breach(
                actor=world.bob, breach_id=report.breach_id, now=CONFIRMED, aware_at=AWARE, reasons="Vu."
            )
            operations.describe(actor=world.bob, breach_id=report.breach_id, now=DESCRIBED, facts=FACTS)
    client = client_for(world.bob)

    with django_assert_max_num_queries(20) as screen:
        client.get(reverse("register"))
    with django_assert_max_num_queries(20) as file:
        client.get(reverse("register_csv"))

    assert len(screen) >= len(file) > 5
