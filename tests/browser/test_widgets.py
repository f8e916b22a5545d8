"""Widgets in JupyterLab: drawn at every step, usable by keyboard and on a small screen, without barriers."""

import re

import pytest
from playwright.sync_api import expect

from tenmistakes.models import base
from tenmistakes.questions import load
from tenmistakes.questions.kinds import FromModel
from tenmistakes.questions.loading import load_all

from . import learner as at
from .barriers import barriers
from .conftest import watched
from .learner import Learner

SLUG = "no-crisis-plan"
LESSON = f"lessons/08-{SLUG}.ipynb"
STEMS = [mistake.place.stem for mistake in load_all()]
PAGES = ["lessons/00-start-here.ipynb"]
PAGES += [f"lessons/{stem}.ipynb" for stem in STEMS] + [f"exercises/{stem}/{stem}.ipynb" for stem in STEMS]
PREDICTION = next(
    question
    for question in load(SLUG).questions.values()
    if question.kind == "estimate" and not question.points and isinstance(question.truth, FromModel)
)
SIMULATION = f"{SLUG}/{PREDICTION.truth.simulation}"


def named(path: str) -> str:
    """``exercises/08-slug/08-slug.ipynb`` -> ``exercises-08-slug``."""
    return f"{path.split('/')[0]}-{path.split('/')[-1].removesuffix('.ipynb')}"


@pytest.fixture
def own_lesson(learner: Learner, page, request):
    """A copy of the lesson for one test, open and run; its window."""
    learner.open(page, learner.copy(LESSON, request.node.name))
    return page


@pytest.fixture(scope="module")
def lesson(learner: Learner, shared_page):
    """A copy of the lesson that several tests use one after the other; its window."""
    learner.open(shared_page, learner.copy(LESSON, "shared"))
    return shared_page


def predict(page):
    """The first simulation, its prediction committed if it was not yet."""
    widget = at.simulation(page, SIMULATION)
    if widget.get_by_role("slider").first.is_enabled():
        return widget
    widget.get_by_role("spinbutton").first.fill(str(PREDICTION.low + 1))
    widget.get_by_role("button", name="Lock in my prediction").click()
    expect(widget.locator(".tm-beside")).to_contain_text("You said")
    return widget


def test_sliders_wait_for_the_prediction(lesson):
    page = lesson
    widget = at.simulation(page, SIMULATION)
    expect(widget.get_by_role("slider").first).to_be_disabled()
    expect(widget.locator(".tm-words")).to_be_hidden()
    widget.get_by_role("button", name="Lock in my prediction").click()
    expect(widget.get_by_role("alert")).to_contain_text("Write down a number first")
    predict(page)
    expect(widget.get_by_role("slider").first).to_be_enabled()


def test_every_step_of_a_drag_is_drawn(lesson):
    page = lesson
    widget = predict(page)
    slider = widget.get_by_role("slider").nth(1)
    box = slider.bounding_box()
    picture = widget.locator(".tm-picture")
    page.wait_for_timeout(500)
    picture.evaluate(
        """(node) => {
          window.drawn = [];
          const look = () => [...node.querySelectorAll(".tm-moves-with-sliders path")]
            .map((path) => path.getAttribute("d")).join();
          let before = look();
          new MutationObserver(() => {
            const now = look();
            if (now !== before) window.drawn.push(now);
            before = now;
          }).observe(node, { subtree: true, attributes: true, attributeFilter: ["d"] });
        }"""
    )
    slider.evaluate(
        "(node) => { window.asked = new Set(); node.addEventListener('input', () => asked.add(node.value)); }"
    )
    y = box["y"] + box["height"] / 2
    page.mouse.move(box["x"] + 8, y)
    page.mouse.down()
    page.wait_for_timeout(300)
    page.evaluate("window.drawn.length = 0; window.asked.clear()")
    for step in range(1, 41):
        page.mouse.move(box["x"] + 8 + step * (box["width"] - 16) / 41, y)
        page.wait_for_timeout(75)
    page.mouse.up()
    page.wait_for_timeout(1000)
    asked = page.evaluate("window.asked.size")
    assert asked >= 38
    assert page.evaluate("window.drawn.length") >= asked


def test_words_and_comparison_follow_the_slider(lesson):
    page = lesson
    widget = predict(page)
    widget.get_by_role("button", name="Back to the start").click()
    model = base.simulation(SLUG, PREDICTION.truth.simulation)
    parameter = model.parameters[1]
    start = {**model.defaults(), **PREDICTION.truth.at}
    before, after = model.frame(start), model.frame({**start, parameter.name: start[parameter.name] - 12})
    words = widget.locator(".tm-words")
    expect(words).to_have_text(before.words)
    expect(widget.locator(".tm-beside")).to_contain_text("the model says")
    said = widget.locator(".tm-beside").inner_text()
    widget.get_by_role("slider").nth(1).focus()
    for _ in range(round(12 / parameter.step)):
        page.keyboard.press("ArrowLeft")
    expect(words).to_have_text(after.words)
    expect(widget.locator(".tm-beside")).not_to_have_text(said)
    expect(widget.locator("svg").first).to_have_attribute("aria-label", after.words)
    expect(widget.locator("[aria-live]")).to_contain_text(after.words)


@pytest.fixture(scope="module")
def unfolded(browser, learner, request):
    """A page of the course with all it can show: every answer checked, every question's first hint."""
    with watched(browser, learner) as page:
        learner.open(page, learner.copy(request.param, f"unfolded-{named(request.param)}"))
        if request.param == LESSON:
            predict(page).locator("summary").click()
        for checked in page.get_by_role("button", name="Check my answer").all():
            checked.click()
        page.evaluate("document.querySelectorAll('.tm-question .tm-quiet').forEach((hint) => hint.click())")
        page.wait_for_timeout(2000)
        yield page
        page.evaluate(f"{at._NOW}.sessionContext.shutdown()")


every_page = pytest.mark.parametrize("unfolded", PAGES, ids=named, indirect=True)


@every_page
def test_no_barrier_in_either_theme(unfolded):
    page = unfolded
    expect(page.locator("mjx-container")).to_have_count(0)  # a formula made of two sums of money
    for dark in (False, True):
        at.use_theme(page, dark)
        assert barriers(page) == []


@every_page
def test_400_pixels_are_enough(unfolded):
    page = unfolded
    page.set_viewport_size({"width": 400, "height": 800})
    page.wait_for_timeout(500)
    boxes = page.locator(".tm-box")
    assert boxes.count()
    wide = boxes.evaluate_all(
        """(boxes) => boxes.flatMap((box) => [box, ...box.querySelectorAll("*:not(svg *, .tm-unseen)")]
          .filter((node) => node.scrollWidth > node.clientWidth + 1 && node.clientWidth > 1
            && getComputedStyle(node).display !== "inline"
            && !["SELECT", "INPUT"].includes(node.tagName))
          .map((node) => `${node.tagName}.${node.className}: ${node.scrollWidth} > ${node.clientWidth}`))"""
    )
    assert wide == []
    sticking_out = boxes.evaluate_all(
        """(boxes) => boxes.filter((box) => {
          const around = box.closest(".jp-OutputArea-output").getBoundingClientRect();
          return box.getBoundingClientRect().right > around.right + 1;
        }).length"""
    )
    assert sticking_out == 0
    # The captions of folded cells, and the tables of the text: nothing reaches beyond the page
    beyond = page.locator(".jp-InputPlaceholder, .jp-RenderedMarkdown > table").evaluate_all(
        """(nodes) => nodes.filter((node) => node.checkVisibility()
          && (node.scrollWidth > node.clientWidth + 1
            || node.getBoundingClientRect().right > node.closest(".jp-Cell").getBoundingClientRect().right))
          .map((node) => `${node.className || node.tagName}: ${node.innerText.slice(0, 60)}`)"""
    )
    assert beyond == []


def test_controls_are_large_enough_to_touch(lesson):
    page = lesson
    predict(page)
    small = page.locator(".tm-box").evaluate_all(
        """(boxes) => boxes.flatMap((box) => [...box.querySelectorAll(
            "button, select, textarea, summary, label.tm-option, input[type=number], input[type=range]")]
          .filter((node) => node.checkVisibility() && node.getBoundingClientRect().height < 40)
          .map((node) => node.outerHTML.slice(0, 80)))"""
    )
    assert small == []


def test_keys_in_a_widget_do_not_reach_the_notebook(lesson):
    page = lesson
    before = page.evaluate(f"{at._NOW}.content.widgets.length")
    radio = page.locator(".tm-question input[type=radio]").first
    radio.focus()
    active = page.evaluate(f"{at._NOW}.content.activeCellIndex")
    for key in ("b", "a", "x", "ArrowDown", "ArrowDown", "d", "d", "m"):
        page.keyboard.press(key)
    assert page.evaluate(f"{at._NOW}.content.widgets.length") == before
    assert page.evaluate(f"{at._NOW}.content.activeCellIndex") == active
    assert page.locator(".tm-question input[type=radio]:checked").count() >= 1


def test_saving_by_keys_works_from_inside_a_widget(lesson):
    page = lesson
    page.locator(".tm-question input[type=radio]").first.check()
    page.keyboard.press("Control+s")
    page.wait_for_function(f"!{at._NOW}.context.model.dirty")


def test_the_same_widget_shown_twice_agrees(own_lesson):
    page = own_lesson
    question = next(q for q in load(SLUG).questions.values() if q.kind == "choose-one" and not q.points)
    page.evaluate(
        f"""async () => {{
          const panel = {at._NOW};
          const code = `ask("{SLUG}/{question.id}")
simulate("{SIMULATION}", predict="{SLUG}/{PREDICTION.id}")`;
          panel.content.activeCellIndex = 2;
          await jupyterapp.commands.execute("notebook:insert-cell-below");
          panel.content.activeCell.model.sharedModel.setSource(code);
          await jupyterapp.commands.execute("notebook:run-cell");
        }}"""
    )
    both = page.locator(f"[data-question='{SLUG}/{question.id}']")
    expect(both).to_have_count(2)
    both.nth(0).locator("input").nth(1).check()
    expect(both.nth(1).locator("input").nth(1)).to_be_checked()
    sims = page.locator(f"[data-simulation='{SIMULATION}']")
    expect(sims).to_have_count(2)
    sims.nth(0).get_by_role("spinbutton").first.fill("7")
    sims.nth(0).get_by_role("button", name="Lock in").click()
    expect(sims.nth(1).locator(".tm-beside")).to_contain_text("You said 7")
    expect(sims.nth(1).locator(".tm-status")).to_have_text("Prediction saved")
    words = sims.nth(1).locator(".tm-words").inner_text()
    sims.nth(0).get_by_role("slider").nth(1).focus()
    for _ in range(12):
        page.keyboard.press("ArrowLeft")
    expect(sims.nth(1).locator(".tm-words")).not_to_have_text(words)
    value = sims.nth(0).get_by_role("slider").nth(1).input_value()
    expect(sims.nth(1).get_by_role("slider").nth(1)).to_have_value(value)


def fill_the_disk(page):
    """From now on nothing can be saved, until ``_s.Session.save = _kept``."""
    run(
        page,
        """
def _full(*_):
    from tenmistakes.answers.store import Unsaved
    raise Unsaved("Your answer was not saved: the disk is full.")
import tenmistakes.answers.session as _s
_kept, _s.Session.save = _s.Session.save, _full""",
    )


def run(page, code):
    """Run code in the kernel of the open notebook."""
    page.evaluate(f"(code) => {at._NOW}.sessionContext.session.kernel.requestExecute({{ code }}).done", code)


def test_a_prediction_that_could_not_be_saved_can_be_locked_in_again(own_lesson):
    page = own_lesson
    widget = at.simulation(page, SIMULATION)
    field = widget.get_by_role("spinbutton").first
    button = widget.get_by_role("button", name="Lock in my prediction")
    fill_the_disk(page)
    field.fill("7")
    button.click()
    expect(widget.locator(".tm-status")).to_contain_text("the disk is full")
    expect(field).to_have_value("7")
    expect(widget.get_by_role("slider").first).to_be_disabled()
    expect(widget.locator(".tm-words")).to_be_hidden()
    run(page, "_s.Session.save = _kept")
    button.click()
    expect(widget.locator(".tm-status")).to_have_text("Prediction saved")
    expect(widget.locator(".tm-beside")).to_contain_text("You said 7")
    expect(button).to_have_count(0)
    expect(widget.get_by_role("slider").first).to_be_focused()


def test_what_cannot_be_saved_is_said_and_stays(own_lesson):
    page = own_lesson
    question = next(q for q in load(SLUG).questions.values() if q.kind == "choose-one" and not q.points)
    widget = at.box(page, f"{SLUG}/{question.id}")
    fill_the_disk(page)
    widget.locator("input").nth(1).check()
    expect(widget.locator(".tm-status")).to_contain_text("the disk is full")
    expect(widget.locator("input").nth(1)).to_be_checked()
    assert "Saved" not in widget.locator(".tm-status").inner_text()


def test_a_slow_kernel_does_not_turn_back_what_was_done_since(own_lesson):
    page = own_lesson
    question = next(q for q in load(SLUG).questions.values() if q.kind == "order" and not q.points)
    widget = at.box(page, f"{SLUG}/{question.id}")
    keep_busy(page, 8)
    widget.locator(".tm-order").evaluate(
        """(list) => {
          window.orders = [];
          const look = () => window.orders.push([...list.children].map((item) => item.dataset.id).join());
          new MutationObserver(look).observe(list, { childList: true });
        }"""
    )
    down = widget.locator(".tm-item").first.get_by_role("button", name="Move down")
    down.click()
    page.wait_for_timeout(300)
    down.click()
    expect(widget.locator(".tm-status")).to_contain_text("Not saved yet", timeout=8000)
    expect(widget.locator(".tm-status")).to_have_text("Saved", timeout=15_000)
    seen = page.evaluate("window.orders")
    assert len(set(seen)) == 2
    assert seen == sorted(seen, key=list(dict.fromkeys(seen)).index), "an older order came back"


def test_answers_given_faster_than_they_are_saved_end_with_the_last(own_lesson, learner, request):
    """The kernel hears the last of them before others: what is on screen counts all the same."""
    page = own_lesson
    question = next(q for q in load(SLUG).questions.values() if q.kind == "choose-several" and not q.points)
    widget = at.box(page, f"{SLUG}/{question.id}")
    run(
        page,
        """
import time
import tenmistakes.answers.session as _s
_kept = _s.Session.save
def _slow(*answer):
    time.sleep(0.4)
    return _kept(*answer)
_s.Session.save = _slow""",
    )
    widget.evaluate(
        """async (node) => {
          const inputs = [...node.querySelectorAll("input")];
          const [last] = inputs;
          for (const input of inputs) input.click();
          // While the second of them is being saved ipykernel takes this before the third.
          await new Promise((done) => setTimeout(done, 600));
          last.click();
        }"""
    )
    chosen = widget.locator("input").evaluate_all("all => all.filter((i) => i.checked).map((i) => i.value)")
    assert chosen
    expect(widget.locator(".tm-status")).to_have_text("Saved", timeout=15_000)
    run(page, "pass")  # until every answer has been heard
    shown = widget.locator("input").evaluate_all("all => all.filter((i) => i.checked).map((i) => i.value)")
    saved = learner.answers(f"lessons/{request.node.name}.ipynb")[f"{SLUG}/{question.id}"]
    assert (shown, saved) == (chosen, chosen)


def keep_busy(page, seconds: int) -> None:
    """Have the kernel answer nobody for a while."""
    busy = f"{{ code: 'import time; time.sleep({seconds})' }}"
    page.evaluate(f"void {at._NOW}.sessionContext.session.kernel.requestExecute({busy})")


def second_view(page, widget):
    """Another view of the same widget, beside the notebook."""
    cell = widget.evaluate(
        """(node) => [...document.querySelectorAll(".jp-Notebook:not(.lm-mod-hidden) .jp-Cell")]
          .indexOf(node.closest(".jp-Cell"))"""
    )
    page.evaluate(
        f"""async () => {{
          const panel = {at._NOW};
          panel.content.activeCellIndex = {cell};
          await jupyterapp.commands.execute("notebook:create-output-view");
        }}"""
    )
    views = page.locator(f"[data-question='{widget.get_attribute('data-question')}']")
    expect(views).to_have_count(2)
    return views.last


def test_a_view_made_while_an_answer_is_on_its_way_goes_on_from_it(own_lesson):
    """JupyterLab may draw an output anew at any time: what was chosen in the view before must not be lost."""
    page = own_lesson
    question = next(q for q in load(SLUG).questions.values() if q.kind == "choose-one" and not q.points)
    widget = at.box(page, f"{SLUG}/{question.id}")
    keep_busy(page, 6)
    widget.locator("input").nth(2).check()
    anew = second_view(page, widget)
    expect(anew.locator("input").nth(2)).to_be_checked(timeout=2000)
    assert anew.locator(".tm-status").inner_text() != "Saved"
    expect(anew.locator(".tm-status")).to_have_text("Saved", timeout=15_000)


def test_a_prediction_on_its_way_outlives_its_view(own_lesson):
    page = own_lesson
    widget = at.simulation(page, SIMULATION)
    keep_busy(page, 8)
    widget.get_by_role("spinbutton").first.fill("7")
    widget.get_by_role("button", name="Lock in my prediction").click()
    widget.evaluate("node => (node.dataset.old = 'yes')")
    page.evaluate(
        f"""(name) => {{
          const holds = (cell) => cell.node.querySelector(`[data-simulation='${{name}}']`);
          const outputs = {at._NOW}.content.widgets.find(holds).model.outputs;
          outputs.set(0, outputs.get(0).toJSON());
        }}""",
        SIMULATION,
    )
    expect(page.locator("[data-old]")).to_have_count(0)
    expect(widget.get_by_role("spinbutton").first).to_have_value("7")
    expect(widget.locator(".tm-status")).to_have_text("Prediction saved", timeout=15_000)
    expect(widget.locator(".tm-beside")).to_contain_text("You said 7")
    expect(widget.get_by_role("slider").first).to_be_enabled()


def test_a_check_waits_for_its_answer_however_long_that_takes(own_lesson):
    page = own_lesson
    question = next(q for q in load(SLUG).questions.values() if q.kind == "choose-one" and not q.points)
    widget = at.box(page, f"{SLUG}/{question.id}")
    button = widget.get_by_role("button", name="Check my answer")
    keep_busy(page, 18)
    widget.locator("input").first.check()
    button.click()
    expect(widget.locator(".tm-status")).to_contain_text("does not answer", timeout=17_000)
    expect(button).to_have_attribute("aria-disabled", "false")
    expect(widget.locator(".tm-verdict")).to_be_visible(timeout=15_000)
    expect(widget.locator(".tm-status")).to_have_text("Saved")


def test_two_views_of_a_question_lose_nothing_of_each_other(own_lesson, learner, request):
    """While the kernel says nothing yet, each goes on from what was chosen in the other."""
    page = own_lesson
    question = next(q for q in load(SLUG).questions.values() if q.kind == "match" and not q.points)
    widget = at.box(page, f"{SLUG}/{question.id}")
    anew = second_view(page, widget)
    keep_busy(page, 6)
    for number, view in enumerate((widget, anew, widget)):
        view.locator("select").nth(number).select_option(index=1)
    for view in (widget, anew):
        expect(view.locator(".tm-status")).to_have_text("Saved", timeout=15_000)
        chosen = view.locator("select").evaluate_all("rows => rows.map((row) => row.value)")
        assert all(chosen[:3]), chosen
        assert not any(chosen[3:])
    saved = learner.answers(f"lessons/{request.node.name}.ipynb")[f"{SLUG}/{question.id}"]
    assert list(saved.values()) == chosen[:3]


def test_without_a_kernel_nothing_claims_to_be_saved(own_lesson):
    page = own_lesson
    widget = page.locator(".tm-question:has(input[type=radio])").first
    page.evaluate(f"{at._NOW}.sessionContext.shutdown()")
    page.wait_for_timeout(500)
    widget.locator("input").nth(1).check()
    expect(widget.locator(".tm-status")).to_contain_text(re.compile("Run All Cells"), timeout=15_000)
    expect(widget.locator("input").nth(1)).to_be_checked()
