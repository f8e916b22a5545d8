"""What a run says: to a person at a terminal or in a file, or as JSON to another program.

Progress goes to stderr, the result to stdout. Names of files and folders come from learners, so nothing of
theirs reaches a terminal but as printable text.
"""

import json
import time
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, field
from io import TextIOWrapper
from typing import TextIO

from rich import box
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from rich.table import Table
from rich.text import Text

from tenmistakes.grading.collect import Collected
from tenmistakes.grading.flags import Flag, is_to_be_heard
from tenmistakes.grading.run import Done
from tenmistakes.grading.states import State

_WORDS = {
    State.GRADED: "graded",
    State.NEEDS_REVIEW: "to review",
    State.FAILED: "failed",
    State.GRADER_ERROR: "grader errors",
}
_NAMED = 50
"""How many flagged submissions are named on a screen; those that could not be graded are named all."""
_SMALL = 40
"""A class up to this size is shown learner by learner."""
_NO_EDGE = 100_000
"""Columns of what is not a terminal: no sentence is broken there."""


@dataclass
class Tally:
    """What there is to say of an exercise in the end. Of a large class, only what must be named is kept."""

    counts: Counter[State] = field(default_factory=Counter)
    late: int = 0
    fresh: int = 0
    lost: list[Done] = field(default_factory=list)
    """Submissions that this run could not grade."""
    flagged: list[Done] = field(default_factory=list)
    """The first of those that a person should look at for another reason than a text to be read."""
    more: int = 0
    """How many others are flagged."""

    def add(self, done: Done) -> None:
        """Count a submission."""
        self.counts[done.state] += 1
        self.late += done.late
        self.fresh += done.fresh
        if not done.state.has_marks:
            self.lost.append(done)
        elif _to_be_looked_at(done):
            if len(self.flagged) < _NAMED:
                self.flagged.append(done)
            else:
                self.more += 1


def _to_be_looked_at(done: Done) -> list[Flag]:
    """The flags to name; those that were waited for are not, once somebody has looked."""
    waits = done.state is State.NEEDS_REVIEW
    return [flag for flag in done.flags if (flag.review and waits) or is_to_be_heard(flag)]


def _line(done: Done) -> tuple[str, ...]:
    points = "" if done.points is None else f"{done.points:g} of {done.possible:g}"
    return done.student, done.state, points, "late" if done.late else ""


class Screen:
    """For people. What is no terminal gets no bar and no broken lines."""

    def __init__(self, out: TextIO, err: TextIO, verbose: bool = False) -> None:
        self._out, self._err = _console(out), _console(err)
        self._verbose = verbose
        self._everybody: list[Done] = []
        self._began = 0.0
        self._stem = ""
        self._total = 0
        self._tally: Tally | None = None
        self._progress: Progress | None = None

    def collected(self, taken: Sequence[Collected]) -> None:
        """Hand-ins from somewhere else were put with the submissions, or were not."""
        counts: Counter[str] = Counter()
        said = []
        for one in taken:
            if one.what != "noted":
                counts[one.what] += 1
            if one.sentence:
                said.append((one.student or "?" * (one.what != "noted"), one.what, one.sentence))
        found = ", ".join(f"{number:,} {what}" for what, number in sorted(counts.items()))
        self._out.print(f"Collected: {found or 'nothing'}.")
        self._table("About what was collected", said)

    def preparing(self, stem: str) -> None:
        """The gradebook does not know the exercise yet, or not as it is now."""
        self._err.print(_text(f"Preparing {stem} in the gradebook. It takes some seconds, only this once."))

    def begin(self, stem: str, total: int) -> None:
        """So many submissions of an exercise follow."""
        self._everybody = []
        self._stem, self._total, self._tally, self._began = stem, total, Tally(), time.monotonic()
        if self._err.is_terminal:
            self._progress = Progress(
                TextColumn("{task.description}", markup=False),
                BarColumn(),
                MofNCompleteColumn(),
                TimeRemainingColumn(),
                console=self._err,
                transient=True,
            )
            self._progress.add_task(f"Grading {stem}", total=total)
            self._progress.start()

    def add(self, done: Done) -> None:
        """A submission is done."""
        self._tally.add(done)
        if self._verbose or self._total <= _SMALL:
            self._everybody.append(done)
        if self._progress:
            self._progress.advance(self._progress.task_ids[0])

    def end(self, notes: Sequence[str] = ()) -> None:
        """Show how the exercise stands, and what else there is to say."""
        self._show()
        for sentence in notes:
            self._out.print(_text(sentence))

    def close(self, stopped: str = "") -> None:
        """The run is over; ``stopped`` says why it could not go on."""
        if self._tally and self._tally.counts:
            self._show(of=f" of {self._total:,}")
        self._stop()
        if stopped:
            self._err.print(_text(stopped))

    def _show(self, of: str = "") -> None:
        self._stop()
        tally, self._tally = self._tally, None
        total, seconds = tally.counts.total(), time.monotonic() - self._began
        things = "submission" if total == 1 and not of else "submissions"
        self._table(
            f"{self._stem}: {total:,}{of} {things} in {seconds:,.1f} s",
            [(word, f"{tally.counts[state]:,}") for state, word in _WORDS.items()]
            + [("handed in late", f"{tally.late:,}")] * (tally.late > 0),
        )
        if unchanged := total - tally.fresh:
            self._out.print(f"{unchanged:,} had not changed since the last run.")
        self._table(
            "Everybody, with the points that are given automatically",
            [_line(done) for done in sorted(self._everybody, key=lambda done: done.student)],
        )
        self._table(
            "Not graded, which is not the same as zero",
            [(done.student, done.state, done.sentence) for done in tally.lost],
        )
        self._table(
            "To be looked at",
            [
                (done.student, " ".join(flag.sentence for flag in _to_be_looked_at(done)))
                for done in tally.flagged
            ],
        )
        if tally.more:
            self._out.print(
                f"… and {tally.more:,} more; formgrader says it in each of them, and so does --json."
            )

    def _table(self, title: str, rows: Iterable[tuple[str, ...]]) -> None:
        table = Table(box=box.SIMPLE, show_header=False)
        for row in rows:
            table.add_row(*map(_text, row))
        if not table.rows:
            return
        # A table's own title would be broken where its columns end.
        parts = (Text(title, style="bold"), table)
        if self._out.is_terminal:
            self._out.print(*parts, sep="\n")
            return
        with self._out.capture() as drawn:
            self._out.print(*parts, sep="\n")
        self._out.file.write("".join(f"{line.rstrip()}\n" for line in drawn.get().splitlines()))

    def _stop(self) -> None:
        if self._progress:
            self._progress.stop()
            self._progress = None


class Json:
    """For programs: one document, written as things become known, and whole also when the run has to stop."""

    def __init__(self, out: TextIO) -> None:
        self._out = out
        self._tally: Tally | None = None
        self._exercises = 0
        self._out.write("{")

    def collected(self, taken: Sequence[Collected]) -> None:
        """Hand-ins from somewhere else were put with the submissions, or were not."""
        found = [{"student": one.student, "what": one.what, "sentence": one.sentence} for one in taken]
        self._out.write(f'"collected": {json.dumps(found)},\n')

    def preparing(self, stem: str) -> None:
        """Nothing that a program needs."""

    def begin(self, stem: str, total: int) -> None:
        """So many submissions of an exercise follow."""
        self._tally = Tally()
        self._out.write(", " if self._exercises else '"exercises": [')
        self._out.write(f'{{"exercise": {json.dumps(stem)}, "submissions": [')
        self._exercises += 1

    def add(self, done: Done) -> None:
        """A submission is done."""
        self._out.write(",\n" if self._tally.counts else "\n")
        self._tally.add(done)
        self._out.write(json.dumps(asdict(done)))
        self._out.flush()

    def end(self, notes: Sequence[str] = ()) -> None:
        """The exercise is done, or the run has to stop within it; ``notes`` is what else there is to say."""
        counts = {state: self._tally.counts[state] for state in State}
        self._out.write(f'\n], "counts": {json.dumps(counts)}, "notes": {json.dumps(notes)}}}')
        self._tally = None

    def close(self, stopped: str = "") -> None:
        """The run is over; ``stopped`` says why it could not go on."""
        if self._tally:
            self.end()
        start = "" if self._exercises else '"exercises": ['
        self._out.write(f'{start}], "stopped": {json.dumps(stopped)}}}\n')


def _console(file: TextIO) -> Console:
    if isinstance(file, TextIOWrapper):
        file.reconfigure(errors="replace")  # a screen without all letters is no reason to stop
    terminal = file.isatty()
    return Console(file=file, width=None if terminal else _NO_EDGE, soft_wrap=not terminal, highlight=False)


def _text(said: str) -> Text:
    """Text that commands no terminal: no escape sequence, no change of direction, no broken line."""
    return Text("".join(c if c.isprintable() else "\N{REPLACEMENT CHARACTER}" for c in said))
