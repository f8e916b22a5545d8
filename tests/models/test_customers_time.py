"""A place lives on the share of people who find it worth the while: the exact parts, and the pictures."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tenmistakes.models import members, places
from tenmistakes.models.customers_time import SIMULATIONS

OPENING, WAYS, MEMBERS = (SIMULATIONS[name] for name in ("opening", "build-or-join", "members"))


def opening(**values):
    return OPENING.frame(values).numbers


# --- The two roots of f (1 - f) = c, and the fall beyond a quarter ------------------------------------------


@given(st.floats(0.0, 0.25))
def test_both_roots_are_where_a_place_stands_still(c):
    tipping, ceiling = places.roots(c)
    assert tipping <= ceiling
    assert tipping + ceiling == pytest.approx(1)
    for share in (tipping, ceiling):
        assert share * (1 - share) == pytest.approx(c, abs=1e-12)
    assert tipping * ceiling == pytest.approx(c, abs=1e-12)


@pytest.mark.parametrize(
    ("c", "tipping", "ceiling"), [(0.0, 0, 1), (0.16, 0.2, 0.8), (0.21, 0.3, 0.7), (0.24, 0.4, 0.6)]
)
def test_the_roots_that_one_can_reckon_by_hand(c, tipping, ceiling):
    assert places.roots(c) == pytest.approx((tipping, ceiling))


def test_at_a_quarter_the_roots_meet_and_beyond_it_there_are_none():
    assert places.roots(0.25) == pytest.approx((0.5, 0.5))
    assert places.roots(places.cost(0.13, 4)) == pytest.approx((0.5, 0.5), abs=1e-6)
    assert places.roots(0.2501) is None


@given(st.floats(0.26, 0.9), st.floats(0.0, 1.0))
@settings(max_examples=40)
def test_beyond_a_quarter_every_opening_falls_in_every_week(c, core):
    shares = places.year(c, core)
    least = places.RECONSIDER * np.minimum(c - places.LIMIT, shares[:-1])  # f (1 - f) is a quarter at most
    assert (np.diff(shares) <= 1e-12 - least).all()


@given(st.floats(0.02, 0.24), st.floats(0.02, 0.98))
@settings(max_examples=80)
def test_above_the_tipping_point_it_moves_to_the_upper_root_and_below_it_falls(c, core):
    tipping, ceiling = places.roots(c)
    shares = places.year(c, core)
    if core < tipping - 1e-6:
        assert (np.diff(shares) < 0).all()
    elif core > tipping + 1e-6:
        towards = np.abs(shares - ceiling)
        assert (np.diff(towards) <= 1e-12).all()


def test_the_tipping_point_of_theory_is_the_one_of_the_weeks():
    """Look for the smallest opening that does not shrink, step by step, without the formula."""
    for c in (0.1, 0.155, 0.2, 0.22):
        lasting = next(core for core in np.arange(0.001, 1, 0.001) if places.year(c, core)[1] >= core)
        assert lasting == pytest.approx(places.roots(c)[0], abs=1.1e-3)


def test_one_week_is_what_the_definition_says_for_a_thousand_people():
    """1,000 people, spread evenly in how much they care; 15% of them think again."""
    c, there = 0.2, 0.4
    worth = sum((number + 0.5) / 1000 * there > c for number in range(1000)) / 1000
    assert places.year(c, there)[1] == pytest.approx(there + 0.15 * (worth - there), abs=1e-3)


@pytest.mark.parametrize("values", [{"places": 4, "core": 50}, {"eased": 100, "core": 10}])
def test_on_the_edge_it_stands_and_the_words_say_so(values):
    frame = OPENING.frame(values)
    assert frame.numbers["after_a_year"] == pytest.approx(values["core"])
    assert "exactly on it" in frame.words
    assert "empties" not in frame.words


# --- What the cost is made of -------------------------------------------------------------------------------


def test_lines_that_do_not_exist_are_out_of_the_picture():
    gone, there = OPENING.frame({"places": 5}), OPENING.frame({"places": 4})
    for name in ("tipping", "ceiling"):
        assert (gone.points[name][:, 1] > OPENING.scene.y.high).all()
        assert there.points[name][:, 1] == pytest.approx(50, abs=1e-3)
    assert "no tipping point to reach" in gone.words
    assert "tipping" not in gone.numbers


def test_each_tie_and_each_place_raises_the_tipping_point():
    least = opening()["tipping"]
    for name in ("habit", "contributions", "friends"):
        assert opening(**{name: 0.06})["tipping"] > least
    assert opening(places=4)["tipping"] > least > opening(places=2)["tipping"]


def test_an_easier_move_lowers_the_ties_and_nothing_else():
    assert opening(eased=100)["cost"] == pytest.approx(0.03 * 3)
    assert opening(eased=50)["cost"] == pytest.approx(0.065 + 0.09)
    assert opening(places=9, eased=100)["cost"] > 0.25


def test_quality_divides_the_cost():
    assert places.cost(0.1, 5, 2.0) == pytest.approx(places.cost(0.1, 5) / 2)


def test_pushes_are_spread_over_the_year_and_each_brings_in_the_core():
    assert places.push_weeks(1) == [0]
    assert places.push_weeks(4) == [0, 13, 26, 39]
    shares = places.year(0.22, 0.1, 4)
    assert all(shares[week] > shares[week - 1] + 0.09 for week in (13, 26, 39))
    assert places.year(0.05, 0.9, 6).max() <= 1


@given(st.integers(1, 6), st.integers(0, 10))
def test_pushes_that_stay_below_the_tipping_point_leave_next_to_nothing(pushes, core):
    """Six times a tenth of everybody, and the place is as empty as after one."""
    frame = OPENING.frame({"core": core, "pushes": pushes})
    assert frame.points["there"][:, 1].max() < frame.numbers["tipping"]
    assert frame.numbers["after_a_year"] < 4


# --- Build, or go where they are ----------------------------------------------------------------------------


def test_who_keeps_more_places_is_met_less_and_never_not_at_all():
    shares = places.joined(np.arange(1.0, 11.0), 1)
    assert (np.diff(shares) < 0).all()
    assert shares[0] == pytest.approx(0.3)
    assert shares[-1] == pytest.approx(0.03)
    assert places.joined(1.0, 3) == pytest.approx(0.3), "nobody is met in places nobody keeps"


def test_building_is_a_cliff():
    frame = WAYS.frame()
    built = frame.points["build"][:, 1]
    assert built[frame.points["build"][:, 0] <= 5].min() > 80
    assert built[frame.points["build"][:, 0] >= 6].max() < 1


def test_joining_beats_even_a_better_place_unless_its_cost_is_small():
    for quality in (1.0, 1.5, 2.0):
        numbers = WAYS.frame({"quality": quality, "places": 7}).numbers
        assert numbers["joined"] > numbers["built"]
    assert WAYS.frame({"core": 5}).numbers["most_places"] == 0
    assert "wins for nobody" in WAYS.frame({"core": 5}).words
    assert "wins for everybody" in WAYS.frame({"core": 60, "quality": 3}).words


@given(st.integers(1, 10), st.sampled_from([1.0, 1.5, 2.0, 3.0]), st.integers(1, 60))
@settings(deadline=None, max_examples=60)
def test_the_picture_of_both_ways_has_the_year_of_the_first_simulation(kept, quality, core):
    numbers = WAYS.frame({"places": kept, "quality": quality, "core": core}).numbers
    alone = places.year(places.cost(0.1, kept, quality), core / 100)[-1]
    assert numbers["built"] == pytest.approx(100 * alone, abs=1e-6)


def test_a_larger_core_or_a_better_place_never_wins_fewer_people():
    most = [WAYS.frame({"core": core}).numbers["most_places"] for core in range(0, 61, 5)]
    assert most == sorted(most)
    most = [WAYS.frame({"quality": 1 + step / 10}).numbers["most_places"] for step in range(21)]
    assert most == sorted(most)


# --- Members ------------------------------------------------------------------------------------------------


def test_a_hundred_who_come_are_one_who_writes_much_and_nine_who_write_now_and_then():
    assert members.MUCH * 100 == 1
    assert members.LITTLE * 100 == 9
    assert members.posts_a_day(100, 1.0, 7, 0) == pytest.approx(1)
    assert members.posts_a_day(100, 1.0, 0, 7) == pytest.approx(9)


def test_the_posts_of_the_prediction():
    numbers = MEMBERS.frame().numbers
    assert numbers["posts_a_day"] == pytest.approx((2 * 7 + 18 * 1) / 7)
    assert numbers["writers"] == pytest.approx(2)


def test_twice_the_members_are_twice_the_share_who_came():
    more, warmer = MEMBERS.frame({"members": 2000}), MEMBERS.frame({"back": 40})
    for name in ("posts_a_day", "answered", "writers"):
        assert more.numbers[name] == pytest.approx(warmer.numbers[name])


def test_a_question_stays_open_with_the_chance_that_no_post_answers_it():
    numbers = MEMBERS.frame({"answers": 5, "members": 4000}).numbers
    assert numbers["answered"] == pytest.approx(100 * (1 - math.exp(-0.05 * numbers["posts_a_day"])))
    assert "nearly always" in MEMBERS.frame({"members": 20000, "back": 100}).words
    assert "hardly ever" in MEMBERS.frame({"members": 100, "back": 5, "much": 1, "answers": 1}).words
