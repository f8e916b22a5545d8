"""The three simulations of mistake 8: each tells what its picture shows."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tenmistakes.models.no_crisis_plan import SIMULATIONS

# --- Firestorm ---------------------------------------------------------------------------------------------

FIRESTORM = SIMULATIONS["firestorm"]


def reached(**values):
    return FIRESTORM.frame(values).numbers["reached"]


def test_a_reply_in_time_saves_more_than_the_same_reply_late():
    assert reached(reply_after=6) < 0.01 * reached(reply_after=48) < 0.01 * reached(reply_after=96)


def test_a_reply_without_fit_changes_nothing_and_one_that_fans_makes_it_worse():
    frame = FIRESTORM.frame({"fit": 0.0})
    assert frame.numbers["saved"] == pytest.approx(0)
    assert "as many as if nobody had replied" in frame.words
    frame = FIRESTORM.frame({"fit": -0.5, "reply_after": 12})
    assert frame.numbers["saved"] < 0
    assert "more than without a reply" in frame.words


def test_a_loud_early_reply_tells_more_people_than_it_calms():
    quiet, loud = reached(reply_after=6, told=0), reached(reply_after=6, told=20)
    assert loud > 10 * quiet


def test_the_words_say_what_the_numbers_say():
    frame = FIRESTORM.frame({"reply_after": 24})
    assert "24 hours after the first complaint" in frame.words
    assert f"({frame.numbers['reached_share']:.0f}%)" in frame.words
    assert "at once" in FIRESTORM.frame({"reply_after": 0}).words
    assert frame.numbers["saved"] == pytest.approx(
        frame.numbers["reached_without_reply"] - frame.numbers["reached"]
    )


def test_a_value_outside_its_range_is_held_at_the_end():
    high = FIRESTORM.parameters[0].high
    assert FIRESTORM.frame({"doubling": 1e9}).numbers == FIRESTORM.frame({"doubling": high}).numbers


# --- Coverage ----------------------------------------------------------------------------------------------

COVERAGE = SIMULATIONS["coverage"]


def test_office_hours_have_the_63_hour_weekend():
    frame = COVERAGE.frame()
    assert frame.numbers["longest_gap"] == 63
    assert "63 hours, from Friday 18:00 to Monday 9:00" in frame.words
    assert frame.points["wait"][:, 1].max() == 63


def test_eight_hours_every_day_wait_five_hours_and_a_third():
    frame = COVERAGE.frame({"weekday_hours": 8, "weekend_hours": 8})
    assert frame.numbers["mean_wait"] == pytest.approx(16 / 3)


@given(st.integers(1, 24), st.integers(0, 24))
@settings(deadline=None, max_examples=40)
def test_the_picture_has_the_average_that_the_numbers_have(weekday, weekend):
    frame = COVERAGE.frame({"weekday_hours": weekday, "weekend_hours": weekend})
    hours, waits = frame.points["wait"].T
    assert hours[0] == 0
    assert hours[-1] == 168
    assert (np.diff(hours) >= 0).all()
    area = np.sum(np.diff(hours) * (waits[1:] + waits[:-1]) / 2)
    assert area / 168 == pytest.approx(frame.numbers["mean_wait"])


def test_a_watch_without_gaps_says_so():
    frame = COVERAGE.frame({"weekday_hours": 24, "weekend_hours": 24})
    assert frame.numbers["mean_wait"] == 0
    assert frame.numbers["seen_within_hour"] == 100
    assert "There is no gap." in frame.words


# --- Alarm -------------------------------------------------------------------------------------------------

ALARM = SIMULATIONS["alarm"]


def test_the_cheapest_threshold_lies_between_too_many_alarms_and_too_late_ones():
    price = {t: ALARM.frame({"threshold": t}).numbers["price"] for t in range(1, 61)}
    cheapest = ALARM.frame().numbers["cheapest_threshold"]
    assert min(price, key=price.__getitem__) == cheapest
    assert price[4] > 3 * price[cheapest]
    assert price[60] > 2 * price[cheapest]
    assert "No threshold is cheaper." in ALARM.frame({"threshold": cheapest}).words


def test_a_lower_threshold_loses_fewer_hours_and_cries_wolf_more_often():
    low, high = (ALARM.frame({"threshold": t}).numbers for t in (6, 30))
    assert low["hours_lost"] < high["hours_lost"]
    assert low["false_alarms"] > 100 > 1 > high["false_alarms"]
