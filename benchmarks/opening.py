"""How long a learner waits for a lesson, and what the course keeps in memory while she reads it.

JupyterLab is started as `course.py learn` starts it. For each lesson a fresh browser window, with nothing in
its cache, opens it; the time runs from there to the first widget that can be used: drawn, enabled, with a
kernel that answers it. Then the lesson runs to its end, and the memory of server and kernel is read:
resident, and what is the process's alone (unique), which is what another learner on one machine adds.

    python benchmarks/opening.py [--repeat 3] [--lesson 8 …]

Exit code 1 if the median of the lessons is above 4 s, the worst above 6 s, or server and kernel above
190 MB together. Needs Chromium; memory is read on Linux only.
"""

import argparse
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

from tenmistakes import content
from tenmistakes.doctor.machine import find_chromium

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
from tests.browser.learner import (
    FLAGS,
    Learner,
    wait_until_idle,
    wait_until_run,
)

MEDIAN_S, WORST_S, MOST_MB = 4.0, 6.0, 190.0
USABLE = """() => [...document.querySelectorAll('.tm-box[role=group], .tm-box[role=region]')].some((box) =>
  [...box.querySelectorAll('input, select, textarea, button')].some((one) =>
    !one.disabled && one.getClientRects().length))"""


def opened(browser: Browser, learner: Learner, path: str) -> tuple[float, dict[str, float]]:
    """Seconds until the first widget can be used, and megabytes by process, where they can be had."""
    context = browser.new_context(viewport={"width": 1400, "height": 1000})
    page = context.new_page()
    page.set_default_timeout(60_000)
    began = time.perf_counter()
    page.goto(f"{learner.address}/lab/tree/{path}?token={learner.token}", wait_until="commit")
    page.wait_for_function(USABLE, polling="raf")
    seconds = time.perf_counter() - began
    wait_until_idle(page)
    wait_until_run(page)
    memory = dict(measured(learner)) if sys.platform == "linux" else {}
    page.evaluate("window.jupyterapp.shell.currentWidget.sessionContext.shutdown()")
    context.close()
    return seconds, memory


def measured(learner: Learner) -> Iterator[tuple[str, float]]:
    """Resident and unique megabytes of the server and of its kernels."""
    server = learner._process.pid
    for pid in (server, *children(server)):
        kind = "server" if pid == server else "kernel"
        rollup = Path(f"/proc/{pid}/smaps_rollup").read_text()
        kb = {line.split(":")[0]: int(line.split()[1]) for line in rollup.splitlines()[1:]}
        yield f"{kind}, resident", kb["Rss"] / 1024
        yield f"{kind}, unique", (kb["Private_Clean"] + kb["Private_Dirty"]) / 1024


def children(pid: int) -> Iterator[int]:
    """Everything a process started, and what that started."""
    for task in Path(f"/proc/{pid}/task").iterdir():
        for child in (task / "children").read_text().split():
            yield int(child)
            yield from children(int(child))


def main() -> int:
    """Measure and print; the exit code."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--repeat", type=int, default=3)
    parser.add_argument("--lesson", type=int, action="append")
    asked = parser.parse_args()
    places = [p for p in content.places() if p.number and (p.folder / "exercise.md").is_file()]
    chosen = [p for p in places if not asked.lesson or p.number in asked.lesson]
    medians, memory = {}, {}
    with tempfile.TemporaryDirectory() as home, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find_chromium(), args=list(FLAGS))
        learner = Learner(Path(home))
        try:
            opened(browser, learner, f"lessons/{chosen[0].stem}.ipynb")  # warms the disk's cache
            for place in chosen:
                path = f"lessons/{place.stem}.ipynb"
                rounds = [opened(browser, learner, path) for _ in range(asked.repeat)]
                medians[place.stem] = statistics.median(seconds for seconds, _ in rounds)
                memory[place.stem] = rounds[-1][1]
                parts = ", ".join(f"{name} {mb:.0f}" for name, mb in memory[place.stem].items())
                print(f"{place.stem:28} {medians[place.stem]:5.2f} s   {parts}", flush=True)
        finally:
            learner.close()
            browser.close()
    median, worst = statistics.median(medians.values()), max(medians.values())
    print(f"median {median:.2f} s, worst {worst:.2f} s; load {os.getloadavg()[0]:.1f}")
    totals = [sum(mb for name, mb in one.items() if "resident" in name) for one in memory.values()]
    if totals:
        print(f"server and kernel, resident: {min(totals):.0f} to {max(totals):.0f} MB")
    slow = median > MEDIAN_S or worst > WORST_S
    return int(slow or (bool(totals) and max(totals) > MOST_MB))


if __name__ == "__main__":
    sys.exit(main())
