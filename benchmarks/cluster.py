"""What a cluster brings: ``tenmistakes grade`` without one, with one worker and with two, in one run.

The same generated submissions of exercise 8 are graded from the start each time, by the command as it is
typed. Throughput is counted from the first to the last submission. The memory of the process that grades is
read from the system on the way: it must not grow with the class. Every row of the gradebook and every graded
notebook is compared with what was made without a cluster.

Before that a smaller class is graded in this process, to see where the time goes: what is computed can be
taken over by workers, the rest cannot.

    python benchmarks/cluster.py [--submissions 20000] [--workers 1 2]

Exit code 1 if a gradebook differs, or if memory grows with the class. Linux only.
"""

import argparse
import hashlib
import os
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from grading import NAME, OURS, environment, lay_out

from tenmistakes.grading import computing, intake
from tenmistakes.grading import run as running
from tenmistakes.grading.settings import find

MOST_GROWTH = 20.0
"""MB that the process may have more at the end than after a quarter of the class."""
SAMPLES = 4


@dataclass(frozen=True)
class Measured:
    """One run: submissions a second, seconds in all, MB after each quarter of the class, what was made."""

    throughput: float
    whole: float
    memory: list[float]
    made: str


def measure(root: Path, size: int, words: list[str]) -> Measured:
    """Grade the class from the start."""
    began = time.perf_counter()
    with subprocess.Popen(
        [*OURS, *words], cwd=root, env=environment(), stdout=subprocess.PIPE, text=True, encoding="utf-8"
    ) as process:
        seen, moments, memory = 0, [], []
        for line in process.stdout:
            if '{"student"' not in line:
                continue
            seen += 1
            if seen in (1, size):
                moments.append(time.perf_counter())
            if seen % (size // SAMPLES) == 0:
                memory.append(resident(process.pid))
    if process.returncode or len(moments) != 2:
        raise SystemExit(
            f"grade {' '.join(words)} ended with {process.returncode} after {seen:,} submissions."
        )
    first, last = moments
    return Measured((size - 1) / (last - first), time.perf_counter() - began, memory, digest(root))


def resident(pid: int) -> float:
    """Memory of a process [MB]."""
    pages = int(Path(f"/proc/{pid}/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 1e6


def digest(root: Path) -> str:
    """A hash of every row of the gradebook but those that say when, and of every graded notebook."""
    found = hashlib.sha256()
    with sqlite3.connect(root / "grading" / "gradebook.db") as gradebook:
        named = "SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name"
        for (table,) in gradebook.execute(named).fetchall():
            columns = [row[1] for row in gradebook.execute(f"PRAGMA table_info({table})")]
            said = ", ".join(
                name for name in columns if table != "tenmistakes_audit" or name not in ("id", "time")
            )
            for row in gradebook.execute(f"SELECT {said} FROM {table} ORDER BY {said}"):
                found.update(repr(row).encode())
    graded = root / "grading" / "autograded"
    for path in sorted(graded.rglob("*.*")):
        if path.is_file():
            found.update(
                f"{path.relative_to(graded)} {hashlib.sha256(path.read_bytes()).hexdigest()}".encode()
            )
    return found.hexdigest()


def again(root: Path, ungraded: bytes) -> None:
    """Nobody has been graded yet."""
    shutil.rmtree(root / "grading" / "autograded", ignore_errors=True)
    for path in (root / "grading").glob("gradebook.db*"):
        path.unlink()
    (root / "grading" / "gradebook.db").write_bytes(ungraded)


def shares(root: Path) -> dict[str, float]:
    """Milliseconds a submission takes in this process, by what is done."""
    spent: Counter[str] = Counter()

    def timed(what: str, action: Callable[..., Any]) -> Callable[..., Any]:
        def measured(*given: Any) -> Any:
            began = time.perf_counter()
            try:
                return action(*given)
            finally:
                spent[what] += time.perf_counter() - began

        return measured

    computing.compute = timed("computed: score, rebuild", computing.compute)
    intake.read = timed("read", intake.read)
    running.place = timed("graded notebook put in its place", running.place)
    began, count = time.perf_counter(), 0
    for _ in running.run(find(root), NAME):
        count += 1
    spent["gradebook and the rest"] = time.perf_counter() - began - spent.total()
    return {what: 1000 * seconds / count for what, seconds in spent.items()}


def main() -> int:
    """Measure, print, and say what is not as promised."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--submissions", type=int, default=20_000)
    parser.add_argument("--workers", type=int, nargs="*", default=[1, 2])
    given = parser.parse_args()
    broken = []
    with tempfile.TemporaryDirectory() as folder:
        small = Path(folder) / "small"
        lay_out(small, 500)
        spent = shares(small)
        for what, each in spent.items():
            print(f"{what:36}{each:6.2f} ms{100 * each / sum(spent.values()):6.0f} %")
        root = Path(folder) / "course"
        lay_out(root, given.submissions)
        ungraded = (root / "grading" / "gradebook.db").read_bytes()
        print(f"\n{given.submissions:,} submissions, {os.cpu_count()} cores")
        print(f"{'':12}{'a second':>10}{'ratio':>8}{'in all':>10}   memory after each quarter   load")
        alone: Measured | None = None
        for workers in (0, *given.workers):
            again(root, ungraded)
            found = measure(root, given.submissions, ["--cluster", str(workers)] if workers else [])
            alone = alone or found
            name = f"{workers} worker{'s' * (workers > 1)}" if workers else "no cluster"
            memory = " ".join(f"{each:6.1f}" for each in found.memory)
            print(
                f"{name:12}{found.throughput:10.0f}{found.throughput / alone.throughput:8.2f}"
                f"{found.whole:8.1f} s {memory} MB{os.getloadavg()[0]:8.1f}",
                flush=True,
            )
            if found.made != alone.made:
                broken.append(f"with {name} the gradebook or a notebook differs")
            if found.memory[-1] - found.memory[0] > MOST_GROWTH:
                broken.append(f"with {name} memory grows with the class")
    for sentence in broken:
        print(f"Not as promised: {sentence}.", file=sys.stderr)
    return int(bool(broken))


if __name__ == "__main__":
    sys.exit(main())
