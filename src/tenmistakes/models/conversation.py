"""Talk that is passed on: each who hears of it tells R others, on average, and R is below 1.

Of ``seeds`` people who hear it first, ``seeds * R`` hear it in the next round, ``seeds * R ** 2`` in the one
after, and so on: ``seeds / (1 - R)`` in the end.

How large it grows from *one* person is chance. If each tells a number of others that is Poisson with mean R,
the size n of the whole has the Borel distribution::

    P(n) = exp(-R n) * (R n) ** (n - 1) / n!
"""

import math
from functools import cache

import numpy as np
from numpy.typing import NDArray

NOT_PASSED_ON = 0.95
"""About 95% of posts were passed on by nobody: a reader's summary of a study of 2012 [MD13]."""

LARGE = 100
"""What counts as large: a hundred who pass it on."""

MEASURED = 1 / 4_000
"""The share of original tweets that were passed on a hundred times or more: about 0.025% [MD13]."""

_SIZES = np.arange(LARGE, 12_001, dtype=float)
_LOG_FACTORIALS = np.cumsum(np.log(np.arange(1, 12_001)))[LARGE - 1 :]


def total(seeds: float, passed: float) -> float:
    """Everybody who hears of it in the end; ``passed`` is R, below 1."""
    return seeds / (1.0 - passed)


def in_round(seeds: float, passed: float, rounds: NDArray[np.float64]) -> NDArray[np.float64]:
    """People who hear of it in each round; round 0 are the seeds."""
    return seeds * passed**rounds


def passed_if_most_stop(stop: float = NOT_PASSED_ON) -> float:
    """R, if a share ``stop`` of people passes it on to nobody: ``exp(-R) = stop``."""
    return -math.log(stop)


@cache
def chance_of_large(passed: float) -> float:
    """The chance that a post of one person grows to ``LARGE`` people or more, from person to person alone."""
    if passed <= 0:
        return 0.0
    logs = -passed * _SIZES + (_SIZES - 1) * np.log(passed * _SIZES) - _LOG_FACTORIALS
    return float(np.exp(logs).sum())
