"""One bet or many: the exact chances, the floors, and an independent count of what is only nearly exact."""

import itertools
import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tenmistakes.models import bets
from tenmistakes.models.one_big_campaign import SIMULATIONS


def chance(n, p, r=0.0):
    return float(bets.at_least_one(np.array([float(n)]), p, r)[0])


# --- At least one -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("n", "of_100"), [(1, 5), (10, 40), (20, 64), (50, 92)])
def test_at_five_per_cent_one_ten_twenty_and_fifty(n, of_100):
    assert round(100 * chance(n, 0.05)) == of_100
    assert chance(n, 0.05) == pytest.approx(1 - 0.95**n)


def test_at_one_per_cent_and_at_a_cascade_of_a_hundred():
    assert chance(50, 0.01) == pytest.approx(0.395, abs=0.0005)
    assert round(100 * chance(100, 0.01)) == 63
    assert round(100 * chance(1000, 0.00025)) == 22


@given(st.integers(1, 100), st.floats(0.005, 0.3), st.integers(0, 20))
def test_chances_grow_with_the_number_and_shrink_with_what_is_shared(n, p, twentieths):
    r = twentieths / 20
    now = chance(n, p, r)
    assert p - 1e-6 <= now <= chance(n, p) + 1e-6
    assert chance(n + 1, p, r) >= now - 1e-9
    assert chance(n, p, min(1.0, r + 0.05)) <= now + 1e-6


def test_ten_copies_are_one_bet():
    assert chance(10, 0.05, 1.0) == 0.05
    assert chance(50, 0.05, 0.999) == pytest.approx(0.05, abs=0.01)


@pytest.mark.parametrize(("n", "p", "r"), [(10, 0.05, 0.8), (50, 0.05, 0.3), (5, 0.2, 0.5)])
def test_correlated_chances_agree_with_drawing_lots(n, p, r):
    lots = np.random.default_rng(4)
    shared, own = lots.standard_normal((40_000, 1)), lots.standard_normal((40_000, n))
    standing = math.sqrt(r) * shared + math.sqrt(1 - r) * own
    bar = float(np.quantile(lots.standard_normal(400_000), 1 - p))
    assert float((standing > bar).any(axis=1).mean()) == pytest.approx(chance(n, p, r), abs=0.012)


# --- The spread of a mean -----------------------------------------------------------------------------------


@given(st.integers(1, 10_000), st.floats(0, 1))
def test_the_variance_of_a_mean_has_its_floor_at_the_correlation(n, r):
    variance = bets.variance_of_mean(n, r)
    assert r <= variance <= 1
    assert variance == pytest.approx(r + (1 - r) / n)
    assert bets.variance_of_mean(1e12, r) == pytest.approx(r)


def test_independent_results_divide_the_variance_by_their_number():
    assert bets.variance_of_mean(10, 0.0) == pytest.approx(1 / 10)
    matrix = np.full((10, 10), 0.3) + 0.7 * np.eye(10)
    assert bets.variance_of_mean(10, 0.3) == pytest.approx(matrix.mean())


@given(st.floats(0, 1))
def test_the_log_variance_of_a_sum_has_its_floor_at_the_correlation_too(r):
    one, many = bets.log_variance(np.array([1.0, 1e12]), r)
    assert one == pytest.approx(bets.LUCK**2)
    assert many == pytest.approx(bets.LUCK**2 * r)


@pytest.mark.parametrize(("n", "r"), [(1, 0.0), (10, 0.0), (50, 0.0), (10, 0.8), (25, 0.5)])
def test_bad_and_good_years_agree_with_drawing_lots(n, r):
    lots = np.random.default_rng(5)
    shared, own = lots.standard_normal((40_000, 1)), lots.standard_normal((40_000, n))
    luck = bets.LUCK * (math.sqrt(r) * shared + math.sqrt(1 - r) * own) - bets.LUCK**2 / 2
    years = np.exp(luck).mean(axis=1)
    for z, share in ((-bets.ONE_IN_TEN, 0.1), (bets.ONE_IN_TEN, 0.9)):
        said = float(bets.year(np.array([float(n)]), r, z)[0])
        assert said == pytest.approx(float(np.quantile(years, share)), rel=0.03)


# --- What the money brings ----------------------------------------------------------------------------------


def test_four_times_the_money_brings_what_the_slider_says():
    assert bets.growth(2.0) == pytest.approx(0.5)
    assert bets.growth(4.0) == pytest.approx(1.0)
    assert 4 ** bets.growth(3.0) == pytest.approx(3.0)


def test_in_proportion_and_without_overhead_dividing_changes_nothing():
    assert bets.average(np.arange(1.0, 51), 1.0, 0.0, 0.0) == pytest.approx(np.ones(50))


@given(st.integers(1, 49))
def test_with_diminishing_returns_and_no_overhead_more_is_better(n):
    fewer, more = bets.average(np.array([n, n + 1.0]), 0.5, 0.0, 0.0)
    assert more > fewer
    assert fewer == pytest.approx(math.sqrt(n))


@pytest.mark.parametrize("fixed", [0.01, 0.02, 0.025, 0.05])
def test_with_the_square_root_an_effort_is_best_as_large_as_its_overhead(fixed):
    efforts = np.arange(1.0, 201)
    best = efforts[np.argmax(bets.average(efforts, 0.5, fixed, 0.0))]
    assert best == pytest.approx(1 / (2 * fixed))
    assert 1 / best - fixed == pytest.approx(fixed)


def test_below_the_smallest_size_there_is_nothing():
    worth = bets.average(np.arange(1.0, 11), 0.5, 0.02, 0.2)
    assert (worth[:4] > 0).all()
    assert (worth[4:] == 0).all()


def test_two_headlines_of_one_story_have_most_of_their_luck_in_common():
    assert round(100 * bets.SAME_STORY) == 83


def test_the_portfolio_stays_inside_its_picture_at_every_end_of_its_sliders():
    sim = SIMULATIONS["portfolio"]
    ends = {"fourfold": (2, 5), "fixed": (0, 5), "smallest": (0, 60), "correlation": (0, 100)}
    lows = {each.name: (each.low, each.high) for each in sim.parameters if each.name in ends}
    assert lows == ends
    for chosen in itertools.product(*ends.values()):
        points = sim.frame(dict(zip(ends, chosen, strict=True))).points
        for name in ("average", "bad-year"):
            assert points[name][:, 1].max() <= sim.scene.y.high
        if chosen[-1] == 0:
            assert points["good-year"][:, 1].max() <= sim.scene.y.high
