"""What a reward does to people who would have done it anyway.

Two bodies of evidence, and one choice of ours that joins them to a number of people:

* Deci, Koestner & Ryan (1999), 128 studies: after a reward people freely choose the task less (effect *d*
  below 0) or, after positive feedback, more [MD19].
* Gneezy & Rustichini (2000): pairs of pupils collect more unpaid than for 1 or 10 per cent of it [RW8].
* Ours: an effect *d* moves a share *p* to ``Phi(Phi^-1(p) + d)``, and pay between and beyond the two measured
  rates follows the logarithm.
"""

import math
from collections.abc import Mapping
from statistics import NormalDist

import numpy as np
from numpy.typing import NDArray

FREE_CHOICE: Mapping[str, float] = {
    "engagement": -0.40,
    "completion": -0.36,
    "performance": -0.28,
    "feedback": 0.33,
}
"""Effect *d* on what people freely choose afterwards, by what the reward was for [MD19]."""

INTEREST: Mapping[str, float] = {"engagement": -0.15, "completion": -0.17, "feedback": 0.31}
"""Effect *d* on the interest that people report themselves [MD19]."""

COLLECTED: Mapping[float, float] = {0.0: 239.0, 1.0: 154.0, 10.0: 219.0}
"""Shekels that a pair of pupils collected, by what they were paid of it in per cent [RW8]."""

A_TENFOLD = COLLECTED[10.0] - COLLECTED[1.0]
"""Shekels that ten times the pay adds."""

_NORMAL = NormalDist()


def share_of(z: float) -> float:
    """The standard normal distribution function: a leaning *z* as a share of people."""
    return 0.5 * (1.0 + math.erf(z / math.sqrt(2.0)))


def leaning(share: float) -> float:
    """The inverse of :func:`share_of`; ``share`` between 0 and 1, both left out."""
    return _NORMAL.inv_cdf(share)


def shifted(share: float, effect: float) -> float:
    """The share of people who do it after an effect *d*: ``Phi(Phi^-1(share) + effect)``."""
    return share_of(leaning(share) + effect)


def collected(percent: NDArray[np.float64]) -> NDArray[np.float64]:
    """Shekels a pair collects when paid ``percent`` of it (0 to 30); same shape.

    Through the three measured points: straight from 0 to 1 per cent, where nobody measured; from 1 per cent
    on, each tenfold of the pay adds the same.
    """
    enough = COLLECTED[1.0] + A_TENFOLD * np.log10(np.maximum(percent, 1.0))
    token = COLLECTED[0.0] + (COLLECTED[1.0] - COLLECTED[0.0]) * np.minimum(percent, 1.0)
    result: NDArray[np.float64] = np.where(percent < 1.0, token, enough)
    return result


BREAK_EVEN = 10.0 ** ((COLLECTED[0.0] - COLLECTED[1.0]) / A_TENFOLD)
"""Pay in per cent at which, in this model, a pair collects as much as unpaid."""
