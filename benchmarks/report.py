"""What ``tenmistakes report`` costs: a gradebook with 2,000 learners in ten exercises, 20,000 submissions.

The rows are those that grading writes, with answers drawn from the exemplars (with a fixed seed), put into a
gradebook that nbgrader made. The command is then run several times as an instructor runs it, page and tables.
The medians of wall time and processor time are printed, and the peak of memory as the system has it.

    python benchmarks/report.py [--learners 2000] [--runs 5]

Exit code 1 if the median of the wall time is 10 s or more.
"""

import argparse
import json
import os
import random
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from itertools import count
from pathlib import Path
from typing import Any

from sqlalchemy import insert, select, update

from tenmistakes import content
from tenmistakes.grading import database
from tenmistakes.grading import tables as t
from tenmistakes.grading.assignment import Assignment
from tenmistakes.grading.exercise import Exercise, Item, load_exercise
from tenmistakes.grading.settings import find
from tenmistakes.grading.states import State
from tenmistakes.questions import check
from tenmistakes.questions.exemplars import answer_of

MOST = 10.0
"""Seconds."""
DUE = datetime(2026, 3, 1, 18)
TABLES = (t.submitted_assignment, t.submitted_notebook, t.grade, t.submission, t.item)
Rows = dict[str, list[dict[str, Any]]]
_numbers = count(1)


def lay_out(root: Path) -> list[str]:
    """A course whose gradebook knows every exercise; their names."""
    for folder in ("solutions", "exercises"):
        shutil.copytree(content.home() / folder, root / folder)
    shutil.copy(content.home() / "nbgrader_config.py", root)
    command = [sys.executable, "-m", "nbgrader", "generate_assignment", "--assignment=*", "--force"]
    subprocess.run(command, cwd=root, env=environment(), check=True, capture_output=True)
    return sorted(path.name for path in (root / "exercises").iterdir())


def environment() -> dict[str, str]:
    """This Python's commands in reach: nbgrader calls alembic."""
    return os.environ | {"PATH": os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])}


def fill(root: Path, stems: list[str], learners: int) -> int:
    """Put everybody's marks in all exercises into the gradebook; how many submissions there are."""
    settings, chance = find(root), random.Random(20)
    engine = database.connect(database.address(settings.db_url))
    database.prepare(engine)
    students = [f"learner-{number:05}" for number in range(learners)]
    with database.writing(engine) as connection:
        connection.execute(
            insert(t.student), [{"id": s, "first_name": "Ada", "last_name": s.title()} for s in students]
        )
        connection.execute(update(t.assignment).values(duedate=DUE))
        for stem in stems:
            known = Assignment.find(connection, stem)
            assert known is not None
            exercise = load_exercise(stem, settings.release(stem))
            rows: Rows = {table.name: [] for table in TABLES}
            pools = {item.cell: list(answers(item, exercise)) for item in exercise.items}
            for student in students:
                hand_in(student, known, exercise, pools, chance, rows)
            for table in TABLES:
                connection.execute(insert(table), rows[table.name])
    with database.reading(engine) as connection:
        submissions = len(connection.execute(select(t.submission.c.student)).all())
    engine.dispose()
    return submissions


def answers(item: Item, exercise: Exercise) -> Iterator[dict[str, Any]]:
    """What each exemplar of a question leaves in the gradebook; the right one thrice, as most are right."""
    for exemplar in item.question.exemplars:
        answer = answer_of(exemplar, item.question, exercise.mistake)
        result = check(item.question, answer, exercise.mistake)
        points = None if result.message_id == "awaiting-review" else float(result.points)
        row = {"answer": json.dumps(answer), "message_id": result.message_id, "points": points}
        yield from [row] * (3 if exemplar.outcome == "right" else 1)


def hand_in(
    student: str,
    known: Assignment,
    exercise: Exercise,
    pools: Mapping[str, list[dict[str, Any]]],
    chance: random.Random,
    rows: Rows,
) -> None:
    """Add the rows of one graded submission; the texts of one in three are still to be read."""
    submission, notebook = new_id(), new_id()
    when = DUE - timedelta(minutes=chance.randint(-1500, 8000))
    unread = False
    for item in exercise.items:
        found = chance.choice(pools[item.cell])
        waits = found["points"] is None and chance.random() < 1 / 3
        unread |= waits
        rows["grade"].append(
            {
                "id": new_id(),
                "notebook_id": notebook,
                "cell_id": known.graded[item.cell],
                "auto_score": found["points"],
                "manual_score": float(chance.randint(0, 5))
                if found["points"] is None and not waits
                else None,
                "needs_manual_grade": waits,
            }
        )
        key = {"assignment": exercise.stem, "student": student, "cell": item.cell}
        rows["tenmistakes_item"].append(key | found)
    rows["submitted_assignment"].append(
        {"id": submission, "assignment_id": known.id, "student_id": student, "timestamp": when}
    )
    rows["submitted_notebook"].append(
        {"id": notebook, "assignment_id": submission, "notebook_id": known.notebook_id, "flagged": False}
    )
    rows["tenmistakes_submission"].append(
        {
            "assignment": exercise.stem,
            "student": student,
            "identity": submission * 2,
            "mark": exercise.mark,
            "state": State.NEEDS_REVIEW if unread else State.GRADED,
            "sentence": "",
            "flags": "[]",
            "timestamp": when,
            "notebook": notebook * 2,
            "seconds_late": max(0.0, (when - DUE).total_seconds()),
        }
    )


def new_id() -> str:
    """The next row id."""
    return f"{next(_numbers):032x}"


def run(root: Path) -> tuple[float, float, float]:
    """Report once: wall time [s], processor time [s], peak of memory [MB]."""
    command = [sys.executable, "-m", "tenmistakes", "report", "--csv", "tables"]
    began = time.perf_counter()
    process = subprocess.Popen(command, cwd=root, stdout=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise SystemExit(f"{' '.join(command)} ended with {process.returncode}.")
    return time.perf_counter() - began, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1000


def main() -> int:
    """Measure, print, and say whether it is as promised."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--learners", type=int, default=2000)
    parser.add_argument("--runs", type=int, default=5)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder) / "course"
        root.mkdir()
        submissions = fill(root, lay_out(root), given.learners)
        wall, processor, memory = zip(*(run(root) for _ in range(given.runs)), strict=True)
        size = (root / "grading" / "report.html").stat().st_size
    print(f"{submissions:,} submissions, {given.runs} runs, page and tables")
    print(
        f"{'median wall time':24}{statistics.median(wall):8.1f} s  (from {min(wall):.1f} to {max(wall):.1f})"
    )
    print(f"{'median processor time':24}{statistics.median(processor):8.1f} s")
    print(f"{'peak memory':24}{max(memory):8.0f} MB")
    print(f"{'page':24}{size / 1e6:8.1f} MB")
    if statistics.median(wall) >= MOST:
        print(f"Not as promised: {MOST:.0f} s or more.", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
