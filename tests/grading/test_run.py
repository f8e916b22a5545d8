"""Grading a class: what is graded, what is left alone, what stands, and what stops a run."""

import errno
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest

from tenmistakes.grading import computing, intake
from tenmistakes.grading.exercise import load_exercise
from tenmistakes.grading.gradebook import Gradebook
from tenmistakes.grading.lock import alone
from tenmistakes.grading.run import Done, Stopped, lock_file, run
from tenmistakes.grading.states import State

from .classroom import MIXED, MIXED_POINTS, NAME, POSSIBLE, RIGHT, TEXT, Classroom, notebook, open_classroom

WRITTEN = "written-holding-statement"
LATER, EARLIER = "2026-02-03 10:00:00 UTC", "2026-01-31 10:00:00 UTC"
BROKEN = b"this is no notebook"


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Classroom:
    return open_classroom(tmp_path_factory.mktemp("template") / "course")


@pytest.fixture
def classroom(template: Classroom, tmp_path: Path) -> Classroom:
    return open_classroom(tmp_path / "course", template)


def auto(classroom: Classroom, student: str) -> float:
    return sum(mark.auto or 0.0 for mark in classroom.marks()[student].values())


def give(classroom: Classroom, student: str, points: float, comment: str) -> None:
    """Points and a comment by a person, as formgrader saves them."""
    of = (
        "FROM submitted_notebook JOIN submitted_assignment"
        " ON submitted_assignment.id = submitted_notebook.assignment_id"
        " JOIN base_cell ON base_cell.notebook_id = submitted_notebook.notebook_id"
        f" WHERE student_id = '{student}' AND base_cell.name = '{WRITTEN}'"
    )
    classroom.tell(
        "UPDATE grade SET manual_score = ?, needs_manual_grade = 0 WHERE cell_id IN"
        f" (SELECT base_cell.id {of}) AND notebook_id IN (SELECT submitted_notebook.id {of})",
        points,
    )
    classroom.tell(
        "UPDATE comment SET manual_comment = ? WHERE cell_id IN"
        f" (SELECT base_cell.id {of}) AND notebook_id IN (SELECT submitted_notebook.id {of})",
        comment,
    )


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def comments(classroom: Classroom) -> list[str]:
    """What people have written to learners."""
    rows = classroom.ask("SELECT manual_comment FROM comment WHERE manual_comment IS NOT NULL")
    return [comment for (comment,) in rows]


def test_a_class_is_graded(classroom: Classroom):
    classroom.hand_in("ada", notebook(RIGHT, TEXT))
    classroom.hand_in("ben", notebook(MIXED))
    classroom.hand_in("cleo", notebook())
    classroom.hand_in("dan", BROKEN)
    done = classroom.grade()
    assert list(done) == ["ada", "ben", "cleo", "dan"]
    assert [one.state for one in done.values()] == [
        State.NEEDS_REVIEW,  # a person reads the text
        State.GRADED,
        State.GRADED,
        State.FAILED,
    ]
    assert [one.points for one in done.values()] == [POSSIBLE, MIXED_POINTS, 0.0, None]
    assert all(one.fresh for one in done.values())
    assert done["dan"].sentence
    assert done["ada"].possible > POSSIBLE  # the written answer has points as well
    marks = classroom.marks()
    assert auto(classroom, "ada") == POSSIBLE
    assert (marks["ada"][WRITTEN].auto, marks["ada"][WRITTEN].needs_manual) == (None, True)
    assert (marks["ben"][WRITTEN].auto, marks["ben"][WRITTEN].needs_manual) == (0.0, False)
    assert "dan" not in marks
    for student in ("ada", "ben", "cleo"):
        folder = classroom.graded_notebook(student).parent
        assert names(folder) == [f"{NAME}.ipynb", "timestamp.txt"]
        assert (folder / "timestamp.txt").read_text() == "2026-02-01 10:00:00.000000 UTC"
    assert not classroom.graded_notebook("dan").parent.exists()


def test_run_twice_is_run_once(classroom: Classroom):
    for student, made in [("ada", notebook(RIGHT, TEXT)), ("ben", notebook(MIXED)), ("dan", BROKEN)]:
        classroom.hand_in(student, made)
    first = classroom.grade()
    before, written = classroom.contents(), classroom.graded_notebook("ada").stat().st_mtime_ns
    second = classroom.grade()
    assert [one.fresh for one in second.values()] == [False, False, False]
    for student, one in first.items():
        again = second[student]
        assert (one.state, one.points, one.flags, one.sentence) == (
            again.state,
            again.points,
            again.flags,
            again.sentence,
        )
    assert classroom.contents() == before
    assert classroom.graded_notebook("ada").stat().st_mtime_ns == written


def test_force_grades_anew_and_changes_nothing(classroom: Classroom):
    classroom.hand_in("ada", notebook(MIXED, TEXT))
    classroom.grade()
    before, made = classroom.contents(), classroom.graded_notebook("ada").read_bytes()
    assert classroom.grade(force=True)["ada"].fresh
    assert classroom.contents() == before
    assert classroom.graded_notebook("ada").read_bytes() == made


@pytest.mark.parametrize("damage", ["cut", "gone", "folder gone", "rows gone"])
def test_what_is_missing_is_made_again(classroom: Classroom, damage: str):
    classroom.hand_in("ada", notebook(RIGHT))
    classroom.grade()
    before, made = classroom.contents(), classroom.graded_notebook("ada").read_bytes()
    path = classroom.graded_notebook("ada")
    if damage == "cut":  # as a power cut may leave it
        path.write_bytes(made[:-1])
    elif damage == "rows gone":  # as `nbgrader db student remove --force` does
        for table in ("grade", "comment", "submitted_notebook", "submitted_assignment"):
            classroom.tell(f"DELETE FROM {table}")
    else:
        path.unlink()
        if damage == "folder gone":
            (path.parent / "timestamp.txt").unlink()
            path.parent.rmdir()
    assert classroom.grade()["ada"].fresh
    assert classroom.contents() == before
    assert path.read_bytes() == made


def test_a_resubmission_replaces_the_marks(classroom: Classroom):
    classroom.hand_in("ada", notebook(RIGHT, TEXT))
    classroom.grade()
    classroom.hand_in("ada", notebook(MIXED, TEXT), when=LATER)
    done = classroom.grade()["ada"]
    assert (done.points, done.fresh) == (MIXED_POINTS, True)
    assert auto(classroom, "ada") == MIXED_POINTS


def test_a_resubmission_that_cannot_be_graded_leaves_no_old_marks(classroom: Classroom):
    classroom.hand_in("ada", notebook(RIGHT))
    classroom.grade()
    classroom.hand_in("ada", BROKEN, when=LATER)
    done = classroom.grade()["ada"]
    assert (done.state, done.points) == (State.FAILED, None)
    assert "ada" not in classroom.marks()
    assert not classroom.graded_notebook("ada").parent.exists()
    classroom.hand_in("ada", notebook(MIXED), when="2026-02-04 10:00:00 UTC")
    assert classroom.grade()["ada"].points == MIXED_POINTS


def test_what_a_person_gave_stays_and_is_marked(classroom: Classroom):
    classroom.hand_in("ada", notebook(MIXED, TEXT))
    classroom.grade()
    give(classroom, "ada", 2.0, "Say when you will be back.")
    assert classroom.grade()["ada"].state is State.GRADED
    assert classroom.grade(force=True)["ada"].state is State.GRADED
    classroom.hand_in("ada", notebook(RIGHT, "Another text altogether."), when=LATER)
    done = classroom.grade()["ada"]
    assert done.state is State.NEEDS_REVIEW
    assert "manual-kept" in [flag.name for flag in done.flags]
    mark = classroom.marks()["ada"][WRITTEN]
    assert (mark.manual, mark.needs_manual) == (2.0, True)
    assert comments(classroom) == ["Say when you will be back."]
    assert classroom.grade()["ada"].state is State.NEEDS_REVIEW


def test_a_broken_resubmission_keeps_what_a_person_gave(classroom: Classroom):
    classroom.hand_in("ada", notebook(MIXED, TEXT))
    classroom.grade()
    give(classroom, "ada", 2.0, "Good.")
    classroom.hand_in("ada", BROKEN, when=LATER)
    assert classroom.grade()["ada"].state is State.FAILED
    marks = classroom.marks()["ada"]
    assert marks[WRITTEN].manual == 2.0
    assert comments(classroom) == ["Good."]
    assert {mark.auto for mark in marks.values()} == {None}


@pytest.mark.parametrize("made", [notebook(MIXED), BROKEN], ids=["whole", "broken"])
def test_an_older_hand_in_does_not_replace_a_newer_one(classroom: Classroom, made):
    classroom.hand_in("ada", notebook(RIGHT))
    classroom.grade()
    classroom.hand_in("ada", made, when=EARLIER)
    done = classroom.grade()["ada"]
    assert (done.points, done.state, done.fresh) == (POSSIBLE, State.NEEDS_REVIEW, True)
    assert "older" in [flag.name for flag in done.flags]
    assert auto(classroom, "ada") == POSSIBLE
    assert not classroom.grade()["ada"].fresh
    forced = classroom.grade(force=True)["ada"]
    assert forced.points == (MIXED_POINTS if made != BROKEN else None)
    assert "older" not in [flag.name for flag in forced.flags]


def test_the_newer_hand_in_put_back_is_spoken_of_no_more(classroom: Classroom):
    classroom.hand_in("ada", notebook(RIGHT))
    classroom.grade()
    before = classroom.contents()
    classroom.hand_in("ada", notebook(MIXED), when=EARLIER)
    assert classroom.grade()["ada"].state is State.NEEDS_REVIEW
    classroom.hand_in("ada", notebook(RIGHT))
    done = classroom.grade()["ada"]
    assert (done.state, done.flags, done.fresh) == (State.GRADED, (), True)
    assert classroom.contents() == before
    assert not classroom.grade()["ada"].fresh


def test_marks_by_an_earlier_version_of_the_exercise_are_named_if_only_an_older_hand_in_is_there(
    classroom: Classroom,
):
    classroom.hand_in("ada", notebook(RIGHT))
    classroom.grade()
    classroom.hand_in("ada", notebook(MIXED), when=EARLIER)
    assert [flag.name for flag in classroom.grade()["ada"].flags] == ["older"]
    classroom.tell("UPDATE tenmistakes_submission SET mark = 'of an earlier version'")
    for fresh in (True, False):
        done = classroom.grade()["ada"]
        assert [flag.name for flag in done.flags] == ["older", "older-exercise"]
        assert (done.points, done.fresh) == (POSSIBLE, fresh)
    assert "--force" in done.flags[1].sentence
    classroom.hand_in("ada", notebook(RIGHT))
    assert classroom.grade()["ada"].flags == ()


def test_only_the_time_of_a_hand_in_was_put_right(classroom: Classroom):
    classroom.hand_in("ada", notebook(RIGHT))
    classroom.grade()
    made = classroom.graded_notebook("ada").read_bytes()
    before = classroom.marks()
    for when in (LATER, EARLIER):
        classroom.hand_in("ada", notebook(RIGHT), when=when)
        assert classroom.grade()["ada"].fresh
        assert classroom.marks() == before
        assert classroom.graded_notebook("ada").read_bytes() == made
        noted = datetime.fromisoformat(when.removesuffix(" UTC"))
        [(stored,)] = classroom.ask("SELECT timestamp FROM submitted_assignment")
        assert datetime.fromisoformat(stored) == noted
        stamp = classroom.graded_notebook("ada").parent / "timestamp.txt"
        assert stamp.read_text() == f"{noted} UTC".replace("00 UTC", "00.000000 UTC")
        assert not classroom.grade()["ada"].fresh


def test_some_students_only(classroom: Classroom):
    for student in ("ada", "ben", "cleo"):
        classroom.hand_in(student, notebook(RIGHT))
    assert list(classroom.grade(["cleo", "ada", "cleo"])) == ["cleo", "ada"]
    with pytest.raises(Stopped, match="“zoe” has handed in nothing"):
        classroom.grade(["ben", "zoe"])
    assert classroom.marks().keys() == {"ada", "cleo"}


def test_a_name_that_no_learner_can_have_is_named_and_touches_nothing(classroom: Classroom):
    classroom.hand_in("ada", notebook(RIGHT))
    classroom.hand_in("a<b>", notebook(RIGHT))
    done = classroom.grade()
    assert done["a<b>"].state is State.FAILED
    assert "a<b>" in done["a<b>"].sentence
    assert done["ada"].state is State.GRADED
    assert classroom.marks().keys() == {"ada"}
    assert names(classroom.root / "grading" / "autograded") == ["ada"]
    [escape] = classroom.grade(["../ada"]).values()
    assert escape.state is State.FAILED


def test_a_fault_of_ours_stops_nobody_else_and_is_tried_again(
    classroom: Classroom, monkeypatch: pytest.MonkeyPatch
):
    for student in ("ada", "ben", "cleo"):
        classroom.hand_in(student, notebook(RIGHT))
    score = computing.score

    def failing(hand_in, exercise):
        if hand_in.student == "ben":
            return {}["nothing"]
        return score(hand_in, exercise)

    with monkeypatch.context() as patch:
        patch.setattr(computing, "score", failing)
        for fresh in (True, True):
            done = classroom.grade()
            assert [one.state for one in done.values()] == [
                State.GRADED,
                State.GRADER_ERROR,
                State.GRADED,
            ]
            assert done["ben"].fresh is fresh
            assert done["ben"].points is None
            assert done["ben"].sentence.startswith("The grader failed on it (KeyError in computing.py, line ")
            assert "nothing" not in done["ben"].sentence
    assert classroom.grade()["ben"].state is State.GRADED


def unreached(*_: object) -> None:
    raise intake.Unreached(errno.EIO, "“x.ipynb” cannot be read (Input/output error).")


def faulty(*_: object) -> None:
    raise ZeroDivisionError


FAULTS = pytest.mark.parametrize(
    ("module", "name", "fault"),
    [(intake, "read", unreached), (computing, "score", faulty)],
    ids=["the machine's", "ours"],
)


@FAULTS
def test_a_fault_costs_nobody_the_marks_they_have(
    classroom: Classroom, monkeypatch: pytest.MonkeyPatch, module, name: str, fault
):
    classroom.hand_in("ada", notebook(RIGHT, TEXT))
    classroom.grade()
    before = classroom.marks()
    with monkeypatch.context() as patch:
        patch.setattr(module, name, fault)
        done = classroom.grade(force=name == "score")["ada"]
    assert (done.state, done.points) == (State.GRADER_ERROR, POSSIBLE)
    assert done.sentence.endswith("tries again. The marks it has stand.")
    assert classroom.marks() == before
    exercise = load_exercise(NAME, classroom.settings.release(NAME))
    with Gradebook(classroom.settings) as gradebook:
        stored = gradebook.stored(exercise, "ada")  # what feedback and export go by
    assert (stored.state, stored.score) == (State.NEEDS_REVIEW, POSSIBLE)
    again = classroom.grade()["ada"]
    assert (again.state, again.sentence, again.fresh) == (State.NEEDS_REVIEW, "", True)
    assert not classroom.grade()["ada"].fresh
    assert classroom.marks() == before


@FAULTS
def test_marks_that_stand_after_a_fault_stand_before_an_older_hand_in(
    classroom: Classroom, monkeypatch: pytest.MonkeyPatch, module, name: str, fault
):
    classroom.hand_in("ada", notebook(RIGHT))
    classroom.grade()
    with monkeypatch.context() as patch:
        patch.setattr(module, name, fault)
        classroom.grade(force=name == "score")
    classroom.hand_in("ada", notebook(MIXED), when=EARLIER)
    for fresh in (True, False):
        done = classroom.grade()["ada"]
        assert (done.points, done.state, done.sentence) == (POSSIBLE, State.NEEDS_REVIEW, "")
        assert done.fresh is fresh


def test_a_fault_on_a_new_hand_in_leaves_no_old_marks(classroom: Classroom, monkeypatch: pytest.MonkeyPatch):
    classroom.hand_in("ada", notebook(RIGHT))
    classroom.grade()
    classroom.hand_in("ada", notebook(MIXED), when=LATER)
    with monkeypatch.context() as patch:
        patch.setattr(computing, "score", faulty)
        for _ in range(2):
            done = classroom.grade()["ada"]
            assert (done.state, done.points) == (State.GRADER_ERROR, None)
            assert classroom.marks() == {}
    with monkeypatch.context() as patch:
        patch.setattr(intake, "read", unreached)
        assert classroom.grade()["ada"].points is None
    assert classroom.grade()["ada"].points == MIXED_POINTS


def test_an_unreachable_file_after_a_refusal_is_no_refusal(
    classroom: Classroom, monkeypatch: pytest.MonkeyPatch
):
    classroom.hand_in("ada", BROKEN)
    assert classroom.grade()["ada"].state is State.FAILED
    with monkeypatch.context() as patch:
        patch.setattr(intake, "read", unreached)
        assert classroom.grade()["ada"].state is State.GRADER_ERROR
    assert classroom.grade()["ada"].state is State.FAILED


@pytest.mark.parametrize(
    "changed",
    ["state = 'done'", "flags = '[[1, 2]]'", "flags = '{'"],
    ids=["state", "flags", "no JSON"],
)
def test_a_row_of_another_version_is_one_learners_trouble(classroom: Classroom, changed: str):
    for student in ("ada", "ben"):
        classroom.hand_in(student, notebook(RIGHT))
    classroom.grade()
    classroom.tell(f"UPDATE tenmistakes_submission SET {changed} WHERE student = 'ada'")
    before, noted = classroom.contents(), classroom.ask("SELECT * FROM tenmistakes_submission")
    done = classroom.grade()
    assert [one.state for one in done.values()] == [State.GRADER_ERROR, State.GRADED]
    assert "another version" in done["ada"].sentence
    assert classroom.contents() == before
    assert classroom.ask("SELECT * FROM tenmistakes_submission") == noted
    assert classroom.grade(force=True)["ada"].state is State.GRADED
    assert not classroom.grade()["ada"].fresh


def test_links_in_the_place_of_graded_notebooks_lead_nowhere(classroom: Classroom, tmp_path: Path):
    """A learner's code may have left them, in a course that was graded by running it."""
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "kept.txt").write_text("kept")
    graded = classroom.root / "grading" / "autograded"
    (graded / "ben").mkdir(parents=True)
    (graded / "ada").symlink_to(outside)
    (graded / "ben" / NAME).symlink_to(outside)
    (graded / "cleo" / NAME / f"{NAME}.ipynb").mkdir(parents=True)
    (graded / "cleo" / NAME / "x.html").write_text("<script>alert(1)</script>")
    (graded / "dan" / NAME).mkdir(parents=True)
    (graded / "dan" / NAME / f"{NAME}.ipynb").symlink_to(outside / "kept.txt")
    for student in ("ada", "ben", "cleo", "dan"):
        classroom.hand_in(student, notebook(RIGHT))
    assert {one.state for one in classroom.grade().values()} == {State.GRADED}
    assert names(outside) == ["kept.txt"]
    assert (outside / "kept.txt").read_text() == "kept"
    for student in ("ada", "ben", "cleo", "dan"):
        folder = classroom.graded_notebook(student).parent
        assert names(folder) == [f"{NAME}.ipynb", "timestamp.txt"]
        assert not classroom.graded_notebook(student).is_symlink()


def test_a_failed_submission_leaves_what_a_link_leads_to_alone(classroom: Classroom, tmp_path: Path):
    outside = tmp_path / "outside" / NAME
    outside.mkdir(parents=True)
    (classroom.root / "grading" / "autograded").mkdir()
    (classroom.root / "grading" / "autograded" / "ada").symlink_to(outside.parent)
    classroom.hand_in("ada", BROKEN)
    assert classroom.grade()["ada"].state is State.FAILED
    assert outside.is_dir()


def test_submissions_are_graded_as_they_are_asked_for(classroom: Classroom):
    for student in ("ada", "ben"):
        classroom.hand_in(student, notebook(RIGHT))
    submissions: Iterator[Done] = run(classroom.settings, NAME)
    assert next(submissions).student == "ada"
    assert classroom.marks().keys() == {"ada"}
    submissions.close()
    assert not lock_file(classroom.settings).exists()
    assert list(classroom.grade()) == ["ada", "ben"]


def test_one_run_at_a_time(classroom: Classroom):
    classroom.hand_in("ada", notebook(RIGHT))
    with (
        alone(lock_file(classroom.settings)),
        pytest.raises(Stopped, match="Somebody is grading this course"),
    ):
        classroom.grade()
    assert classroom.marks() == {}
    assert classroom.grade()["ada"].state is State.GRADED


def test_an_exercise_that_is_not_there_is_a_sentence(classroom: Classroom):
    with pytest.raises(Stopped, match="no exercise “11-nothing”"):
        next(run(classroom.settings, "11-nothing"))
    (classroom.root / "exercises" / NAME / f"{NAME}.ipynb").unlink()
    with pytest.raises(Stopped, match="Build the course"):
        classroom.grade()


def test_another_version_of_the_exercise_is_graded_anew(classroom: Classroom):
    classroom.hand_in("ada", notebook(RIGHT))
    classroom.grade()
    path = classroom.root / "exercises" / NAME / f"{NAME}.ipynb"
    path.write_text(path.read_text(encoding="utf-8").replace("# ", "#  ", 1), encoding="utf-8")
    done = classroom.grade()["ada"]
    assert (done.fresh, done.points) == (True, POSSIBLE)


def test_a_transaction_that_fails_leaves_the_submission_as_it_was(
    classroom: Classroom, monkeypatch: pytest.MonkeyPatch
):
    """Whatever is undone in the gradebook is done again by the next run, the graded notebook with it."""
    classroom.hand_in("ada", notebook(RIGHT))
    classroom.grade()
    before, made = classroom.contents(), classroom.graded_notebook("ada").read_bytes()
    classroom.hand_in("ada", notebook(MIXED), when=LATER)
    with monkeypatch.context() as patch:
        patch.setattr(Gradebook, "writing", lambda *_: (_ for _ in ()).throw(KeyboardInterrupt))
        with pytest.raises(KeyboardInterrupt):
            classroom.grade()
    assert classroom.contents() == before
    assert classroom.graded_notebook("ada").read_bytes() == made
    assert classroom.grade()["ada"].points == MIXED_POINTS
