"""On honest work the grader and nbgrader itself, which runs the notebooks, say the same."""

import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

from .answer_sets import HonestWork, honest_work
from .classroom import MIXED, Classroom, Mark, notebook, open_classroom, saved
from .making import NAME, RIGHT, TEXT, beside

STUDENTS = 15


@pytest.fixture(scope="module")
def handed_in() -> dict[str, HonestWork]:
    drawn = {f"drawn-{number:02}": work for number, work in enumerate(honest_work(STUDENTS))}
    return drawn | {
        "right": HonestWork(saved(notebook(RIGHT, TEXT)), beside(RIGHT)),
        "mixed": HonestWork(saved(notebook(MIXED)), b""),
        "untouched": HonestWork(saved(notebook()), b""),
    }


@pytest.fixture(scope="module")
def classroom(tmp_path_factory: pytest.TempPathFactory, handed_in: Mapping[str, HonestWork]) -> Classroom:
    made = open_classroom(tmp_path_factory.mktemp("equality") / "course")
    for student, work in handed_in.items():
        made.hand_in(student, work.notebook, work.answers_file)
    return made


@pytest.fixture(scope="module")
def stock(classroom: Classroom, tmp_path_factory: pytest.TempPathFactory) -> Classroom:
    """The same class, graded by running every notebook."""
    made = open_classroom(tmp_path_factory.mktemp("stock") / "course", classroom)
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", "")])
    done = subprocess.run(
        [sys.executable, "-m", "nbgrader", "autograde", NAME],
        cwd=made.root,
        env=os.environ | {"PATH": path},
        capture_output=True,
        text=True,
        encoding="utf-8",
    )
    assert done.returncode == 0, done.stderr
    return made


@pytest.fixture(scope="module")
def ours(classroom: Classroom, stock: Classroom) -> Mapping[str, Mapping[str, Mark]]:
    """Graded as data; only after the class was copied for nbgrader."""
    assert all(done.points is not None for done in classroom.grade().values())
    return classroom.marks()


def test_points_waiting_texts_and_comments_are_equal(
    stock: Classroom, ours: Mapping[str, Mapping[str, Mark]], handed_in: Mapping[str, HonestWork]
):
    theirs = stock.marks()
    assert ours.keys() == theirs.keys() == handed_in.keys()
    for student, marks in ours.items():
        assert marks == theirs[student], (student, handed_in[student].answers_file)


def test_the_class_is_worth_comparing(ours: Mapping[str, Mapping[str, Mark]]):
    """Else the equality would say little: many totals, texts to read, each question answered both ways."""
    totals = {sum(mark.auto or 0 for mark in marks.values()) for marks in ours.values()}
    assert len(totals) > STUDENTS // 3
    assert {mark.needs_manual for marks in ours.values() for mark in marks.values()} == {True, False}
    for cell in ours["right"]:
        assert len({marks[cell].auto for marks in ours.values()}) > 1, cell


def test_hand_ins_stand_at_the_same_time(stock: Classroom, classroom: Classroom, ours: object):
    asked = "SELECT student_id, timestamp, extension FROM submitted_assignment ORDER BY student_id"
    assert classroom.ask(asked) == stock.ask(asked)
