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


APPROACHES: Mapping[str, Approach] = {
    "silence": Approach("Say nothing", calm=0.0, angry=0.0, told=0.0),
    "delete": Approach("Delete the complaints", calm=-0.10, angry=-0.50, told=0.01),
    "coupon": Approach("Offer a coupon in public", calm=-0.05, angry=-0.30, told=0.02, hours=1.0),
    "press-release": Approach("Send out a press release", calm=0.15, angry=0.05, told=0.08, hours=1.0),
    "answer-each": Approach(
        "Answer the people who complain, one by one", calm=0.75, angry=0.15, told=0.0, hours=3.0
    ),
    "apologise-explain": Approach(
        "Apologise for the one thing, stop showing it, and explain",
        calm=0.40,
        angry=0.75,
        told=0.03,
        hours=2.0,
    ),
    "withdraw-everything": Approach(
        "Close the campaign for good, and say so in one line",
        calm=0.40,
        angry=0.55,
        told=0.06,
        withdraws=True,
    ),
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

CRISES: Mapping[str, Crisis] = {
    "asked": Crisis(
        "You asked, and they answered badly",
        Storm(doubling=2.0, audience=AUDIENCE, start=100, carried=0.9),
        arousal=0.5,
        turned=0.30,
        campaign=500,
        weight=0.3,
    ),
    "minority": Crisis(
        "A small share is inflammatory",
        Storm(doubling=2.0, audience=AUDIENCE, start=20, carried=0.5),
        arousal=0.1,
        turned=0.20,
        campaign=11_500,
        weight=0.4,
    ),
    "visceral": Crisis(
        "A visceral reaction",
        Storm(doubling=2.0, audience=AUDIENCE, start=20, carried=0.1),
        arousal=0.9,
        turned=0.35,
        campaign=4_500,
        weight=0.3,
    ),
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
