"""Reach that somebody else decides on: a platform shows a post to a share of a page's fans.

Published: the average post of a brand's page reached 12.05% of its fans in October 2013 and 6.15% in February
2014 (more than 100 pages; [CH3]).
"""

import numpy as np
from numpy.typing import NDArray

PUBLISHED = (12.05, 11.58, 8.70, 7.70, 6.15)
"""Share of the fans that an average post reached [%], October 2013 to February 2014 [CH3]."""


def monthly_loss(shares: tuple[float, ...] = PUBLISHED) -> float:
    """The share of the reach that goes each month, if it is the same one every month, from first to last."""
    return 1.0 - (shares[-1] / shares[0]) ** (1.0 / (len(shares) - 1))


def course(
    fans: float, share: float, loss: float, growth: float, months: float, shown: NDArray[np.float64]
) -> NDArray[np.float64]:
    """People whom one post reaches, at each of the months ``shown``.

    ``fans * (1 + growth) ** month * share * (1 - loss) ** min(month, months)``: the reach shrinks for
    ``months``, and the fans grow all the time. ``share``, ``loss`` and ``growth`` as shares of 1.
    """
    return fans * (1.0 + growth) ** shown * share * (1.0 - loss) ** np.minimum(shown, months)


def growth_to_stand_still(loss: float) -> float:
    """The growth of the fans each month at which a post keeps reaching as many people."""
    return 1.0 / (1.0 - loss) - 1.0


def reached_once(fans: float, share: float, posts: float | NDArray[np.float64]) -> NDArray[np.float64]:
    """People who see at least one of several posts, if each reaches a share of the fans afresh.

    ``fans * (1 - (1 - share) ** posts)``: the more posts, the more of them reach people already reached.
    """
    return np.asarray(fans * (1.0 - (1.0 - share) ** np.asarray(posts, dtype=float)))
