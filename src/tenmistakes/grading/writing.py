"""One submission's rows in the gradebook, brought up to date in one transaction."""

import getpass
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from functools import cache, cached_property
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from sqlalchemy import Connection, Row, Table, and_, bindparam, delete, insert, select, update
from sqlalchemy.dialects import postgresql, sqlite

from tenmistakes.grading import late, stored
from tenmistakes.grading import tables as t
from tenmistakes.grading.assignment import Assignment
from tenmistakes.grading.exercise import Exercise, Item
from tenmistakes.grading.flags import Flag
from tenmistakes.grading.handed_in import Refused
from tenmistakes.grading.kept import CHANGED, Kept, Marks, keep, kept_flags, says_kept
from tenmistakes.grading.scoring import Graded, Marked
from tenmistakes.grading.settings import Settings
from tenmistakes.grading.states import State

_NO_RESPONSE = "No response."
"""What nbgrader says under an answer that was left as handed out."""


@dataclass(frozen=True)
class _Rows:
    """What the gradebook has of a submission when the transaction begins."""

    note: Row[Any] | None
    """The grader's own row."""
    items: Mapping[str, Row[Any]]
    """The grader's own rows, by grade id."""
    submission: Row[Any] | None
    """nbgrader's ``id``, ``timestamp``, ``extension``; ``notebook`` (its id), ``flagged``, ``penalty``."""
    grades: Mapping[str, Row[Any]] = field(default_factory=dict)
    """nbgrader's, by the row id of the cell, as are the comments."""
    comments: Mapping[str, Row[Any]] = field(default_factory=dict)


class Writing:
    """What can be done to one submission within a transaction: one of ``record``, ``fail``, ``add_flag``."""

    def __init__(
        self,
        connection: Connection,
        settings: Settings,
        assignment: Assignment,
        exercise: Exercise,
        student: str,
    ) -> None:
        self._run = connection.execute
        self._insert_new = (sqlite if connection.dialect.name == "sqlite" else postgresql).insert
        self._settings = settings
        self._assignment = assignment
        self._exercise = exercise
        self._student = student
        self._changes: list[dict[str, Any]] = []

    def kept(self, graded: Graded) -> tuple[Flag, ...]:
        """The flags for what a person gave to an earlier hand-in and what stays under this one.

        Raises :class:`Refused` for a learner whom the gradebook does not know and may not take in.
        """
        if not self._may_be_taken_in:
            raise Refused(
                f"“{self._student}” is not among the students of the gradebook. Add them with `nbgrader db "
                "student add`, or set Autograde.create_student."
            )
        return self._flags(self._keep(graded))

    def record(self, graded: Graded, timestamp: datetime | None, size: int) -> State:
        """Write the marks of a submission whose graded notebook has ``size`` bytes; how it stands now.

        What a person gave stays. The flags that say so are not stored: they end when a person looks.
        """
        flags = tuple(flag for flag in graded.flags if not says_kept(flag))
        marks = self._keep(graded)
        needed = {m.item.cell: self._needs_manual(m, marks[m.item.cell]) for m in graded.items}
        if any(flag.review for flag in flags) and not any(needed.values()):
            needed[self._first_to_review.cell] = not self._is_reviewed(graded.identity, flags)
        self._take_in()
        notebook = self._submit(timestamp)
        self._grade(notebook, graded, needed)
        self._comment(notebook, {m.item.cell for m in graded.items if m.no_response})
        self._penalise(
            notebook, timestamp, {self._assignment.graded[m.item.cell]: m.points for m in graded.items}
        )
        state = State.NEEDS_REVIEW if any(needed.values()) else State.GRADED
        self._note(graded.identity, self._exercise.mark, timestamp, state, "", flags, size)
        self._note_items(
            {
                "cell": m.item.cell,
                "answer": json.dumps(m.answer),
                "fingerprint": m.fingerprint,
                "message_id": m.result.message_id,
                **asdict(marks[m.item.cell]),
            }
            for m in graded.items
        )
        self._audit(graded.identity)
        return state

    def fail(
        self,
        state: State,
        identity: str,
        timestamp: datetime | None,
        sentence: str,
        flags: Sequence[Flag] = (),
    ) -> tuple[Flag, ...]:
        """Write that a submission has no marks, and why; gives the flags, with those for what is kept.

        What the grader had given to an earlier hand-in is taken back. Where a person gave or noted something,
        nbgrader's rows stay and ask for that person; else they go, and formgrader shows nothing graded. Only
        where the grader itself fails on what it had graded before, that stands.
        """
        before = self._there.note
        again = before is not None and before.identity == identity
        known = self._may_be_taken_in
        if known:
            self._take_in()
        if again and state is State.GRADER_ERROR:
            self._note(identity, before.mark, timestamp, state, sentence, flags, before.size)
            return tuple(flags)
        marks = self._keep_unanswered(resubmitted=not again)
        if self._is_a_persons:
            self._unmark(timestamp, again)
        else:
            self._remove()
        # A learner who is taken in later must not find the hand-in dealt with.
        self._note(identity if known else "", self._exercise.mark, timestamp, state, sentence, flags, None)
        self._note_items(
            {"cell": cell, "answer": "null", "fingerprint": None, "message_id": "", **asdict(found)}
            for cell, found in marks.items()
            if found.kept
        )
        self._audit(identity)
        return (*flags, *self._flags(marks))

    def add_flag(self, flag: Flag) -> None:
        """Say something more about what is graded, and ask for a person if the flag does."""
        note, grades = self._there.note, self._there.grades
        if note is None:
            return
        flags = (*stored.flags_of(note.flags), flag)
        self._run(_FLAG, {**self._key, "said": _flags_text(flags)})
        if flag.review and not any(row.needs_manual_grade for row in grades.values()):
            row = grades.get(self._assignment.graded[self._first_to_review.cell])
            if row is not None:
                self._run(_REGRADE, {"row": row.id, "score": row.auto_score, "needed": True})

    @property
    def _key(self) -> dict[str, str]:
        return {"of": self._exercise.stem, "by": self._student}

    @cached_property
    def _there(self) -> _Rows:
        note = self._run(_NOTE, self._key).one_or_none()
        items = {} if note is None else {row.cell: row for row in self._run(_ITEMS, self._key)}
        submission = self._run(
            _SUBMISSION,
            {"of": self._assignment.id, "by": self._student, "notebook": self._assignment.notebook_id},
        ).one_or_none()
        if submission is None or submission.notebook is None:
            return _Rows(note, items, submission)
        key = {"of": submission.notebook}
        return _Rows(
            note,
            items,
            submission,
            {row.cell_id: row for row in self._run(_GRADES, key)},
            {row.cell_id: row for row in self._run(_COMMENTS, key)},
        )

    # Students

    @cached_property
    def _may_be_taken_in(self) -> bool:
        if self._settings.create_students or self._there.submission is not None:
            return True
        return self._run(_STUDENT, {"by": self._student}).one_or_none() is not None

    def _take_in(self) -> None:
        if self._there.submission is None:
            self._run(self._insert_new(t.student).on_conflict_do_nothing(), {"id": self._student})

    # What a person gave

    def _marks(self, cell: str) -> tuple[Marks, bool]:
        """What a person gave to an item, and whether formgrader asks for the score."""
        grade = self._there.grades.get(self._assignment.graded[cell])
        comment = self._there.comments.get(self._assignment.commented.get(cell, ""))
        said = None if comment is None else comment.manual_comment
        if grade is None:
            return Marks(None, None, said), False
        return Marks(grade.manual_score, grade.extra_credit, said), grade.needs_manual_grade

    def _keep(self, graded: Graded) -> dict[str, Kept]:
        note = self._there.note
        resubmitted = note is None or note.identity != graded.identity
        return {m.item.cell: self._keep_item(m.item.cell, m.fingerprint, resubmitted) for m in graded.items}

    def _keep_unanswered(self, resubmitted: bool) -> dict[str, Kept]:
        return {item.cell: self._keep_item(item.cell, None, resubmitted) for item in self._exercise.items}

    def _keep_item(self, cell: str, answer: str | None, resubmitted: bool) -> Kept:
        marks, needs_manual = self._marks(cell)
        row = self._there.items.get(cell)
        was = Kept() if row is None else Kept(row.kept, row.kept_fingerprint, row.kept_marks)
        return keep(marks, needs_manual, was, row and row.fingerprint, answer, resubmitted)

    def _flags(self, marks: Mapping[str, Kept]) -> tuple[Flag, ...]:
        return kept_flags({item.question.id: marks[item.cell].kept for item in self._exercise.items})

    def _needs_manual(self, marked: Marked, found: Kept) -> bool:
        given, _ = self._marks(marked.item.cell)
        return found.kept == CHANGED or (marked.points is None and given.score is None)

    def _is_reviewed(self, identity: str, flags: tuple[Flag, ...]) -> bool:
        """Whether a person has looked at these very flags of this very hand-in."""
        note, grades = self._there.note, self._there.grades
        same = note is not None and note.identity == identity and stored.flags_of(note.flags) == flags
        return same and bool(grades) and not any(row.needs_manual_grade for row in grades.values())

    @property
    def _first_to_review(self) -> Item:
        """Where formgrader asks for a score when a flag wants a person: the written item, if there is one."""
        return min(self._exercise.items, key=lambda item: not item.written)

    @property
    def _is_a_persons(self) -> bool:
        """Whether a person gave or noted anything about the submission."""
        found = self._there.submission
        return found is not None and (
            found.extension is not None
            or bool(found.flagged)
            or any(Marks(row.manual_score, row.extra_credit, None) for row in self._there.grades.values())
            or any(row.manual_comment for row in self._there.comments.values())
        )

    # nbgrader's rows

    def _submit(self, timestamp: datetime | None) -> str:
        """See to the submission and its notebook; the notebook's row id."""
        found = self._there.submission
        if found is None:
            submission = self._id("submission")
            self._run(
                insert(t.submitted_assignment),
                {
                    "id": submission,
                    "assignment_id": self._assignment.id,
                    "student_id": self._student,
                    "timestamp": timestamp,
                },
            )
        else:
            submission = found.id
            if found.timestamp != timestamp:
                self._run(_HANDED_IN, {"row": submission, "at": timestamp})
        if found is not None and found.notebook is not None:
            return found.notebook
        notebook = self._id("notebook")
        self._run(
            insert(t.submitted_notebook),
            {
                "id": notebook,
                "assignment_id": submission,
                "notebook_id": self._assignment.notebook_id,
                "flagged": False,
            },
        )
        return notebook

    def _grade(self, notebook: str, graded: Graded, needed: Mapping[str, bool]) -> None:
        new, changed = [], []
        others = dict(self._there.grades)
        for marked in graded.items:
            name = marked.item.cell
            cell = self._assignment.graded[name]
            row = others.pop(cell, None)
            self._change(name, "automatic", row and row.auto_score, marked.points)
            if row is None:
                new.append(
                    {
                        "id": self._id(f"grade/{name}"),
                        "notebook_id": notebook,
                        "cell_id": cell,
                        "auto_score": marked.points,
                        "needs_manual_grade": needed[name],
                    }
                )
            elif (row.auto_score, row.needs_manual_grade) != (marked.points, needed[name]):
                changed.append({"row": row.id, "score": marked.points, "needed": needed[name]})
        # Cells that the exercise has no more: what stock nbgrader once gave them must not count.
        changed += [{"row": row.id, "score": None, "needed": False} for row in others.values()]
        self._many(insert(t.grade), new)
        self._many(_REGRADE, changed)

    def _comment(self, notebook: str, unanswered: set[str]) -> None:
        new, changed = [], []
        for name, cell in self._assignment.commented.items():
            said = _NO_RESPONSE if name in unanswered else None
            row = self._there.comments.get(cell)
            if row is None:
                key = {"id": self._id(f"comment/{name}"), "notebook_id": notebook, "cell_id": cell}
                new.append({**key, "auto_comment": said})
            elif row.auto_comment != said:
                changed.append({"row": row.id, "said": said})
        self._many(insert(t.comment), new)
        self._many(_RECOMMENT, changed)

    def _penalise(
        self, notebook: str, timestamp: datetime | None, scores: Mapping[str, float | None]
    ) -> None:
        """``scores`` are the automatic ones, by the row id of the cell."""
        found = self._there.submission
        seconds = late.seconds_late(timestamp, self._assignment.due, found and found.extension)
        score = 0.0
        for cell in scores.keys() | self._there.grades.keys():
            row = self._there.grades.get(cell)
            given = stored.points(scores.get(cell), row and row.manual_score, row and row.extra_credit)
            score += given or 0.0
        self._set_penalty(
            notebook, late.points_off(self._settings.late_penalty, self._student, score, seconds)
        )

    def _set_penalty(self, notebook: str, penalty: float | None) -> None:
        found = self._there.submission
        was = found and found.penalty
        self._change("", "late penalty", was, penalty)
        if was != penalty:
            self._run(_PENALISE, {"row": notebook, "points": penalty})

    def _unmark(self, timestamp: datetime | None, again: bool) -> None:
        """Take back what the grader gave, and ask for a person wherever there was a score."""
        notebook = self._submit(timestamp)
        self._take_back()
        self._many(
            _REGRADE,
            [
                {
                    "row": row.id,
                    "score": None,
                    # After the same refusal as before, what a person has settled by hand is settled.
                    "needed": not (again and row.auto_score is None) or row.needs_manual_grade,
                }
                for row in self._there.grades.values()
            ],
        )
        self._many(_RECOMMENT, [{"row": row.id, "said": None} for row in self._there.comments.values()])
        self._set_penalty(notebook, None)

    def _remove(self) -> None:
        found = self._there.submission
        if found is None:
            return
        self._take_back()
        self._change("", "late penalty", found.penalty, None)
        for statement in _REMOVE:
            self._run(statement, {"notebook": found.notebook, "row": found.id})

    def _take_back(self) -> None:
        names = {cell: name for name, cell in self._assignment.graded.items()}
        for cell, row in self._there.grades.items():
            self._change(names.get(cell, cell), "automatic", row.auto_score, None)

    def _id(self, what: str) -> str:
        """A row id that is the same whenever the same submission is written."""
        return uuid5(NAMESPACE_URL, f"tenmistakes/{self._exercise.stem}/{self._student}/{what}").hex

    # The grader's own rows

    def _note(
        self,
        identity: str,
        mark: str,
        timestamp: datetime | None,
        state: State,
        sentence: str,
        flags: Sequence[Flag],
        size: int | None,
    ) -> None:
        values = {
            "identity": identity,
            "mark": mark,
            "timestamp": timestamp,
            "state": state.value,
            "sentence": _storable(sentence),
            "flags": _flags_text(flags),
            "size": size,
        }
        if self._there.note is None:
            self._run(insert(t.submission), {**self._named, **values})
        else:
            self._run(_RENOTE, {**self._key, **values})

    def _note_items(self, items: Iterable[Mapping[str, Any]]) -> None:
        if self._there.items:
            self._run(_FORGET_ITEMS, self._key)
        self._many(insert(t.item), [{**self._named, **item} for item in items])

    @property
    def _named(self) -> dict[str, str]:
        return {"assignment": self._exercise.stem, "student": self._student}

    def _change(self, cell: str, kind: str, old: float | None, new: float | None) -> None:
        if old != new:
            self._changes.append({"cell": cell, "kind": kind, "old": old, "new": new})

    def _audit(self, identity: str) -> None:
        now = datetime.now(UTC).replace(tzinfo=None)
        common = {**self._named, "time": now, "why": identity, "user": _user()}
        self._many(insert(t.audit), [{**common, **change} for change in self._changes])

    def _many(self, statement: Any, rows: list[dict[str, Any]]) -> None:
        if rows:
            self._run(statement, rows)


def _flags_text(flags: Sequence[Flag]) -> str:
    return json.dumps([[flag.name, flag.sentence, flag.review] for flag in flags])


def _storable(text: str) -> str:
    """Text without what PostgreSQL cannot hold: file names can have it."""
    return text.replace("\0", "�").encode("utf-8", "replace").decode()


@cache
def _user() -> str:
    try:
        return getpass.getuser()
    except (ImportError, KeyError, OSError):  # a container whose user has no name
        return "unknown"


def _row(table: Table) -> Any:
    return table.c.id == bindparam("row")


_mine = and_(t.submission.c.assignment == bindparam("of"), t.submission.c.student == bindparam("by"))
_NOTE = select(t.submission).where(_mine)
_FLAG = update(t.submission).where(_mine).values(flags=bindparam("said"))
_RENOTE = update(t.submission).where(_mine)
_my_items = and_(t.item.c.assignment == bindparam("of"), t.item.c.student == bindparam("by"))
_ITEMS = select(t.item).where(_my_items)
_FORGET_ITEMS = delete(t.item).where(_my_items)
_STUDENT = select(t.student.c.id).where(t.student.c.id == bindparam("by"))
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
_HANDED_IN = (
    update(t.submitted_assignment).where(_row(t.submitted_assignment)).values(timestamp=bindparam("at"))
)
_REGRADE = (
    update(t.grade)
    .where(_row(t.grade))
    .values(auto_score=bindparam("score"), needs_manual_grade=bindparam("needed"))
)
_RECOMMENT = update(t.comment).where(_row(t.comment)).values(auto_comment=bindparam("said"))
_PENALISE = (
    update(t.submitted_notebook)
    .where(_row(t.submitted_notebook))
    .values(late_submission_penalty=bindparam("points"))
)
_REMOVE = (
    delete(t.comment).where(t.comment.c.notebook_id == bindparam("notebook")),
    delete(t.grade).where(t.grade.c.notebook_id == bindparam("notebook")),
    delete(t.submitted_notebook).where(t.submitted_notebook.c.id == bindparam("notebook")),
    delete(t.submitted_assignment).where(_row(t.submitted_assignment)),
)
