"""Every bad submission of the public set, each between two honest neighbours, in one real run."""

import io
import os
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from hashlib import sha256
from html import unescape
from pathlib import Path

import nbformat
import pytest

from tenmistakes.grading.run import Done, run
from tenmistakes.grading.screen import Screen
from tenmistakes.grading.states import State

from . import bad
from .bad.case import Bad, Desk
from .classroom import HANDED_IN, MIXED, MIXED_POINTS, Classroom, Mark, notebook, open_classroom, saved
from .making import NAME, POSSIBLE, RIGHT, TEXT, beside

NUMBERED = list(enumerate(bad.EVERY, start=100))
PATIENCE = 3.0
"""Seconds of computing that the worst submission may take, on a slow machine: it takes 0.7 on a good one."""


def called(number: int, case: Bad) -> str:
    return f"{number}-b{case.student}"


@dataclass(frozen=True)
class Graded:
    """The whole set, graded once."""

    classroom: Classroom
    done: Mapping[str, Done]
    seconds: Mapping[str, float]
    marks: Mapping[str, Mapping[str, Mark]]
    before: Mapping[str, str]
    canary: Path


@pytest.fixture(scope="module")
def graded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Graded]:
    home = tmp_path_factory.mktemp("bad")
    outside = home / "outside"
    outside.mkdir()
    (outside / "right.ipynb").write_bytes(saved(notebook(RIGHT)))
    classroom = open_classroom(home / "course")
    canary = home / "canary"
    right, mixed = saved(notebook(RIGHT, TEXT)), saved(notebook(MIXED))
    for number, case in NUMBERED:
        neighbour = classroom.hand_in(f"{number}-a", right, beside(RIGHT))
        classroom.hand_in(f"{number}-c", mixed)
        folder = classroom.folder(called(number, case))
        (folder / "timestamp.txt").write_text(HANDED_IN)
        case.make(Desk(folder, neighbour, outside, canary))
    (classroom.root / "grading" / "submitted" / ".DS_Store").write_bytes(b"Bud1")
    (classroom.root / "grading" / "submitted" / "notes.txt").write_bytes(b"Ask about 117.")
    before = everything(home)
    done, seconds, started = {}, {}, time.thread_time()
    for one in run(classroom.settings, NAME):
        done[one.student], seconds[one.student] = one, time.thread_time() - started
        started = time.thread_time()
    yield Graded(classroom, done, seconds, classroom.marks(), before, canary)


def everything(home: Path) -> dict[str, str]:
    """Every path under a folder with what is there, but for what a grader makes."""
    found = {}
    for folder, folders, files in os.walk(home):
        for name in folders + files:
            path = Path(folder, name)
            if path.is_symlink():
                found[os.fspath(path)] = f"link to {path.readlink()}"
            elif path.is_file() and path.stat().st_size < 2**30:
                found[os.fspath(path)] = sha256(path.read_bytes()).hexdigest()
            else:
                found[os.fspath(path)] = f"{path.stat().st_mode:o}"
    ours = os.fspath(home / "course" / "grading")
    makes = tuple(f"{ours}/{name}" for name in ("autograded", ".autograded", "gradebook.db", "nbgrader.log"))
    return {path: what for path, what in found.items() if not path.startswith(makes)}


def test_there_are_enough_of_every_kind():
    assert len(NUMBERED) >= 80
    assert len({case.name for _, case in NUMBERED}) == len(NUMBERED)
    kinds = [case.kind for _, case in NUMBERED]
    assert len(set(kinds)) == 4
    assert min(kinds.count(kind) for kind in kinds) >= 20


@pytest.mark.parametrize(
    ("number", "case"), [pytest.param(n, c, id=f"{c.kind}: {c.name}") for n, c in NUMBERED]
)
def test_ends_as_it_must(graded: Graded, number: int, case: Bad):
    student = called(number, case)
    done = graded.done[student]
    marks = graded.marks.get(student, {})
    found = {flag.name for flag in done.flags}
    assert (done.state, done.points, found) == (case.state, case.points, case.flags), done
    assert case.says.lower() in done.sentence.lower()
    assert bool(done.sentence) == (case.state is State.FAILED)
    assert graded.seconds[student] < PATIENCE

    path = graded.classroom.graded_notebook(student)
    if case.state is State.FAILED:
        # No marks is not a zero: there is no row, and nothing that formgrader would take for graded.
        assert marks == {}
        assert not os.path.lexists(path.parent)
        return
    assert sum(mark.auto or 0 for mark in marks.values()) == case.points
    assert len(marks) == len(RIGHT) + 1
    written = marks["written-holding-statement"]
    # Where only a flag asks for a person, formgrader's list of what is to be graded shows it all the same.
    assert any(mark.needs_manual for mark in marks.values()) == (case.state is State.NEEDS_REVIEW)
    if case.text is not None:
        assert written == Mark(None, None, True, None, None)
    made = nbformat.read(path, 4)
    nbformat.validate(made)
    html = next(c.source for c in made.cells if c.metadata.get("nbgrader", {}).get("grade_id") == WRITTEN)
    if case.text is not None:
        assert case.text in unescape(html)
    assert "\n\n" not in html


WRITTEN = "written-holding-statement"


def test_neighbours_are_exactly_right(graded: Graded):
    alone = {"-a": (State.NEEDS_REVIEW, POSSIBLE), "-c": (State.GRADED, MIXED_POINTS)}
    for number, _ in NUMBERED:
        for side, (state, points) in alone.items():
            done = graded.done[f"{number}{side}"]
            assert (done.state, done.points, done.flags) == (state, points, ())
            assert graded.marks[done.student] == graded.marks[f"100{side}"]
    expected = {f"score-{name}": (question, 0) for name, question in RIGHT.items()}
    assert set(graded.marks["100-a"]) == {*expected, WRITTEN}
    assert graded.marks["100-a"][WRITTEN] == Mark(None, None, True, None, None)
    assert sum(mark.auto for mark in graded.marks["100-c"].values()) == MIXED_POINTS


def test_everybody_is_named_in_order_and_nobody_else(graded: Graded):
    expected = [f"{n}{side}" for n, _ in NUMBERED for side in ("-a", "-c")]
    expected += [called(n, case) for n, case in NUMBERED]
    assert list(graded.done) == sorted(expected)


def test_the_screen_shows_nothing_but_plain_text(graded: Graded):
    """No colour, title or line of a learner's making, whatever files and folders are called."""
    out, err = io.StringIO(), io.StringIO()
    screen = Screen(out, err)
    screen.begin(NAME, len(graded.done))
    for done in graded.done.values():
        screen.add(done)
    screen.end()
    screen.close()
    assert all(line.isprintable() for line in (out.getvalue() + err.getvalue()).split("\n"))
    for number, case in NUMBERED:
        if case.state is State.FAILED:
            assert f"{number}-b" in out.getvalue()


def test_no_marks_where_nobody_can_be_named(graded: Graded):
    """A name that cannot be an id does not come into the gradebook, whatever it says."""
    in_gradebook = {student for (student,) in graded.classroom.ask("SELECT id FROM student")}
    odd = {called(n, case) for n, case in NUMBERED if case.student and case.state is State.FAILED}
    assert len(odd) >= 5
    assert not odd & in_gradebook
    assert set(graded.done) - odd == in_gradebook


def test_nothing_was_run_and_nothing_touched(graded: Graded):
    assert not graded.canary.exists()
    assert not Path("canary").exists()
    home = graded.classroom.root.parent
    now = everything(home)
    assert {
        path for path in now.keys() | graded.before.keys() if now.get(path) != graded.before.get(path)
    } == set()


def test_nothing_of_a_learner_lives_in_a_graded_notebook(graded: Graded):
    """No script, no link of theirs, none of their cells, and no output but the grader's own."""
    release = nbformat.read(graded.classroom.root / "exercises" / NAME / f"{NAME}.ipynb", 4)
    ours = {cell.id: cell.source for cell in release.cells}
    honest = [cell.id for cell in nbformat.read(graded.classroom.graded_notebook("100-a"), 4).cells]
    for number, case in NUMBERED:
        path = graded.classroom.graded_notebook(called(number, case))
        if not path.exists():
            continue
        made = nbformat.read(path, 4)
        cells = [c for c in made.cells if c.metadata.get("tenmistakes", {}).get("role") != "grading-note"]
        assert [cell.id for cell in cells] == honest, case.name
        assert len(made.cells) - len(cells) <= 1
        assert made.metadata == release.metadata
        for cell in cells:
            if cell.metadata.get("nbgrader", {}).get("grade_id") != WRITTEN:
                assert cell.source == ours[cell.id], case.name
        text = path.read_text(encoding="utf-8").lower()
        for live in (
            "<script",
            "<svg/",
            "<img",
            "<iframe",
            "<form",
            "<style>*",
            'href=\\"javascript',
            "steal()>",
        ):
            assert live not in text, (case.name, live)


def test_the_same_again_changes_nothing(graded: Graded):
    """Run again, nothing is done; forced to, the same comes out."""
    contents = graded.classroom.contents()
    again = graded.classroom.grade()
    odd = {called(n, case) for n, case in NUMBERED if case.student and case.state is State.FAILED}
    assert {student for student, done in again.items() if done.fresh} <= odd
    for forced in (again, graded.classroom.grade(force=True)):
        for student, done in forced.items():
            first = graded.done[student]
            assert (done.state, done.points, done.sentence) == (first.state, first.points, first.sentence)
            assert {f.name for f in done.flags} == {f.name for f in first.flags}, student
    assert graded.classroom.contents() == contents
