"""How far the learner is: every answers file of a workspace, as data."""

import os
from pathlib import Path

from tenmistakes.answers import sidecar
from tenmistakes.answers.schema import Entry, latest, merge

_DEPTH = 4
_FILES = 1000


def read_progress(root: Path) -> dict[str, list[Entry]]:
    """The answers that count in each notebook under ``root``, by identity (``lesson/no-crisis-plan``).

    Copies of one notebook are taken together. Checks nothing and raises nothing: what cannot be read is
    left out.
    """
    found: dict[str, list[Entry]] = {}
    for path in _sidecars(Path(root)):
        reading = sidecar.read(path)
        if reading.notebook and reading.entries:
            found.setdefault(reading.notebook, []).extend(reading.entries)
    return {identity: latest(merge(entries)) for identity, entries in sorted(found.items())}


def _sidecars(root: Path) -> list[Path]:
    found: list[Path] = []
    for folder, inner, files in os.walk(root):
        deep = len(Path(folder).relative_to(root).parts) >= _DEPTH
        inner[:] = [] if deep else sorted(name for name in inner if not name.startswith("."))
        found += [path for name in sorted(files) if sidecar.owner(path := Path(folder, name))]
        if len(found) >= _FILES:
            break
    return found[:_FILES]
