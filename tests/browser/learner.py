"""A learner at her computer: JupyterLab started as she starts it, a browser, and hands to use it with."""

import json
import os
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from nbformat.sign import NotebookNotary
from playwright.sync_api import Browser, Locator, Page, expect

from tenmistakes.answers import sidecar
from tenmistakes.answers.schema import latest, merge

ROOT = Path(__file__).resolve().parents[2]
MODULE = (sys.executable, "-m", "tenmistakes")

FLAGS = (
    "--no-sandbox",  # in a container one is root
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)

_NOW = "window.jupyterapp?.shell?.currentWidget"


class Learner:
    """JupyterLab on a folder of the learner's, started by ``command``, with a home of its own."""

    def __init__(self, home: Path, command: Sequence[str] = MODULE) -> None:
        self.home = home
        self.folder = home / "my-work"
        kept = {k: v for k, v in os.environ.items() if not k.startswith(("JPY_", "JUPYTER", "NBGRADER_"))}
        self.environment = kept | {
            "HOME": str(home),
            "USERPROFILE": str(home),
            "JUPYTER_CONFIG_DIR": str(home / "config"),
            "JUPYTER_DATA_DIR": str(home / "data"),
            "JUPYTER_RUNTIME_DIR": str(home / "runtime"),
            "IPYTHONDIR": str(home / "ipython"),
            "MPLCONFIGDIR": os.environ.get("MPLCONFIGDIR", str(home / "matplotlib")),
        }
        words = [*command, "learn", "--folder", str(self.folder), "--no-browser"]
        lab = ["--LabApp.expose_app_in_browser=True", "--ServerApp.port_retries=200"]
        self._log = (home / "lab.log").open("w+", encoding="utf-8")
        self._process = subprocess.Popen(
            [*words, "--", *lab], cwd=home, env=self.environment, stdout=self._log, stderr=self._log
        )
        self.front_door = self._wait_for_address()
        """The address that is shown to the learner."""
        self.address = re.match(r"http://[^/]+", self.front_door)[0]
        self.token = re.search(r"token=(\w+)", self.front_door)[1]

    def _wait_for_address(self) -> str:
        deadline = time.monotonic() + 90
        while time.monotonic() < deadline:
            said = (self.home / "lab.log").read_text(encoding="utf-8")
            if found := re.search(r"http://\S+token=\w+", said):
                return found[0]
            assert self._process.poll() is None, said
            time.sleep(0.1)
        raise AssertionError((self.home / "lab.log").read_text(encoding="utf-8"))

    def close(self) -> None:
        """Stop JupyterLab and its kernels."""
        self._process.terminate()
        try:
            self._process.wait(20)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._log.close()

    def copy(self, source: str, name: str) -> str:
        """A trusted copy of a notebook beside it, so that a test has answers of its own; its path."""
        path = Path(source).with_name(f"{name}.ipynb")
        shutil.copy(self.folder / source, self.folder / path)
        self.trust(path.as_posix())
        return path.as_posix()

    def trust(self, path: str) -> None:
        """Sign a notebook as its owner would."""
        import nbformat

        notary = NotebookNotary(data_dir=str(self.home / "data"))
        notary.sign(nbformat.read(self.folder / path, as_version=4))
        notary.store.close()

    def read(self, path: str) -> dict[str, Any]:
        """A notebook as it is on the disk."""
        return json.loads((self.folder / path).read_text(encoding="utf-8"))

    def answers(self, path: str) -> dict[str, Any]:
        """What is saved beside a notebook: the answer that counts, by question."""
        read = sidecar.read(sidecar.beside(self.folder / path))
        return {entry.question: entry.value for entry in latest(merge(read.entries))}

    def page(self, browser: Browser, **options: Any) -> Page:
        """A new browser window that knows the token. Errors in the page's scripts fail the test."""
        page = browser.new_page(**({"viewport": {"width": 1400, "height": 1000}} | options))
        page.set_default_timeout(20_000)
        return page

    def open(self, page: Page, path: str, *, runs: bool = True) -> None:
        """Open a notebook alone in the window; wait until it has run itself."""
        page.goto(f"{self.address}/doc/tree/{path}?token={self.token}")
        wait_until_idle(page)
        if runs:
            wait_until_run(page)


def wait_until_idle(page: Page) -> None:
    """Wait for the notebook on top and an idle kernel."""
    page.wait_for_function(f"{_NOW}?.sessionContext?.kernelDisplayStatus === 'idle'", timeout=60_000)


def wait_until_run(page: Page) -> None:
    """Wait until every cell that runs by itself has run, and the widgets are there."""
    page.wait_for_function(
        f"""() => {{
          const panel = {_NOW};
          const cells = panel.content.widgets.filter((c) => c.model.type === "code"
            && c.model.getMetadata("tenmistakes")?.role !== "hand-in"
            && !c.model.getMetadata("nbgrader")?.solution);
          return cells.length && cells.every((c) => c.model.executionState === "idle"
            && c.model.executionCount && c.node.querySelectorAll(".jp-OutputArea-output:empty").length === 0);
        }}""",
        timeout=60_000,
    )
    page.wait_for_timeout(300)


def ran_here(page: Page) -> bool:
    """Whether the notebook on top has been run since it was opened: its kernel has counted."""
    return page.evaluate(f"{_NOW}.content.widgets.some((c) => c.model.executionCount) && true")


def save(page: Page) -> None:
    """Save the notebook on top, as Ctrl+S does."""
    page.evaluate(f"{_NOW}.context.save()")
    page.wait_for_function(f"!{_NOW}.context.model.dirty")


def run_hand_in(page: Page) -> None:
    """Run the last code cell by its keys, as the text above it says."""
    page.evaluate(
        f"""() => {{
          const notebook = {_NOW}.content;
          const handsIn = (cell) => cell.model.getMetadata("tenmistakes")?.role === "hand-in";
          notebook.activeCellIndex = notebook.widgets.findIndex(handsIn);
          notebook.mode = "command";
          notebook.activate();
        }}"""
    )
    page.keyboard.press("Shift+Enter")
    expect(page.get_by_text("These answers will be graded").last).to_be_visible()


def restart_kernel(page: Page) -> None:
    """Restart the kernel of the notebook on top."""
    page.evaluate(f"{_NOW}.sessionContext.session.kernel.restart()")
    wait_until_idle(page)


def use_theme(page: Page, dark: bool) -> None:
    """Light or dark."""
    theme = "JupyterLab Dark" if dark else "JupyterLab Light"
    page.evaluate(f"jupyterapp.commands.execute('apputils:change-theme', {{ theme: '{theme}' }})")
    page.wait_for_selector(f"body[data-jp-theme-light='{str(not dark).lower()}']", state="attached")
    page.wait_for_timeout(300)


def box(page: Page, full_id: str) -> Locator:
    """The widget of a question; the first, if it is asked twice."""
    return page.locator(f"[data-question='{full_id}']").first


def simulation(page: Page, full_id: str) -> Locator:
    """The widget of a simulation."""
    return page.locator(f"[data-simulation='{full_id}']")


def answer(widget: Locator, kind: str, value: Any) -> None:
    """Give an answer by mouse, and wait until the widget says that it is saved."""
    if kind == "choose-one":
        widget.locator(f"input[value='{value}']").check()
    elif kind == "choose-several":
        for option in widget.locator("input").all():
            option.set_checked(option.get_attribute("value") in value)
    elif kind == "order":
        for place, name in enumerate(value):
            while name not in order_of(widget)[: place + 1]:
                widget.locator(f"[data-id='{name}']").get_by_role("button", name="Move up").click()
    elif kind in ("match", "plan"):
        given(widget, value, lambda select, choice: select.select_option(choice))
    elif kind == "estimate":
        widget.locator("input").fill(str(value))
        widget.locator("input").blur()
    elif kind == "written":
        widget.locator("textarea").fill(value)
        widget.locator("textarea").blur()
    expect(widget.locator(".tm-status")).to_have_text(re.compile("Saved"))


def order_of(widget: Locator) -> list[str]:
    """The ids of the items in the order on screen."""
    return widget.locator(".tm-item").evaluate_all("items => items.map((item) => item.dataset.id)")


def given(widget: Locator, value: dict[str, str], act: Any) -> None:
    """Call ``act(select, choice)`` for each row of a match or a plan, in the order on screen."""
    for select in widget.locator("select").all():
        mine = select.get_attribute("data-id")
        act(select, value[mine])


def check(widget: Locator) -> str:
    """Ask for the check; the verdict's text."""
    widget.get_by_role("button", name="Check my answer").click()
    expect(widget.locator(".tm-verdict")).to_be_visible()
    return widget.locator(".tm-verdict").inner_text()
