"""A place lives on the share of people who find it worth one more conversation.

A person who would care about the place by ``interest`` (spread evenly from 0 to 1 over the audience) finds it
worth ``interest * quality * there``, where ``there`` is the share of the audience that takes part: a
conversation is worth the more, the more of one's own people are in it. What it must be worth is the *cost* of
one more conversation::

    cost = moving + ATTENTION * places          what a person gives up to take part
    moving = habit + contributions + friends    the three ties to where people are now

so that, with ``c = cost / quality``, the share that finds it worth the while is ``max(0, 1 - c / there)``. In
each week a part ``RECONSIDER`` of the audience thinks again::

    there += RECONSIDER * (max(0, 1 - c / there) - there)

The place stands still where ``there * (1 - there) = c``. That has two roots,
``(1 -+ sqrt(1 - 4 c)) / 2``: the lower is the tipping point, below which everything decays; the upper is
where a place above it ends. For ``c`` above 1/4 there is none: whatever is brought in leaves again.

The alternative is to go where they are. Who keeps ``places`` gives each of them an even part of the time, so
a voice in some of them meets the part ``joined / places`` of the audience; a share ``topic`` of those it
meets would talk about its subject there. Nobody has to move, and nothing tips::

    joined conversation = topic * joined / places

All numbers here are illustrative. That two roots exist, and none beyond 1/4, is exact.
"""

import math
from typing import Any

import numpy as np
from numpy.typing import NDArray

ATTENTION = 0.03
"""What each place that people keep already adds to the cost of one more. Illustrative."""

RECONSIDER = 0.15
"""Share of the audience that thinks again in a week. Illustrative."""

WEEKS = 52
"""Weeks for which a place is followed: one year."""

TOPIC = 0.3
"""Share of those met in a joined place who would talk about the subject. Illustrative."""

LIMIT = 0.25
"""The highest ``cost / quality`` at which a place can live: the largest value of f (1 - f)."""


def moving_cost(habit: float, contributions: float, friends: float, eased: float = 0.0) -> float:
    """The three ties together; ``eased`` is the share of them that is taken away."""
    return (habit + contributions + friends) * (1.0 - eased)


def cost(moving: Any, places: Any, quality: float = 1.0) -> Any:
    """What one more conversation must be worth, for people who keep ``places`` already. Floats or arrays."""
    return (moving + ATTENTION * places) / quality


def roots(c: float) -> tuple[float, float] | None:
    """The tipping point and the share at which a place above it ends; None if nothing can live."""
    if c > LIMIT + 1e-12:  # 0.13 + 0.03 * 4 is a quarter, whatever its last digit
        return None
    width = math.sqrt(max(0.0, 1.0 - 4.0 * c))
    return (1.0 - width) / 2.0, (1.0 + width) / 2.0


def push_weeks(pushes: int) -> list[int]:
    """The weeks of a year in which people are brought in: the first, and the others spread evenly."""
    return [round(number * WEEKS / pushes) for number in range(pushes)]


def year(c: float, core: float, pushes: int = 1) -> NDArray[np.float64]:
    """The share there in each week, for a place opened with the share ``core``; shape (WEEKS + 1,).

    Each push brings in the share ``core`` of the audience, as far as it is not there yet.
    """
    brought, there, shares = set(push_weeks(pushes)), 0.0, []
    for number in range(WEEKS + 1):
        if number in brought:
            there = min(1.0, there + core)
        shares.append(there)
        worth = max(0.0, 1.0 - c / there) if there > 0 else 0.0
        there += RECONSIDER * (worth - there)
    return np.array(shares)


def year_end(c: NDArray[np.float64], core: float) -> NDArray[np.float64]:
    """The share there after a year, for each of the costs ``c``, opened once with the share ``core``."""
    there = np.full_like(c, core)
    for _ in range(WEEKS):
        worth = np.maximum(0.0, 1.0 - c / np.maximum(there, 1e-12))
        there = there + RECONSIDER * (worth - there)
    return there


def joined(places: Any, joined_places: Any, topic: float = TOPIC) -> Any:
    """The share in conversation where they are, in ``joined_places`` of their ``places``."""
    return topic * np.minimum(joined_places, places) / places
