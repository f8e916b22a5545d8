"""The permission plan: stay out, listen, answer or invite, and in which voice, for six brands in one house.

What a month brings is counted in people: those who were glad, less those who were angry.

* Listening finds complaints, and settles half of them.
* Answering adds the questions that people bring of their own accord. For them the fit is settled, and all
  have spoken already: glad less annoyed, ``questions * (2 p - 1)``.
* Inviting adds the replies to an open invitation, friendly less hostile (``speakers.py``).

The loss is what falls short, brand by brand, of the most that could be had if hours were no object.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from tenmistakes.models import speakers
from tenmistakes.models.base import Choice, Decision, Plan, PlanReport, PlanSpace
from tenmistakes.models.words import number_in_words


@dataclass(frozen=True)
class Brand:
    """A brand and the subject somebody wants it to speak on. Shares from 0 to 1. Illustrative."""

    label: str
    subject: str
    reached: int
    trust: float
    goodwill: float
    fit: float
    lighter: float
    """How much lighter than its known voice the light one would be."""
    questions: int
    """Questions a month that people bring of their own accord."""
    complaints: int
    """Complaints a month that can be found by listening."""


BRANDS: Mapping[str, Brand] = {
    "boots": Brand("Puddock boots", "its fiftieth birthday", 36_000, 0.80, 0.90, 1.00, 0.30, 60, 20),
    "oil": Brand("Corvane heating oil", "“Ask our director”", 30_000, 0.20, 0.10, 0.70, 0.50, 420, 120),
    "bakery": Brand(
        "Halfpenny bakeries", "how schools ought to be run", 40_000, 0.80, 0.90, 0.10, 0.20, 8, 16
    ),
    "wills": Brand("Stennet wills and deeds", "moving house", 10_000, 0.90, 0.50, 0.80, 0.70, 150, 20),
    "tools": Brand("Grubbin tools", "mending things at home", 20_000, 0.90, 0.70, 0.80, 0.40, 120, 40),
    "ferry": Brand("Sorrel ferries", "holiday memories", 30_000, 0.30, 0.40, 0.90, 0.30, 60, 300),
}

SETTLED = 0.5
"""Share of the complaints found that are settled. Illustrative."""

HOURS = {"out": 0.0, "listen": 2.0, "answer": 5.0, "invite": 9.0}
"""Hours of work a week. Illustrative."""

BUDGET = 30.0
"""Hours a week."""


AN_HOUR = 40.0
"""What an hour is worth elsewhere, in people a month: about what one earns in the best plan."""


@dataclass(frozen=True)
class Way:
    """What is done for a brand, and in which voice."""

    does: str
    light: bool = False


WAYS: Mapping[str, Way] = {
    "keep-out": Way("out"),
    "listen": Way("listen"),
    "answer-known": Way("answer"),
    "answer-light": Way("answer", True),
    "invite-known": Way("invite"),
    "invite-light": Way("invite", True),
}

_LABELS = {
    "keep-out": "Stay out",
    "listen": "Listen, and settle complaints",
    "answer-known": "Answer when asked, in the voice they know",
    "answer-light": "Answer when asked, in a light voice",
    "invite-known": "Invite, in the voice they know",
    "invite-light": "Invite, in a light voice",
}


@cache
def invitation(brand: str, light: bool) -> tuple[float, float]:
    """Friendly and hostile replies to a month's open invitation."""
    it = BRANDS[brand]
    lighter = it.lighter if light else 0.0
    p, scale = float(speakers.well_taken(it.trust, it.goodwill, it.fit, lighter)), it.reached * speakers.SPEAK
    return scale * speakers.friendly(p, lighter), scale * speakers.hostile(p, speakers.ANGRIER)


@cache
def answers(brand: str, light: bool) -> float:
    """People glad of an answer they had asked for, less those it annoyed."""
    it = BRANDS[brand]
    p = float(speakers.well_taken(it.trust, it.goodwill, 1.0, it.lighter if light else 0.0))
    return it.questions * (2.0 * p - 1.0)


@cache
def gain(brand: str, way: str) -> float:
    """People glad less people angry, in a month."""
    done = WAYS[way]
    if done.does == "out":
        return 0.0
    total = SETTLED * BRANDS[brand].complaints
    if done.does != "listen":
        total += answers(brand, done.light)
    if done.does == "invite":
        friendly, hostile = invitation(brand, done.light)
        total += friendly - hostile
    return total


@cache
def most(brand: str) -> float:
    """The most a brand could have, whatever the hours."""
    return max(gain(brand, way) for way in WAYS)


@cache
def _shortfall(brand: str, way: str) -> float:
    return most(brand) - gain(brand, way)


def loss(plan: Plan) -> float:
    """People who could have been glad and are not, and those who were made angry."""
    return sum(_shortfall(brand, plan[brand]) for brand in BRANDS)


def explain_plan(plan: Plan) -> PlanReport:
    """How a plan fares, in words, numbers and one bar a brand."""
    gains = {brand: gain(brand, plan[brand]) for brand in BRANDS}
    hostile = sum(
        invitation(brand, WAYS[plan[brand]].light)[1]
        for brand in BRANDS
        if WAYS[plan[brand]].does == "invite"
    )
    total = sum(gains.values())
    if total < 0:
        balance = f"A month leaves {number_in_words(-total)} more people angry than glad."
    else:
        balance = f"A month leaves {number_in_words(total)} more people glad than angry."
    sour = [BRANDS[brand].label for brand, value in gains.items() if value < 0]
    words = f"{balance} {_invited(plan, hostile)}"
    if sour:
        words += f" Better to have stayed out: {', '.join(sour)}."
    numbers = {"loss": loss(plan), "gain": total, "hostile": hostile, **gains}
    bars = {BRANDS[brand].label: _shortfall(brand, plan[brand]) for brand in BRANDS}
    return PlanReport(words, numbers, bars, "people a month, short of the most this brand could have")


def _invited(plan: Plan, hostile: float) -> str:
    """What the invitations brought in, as a sentence."""
    count = sum(WAYS[plan[brand]].does == "invite" for brand in BRANDS)
    if not count:
        return "Nobody was invited to speak."
    said = number_in_words(hostile)
    return (
        f"{'The invitation brings' if count == 1 else f'The {count} invitations bring'} in {said} "
        f"hostile {'reply' if said == '1' else 'replies'}."
    )


def _decision(name: str, brand: Brand) -> Decision:
    """What to do for one brand."""
    choices = tuple(Choice(key, label, HOURS[WAYS[key].does]) for key, label in _LABELS.items())
    return Decision(name, f"{brand.label}, on {brand.subject}", choices)


PERMISSION_PLAN = PlanSpace(
    name="permission-plan",
    title="Six brands, thirty hours",
    decisions=tuple(_decision(name, brand) for name, brand in BRANDS.items()),
    budget=BUDGET,
    budget_unit="hours a week",
    unit="people a month",
    measure="Missed by",
    money=AN_HOUR,
    loss=loss,
    explain=explain_plan,
    reference=dict.fromkeys(BRANDS, "keep-out"),
)
