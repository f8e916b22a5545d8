"""Digital snacking: one long film or many short pieces, for people who come and go.

People are online and offline in turn. On average a spell offline lasts ``spell`` days, and a share
``offline`` of the days is spent so. The chance to be found in the same state ``t`` days later is that of the
two-state process that forgets::

    online -> online   (1 - offline) + offline * exp(-t / (spell * (1 - offline)))

A story of ``STORY`` minutes is cut into ``n`` pieces of equal length, shown one after the other over so many
days. The money buys :data:`CONTACTS` contacts with each person who is online, whatever ``n`` is, so a piece
meets such a person with the chance ``1 - exp(-CONTACTS / n)``. A look at the screen lasts ``look`` minutes on
average (exponential: it may end at any moment), so a piece is seen to its end with the chance
``exp(-STORY / n / look)``. Both together give ``a``.

Of all people, online and offline, on average a share ``(1 - offline) * a`` of the pieces is seen to the end.
The shares that see at least one, or every one, follow piece by piece.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

STORY = 3.0
"""Minutes the whole story takes; Pepsi's film of 2017 was nearly as long [BC2]."""

CONTACTS = 2.0
"""Contacts that the money buys with each person who is online. Illustrative."""

MOST = 30
"""Pieces at most."""


@dataclass(frozen=True)
class Seen:
    """Shares of all people, for 1, 2, ... :data:`MOST` pieces."""

    one: NDArray[np.float64]
    """Who sees at least one piece to its end."""
    whole: NDArray[np.float64]
    """Who sees every piece."""
    minutes: NDArray[np.float64]
    """The share of the story that is seen, on average over all people."""


def seen(days: float, look: float, offline: float, spell: float) -> Seen:
    """What is seen of a story in so many pieces, spread evenly over ``days``."""
    pieces = np.arange(1, MOST + 1)
    a = (1.0 - np.exp(-CONTACTS / pieces)) * np.exp(-STORY / pieces / look)
    gap = days / np.maximum(pieces - 1, 1)
    kept = np.exp(-gap / (spell * (1.0 - offline)))
    stay, back = 1.0 - offline + offline * kept, (1.0 - offline) * (1.0 - kept)
    # Those who have seen none so far, and are online or offline when the next piece comes.
    here, away = np.full(MOST, 1.0 - offline), np.full(MOST, offline)
    none = np.empty(MOST)
    for number in range(1, MOST + 1):
        here = here * (1.0 - a)
        none[number - 1] = here[number - 1] + away[number - 1]
        here, away = here * stay + away * back, here * (1.0 - stay) + away * (1.0 - back)
    whole = (1.0 - offline) * a**pieces * stay ** (pieces - 1)
    return Seen(1.0 - none, whole, (1.0 - offline) * a)
