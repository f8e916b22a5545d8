"""A learner's whole way: from ``course.py learn`` to the score that nbgrader gives."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from nbgrader.api import Gradebook
from playwright.sync_api import expect

from tenmistakes import content
from tenmistakes.lab.server import WIDGET_VIEW
from tenmistakes.models.base import simulation
from tenmistakes.questions import check, key, load
from tenmistakes.questions.exemplars import answer_of
from tenmistakes.questions.kinds import Written
from tenmistakes.questions.loading import load_all

from . import learner as at
from .learner import ROOT, Learner

SLUG = "no-crisis-plan"
NAME = f"08-{SLUG}"
LESSON = f"lessons/{NAME}.ipynb"
EXERCISE = f"exercises/{NAME}/{NAME}.ipynb"
MISTAKE = load(SLUG)
LESSONS = load_all()
GRADED = [q for q in MISTAKE.questions.values() if q.points and not isinstance(q, Written)]
BROKEN = re.compile("model not found|Error displaying widget|Error creating widget|Traceback")


def asked_in(mistake, heading=None):
    """The questions that a lesson asks, in order; with ``heading`` only those under it."""
    text = (mistake.place.folder / "lesson.md").read_text(encoding="utf-8")
    if heading:
        text = text.split(f"\n## {heading}\n")[1].split("\n## ")[0]
    found = re.findall(rf'^ask\("{mistake.slug}/([a-z0-9-]+)"\)', text, re.MULTILINE)
    return [mistake.questions[name] for name in found]


def in_lesson(kind, mistake=MISTAKE):
    """The first question of a kind that the lesson asks."""
    return next(question for question in asked_in(mistake) if question.kind == kind)


def check_wrong_and_right(page, mistake, question):
    """A wrong answer is met with its misconception, a right one with the reason."""
    asked = at.box(page, f"{mistake.slug}/{question.id}")
    wrong = next(option for option in question.options if not option.right)
    at.answer(asked, question.kind, wrong.id)
    said = at.check(asked)
    assert "Not yet" in said
    assert mistake.misconceptions[wrong.misconception].instead[:40] in said
    right = key.right_answer(question, mistake.slug)
    at.answer(asked, question.kind, right)
    assert "Right" in at.check(asked)
    return right


def wrong_answer(question):
    """The exemplary answer to a question that earns least."""
    tried = [answer_of(e, question, MISTAKE) for e in question.exemplars if e.outcome == "not-yet"]
    return min(tried, key=lambda answer: check(question, answer, MISTAKE).points)


def through_course_py() -> tuple[str, ...]:
    """``course.py`` where these tests run in the environment it made; else the tool it hands over to."""
    if Path(sys.prefix).resolve() == (ROOT / ".venv").resolve():
        return (sys.executable, str(ROOT / "course.py"))
    return at.MODULE


@pytest.fixture(scope="module")
def learner(browser, tmp_path_factory):
    learner = Learner(tmp_path_factory.mktemp("whole-way"), through_course_py())
    yield learner
    learner.close()


@pytest.mark.parametrize("mistake", LESSONS, ids=lambda mistake: mistake.slug)
def test_a_lesson_from_the_start_page_to_answers_that_are_back(learner, page, mistake):
    slug, path = mistake.slug, f"lessons/{mistake.place.stem}.ipynb"
    # The start page is what opens; the lesson is one click away and runs itself.
    page.goto(learner.front_door)
    links = page.get_by_role("link", name="Lesson", exact=True)
    links.nth(LESSONS.index(mistake)).click(timeout=60_000)
    page.wait_for_function(f"{at._NOW}?.context?.path === '{path}'", timeout=60_000)
    at.wait_until_idle(page)
    at.wait_until_run(page)
    assert not BROKEN.search(page.locator(".jp-Notebook:visible").inner_text())

    # Predict, move a slider: picture and words change.
    text = (mistake.place.folder / "lesson.md").read_text(encoding="utf-8")
    shown = re.findall(rf'simulate\("({slug}/[a-z0-9-]+)", predict="{slug}/([a-z0-9-]+)"\)', text)
    guesses = {}
    for name, predicted in shown:
        prediction = mistake.questions[predicted]
        guesses[name] = f"{min(5000, round(prediction.high / 2)):,}"
        widget = at.simulation(page, name)
        widget.get_by_role("spinbutton").first.fill(guesses[name].replace(",", ""))
        widget.get_by_role("button", name="Lock in my prediction").click()
        beside = widget.locator(".tm-beside")
        expect(beside).to_contain_text(f"You said {guesses[name]}; {simulation(*name.split('/')).says}")
        expect(widget.locator(".tm-status")).to_have_text("Prediction saved")
        paths = widget.locator(".tm-moves-with-sliders path")
        before = paths.evaluate_all("nodes => nodes.map((n) => n.getAttribute('d'))")
        words = widget.locator(".tm-words").inner_text()
        slider = widget.get_by_role("slider").nth(1)
        at_its_least = slider.evaluate("node => node.value === node.min")
        slider.focus()
        for _ in range(20):
            page.keyboard.press("ArrowRight" if at_its_least else "ArrowLeft")
        expect(widget.locator(".tm-words")).not_to_have_text(words)
        assert paths.evaluate_all("nodes => nodes.map((n) => n.getAttribute('d'))") != before

    # Check, and decide.
    checked = in_lesson("choose-one", mistake)
    (decided,) = asked_in(mistake, "Decide")
    answers = {q.id: check_wrong_and_right(page, mistake, q) for q in (checked, decided)}

    # Saved, it holds no dead widget; with a new kernel and a new window everything is back.
    at.save(page)
    assert WIDGET_VIEW not in (learner.folder / path).read_text(encoding="utf-8")
    at.restart_kernel(page)
    learner.open(page, path)
    assert not BROKEN.search(page.locator(".jp-Notebook").inner_text())
    for name, right in answers.items():
        expect(at.box(page, f"{slug}/{name}").locator(f"input[value='{right}']")).to_be_checked()
    for name, guess in guesses.items():
        again = at.simulation(page, name)
        expect(again.locator(".tm-beside")).to_contain_text(f"You said {guess}")
        expect(again.get_by_role("slider").first).to_be_enabled()


def test_a_saved_lesson_shows_its_questions_even_where_nothing_runs(learner, page):
    path = learner.copy(LESSON, "downloaded")
    learner.open(page, path)
    at.save(page)
    text = (learner.folder / path).read_text(encoding="utf-8")
    # Changed by another hand, it is no longer what this computer signed.
    other = learner.folder / "lessons" / "from-a-friend.ipynb"
    other.write_text(text.replace("Not planning for the worst", "From a friend", 1), encoding="utf-8")
    learner.open(page, "lessons/from-a-friend.ipynb", runs=False)
    page.wait_for_timeout(4000)
    assert not page.evaluate(
        f"{at._NOW}.content.widgets.every((c) => c.model.type !== 'code' || c.model.trusted)"
    )
    shown = page.locator(".jp-Notebook").inner_text()
    assert not BROKEN.search(shown)
    assert in_lesson("choose-one").options[0].text[:30] in shown
    assert page.locator(".tm-box[role=group]").count() == 0, "an untrusted notebook has been run"


def grade(tmp_path, submissions):
    """Lay submissions (name -> files) into a copy of the course and have nbgrader grade them.

    Gives name -> question -> points.
    """
    course = tmp_path / "course"
    for folder in ("solutions", "exercises"):
        shutil.copytree(content.home() / folder, course / folder)
    shutil.copy(ROOT / "nbgrader_config.py", course)
    for name, files in submissions.items():
        submitted = course / "grading" / "submitted" / name / NAME
        submitted.mkdir(parents=True)
        for file in files:
            shutil.copy(file, submitted)
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("JPY_", "JUPYTER", "NBGRADER_"))}
    path = os.pathsep.join([str(Path(sys.executable).parent), kept.get("PATH", "")])
    for words in (["generate_assignment", NAME, "--force"], ["autograde", NAME]):
        done = subprocess.run(
            [sys.executable, "-m", "nbgrader", *words],
            cwd=course,
            env=kept | {"HOME": str(tmp_path), "PATH": path},
            capture_output=True,
            text=True,
        )
        assert done.returncode == 0, done.stderr
    with Gradebook(f"sqlite:///{course}/grading/gradebook.db", "ten-mistakes") as gradebook:
        return {
            name: {
                grade.name.removeprefix("score-"): grade.auto_score
                for grade in gradebook.find_submission_notebook(NAME, NAME, name).grades
                if grade.name.startswith("score-")
            }
            for name in submissions
        }


def test_exercise_8_through_its_widgets_to_the_score(learner, page, tmp_path):
    learner.open(page, EXERCISE)
    answers = {}
    for number, question in enumerate(GRADED):
        answers[question.id] = wrong_answer(question) if number % 3 == 2 else key.right_answer(question, SLUG)
        at.answer(at.box(page, f"{SLUG}/{question.id}"), question.kind, answers[question.id])
    saved = learner.answers(EXERCISE)
    assert {id_: saved[f"{SLUG}/{id_}"] for id_ in answers} == answers
    at.run_hand_in(page)
    at.save(page)
    expected = {q.id: check(q, answers[q.id], MISTAKE).points for q in GRADED}
    assert 0 < sum(expected.values()) < sum(q.points for q in GRADED)

    notebook = learner.folder / EXERCISE
    sidecar = notebook.with_suffix(".answers.json")
    scores = grade(tmp_path, {"both": [notebook, sidecar], "alone": [notebook]})
    assert scores == {"both": expected, "alone": expected}
