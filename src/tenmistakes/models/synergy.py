"""Synergy between media, with carry-over: what they bring together, and where the money goes.

The form is the one commonly given for Naik and Raman (2003) [MD8]; we have read their abstract, and the
numbers are not theirs. With the efforts ``u`` and ``v`` of two media in week ``t``::

    S(t) = b1 * u(t) + b2 * v(t) + k * u(t) * v(t) + carry * S(t - 1)

``k`` above 0: each medium does more in the company of the other. ``k = 0``: each does the same, alone or not.
``k`` below 0: they work against each other; here that stands for two voices that do not fit together. What a
week brings comes back ``1 / (1 - carry)`` times in all: twice for a carry-over of one half.

An effort costs its square: ``x`` thousand pounds buy the effort ``sqrt(x)``, so four times the money does
twice as much. Spread evenly over a quarter, the sales are ``(b1 u + b2 v + k u v) / (1 - carry)`` and the
cost is ``u**2 + v**2``. With ``B = b / (2 (1 - carry))`` and ``K = k / (2 (1 - carry)) < 1`` the most is left
over at::

    u = (B1 + K B2) / (1 - K**2),    v = (B2 + K B1) / (1 - K**2)

which gives both of their propositions: with more synergy the total rises, and the share of the weaker medium
rises. Where this is negative, the weaker medium gets nothing and the other its ``B``.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from tenmistakes.models.long_run import LONG_RUN, SHORT_RUN, carry_of, effect, long_over_short

Floats = NDArray[np.float64]

CARRY = carry_of(LONG_RUN / SHORT_RUN)
"""The carry-over that the published elasticities imply: one half."""

NEUTRAL = 20.0
"""Notches between two voices at which nothing is left of their synergy. Illustrative."""


def tone(gap: ArrayLike) -> Floats:
    """The part of the synergy that is left with voices ``gap`` notches of 100 apart: from 1 down to -1."""
    return np.maximum(-1.0, 1.0 - np.asarray(gap, dtype=np.float64) / NEUTRAL)


def weekly(strong: Floats, weak: Floats, together: float, carry: float) -> Floats:
    """Extra sales week by week; shape (n,).

    ``strong`` and ``weak``: what each medium brings by itself in each week, shape (n,); ``together``: what a
    week brings on top in which both run.
    """
    both = (strong > 0) & (weak > 0)
    return effect(strong + weak + together * both, carry)


@dataclass(frozen=True)
class Pair:
    """Two media: what an effort of each brings, their synergy, and the carry-over."""

    first: float
    second: float
    synergy: float
    carry: float = CARRY

    @property
    def _scaled(self) -> tuple[float, float, float]:
        factor = long_over_short(self.carry)
        return self.first * factor, self.second * factor, self.synergy * factor

    def sales(self, first: ArrayLike, second: ArrayLike) -> Floats:
        """Sales [thousand pounds] from the money in each medium [thousand pounds]."""
        a, b, k = self._scaled
        u, v = np.sqrt(np.asarray(first, np.float64)), np.sqrt(np.asarray(second, np.float64))
        return a * u + b * v + k * u * v

    def next_thousand(self, first: float, second: float) -> tuple[float, float]:
        """What one thousand pounds more brings in the first and in the second medium."""
        more = self.sales(np.array([first, first + 1, first]), np.array([second, second, second + 1]))
        return float(more[1] - more[0]), float(more[2] - more[0])

    def best_efforts(self) -> tuple[float, float]:
        """The two efforts that leave most over, whatever they cost: the square roots of the money."""
        a, b, k = (value / 2.0 for value in self._scaled)
        if k >= 1.0:
            raise ValueError("With a synergy so strong every further pound pays, without end.")
        u, v = (a + k * b) / (1.0 - k * k), (b + k * a) / (1.0 - k * k)
        if v <= 0.0 or u <= 0.0:
            return (a, 0.0) if a >= b else (0.0, b)
        return u, v

    def best_budget(self) -> tuple[float, float]:
        """The money in each medium [thousand pounds] that leaves most over, whatever the total."""
        u, v = self.best_efforts()
        return u * u, v * v


ANGLES = np.linspace(0.0, np.pi / 2, 121)
"""Directions in which a budget can be split: the hub's effort is the sine, that of all others the cosine."""
_HUB, _REST = np.sin(ANGLES), np.cos(ANGLES)


def best_split(
    own: Floats, hub: float, synergy: ArrayLike, budget: float, tied: Floats | None = None
) -> tuple[Floats, Floats]:
    """The best split of a fixed budget between a hub and other media that each work together with it.

    ``own``: what an effort of each other medium brings, shape (m,); ``hub``: the hub's; ``synergy``: that of
    each pair with the hub, shape (n,); ``tied``: 1 for the media that tie in and 0 for the rest, shape (m,).
    Returns the shares of the budget, hub first, shape (n, 1 + m), and sales before carry-over, shape (n,).

    Whatever the hub's effort ``v``, the others share the rest in proportion to ``own + synergy * v``: what an
    effort of theirs brings in the hub's company, or nothing where that is negative. The best direction is
    looked for on a grid, and then at the top of the parabola through the best of them and its neighbours.
    """
    synergies = np.atleast_1d(np.asarray(synergy, np.float64))[:, None]
    ties = np.ones_like(own) if tied is None else tied
    scale = np.sqrt(budget)

    def brings(sine: Floats, cosine: Floats) -> tuple[Floats, Floats, Floats]:
        company = np.maximum(0.0, own + scale * (synergies * sine)[..., None] * ties)
        norm = np.sqrt(np.einsum("kai,kai->ka", company, company))
        return company, norm, scale * (hub * sine + norm * cosine)

    sales = brings(_HUB, _REST)[2]
    rows, at = np.arange(len(sales)), sales.argmax(axis=1)
    inside = np.clip(at, 1, len(ANGLES) - 2)
    low, top, high = (sales[rows, inside + step] for step in (-1, 0, 1))
    bend = np.minimum(low - 2.0 * top + high, -1e-12)
    offset = np.where(at == inside, 0.5 * (low - high) / bend, 0.0)
    best = (ANGLES[at] + offset * (ANGLES[1] - ANGLES[0]))[:, None]
    sine, cosine = np.sin(best), np.cos(best)
    company, norm, most = brings(sine, cosine)
    rest = cosine * company[:, 0] / np.maximum(norm, 1e-300)
    return np.column_stack([sine, rest]) ** 2, most[:, 0]
