"""A class of 1,000 with 50 bad ones: everybody's marks, and the same gradebook after kills of the grader."""

import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from statistics import median

import pytest

from tenmistakes.grading.states import State
from tenmistakes.questions import load
from tenmistakes.questions.exemplars import answer_of

from . import bad
from .bad.case import Bad, Desk
from .classroom import HANDED_IN, Classroom, notebook, open_classroom, saved
from .making import NAME, QUESTIONS, RIGHT, SLUG, TEXT, beside

LEARNERS = 1_000
BAD = 50
KILLED_AT = (150, 480, 830)
"""Learners graded when the grader is killed; it is somewhere in the middle of the next ones then."""
PATIENCE = 120.0
DELAY = 5.0
"""Seconds after which the next learner has waited too long, on a slow machine with other things to do."""

MISTAKE = load(SLUG)


@dataclass(frozen=True)
class Class:
    """Who handed in what: the honest ones with the points they must get, the bad ones with their case."""

    classroom: Classroom
    honest: Mapping[str, float]
    bad: Mapping[str, Bad]


def _answers(number: int) -> tuple[dict[str, object], float]:
    """Answers that differ from learner to learner, every exemplar of the course in turn; their points.

    What an exemplar earns is known where it is right, or earns nothing; of the others only the right one is
    taken, so that the sum stands here without the grader's own check.
    """
    answers: dict[str, object] = {}
    points = 0.0
    for place, (name, question) in enumerate(QUESTIONS.items()):
        sure = [e for e in question.exemplars if e.outcome in ("right", "not-yet", "not-attempted")]
        exemplar = sure[(number // (place + 1)) % len(sure)]
        if exemplar.outcome != "not-attempted":
            answers[name] = answer_of(exemplar, question, MISTAKE)
        points += question.points if exemplar.outcome == "right" else 0
    return answers, points


@pytest.fixture(scope="module")
def handed_in(tmp_path_factory: pytest.TempPathFactory) -> Class:
    home = tmp_path_factory.mktemp("class")
    outside = home / "outside"
    outside.mkdir()
    (outside / "right.ipynb").write_bytes(saved(notebook(RIGHT)))
    classroom = open_classroom(home / "course")
    cases = [case for case in bad.EVERY if not case.student]
    chosen = [cases[number * len(cases) // BAD] for number in range(BAD)]
    honest, spoilt = {}, {}
    for number in range(LEARNERS):
        student = f"learner-{number:04}"
        if number % (LEARNERS // BAD) == 7:
            case = chosen[len(spoilt)]
            folder = classroom.folder(student)
            (folder / "timestamp.txt").write_text(HANDED_IN)
            case.make(Desk(folder, classroom.folder("learner-0000"), outside, home / "canary"))
            spoilt[student] = case
            continue
        answers, honest[student] = _answers(number)
        text = TEXT if number % 3 == 0 else None
        if number % 2:
            classroom.hand_in(student, notebook(answers, text))
        else:
            classroom.hand_in(student, notebook((), text), beside(answers))
    assert (len(honest), len(spoilt)) == (LEARNERS - BAD, BAD)
    return Class(classroom, honest, spoilt)


def _start(classroom: Classroom, said: int = subprocess.DEVNULL) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "tenmistakes", "grade", NAME, "--json"],
        cwd=classroom.root,
        stdout=said,
        stderr=subprocess.PIPE,
        text=True,
        encoding="utf-8",
    )


def _grade(classroom: Classroom) -> tuple[dict[str, tuple[str, float | None]], list[float]]:
    """Grade to the end: how each submission stands in the tool's own report, and the seconds each took."""
    lines, moments = [], []
    with _start(classroom, subprocess.PIPE) as process:
        for line in process.stdout:
            lines.append(line)
            moments.append(time.perf_counter())
        assert process.stderr.read() == ""
    assert process.returncode == 1  # some failed
    submissions = json.loads("".join(lines))["exercises"][0]["submissions"]
    stands = {one["student"]: (one["state"], one["points"]) for one in submissions}
    return stands, [after - before for before, after in pairwise(moments)]


def _killed(classroom: Classroom, count: int) -> None:
    """Grade until so many are graded, and kill the grader then."""
    deadline = time.monotonic() + PATIENCE
    with _start(classroom) as process:
        while _graded_so_far(classroom) < count:
            assert process.poll() is None, process.stderr.read()
            assert time.monotonic() < deadline
            time.sleep(0.005)
        process.kill()
    assert process.returncode != 1
    assert count <= _graded_so_far(classroom) < LEARNERS


def _graded_so_far(classroom: Classroom) -> int:
    return classroom.ask("SELECT COUNT(*) FROM tenmistakes_submission")[0][0]


def test_a_class_of_a_thousand(handed_in: Class):
    classroom = handed_in.classroom
    ungraded = classroom.database.read_bytes()

    stands, seconds = _grade(classroom)
    _everybody_is_right(handed_in, stands)
    print(
        f"{LEARNERS:,} learners: {1000 * median(seconds):.1f} ms each, {1000 * max(seconds):.0f} ms at most"
    )
    assert max(seconds) < DELAY

    # Once more from the start, and killed three times
    expected = classroom.contents(), _graded_notebooks(classroom)
    shutil.rmtree(_graded_folder(classroom))
    for path in classroom.database.parent.glob("gradebook.db*"):
        path.unlink()
    classroom.database.write_bytes(ungraded)
    for count in KILLED_AT:
        _killed(classroom, count)
    again, _ = _grade(classroom)
    assert again == stands
    assert (classroom.contents(), _graded_notebooks(classroom)) == expected


def _everybody_is_right(handed_in: Class, stands: Mapping[str, tuple[str, float | None]]) -> None:
    marks = handed_in.classroom.marks()
    for student, points in handed_in.honest.items():
        assert sum(mark.auto or 0 for mark in marks[student].values()) == pytest.approx(points), student
    for student, case in handed_in.bad.items():
        earned = sum(mark.auto or 0 for mark in marks[student].values()) if student in marks else None
        assert earned == case.points, case.name
    assert len(stands) == LEARNERS
    for student, case in handed_in.bad.items():
        assert stands[student][0] == case.state, case.name
    failed = {student for student, (state, _) in stands.items() if state == State.FAILED}
    assert failed == {s for s, case in handed_in.bad.items() if case.state is State.FAILED}
    assert not any(state == State.GRADER_ERROR for state, _ in stands.values())


def _graded_folder(classroom: Classroom) -> Path:
    return classroom.root / classroom.settings.autograded_directory


def _graded_notebooks(classroom: Classroom) -> dict[str, bytes]:
    folder = _graded_folder(classroom)
    return {os.fspath(p.relative_to(folder)): p.read_bytes() for p in folder.rglob("*") if p.is_file()}
