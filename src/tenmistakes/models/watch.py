"""Who is looking, and when: a roster over the hours of a week, and an alarm on the number of mentions.

**Roster.** A week has 168 hours; hour 0 is Monday 00:00. In a gap of ``g`` hours a complaint posted at a
random moment waits ``g / 2`` on average, and it falls into that gap with probability ``g / 168``. So::

    mean wait = sum of g ** 2 / (2 * 168) over all gaps

With one shift of ``h`` hours every day this is ``(24 - h) ** 2 / (2 * 24)``: 5.33 hours for ``h = 8``.

**Alarm.** Mentions in an hour are Poisson with mean ``background``, and with mean
``background + first * 2 ** (t / doubling)`` in hour ``t`` of a storm. The alarm is raised after the first
hour with at least ``threshold`` mentions.
"""

from dataclasses import dataclass
from math import lgamma

import numpy as np
from numpy.typing import NDArray

WEEK = 168
"""Hours in a week."""

YEAR = 8760
"""Hours in a year."""


Stretches = tuple[tuple[float, float], ...]
"""Pairs (from, to) of hours in which somebody looks."""


@dataclass(frozen=True)
class Roster:
    """The stretches of a week in which somebody looks: sorted pairs (from, to) in hours of the week."""

    watched: Stretches

    def __post_init__(self) -> None:
        if not any(end > start for start, end in self.watched):
            raise ValueError("A roster needs at least one stretch in which somebody looks.")

    def gaps(self) -> list[tuple[float, float]]:
        """The stretches in which nobody looks; one over the end of the week runs past 168."""
        merged: list[list[float]] = []
        for start, end in sorted(self.watched):
            if end <= start:
                continue
            if merged and start <= merged[-1][1]:
                merged[-1][1] = max(merged[-1][1], end)
            else:
                merged.append([start, end])
        following = [start for start, _ in merged[1:]] + [merged[0][0] + WEEK]
        pairs = zip((end for _, end in merged), following, strict=True)
        return [(end, start) for end, start in pairs if start > end]

    def mean_wait(self) -> float:
        """Hours until somebody looks, on average over the moments of the week."""
        return sum((end - start) ** 2 for start, end in self.gaps()) / (2 * WEEK)

    def longest_gap(self) -> float:
        """The longest stretch without anybody looking [h]."""
        return max((end - start for start, end in self.gaps()), default=0.0)

    def seen_within(self, hours: float) -> float:
        """Chance that a complaint posted at a random moment is seen within ``hours``."""
        unseen = sum(max(end - start - hours, 0.0) for start, end in self.gaps())
        return 1.0 - unseen / WEEK

    def wait(self, moments: NDArray[np.float64]) -> NDArray[np.float64]:
        """Hours until somebody looks, for each moment (hours since Monday 00:00, any week)."""
        moments = np.asarray(moments, dtype=float) % WEEK
        waits = np.zeros_like(moments)
        for start, end in self.gaps():
            for shift in (0, WEEK):
                inside = (moments + shift >= start) & (moments + shift < end)
                waits[inside] = end - moments[inside] - shift
        return waits


def weekly(weekdays: Stretches, weekends: Stretches = ()) -> Roster:
    """The roster with the same stretches (hours of the day) on each weekday and on each weekend day."""
    days = [weekdays] * 5 + [weekends] * 2
    return Roster(tuple((24 * day + a, 24 * day + b) for day, hours in enumerate(days) for a, b in hours))


def shift(hours: float, begins: float = 9.0) -> Stretches:
    """One shift of ``hours`` a day from 09:00; a shift too long for that begins earlier."""
    begins = min(begins, 24.0 - hours)
    return ((begins, begins + hours),) if hours > 0 else ()


def chance_at_least(thresholds: NDArray[np.int_], means: NDArray[np.float64]) -> NDArray[np.float64]:
    """P(N >= threshold) for Poisson counts N: shape (means, thresholds)."""
    highest = int(np.max(thresholds))
    counts = np.arange(highest + 1)
    factorials = np.array([lgamma(count + 1.0) for count in counts])
    rates = np.maximum(np.asarray(means, dtype=float), 1e-12)[:, None]
    below = np.cumsum(np.exp(counts * np.log(rates) - rates - factorials), axis=1)
    below = np.concatenate([np.zeros((len(rates), 1)), below], axis=1)
    return np.clip(1.0 - below[:, np.asarray(thresholds)], 0.0, 1.0)


def false_alarms(thresholds: NDArray[np.int_], background: float) -> NDArray[np.float64]:
    """False alarms a year for each threshold, when nothing is wrong."""
    return YEAR * chance_at_least(thresholds, np.array([background]))[0]


def hours_to_alarm(
    thresholds: NDArray[np.int_], background: float, first: float, doubling: float, longest: int = WEEK
) -> NDArray[np.float64]:
    """Expected hours from the start of a storm to the alarm, for each threshold.

    ``first`` is the storm's own mentions in its first hour. The alarm comes at the end of an hour, so the
    least is 1; a storm that would not be seen within ``longest`` hours counts as ``longest``.
    """
    hours = np.arange(longest - 1)
    growth = np.exp2(np.minimum(hours / doubling, 20.0))
    quiet = 1.0 - chance_at_least(thresholds, background + first * growth)
    return 1.0 + np.cumprod(quiet, axis=0).sum(axis=0)
