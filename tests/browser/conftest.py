"""Chromium and JupyterLab for the tests of this folder.

Without a Chromium these tests are skipped, with the reason; with ``TENMISTAKES_REQUIRE_BROWSER=1`` (as in CI)
they fail instead, so that nothing is taken for tested that was not.
"""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

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


@pytest.fixture
def look(browser: Browser, folder: Path) -> Iterator[Callable[..., Page]]:
    """Opens a page of the module's ``folder`` by its name, as whoever was sent it does.

    Whatever the browser complains of, or loads besides the page, fails the test.
    """
    contexts, heard, loaded = [], [], []

    def open_page(name: str, width: int = 1000, dark: bool = False) -> Page:
        context = browser.new_context(
            viewport={"width": width, "height": 900}, color_scheme="dark" if dark else "light"
        )
        contexts.append(context)
        page = context.new_page()
        page.on("console", lambda message: heard.append(message.text))
        page.on("pageerror", lambda error: heard.append(str(error)))
        page.on("dialog", lambda dialog: heard.append(dialog.message))
        page.on("request", lambda request: loaded.append(request.url))
        page.goto((folder / f"{name}.html").as_uri())
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert heard == []
    assert len(loaded) == len(contexts)
