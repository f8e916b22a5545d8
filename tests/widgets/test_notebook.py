"""What the cells call: everything is displayed, nothing is raised."""

import pytest

from tenmistakes import content, notebook
from tenmistakes.answers import session as sessions
from tenmistakes.lab.server import WIDGET_VIEW
from tenmistakes.questions import load

SLUG = "no-crisis-plan"
QUESTIONS = list(load(SLUG).questions)


@pytest.fixture
def shown(folder, monkeypatch):
    """What the calls display, as mime bundles."""
    bundles = []

    def keep(thing, raw=False):
        bundles.append(thing if raw else thing._repr_mimebundle_()[0])

    monkeypatch.setattr(notebook, "display", keep)
    monkeypatch.setattr(notebook, "_widgets", {})
    monkeypatch.setattr(sessions, "_current", None)
    return bundles


def test_a_question_before_the_first_cell_says_what_to_run(shown):
    notebook.ask(f"{SLUG}/{QUESTIONS[0]}")
    assert "run its first cell" in shown[-1]["text/plain"]


@pytest.mark.parametrize(
    ("call", "part"),
    [
        (lambda: notebook.ask(f"{SLUG}/no-such"), "no question 'no-such'"),
        (lambda: notebook.ask("first"), "names no question"),
        (lambda: notebook.ask("no-such/one"), "no mistake called 'no-such'"),
        (lambda: notebook.ask(8), "quotation marks"),
        (lambda: notebook.ask(), "is used like this"),
        (lambda: notebook.ask("a", "b", c=1), "is used like this"),
        (lambda: notebook.simulate(f"{SLUG}/no-such"), "no simulation 'no-such'"),
        (lambda: notebook.simulate("nothing"), "no mistake called 'nothing'"),
        (lambda: notebook.simulate(f"{SLUG}/firestorm", predict="x"), "names no question"),
        (lambda: notebook.simulate(f"{SLUG}/firestorm", predict=3), "quotation marks"),
        (lambda: notebook.picture(f"{SLUG}/no-such"), "no picture 'no-such'"),
        (lambda: notebook.picture("no-such/one"), "no-such"),
        (lambda: notebook.lesson("no-such"), "no-such"),
        (lambda: notebook.exercise(None), "quotation marks"),
    ],
)
def test_a_wrong_call_gives_a_sentence(call, part, shown):
    notebook.lesson(SLUG)
    assert call() is None
    assert part in shown[-1]["text/plain"]
    assert "Please note" in shown[-1]["text/html"]


def test_a_cell_run_again_shows_the_same_widget(shown):
    notebook.lesson(SLUG)
    notebook.ask(f"{SLUG}/{QUESTIONS[0]}")
    notebook.ask(f"{SLUG}/{QUESTIONS[0]}")
    notebook.lesson(SLUG)
    notebook.ask(f"{SLUG}/{QUESTIONS[0]}")
    views = [bundle[WIDGET_VIEW]["model_id"] for bundle in shown if WIDGET_VIEW in bundle]
    assert len(views) == 3
    assert len(set(views)) == 1


@pytest.mark.parametrize("reason", ["autograde", "validate"])
def test_while_nbgrader_runs_it_there_is_html_and_no_widget(reason, shown, monkeypatch):
    monkeypatch.setenv("NBGRADER_EXECUTION", reason)
    notebook.exercise(SLUG)
    for question in QUESTIONS:
        notebook.ask(f"{SLUG}/{question}")
    notebook.simulate(f"{SLUG}/firestorm", predict=f"{SLUG}/predict-reach")
    assert len(shown) == len(QUESTIONS) + 2
    for bundle in shown:
        assert set(bundle) == {"text/html", "text/plain"}


def test_pictures_carry_their_words(shown):
    notebook.picture(f"{SLUG}/motrin-timeline")
    [bundle] = shown
    assert bundle["text/plain"] in bundle["text/html"]
    assert 'role="img"' in bundle["text/html"]


def test_progress_lists_all_ten_and_counts_what_is_answered(shown, folder, monkeypatch):
    lessons = folder / "lessons"
    lessons.mkdir()
    monkeypatch.chdir(lessons)
    notebook.lesson("start-here")
    notebook.progress()
    before = shown[-1]["text/plain"].splitlines()
    assert [line.split(".")[0] for line in before] == [str(number) for number in range(1, 11)]
    assert "lesson: not started" in before[7]
    there = {place.number for place in content.mistakes()}
    coming = [number for number, line in enumerate(before, start=1) if line.endswith("(coming)")]
    assert coming == [number for number in range(1, 11) if number not in there]

    from tenmistakes.widgets.question import QuestionWidget

    lesson = sessions.open_session("lesson", SLUG)
    of_lesson = next(q for q in load(SLUG).questions.values() if q.kind == "choose-one" and not q.points)
    QuestionWidget(lesson, f"{SLUG}/{of_lesson.id}")._answer(of_lesson.options[0].id, "v", 1)
    notebook.lesson("start-here")
    notebook.progress()
    assert "lesson: 1 of" in shown[-1]["text/plain"].splitlines()[7]
    assert 'href="08-no-crisis-plan.ipynb"' in shown[-1]["text/html"]
