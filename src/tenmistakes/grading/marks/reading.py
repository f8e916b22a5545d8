"""What the gradebook says of everybody and every exercise: one query for a class, however large.

Where nothing was handed in, or nothing that could be graded, there is no score: that is not 0.
"""

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Select,
    Subquery,
    and_,
    case,
    func,
    inspect,
    null,
    select,
    true,
    union_all,
)

from tenmistakes.grading import tables as t
from tenmistakes.grading.states import State
from tenmistakes.grading.stored import live_state

NOT_HANDED_IN = "not handed in"
NOT_GRADED = "not graded"
"""Handed in, and there are no marks of it: not yet, or somebody removed them from the gradebook."""

IsHandedIn = Callable[[str, str], bool]
"""Whether a student has a folder of submissions for an assignment."""


@dataclass(frozen=True)
class Assigned:
    """An exercise as the gradebook has it; ``due`` is UTC without a zone, ``possible`` its points."""

    id: str
    name: str
    course: str
    due: datetime | None
    possible: float


@dataclass(frozen=True)
class Learner:
    """A student of the gradebook."""

    id: str
    last_name: str | None
    first_name: str | None
    email: str | None
    lms_user_id: str | None

    @property
    def full_name(self) -> str:
        """First name and last name; empty where the gradebook has neither."""
        return " ".join(filter(None, (self.first_name, self.last_name)))


@dataclass(frozen=True)
class Mark:
    """How a learner stands in an assignment. ``raw`` and ``penalty`` are None if there are no marks."""

    learner: Learner
    assignment: Assigned
    timestamp: datetime | None
    state: State | str
    raw: float | None = None
    penalty: float | None = None

    @property
    def score(self) -> float | None:
        """The points that count, after the late penalty; None if there are no marks."""
        return None if self.raw is None else max(0.0, self.raw - (self.penalty or 0.0))


def assignments(connection: Connection) -> list[Assigned]:
    """All assignments of the gradebook by due date and name."""
    cells = union_all(
        *(select(cells.c.id, cells.c.max_score) for cells in (t.grade_cells, t.task_cells))
    ).subquery()
    rows = (
        select(
            *t.assignment.c["id", "name", "course_id", "duedate"],
            func.coalesce(func.sum(cells.c.max_score), 0.0).label("possible"),
        )
        .outerjoin(t.notebook, t.notebook.c.assignment_id == t.assignment.c.id)
        .outerjoin(t.base_cell, t.base_cell.c.notebook_id == t.notebook.c.id)
        .outerjoin(cells, cells.c.id == t.base_cell.c.id)
        .group_by(*t.assignment.c["id", "name", "course_id", "duedate"])
        .order_by(t.assignment.c.duedate, t.assignment.c.name)
    )
    return [Assigned(*row) for row in connection.execute(rows)]


def learners(connection: Connection) -> list[Learner]:
    """All students of the gradebook by last name, first name and id."""
    return [Learner(*row) for row in connection.execute(select(*_WHO).order_by(*_BY_NAME))]


def by_assignment(
    connection: Connection,
    wanted: Sequence[Assigned],
    is_handed_in: IsHandedIn,
    students: Collection[str] = (),
) -> Iterator[Mark]:
    """Everybody's marks as a stream: one assignment after the other, and in it the learners by name.

    ``students`` are the ids of those meant, if not all.
    """
    yield from _marks(connection, wanted, is_handed_in, students, [*_BY_ASSIGNMENT, *_BY_NAME])


def by_learner(
    connection: Connection,
    wanted: Sequence[Assigned],
    is_handed_in: IsHandedIn,
    students: Collection[str] = (),
) -> Iterator[Mark]:
    """The same, one learner after the other by name, and of each the assignments."""
    yield from _marks(connection, wanted, is_handed_in, students, [*_BY_NAME, *_BY_ASSIGNMENT])


_WHO = t.student.c["id", "last_name", "first_name", "email", "lms_user_id"]
_BY_NAME = t.student.c["last_name", "first_name", "id"]
_BY_ASSIGNMENT = t.assignment.c["duedate", "name"]


def _marks(
    connection: Connection,
    wanted: Sequence[Assigned],
    is_handed_in: IsHandedIn,
    students: Collection[str],
    order: Sequence[ColumnElement[Any]],
) -> Iterator[Mark]:
    known = inspect(connection).has_table(t.submission.name)  # not where plain nbgrader graded
    meant = {assignment.id: assignment for assignment in wanted}
    query = _query(known).where(t.assignment.c.id.in_(meant)).order_by(*order)
    if students:
        query = query.where(t.student.c.id.in_(students))
    for row in connection.execute(query.execution_options(yield_per=1000)):
        learner, assignment = Learner(*row[:5]), meant[row.assignment]
        state = _state(row)
        if state == NOT_HANDED_IN and is_handed_in(learner.id, assignment.name):
            state = NOT_GRADED
        if isinstance(state, State) and state.has_marks:
            yield Mark(learner, assignment, row.timestamp, state, row.score, row.penalty)
        else:
            yield Mark(learner, assignment, row.timestamp, state)


def _state(row: Any) -> State | str:
    if row.state is not None:
        return live_state(row.state, row.items, row.rows, bool(row.waiting)) or NOT_GRADED
    if row.submission is None:
        return NOT_HANDED_IN
    return State.NEEDS_REVIEW if row.waiting else State.GRADED


def _query(known: bool) -> Select[Any]:
    """A row for each assignment and learner. ``known`` says whether the grader's own tables are there."""
    scores, penalties = _scores(), _penalties()
    query = (
        select(
            *_WHO,
            t.assignment.c.id.label("assignment"),
            t.submitted_assignment.c.id.label("submission"),
            t.submitted_assignment.c.timestamp,
            func.coalesce(scores.c.score, 0.0).label("score"),
            func.coalesce(scores.c.rows, 0).label("rows"),
            func.coalesce(scores.c.waiting, 0).label("waiting"),
            func.coalesce(penalties.c.penalty, 0.0).label("penalty"),
            (t.submission.c.state if known else null()).label("state"),
            (_ITEMS if known else null()).label("items"),
        )
        .select_from(t.assignment)
        .join(t.student, true())
        .outerjoin(
            t.submitted_assignment,
            and_(
                t.submitted_assignment.c.assignment_id == t.assignment.c.id,
                t.submitted_assignment.c.student_id == t.student.c.id,
            ),
        )
        .outerjoin(scores, scores.c.submission == t.submitted_assignment.c.id)
        .outerjoin(penalties, penalties.c.submission == t.submitted_assignment.c.id)
    )
    if not known:
        return query
    return query.outerjoin(
        t.submission,
        and_(t.submission.c.assignment == t.assignment.c.name, t.submission.c.student == t.student.c.id),
    )


def _scores() -> Subquery:
    """The points of each submission: a person's before the grader's, and the extra credit with them."""
    given = func.coalesce(t.grade.c.manual_score, t.grade.c.auto_score)
    return (
        select(
            t.submitted_notebook.c.assignment_id.label("submission"),
            func.sum(given + func.coalesce(t.grade.c.extra_credit, 0.0)).label("score"),
            func.count().label("rows"),
            func.max(case((t.grade.c.needs_manual_grade, 1), else_=0)).label("waiting"),
        )
        .join(t.grade, t.grade.c.notebook_id == t.submitted_notebook.c.id)
        .group_by(t.submitted_notebook.c.assignment_id)
        .subquery()
    )


def _penalties() -> Subquery:
    return (
        select(
            t.submitted_notebook.c.assignment_id.label("submission"),
            func.sum(t.submitted_notebook.c.late_submission_penalty).label("penalty"),
        )
        .group_by(t.submitted_notebook.c.assignment_id)
        .subquery()
    )


_ITEMS = (
    select(func.count())
    .where(t.item.c.assignment == t.submission.c.assignment, t.item.c.student == t.submission.c.student)
    .scalar_subquery()
)
