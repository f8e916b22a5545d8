"""Reach that is rented, talk that is passed on, a week's hours: published and exact numbers, and shapes."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tenmistakes.models import conversation, rented_reach
from tenmistakes.models.smm_as_channel import HOURS, LARGE_PAGES, SIMULATIONS, TALKING, passed_after, people

RENTED, BRANCHING, WEEK = (SIMULATIONS[name] for name in ("rented-reach", "branching", "week"))


# --- Rented reach -------------------------------------------------------------------------------------------


def test_the_published_shares_are_five_months_and_halve_in_four():
    assert rented_reach.PUBLISHED == (12.05, 11.58, 8.70, 7.70, 6.15)
    assert rented_reach.PUBLISHED[-1] / rented_reach.PUBLISHED[0] == pytest.approx(0.51, abs=0.001)


def test_the_pace_leads_from_the_first_published_share_to_the_last():
    loss = rented_reach.monthly_loss()
    assert loss == pytest.approx(0.155, abs=0.0005)
    months = np.arange(5.0)
    shares = rented_reach.course(100.0, 0.1205, loss, 0.0, 4.0, months)
    assert (shares[0], shares[-1]) == (pytest.approx(12.05), pytest.approx(6.15))
    assert shares == pytest.approx(rented_reach.PUBLISHED, abs=1.4), "the same pace each month is a smoothing"


@given(st.floats(0.0, 0.3))
def test_fans_who_grow_as_fast_as_said_stand_still(loss):
    growth = rented_reach.growth_to_stand_still(loss)
    course = rented_reach.course(50_000.0, 0.12, loss, growth, 12.0, np.arange(13.0))
    assert course == pytest.approx(np.full(13, 6000.0))


def test_after_the_shrinking_only_the_fans_count():
    course = rented_reach.course(1000.0, 0.1, 0.2, 0.1, 4.0, np.array([4.0, 5.0]))
    assert course[1] / course[0] == pytest.approx(1.1)


@given(st.floats(0.01, 0.3), st.integers(1, 8))
@settings(max_examples=25, deadline=None)
def test_posts_that_overlap_agree_with_drawing_lots(share, posts):
    lots = np.random.default_rng(7).random((4000, posts)) < share
    seen = float(lots.any(axis=1).mean())
    assert seen == pytest.approx(float(rented_reach.reached_once(1.0, share, posts)), abs=0.03)


def test_twenty_posts_after_the_change_reach_what_ten_did_before():
    before, ten, twenty = (
        float(rented_reach.reached_once(100.0, share, posts))
        for share, posts in ((0.1205, 10), (0.0615, 10), (0.0615, 20))
    )
    assert (round(before), round(ten), round(twenty)) == (72, 47, 72)
    assert round(2 * ten) == 94


# --- Passed on ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("passed", "each"), [(0.0, 1.0), (0.2, 1.25), (0.5, 2.0), (0.9, 10.0)])
def test_each_first_hearer_counts_one_over_one_minus_r(passed, each):
    assert conversation.total(1.0, passed) == pytest.approx(each)
    numbers = BRANCHING.frame({"passed": passed, "seeds": 100}).numbers
    assert numbers["total"] == pytest.approx(100 * each)
    assert numbers["multiplier"] == pytest.approx(each)


@given(st.floats(1.0, 5000.0), st.floats(0.0, 0.95))
def test_the_rounds_add_up_to_the_total(seeds, passed):
    rounds = conversation.in_round(seeds, passed, np.arange(600.0))
    assert rounds.sum() == pytest.approx(conversation.total(seeds, passed), rel=1e-6)


@pytest.mark.parametrize("passed", [0.3, 0.6, 0.8])
def test_the_total_agrees_with_letting_people_tell_others(passed):
    lots = np.random.default_rng(11)
    sizes = []
    for _ in range(4000):
        size = talking = 1
        while talking:
            talking = int(lots.poisson(passed * talking))
            size += talking
        sizes.append(size)
    assert np.mean(sizes) == pytest.approx(conversation.total(1.0, passed), rel=0.1)
    large = float(np.mean(np.array(sizes) >= conversation.LARGE))
    assert large == pytest.approx(conversation.chance_of_large(passed), abs=0.002)


@pytest.mark.parametrize("passed", [0.5, 0.75, 0.9, 0.95])
def test_the_chance_of_a_hundred_is_borels(passed):
    smaller = sum(
        math.exp(-passed * n + (n - 1) * math.log(passed * n) - math.lgamma(n + 1))
        for n in range(1, conversation.LARGE)
    )
    assert conversation.chance_of_large(passed) == pytest.approx(1 - smaller, abs=1e-9)


def test_from_person_to_person_the_measured_share_would_take_an_r_of_three_quarters():
    assert conversation.MEASURED == 0.00025
    assert conversation.chance_of_large(0.75) == pytest.approx(conversation.MEASURED, rel=0.01)
    assert math.exp(-0.75) == pytest.approx(0.47, abs=0.005)
    measured_r = conversation.passed_if_most_stop()
    assert measured_r == pytest.approx(0.05, abs=0.002)
    assert conversation.chance_of_large(measured_r) < 1e-80
    assert conversation.chance_of_large(0.0) == 0.0


@given(st.floats(0.05, 0.9))
def test_the_chance_of_a_hundred_grows_with_r(passed):
    assert conversation.chance_of_large(passed) <= conversation.chance_of_large(passed + 0.05)


def test_at_a_low_r_a_large_total_is_one_broadcast():
    numbers = BRANCHING.frame({"passed": 0.05, "audience": 5000}).numbers
    quiet = BRANCHING.frame({"passed": 0.05}).numbers
    assert quiet["largest"] == pytest.approx(95)
    assert numbers["total"] / quiet["total"] == pytest.approx(6)
    assert numbers["largest"] == pytest.approx(79, abs=0.5)


@given(st.floats(100, 2000), st.floats(0, 0.85), st.floats(0, 5000))
def test_more_first_hearers_more_passing_on_and_a_larger_account_bring_more(seeds, passed, audience):
    def total(**change):
        at = {"seeds": seeds, "passed": passed, "audience": audience, **change}
        return BRANCHING.frame(at).numbers["total"]

    now = total()
    assert total(seeds=seeds + 10) >= now
    assert total(passed=passed + 0.05) > now
    assert total(audience=audience + 10) >= now


# --- Twenty hours -------------------------------------------------------------------------------------------


def test_both_ends_lose_to_the_middle_at_the_published_reach():
    numbers = WEEK.frame().numbers
    assert numbers["best_talking"] == 8.5
    assert numbers["only_talk"] < numbers["only_posts"] < numbers["best_heard"]


def test_talk_alone_brings_the_same_whatever_the_rule():
    brought = {WEEK.frame({"share": share, "talking": HOURS}).numbers["heard"] for share in range(1, 21)}
    assert len({round(value, 6) for value in brought}) == 1


def test_the_less_a_post_reaches_the_more_hours_go_into_talk():
    best = [WEEK.frame({"share": share}).numbers["best_talking"] for share in (6, 4, 3, 2, 1)]
    assert best == [8.5, 9.5, 11.0, 15.0, 20.0]


def test_where_talk_moves_nothing_pushing_wins():
    numbers = WEEK.frame({"ceiling": 0.05}).numbers
    assert numbers["best_talking"] == 0
    assert numbers["passed"] == pytest.approx(1 - conversation.NOT_PASSED_ON)


def test_r_grows_with_talk_and_never_passes_its_ceiling():
    course = passed_after(TALKING, 0.6)
    assert (np.diff(course) > 0).all()
    assert course[0] == pytest.approx(0.05)
    assert course[-1] < 0.6


@given(st.integers(1, 19), st.integers(0, 20))
@settings(max_examples=40)
def test_a_kinder_rule_never_brings_fewer(share, talking):
    def heard(share):
        return WEEK.frame({"share": share, "talking": talking}).numbers["heard"]

    assert heard(share + 1) >= heard(share) - 1e-9


def test_the_comparison_is_the_published_share_of_the_largest_pages():
    assert LARGE_PAGES == 2.11
    frames = [WEEK.frame({"share": share}).points["large"] for share in (1, 20)]
    np.testing.assert_array_equal(*frames)


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"talking": 20}, "no posts a week"),
        ({"talking": 18}, "1 post a week"),
        ({"talking": 0}, "No hours of talk"),
        ({"talking": 8.5}, "No other split does better."),
        ({"ceiling": 0.05}, "no talk at all"),
    ],
)
def test_the_week_is_told_in_whole_sentences(values, said):
    assert said in WEEK.frame(values).words


def test_the_other_two_are_told_in_whole_sentences():
    assert "nobody passes it on" in BRANCHING.frame({"passed": 0}).words
    assert "the one large account" in BRANCHING.frame({"audience": 2000}).words
    assert "The rule stays as it is" in RENTED.frame({"months": 0}).words
    assert "after 1 month " in RENTED.frame({"months": 1}).words
    assert "though you have" not in RENTED.frame({"growth": 0}).words
    assert people(1.2) == "1 person"
