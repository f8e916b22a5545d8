"""What a submission earns: the check that the learner's own notebook runs, on what could be recovered."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from tenmistakes.answers.schema import Entry
from tenmistakes.grading.exercise import Exercise, Item
from tenmistakes.grading.flags import Flag, flag
from tenmistakes.grading.handed_in import HandIn
from tenmistakes.grading.matching import listed
from tenmistakes.grading.recover import Recovered, recover
from tenmistakes.grading.titles import labels
from tenmistakes.questions import Question, Result, check, check_saved, revision
from tenmistakes.questions.kinds import Estimate, Plan


@dataclass(frozen=True)
class Marked:
    """One item of one submission.

    ``points`` is None where a person gives them. ``answer`` is the JSON value that counts, for a written item
    the text; None if there is none. ``discarded`` is a saved value that cannot count: it names what the
    question no longer has, or it is no answer to it at all. It is anything that JSON can say.
    """

    item: Item
    answer: Any
    result: Result
    points: float | None
    discarded: Any = None

    @property
    def fingerprint(self) -> str:
        """A hash of the answer: by it one sees whether an answer is still the one a person gave points to."""
        said = json.dumps([self.answer, self.discarded], sort_keys=True, separators=(",", ":"))
        return sha256(said.encode("ascii")).hexdigest()

    @property
    def no_response(self) -> bool:
        """Whether a written item was left empty, so that nobody need read it."""
        return self.item.written and self.points is not None


@dataclass(frozen=True)
class Graded:
    """A submission with its points."""

    student: str
    identity: str
    items: tuple[Marked, ...]
    flags: tuple[Flag, ...]

    @property
    def points(self) -> float:
        """The automatic points so far."""
        return sum(marked.points or 0.0 for marked in self.items)


def score(hand_in: HandIn, exercise: Exercise) -> Graded:
    """Grade a submission. A pure function; raises :class:`handed_in.Refused` if there is nothing to grade."""
    recovered = recover(hand_in, exercise)
    items = tuple(
        _written(item, recovered, exercise)
        if item.written
        else _marked(item, recovered.entries.get(item.full_id), exercise)
        for item in exercise.items
    )
    flags = (*hand_in.flags, *recovered.flags, *_flags(items, recovered.entries, exercise))
    return Graded(hand_in.student, hand_in.identity, items, flags)


def _written(item: Item, recovered: Recovered, exercise: Exercise) -> Marked:
    text = recovered.texts.get(item.cell)
    answered = text is not None or item.cell not in recovered.texts  # or nobody knows
    return Marked(item, text, check(item.question, text, exercise.mistake), None if answered else 0.0)


def _marked(item: Item, entry: Entry | None, exercise: Exercise) -> Marked:
    if entry is None:
        result = check(item.question, None, exercise.mistake)
        return Marked(item, None, result, float(result.points))
    result = check_saved(item.question, entry.value, entry.revision, exercise.mistake)
    points = float(result.points)
    if result.message_id in ("unreadable", "outdated"):
        return Marked(item, None, result, points, discarded=entry.value)
    return Marked(item, None if result.message_id == "not-attempted" else entry.value, result, points)


def _flags(items: Sequence[Marked], entries: Mapping[str, Entry], exercise: Exercise) -> Iterator[Flag]:
    impossible, outdated = [], []
    for marked in items:
        question, entry = marked.item.question, entries.get(marked.item.full_id)
        if entry is None or marked.result.message_id not in ("outdated", "unreadable"):
            continue
        honest = marked.result.message_id == "outdated" and not _is_forged(entry, question)
        (outdated if honest else impossible).append(f"“{labels(exercise)[marked.item.cell]}”")
    if impossible:
        yield flag("answers-impossible", names=listed(impossible))
    if outdated:
        yield flag("answers-outdated", names=listed(outdated))
    if outside := [f"“{labels(exercise)[each.item.cell]}”" for each in items if _is_outside(each)]:
        yield flag("answers-out-of-range", names=listed(outside))


def _is_forged(entry: Entry, question: Question) -> bool:
    """Whether an answer bears the mark of today's question and names what that question does not have.

    Of a plan that says nothing: its decisions are the model's, and the mark is not made of them.
    """
    return entry.revision == revision(question) and not isinstance(question, Plan)


def _is_outside(marked: Marked) -> bool:
    """Whether an estimate is one that the question's own input does not take."""
    question = marked.item.question
    if not isinstance(question, Estimate) or marked.answer is None:
        return False
    return not question.low <= marked.answer <= question.high
