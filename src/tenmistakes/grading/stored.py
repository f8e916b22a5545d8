"""What the gradebook holds of a submission, for feedback and export."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import Any

from sqlalchemy import Connection, Row, and_, select

from tenmistakes.grading import tables as t
from tenmistakes.grading.exercise import Exercise, Item
from tenmistakes.grading.flags import Flag
from tenmistakes.grading.kept import Kept, Marks, kept_flags
from tenmistakes.grading.states import State
from tenmistakes.grading.titles import labels

NO_RESPONSE = "No response."
"""What nbgrader says under an answer that was left as handed out."""


def points(auto: float | None, manual: float | None, extra: float | None) -> float | None:
    """What counts, as for nbgrader: a person's points before the grader's, and the extra credit with them."""
    given = auto if manual is None else manual
    return None if given is None else given + (extra or 0.0)


@dataclass(frozen=True)
class StoredItem:
    """One item of a submission. Points and comment are None where nobody and nothing gave any.

    ``answer`` is the JSON value that counted, for a written item the text. ``kept`` says that a person gave
    something to an earlier hand-in: ``changed`` or ``unchanged``, by what became of the answer.
    """

    item: Item
    answer: Any
    fingerprint: str | None
    message_id: str | None
    auto: float | None
    manual: float | None
    extra: float | None
    comment: str | None
    needs_manual: bool
    kept: str | None

    @property
    def points(self) -> float | None:
        """What counts."""
        return points(self.auto, self.manual, self.extra)


@dataclass(frozen=True)
class Stored:
    """One submission as the gradebook has it now. ``timestamp`` is UTC without a zone.

    ``known`` says whether the student is one of the gradebook's, ``overwritten`` whether something else has
    written to it what only the grader writes, so that the answers and the points are of different hand-ins.
    """

    student: str
    first_name: str | None
    last_name: str | None
    state: State
    sentence: str
    flags: tuple[Flag, ...]
    timestamp: datetime | None
    late_penalty: float | None
    items: tuple[StoredItem, ...]
    known: bool = True
    overwritten: bool = False

    @property
    def score(self) -> float | None:
        """The points so far, before the late penalty; None if the submission has no marks."""
        return sum(item.points or 0.0 for item in self.items) if self.state.has_marks else None

    @property
    def total(self) -> float | None:
        """The points so far, after the late penalty; None if the submission has no marks."""
        score = self.score
        return None if score is None else max(0.0, score - (self.late_penalty or 0.0))


def read(
    connection: Connection, exercise: Exercise, notebook_id: str, student: str | None = None
) -> Iterator[Stored]:
    """The submissions of an exercise by student id, or the one of ``student``; few at a time in memory.

    What was graded and has lost its rows in nbgrader's tables is left out: nobody has marks for it.
    """
    scored, commented = t.base_cell.alias("scored"), t.base_cell.alias("commented")
    rows = (
        select(
            *t.submission.c["student", "state", "sentence", "flags", "timestamp"],
            t.student.c.id.label("known"),
            *t.student.c["first_name", "last_name"],
            t.submitted_assignment.c.id.label("submitted"),
            t.submitted_assignment.c.timestamp.label("graded_of"),
            t.submitted_notebook.c.late_submission_penalty,
            scored.c.name.label("cell"),
            *t.grade.c["auto_score", "manual_score", "extra_credit", "needs_manual_grade"],
            *t.comment.c["auto_comment", "manual_comment"],
            *t.item.c[
                "answer", "fingerprint", "message_id", "points", "kept", "kept_fingerprint", "kept_marks"
            ],
        )
        .join(t.assignment, t.assignment.c.name == t.submission.c.assignment)
        .join(scored, and_(scored.c.notebook_id == notebook_id, scored.c.type == "GradeCell"))
        .outerjoin(t.student, t.student.c.id == t.submission.c.student)
        .outerjoin(
            t.submitted_assignment,
            and_(
                t.submitted_assignment.c.assignment_id == t.assignment.c.id,
                t.submitted_assignment.c.student_id == t.submission.c.student,
            ),
        )
        .outerjoin(
            t.submitted_notebook,
            and_(
                t.submitted_notebook.c.assignment_id == t.submitted_assignment.c.id,
                t.submitted_notebook.c.notebook_id == notebook_id,
            ),
        )
        .outerjoin(
            t.grade,
            and_(t.grade.c.notebook_id == t.submitted_notebook.c.id, t.grade.c.cell_id == scored.c.id),
        )
        .outerjoin(
            commented,
            and_(
                commented.c.notebook_id == notebook_id,
                commented.c.name == scored.c.name,
                commented.c.type == "SolutionCell",
            ),
        )
        .outerjoin(
            t.comment,
            and_(t.comment.c.notebook_id == t.submitted_notebook.c.id, t.comment.c.cell_id == commented.c.id),
        )
        .outerjoin(
            t.item,
            and_(
                t.item.c.assignment == t.submission.c.assignment,
                t.item.c.student == t.submission.c.student,
                t.item.c.cell == scored.c.name,
            ),
        )
        .where(t.submission.c.assignment == exercise.stem)
        .order_by(t.submission.c.student)
        .execution_options(yield_per=500)
    )
    if student is not None:
        rows = rows.where(t.submission.c.student == student)
    for _, group in groupby(connection.execute(rows), lambda row: row.student):
        if (found := _stored(list(group), exercise)) is not None:
            yield found


def _stored(rows: list[Row[Any]], exercise: Exercise) -> Stored | None:
    first = rows[0]
    graded = [row for row in rows if row.needs_manual_grade is not None]
    state = live_state(
        first.state,
        sum(row.answer is not None for row in rows),
        len(graded),
        any(row.needs_manual_grade for row in graded),
    )
    if state is None:
        return None
    found = {row.cell: row for row in rows}
    items = tuple(_stored_item(item, found[item.cell]) for item in exercise.items if item.cell in found)
    return Stored(
        first.student,
        first.first_name,
        first.last_name,
        state,
        first.sentence,
        (*flags_of(first.flags), *kept_flags((labels(exercise)[i.item.cell], i.kept) for i in items)),
        first.timestamp,
        first.late_submission_penalty,
        items,
        first.known is not None,
        (first.submitted is not None and first.graded_of != first.timestamp)
        or any(row.auto_score != row.points for row in graded),
    )


def _stored_item(item: Item, row: Row[Any]) -> StoredItem:
    marks = Marks(row.manual_score, row.extra_credit, row.manual_comment)
    needs_manual = bool(row.needs_manual_grade)
    return StoredItem(
        item,
        None if row.answer is None else json.loads(row.answer),
        row.fingerprint,
        row.message_id,
        row.auto_score,
        row.manual_score,
        row.extra_credit,
        row.manual_comment or row.auto_comment,
        needs_manual,
        Kept(row.kept, row.kept_fingerprint, row.kept_marks).now(marks, needs_manual),
    )


def live_state(recorded: str, items: int, rows: int, waiting: bool) -> State | None:
    """How a submission stands now; None if it was graded and its marks are gone, which is not zero points.

    ``items`` is how many the grader has written marks for, ``rows`` how many rows nbgrader's tables have of
    them: one command of nbgrader's removes a submission. ``waiting`` says whether formgrader asks for a
    score: what needed review may have been reviewed since.
    """
    state = State(recorded)
    if not state.has_marks:
        return state
    if rows < max(items, 1):
        return None
    return State.NEEDS_REVIEW if waiting else State.GRADED


def flags_of(text: str) -> tuple[Flag, ...]:
    """Flags as a row of the gradebook holds them."""
    return tuple(Flag(*parts) for parts in json.loads(text))
