"""Numbers as a person would say them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tenmistakes.models.words import (
    count_in_words,
    hours_in_words,
    moment_in_words,
    number_in_words,
    per_cent,
)


@pytest.mark.parametrize(
    ("value", "said"),
    [
        (0, "0"),
        (0.4, "0"),
        (0.6, "1"),
        (9.96, "10"),
        (20, "20"),
        (448, "450"),
        (995, "1,000"),
        (856_213, "860,000"),
        (999_999, "1 million"),
        (1_100_000, "1.1 million"),
        (12_345_678, "12 million"),
    ],
)
def test_numbers(value, said):
    assert number_in_words(value) == said


@pytest.mark.parametrize(
    ("hours", "said"),
    [
        (0, "0 hours"),
        (0.01, "1 minute"),
        (0.5, "30 minutes"),
        (1, "1 hour"),
        (5 + 1 / 3, "5.3 hours"),
        (14.49, "14.5 hours"),
        (19.97, "20 hours"),
        (62.6, "63 hours"),
    ],
)
def test_hours(hours, said):
    assert hours_in_words(hours) == said


@pytest.mark.parametrize(
    ("hour", "said"),
    [(0, "Monday 0:00"), (114, "Friday 18:00"), (177, "Monday 9:00"), (33.5, "Tuesday 9:30")],
)
def test_moments(hour, said):
    assert moment_in_words(hour) == said


def test_counts_and_shares():
    assert count_in_words(0.1, "alarm") == "no alarms"
    assert count_in_words(1.2, "alarm") == "1 alarm"
    assert count_in_words(448, "alarm") == "450 alarms"
    assert per_cent(0.004) == "less than 1%"
    assert per_cent(0.0) == "0%"
    assert per_cent(0.8104) == "81%"


@given(st.floats(0.5, 1e9))
def test_a_said_number_is_within_six_per_cent_of_the_number(value):
    said = number_in_words(value).replace(",", "")
    number = float(said.removesuffix(" million")) * (1e6 if "million" in said else 1)
    assert number == pytest.approx(value, rel=0.06, abs=0.51)
