"""Members, and what they write: one in a hundred writes much, nine now and then, ninety read.

The split is Nielsen's rule of thumb of 2006 [MD16]. With ``members`` on the list, of whom the share ``back``
came back this month::

    posts a day = members * back * (0.01 * much + 0.09 * little)

and a newcomer's question, which each new post answers with a small chance ``answers``, stays without any
answer for a day with probability ``exp(-answers * posts a day)``. How much each kind writes, and how likely a
post answers somebody, is illustrative.
"""

from typing import Any

import numpy as np

MUCH, LITTLE = 0.01, 0.09
"""Share of those who come who write much, and now and then: 90-9-1 [MD16]."""


def posts_a_day(members: Any, back: float, much: float, little: float) -> Any:
    """Posts a day; ``much`` and ``little`` are posts a week of each kind of writer. Floats or arrays."""
    return members * back * (MUCH * much + LITTLE * little) / 7.0


def answered(posts: Any, answers: float) -> Any:
    """Chance that a question gets an answer within a day. Floats or arrays."""
    return 1.0 - np.exp(-answers * posts)
