"""Which notebook this is: where the kernel's own notebook lies, and which answers file is its own."""

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from tenmistakes import content
from tenmistakes.answers import embedding, sidecar
from tenmistakes.answers.files import surely
from tenmistakes.answers.locking import locked
from tenmistakes.answers.schema import Entry, latest, merge


@dataclass(frozen=True)
class Located:
    """The notebook's path, which need not exist, and what the learner should know about it."""

    notebook: Path
    problems: list[str] = field(default_factory=list)
    sure: bool = True
    """False if no notebook was found, and the path is only where one of its name would be."""


def graded(environ: Mapping[str, str] | None = None) -> bool:
    """Whether nbgrader is running the notebook just now."""
    return bool((os.environ if environ is None else environ).get("NBGRADER_EXECUTION"))


def locate(
    kind: str,
    slug: str,
    hint: object = None,
    environ: Mapping[str, str] | None = None,
    folder: Path | None = None,
) -> Located:
    """Find the notebook of a session.

    While nbgrader runs it, it is the one of the course's name in the working directory. Otherwise: ``hint``
    (what an editor says, whatever that is), then the name Jupyter gave the kernel, then the course's name in
    the working directory. A notebook that says of itself that it is another one is passed over: a kernel
    started from a notebook hands its own name on.
    """
    environ = os.environ if environ is None else environ
    folder = _working_directory() if folder is None else folder
    problems = []
    try:
        stem = content.place(slug).stem
    except (KeyError, OSError):
        stem = slug
        problems.append(
            f"The course that is installed here knows no “{slug}”. Update the course, then restart the "
            "kernel; answers you give until then are kept."
        )
    usual = folder / f"{stem}.ipynb"
    if graded(environ):
        return Located(usual, problems)
    for said in (hint, environ.get("JPY_SESSION_NAME")):
        if (found := _said(said, folder)) and _is(found, kind, slug):
            return Located(found, problems)
    return Located(usual, problems, sure=surely(usual.is_file))


def _working_directory() -> Path:
    try:
        return Path.cwd()
    except OSError:  # deleted under the kernel: saving will say so
        return Path()


def _said(said: object, folder: Path) -> Path | None:
    """The notebook somebody names; it may be renamed already, but its folder must be there."""
    if not isinstance(said, str | Path) or "\0" in str(said) or Path(said).suffix != ".ipynb":
        return None
    path = Path(said)
    for candidate in (folder / path, folder / path.name):
        if surely(candidate.is_file):
            return candidate
    return path if path.is_absolute() and surely(path.parent.is_dir) else None


def _is(path: Path, kind: str, slug: str) -> bool:
    return embedding.identity(path) in (None, (kind, slug))


def orphan(notebook: Path, identity: str) -> Path | None:
    """The answers file that a renamed notebook left behind under its old name; None if there is none.

    That is a file in the same folder with answers of the same ``identity``, whose own notebook is gone, when
    ``notebook`` is there and has no answers file. Of several, the one with the latest answer.
    """
    home = sidecar.beside(notebook)
    if not surely(notebook.is_file) or any(os.path.lexists(path) for path in sidecar.names(home)):
        return None
    found: list[tuple[tuple[str, int, str], Path]] = []
    try:
        listed = sorted(notebook.parent.iterdir())
    except OSError:
        return None
    for path in listed:
        owner = sidecar.owner(path)
        if owner is None or os.path.lexists(owner):
            continue
        reading = sidecar.read(path)
        if reading.notebook == identity and reading.entries:
            found.append((max(entry.order for entry in latest(merge(reading.entries))), path))
    return max(found)[1] if found else None


def adopt(lost: Path, home: Path) -> list[Entry]:
    """Give an orphaned answers file its notebook's new name; what it holds, where that cannot be done."""
    try:
        with locked(sidecar.lock(lost)), locked(sidecar.lock(home)):
            if not os.path.lexists(home):
                lost.rename(home)
                return []
    except OSError:
        pass  # a folder that cannot be written to: the answers still show, and saving will say so
    return list(sidecar.read(lost).entries)
