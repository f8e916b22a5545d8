"""All answers in one file, to take to another computer: ``my-progress.json``.

It holds every answer of every notebook, by the notebook's identity, each on a line of its own like in the
answers files; so a damaged copy gives back every line that is whole. Bringing it in adds its answers to those
that are there, by their times: what was answered on either computer stays, and the later answer counts.
"""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from tenmistakes import content
from tenmistakes.answers import sentences, sidecar
from tenmistakes.answers.files import MIB, Malformed, Unusable, parse, read_plain, surely
from tenmistakes.answers.progress import Kept, folders, read_everything, root_of
from tenmistakes.answers.schema import FAILURES, HISTORY, Entry, Record, flat
from tenmistakes.answers.sidecar import State
from tenmistakes.answers.store import Store, Unsaved

FORMAT = "tenmistakes progress"
SCHEMA = 1
NAME = "my-progress.json"
LIMIT = 8 * MIB
"""Bytes. A course worked through, with every attempt, has some 200 kB; a browser sends a kernel 10 MiB."""
NOTEBOOKS = 200
"""A copy with answers of more notebooks is not read: each would get a file and a folder."""
_KINDS = {"lesson": "lessons/{stem}", "exercise": "exercises/{stem}/{stem}", "start": "lessons/{stem}"}
_IDENTITY = re.compile(r"(?:lesson|exercise|start)/[a-z0-9-]{1,60}")
_NOTEBOOK = re.compile(rf'"(?P<notebook>{_IDENTITY.pattern})":\[')
_HEADER = re.compile(rf'\s*{{\s*"format":\s*"{FORMAT}",\s*"schema":\s*(?P<schema>\d{{1,9}})\b')


class NotBroughtIn(Exception):
    """Nothing was taken from a file, and nothing was changed. The message says why and what to do."""


@dataclass(frozen=True)
class Brought:
    """What came of bringing a file in."""

    new: int
    """Answers that were not there before, earlier attempts included."""
    notebooks: int
    """Notebooks that the file has answers for."""
    problems: tuple[str, ...] = field(default_factory=tuple)
    """Sentences about what could not be read, or not be written."""

    @property
    def told(self) -> list[str]:
        """What happened, for the learner."""
        of = f"{self.notebooks} notebook{'s' if self.notebooks != 1 else ''}"
        if self.new:
            first = f"{self.new} answer{'s' if self.new > 1 else ''} brought in, for {of}. Nothing was lost: "
            first += "where both computers have an answer, the later one counts."
        elif self.problems:
            first = "No answer was brought in."
        else:
            first = f"All its answers, for {of}, were here already. Nothing was changed."
        return [first, *self.problems]


def pack(kept: Kept) -> bytes:
    """The file that holds everything that was found in a workspace.

    Raises Unusable if even the latest answers alone are too much for a file that can be brought in.
    """
    for keep in (HISTORY, 20, 5, 1):
        data = _render({name: _shortened(record, keep) for name, record in kept.records.items()})
        if len(data) <= LIMIT:
            return data
    raise Unusable(f"would be larger than {LIMIT // MIB} MiB")


def _shortened(record: Record, keep: int) -> Record:
    return {question: entries[-keep:] for question, entries in record.items()}


def _render(records: Mapping[str, Record]) -> bytes:
    notebooks = ",\n".join(
        f"{json.dumps(identity)}:[\n" + ",\n".join(entry.line for entry in flat(record)) + "\n]"
        for identity, record in sorted(records.items())
    )
    head = json.dumps({"format": FORMAT, "schema": SCHEMA}, separators=(",", ":"))
    return f'{head[:-1]},"notebooks":{{\n{notebooks}\n}}}}\n'.encode("ascii")


def bring_in_file(path: Path, start: Path) -> Brought:
    """Bring in the file at ``path``, as :func:`bring_in` does."""
    try:
        data = read_plain(path, LIMIT)
    except FileNotFoundError:
        raise NotBroughtIn(f"There is no file “{path}”.") from None
    except Unusable as error:
        raise NotBroughtIn(f"“{path.name}” was not brought in: it {error}. Nothing was changed.") from error
    return bring_in(data, path.name, start)


def too_large(name: str) -> NotBroughtIn:
    """The refusal of a file that nobody needs to read to know that it is none of ours."""
    return NotBroughtIn(
        f"“{name}” was not brought in: it is larger than {LIMIT // MIB} MiB, and no file of answers is. "
        "Nothing was changed."
    )


def bring_in(data: bytes, name: str, start: Path) -> Brought:
    """Add the answers in the file ``name`` to those of the workspace whose start page is in ``start``.

    Takes a file made by :func:`pack`, and an answers file of a single notebook. The file is a stranger's:
    only what has the form of an answer is taken. Raises :class:`NotBroughtIn` if there is none in it.
    """
    if len(data) > LIMIT:
        raise too_large(name)
    found, state = _unpack(data, name)
    problems = []
    if state is State.DAMAGED:
        problems.append(f"“{name}” is damaged. What could still be read of it was taken.")
    here = read_everything(folders(start))
    new = 0
    for identity, entries in sorted(found.items()):
        home = _home(identity, root_of(start), here)
        try:
            home.parent.mkdir(parents=True, exist_ok=True)
            new += Store(home, identity).take_in(entries)
        except OSError as error:
            problems.append(sentences.unadded(error, home))
        except Unsaved as unsaved:
            problems.append(str(unsaved))
    return Brought(new, len(found), tuple(problems))


def _unpack(data: bytes, name: str) -> tuple[dict[str, list[Entry]], State]:
    """The entries by notebook, and whether the file is whole; NotBroughtIn if nothing is to be had."""
    single = sidecar.interpret(data)
    if single.notebook and _IDENTITY.fullmatch(single.notebook):
        found, state = {single.notebook: list(single.entries)}, single.state
    else:
        found, state = _interpret(data)
    if state is State.NEWER:
        raise NotBroughtIn(
            f"“{name}” was written by a newer version of the course. Update the course on this computer, "
            "then bring it in again. Nothing was changed."
        )
    if not any(found.values()):
        raise NotBroughtIn(
            f"“{name}” holds no answers that can be read, so nothing was changed. Choose the file that "
            f"“Save a copy of my answers” made; it is called {NAME}."
        )
    if len(found) > NOTEBOOKS:
        raise NotBroughtIn(
            f"“{name}” was not brought in: it names {len(found):,} notebooks, and no course has so many. "
            "Nothing was changed."
        )
    return found, state


def _interpret(data: bytes) -> tuple[dict[str, list[Entry]], State]:
    """What the bytes of a copy of all answers say."""
    try:
        raw = parse(data)
    except Malformed:
        return _torn(data.decode("utf-8-sig", "replace"))
    if not isinstance(raw, dict) or raw.get("format") != FORMAT:
        return {}, State.DAMAGED
    schema, notebooks = raw.get("schema"), raw.get("notebooks")
    if type(schema) is int and schema > SCHEMA:
        return {}, State.NEWER
    found: dict[str, list[Entry]] = {}
    failed = 0
    for identity, listed in notebooks.items() if isinstance(notebooks, dict) else ():
        if not _IDENTITY.fullmatch(identity) or not isinstance(listed, list):
            failed += 1
            continue
        for item in listed:
            try:
                found.setdefault(identity, []).append(Entry.of(item))
            except Malformed:
                failed += 1
            if failed > FAILURES:
                return found, State.DAMAGED
    return found, State.DAMAGED if failed else State.SOUND


def _torn(text: str) -> tuple[dict[str, list[Entry]], State]:
    """What the whole lines of a damaged copy still say."""
    header = _HEADER.match(text)
    if header and int(header["schema"]) > SCHEMA:
        return {}, State.NEWER
    found: dict[str, list[Entry]] = {}
    failed, identity = 0, None
    for line in text.split("\n"):
        line = line.strip().removesuffix(",")
        if heading := _NOTEBOOK.fullmatch(line):
            identity = heading["notebook"]
        elif identity:
            try:
                found.setdefault(identity, []).append(Entry.from_line(line))
            except Malformed:
                failed += 1
                if failed > FAILURES:
                    break
    return found, State.DAMAGED


def _home(identity: str, root: Path, here: Kept) -> Path:
    """The answers file to add to: the learner's own if there is one, else that of the course's notebook.

    A learner may have given a notebook another name; answers of a notebook that this version of the course
    does not have are kept under its slug, for the version that has it.
    """
    kind, _, slug = identity.partition("/")
    try:
        stem = content.place(slug).stem
    except KeyError:
        stem = slug
    usual = root / _KINDS[kind].format(stem=stem)
    notebook = usual.with_name(f"{usual.name}.ipynb")
    if not surely(notebook.exists):
        for path in here.files.get(identity, ()):
            owner = sidecar.owner(path)
            if owner and surely(owner.is_file):
                notebook = owner
    return sidecar.beside(notebook)
