"""`score`, `hand_in` and `model_answers` by themselves, without a kernel."""

import json
import logging
import os
import re
import sys
import warnings
from html import unescape

import numpy as np
import pytest

from tenmistakes import content, handin, showing
from tenmistakes.answers import embedding, session
from tenmistakes.questions import check, revision
from tenmistakes.questions.exemplars import answer_of
from tenmistakes.questions.views import message_text

SLUG = "no-crisis-plan"


@pytest.fixture
def shown(monkeypatch):
    """What was displayed, as pairs of text and HTML."""
    seen = []
    monkeypatch.setattr(
        handin, "display", lambda data, raw: seen.append((data["text/plain"], data["text/html"]))
    )
    return seen


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """The working directory of an exercise that nobody has started."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(session, "_current", None)
    monkeypatch.setattr(handin, "_solution", None)
    monkeypatch.delenv("NBGRADER_EXECUTION", raising=False)
    monkeypatch.delenv("JPY_SESSION_NAME", raising=False)
    return tmp_path


@pytest.fixture
def answered(folder, graded, wrong):
    """An exercise with a wrong answer to every question; then nbgrader runs it."""
    opened = session.open_session("exercise", SLUG)
    for question in graded:
        opened.save(f"{SLUG}/{question.id}", wrong[question.id], revision(question))
    return opened


@pytest.fixture
def under(monkeypatch):
    """Let nbgrader run the notebook: ``under("autograde")``."""

    def run(execution, explain="at-once"):
        monkeypatch.setenv("NBGRADER_EXECUTION", execution)
        settings = content.settings()
        monkeypatch.setattr(
            content, "settings", lambda: type(settings)(settings.title, explain, settings.planned)
        )
        return session.open_session("exercise", SLUG)

    return run


def test_outside_nbgrader_score_is_silent(answered, graded, shown):
    assert handin.score(f"{SLUG}/{graded[0].id}") is None
    assert shown == []


def test_every_exemplar_is_scored_as_check_scores_it(folder, graded, mistake, under, shown):
    opened = under("autograde", explain="after-grading")
    for question in graded:
        full_id = f"{SLUG}/{question.id}"
        for exemplar in question.exemplars:
            answer = answer_of(exemplar, question, mistake)
            opened._used.clear()
            if answer is not None:
                opened.use({full_id: answer})
            result = check(question, answer, mistake)
            points = handin.score(full_id)
            assert type(points) is float
            assert points == result.points
            text, html = shown.pop()
            assert message_text(result.message) in text
            assert f'data-outcome="{exemplar.outcome}"' in html


def test_what_the_question_itself_has_explained_is_not_said_twice(answered, graded, under, shown):
    under("autograde")
    for question in graded:
        handin.score(f"{SLUG}/{question.id}")
        text, html = shown.pop()
        assert text.endswith(f"of {question.points:g} points).")
        assert '<div class="tm-prose"></div>' in html


@pytest.mark.parametrize("execution", ["autograde", "validate"])
def test_warnings_logs_and_prints_do_not_reach_stderr(
    answered, graded, under, shown, capfd, monkeypatch, execution
):
    def noisy(question, answer, marked, mistake):
        warnings.warn("old", DeprecationWarning, stacklevel=1)
        logging.getLogger("matplotlib.font_manager").warning("building the font cache")
        print("look out", file=sys.stderr)
        os.write(2, b"Fontconfig error: no writable cache directories")
        result = check(question, answer, mistake)
        return type(result)(**{**vars(result), "points": np.float64(result.points)})

    monkeypatch.setattr(handin, "check_saved", noisy)
    under(execution)
    assert type(handin.score(f"{SLUG}/{graded[0].id}")) is float
    assert capfd.readouterr().err == ""
    assert logging.root.manager.disable == logging.NOTSET


def test_a_fault_of_the_course_is_a_sentence_and_no_points(
    answered, graded, under, shown, monkeypatch, capfd
):
    def broken(question, answer, marked, mistake):
        raise RuntimeError("a model is broken")

    monkeypatch.setattr(handin, "check_saved", broken)
    under("autograde")
    assert handin.score(f"{SLUG}/{graded[0].id}") == 0.0
    ((text, _),) = shown
    assert text.startswith("This question could not be scored, through no fault of yours.")
    assert "a model is broken" in text
    assert capfd.readouterr().err == ""


def test_a_picture_that_cannot_be_drawn_costs_no_points(folder, graded, right, under, shown, monkeypatch):
    def broken(*_):
        raise RuntimeError("no fonts")

    monkeypatch.setattr(showing, "plan_picture", broken)
    opened = under("autograde", explain="after-grading")
    (question,) = [question for question in graded if question.kind == "plan"]
    full_id = f"{SLUG}/{question.id}"
    opened.use({full_id: right[question.id]})
    assert handin.score(full_id) == question.points
    text, html = shown.pop()
    assert f"{question.points:g} of {question.points:g} points" in text
    assert "svg" not in html


@pytest.mark.parametrize("full_id", ["no-crisis-plan/nothing", "nothing/at-all", "", None, 7])
def test_an_unknown_question_is_a_sentence_and_no_points(folder, under, shown, full_id):
    under("autograde")
    assert handin.score(full_id) == 0.0
    assert len(shown) == 1


def test_a_notebook_that_was_not_started_is_a_sentence_and_no_points(folder, graded, monkeypatch, shown):
    monkeypatch.setenv("NBGRADER_EXECUTION", "autograde")
    assert handin.score(f"{SLUG}/{graded[0].id}") == 0.0
    assert "run its first cell" in shown[0][0]


def test_validate_reveals_nothing_where_the_course_explains_after_grading(
    answered, graded, right, under, shown
):
    opened = under("validate", explain="after-grading")
    seen = set()
    for question in graded:
        full_id = f"{SLUG}/{question.id}"
        for answers in ({}, {full_id: right[question.id]}):
            opened._used.clear()
            opened.use(answers)
            assert handin.score(full_id) == question.points
            seen.add(shown.pop())
    assert seen == {("There is an answer to this question.", next(iter(seen))[1])}


def test_validate_says_what_has_no_answer_where_the_course_explains_after_grading(
    folder, graded, under, shown
):
    under("validate", explain="after-grading")
    for question in graded:
        assert handin.score(f"{SLUG}/{question.id}") == 0.0
    assert {text for text, _ in shown} == {"There is no answer here yet."}


def test_an_answer_to_another_version_of_the_question_is_not_scored(folder, graded, right, under, shown):
    question = graded[0]
    full_id = f"{SLUG}/{question.id}"
    opened = under("autograde")
    opened.use({full_id: right[question.id]}, {full_id: "of-another-time"})
    assert handin.score(full_id) == 0.0
    assert "The question has changed" in shown[0][0]


class Shell:
    """The part of IPython's shell that `hand_in` talks to."""

    def __init__(self):
        self.asked = []

    def set_next_input(self, text, replace=False):
        self.asked.append((text, replace))


@pytest.fixture
def shell(monkeypatch):
    made = Shell()
    monkeypatch.setattr(handin, "get_ipython", lambda: made)
    return made


def test_handing_in_writes_the_answers_into_the_cell_and_shows_them(answered, graded, wrong, shell, shown):
    handin.hand_in()
    ((source, replace),) = shell.asked
    assert replace
    assert source.startswith("# Hand in: run this cell, then save\nhand_in()\n")
    assert {e.question: e.value for e in embedding.read(source)} == {
        f"{SLUG}/{q.id}": wrong[q.id] for q in graded
    }
    ((text, html),) = shown
    assert text.count("\n- ") == len(graded) + 1
    assert "no answer yet" not in text
    assert html.count('<th scope="row">') == len(graded) + 1


def test_handing_in_nothing_says_so(folder, graded, shell, shown):
    session.open_session("exercise", SLUG)
    handin.hand_in()
    assert shell.asked == [("# Hand in: run this cell, then save\nhand_in()", True)]
    assert shown[0][0].count(": no answer yet") == len(graded)


def test_a_cell_that_nbgrader_runs_is_left_as_it_is(answered, under, shell, shown):
    under("autograde")
    handin.hand_in()
    assert shell.asked == []
    assert len(shown) == 1


def test_a_solution_answers_everything_and_never_writes_its_key_anywhere(
    folder, graded, mistake, shell, shown
):
    opened = session.open_session("exercise", SLUG)
    handin.model_answers()
    for question in graded:
        entry = opened.answer(f"{SLUG}/{question.id}")
        assert handin.result_of(entry, question, mistake).outcome == "right"
    handin.hand_in()
    assert shell.asked == []
    assert list(folder.iterdir()) == []


def test_a_cell_run_before_the_first_is_a_sentence(folder, shell, shown):
    handin.hand_in()
    handin.model_answers()
    assert [("run its first cell" in text) for text, _ in shown] == [True, True]
    assert shell.asked == []


def test_every_answer_is_said_in_words(graded, mistake, right):
    for question in graded:
        view = handin.showing.asked(question, mistake, explains=False)
        words = showing.answer_text(view, right[question.id])
        assert words
        assert words not in (str(right[question.id]), json.dumps(right[question.id]))
        assert "?:" not in words
        html = showing.answer_html(view, right[question.id])
        rows = right[question.id] if isinstance(right[question.id], list | dict) else [None]
        assert html.count("<li>") == (len(rows) if len(rows) > 1 else 0)
        assert ("<ol" in html) == (question.kind == "order")
        plain = unescape(re.sub("<[^>]+>", " ", html))
        assert re.findall(r"\w+", plain) == re.findall(r"\w+", words)
