"""A course with a class that was made up, graded for real and looked at by a person; all of it is known."""

import shutil
import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path

from tenmistakes import cli, content
from tenmistakes.questions.key import right_answer
from tenmistakes.questions.kinds import Written

from .generated import STEMS, Answered, Class, HandIn, due, items_of, make_class, mistake_of, notebook_of

READ, UNREAD = STEMS[3], STEMS[7]
"""An exercise whose texts a person has read, and one with texts that wait."""
CHOSEN = (READ, UNREAD)
HOSTILE = "learner-001", "=cmd|'/c calc'!A1", "<script>alert(1)</script>"
"""A learner, and what the roster calls them."""
EXTENDED = timedelta(days=2)
OUTSIDER = "zz-folder-only"
"""Handed in after the last run, and is in no roster."""


@dataclass(frozen=True)
class Mark:
    """What counts for one item of one learner."""

    points: float | None
    message: str
    waiting: bool
    by_hand: bool = False

    @property
    def blank(self) -> bool:
        return self.message == "not-attempted" and not self.by_hand


Marks = dict[str, dict[str, Mark]]
"""Learner -> question -> mark, of those who have any."""


@dataclass
class Course:
    """A graded course, and what is known of it."""

    root: Path
    made: Class
    marks: dict[str, Marks]
    when: dict[str, dict[str, datetime]]
    extended: set[tuple[str, str]]

    def tell(self, statement: str, *values: object) -> None:
        """Change the gradebook as formgrader and ``nbgrader db`` do."""
        connection = sqlite3.connect(self.root / "grading" / "gradebook.db")
        with connection:
            assert connection.execute(statement, values).rowcount == 1
        connection.close()

    def give(self, stem: str, student: str, question: str, points: float) -> None:
        """A person gives points."""
        kind = "written" if isinstance(mistake_of(stem).questions[question], Written) else "score"
        self.tell(_GIVE, points, f"{kind}-{question}", student, stem)
        old = self.marks[stem][student][question]
        self.marks[stem][student][question] = replace(old, points=points, waiting=False, by_hand=True)

    def due(self, stem: str, student: str) -> datetime:
        return due(stem) + (EXTENDED if (stem, student) in self.extended else timedelta())

    def late(self, stem: str, student: str) -> float:
        """Seconds after the learner's own due date, negative if before."""
        return (self.when[stem][student] - self.due(stem, student)).total_seconds()

    @property
    def students(self) -> list[str]:
        return [*self.made.students, OUTSIDER]


_GIVE = """
UPDATE grade SET manual_score = ?, needs_manual_grade = 0
WHERE cell_id IN (SELECT id FROM base_cell WHERE name = ? AND type = 'GradeCell') AND notebook_id IN (
    SELECT submitted_notebook.id FROM submitted_notebook
    JOIN submitted_assignment ON submitted_assignment.id = submitted_notebook.assignment_id
    JOIN assignment ON assignment.id = submitted_assignment.assignment_id
    WHERE student_id = ? AND assignment.name = ?)
"""
_EXTEND = """
UPDATE submitted_assignment SET extension = ? WHERE student_id = ? AND assignment_id =
    (SELECT id FROM assignment WHERE name = ?)
"""


def _grade(root: Path) -> None:
    assert cli.main(["grade", "--course", str(root)]) == 1  # some have failed


def graded_course(root: Path) -> Course:
    """A class of 60 in two exercises, graded, and looked at by a person."""
    for kind in ("solutions", "exercises"):
        for stem in CHOSEN:
            shutil.copytree(content.home() / kind / stem, root / kind / stem)
    shutil.copy(content.home() / "nbgrader_config.py", root)
    made = make_class(60, CHOSEN)
    for stem in CHOSEN:
        made.lay_submitted(stem, root)
    _grade(root)
    marks = {stem: _marks(made.work[stem]) for stem in CHOSEN}
    when = {stem: {s: h.when for s, h in made.work[stem].items()} for stem in CHOSEN}
    course = Course(root, made, marks, when, set())
    _administer(course)
    _review(course)
    _hand_in_again(course)
    folder = root / "grading" / "submitted" / OUTSIDER / UNREAD  # after the last run, and in no roster
    folder.mkdir(parents=True)
    (folder / f"{UNREAD}.ipynb").write_bytes(made.work[UNREAD]["learner-001"].notebook)
    return course


def _marks(work: Mapping[str, HandIn]) -> Marks:
    return {
        student: {name: Mark(i.points, i.message, i.points is None) for name, i in hand_in.items.items()}
        for student, hand_in in work.items()
        if not hand_in.fails
    }


def _administer(course: Course) -> None:
    """The roster, due dates, and an extension for somebody who was late."""
    there = {student for stem in CHOSEN for student in course.made.work[stem]}
    for student in course.made.students:
        if student not in there:
            course.tell("INSERT INTO student (id) VALUES (?)", student)
    course.tell("UPDATE student SET first_name = ?, last_name = ? WHERE id = ?", *HOSTILE[1:], HOSTILE[0])
    for stem in CHOSEN:
        course.tell("UPDATE assignment SET duedate = ? WHERE name = ?", f"{due(stem)}.000000", stem)
    student = next(h.student for h in course.made.work[UNREAD].values() if h.late and not h.fails)
    course.tell(_EXTEND, f"1970-01-{1 + EXTENDED.days:02} 00:00:00.000000", student, UNREAD)
    course.extended.add((UNREAD, student))


def _review(course: Course) -> None:
    """A person reads all texts of one exercise and changes a score of the grader's in the other."""
    text = next(q.id for q in items_of(READ) if isinstance(q, Written))
    for number, (student, mine) in enumerate(course.marks[READ].items()):
        if mine[text].waiting:
            course.give(READ, student, text, (number * 7 % 11) / 2)
    wrong = next(
        s for s, mine in course.marks[UNREAD].items() if mine["day-after"].message == "apology-ends-it"
    )
    course.give(UNREAD, wrong, "day-after", 1.5)


def _hand_in_again(course: Course) -> None:
    """Somebody to whom a person gave points hands in something else: they stay, and wait for the person."""
    student = [s for s, mine in course.marks[UNREAD].items() if mine["the-muted-alarm"].message == "right"][3]
    course.give(UNREAD, student, "the-muted-alarm", 0.5)
    answered = [
        Answered(question, right_answer(question, "no-crisis-plan"), "right", float(question.points))
        for question in items_of(UNREAD)
        if question.id != "the-muted-alarm" and not isinstance(question, Written)
    ]
    later = course.when[UNREAD][student] + timedelta(hours=1)
    folder = course.root / "grading" / "submitted" / student / UNREAD
    (folder / f"{UNREAD}.ipynb").write_bytes(notebook_of(UNREAD, answered, later))
    (folder / "timestamp.txt").write_text(f"{later:%Y-%m-%d %H:%M:%S} UTC")
    _grade(course.root)
    course.when[UNREAD][student] = later
    course.marks[UNREAD][student] = {
        question.id: Mark(0.0, "not-attempted", False)
        if isinstance(question, Written)
        else Mark(float(question.points), "right", False)
        for question in items_of(UNREAD)
    }
    course.marks[UNREAD][student]["the-muted-alarm"] = Mark(0.5, "not-attempted", True, True)
