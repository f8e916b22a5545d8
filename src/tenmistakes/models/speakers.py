"""Who speaks up when a brand says something, and in which mood.

Of the people a post reaches, the share ``p`` takes it well. It is made of four things, each from 0 to 1::

    score = -3 + 2 trust + 2 goodwill + 3 fit - 6 lighter**2
    p     = 1 / (1 + exp(-score))

``fit`` is the share of people who would turn to the brand for this subject; ``lighter`` is how far the voice
is from the one they know, on a scale from a solicitor's letter (0) to a clown (1). A small step hardly shows
and a leap costs dear, so it enters as a square.

Not everybody replies. Of the content, the share ``speak`` does; of the angry, ``k`` times as many. A lighter
voice is something new, and brings out more of the content::

    friendly = reached * speak * (1 + lighter) * p
    hostile  = reached * speak * k * (1 - p)

Without a new voice half of the replies are hostile where ``p = k / (k + 1)``. People who come with a question
of their own have all spoken already, and have settled the fit themselves: for them ``fit`` and ``k`` are 1.

The coefficients are illustrative: nobody has published values in this form. That the replies differ from the
people as soon as ``k`` is not 1 is arithmetic.
"""

from math import log
from typing import Any

import numpy as np
from numpy.typing import NDArray

BASE, TRUST, GOODWILL, FIT, LEAP = -3.0, 2.0, 2.0, 3.0, 6.0
"""The coefficients of the score. Illustrative."""

ANGRIER = 5.0
"""How many times as readily the angry speak. Illustrative."""

SPEAK = 0.01
"""Share of the content who reply to a post. Illustrative."""


def score(trust: float, goodwill: float, fit: Any, lighter: Any = 0.0) -> Any:
    """What people bring along for a post, as one number. Floats or arrays."""
    return BASE + TRUST * trust + GOODWILL * goodwill + FIT * fit - LEAP * lighter**2


def well_taken(trust: float, goodwill: float, fit: Any, lighter: Any = 0.0) -> Any:
    """The share of people who take a post well. Floats or arrays."""
    return 1.0 / (1.0 + np.exp(-score(trust, goodwill, fit, lighter)))


def friendly(p: Any, lighter: Any = 0.0) -> Any:
    """Friendly replies, for each reply that a wholly content audience would give in the voice it knows."""
    return (1.0 + lighter) * p


def hostile(p: Any, k: float) -> Any:
    """Hostile replies, on the same scale as :func:`friendly`."""
    return k * (1.0 - p)


def hostile_share(p: Any, k: float, lighter: Any = 0.0) -> Any:
    """The share of the replies that is hostile. Floats or arrays."""
    against = hostile(p, k)
    return against / (against + friendly(p, lighter))


def balance(k: float) -> float:
    """The share of content people at which half of the replies are hostile."""
    return k / (k + 1.0)


def fit_needed(trust: float, goodwill: float, k: float, lighter: float = 0.0) -> float:
    """The fit from which on friendly replies outnumber hostile ones; may lie outside 0 to 1."""
    return (log(k / (1.0 + lighter)) - score(trust, goodwill, 0.0, lighter)) / FIT


MONTHS = 12
"""Months for which a change of voice is followed."""


def change_of_voice(known: float, wanted: float, months: int, used_to: float) -> NDArray[np.float64]:
    """How much lighter than they are used to each month's voice is; shape (MONTHS + 1,), month 0 before it.

    The voice goes from ``known`` to ``wanted`` in ``months`` even steps. What people are used to follows by
    the share ``used_to`` of the distance, each month.
    """
    familiar, distances = known, [0.0]
    for month in range(1, MONTHS + 1):
        voice = known + (wanted - known) * min(1.0, month / months)
        distances.append(max(0.0, voice - familiar))
        familiar += used_to * (voice - familiar)
    return np.array(distances)
