"""The influencer plan: its loss is what the exercise's tables say, and its best plan is no corner."""

import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tenmistakes.models.base import plan_space
from tenmistakes.models.influencer_plan import APPROACHES, PEOPLE, chance

SPACE = plan_space("one-influencer-approach", "influencer-plan")
BEST, LEAST = SPACE.best()
NOBODY = dict.fromkeys(PEOPLE, "leave")
PARCELS = dict.fromkeys(PEOPLE, "parcel")
plans = st.fixed_dictionaries({d.name: st.sampled_from([c.name for c in d.choices]) for d in SPACE.decisions})


# --- A second way to the same loss and price, from the tables of the lesson and the exercise alone ----------

WAYS = ("leave", "parcel", "terms", "step-by-step", "through-customer")
PRICES = (0, 40, 350, 150, 100)
OF_100 = {
    "expert": (20, 8, 80, 20, 20),
    "referent": (20, 0, 20, 80, 20),
    "positional": (20, 0, 0, 8, 80),
    "has said no": (20, 0, 0, 0, 20),
}
LISTED = {
    "finch": ("expert", 22),
    "oduya": ("expert", 14),
    "lasky": ("has said no", 30),
    "jo": ("referent", 10),
    "tom": ("referent", 9),
    "biscuit": ("referent", 3),
    "samir": ("referent", 7),
    "glenys": ("referent", 3),
    "hugo": ("positional", 9),
    "ruth": ("positional", 7),
    "bram": ("positional", 6),
    "edda": ("positional", 1),
}
TWICE = 8


def by_table(plan):
    share = {who: OF_100[kind][WAYS.index(plan[who])] / 100 for who, (kind, _) in LISTED.items()}
    orders = sum(stake * share[who] for who, (_, stake) in LISTED.items())
    orders -= TWICE * share["finch"] * share["oduya"]
    everybody = sum(stake for _, stake in LISTED.values()) - TWICE
    return everybody - orders, sum(PRICES[WAYS.index(way)] for way in plan.values())


@given(plans)
@settings(deadline=None, max_examples=100)
def test_loss_and_price_are_what_the_tables_say(plan):
    missed, price = by_table(plan)
    assert SPACE.loss(plan) == pytest.approx(missed, abs=0.35), "the table rounds the chances to hundredths"
    assert SPACE.cost(plan) == price


def half(people):
    """Every way to approach half of the people: prices, and orders by the model; arrays."""
    ways = list(itertools.product(WAYS, repeat=len(people)))
    prices = np.array([[PRICES[WAYS.index(way)] for way in taken] for taken in ways]).sum(axis=1)
    shares = {who: {way: chance(who, way) for way in WAYS} for who in people}
    orders = np.array(
        [sum(LISTED[w][1] * shares[w][way] for w, way in zip(people, t, strict=True)) for t in ways]
    )
    if "finch" in people:
        one, other = people.index("finch"), people.index("oduya")
        orders -= TWICE * np.array([shares["finch"][t[one]] * shares["oduya"][t[other]] for t in ways])
    return ways, prices, orders


def test_best_is_the_least_loss_of_all_244_million_plans():
    """Meeting in the middle: for every way with the first six, the best with the others for the rest."""
    people = list(LISTED)
    left, right = half(people[:6]), half(people[6:])
    assert len(left[0]) * len(right[0]) == 5**12
    order = np.argsort(right[1], kind="stable")
    prices, so_far = right[1][order], np.maximum.accumulate(right[2][order])
    rest = SPACE.budget - left[1]
    at = np.searchsorted(prices, rest, side="right") - 1
    total = np.where(rest >= 0, left[2] + so_far[np.maximum(at, 0)], -np.inf)
    best = int(np.argmax(total))
    everybody = sum(stake for _, stake in LISTED.values()) - TWICE
    assert everybody - total[best] == pytest.approx(LEAST)
    assert left[0][best] == tuple(BEST[who] for who in people[:6])
    others = [i for i in range(len(right[0])) if right[1][i] <= rest[best]]
    fellow = max(others, key=lambda i: right[2][i])
    assert right[0][fellow] == tuple(BEST[who] for who in people[6:])


# --- What the learner is to find out ------------------------------------------------------------------------


def test_the_best_plan():
    approached = {who: way for who, way in BEST.items() if way != "leave"}
    assert approached == {
        "finch": "terms",
        "jo": "step-by-step",
        "tom": "step-by-step",
        "samir": "step-by-step",
        "hugo": "through-customer",
        "ruth": "through-customer",
        "bram": "through-customer",
    }
    assert SPACE.cost(BEST) == SPACE.budget


def test_no_plan_with_another_outcome_comes_near_it():
    """Every way to change three decisions at once: the next outcome is a good way off."""
    regrets = {0.0}
    for three in itertools.combinations(LISTED, 3):
        for taken in itertools.product(WAYS, repeat=3):
            plan = {**BEST, **dict(zip(three, taken, strict=True))}
            if SPACE.cost(plan) <= SPACE.budget:
                regrets.add(round(SPACE.regret(plan), 6))
    assert sorted(regrets)[1] > 0.05


def test_the_same_press_parcel_for_all_is_far_worse_than_nothing():
    assert SPACE.cost(PARCELS) < SPACE.budget / 2, "and it is the cheapest thing to do"
    assert SPACE.regret(PARCELS) > 1.4
    assert SPACE.loss(PARCELS) > SPACE.loss(NOBODY)
    assert "Turned off" in SPACE.explain(PARCELS).words
    assert SPACE.explain(PARCELS).numbers["turned-off"] == 12


@pytest.mark.parametrize("partner", ["hugo", "ruth", "bram", "edda"])
@pytest.mark.parametrize("way", ["parcel", "terms", "step-by-step"])
def test_courting_an_unseen_partner_costs_the_good_word_there_was(partner, way):
    for plan in (BEST, NOBODY):
        left, courted = {**plan, partner: "leave"}, {**plan, partner: way}
        assert SPACE.loss(courted) > SPACE.loss(left)
        assert PEOPLE[partner].label in SPACE.explain(courted).words.split("Turned off")[1]
    assert SPACE.loss({**NOBODY, partner: "through-customer"}) < SPACE.loss(NOBODY)


def test_who_has_said_no_is_lost_by_any_letter():
    for way in ("parcel", "terms", "step-by-step"):
        assert SPACE.regret({**BEST, "lasky": way}) > 0.1
    assert SPACE.loss({**BEST, "lasky": "through-customer"}) == SPACE.loss(BEST), "she does not notice it"


def test_no_single_approach_for_all_twelve_is_worth_much():
    regrets = {way: SPACE.regret(dict.fromkeys(PEOPLE, way)) for way in WAYS}
    for way in WAYS:
        if SPACE.cost(dict.fromkeys(PEOPLE, way)) <= SPACE.budget:
            assert regrets[way] > 0.4, "beyond the last band: no points"


def test_it_is_no_corner_that_everybody_guesses():
    for slip in (
        {"finch": "leave", "oduya": "terms"},  # the smaller of the two experts
        {"oduya": "terms", "samir": "leave", "bram": "leave", "ruth": "leave"},  # both experts
        {"finch": "leave", "lasky": "terms"},  # the biggest channel
        {"samir": "leave", "biscuit": "step-by-step"},  # the cat's followers
        {"bram": "leave", "edda": "through-customer"},  # everybody at home alike
        {"finch": "leave", "biscuit": "step-by-step", "glenys": "step-by-step"},  # many small, no expert
        {"hugo": "leave"},
        {"ruth": "parcel"},
    ):
        plan = {**BEST, **slip}
        assert SPACE.cost(plan) <= SPACE.budget, slip
        assert SPACE.regret(plan) > 0.05, slip


def test_two_with_the_same_readers_count_them_once():
    both = SPACE.loss({**NOBODY, "finch": "terms", "oduya": "terms"})
    one = SPACE.loss({**NOBODY, "finch": "terms"})
    other = SPACE.loss({**NOBODY, "oduya": "terms"})
    assert (one - both) < (SPACE.loss(NOBODY) - other)
    assert "count once" in SPACE.explain({**NOBODY, "finch": "terms", "oduya": "terms"}).words


def test_the_words_say_who_was_won_turned_off_and_paid_for_in_vain():
    words = SPACE.explain({**NOBODY, "jo": "step-by-step", "tom": "terms", "hugo": "parcel"}).words
    assert "Approached as they like it: Jo." in words
    assert "Turned off, and worse than left alone: Hugo." in words
    assert "Paid for without any effect: Tom." in words
    assert "nobody" in SPACE.explain(NOBODY).words
    assert "3 pianos" in SPACE.explain(PARCELS).words
    assert "left all of them alone, 24 would have been" in SPACE.explain(PARCELS).words


def test_everybody_has_every_approach():
    assert set(WAYS) == set(APPROACHES)
    for decision in SPACE.decisions:
        assert tuple(choice.name for choice in decision.choices) == WAYS
        assert tuple(choice.cost for choice in decision.choices) == PRICES
