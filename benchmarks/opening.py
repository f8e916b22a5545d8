"""How long a learner waits for a lesson, and what the course keeps in memory while she reads it.

For each lesson JupyterLab is started as `course.py learn` starts it. The lesson is opened in two ways: by its
address in a fresh browser window with nothing in its cache, JupyterLab and all; and by its link on the start
page. The time runs from there to the first widget that can be used: drawn, enabled, with a kernel that
answers it. In the fresh window the lesson then runs to its end, and the memory of server and kernel is read:
resident, and what is the process's alone (unique), which is what another learner on one machine adds.

    python benchmarks/opening.py [--repeat 3] [--lesson 8 …]

Exit code 1 if, either way, the median of the lessons is above 4 s or the worst opening of all above 6 s, or
if server and kernel take more than 190 MB together. Needs Chromium; memory is read on Linux only.
"""

import argparse
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

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
USABLE = """(path) => { const panel = window.jupyterapp?.shell?.currentWidget;
  return panel?.context?.path === path
    && [...panel.node.querySelectorAll('.tm-box[role=group], .tm-box[role=region]')].some((box) =>
      [...box.querySelectorAll('input, select, textarea, button')].some((one) =>
        !one.disabled && one.getClientRects().length)); }"""


@contextmanager
def window(browser: Browser) -> Iterator[Page]:
    """A fresh browser window, with nothing in its cache."""
    context = browser.new_context(viewport={"width": 1400, "height": 1000})
    page = context.new_page()
    page.set_default_timeout(60_000)
    yield page
    context.close()


def alone(browser: Browser, learner: Learner, path: str) -> tuple[float, dict[str, float]]:
    """Seconds from a lesson's address to its first widget, and megabytes by process, where they are known."""
    with window(browser) as page:
        began = time.perf_counter()
        page.goto(f"{learner.address}/lab/tree/{path}?token={learner.token}", wait_until="commit")
        page.wait_for_function(USABLE, arg=path, polling="raf")
        seconds = time.perf_counter() - began
        finish(page)
        memory = measured(learner) if sys.platform == "linux" else {}
        end_kernels(page)
    return seconds, memory


def by_link(browser: Browser, learner: Learner, path: str, number: int) -> float:
    """Seconds from the link on the start page to the lesson's first widget."""
    with window(browser) as page:
        page.goto(learner.front_door)
        finish(page)
        link = page.get_by_role("link", name="Lesson", exact=True).nth(number - 1)
        began = time.perf_counter()
        link.click()
        page.wait_for_function(USABLE, arg=path, polling="raf")
        seconds = time.perf_counter() - began
        finish(page)
        end_kernels(page)
    return seconds


def finish(page: Page) -> None:
    """Let the notebook on top run to its end."""
    wait_until_idle(page)
    wait_until_run(page)


def end_kernels(page: Page) -> None:
    """Leave none for the next opening."""
    page.evaluate("window.jupyterapp.serviceManager.sessions.shutdownAll()")


def measured(learner: Learner) -> dict[str, float]:
    """Resident and unique megabytes of the server and of its kernel."""
    server = learner._process.pid
    kernels = [pid for pid in children(server) if Path(f"/proc/{pid}/smaps_rollup").read_text()]
    if len(kernels) != 1:
        raise SystemExit(f"There are {len(kernels)} kernels for one lesson.")
    found = {}
    for kind, pid in (("server", server), ("kernel", kernels[0])):
        rollup = Path(f"/proc/{pid}/smaps_rollup").read_text()
        kb = {line.split(":")[0]: int(line.split()[1]) for line in rollup.splitlines()[1:]}
        found[f"{kind}, resident"] = kb["Rss"] / 1024
        found[f"{kind}, unique"] = (kb["Private_Clean"] + kb["Private_Dirty"]) / 1024
    return found


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
    alones, links, totals = [], [], []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find_chromium(), args=list(FLAGS))
        print(f"{'median [s]':28} {'alone':>6} {'by link':>8}   [MB]")
        for place in chosen:
            path = f"lessons/{place.stem}.ipynb"
            with tempfile.TemporaryDirectory() as home, closing(Learner(Path(home))) as learner:
                rounds = [alone(browser, learner, path) for _ in range(asked.repeat)]
                links.append([by_link(browser, learner, path, place.number) for _ in range(asked.repeat)])
            alones.append([seconds for seconds, _ in rounds])
            memory = rounds[-1][1]
            totals.append(sum(mb for name, mb in memory.items() if "resident" in name))
            parts = ", ".join(f"{name} {mb:.0f}" for name, mb in memory.items())
            mine = statistics.median(alones[-1]), statistics.median(links[-1])
            print(f"{place.stem:28} {mine[0]:6.2f} {mine[1]:8.2f}   {parts}", flush=True)
        browser.close()
    slow = False
    for way, lessons in (("alone", alones), ("by link", links)):
        median = statistics.median(statistics.median(each) for each in lessons)
        worst = max(max(each) for each in lessons)
        slow |= median > MEDIAN_S or worst > WORST_S
        print(f"{way}: median of the lessons {median:.2f} s, worst opening of all {worst:.2f} s")
    if sys.platform == "linux":
        print(f"server and kernel, resident: {min(totals):.0f} to {max(totals):.0f} MB")
        print(f"load {os.getloadavg()[0]:.1f}")
    return int(slow or max(totals) > MOST_MB)


if __name__ == "__main__":
    sys.exit(main())
