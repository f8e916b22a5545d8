"""What an effort does after the month in which you made it: carry-over, also called adstock.

Each month a share ``carry`` of last month's effect is still there::

    effect now = effort now + carry * effect a month ago

One unit of effort does ``1 / (1 - carry)`` in all. Published: the long-run elasticity of advertising is 0.24
and the short-run one 0.12, so over averages of many studies the long run is twice the short one [MD5].
"""

import numpy as np
from numpy.typing import NDArray

SHORT_RUN, LONG_RUN = 0.12, 0.24
"""Elasticities of sales to advertising, averages of 751 short-run and 402 long-run estimates from 56 studies:
Sethuraman, Tellis and Briesch (2011) [MD5]."""


def effect(effort: NDArray[np.float64], carry: float) -> NDArray[np.float64]:
    """The effect in each period of an effort in each period; shape (n,) as ``effort``. 0 <= carry < 1."""
    felt, result = 0.0, []
    for made in effort:
        felt = made + carry * felt
        result.append(felt)
    return np.array(result)


def long_over_short(carry: float) -> float:
    """All that an effort does, in multiples of what it does at once."""
    return 1.0 / (1.0 - carry)


def carry_of(long_over_short: float) -> float:
    """The carry-over that makes the long run so many times the short one."""
    return 1.0 - 1.0 / long_over_short
