"""What ``tenmistakes grade`` and ``tenmistakes feedback`` do."""

import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import closing
from pathlib import Path

from tenmistakes import content
from tenmistakes.grading import feedback as pages
from tenmistakes.grading import intake
from tenmistakes.grading.collect import Collected, collect, mend
from tenmistakes.grading.exercise import Ungradable, load_exercise
from tenmistakes.grading.gradebook import Gradebook, Unusable
from tenmistakes.grading.handed_in import Refused
from tenmistakes.grading.lock import Occupied, alone
from tenmistakes.grading.run import Stopped, lock_file, run
from tenmistakes.grading.screen import Json, Screen
from tenmistakes.grading.settings import Settings, find
from tenmistakes.grading.unset import Unset

WELL, LOST, STOPPED, INTERRUPTED = 0, 1, 2, 130
"""Exit codes: everybody has marks; somebody has none; the run could not be done to its end; Ctrl+C."""

_TROUBLE = (Stopped, Unset, Ungradable, Unusable, Refused, Occupied)


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
        students = [intake.as_id(student) for student in students]
        with alone(lock_file(settings)):
            for stem in _meant(exercise):
                mend(settings, stem)
            taken = list(_collect(settings, exercise, sources, students, pattern)) if exercise else []
        if sources:
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
    code = WELL
    try:
        settings = find(course)
        students = [intake.as_id(student) for student in students]
        for stem in _recorded(settings, exercise):
            written = pages.write_all(settings, load_exercise(stem, settings.release(stem)), students)
            where = settings.feedback("STUDENT", stem) / f"{stem}.html"
            print(
                f"{stem}: {written.pages:,} page{'' if written.pages == 1 else 's'} written, each to {where}."
            )
            for sentence in written.sentences():
                print(sentence)
            if written.without:
                code = LOST
    except _TROUBLE as error:
        print(error, file=sys.stderr)
        return STOPPED
    return code


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
        student = students[0] if len(students) == 1 else None
        yield from collect(source, settings, definition, student, pattern)


def _handed_in(settings: Settings, exercise: str | None) -> list[str]:
    """The exercise that is meant; without a word, every one that somebody handed in."""
    found = [stem for stem in _meant(exercise) if any(True for _ in intake.students(settings, stem))]
    if not found:
        example = _meant(exercise)[-1]
        raise Stopped(
            f"Nothing has been handed in yet. Name what to grade, such as: grade {example} submissions.zip. "
            "If the course is somewhere else, start this there, or name its folder with --course."
        )
    return found


def _recorded(settings: Settings, exercise: str | None) -> list[str]:
    """The exercise that is meant; without a word, every one of which the gradebook holds something."""
    meant = _meant(exercise)
    with Gradebook(settings) as gradebook:
        recorded = gradebook.recorded()
    found = [stem for stem in meant if stem in recorded]
    if not found:
        where = f" in “{meant[0]}”" if exercise is not None else ""
        raise Stopped(
            f"Nobody has been graded{where} yet. Grade first, such as: grade {meant[-1]} submissions.zip"
        )
    return found


def _meant(exercise: str | None) -> list[str]:
    return [_stem(exercise)] if exercise is not None else _exercises()


def _stem(said: str) -> str:
    """``08-no-crisis-plan`` for that, for ``no-crisis-plan`` and for ``8``."""
    for stem in _exercises():
        number, _, slug = stem.partition("-")
        if said in (stem, slug) or (said.isdecimal() and int(said) == int(number)):
            return stem
    if os.path.lexists(said):
        raise Stopped(f"Say first which exercise this is, such as: grade {_exercises()[-1]} {said}")
    raise Stopped(f"“{said}” is no exercise of this course. There are: {', '.join(_exercises())}.")


def _exercises() -> list[str]:
    return [place.stem for place in content.mistakes()]
