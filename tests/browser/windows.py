"""Windows of one browser, and what is wrong in them: console errors, refused sources, server errors, axe, overflow."""

from collections.abc import Callable
from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Response, expect

from tests.browser.people import PASSWORD, Person

ARGUMENTS = (
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
)  # fmt: skip
DESK, PHONE, NARROW = 1280, 390, 320  # pixels
PATIENCE = 30_000  # milliseconds for one action, on a busy machine
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
WIDTH = "() => document.scrollingElement.scrollWidth"
WIDEST = """(limit) => [...document.body.querySelectorAll("*")]
    .filter((one) => one.getBoundingClientRect().right > limit + 1 && !one.closest("iframe, .sr"))
    .slice(-3).map((one) => one.outerHTML.slice(0, 120))"""


class Windows:
    """Opens pages and keeps what went wrong in any of them; `settle` tells it."""

    def __init__(self, browser: Browser, url: str) -> None:
        expect.set_options(timeout=PATIENCE)
        self.browser, self.url = browser, url
        self.problems: list[str] = []
        self.looked_at: list[str] = []
        self.expected: set[int] = set()  # statuses from 400 on that the test brings about itself
        self._contexts: list[BrowserContext] = []
        self._axe = Axe()

    def open(self, *, width: int = DESK, **options: Any) -> Page:
        """A page in a context of its own, as of another person; `options` are those of `new_context`."""
        context = self.browser.new_context(
            base_url=self.url, viewport={"width": width, "height": 900}, locale="fr-FR", timezone_id="Europe/Paris",
            **options,
        )  # fmt: skip
        context.set_default_timeout(PATIENCE)
        self._contexts.append(context)
        context.on("console", self._on_console)
        context.on("response", self._on_response)
        context.on("weberror", lambda error: self.problems.append(f"script error: {error.error}"))
        return context.new_page()

    def signed_in(self, person: Person, **options: Any) -> Page:
        """A page in which that person has just signed in."""
        page = self.open(**options)
        sign_in(page, person)
        return page

    def _on_console(self, message: ConsoleMessage) -> None:
        told_by_its_status = message.text.startswith(("Failed to load resource", "Response Status Error Code"))
        if message.type == "error" and not told_by_its_status:
            where = message.page.url if message.page else "?"
            self.problems.append(f"console on {where}: {message.text}")

    def _on_response(self, response: Response) -> None:
        if response.status >= 400 and response.status not in self.expected:
            self.problems.append(f"{response.request.method} {response.url} answered {response.status}")

    def look(self, page: Page, what: str) -> None:
        """axe finds nothing on the page as it stands, and at 320 px nothing sticks out."""
        self.looked_at.append(what)
        self.axe(page, what)
        size = page.viewport_size
        assert size is not None
        page.set_viewport_size({"width": NARROW, "height": size["height"]})
        self.narrow(page, what)
        page.set_viewport_size(size)

    def axe(self, page: Page, what: str = "") -> None:
        """No violation on the page; each one found is listed with its elements."""
        options = {"resultTypes": ["violations"], "runOnly": {"type": "tag", "values": TAGS}}
        for one in self._axe.run(page, options=options).response["violations"]:
            places = "; ".join(f"{node['target']} {node['html'][:160]}" for node in one["nodes"][:4])
            self.problems.append(f"axe on {what or page.url}: {one['id']} ({one['help']}): {places}")

    def narrow(self, page: Page, what: str = "") -> None:
        """The page does not scroll sideways."""
        width = page.evaluate(WIDTH)
        if width > NARROW:
            self.problems.append(f"{what or page.url} is {width} px wide at {NARROW}: {page.evaluate(WIDEST, NARROW)}")

    def settle(self) -> None:
        """Close every window; nothing may have gone wrong in any."""
        for context in self._contexts:
            context.close()
        assert not self.problems, "\n".join(self.problems)


def sign_in(page: Page, person: Person) -> None:
    """Through the sign-in page, unless it is shown already."""
    if not page.get_by_label("Mot de passe").is_visible():
        page.goto("/connexion/")
    page.get_by_label("Adresse électronique").fill(person.address)
    page.get_by_label("Mot de passe").fill(PASSWORD)
    with page.expect_navigation():
        page.get_by_role("button", name="Se connecter").click()


def answers(page: Page, path: str) -> tuple[int, str, bytes]:
    """Status, type and body of a GET by the person of this window, without leaving the page."""
    response = page.request.get(path)
    return response.status, response.headers.get("content-type", ""), response.body()


def until(page: Page, condition: Callable[[], bool], seconds: float = 60) -> None:
    """Reload until something that happens elsewhere has happened."""
    for _ in range(int(seconds)):
        if condition():
            return
        page.wait_for_timeout(1000)
        page.reload()
    assert condition()
