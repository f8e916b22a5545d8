"""The export of a class: each state by its name, no zero that is none, nothing for a spreadsheet to run."""

import csv
import subprocess
import sys
from datetime import datetime
from pathlib import Path

import pytest
from nbgrader.api import Gradebook
from nbgrader.coursedir import CourseDirectory
from nbgrader.plugins import CsvExportPlugin
from sqlalchemy import event
from traitlets import Instance
from traitlets.config import LoggingConfigurable

from tenmistakes.grading.export import BlackboardExport, CanvasExport, CsvExport, MoodleExport
from tenmistakes.grading.marks.cells import guarded
from tenmistakes.grading.marks.filling import ROWS

from .classroom import MIXED, MIXED_POINTS, NAME, POSSIBLE, RIGHT, TEXT, notebook, open_classroom
from .instructor import environment

# nbgrader's own use of its database makes SQLAlchemy grumble.
pytestmark = pytest.mark.filterwarnings("ignore:Object of type .* not in session")

WRITTEN = 5
CLASS = ["ada", "late", "absent"]


@pytest.fixture(scope="module")
def course(tmp_path_factory):
    """A class in which there is one of each kind."""
    course = open_classroom(tmp_path_factory.mktemp("export") / "course")
    course.hand_in("ada", notebook(RIGHT))
    course.hand_in("grace", notebook(MIXED, TEXT))
    course.hand_in("torn", b"\x00\x01")
    course.hand_in("gone", notebook(MIXED))
    course.grade()
    with Gradebook(course.settings.db_url, "ten-mistakes") as gradebook:
        gradebook.add_student(
            "absent", last_name='O\'Neil, "Al"', first_name='=HYPERLINK("http://x.example")'
        )
        gradebook.add_student("late", last_name="Späth", first_name="Zoë", email="@late")
        gradebook.remove_submission(NAME, "gone")
    course.hand_in("late", notebook(RIGHT))
    return course


def rows(path: Path) -> dict[str, dict[str, str]]:
    """Student -> row, as a spreadsheet reads it."""
    with path.open(encoding="utf-8", newline="") as file:
        return {row["student_id"]: row for row in csv.DictReader(file)}


@pytest.fixture(scope="module")
def exported(course, tmp_path_factory):
    """What ``nbgrader export`` writes in the course's folder."""
    home = tmp_path_factory.mktemp("home")
    done = subprocess.run(
        [sys.executable, "-m", "nbgrader", "export", "--to", str(home / "scores.csv")],
        cwd=course.root,
        env=environment(home),
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return home / "scores.csv"


def test_each_state_has_its_name_and_only_two_have_a_score(exported):
    found = rows(exported)
    assert {student: (row["state"], row["score"]) for student, row in found.items()} == {
        "ada": ("graded", str(float(POSSIBLE))),
        "grace": ("needs review", str(float(MIXED_POINTS))),
        "torn": ("failed", ""),
        "absent": ("not handed in", ""),
        "late": ("not graded", ""),
        "gone": ("not graded", ""),
    }
    assert {row["max_score"] for row in found.values()} == {str(float(POSSIBLE + WRITTEN))}
    assert {row["assignment"] for row in found.values()} == {NAME}


def test_texts_are_quoted_and_none_is_a_formula(exported):
    found = rows(exported)
    assert found["absent"]["last_name"] == 'O\'Neil, "Al"'
    assert found["absent"]["first_name"] == '\'=HYPERLINK("http://x.example")'
    assert found["late"]["first_name"] == "Zoë"
    assert found["late"]["email"] == "'@late"


def test_the_columns_are_nbgraders_and_the_state(exported):
    assert tuple(exported.read_text(encoding="utf-8").splitlines()[0].split(",")) == ROWS
    assert not list(exported.parent.glob(".scores*"))


@pytest.mark.parametrize("text", ["=1+1", "+49 30", "-2", "@SUM(A1)", "\t=1", "\r=1", "\n=1"])
def test_a_text_that_a_spreadsheet_would_run_is_guarded(text):
    assert guarded([text]) == ["'" + text]


def test_numbers_dates_and_plain_texts_are_left_as_they_are():
    assert guarded([-1.5, None, "ada", "1-2", datetime(2026, 1, 31, 9, 30)]) == [
        *(-1.5, None, "ada", "1-2"),
        "2026-01-31 09:30:00",
    ]


class App(LoggingConfigurable):
    """As much of nbgrader's command as a plugin sees, without anybody's configuration."""

    coursedir = Instance(CourseDirectory)


def export(kind, root, gradebook, path, **options):
    """Export in this process, for a course in ``root``."""
    app = App(coursedir=CourseDirectory(root=str(root)))
    kind(parent=app, to=str(path), **options).export(gradebook)
    return rows(path)


@pytest.fixture(scope="module")
def plain(tmp_path_factory):
    """A gradebook that plain nbgrader filled: somebody with a manual score and extra credit, one late."""
    folder = tmp_path_factory.mktemp("plain")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PATH", environment(folder)["PATH"])  # nbgrader calls alembic
        made = Gradebook(f"sqlite:///{folder}/gradebook.db", "other")
    with made as gradebook:
        gradebook.add_assignment("ps1", duedate="2026-01-31 12:00:00 UTC")
        gradebook.add_assignment("ps2")
        for name in ("ps1", "ps2"):
            gradebook.add_notebook("p1", name)
            for cell, most in (("one", 3), ("two", 4)):
                gradebook.add_grade_cell(cell, "p1", name, max_score=most, cell_type="code")
        for student in CLASS:
            gradebook.add_student(student, last_name=student.upper())
        for student in ("ada", "late"):
            submission = gradebook.add_submission("ps1", student)
            submission.timestamp = datetime(2026, 1, 31, 11)
            grades = submission.notebooks[0].grades
            for grade in grades:
                grade.auto_score = 2
                grade.needs_manual_grade = student == "late"
            if student == "ada":
                grades[0].manual_score, grades[1].extra_credit = 3, 0.5
            else:
                submission.notebooks[0].late_submission_penalty = 1.5
        gradebook.db.commit()
        yield gradebook


def test_scores_are_those_of_nbgraders_own_export(plain, tmp_path):
    only = {"assignment": ["ps1"], "student": CLASS}
    mine = export(CsvExport, tmp_path, plain, tmp_path / "mine.csv", **only)
    theirs = export(CsvExportPlugin, tmp_path, plain, tmp_path / "theirs.csv", **only)
    assert {student: row["score"] for student, row in mine.items()} == {
        "ada": "5.5",
        "late": "2.5",
        "absent": "",
    }
    for student in ("ada", "late"):
        assert {name: mine[student][name] for name in theirs[student]} == theirs[student]
    assert {student: row["state"] for student, row in mine.items()} == {
        "ada": "graded",
        "late": "needs review",
        "absent": "not handed in",
    }


def test_only_who_and_what_is_asked_for(plain, tmp_path):
    path = tmp_path / "some.csv"
    export(CsvExport, tmp_path, plain, path, assignment=["ps2"], student=["absent", "late"])
    with path.open(encoding="utf-8", newline="") as file:
        found = [(row["assignment"], row["student_id"]) for row in csv.DictReader(file)]
    assert found == [("ps2", "absent"), ("ps2", "late")]


PLATFORMS = {
    CanvasExport: ("utf-8-sig", ","),
    MoodleExport: ("utf-8-sig", ","),
    BlackboardExport: ("utf-16", "\t"),
}


@pytest.mark.parametrize("kind", PLATFORMS, ids=lambda kind: kind.__name__)
def test_the_files_of_learning_platforms_are_plugins_as_well(plain, tmp_path, kind):
    encoding, delimiter = PLATFORMS[kind]
    path = tmp_path / "platform.csv"
    app = App(coursedir=CourseDirectory(root=str(tmp_path)))
    kind(parent=app, to=str(path), assignment=["ps1"], student=CLASS).export(plain)
    with path.open(encoding=encoding, newline="") as file:
        table = list(csv.reader(file, delimiter=delimiter))
    scores = {student: row[-1] for row in table for student in CLASS if student in row}
    nothing = "-" if kind is MoodleExport else ""
    assert scores == {"ada": "5.5", "late": "2.5", "absent": nothing}


def test_a_plugin_fills_in_the_platforms_own_file(plain, tmp_path):
    roster, path = tmp_path / "roster.csv", tmp_path / "canvas.csv"
    roster.write_text("Student,ID,SIS Login ID,Section,ps1 (5)\nA,1,ada,,\nB,2,late,,\n")
    app = App(coursedir=CourseDirectory(root=str(tmp_path)))
    CanvasExport(parent=app, to=str(path), assignment=["ps1"], roster=str(roster)).export(plain)
    assert path.read_text().splitlines() == [
        *("Student,ID,SIS Login ID,Section,ps1 (5)", "A,1,ada,,5.5", "B,2,late,,2.5")
    ]


def test_a_plugin_says_in_a_sentence_what_is_no_file_of_the_platform(plain, tmp_path):
    app = App(coursedir=CourseDirectory(root=str(tmp_path)))
    exporter = CanvasExport(parent=app, to=str(tmp_path / "canvas.csv"), roster=str(tmp_path / "nowhere.csv"))
    with pytest.raises(SystemExit, match="cannot be read"):
        exporter.export(plain)
    assert list(tmp_path.iterdir()) == []


def test_a_plugin_replaces_no_file_of_the_platform_and_says_what_it_cannot_write(plain, tmp_path):
    app, text = App(coursedir=CourseDirectory(root=str(tmp_path))), "Student,ID,ps1 (5)\nA,1,\n"
    roster = tmp_path / "roster.csv"
    roster.write_text(text)
    with pytest.raises(SystemExit, match="is the file to be filled in"):
        CanvasExport(parent=app, to=str(roster), roster=str(roster)).export(plain)
    with pytest.raises(SystemExit, match=r"x\.csv cannot be written \(No such file or directory\)"):
        CsvExport(parent=app, to=str(tmp_path / "nowhere" / "x.csv")).export(plain)
    assert [path.read_text() for path in tmp_path.iterdir()] == [text]


def test_the_number_of_queries_does_not_grow_with_the_class(plain, tmp_path):
    asked = []

    @event.listens_for(plain.db.get_bind(), "before_cursor_execute")
    def note(connection, cursor, statement, *_):
        asked.append(statement)

    def count():
        asked.clear()
        export(CsvExport, tmp_path, plain, tmp_path / "all.csv")
        return sum(statement.lstrip().upper().startswith("SELECT") for statement in asked)

    before = count()
    for number in range(30):
        plain.add_submission("ps1", plain.add_student(f"student-{number}").id)
    assert count() == before


def test_an_export_that_fails_leaves_the_last_one(plain, tmp_path, monkeypatch):
    path = tmp_path / "scores.csv"
    path.write_text("the last one")
    monkeypatch.setattr("tenmistakes.grading.marks.filling.guarded", lambda row: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        export(CsvExport, tmp_path, plain, path)
    assert path.read_text() == "the last one"
    assert not list(tmp_path.glob(".scores*"))
