"""One submission's rows in the gradebook, brought up to date in one transaction."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from datetime import datetime
from functools import cached_property
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from sqlalchemy import Connection, Table, bindparam, delete, insert, select, update
from sqlalchemy.dialects import postgresql, sqlite

from tenmistakes.grading import late, stored
from tenmistakes.grading import tables as t
from tenmistakes.grading.assignment import Assignment
from tenmistakes.grading.audit import Changes
from tenmistakes.grading.exercise import Exercise, Item
from tenmistakes.grading.flags import Flag
from tenmistakes.grading.handed_in import Refused
from tenmistakes.grading.kept import CHANGED, Kept, KeptMarks, keep
from tenmistakes.grading.scoring import Graded, Marked
from tenmistakes.grading.settings import Settings
from tenmistakes.grading.states import State
from tenmistakes.grading.submission_rows import NOTED, NOTED_ITEMS, SubmissionRows
from tenmistakes.grading.titles import labels


class Writing:
    """What can be done to one submission within a transaction: one of its four verbs."""

    def __init__(
        self,
        connection: Connection,
        settings: Settings,
        assignment: Assignment,
        exercise: Exercise,
        student: str,
    ) -> None:
        self._connection = connection
        self._run = connection.execute
        self._insert_new = (sqlite if connection.dialect.name == "sqlite" else postgresql).insert
        self._settings = settings
        self._assignment = assignment
        self._exercise = exercise
        self._student = student
        self._changes = Changes(exercise.stem, student)

    def kept(self, graded: Graded) -> KeptMarks:
        """What a person gave to an earlier hand-in and what stays under this one.

        Raises :class:`Refused` for a learner whom the gradebook does not know and may not take in.
        """
        if not self._may_be_taken_in:
            raise Refused(
                f"“{self._student}” is not among the students of the gradebook. Add them with `nbgrader db "
                "student add`, or set Autograde.create_student."
            )
        return self._keep({m.item.cell: m.fingerprint for m in graded.items}, graded.identity)

    def record(self, graded: Graded, kept: KeptMarks, timestamp: datetime | None, notebook: str) -> State:
        """Write the marks of a submission whose graded notebook has this hash; how it stands now.

        What a person gave stays. The flags that say so are not stored: they end when a person looks.
        """
        needed = {m.item.cell: self._needs_manual(m, kept.by_cell[m.item.cell]) for m in graded.items}
        if any(flag.review for flag in graded.flags) and not any(needed.values()):
            needed[self._first_to_review.cell] = not self._is_reviewed(graded)
        self._take_in()
        row = self._submit(timestamp)
        self._grade(row, graded, needed)
        self._comment(row, {m.item.cell for m in graded.items if m.no_response})
        seconds = self.seconds_late(timestamp)
        self._penalise(row, seconds, {self._assignment.graded[m.item.cell]: m.points for m in graded.items})
        state = State.NEEDS_REVIEW if any(needed.values()) else State.GRADED
        self._note(graded.identity, timestamp, state, "", graded.flags, notebook, seconds)
        self._note_items(
            {
                "cell": m.item.cell,
                "answer": json.dumps(m.answer),
                "fingerprint": m.fingerprint,
                "message_id": m.result.message_id,
                "points": m.points,
                **asdict(kept.by_cell[m.item.cell]),
            }
            for m in graded.items
        )
        self._changes.write(self._connection, graded.identity)
        return state

    def seconds_late(self, timestamp: datetime | None) -> float:
        """How long after the due date and the learner's extension something came; 0 if in time."""
        found = self._there.submission
        return late.seconds_late(timestamp, self._assignment.due, found and found.extension)

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
        nbgrader's rows stay and ask for that person; else they go, and formgrader shows nothing graded.
        """
        again = self._there.is_of(identity)
        known = self._may_be_taken_in
        if known:
            self._take_in()
        kept = self._keep({item.cell: None for item in self._exercise.items}, identity)
        if self._there.is_a_persons:
            self._unmark(timestamp, again)
        else:
            self._remove()
        # A learner who is taken in later must not find the hand-in dealt with.
        self._note(identity if known else "", timestamp, state, sentence, flags)
        self._note_items(
            {
                "cell": cell,
                "answer": "null",
                "fingerprint": None,
                "message_id": "",
                "points": None,
                **asdict(found),
            }
            for cell, found in kept.by_cell.items()
            if found.kept
        )
        self._changes.write(self._connection, identity)
        return (*flags, *kept.flags)

    def note_fault(self, sentence: str) -> None:
        """Write what went wrong with what is graded already; its marks stand, the next run tries again."""
        self._run(_RENOTE, {**self._key, "sentence": _storable(sentence)})

    def add_flag(self, flag: Flag) -> None:
        """Say something more about what is graded, and ask for a person if the flag does."""
        note = self._there.note
        if note is None:
            return
        flags = (*stored.flags_of(note.flags), flag)
        self._run(_FLAG, {**self._key, "said": _flags_text(flags)})
        if flag.review and not self._there.waits:
            row = self._there.grades.get(self._assignment.graded[self._first_to_review.cell])
            if row is not None:
                self._run(_REGRADE, {"row": row.id, "score": row.auto_score, "needed": True})

    @property
    def _key(self) -> dict[str, str]:
        return {"of": self._exercise.stem, "by": self._student}

    @cached_property
    def _there(self) -> SubmissionRows:
        return SubmissionRows.read(self._connection, self._assignment, self._exercise.stem, self._student)

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

    def _keep(self, answers: Mapping[str, str | None], identity: str) -> KeptMarks:
        """``answers`` are the fingerprints of this hand-in, by grade id."""
        resubmitted = not self._there.is_of(identity)
        kept = {}
        for cell, answer in answers.items():
            was, was_answer = self._there.kept(cell)
            kept[cell] = keep(*self._there.given(cell), was, was_answer, answer, resubmitted)
        return KeptMarks(kept, labels(self._exercise))

    def _needs_manual(self, marked: Marked, found: Kept) -> bool:
        given, _ = self._there.given(marked.item.cell)
        return found.kept == CHANGED or (marked.points is None and given.score is None)

    def _is_reviewed(self, graded: Graded) -> bool:
        """Whether a person has looked at these very flags of this very hand-in."""
        there = self._there
        same = there.is_of(graded.identity) and stored.flags_of(there.note.flags) == graded.flags
        return same and bool(there.grades) and not there.waits

    @property
    def _first_to_review(self) -> Item:
        """Where formgrader asks for a score when a flag wants a person: the written item, if there is one."""
        return min(self._exercise.items, key=lambda item: not item.written)

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
            self._changes.note(name, "automatic", row and row.auto_score, marked.points)
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
            said = stored.NO_RESPONSE if name in unanswered else None
            row = self._there.comments.get(cell)
            if row is None:
                key = {"id": self._id(f"comment/{name}"), "notebook_id": notebook, "cell_id": cell}
                new.append({**key, "auto_comment": said})
            elif row.auto_comment != said:
                changed.append({"row": row.id, "said": said})
        self._many(insert(t.comment), new)
        self._many(_RECOMMENT, changed)

    def _penalise(self, notebook: str, seconds: float, scores: Mapping[str, float | None]) -> None:
        """``scores`` are the automatic ones, by the row id of the cell."""
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
        self._changes.note("", "late penalty", was, penalty)
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
        self._changes.note("", "late penalty", found.penalty, None)
        for statement in _REMOVE:
            self._run(statement, {"notebook": found.notebook, "row": found.id})

    def _take_back(self) -> None:
        names = {cell: name for name, cell in self._assignment.graded.items()}
        for cell, row in self._there.grades.items():
            self._changes.note(names.get(cell, cell), "automatic", row.auto_score, None)

    def _id(self, what: str) -> str:
        """A row id that is the same whenever the same submission is written."""
        return uuid5(NAMESPACE_URL, f"tenmistakes/{self._exercise.stem}/{self._student}/{what}").hex

    # The grader's own rows

    def _note(
        self,
        identity: str,
        timestamp: datetime | None,
        state: State,
        sentence: str,
        flags: Sequence[Flag],
        notebook: str | None = None,
        seconds_late: float | None = None,
    ) -> None:
        values = {
            "identity": identity,
            "mark": self._exercise.mark,
            "timestamp": timestamp,
            "state": state.value,
            "sentence": _storable(sentence),
            "flags": _flags_text(flags),
            "notebook": notebook,
            "seconds_late": seconds_late,
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

    def _many(self, statement: Any, rows: list[dict[str, Any]]) -> None:
        if rows:
            self._run(statement, rows)


def _flags_text(flags: Sequence[Flag]) -> str:
    return json.dumps([[flag.name, flag.sentence, flag.review] for flag in flags])


def _storable(text: str) -> str:
    """Text without what PostgreSQL cannot hold: file names can have it."""
    return text.replace("\0", "�").encode("utf-8", "replace").decode()


def _row(table: Table) -> Any:
    return table.c.id == bindparam("row")


_FLAG = update(t.submission).where(NOTED).values(flags=bindparam("said"))
_RENOTE = update(t.submission).where(NOTED)
_FORGET_ITEMS = delete(t.item).where(NOTED_ITEMS)
_STUDENT = select(t.student.c.id).where(t.student.c.id == bindparam("by"))
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
