"""All that a learner has answered: every answers file of a workspace, as data."""

import os
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from tenmistakes.answers import sentences, sidecar
from tenmistakes.answers.schema import Entry, Record, latest, merge
from tenmistakes.answers.sidecar import State

_DEPTH = 4
_FILES = 1000
_FOLDERS = 1000
"""Where a notebook lies loose in somebody's home, everything in it would be walked through at each save."""
_ASIDE = re.compile(r".+\.answers\.damaged-\d+\.json", re.DOTALL)
"""A damaged file that was kept: its readable answers are in the new one already."""
_COPY = re.compile(r".+\.answers.+\.json", re.DOTALL)


@dataclass(frozen=True)
class Kept:
    """What was found: the answers of each notebook by identity, and sentences about what was not read."""

    records: dict[str, Record]
    files: dict[str, tuple[Path, ...]]
    """The answers files of each notebook."""
    problems: tuple[str, ...]


def root_of(start: Path) -> Path:
    """The workspace, seen from the folder of its start page: what ``lessons`` lies in, if it is called so."""
    return start.parent if start.name == "lessons" else start


def folders(start: Path) -> list[Path]:
    """Where the answers of a workspace are, seen from the folder of its start page.

    Beside ``lessons`` lies ``exercises``; nothing else is looked at, neither the learner's disk nor the
    folder of somebody who learns in this checkout.
    """
    return [start, start.parent / "exercises"] if start.name == "lessons" else [start]


def read_progress(root: Path) -> dict[str, list[Entry]]:
    """The answers that count in each notebook under ``root``, by identity (``lesson/no-crisis-plan``).

    Copies of one notebook are taken together. Checks nothing and raises nothing: what cannot be read is
    left out.
    """
    return {identity: latest(record) for identity, record in read_everything([Path(root)]).records.items()}


def read_everything(folders: Iterable[Path]) -> Kept:
    """Every answer kept in the answers files under ``folders``, each file read once; raises nothing."""
    entries: dict[str, list[Entry]] = {}
    files: dict[str, list[Path]] = {}
    problems: list[str] = []
    for folder in folders:
        for path in _listed(folder, problems):
            if not sidecar.owner(path):
                problems.append(sentences.copied(path))
                continue
            reading = sidecar.read(path)
            if reading.state is not State.SOUND:
                problems += sentences.uncounted(path, reading)
            if reading.notebook and reading.entries:
                entries.setdefault(reading.notebook, []).extend(reading.entries)
                files.setdefault(reading.notebook, []).append(path)
    return Kept(
        {identity: merge(found) for identity, found in sorted(entries.items())},
        {identity: tuple(found) for identity, found in sorted(files.items())},
        tuple(problems),
    )


def _listed(root: Path, problems: list[str]) -> list[Path]:
    """The answers files under ``root``, and what looks like a copy of one.

    Adds a sentence to ``problems`` for each folder that is closed, and one if there was too much to look at.
    """
    found: list[Path] = []

    def closed(error: OSError) -> None:
        if not isinstance(error, FileNotFoundError | NotADirectoryError):
            problems.append(sentences.closed(error))

    for looked_into, (folder, inner, names) in enumerate(os.walk(root, onerror=closed)):
        if looked_into >= _FOLDERS or len(found) >= _FILES:
            problems.append(sentences.too_much(root))
            break
        deep = len(Path(folder).relative_to(root).parts) >= _DEPTH
        inner[:] = [] if deep else sorted(name for name in inner if not name.startswith("."))
        found += (Path(folder, name) for name in _named(names))
    return found[:_FILES]


def _named(names: Iterable[str]) -> Iterator[str]:
    for name in sorted(names):
        ours = sidecar.owner(Path(name)) or _COPY.fullmatch(name)
        if ours and not name.startswith(".") and not _ASIDE.fullmatch(name):
            yield name
