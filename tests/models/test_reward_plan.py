"""The reward plan: its loss is what the pages say, tokens cost, and its best plan is no guess."""

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tenmistakes.models.base import plan_space
from tenmistakes.models.reward_plan import EVERYTHING, hours, shares

from .every import every_plan

SPACE = plan_space("no-rewards", "reward-plan")
BEST, LEAST = SPACE.best()
plans = st.fixed_dictionaries({d.name: st.sampled_from([c.name for c in d.choices]) for d in SPACE.decisions})


# --- A second way to the same loss and price, from the pages' tables alone -------------------------------

ASKED = {  # people, minutes, leaning at half an hour, share of the content
    "lurkers": (9_000, 5, -1.6, 0.013),
    "contributors": (900, 30, -0.5, 0.240),
    "superusers": (100, 120, 0.25, 0.747),
}
PRICES = {  # reward, price for lurkers, contributors and superusers; coupon
    "no-reward": {"lurkers": 0, "contributors": 0, "superusers": 0},
    "thank-you": {"lurkers": 1_200, "contributors": 200, "superusers": 30},
    "small-coupon": {"lurkers": 210, "contributors": 200, "superusers": 160},
    "large-coupon": {"lurkers": 2_610, "contributors": 830, "superusers": 1_340},
    "on-the-site": {"lurkers": 250, "contributors": 250, "superusers": 250},
    "evening": {"contributors": 1_140, "superusers": 1_350},
    "first-look": {"lurkers": 600, "contributors": 600, "superusers": 200},
}
COUPONS = {
    "small-coupon": {"lurkers": 0.2, "contributors": 1, "superusers": 5},
    "large-coupon": {"lurkers": 1, "contributors": 3, "superusers": 24},
}
SHIFTS = {
    "thank-you": dict.fromkeys(ASKED, 0.33),
    "evening": {"lurkers": 0.0, "contributors": 0.3, "superusers": 0.7},
    "first-look": {"lurkers": 0.3, "contributors": 0.5, "superusers": 0.2},
}
RESULT = {"not-shown": (0, 0.0), "monthly-page": (300, 0.1), "replies": (900, 0.2)}


def phi(z):
    return 0.5 * math.erfc(-z / math.sqrt(2))


def slow(plan):
    price, seen = RESULT[plan["shown"]]
    given = 0.0
    for level, (people, minutes, leaning, content) in ASKED.items():
        choice = plan[level]
        price += PRICES[choice][level]
        asked = unasked = SHIFTS.get(choice, {}).get(level, 0.0)
        times = 1.0
        if choice in COUPONS:
            unasked = -0.4
            asked = -0.4 + 0.8 * min(2, COUPONS[choice][level] / (12 * minutes / 60))
        if choice == "on-the-site":
            times = 1.6 if level == "superusers" else 0.9
        z = leaning - 0.25 * math.log2(minutes / 30)
        given += people * minutes / 60 * min(0.95, times * phi(z + asked + seen))
        given += 600 * content * min(0.95, times * phi(unasked + seen))
    return 2_000 - given, price


@given(plans)
@settings(deadline=None, max_examples=80)
def test_loss_and_price_are_what_the_pages_say(plan):
    missed, price = slow(plan)
    assert SPACE.loss(plan) == pytest.approx(missed)
    assert SPACE.cost(plan) == pytest.approx(price)


def test_best_is_the_least_loss_of_all_plans_within_the_budget():
    within = []
    for plan in every_plan(SPACE):
        missed, price = slow(plan)
        if price <= 2_000 + 1e-9:
            within.append((missed, plan))
    assert len(within) == len(SPACE.plans())
    missed, plan = min(within, key=lambda pair: pair[0])
    assert plan == BEST
    assert missed == pytest.approx(LEAST)


# --- What the learner is to find out ------------------------------------------------------------------------


def test_the_best_plan_gives_each_level_something_else():
    assert BEST == {
        "lurkers": "first-look",
        "contributors": "thank-you",
        "superusers": "on-the-site",
        "shown": "replies",
    }


def test_no_other_plan_within_the_budget_counts_as_the_best():
    regrets = sorted(SPACE.regret(plan) for plan in SPACE.plans())
    assert regrets[0] == 0
    assert regrets[1] > 0.07


def test_token_pay_costs_wherever_it_is_given():
    for plan in SPACE.plans():
        for level in ASKED:
            if plan[level] == "small-coupon":
                nothing = {**plan, level: "no-reward"}
                assert SPACE.loss(plan) > SPACE.loss(nothing)
                assert SPACE.cost(plan) > SPACE.cost(nothing)
    tokens = dict.fromkeys(ASKED, "small-coupon")
    for shown in RESULT:
        assert SPACE.regret({**tokens, "shown": shown}) > 1, "worse than doing nothing"
    assert "of a fair pay; without it there would be" in SPACE.explain({**tokens, "shown": "replies"}).words


def test_a_coupon_never_beats_the_thank_you_for_what_is_done_unasked():
    for level in ASKED:
        for shown in RESULT:
            unasked = {choice: shares(level, choice, shown)[1] for choice in PRICES if choice in _of(level)}
            assert unasked["small-coupon"] == unasked["large-coupon"] < unasked["no-reward"]
            assert unasked["no-reward"] < unasked["thank-you"]


def _of(level):
    (decision,) = (d for d in SPACE.decisions if d.name == level)
    return {choice.name for choice in decision.choices}


@pytest.mark.parametrize(
    ("plan", "least"),
    [
        (("on-the-site", "on-the-site", "on-the-site", "monthly-page"), 0.4),  # the same award for everybody
        (("thank-you", "thank-you", "thank-you", "monthly-page"), 0.3),  # a good word for everybody
        (("first-look", "first-look", "first-look", "monthly-page"), 0.3),  # one reward for everybody
        (("no-reward", "no-reward", "evening", "monthly-page"), 0.4),  # all of it for the one per cent
        (("no-reward", "no-reward", "large-coupon", "monthly-page"), 0.8),  # a fair pay for the one per cent
        (("first-look", "thank-you", "on-the-site", "not-shown"), 0.3),  # and nobody sees the result
        (("no-reward", "thank-you", "on-the-site", "replies"), 0.11),  # nothing for the ninety
    ],
)
def test_a_plausible_naive_plan_loses_clearly(plan, least):
    chosen = dict(zip(BEST, plan, strict=True))
    assert SPACE.cost(chosen) <= SPACE.budget
    assert SPACE.regret(chosen) > least


def test_what_moves_a_level_most_is_not_always_in_the_best_plan():
    """The contributors' preview does more than the thank-you, and is out: the price stands in no picture."""
    better = {**BEST, "contributors": "first-look"}
    assert SPACE.loss(better) < LEAST
    assert SPACE.cost(better) > SPACE.budget


def test_the_award_moves_those_who_earned_it_and_nobody_else():
    for level in ("lurkers", "contributors"):
        with_it = shares(level, "on-the-site", "not-shown")
        without = shares(level, "no-reward", "not-shown")
        assert with_it == pytest.approx([0.9 * share for share in without])
    words = SPACE.explain({**BEST, "contributors": "on-the-site"}).words
    assert "The feature moves none of them, and one in ten leaves." in words


def test_the_parts_add_up():
    everything = sum(people * minutes / 60 for people, minutes, _, _ in ASKED.values()) + 600
    assert pytest.approx(2_000) == EVERYTHING == everything
    given = hours(BEST)
    assert SPACE.loss(BEST) == pytest.approx(EVERYTHING - sum(given.values()))
    nothing = hours(SPACE.reference)
    assert nothing["unasked"] == pytest.approx(300), "half of what could be done unasked is done"


def test_each_level_can_be_given_everything_but_the_lurkers_an_event():
    assert set(PRICES) - _of("lurkers") == {"evening"}
    assert _of("contributors") == _of("superusers") == set(PRICES)
