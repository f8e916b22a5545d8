"""What was found in a submission says the same after it has travelled as text, and no other text passes."""

import json
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from tenmistakes import content
from tenmistakes.answers import embedding
from tenmistakes.answers.files import Malformed
from tenmistakes.answers.schema import Entry
from tenmistakes.grading import intake
from tenmistakes.grading.computing import Computed, Finding, complete, compute
from tenmistakes.grading.exercise import Exercise, load_exercise
from tenmistakes.grading.faults import Fault
from tenmistakes.grading.handed_in import HandIn, Refused
from tenmistakes.grading.plain import from_plain, to_plain
from tenmistakes.grading.worker import OtherVersion, work
from tenmistakes.questions import revision
from tenmistakes.questions.exemplars import answer_of

from . import bad
from .bad.case import Bad, Desk
from .making import NAME, RIGHT, TEXT, beside, entry, handed_in, notebook, released

EXERCISES = [place.stem for place in content.places() if (place.folder / "exercise.md").is_file()]


def says_the_same(found: Finding, exercise: Exercise) -> None:
    line = to_plain(found)
    assert line.isascii() and "\n" not in line
    again = from_plain(line, exercise)
    if isinstance(found, Computed):
        without = [replace(m, result=replace(m.result, detail={})) for m in found.graded.items]
        assert again == replace(found.graded, items=tuple(without))
        assert complete(again, exercise).notebook == found.notebook
        return
    assert isinstance(found, Refused) and isinstance(again, Refused)
    assert (str(again), again.identity, again.flags) == (str(found), found.identity, found.flags)


@pytest.mark.parametrize("stem", EXERCISES)
def test_every_exemplar_of_the_course(stem: str):
    exercise = load_exercise(stem, content.home() / "exercises" / stem)
    automatic = [item for item in exercise.items if not item.written]
    outcomes: set[str] = set()
    for number in range(max(len(item.question.exemplars) for item in automatic)):
        entries = []
        for item in automatic:
            exemplar = item.question.exemplars[number % len(item.question.exemplars)]
            if exemplar.outcome != "not-attempted":
                value = answer_of(exemplar, item.question, exercise.mistake)
                time = "2026-01-31T09:30:00.000Z"
                entries.append(Entry(item.full_id, value, time, 1, revision(item.question)))
        made = json.loads(exercise.released)
        [cell] = [c for c in made["cells"] if c["metadata"].get("tenmistakes", {}).get("role") == "hand-in"]
        cell["source"] = embedding.write(entries)
        found = compute(HandIn("ada", json.dumps(made).encode()), exercise)
        outcomes |= {marked.result.outcome for marked in found.graded.items}
        says_the_same(found, exercise)
    assert outcomes >= {"right", "not-yet", "not-attempted"}


@pytest.mark.parametrize("case", [c for c in bad.EVERY if not c.student], ids=lambda case: case.name)
def test_every_bad_submission(case: Bad, exercise: Exercise, tmp_path: Path):
    folder, neighbour, outside = (tmp_path / name for name in ("ada/work", "ben/work", "outside"))
    for each in (folder, neighbour, outside):
        each.mkdir(parents=True)
        (each / "timestamp.txt").write_text("2026-02-01 10:00:00 UTC")
    (neighbour / f"{NAME}.ipynb").write_text(json.dumps(notebook(RIGHT)))
    (outside / "right.ipynb").write_text(json.dumps(notebook(RIGHT)))
    case.make(Desk(folder, neighbour, outside, tmp_path / "canary"))
    try:
        hand_in = intake.read(folder, exercise, "ada")
    except Refused:
        return  # nothing to compute from
    says_the_same(compute(hand_in, exercise), exercise)


@pytest.mark.parametrize("value", ["\ud83d\x00", 1e300, -0.0, 10**30, {"ü": [None, True]}])
def test_values_that_no_widget_gives(exercise: Exercise, value: object):
    record = json.loads(beside([entry("day-after", "x")]))
    record["entries"][0]["value"] = value
    says_the_same(compute(handed_in(released(), json.dumps(record).encode()), exercise), exercise)


def test_a_fault_of_ours_is_a_sentence(exercise: Exercise, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("tenmistakes.grading.computing.score", lambda *_: {}["nothing"])
    again = from_plain(to_plain(compute(handed_in(notebook(RIGHT)), exercise)), exercise)
    assert isinstance(again, Fault)
    assert str(again).startswith("The grader failed on it (KeyError in computing.py, line ")


def _changed(**changed: object) -> str:
    exercise = load_exercise(EXERCISES[0], content.home() / "exercises" / EXERCISES[0])
    said = json.loads(to_plain(compute(HandIn("ada", exercise.released), exercise)))
    return json.dumps(said | changed)


@pytest.mark.parametrize(
    "points", [10**400, float("nan"), float("inf"), "1", True], ids=["huge", "nan", "infinite", "text", "yes"]
)
@pytest.mark.parametrize("where", ["points", "result"])
def test_points_that_are_no_number_are_malformed(exercise: Exercise, points: object, where: str):
    said = json.loads(to_plain(compute(handed_in(notebook(RIGHT)), exercise)))
    item = said["items"][0]
    item[where] = [points, *item["result"][1:]] if where == "result" else points
    with pytest.raises(Malformed):
        from_plain(json.dumps(said), exercise)


@pytest.mark.parametrize(
    "line",
    [
        *("", "{", "[]", "null", '"fault"', "{}", '{"fault": 1}', '{"refused": "", "flags": []}'),
        _changed(),  # of another exercise
        _changed(items=[]),
        _changed(flags=[["older", "sentence"]]),
        _changed(flags=None),
        _changed(student=1),
    ],
)
def test_anything_else_is_malformed(exercise: Exercise, line: str):
    with pytest.raises(Malformed):
        from_plain(line, exercise)


def test_a_worker_gives_what_is_computed_here(exercise: Exercise):
    hand_ins = [handed_in(notebook(RIGHT, TEXT)), handed_in(b"\x89PNG")]
    right, refused = work(exercise.stem, exercise.released, exercise.mark, hand_ins)
    here = [compute(hand_in, exercise) for hand_in in hand_ins]
    assert right == (to_plain(here[0]), here[0].notebook)
    assert refused == (to_plain(here[1]), b"")


@pytest.mark.parametrize("changed", [{"mark": "0" * 64}, {"stem": "11-no-such"}, {"released": b"{}"}])
def test_a_worker_of_another_version_grades_nothing(exercise: Exercise, changed: dict[str, object]):
    asked = {"stem": exercise.stem, "released": exercise.released, "mark": exercise.mark, "hand_ins": []}
    with pytest.raises(OtherVersion, match="has another version of the course"):
        work(**(asked | changed))


def test_a_worker_has_no_gradebook_in_its_reach():
    """Nor anything that could open one, nor the files of a class."""
    program = "import sys, tenmistakes.grading.worker; print(*sys.modules)"
    loaded = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert not {"sqlalchemy", "sqlite3", "psycopg", "nbgrader", "distributed"} & set(loaded.stdout.split())
    assert "tenmistakes.grading.gradebook" not in loaded.stdout.split()
