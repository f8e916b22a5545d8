"""Five rewards and three levels of participation: who does what is asked, and what is done unasked.

A level has a leaning towards a request, less the longer it takes; a reward shifts the leaning
(``motives.py``) or, where recognition was measured directly, multiplies what is done:

* a thank-you that says what was good: +0.33, the effect of positive feedback [MD19];
* a coupon: -0.40, the effect of pay for taking part [MD19], and +0.80 if it is a fair pay for the time, in
  proportion, up to twice that; for what is done unasked the -0.40 alone;
* being featured: 1.6 times as much from superusers [RW6]; from the others no more [RW7], and one in ten
  leaves (that there is loss is measured, how much is ours);
* an event, a preview: our own numbers.

Everything without a source is *illustrative*.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass

from tenmistakes.models.motives import FREE_CHOICE, share_of
from tenmistakes.models.participation import LEVELS

LEANING: Mapping[str, float] = {"lurkers": -1.6, "contributors": -0.5, "superusers": 0.25}
"""Leaning towards a request of half an hour. Illustrative."""

HALF_HOUR = 30.0
A_DOUBLING = 0.25
"""What the leaning loses each time that a request takes twice as long. Illustrative."""

WAGE = 12.0
"""A fair pay [pounds an hour]. Illustrative."""

FAIR_PAY = 0.80
"""What a fair pay adds to the leaning, before what it takes away. Illustrative."""

EVERYDAY = 0.5
"""The share of what could be done unasked that is done, at each level. Illustrative."""

MOST = 0.95
"""No reward gets more than this share of people to do anything. Illustrative."""

SEEN = (0.0, 0.1, 0.2)
"""What showing the result adds to the leaning: not at all, a monthly page, replies by name. Illustrative."""


@dataclass(frozen=True)
class Reward:
    """A reward: what it adds to the leaning of each level, and what it multiplies."""

    label: str
    shift: Mapping[str, float]
    times: Mapping[str, float]


def _same(value: float) -> dict[str, float]:
    return dict.fromkeys(LEVELS, value)


REWARDS: Mapping[str, Reward] = {
    "nothing": Reward("nothing", _same(0.0), _same(1.0)),
    "coupon": Reward("a coupon", _same(FREE_CHOICE["engagement"]), _same(1.0)),
    "thanks": Reward("a thank-you", _same(FREE_CHOICE["feedback"]), _same(1.0)),
    "feature": Reward(
        "a feature on the site",
        _same(0.0),
        {"lurkers": 0.9, "contributors": 0.9, "superusers": 1.6},
    ),
    "event": Reward("an event", {"lurkers": 0.0, "contributors": 0.3, "superusers": 0.7}, _same(1.0)),
    "preview": Reward("a preview", {"lurkers": 0.3, "contributors": 0.5, "superusers": 0.2}, _same(1.0)),
}


def base_leaning(level: str, minutes: float) -> float:
    """The leaning of a level towards a request of so many minutes, unrewarded."""
    return LEANING[level] - A_DOUBLING * math.log2(minutes / HALF_HOUR)


def fair_share(minutes: float, coupon: float) -> float:
    """A coupon in pounds as a share of a fair pay for the time."""
    return coupon / (WAGE * minutes / 60.0)


def asked(level: str, reward: str, minutes: float, coupon: float = 0.0, seen: float = 0.0) -> float:
    """The share of a level that does what is asked. ``coupon`` in pounds counts for coupons alone."""
    given = REWARDS[reward]
    pull = FAIR_PAY * min(fair_share(minutes, coupon), 2.0) if reward == "coupon" else 0.0
    leaning = base_leaning(level, minutes) + given.shift[level] + pull + seen
    return min(MOST, share_of(leaning) * given.times[level])


def everyday(level: str, reward: str, seen: float = 0.0) -> float:
    """The share of what a level could do unasked that it does; EVERYDAY without any reward."""
    given = REWARDS[reward]
    return min(MOST, share_of(given.shift[level] + seen) * given.times[level])
