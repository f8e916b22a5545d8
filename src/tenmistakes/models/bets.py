"""One large bet or many small ones: the chance of a hit, and what the same money brings.

**At least one hit.** Of ``n`` independent efforts that each hit with the chance ``p``, at least one does with
the chance ``1 - (1 - p) ** n``: at 5% it is 5, 40, 64 and 92% for 1, 10, 20 and 50 efforts.

Efforts that share something are not independent. Each has a standing, normal with variance 1, of which a part
is shared (``sqrt(r)`` times it) and a part is its own (``sqrt(1 - r)`` times it), and hits when it is among
the best ``p``; ``r`` is the correlation of any two. At ``r = 0`` it is the formula above; at ``r = 1`` there
is one bet, however many copies are made of it.

**The spread of a mean.** The mean of ``n`` results with variance 1 and correlation ``r`` has the variance
``r + (1 - r) / n``: it falls with ``n``, down to ``r`` and no further.

**What the money brings.** One effort of size ``b`` brings ``b ** a`` on average, and nothing if ``b`` is
below a smallest size. A budget of 1 spread evenly over ``n`` efforts, each with a fixed cost ``c``, brings::

    average = n * (1 / n - c) ** a        0 where 1 / n - c is below the smallest size

The luck of each is log-normal with mean 1, ``exp(s * z - s ** 2 / 2)``, and any two ``z`` have the
correlation ``r``. What they bring together is nearly log-normal too (Fenton and Wilkinson; exact for one
effort and for ``r = 1``), with the variance of its logarithm::

    s ** 2 * r + log(1 + (exp(s ** 2 * (1 - r)) - 1) / n)

which falls with ``n``, down to ``s ** 2 * r``.
"""

from math import erf, exp, log, log1p, sqrt
from statistics import NormalDist
from typing import Any

import numpy as np
from numpy.typing import NDArray

LUCK = 0.73
"""Standard deviation of the logarithm of the click rates of 18,163 headlines (log-normal fit; [UP4][UP5])."""

SAME_STORY = 0.66**2 / (0.66**2 + 0.30**2)
"""Correlation of two headlines of one test: the part of the variance (of the logarithm) that lies between
tests, 0.66 ** 2, against that within them, 0.30 ** 2 [UP4][UP5]. About 0.83."""

ONE_IN_TEN = NormalDist().inv_cdf(0.9)

_SHARED = np.linspace(-7.0, 7.0, 281)
_WEIGHTS = np.exp(-(_SHARED**2) / 2)
_WEIGHTS /= _WEIGHTS.sum()


def independent(n: Any, p: float) -> Any:
    """The chance of at least one hit among ``n`` independent efforts; ``n`` a number or an array."""
    return -np.expm1(np.asarray(n, dtype=float) * log1p(-p))


def at_least_one(n: NDArray[np.float64], p: float, r: float = 0.0) -> NDArray[np.float64]:
    """The chance of at least one hit among ``n`` efforts with the correlation ``r``, for each of ``n``."""
    efforts = np.asarray(n, dtype=float)
    if r <= 0.0:
        return np.asarray(independent(efforts, p))
    if r >= 1.0:
        return np.full_like(efforts, p)
    bar = NormalDist().inv_cdf(1.0 - p)
    standings = (bar - sqrt(r) * _SHARED) / sqrt(2.0 * (1.0 - r))
    misses = np.array([0.5 * (1.0 + erf(x)) for x in standings.tolist()])
    logs = np.log(np.maximum(misses, 1e-300))
    return 1.0 - np.exp(np.multiply.outer(efforts, logs)) @ _WEIGHTS


def variance_of_mean(n: float, r: float) -> float:
    """The variance of the mean of ``n`` results with variance 1 and correlation ``r``."""
    return r + (1.0 - r) / n


def growth(fourfold: float) -> float:
    """The exponent ``a`` with which four times the money brings ``fourfold`` times as much."""
    return log(fourfold) / log(4.0)


def average(n: NDArray[np.float64], a: float, fixed: float, smallest: float) -> NDArray[np.float64]:
    """What a budget of 1 brings on average, for each number of efforts (size 1 without a fixed cost: 1)."""
    efforts = np.asarray(n, dtype=float)
    size = 1.0 / efforts - fixed
    enough = (size > 1e-12) & (size >= smallest - 1e-12)
    return np.where(enough, efforts * np.maximum(size, 1e-12) ** a, 0.0)


def log_variance(n: NDArray[np.float64], r: float, luck: float = LUCK) -> NDArray[np.float64]:
    """The variance of the logarithm of what ``n`` efforts bring together."""
    efforts = np.asarray(n, dtype=float)
    return luck**2 * r + np.log1p((exp(luck**2 * (1.0 - r)) - 1.0) / efforts)


def year(n: NDArray[np.float64], r: float, z: float) -> NDArray[np.float64]:
    """What a year brings in multiples of the average year, ``z`` standard deviations from the middle."""
    variance = log_variance(n, r)
    return np.exp(z * np.sqrt(variance) - variance / 2.0)
