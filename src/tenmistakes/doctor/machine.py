"""What everybody needs, learner or instructor."""

import os
import platform
import shutil
import sys
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from importlib import metadata
from pathlib import Path

from tenmistakes import content
from tenmistakes.doctor.finding import Finding, look, ok, trouble, typed

LITTLE, TOO_LITTLE = 1_000_000_000, 100_000_000
"""Bytes of free disk: a class of a thousand takes the first; below the second not even answers are safe."""
A_DAY = 86_400
BROWSERS = (
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    r"C:\Program Files\Google\Chrome\Application\chrome.exe",
    r"C:\Program Files (x86)\Microsoft\Edge\Application\msedge.exe",
)

_IMPORTED = {
    *("tenmistakes", "IPython", "anywidget", "ipykernel", "ipywidgets", "jupyter_client", "jupyterlab"),
    *("matplotlib", "nbformat", "nbgrader", "networkx", "numpy", "pydantic", "traitlets", "yaml"),
}


def python() -> Iterator[Finding]:
    """Whether the course was tested with this Python."""
    from packaging.specifiers import SpecifierSet

    here = platform.python_version()
    try:
        wanted = metadata.metadata("tenmistakes")["Requires-Python"]
    except metadata.PackageNotFoundError:
        yield trouble(
            "python",
            "The course is not installed in this Python; it is run from its files.",
            _install(),
        )
        return
    if SpecifierSet(wanted).contains(here, prereleases=True):
        yield ok("python", f"Python {here} ({sys.executable}).")
    else:
        yield trouble(
            "python",
            f"This is Python {here}, and the course was tested with {wanted}.",
            "Start the course with one of those, such as: python3.13 course.py learn",
        )


def _install() -> str:
    pip = (sys.executable, "-m", "pip", "install", "--no-deps")
    if (content.home() / "pyproject.toml").is_file():
        return typed(*pip, "--no-build-isolation", "-e", content.home())
    return typed(*pip, "--force-reinstall", "tenmistakes")


def disk(folder: Path) -> Iterator[Finding]:
    """Whether there is room for answers and submissions."""
    free = shutil.disk_usage(folder).free
    said = f"{free / 1e9:,.1f} GB are free on the disk of {folder}."
    if free < TOO_LITTLE:
        yield trouble("disk", said, "Make room: answers can be lost on a full disk.")
    elif free < LITTLE:
        yield look("disk", said, "Make room before a class hands in: a thousand learners take about 1 GB.")
    else:
        yield ok("disk", said)


def clock() -> Iterator[Finding]:
    """Whether the clock can be right. A wrong one makes work late, or answers older than they are."""
    now = time.time()
    said = datetime.fromtimestamp(now, UTC).strftime("%Y-%m-%d %H:%M UTC")
    made = max(path.stat().st_mtime for path in Path(__file__).parent.glob("*.py"))
    if now < made - A_DAY:
        then = datetime.fromtimestamp(made, UTC).strftime("%Y-%m-%d")
        yield trouble(
            "clock",
            f"The clock says {said}, and the course itself was installed on {then}.",
            "Set the clock; on Linux: sudo timedatectl set-ntp true",
        )
    else:
        yield ok("clock", f"The clock says {said}.")


def extension() -> Iterator[Finding]:
    """Whether a plain ``jupyter lab`` has what the course adds to it."""
    from jupyter_core.paths import jupyter_config_path, jupyter_path

    parts = [Path(folder) / "tenmistakes" / "package.json" for folder in jupyter_path("labextensions")]
    servers = [
        Path(folder) / "jupyter_server_config.d" / "tenmistakes.json" for folder in jupyter_config_path()
    ]
    if any(path.is_file() for path in parts) and any(path.is_file() for path in servers):
        yield ok("jupyterlab", "JupyterLab finds the course's extensions.")
    else:
        yield look(
            "jupyterlab",
            "A plain `jupyter lab` does not find the course's extensions: notebooks do not run when they are "
            "opened, and formgrader's Autograde button would run what learners wrote. `tenmistakes learn` "
            "brings them along.",
            _install(),
        )


def shadows(*folders: Path) -> Iterator[Finding]:
    """Whether a file would be imported in place of the course, of Python's own modules or of a package."""
    names = _IMPORTED | sys.stdlib_module_names - {"test", "this"}
    found = []
    for folder in dict.fromkeys(folders):
        for path in sorted(folder.glob("*.py")) + sorted(folder.glob("*/__init__.py")):
            module = path.stem if path.parent == folder else path.parent.name
            if module in names:
                found.append(path if path.parent == folder else path.parent)
    for path in found:
        yield trouble(
            "imports",
            f"{path} would be taken for the module “{path.stem}” by notebooks beside it.",
            f"Give it another name: {typed('mv', path, path.with_name(f'my_{path.name}'))}",
        )
    if not found:
        yield ok("imports", "No file here stands in the way of a module.")


def browser() -> Iterator[Finding]:
    """Whether the tests of the course find a browser; whoever runs none needs none."""
    if not (content.home() / "tests" / "browser").is_dir():
        return
    if found := find_chromium():
        yield ok("browser", f"The tests use {found}.")
    else:
        yield look(
            "browser",
            "No Chromium was found: the tests that need one are skipped. The course runs in any browser.",
            "Install it (Debian: sudo apt install chromium), or say where it is in the variable CHROMIUM.",
        )


def find_chromium() -> str | None:
    """The browser that tests use: what ``CHROMIUM`` names, else the first of the usual ones that is there."""
    named = os.environ.get("CHROMIUM")
    for place in (named,) if named else BROWSERS:
        if found := shutil.which(place):
            return found
    return None
