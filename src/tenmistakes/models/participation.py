"""Who does the work in a community: 90 in 100 look on, 9 take part, 1 does most of it.

The shares of content are measured, in four health communities; inside a level the model takes everybody to
be alike. What people leave behind when they stop, or add when they rise a level, follows from the shares.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True)
class Level:
    """A level of participation: people in a community of 10,000, and their share of the content."""

    label: str
    one: str
    people: int
    content: float

    @property
    def each(self) -> float:
        """What one of them adds, in ten-thousandths of the content: 1 is what an average member adds."""
        return MEMBERS * self.content / self.people


MEMBERS = 10_000

LEVELS: Mapping[str, Level] = {
    "lurkers": Level("Lurkers", "lurker", 9_000, 0.013),
    "contributors": Level("Contributors", "contributor", 900, 0.240),
    "superusers": Level("Superusers", "superuser", 100, 0.747),
}
"""Levels by the 90-9-1 rule; content as measured, 1.3, 24.0 and 74.7 per cent [MD17]."""


@dataclass(frozen=True)
class Change:
    """What happens to a community of 10,000: superusers who leave, and people who rise a level."""

    leave: float = 0.0
    """Superusers who leave."""
    lurkers_up: float = 0.0
    """Lurkers who become contributors."""
    contributors_up: float = 0.0
    """Contributors who become superusers."""

    def heads(self) -> dict[str, float]:
        """People at each level afterwards."""
        return {
            "superusers": LEVELS["superusers"].people - self.leave + self.contributors_up,
            "contributors": LEVELS["contributors"].people - self.contributors_up + self.lurkers_up,
            "lurkers": LEVELS["lurkers"].people - self.lurkers_up,
        }


def content(change: Change) -> float:
    """All content after a change, as a share of what it was (1: as before)."""
    return sum(heads * LEVELS[name].each for name, heads in change.heads().items()) / MEMBERS


def to_replace(leave: float, riser: str) -> float:
    """People of the level ``riser`` who must rise by one level to replace ``leave`` superusers."""
    above = {"lurkers": "contributors", "contributors": "superusers"}[riser]
    return leave * LEVELS["superusers"].each / (LEVELS[above].each - LEVELS[riser].each)


def cumulative(change: Change, ranks: NDArray[np.float64]) -> NDArray[np.float64]:
    """Content of the most active members, as a share of all content before the change.

    ``ranks``: how many of them, as a share of the 10,000; same shape as the result. Those beyond the last
    member add nothing.
    """
    heads = change.heads()
    people = np.cumsum([0.0, *heads.values()]) / MEMBERS
    made = np.cumsum([0.0, *(heads[name] * LEVELS[name].each / MEMBERS for name in heads)])
    result: NDArray[np.float64] = np.interp(ranks, people, made)
    return result
