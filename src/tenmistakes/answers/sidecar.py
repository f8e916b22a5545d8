"""The answers file beside a notebook: its names, its text, and what may be found in its place.

``08-no-crisis-plan.answers.json`` holds a header and one answer a line, and is JSON as a whole. Where that
name is taken by something that is not ours to change (another notebook's answers, a file of a newer version,
a folder), the answers go to ``….answers-2.json`` beside it, and so on. A damaged file is kept as
``….answers.damaged-1.json``.
"""

import json
import re
from dataclasses import dataclass
from enum import Enum, auto
from pathlib import Path
from typing import Any

from tenmistakes.answers.files import MIB, Malformed, Unreadable, Unusable, parse, read_plain
from tenmistakes.answers.schema import FAILURES, FORMAT, SCHEMA, Entry, Record

LIMIT = 2 * MIB
"""Bytes of an answers file; a hundred attempts at each of ten questions are 0.3 MiB."""
_NAMES = 5
_NAME = re.compile(r"(?P<stem>.+)\.answers(?:-\d)?\.json", re.DOTALL)
_IDENTITY = re.compile(r"[a-z0-9-]{1,60}/[a-z0-9-]{1,60}")
_HEADER = re.compile(
    rf'{{"format":"{FORMAT}","schema":(?P<schema>\d{{1,9}}),"notebook":"(?P<notebook>{_IDENTITY.pattern})"'
)


class State(Enum):
    """What is at the path of an answers file."""

    ABSENT = auto()
    SOUND = auto()
    DAMAGED = auto()
    """Half-written or changed by hand: ``entries`` holds what could be read."""
    NEWER = auto()
    """Written by a newer version of the course."""
    UNUSABLE = auto()
    """Not a file, or too large: ``reason`` says which."""
    UNREADABLE = auto()
    """Perhaps ours, perhaps readable a moment later; ``reason`` says what the system said."""


@dataclass(frozen=True)
class Reading:
    """What was found; ``notebook`` is whose answers they are, as far as that can be told."""

    state: State
    notebook: str | None = None
    entries: tuple[Entry, ...] = ()
    reason: str = ""
    data: bytes = b""


def beside(notebook: Path) -> Path:
    """The answers file of a notebook."""
    return notebook.with_name(f"{notebook.stem}.answers.json")


def names(home: Path) -> list[Path]:
    """The path where the answers belong, and those they go to where it is taken."""
    stem = home.name.removesuffix(".json")
    return [home, *(home.with_name(f"{stem}-{number}.json") for number in range(2, _NAMES + 1))]


def lock(home: Path) -> Path:
    """The lock file of an answers file; it is there only while somebody writes."""
    return home.with_name(f".{home.stem}.lock")


def owner(path: Path) -> Path | None:
    """The notebook that an answers file belongs to by its name; None if it is no answers file."""
    match = _NAME.fullmatch(path.name)
    return path.with_name(match["stem"] + ".ipynb") if match else None


def render(notebook: str, record: Record) -> bytes:
    """The text of an answers file."""
    head = json.dumps({"format": FORMAT, "schema": SCHEMA, "notebook": notebook}, separators=(",", ":"))
    lines = ",\n".join(entry.line for entries in record.values() for entry in entries)
    return f'{head[:-1]},"entries":[\n{lines}\n]}}\n'.encode("ascii")


def read(path: Path) -> Reading:
    """Read an answers file; whatever is there, this says so and raises nothing."""
    try:
        data = read_plain(path, LIMIT)
    except FileNotFoundError:
        return Reading(State.ABSENT)
    except Unusable as error:
        state = State.UNREADABLE if isinstance(error, Unreadable) else State.UNUSABLE
        return Reading(state, reason=str(error))
    return interpret(data)


def interpret(data: bytes) -> Reading:
    """What the bytes of an answers file say."""
    try:
        raw = parse(data)
    except Malformed:
        return _torn(data)
    return _whole(raw, data)


def _whole(raw: Any, data: bytes) -> Reading:
    if not isinstance(raw, dict) or raw.get("format") != FORMAT:
        return Reading(State.DAMAGED, data=data)
    schema, notebook, listed = raw.get("schema"), raw.get("notebook"), raw.get("entries")
    notebook = notebook if isinstance(notebook, str) and _IDENTITY.fullmatch(notebook) else None
    if type(schema) is int and schema > SCHEMA:
        return Reading(State.NEWER, notebook)
    entries, failed = [], 0
    for item in listed if isinstance(listed, list) else [None]:
        try:
            entries.append(Entry.of(item))
        except Malformed:
            failed += 1
            if failed > FAILURES:
                break
    sound = not failed and type(schema) is int and schema == SCHEMA and notebook is not None
    return Reading(State.SOUND if sound else State.DAMAGED, notebook, tuple(entries), data=data)


def _torn(data: bytes) -> Reading:
    """What the whole lines of a half-written file still say."""
    lines = data.decode("utf-8-sig", "replace").split("\n")
    notebook, entries, failed = None, [], 0
    header = _HEADER.match(lines[0])
    if header:
        notebook = header["notebook"]
        if int(header["schema"]) > SCHEMA:
            return Reading(State.NEWER, notebook)
    for line in lines:
        try:
            entries.append(Entry.from_line(line.strip().removesuffix(",")))
        except Malformed:
            failed += 1
            if failed > FAILURES:
                break
    return Reading(State.DAMAGED, notebook, tuple(entries), data=data)
