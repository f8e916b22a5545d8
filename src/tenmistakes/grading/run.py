"""Grading the submissions of an exercise: read, have computed, write down.

Each is a transaction of its own: the graded notebook is put in its place, then the gradebook's commit makes
it count. Killed before that, the next run does the submission again. What is graded already and has not
changed is left alone, so that the same command goes on where it stopped. Whoever computes, here is the only
one who reads what was handed in and writes to the gradebook.
"""

import os
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import TypeVar

from tenmistakes.answers.files import MIB, read_plain
from tenmistakes.answers.files import Unusable as UnusableFile
from tenmistakes.grading import intake
from tenmistakes.grading.collect import mend
from tenmistakes.grading.computing import Computed, Finding, Here, Pool
from tenmistakes.grading.exercise import Exercise, Ungradable, load_exercise
from tenmistakes.grading.faults import EVERYBODYS, machines_fault, our_fault
from tenmistakes.grading.flags import Flag, flag
from tenmistakes.grading.gradebook import Gradebook, Standing, Unusable
from tenmistakes.grading.handed_in import HandIn, Refused, identity
from tenmistakes.grading.lock import Occupied, alone
from tenmistakes.grading.placing import clear, place, stamp
from tenmistakes.grading.rebuild import rebuild
from tenmistakes.grading.settings import Settings
from tenmistakes.grading.states import State
from tenmistakes.grading.stopped import Stopped

T = TypeVar("T")
_FOREIGN = (
    "What the gradebook says of it was written by another version of the course, and was left as it is. "
    "Grade with that version, or anew with --force."
)
_OLDER = "older"
_NO_MORE = 64 * MIB
"""What is larger than this was not made by the grader."""


@dataclass(frozen=True)
class Done:
    """How one submission stands. ``fresh`` says whether this run did something about it.

    ``points`` are the automatic ones, None where there are no marks; ``sentence`` is empty unless there is
    something to say besides the flags. ``late`` is said of what has marks.
    """

    student: str
    state: State
    points: float | None
    possible: float
    flags: tuple[Flag, ...]
    sentence: str
    fresh: bool
    late: bool = False


def run(
    settings: Settings,
    stem: str,
    students: Iterable[str] | None = None,
    force: bool = False,
    pool: Pool | None = None,
) -> Iterator[Done]:
    """Grade the exercise ``stem`` for these students, or for all who handed it in.

    ``force`` grades anew what has not changed, and what is older than what was graded. ``pool`` computes;
    without one this process does, and the students come in order. Raises :class:`Stopped`.
    """
    try:
        exercise = load_exercise(stem, settings.release(stem))
        with alone(lock_file(settings)), Gradebook(settings) as gradebook, gradebook.alone():
            mend(settings, stem)
            names = (
                intake.students(settings, stem) if students is None else _present(settings, stem, students)
            )
            gradebook.register(exercise)
            submissions = (_Submission(settings, exercise, gradebook, name, force) for name in names)
            yield from _graded(submissions, exercise, pool or Here())
    except (Ungradable, Unusable, Occupied, Refused) as error:
        raise Stopped(str(error)) from error


def _graded(submissions: Iterable["_Submission"], exercise: Exercise, pool: Pool) -> Iterator[Done]:
    under_way: dict[str, _Submission] = {}
    for submission in submissions:
        begun = submission.begin()
        if isinstance(begun, Done):
            yield begun
            continue
        under_way[submission.student] = submission
        for student, finding in pool.offer(begun, exercise):
            yield under_way.pop(student).finish(finding)
    for student, finding in pool.rest():
        yield under_way.pop(student).finish(finding)


def lock_file(settings: Settings) -> Path:
    """The file that is locked while the course is graded: beside the folder of graded notebooks."""
    graded = settings.root / settings.autograded_directory
    return graded.with_name(f".{graded.name}.lock")


def _present(settings: Settings, stem: str, students: Iterable[str]) -> list[str]:
    """The students named, all of whom must have handed in."""
    names = list(dict.fromkeys(students))
    for student in names:
        folder = settings.submitted(student, stem)
        if intake.valid_student(student) is None and not os.path.lexists(folder):
            raise Stopped(f"“{student}” has handed in nothing for “{stem}”: there is no folder {folder}.")
    return names


@dataclass
class _Submission:
    """One learner's submission, and how the gradebook is brought up to date with it."""

    settings: Settings
    exercise: Exercise
    gradebook: Gradebook
    student: str
    force: bool
    identity: str = ""
    timestamp: datetime | None = None
    standing: Standing | None = None

    def begin(self) -> HandIn | Done:
        """Look how it stands, and read it if it is to be graded; else how it stands already."""
        if odd := intake.valid_student(self.student):
            return self._done(State.FAILED, odd, fresh=False)  # no row can have such a name
        try:
            self.standing = self.gradebook.standing(self.exercise, self.student)
        except (TypeError, ValueError):
            if not self.force:
                return self._done(State.GRADER_ERROR, _FOREIGN, fresh=False)
        return self._surely(self._take)

    def finish(self, finding: Finding) -> Done:
        """Write down what came of it."""
        return self._surely(lambda: self._write(finding))

    def _surely(self, action: Callable[[], T]) -> T | Done:
        try:
            return action()
        except Unusable:
            raise
        except Exception as error:  # whatever it is, the next learner must not wait for it
            if isinstance(error, OSError) and error.errno in EVERYBODYS:
                raise Stopped(
                    f"“{self.student}” cannot be graded, nor can anybody else. {machines_fault(error)} What "
                    "was graded before stands. When that is mended, the same command goes on from there."
                ) from error
            return self._give_up(our_fault(error))

    def _take(self) -> HandIn | Done:
        folder = self.settings.submitted(self.student, self.exercise.stem)
        try:
            hand_in = intake.read(folder, self.exercise, self.student)
        except Refused as refused:
            self.identity, self.timestamp = refused.identity, refused.timestamp
            return self._refuse(refused)
        self.identity, self.timestamp = hand_in.identity, hand_in.timestamp
        if self._is_older():
            return self._let_stand()
        if self._is_graded():
            return self._as_it_stands(fresh=False)
        return hand_in

    def _write(self, finding: Finding) -> Done:
        try:
            if isinstance(finding, Exception):
                raise finding
            return self._record(finding)
        except Refused as refused:  # by what was computed, or by the gradebook
            return self._refuse(refused)

    def _record(self, computed: Computed) -> Done:
        graded = computed.graded
        with self.gradebook.writing(self.exercise, self.student) as rows:
            kept = rows.kept(graded)
            flags = (*graded.flags, *kept.flags)
            notebook = computed.notebook
            if kept.flags:
                notebook = rebuild(replace(graded, flags=flags), self.exercise)
            files = {self._graded_name: notebook} | stamp(self.timestamp)
            place(self._graded_folder, files, self.student)
            state = rows.record(graded, kept, self.timestamp, identity(notebook))
            late = rows.seconds_late(self.timestamp) > 0
        return self._done(state, points=graded.points, flags=flags, late=late)

    def _refuse(self, refused: Refused) -> Done:
        """There is nothing to grade from; what was graded of an earlier hand-in does not stand any more."""
        if self._is_older():
            return self._let_stand()
        if self._is_refused(str(refused)):
            return self._as_it_stands(fresh=False)
        with self.gradebook.writing(self.exercise, self.student) as rows:
            clear(self._graded_folder, self.student)
            flags = rows.fail(State.FAILED, self.identity, self.timestamp, str(refused), refused.flags)
        return self._done(State.FAILED, str(refused), flags=flags)

    def _give_up(self, sentence: str) -> Done:
        """The grader has failed; the marks of the same content, if it was graded before, stand.

        So they do where the content could not even be read, perhaps only for now.
        """
        before = self.standing
        if not self.identity and before is not None:
            self.identity, self.timestamp = before.identity, before.timestamp
        try:
            with self.gradebook.writing(self.exercise, self.student) as rows:
                if self._has_marks and before.identity == self.identity:
                    rows.note_fault(sentence)
                    told = f"{sentence} The marks it has stand."
                    return self._done(State.GRADER_ERROR, told, before.points, before.flags, late=before.late)
                with suppress(OSError):  # that may be the very fault
                    clear(self._graded_folder, self.student)
                rows.fail(State.GRADER_ERROR, self.identity, self.timestamp, sentence)
        except Unusable:
            raise
        except Exception as error:
            raise Stopped(
                f"“{self.student}” can be neither graded nor noted as not graded. {our_fault(error)}"
            ) from error
        return self._done(State.GRADER_ERROR, sentence)

    def _let_stand(self) -> Done:
        """What lies in the folder is older than what is graded: somebody should know, and nothing changes."""
        notes = [flag(_OLDER)]
        if self.standing.mark != self.exercise.mark:
            notes.append(flag("older-exercise"))
        new = [note for note in notes if note not in self.standing.flags]
        for note in new:
            with self.gradebook.writing(self.exercise, self.student) as rows:
                rows.add_flag(note)
        if new:
            self.standing = self.gradebook.standing(self.exercise, self.student)
        return self._as_it_stands(fresh=bool(new))

    @property
    def _has_marks(self) -> bool:
        """Whether it was graded before, and its marks are still there."""
        return self.standing is not None and self.standing.state.has_marks and self.standing.rows

    def _is_older(self) -> bool:
        graded = self.standing
        return (
            not self.force
            and self._has_marks
            and graded.identity != self.identity
            and graded.timestamp is not None
            and self.timestamp is not None
            and self.timestamp < graded.timestamp
        )

    def _is_graded(self) -> bool:
        graded = self.standing
        return (
            not self.force
            and self._has_marks
            and not graded.sentence  # that would be a fault
            and _OLDER not in {flag.name for flag in graded.flags}  # what lies there no longer is
            and (graded.identity, graded.mark, graded.timestamp)
            == (self.identity, self.exercise.mark, self.timestamp)
            and graded.as_late
            and _hash(self._graded_folder / self._graded_name) == graded.notebook
        )

    def _is_refused(self, sentence: str) -> bool:
        found = self.standing
        return (
            found is not None
            and found.state is State.FAILED
            and (found.identity, found.timestamp, found.sentence) == (self.identity, self.timestamp, sentence)
            and not os.path.lexists(self._graded_folder)
        )

    @property
    def _graded_folder(self) -> Path:
        return self.settings.autograded(self.student, self.exercise.stem)

    @property
    def _graded_name(self) -> str:
        return f"{self.exercise.stem}.ipynb"

    def _as_it_stands(self, fresh: bool) -> Done:
        graded = self.standing
        sentence = "" if graded.state.has_marks else graded.sentence  # no fault of an earlier run
        return self._done(graded.state, sentence, graded.points, graded.flags, fresh, graded.late)

    def _done(
        self,
        state: State,
        sentence: str = "",
        points: float | None = None,
        flags: tuple[Flag, ...] = (),
        fresh: bool = True,
        late: bool = False,
    ) -> Done:
        return Done(self.student, state, points, self.exercise.possible, flags, sentence, fresh, late)


def _hash(path: Path) -> str | None:
    """The hash of a graded notebook; None where there is none that can be read."""
    try:
        return identity(read_plain(path, _NO_MORE))
    except (FileNotFoundError, UnusableFile):
        return None
