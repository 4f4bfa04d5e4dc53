"""Copying a declaration into a teleservice: one key for each answer, and marks that outlive the page."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.people import DAN, FANNY, Person
from tests.browser.site import Site
from tests.browser.windows import Windows

pytestmark = pytest.mark.browser


def at_the_sheet(windows: Windows, site: Site, person: Person) -> Page:
    page = windows.signed_in(person, permissions=["clipboard-read", "clipboard-write"])
    page.goto(str(site.made["shown"]["sheet"]))
    return page


def test_one_key_copies_one_answer_after_the_other_in_their_order(windows: Windows, site: Site) -> None:
    page = at_the_sheet(windows, site, DAN)
    answers = page.locator("[data-copied-sheet] .answer-text").all_inner_texts()
    page.locator("[data-copy-next]").focus()

    for answer in answers[:3]:
        page.keyboard.press("Enter")
        page.wait_for_function("text => navigator.clipboard.readText().then((found) => found === text)", arg=answer)

    expect(page.locator("[data-copied-count]")).to_contain_text(f"sur {len(answers)}")
    expect(page.locator(".copied", has_text="Copié")).to_have_count(3)


def test_marks_survive_a_reload_and_are_taken_back_together(windows: Windows, site: Site) -> None:
    page = at_the_sheet(windows, site, DAN)
    page.locator("[data-copied-sheet] button[data-copy]").nth(1).click()
    page.reload()

    expect(page.locator(".copied", has_text="Copié")).to_have_count(1)
    page.locator("[data-copy-again]").click()
    expect(page.locator(".copied", has_text="Copié")).to_have_count(0)


def test_marks_of_one_person_are_not_those_of_another(windows: Windows, site: Site) -> None:
    keys = [
        at_the_sheet(windows, site, person).locator("[data-copied-key]").get_attribute("data-copied-key")
        for person in (DAN, FANNY)
    ]
    assert keys[0] != keys[1]
    assert all(keys)
