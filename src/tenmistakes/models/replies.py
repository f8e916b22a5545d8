"""Replies as a queue: how long a question waits for somebody who may answer it.

**While somebody is there** (Erlang C, the queue M/M/c). Questions come at random, ``questions`` an hour.
``people`` answer at once, each ``rate`` an hour. With the capacity ``people * rate``::

    load    = questions / capacity
    C       = chance that a question finds everybody busy
    wait    = C / (capacity - questions)                          hours, on average, until somebody begins
    late    = C * exp(-(capacity - questions) * hours)            share that waits longer than that
    waiting = questions * wait                                    in the queue, on average (Little's law)

At 14 questions an hour one person who answers 15 lets them wait 56 minutes on average, two 1.1 minutes. From
a load of 1 on, the queue grows for as long as the day lasts.

**When nobody is there** (``watch.py`` has the gaps of a week). What comes in a gap waits for its end, and
then behind everything that came before it. What piled up is worked off at ``capacity - questions`` an hour.
With endless capacity the average is that of the gaps alone: ``(24 - h) ** 2 / (2 * 24)`` hours for ``h``
hours a day.
"""

from dataclasses import dataclass
from math import exp

import numpy as np
from numpy.typing import NDArray

from tenmistakes.models.watch import shift, weekly

DAY = 24.0
"""Hours in a day."""


def chance_to_wait(load_each: NDArray[np.float64], people: int) -> NDArray[np.float64]:
    """Erlang's C: the chance that all ``people`` are busy, for ``load_each`` = questions / rate (Erlangs).

    From ``load_each = people`` on the queue grows without end, and the chance is 1.
    """
    offered = np.minimum(np.asarray(load_each, dtype=float), people)
    blocked = np.ones_like(offered)
    for busy in range(1, people + 1):
        blocked = offered * blocked / (busy + offered * blocked)
    return people * blocked / np.maximum(people - offered * (1.0 - blocked), 1e-300)


def mean_wait(questions: NDArray[np.float64], people: int, rate: float) -> NDArray[np.float64]:
    """Hours until somebody begins, on average; infinite from full load on."""
    questions = np.asarray(questions, dtype=float)
    spare = people * rate - questions
    chance = chance_to_wait(questions / rate, people)
    return np.where(spare > 1e-9, chance / np.maximum(spare, 1e-9), np.inf)


def late_share(questions: float, people: int, rate: float, hours: float = 1.0) -> float:
    """The share that waits longer than ``hours``: 1 from full load on, and where nobody is there."""
    spare = people * rate - questions
    if people < 1 or spare <= 1e-9:
        return 1.0
    return float(chance_to_wait(np.array(questions / rate), people)) * exp(-spare * hours)


@dataclass(frozen=True)
class Day:
    """One day, every day the same. Somebody is there from ``opening`` to ``closing``, hours of the day."""

    moments: NDArray[np.float64]
    """Hours of the day, evenly spread."""
    waits: NDArray[np.float64]
    """Hours until somebody begins, for a question that comes at each moment."""
    late: NDArray[np.float64]
    """The share of the questions of each moment that waits longer than an hour."""
    opening: float
    closing: float
    pile: float
    """Questions that lie there at opening time."""
    cleared: float
    """Hours after opening at which the pile is gone."""


def day(questions: float, hours: float, people: int, rate: float, steps: int = 480) -> Day | None:
    """A day of ``questions`` an hour round the clock, with ``people`` there for ``hours`` from 9:00.

    ``None`` if a day's work is more than they can do: then each day leaves more behind than the last.
    """
    capacity = people * rate
    if questions * DAY >= capacity * hours:
        return None
    ((opening, closing),) = shift(hours)
    moments = (np.arange(steps) + 0.5) * DAY / steps
    since = (moments - opening) % DAY
    there = since < hours
    pile = questions * (DAY - hours)
    left = np.maximum(pile - (capacity - questions) * since, 0.0)
    until = weekly(shift(hours), shift(hours)).wait(moments)
    ahead = np.where(there, left, questions * (since - hours))
    steady = there & (left == 0.0)
    usual = float(mean_wait(np.array(questions), people, rate))
    waits = np.where(steady, usual, until + ahead / capacity)
    late = np.where(steady, late_share(questions, people, rate), waits > 1.0)
    return Day(moments, waits, late, opening, closing, pile, pile / (capacity - questions))
