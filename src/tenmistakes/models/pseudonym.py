"""A voice that does not say who it is: the chance that it comes out.

If every post gives the writer away with the same small chance ``q``, and each on its own, then after ``n``
posts it has come out with the chance::

    found = 1 - (1 - q) ** n

1,245 posts at one in a thousand: 71%. Half is passed at ``log(2) / -log(1 - q)`` posts: 693.

What it costs grows with what there is to lose: of the customers who trust the brand, a share stops believing
it. ``expected cost = found * trusting * lost``.
"""

from math import log, log1p

import numpy as np
from numpy.typing import NDArray


def found(posts: NDArray[np.float64], q: float) -> NDArray[np.float64]:
    """The chance that it has come out after so many posts; ``q`` below 1 is the chance of each."""
    return -np.expm1(np.asarray(posts, dtype=float) * log1p(-q))


def as_likely_as_not(q: float) -> float:
    """Posts after which it has come out with the chance of one half."""
    return log(2) / -log1p(-q)
