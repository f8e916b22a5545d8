"""The influencer plan: twelve people, a budget, and an approach for each.

Everybody has something at stake: the orders that would come if they spoke well of the brand for certain. How
likely they are to is what ``approach.py`` says of their kind and of the way they are approached; whoever has
said no beforehand, and is approached all the same, does not. Of two with the same readers, who both speak
well, the readers count once::

    orders = sum of stake * chance - shared * chance of one * chance of the other
    loss   = orders if everybody spoke well for certain - orders

Twelve people with five approaches each make 244 million plans. They need not all be looked at: but for the
pair that shares its readers, each adds to the orders by itself, so that for every sum of money the best plan
of the first few people and the best of the next make the best of both.

Every number is illustrative.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import product

from tenmistakes.models.approach import ALONE, KINDS, speaks_well
from tenmistakes.models.base import Choice, Decision, Plan, PlanReport, PlanSpace
from tenmistakes.models.words import number_in_words


@dataclass(frozen=True)
class Approach:
    """A way to approach somebody: where it stands on the scale of treatment, and its price in pounds.

    ``treatment`` is ``None`` where they are left alone. ``unseen``: they cannot notice it.
    """

    label: str
    treatment: float | None
    price: float = 0.0
    unseen: bool = False


APPROACHES: Mapping[str, Approach] = {
    "leave": Approach("Leave alone", None),
    "parcel": Approach("Press parcel and launch", 1.0, 40),
    "terms": Approach("On their own terms", KINDS["expert"].ideal, 350),
    "step-by-step": Approach("Step by step", KINDS["referent"].ideal, 150),
    "through-customer": Approach("Through the customer", 0.0, 100, unseen=True),
}


@dataclass(frozen=True)
class Person:
    """Somebody with influence: the kind, and the orders that are at stake. ``closed``: has said no."""

    label: str
    kind: str
    stake: float
    closed: bool = False


PEOPLE: Mapping[str, Person] = {
    "finch": Person("Aldous Finch", "expert", 22),
    "oduya": Person("Maren Oduya", "expert", 14),
    "lasky": Person("Pip Lasky", "expert", 30, closed=True),
    "jo": Person("Jo", "referent", 10),
    "tom": Person("Tom", "referent", 9),
    "biscuit": Person("Dani and Biscuit", "referent", 3),
    "samir": Person("Samir", "referent", 7),
    "glenys": Person("Glenys", "referent", 3),
    "hugo": Person("Hugo", "positional", 9),
    "ruth": Person("Ruth", "positional", 7),
    "bram": Person("Bram", "positional", 6),
    "edda": Person("Edda", "positional", 1),
}

SHARED = ("finch", "oduya", 8.0)
"""Two with the same readers, and the orders of theirs that would be counted twice."""

BUDGET = 1_100.0
"""Pounds."""

CEILING = sum(person.stake for person in PEOPLE.values()) - SHARED[2]
"""Orders if everybody spoke well for certain."""


def chance(person: str, approach: str) -> float:
    """The chance that somebody speaks well of the brand after an approach."""
    who, way = PEOPLE[person], APPROACHES[approach]
    if way.treatment is None or (who.closed and way.unseen):
        return ALONE
    return 0.0 if who.closed else float(speaks_well(who.kind, way.treatment))


def _shared(chances: Mapping[str, float]) -> float:
    one, other, orders = SHARED
    return orders * chances[one] * chances[other]


def orders(plan: Plan) -> float:
    """Orders that a plan brings, on average."""
    chances = {person: chance(person, plan[person]) for person in PEOPLE}
    return sum(PEOPLE[person].stake * share for person, share in chances.items()) - _shared(chances)


def loss(plan: Plan) -> float:
    """Orders that a plan misses, of those there would be if everybody spoke well for certain."""
    return CEILING - orders(plan)


Parts = Iterator[tuple[float, float, dict[str, str]]]
"""Price, orders, and who is approached how."""


def _ways(people: tuple[str, ...]) -> Parts:
    """Every way to approach a few people."""
    for taken in product(APPROACHES, repeat=len(people)):
        part = dict(zip(people, taken, strict=True))
        chances = {person: chance(person, approach) for person, approach in part.items()}
        gained = sum(PEOPLE[person].stake * share for person, share in chances.items())
        if SHARED[0] in part:
            gained -= _shared(chances)
        yield sum(APPROACHES[approach].price for approach in taken), gained, part


class Twelve(PlanSpace):
    """The plan space, with a way to its best plan that does not look at all of them."""

    @cached_property
    def _best(self) -> tuple[dict[str, str], float]:
        others = [(person,) for person in PEOPLE if person not in SHARED]
        best: dict[float, tuple[float, dict[str, str]]] = {0.0: (0.0, {})}
        for people in [SHARED[:2], *others]:
            longer: dict[float, tuple[float, dict[str, str]]] = {}
            for price, gained, part in _ways(people):
                for spent, (before, plan) in best.items():
                    sum_, total = spent + price, before + gained
                    if sum_ <= self.budget and total > longer.get(sum_, (-1.0, {}))[0] + 1e-9:
                        longer[sum_] = total, plan | part
            best = longer
        most = max(total for total, _ in best.values())
        cheapest = min(spent for spent, (total, _) in best.items() if total > most - 1e-9)
        plan = {person: best[cheapest][1][person] for person in PEOPLE}
        return plan, self.loss(plan)


def _names(people: list[str]) -> str:
    labels = [PEOPLE[person].label for person in people]
    return " and ".join([", ".join(labels[:-1]), labels[-1]]) if len(labels) > 1 else "".join(labels)


def explain_plan(plan: Plan) -> PlanReport:
    """How a plan fares, in words, numbers and a bar for each kind: the orders that come through it."""
    by = dict.fromkeys(KINDS, 0.0)
    chances = {person: chance(person, plan[person]) for person in PEOPLE}
    for person, share in chances.items():
        by[PEOPLE[person].kind] += PEOPLE[person].stake * share
    twice = _shared(chances)
    by["expert"] -= twice
    off = [person for person, share in chances.items() if share < ALONE - 1e-6]
    vain = [p for p, share in chances.items() if plan[p] != "leave" and abs(share - ALONE) <= 1e-6]
    won = [person for person, share in chances.items() if share > ALONE + 1e-6]
    total = sum(by.values())
    said = [
        f"{number_in_words(total)} pianos are ordered through these twelve; had you left all of them alone, "
        f"{number_in_words(orders(dict.fromkeys(PEOPLE, 'leave')))} would have been."
    ]
    said.append(f"Approached as they like it: {_names(won) or 'nobody'}.")
    if off:
        said.append(f"Turned off, and worse than left alone: {_names(off)}.")
    if vain:
        said.append(f"Paid for without any effect: {_names(vain)}.")
    if twice > 2.0:
        said.append(f"{number_in_words(twice)} of the experts' orders were reached twice and count once.")
    numbers = {
        "loss": CEILING - total,
        "orders": total,
        "spent": sum(APPROACHES[plan[person]].price for person in PEOPLE),
        "turned-off": float(len(off)),
        "in-vain": float(len(vain)),
    }
    bars = {KINDS[kind].label.capitalize(): count for kind, count in by.items()}
    return PlanReport(" ".join(said), numbers, bars, "pianos ordered")


_WHO = {
    "finch": "Aldous Finch, who reviews keyboards",
    "oduya": "Maren Oduya, who teaches piano teachers",
    "lasky": "Pip Lasky, the biggest piano channel of all",
    "jo": "Jo, the nurse who practises at night",
    "tom": "Tom, from the choir",
    "biscuit": "Dani, and Biscuit the cat",
    "samir": "Samir, the father of a small pianist",
    "glenys": "Glenys, of the street's mailing list",
    "hugo": "Hugo, next door to the music school's practice rooms",
    "ruth": "Ruth, on the ground floor of a student house",
    "bram": "Bram, behind the hotel desk",
    "edda": "Edda, who shares a flat with Leo",
}

INFLUENCER_PLAN = Twelve(
    name="influencer-plan",
    title="Twelve people, one launch",
    decisions=tuple(
        Decision(person, who, tuple(Choice(name, way.label, way.price) for name, way in APPROACHES.items()))
        for person, who in _WHO.items()
    ),
    budget=BUDGET,
    budget_unit="pounds",
    unit="orders",
    measure="Orders missed with",
    money=0.045,  # orders for a pound, spent on those who bring most for it
    loss=loss,
    explain=explain_plan,
    reference=dict.fromkeys(PEOPLE, "leave"),
)
