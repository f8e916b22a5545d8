"""Replies as a queue and a secret as a slow fuse: the exact parts, an independent count, and the pictures."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tenmistakes.models import pseudonym, replies
from tenmistakes.models.watch import shift, weekly
from tenmistakes.models.wrong_voice import SHIFT, SIMULATIONS, wait_in_words

QUEUE, PART_TIME, PSEUDONYM = (SIMULATIONS[name] for name in ("queue", "part-time", "pseudonym"))


def minutes(questions, people, rate):
    return 60 * float(replies.mean_wait(np.array(float(questions)), people, rate))


# --- Erlang C -----------------------------------------------------------------------------------------------


def test_fourteen_an_hour_wait_56_minutes_for_one_person_and_1_1_for_two():
    assert minutes(14, 1, 15) == pytest.approx(56)
    assert minutes(14, 2, 15) == pytest.approx(1.1, abs=0.05)
    assert QUEUE.frame().numbers["wait"] == pytest.approx(56)
    assert QUEUE.frame().numbers["wait_one_more"] == pytest.approx(1.1, abs=0.05)


def test_from_full_load_on_the_wait_has_no_end():
    assert minutes(18, 1, 15) == math.inf
    assert minutes(15, 1, 15) == math.inf
    assert minutes(14.99, 1, 15) > 3000
    assert replies.late_share(15, 1, 15) == 1
    assert replies.late_share(5, 0, 15) == 1


@given(st.integers(1, 8), st.floats(0.01, 0.99))
def test_erlangs_c_is_the_textbooks(people, load):
    offered = people * load
    waits = offered**people / math.factorial(people) / (1 - load)
    nobody = sum(offered**n / math.factorial(n) for n in range(people))
    assert float(replies.chance_to_wait(np.array(offered), people)) == pytest.approx(waits / (nobody + waits))


def test_one_person_is_busy_as_often_as_the_load_and_a_full_team_always():
    assert float(replies.chance_to_wait(np.array(14 / 15), 1)) == pytest.approx(14 / 15)
    for people in range(1, 6):
        assert float(replies.chance_to_wait(np.array(float(people)), people)) == pytest.approx(1)


@given(st.floats(0.5, 30), st.integers(1, 5), st.floats(4, 30))
@settings(max_examples=80)
def test_more_people_more_speed_and_fewer_questions_never_wait_longer(questions, people, rate):
    now = minutes(questions, people, rate)
    assert minutes(questions, people + 1, rate) <= now
    assert minutes(questions, people, rate + 1) <= now
    assert minutes(questions * 0.9, people, rate) <= now
    late = replies.late_share(questions, people, rate)
    assert 0 <= replies.late_share(questions, people + 1, rate) <= late <= 1


@pytest.mark.parametrize(("questions", "people", "rate"), [(12, 1, 15), (20, 2, 15), (28, 3, 12)])
def test_waits_and_late_ones_agree_with_drawing_lots(questions, people, rate):
    lots = np.random.default_rng(3)
    arrivals = np.cumsum(lots.exponential(1 / questions, 60_000))
    services = lots.exponential(1 / rate, len(arrivals))
    free, waits = [0.0] * people, []
    for arrival, service in zip(arrivals, services, strict=True):
        free.sort()
        begins = max(arrival, free[0])
        waits.append(begins - arrival)
        free[0] = begins + service
    assert 60 * np.mean(waits) == pytest.approx(minutes(questions, people, rate), rel=0.1)
    late = float(np.mean(np.array(waits) > 0.25))
    assert late == pytest.approx(replies.late_share(questions, people, rate, 0.25), abs=0.02)


def test_the_spare_answers_say_who_is_still_waiting_after_an_hour():
    for spare, of_100 in ((1, 37), (2, 14), (3, 5), (4, 2)):
        busy = float(replies.chance_to_wait(np.array(14 / (14 + spare)), 1))
        assert round(100 * replies.late_share(14, 1, 14 + spare) / busy) == of_100


# --- A part of the day --------------------------------------------------------------------------------------


@pytest.mark.parametrize("hours", [1, 8, 10, 23])
def test_with_endless_capacity_only_the_gap_is_left(hours):
    there = replies.day(2.5, hours, 1, 1e9)
    assert there.waits.mean() == pytest.approx((24 - hours) ** 2 / 48, rel=0.01)
    assert there.waits.mean() == pytest.approx(weekly(shift(hours), shift(hours)).mean_wait(), rel=0.01)


def test_eight_hours_a_day_leave_five_and_a_third():
    assert replies.day(1, 8, 1, 1e9).waits.mean() == pytest.approx(5.33, abs=0.01)


def test_a_day_without_a_gap_is_the_queue_alone():
    there = replies.day(10, 24, 1, 15)
    assert there.pile == 0
    assert there.waits == pytest.approx(np.full(480, float(replies.mean_wait(np.array(10.0), 1, 15))))


def test_more_than_a_days_work_is_never_caught_up_with():
    assert replies.day(5, 8, 1, 15) is None
    assert replies.day(4.99, 8, 1, 15) is not None
    frame = PART_TIME.frame({"questions": 200})
    assert "never catch up" in frame.words
    assert frame.numbers["late"] == 100


def test_what_piled_up_is_worked_off_and_the_first_in_is_the_first_out():
    there = replies.day(2.5, 8, 1, 15)
    assert (there.opening, there.closing) == (9, 17)
    assert there.pile == 40
    assert there.cleared == pytest.approx(40 / 12.5)
    begun = there.moments + there.waits
    order = np.argsort((there.moments - there.closing) % 24)
    overnight = there.waits[order] > 0.5
    started = (begun[order] - there.closing) % 24
    assert (np.diff(started[overnight]) > 0).all()


@given(st.integers(1, 23), st.integers(1, 3), st.floats(0.5, 4))
@settings(max_examples=40)
def test_more_hours_and_more_people_never_wait_longer(hours, people, questions):
    def wait(hours, people):
        there = replies.day(questions, hours, people, 15)
        return 24.0 if there is None else float(there.waits.mean())

    assert wait(hours + 1, people) <= wait(hours, people) + 1e-9
    assert wait(hours, people + 1) <= wait(hours, people) + 1e-9


# --- The slow fuse ------------------------------------------------------------------------------------------


def test_1245_posts_at_one_in_a_thousand_come_out_with_71_per_cent():
    assert float(pseudonym.found(np.array(1245), 0.001)) == pytest.approx(0.71, abs=0.005)
    assert PSEUDONYM.frame().numbers["found"] == pytest.approx(71, abs=0.5)


@given(st.integers(0, 3000), st.floats(0.0001, 0.01))
def test_a_chance_grows_with_each_post_and_is_the_formulas(posts, q):
    chance = float(pseudonym.found(np.array(posts), q))
    assert chance == pytest.approx(1 - (1 - q) ** posts)
    assert chance <= float(pseudonym.found(np.array(posts + 1), q)) < 1


@given(st.floats(0.0001, 0.05))
def test_half_way_is_half(q):
    assert float(pseudonym.found(np.array(pseudonym.as_likely_as_not(q)), q)) == pytest.approx(0.5)


def test_trust_raises_the_cost_and_leaves_the_chance():
    little, much = (PSEUDONYM.frame({"trusting": share}).numbers for share in (10, 90))
    assert little["found"] == much["found"]
    assert much["expected_cost"] == pytest.approx(9 * little["expected_cost"])


# --- What the pictures say ----------------------------------------------------------------------------------


def test_the_time_one_really_gives_is_capacity():
    half = QUEUE.frame({"people": 2, "given": 50}).numbers
    assert half["load"] == pytest.approx(QUEUE.frame().numbers["load"])
    assert QUEUE.frame({"given": 95}).numbers["wait"] > 4 * 56
    grown = QUEUE.frame({"given": 90})
    assert "The queue grows" in grown.words
    assert grown.numbers["wait"] == 60 * SHIFT


def test_littles_law_counts_the_waiting():
    numbers = QUEUE.frame().numbers
    assert numbers["waiting"] == pytest.approx(14 * numbers["wait"] / 60)


def test_the_curve_ends_at_the_top_of_the_picture_where_the_load_is_full():
    points = QUEUE.frame().points["wait"]
    assert points[:, 1].max() == 120
    assert 14 < points[-1, 0] < 15
    assert (np.diff(points, axis=0) >= 0).all()


@pytest.mark.parametrize(
    ("hours", "said"),
    [(0, "less than a minute"), (1.1 / 60, "1.1 minutes"), (1 / 60, "1 minute"), (56 / 60, "56 minutes")],
)
def test_short_waits_in_words(hours, said):
    assert wait_in_words(hours) == said
