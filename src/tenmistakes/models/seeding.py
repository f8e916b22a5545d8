"""Few big or many small: what a budget buys, when winning somebody has a price of its own.

Winning one person costs a fixed sum, whoever it is, and something for each follower. The more follow
somebody, the less each of them is moved: with ten times the followers, ``keep`` as much::

    price    = fixed + followers * each
    moved    = MOVED * (followers / MEASURE) ** -fade         fade = -log10(keep)
    customers = budget / price * followers * moved

Without a fixed price the smallest are the best. With one, the best size is in proportion to it::

    best = fixed / each * (1 - fade) / fade

Every number is illustrative. That the answer turns with what finding somebody costs, compared with paying
them, is what Bakshy and others found for their own strategies [MD11].
"""

from math import log10
from typing import Any

MEASURE, MOVED = 1_000.0, 0.005
"""Of the followers of somebody who has a thousand, the share that becomes a customer. Illustrative."""


def fade(keep: float) -> float:
    """The exponent with which the share moved falls; ``keep`` from above 0 to below 1."""
    return -log10(keep)


def price(followers: Any, fixed: float, each: float) -> Any:
    """What winning one person costs."""
    return fixed + followers * each


def moved(followers: Any, keep: float) -> Any:
    """The share of somebody's followers that becomes a customer."""
    return MOVED * (followers / MEASURE) ** -fade(keep)


def customers(followers: Any, budget: float, fixed: float, each: float, keep: float) -> Any:
    """Customers that a budget brings, if all who are won have so many followers. Floats or arrays."""
    return budget / price(followers, fixed, each) * followers * moved(followers, keep)


def best_size(fixed: float, each: float, keep: float) -> float:
    """The followers of those who bring most for the money."""
    exponent = fade(keep)
    return fixed / each * (1.0 - exponent) / exponent
