"""Handing in again: old automatic marks never stand under a new hand-in, a person's are kept and marked."""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tenmistakes.grading import feedback
from tenmistakes.grading.exercise import Exercise
from tenmistakes.grading.gradebook import Gradebook, Writing
from tenmistakes.grading.run import Done
from tenmistakes.grading.states import State

from .classroom import MIXED, MIXED_POINTS, NOTEBOOK, Classroom, Mark, notebook, open_classroom, saved
from .instructor import environment
from .making import POSSIBLE, RIGHT, TEXT

WRITTEN = "written-holding-statement"
PLAN = "score-crisis-plan"
EARLIER, FIRST, LATER = "2026-01-31 10:00:00 UTC", "2026-02-01 10:00:00 UTC", "2026-02-03 10:00:00 UTC"
ANOTHER_TEXT = "We hear you. The box was wrong, its advert is off, and more follows here by noon."


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Classroom:
    return open_classroom(tmp_path_factory.mktemp("template") / "course")


@pytest.fixture
def classroom(template: Classroom, tmp_path: Path) -> Classroom:
    """A class in which Ada has handed in right answers and a text, and Ben some answers; both are graded."""
    made = open_classroom(tmp_path / "course", template)
    made.hand_in("ada", notebook(RIGHT, TEXT), when=FIRST)
    made.hand_in("ben", notebook(MIXED), when=FIRST)
    done = made.grade()
    assert (done["ada"].points, done["ben"].points) == (POSSIBLE, MIXED_POINTS)
    return made


def flags(done: Done) -> set[str]:
    return {flag.name for flag in done.flags}


def automatic(classroom: Classroom, student: str = "ada") -> float:
    return sum(mark.auto or 0 for mark in classroom.marks()[student].values())


def row_of(classroom: Classroom, table: str, cell: str) -> str:
    """The id of Ada's row for a cell in ``grade`` or ``comment``."""
    ((found,),) = classroom.ask(
        f"""SELECT {table}.id FROM {table}
        JOIN base_cell ON base_cell.id = {table}.cell_id
        JOIN submitted_notebook ON submitted_notebook.id = {table}.notebook_id
        JOIN submitted_assignment ON submitted_assignment.id = submitted_notebook.assignment_id
        WHERE base_cell.name = ? AND submitted_assignment.student_id = 'ada'""",
        cell,
    )
    return found


def a_person_scores(classroom: Classroom, cell: str, points: float) -> None:
    """As formgrader saves a score."""
    row = row_of(classroom, "grade", cell)
    classroom.tell("UPDATE grade SET manual_score = ?, needs_manual_grade = 0 WHERE id = ?", points, row)


def a_person_writes(classroom: Classroom, comment: str) -> None:
    """As formgrader saves a comment on the text."""
    row = row_of(classroom, "comment", WRITTEN)
    classroom.tell("UPDATE comment SET manual_comment = ? WHERE id = ?", comment, row)


def a_person_grades(classroom: Classroom, points: float, comment: str) -> None:
    """The text gets points and a comment."""
    a_person_scores(classroom, WRITTEN, points)
    a_person_writes(classroom, comment)


# What is handed in again


def test_a_later_hand_in_takes_the_place_of_the_first(classroom: Classroom):
    classroom.hand_in("ada", notebook(MIXED, ANOTHER_TEXT), when=LATER)
    done = classroom.grade()
    assert (done["ada"].state, done["ada"].points, done["ada"].fresh) == (
        State.NEEDS_REVIEW,
        MIXED_POINTS,
        True,
    )
    assert not done["ben"].fresh
    assert automatic(classroom) == MIXED_POINTS
    assert "We hear you." in classroom.graded_notebook("ada").read_text(encoding="utf-8")


def test_a_later_hand_in_of_the_same_second(classroom: Classroom):
    """nbgrader goes by the time alone; here the content decides."""
    classroom.hand_in("ada", notebook(MIXED, TEXT), when=FIRST)
    assert classroom.grade()["ada"].points == MIXED_POINTS
    assert automatic(classroom) == MIXED_POINTS


def test_a_blank_one_is_a_zero_and_keeps_nothing(classroom: Classroom):
    classroom.hand_in("ada", notebook(), when=LATER)
    done = classroom.grade()["ada"]
    assert (done.state, done.points) == (State.GRADED, 0)
    marks = classroom.marks()["ada"]
    assert {mark.auto for mark in marks.values()} == {0}
    assert marks[WRITTEN] == Mark(0, None, False, "No response.", None)
    assert TEXT not in classroom.graded_notebook("ada").read_text(encoding="utf-8")


BROKEN: dict[str, Callable[[Path], object]] = {
    "empty": lambda path: path.write_bytes(b""),
    "another course's": lambda path: path.write_bytes(
        saved(
            {"cells": [{"cell_type": "code", "source": "1", "metadata": {}}], "metadata": {}, "nbformat": 4}
        )
    ),
    "gone": lambda path: path.unlink(),
    "a link": lambda path: (path.unlink(), path.symlink_to("/etc/hostname")),
}


@pytest.mark.parametrize("broken", BROKEN.values(), ids=BROKEN)
def test_a_broken_one_has_no_marks_which_is_no_zero(classroom: Classroom, broken: Callable[[Path], object]):
    broken(classroom.hand_in("ada", notebook(RIGHT), when=LATER) / NOTEBOOK)
    done = classroom.grade()["ada"]
    assert (done.state, done.points) == (State.FAILED, None)
    assert done.sentence
    assert "ada" not in classroom.marks()
    assert not os.path.lexists(classroom.graded_notebook("ada").parent)
    assert automatic(classroom, "ben") == MIXED_POINTS
    # The same again says the same, and a sound hand-in is graded as if nothing had been.
    again = classroom.grade()["ada"]
    assert (again.state, again.sentence, again.fresh) == (State.FAILED, done.sentence, False)
    classroom.hand_in("ada", notebook(RIGHT, TEXT), when="2026-02-04 10:00:00 UTC")
    assert classroom.grade()["ada"].points == POSSIBLE
    assert automatic(classroom) == POSSIBLE


def test_an_older_one_changes_nothing_and_is_named(classroom: Classroom):
    before = classroom.contents()
    classroom.hand_in("ada", notebook(MIXED), when=EARLIER)
    done = classroom.grade()["ada"]
    assert done.points == POSSIBLE
    assert flags(done) == {"older"}
    assert classroom.contents() == before
    assert not classroom.grade()["ada"].fresh
    assert classroom.grade(["ada"], force=True)["ada"].points == MIXED_POINTS
    assert automatic(classroom) == MIXED_POINTS
    assert flags(classroom.grade()["ada"]) == set()


def test_an_older_and_broken_one_takes_nothing_away(classroom: Classroom):
    before = classroom.contents()
    classroom.hand_in("ada", b"", when=EARLIER)
    done = classroom.grade()["ada"]
    assert (done.points, flags(done)) == (POSSIBLE, {"older"})
    assert classroom.contents() == before


def test_an_unchanged_one_is_left_alone(classroom: Classroom):
    before, path = classroom.contents(), classroom.graded_notebook("ada")
    written = path.stat().st_mtime_ns
    classroom.hand_in("ada", notebook(RIGHT, TEXT), when=FIRST)
    done = classroom.grade()["ada"]
    assert (done.points, done.fresh) == (POSSIBLE, False)
    assert classroom.contents() == before
    assert path.stat().st_mtime_ns == written


def test_an_unchanged_one_of_another_time_changes_the_time_alone(classroom: Classroom):
    a_person_grades(classroom, 4, "Good.")
    before = classroom.marks()
    classroom.hand_in("ada", notebook(RIGHT, TEXT), when=LATER)
    done = classroom.grade()["ada"]
    assert (done.points, flags(done)) == (POSSIBLE, set())
    assert classroom.marks() == before
    ((time,),) = classroom.ask("SELECT timestamp FROM submitted_assignment WHERE student_id = 'ada'")
    assert time.startswith("2026-02-03 10:00:00")


def test_a_graded_notebook_that_is_gone_is_made_again(classroom: Classroom):
    path = classroom.graded_notebook("ada")
    before, data = classroom.contents(), path.read_bytes()
    path.unlink()
    assert classroom.grade()["ada"].points == POSSIBLE
    assert path.read_bytes() == data
    assert classroom.contents() == before


def test_rows_that_somebody_deleted_are_written_again(classroom: Classroom):
    before = classroom.contents()
    classroom.tell("DELETE FROM grade WHERE notebook_id IN (SELECT id FROM submitted_notebook)")
    assert classroom.marks() == {}
    classroom.grade()
    assert classroom.contents() == before


# What a person gave


def test_a_persons_points_are_kept_and_marked_under_another_text(classroom: Classroom):
    a_person_grades(classroom, 4, "Good.")
    classroom.hand_in("ada", notebook(RIGHT, ANOTHER_TEXT), when=LATER)
    done = classroom.grade()["ada"]
    assert (done.state, flags(done)) == (State.NEEDS_REVIEW, {"manual-kept"})
    assert classroom.marks()["ada"][WRITTEN] == Mark(None, 4, True, None, "Good.")
    # Still so at the next run and when forced; gone once the person has looked.
    assert flags(classroom.grade()["ada"]) == {"manual-kept"}
    assert flags(classroom.grade(force=True)["ada"]) == {"manual-kept"}
    a_person_grades(classroom, 3, "Less good.")
    assert flags(classroom.grade(force=True)["ada"]) == set()
    assert classroom.marks()["ada"][WRITTEN] == Mark(None, 3, False, None, "Less good.")


def test_a_persons_points_are_kept_where_another_answer_changed(classroom: Classroom):
    a_person_grades(classroom, 4, "Good.")
    classroom.hand_in("ada", notebook(MIXED, TEXT), when=LATER)
    done = classroom.grade()["ada"]
    assert (done.points, flags(done)) == (MIXED_POINTS, {"manual-kept-unchanged"})
    assert classroom.marks()["ada"][WRITTEN] == Mark(None, 4, False, None, "Good.")


def test_points_over_the_automatic_ones_are_kept_and_marked(classroom: Classroom):
    """A person gave the plan five points; the new plan earns others by itself."""
    a_person_scores(classroom, PLAN, 5)
    classroom.hand_in("ada", notebook(dict(RIGHT, **{"crisis-plan": None}), TEXT), when=LATER)
    done = classroom.grade()["ada"]
    assert flags(done) == {"manual-kept"}
    assert classroom.marks()["ada"][PLAN] == Mark(0, 5, True, None, None)
    assert automatic(classroom) == POSSIBLE - 6


def test_a_comment_alone_is_kept(classroom: Classroom):
    a_person_writes(classroom, "See me.")
    classroom.hand_in("ada", notebook(RIGHT, ANOTHER_TEXT), when=LATER)
    assert "manual-kept" in flags(classroom.grade()["ada"])
    assert classroom.marks()["ada"][WRITTEN] == Mark(None, None, True, None, "See me.")


def test_a_blank_hand_in_keeps_a_persons_points_and_says_so(classroom: Classroom):
    a_person_grades(classroom, 4, "Good.")
    classroom.hand_in("ada", notebook(), when=LATER)
    done = classroom.grade()["ada"]
    assert (done.state, done.points, "manual-kept" in flags(done)) == (State.NEEDS_REVIEW, 0, True)
    mark = classroom.marks()["ada"][WRITTEN]
    assert (mark.manual, mark.needs_manual, mark.manual_comment) == (4, True, "Good.")


def test_a_broken_hand_in_keeps_a_persons_points_and_no_others(classroom: Classroom):
    a_person_grades(classroom, 4, "Good.")
    classroom.hand_in("ada", b"", when=LATER)
    done = classroom.grade()["ada"]
    assert (done.state, done.points) == (State.FAILED, None)
    marks = classroom.marks()["ada"]
    assert marks[WRITTEN] == Mark(None, 4, True, None, "Good.")
    assert {mark.auto for mark in marks.values()} == {None}
    assert not os.path.lexists(classroom.graded_notebook("ada").parent)
    # Handed in once more, with the text that was graded.
    classroom.hand_in("ada", notebook(RIGHT, TEXT), when="2026-02-04 10:00:00 UTC")
    done = classroom.grade()["ada"]
    assert done.points == POSSIBLE == automatic(classroom)
    assert flags(done) <= {"manual-kept", "manual-kept-unchanged"}
    assert flags(done)
    assert classroom.marks()["ada"][WRITTEN].manual == 4


def test_forced_to_grade_again_takes_nothing_from_a_person(classroom: Classroom):
    a_person_grades(classroom, 4, "Good.")
    classroom.tell("UPDATE submitted_notebook SET flagged = 1")
    before = classroom.contents()
    done = classroom.grade(force=True)["ada"]
    assert flags(done) == set()
    assert classroom.contents() == before


def test_every_change_of_a_score_has_a_line(classroom: Classroom):
    count = "SELECT COUNT(*) FROM tenmistakes_audit"
    ((first,),) = classroom.ask(count)
    classroom.grade(force=True)
    assert classroom.ask(count) == [(first,)]
    classroom.hand_in("ben", notebook(RIGHT), when=LATER)
    classroom.grade()
    assert classroom.ask(count) == [(first + 3,)]  # three of Ben's answers were not right before


def test_a_graded_notebook_of_the_same_length_is_not_the_same(
    classroom: Classroom, monkeypatch: pytest.MonkeyPatch
):
    """Killed after the file and before the commit; then what was graded before is put back."""
    graded = classroom.graded_notebook("ada").read_bytes()
    other = TEXT.replace("noon", "none")
    assert other != TEXT and len(other) == len(TEXT)
    with monkeypatch.context() as patch:
        patch.setattr(Writing, "record", lambda *_: (_ for _ in ()).throw(KeyboardInterrupt))
        classroom.hand_in("ada", notebook(RIGHT, other), when=LATER)
        with pytest.raises(KeyboardInterrupt):
            classroom.grade(["ada"])
    assert len(classroom.graded_notebook("ada").read_bytes()) == len(graded)
    classroom.hand_in("ada", notebook(RIGHT, TEXT), when=FIRST)
    classroom.grade(["ada"])
    assert classroom.graded_notebook("ada").read_bytes() == graded


def test_no_page_where_plain_nbgrader_has_graded_since(
    classroom: Classroom, exercise: Exercise, tmp_path: Path
):
    """It would show the points of one hand-in under the answers of another."""
    classroom.hand_in("ada", notebook(RIGHT, ANOTHER_TEXT), when=LATER)
    done = subprocess.run(
        [sys.executable, "-m", "nbgrader", "autograde", exercise.stem, "--student=ada", "--force"],
        cwd=classroom.root,
        env=environment(tmp_path / "home"),
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 0, done.stderr

    def write(student: str) -> Path:
        with Gradebook(classroom.settings) as gradebook:
            return feedback.write(classroom.settings, exercise, gradebook.stored(exercise, student))

    with pytest.raises(feedback.Stale, match=r"graded by something else since.*--force"):
        write("ada")
    assert not classroom.settings.feedback("ada", exercise.stem).exists()
    assert write("ben").is_file()
    classroom.grade()
    assert "The box was wrong, its advert is off" in write("ada").read_text(encoding="utf-8")
