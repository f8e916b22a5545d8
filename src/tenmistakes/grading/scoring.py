"""What a submission earns: the same check that the learner's own notebook runs, on what could be recovered."""

from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from tenmistakes.answers.schema import Entry
from tenmistakes.grading.exercise import Exercise, Item
from tenmistakes.grading.flags import Flag
from tenmistakes.grading.handed_in import HandIn
from tenmistakes.grading.states import State
from tenmistakes.questions import Result


@dataclass(frozen=True)
class Recovered:
    """What is the learner's own in a submission."""

    entries: Mapping[str, Entry]
    """Full question id -> the answer that counts; only questions of the exercise."""
    texts: Mapping[str, str | None]
    """Grade id of each written item -> the learner's text as written; None if the cell is as handed out."""
    flags: tuple[Flag, ...] = ()


@dataclass(frozen=True)
class Marked:
    """One item of one submission.

    ``points`` is None where a person gives them. ``answer`` is the JSON value that counts, for a written item
    the text; None if there is none.
    """

    item: Item
    answer: Any
    result: Result
    points: float | None

    @property
    def fingerprint(self) -> str:
        """A hash of the answer: by it one sees whether an answer is still the one a person gave points to."""
        raise NotImplementedError


@dataclass(frozen=True)
class Graded:
    """A submission with its points."""

    student: str
    identity: str
    items: tuple[Marked, ...]
    flags: tuple[Flag, ...]

    @property
    def state(self) -> State:
        """Graded, or needs review where a person has something to read."""
        waiting = any(marked.points is None for marked in self.items)
        return State.NEEDS_REVIEW if waiting or any(f.review for f in self.flags) else State.GRADED

    @property
    def points(self) -> float:
        """The automatic points so far."""
        return sum(marked.points or 0.0 for marked in self.items)
