"""What ``tenmistakes grade`` and ``tenmistakes feedback`` do."""

import os
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, closing, nullcontext
from pathlib import Path

from tenmistakes import content
from tenmistakes.grading import feedback as pages
from tenmistakes.grading import intake, sending_back
from tenmistakes.grading.collect import Collected, collect, mend
from tenmistakes.grading.computing import Here, Pool
from tenmistakes.grading.exercise import Ungradable, load_exercise
from tenmistakes.grading.gradebook import Gradebook, Unusable
from tenmistakes.grading.handed_in import Refused
from tenmistakes.grading.intake import named
from tenmistakes.grading.lock import Occupied, alone
from tenmistakes.grading.run import Stopped, lock_file, run
from tenmistakes.grading.screen import Json, Screen
from tenmistakes.grading.settings import ELSEWHERE, Settings, find
from tenmistakes.grading.shards import Share, folder_of, write_shard
from tenmistakes.grading.unset import Unset

WELL, LOST, STOPPED, INTERRUPTED = 0, 1, 2, 130
"""Exit codes: everybody has marks; somebody has none; the run could not be done to its end; Ctrl+C."""

TROUBLE = (Stopped, Unset, Ungradable, Unusable, Refused, Occupied)
"""Why a command could not be done; each says so in a sentence."""


def grade(
    course: Path,
    exercise: str | None = None,
    sources: Sequence[Path] = (),
    students: Sequence[str] = (),
    pattern: str | None = None,
    force: bool = False,
    as_json: bool = False,
    verbose: bool = False,
    pool: Callable[[Settings], AbstractContextManager[Pool]] = lambda _: nullcontext(Here()),
) -> int:
    """Collect what there is to collect, grade it, and say how it stands. Returns the exit code.

    ``pool`` gives whoever computes; if it is not said, this process does.
    """
    report = Json(sys.stdout) if as_json else Screen(sys.stdout, sys.stderr, verbose)
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
        handed_in = _handed_in(settings, exercise)
        with pool(settings) as computing:
            for stem, everybody in handed_in.items():
                if not _is_prepared(settings, stem):
                    report.preparing(stem)
                report.begin(stem, len(students) or everybody)
                with closing(run(settings, stem, students or None, force, computing)) as submissions:
                    for done in submissions:
                        report.add(done)
                        if not done.state.has_marks:
                            code = LOST
                report.end(computing.sentences())
    except TROUBLE as error:
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


def shard(course: Path, exercise: str | None, share: str, folder: Path | None = None) -> int:
    """Compute a share of the class, such as ``3/8``, into a file, and no gradebook. Returns the exit code."""
    try:
        settings, meant = find(course), Share.of(share)
        for stem in _handed_in(settings, exercise):
            definition = load_exercise(stem, settings.release(stem))
            path, count = write_shard(settings, definition, meant, folder or folder_of(settings))
            print(f"{stem}: {count:,} submission{'' if count == 1 else 's'} in {path}.")
    except TROUBLE as error:
        print(error, file=sys.stderr)
        return STOPPED
    except OSError as error:
        where = f" ({error.filename})" if error.filename else ""
        print(f"The system says: {error.strerror}{where}. No shard was written.", file=sys.stderr)
        return STOPPED
    return WELL


def feedback(
    course: Path,
    exercise: str | None = None,
    students: Sequence[str] = (),
    packed: Path | None = None,
    given: Path | None = None,
    pattern: str | None = None,
) -> int:
    """Write the pages of everybody whose work was looked at, or of these students. Returns the exit code.

    ``packed`` is a zip file for all of them, named as in ``given``, what a learning platform gave.
    """
    code = WELL
    try:
        settings = find(course)
        students = [intake.as_id(student) for student in students]
        if given is not None and packed is None:
            raise Stopped(f"Name the zip file that is to be written too: --zip feedback.zip --like {given}")
        stems = recorded(settings, exercise)
        if packed is not None and len(stems) > 1:
            raise Stopped(
                f"Say which exercise goes into {packed}, such as: feedback {stems[-1]} --zip {packed}"
            )
        layout = sending_back.layout_of(given, stems[0], pattern) if given else sending_back.BY_FOLDER
        for stem in stems:
            written = pages.write_all(settings, load_exercise(stem, settings.release(stem)), students)
            where = settings.feedback("STUDENT", stem) / f"{stem}.html"
            print(f"{stem}: {_count(len(written.paths), 'page')} written, each to {where}.")
            for sentence in written.sentences():
                print(sentence)
            if written.without:
                code = LOST
            if packed is not None:
                left_out = sending_back.pack(packed, written.paths, stem, layout)
                print(_of_pack(packed, len(written.paths) - len(left_out), layout))
                if left_out:
                    print(
                        f"Not in it, because {given} has nothing of theirs: {named(left_out, len(left_out))}."
                    )
                    code = LOST
    except TROUBLE as error:
        print(error, file=sys.stderr)
        return STOPPED
    return code


def _of_pack(packed: Path, count: int, layout: sending_back.Layout) -> str:
    """What there is to say of a zip file of pages."""
    if layout.platform == "Moodle":
        how = "as Moodle takes them back (“Upload multiple feedback files in a zip”)"
    elif layout.platform == "Canvas":
        how = (
            "as Canvas takes them back (“Re-upload submissions”). Canvas shows each under the name of the "
            "notebook that was handed in: tell your learners to save it with .html at the end, and open that"
        )
    else:
        how = "in a folder for each learner"
    return f"{packed}: {_count(count, 'page')}, {how}."


def _count(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


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


def _is_prepared(settings: Settings, stem: str) -> bool:
    with Gradebook(settings) as gradebook:
        return gradebook.knows(load_exercise(stem, settings.release(stem)))


def _handed_in(settings: Settings, exercise: str | None) -> dict[str, int]:
    """The exercise that is meant and how many handed it in; without a word, every one that somebody did."""
    counts = {stem: sum(1 for _ in intake.students(settings, stem)) for stem in _meant(exercise)}
    found = {stem: count for stem, count in counts.items() if count}
    if not found:
        example = _meant(exercise)[-1]
        raise Stopped(
            f"Nothing has been handed in yet. Name what to grade, such as: grade {example} submissions.zip. "
            f"{ELSEWHERE}"
        )
    return found


def recorded(settings: Settings, exercise: str | None) -> list[str]:
    """The exercise that is meant; without a word, every one of which the gradebook holds something.

    Raises :class:`Stopped` if it holds nothing of it, or of any.
    """
    meant = _meant(exercise)
    with Gradebook(settings) as gradebook:
        there = gradebook.recorded()
    found = [stem for stem in meant if stem in there]
    if not found:
        where = f" in “{meant[0]}”" if exercise is not None else ""
        raise Stopped(
            f"Nobody has been graded{where} yet. Grade first, such as: grade {meant[-1]} submissions.zip. "
            f"{ELSEWHERE}"
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
