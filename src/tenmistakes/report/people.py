"""Learners who need a hand, each with the reasons in plain words."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from tenmistakes.grading.marks.reading import NOT_HANDED_IN
from tenmistakes.grading.states import State
from tenmistakes.report.records import Learner, Record, Standing

MOST = 0.5
"""Not to have handed in counts where so large a share of the class has."""
LOW = 0.4
"""A share of the points below this is low."""
BLANK = 0.5
"""So large a share of the questions left blank is much."""
SAME = 3
"""In so many questions one misconception is no slip."""
FALL = 0.3
"""The last exercise below the mean of those before by so large a share of the points is a sharp fall."""
BEFORE = 2
"""Exercises before it that it takes to call it so."""

RULES = (
    f"has not handed in an exercise that {MOST:.0%} of the class or more have handed in",
    "has handed in something that could not be graded",
    f"has less than {LOW:.0%} of the points that are marked so far",
    f"has left {BLANK:.0%} of the questions of an exercise blank, or more",
    f"holds the same misconception in {SAME} questions or more",
    f"has, in the last of at least {BEFORE + 1} exercises, a share of the points that is {100 * FALL:.0f} "
    "percentage points or more below the mean of those before",
)
"""What somebody on the list has done, to be read after "A learner is named here who"."""


@dataclass(frozen=True)
class Concern:
    """A learner who needs a hand, and why: sentences."""

    learner: Learner
    reasons: tuple[str, ...]


def concerns(
    learners: Sequence[Learner], records: Sequence[Record], ideas: Mapping[str, str]
) -> list[Concern]:
    """Whoever needs a hand, those with most reasons first. ``ideas`` are misconceptions in words, by id."""
    expected = [record for record in records if len(record.standings) >= MOST * len(learners)]
    found = []
    for learner in learners:
        standings = [(number_of(record), record.standing(learner.id)) for record in records]
        reasons = (
            *_missing(learner.id, expected),
            *_failed(standings),
            *_low(standings),
            *_blank(learner.id, records),
            *_same(learner.id, records, ideas),
            *_fallen(standings),
        )
        if reasons:
            found.append(Concern(learner, reasons))
    return sorted(found, key=lambda concern: -len(concern.reasons))


def number_of(record: Record) -> int:
    """The number of an exercise, by which people call it."""
    return record.exercise.mistake.number


def _missing(student: str, expected: Sequence[Record]) -> Iterator[str]:
    missing = [number_of(each) for each in expected if each.standing(student).state == NOT_HANDED_IN]
    if missing:
        yield f"Has not handed in {_listed(missing)}, as most have."


def _failed(standings: Sequence[tuple[int, Standing]]) -> Iterator[str]:
    for number, standing in standings:
        if standing.state in (State.FAILED, State.GRADER_ERROR):
            yield f"Exercise {number} could not be graded: {standing.sentence}"


def _low(standings: Sequence[tuple[int, Standing]]) -> Iterator[str]:
    low = [(number, each.share) for number, each in standings if each.share is not None and each.share < LOW]
    if low:
        said = ", ".join(f"{share:.0%} in {number}" for number, share in low)
        yield f"Few points: {said}."


def _blank(student: str, records: Sequence[Record]) -> Iterator[str]:
    said = []
    for record in records:
        if student in record.row:
            blank = record.blank[record.row[student]]
            if blank.mean() >= BLANK:
                said.append(f"{blank.sum()} of {len(blank)} questions of exercise {number_of(record)}")
    if said:
        yield f"Left blank: {'; '.join(said)}."


def _same(student: str, records: Sequence[Record], ideas: Mapping[str, str]) -> Iterator[str]:
    told = Counter(
        message
        for record in records
        if student in record.row
        for message in record.messages[record.row[student]].tolist()
        if message in ideas
    )
    for name, count in told.items():
        if count >= SAME:
            yield f"In {count} questions: “{ideas[name]}”"


def _fallen(standings: Sequence[tuple[int, Standing]]) -> Iterator[str]:
    shares = [(number, each.share) for number, each in standings if each.share is not None]
    if len(shares) <= BEFORE:
        return
    (last, share), before = shares[-1], [each for _, each in shares[:-1]]
    mean = sum(before) / len(before)
    if mean - share >= FALL:
        yield f"Fell to {share:.0%} in exercise {last}, from {mean:.0%} before."


def _listed(numbers: Sequence[int]) -> str:
    """``exercise 8``; ``exercises 3, 4 and 8``."""
    *others, last = map(str, numbers)
    return f"exercises {', '.join(others)} and {last}" if others else f"exercise {last}"
