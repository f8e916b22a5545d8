"""Roster and alarm: the published arithmetic, and independent counts."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tenmistakes.models.watch import (
    WEEK,
    Roster,
    chance_at_least,
    false_alarms,
    hours_to_alarm,
    shift,
    weekly,
)

rosters = st.lists(
    st.tuples(st.integers(0, WEEK - 1), st.integers(1, 30)).map(lambda p: (p[0], min(p[0] + p[1], WEEK))),
    min_size=1,
    max_size=8,
).map(lambda stretches: Roster(tuple(stretches)))


@pytest.mark.parametrize("hours", range(1, 25))
def test_one_shift_a_day_waits_as_the_formula_says(hours):
    roster = weekly(shift(hours), shift(hours))
    assert roster.mean_wait() == pytest.approx((24 - hours) ** 2 / (2 * 24))
    assert roster.longest_gap() == 24 - hours


def test_eight_hours_a_day_wait_five_hours_and_a_third():
    assert weekly(shift(8), shift(8)).mean_wait() == pytest.approx(5 + 1 / 3)


def test_office_hours_leave_a_gap_of_63_hours_from_friday_18_to_monday_9():
    roster = weekly(shift(9))
    assert roster.longest_gap() == 63
    assert (4 * 24 + 18, WEEK + 9) in roster.gaps()
    assert roster.mean_wait() == pytest.approx((4 * 15**2 + 63**2) / (2 * WEEK))


def test_a_watch_without_gaps_never_waits():
    roster = weekly(shift(24), shift(24))
    assert roster.gaps() == []
    assert roster.mean_wait() == roster.longest_gap() == 0
    assert roster.seen_within(0) == 1


def test_a_roster_in_which_nobody_looks_is_refused():
    with pytest.raises(ValueError, match="at least one"):
        Roster(())
    with pytest.raises(ValueError, match="at least one"):
        Roster(((5.0, 5.0),))


@given(rosters)
@settings(deadline=None)
def test_gaps_and_watch_make_up_the_week(roster):
    watched = {hour for start, end in roster.watched for hour in range(int(start), int(end))}
    assert sum(end - start for start, end in roster.gaps()) == WEEK - len(watched)


@given(rosters, st.floats(0, 3 * WEEK))
@settings(deadline=None)
def test_waiting_ends_when_somebody_looks(roster, moment):
    watched = {hour for start, end in roster.watched for hour in range(int(start), int(end))}
    wait, at = 0.0, moment % WEEK
    if int(at) % WEEK not in watched:
        hour = math.ceil(at)
        while hour % WEEK not in watched:
            hour += 1
        wait = hour - at
    assert roster.wait(np.array([moment]))[0] == pytest.approx(wait, abs=1e-6)


@given(rosters, st.floats(0, 80))
@settings(deadline=None, max_examples=30)
def test_averages_agree_with_a_fine_walk_over_the_week(roster, within):
    moments = (np.arange(WEEK * 60) + 0.5) / 60
    waits = roster.wait(moments)
    assert roster.mean_wait() == pytest.approx(waits.mean(), abs=0.01)
    assert roster.seen_within(within) == pytest.approx(np.mean(waits <= within), abs=0.01)


def test_more_hours_never_wait_longer():
    waits = [weekly(shift(9), shift(hours)).mean_wait() for hours in range(25)]
    assert waits == sorted(waits, reverse=True)


@pytest.mark.parametrize("mean", [0.0, 1.0, 4.0, 20.0, 400.0])
def test_chances_are_those_of_poisson(mean):
    thresholds = np.array([0, 1, 2, 8, 40])
    expected = [
        1 - sum(math.exp(n * math.log(mean or 1e-300) - mean - math.lgamma(n + 1)) for n in range(t))
        for t in thresholds
    ]
    np.testing.assert_allclose(chance_at_least(thresholds, np.array([mean]))[0], expected, atol=1e-9)


def test_a_higher_threshold_brings_fewer_false_alarms_and_later_true_ones():
    thresholds = np.arange(1, 61)
    alarms = false_alarms(thresholds, 4.0)
    hours = hours_to_alarm(thresholds, 4.0, 2.0, 3.0)
    assert np.all(np.diff(alarms) <= 0)
    assert np.all(np.diff(hours) >= 0)
    assert hours[0] == pytest.approx(1.0, abs=0.01)
    assert alarms[-1] < 1e-6


def test_hours_to_the_alarm_agree_with_drawing_lots():
    threshold, background, first, doubling = 14, 4.0, 2.0, 3.0
    lots = np.random.default_rng(8)
    hours = np.arange(60)
    counts = lots.poisson(background + first * 2 ** (hours / doubling), size=(20_000, 60))
    raised = 1 + np.argmax(counts >= threshold, axis=1)
    expected = hours_to_alarm(np.array([threshold]), background, first, doubling)[0]
    assert raised.mean() == pytest.approx(expected, rel=0.02)
