"""What exporting marks costs: ``tenmistakes export`` and nbgrader's own, of the same gradebook, in one run.

A gradebook of all ten exercises gets a class by plain inserts: each learner's points for each question are
drawn at random (with a fixed seed), some were given by hand, some did not hand in. Every command is started
as an instructor starts it; what is compared is the time from its start to its end, by the clock and of the
processor. Then every score in nbgrader's file is compared with ours; who has no marks has 0 there and nothing
here.

    python benchmarks/marks.py [--learners 2000] [--stock 50 2000] [--times 5]

``--stock`` says for how many learners nbgrader's export is measured too: it takes minutes for 2,000, so there
it is run once. Exit code 1 if ours takes more than 4 s of work for 2,000 learners x 10, or a score differs.
"""

import argparse
import csv
import os
import random
import resource
import shutil
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple
from uuid import UUID

from tenmistakes import content

MOST_SECONDS, PROMISED = 4.0, 2000
ABSENT, BY_HAND, NO_MARKS = 0.1, 0.1, 0.03
"""Shares: of hand-ins that never came; of points a person has changed; of hand-ins that cannot be graded."""
STEMS = [place.stem for place in content.places() if place.number]
WHEN = "2026-02-01 10:00:00.000000"


def environment() -> dict[str, str]:
    """This Python's commands in reach: nbgrader calls alembic."""
    return os.environ | {"PATH": os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])}


def lay_out(root: Path) -> Path:
    """A course with a gradebook that knows every exercise and nobody; its file."""
    root.mkdir(parents=True)
    for folder in ("solutions", "exercises"):
        shutil.copytree(content.home() / folder, root / folder)
    shutil.copy(content.home() / "nbgrader_config.py", root)
    entered = [sys.executable, "-m", "nbgrader", "generate_assignment", "--assignment=*", "--force"]
    subprocess.run(entered, cwd=root, env=environment(), check=True, capture_output=True)
    # The grader's own tables, which are made by the first grading.
    program = (
        "from pathlib import Path; from tenmistakes.grading import database; "
        "from tenmistakes.grading.settings import find; "
        "database.prepare(database.connect(database.address(find(Path()).db_url)))"
    )
    subprocess.run([sys.executable, "-c", program], cwd=root, env=environment(), check=True)
    return root / "grading" / "gradebook.db"


def fill(gradebook: Path, size: int) -> None:
    """Enter a class of ``size`` as a grading writes it."""
    chance = random.Random(7)
    connection = sqlite3.connect(gradebook)
    cells: dict[str, list[tuple[str, str, float]]] = {}
    for stem, cell, name, points in connection.execute(
        "SELECT assignment.name, base_cell.id, base_cell.name, grade_cells.max_score FROM grade_cells"
        " JOIN base_cell ON base_cell.id = grade_cells.id"
        " JOIN notebook ON notebook.id = base_cell.notebook_id"
        " JOIN assignment ON assignment.id = notebook.assignment_id ORDER BY 1, 3"
    ):
        cells.setdefault(stem, []).append((cell, name, points))
    ids = {
        stem: (assignment, notebook)
        for stem, assignment, notebook in connection.execute(
            "SELECT assignment.name, assignment.id, notebook.id FROM assignment"
            " JOIN notebook ON notebook.assignment_id = assignment.id"
        )
    }

    def new_id() -> str:
        return UUID(int=chance.getrandbits(128)).hex

    def put(table: str, columns: str, rows: list[tuple[object, ...]]) -> None:
        marks = ", ".join("?" * len(columns.split()))
        connection.executemany(f"INSERT INTO {table} ({', '.join(columns.split())}) VALUES ({marks})", rows)

    tables: dict[tuple[str, str], list[tuple[object, ...]]] = {}

    def add(table: str, columns: str, *row: object) -> None:
        tables.setdefault((table, columns), []).append(row)

    for number in range(size):
        student = f"learner-{number:05}"
        add(
            "student",
            "id first_name last_name email",
            student,
            "Jo",
            f"Name {number}",
            f"{student}@u.example",
        )
        for stem, (assignment, notebook) in ids.items():
            if chance.random() < ABSENT:
                continue
            state = "failed" if chance.random() < NO_MARKS else "graded"
            add(
                "tenmistakes_submission",
                "assignment student identity mark state sentence flags timestamp seconds_late",
                *(stem, student, "i", "m", state, "", "[]", WHEN, 0.0),
            )
            if state == "failed":
                continue
            submitted, written = new_id(), new_id()
            add(
                "submitted_assignment",
                "id assignment_id student_id timestamp",
                submitted,
                assignment,
                student,
                WHEN,
            )
            add(
                "submitted_notebook",
                "id assignment_id notebook_id flagged late_submission_penalty",
                *(written, submitted, notebook, False, 0.0),
            )
            for cell, name, points in cells[stem]:
                auto = float(chance.randint(0, int(points)))
                manual = points if chance.random() < BY_HAND else None
                add(
                    "grade",
                    "id cell_id notebook_id auto_score manual_score needs_manual_grade",
                    *(new_id(), cell, written, auto, manual, False),
                )
                add(
                    "tenmistakes_item",
                    "assignment student cell answer message_id points",
                    *(stem, student, name, '"seen"', "right", auto),
                )
    with connection:
        for (table, columns), rows in tables.items():
            put(table, columns, rows)
        connection.execute("ANALYZE")
    connection.close()


class Took(NamedTuple):
    """Seconds by the clock, and of this program's own work, whoever else is at the machine."""

    clock: float
    work: float


def run(root: Path, *words: str) -> Took:
    """How long a command takes."""
    began, before = time.perf_counter(), resource.getrusage(resource.RUSAGE_CHILDREN)
    command = [sys.executable, "-m", *words]
    done = subprocess.run(command, cwd=root, env=environment(), capture_output=True, text=True, check=False)
    clock, after = time.perf_counter() - began, resource.getrusage(resource.RUSAGE_CHILDREN)
    if done.returncode:
        raise SystemExit(f"{done.stdout}{done.stderr}\n{' '.join(words)} ended with {done.returncode}.")
    return Took(clock, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)


def measure(root: Path, times: int, *words: str) -> Took:
    """The medians of so many runs, printed."""
    took = [run(root, *words) for _ in range(times)]
    found = Took(*(statistics.median(column) for column in zip(*took, strict=True)))
    print(f"  {' '.join(words[:3]):60}{found.clock:8.2f} s{found.work:8.2f} s{f'of {times}':>7}", flush=True)
    return found


def differing(root: Path) -> int:
    """How many scores of nbgrader's file are others in ours; without a score of ours, it must have 0."""
    found = []
    for name in ("ours.csv", "theirs.csv"):
        with (root / name).open(encoding="utf-8", newline="") as file:
            found.append(
                {(row["assignment"], row["student_id"]): row["score"] for row in csv.DictReader(file)}
            )
    ours, theirs = found
    if ours.keys() != theirs.keys():
        return len(ours.keys() ^ theirs.keys())
    return sum(float(score) != float(ours[key] or 0.0) for key, score in theirs.items())


def compare(root: Path, size: int, times: int, stock: bool) -> Iterator[str]:
    """Measure a class, and yield what is not as promised."""
    print(f"\n{f'{size:,} learners x {len(STEMS)} exercises':62}{'by the clock':>10}{'of work':>10}")
    ours = measure(root, times, "tenmistakes", "export", "csv", "--output", "ours.csv", "--force")
    took = {"csv": ours}
    for platform in ("canvas", "moodle", "blackboard"):
        took[platform] = measure(root, times, "tenmistakes", "export", platform)
    for platform, found in took.items():
        if found.work > MOST_SECONDS and size <= PROMISED:
            yield f"{platform} took {found.work:.1f} s for {size:,} learners"
    if stock:
        plugin = "--exporter=nbgrader.plugins.CsvExportPlugin"
        theirs = measure(root, times if size <= 100 else 1, "nbgrader", "export", plugin, "--to=theirs.csv")
        faster = Took(theirs.clock / ours.clock, theirs.work / ours.work)
        print(f"  {'times faster':60}{faster.clock:8.0f}{faster.work:10.0f}")
        wrong = differing(root)
        print(f"  {'scores compared, different':60}{size * len(STEMS):8,}{wrong:10,}")
        if wrong:
            yield f"{wrong} scores differ for {size:,} learners"


def main() -> int:
    """Measure, print, and say what is not as promised."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--learners", type=int, nargs="*", default=[2000], metavar="SIZE")
    parser.add_argument("--stock", type=int, nargs="*", default=[50, 2000], metavar="SIZE")
    parser.add_argument("--times", type=int, default=5)
    given = parser.parse_args()
    broken = []
    with tempfile.TemporaryDirectory() as folder:
        empty = lay_out(Path(folder) / "empty").parents[1]
        for size in sorted({*given.learners, *given.stock}):
            root = Path(folder) / f"class-{size}"
            shutil.copytree(empty, root)
            fill(root / "grading" / "gradebook.db", size)
            broken += compare(root, size, given.times, size in given.stock)
            shutil.rmtree(root)
    for sentence in broken:
        print(f"Not as promised: {sentence}.", file=sys.stderr)
    return int(bool(broken))


if __name__ == "__main__":
    sys.exit(main())
