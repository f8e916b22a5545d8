"""Who speaks up: the exact parts, what theory says of the rest, and the pictures."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tenmistakes.models import speakers
from tenmistakes.models.no_permission import SIMULATIONS

ANSWERS, INVITATION, VOICE = (SIMULATIONS[name] for name in ("who-answers", "same-invitation", "new-voice"))
share = st.floats(0.0, 1.0)


def answers(**values):
    return ANSWERS.frame(values).numbers


def invitation(**values):
    return INVITATION.frame(values).numbers


# --- Who answers: arithmetic --------------------------------------------------------------------------------


def test_a_brand_that_80_per_cent_like_gets_56_per_cent_hostile_replies_at_k_5():
    assert speakers.hostile_share(0.8, 5) == pytest.approx(0.2 * 5 / (0.2 * 5 + 0.8))
    assert answers()["hostile_replies"] == pytest.approx(100 * 5 / 9)
    assert round(answers()["hostile_replies"]) == 56


def test_heads_counted_one_by_one_give_the_same():
    """10,000 people: who likes it replies with one in a hundred, who does not with five."""
    replies = ["friendly"] * round(8000 * 0.01) + ["hostile"] * round(2000 * 0.05)
    numbers = answers()
    assert numbers["friendly"] == pytest.approx(replies.count("friendly"))
    assert numbers["hostile"] == pytest.approx(replies.count("hostile"))
    assert numbers["of_reached"] == pytest.approx(1.0)


@given(share)
def test_if_all_speak_alike_the_replies_are_the_people(liked):
    assert speakers.hostile_share(liked, 1) == pytest.approx(1 - liked)


@given(st.floats(1.0, 10.0))
def test_half_of_the_replies_are_hostile_where_k_in_k_plus_one_like_it(k):
    assert speakers.hostile_share(speakers.balance(k), k) == pytest.approx(0.5)
    assert speakers.balance(5) == pytest.approx(5 / 6)


@given(share, st.floats(1.0, 9.0))
def test_more_anger_means_more_hostile_replies_and_more_liking_fewer(liked, k):
    assert speakers.hostile_share(liked, k + 1) >= speakers.hostile_share(liked, k) - 1e-12
    assert speakers.hostile_share(min(1.0, liked + 0.05), k) <= speakers.hostile_share(liked, k) + 1e-12


def test_neither_reach_nor_a_heartier_call_changes_the_share():
    for values in ({"reached": 100_000}, {"speak": 5}, {"speak": 0.1}):
        assert answers(**values)["hostile_replies"] == pytest.approx(answers()["hostile_replies"])
    assert answers(reached=100_000)["hostile"] == pytest.approx(10 * answers()["hostile"])


def test_the_ends_are_what_they_must_be():
    assert answers(liked=0)["hostile_replies"] == 100
    assert answers(liked=100)["hostile_replies"] == 0
    assert "No friendly replies" in ANSWERS.frame({"liked": 0}).words
    assert "no hostile replies" in ANSWERS.frame({"liked": 100}).words


# --- The same invitation ------------------------------------------------------------------------------------


@given(share, share, share, share)
def test_trust_goodwill_and_fit_help_and_a_leap_hurts(trust, goodwill, fit, lighter):
    taken = speakers.well_taken(trust, goodwill, fit, lighter)
    assert 0 < taken < 1
    assert speakers.well_taken(trust + 0.1, goodwill, fit, lighter) > taken
    assert speakers.well_taken(trust, goodwill + 0.1, fit, lighter) > taken
    assert speakers.well_taken(trust, goodwill, fit + 0.1, lighter) > taken
    assert speakers.well_taken(trust, goodwill, fit, lighter + 0.1) < taken


@pytest.mark.parametrize(
    ("score", "taken"), [(-1, 0.27), (0, 0.5), (1, 0.73), (1.6, 0.83), (2, 0.88), (3, 0.95)]
)
def test_the_lessons_table_of_scores(score, taken):
    assert speakers.well_taken((score + 3) / 2, 0, 0) == pytest.approx(taken, abs=0.005)
    assert 1 / (1 + math.exp(-score)) == pytest.approx(taken, abs=0.005)


@given(share, share, st.integers(1, 10), st.sampled_from([0.0, 0.1, 0.5]))
def test_at_the_fit_needed_half_of_the_replies_are_hostile(trust, goodwill, k, lighter):
    fit = speakers.fit_needed(trust, goodwill, k, lighter)
    taken = speakers.well_taken(trust, goodwill, fit, lighter)
    assert speakers.hostile_share(taken, k, lighter) == pytest.approx(0.5)


def test_permission_is_for_a_subject():
    assert invitation(fit=10)["hostile_replies"] > 75
    assert invitation(fit=90)["hostile_replies"] < 30
    assert invitation(trust=20, goodwill=10)["fit_needed"] == 100
    assert invitation(trust=100, goodwill=100)["fit_needed"] == pytest.approx(20, abs=0.5)
    assert "No subject" in INVITATION.frame({"trust": 20, "goodwill": 10}).words
    assert "whatever the subject" in INVITATION.frame({"trust": 100, "goodwill": 100, "angrier": 2}).words


def test_a_small_step_pays_for_a_liked_brand_and_a_leap_for_none():
    """Net replies rise and then fall with the step; for a middling brand they fall at once."""
    liked = [invitation(trust=80, goodwill=90, fit=100, lighter=step)["net"] for step in range(0, 101, 5)]
    peak = int(np.argmax(liked))
    assert 0 < peak < 10
    assert liked[-1] < 0
    middling = [invitation(trust=60, goodwill=60, fit=60, lighter=step)["net"] for step in range(20, 101, 5)]
    assert middling == sorted(middling, reverse=True)


def test_who_asks_is_not_counted_several_times():
    for k in (1, 5, 10):
        assert invitation(trust=20, goodwill=10, angrier=k)["asked"] == pytest.approx(64.6, abs=0.1)
    assert invitation(fit=0)["asked"] == invitation(fit=100)["asked"]


# --- A new voice --------------------------------------------------------------------------------------------


def test_people_get_used_to_a_part_of_what_is_left_each_month():
    assert speakers.change_of_voice(0.15, 0.75, 1, 0.25)[:4] == pytest.approx([0, 0.6, 0.45, 0.3375])
    steps = speakers.change_of_voice(0.0, 0.6, 12, 0.25)
    assert steps[1] == pytest.approx(0.05)
    assert (np.diff(steps) > 0).all()
    assert steps.max() < 0.05 / 0.25
    assert speakers.change_of_voice(0.8, 0.2, 1, 0.25).max() == 0, "a graver voice is no leap in this model"


def test_the_first_month_is_the_second_simulations_leap():
    """A score of 2.197 is 90% who take it well; the leap is the same one."""
    taken = 1 / (1 + math.exp(-(math.log(9) - 6 * 0.6**2)))
    assert VOICE.frame().numbers["first"] == pytest.approx(100 * speakers.hostile_share(taken, 5, 0.6))
    assert VOICE.frame().numbers["before"] == pytest.approx(100 * speakers.hostile_share(0.9, 5))


@given(st.integers(1, 11))
@settings(max_examples=20)
def test_taking_longer_costs_no_more(months):
    sooner, later = VOICE.frame({"months": months}).numbers, VOICE.frame({"months": months + 1}).numbers
    assert later["worst"] <= sooner["worst"] + 1e-9
    assert later["year_hostile"] <= sooner["year_hostile"] + 1e-9


def test_the_more_formal_the_past_the_dearer_the_leap():
    worst = [VOICE.frame({"known": known}).numbers["worst"] for known in range(0, 76, 5)]
    assert worst == sorted(worst, reverse=True)
    assert "sees no change" in VOICE.frame({"known": 80}).words
