"""Everything can be done without a script: it only makes things pleasant."""

from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import Page, expect

from tests.browser.people import DAN
from tests.browser.site import Site
from tests.browser.typing_in import choose, fill_instant, press
from tests.browser.windows import Windows

pytestmark = pytest.mark.browser


@pytest.fixture
def page(windows: Windows) -> Page:
    """Nobody signed in, scripts switched off."""
    return windows.open(java_script_enabled=False)


@pytest.fixture
def dan(windows: Windows) -> Page:
    return windows.signed_in(DAN, java_script_enabled=False)


def test_an_incident_is_reported_without_a_script(page: Page, site: Site) -> None:
    page.goto(site.made["report"])
    choose(page, "Est-ce encore en cours ?", "Oui")
    press(page, "Signaler l’incident")
    expect(page.get_by_role("alert")).to_contain_text("Écrivez en une phrase ce que vous avez vu")
    expect(page.get_by_role("group", name="Est-ce encore en cours ?").get_by_label("Oui")).to_be_checked()
    page.get_by_label("Que s’est-il passé ?").fill("Un dossier oublié dans le train.")
    fill_instant(page, "detected_at", datetime.now(UTC) - timedelta(minutes=5))
    press(page, "Signaler l’incident")
    expect(page.locator(".reference")).to_contain_text("S-")


def test_one_signs_in_without_a_script(dan: Page) -> None:
    expect(dan.get_by_role("heading", level=1)).to_have_text("Tableau de bord")


def test_a_wrong_password_is_said_beside_the_form_without_a_script(page: Page) -> None:
    page.goto("/connexion/")
    page.get_by_label("Adresse électronique").fill(DAN.address)
    page.get_by_label("Mot de passe").fill("pas le mien")
    press(page, "Se connecter")
    expect(page.get_by_role("alert")).to_contain_text("ne vont pas ensemble")
    expect(page.get_by_label("Adresse électronique")).to_have_value(DAN.address)


def test_a_population_is_added_without_a_script_and_what_was_typed_stays(dan: Page, site: Site) -> None:
    dan.goto(f"{site.made['population']}faits/")
    dan.get_by_label("Comment appelez-vous ce groupe ?").fill("patients majeurs")
    choose(dan, "Est-ce volontaire ?", "Non")
    press(dan, "Ajouter une population")
    names = dan.get_by_label("Comment appelez-vous ce groupe ?")
    expect(names).to_have_count(2)
    expect(names.first).to_have_value("patients majeurs")
    expect(dan.get_by_role("group", name="Est-ce volontaire ?").get_by_label("Non")).to_be_checked()
    names.last.fill("patients mineurs")
    press(dan, "Retirer cette population")  # the last of the two buttons
    expect(names).to_have_count(1)
    expect(names).to_have_value("patients majeurs")


def test_facts_are_saved_without_a_script(windows: Windows, dan: Page, site: Site) -> None:
    windows.expected.add(422)
    dan.goto(f"{site.made['facts']}faits/")
    choose(dan, "Qu’a-t-on perdu ?", "Perte de la disponibilité")
    press(dan, "Enregistrer les faits")
    expect(dan.get_by_role("alert")).to_contain_text("Donnez un nom à ce groupe")
    dan.get_by_label("Comment appelez-vous ce groupe ?").fill("patients opérés")
    dan.get_by_label("Votre estimation").fill("1 250")
    press(dan, "Enregistrer les faits")
    expect(dan.locator("#populations")).to_contain_text("patients opérés")
    expect(dan.locator("#populations")).to_contain_text("1 250")


def test_the_score_is_recomputed_without_a_script(dan: Page, site: Site) -> None:
    dan.goto(f"{site.made['score']}evaluer/")
    before = dan.locator("#score").inner_text()
    choose(dan, "Des données ont-elles été modifiées ?", "Oui, et on ne sait pas les rétablir")
    press(dan, "Recalculer")
    expect(dan.locator("#score")).not_to_have_text(before, use_inner_text=True)
    changed = dan.get_by_role("group", name="Des données ont-elles été modifiées ?")
    expect(changed.get_by_label("Oui, et on ne sait pas les rétablir")).to_be_checked()
