"""The learner's own plan in a browser: answered, followed by its page, written, printed; the certificate."""

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from tenmistakes.plan import checks

from ..plan.making import BRAND_OF, filled, lay_down_lessons
from . import learner as at
from .learner import Learner

PLAN = "lessons/11-your-plan.ipynb"
OURS = [[".jp-OutputArea-output"], [".jp-RenderedMarkdown"]]


@pytest.fixture(scope="module")
def plan(learner: Learner, shared_page: Page) -> Page:
    """The plan of somebody who has finished the lessons, open and run."""
    lay_down_lessons(learner.folder / "lessons")
    learner.open(shared_page, PLAN)
    return shared_page


def form(page: Page, name: str):
    return page.locator(f"[data-form='your-plan/{name}']")


def fill(page: Page, name: str, answer: dict[str, str], fields: list[str]) -> None:
    """Answer a form by hand, and wait until it is saved."""
    here = form(page, name)
    if "now" in answer:
        here.locator(f"input[value='{answer['now']}']").check()
    for field, text in zip(here.locator(".tm-entry :is(input, textarea)").all(), fields, strict=True):
        field.fill(answer[text])
        field.blur()
    expect(here.locator(".tm-status")).to_have_text("Saved")


def paper(page: Page, name: str):
    return page.get_by_role("group", name=name, exact=True)


def pages(browser: Browser, path, paper_size: str) -> int:
    """How many sheets a file takes in the printer."""
    page = browser.new_page()
    page.goto(path.as_uri())
    printed = page.pdf(format=paper_size, prefer_css_page_size=True)
    page.close()
    return len(re.findall(rb"/Type\s*/Page\b(?!s)", printed))


def test_the_page_follows_the_answers_and_is_written(plan: Page, learner: Learner, browser: Browser):
    page, shown = plan, paper(plan, "Your plan")
    expect(shown.get_by_role("heading", name="A brand without a name yet")).to_be_visible()
    expect(shown.locator(".tm-open li")).to_have_count(len(checks.load()))
    expect(paper(page, "Your certificate")).to_contain_text("Your plan: the ten checks 0 of 10 answered")

    fill(page, "brand", BRAND_OF, ["brand", "author", "goal"])
    expect(shown.get_by_role("heading", name=BRAND_OF["brand"])).to_be_visible()
    lesson = form(page, "customers-time")
    expect(lesson.locator(".tm-aside")).to_contain_text("Our choir singers are in one chat")
    for number, (slug, answer) in enumerate(filled().items()):
        if slug == "no-crisis-plan":
            answer = filled("mistake")[slug] | {"who": ""}
        fill(page, slug, answer, ["known", "do", "who", "when", "sign"])
        expect(shown.locator(".tm-tally")).to_contain_text(
            f"Not answered: {9 - number}" if number < 9 else "In"
        )
    expect(form(page, "no-crisis-plan").locator(".tm-verdict")).to_contain_text("A known mistake")
    expect(shown.locator(".tm-open li")).to_have_count(1)
    expect(shown.locator(".tm-open")).to_contain_text("Nobody is named for it.")

    folder = learner.folder / "lessons"
    shown.get_by_role("button", name="Write my-plan.html").click()
    expect(shown.locator(".tm-status")).to_have_text(
        "Written beside this notebook: my-plan.html and my-plan.md."
    )
    html, text = ((folder / name).read_text("utf-8") for name in ("my-plan.html", "my-plan.md"))
    assert "Halden &amp; Söhne" in html
    assert "Nobody is named for it." in html
    assert "Nobody is named for it." in text
    assert [pages(browser, folder / "my-plan.html", size) for size in ("A4", "Letter")] == [2, 2]

    page.evaluate(
        """() => {
          window.printed = [];
          const watch = (changes) => changes.forEach(({ addedNodes }) => addedNodes.forEach((node) => {
            if (node.srcdoc) window.printed.push(node.srcdoc);
          }));
          new MutationObserver(watch).observe(document.body, { childList: true });
        }"""
    )
    shown.get_by_role("button", name="Print, or save as PDF").click()
    page.wait_for_function("window.printed.length === 1")
    assert page.evaluate("window.printed[0]") == html

    (folder / "my-plan.html").write_text(html + "<!-- by hand -->", encoding="utf-8")
    shown.get_by_role("button", name="Write my-plan.html").click()
    expect(shown.locator(".tm-status")).to_contain_text("the new one is “my-plan-2.html”")
    assert (folder / "my-plan.html").read_text(encoding="utf-8").endswith("<!-- by hand -->")


def test_the_certificate_of_somebody_who_has_finished(plan: Page, learner: Learner, browser: Browser):
    page, shown = plan, paper(plan, "Your certificate")
    expect(shown).to_contain_text("You have finished. Write your name above")
    fill(page, "certificate", {"name": "Zoë Ó Briain"}, ["name"])
    expect(shown.locator(".tm-certificate")).to_contain_text("Zoë Ó Briain")
    shown.get_by_role("button", name="Write my-certificate.html").click()
    expect(shown.locator(".tm-status")).to_contain_text("my-certificate.html and my-certificate.png")
    folder = learner.folder / "lessons"
    assert (folder / "my-certificate.png").read_bytes().startswith(b"\x89PNG")
    sheets = [pages(browser, folder / "my-certificate.html", size) for size in ("A4", "Letter")]
    assert sheets == [1, 1]
    # Another name: the files have the old one, so nothing may say that they are written.
    fill(page, "certificate", {"name": "Zoë O'Brien"}, ["name"])
    expect(shown.locator(".tm-certificate")).to_contain_text("Zoë O'Brien")
    expect(shown.locator(".tm-status")).to_have_text("")


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_nothing_in_it_keeps_anybody_out(plan: Page, dark: bool):
    at.use_theme(plan, dark)
    found = Axe().run(plan, context={"include": OURS}).response["violations"]
    assert [(fault["id"], fault["nodes"][0]["html"]) for fault in found] == []


def test_a_known_mistake_leads_to_its_lesson_within_jupyterlab(plan: Page):
    link = form(plan, "no-crisis-plan").locator(".tm-verdict a")
    expect(link).to_have_text("Lesson 8: How a complaint spreads")
    link.click()
    plan.wait_for_function(f"{at._NOW}?.context?.path === 'lessons/08-no-crisis-plan.ipynb'")
    assert len(plan.context.pages) == 1


@pytest.mark.parametrize("file", ["my-plan-2.html", "my-certificate.html"])
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_written_pages_keep_nobody_out(
    plan: Page, learner: Learner, browser: Browser, file: str, theme: str
):
    page = browser.new_page(viewport={"width": 400, "height": 800}, color_scheme=theme)
    page.goto((learner.folder / "lessons" / file).as_uri())
    assert page.evaluate("document.documentElement.scrollWidth") <= 400
    found = Axe().run(page).response["violations"]
    page.close()
    assert [(fault["id"], fault["nodes"][0]["html"]) for fault in found] == []
