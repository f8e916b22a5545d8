"""What a class understood: the arithmetic of the report. Arrays in, plain numbers out; nothing is looked up.

Everything is about the learners who have marks: who handed in nothing, or nothing that could be read, is no
zero. Each table of cells counts every one of them once.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Literal

import numpy as np
from numpy.typing import NDArray

FEWEST = 10
"""Learners without whom a correlation is more chance than anything else."""
DIGITS = 4
"""Decimal places of shares and correlations; on the page they are rounded further."""
SCORES = 10
"""Classes of the distribution of scores."""

_DAY = 86_400.0
TIMES = (
    (-3 * _DAY, "3 days before or earlier"),
    (-_DAY, "1 to 3 days before"),
    (-_DAY / 4, "6 to 24 hours before"),
    (0.0, "in the last 6 hours"),
    (_DAY, "up to 1 day late"),
    (np.inf, "more than 1 day late"),
)
"""Classes of the time of hand-in: up to how many seconds after the due date, inclusive; in words."""
DATES = 8
"""Classes of the time of hand-in at most, where there is no due date."""
NO_TIME = "not known when"

Kind = Literal["right", "misconception", "other", "waiting", "number", "late", "hidden"]


@dataclass(frozen=True)
class Cell:
    """How many learners are in one row of a table. ``name`` is its id, ``words`` say what it counts."""

    name: str
    words: str
    count: int
    kind: Kind = "number"
    ends: tuple[str, str] = ("", "")
    """From where to where it goes in a table with an order, in words; empty where that cannot be said."""


@dataclass(frozen=True)
class Question:
    """What the arithmetic needs to know of an item; ``ideas`` are its misconceptions in words, by id."""

    name: str
    label: str
    kind: str
    points: float
    written: bool
    ideas: dict[str, str]


@dataclass(frozen=True)
class ItemFigures:
    """How one question went. A number that does not exist or is not to be told is None."""

    question: Question
    marked: int
    """Learners with marks."""
    scored: int | None
    """Those of them who have points for it: of a written answer, those whose text was read or left out."""
    share: float | None
    """Mean share of its points, once everybody has theirs."""
    discrimination: float | None
    """Correlation of its points with those of the other questions that the grader marks."""
    without: str
    """Why there is no discrimination; empty where there is one."""
    answers: tuple[Cell, ...]


@dataclass(frozen=True)
class Spread:
    """How the scores spread: shares of the points that are marked so far, from 0 to 1."""

    mean: float
    median: float | None
    low: float | None
    high: float | None


@dataclass(frozen=True)
class ExerciseFigures:
    """How one exercise went. ``due`` is UTC without a zone; ``marked`` is None where too few have marks."""

    stem: str
    title: str
    possible: float
    due: datetime | None
    marked: int | None
    states: tuple[Cell, ...]
    """How everybody in the class stands."""
    spread: Spread | None
    scores: tuple[Cell, ...]
    times: tuple[Cell, ...]
    items: tuple[ItemFigures, ...]


def items(
    questions: Sequence[Question],
    points: NDArray[np.float64],
    messages: NDArray[np.str_],
    waiting: NDArray[np.bool_],
    by_hand: NDArray[np.bool_],
) -> tuple[ItemFigures, ...]:
    """Figures of each question. The arrays have a row for each learner and a column for each question.

    ``points`` are nan where there are none yet; ``waiting`` and ``by_hand`` say whether a person must give
    the points, and whether one has.
    """
    automatic = np.array([not question.written for question in questions], dtype=bool)
    found = []
    for column, question in enumerate(questions):
        mine = points[:, column]
        scored = ~np.isnan(mine)
        others = automatic.copy()
        others[column] = False
        share, correlation = None, None
        if scored.all():
            correlation, without = discrimination(mine, points[:, others])
            share = round(float(mine.mean() / question.points), DIGITS) if len(mine) else None
        else:  # those left blank have their points, so that the rest would look worse than it is
            without = f"{(~scored).sum():,} still to be read"
        if question.written:
            answers = _read(messages[:, column], waiting[:, column], by_hand[:, column])
        else:
            answers = _told(question, messages[:, column])
        found.append(
            ItemFigures(question, len(mine), int(scored.sum()), share, correlation, without, answers)
        )
    return tuple(found)


def discrimination(item: NDArray[np.float64], others: NDArray[np.float64]) -> tuple[float | None, str]:
    """How far the points of an item (n) go with the sum of the others' (n, k), from -1 to 1.

    It is Pearson's correlation of the item with the rest, without the item itself: the point-biserial one
    where the item is all or nothing. Learners who lack any of the points are left out. Where there is no
    such number, None and a sentence that says why.
    """
    known = ~np.isnan(item) & ~np.isnan(others).any(axis=1)
    own, rest = item[known], others[known].sum(axis=1)
    if len(own) < FEWEST:
        return None, f"too few: {len(own)} of the {FEWEST} learners it takes"
    if not others.shape[1] or np.ptp(rest) < 1e-9:
        return None, "everybody has the same points for the rest"
    if np.ptp(own) < 1e-9:
        return None, "everybody has the same points"
    return round(float(np.corrcoef(own, rest)[0, 1]), DIGITS), ""


_OTHERWISE = {
    "incomplete": "Not finished",
    "not-attempted": "Left blank",
    "unreadable": "Could not be read",
    "outdated": "Given to an earlier version of the question",
    "": "Not known: marked by another program",
}


def _told(question: Question, messages: NDArray[np.str_]) -> tuple[Cell, ...]:
    """What the grader told them, also what it told nobody: right, misconceptions, the rest."""
    names, counts = np.unique(messages, return_counts=True)
    count = dict(zip(names.tolist(), counts.tolist(), strict=True))
    gone = count.keys() - question.ideas.keys() - _OTHERWISE.keys() - {"right"}
    ideas = question.ideas | {name: f"An idea the questions name no more: {name}" for name in sorted(gone)}
    held = [Cell(name, words, count.get(name, 0), "misconception") for name, words in ideas.items()]
    return (
        Cell("right", "Right", count.get("right", 0), "right"),
        *sorted(held, key=lambda cell: -cell.count),
        *(Cell(name, words, count.get(name, 0), "other") for name, words in _OTHERWISE.items()),
    )


def _read(
    messages: NDArray[np.str_], waiting: NDArray[np.bool_], by_hand: NDArray[np.bool_]
) -> tuple[Cell, ...]:
    """What became of a written answer."""
    blank = ~waiting & ~by_hand & (messages == "not-attempted")
    return (
        Cell("read", "Read by a person", int((~waiting & ~blank).sum()), "right"),
        Cell("waiting", "Still to be read", int(waiting.sum()), "waiting"),
        Cell("not-attempted", "Left blank", int(blank.sum()), "other"),
    )


def spread(earned: NDArray[np.float64]) -> Spread | None:
    """How scores spread; None for nobody's. ``earned`` are shares from 0 to 1."""
    if not len(earned):
        return None
    found = earned.mean(), np.median(earned), earned.min(), earned.max()
    return Spread(*(round(float(each), DIGITS) for each in found))


def scores(earned: NDArray[np.float64]) -> tuple[Cell, ...]:
    """How many learners have which share of the points, in :data:`SCORES` classes; 1 belongs to the last."""
    # A share of 0.3 is 0.29999… in floating point, and belongs to the class from 30 on.
    place = np.clip(np.floor(np.round(earned * SCORES, 9)).astype(int), 0, SCORES - 1)
    count = np.bincount(place, minlength=SCORES)
    width = 100 // SCORES
    ends = [(n * width, (n + 1) * width - (n < SCORES - 1)) for n in range(SCORES)]
    return tuple(
        Cell(f"{low}-{high}", f"{low} to {high}%", int(count[n]), "number", (f"{low}", f"{high}%"))
        for n, (low, high) in enumerate(ends)
    )


def times(early: Sequence[float | None]) -> tuple[Cell, ...]:
    """How many handed in how long before or after their due date; ``early`` [s] is negative if late."""
    known = [-each for each in early if each is not None]
    ends = np.array([end for end, _ in TIMES])
    count = np.bincount(np.searchsorted(ends, np.array(known, dtype=float)), minlength=len(TIMES))
    cells = [
        Cell(words.replace(" ", "-"), words, int(count[n]), "late" if end > 0 else "number")
        for n, (end, words) in enumerate(TIMES)
    ]
    return (*cells, *_untimed(len(early) - len(known)))


def dates(when: Sequence[datetime | None]) -> tuple[Cell, ...]:
    """How many handed in on which days, where there is no due date: at most :data:`DATES` equal spans."""
    days = sorted(each.date() for each in when if each is not None)
    if not days:
        return _untimed(len(when))
    width = -(-((days[-1] - days[0]).days + 1) // DATES)
    count = np.bincount([(day - days[0]).days // width for day in days])
    cells = []
    for number, learners in enumerate(count.tolist()):
        first = days[0] + timedelta(days=number * width)
        last = min(first + timedelta(days=width - 1), days[-1])
        ends = _day(first), _day(last)
        cells.append(Cell(f"{first}", " to ".join(dict.fromkeys(ends)), learners, "number", ends))
    return (*cells, *_untimed(len(when) - len(days)))


def _untimed(count: int) -> tuple[Cell, ...]:
    return (Cell("not-known", NO_TIME, count),) if count else ()


def _day(day: date) -> str:
    return f"{day.day} {day:%b}"
