"""What a bad submission is: how it is made, and how it must end."""

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tenmistakes.answers.schema import Entry
from tenmistakes.grading.states import State

from ..classroom import NOTEBOOK, SIDECAR, notebook, saved
from ..making import POSSIBLE, RIGHT, TEXT, beside

GRADED, REVIEW, FAILED = State.GRADED, State.NEEDS_REVIEW, State.FAILED
ALL = POSSIBLE
"""All points that are given automatically."""


@dataclass(frozen=True)
class Desk:
    """What the maker of a bad submission has to hand."""

    folder: Path
    """The learner's folder, empty but for ``timestamp.txt``."""
    neighbour: Path
    """The folder of an honest learner, which is full of right answers."""
    outside: Path
    """A folder outside the course; ``right.ipynb`` in it would earn all points. Nobody may change it."""
    canary: Path
    """A path at which nothing is. Whoever runs code of the learner's finds something there afterwards."""

    @property
    def code(self) -> str:
        """A line of Python that leaves a trace."""
        return f"import pathlib; pathlib.Path({str(self.canary)!r}).touch()"

    def save(self, data: bytes | str | Mapping[str, Any], name: str = NOTEBOOK) -> None:
        """Put a file into the folder; a mapping is a notebook."""
        if isinstance(data, str):
            data = data.encode()
        (self.folder / name).write_bytes(saved(data) if isinstance(data, Mapping) else data)

    def sidecar(
        self, answers: Mapping[str, Any] | Iterable[Entry] | bytes = RIGHT, name: str = SIDECAR
    ) -> None:
        """Put an answers file into the folder."""
        (self.folder / name).write_bytes(answers if isinstance(answers, bytes) else beside(answers))


@dataclass(frozen=True)
class Bad:
    """One bad submission.

    ``points`` are the automatic ones, None where there must be no marks. ``flags`` are all that must be
    raised, no more and no less. ``says`` must occur in the sentence. ``text`` is the written answer a person
    gets to read: None where there is none. ``student`` is put behind the number the learner is called by.
    """

    name: str
    make: Callable[[Desk], None]
    state: State
    points: float | None
    flags: frozenset[str] = frozenset()
    says: str = ""
    text: str | None = None
    student: str = ""
    kind: str = field(default="", compare=False)


Change = Callable[[Any], Any]


def of_bytes(
    name: str,
    change: Callable[[bytes], bytes],
    state: State = GRADED,
    points: float | None = ALL,
    *flags: str,
    says: str = "",
) -> Bad:
    """A sound notebook with all answers, whose bytes are changed."""
    return Bad(
        name, lambda desk: desk.save(change(saved(notebook(RIGHT)))), state, points, frozenset(flags), says
    )


def of_content(data: bytes | str, name: str, says: str, *flags: str) -> Bad:
    """A file of that content in the notebook's place: nothing can be graded."""
    return Bad(name, lambda desk: desk.save(data), FAILED, None, frozenset(flags), says)


def of_notebook(
    name: str,
    change: Callable[[dict[str, Any]], object],
    state: State = GRADED,
    points: float | None = ALL,
    *flags: str,
    says: str = "",
    write: str | None = None,
    text: str | None = None,
) -> Bad:
    """A sound notebook with all answers, ``write`` as the written one, whose data are changed in place."""

    def make(desk: Desk) -> None:
        made = notebook(RIGHT, write)
        change(made)
        desk.save(made)

    return Bad(name, make, state, points, frozenset(flags), says, text)


def of_text(
    name: str, change: Callable[[dict[str, Any]], object], *flags: str, text: str | None = TEXT
) -> Bad:
    """A sound notebook with all answers and the usual text, whose data are changed in place."""
    return of_notebook(name, change, REVIEW, ALL, *flags, write=TEXT, text=text)


def of_record(
    name: str,
    change: Callable[[list[dict[str, Any]]], object],
    state: State,
    points: float | None,
    *flags: str,
) -> Bad:
    """An answers file beside an untouched notebook; its entries, as plain data, are changed in place."""

    def make(desk: Desk) -> None:
        record = json.loads(beside(RIGHT))
        change(record["entries"])
        desk.save(notebook())
        desk.sidecar(json.dumps(record).encode())

    return Bad(name, make, state, points, frozenset(flags))


def numbered(kind: str, cases: Iterable[Bad]) -> list[Bad]:
    """The cases of one kind."""
    return [Bad(c.name, c.make, c.state, c.points, c.flags, c.says, c.text, c.student, kind) for c in cases]
