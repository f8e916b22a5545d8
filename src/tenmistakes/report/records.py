"""What the gradebook holds of a class, as arrays: a few queries for each exercise, whatever its size."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Connection, Row, Select, and_, func, select

from tenmistakes.grading import intake
from tenmistakes.grading import tables as t
from tenmistakes.grading.assignment import Assignment
from tenmistakes.grading.exercise import Exercise
from tenmistakes.grading.gradebook import Gradebook
from tenmistakes.grading.marks.reading import NOT_GRADED, NOT_HANDED_IN
from tenmistakes.grading.settings import Settings
from tenmistakes.grading.states import State
from tenmistakes.grading.stored import live_state, points

UNKNOWN = ""
"""Stands for the message of an answer that the grader did not read: nbgrader itself graded it."""


@dataclass(frozen=True)
class Learner:
    """Somebody in the class. ``name`` is empty where the gradebook has none."""

    id: str
    name: str = ""


@dataclass(frozen=True)
class Standing:
    """How one learner stands in one exercise; ``timestamp`` is UTC without a zone.

    ``early`` says how many seconds before the learner's own due date it came, negative if late; None where
    nobody knows. ``earned`` are the points so far, before the late penalty, ``possible`` the points that were
    to be had for what is marked so far; both None without marks.
    """

    state: str
    sentence: str = ""
    timestamp: datetime | None = None
    early: float | None = None
    penalty: float = 0.0
    earned: float | None = None
    possible: float | None = None

    @property
    def has_marks(self) -> bool:
        """Whether there are points. To have none is not the same as zero."""
        return self.earned is not None

    @property
    def total(self) -> float | None:
        """The points so far, after the late penalty."""
        return None if self.earned is None else max(0.0, self.earned - self.penalty)

    @property
    def share(self) -> float | None:
        """What was earned of what is marked so far; None where nothing is."""
        return self.earned / self.possible if self.earned is not None and self.possible else None


ABSENT = Standing(NOT_HANDED_IN)


@dataclass(frozen=True, eq=False, repr=False)
class Record:
    """A class in one exercise. Arrays have a row for each of ``students`` and a column for each item."""

    exercise: Exercise
    due: datetime | None
    """UTC without a zone; None if the gradebook has none."""
    standings: Mapping[str, Standing]
    """Of everybody who handed in, by id."""
    students: tuple[str, ...]
    """Who has marks, in order."""
    points: NDArray[np.float64]
    """What counts; nan where nobody and nothing has given any."""
    messages: NDArray[np.str_]
    """The ids of the messages, or :data:`UNKNOWN`."""
    waiting: NDArray[np.bool_]
    """Whether formgrader asks a person for the score."""
    by_hand: NDArray[np.bool_]
    """Whether a person gave the points."""

    def standing(self, student: str) -> Standing:
        """How somebody stands, also who handed in nothing."""
        return self.standings.get(student, ABSENT)

    @cached_property
    def row(self) -> Mapping[str, int]:
        """The rows of those who have marks, by id."""
        return {student: number for number, student in enumerate(self.students)}

    @cached_property
    def blank(self) -> NDArray[np.bool_]:
        """What was left blank, and no person has given points all the same."""
        return (self.messages == "not-attempted") & ~self.by_hand


def read(
    settings: Settings, gradebook: Gradebook, exercises: Sequence[Exercise]
) -> tuple[list[Learner], list[Record]]:
    """Everybody by id, and what the gradebook holds of them in each of the exercises.

    Everybody: the gradebook's students, and whoever else handed in one of these exercises. Raises
    ``Unusable`` where the gradebook cannot be used, ``Refused`` where hand-ins cannot be listed.
    """
    names: dict[str, str] = {}
    records = []
    for exercise in exercises:
        with gradebook.looking(exercise) as found:
            if found is None:
                continue
            connection, known = found
            for student, first, last in connection.execute(_STUDENTS):
                names[student] = " ".join(filter(None, (first, last)))
            records.append(_Reading(connection, known, exercise, settings).record())
    everybody = names.keys() | {student for record in records for student in record.standings}
    return [Learner(each, names.get(each, "")) for each in sorted(everybody - settings.excluded)], records


_STUDENTS = select(*t.student.c["id", "first_name", "last_name"])


def _noted(stem: str) -> Select[Any]:
    """The grader's own rows of an exercise's submissions."""
    wanted = t.submission.c["student", "state", "sentence", "timestamp"]
    return select(*wanted).where(t.submission.c.assignment == stem)


def _counted(stem: str) -> Select[Any]:
    """How many items of each learner the grader has marked."""
    count = select(t.item.c.student, func.count().label("items")).where(t.item.c.assignment == stem)
    return count.group_by(t.item.c.student)


def _submitted(known: Assignment) -> Select[Any]:
    """nbgrader's rows of an exercise's submissions."""
    notebook = and_(
        t.submitted_notebook.c.assignment_id == t.submitted_assignment.c.id,
        t.submitted_notebook.c.notebook_id == known.notebook_id,
    )
    return (
        select(
            t.submitted_assignment.c.student_id.label("student"),
            *t.submitted_assignment.c["timestamp", "extension"],
            t.submitted_notebook.c.late_submission_penalty.label("penalty"),
        )
        .outerjoin(t.submitted_notebook, notebook)
        .where(t.submitted_assignment.c.assignment_id == known.id)
    )


def _marks(known: Assignment, stem: str) -> Select[Any]:
    """Every mark of an exercise: nbgrader's row, and the grader's own beside it."""
    own = and_(
        t.item.c.assignment == stem,
        t.item.c.student == t.submitted_assignment.c.student_id,
        t.item.c.cell == t.base_cell.c.name,
    )
    return (
        select(
            t.submitted_assignment.c.student_id.label("student"),
            t.base_cell.c.name.label("cell"),
            *t.grade.c["auto_score", "manual_score", "extra_credit", "needs_manual_grade"],
            t.item.c.message_id,
            t.item.c.points,
        )
        .select_from(t.submitted_assignment)
        .join(t.submitted_notebook, t.submitted_notebook.c.assignment_id == t.submitted_assignment.c.id)
        .join(t.grade, t.grade.c.notebook_id == t.submitted_notebook.c.id)
        .join(t.base_cell, t.base_cell.c.id == t.grade.c.cell_id)
        .outerjoin(t.item, own)
        .where(
            t.submitted_assignment.c.assignment_id == known.id,
            t.submitted_notebook.c.notebook_id == known.notebook_id,
        )
    )


class _Reading:
    """One exercise, while it is read."""

    def __init__(
        self, connection: Connection, known: Assignment, exercise: Exercise, settings: Settings
    ) -> None:
        self._known, self._exercise = known, exercise
        self._noted = {row.student: row for row in connection.execute(_noted(exercise.stem))}
        self._items = {row.student: row.items for row in connection.execute(_counted(exercise.stem))}
        self._submitted = {row.student: row for row in connection.execute(_submitted(known))}
        folders = {_sound(student) for student in intake.students(settings, exercise.stem)}
        handed_in = self._noted.keys() | self._submitted.keys() | folders
        self._students = sorted(handed_in - settings.excluded)
        self._row = {student: number for number, student in enumerate(self._students)}
        shape = len(self._students), len(exercise.items)
        self._points, self._messages = np.full(shape, np.nan), np.full(shape, UNKNOWN, dtype=object)
        self._waiting, self._by_hand = np.zeros(shape, bool), np.zeros(shape, bool)
        self._rows, self._foreign = np.zeros(shape[0], int), np.zeros(shape[0], bool)
        column = {item.cell: number for number, item in enumerate(exercise.items)}
        marks = connection.execute(_marks(known, exercise.stem)).all()
        # The others are of excluded learners, or of an earlier form of the exercise.
        self._take([mark for mark in marks if mark[0] in self._row and mark[1] in column], column)

    def _take(self, marks: Sequence[Row[Any]], column: Mapping[str, int]) -> None:
        if not marks:
            return
        students, cells, auto, manual, extra, needed, messages, scored = zip(*marks, strict=True)
        rows = np.array([self._row[student] for student in students])
        at = rows, np.array([column[cell] for cell in cells])
        # None becomes nan
        self._points[at] = np.array(list(map(points, auto, manual, extra)), dtype=float)
        self._messages[at] = [message or UNKNOWN for message in messages]
        self._waiting[at], self._by_hand[at] = needed, [each is not None for each in manual]
        self._rows += np.bincount(rows, minlength=len(self._rows))
        # something else has graded it since
        np.logical_or.at(self._foreign, rows, [a != b for a, b in zip(auto, scored, strict=True)])

    def record(self) -> Record:
        """All of it. Messages that belong to another hand-in than the points are not known."""
        standings = {student: self._standing(student) for student in self._students}
        students = tuple(student for student, standing in standings.items() if standing.has_marks)
        rows = np.array([self._row[student] for student in students], dtype=int)
        foreign = np.array([self._is_foreign(student) for student in students], dtype=bool)
        messages = np.where(foreign[:, np.newaxis], UNKNOWN, self._messages[rows])
        return Record(
            self._exercise,
            self._known.due,
            standings,
            students,
            self._points[rows],
            messages.astype(str),
            self._waiting[rows],
            self._by_hand[rows],
        )

    def _standing(self, student: str) -> Standing:
        row, note, submitted = self._row[student], self._noted.get(student), self._submitted.get(student)
        recorded = State.GRADED if note is None else note.state
        waits = bool(self._waiting[row].any())
        state = live_state(recorded, self._items.get(student, 0), int(self._rows[row]), waits)
        if state is None:
            return Standing(NOT_GRADED)
        dated = note if note is not None else submitted
        early = _early(dated.timestamp, self._known.due, submitted and submitted.extension)
        if not state.has_marks:
            return Standing(state, dated.sentence, dated.timestamp, early)
        marked = ~np.isnan(self._points[row])
        possible = np.array([item.points for item in self._exercise.items])
        return Standing(
            state,
            "",
            dated.timestamp,
            early,
            (submitted and submitted.penalty) or 0.0,
            float(self._points[row][marked].sum()),
            float(possible[marked].sum()),
        )

    def _is_foreign(self, student: str) -> bool:
        note, submitted = self._noted.get(student), self._submitted.get(student)
        if note is None or submitted is None or note.timestamp != submitted.timestamp:
            return True
        return bool(self._foreign[self._row[student]])


def _early(timestamp: datetime | None, due: datetime | None, extension: timedelta | None) -> float | None:
    if timestamp is None or due is None:
        return None
    return (due + (extension or timedelta()) - timestamp).total_seconds()


def _sound(student: str) -> str:
    """The name of a folder as an id: one that cannot be an id is only to be read."""
    return student if intake.valid_student(student) is None else intake.spoken(student)
