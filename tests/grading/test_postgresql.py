"""The gradebook on a real server.

Without one these tests are skipped, with the reason; with ``TENMISTAKES_REQUIRE_POSTGRESQL=1`` (as in CI)
they fail instead, so that nothing is taken for tested that was not.
"""

import csv
import os
import shutil
import subprocess
import sys
import threading
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from nbgrader import api
from sqlalchemy import create_engine, text

from tenmistakes import cli
from tenmistakes.grading.exercise import Exercise
from tenmistakes.grading.flags import flag
from tenmistakes.grading.gradebook import Gradebook, Unusable
from tenmistakes.grading.run import Stopped, run
from tenmistakes.grading.settings import Settings, find
from tenmistakes.grading.states import State
from tenmistakes.report.making import make
from tenmistakes.report.page import page

from . import postgresql
from .classroom import MIXED, MIXED_POINTS, NAME, Classroom, notebook, open_classroom
from .desk import LATER, OTHER, Desk
from .making import HANDED_IN, POSSIBLE, RIGHT, TEXT

WRITTEN = "written-holding-statement"
FIRST = "score-saturday-night-wickerby"


@pytest.fixture(scope="module")
def server() -> Iterator[postgresql.Server]:
    programs = postgresql.find()
    if programs is None:
        reason = "No PostgreSQL server was found: install one (Debian: postgresql)."
        if os.environ.get("TENMISTAKES_REQUIRE_POSTGRESQL") == "1":
            pytest.fail(reason)
        pytest.skip(reason)
    with postgresql.serving(programs) as server:
        yield server


@dataclass(frozen=True)
class Course:
    """A classroom whose gradebook is on the server."""

    classroom: Classroom
    url: str

    @property
    def settings(self) -> Settings:
        return find(self.classroom.root)

    def ask(self, question: str, **values: object) -> list[tuple[Any, ...]]:
        """Rows of the gradebook, or what a statement changes in it."""
        engine = create_engine(self.url)
        try:
            with engine.begin() as connection:
                found = connection.execute(text(question), values)
                return [tuple(row) for row in found] if found.returns_rows else []
        finally:
            engine.dispose()

    def give(self, cell: str, score: float, comment: str | None = None) -> None:
        """Save a score and a comment as formgrader does."""
        with api.Gradebook(self.url, "ten-mistakes") as gradebook:
            grade = gradebook.find_grade(cell, NAME, NAME, "ada")
            grade.manual_score, grade.needs_manual_grade = score, False
            if comment is not None:
                gradebook.find_comment(cell, NAME, NAME, "ada").manual_comment = comment
            gradebook.db.commit()


def lay_out(root: Path, template: Classroom, url: str) -> Course:
    classroom = open_classroom(root, template)
    classroom.database.unlink()
    with (root / "nbgrader_config.py").open("a", encoding="utf-8") as file:
        file.write(f"\nc.CourseDirectory.db_url = {url!r}\n")
    return Course(classroom, url)


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Classroom:
    return open_classroom(tmp_path_factory.mktemp("template") / "course")


@pytest.fixture(scope="module")
def registered(
    server: postgresql.Server,
    template: Classroom,
    tmp_path_factory: pytest.TempPathFactory,
    exercise: Exercise,
) -> str:
    """The name of a database in which nbgrader has entered the exercise."""
    name = "registered"
    course = lay_out(tmp_path_factory.mktemp("registered") / "course", template, server.create(name))
    with Gradebook(course.settings) as gradebook:
        gradebook.register(exercise)
        assert list(gradebook.everyone(exercise)) == []
    return name


_numbers = count()


@pytest.fixture
def course(server: postgresql.Server, registered: str, template: Classroom, tmp_path: Path) -> Course:
    return lay_out(tmp_path / "course", template, server.create(f"course{next(_numbers)}", registered))


@pytest.fixture
def gradebook(course: Course) -> Iterator[Gradebook]:
    with Gradebook(course.settings, patience=0.5) as gradebook:
        yield gradebook


@pytest.fixture
def ada(gradebook: Gradebook, exercise: Exercise) -> Desk:
    return Desk(gradebook, exercise)


def test_a_class_is_graded_and_exported(course: Course, exercise: Exercise, tmp_path: Path):
    course.classroom.hand_in("ada", notebook(RIGHT, TEXT))
    course.classroom.hand_in("ben", notebook(MIXED))
    course.classroom.hand_in("dan", b"this is no notebook")
    done = {one.student: one for one in run(course.settings, NAME)}
    assert [(one.state, one.points) for one in done.values()] == [
        (State.NEEDS_REVIEW, POSSIBLE),
        (State.GRADED, MIXED_POINTS),
        (State.FAILED, None),
    ]
    again = {one.student: one for one in run(course.settings, NAME)}
    assert again == {student: replace(one, fresh=False) for student, one in done.items()}
    with api.Gradebook(course.url, "ten-mistakes") as gradebook:
        assert gradebook.find_submission(NAME, "ada").score == POSSIBLE
        assert gradebook.find_submission(NAME, "ben").timestamp == HANDED_IN
        with pytest.raises(api.MissingEntry):
            gradebook.find_submission(NAME, "dan")
    exported = tmp_path / "grades.csv"
    subprocess.run(
        [sys.executable, "-m", "nbgrader", "export", f"--to={exported}"],
        cwd=course.classroom.root,
        check=True,
        capture_output=True,
    )
    with exported.open(encoding="utf-8-sig", newline="") as file:
        scores = {row["student_id"]: row["score"] for row in csv.DictReader(file)}
    assert scores["dan"] == ""
    assert float(scores["ben"]) == MIXED_POINTS
    words = ["export", "canvas", "--output", str(tmp_path / "canvas.csv"), "--course"]
    assert cli.main([*words, str(course.classroom.root)]) == 0
    with (tmp_path / "canvas.csv").open(encoding="utf-8-sig", newline="") as file:
        scores = {row["SIS Login ID"]: row[NAME] for row in csv.DictReader(file)}
    assert scores == {
        "": f"{exercise.possible:g}",
        "ada": f"{POSSIBLE:g}",
        "ben": f"{MIXED_POINTS:g}",
        "dan": "",
    }
    assert cli.main(["doctor", "--course", str(course.classroom.root)]) == 0


def test_the_report_is_the_same_as_from_a_file(course: Course, template: Classroom, tmp_path: Path):
    file = open_classroom(tmp_path / "file", template)
    pages = []
    for each in (course, Course(file, f"sqlite:///{file.database}")):
        for student, work in (("ada", notebook(RIGHT, TEXT)), ("ben", notebook(MIXED)), ("dan", b"none")):
            each.classroom.hand_in(student, work)
        assert len(list(run(each.settings, NAME))) == 3
        each.ask("UPDATE assignment SET duedate = '2026-02-01 09:00:00.000000'")
        pages.append(page(make(each.settings, [NAME])))
    assert pages[0] == pages[1]
    assert "2 of 2 came late." in pages[0]


def test_what_a_person_gave_is_kept_and_marked(course: Course, ada: Desk):
    ada.grade(RIGHT, TEXT)
    course.give(WRITTEN, 4.0, "Warm and clear.")
    assert set(ada.grade(RIGHT, "Another text.", when=LATER)) == {"manual-kept"}
    item = ada.item(WRITTEN)
    assert (item.manual, item.comment, item.needs_manual) == (4.0, "Warm and clear.", True)
    assert [found.name for found in ada.standing.flags] == ["manual-kept"]
    assert ada.fail() == {"manual-kept"}
    assert ada.stored.total is None
    assert set(ada.grade(OTHER, TEXT)) == {"manual-kept-unchanged"}
    assert ada.stored.total == POSSIBLE - 3 + 4


def test_failing_leaves_no_mark_at_all(course: Course, ada: Desk):
    ada.grade(RIGHT, TEXT)
    ada.fail(sentence="“a\0b.ipynb” is a link.")
    for table in ("submitted_assignment", "submitted_notebook", "grade", "comment"):
        assert course.ask(f"SELECT * FROM {table}") == []
    assert (ada.standing.state, ada.standing.points) == (State.FAILED, None)


def test_each_change_of_a_score_is_accounted_for(course: Course, ada: Desk):
    ada.grade(RIGHT)
    course.give(FIRST, 2.5)
    ada.grade(OTHER)
    rows = course.ask(
        'SELECT kind, old, new, "user" FROM tenmistakes_audit WHERE cell = :c ORDER BY id', c=FIRST
    )
    assert [row[:3] for row in rows] == [
        ("automatic", None, 3.0),
        ("manual", None, 2.5),
        ("automatic", 3.0, 0.0),
    ]
    assert rows[1][3] == "postgres"


def test_the_account_can_be_read(course: Course, ada: Desk):
    ada.grade(RIGHT)
    course.give(FIRST, 2.5)
    changes = "SELECT student, kind, old, new, hand_in FROM tenmistakes_changes WHERE item = :c"
    assert course.ask(changes, c=FIRST) == [
        ("ada", "automatic", None, 3.0, ada.graded(RIGHT).identity),
        ("ada", "manual", None, 2.5, None),
    ]


def test_marks_without_their_rows_are_none(course: Course, ada: Desk):
    ada.grade(RIGHT)
    assert ada.stored is not None and not ada.stored.overwritten
    course.ask("UPDATE grade SET auto_score = 1 WHERE auto_score = 0")
    assert ada.stored.overwritten
    course.ask("DELETE FROM grade")
    assert not ada.standing.rows and ada.stored is None


def test_a_penalty_and_an_extension(course: Course, exercise: Exercise):
    course.ask("UPDATE assignment SET duedate = '2026-02-01 08:00:00'")
    strict = replace(course.settings, late_penalty=lambda student, score, seconds: seconds / 3600)
    with Gradebook(strict) as gradebook:
        ada = Desk(gradebook, exercise)
        ada.grade(RIGHT)
        assert ada.stored.late_penalty == 2.0
        course.ask("UPDATE submitted_assignment SET extension = interval '90 minutes'")
        ada.grade(RIGHT)
        assert ada.stored.late_penalty == 0.5


def test_a_flag_added_later_asks_for_a_person(ada: Desk):
    ada.grade(RIGHT)
    with ada.gradebook.writing(ada.exercise, "ada") as rows:
        rows.add_flag(flag("older"))
    assert (ada.standing.state, ada.standing.flags) == (State.NEEDS_REVIEW, (flag("older"),))


def test_a_score_saved_meanwhile_is_not_lost(course: Course, ada: Desk, exercise: Exercise):
    """Formgrader saves when the grader has looked already: it waits its turn, and what it saves counts."""
    ada.grade(RIGHT, TEXT)
    saving = threading.Thread(target=course.give, args=(WRITTEN, 4.0))
    graded = ada.graded(RIGHT, "Another text.")
    with ada.gradebook.writing(exercise, "ada") as rows:
        kept = rows.kept(graded)
        saving.start()
        saving.join(0.5)
        assert saving.is_alive()
        rows.record(graded, kept, HANDED_IN, "")
    saving.join(30)
    item = ada.item(WRITTEN)
    assert (item.manual, item.needs_manual, item.answer) == (4.0, False, "Another text.")


def test_rows_that_stay_locked_are_said(course: Course, ada: Desk):
    ada.grade(RIGHT)
    engine = create_engine(course.url)
    with engine.begin() as connection:
        connection.execute(text("SELECT * FROM grade FOR UPDATE"))
        with pytest.raises(Unusable, match="locked by another program"):
            ada.grade(OTHER)
    engine.dispose()
    ada.grade(OTHER)
    assert ada.standing.points == POSSIBLE - 3


def test_one_grader_at_a_time_whatever_the_machine(course: Course, tmp_path: Path):
    course.classroom.hand_in("ada", notebook(RIGHT))
    elsewhere = tmp_path / "another machine"  # with a lock file of its own
    shutil.copytree(course.classroom.root, elsewhere)
    refused = pytest.raises(Stopped, match="Somebody is grading this course")
    with Gradebook(course.settings) as gradebook, gradebook.alone(), refused:
        list(run(find(elsewhere), NAME))
    (done,) = run(find(elsewhere), NAME)
    assert done.state is State.GRADED


def test_a_grader_that_was_killed_keeps_nobody_out(course: Course):
    program = (
        "import os, sys; from pathlib import Path; from tenmistakes.grading.settings import find\n"
        "from tenmistakes.grading.gradebook import Gradebook\n"
        "with Gradebook(find(Path('.'))) as gradebook, gradebook.alone():\n"
        "    print('alone', flush=True)\n"
        "    sys.stdin.read()\n"
    )
    grader = subprocess.Popen(
        [sys.executable, "-c", program],
        cwd=course.classroom.root,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        assert grader.stdout.readline() == "alone\n"
        with Gradebook(course.settings) as gradebook:
            with pytest.raises(Unusable, match="Somebody is grading"), gradebook.alone():
                pytest.fail("Two graders were alone at once.")
            grader.kill()
            grader.wait()
            for _ in range(100):  # until the server has noticed
                try:
                    with gradebook.alone():
                        break
                except Unusable:
                    threading.Event().wait(0.1)
            else:
                pytest.fail("The lock of a dead grader stayed.")
    finally:
        grader.kill()
        grader.communicate()


def test_what_is_wrong_with_the_server_is_said_without_a_password(course: Course, exercise: Exercise):
    url = course.url.replace("postgres@", "postgres:secret@")
    missing = replace(course.settings, db_url=url.replace("/course", "/no-course"))
    with Gradebook(missing) as gradebook, pytest.raises(Unusable) as caught:
        gradebook.register(exercise)
    assert "cannot be reached" in str(caught.value) and "does not exist" in str(caught.value)
    assert "secret" not in str(caught.value)


def test_a_server_that_goes_away_stops_the_run_and_loses_nothing(
    course: Course, server: postgresql.Server, exercise: Exercise
):
    for student in ("ada", "ben", "cleo"):
        course.classroom.hand_in(student, notebook(RIGHT))
    going = run(course.settings, NAME)
    assert next(going).student == "ada"
    server.stop()
    try:
        with pytest.raises(Stopped, match="same command goes on from there"):
            list(going)
    finally:
        server.start()
    assert [(one.student, one.fresh) for one in run(course.settings, NAME)] == [
        ("ada", False),
        ("ben", True),
        ("cleo", True),
    ]
