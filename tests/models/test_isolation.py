"""Synergy with carry-over: both propositions exactly, other ways to the same numbers, and the pictures."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tenmistakes.models import synergy
from tenmistakes.models.isolation import HUB, OTHERS, SIMULATIONS
from tenmistakes.models.long_run import long_over_short
from tenmistakes.models.pounds import pounds
from tenmistakes.models.synergy import Pair

WEEKS, NEXT_POUND, SEVEN = (SIMULATIONS[name] for name in ("weeks", "next-pound", "seven-media"))

strengths = st.floats(0.5, 6)
carries = st.floats(0.3, 0.7)


def pairs(low=0.0, high=0.9):
    """Pairs with the stronger first and ``synergy / (2 (1 - carry))`` between ``low`` and ``high``."""
    return st.builds(
        lambda one, other, k, carry: Pair(max(one, other), min(one, other), 2 * k * (1 - carry), carry),
        strengths,
        strengths,
        st.floats(low, high),
        carries,
    )


# --- Carry-over ---------------------------------------------------------------------------------------------


def test_elasticities_of_024_and_012_imply_that_half_is_carried_over():
    assert pytest.approx(0.5) == synergy.CARRY
    assert long_over_short(0.5) == pytest.approx(0.24 / 0.12) == pytest.approx(2)


@given(carries, st.integers(1, 8), st.integers(0, 8), st.floats(-4, 8))
def test_each_week_comes_back_in_full_in_the_end(carry, run, starts, together):
    week = np.arange(400)
    strong = np.where(week < run, 10.0, 0.0)
    weak = np.where((week >= starts) & (week < starts + run), 4.0, 0.0)
    shared = max(0, run - starts)
    total = synergy.weekly(strong, weak, together, carry).sum()
    assert total == pytest.approx((14 * run + shared * together) / (1 - carry))


def test_a_week_is_what_is_new_and_what_is_left_of_the_week_before():
    sales = synergy.weekly(np.array([10.0, 10, 0]), np.array([4.0, 0, 0]), 6, 0.5)
    assert sales == pytest.approx([20, 20, 10])


# --- Naik and Raman's two propositions ----------------------------------------------------------------------


@given(pairs())
def test_the_best_budget_is_the_closed_form_and_nothing_near_it_leaves_more(pair):
    a, b, k = (value / (1 - pair.carry) / 2 for value in (pair.first, pair.second, pair.synergy))
    u, v = pair.best_efforts()
    assert u == pytest.approx((a + k * b) / (1 - k * k))
    assert v == pytest.approx((b + k * a) / (1 - k * k))

    def left(first, second):
        return float(pair.sales(first, second)) - first - second

    first, second = pair.best_budget()
    best = left(first, second)
    for more, other in ((1.01, 1), (0.99, 1), (1, 1.01), (1, 0.99), (1.02, 0.98), (0.98, 1.02)):
        assert left(first * more, second * other) <= best + 1e-9


@given(pairs(high=0.85))
def test_with_more_synergy_the_total_rises_and_the_weaker_mediums_share_rises(pair):
    more = Pair(pair.first, pair.second, pair.synergy + 0.08 * (1 - pair.carry), pair.carry)
    before, after = pair.best_budget(), more.best_budget()
    assert sum(after) > sum(before)
    assert after[1] / sum(after) >= before[1] / sum(before) - 1e-12
    if pair.first > 1.01 * pair.second:
        assert after[1] / sum(after) > before[1] / sum(before)
    assert after[1] / sum(after) <= 0.5 + 1e-12, "half at most"


@given(pairs(low=-0.9))
def test_the_two_efforts_add_up_to_the_sum_of_the_two_apart_over_one_minus_synergy(pair):
    a, b, k = (value / (1 - pair.carry) / 2 for value in (pair.first, pair.second, pair.synergy))
    u, v = pair.best_efforts()
    if v > 0:
        assert u + v == pytest.approx((a + b) / (1 - k))
        assert u / v == pytest.approx((a + k * b) / (b + k * a))
    else:
        assert k <= -b / a + 1e-9, "the weaker medium is left out where the clash outweighs it"
        assert u == pytest.approx(a)


def test_the_lessons_example_is_exact():
    assert Pair(5, 2, 0.0).best_budget() == pytest.approx((25, 4))
    assert Pair(5, 2, 0.5).best_budget() == pytest.approx((64, 36))
    assert float(Pair(5, 2, 0.5).sales(64, 36)) == pytest.approx(152)
    assert Pair(5, 2, 0.5).next_thousand(64, 36) == pytest.approx((1, 1), abs=0.01)


def test_without_end_there_is_no_best_budget():
    with pytest.raises(ValueError, match="without end"):
        Pair(5, 2, 1.0).best_budget()
    with pytest.raises(ValueError, match="without end"):
        Pair(5, 2, 0.61, 0.7).best_budget()


# --- A fixed budget over a hub and others -------------------------------------------------------------------


@given(st.floats(-0.5, 0.5), st.floats(20, 150))
@settings(max_examples=40, deadline=None)
def test_a_hub_with_one_other_is_the_pair(k, budget):
    shares, sales = synergy.best_split(np.array([5.0]), 2.0, k, budget)
    fine = np.linspace(0, 1, 20_001)
    looked = Pair(5, 2, k, 0.0).sales(budget * (1 - fine), budget * fine)
    assert float(sales[0]) == pytest.approx(looked.max(), rel=1e-4)
    assert float(shares[0, 0]) == pytest.approx(fine[looked.argmax()], abs=0.01)


def test_no_split_drawn_by_lot_beats_the_best_over_seven():
    lots = np.random.default_rng(5)
    shares = lots.dirichlet(np.ones(7), 40_000)
    efforts = np.sqrt(100 * shares)
    for k in (-0.3, 0.0, 0.25, 0.5):
        sales = HUB * efforts[:, 0] + efforts[:, 1:] @ OTHERS + k * efforts[:, 0] * efforts[:, 1:].sum(axis=1)
        best, most = synergy.best_split(OTHERS, HUB, k, 100)
        assert best[0].sum() == pytest.approx(1)
        assert sales.max() <= most[0] + 1e-9
        mine = np.sqrt(100 * best[0])
        assert HUB * mine[0] + mine[1:] @ OTHERS + k * mine[0] * mine[1:].sum() == pytest.approx(most[0])


def test_without_synergy_each_medium_has_the_square_of_its_strength():
    own = np.array([HUB, *OTHERS])
    shares, _ = synergy.best_split(OTHERS, HUB, 0.0, 100)
    assert shares[0] == pytest.approx(own**2 / (own @ own), abs=0.01)


def test_the_hubs_share_grows_with_the_synergy_with_the_ties_and_with_the_budget():
    every, _ = synergy.best_split(OTHERS, HUB, np.linspace(0, 0.5, 11), 100)
    assert (np.diff(every[:, 0]) > 0).all()
    assert (every[:, 0] < 0.5).all()
    by_ties = [SEVEN.frame({"tied": n}).numbers["social"] for n in range(7)]
    assert (np.diff(by_ties) > 0).all()
    assert SEVEN.frame({"budget": 200}).numbers["social"] > SEVEN.frame({"budget": 50}).numbers["social"]


# --- Voices -------------------------------------------------------------------------------------------------


def test_notches_take_the_synergy_away_and_then_turn_it_round():
    assert synergy.tone([0, 10, 20, 30, 40, 90]) == pytest.approx([1, 0.5, 0, -0.5, -1, -1])


@given(st.integers(0, 39))
def test_voices_further_apart_never_sell_more(gap):
    near, far = (SEVEN.frame({"gap": g}).numbers for g in (gap, gap + 1))
    assert far["sales"] <= near["sales"] + 1e-9
    assert far["social"] <= near["social"] + 1e-9
    assert far["by_strength"] < near["by_strength"]


# --- What the pictures say ----------------------------------------------------------------------------------


def test_without_synergy_isolation_is_harmless():
    totals = {WEEKS.frame({"together": 0, "starts": start}).numbers["total"] for start in range(11)}
    assert totals == {168}


def test_the_picture_adds_up_to_the_total_once_it_has_faded():
    frame = WEEKS.frame({"carry": 30, "starts": 2})
    assert frame.points["plan"][:, 1].sum() == pytest.approx(frame.numbers["total"], rel=1e-3)


@given(st.integers(0, 10), st.integers(-6, 8))
def test_with_synergy_earlier_is_better_and_with_a_clash_later(starts, together):
    now, later = (
        WEEKS.frame({"starts": start, "together": together}).numbers["total"]
        for start in (starts, starts + 1)
    )
    assert (later - now) * together <= 0


def test_the_next_pound_goes_towards_the_best_split():
    for share in range(0, 101, 7):
        n = NEXT_POUND.frame({"share": share}).numbers
        if abs(share - n["best_share"]) > 2:
            assert (n["next_social"] > n["next_television"]) == (share < n["best_share"])
        assert n["sales"] <= n["best_sales"] + 1e-9


def test_the_pictures_two_results_move_with_the_slider():
    numbers = [NEXT_POUND.frame({"synergy": k / 20}).numbers for k in range(11)]
    for name in ("best_share", "free_total", "free_share", "best_sales"):
        assert (np.diff([n[name] for n in numbers]) > 0).all(), name


def test_a_strong_clash_leaves_the_weaker_one_out():
    assert NEXT_POUND.frame({"synergy": -0.2}).numbers["best_share"] == 0
    assert "leaves social out" in NEXT_POUND.frame({"synergy": -0.5}).words
    assert "leaves television out" in NEXT_POUND.frame({"synergy": -0.5, "television": 3, "social": 4}).words


@pytest.mark.parametrize(
    ("thousands", "said"),
    [(240, "£240,000"), (1.7431, "£1,740"), (0.7388, "£739"), (0, "£0"), (-3, "£0"), (2530, "£2.5 million")],
)
def test_money_in_words(thousands, said):
    assert pounds(thousands) == said


def test_more_money_is_said_as_more():
    assert pounds(999.4) == "£999,000"
    assert pounds(999.9) == "£1 million"
    assert math.isclose(float(pounds(0.005)[1:]), 5)
