"""The session of an open notebook: its answers, from the file beside it and from the notebook itself."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tenmistakes import content
from tenmistakes.answers import embedding, sidecar
from tenmistakes.answers.files import Malformed
from tenmistakes.answers.place import Located, adopt, graded, locate, orphan
from tenmistakes.answers.schema import Entry, plain
from tenmistakes.answers.store import Store, Unsaved


class NotOpened(Exception):
    """A question was asked before its notebook was opened. The message says what to run first."""


@dataclass(frozen=True)
class Difference:
    """A question whose answer in the answers file is not the one embedded in the notebook."""

    question: str
    sidecar: Entry
    notebook: Entry

    @property
    def counts(self) -> Entry:
        """The later of the two."""
        return max(self.sidecar, self.notebook, key=lambda entry: entry.order)


class Session:
    """The answers of one open notebook. ``kind`` is ``lesson``, ``exercise`` or ``start``."""

    def __init__(self, kind: str, slug: str, located: Located) -> None:
        self.kind = kind
        self.slug = slug
        self.notebook = located.notebook
        self.read_only = graded()
        """Whether nbgrader runs the notebook: nothing is written then."""
        self._sure = located.sure
        self._told = list(located.problems)
        self._used: dict[str, Entry] = {}
        embedded = embedding.read_notebook(self.notebook, self._told)
        home = sidecar.beside(self.notebook)
        kept: list[Entry] = []
        if lost := orphan(self.notebook, self.identity):
            kept = list(sidecar.read(lost).entries) if self.read_only else adopt(lost, home)
        # Two stores of one file: what stands in it alone, and what counts when the notebook is heard too.
        beside = {entry.question: entry for entry in Store(home, self.identity, kept).entries()}
        self.differences = [
            Difference(entry.question, beside[entry.question], entry)
            for entry in embedded
            if entry.question in beside and not _same(entry, beside[entry.question])
        ]
        """Where the file and the notebook disagreed when the session was opened."""
        self._store = Store(home, self.identity, [*kept, *embedded])

    @property
    def identity(self) -> str:
        """Whose answers these are, whatever the notebook is called: ``exercise/no-crisis-plan``."""
        return f"{self.kind}/{self.slug}"

    @property
    def folder(self) -> Path:
        """The folder the notebook is in."""
        return self.notebook.parent

    @property
    def explains(self) -> bool:
        """Whether answers are explained at once: always in a lesson, in an exercise if the course says so."""
        if self.kind != "exercise":
            return True
        try:
            return content.settings().explain == "at-once"
        except content.Unsettled:
            return False  # no key is shown where it cannot be told whether it may be

    @property
    def problems(self) -> list[str]:
        """Sentences the learner should see; they may change with every save."""
        told = [*self._told, *self._store.problems]
        if not self._sure and not self.read_only and self._store.path and os.path.lexists(self._store.path):
            told.append(
                "Which notebook this is could not be told, so your answers are kept in "
                f"“{self._store.path.name}” in the folder “{self.folder}”. If your notebook is elsewhere, "
                "move that file beside it; handing in puts the answers into the notebook as well."
            )
        return list(dict.fromkeys(told))

    def answer(self, full_id: str) -> Entry | None:
        """The answer that counts; None if the question is untouched."""
        return self._used.get(full_id) or self._store.latest(full_id)

    def history(self, full_id: str) -> tuple[Entry, ...]:
        """Every attempt at a question that is kept, the earliest first."""
        return self._store.history(full_id)

    def entries(self) -> list[Entry]:
        """The answer that counts for each question, by question."""
        found = {entry.question: entry for entry in self._store.entries()} | self._used
        return [found[question] for question in sorted(found)]

    def save(self, full_id: str, value: Any, revision: str) -> Entry:
        """Save an answer; returns once it is on the disk. Raises :class:`Unsaved` with a sentence."""
        if self.read_only:
            raise Unsaved("This notebook is being graded: answers given now are not saved.")
        if self._used:
            raise Unsaved("This notebook shows the model answers: answers given here are not saved.")
        return self._store.save(full_id, value, revision)

    def use(self, answers: Mapping[str, Any], revisions: Mapping[str, str] | None = None) -> None:
        """Show these answers in place of the learner's, in memory only: the model answers of a solution.

        ``revisions`` gives the question's revision by full id; left out, it is empty.
        """
        for full_id, value in answers.items():
            try:
                entry = Entry(
                    full_id, plain(value), "2000-01-01T00:00:00.000Z", 1, (revisions or {}).get(full_id, "")
                )
            except Malformed as error:
                raise ValueError(f"{full_id}: {error}") from error
            self._used[full_id] = entry


_current: Session | None = None


def open_session(kind: str, slug: str, notebook: object = None) -> Session:
    """Open the session of this kernel's notebook; ``notebook`` is its path where an editor tells it."""
    global _current
    _current = Session(kind, slug, locate(kind, slug, notebook))
    return _current


def current() -> Session:
    """The session opened last; :class:`NotOpened` if there is none."""
    if _current is None:
        raise NotOpened("The notebook has not been started: run its first cell, then this one again.")
    return _current


def _same(one: Entry, other: Entry) -> bool:
    return (one.value, one.revision) == (other.value, other.revision)
