"""Suites and Conservation through their pages: record, answer, justify, hold, agree."""

import io
from datetime import date, timedelta

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from pypdf import PdfReader

from breaches import operations
from breaches.models import Breach, Duty, RetentionRule
from breaches.operations import Verdict
from notify.recipients import store
from notify.recipients.models import PrivateFile
from notify.retention import purging
from tests.notify.web.conftest import FRIDAY, PASSWORD, SATURDAY

pytestmark = pytest.mark.django_db
DAY = FRIDAY.date()
LETTER = {
    "kind": "complement", "reference": "CNIL-2026-77", "received_on": "2026-09-11", "due_on": "2026-09-25",
    "about": "Précisez le nombre de personnes.",
}  # fmt: skip
REQUEST = {"kind": "access", "reference": "D-2026-001", "received_on": "2026-09-11"}


def post(client_for, member, path, data, now=SATURDAY):
    with time_machine.travel(now, tick=False):
        return client_for(member).post(path, data)


def get(client_for, member, path, now=SATURDAY):
    with time_machine.travel(now, tick=False):
        return client_for(member).get(path)


def text_of(response):
    return " ".join(response.content.decode().replace("\u202f", " ").replace("\u00a0", " ").split())


def suites(breach, more=""):
    return f"/violations/{breach.pk}/suites/{more}"


def test_a_letter_is_recorded_with_its_file_and_read_back(world, client_for, confirmed_breach):
    upload = SimpleUploadedFile("courrier.pdf", b"%PDF-1.4 courrier", "application/pdf")
    response = post(client_for, world.bob, suites(confirmed_breach, "courriers/"), LETTER | {"file": upload})
    assert response.status_code == 302
    row = confirmed_breach.letters.get()
    assert (row.due_on, row.evidence.file_name) == (date(2026, 9, 25), "courrier.pdf")
    shown = text_of(get(client_for, world.bob, suites(confirmed_breach)))
    assert "CNIL-2026-77, reçu vendredi 11 septembre" in shown
    assert "À répondre" in shown
    assert "pour le vendredi 25 septembre" in shown
    late = text_of(get(client_for, world.bob, suites(confirmed_breach), SATURDAY + timedelta(days=14)))
    assert "En retard" in late


def test_a_letter_that_is_refused_leaves_no_file(world, client_for, confirmed_breach):
    upload = SimpleUploadedFile("courrier.pdf", b"%PDF-1.4", "application/pdf")
    wrong = LETTER | {"received_on": "2026-12-01", "file": upload}
    response = post(client_for, world.bob, suites(confirmed_breach, "courriers/"), wrong)
    assert response.status_code == 422
    assert "Nous sommes le 2026-09-12" in text_of(response)
    assert (confirmed_breach.letters.count(), PrivateFile.objects.count()) == (0, 0)


def test_the_answer_ends_the_wait(world, client_for, confirmed_breach):
    post(client_for, world.bob, suites(confirmed_breach, "courriers/"), LETTER)
    row = confirmed_breach.letters.get()
    answer = {"answered_on": "2026-09-12", "answer": "Voir le complément."}
    post(client_for, world.bob, suites(confirmed_breach, f"courriers/{row.pk}/reponse/"), answer)
    shown = text_of(get(client_for, world.bob, suites(confirmed_breach)))
    assert "Répondu samedi 12 septembre" in shown
    assert "Voir le complément." in shown


def test_a_request_is_due_in_a_month_and_extended_once(world, client_for, confirmed_breach):
    post(client_for, world.bob, suites(confirmed_breach, "demandes/"), REQUEST)
    row = confirmed_breach.requests.get()
    shown = text_of(get(client_for, world.bob, suites(confirmed_breach)))
    assert "pour le lundi 12 octobre" in shown  # 11 October is a Sunday
    page = text_of(get(client_for, world.bob, suites(confirmed_breach, f"demandes/{row.pk}/prolonger/")))
    assert "vendredi 11 décembre 2026" in page
    path = suites(confirmed_breach, f"demandes/{row.pk}/prolonger/")
    post(client_for, world.bob, path, {"reasons": "Trente demandes."})
    assert post(client_for, world.bob, path, {"reasons": "Encore."}).status_code == 422
    shown = text_of(get(client_for, world.bob, suites(confirmed_breach)))
    assert "Prolongée de deux mois : Trente demandes." in shown
    assert "Prolonger de deux mois" not in shown


def test_a_name_in_place_of_a_number_is_refused_beside_its_field(world, client_for, confirmed_breach):
    response = post(client_for, world.bob, suites(confirmed_breach, "demandes/"), REQUEST | {"reference": "Mme Petit"})
    assert response.status_code == 422
    assert "jamais le nom de la personne." in text_of(response)


def test_a_refused_request_asks_for_its_reasons(world, client_for, confirmed_breach):
    post(client_for, world.bob, suites(confirmed_breach, "demandes/"), REQUEST)
    path = suites(confirmed_breach, f"demandes/{confirmed_breach.requests.get().pk}/suite/")
    refused = {"handled_on": "2026-09-12", "outcome": "refused"}
    assert post(client_for, world.bob, path, refused).status_code == 422
    post(client_for, world.bob, path, refused | {"reasons": "Demande infondée."})
    assert "Refusée avec motifs : Demande infondée." in text_of(get(client_for, world.bob, suites(confirmed_breach)))


def test_a_delay_stands_beside_the_clock_of_art_34_and_not_of_art_33(world, client_for, assessed_breach):
    data = {"authority": "Parquet de Rennes", "reference": "PR-9", "starts_on": "2026-09-12", "until_on": "2026-09-30"}
    post(client_for, world.bob, suites(assessed_breach, "report/"), data)
    shown = text_of(get(client_for, world.bob, f"/violations/{assessed_breach.pk}/"))
    assert shown.count("Reportée jusqu’au mercredi 30 septembre") == 1
    assert "Demandé par : Parquet de Rennes" in shown
    row = assessed_breach.delays.get()
    post(client_for, world.bob, suites(assessed_breach, f"report/{row.pk}/lever/"), {})
    assert "Reportée jusqu’au" not in text_of(get(client_for, world.bob, f"/violations/{assessed_breach.pk}/"))


def test_references_and_lessons_are_kept_and_shown(world, client_for, confirmed_breach):
    links = {"processing_record": "https://registre.example/RT-12", "processor_contract": "Contrat 2024-7, annexe 3"}
    post(client_for, world.bob, suites(confirmed_breach, "references/"), links)
    post(client_for, world.bob, suites(confirmed_breach, "enseignements/"), {"lessons": "Relire l’adresse."})
    shown = text_of(get(client_for, world.bob, suites(confirmed_breach)))
    assert 'href="https://registre.example/RT-12"' in shown
    assert "Contrat 2024-7, annexe 3" in shown
    assert "Relire l’adresse." in shown


def closable(world, breach):
    withheld = Verdict("do_not_notify", "do_not_communicate", "Le destinataire a tout rendu.")
    row = operations.assess(actor=world.bob, breach_id=breach.pk, now=SATURDAY, decision=withheld)
    decision = operations.submit_decision(actor=world.bob, decision_id=row.decision.pk, now=SATURDAY)
    operations.approve_decision(actor=world.carla, decision_id=decision.pk, now=SATURDAY)
    for duty in Duty.objects.filter(breach=breach, state="open"):
        operations.fulfil_duty(actor=world.bob, duty_id=duty.pk, now=SATURDAY, reference="fait")
    return breach


def test_the_page_says_what_keeps_the_file_open_and_what_may_be_explained(world, client_for, assessed_breach):
    closable(world, assessed_breach)
    operations.take_measure(actor=world.bob, breach_id=assessed_breach.pk, now=SATURDAY, what="Former.")
    operations.receive_request(
        actor=world.bob, breach_id=assessed_breach.pk, now=SATURDAY, kind="access", reference="D-1", received_on=DAY
    )
    shown = text_of(get(client_for, world.bob, suites(assessed_breach)))
    assert "Mesures non faites : 1" in shown
    assert "À faire ou à justifier" in shown
    assert "Demandes de personnes non traitées : 1" in shown
    page = text_of(get(client_for, world.bob, f"/violations/{assessed_breach.pk}/cloturer/"))
    assert "Le dossier ne peut pas encore se clôturer" in page
    assert "<textarea" not in page


def test_a_file_closes_with_the_words_asked_for(world, client_for, assessed_breach):
    closable(world, assessed_breach)
    operations.take_measure(actor=world.bob, breach_id=assessed_breach.pk, now=SATURDAY, what="Former.")
    path = f"/violations/{assessed_breach.pk}/cloturer/"
    page = text_of(get(client_for, world.bob, path))
    assert "Mesures non faites : 1. Pourquoi clôturer quand même ?" in page
    data = {"lessons": "Relire.", "password": PASSWORD}
    assert post(client_for, world.bob, path, data).status_code == 422
    assert post(client_for, world.bob, path, data | {"why_measures": "Plan 2027."}).status_code == 302
    breach = Breach.objects.get(pk=assessed_breach.pk)
    assert (breach.state, breach.closing_explained.get().reasons) == ("closed", "Plan 2027.")
    assert "Plan 2027." in text_of(get(client_for, world.bob, suites(breach)))


def test_a_hold_is_released_by_somebody_else_on_the_page(world, client_for, confirmed_breach):
    post(client_for, world.carla, suites(confirmed_breach, "gel/"), {"reason": "Plainte déposée."})
    own = text_of(get(client_for, world.carla, suites(confirmed_breach)))
    assert "Vous avez posé ce gel : une seconde personne le lève." in own
    lift = suites(confirmed_breach, "gel/lever/")
    assert post(client_for, world.carla, lift, {"reasons": "Classée."}).status_code == 422
    assert post(client_for, world.bob, lift, {"reasons": "Classée."}).status_code == 302
    assert not confirmed_breach.holds.filter(released_at=None).exists()


def test_a_period_is_proposed_by_one_and_agreed_by_another(world, client_for):
    shown = text_of(get(client_for, world.bob, "/organisme/conservation/"))
    assert shown.count("à fixer") == 5
    assert "jamais purgés" in shown
    propose = "/organisme/conservation/proposer/evidence/"
    assert post(client_for, world.bob, propose, {"months": "0", "reasons": "x"}).status_code == 422
    assert post(client_for, world.bob, propose, {"months": "24", "reasons": "Contentieux."}).status_code == 302
    rule = RetentionRule.objects.get()
    decide = f"/organisme/conservation/{rule.pk}/"
    assert post(client_for, world.bob, decide, {"answer": "approve"}).status_code == 403
    answer = {"answer": "approve", "comment": "", "password": PASSWORD}
    assert post(client_for, world.carla, decide, answer | {"password": "non"}).status_code == 422
    assert post(client_for, world.carla, decide, answer).status_code == 302
    assert "24 mois après la clôture" in text_of(get(client_for, world.bob, "/organisme/conservation/"))


def test_the_date_of_each_purge_is_shown_and_a_hold_beside_it(world, client_for, assessed_breach):
    closable(world, assessed_breach)
    kept = store.save(breach=assessed_breach, purpose="evidence", name="a.png", data=b"x", now=SATURDAY)
    assert kept.purged_at is None
    operations.close_breach(actor=world.bob, breach_id=assessed_breach.pk, now=SATURDAY)
    rule = operations.propose_retention(
        actor=world.bob, now=SATURDAY, kind="evidence", months=24, reasons="Contentieux."
    )
    operations.approve_retention(actor=world.carla, rule_id=rule.pk, now=SATURDAY)
    shown = text_of(get(client_for, world.bob, "/organisme/conservation/"))
    assert "mercredi 13 septembre 2028" in shown
    operations.place_hold(actor=world.carla, breach_id=assessed_breach.pk, now=SATURDAY, reason="Plainte.")
    assert "Gelé" in text_of(get(client_for, world.bob, "/organisme/conservation/"))


PATHS = ("", "courriers/", "demandes/", "report/", "references/", "enseignements/", "gel/")


@pytest.mark.parametrize("path", PATHS)
def test_nobody_else_reaches_these_pages(world, client_for, confirmed_breach, path):
    assert get(client_for, world.dan, suites(confirmed_breach, path)).status_code == 404
    for member in (world.alice, world.david, world.eve):
        assert get(client_for, member, suites(confirmed_breach, path)).status_code == 403


def test_rows_of_another_file_are_not_found(world, client_for, confirmed_breach):
    post(client_for, world.bob, suites(confirmed_breach, "courriers/"), LETTER)
    letter = confirmed_breach.letters.get()
    other = operations.report_incident(
        actor=world.alice, now=SATURDAY, report=operations.Report("Autre incident.")
    ).breach
    assert get(client_for, world.bob, suites(other, f"courriers/{letter.pk}/reponse/")).status_code == 404


def test_a_letter_and_a_request_are_awaited_on_the_first_page(world, client_for, filed_notification):
    breach = filed_notification.breach
    post(client_for, world.bob, suites(breach, "courriers/"), LETTER)
    post(client_for, world.bob, suites(breach, "demandes/"), REQUEST)
    shown = text_of(get(client_for, world.bob, "/"))
    assert "Répondre à la CNIL" in shown
    assert "Voir les demandes" in shown


def test_the_same_is_on_paper_and_names_nobody(world, client_for, confirmed_breach):
    for path, data in (("courriers/", LETTER), ("demandes/", REQUEST), ("gel/", {"reason": "Plainte."})):
        post(client_for, world.bob, suites(confirmed_breach, path), data)
    response = get(client_for, world.bob, suites(confirmed_breach, "suites.pdf"))
    assert response["Content-Type"] == "application/pdf"
    pages = PdfReader(io.BytesIO(response.content)).pages
    told = " ".join(" ".join(page.extract_text() for page in pages).split())
    assert "Demande de compléments, CNIL-2026-77, reçu le 11 septembre 2026" in told
    assert "Terme : 12 octobre 2026." in told
    assert "Posé par Bob Lefèvre" in told


def test_an_overdue_measure_is_late_on_the_breach_too(world, client_for, confirmed_breach):
    given = {"actor": world.bob, "breach_id": confirmed_breach.pk, "now": SATURDAY}
    operations.take_measure(**given, what="Former.", due_on=DAY)
    path = f"/violations/{confirmed_breach.pk}/"
    assert "En retard" in _measures(get(client_for, world.bob, path))
    assert "En retard" not in _measures(get(client_for, world.bob, path, SATURDAY - timedelta(hours=14)))


def _measures(response):
    return text_of(response).split('id="mesures"')[1].split('id="suites"')[0]


def test_a_purged_piece_is_said_so_and_offers_no_download(world, client_for, assessed_breach):
    closable(world, assessed_breach)
    kept = store.save(breach=assessed_breach, purpose="evidence", name="a.png", data=b"x", now=SATURDAY)
    piece = operations.add_evidence(
        actor=world.bob, breach_id=assessed_breach.pk, now=SATURDAY, what="Capture", file_name=kept.name,
        size=kept.size, sha256=kept.sha256, stored_as=kept.pk,
    )  # fmt: skip
    closed = operations.close_breach(actor=world.bob, breach_id=assessed_breach.pk, now=SATURDAY)
    path, years = f"/violations/{closed.pk}/", SATURDAY + timedelta(days=800)
    assert f"pieces/{piece.pk}/" in text_of(get(client_for, world.bob, path))
    rule = operations.propose_retention(actor=world.bob, now=SATURDAY, kind="evidence", months=12, reasons="Assez.")
    operations.approve_retention(actor=world.carla, rule_id=rule.pk, now=SATURDAY)
    purging.purge_kind(closed, "evidence", years)
    shown = text_of(get(client_for, world.bob, path, years))
    assert "PNG purgé" in shown
    assert f"pieces/{piece.pk}/" not in shown
    assert get(client_for, world.bob, f"{path}pieces/{piece.pk}/", years).status_code == 404


def test_the_technical_administrator_sees_periods_and_no_file(world, client_for, assessed_breach):
    closed = operations.close_breach(actor=world.bob, breach_id=closable(world, assessed_breach).pk, now=SATURDAY)
    rule = operations.propose_retention(actor=world.bob, now=SATURDAY, kind="report", months=12, reasons="Assez.")
    operations.approve_retention(actor=world.carla, rule_id=rule.pk, now=SATURDAY)
    page = "/organisme/conservation/"
    assert closed.reference in text_of(get(client_for, world.bob, page))
    assert closed.reference not in text_of(get(client_for, world.eve, page))
    purging.purge_kind(closed, "report", SATURDAY + timedelta(days=800))
    assert closed.reference not in text_of(get(client_for, world.eve, page))
