"""The permission plan: its loss is what the exercise says, its best plan is the best, and no corner."""

import itertools
import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tenmistakes.models.base import plan_space
from tenmistakes.models.permission_plan import BRANDS, WAYS, gain

SPACE = plan_space("no-permission", "permission-plan")
BEST, LEAST = SPACE.best()
plans = st.fixed_dictionaries({d.name: st.sampled_from([c.name for c in d.choices]) for d in SPACE.decisions})

TABLE = {  # trust, goodwill, fit, light voice, reach, questions, complaints: as the exercise prints them
    "boots": (0.8, 0.9, 1.0, 30, 36000, 60, 20),
    "oil": (0.2, 0.1, 0.7, 50, 30000, 420, 120),
    "bakery": (0.8, 0.9, 0.1, 20, 40000, 8, 16),
    "wills": (0.9, 0.5, 0.8, 70, 10000, 150, 20),
    "tools": (0.9, 0.7, 0.8, 40, 20000, 120, 40),
    "ferry": (0.3, 0.4, 0.9, 30, 30000, 60, 300),
}
HOURS = {"keep-out": 0, "listen": 2, "answer": 5, "invite": 9}


def slow(brand, way):
    """Glad less angry people in a month, by the exercise's rules alone."""
    if way == "keep-out":
        return 0.0
    trust, goodwill, fit, light, reach, questions, complaints = TABLE[brand]
    step = light / 100 if way.endswith("light") else 0.0

    def taken(fits):
        return 1 / (1 + math.exp(-(-3 + 2 * trust + 2 * goodwill + 3 * fits - 6 * step * step)))

    total = complaints / 2
    if way != "listen":
        total += questions * taken(1) - questions * (1 - taken(1))
    if way.startswith("invite"):
        total += reach / 100 * (1 + step) * taken(fit) - reach / 100 * 5 * (1 - taken(fit))
    return total


def hours(plan):
    return sum(HOURS[way.removesuffix("-known").removesuffix("-light")] for way in plan.values())


@given(plans)
@settings(deadline=None, max_examples=60)
def test_gain_and_hours_are_what_the_exercise_says(plan):
    assert SPACE.explain(plan).numbers["gain"] == pytest.approx(sum(slow(*pair) for pair in plan.items()))
    most = sum(max(slow(brand, way) for way in WAYS) for brand in BRANDS)
    assert SPACE.loss(plan) == pytest.approx(most - sum(slow(*pair) for pair in plan.items()))
    assert SPACE.cost(plan) == hours(plan)


def test_best_is_the_most_of_all_plans_within_thirty_hours():
    value = {(brand, way): slow(brand, way) for brand in BRANDS for way in WAYS}
    within = [
        (sum(value[pair] for pair in zip(BRANDS, ways, strict=True)), ways)
        for ways in itertools.product(WAYS, repeat=6)
        if hours(dict(zip(BRANDS, ways, strict=True))) <= 30
    ]
    assert len(within) == len(SPACE.plans())
    most, ways = max(within)
    assert dict(zip(BRANDS, ways, strict=True)) == BEST
    assert most == pytest.approx(SPACE.explain(BEST).numbers["gain"])


def test_the_best_plan_uses_every_rung_and_both_voices():
    assert BEST == {
        "boots": "invite-light",
        "oil": "answer-known",
        "bakery": "keep-out",
        "wills": "answer-known",
        "tools": "invite-known",
        "ferry": "listen",
    }
    assert SPACE.cost(BEST) == 30


def test_it_is_no_corner_that_everybody_guesses():
    def regret(*ways):
        return SPACE.regret(dict(zip(BRANDS, ways, strict=True)))

    everywhere = {way: regret(*[way] * 6) for way in WAYS}
    assert everywhere["keep-out"] == pytest.approx(1)
    assert everywhere["listen"] > 0.7
    assert everywhere["answer-known"] > 0.3
    assert everywhere["invite-known"] > 1
    assert everywhere["invite-light"] > 2
    liked = regret("invite-known", "keep-out", "invite-known", "keep-out", "invite-known", "listen")
    fitting = regret("invite-known", "invite-known", "keep-out", "keep-out", "keep-out", "invite-known")
    funny = regret("invite-light", "keep-out", "keep-out", "invite-light", "invite-light", "listen")
    assert min(liked, fitting, funny) > 0.5


def test_no_other_plan_within_the_hours_counts_as_the_best():
    regrets = sorted(SPACE.regret(plan) for plan in SPACE.plans())
    assert regrets[0] == 0
    assert regrets[1] > 0.04


def test_hours_are_what_forbids_two_rungs_more():
    assert gain("wills", "invite-known") > gain("wills", "answer-known")
    assert gain("ferry", "answer-known") > gain("ferry", "listen")
    assert SPACE.cost({**BEST, "ferry": "answer-known"}) > SPACE.budget


def test_a_liked_brand_must_not_invite_on_schools_nor_a_distrusted_one_on_its_own_subject():
    for brand in ("bakery", "oil"):
        assert max(gain(brand, way) for way in WAYS if way.startswith("invite")) < 0
    assert gain("oil", "answer-known") > gain("oil", "listen")
    assert gain("oil", "answer-light") < 0


def test_the_report_names_who_had_better_kept_out():
    words = SPACE.explain({**BEST, "bakery": "invite-known"}).words
    assert "Better to have stayed out: Halfpenny bakeries." in words
    assert "more people glad than angry" in words
    assert "more people angry than glad" in SPACE.explain(dict.fromkeys(BRANDS, "invite-light")).words
    assert "Nobody was invited" in SPACE.explain(SPACE.reference).words


def test_what_a_plan_misses_is_said_in_a_sentence():
    """The check says `{measure} your plan: …; {its last word} the best plan within the budget: …`."""
    assert SPACE.measure == "Missed by"
