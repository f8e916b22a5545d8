"""The answers inside the notebook: comment lines in the hand-in cell.

A notebook handed in alone, by upload or e-mail, carries its answers in the source of its last cell. They are
comments, one answer a line in plain ASCII, so that running the cell never runs an answer. Reading takes the
notebook as data: nothing is executed, nothing but the source of the cells counts.
"""

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tenmistakes.answers.files import MIB, Malformed, Unusable, parse, read_plain
from tenmistakes.answers.schema import FAILURES, FORMAT, SCHEMA, Entry, latest, merge

HEAD = "# Hand in: run this cell, then save"
CALL = "hand_in()"
NOTE = "# Your answers, written here by hand_in(). Leave these lines as they are; they are never run."
MARK = "#: "

NOTEBOOK_LIMIT = 24 * MIB
"""An exercise has 16 kB, worked through 150 kB; what is left is for outputs and pasted pictures. A grader
reads so much in a second: a hundred learners who hand in as much as they can keep nobody waiting long."""
SOURCE_LIMIT = MIB
"""Characters of hand-in cells; a record has a line for each question, some 10 kB."""

_HEADER = MARK + json.dumps({"format": FORMAT, "schema": SCHEMA})
_ANY_HEADER = re.compile(
    r'^#:[ \t]*\{"format": ?"tenmistakes answers", ?"schema": ?(?P<schema>\d{1,9})[,}]', re.M
)


def write(entries: Iterable[Entry]) -> str:
    """The source of the hand-in cell with these answers in it; without any, the cell as it is handed out."""
    lines = [MARK + entry.line for entry in latest(merge(entries))]
    return "\n".join([HEAD, CALL, *([NOTE, _HEADER, *lines] if lines else [])])


@dataclass(frozen=True)
class Reading:
    """What the source of a cell says: its answers, the latest for each question, and what was not read."""

    entries: tuple[Entry, ...] = ()
    unreadable: int = 0
    """Lines that should hold an answer and do not."""
    newer: bool = False
    """Written by a newer version of the course, and not read."""
    too_large: bool = False
    """Not read, either."""


def interpret(source: str) -> Reading:
    """The answers in the source of a cell."""
    if len(source) > SOURCE_LIMIT:
        return Reading(too_large=True)
    if any(int(header["schema"]) > SCHEMA for header in _ANY_HEADER.finditer(source)):
        return Reading(newer=True)
    entries, failed = [], 0
    for line in source.split("\n"):
        line = line.strip()
        if not line.startswith(MARK.strip()) or _ANY_HEADER.match(line):
            continue
        try:
            entries.append(Entry.from_line(line.removeprefix(MARK.strip()).strip()))
        except Malformed:
            failed += 1
            if failed > FAILURES:
                break
    return Reading(tuple(latest(merge(entries))), failed)


def read(source: str, problems: list[str] | None = None) -> list[Entry]:
    """The answers in the source of a cell, the latest for each question.

    Sentences about lines that cannot be read are added to ``problems``.
    """
    told = problems if problems is not None else []
    reading = interpret(source)
    if reading.too_large:
        told.append("The hand-in cell is too large; the answers in it were not read.")
    if reading.newer:
        told.append(
            "The answers in the hand-in cell were written by a newer version of the course; update the "
            "course to read them."
        )
    if reading.unreadable:
        lines = "A line" if reading.unreadable == 1 else f"{reading.unreadable} lines"
        told.append(
            f"{lines} of the answers in the hand-in cell cannot be read and do not count. Run the hand-in "
            "cell again and save the notebook."
        )
    return list(reading.entries)


def read_notebook(path: Path, problems: list[str] | None = None) -> list[Entry]:
    """The answers embedded in a notebook file, the latest for each question; none if there is no such file.

    The hand-in cell is found by its metadata, its first lines or the record in it, wherever it stands and
    however often. Raises nothing: what cannot be read is told in ``problems``.
    """
    told = problems if problems is not None else []
    try:
        notebook = load(path)
    except FileNotFoundError:
        return []
    except (Unusable, Malformed) as error:
        why = str(error) if isinstance(error, Unusable) else "is not a notebook that can be read"
        told.append(f"“{path.name}” {why}; answers that may be in it were not read.")
        return []
    return read_cells(notebook, told)


def read_cells(notebook: dict[str, Any], problems: list[str] | None = None) -> list[Entry]:
    """The answers embedded in a notebook that is loaded already, as :func:`read_notebook` gives them."""
    found = [read(source, problems) for metadata, source in cells(notebook) if is_record(metadata, source)]
    return latest(merge(*found))


def identity(path: Path) -> tuple[str, str] | None:
    """Kind and slug that a notebook file says it is; None if it does not say or cannot be read."""
    try:
        notebook = load(path)
    except (FileNotFoundError, Unusable, Malformed):
        return None
    ours = _mapping(_mapping(notebook.get("metadata")).get("tenmistakes"))
    kind, slug = ours.get("kind"), ours.get("slug")
    return (kind, slug) if isinstance(kind, str) and isinstance(slug, str) else None


def load(path: Path) -> dict[str, Any]:
    """A notebook file as plain data; FileNotFoundError, Unusable or Malformed if that cannot be had."""
    raw = parse(read_plain(path, NOTEBOOK_LIMIT), strict=False)
    if not isinstance(raw, dict):
        raise Malformed("a notebook is a JSON object")
    return raw


def cells(notebook: dict[str, Any]) -> Iterator[tuple[dict[str, Any], str]]:
    """Metadata and source of every cell, in the notebook format 4 and in 3, where cells lie in worksheets."""
    sheets = notebook.get("worksheets")
    for sheet in [notebook, *(sheets if isinstance(sheets, list) else [])]:
        cells = _mapping(sheet).get("cells")
        for cell in cells if isinstance(cells, list) else []:
            cell = _mapping(cell)
            source = cell.get("source", cell.get("input", ""))
            if isinstance(source, list):
                source = "".join(part for part in source if isinstance(part, str))
            if isinstance(source, str):
                yield _mapping(cell.get("metadata")), source


def is_record(metadata: dict[str, Any], source: str) -> bool:
    """Whether a cell carries answers: its metadata, its first line or the record in it says so."""
    return (
        _mapping(metadata.get("tenmistakes")).get("role") == "hand-in"
        or source.lstrip("\ufeff \t\r\n").startswith(HEAD)
        or _ANY_HEADER.search(source) is not None
    )


def _mapping(raw: object) -> dict[str, Any]:
    return raw if isinstance(raw, dict) else {}
