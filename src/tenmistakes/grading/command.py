"""What ``tenmistakes grade`` and ``tenmistakes feedback`` do."""

import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import closing
from pathlib import Path

from tenmistakes import content
from tenmistakes.grading import feedback as pages
from tenmistakes.grading import intake
from tenmistakes.grading.collect import Collected, collect
from tenmistakes.grading.exercise import Exercise, Ungradable, load_exercise
from tenmistakes.grading.gradebook import Gradebook, Unusable
from tenmistakes.grading.handed_in import Refused
from tenmistakes.grading.run import Stopped, run
from tenmistakes.grading.screen import Json, Screen
from tenmistakes.grading.settings import Settings, find
from tenmistakes.grading.unset import Unset

WELL, LOST, STOPPED, INTERRUPTED = 0, 1, 2, 130
"""Exit codes: everybody has marks; somebody has none; the run could not be done to its end; Ctrl+C."""

_TROUBLE = (Stopped, Unset, Ungradable, Unusable, Refused, pages.Stale)


def grade(
    course: Path,
    exercise: str | None = None,
    sources: Sequence[Path] = (),
    students: Sequence[str] = (),
    pattern: str | None = None,
    force: bool = False,
    as_json: bool = False,
) -> int:
    """Collect what there is to collect, grade it, and say how it stands. Returns the exit code."""
    report = Json(sys.stdout) if as_json else Screen(sys.stdout, sys.stderr)
    code, stopped = WELL, ""
    try:
        settings = find(course)
        if exercise is not None and sources:
            taken = list(_collect(settings, exercise, sources, students, pattern))
            report.collected(taken)
            if any(one.what == "refused" for one in taken):
                code = LOST
        for stem in _handed_in(settings, exercise):
            report.begin(stem, len(students) or sum(1 for _ in intake.students(settings, stem)))
            with closing(run(settings, stem, students or None, force)) as submissions:
                for done in submissions:
                    report.add(done)
                    if not done.state.has_marks:
                        code = LOST
            report.end()
    except _TROUBLE as error:
        code, stopped = STOPPED, str(error)
    except BrokenPipeError:
        raise
    except OSError as error:
        where = f" ({error.filename})" if error.filename else ""
        code, stopped = STOPPED, f"The system says: {error.strerror}{where}. What was done until then stands."
    except KeyboardInterrupt:
        code, stopped = INTERRUPTED, "Stopped. What was graded stands; the same command goes on from there."
    report.close(stopped)
    return code


def feedback(course: Path, exercise: str | None = None, students: Sequence[str] = ()) -> int:
    """Write the pages of everybody whose work was looked at, or of these students. Returns the exit code."""
    try:
        settings = find(course)
        for stem in _handed_in(settings, exercise):
            written = _write_feedback(settings, load_exercise(stem, settings.release(stem)), students)
            where = settings.feedback("STUDENT", stem) / f"{stem}.html"
            print(f"{stem}: {written:,} page{'' if written == 1 else 's'} written, each to {where}.")
    except _TROUBLE as error:
        print(error, file=sys.stderr)
        return STOPPED
    return WELL


def _write_feedback(settings: Settings, exercise: Exercise, students: Sequence[str]) -> int:
    """Write the pages; how many."""
    written = 0
    with Gradebook(settings) as gradebook:
        found = {student: gradebook.stored(exercise, student) for student in students}
        if missing := [student for student, stored in found.items() if stored is None]:
            names = ", ".join(f"“{student}”" for student in missing)
            raise Stopped(
                f"There is no feedback for {names}: “{exercise.stem}” was not graded. Grade it first."
            )
        for stored in found.values() if students else gradebook.everyone(exercise):
            pages.write(settings, exercise, stored)
            written += 1
    if not written:
        raise Stopped(
            f"Nobody has been graded in “{exercise.stem}”: run 'tenmistakes grade {exercise.stem}'."
        )
    return written


def _collect(
    settings: Settings,
    exercise: str,
    sources: Sequence[Path],
    students: Sequence[str],
    pattern: str | None,
) -> Iterator[Collected]:
    stem = _stem(exercise)
    definition = load_exercise(stem, settings.release(stem))
    for source in sources:
        student = students[0] if len(students) == 1 and source.suffix == ".ipynb" else None
        yield from collect(source, settings, definition, student, pattern)


def _handed_in(settings: Settings, exercise: str | None) -> list[str]:
    """The exercise that is meant; without a word, every one that somebody handed in."""
    stems = [_stem(exercise)] if exercise is not None else _exercises()
    found = [stem for stem in stems if any(True for _ in intake.students(settings, stem))]
    if not found:
        place = settings.submitted("STUDENT", stems[0] if exercise is not None else "EXERCISE")
        raise Stopped(
            f"Nothing has been handed in: there is no folder {place}. If the course is somewhere else, start "
            "this there, or name its folder with --course."
        )
    return found


def _stem(said: str) -> str:
    """``08-no-crisis-plan`` for that, for ``no-crisis-plan`` and for ``8``."""
    for stem in _exercises():
        number, _, slug = stem.partition("-")
        if said in (stem, slug) or (said.isdecimal() and int(said) == int(number)):
            return stem
    if os.path.lexists(said):
        raise Stopped(f"Say first which exercise this is: tenmistakes grade EXERCISE {said}")
    raise Stopped(f"“{said}” is no exercise of this course. There are: {', '.join(_exercises())}.")


def _exercises() -> list[str]:
    return [place.stem for place in content.places() if place.number]
