"""``nbgrader export`` for a class: one query instead of several for each learner, and no zero that is none.

The columns are those of nbgrader's own export, and ``state`` besides. Where nothing was handed in, or nothing
that could be graded, there is no score: an empty cell is not 0.
"""

import csv
from collections.abc import Iterable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

from nbgrader.api import (
    Assignment,
    Grade,
    Gradebook,
    Student,
    SubmittedAssignment,
    SubmittedNotebook,
)
from nbgrader.plugins import ExportPlugin
from sqlalchemy import Select, and_, case, func, null, select, true
from sqlalchemy import inspect as look_at

from tenmistakes.grading.states import State
from tenmistakes.grading.stored import live_state
from tenmistakes.grading.tables import item
from tenmistakes.grading.tables import submission as recorded

COLUMNS = (
    *("assignment", "duedate", "timestamp", "student_id", "last_name", "first_name", "email"),
    *("raw_score", "late_submission_penalty", "score", "max_score", "state"),
)
NOT_HANDED_IN = "not handed in"
NOT_GRADED = "not graded"
"""Handed in, and there are no marks of it: not yet, or somebody removed them from the gradebook."""


class CsvExport(ExportPlugin):
    """Scores as CSV (UTF-8, quoted where need be), for ``nbgrader export --to FILE``."""

    def export(self, gradebook: Gradebook) -> None:
        """Write the file; it appears when it is whole, and replaces an older one."""
        target = Path(self.to or "grades.csv")
        self.log.info("Exporting grades to %s", target)
        temporary = target.with_name(f".{target.name}.tmp")
        try:
            with temporary.open("w", encoding="utf-8", newline="") as file:
                writer = csv.writer(file)
                writer.writerow(COLUMNS)
                writer.writerows(map(guarded, self._rows(gradebook)))
            temporary.replace(target)
        finally:
            temporary.unlink(missing_ok=True)

    def _rows(self, gradebook: Gradebook) -> Iterator[list[Any]]:
        possible = dict(gradebook.db.execute(select(Assignment.id, Assignment.max_score)).all())
        query = _query(look_at(gradebook.db.get_bind()).has_table(recorded.name))
        if self.assignment:
            query = query.where(Assignment.name.in_([str(name) for name in self.assignment]))
        if self.student:
            query = query.where(Student.id.in_([str(name) for name in self.student]))
        for row in gradebook.db.execute(query):
            state = self._state(row)
            raw = penalty = score = None
            if isinstance(state, State) and state.has_marks:
                raw, penalty = row.score, row.penalty
                score = max(0.0, raw - penalty)
            yield [
                *(row.assignment, row.duedate, row.timestamp),
                *(row.student, row.last_name, row.first_name, row.email),
                *(raw, penalty, score, possible[row.assignment_id], state),
            ]

    def _state(self, row: Any) -> str:
        if row.state is not None:
            return live_state(row.state, row.items, row.rows, bool(row.waiting)) or NOT_GRADED
        if row.submission is not None:
            return State.NEEDS_REVIEW if row.waiting else State.GRADED
        return NOT_GRADED if self._is_handed_in(row.student, row.assignment) else NOT_HANDED_IN

    def _is_handed_in(self, student: str, assignment: str) -> bool:
        course = self.parent.coursedir
        return Path(course.format_path(course.submitted_directory, student, assignment)).is_dir()


_ITEMS = (
    select(func.count())
    .where(item.c.assignment == recorded.c.assignment, item.c.student == recorded.c.student)
    .scalar_subquery()
)


def _query(known: bool) -> Select[Any]:
    """A row for each assignment and learner. ``known`` says whether the grader's own table is there."""
    scores = (
        select(
            SubmittedNotebook.assignment_id.label("submission"),
            func.sum(Grade.score).label("score"),
            func.count().label("rows"),
            func.max(case((Grade.needs_manual_grade, 1), else_=0)).label("waiting"),
        )
        .join(Grade, Grade.notebook_id == SubmittedNotebook.id)
        .group_by(SubmittedNotebook.assignment_id)
        .subquery()
    )
    penalties = (
        select(
            SubmittedNotebook.assignment_id.label("submission"),
            func.sum(SubmittedNotebook.late_submission_penalty).label("penalty"),
        )
        .group_by(SubmittedNotebook.assignment_id)
        .subquery()
    )
    query = (
        select(
            Assignment.id.label("assignment_id"),
            Assignment.name.label("assignment"),
            Assignment.duedate,
            SubmittedAssignment.id.label("submission"),
            SubmittedAssignment.timestamp,
            Student.id.label("student"),
            Student.last_name,
            Student.first_name,
            Student.email,
            func.coalesce(scores.c.score, 0.0).label("score"),
            func.coalesce(scores.c.rows, 0).label("rows"),
            func.coalesce(scores.c.waiting, 0).label("waiting"),
            func.coalesce(penalties.c.penalty, 0.0).label("penalty"),
            (recorded.c.state if known else null()).label("state"),
            (_ITEMS if known else null()).label("items"),
        )
        .select_from(Assignment)
        .join(Student, true())
        .outerjoin(
            SubmittedAssignment,
            and_(
                SubmittedAssignment.assignment_id == Assignment.id,
                SubmittedAssignment.student_id == Student.id,
            ),
        )
        .outerjoin(scores, scores.c.submission == SubmittedAssignment.id)
        .outerjoin(penalties, penalties.c.submission == SubmittedAssignment.id)
        .order_by(Assignment.duedate, Assignment.name, Student.last_name, Student.first_name, Student.id)
    )
    if known:
        query = query.outerjoin(
            recorded,
            and_(
                recorded.c.assignment == Assignment.name,
                recorded.c.student == Student.id,
            ),
        )
    return query


def guarded(cells: Iterable[Any]) -> list[Any]:
    """Cells for a spreadsheet: an apostrophe before a text that it would take for a formula."""
    return [_guarded(cell) for cell in cells]


def _guarded(cell: Any) -> Any:
    if isinstance(cell, datetime):
        return str(cell)
    if isinstance(cell, str) and cell.startswith(("=", "+", "-", "@", "\t", "\r", "\n")):
        return f"'{cell}"
    return cell
