"""What grading costs: ``tenmistakes grade`` and ``nbgrader autograde`` on the same submissions, in one run.

Two copies of the course get the same submissions of exercise 8, answered at random (with a fixed seed). Both
programs are started as an instructor starts them, on a gradebook that knows the exercise. Each says something
about every submission as it goes; the time between two such lines is the time of one submission, and its
median is compared. Then every automatic score in both gradebooks is.

After that, ever larger classes are graded, and the peak of the grader's memory is read from the system.

    python benchmarks/grading.py [--submissions 200] [--classes 100 1000 10000]

Exit code 1 if a score differs, if the ratio is below 100, if a submission takes more than 15 ms, or if memory
grows with the class. ``--submissions 0`` leaves out the comparison.
"""

import argparse
import json
import os
import random
import shutil
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

from tenmistakes import content
from tenmistakes.answers import embedding
from tenmistakes.answers.schema import Entry
from tenmistakes.questions import Mistake, load, revision
from tenmistakes.questions.exemplars import answer_of
from tenmistakes.questions.kinds import Written

SLUG = "no-crisis-plan"
NAME = f"08-{SLUG}"
LEAST_RATIO, MOST_MS, MOST_GROWTH = 100, 15.0, 20.0
"""Times faster; milliseconds a submission; MB of memory that a large class may take more than a small one."""
TEXTS = ("", "We have seen it, and we are sorry. You hear from us at noon.", "Sorry! " * 100)

OURS = [sys.executable, "-u", "-m", "tenmistakes", "grade", NAME, "--json"]
THEIRS = [sys.executable, "-u", "-m", "nbgrader", "autograde", NAME]


def submission(mistake: Mistake, chance: random.Random) -> bytes:
    """A notebook as an honest learner hands it in: some answers right, some wrong, some left out."""
    entries = []
    for question in mistake.questions.values():
        if not question.points or isinstance(question, Written):
            continue
        exemplar = chance.choice(question.exemplars)
        if exemplar.outcome != "not-attempted":
            value = answer_of(exemplar, question, mistake)
            time = f"2026-01-31T09:{chance.randrange(60):02}:00.000Z"
            entries.append(Entry(mistake.full_id(question), value, time, 1, revision(question)))
    notebook = json.loads((content.home() / "exercises" / NAME / f"{NAME}.ipynb").read_bytes())
    text = chance.choice(TEXTS)
    for cell in notebook["cells"]:
        if cell["metadata"].get("tenmistakes", {}).get("role") == "hand-in":
            cell["source"] = embedding.write(entries)
        elif text and cell["id"].startswith("written-"):
            cell["source"] = text
    return json.dumps(notebook, indent=1).encode()


def lay_out(root: Path, size: int) -> None:
    """A course with a gradebook and so many submissions."""
    root.mkdir()
    for folder in ("solutions", "exercises"):
        shutil.copytree(content.home() / folder / NAME, root / folder / NAME)
    shutil.copy(content.home() / "nbgrader_config.py", root)
    mistake, chance = load(SLUG), random.Random(8)
    for number in range(size):
        folder = root / "grading" / "submitted" / f"learner-{number:05}" / NAME
        folder.mkdir(parents=True)
        (folder / f"{NAME}.ipynb").write_bytes(submission(mistake, chance))
        (folder / "timestamp.txt").write_text("2026-02-01 10:00:00 UTC")
    registered = [sys.executable, "-m", "nbgrader", "generate_assignment", NAME, "--force"]
    subprocess.run(registered, cwd=root, env=environment(), check=True, capture_output=True)


def environment() -> dict[str, str]:
    """This Python's commands in reach: nbgrader calls alembic."""
    return os.environ | {"PATH": os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])}


def moments(command: list[str], root: Path, word: str) -> tuple[list[float], float, float]:
    """Run a grader: when each line with ``word`` came [s], how long it ran [s], and its peak memory [MB]."""
    began = time.perf_counter()
    seen, last = [], []
    process = subprocess.Popen(
        command,
        cwd=root,
        env=environment(),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        encoding="utf-8",
    )
    assert process.stdout is not None
    for line in process.stdout:
        last = [*last[-20:], line]
        if word in line:
            seen.append(time.perf_counter() - began)
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise SystemExit("".join(last) + f"{' '.join(command)} ended with {process.returncode}.")
    return seen, time.perf_counter() - began, usage.ru_maxrss / 1000


def each(seen: list[float]) -> list[float]:
    """Milliseconds from one submission to the next."""
    return [1000 * (after - before) for before, after in pairwise(seen)]


def scores(root: Path) -> dict[tuple[str, str], Any]:
    """Learner and cell -> automatic score and whether a person must look, for every row of the gradebook."""
    with sqlite3.connect(root / "grading" / "gradebook.db") as gradebook:
        rows = gradebook.execute(
            "SELECT student_id, name, auto_score, needs_manual_grade FROM grade"
            " JOIN base_cell ON base_cell.id = grade.cell_id"
            " JOIN submitted_notebook ON submitted_notebook.id = grade.notebook_id"
            " JOIN submitted_assignment ON submitted_assignment.id = submitted_notebook.assignment_id"
        ).fetchall()
    return {(student, cell): (score, bool(needed)) for student, cell, score, needed in rows}


def compare(folder: Path, size: int) -> Iterator[str]:
    """Grade the same submissions by both, print how long it took, and yield what is not as promised."""
    found = {}
    for name, command, word in (("ours", OURS, '{"student"'), ("theirs", THEIRS, "Sanitizing")):
        root = folder / name
        lay_out(root, size)
        seen, whole, _ = moments(command, root, word)
        found[name] = statistics.median(each(seen)), whole, scores(root)
        print(f"{' '.join(command[3:5]):32}{found[name][0]:14.1f} ms{whole:12.1f} s in all")
    (ours, _, right), (theirs, _, expected) = found["ours"], found["theirs"]
    print(f"{'times faster':32}{theirs / ours:14.0f}")
    differing = sum(right.get(key) != expected.get(key) for key in right.keys() | expected.keys())
    print(f"{'scores compared, different':32}{len(expected):14,}{differing:12,}")
    if differing or len(expected) < size:
        yield f"{differing} of {len(expected)} scores differ"
    if theirs / ours < LEAST_RATIO:
        yield f"only {theirs / ours:.0f} times faster"
    if ours > MOST_MS:
        yield f"{ours:.1f} ms a submission"


def grow(folder: Path, sizes: list[int]) -> Iterator[str]:
    """Grade ever larger classes, print what it took, and yield what is not as promised."""
    peaks = {}
    print(f"\n{'class':>10}{'median':>12}{'in all':>12}{'peak memory':>14}{'once more':>12}")
    for size in sizes:
        root = folder / f"class-{size}"
        lay_out(root, size)
        seen, whole, peaks[size] = moments(OURS, root, '{"student"')
        _, again, _ = moments(OURS, root, '{"student"')
        median = statistics.median(each(seen))
        print(f"{size:10,}{median:9.1f} ms{whole:10.1f} s{peaks[size]:11.1f} MB{again:10.1f} s", flush=True)
        shutil.rmtree(root)
        if median > MOST_MS:
            yield f"{median:.1f} ms a submission in a class of {size:,}"
    if peaks and max(peaks.values()) - peaks[min(peaks)] > MOST_GROWTH:
        yield "memory grows with the class"


def main() -> int:
    """Measure, print, and say what is not as promised."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--submissions", type=int, default=200, help="to compare on (default: 200)")
    parser.add_argument("--classes", type=int, nargs="*", default=[100, 1000, 10_000], metavar="SIZE")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        broken = list(compare(Path(folder), given.submissions)) if given.submissions else []
        broken += grow(Path(folder), given.classes)
    for sentence in broken:
        print(f"Not as promised: {sentence}.", file=sys.stderr)
    return int(bool(broken))


if __name__ == "__main__":
    sys.exit(main())
