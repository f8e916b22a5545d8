"""When to stop: an effort is a hit or a dud, you do not know which, and the numbers are noisy.

Both are launched alike: ``newcomers`` join in the first month, won by you (``p``). A hit is passed on
(``q``), a dud hardly. On the day of a review one signal is read:

* ``total``: how many have joined so far. Launches differ, by a factor of two either way (``launch``), so a
  total also says how the launch went.
* ``new``: how many join this month, against the first month. The launch drops out; months differ (``month``).
* ``asked``: of those who join, how many were brought by somebody who was there already. Some always were
  (``base``), more or fewer from effort to effort (``habit``), and only a part answers (``answer``).

The cut lies half-way between what a hit and a dud would show, so that both are misread equally often::

    wrong = Phi(-d / 2),   d = (signal of a hit - signal of a dud) / spread

What stops is what looks like a dud. A hit stopped at month T is *thrown away*: what it would have brought
until the horizon is lost. A dud is *paid for* until it is stopped, or until the horizon.

Every number here is illustrative. Times are in months, money in thousand pounds.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

from tenmistakes.models.diffusion import brought, joined, joining

HORIZON = 24.0
"""Months after which the effort ends in any case."""

Signal = Literal["total", "new", "asked"]
SIGNALS: tuple[Signal, ...] = ("total", "new", "asked")


@dataclass(frozen=True)
class Noise:
    """What blurs the signals. ``launch`` and ``month`` are spreads of a logarithm: 0.7 is a factor of two.

    The others are shares of 1: of a dud's newcomers who name somebody (``base``), its spread from effort to
    effort (``habit``), and of those who answer (``answer``). All are illustrative.
    """

    launch: float = 0.7
    month: float = 0.25
    base: float = 0.2
    habit: float = 0.1
    answer: float = 0.3


@dataclass(frozen=True)
class Effort:
    """An effort before anybody knows what it is: chance of a hit, money a month, and worth if all joined."""

    newcomers: float = 100.0
    """People who join in the first month."""
    q: float = 0.2
    """Word of mouth of a hit, per month."""
    hit: float = 0.3
    """Chance that it is one."""
    cost: float = 6.0
    """Thousand pounds a month."""
    worth: float = 400.0
    """Thousand pounds, if all who could ever join had joined."""
    p: float = 0.005
    """Won by you, per month."""
    q_dud: float = 0.02
    """Word of mouth of a dud, per month."""
    noise: Noise = field(default_factory=Noise)

    @property
    def people(self) -> float:
        """Those who could ever join."""
        return self.newcomers / self.p

    def earned(self, months: ArrayLike) -> NDArray[np.float64]:
        """What a hit has brought by then, less its cost."""
        months = np.asarray(months, dtype=float)
        return self.worth * joined(months, self.p, self.q) - self.cost * months

    def to_come(self, months: ArrayLike) -> NDArray[np.float64]:
        """What a hit would still bring until the horizon, less its cost; never less than 0."""
        return np.maximum(self.earned(HORIZON) - self.earned(months), 0.0)

    def sunk(self, months: ArrayLike) -> NDArray[np.float64]:
        """What a dud has cost by then, less what it has brought."""
        months = np.asarray(months, dtype=float)
        return self.cost * months - self.worth * joined(months, self.p, self.q_dud)

    def wrong(self, signal: Signal, months: ArrayLike) -> NDArray[np.float64]:
        """The share of hits, and of duds, that the signal misreads at a review (months > 0)."""
        months = np.asarray(months, dtype=float)
        apart, spread = _READINGS[signal](self, months)
        return normal(-np.maximum(apart, 0.0) / spread / 2.0)


def _total(effort: Effort, months: NDArray[np.float64]) -> tuple[Any, Any]:
    hit = effort.people * joined(months, effort.p, effort.q)
    dud = effort.people * joined(months, effort.p, effort.q_dud)
    return np.log(hit / dud), np.sqrt(effort.noise.launch**2 + (1 / hit + 1 / dud) / 2)


def _new(effort: Effort, months: NDArray[np.float64]) -> tuple[Any, Any]:
    hit = effort.people * joining(months, effort.p, effort.q)
    dud = effort.people * joining(months, effort.p, effort.q_dud)
    chance = 1 / effort.newcomers + (1 / hit + 1 / dud) / 2
    return np.log(hit / dud), np.sqrt(2 * effort.noise.month**2 + chance)


def _asked(effort: Effort, months: NDArray[np.float64]) -> tuple[Any, Any]:
    noise, apart, chance = effort.noise, [], 0.0
    for q in (effort.q, effort.q_dud):
        share = noise.base + (1 - noise.base) * brought(months, effort.p, q)
        answers = noise.answer * effort.people * joining(months, effort.p, q)
        chance = chance + share * (1 - share) / answers / 2
        apart.append(share)
    return apart[0] - apart[1], np.sqrt(noise.habit**2 + chance)


_READINGS = {"total": _total, "new": _new, "asked": _asked}

_normal = np.vectorize(lambda x: (1.0 + math.erf(x / math.sqrt(2.0))) / 2.0, otypes=[float])


def normal(x: ArrayLike) -> NDArray[np.float64]:
    """The standard normal distribution function."""
    return _normal(x)


@dataclass(frozen=True)
class Loss:
    """What is lost on average against somebody who knew from the start: hits in vain, duds in vain."""

    thrown_away: float
    paid_for_duds: float
    stopped: float
    """Of 100 hits, how many are stopped."""
    kept: float
    """Of 100 duds, how many run to the horizon."""

    @property
    def total(self) -> float:
        """Thousand pounds."""
        return self.thrown_away + self.paid_for_duds


def not_begun(effort: Effort) -> Loss:
    """Nothing is started: every hit is thrown away, and no dud is paid for."""
    return Loss(effort.hit * float(effort.to_come(0.0)), 0.0, 100.0, 0.0)


def reviewed(effort: Effort, signal: Signal, months: Sequence[float]) -> Loss:
    """Started, and reviewed in these months (in order; none: it runs to the horizon).

    Each reading of the new ones or of those asked is taken as fresh. A total carries its launch along, so
    later readings repeat what the first one said.
    """
    hit = dud = 1.0  # the share that still runs
    thrown = paid = 0.0
    for month in months[:1] if signal == "total" else months:
        wrong = float(effort.wrong(signal, month))
        thrown += hit * wrong * float(effort.to_come(month))
        paid += dud * (1.0 - wrong) * float(effort.sunk(month))
        hit, dud = hit * (1.0 - wrong), dud * wrong
    paid += dud * float(effort.sunk(HORIZON))
    return Loss(effort.hit * thrown, (1.0 - effort.hit) * paid, 100 * (1 - hit), 100 * dud)


def at_each(effort: Effort, signal: Signal, months: NDArray[np.float64]) -> tuple[Any, Any]:
    """``thrown_away`` and ``paid_for_duds`` of one review in each of the months: two arrays of shape (n,)."""
    wrong = effort.wrong(signal, months)
    thrown = effort.hit * wrong * effort.to_come(months)
    paid = (1.0 - effort.hit) * ((1.0 - wrong) * effort.sunk(months) + wrong * effort.sunk(HORIZON))
    return thrown, paid
