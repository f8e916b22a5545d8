"""The launch plan: join where people are, seed a core, lower the cost of moving, for three audiences.

The value of a plan is live conversation after a year: for each audience, those who take part in the new place
(``places.py``: opened with a core, followed for 52 weeks), and of those who do not, the share that is met
where they are. A person counts once. The loss is everybody else.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from tenmistakes.models import places
from tenmistakes.models.base import Choice, Decision, Plan, PlanReport, PlanSpace
from tenmistakes.models.words import number_in_words


@dataclass(frozen=True)
class Audience:
    """Some of the people: how many, how many places they keep, and the three ties to these. Illustrative."""

    label: str
    people: int
    places: int
    habit: float
    contributions: float
    friends: float


AUDIENCES: Mapping[str, Audience] = {
    "plots": Audience("Plot holders", 3_000, 1, 0.06, 0.07, 0.07),
    "families": Audience("Families", 6_000, 3, 0.04, 0.03, 0.04),
    "balconies": Audience("Balcony growers", 9_000, 7, 0.02, 0.01, 0.03),
}

EASED = 0.5
"""The share of the three ties that an easier move takes away. Illustrative."""

JOIN_PRICE, EASE_PRICE, HEAD_PRICE = 4.0, 10.0, 0.01
"""Thousand pounds for a year in a place, for an easier move, and for each person of a core. Illustrative."""

BUDGET = 30.0
"""Thousand pounds."""


@dataclass(frozen=True)
class House:
    """What is done for a new place: the core it opens with [share of the audience], and an easier move."""

    core: float = 0.0
    easier: bool = False


HOUSES: Mapping[str, House] = {
    "no-house": House(),
    "core-10": House(0.1),
    "core-20": House(0.2),
    "core-30": House(0.3),
    "easier": House(0.0, True),
    "easier-core-10": House(0.1, True),
    "easier-core-20": House(0.2, True),
}

JOINS: Mapping[str, int] = {"nowhere": 0, "main-place": 1, "two-places": 2}


def price(audience: str, house: str) -> float:
    """What a new place costs [thousand pounds]."""
    built = HOUSES[house]
    return built.core * AUDIENCES[audience].people * HEAD_PRICE + (EASE_PRICE if built.easier else 0.0)


@cache
def in_house(audience: str, house: str) -> float:
    """The share of an audience that takes part in the new place after a year."""
    people, built = AUDIENCES[audience], HOUSES[house]
    eased = EASED if built.easier else 0.0
    moving = places.moving_cost(people.habit, people.contributions, people.friends, eased)
    return float(places.year(places.cost(moving, people.places), built.core)[-1])


def talking(audience: str, join: str, house: str) -> float:
    """People of an audience in live conversation after a year."""
    people, inside = AUDIENCES[audience], in_house(audience, house)
    met = float(places.joined(people.places, JOINS[join]))
    return people.people * (inside + (1.0 - inside) * met)


def conversation(plan: Plan) -> dict[str, float]:
    """People in live conversation after a year, by audience."""
    return {name: talking(name, plan[f"join-{name}"], plan[f"build-{name}"]) for name in AUDIENCES}


EVERYBODY = float(sum(audience.people for audience in AUDIENCES.values()))


def loss(plan: Plan) -> float:
    """People who are in no conversation after a year."""
    return EVERYBODY - sum(conversation(plan).values())


def explain_plan(plan: Plan) -> PlanReport:
    """How a plan fares, in words, numbers and one bar an audience."""
    by_audience = conversation(plan)
    said = [_house_words(name, plan[f"build-{name}"]) for name in AUDIENCES]
    total = sum(by_audience.values())
    words = (
        f"After a year {number_in_words(total)} of {number_in_words(EVERYBODY)} people are in a live "
        f"conversation. {' '.join(part for part in said if part)}"
    ).strip()
    numbers = {
        "loss": EVERYBODY - total,
        "conversation": total,
        **by_audience,
        **{f"in-house-{name}": in_house(name, plan[f"build-{name}"]) for name in AUDIENCES},
    }
    bars = {AUDIENCES[name].label: people for name, people in by_audience.items()}
    return PlanReport(words, numbers, bars, "people in a live conversation after a year")


def _house_words(audience: str, house: str) -> str:
    """What became of a new place, as a sentence; nothing if none was built."""
    if house == "no-house":
        return ""
    share, label = in_house(audience, house), AUDIENCES[audience].label.lower()
    if share < 0.01:
        return f"The place for the {label} is empty."
    return f"The place for the {label} lives, with {100 * share:.0f}% of them."


_LABELS = {
    "no-house": "No new place for them",
    "core-10": "A core of 10% on opening day",
    "core-20": "A core of 20% on opening day",
    "core-30": "A core of 30% on opening day",
    "easier": "An easier move, and open the doors",
    "easier-core-10": "An easier move, and a core of 10%",
    "easier-core-20": "An easier move, and a core of 20%",
}


def _join(name: str, audience: Audience) -> Decision:
    """Where to take part among the places an audience keeps."""
    labels = {"nowhere": "In none of their places", "main-place": "In the place they use most"}
    if audience.places > 1:
        labels["two-places"] = "In the two places they use most"
    else:
        labels["main-place"] = "In their one place"
    choices = tuple(Choice(key, label, JOIN_PRICE * JOINS[key]) for key, label in labels.items())
    return Decision(f"join-{name}", f"{audience.label}: where do you join in?", choices)


def _build(name: str, audience: Audience) -> Decision:
    """What to do for a new place for an audience."""
    choices = tuple(Choice(key, label, round(price(name, key), 6)) for key, label in _LABELS.items())
    return Decision(f"build-{name}", f"{audience.label}: a new place?", choices)


LAUNCH_PLAN = PlanSpace(
    name="launch-plan",
    title="A launch budget for one year",
    decisions=tuple(
        decision
        for name, audience in AUDIENCES.items()
        for decision in (_join(name, audience), _build(name, audience))
    ),
    budget=BUDGET,
    budget_unit="thousand pounds",
    unit="people",
    measure="Left out of any conversation by",
    money=talking("plots", "main-place", "no-house") / JOIN_PRICE,
    loss=loss,
    explain=explain_plan,
    reference={
        decision: choice
        for name in AUDIENCES
        for decision, choice in ((f"join-{name}", "nowhere"), (f"build-{name}", "core-10"))
    },
)
