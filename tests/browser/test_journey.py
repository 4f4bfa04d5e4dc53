"""One breach from the first report to the letters, each person in a window of their own; axe looks at every page."""

import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from notify.recipients.generator import Dirt, write_csv
from tests.browser.people import BOB, CARLA, DAN, DAVID, EVE, GAEL
from tests.browser.site import Site
from tests.browser.typing_in import band, choose, fill_instant, follow, give_password, go, press, said
from tests.browser.windows import DESK, PHONE, Windows, answers, until

pytestmark = pytest.mark.browser

TITLE = "Fichier de patients en libre accès"
PATIENTS = 40


@pytest.fixture
def patient_file(tmp_path: Path) -> Path:
    path = tmp_path / "patients.csv"
    write_csv(path, PATIENTS, seed=11, dirt=Dirt(duplicate=0.1, missing=0.1, deceased=0.05, foreign=0.1))
    return path


def test_a_breach_goes_from_the_first_report_to_the_letters(windows: Windows, site: Site, patient_file: Path) -> None:
    somebody_reports(windows, site.made["report"])
    bob, carla, david = windows.signed_in(BOB), windows.signed_in(CARLA), windows.signed_in(DAVID)
    file = bob_confirms(windows, bob)
    bob_describes_the_facts(windows, bob)
    bob_assesses(windows, bob)
    carla_decides(windows, carla)
    bob_prepares_the_declaration(windows, bob, file)
    carla_approves_the_declaration(windows, carla)
    bob_files_it(windows, bob, file)
    letter = david_prepares_the_letter(windows, david, file)
    david_imports_the_patients(windows, david, letter, patient_file)
    david_makes_and_signs_the_proofs(windows, david, letter)
    bob_signs_and_submits(windows, bob, letter)
    carla_approves_the_letter(windows, carla)
    david_produces_and_hands_over(windows, david, letter)
    bob_reads_register_and_journal(windows, bob)
    eve_sees_no_case(windows, file)
    the_clinic_sees_nothing(windows, file, letter)


def somebody_reports(windows: Windows, path: str) -> None:
    """Alice, on her phone, without an account."""
    page = windows.open(width=PHONE, has_touch=True)
    page.goto(path)
    windows.look(page, "report")
    page.get_by_label("Que s’est-il passé ?").fill("Un fichier de patients s’ouvre sans mot de passe depuis Internet.")
    fill_instant(page, "detected_at", datetime.now(UTC) - timedelta(minutes=40))
    choose(page, "De quoi s’agit-il ?", "Quelqu’un a vu ou pris des données sans en avoir le droit")
    choose(page, "Est-ce encore en cours ?", "Non")
    choose(page, "Combien de personnes sont touchées ?", "Beaucoup")
    page.get_by_label("Comment vous joindre ?").fill("poste 4012")
    press(page, "Signaler l’incident")
    expect(page.locator(".reference")).to_have_text(re.compile(r"^S-\d{4}$"))
    windows.look(page, "report received")


def bob_confirms(windows: Windows, page: Page) -> str:
    """From the dashboard; one hour is retained, two others are kept with the reason why they are not."""
    windows.look(page, "dashboard")
    assert "Confirmez la violation" in band(page)
    follow(page, "Confirmer la violation")
    windows.look(page, "confirm")
    page.get_by_label("Comment appeler ce dossier ?").fill(TITLE)
    fill_instant(page, "aware_at", datetime.now(UTC) - timedelta(minutes=20))
    page.get_by_label("Pour quels motifs ?").fill("Douze lignes comparées à nos dossiers : ce sont nos patients.")
    with page.expect_response(lambda answer: answer.request.method == "POST"):
        page.get_by_role("button", name="Ajouter une autre heure possible").click()
    expect(page.locator("[name='candidate']")).to_have_count(3)
    fill_instant(page, "c2-at", datetime.now(UTC) - timedelta(minutes=30))
    page.locator("[name='c2-why']").fill("Appel de l’hébergeur, avant que le fichier ne soit ouvert.")
    press(page, "Confirmer la violation")
    expect(page.get_by_role("heading", level=1)).to_have_text(TITLE)
    windows.look(page, "breach")
    return page.url


def bob_describes_the_facts(windows: Windows, page: Page) -> None:
    follow(page, "Décrire les faits")
    windows.look(page, "facts")
    choose(page, "Qu’a-t-on perdu ?", "Perte de la confidentialité")
    page.locator("[name='origin']").select_option(index=2)
    choose(page, "Qui est à l’origine de l’incident ?", "Acte interne accidentel")
    choose(page, "Est-ce volontaire ?", "Non")
    choose(page, "Qui a pu lire les données ?", "N’importe qui : les données sont publiées")
    choose(page, "Les données étaient-elles chiffrées avant la violation ?", "Non")
    page.get_by_label("Comment appelez-vous ce groupe ?").fill("patients")
    choose(page, "De qui s’agit-il ?", "Patients")
    page.get_by_label("Votre estimation").fill(str(PATIENTS))
    page.get_by_label("Combien d’enregistrements ?").fill(str(PATIENTS))
    page.locator("[name='p0-data'][value='civil_status']").check()
    page.locator("[name='p0-data'][value='contact']").check()
    choose(page, "Parmi elles, des données sensibles ?", "Données de santé")
    choose(page, "Que peut-il arriver aux personnes ?", "Vol d’identité")
    press(page, "Enregistrer les faits")
    expect(page.locator("#populations")).to_contain_text("patients")


def bob_assesses(windows: Windows, page: Page) -> None:
    """The score follows the answers; the opinion is given, and the decision asked for."""
    page.goto(f"{page.url.split('#')[0]}evaluer/")
    windows.look(page, "assess")
    before = page.locator("#score").inner_text()
    with page.expect_response("**/evaluer/cote/"):
        choose(page, "Des données ont-elles été modifiées ?", "Oui, et on ne sait pas les rétablir")
    expect(page.locator("#score")).not_to_have_text(before, use_inner_text=True)
    with page.expect_response("**/evaluer/cote/"):
        choose(page, "Des données ont-elles été modifiées ?", "Non, aucune modification constatée")
    choose(page, "Notifier la CNIL ?", "Oui")
    choose(page, "Informer les personnes ?", "Oui, individuellement")
    page.get_by_label("Motivation").fill("Données de santé lisibles par tous pendant plusieurs jours.")
    press(page, "Rendre l’avis")
    windows.look(page, "breach, opinion given")
    press(page, "Demander la décision")
    assert "La décision est demandée" in said(page)


def carla_decides(windows: Windows, page: Page) -> None:
    page.goto("/")
    windows.look(page, "dashboard of the lawyer")
    follow(page, "Lire l’avis et décider")
    windows.look(page, "decision")
    approve(page)
    windows.look(page, "decision taken")


def approve(page: Page) -> None:
    """Say yes on an approval sheet, with the password when it is asked for."""
    give_password(page)
    go(page, page.locator("button[name='answer'][value='approve']"))
    assert "Votre accord est inscrit" in said(page)


def bob_prepares_the_declaration(windows: Windows, page: Page, file: str) -> None:
    """Without a description it cannot go; the page says so, and keeps what was typed."""
    page.goto(file)
    windows.look(page, "breach, decided")
    page.goto(f"{file}declaration/")
    windows.look(page, "no declaration yet")
    press(page, "Préparer la notification initiale")
    windows.look(page, "declaration")
    lacks = page.locator("#manque")
    expect(lacks.get_by_text("Peut partir, incomplète").first).to_be_visible()
    description = page.locator("[name='descriptif']")
    text = description.input_value()
    assert text
    description.fill("")
    press(page, "Enregistrer les réponses")
    expect(lacks).to_contain_text("Il manque une réponse indispensable")
    press(page, "Demander l’accord")
    assert "L’accord n’est pas demandé" in said(page)
    windows.look(page, "declaration refused")
    description.fill(text)
    press(page, "Demander l’accord")
    assert "L’accord est demandé" in said(page)
    windows.look(page, "declaration submitted")


def carla_approves_the_declaration(windows: Windows, page: Page) -> None:
    """On her phone."""
    page.set_viewport_size({"width": PHONE, "height": 844})
    page.goto("/")
    follow(page, "Lire la notification")
    windows.look(page, "approval of the declaration")
    approve(page)
    page.set_viewport_size({"width": DESK, "height": 900})


def bob_files_it(windows: Windows, page: Page, file: str) -> None:
    """The receipt is recorded; the dossier is a PDF."""
    page.goto(f"{file}declaration/")
    windows.look(page, "declaration approved")
    follow(page, "Inscrire le dépôt")
    windows.look(page, "filing")
    page.get_by_label("Numéro du récépissé").fill("V-2026-000417")
    give_password(page)
    press(page, "Inscrire le dépôt")
    assert "Le dépôt est inscrit" in said(page)
    links = page.locator("#dossier .rows a")
    until(page, lambda: links.count() >= 2)  # the worker makes one after the approval, one after the filing
    windows.look(page, "declaration filed")
    assert_pdf(page, links.last.get_attribute("href") or "")


def assert_pdf(page: Page, path: str) -> None:
    """What this person gets there is a PDF. Fetched: of a framed one the browser gives its viewer."""
    status, kind, body = answers(page, path)
    assert (status, kind, body[:5]) == (200, "application/pdf", b"%PDF-")


def david_prepares_the_letter(windows: Windows, page: Page, file: str) -> str:
    """Drafted from the facts; the page beside the text is the true PDF."""
    windows.look(page, "dashboard of the mailing desk")
    page.goto("/communications/")
    windows.look(page, "communications")
    follow(page, "Préparer")
    windows.look(page, "new communication")
    with page.expect_response("**/apercu.pdf*") as preview:
        press(page, "Préparer la lettre")
    windows.look(page, "letter")
    framed = preview.value
    assert (framed.status, framed.headers["content-type"]) == (200, "application/pdf")
    assert_pdf(page, framed.url)
    mentions = page.locator(".mentions")
    expect(mentions).to_contain_text("manque")  # no measure is recorded in the file
    with page.expect_response("**/apercu.pdf*") as fresh:
        measures = page.locator("[name='measures']")
        measures.fill("L’accès est fermé et les journaux sont relus.")
        measures.press("Tab")  # leaving the field saves the draft, which the page then shows
    expect(mentions).not_to_contain_text("manque")
    assert fresh.value.headers["content-type"] == "application/pdf"
    assert fresh.value.url != framed.url
    press(page, "Enregistrer le texte")
    assert "Le texte est enregistré" in said(page)
    return page.url


def david_imports_the_patients(windows: Windows, page: Page, letter: str, patient_file: Path) -> None:
    """Each line of the file has its outcome."""
    page.goto(f"{letter}destinataires/")
    windows.look(page, "recipients, none yet")
    page.get_by_label("Le fichier des patients").set_input_files(patient_file)
    press(page, "Importer la liste")
    windows.look(page, "recipients")
    lines, *outcomes, rest = counts(page)
    assert lines == PATIENTS + 1  # the head line is one of them
    assert (sum(outcomes), rest) == (lines, 0)
    status, kind, body = answers(page, f"{letter}destinataires/rejets.csv")
    assert (status, kind.partition(";")[0]) == (200, "text/csv")
    assert len(body.splitlines()) > 1


def counts(page: Page) -> list[int]:
    """The figures of the table that adds up, from top to bottom."""
    texts = page.locator("table.reconciliation td.number").all_inner_texts()
    return [int("".join(sign for sign in text if sign.isdecimal())) for text in texts]


def david_makes_and_signs_the_proofs(windows: Windows, page: Page, letter: str) -> None:
    page.goto(f"{letter}envois/")
    windows.look(page, "mailing, nothing yet")
    press(page, "Produire les épreuves")
    windows.look(page, "proofs")
    assert_pdf(page, page.get_by_role("link", name="Épreuves de").get_attribute("href") or "")
    sign(page)


def sign(page: Page) -> None:
    give_password(page)
    press(page, "Signer les épreuves")
    assert "Votre signature est inscrite" in said(page)


def bob_signs_and_submits(windows: Windows, page: Page, letter: str) -> None:
    page.goto(f"{letter}envois/")
    sign(page)
    windows.look(page, "proofs signed")
    page.goto(letter)
    press(page, "Soumettre la lettre")
    assert "La lettre est soumise" in said(page)
    windows.look(page, "letter submitted")


def carla_approves_the_letter(windows: Windows, page: Page) -> None:
    page.goto("/")
    follow(page, "Lire la lettre")
    windows.look(page, "approval of the letter")
    approve(page)


def david_produces_and_hands_over(windows: Windows, page: Page, letter: str) -> None:
    """The worker makes the letters; nothing is left over; the lots go out."""
    page.goto(f"{letter}envois/")
    windows.look(page, "mailing, ready")
    give_password(page)
    press(page, "Lancer la production")
    assert "La production est lancée" in said(page)
    hand_over = page.get_by_role("button", name="Inscrire la remise")
    expect(hand_over).to_be_visible(timeout=90_000)  # the page follows the worker by itself
    windows.look(page, "mailing, produced")
    rows, *outcomes, rest = counts(page)
    assert (rows, sum(outcomes), rest) == (PATIENTS, PATIENTS, 0)
    assert_pdf(page, f"{letter}envois/lots/1.pdf")
    give_password(page)
    go(page, hand_over)
    assert "La remise est inscrite" in said(page)
    windows.look(page, "mailing, handed over")
    page.goto("/envois/")
    windows.look(page, "mailings")


def bob_reads_register_and_journal(windows: Windows, page: Page) -> None:
    """The register leaves as CSV and XLSX; the chain is recomputed before one's eyes."""
    for path, what in (("/", "dashboard at the end"), ("/violations/", "breaches"), ("/registre/", "register")):
        page.goto(path)
        windows.look(page, what)
        expect(page.locator("main")).to_contain_text(TITLE)
    status, kind, body = answers(page, "/registre/registre.csv")
    assert (status, kind.partition(";")[0]) == (200, "text/csv")
    assert TITLE in body.decode("utf-8-sig")
    status, kind, body = answers(page, "/registre/registre.xlsx")
    assert (status, body[:4]) == (200, b"PK\x03\x04")
    assert kind == "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    page.goto("/journal/")
    press(page, "Vérifier la chaîne")
    expect(page.locator("#chaine")).to_contain_text("Chaîne intacte")
    windows.look(page, "journal")


def eve_sees_no_case(windows: Windows, file: str) -> None:
    """She runs the machine: people and settings, no breach."""
    page = windows.signed_in(EVE)
    windows.look(page, "members")
    page.goto("/organisme/")
    windows.look(page, "organisation")
    windows.expected.add(403)
    page.goto(file)
    windows.look(page, "forbidden")


def the_clinic_sees_nothing(windows: Windows, file: str, letter: str) -> None:
    """For another organisation neither the breach nor its letter exists."""
    windows.expected.add(404)
    dan, gael = windows.signed_in(DAN), windows.signed_in(GAEL)
    for page, path in ((dan, file), (dan, f"{file}declaration/"), (dan, letter), (gael, f"{letter}envois/lots/1.pdf")):
        assert answers(page, path)[0] == 404
    dan.goto(file)
    windows.look(dan, "not found")
