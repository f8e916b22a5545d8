"""Feedback in Chromium: readable in both themes, on a telephone and on paper. Nothing in it runs."""

import re
from itertools import pairwise

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from tenmistakes.grading.feedback import page as feedback_page
from tenmistakes.grading.flags import flag
from tenmistakes.grading.states import State

from ..grading.classroom import MIXED, RIGHT, TEXT
from ..grading.papers import WRITTEN, exercise, paper

HOSTILE = "<script>ran()</script><img src=x onerror=ran()> [a](javascript:ran()) " + "W" * 400
READ = {WRITTEN: {"manual": 4.0, "needs_manual": False, "comment": "Warm, and *short*."}}
PAPERS = {
    "mixed": paper(MIXED, TEXT, flags=(flag("cells-added", count=2),)),
    "read": paper(RIGHT, TEXT, items=READ, late_penalty=2.0),
    "blank": paper(),
    "hostile": paper(MIXED, HOSTILE, items={WRITTEN: {"comment": HOSTILE}}, first_name=HOSTILE),
    "failed": paper(state=State.FAILED, sentence="“notes.ipynb” holds nothing of this exercise."),
    "error": paper(state=State.GRADER_ERROR),
}
every_page = pytest.mark.parametrize("name", PAPERS)


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """The pages as files, which is how a learner has them."""
    folder = tmp_path_factory.mktemp("feedback")
    for name, stored in PAPERS.items():
        (folder / f"{name}.html").write_text(feedback_page(stored, exercise()), encoding="utf-8")
    return folder


@every_page
@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_axe_finds_no_barrier(look, name, dark):
    found = Axe().run(look(name, dark=dark))
    assert found.violations_count == 0, found.generate_report()


@every_page
@pytest.mark.parametrize("width", [320, 400, 1400])
def test_every_width_has_room(look, name, width):
    page = look(name, width)
    wide = page.evaluate(
        """() => [document.documentElement, ...document.querySelectorAll("body *:not(svg *)")]
          .filter((node) => node.scrollWidth > node.clientWidth + 1 && node.clientWidth > 1
            && getComputedStyle(node).display !== "inline")
          .map((node) => `${node.tagName}.${node.className}: ${node.scrollWidth} > ${node.clientWidth}`)"""
    )
    assert wide == []
    box = page.locator("main").bounding_box()
    assert box["width"] <= 48 * 16
    assert abs(2 * box["x"] + box["width"] - page.evaluate("document.documentElement.clientWidth")) <= 1


def colours(page):
    return page.evaluate(
        """() => [document.body, document.querySelector(".card")].flatMap((node) => {
          const style = getComputedStyle(node);
          return [style.backgroundColor, style.color];
        }).map((colour) => colour.match(/\\d+/g).slice(0, 3).map(Number).reduce((a, b) => a + b))"""
    )


def test_each_theme_has_its_own_colours(look):
    ground, ink, paper_, ink_on_paper = colours(look("mixed"))
    assert min(ground, paper_) > 600
    assert max(ink, ink_on_paper) < 150
    ground, ink, paper_, ink_on_paper = colours(look("mixed", dark=True))
    assert max(ground, paper_) < 150
    assert min(ink, ink_on_paper) > 600


def test_paper_is_white_in_either_theme(look):
    page = look("mixed", dark=True)
    page.emulate_media(media="print")
    assert colours(page)[::2] == [3 * 255, 3 * 255]
    assert max(colours(page)[1::2]) < 150
    pdf = page.pdf(format="A4")
    sheets = len(re.findall(rb"/Type\s*/Page\b", pdf))
    assert 3 <= sheets <= 9


def test_the_table_leads_to_each_question(look):
    page = look("mixed", 400)
    links = page.get_by_role("table").get_by_role("link")
    assert links.count() == len(exercise().items)
    for link in (links.nth(4), links.last):
        link.focus()
        page.keyboard.press("Enter")
        about = page.get_by_role("region", name=link.inner_text())
        expect(about).to_be_in_viewport()


def test_a_screen_reader_finds_its_way(look):
    page = look("read")
    levels = page.locator("h1, h2, h3").evaluate_all("nodes => nodes.map((node) => +node.tagName[1])")
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))
    headers = page.get_by_role("columnheader").all_inner_texts()
    assert [header.lower() for header in headers] == ["question", "how it went", "points"]
    assert page.get_by_role("rowheader").count() == len(exercise().items) + 1  # and being late
    expect(page.get_by_role("complementary")).to_contain_text("Warm, and short.")


def test_what_was_written_stands_there_as_it_was_written(look):
    page = look("hostile")
    words = page.locator(".answer .tm-text")
    expect(words).to_contain_text("<script>ran()</script><img src=x onerror=ran()>")
    expect(words).to_contain_text("[a](javascript:ran())")
    assert page.locator("script, img, [onerror], a[href^='javascript']").count() == 0


def test_even_a_script_that_got_in_would_not_run(browser, folder):
    path = folder / "broken-into.html"
    text = feedback_page(PAPERS["mixed"], exercise())
    assert "</main>" in text
    inserted = "<script>document.title = 'ran'</script><img src=x onerror=\"document.title = 'ran'\"></main>"
    path.write_text(text.replace("</main>", inserted), encoding="utf-8")
    page = browser.new_page()
    refused = []
    page.on("console", lambda message: refused.append(message.text))
    page.goto(path.as_uri())
    page.wait_for_timeout(300)
    assert page.evaluate("document.title").startswith("Feedback: ")
    assert any("Content Security Policy" in text for text in refused)
    page.close()
