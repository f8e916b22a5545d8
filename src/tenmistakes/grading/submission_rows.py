"""What the gradebook has of a submission when a transaction about it begins."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Self

from sqlalchemy import Connection, Row, and_, bindparam, select

from tenmistakes.grading import tables as t
from tenmistakes.grading.assignment import Assignment
from tenmistakes.grading.kept import Kept, Marks


@dataclass(frozen=True)
class SubmissionRows:
    """The rows of one submission, nbgrader's and the grader's own."""

    assignment: Assignment
    note: Row[Any] | None
    """The grader's own row."""
    items: Mapping[str, Row[Any]]
    """The grader's own rows, by grade id."""
    submission: Row[Any] | None
    """nbgrader's ``id``, ``timestamp``, ``extension``; ``notebook`` (its id), ``flagged``, ``penalty``."""
    grades: Mapping[str, Row[Any]] = field(default_factory=dict)
    """nbgrader's, by the row id of the cell, as are the comments."""
    comments: Mapping[str, Row[Any]] = field(default_factory=dict)

    @classmethod
    def read(cls, connection: Connection, assignment: Assignment, stem: str, student: str) -> Self:
        """Look at them, and on a server hold those that formgrader might change."""
        key = {"of": stem, "by": student}
        note = connection.execute(_NOTE, key).one_or_none()
        items = {} if note is None else {row.cell: row for row in connection.execute(_ITEMS, key)}
        submission = connection.execute(
            _SUBMISSION, {"of": assignment.id, "by": student, "notebook": assignment.notebook_id}
        ).one_or_none()
        if submission is None or submission.notebook is None:
            return cls(assignment, note, items, submission)
        notebook = {"of": submission.notebook}
        return cls(
            assignment,
            note,
            items,
            submission,
            {row.cell_id: row for row in connection.execute(_GRADES, notebook)},
            {row.cell_id: row for row in connection.execute(_COMMENTS, notebook)},
        )

    def is_of(self, identity: str) -> bool:
        """Whether it was this very hand-in that the grader dealt with last."""
        return self.note is not None and self.note.identity == identity

    def given(self, cell: str) -> tuple[Marks, bool]:
        """What a person gave to an item, and whether formgrader asks for the score."""
        grade = self.grades.get(self.assignment.graded[cell])
        comment = self.comments.get(self.assignment.commented.get(cell, ""))
        said = None if comment is None else comment.manual_comment
        if grade is None:
            return Marks(None, None, said), False
        return Marks(grade.manual_score, grade.extra_credit, said), grade.needs_manual_grade

    def kept(self, cell: str) -> tuple[Kept, str | None]:
        """How that belonged to an earlier answer already, and the fingerprint of the answer seen last."""
        row = self.items.get(cell)
        if row is None:
            return Kept(), None
        return Kept(row.kept, row.kept_fingerprint, row.kept_marks), row.fingerprint

    @property
    def waits(self) -> bool:
        """Whether formgrader asks for any score."""
        return any(row.needs_manual_grade for row in self.grades.values())

    @property
    def is_a_persons(self) -> bool:
        """Whether a person gave or noted anything about the submission."""
        found = self.submission
        return found is not None and (
            found.extension is not None
            or bool(found.flagged)
            or any(Marks(row.manual_score, row.extra_credit, None) for row in self.grades.values())
            or any(row.manual_comment for row in self.comments.values())
        )


NOTED = and_(t.submission.c.assignment == bindparam("of"), t.submission.c.student == bindparam("by"))
"""The grader's own row of the submission."""
NOTED_ITEMS = and_(t.item.c.assignment == bindparam("of"), t.item.c.student == bindparam("by"))
"""The grader's own rows of its items."""
_NOTE = select(t.submission).where(NOTED)
_ITEMS = select(t.item).where(NOTED_ITEMS)
_SUBMISSION = (
    select(
        *t.submitted_assignment.c["id", "timestamp", "extension"],
        t.submitted_notebook.c.id.label("notebook"),
        t.submitted_notebook.c.flagged,
        t.submitted_notebook.c.late_submission_penalty.label("penalty"),
    )
    .outerjoin(
        t.submitted_notebook,
        and_(
            t.submitted_notebook.c.assignment_id == t.submitted_assignment.c.id,
            t.submitted_notebook.c.notebook_id == bindparam("notebook"),
        ),
    )
    .where(
        t.submitted_assignment.c.assignment_id == bindparam("of"),
        t.submitted_assignment.c.student_id == bindparam("by"),
    )
)
# A server lets formgrader save a score between our look and our change, unless the rows are held.
_GRADES = select(t.grade).where(t.grade.c.notebook_id == bindparam("of")).with_for_update()
_COMMENTS = select(t.comment).where(t.comment.c.notebook_id == bindparam("of")).with_for_update()
