"""The website in a browser: its pages, without errors or dead links, readable for everybody; and an exercise
live in it, answered, handed in by download, and graded to the expected score.

All in one file, for the site is built once for each.
"""

import json
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import parse_qs, unquote, urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from tenmistakes import content
from tenmistakes.questions import check, key, load
from tenmistakes.questions.exemplars import answer_of
from tenmistakes.questions.kinds import Written
from tenmistakes.site import fetch, pages, pyodide

from ..browser import learner as at
from .server import WithNumpy, serving

COURSE = pages.course(content.home())
NAMES = ["index", *(page.name for page in COURSE)]
SLUG = "no-crisis-plan"
NAME = f"08-{SLUG}"
MISTAKE = load(SLUG)
GRADED = [q for q in MISTAKE.questions.values() if q.points and not isinstance(q, Written)]


@pytest.fixture(scope="module")
def address(site: Path) -> Iterator[str]:
    with serving(site) as found:
        yield found


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A window; whatever a page complains about, or fetches from elsewhere, fails the test."""
    page = browser.new_page(viewport={"width": 1400, "height": 1000})
    complaints: list[str] = []
    page.on("console", lambda said: said.type in ("error", "warning") and complaints.append(said.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("requestfailed", lambda request: complaints.append(request.url))
    page.on("request", lambda asked: "127.0.0.1" in asked.url or complaints.append(asked.url))
    yield page
    page.close()
    assert not complaints


class Links(HTMLParser):
    """The addresses and the ids in a page."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.addresses: set[str] = set()
        self.ids: set[str] = set()
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        for name, value in attrs:
            if name in ("href", "src") and value:
                self.addresses.add(value)
            elif name == "id" and value:
                self.ids.add(value)


def test_every_page_opens_without_a_complaint(page: Page, address: str):
    for name in NAMES:
        page.goto(f"{address}/{name}.html")
        expect(page.locator("article h1")).to_be_visible()
        description = page.locator("meta[name=description]")
        assert description.count() == 1, name
        assert 40 <= len(description.get_attribute("content")) <= 160, name
        for width in (1400, 400):
            page.set_viewport_size({"width": width, "height": 900})
            assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), (name, width)


def test_every_link_within_the_site_leads_somewhere(site: Path):
    parsed = {
        path: Links(path.read_text(encoding="utf-8"))
        for path in site.rglob("*.html")
        if path.relative_to(site).parts[0] not in (pages.LIVE, "_static")
    }
    assert len(parsed) >= len(NAMES)
    dead = []
    for path, found in parsed.items():
        for address in found.addresses:
            parts = urlsplit(address)
            if parts.scheme in ("https", "http", "mailto", "data"):
                continue
            target = (path.parent / unquote(parts.path)).resolve() if parts.path else path
            there = target.is_file()
            if there and parts.fragment and target.suffix == ".html" and target in parsed:
                there = unquote(parts.fragment) in parsed[target].ids
            for notebook in parse_qs(parts.query).get("path", ()):
                there = there and (site / pages.LIVE / "files" / notebook).is_file()
            if not there:
                dead.append((path.relative_to(site).as_posix(), address))
    assert not dead


def test_nothing_is_left_of_the_notebooks_in_the_pages(site: Path):
    for name in NAMES:
        text = (site / f"{name}.html").read_text(encoding="utf-8")
        assert "Double-click here" not in text, name
        assert not re.search(r'href="[^"?]*\.ipynb', text), name


def test_a_lesson_reads_without_running_anything(page: Page, address: str):
    page.goto(f"{address}/lessons/08-no-crisis-plan.html")
    charts = page.locator("article svg[role=img]")
    assert charts.count() >= 5
    assert all(chart.get_attribute("aria-label") for chart in charts.all())
    invitations = page.get_by_role("link", name="Answer this live")
    assert invitations.count() == page.locator(".tm-question").count() >= 5
    expect(page.get_by_role("link", name="Open this lesson live")).to_be_visible()


def test_an_exercise_shows_its_questions_and_not_their_key(site: Path):
    text = (site / "exercises/08-no-crisis-plan/08-no-crisis-plan.html").read_text(encoding="utf-8")
    assert text.count('class="tm-box tm-question') == 8
    assert "tm-verdict" not in text
    assert "score(" not in text
    assert "Your choice:" not in text


def test_charts_follow_the_theme(browser: Browser, address: str):
    colours = {}
    for scheme in ("light", "dark"):
        page = browser.new_page(color_scheme=scheme)
        page.goto(f"{address}/lessons/08-no-crisis-plan.html")
        colours[scheme] = page.locator("article svg[role=img] text").first.evaluate(
            "node => getComputedStyle(node).fill"
        )
        page.close()
    assert colours["light"] != colours["dark"]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("name", NAMES)
def test_pages_are_accessible(browser: Browser, address: str, name: str, scheme: str):
    page = browser.new_page(color_scheme=scheme, reduced_motion="reduce")
    page.goto(f"{address}/{name}.html")
    found = Axe().run(page).response["violations"]
    page.close()
    assert not [(v["id"], [node["html"][:200] for node in v["nodes"]][:3]) for v in found]


def test_search_finds_a_case(page: Page, address: str):
    page.goto(f"{address}/search.html?q=Motrin")
    results = page.locator("#search-results li a")
    expect(results.filter(has_text="Not planning for the worst").first).to_be_visible()


def test_on_paper_there_is_the_lesson_alone(page: Page, address: str):
    page.emulate_media(media="print")
    page.goto(f"{address}/lessons/08-no-crisis-plan.html")
    expect(page.locator("h1:visible")).to_have_text(re.compile("Not planning for the worst"))
    for aside in (".bd-sidebar-primary", ".bd-sidebar-secondary", ".tm-door", ".tm-invitation"):
        expect(page.locator(aside).first).to_be_hidden()


def test_only_numpy_comes_from_elsewhere(site: Path):
    folder = site / "live" / "static" / "pyodide"
    lock = json.loads((folder / pyodide.LOCK).read_text(encoding="utf-8"))
    for name, entry in lock["packages"].items():
        if name in pyodide.ELSEWHERE:
            assert re.fullmatch(r"https://[^/]+/pyodide/v[\d.]+/full/numpy-[\w.-]+\.whl", entry["file_name"])
            assert re.fullmatch("[0-9a-f]{64}", entry["sha256"])
        else:
            assert fetch.sha256(folder / entry["file_name"]) == entry["sha256"], name
        assert set(entry["depends"]) <= set(lock["packages"]), name
    assert {name for name in lock["packages"] if name in pyodide.ELSEWHERE} == {"numpy"}


# --- Live ---


def wrong_answer(question):
    """The exemplary answer to a question that earns least."""
    tried = [answer_of(e, question, MISTAKE) for e in question.exemplars if e.outcome == "not-yet"]
    return min(tried, key=lambda answer: check(question, answer, MISTAKE).points)


@pytest.fixture(scope="module")
def visited(site: Path, browser: Browser) -> Iterator[Page]:
    """The exercise, opened in the browser, and its questions there to be answered."""
    errors: list[str] = []
    with serving(site, WithNumpy) as address:
        page = browser.new_page(viewport={"width": 1400, "height": 1000})
        page.set_default_timeout(60_000)
        page.on("console", lambda message: message.type == "error" and errors.append(message.text))
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.goto(f"{address}/exercises/{NAME}/{NAME}.html")
        page.get_by_role("link", name="Open this exercise live").click()
        page.wait_for_url(f"**/{pages.LIVE}/notebooks/**")
        expect(at.box(page, f"{SLUG}/{GRADED[-1].id}")).to_be_visible(timeout=120_000)
        yield page
        page.close()
    assert not errors


def download(page: Page, folder: Path) -> Path:
    """What File > Download gives."""
    page.get_by_role("menuitem", name="File", exact=True).click()
    with page.expect_download() as waiting:
        page.get_by_role("menuitem", name="Download", exact=True).click()
    path = folder / waiting.value.suggested_filename
    waiting.value.save_as(path)
    return path


def test_an_exercise_answered_in_the_browser_gets_its_score(visited: Page, tmp_path: Path):
    page, answers = visited, {}
    for number, question in enumerate(GRADED):
        answers[question.id] = wrong_answer(question) if number % 3 == 2 else key.right_answer(question, SLUG)
        at.answer(at.box(page, f"{SLUG}/{question.id}"), question.kind, answers[question.id])
    page.get_by_text("Hand in: run this cell, then save").click()
    page.keyboard.press("Shift+Enter")
    expect(page.get_by_text("These answers will be graded").last).to_be_visible(timeout=180_000)
    expect(page.get_by_text("then File > Download").last).to_be_visible()
    page.keyboard.press("Control+s")
    notebook = download(page, tmp_path)
    expected = sum(check(question, answers[question.id], MISTAKE).points for question in GRADED)
    assert 0 < expected < sum(question.points for question in GRADED)

    course = tmp_path / "course"
    for folder in ("solutions", "exercises"):
        shutil.copytree(content.home() / folder, course / folder)
    shutil.copy(content.home() / "nbgrader_config.py", course)
    done = subprocess.run(
        [sys.executable, "-m", "tenmistakes", "grade", NAME, notebook, "--student", "ada", "--json"],
        cwd=course,
        capture_output=True,
        text=True,
    )
    (exercise,) = json.loads(done.stdout)["exercises"]
    (submission,) = exercise["submissions"]
    assert submission["points"] == expected, done.stderr
    assert not submission["flags"]


def test_offline_there_is_a_sentence_and_no_traceback(site: Path, browser: Browser):
    with serving(site) as address:
        page = browser.new_page()
        page.route(re.compile(r"^(?!http://127\.0\.0\.1)"), lambda route: route.abort())
        page.goto(f"{address}/{pages.LIVE}/notebooks/index.html?path=lessons/00-start-here.ipynb")
        expect(page.get_by_text("could not be fetched").first).to_be_visible(timeout=120_000)
        assert "Traceback" not in page.locator(".jp-Notebook").inner_text()
        page.close()


def test_a_simulation_asks_first_and_then_follows_its_slider(site: Path, browser: Browser):
    with serving(site, WithNumpy) as address:
        page = browser.new_page(viewport={"width": 1400, "height": 1000})
        page.set_default_timeout(60_000)
        page.goto(f"{address}/{pages.LIVE}/notebooks/index.html?path=lessons/{NAME}.ipynb")
        simulation = at.simulation(page, f"{SLUG}/coverage")
        expect(simulation).to_be_visible(timeout=120_000)
        simulation.get_by_role("spinbutton").first.fill("5")
        simulation.get_by_role("button", name="Lock in my prediction").click()
        expect(simulation.locator(".tm-beside")).to_contain_text("You said 5")
        words = simulation.locator(".tm-words").inner_text()
        simulation.get_by_role("slider").first.press("ArrowRight")
        expect(simulation.locator(".tm-words")).not_to_have_text(words, timeout=60_000)
        page.close()
