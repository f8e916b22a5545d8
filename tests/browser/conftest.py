"""Chromium and JupyterLab for the tests of this folder.

Without a Chromium these tests are skipped, with the reason; with ``TENMISTAKES_REQUIRE_BROWSER=1`` (as in CI)
they fail instead, so that nothing is taken for tested that was not.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page, sync_playwright

from tenmistakes.doctor.machine import find_chromium

from .learner import FLAGS, Learner


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """A Chromium; for a module, since as long as Playwright runs, no other event loop can."""
    path = find_chromium()
    if path is None:
        reason = "No Chromium was found: install it, or say where it is in the variable CHROMIUM."
        if os.environ.get("TENMISTAKES_REQUIRE_BROWSER") == "1":
            pytest.fail(reason)
        pytest.skip(reason)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=list(FLAGS))
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def learner(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Learner]:
    """JupyterLab on a fresh folder."""
    learner = Learner(tmp_path_factory.mktemp("learner"))
    yield learner
    learner.close()


@contextmanager
def watched(browser: Browser, learner: Learner) -> Iterator[Page]:
    """A window; an error in the page's scripts fails the test."""
    page = learner.page(browser)
    errors: list[str] = []

    def listen(message: ConsoleMessage) -> None:
        ours = "tenmistakes" in message.text or "anywidget" in message.text
        if message.type == "error" and ours:
            errors.append(message.text)

    page.on("console", listen)
    page.on("pageerror", lambda error: errors.append(str(error)))
    yield page
    page.close()
    assert not errors


@pytest.fixture
def page(browser: Browser, learner: Learner) -> Iterator[Page]:
    """A window of the test's own."""
    with watched(browser, learner) as page:
        yield page


@pytest.fixture(scope="module")
def shared_page(browser: Browser, learner: Learner) -> Iterator[Page]:
    """One window for the tests of a module that leave it as they found it, or nearly."""
    with watched(browser, learner) as page:
        yield page
