"""Keeping the best-looking: the model gives what was counted in the real headline tests."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tenmistakes.models import winners
from tenmistakes.models.one_big_campaign import SIMULATIONS

WINNER = SIMULATIONS["winner"]


@pytest.fixture(scope="module")
def exact():
    """Twenty thousand tests of five, with clicks that are really drawn: binomial, without the square root."""
    lots = np.random.default_rng(12)
    tests = 20_000
    level = lots.normal(winners.LEVEL, winners.BETWEEN, tests)
    width = np.sqrt(lots.exponential(size=tests))
    real = np.exp(level + winners.SPREAD * width * lots.standard_normal((5, tests)))
    clicks = lots.binomial(winners.VIEWS, np.minimum(real, 0.5))
    return winners.Tests(real, clicks / winners.VIEWS, winners.VIEWS)


def test_the_best_of_five_is_as_far_ahead_as_in_the_real_tests(exact):
    ahead = winners.winner(exact).seemed
    for share, counted, near in (
        (0.10, 1.11, 0.03),
        (0.25, 1.18, 0.03),
        (0.50, 1.29, 0.015),
        (0.75, 1.45, 0.03),
        (0.90, 1.65, 0.05),
        (0.99, 2.13, 0.12),
    ):
        assert float(np.quantile(ahead, share)) == pytest.approx(counted, abs=near)
    assert float(ahead.mean()) == pytest.approx(1.34, abs=0.015)


def test_about_one_best_version_in_ten_is_clearly_ahead(exact):
    assert winners.winner(exact).clear == pytest.approx(0.10, abs=0.015)


def test_the_tests_differ_as_often_as_the_real_ones(exact):
    """44% of the real tests differ at all at p < 0.05, and 30% at p < 0.01 (chi-square, four degrees)."""
    mean = exact.seen.mean(axis=0)
    chi = ((exact.seen - mean) ** 2).sum(axis=0) * exact.views / (mean * (1 - mean))
    assert float((chi > 9.488).mean()) == pytest.approx(0.44, abs=0.03)
    assert float((chi > 13.277).mean()) == pytest.approx(0.30, abs=0.03)


def test_the_spread_that_is_measured_includes_the_noise(exact):
    logs = np.log(np.maximum(exact.seen, 0.5 / exact.views))
    assert float(np.sqrt(logs.var(axis=0, ddof=1).mean())) == pytest.approx(0.30, abs=0.02)


def test_the_distance_of_the_best_from_the_worst(exact):
    apart = exact.seen.max(axis=0) / np.maximum(exact.seen.min(axis=0), 0.5 / exact.views)
    assert float(np.median(apart)) == pytest.approx(1.82, abs=0.06)


def test_the_drawn_thousand_agrees_with_the_exact_twenty_thousand(exact):
    many, shown = winners.winner(exact), WINNER.frame().numbers
    assert shown["median_seemed"] == pytest.approx(29, abs=1)
    assert shown["seemed"] == pytest.approx(34, abs=1)
    assert shown["clear"] == pytest.approx(10, abs=1)
    assert shown["really"] == pytest.approx(100 * (float(many.really.mean()) - 1), abs=1)
    assert shown["truly"] == pytest.approx(100 * many.truly, abs=1.5)


@given(st.integers(2, 14), st.integers(1, 200), st.integers(0, 60))
@settings(max_examples=40, deadline=None)
def test_a_winner_never_is_on_average_what_it_seems(versions, hundreds, spread):
    frame = WINNER.frame({"versions": versions, "views": 100 * hundreds, "spread": spread})
    assert 0 <= frame.numbers["really"] < frame.numbers["seemed"]


def test_the_less_you_look_the_more_it_promises_and_the_less_it_keeps():
    seemed, really = zip(
        *(
            (numbers["seemed"], numbers["really"])
            for numbers in (WINNER.frame({"views": v}).numbers for v in (100, 500, 3500, 10_000, 20_000))
        ),
        strict=True,
    )
    assert list(seemed) == sorted(seemed, reverse=True)
    assert list(really) == sorted(really)


def test_copies_have_a_winner_too_and_it_is_worth_nothing():
    numbers = WINNER.frame({"spread": 0}).numbers
    assert numbers["really"] == pytest.approx(0, abs=1e-9)
    assert numbers["seemed"] == pytest.approx(20, abs=1)
    assert numbers["truly"] == pytest.approx(20, abs=4), "one in five, by chance"


def test_more_different_versions_make_the_best_worth_more():
    gains = [winners.gain(12, spread, 6_000) for spread in (0.0, 0.23, 0.4, 0.6)]
    assert gains == sorted(gains)
    assert winners.gain(1, 0.6, 6_000) == pytest.approx(1)


def test_one_version_has_nothing_to_win_against():
    frame = WINNER.frame({"versions": 1})
    assert frame.numbers["seemed"] == frame.numbers["really"] == 0
    assert "nothing to choose from" in frame.words
