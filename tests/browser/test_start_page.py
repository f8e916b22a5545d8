"""The start page in a browser: what was missed, the way to it, and answers that change computers."""

import json
import re

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from tenmistakes.questions import check, load

from . import learner as at

SLUG = "no-crisis-plan"
START = "lessons/00-start-here.ipynb"
LESSON = f"lessons/08-{SLUG}.ipynb"
MISTAKE = load(SLUG)
QUESTION = MISTAKE.questions["six-quiet-weeks"]
"""Its wrong answer is explained far down in the lesson, behind simulations that grow when they run."""
WRONG = next(option.id for option in QUESTION.options if option.misconception == "launch-day-is-the-danger")


def in_lab(learner, page, path):
    """Open a notebook as `learn` does, beside others."""
    page.goto(f"{learner.address}/lab/tree/{path}?token={learner.token}")
    at.wait_until_idle(page)
    at.wait_until_run(page)


def test_who_answers_wrongly_is_led_from_the_start_page_to_the_section(page, learner):
    learner.open(page, LESSON)
    asked = at.box(page, f"{SLUG}/{QUESTION.id}")
    at.answer(asked, QUESTION.kind, WRONG)
    assert "Not yet" in at.check(asked)

    in_lab(learner, page, START)
    idea = MISTAKE.misconceptions[check(QUESTION, WRONG, MISTAKE).misconception]
    again = page.locator(".tm-missed", has_text="1 idea to look at again")
    expect(again).to_contain_text(idea.idea)
    expect(page.locator(".tm-next")).to_contain_text("Go on with lesson 8, Not planning for the worst")
    expect(page.locator(".tm-figures")).to_contain_text(re.compile(r"0 of \d+ right"))

    again.get_by_role("link", name=idea.see).click()
    page.wait_for_function(f"{at._NOW}?.context?.path === '{LESSON}'")
    at.wait_until_idle(page)
    at.wait_until_run(page)
    heading = page.locator(".jp-RenderedMarkdown").get_by_role("heading", name=idea.see)
    expect(heading).to_be_in_viewport()
    assert 0 <= below_the_top(page, heading) < 120

    # A widget that draws itself late pushes nothing away, until the reader goes elsewhere; also in a browser
    # that does not hold the place itself, as Safari does not.
    page.add_style_tag(content="* { overflow-anchor: none !important; }")
    grow = f"""() => {{
      const late = document.createElement("div");
      late.style.height = "3000px";
      {at._NOW}.content.widgets[0].node.append(late);
    }}"""
    page.evaluate(grow)
    expect(heading).to_be_in_viewport()
    assert 0 <= below_the_top(page, heading) < 120
    heading.click()
    page.evaluate(grow)
    expect(heading).not_to_be_in_viewport()


def below_the_top(page, heading):
    """How far below the top edge of the notebook a heading stands, in pixels."""
    return page.evaluate(
        f"""(heading) => heading.getBoundingClientRect().top
          - {at._NOW}.content.node.getBoundingClientRect().top""",
        heading.element_handle(),
    )


def test_axe_finds_no_barrier_and_400_pixels_are_enough(page, learner):
    """With something missed, as the test before has left it."""
    learner.open(page, START)
    expect(page.locator(".tm-missed")).to_be_visible()
    context = {"include": [[".jp-OutputArea-output"], [".jp-RenderedMarkdown"]]}
    for dark in (False, True):
        at.use_theme(page, dark)
        found = Axe().run(page, context=context)
        assert found.violations_count == 0, found.generate_report()
    at.use_theme(page, False)
    page.set_viewport_size({"width": 400, "height": 800})
    wide = page.locator(".tm-box").evaluate_all(
        """(boxes) => boxes.flatMap((box) => [box, ...box.querySelectorAll("*")]
          .filter((node) => node.scrollWidth > node.clientWidth + 1 && node.clientWidth > 1
            && !node.classList.contains("tm-unseen") && getComputedStyle(node).display !== "inline")
          .map((node) => `${node.tagName}.${node.className}: ${node.scrollWidth} > ${node.clientWidth}`))"""
    )
    assert wide == []


def test_in_a_narrow_window_the_list_of_files_makes_room(page, learner):
    in_lab(learner, page, START)
    page.evaluate("jupyterapp.shell.expandLeft()")
    expect(page.locator("#jp-left-stack")).to_be_visible()
    page.set_viewport_size({"width": 400, "height": 800})
    in_lab(learner, page, START)
    expect(page.locator("#jp-left-stack")).to_be_hidden()
    assert page.locator(".jp-NotebookPanel:visible").bounding_box()["width"] > 300


def test_lessons_left_open_cost_nothing_later(learner, page):
    """JupyterLab alone would bring all of them back, each with a kernel of its own."""
    kernels = "jupyterapp.serviceManager.kernels"
    count = f"{kernels}.refreshRunning().then(() => [...{kernels}.running()].length)"
    tabs = "[...jupyterapp.shell.widgets('main')].map((tab) => tab.title.label)"
    in_lab(learner, page, START)
    before = page.evaluate(count)
    page.get_by_role("link", name="Lesson", exact=True).nth(3).click()
    page.wait_for_function(f"{at._NOW}?.context?.path?.startsWith('lessons/04-')")
    at.wait_until_idle(page)
    at.wait_until_run(page)
    assert page.evaluate(tabs) == ["00-start-here.ipynb", "04-impatience.ipynb"]
    assert page.evaluate(count) == before + 1
    at.save(page)
    page.reload()
    at.wait_until_idle(page)
    at.wait_until_run(page)
    assert page.evaluate(tabs) == ["04-impatience.ipynb"]
    at.save(page)
    page.evaluate(f"void {at._NOW}.close()")
    page.wait_for_function(f"{count}.then((number) => number === {before})")
    assert page.evaluate(tabs) == []
    page.goto(f"{learner.address}/lab?token={learner.token}")  # of no page in particular
    at.wait_until_idle(page)
    assert page.evaluate(tabs) == ["00-start-here.ipynb"]


def test_a_term_leads_to_its_entry_in_the_glossary(page, learner):
    in_lab(learner, page, LESSON)
    page.get_by_role("link", name="scenario planning").click()
    page.wait_for_function(f"{at._NOW}?.context?.path === 'lessons/12-glossary.ipynb'")
    at.wait_until_idle(page)
    expect(page.get_by_role("heading", name="Scenario planning")).to_be_in_viewport()


def test_answers_are_saved_to_a_file_and_brought_in_by_buttons(page, learner, tmp_path):
    learner.open(page, START)
    keeping = page.locator(".tm-keeping")
    with page.expect_download() as downloaded:
        keeping.get_by_role("button", name="Save a copy of my answers").click()
    copy = tmp_path / "my-progress.json"
    downloaded.value.save_as(copy)
    assert downloaded.value.suggested_filename == "my-progress.json"
    raw = json.loads(copy.read_text(encoding="utf-8"))
    assert f"lesson/{SLUG}" in raw["notebooks"]
    expect(keeping).to_contain_text("are in the file my-progress.json")

    # The other computer: its answer is later, and right.
    right = next(option.id for option in QUESTION.options if option.right)
    entry = raw["notebooks"][f"lesson/{SLUG}"][-1]
    raw["notebooks"][f"lesson/{SLUG}"] = [entry | {"value": right, "time": "2999-01-01T00:00:00.000Z"}]
    copy.write_text(json.dumps(raw), encoding="utf-8")
    with page.expect_file_chooser() as chooser:
        keeping.get_by_role("button", name="Bring in answers").click()
    chooser.value.set_files(copy)
    expect(keeping).to_contain_text("1 answer brought in, for 1 notebook.")
    expect(page.locator(".tm-figures")).to_contain_text(re.compile(r"1 of \d+ right"))
    expect(page.locator(".tm-missed")).to_have_count(0)

    copy.write_text("{}", encoding="utf-8")
    with page.expect_file_chooser() as chooser:
        keeping.get_by_role("button", name="Bring in answers").click()
    chooser.value.set_files(copy)
    expect(keeping).to_contain_text("holds no answers that can be read")
