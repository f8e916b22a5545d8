"""Whatever happens in the middle of a run, the same command again leads to the same gradebook."""

import errno
import json
import os
import random
import shutil
import signal
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event
from sqlalchemy.engine import Engine

from tenmistakes.grading import placing
from tenmistakes.grading import run as running
from tenmistakes.grading.gradebook import Gradebook
from tenmistakes.grading.lock import Occupied, alone
from tenmistakes.grading.run import Stopped, lock_file, run
from tenmistakes.grading.states import State

from .classroom import MIXED, NAME, RIGHT, TEXT, Classroom, notebook, open_classroom

posix = pytest.mark.skipif(os.name == "nt", reason="It ends processes by POSIX signals.")
LATER = "2026-02-03 10:00:00 UTC"

# Grades the course in each folder given, and dies by SIGKILL at the first, second, third … step after it has
# begun with a submission: a file opened, renamed or removed, a statement to the database, a commit. The first
# course is graded without dying: what it takes to start need not be done over and over again.
DYING = """
import os, signal, sys
from pathlib import Path
from sqlalchemy import event
from sqlalchemy.engine import Engine
from tenmistakes.grading import intake
from tenmistakes.grading.run import run
from tenmistakes.grading.settings import find

left, read, begun = 0, intake.read, False

def begin(*given):
    global begun
    begun = True
    return read(*given)

def step(*_):
    global left
    left -= begun
    if begun and left == 0:
        os.kill(os.getpid(), signal.SIGKILL)

settings = [find(Path(root)) for root in sys.argv[2:]]
for _ in run(settings[0], sys.argv[1]):
    pass
intake.read = begin

sys.addaudithook(lambda name, _: step() if name in ("open", "os.rename", "os.remove", "os.mkdir") else None)
for name in ("before_cursor_execute", "after_cursor_execute", "commit"):
    event.listen(Engine, name, step)
for number, course in enumerate(settings[1:], start=1):
    child = os.fork()
    if child == 0:
        left = number
        for _ in run(course, sys.argv[1]):
            pass
        os._exit(0)
    print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))
"""


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Classroom:
    return open_classroom(tmp_path_factory.mktemp("template") / "course")


@pytest.fixture
def classroom(template: Classroom, tmp_path: Path) -> Classroom:
    return open_classroom(tmp_path / "course", template)


def whole(classroom: Classroom) -> dict[str, Any]:
    """All that grading makes: nbgrader's tables, the grader's own, and the graded notebooks."""
    graded = classroom.root / "grading" / "autograded"
    return {
        **classroom.contents(),
        "submissions": sorted(
            classroom.ask(
                "SELECT assignment, student, identity, state, sentence, flags, timestamp, notebook"
                " FROM tenmistakes_submission"
            ),
            key=repr,
        ),
        "items": sorted(classroom.ask("SELECT * FROM tenmistakes_item"), key=repr),
        "audit": sorted(
            classroom.ask("SELECT assignment, student, cell, kind, old, new, why FROM tenmistakes_audit"),
            key=repr,
        ),
        "files": {
            path.relative_to(graded).as_posix(): path.read_bytes()
            for path in graded.rglob("*")
            if path.is_file()
        },
    }


def a_class(classroom: Classroom, size: int, right: int = 0) -> None:
    """So many learners with other answers each; the first ``right`` of them with right ones."""
    chance = random.Random(size)
    for number in range(size):
        answers = {name: value for name, value in MIXED.items() if chance.random() < 0.8}
        text = TEXT if number % 3 else None
        classroom.hand_in(f"learner-{number:03}", notebook(RIGHT if number < right else answers, text))


def start(classroom: Classroom, *words: str) -> "subprocess.Popen[str]":
    """The command itself; what it writes comes at once."""
    return subprocess.Popen(
        [sys.executable, "-u", "-m", "tenmistakes", "grade", NAME, "--json", *words],
        cwd=classroom.root,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        encoding="utf-8",
    )


def wait_for(process: "subprocess.Popen[str]", submissions: int) -> None:
    """Wait until it has graded so many."""
    assert process.stdout is not None
    seen = 0
    while seen < submissions:
        line = process.stdout.readline()
        assert line, "it has ended before"
        seen += '{"student"' in line


@posix
def test_killed_at_any_step_it_goes_on(template: Classroom, tmp_path: Path):
    """A hand-in that replaces another, one that takes marks away, a new one, and one that is left alone."""
    before = open_classroom(tmp_path / "before", template)
    for student in ("ada", "ben", "dan"):
        before.hand_in(student, notebook(MIXED, TEXT))
    before.grade()
    before.hand_in("ada", notebook(RIGHT, TEXT), when=LATER)
    before.hand_in("ben", b"{", when=LATER)
    before.hand_in("cleo", notebook(MIXED))
    untouched = whole(before)
    undisturbed = open_classroom(tmp_path / "undisturbed", before)
    assert [done.fresh for done in undisturbed.grade().values()] == [True, True, True, False]
    expected = whole(undisturbed)

    warm = open_classroom(tmp_path / "warm", before)
    courses = [open_classroom(tmp_path / f"killed-{number}", before) for number in range(1, 151)]
    died = subprocess.run(
        [sys.executable, "-c", DYING, NAME, *(str(course.root) for course in (warm, *courses))],
        capture_output=True,
        text=True,
        check=True,
    )
    codes = [int(line) for line in died.stdout.split()]
    steps = codes.index(0) if 0 in codes else len(codes)
    assert 50 < steps < len(courses)  # the last ones were not killed any more: no step is left out
    assert set(codes[:steps]) == {-signal.SIGKILL}
    between = 0
    for course in courses[:steps]:
        between += whole(course) not in (expected, untouched)
        course.grade()
        assert whole(course) == expected
        shutil.rmtree(course.root)
    assert between > 30  # it was killed in the middle, not before or after everything


@posix
@pytest.mark.parametrize("regrading", [False, True], ids=["grading", "regrading"])
def test_killed_three_times_the_same_command_makes_the_same_gradebook(
    template: Classroom, tmp_path: Path, regrading: bool
):
    course = open_classroom(tmp_path / "course", template)
    a_class(course, 60)
    if regrading:
        course.grade()
        for number in range(60):
            course.hand_in(f"learner-{number:03}", notebook(RIGHT, TEXT), when=LATER)
    undisturbed = open_classroom(tmp_path / "undisturbed", course)
    undisturbed.grade()
    chance = random.Random(60 + regrading)
    for _ in range(3):
        process = start(course)
        wait_for(process, 1 + chance.randrange(15))
        time.sleep(chance.uniform(0, 0.02))
        process.kill()
        process.communicate()
        assert process.returncode == -signal.SIGKILL
    assert 3 <= sum(not done.fresh for done in course.grade().values()) < 60
    assert whole(course) == whole(undisturbed)


@posix
def test_of_two_graders_one_is_told_to_wait_and_a_dead_one_holds_nobody_up(classroom: Classroom):
    a_class(classroom, 200)
    first = start(classroom)
    wait_for(first, 1)
    first.send_signal(signal.SIGSTOP)  # it takes its time
    second = start(classroom)
    said, told = second.communicate(timeout=60)
    assert second.returncode == 2
    assert json.loads(said)["stopped"].startswith("Somebody is grading this course at this moment")
    assert told == ""
    first.kill()
    first.communicate()
    assert lock_file(classroom.settings).exists()
    assert {done.state for done in classroom.grade().values()} <= {State.GRADED, State.NEEDS_REVIEW}
    assert len(classroom.marks()) == 200
    assert not lock_file(classroom.settings).exists()


def test_two_graders_that_start_at_once_do_not_harm_each_other(template: Classroom, tmp_path: Path):
    course = open_classroom(tmp_path / "course", template)
    a_class(course, 20)
    undisturbed = open_classroom(tmp_path / "undisturbed", course)
    undisturbed.grade()
    both = [start(course), start(course)]
    for process in both:
        process.communicate(timeout=120)
    assert 0 in [process.returncode for process in both]
    assert whole(course) == whole(undisturbed)


def test_a_lock_file_that_cannot_be_made_is_a_sentence(tmp_path: Path):
    (tmp_path / "file").touch()
    with pytest.raises(Occupied, match="nothing was graded"), alone(tmp_path / "file" / "lock"):
        pass


@posix
def test_ctrl_c_is_a_sentence_and_the_same_command_goes_on(classroom: Classroom):
    a_class(classroom, 400)  # enough to be in the middle of it, however late the signal comes
    process = start(classroom)
    wait_for(process, 5)
    process.send_signal(signal.SIGINT)
    assert process.stdout is not None
    rest, told = process.communicate(timeout=60)
    assert process.returncode == 130
    assert '"stopped": "Stopped. What was graded stands; the same command goes on from there."' in rest
    assert told == ""
    again = classroom.grade()
    assert sum(not done.fresh for done in again.values()) >= 5
    assert len(classroom.marks()) == 400


@contextmanager
def locked(classroom: Classroom) -> Iterator[None]:
    """Somebody else's transaction on the gradebook."""
    with closing(sqlite3.connect(classroom.database, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        yield
        other.execute("ROLLBACK")


def test_a_gradebook_that_stays_locked_stops_the_run(classroom: Classroom, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(running, "Gradebook", partial(Gradebook, patience=0.2))
    a_class(classroom, 3)
    submissions = run(classroom.settings, NAME)
    next(submissions)
    with locked(classroom), pytest.raises(Stopped, match="is kept locked by another program"):
        next(submissions)
    assert classroom.marks().keys() == {"learner-000"}
    assert [done.fresh for done in classroom.grade().values()] == [False, True, True]


def test_a_gradebook_that_is_locked_for_a_moment_is_waited_for(classroom: Classroom):
    a_class(classroom, 2)
    with locked(classroom):
        grading = threading.Thread(target=classroom.grade)
        grading.start()
        time.sleep(1)
        assert grading.is_alive()
    grading.join(30)
    assert len(classroom.marks()) == 2


def test_a_disk_that_is_full_for_the_notebook_stops_the_run(
    classroom: Classroom, monkeypatch: pytest.MonkeyPatch
):
    a_class(classroom, 3)
    submissions = run(classroom.settings, NAME)
    next(submissions)
    with monkeypatch.context() as patch:
        fdopen = os.fdopen

        def full(handle: int, mode: str) -> Any:
            if mode != "wb":
                return fdopen(handle, mode)
            os.close(handle)
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

        patch.setattr(placing.os, "fdopen", full)
        said = (
            "“learner-001” cannot be graded, nor can anybody else. No space left on device. What was graded"
        )
        with pytest.raises(Stopped, match=said):
            next(submissions)
    assert classroom.marks().keys() == {"learner-000"}
    assert list((classroom.root / "grading" / "autograded").rglob("*.tmp")) == []
    assert [done.fresh for done in classroom.grade().values()] == [False, True, True]


def test_a_disk_that_is_full_for_the_gradebook_stops_the_run(template: Classroom, tmp_path: Path):
    course = open_classroom(tmp_path / "course", template)
    a_class(course, 60)
    undisturbed = open_classroom(tmp_path / "undisturbed", course)
    undisturbed.grade()

    def no_more_pages(connection: sqlite3.Connection, _: object) -> None:
        [pages] = connection.execute("PRAGMA page_count").fetchone()
        connection.execute(f"PRAGMA max_page_count = {pages + 20}")

    event.listen(Engine, "connect", no_more_pages)
    try:
        done = []
        with pytest.raises(Stopped, match="cannot grow: the disk is full"):
            for one in run(course.settings, NAME):
                done.append(one.student)
    finally:
        event.remove(Engine, "connect", no_more_pages)
    assert 0 < len(done) < 60
    assert course.marks().keys() == set(done)
    assert sum(not one.fresh for one in course.grade().values()) == len(done)
    assert whole(course) == whole(undisturbed)


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of 8 MB."""
    place = tmp_path / "small"
    place.mkdir()
    if not hasattr(os, "geteuid") or os.geteuid() != 0:
        pytest.skip("Only root can mount a small disk.")
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=8m", "tmpfs", place], capture_output=True, text=True
    )
    if mounted.returncode:
        pytest.skip(f"No small disk can be mounted here: {mounted.stderr.strip()}")
    yield place
    subprocess.run(["umount", place], check=True)


def test_on_a_disk_that_is_really_full_the_run_goes_on_once_there_is_room(
    template: Classroom, tmp_path: Path, small_disk: Path
):
    course = open_classroom(small_disk / "course", template)
    a_class(course, 40)
    undisturbed = open_classroom(tmp_path / "undisturbed", course)
    undisturbed.grade()
    filler = small_disk / "filler"
    with filler.open("wb") as file:
        file.truncate(0)
        usage = shutil.disk_usage(small_disk)
        file.write(b"x" * (usage.free - 700_000))
    process = start(course)
    said, told = process.communicate(timeout=120)
    assert process.returncode == 2, said
    stopped = json.loads(said)["stopped"]
    assert "No space left on device" in stopped or "the disk is full" in stopped
    assert told == ""
    assert 0 < len(course.marks()) < 40
    filler.unlink()
    again = start(course)
    again.communicate(timeout=120)
    assert again.returncode == 0
    assert whole(course) == whole(undisturbed)


def test_a_notebook_that_cannot_be_put_in_its_place_is_one_learners_trouble(
    classroom: Classroom, monkeypatch: pytest.MonkeyPatch
):
    a_class(classroom, 3)
    replace = Path.replace

    def refused(path: Path, target: Path) -> Path:
        if "learner-001" in target.parts:
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), str(target))
        return replace(path, target)

    with monkeypatch.context() as patch:
        patch.setattr(Path, "replace", refused)
        done = classroom.grade()
    assert [one.state is State.GRADER_ERROR for one in done.values()] == [False, True, False]
    assert done["learner-001"].sentence.startswith("Permission denied: ")
    assert "learner-001" not in classroom.marks()
    assert [one.fresh for one in classroom.grade().values()] == [False, True, False]
    assert len(classroom.marks()) == 3
