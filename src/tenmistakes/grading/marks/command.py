"""What ``tenmistakes export`` does."""

import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from sqlalchemy import Connection

from tenmistakes.grading import database, tables
from tenmistakes.grading.assignment import check_course
from tenmistakes.grading.database import Unusable
from tenmistakes.grading.intake import spoken
from tenmistakes.grading.marks import reading, roster
from tenmistakes.grading.marks.filling import Account, Choices
from tenmistakes.grading.marks.layouts import LAYOUTS, Layout
from tenmistakes.grading.marks.making import Order, left_out, make
from tenmistakes.grading.marks.reading import Assigned
from tenmistakes.grading.marks.roster import Roster, Unfit
from tenmistakes.grading.settings import ELSEWHERE, Settings, find
from tenmistakes.grading.unset import Unset

WELL, SOMEBODY, STOPPED = 0, 1, 2
"""Exit codes: all is in the file; somebody's marks have no place in it, or somebody in it is not known; there
is no file."""


class Stopped(Exception):
    """There can be no file; the message is a sentence for the instructor."""


def export(
    course: Path,
    platform: str,
    exercises: Sequence[str] = (),
    output: Path | None = None,
    roster_file: Path | None = None,
    columns: Sequence[str] = (),
    missing_as_zero: bool = False,
    reviewed_only: bool = False,
    force: bool = False,
) -> int:
    """Write everybody's marks as a file for ``platform``, and say what is in it. Returns the exit code."""
    layout = LAYOUTS.get(platform)
    choices = Choices(missing_as_zero, reviewed_only)
    try:
        settings = find(course)
        known = _roster(layout, roster_file, columns)
        target = (output or _usual(settings, platform, layout, known)).absolute()
        if output is not None and not force:
            _must_be_free(target)
        if known is not None and known.path.resolve() == target.resolve():
            raise Stopped(f"{target} is the file to be filled in; name another for the marks, with --output.")
        with _gradebook(settings) as connection:
            there = _of_course(connection, settings)
            wanted = list(dict.fromkeys(_meant(said, there) for said in exercises)) or there
            choices = replace(choices, columns=_columns(columns, there))
            order = Order(target, wanted, layout, known, choices, never=settings.excluded)
            account = _make(connection, order, settings)
    except (Stopped, Unset, Unusable, Unfit) as error:
        print(error, file=sys.stderr)
        return STOPPED
    print(f"{account.marks:,} mark{'' if account.marks == 1 else 's'} in {target}.")
    for sentence in account.sentences():
        print(sentence)
    if layout is not None:
        print(layout.upload)
    return SOMEBODY if account.faults else WELL


@contextmanager
def _gradebook(settings: Settings) -> Iterator[Connection]:
    url = database.address(settings.db_url)
    engine = database.connect(url)
    try:
        if not database.is_there(url) or not database.holds(engine, tables.NBGRADER):
            raise Stopped(
                f"Nobody has been graded yet. Grade first, such as: grade 8 submissions.zip. {ELSEWHERE}"
            )
        with database.reading(engine) as connection:
            yield connection
    finally:
        engine.dispose()


def _make(connection: Connection, order: Order, settings: Settings) -> Account:
    try:
        return make(connection, order, lambda student, stem: settings.submitted(student, stem).is_dir())
    except OSError as error:
        raise Stopped(f"{order.target} cannot be written ({error.strerror}).") from error


def _roster(layout: Layout | None, file: Path | None, columns: Sequence[str]) -> Roster | None:
    if layout is None and (file or columns):
        raise Stopped("--roster and --column are for canvas, moodle and blackboard. Leave them out for csv.")
    if columns and not file:
        raise Stopped("--column names a column of the file given with --roster; name that as well.")
    return roster.read(file, layout) if layout and file else None


def _usual(settings: Settings, platform: str, layout: Layout | None, known: Roster | None) -> Path:
    """Beside the graded notebooks, where no commit takes it along."""
    suffix = layout.suffix if layout else ".csv"
    if known is not None and known.path.suffix.lower() in (".csv", ".txt", ".xls", ".tsv"):
        suffix = known.path.suffix
    return (settings.root / settings.autograded_directory).with_name(f"marks-{platform}{suffix}")


def _must_be_free(target: Path) -> None:
    for path in (target, left_out(target)):
        if os.path.lexists(path):
            raise Stopped(f"{path} is there already. Name another file, or replace it with --force.")


def _of_course(connection: Connection, settings: Settings) -> list[Assigned]:
    """The course's assignments, which may share the database with those of others."""
    there = reading.assignments(connection)
    if not there:
        raise Stopped("The gradebook has no exercise yet. Grade first, such as: grade 8 submissions.zip")
    course = settings.course_id
    mine = [assignment for assignment in there if course in ("", assignment.course)]
    if not mine:
        check_course(there[0].name, there[0].course, course)
    return mine


def _meant(said: str, there: Sequence[Assigned]) -> Assigned:
    """``08-no-crisis-plan`` for that, for ``no-crisis-plan`` and for ``8``."""
    for assignment in there:
        number, _, slug = assignment.name.partition("-")
        if said in (assignment.name, slug) or (
            said.isdecimal() and number.isdecimal() and int(said) == int(number)
        ):
            return assignment
    hint = (
        f" If it is the file of the learning platform, write --roster {said}" if os.path.lexists(said) else ""
    )
    names = ", ".join(assignment.name for assignment in there)
    raise Stopped(f"“{spoken(said)}” is no exercise in the gradebook. There are: {names}.{hint}")


def _columns(said: Sequence[str], there: Sequence[Assigned]) -> dict[str, str]:
    found = {}
    for one in said:
        exercise, is_one, header = one.partition("=")
        if not is_one or not header.strip():
            raise Stopped(f'“{spoken(one)}” is no EXERCISE=TITLE, such as: --column "8=Exercise 8"')
        found[_meant(exercise.strip(), there).name] = header.strip()
    return found
