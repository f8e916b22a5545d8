"""How people take being courted: three kinds of influencer, one scale of treatment.

The scale goes from 0, somebody never notices that you know of them, to 1, they get what the press gets:
attention by the basketful, launches, releases. Each kind has an ``ideal`` on it. With the distance ``d`` from
it, the chance that somebody speaks well of you is::

    score = logit(ALONE) + (logit(RIGHT) - logit(ALONE)) * (1 - (d / tolerance) ** 2)
    chance = 1 / (1 + exp(-score))

so it is ``RIGHT`` at the ideal and ``ALONE``, as if nobody had done anything, at the distance ``tolerance``.
Too much goes on falling below that: it turns people off. Too little never does: whoever gets less than the
ideal minus the tolerance is as good as left alone.

That the kinds want different things is the list article's claim; every number is illustrative.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from math import log
from typing import Any

import numpy as np

ALONE, RIGHT = 0.2, 0.8
"""Chance that somebody speaks well of you if left alone, and if treated as they like it. Illustrative."""

TOLERANCE = 0.3
"""Distance from the ideal at which a treatment does no better than none. Illustrative."""


@dataclass(frozen=True)
class Kind:
    """A kind of influencer: the treatment it likes, whom one of them reaches, and how far that moves them.

    ``contacts`` [people] times ``moved`` [share] is the customers that one brings who speaks well of you.
    """

    label: str
    ideal: float
    contacts: float
    moved: float

    @property
    def customers(self) -> float:
        """Customers that one of them brings who speaks well of you for certain."""
        return self.contacts * self.moved


KINDS: Mapping[str, Kind] = {
    "expert": Kind("experts", 0.65, 4_000, 0.005),
    "referent": Kind("referents", 0.35, 150, 0.04),
    "positional": Kind("positionals", 0.0, 2, 0.6),
}
"""Far and lightly, in the middle, near and heavily. Illustrative."""


def _logit(chance: float) -> float:
    return log(chance / (1.0 - chance))


def speaks_well(kind: str, treatment: Any, tolerance: float = TOLERANCE) -> Any:
    """The chance that somebody of a kind speaks well of you after a treatment. Floats or arrays."""
    over = np.asarray(treatment, dtype=float) - KINDS[kind].ideal
    square = (over / tolerance) ** 2
    square = np.where(over < 0, np.minimum(square, 1.0), square)
    alone = _logit(ALONE)
    return 1.0 / (1.0 + np.exp(-(alone + (_logit(RIGHT) - alone) * (1.0 - square))))


def mistaken(kind: str, tolerance: float = TOLERANCE) -> float:
    """The same for somebody who is taken for one of the other two kinds, either as likely as the other."""
    others = [other.ideal for name, other in KINDS.items() if name != kind]
    return float(np.mean(speaks_well(kind, np.array(others), tolerance)))
