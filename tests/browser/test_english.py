"""In English no sentence of the interface is left in French. What people wrote stays as they wrote it."""

import re

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po
from playwright.sync_api import Page, expect

from tests.browser.people import DAN, FANNY, GAEL, Person
from tests.browser.site import ROOT, Site
from tests.browser.windows import Windows

pytestmark = pytest.mark.browser

CATALOGUE = ROOT / "notify" / "locale" / "en" / "LC_MESSAGES" / "django.po"
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|%[sd%]|\{\w*\}")
LONG = 12  # letters from which a sentence is looked for inside a text, not only as the whole of one
# Every text of the interface on the page; not what people typed, what is sealed in French, nor names of columns.
TEXTS = """() => {
    const own = "[data-verbatim], textarea, pre, script, style, noscript, code, [lang=fr]:not(html)";
    const found = [document.title];
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) if (!walker.currentNode.parentElement.closest(own)) found.push(walker.currentNode.data);
    for (const name of ["aria-label", "title", "alt", "placeholder", "data-text", "data-copied"])
        for (const one of document.querySelectorAll(`[${name}]`))
            if (!one.closest(own)) found.push(one.getAttribute(name));
    return found; }"""
PAGES = {
    DAN: ("/", "/violations/", "/registre/", "/journal/", "breach", "facts", "assess", "confirm", "declaration"),
    FANNY: ("/", "breach", "decision approval", "declaration approval", "letter approval"),
    GAEL: ("/", "/communications/", "/envois/", "breach", "letter", "recipients", "proofs", "mailing", "new letter"),
}


def plain(text: str) -> str:
    """Spaces of every width as one; the typography filter may have widened or narrowed them."""
    return " ".join(text.split())


def words_of(message: Message) -> list[str]:
    return [message.id] if isinstance(message.id, str) else list(message.id)


def translated(message: Message) -> bool:
    """Whether the English differs from the French in every form."""
    english = [message.string] if isinstance(message.string, str) else list(message.string)
    return all(english) and not set(map(plain, english)) & set(map(plain, words_of(message)))


def pattern(words: str) -> re.Pattern[str] | None:
    """Finds a French msgid in a text: anywhere when it is long enough to be no accident, else as the whole text."""
    parts = [re.escape(plain(part)) for part in PLACEHOLDER.split(words)]
    letters = sum(sign.isalpha() for part in PLACEHOLDER.split(words) for sign in part)
    if not letters or (letters < LONG and len(parts) > 1):
        return None
    between = r"\s?.+?\s?".join(parts)
    return re.compile(rf"(?<!\w){between}(?!\w)" if letters >= LONG else rf"^{between}$")


@pytest.fixture(scope="module")
def french() -> dict[str, re.Pattern[str]]:
    """Every msgid whose translation differs, as a pattern."""
    assert CATALOGUE.exists(), "the English catalogue is missing"
    with CATALOGUE.open("rb") as stream:
        catalogue: Catalog = read_po(stream)
    told = [words for message in catalogue if message.id and translated(message) for words in words_of(message)]
    return {words: made for words in told if (made := pattern(words))}


def in_english(windows: Windows, person: Person) -> Page:
    """Signed in, with the language switched as a person does it."""
    page = windows.signed_in(person)
    page.locator("details.account > summary").click()
    page.locator("details.account button[value='en']").click()
    expect(page.locator("html")).to_have_attribute("lang", "en")
    return page


def left_in_french(page: Page, french: dict[str, re.Pattern[str]]) -> dict[str, str]:
    """Each French msgid that is found, with the text that it is found in."""
    texts = {plain(text) for text in page.evaluate(TEXTS)} - {""}
    return {words: text for words, found in french.items() for text in texts if found.search(text)}


@pytest.mark.parametrize("person", [DAN, FANNY, GAEL], ids=lambda person: person.key)
def test_no_french_sentence_is_left_in_english(
    windows: Windows, site: Site, french: dict[str, re.Pattern[str]], person: Person
) -> None:
    page = in_english(windows, person)
    left = []
    for name in PAGES[person]:
        page.goto(name if name.startswith("/") else site.made["shown"][name])
        if found := left_in_french(page, french):
            left.append(f"{name}: {found}")
    assert not left, "\n".join(left)


def test_a_french_page_is_seen_as_french(windows: Windows, french: dict[str, re.Pattern[str]]) -> None:
    """The comparison itself: on the same dashboard in French it finds plenty."""
    page = windows.signed_in(DAN)
    assert len(left_in_french(page, french)) > 10


def test_the_public_pages_are_in_english_too(windows: Windows, site: Site, french: dict[str, re.Pattern[str]]) -> None:
    page = windows.open()
    for path in (site.made["report"], "/connexion/"):
        page.goto(path)
        if page.locator("html").get_attribute("lang") != "en":
            page.locator("footer button[value='en']").click()
        expect(page.locator("html")).to_have_attribute("lang", "en")
        assert not left_in_french(page, french), path
