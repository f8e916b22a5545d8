"""A class of 1,000 with 50 bad ones: everybody's marks, and the same gradebook after kills of the grader."""

import json
import os
import subprocess
import sys
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

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


def _grade(classroom: Classroom) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "tenmistakes", "grade", NAME, "--json"],
        cwd=classroom.root,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        encoding="utf-8",
        start_new_session=True,
    )


def _graded_so_far(classroom: Classroom) -> int:
    return classroom.ask("SELECT COUNT(*) FROM tenmistakes_submission")[0][0]


def test_a_class_of_a_thousand(handed_in: Class, tmp_path: Path):
    twin = open_classroom(tmp_path / "course", handed_in.classroom)

    # Undisturbed
    started = time.perf_counter()
    process = _grade(handed_in.classroom)
    said, complaints = process.communicate(timeout=PATIENCE)
    seconds = time.perf_counter() - started
    assert process.returncode == 1, complaints  # some failed
    assert "Traceback" not in complaints
    _everybody_is_right(handed_in, json.loads(said))
    print(f"{LEARNERS:,} learners in {seconds:.1f} s, {1000 * seconds / LEARNERS:.1f} ms each")
    assert seconds < PATIENCE

    # Killed three times
    for count in KILLED_AT:
        process = _grade(twin)
        deadline = time.monotonic() + PATIENCE
        while _graded_so_far(twin) < count:
            assert process.poll() is None, process.communicate()
            assert time.monotonic() < deadline
            time.sleep(0.005)
        process.kill()
        process.communicate()
        assert count <= _graded_so_far(twin) < LEARNERS
    process = _grade(twin)
    again, complaints = process.communicate(timeout=PATIENCE)
    assert process.returncode == 1, complaints
    assert _stands(again) == _stands(said)
    assert twin.contents() == handed_in.classroom.contents()
    assert _graded_notebooks(twin) == _graded_notebooks(handed_in.classroom)


def _everybody_is_right(handed_in: Class, said: dict) -> None:
    marks = handed_in.classroom.marks()
    for student, points in handed_in.honest.items():
        assert sum(mark.auto or 0 for mark in marks[student].values()) == pytest.approx(points), student
    for student, case in handed_in.bad.items():
        earned = sum(mark.auto or 0 for mark in marks[student].values()) if student in marks else None
        assert earned == case.points, case.name
    stands = _stands(said)
    assert len(stands) == LEARNERS
    for student, case in handed_in.bad.items():
        assert stands[student][0] == case.state, case.name
    failed = {student for student, (state, _) in stands.items() if state == State.FAILED}
    assert failed == {s for s, case in handed_in.bad.items() if case.state is State.FAILED}
    assert not any(state == State.GRADER_ERROR for state, _ in stands.values())


def _stands(said: str | dict) -> dict[str, tuple[str, float | None]]:
    """Learner -> state and points, of the tool's own report."""
    report = json.loads(said) if isinstance(said, str) else said
    return {one["student"]: (one["state"], one["points"]) for one in report["exercises"][0]["submissions"]}


def _graded_notebooks(classroom: Classroom) -> dict[str, bytes]:
    folder = classroom.root / "grading" / "autograded"
    return {os.fspath(p.relative_to(folder)): p.read_bytes() for p in folder.rglob("*") if p.is_file()}
