"""Storms of record, as the model tells them: Motrin 2008, #McDStories 2012, #AskJPM 2013.

Few numbers were published of each, and each case has about as many free parameters as numbers. That the
model reproduces them shows that it can tell the story, not that the story is true: this is a calibration,
not a proof. What has no source is set to fit.
"""

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from tenmistakes.models.spread import Reply, Storm, per_hour, spread


@dataclass(frozen=True)
class Motrin:
    """Motrin's share of the mentions of five pain relievers, 17 to 20 November 2008 [MO12].

    The storm starts on Friday 14 November at 20:00 [MO1]; the apology comes 62 hours later, on Monday
    morning; the audience is the 1.1 million people a day that Twitter reached in the US at most [MO14].
    ``normal``: Motrin's share on a quiet day, one brand of five; ``intensity``: mentions of Motrin, in
    multiples of all other mentions, if the whole audience talked about it. Set to fit the four published
    shares: people at the start, doubling, half-life (a story that the papers take up is told for longer than
    a link is clicked), the fit of the apology and the intensity.
    """

    storm: Storm = field(default_factory=lambda: Storm(doubling=4.0, start=5.0, half_life=16.0))
    apology: Reply = field(default_factory=lambda: Reply(after=62.0, fit=0.4))
    starts: float = 20.0
    """Hour of Friday at which it starts."""
    normal: float = 0.2
    intensity: float = 1.0

    def shares(self) -> NDArray[np.float64]:
        """Share of mentions [%] on Monday, Tuesday, Wednesday and Thursday; shape (4,).

        ``share = (normal + x) / (1 + x)`` with ``x = intensity * mean share of the audience that talks``.
        """
        course = spread(self.storm, self.apology)
        monday = 72.0 - self.starts
        day = np.floor((course.hours - monday) / 24.0)
        extra = np.array([self.intensity * course.talking[day == number].mean() for number in range(4)])
        return 100.0 * (self.normal + extra) / (1.0 + extra)


ASK_JPM = Storm(doubling=2.0, audience=5_000_000.0, start=550.0, carried=0.9)
"""#AskJPM, 13 November 2013: more than 6,000 responses in less than six hours, about 17 a minute or more
[NP1]. The bank's own followers see the question at once, hence the start; all set to fit."""

MC_DSTORIES = Storm(doubling=1.0, audience=5_000_000.0, start=530.0, carried=0.98)
"""#McDStories, 18 or 19 January 2012: promoted for just under two hours, 1,600 conversations an hour at
the peak, a few dozen within an hour of the end of the promotion [NP6]. The promotion carries nearly all of
it; all set to fit."""

MC_DSTORIES_END = Reply(after=2.0, fit=0.0, stops=True)
"""The promotion ends, and nothing is said."""

MC_DSTORIES_SHARE = 0.02
"""Share of 72,788 mentions that day, by the company's own count [NP6]."""


def responses(storm: Storm, hours: float) -> float:
    """People who have joined in after ``hours``, beyond those who started it."""
    course = spread(storm)
    return float(storm.audience * (np.interp(hours, course.hours, course.heard) - storm.first))


def conversations(storm: Storm, reply: Reply | None = None) -> NDArray[np.float64]:
    """People who join in, as a rate an hour, at each step of a week; shape (STEPS,)."""
    return storm.audience * per_hour(spread(storm, reply))
