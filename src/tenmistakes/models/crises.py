"""Three crises, seven replies, and the harm that each reply does or prevents at each delay.

The risks of social media marketing take two forms. Form 1 threatens the campaign itself: (1a) you ask, and
people answer badly, as with #AskJPM; (1b) a small share of the responses is inflammatory, as with
#McDStories. Form 2 is a visceral reaction to something you did not mean, as with Motrin.

The direction of every number follows Herhausen et al. 2019 [RT6][RT7]: angry (high-arousal) posts spread
furthest; empathy and explanation limit the spread; paying people off in public can fuel it; what is said
should match how aroused people are. The numbers themselves are illustrative: plausible, never a forecast.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

from tenmistakes.models.spread import Storm, heard_by_delay


@dataclass(frozen=True)
class Approach:
    """One way to reply. ``calm`` and ``angry``: its fit where nobody and where everybody is aroused.

    ``told``: share of those who had not heard who hear of it from the reply; ``withdraws``: it stops the
    campaign, and with it the spread that the campaign carries; ``hours``: what keeping it ready costs [h a
    week]. All illustrative.
    """

    label: str
    calm: float
    angry: float
    told: float
    withdraws: bool = False
    hours: float = 0.0

    def fit(self, arousal: float) -> float:
        """Share of the spread it takes away from a crisis: the closer to its strength, the more."""
        return self.calm + (self.angry - self.calm) * arousal


_CLOSE = "Close the campaign for good, and say so in one line"
_APOLOGISE = "Apologise for the one thing, stop showing it, and explain"

# The columns: label, calm, angry, told; then what few of them have.
APPROACHES: Mapping[str, Approach] = {
    "silence": Approach("Say nothing", 0.0, 0.0, 0.0),
    "delete": Approach("Delete the complaints", -0.10, -0.50, 0.01),
    "coupon": Approach("Offer a coupon in public", -0.05, -0.30, 0.02, hours=1.0),
    "press-release": Approach("Send out a press release", 0.15, 0.05, 0.08, hours=1.0),
    "answer-each": Approach("Answer the people who complain, one by one", 0.75, 0.15, 0.0, hours=3.0),
    "apologise-explain": Approach(_APOLOGISE, 0.40, 0.75, 0.03, hours=2.0),
    "withdraw-everything": Approach(_CLOSE, 0.40, 0.55, 0.06, withdraws=True),
}


@dataclass(frozen=True)
class Crisis:
    """One kind of crisis: how it spreads, how angry people are, what it costs.

    ``arousal``: 0 annoyed, 1 enraged; ``turned``: share of those who hear who think worse of the company;
    ``campaign``: goodwill the campaign would still win [people], lost when it is withdrawn; ``weight``: how
    likely the year's crisis is of this kind.
    """

    label: str
    storm: Storm
    arousal: float
    turned: float
    campaign: float
    weight: float


AUDIENCE = 50_000.0
"""People who could hear of it: the followers of a brand of middling size and their friends. Illustrative."""

_DOUBLING = 2.0
"""Hours in which the talk doubles in the first day, whatever the crisis. Illustrative."""


def _storm(start: float, carried: float) -> Storm:
    return Storm(_DOUBLING, AUDIENCE, start, carried=carried)


# The columns: label, how it spreads, arousal, turned, campaign, weight.
CRISES: Mapping[str, Crisis] = {
    "asked": Crisis("You asked, and they answered badly", _storm(100, 0.9), 0.5, 0.30, 500, 0.3),
    "minority": Crisis("A small share is inflammatory", _storm(20, 0.5), 0.1, 0.20, 11_500, 0.4),
    "visceral": Crisis("A visceral reaction", _storm(20, 0.1), 0.9, 0.35, 4_500, 0.3),
}
"""The three crises, all at the same speed: talk doubles every 2 hours in the first day. They differ in how
angry people are, in how much of the spread the campaign itself carries, and in what the campaign is still
worth. ``turned`` of the visceral reaction: 35 % of 1,500 late #motrinmoms posts were negative [MO15].
Everything else is illustrative."""


@cache
def harm_by_delay(crisis: str, approach: str) -> NDArray[np.float64]:
    """People who think worse of the company after a week, and goodwill thrown away, for each delay.

    Shape (STEPS + 1,): entry k is for a reply k * STEP hours after the start.
    ``harm = audience * heard * turned + campaign (if withdrawn)``; unit: people.
    """
    kind, way = CRISES[crisis], APPROACHES[approach]
    heard = heard_by_delay(kind.storm, way.fit(kind.arousal), way.told, way.withdraws)
    harm = kind.storm.audience * heard * kind.turned + (kind.campaign if way.withdraws else 0.0)
    harm.setflags(write=False)
    return harm
