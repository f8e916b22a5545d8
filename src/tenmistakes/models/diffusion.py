"""How an audience joins, one and then another: Bass's curve (1969).

Of those who will ever join, each who has not yet done so is won by you at the rate ``p`` and brought by
others at the rate ``q`` times the share that is in already::

    dF/dt = (p + q F) (1 - F)
    F(t)  = (1 - exp(-(p + q) t)) / (1 + q / p * exp(-(p + q) t))

``F`` is the share that has joined. Growth is fastest at ``ln(q / p) / (p + q)``. Rates are per unit of time:
per year for new products, per month for an effort of yours. Averages over many products: p 0.03 and q 0.38
a year [MD3].

All functions take ``p > 0`` and ``q >= 0`` and a time or an array of times of any shape.
"""

import math
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

AVERAGE_P, AVERAGE_Q = 0.03, 0.38
"""Mean values over many new products, per year [MD3]."""


def joined(time: ArrayLike, p: Any, q: Any) -> NDArray[np.float64]:
    """The share that has joined by ``time``; the shape is that of the arguments together."""
    left = np.exp(-(p + q) * np.asarray(time, dtype=float))
    return (1.0 - left) / (1.0 + q / p * left)


def joining(time: ArrayLike, p: Any, q: Any) -> NDArray[np.float64]:
    """The share that joins per unit of time, at ``time``."""
    share = joined(time, p, q)
    return (p + q * share) * (1.0 - share)


def brought(time: ArrayLike, p: Any, q: Any) -> NDArray[np.float64]:
    """Of those who join at ``time``, the share that others have brought."""
    share = joined(time, p, q)
    return q * share / (p + q * share)


def fastest(p: float, q: float) -> float:
    """The time at which most join; 0 if growth is fastest at the start."""
    return math.log(q / p) / (p + q) if q > p else 0.0
