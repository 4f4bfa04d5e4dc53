"""One served site for all browser tests, one browser for each module, windows of its own for each test.

The browser is of the module, not of the session: while Playwright runs, Django takes the thread for an asynchronous one
and refuses the database to tests of other directories.
"""

import os
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, sync_playwright

from tests.browser.site import Site
from tests.browser.windows import ARGUMENTS, Windows


@pytest.fixture(scope="session")
def chromium_path() -> str:
    """The browser that NOTIFY_TEST_BROWSER names."""
    path = os.environ.get("NOTIFY_TEST_BROWSER", "")
    if not path:
        pytest.skip("browser: NOTIFY_TEST_BROWSER names no Chromium")
    return path


@pytest.fixture(scope="session")
def site(chromium_path: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """Web, worker and beat on embedded defaults; their log holds no traceback at the end."""
    served = Site(tmp_path_factory.mktemp("site"))
    served.prepare()
    try:
        served.start()
        yield served
    finally:
        served.stop()
    assert "Traceback" not in served.log(), served.log()[-8000:]


@pytest.fixture(scope="module")
def browser(chromium_path: str) -> Iterator[Browser]:
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=chromium_path, args=list(ARGUMENTS))
        yield chromium
        chromium.close()


@pytest.fixture
def windows(site: Site, browser: Browser) -> Iterator[Windows]:
    """Pages to open; when the test is over nothing may have gone wrong in them."""
    opened = Windows(browser, site.url)
    yield opened
    opened.settle()
