"""How a person fills the forms of the site: by question and answer, as they stand on the page."""

from datetime import datetime
from zoneinfo import ZoneInfo

from playwright.sync_api import Locator, Page

from tests.browser.people import PASSWORD

PARIS = ZoneInfo("Europe/Paris")


def choose(page: Page, question: str, *answers: str) -> None:
    """Tick the answers to a question that has options."""
    group = page.get_by_role("group", name=question)
    for answer in answers:
        group.get_by_label(answer, exact=True).check()


def fill_instant(page: Page, name: str, at: datetime) -> None:
    """Type a date and an hour of Paris; a folded date is opened first."""
    local = at.astimezone(PARIS)
    date = page.locator(f"[name='{name}_date']")
    if not date.is_visible():
        page.locator("details", has=date).locator("summary").click()
    date.fill(local.date().isoformat())
    page.locator(f"[name='{name}_hour']").fill(f"{local.hour} h {local.minute:02}")


def give_password(page: Page) -> None:
    """The password again, where an act asks for it and it was not just given."""
    field = page.get_by_label("Votre mot de passe")
    if field.count():
        field.first.fill(PASSWORD)


def press(page: Page, label: str) -> None:
    """A button of the page itself (not the one of Enter, which is not seen), to the page that it leads to."""
    go(page, page.locator("button:not(.sr)", has_text=label).locator("visible=true").last)


def follow(page: Page, label: str) -> None:
    """A link of the page itself, to the page that it leads to."""
    go(page, page.locator("main").get_by_role("link", name=label).first)


def go(page: Page, target: Locator) -> None:
    """Click what leads to another page, and wait for it: a click alone returns while the old one still stands."""
    with page.expect_navigation():
        target.click()


def band(page: Page) -> str:
    """What is to be done now, as the band on top says it."""
    return page.locator(".band .step").inner_text()


def said(page: Page) -> str:
    """The messages on top of the page."""
    return " ".join(page.locator(".messages").all_inner_texts())
