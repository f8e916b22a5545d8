import json
import shutil
from pathlib import Path

import pytest

from tenmistakes import content
from tenmistakes.answers import embedding, session, sidecar
from tenmistakes.answers.session import NotOpened, Session, current, open_session
from tenmistakes.answers.store import Store, Unsaved

from .helpers import NOTEBOOK, Q, litter
from .test_place import put
from .test_schema import entry

OTHER = "no-crisis-plan/watch"


@pytest.fixture(autouse=True)
def no_session(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(session, "_current", None)
    monkeypatch.delenv("JPY_SESSION_NAME", raising=False)
    monkeypatch.delenv("NBGRADER_EXECUTION", raising=False)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The working directory of the kernel."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def notebook(folder: Path) -> Path:
    return put(folder / "08-no-crisis-plan.ipynb")


def begin(path: Path | None = None) -> Session:
    return open_session("exercise", "no-crisis-plan", path)


def hand_in(path: Path, opened: Session) -> None:
    """What the learner does at the end: run the last cell, save the notebook."""
    raw = json.loads(path.read_text())
    raw["cells"] = [{"cell_type": "code", "metadata": {}, "source": embedding.write(opened.entries())}]
    path.write_text(json.dumps(raw))


def test_without_a_session_a_sentence():
    with pytest.raises(NotOpened, match="run its first cell"):
        current()


def test_an_answer_is_back_after_the_kernel_is_restarted(notebook: Path):
    opened = begin()
    assert current() is opened
    assert opened.answer(Q) is None
    saved = opened.save(Q, "apologise", "r1")
    again = begin()
    assert again.answer(Q) == saved
    assert again.entries() == [saved]
    assert again.history(Q) == (saved,)
    assert again.problems == []
    assert again.folder == notebook.parent
    assert (again.kind, again.slug, again.identity) == ("exercise", "no-crisis-plan", NOTEBOOK)


def test_opening_writes_nothing(notebook: Path):
    begin()
    assert list(notebook.parent.iterdir()) == [notebook]


def test_the_notebook_alone_brings_its_answers_and_a_lost_file_is_filled_again(notebook: Path):
    opened = begin()
    saved = [opened.save(Q, "a", "r1"), opened.save(OTHER, ["x"], "r1")]
    hand_in(notebook, opened)
    home = sidecar.beside(notebook)
    home.unlink()

    again = begin()
    assert again.entries() == saved
    assert again.differences == []
    third = again.save("no-crisis-plan/third", 3, "r1")
    assert Store(home, NOTEBOOK).entries() == sorted([*saved, third], key=lambda e: e.question)


def test_of_file_and_notebook_the_later_answer_counts_and_the_difference_is_kept(notebook: Path):
    opened = begin()
    opened.save(OTHER, "same", "r1")
    handed_in = opened.save(Q, "handed in", "r1")
    hand_in(notebook, opened)
    changed = opened.save(Q, "changed after", "r1")
    again = begin()
    assert again.answer(Q) == changed
    (difference,) = again.differences
    assert (difference.question, difference.sidecar, difference.notebook) == (Q, changed, handed_in)
    assert difference.counts == changed


def test_an_old_file_does_not_hide_a_newer_notebook(notebook: Path):
    home = sidecar.beside(notebook)
    opened = begin()
    old = opened.save(Q, "old", "r1")
    backup = home.read_bytes()
    new = opened.save(Q, "new", "r1")
    hand_in(notebook, opened)
    home.write_bytes(backup)
    again = begin()
    assert again.answer(Q) == new
    assert [(d.sidecar, d.notebook, d.counts) for d in again.differences] == [(old, new, new)]
    assert again.save(Q, "newest", "r1").attempt == 3


def test_the_same_answer_given_again_is_no_difference(notebook: Path):
    opened = begin()
    opened.save(Q, "a", "r1")
    hand_in(notebook, opened)
    opened.save(Q, "a", "r1")
    assert begin().differences == []


def test_a_renamed_notebook_finds_its_answers_and_keeps_one_file(notebook: Path):
    saved = begin().save(Q, "a", "r1")
    renamed = notebook.rename(notebook.with_name("My plan.ipynb"))
    again = begin(renamed)
    assert again.answer(Q) == saved
    assert again.problems == []
    again.save(OTHER, "b", "r1")
    assert sorted(path.name for path in renamed.parent.iterdir()) == ["My plan.answers.json", "My plan.ipynb"]


def test_a_copy_goes_its_own_way(notebook: Path):
    opened = begin()
    first = opened.save(Q, "original", "r1")
    other = notebook.parent / "elsewhere"
    other.mkdir()
    for path in (notebook, sidecar.beside(notebook)):
        shutil.copy(path, other)
    copy = begin(other / notebook.name)
    assert copy.answer(Q) == first
    copy.save(Q, "copy", "r1")
    assert opened.answer(Q) == first


def test_a_copy_without_the_file_starts_with_nothing(notebook: Path):
    begin().save(Q, "a", "r1")
    copy = notebook.with_name("copy.ipynb")
    shutil.copy(notebook, copy)
    assert begin(copy).entries() == []


def test_a_lesson_and_an_exercise_of_one_name_in_one_folder_share_nothing(folder: Path):
    lesson = put(folder / "08-no-crisis-plan.ipynb", "lesson")
    in_lesson = open_session("lesson", "no-crisis-plan")
    theirs = in_lesson.save(Q, "in the lesson", "r1")
    lesson.unlink()
    put(lesson)
    opened = begin()
    assert opened.answer(Q) is None
    assert "holds the answers of another notebook (lesson/no-crisis-plan)" in opened.problems[0]
    mine = opened.save(Q, "in the exercise", "r1")
    assert begin().answer(Q) == mine
    assert in_lesson.answer(Q) == theirs


def test_outside_the_course_answers_are_kept_and_the_learner_is_told_where(folder: Path):
    opened = begin()
    assert opened.problems == []  # nothing to say before there is an answer
    saved = opened.save(Q, "a", "r1")
    assert len(opened.problems) == 1
    assert "“08-no-crisis-plan.answers.json”" in opened.problems[0]
    assert str(folder) in opened.problems[0]
    assert begin().answer(Q) == saved


def test_a_mistake_the_course_does_not_know_is_said_and_its_answers_are_kept(folder: Path):
    opened = open_session("lesson", "eleventh")
    assert "knows no “eleventh”" in opened.problems[0]
    saved = opened.save("eleventh/first", 1, "")
    assert open_session("lesson", "eleventh").answer("eleventh/first") == saved


def test_a_notebook_that_cannot_be_read_is_told_and_the_file_still_counts(notebook: Path):
    saved = begin().save(Q, "a", "r1")
    notebook.write_text("{")
    again = begin()
    assert again.answer(Q) == saved
    assert "is not a notebook" in again.problems[0]


@pytest.mark.parametrize("mode", ["autograde", "validate"])
def test_while_grading_nothing_is_written(notebook: Path, monkeypatch: pytest.MonkeyPatch, mode: str):
    saved = begin().save(Q, "a", "r1")
    monkeypatch.setenv("NBGRADER_EXECUTION", mode)
    monkeypatch.setenv("JPY_SESSION_NAME", str(notebook.with_name("other.ipynb")))
    before = sorted(path.read_bytes() for path in notebook.parent.iterdir())
    opened = begin()
    assert opened.read_only
    assert opened.answer(Q) == saved
    with pytest.raises(Unsaved, match="being graded"):
        opened.save(Q, "b", "r1")
    assert sorted(path.read_bytes() for path in notebook.parent.iterdir()) == before


def test_while_grading_a_file_under_an_old_name_is_read_but_not_moved(
    notebook: Path, monkeypatch: pytest.MonkeyPatch
):
    left = notebook.with_name("old.answers.json")
    saved = Store(left, NOTEBOOK).save(Q, "a", "r1")
    monkeypatch.setenv("NBGRADER_EXECUTION", "autograde")
    assert begin().answer(Q) == saved
    assert sorted(path.name for path in notebook.parent.iterdir()) == [notebook.name, left.name]


def test_model_answers_are_shown_and_never_written(notebook: Path):
    opened = begin()
    opened.use({Q: "apologise", OTHER: {"a": "b"}}, {Q: "r7"})
    assert (opened.answer(Q).value, opened.answer(Q).revision) == ("apologise", "r7")
    assert [e.question for e in opened.entries()] == [Q, OTHER]
    assert opened.entries() == embedding.read(embedding.write(opened.entries()))
    with pytest.raises(Unsaved, match="model answers"):
        opened.save(Q, "wait", "r1")
    assert list(notebook.parent.iterdir()) == [notebook]
    assert begin().answer(Q) is None


def test_a_model_answer_that_cannot_be_one_is_refused(notebook: Path):
    with pytest.raises(ValueError, match=f"^{Q}: "):
        begin().use({Q: float("nan")})


@pytest.mark.parametrize(
    ("kind", "explain", "told"),
    [
        ("lesson", "after-grading", True),
        ("start", "after-grading", True),
        ("exercise", "after-grading", False),
        ("exercise", "at-once", True),
    ],
)
def test_when_answers_are_explained(
    notebook: Path, monkeypatch: pytest.MonkeyPatch, kind: str, explain: str, told: bool
):
    monkeypatch.setattr(content, "settings", lambda: content.Settings("t", explain, ()))
    assert open_session(kind, "no-crisis-plan").explains is told


def test_a_course_that_cannot_be_read_explains_no_exercise(notebook: Path, monkeypatch: pytest.MonkeyPatch):
    def fail():
        raise content.Unsettled(Path("course/course.yaml"), "", "'explain' is 'maybe'")

    monkeypatch.setattr(content, "settings", fail)
    assert begin().explains is False


def test_a_folder_deleted_under_the_kernel(folder: Path):
    folder.rmdir()
    opened = begin()
    assert opened.answer(Q) is None
    with pytest.raises(Unsaved, match="no longer there"):
        opened.save(Q, "a", "r1")


def test_a_failed_save_changes_nothing_on_screen(notebook: Path):
    opened = begin()
    first = opened.save(Q, "a", "r1")
    with pytest.raises(Unsaved):
        opened.save(Q, {"a": {1, 2}}, "r1")
    assert opened.answer(Q) == first
    assert opened.entries() == [first]


def test_a_record_from_another_tab_is_seen(notebook: Path):
    one, two = begin(), begin()
    saved = two.save(Q, "a", "r1")
    assert one.answer(Q) == saved
    assert litter(notebook.parent) == []


def test_an_embedded_record_is_data_only(notebook: Path):
    """A record with a time far ahead is still followed by the next answer."""
    raw = json.loads(notebook.read_text())
    ahead = entry(value="ahead", time="9999-12-31T23:59:59.999Z", attempt=10**9 - 1)
    raw["cells"] = [{"cell_type": "code", "metadata": {}, "source": embedding.write([ahead])}]
    notebook.write_text(json.dumps(raw))
    opened = begin()
    saved = opened.save(Q, "now", "r1")
    assert begin().answer(Q) == saved
