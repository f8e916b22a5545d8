"""nbgrader's gradebook, written one submission at a time: whole, or not at all."""

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from hashlib import sha256
from pathlib import Path
from typing import Any, Self

from sqlalchemy import (
    ColumnElement,
    Connection,
    Engine,
    Integer,
    MetaData,
    ScalarSelect,
    and_,
    bindparam,
    cast,
    func,
    select,
    text,
)

from tenmistakes.grading import database, late, stored
from tenmistakes.grading import tables as t
from tenmistakes.grading.assignment import Assignment, check_course
from tenmistakes.grading.database import Unusable
from tenmistakes.grading.exercise import Exercise
from tenmistakes.grading.flags import Flag
from tenmistakes.grading.settings import Settings
from tenmistakes.grading.states import State
from tenmistakes.grading.stored import Stored, StoredItem
from tenmistakes.grading.writing import Writing

__all__ = ["Gradebook", "Standing", "Stored", "StoredItem", "Unusable", "Writing"]


@dataclass(frozen=True)
class Standing:
    """How a submission was graded last. The state and the flags are those of now: a person may have looked.

    ``mark`` is that of the exercise it was graded by, ``notebook`` the hash of the graded notebook, ``rows``
    whether the rows of its marks are still in nbgrader's tables, ``as_late`` whether the due date and the
    extension of now make it as late as it was, ``late`` whether it was, ``points`` the automatic ones, None
    without marks.
    """

    identity: str
    mark: str
    timestamp: datetime | None
    state: State
    sentence: str
    flags: tuple[Flag, ...]
    notebook: str | None
    rows: bool
    as_late: bool
    late: bool
    points: float | None


class Gradebook:
    """The gradebook of a course. Every method may raise :class:`Unusable`."""

    def __init__(self, settings: Settings, patience: float = database.PATIENCE) -> None:
        self._settings = settings
        self._url = database.address(settings.db_url)
        self._patience = patience
        self._assignments: dict[str, Assignment] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if "_engine" in self.__dict__:
            self._engine.dispose()

    @cached_property
    def _engine(self) -> Engine:
        return database.connect(self._url, self._patience)

    @contextmanager
    def alone(self) -> Iterator[None]:
        """Hold the course's lock on a server, which machines share; a file has the lock of its folder.

        The lock is gone with the connection, however it ends.
        """
        if self._url.get_backend_name() == "sqlite":
            yield
            return
        name = sha256(f"tenmistakes {self._settings.course_id}".encode()).digest()
        key = int.from_bytes(name[:8], signed=True)
        with database.speaking(self._url):
            connection = self._engine.connect().execution_options(isolation_level="AUTOCOMMIT")
            connection.detach()  # closed at the end, and not handed to the next who asks for one
        with connection:
            with database.speaking(self._url):
                taken = connection.scalar(text("SELECT pg_try_advisory_lock(:key)"), {"key": key})
            if not taken:
                raise Unusable(
                    "Somebody is grading this course at this moment, on this machine or another. Wait until "
                    "that run is done, then start this one again."
                )
            yield

    def knows(self, exercise: Exercise) -> bool:
        """Whether the exercise is entered as it is now; where it is not, :meth:`register` takes seconds."""
        known = self._look(exercise)
        return known is not None and known.fits(exercise)

    def register(self, exercise: Exercise) -> None:
        """See to it that the gradebook knows the exercise as it is now.

        nbgrader alone knows how to enter one, so where it is missing or has changed, nbgrader does it.
        """
        known = self._look(exercise)
        if known is None or not known.fits(exercise):
            self._enter(exercise.stem)
            known = self._look(exercise)
        if known is None or not known.fits(exercise):
            raise Unusable(
                f"The gradebook and the exercise “{exercise.stem}” do not fit together: other questions or "
                "other points. Build the course, or fetch it again."
            )
        database.prepare(self._engine)
        self._assignments[exercise.stem] = known

    def _look(self, exercise: Exercise) -> Assignment | None:
        if not self._holds(t.NBGRADER):
            return None
        with database.reading(self._engine) as connection:
            found = Assignment.find(connection, exercise.stem)
        if found:
            check_course(exercise.stem, found.course, self._settings.course_id)
        return found

    def _holds(self, wanted: MetaData) -> bool:
        return database.is_there(self._url) and database.holds(self._engine, wanted)

    def _enter(self, stem: str) -> None:
        root = self._settings.root
        places = [str(Path(sys.executable).parent), os.environ.get("PATH", "")]  # nbgrader calls alembic
        with tempfile.TemporaryDirectory() as elsewhere:
            done = subprocess.run(  # noqa: S603 (our own Python)
                [
                    *(sys.executable, "-m", "nbgrader", "generate_assignment", stem, "--force"),
                    # What is handed out is what the course built; it stays as it is.
                    f"--CourseDirectory.release_directory={elsewhere}",
                ],
                cwd=root,
                env=os.environ | {"PATH": os.pathsep.join(places)},
                capture_output=True,
                text=True,
                encoding="utf-8",
                errors="replace",
                check=False,
            )
        if done.returncode:
            said = done.stderr.strip().split("\n")[-1].partition("] ")[2] or f"code {done.returncode}"
            raise Unusable(
                f"nbgrader could not enter “{stem}” in the gradebook: {said}. All it has to say is said by "
                f"`nbgrader generate_assignment {stem}` in {root}."
            )

    def standing(self, exercise: Exercise, student: str) -> Standing | None:
        """How a submission was graded last; None if this grader never did."""
        known = self._known(exercise)
        with database.reading(self._engine) as connection:
            row = connection.execute(
                _STANDING,
                {
                    "stem": exercise.stem,
                    "student": student,
                    "notebook": known.notebook_id,
                    "assignment": known.id,
                },
            ).one_or_none()
            if row is None:
                return None
            flags = stored.flags_of(row.flags)
            if row.kept:
                for now in stored.read(connection, exercise, known.notebook_id, student):
                    flags = now.flags
        state = stored.live_state(row.state, row.items, row.rows, bool(row.needed))
        return Standing(
            row.identity,
            row.mark,
            row.timestamp,
            state or State(row.state),
            row.sentence,
            flags,
            row.notebook,
            state is not None,
            row.seconds_late == late.seconds_late(row.timestamp, known.due, row.extension),
            bool(row.seconds_late),
            (row.points or 0.0) if state is not None and state.has_marks else None,
        )

    @contextmanager
    def writing(self, exercise: Exercise, student: str) -> Iterator[Writing]:
        """One transaction about one submission: committed at the end, undone by any exception."""
        known = self._known(exercise)
        with database.writing(self._engine) as connection:
            yield Writing(connection, self._settings, known, exercise, student)

    def recorded(self) -> list[str]:
        """The exercises of which this grader has recorded anything."""
        if not self._holds(t.OURS):
            return []
        with database.reading(self._engine) as connection:
            return sorted(connection.scalars(select(t.submission.c.assignment).distinct()))

    def stored(self, exercise: Exercise, student: str) -> Stored | None:
        """What the gradebook holds of a submission; None if it is not graded, or no longer."""
        return next(iter(list(self._stored(exercise, student))), None)

    def everyone(self, exercise: Exercise) -> Iterator[Stored]:
        """All submissions of the exercise that this grader has graded, by student id, as a stream."""
        return self._stored(exercise)

    def _stored(self, exercise: Exercise, student: str | None = None) -> Iterator[Stored]:
        with self.looking(exercise) as found:
            if found is not None:
                connection, known = found
                yield from stored.read(connection, exercise, known.notebook_id, student)

    @contextmanager
    def looking(self, exercise: Exercise) -> Iterator[tuple[Connection, Assignment] | None]:
        """A connection to look at a whole class with; None if nothing of the exercise is graded.

        It sees one state of the gradebook and changes nothing.
        """
        known = self._assignments.get(exercise.stem) or self._look(exercise)
        if known is None or not self._holds(t.OURS):
            yield None
            return
        with database.reading(self._engine) as connection:
            yield connection, known

    def _known(self, exercise: Exercise) -> Assignment:
        if exercise.stem not in self._assignments:
            self.register(exercise)
        return self._assignments[exercise.stem]


def _of_notebook(what: ColumnElement[Any]) -> ScalarSelect[Any]:
    """Something about the grades of the submitted notebook that a statement is about."""
    return select(what).where(t.grade.c.notebook_id == t.submitted_notebook.c.id).scalar_subquery()


def _of_items(what: ColumnElement[Any]) -> ScalarSelect[Any]:
    """Something about the grader's own items of the submission that a statement is about."""
    mine = and_(t.item.c.assignment == t.submission.c.assignment, t.item.c.student == t.submission.c.student)
    return select(what).where(mine).scalar_subquery()


_STANDING = (
    select(
        *t.submission.c["identity", "mark", "timestamp", "state", "sentence", "flags", "notebook"],
        t.submission.c.seconds_late,
        t.submitted_assignment.c.extension,
        _of_notebook(func.count()).label("rows"),
        _of_notebook(func.sum(t.grade.c.auto_score)).label("points"),
        _of_notebook(func.sum(cast(t.grade.c.needs_manual_grade, Integer))).label("needed"),
        _of_items(func.count()).label("items"),
        _of_items(func.count(t.item.c.kept)).label("kept"),
    )
    .outerjoin(
        t.submitted_assignment,
        and_(
            t.submitted_assignment.c.assignment_id == bindparam("assignment"),
            t.submitted_assignment.c.student_id == t.submission.c.student,
        ),
    )
    .outerjoin(
        t.submitted_notebook,
        and_(
            t.submitted_notebook.c.assignment_id == t.submitted_assignment.c.id,
            t.submitted_notebook.c.notebook_id == bindparam("notebook"),
        ),
    )
    .where(t.submission.c.assignment == bindparam("stem"), t.submission.c.student == bindparam("student"))
)
