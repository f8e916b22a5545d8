"""The notebooks live in the visitor's browser: JupyterLite, with Python and the course in it."""

import copy
import json
import re
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from nbformat import NotebookNode

from tenmistakes import lab
from tenmistakes.site import pages, pyodide
from tenmistakes.site.trouble import Trouble

WINDOWS = ("notebooks", "tree")
"""JupyterLite's windows: one notebook, and the list of files."""
EXTENSIONS = (pyodide.KERNEL, "@jupyter-widgets/jupyterlab-manager", "anywidget")
"""JupyterLab's extensions that the course needs there, besides its own."""

LEFT_OUT = (
    "@jupyter-notebook/console-extension:scratchpad-console",  # a console, with a shortcut that is taken
    "@jupyter-notebook/notebook-extension:checkpoints",  # says how old the file is: it has no true time
)
"""Parts of the notebook's window that a learner does not need."""

_TIMES = re.compile(r'("(?:created|last_modified)": )"[^"]*"')
"""When a file was made, in JupyterLite's lists of files."""


def write(course: list[pages.Page], home: Path, output: Path, distribution: Path | None) -> list[str]:
    """Put JupyterLite with the course's notebooks into ``output``.

    Gives the addresses that a visitor's browser will fetch from elsewhere (see :mod:`pyodide`, also for
    ``distribution``). Raises :class:`Trouble`.
    """
    if not (home / "course.py").is_file():
        raise Trouble(
            "The live lessons can be built in the course's own folder only, the one with course.py."
        )
    with TemporaryDirectory(prefix="tenmistakes-live-") as folder:
        lite = Path(folder)
        elsewhere = pyodide.lay_down(home, lite / "static" / "pyodide", distribution)
        for page in course:
            path = lite / "contents" / f"{page.name}.ipynb"
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(json.dumps(runnable(page)), encoding="utf-8")  # nbformat would drop the trust
        _configure(lite, output)
        _run(lite)
    for window in WINDOWS:
        _dress(output / window / "index.html")
    for listed in (output / "api" / "contents").rglob("all.json"):
        text = listed.read_text(encoding="utf-8")  # no times in it: a site built again is the same
        listed.write_text(_TIMES.sub(r'\1"2000-01-01T00:00:00Z"', text), encoding="utf-8")
    return elsewhere


def runnable(page: pages.Page) -> NotebookNode:
    """The notebook as JupyterLite keeps it: trusted, so that it runs when it is opened.

    In JupyterLab a server says what is trusted. Here the file itself does: the site is where it comes from.
    """
    notebook = copy.deepcopy(page.notebook)
    for cell in notebook.cells:
        if cell.cell_type == "code":
            cell.metadata["trusted"] = True
    return notebook


def _configure(lite: Path, output: Path) -> None:
    """Write down what JupyterLite is to be."""
    learner = lab.LEARNER / "labconfig"
    overrides = json.loads((learner / "default_setting_overrides.json").read_text(encoding="utf-8"))
    overrides["@jupyterlab/apputils-extension:themes"] = {"adaptive-theme": True}
    kernel = {
        "disablePyPIFallback": True,  # the lock has everything; nothing else is to be fetched unasked
        "loadPyodideOptions": {"packages": list(pyodide.STARTS_WITH)},
    }
    ours = lab.DATA / "labextensions" / "tenmistakes"
    documents = {
        "overrides.json": overrides,
        "jupyter-lite.json": {
            "jupyter-lite-schema-version": 0,
            "jupyter-config-data": {
                "appName": "Ten Mistakes",
                "disabledExtensions": list(LEFT_OUT),
                "litePluginSettings": {f"{pyodide.KERNEL}:kernel": kernel},
            },
        },
        "jupyter_lite_config.json": {
            "LiteBuildConfig": {
                "apps": list(WINDOWS),
                "contents": ["contents"],
                "cache_dir": str(lite / "cache"),
                "output_dir": str(output),
                "no_sourcemaps": True,
                "no_unused_shared_packages": True,
                "ignore_sys_prefix": ["federated_extensions"],
                "federated_extensions": [*(str(pyodide.extension(name)) for name in EXTENSIONS), str(ours)],
            }
        },
    }
    for name, document in documents.items():
        (lite / name).write_text(json.dumps(document), encoding="utf-8")


def _dress(window: Path) -> None:
    """Give a window of JupyterLite's the course's name and icon while it loads."""
    text = window.read_text(encoding="utf-8")
    icon = '<link rel="icon" type="image/svg+xml" href="../../_static/icon.svg">'
    text = re.sub(r"<title>[^<]*</title>", f"<title>Ten Mistakes</title>\n    {icon}", text, count=1)
    window.write_text(text, encoding="utf-8")


def _run(lite: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "jupyterlite_core", "build"],
        cwd=lite,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        encoding="utf-8",
        errors="replace",
    )
    if done.returncode:
        raise Trouble(f"JupyterLite could not be built:\n{done.stdout[-2000:]}")
