"""Python for the browser, as the site carries it: Pyodide, the packages of a lesson, and the lock for both.

Each package stands in ``pyodide-lock.json`` with its SHA-256, which the browser checks. All but
:data:`ELSEWHERE` lie beside it.
"""

import json
import shutil
import tarfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from jupyter_core.paths import jupyter_path
from packaging.utils import parse_wheel_filename

from tenmistakes.site import fetch, wheels
from tenmistakes.site.trouble import Trouble

BROWSER = Path(__file__).parent / "browser.lock"
CORE = ("pyodide.mjs", "pyodide.asm.mjs", "pyodide.asm.wasm", "python_stdlib.zip")
"""Python itself, in the npm package."""
LOCK = "pyodide-lock.json"
KERNEL = "@jupyterlite/pyodide-kernel-extension"
STARTS_WITH = ("micropip", "piplite", "ipykernel", "comm", "pyodide-kernel", "jedi", "ipython")
"""What JupyterLite's kernel loads before any cell runs; the course follows when it is imported."""

NEEDED = ("anywidget", "markdown-it-py", "pydantic")
"""What the course needs in a browser, of packages that the registry has for one: nothing draws or grades."""
PURE = ("pyyaml",)
"""Packages whose wheels hold compiled code for other systems, and that work without it."""
ELSEWHERE = ("numpy",)
"""Packages that no registry has for a browser: Pyodide's makers build them."""


def lay_down(home: Path, place: Path, distribution: Path | None) -> list[str]:
    """Put all of it into the folder ``place``; gives the addresses of what a browser fetches from elsewhere.

    ``distribution`` is a folder with files of the Pyodide distribution; with it, nothing comes from
    elsewhere. Raises :class:`Trouble`.
    """
    place.mkdir(parents=True)
    theirs = _core(place)
    info = theirs["info"]
    for wheel in _fetched(home, theirs):
        shutil.copy(wheel, place)
    for name, content in map(wheels.pure, PURE):
        place.joinpath(name).write_bytes(content)
    _course(home, place)
    found = (
        wheels.entry(wheel, fetch.sha256(wheel), info["python"]) for wheel in sorted(place.glob("*.whl"))
    )
    packages = {entry["name"]: entry for entry in found}
    packages["tenmistakes"]["depends"] = [*NEEDED, *PURE, *ELSEWHERE]
    elsewhere = {name: dict(theirs["packages"][name]) for name in ELSEWHERE}
    for entry in elsewhere.values():
        if distribution is None:
            entry["file_name"] = f"{_address()}/{entry['file_name']}"
        else:
            _take(distribution, place, entry)
    lock = {"info": info, "packages": packages | elsewhere}
    place.joinpath(LOCK).write_text(json.dumps(lock, indent=1, sort_keys=True), encoding="utf-8")
    return [] if distribution else [entry["file_name"] for entry in elsewhere.values()]


def _core(place: Path) -> dict[str, Any]:
    """Lay Python itself down; the lock that came with it, which names every package of the distribution."""
    with tarfile.open(fetch.npm(BROWSER, "pyodide")) as archive:
        for name in (*CORE, LOCK):
            member = archive.extractfile(f"package/{name}")
            assert member is not None, f"the npm package is without {name}"
            place.joinpath(name).write_bytes(member.read())
    lock: dict[str, Any] = json.loads(place.joinpath(LOCK).read_text(encoding="utf-8"))
    return lock


def _fetched(home: Path, theirs: dict[str, Any]) -> Iterator[Path]:
    """The wheels that the registry has, of the versions the course is tested with, and the kernel's own."""
    info = theirs["info"]
    stubs = _stubs()
    own = fetch.locked(BROWSER)
    locked = fetch.locked(home / "requirements.lock")
    names = {*NEEDED, *STARTS_WITH} - {*own, *stubs} | {"packaging"}  # which the kernel's installer needs
    needed = wheels.closure(names, stubs, info["python"])
    if unlocked := [name for name in needed if name not in locked]:
        raise Trouble(f"requirements.lock lacks {', '.join(unlocked)}: renew it, as docs/author.md tells.")
    wanted = [*own.values(), *(locked[name] for name in needed)]
    version = info["python"].rpartition(".")[0]
    platform = f"pyemscripten_{info['abi_version']}_{info['arch']}"
    yield from fetch.wheels(wanted, version, platform).values()
    yield from stubs.values()


def _stubs() -> dict[str, Path]:
    """The wheels that JupyterLite's kernel brings along, the newest of each: itself, and stand-ins."""
    folder = extension(KERNEL) / "static" / "pypi"
    found = {}
    for wheel in sorted(folder.glob("*.whl"), key=lambda path: parse_wheel_filename(path.name)[1]):
        found[str(parse_wheel_filename(wheel.name)[0])] = wheel
    return found


def extension(name: str) -> Path:
    """The folder of an installed extension of JupyterLab."""
    for folder in jupyter_path("labextensions"):
        if (path := Path(folder, name)).is_dir():
            return path
    raise Trouble(f"JupyterLab's extension {name} is not installed; install the course's packages again.")


def _course(home: Path, place: Path) -> None:
    """Build the course's own wheel."""
    from hatchling.builders.wheel import WheelBuilder

    list(WheelBuilder(str(home)).build(directory=str(place), versions=["standard"]))


def _address() -> str:
    """Where Pyodide's makers keep its distribution."""
    from jupyterlite_pyodide_kernel.constants import PYODIDE_CDN_URL

    return str(PYODIDE_CDN_URL)


def _take(distribution: Path, place: Path, entry: dict[str, Any]) -> None:
    """Copy a package from a folder of the Pyodide distribution, if it is the one that is meant."""
    path = distribution / entry["file_name"]
    if not path.is_file():
        raise Trouble(f"There is no {path.name} in {distribution}. It belongs to the Pyodide distribution.")
    if fetch.sha256(path) != entry["sha256"]:
        raise Trouble(f"{path} is not the file that Pyodide's lock names: its SHA-256 is another.")
    shutil.copy(path, place)
