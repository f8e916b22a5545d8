"""A whole lesson and a whole exercise without a mouse: answers, sliders and handing in, by keys alone."""

import re

from playwright.sync_api import expect

from tenmistakes.answers import embedding
from tenmistakes.questions import check, key, load
from tenmistakes.questions.kinds import Written

from . import learner as at

SLUG = "no-crisis-plan"
EXERCISE = f"exercises/08-{SLUG}/08-{SLUG}.ipynb"
LESSON = f"lessons/08-{SLUG}.ipynb"
MISTAKE = load(SLUG)
QUESTIONS = [q for q in MISTAKE.questions.values() if q.points and not isinstance(q, Written)]
PATIENCE = 120
"""How often the Tab key is pressed in search of the next control."""


def tab_to(page, wanted):
    """Press Tab until the control ``wanted`` (a CSS selector) has the focus."""
    for _ in range(PATIENCE):
        if page.evaluate("(wanted) => document.activeElement.matches(wanted)", wanted):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"{wanted} was not reached with Tab.")


def answer_by_keys(page, widget, question, value):
    here = f"[data-question='{SLUG}/{question.id}']"
    if question.kind == "choose-one":
        tab_to(page, f"{here} input")
        page.keyboard.press("Space")
        for _ in question.options:
            if page.evaluate("document.activeElement.value") == value:
                break
            page.keyboard.press("ArrowDown")
    elif question.kind == "choose-several":
        for option in widget.locator("input").all():
            name = option.get_attribute("value")
            if name in value:
                tab_to(page, f"{here} input[value='{name}']")
                page.keyboard.press("Space")
    elif question.kind == "order":
        for place, name in enumerate(value):
            while at.order_of(widget)[place] != name:
                tab_to(page, f"{here} [data-id='{name}'] button")
                page.keyboard.press("Alt+ArrowUp")
    elif question.kind in ("match", "plan"):

        def choose(select, choice):
            tab_to(page, f"{here} select[data-id='{select.get_attribute('data-id')}']")
            page.keyboard.press("Home")
            for _ in range(30):
                if select.input_value() == choice:
                    return
                page.keyboard.press("ArrowDown")
            raise AssertionError(f"{choice} was not reached with the arrow keys.")

        at.given(widget, value, choose)
    else:
        tab_to(page, f"{here} input")
        page.keyboard.type(str(value))
        page.keyboard.press("Tab")
    expect(widget.locator(".tm-status")).to_have_text(re.compile("Saved"))


def test_the_whole_exercise_can_be_done_by_keyboard(learner, page):
    path = learner.copy(EXERCISE, "by-keyboard")
    learner.open(page, path)
    page.evaluate(f"{at._NOW}.content.node.focus()")
    for question in QUESTIONS:
        widget = at.box(page, f"{SLUG}/{question.id}")
        answer_by_keys(page, widget, question, key.right_answer(question, SLUG))
        tab_to(page, f"[data-question='{SLUG}/{question.id}'] .tm-button:not(.tm-quiet)")
        page.keyboard.press("Enter")
        expect(widget.locator(".tm-verdict")).to_contain_text("Right")
        expect(widget.locator("[aria-live]")).to_contain_text("Right.")

    # Escape leads back to the notebook: down to the written answer, then to the last cell, then save.
    page.keyboard.press("Escape")
    written = "(cell) => cell.model.getMetadata('nbgrader')?.solution && cell.model.type === 'markdown'"
    press_until(page, "ArrowDown", written)
    page.keyboard.press("Enter")
    expect(
        page.locator(".jp-Notebook.jp-mod-editMode .jp-MarkdownCell.jp-mod-active .cm-focused")
    ).to_be_visible()
    page.keyboard.press("Control+a")
    page.keyboard.type("We have seen it. You hear from us at six.")
    page.keyboard.press("Shift+Enter")
    # The arrows pass over folded cells; Shift and Enter, which leads from cell to cell, does not.
    press_until(page, "Shift+Enter", "(cell) => cell.model.getMetadata('tenmistakes')?.role === 'hand-in'")
    page.keyboard.press("Shift+Enter")
    expect(page.get_by_text("These answers will be graded").last).to_be_visible()
    page.keyboard.press("Control+s")
    page.wait_for_function(f"!{at._NOW}.context.model.dirty")

    embedded = {entry.question: entry.value for entry in embedding.read_notebook(learner.folder / path)}
    earned = {q.id: check(q, embedded[f"{SLUG}/{q.id}"], MISTAKE).points for q in QUESTIONS}
    assert earned == {q.id: q.points for q in QUESTIONS}
    written = [cell for cell in learner.read(path)["cells"] if "You hear from us" in "".join(cell["source"])]
    assert len(written) == 1


def test_a_whole_lesson_can_be_done_by_keyboard(learner, page):
    """Down the page with Tab alone: predictions, sliders, checks, the decision, the entry of the plan."""
    learner.open(page, learner.copy(LESSON, "lesson-by-keyboard"))
    page.evaluate(f"{at._NOW}.content.node.focus()")
    text = (MISTAKE.place.folder / "lesson.md").read_text(encoding="utf-8")
    calls = re.findall(rf'^(ask|simulate)\("{SLUG}/([a-z0-9-]+)"', text, re.MULTILINE)
    assert {verb for verb, _ in calls} == {"ask", "simulate"}
    for verb, name in calls:
        if verb == "simulate":
            move_by_keys(page, name)
            continue
        question = MISTAKE.questions[name]
        widget = at.box(page, f"{SLUG}/{name}")
        here = f"[data-question='{SLUG}/{name}']"
        if isinstance(question, Written):
            tab_to(page, f"{here} textarea")
            page.keyboard.type("Jo, then Sam, at any hour.")
            page.keyboard.press("Tab")
            expect(widget.locator(".tm-status")).to_have_text(re.compile("Saved"))
            continue
        answer_by_keys(page, widget, question, key.right_answer(question, SLUG))
        tab_to(page, f"{here} .tm-button:not(.tm-quiet)")
        page.keyboard.press("Enter")
        expect(widget.locator(".tm-verdict")).to_contain_text("Right")


def move_by_keys(page, name):
    """Commit a prediction, then move a slider until the words below the picture change."""
    here = f"[data-simulation='{SLUG}/{name}']"
    widget = at.simulation(page, f"{SLUG}/{name}")
    tab_to(page, f"{here} input[type=number]")
    page.keyboard.type("7")
    tab_to(page, f"{here} .tm-button")
    page.keyboard.press("Enter")
    expect(widget.locator(".tm-status")).to_have_text("Prediction saved")
    words = widget.locator(".tm-words").inner_text()
    tab_to(page, f"{here} input[type=range]")
    for _ in range(15):
        page.keyboard.press("ArrowRight")
    expect(widget.locator(".tm-words")).not_to_have_text(words)


def press_until(page, pressed, wanted):
    """Press a key until the active cell is the one ``wanted``, a function in JavaScript."""
    for _ in range(PATIENCE):
        if page.evaluate(f"({wanted})({at._NOW}.content.activeCell)"):
            return
        page.keyboard.press(pressed)
    raise AssertionError(f"The cell was not reached with {pressed}.")
