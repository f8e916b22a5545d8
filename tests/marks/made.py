"""A gradebook made by hand, with one learner of each kind: every mark in it is known without the grader."""

import csv
import os
import sys
import warnings
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import pytest
from nbgrader.api import Gradebook

from tenmistakes.grading import database, tables
from tenmistakes.grading.settings import find

FIRST, SECOND = "08-no-crisis-plan", "09-one-big-campaign"
POINTS = {FIRST: 10.0, SECOND: 8.5}
"""What can be had: in cells of 4 points and the rest."""
CONFIG = """
c = get_config()
c.CourseDirectory.course_id = "ten-mistakes"
for folder in ("submitted", "autograded", "feedback"):
    setattr(c.CourseDirectory, f"{folder}_directory", f"grading/{folder}")
c.CourseDirectory.db_url = "sqlite:///grading/gradebook.db"
"""


@dataclass(frozen=True)
class Known:
    """How a learner stands in an exercise, by name of the state; ``score`` is None without marks."""

    state: str
    score: float | None = None


NOTHING = Known("not handed in")
LEARNERS = {
    # first and last name, e-mail, number in the learning platform; exercise 8; exercise 9
    "ada": (("Ada", "Lovelace", "ada@u.example", "101"), Known("graded", 10.5), Known("graded", 8.5)),
    "grace": (("Grace", 'O\'Neil, "G"', "grace@u.example", None), Known("needs review", 3.0), NOTHING),
    "late": (("Zoë", "Späth", None, None), Known("graded", 2.5), NOTHING),
    "third": (("=1+1", "@SUM(A1)", None, None), Known("graded", 0.3333), Known("graded", 0.0)),
    "torn": ((None, None, None, None), Known("failed"), Known("failed")),
    "absent": ((None, None, None, None), NOTHING, NOTHING),
    "gone": ((None, None, None, None), Known("not graded"), NOTHING),
    "lying": ((None, None, None, None), Known("not graded"), NOTHING),
    "fault": ((None, None, None, None), Known("grader error"), NOTHING),
}
KNOWN = {(name, stem): row[at] for name, row in LEARNERS.items() for at, stem in ((1, FIRST), (2, SECOND))}
"""Learner and exercise -> how it stands."""
MARKS = {whose: known.score for whose, known in KNOWN.items() if known.score is not None}


def lay_out(root: Path) -> Path:
    """A course with that gradebook; its folder."""
    (root / "grading").mkdir(parents=True)
    (root / "nbgrader_config.py").write_text(CONFIG, encoding="utf-8")
    (root / "grading" / "submitted" / "lying" / FIRST).mkdir(parents=True)
    with pytest.MonkeyPatch.context() as patch, warnings.catch_warnings():
        # nbgrader's own use of its database makes SQLAlchemy grumble.
        warnings.filterwarnings("ignore", message="Object of type .* not in session")
        places = [str(Path(sys.executable).parent), os.environ["PATH"]]
        patch.setenv("PATH", os.pathsep.join(places))  # nbgrader calls alembic
        with Gradebook(f"sqlite:///{root}/grading/gradebook.db", "ten-mistakes") as gradebook:
            _fill(gradebook)
    engine = database.connect(database.address(find(root).db_url))
    database.prepare(engine)
    with database.writing(engine) as connection:
        for (student, stem), state in _RECORDED.items():
            row = {"assignment": stem, "student": student, "state": state, "sentence": "", "flags": "[]"}
            connection.execute(tables.submission.insert().values(identity="i", mark="m", **row))
    engine.dispose()
    return root


_RECORDED = {
    ("torn", FIRST): "failed",
    ("torn", SECOND): "failed",
    ("gone", FIRST): "graded",
    ("fault", FIRST): "grader error",
    ("ada", FIRST): "graded",
}
"""What the grader has said; the others were graded by plain nbgrader, or not at all."""


def _fill(gradebook: Gradebook) -> None:
    for stem, points in POINTS.items():
        gradebook.add_assignment(stem)
        gradebook.add_notebook(stem, stem)
        for name, most in (("one", 4.0), ("two", points - 4.0)):
            gradebook.add_grade_cell(name, stem, stem, max_score=most, cell_type="code")
    for student, ((first, last, email, number), *_) in LEARNERS.items():
        gradebook.add_student(student, first_name=first, last_name=last, email=email, lms_user_id=number)

    def grade(student: str, stem: str, one: float, two: float) -> tuple:
        submission = gradebook.add_submission(stem, student)
        submission.timestamp = datetime(2026, 2, 1, 10)
        found = {grade.name: grade for grade in submission.notebooks[0].grades}
        for name, score in (("one", one), ("two", two)):
            found[name].auto_score, found[name].needs_manual_grade = score, False
        return found["one"], found["two"], submission.notebooks[0]

    one, two, _ = grade("ada", FIRST, 1, 6)
    one.manual_score, two.extra_credit = 4, 0.5
    grade("ada", SECOND, 4, 4.5)
    _, two, _ = grade("grace", FIRST, 3, 0)
    two.needs_manual_grade = True
    _, _, notebook = grade("late", FIRST, 2, 2)
    notebook.late_submission_penalty = 1.5
    grade("third", FIRST, 1 / 3, 0)
    _, _, notebook = grade("third", SECOND, 1, 0)
    notebook.late_submission_penalty = 1.0000001
    gradebook.db.commit()


def rows(path: Path, encoding: str = "utf-8-sig", delimiter: str = ",") -> list[list[str]]:
    """A file as a spreadsheet reads it."""
    with path.open(encoding=encoding, newline="") as file:
        return list(csv.reader(file, delimiter=delimiter, strict=True))
