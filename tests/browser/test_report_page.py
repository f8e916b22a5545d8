"""The report in Chromium: readable in both themes, on a telephone, on a wide screen and on paper."""

import re
from itertools import pairwise

import numpy as np
import pytest
from axe_playwright_python.sync_playwright import Axe

from tenmistakes import content
from tenmistakes.grading.exercise import load_exercise
from tenmistakes.report.making import assemble
from tenmistakes.report.page import page as report_page
from tenmistakes.report.records import Learner, Record, Standing

from ..instructor.generated import STEMS, due, items_of, make_class, name_of

CHOSEN = (STEMS[3], STEMS[7])
MADE = make_class(40, CHOSEN)
HOSTILE = Learner("learner-001", "<script>ran()</script><img src=x onerror=ran()>" + "W" * 200)
LEARNERS = [HOSTILE, *(Learner(student, " ".join(name_of(student))) for student in MADE.students[1:])]


def record(stem, made=MADE):
    """What the gradebook would hold, from what the class is made of."""
    work = made.work[stem]
    marked = {student: list(each.items.values()) for student, each in work.items() if not each.fails}
    standings = {}
    for student, each in work.items():
        early = (due(stem) - each.when).total_seconds()
        if each.fails:
            standings[student] = Standing("failed", "The file is no notebook.", each.when, early)
        else:
            possible = sum(item.question.points for item in marked[student] if item.points is not None)
            standings[student] = Standing(each.state, "", each.when, early, 0.0, each.points, possible)
    shape = len(marked), len(items_of(stem))

    def array(value, dtype):
        return np.array([[value(item) for item in items] for items in marked.values()], dtype).reshape(shape)

    return Record(
        load_exercise(stem, content.home() / "exercises" / stem),
        due(stem),
        standings,
        tuple(marked),
        array(lambda item: item.points, float),
        array(lambda item: item.message, str),
        array(lambda item: item.points is None, bool),
        np.zeros(shape, bool),
    )


REPORTS = {
    "two": assemble(LEARNERS, [record(stem) for stem in CHOSEN]),
    "one": assemble(LEARNERS, [record(CHOSEN[1])]),
    "hidden": assemble(LEARNERS, [record(stem) for stem in CHOSEN], 5),
    "empty": assemble(LEARNERS, [record(CHOSEN[0], make_class(0, CHOSEN))]),
}
every_page = pytest.mark.parametrize("name", REPORTS)


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    folder = tmp_path_factory.mktemp("report")
    for name, report in REPORTS.items():
        (folder / f"{name}.html").write_text(report_page(report), encoding="utf-8")
    return folder


@every_page
@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_axe_finds_no_barrier(look, name, dark):
    page = look(name, dark=dark)
    page.evaluate("document.querySelectorAll('details').forEach((each) => each.open = true)")
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()


@every_page
@pytest.mark.parametrize("width", [320, 400, 1400])
def test_every_width_has_room(look, name, width):
    page = look(name, width)
    wide = page.evaluate(
        """() => [document.documentElement, ...document.querySelectorAll("body *:not(svg *)")]
          .filter((node) => node.scrollWidth > node.clientWidth + 1 && node.clientWidth > 1
            && getComputedStyle(node).display !== "inline" && !node.matches(".wide"))
          .map((node) => `${node.tagName}.${node.className}: ${node.scrollWidth} > ${node.clientWidth}`)"""
    )
    assert wide == []


def test_a_wide_table_is_scrolled_by_keyboard(look):
    page = look("two", 400)
    table = page.get_by_role("region", name="Table: At a glance")
    table.focus()
    page.keyboard.press("ArrowRight")
    page.wait_for_function("node => node.scrollLeft > 0", arg=table.element_handle())


def test_pictures_have_their_words_and_the_levels_are_in_order(look):
    page = look("two")
    for picture in page.get_by_role("img").all():
        assert re.search(r": \d", picture.get_attribute("aria-label"))
    assert page.get_by_role("img").count() == 2 * (2 + 9)
    assert all(page.locator("figcaption").all_inner_texts())
    levels = page.locator("h1, h2, h3").evaluate_all("nodes => nodes.map((node) => +node.tagName[1])")
    assert levels.count(1) == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))


def test_names_are_text(look):
    page = look("two")
    assert page.locator("script, img, [onerror]").count() == 0
    assert "<script>ran()</script>" in page.locator("#class").inner_text()


def test_paper_is_white_and_nothing_is_cut_off(look, folder):
    made = make_class(8)
    learners = [Learner(student, " ".join(name_of(student))) for student in made.students]
    whole = assemble(learners, [record(stem, made) for stem in STEMS])
    (folder / "whole.html").write_text(report_page(whole), encoding="utf-8")
    page = look("whole", dark=True)
    page.emulate_media(media="print")
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    page.set_viewport_size({"width": 720, "height": 900})  # what A4 leaves between its margins
    assert page.evaluate("document.documentElement.scrollWidth") <= 720
    sheets = len(re.findall(rb"/Type\s*/Page\b", page.pdf(format="A4")))
    assert 12 <= sheets <= 40
