"""The reward plan: what each of three levels gets for what it is asked, and who sees the result.

A month could bring 2,000 hours of help: what each level is asked, if everybody did it, and 600 hours of
things done unasked, split as content is (``participation.py``). What a plan gets of it follows from
``rewards.py``. The loss is the rest. Prices and requests are illustrative.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from tenmistakes.models import rewards
from tenmistakes.models.base import Choice, Decision, Plan, PlanReport, PlanSpace
from tenmistakes.models.participation import LEVELS
from tenmistakes.models.words import number_in_words

UNASKED = 600.0
"""Hours a month that could be given unasked, by all together; half of it is, without any reward."""

BUDGET = 2_000.0
"""Pounds a month."""


@dataclass(frozen=True)
class Request:
    """What a level is asked to do once a month."""

    label: str
    does: str
    minutes: float


REQUESTS: Mapping[str, Request] = {
    "lurkers": Request("vote on next season's colours", "vote", 5.0),
    "contributors": Request("photograph and review what they knitted", "send a review", 30.0),
    "superusers": Request("test a new pattern, row by row", "test the pattern", 120.0),
}


@dataclass(frozen=True)
class Offer:
    """One reward for one level: how it reads, what it is in the model, its coupon and its monthly price."""

    label: str
    reward: str
    price: float
    coupon: float = 0.0


OFFERS: Mapping[str, Mapping[str, Offer]] = {
    "lurkers": {
        "no-reward": Offer("Nothing", "nothing", 0),
        "thank-you": Offer("A thank-you by name", "thanks", 1_200),
        "small-coupon": Offer("A coupon of 20p", "coupon", 210, 0.2),
        "large-coupon": Offer("A coupon of £1", "coupon", 2_610, 1.0),
        "on-the-site": Offer("Featured on the site", "feature", 250),
        "first-look": Offer("A preview of the winning colours", "preview", 600),
    },
    "contributors": {
        "no-reward": Offer("Nothing", "nothing", 0),
        "thank-you": Offer("A thank-you by name", "thanks", 200),
        "small-coupon": Offer("A coupon of £1", "coupon", 200, 1.0),
        "large-coupon": Offer("A coupon of £3", "coupon", 830, 3.0),
        "on-the-site": Offer("Featured on the site", "feature", 250),
        "evening": Offer("An online evening with the designer", "event", 1_140),
        "first-look": Offer("A preview of the new yarns", "preview", 600),
    },
    "superusers": {
        "no-reward": Offer("Nothing", "nothing", 0),
        "thank-you": Offer("A thank-you by name", "thanks", 30),
        "small-coupon": Offer("A coupon of £5", "coupon", 160, 5.0),
        "large-coupon": Offer("A coupon of £24", "coupon", 1_340, 24.0),
        "on-the-site": Offer("Featured on the site", "feature", 250),
        "evening": Offer("A day at the mill", "event", 1_350),
        "first-look": Offer("A preview of the new yarns", "preview", 200),
    },
}

SHOWN: Mapping[str, tuple[str, float, float]] = {
    "not-shown": ("Nothing", 0.0, rewards.SEEN[0]),
    "monthly-page": ("A page each month: what you did, what we changed", 300.0, rewards.SEEN[1]),
    "replies": ("The page, and replies by name to every idea", 900.0, rewards.SEEN[2]),
}
"""Choice -> how it reads, its monthly price, and what it adds to everybody's leaning."""


def most(level: str) -> float:
    """Hours a month if everybody of a level did what is asked."""
    return LEVELS[level].people * REQUESTS[level].minutes / 60.0


EVERYTHING = sum(most(level) for level in LEVELS) + UNASKED
"""Hours a month if everybody did everything."""


@cache
def shares(level: str, choice: str, shown: str) -> tuple[float, float]:
    """The share of a level that does what is asked, and of what it could do unasked."""
    offer, seen = OFFERS[level][choice], SHOWN[shown][2]
    minutes = REQUESTS[level].minutes
    return (
        rewards.asked(level, offer.reward, minutes, offer.coupon, seen),
        rewards.everyday(level, offer.reward, seen),
    )


def hours(plan: Plan) -> dict[str, float]:
    """Hours of help a month: what each level does of what is asked, and ``unasked`` by all."""
    found, unasked = {}, 0.0
    for level in LEVELS:
        done, free = shares(level, plan[level], plan["shown"])
        found[level] = most(level) * done
        unasked += UNASKED * LEVELS[level].content * free
    return {**found, "unasked": unasked}


def loss(plan: Plan) -> float:
    """Hours a month that could be given and are not."""
    return EVERYTHING - sum(hours(plan).values())


def explain_plan(plan: Plan) -> PlanReport:
    """How a plan fares, in words, numbers and one bar for each level and for what is done unasked."""
    given = hours(plan)
    total = sum(given.values())
    said = [_level_words(level, plan[level], plan["shown"]) for level in LEVELS]
    words = (
        f"This plan gets {number_in_words(total)} of {number_in_words(EVERYTHING)} hours a month. "
        f"{' '.join(said)} Of what is done unasked {100 * given['unasked'] / UNASKED:.0f}% is done; without "
        f"any reward it would be {100 * rewards.EVERYDAY:.0f}%."
    )
    numbers = {"loss": EVERYTHING - total, "hours": total, **given}
    bars = {
        **{f"{LEVELS[level].label}: what they are asked": given[level] for level in LEVELS},
        "All: what nobody asked for": given["unasked"],
    }
    return PlanReport(words, numbers, bars, "hours of help a month")


def _level_words(level: str, choice: str, shown: str) -> str:
    """What a level does with its offer, as a sentence or two."""
    offer, label = OFFERS[level][choice], LEVELS[level].label
    done, _ = shares(level, choice, shown)
    plain, _ = shares(level, "no-reward", shown)
    does = f"{label}: {100 * done:.0f} in 100 {REQUESTS[level].does}."
    if offer.reward == "coupon":
        part = rewards.fair_share(REQUESTS[level].minutes, offer.coupon)
        if done < plain - 1e-9:
            return (
                f"{does} The coupon is {100 * part:.0f}% of a fair pay; without it there would be "
                f"{100 * plain:.0f}, and they do less for nothing too."
            )
        return f"{does} They do less for nothing, though, because now it has a price."
    if offer.reward == "feature" and done < plain:
        return f"{does} The feature moves none of them, and one in ten leaves."
    return does


_ASKED = {
    "lurkers": "Lurkers, for a vote (5 minutes)",
    "contributors": "Contributors, for a review (half an hour)",
    "superusers": "Superusers, for a tested pattern (2 hours)",
}


REWARD_PLAN = PlanSpace(
    name="reward-plan",
    title="Rewards for one year",
    decisions=(
        *(
            Decision(
                level,
                _ASKED[level],
                tuple(Choice(name, offer.label, offer.price) for name, offer in OFFERS[level].items()),
            )
            for level in LEVELS
        ),
        Decision(
            "shown",
            "Everybody: what they see of the result",
            tuple(Choice(name, label, price) for name, (label, price, _) in SHOWN.items()),
        ),
    ),
    budget=BUDGET,
    budget_unit="pounds a month",
    unit="hours a month",
    measure="Help missed by",
    money=0.17,
    loss=loss,
    explain=explain_plan,
    reference={
        "lurkers": "no-reward",
        "contributors": "no-reward",
        "superusers": "no-reward",
        "shown": "not-shown",
    },
)
