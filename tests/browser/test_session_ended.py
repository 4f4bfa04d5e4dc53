"""Nothing typed is ever lost: the session ends, somebody else saves, the page is left."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from playwright.sync_api import Page, Request, Route, expect

from tests.browser.people import DAN
from tests.browser.site import Site
from tests.browser.typing_in import choose, press, said
from tests.browser.windows import Windows, sign_in

pytestmark = pytest.mark.browser

LINE = "L’hébergeur a rappelé à 9 h 05 : « rien n’est effacé », a-t-il dit ; <b>à vérifier</b> & à confirmer. "
LONG = "\n\n".join(LINE * 8 for _ in range(4)).strip()


@pytest.fixture
def dan(windows: Windows) -> Page:
    return windows.signed_in(DAN)


def describe(page: Page, details: str) -> None:
    """The least that the page of the facts takes."""
    choose(page, "Qu’a-t-on perdu ?", "Perte de la confidentialité")
    page.get_by_label("Comment appelez-vous ce groupe ?").fill("patients")
    page.get_by_label("Précisions").fill(details)


def test_a_long_text_survives_the_end_of_the_session(windows: Windows, dan: Page, site: Site) -> None:
    facts = f"{site.made['session']}faits/"
    dan.goto(facts)
    describe(dan, LONG)
    dan.context.clear_cookies(name="sessionid")
    windows.expected.add(401)
    press(dan, "Enregistrer les faits")
    expect(dan.get_by_role("heading", level=1)).to_have_text("Votre session a pris fin")
    windows.look(dan, "session ended")
    sign_in(dan, DAN)
    expect(dan.get_by_role("heading", level=1)).to_have_text("Votre saisie est intacte")
    expect(dan.locator("main")).to_contain_text("a-t-il dit ; <b>à vérifier</b> & à confirmer.")
    windows.look(dan, "typing given back")
    press(dan, "Envoyer ma saisie")
    dan.wait_for_url(lambda url: url.endswith(f"{site.made['session']}#faits"))
    dan.goto(facts)
    expect(dan.get_by_label("Précisions")).to_have_value(LONG)


def test_the_second_of_two_tabs_keeps_its_typing(windows: Windows, dan: Page, site: Site) -> None:
    declaration = f"{site.made['stale']}declaration/"
    dan.goto(declaration)
    press(dan, "Préparer la notification initiale")
    other = dan.context.new_page()
    other.goto(declaration)
    dan.locator("[name='commentaires_dates']").fill("Écrit dans le premier onglet.")
    press(dan, "Enregistrer les réponses")
    assert "Les réponses sont enregistrées" in said(dan)
    windows.expected.add(409)
    other.locator("[name='circonstances_decouverte']").fill("Écrit dans le second onglet.")
    press(other, "Enregistrer les réponses")
    expect(other.get_by_role("alert")).to_contain_text("entre-temps")
    expect(other.locator("[name='circonstances_decouverte']")).to_have_value("Écrit dans le second onglet.")
    expect(other.locator("main")).to_contain_text("Écrit dans le premier onglet.")
    windows.look(other, "stale declaration")
    press(other, "Enregistrer les réponses")
    assert "Les réponses sont enregistrées" in said(other)
    expect(other.locator("[name='circonstances_decouverte']")).to_have_value("Écrit dans le second onglet.")


def test_a_draft_comes_back_when_the_page_is_left(dan: Page, site: Site) -> None:
    facts = f"{site.made['draft']}faits/"
    dan.goto(facts)
    details = dan.get_by_label("Précisions")
    details.press_sequentially("Deux phrases, puis le téléphone sonne.")
    expect(dan.locator("[data-autosave] .mark")).to_be_visible()
    dan.goto("/")
    dan.goto(facts)
    expect(details).to_have_value("Deux phrases, puis le téléphone sonne.")
    expect(dan.locator("main")).to_contain_text("Votre brouillon est repris")


@contextmanager
def held_back(page: Page, pattern: str, milliseconds: int) -> Iterator[list[str]]:
    """Sends of a form wait on the way; gives the autosaves that leave meanwhile."""
    drafts: list[str] = []
    under_way: list[Route] = []

    def note(request: Request) -> None:
        if under_way and "/brouillons/" in request.url:
            drafts.append(request.url)

    def hold(route: Route) -> None:
        if route.request.method != "POST":
            route.continue_()
            return
        under_way.append(route)

    page.on("request", note)
    page.route(pattern, hold)
    yield drafts
    page.wait_for_timeout(milliseconds)
    for route in under_way:
        route.continue_()


def test_a_form_on_its_way_sends_no_draft_after_it(dan: Page, site: Site) -> None:
    """On a slow network the autosave would else come after the save, and hide it behind an old draft."""
    facts = f"{site.made['sending']}faits/"
    dan.goto(facts)
    describe(dan, "Une phrase.")
    with held_back(dan, f"**{facts}", 3000) as drafts:
        dan.locator("button.button--primary", has_text="Enregistrer les faits").click(no_wait_after=True)
    dan.wait_for_url(lambda url: url.endswith(f"{site.made['sending']}#faits"))
    assert drafts == []
    dan.goto(facts)
    expect(dan.get_by_label("Précisions")).to_have_value("Une phrase.")
    expect(dan.locator("main")).not_to_contain_text("Votre brouillon est repris")
