"""The pages on a very narrow screen, in the dark, and by keyboard alone."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.people import DAN, FANNY, GAEL, Person
from tests.browser.site import Site
from tests.browser.windows import NARROW, Windows

pytestmark = pytest.mark.browser

PAGES = {
    DAN: (
        "/", "/violations/", "/communications/", "/envois/", "/registre/", "/journal/", "/organisme/", "/mot-de-passe/",
        "breach", "facts", "assess", "measure", "evidence", "awareness", "duty", "close", "confirm", "dismiss",
        "declaration", "declaration approval", "decision approval", "letter", "recipients", "mailing",
        "sheet", "sheet form", "sheet sending",
    ),
    FANNY: ("/", "breach", "declaration", "declaration approval", "decision approval", "letter approval", "mailing"),
    GAEL: ("/", "/communications/", "/envois/", "breach", "letter", "recipients", "proofs", "mailing", "new letter"),
}  # fmt: skip
SEEN = """() => { const box = document.activeElement.getBoundingClientRect();
    return box.top >= 0 && box.bottom <= innerHeight && box.width > 1 && box.height > 1; }"""
OUTLINED = """() => { const style = getComputedStyle(document.activeElement);
    return style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2; }"""
MOST_TABS = 60


def path_of(site: Site, name: str) -> str:
    return name if name.startswith("/") else str(site.made["shown"][name])


@pytest.mark.parametrize("person", [DAN, FANNY, GAEL], ids=lambda person: person.key)
def test_no_page_scrolls_sideways_at_320_pixels(windows: Windows, site: Site, person: Person) -> None:
    page = windows.signed_in(person, width=NARROW)
    for name in PAGES[person]:
        page.goto(path_of(site, name))
        windows.narrow(page, f"{name}, {person.key}")


def test_public_pages_do_not_scroll_sideways_at_320_pixels(windows: Windows, site: Site) -> None:
    page = windows.open(width=NARROW)
    for path in (site.made["report"], "/connexion/", "/commencer/"):
        page.goto(path)
        windows.look(page, path)


@pytest.mark.parametrize("person", [DAN, FANNY, GAEL], ids=lambda person: person.key)
def test_pages_have_enough_contrast_in_the_dark(windows: Windows, site: Site, person: Person) -> None:
    page = windows.signed_in(person, color_scheme="dark")
    names = {DAN: ("breach", "assess", "sheet"), FANNY: ("declaration approval",), GAEL: ("mailing", "letter")}[person]
    for name in ("/", *names):
        page.goto(path_of(site, name))
        windows.axe(page, f"{name} in the dark, {person.key}")


def test_the_chosen_dark_display_is_kept_whatever_the_device_says(windows: Windows) -> None:
    page = windows.signed_in(DAN, color_scheme="light")
    light = page.evaluate("() => getComputedStyle(document.body).backgroundColor")
    page.locator("details.account > summary").click()
    page.locator("details.account button[value='dark']").click()
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")
    assert page.evaluate("() => getComputedStyle(document.body).backgroundColor") != light
    windows.axe(page, "dashboard, dark by choice")


def tab_to(page: Page, selector: str) -> None:
    """Tab until the element has the focus; every stop on the way is to be seen."""
    for _ in range(MOST_TABS):
        page.keyboard.press("Tab")
        place = page.evaluate("() => document.activeElement.outerHTML.slice(0, 120)")
        page.wait_for_function(SEEN)  # the page scrolls to it
        assert page.evaluate(OUTLINED), f"no outline on {place}"
        if page.evaluate("(selector) => document.activeElement.matches(selector)", selector):
            return
    pytest.fail(f"{MOST_TABS} tabs do not reach {selector}")


def test_tab_reaches_the_next_act_on_the_dashboard(windows: Windows) -> None:
    page = windows.signed_in(DAN)
    tab_to(page, ".band .button--primary")
    page.keyboard.press("Enter")
    page.wait_for_url("**/violations/**")


def test_tab_reaches_the_answer_on_an_approval(windows: Windows, site: Site) -> None:
    page = windows.signed_in(FANNY)
    page.goto(path_of(site, "declaration approval"))
    tab_to(page, ".band .button--primary")
    page.keyboard.press("Enter")
    tab_to(page, "button[value='approve']")


def test_the_first_tab_leads_past_the_menu(windows: Windows) -> None:
    page = windows.signed_in(DAN)
    tab_to(page, ".skip")
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_be_focused()
    page.keyboard.press("Tab")
    expect(page.locator("main :focus")).to_be_visible()
