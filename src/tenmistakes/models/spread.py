"""How talk spreads through an audience, and what one reply does to it.

The model is the classic one of epidemics (Kermack and McKendrick, 1927), read as talk. Everybody in the
audience is in one of three groups, given as shares of the audience that add up to 1:

* *unheard*: has not heard of it,
* *talking*: has heard and still passes it on,
* *over it*: has heard and passes it on no longer.

In a step of ``STEP`` hours::

    new      = unheard * (1 - exp(-b * talking))        people who hear of it
    bored    = talking * g                              people who stop talking
    unheard -= new;  talking += new - bored;  over it += bored

``g = 1 - 2 ** (-STEP / half_life)`` is forgetting. ``b`` is chosen so that talk doubles exactly every
``doubling`` hours while it is still rare: ``b = 2 ** (STEP / doubling) - 1 + g``. A reply multiplies ``b``
by ``1 - fit``; a loud one also moves a share of the unheard to the talking, because it tells them.

Written this way the map never gives a negative group and behaves as theory says at any step: for a quiet
reply that fits, answering later never reaches fewer people, and a slower doubling never reaches more.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

STEP = 0.5
"""Length of a step [h]."""

HORIZON = 168.0
"""How long a storm is followed [h]: one week."""

STEPS = round(HORIZON / STEP)

LINK_HALF_LIFE = 2.8
"""Hours in which a link shared on Twitter got half of the clicks it would ever get (bitly 2011, [MD7])."""


@dataclass(frozen=True)
class Storm:
    """A complaint that spreads.

    ``doubling`` [h], ``audience`` [people], ``start`` [people who talk at hour 0], ``half_life`` of talk [h].
    ``carried`` is the share of the spread that the company's own campaign carries (its promotion, its
    open question): it ends when the campaign is stopped.
    """

    doubling: float = 3.0
    audience: float = 1_100_000.0
    start: float = 20.0
    half_life: float = LINK_HALF_LIFE
    carried: float = 0.0

    @property
    def forgetting(self) -> float:
        """Share of the talking who stop in one step."""
        return 1.0 - 2.0 ** (-STEP / self.half_life)

    @property
    def transmission(self) -> float:
        """``b`` of the map: chosen so that rare talk doubles every ``doubling`` hours."""
        return 2.0 ** (STEP / self.doubling) - 1.0 + self.forgetting

    @property
    def first(self) -> float:
        """Share of the audience that talks at hour 0."""
        return min(self.start / self.audience, 1.0)


@dataclass(frozen=True)
class Reply:
    """What is said at hour ``after``.

    ``fit``: share of the spread it takes away (negative: it fans the flames); ``told``: share of those who
    had not heard who hear of it from the reply; ``stops``: it also stops the campaign.
    """

    after: float
    fit: float
    told: float = 0.0
    stops: bool = False

    def transmission(self, storm: Storm) -> float:
        """``b`` of the map from this reply on."""
        kept = 1.0 - storm.carried if self.stops else 1.0
        return storm.transmission * kept * (1.0 - self.fit)


@dataclass(frozen=True)
class Course:
    """How a storm went: arrays of shape (STEPS + 1,), shares of the audience at each of ``hours``."""

    hours: NDArray[np.float64]
    unheard: NDArray[np.float64]
    talking: NDArray[np.float64]
    over_it: NDArray[np.float64]

    @property
    def heard(self) -> NDArray[np.float64]:
        """Share of the audience that has heard by each hour."""
        return 1.0 - self.unheard


def advance(
    unheard: Any, talking: Any, b: float, g: float, exp: Callable[[Any], Any] = math.exp
) -> tuple[Any, Any, Any]:
    """One step of the map: the new unheard, the new talking and those who stop. Floats or arrays."""
    left = unheard * exp(-b * talking)
    bored = talking * g
    return left, talking + (unheard - left) - bored, bored


def spread(storm: Storm, reply: Reply | None = None) -> Course:
    """Follow a storm for a week, with or without a reply."""
    unheard, talking, over_it = 1.0 - storm.first, storm.first, 0.0
    b, g = storm.transmission, storm.forgetting
    reply_step = STEPS + 1 if reply is None else math.ceil(reply.after / STEP - 1e-9)
    rows = []
    for step in range(STEPS + 1):
        if step == reply_step and reply is not None:
            b = reply.transmission(storm)
            unheard, talking = unheard * (1.0 - reply.told), talking + unheard * reply.told
        rows.append((unheard, talking, over_it))
        unheard, talking, bored = advance(unheard, talking, b, g)
        over_it += bored
    groups = np.array(rows)
    return Course(np.arange(STEPS + 1) * STEP, groups[:, 0], groups[:, 1], groups[:, 2])


def per_hour(course: Course) -> NDArray[np.float64]:
    """Share of the audience that hears of it, as a rate an hour, in each step; shape (STEPS,)."""
    return -np.diff(course.unheard) / STEP


def heard_by_delay(storm: Storm, fit: float, told: float = 0.0, stops: bool = False) -> NDArray[np.float64]:
    """Share of the audience that has heard after a week, for a reply at every step of that week.

    Shape (STEPS + 1,): entry k is ``spread(storm, Reply(k * STEP, ...)).heard[-1]``. All delays are followed
    at once: before the reply they share one course, so delay k joins the array at step k.
    """
    before = spread(storm)
    b, g = Reply(0.0, fit, told, stops).transmission(storm), storm.forgetting
    unheard, talking = before.unheard * (1.0 - told), before.talking + before.unheard * told
    for step in range(STEPS):
        on = slice(0, step + 1)
        unheard[on], talking[on], _ = advance(unheard[on], talking[on], b, g, np.exp)
    return 1.0 - unheard
