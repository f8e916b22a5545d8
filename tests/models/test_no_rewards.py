"""Participation, motives and rewards: the published numbers, an independent count, and what the words say."""

import math
import subprocess
import sys

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tenmistakes.models import motives, participation, rewards
from tenmistakes.models.no_rewards import SIMULATIONS
from tenmistakes.models.participation import LEVELS, MEMBERS, Change

WHO, PAY, REWARDS = (SIMULATIONS[name] for name in ("who-writes", "pay", "rewards"))


def test_the_published_shares_are_those_of_the_counts_behind_them():
    """Posts by superusers, contributors and lurkers, as the abstract gives them; they sum to 369,434."""
    posts = {"superusers": 276_034, "contributors": 88_732, "lurkers": 4_668}
    total = sum(posts.values())
    assert total == 369_434
    for name, count in posts.items():
        assert round(100 * count / total, 1) == pytest.approx(100 * LEVELS[name].content)


def test_74_7_and_24_0_and_1_3_per_cent_of_the_content():
    shares = [LEVELS[name].content for name in ("superusers", "contributors", "lurkers")]
    assert shares == [0.747, 0.240, 0.013]
    assert sum(shares) == pytest.approx(1)
    assert sum(level.people for level in LEVELS.values()) == MEMBERS
    made = participation.cumulative(Change(), np.array([0.01, 0.10, 1.0]))
    assert made == pytest.approx([0.747, 0.987, 1.0])


def test_a_superuser_is_28_contributors_and_a_contributor_185_lurkers():
    each = {name: level.each for name, level in LEVELS.items()}
    assert each["superusers"] / each["contributors"] == pytest.approx(28, abs=0.05)
    assert each["contributors"] / each["lurkers"] == pytest.approx(185, abs=0.5)


changes = st.builds(Change, st.floats(0, 100), st.floats(0, 600), st.floats(0, 40))


@given(changes)
@settings(max_examples=60)
def test_content_is_what_the_people_one_by_one_add(change):
    heads = [round(count) for count in change.heads().values()]
    rates = [LEVELS[name].each for name in change.heads()]
    rough = participation.content(
        Change(
            100 - heads[0] + round(change.contributors_up),
            9_000 - heads[2],
            round(change.contributors_up),
        )
    )
    by_hand = sum(n * rate for n, rate in zip(heads, rates, strict=True)) / MEMBERS
    assert participation.content(change) == pytest.approx(by_hand, abs=0.02)
    assert rough == pytest.approx(by_hand, abs=0.02)
    everybody = participation.cumulative(change, np.array([1.0]))[0]
    assert everybody == pytest.approx(participation.content(change))
    assert sum(change.heads().values()) == pytest.approx(MEMBERS - change.leave)


@given(st.floats(0, 20), st.sampled_from(["lurkers", "contributors"]))
def test_so_many_risers_bring_it_back_to_a_hundred(leave, riser):
    up = participation.to_replace(leave, riser)
    change = Change(leave, up, 0) if riser == "lurkers" else Change(leave, 0, up)
    assert participation.content(change) == pytest.approx(1)


def test_more_who_leave_is_less_and_more_who_rise_is_more():
    content = [WHO.frame({"leave": n}).numbers["content"] for n in (0, 50, 100)]
    assert content == pytest.approx([100, 100 - 37.35, 25.3])
    assert WHO.frame({"lurkers_up": 560}).numbers["content"] == pytest.approx(100, abs=0.2)
    assert WHO.frame({"contributors_up": 20}).numbers["content"] > 99
    assert "No superuser has gone." in WHO.frame({"leave": 0}).words
    assert WHO.frame({"leave": 0}).numbers["lurkers_needed"] == 0


def test_the_curve_of_the_most_active_never_falls():
    for values in ({}, {"leave": 100}, {"contributors_up": 40, "lurkers_up": 600, "leave": 0}):
        points = WHO.frame(values).points["now"]
        assert (np.diff(points, axis=0) >= -1e-9).all()
        assert points[:, 1].max() <= WHO.scene.y.high


# --- Motives ------------------------------------------------------------------------------------------------


def test_the_reviews_effects_are_the_published_ones():
    assert motives.FREE_CHOICE == {
        "engagement": -0.40,
        "completion": -0.36,
        "performance": -0.28,
        "feedback": 0.33,
    }
    assert motives.INTEREST == {"engagement": -0.15, "completion": -0.17, "feedback": 0.31}


@pytest.mark.parametrize(
    ("kind", "left"), [("engagement", 34), ("completion", 36), ("performance", 39), ("feedback", 63)]
)
def test_of_50_in_100_so_many_do_it_afterwards(kind, left):
    assert round(PAY.frame().numbers[kind]) == left
    assert 100 * motives.shifted(0.5, motives.FREE_CHOICE[kind]) == pytest.approx(left, abs=0.5)


@given(st.floats(0.01, 0.99), st.floats(-2, 2))
def test_an_effect_is_a_shift_of_the_bell_curve(share, effect):
    lots = motives.shifted(share, effect)
    assert motives.shifted(share, 0) == pytest.approx(share)
    assert motives.leaning(lots) - motives.leaning(share) == pytest.approx(effect, abs=1e-6)
    assert (lots >= share) == (effect >= 0) or effect == pytest.approx(0)


def test_an_effect_agrees_with_drawing_lots():
    people = np.random.default_rng(10).standard_normal(400_000)
    before = people + motives.leaning(0.4) > 0
    after = people + motives.leaning(0.4) - 0.28 > 0
    assert before.mean() == pytest.approx(0.4, abs=0.003)
    assert after.mean() == pytest.approx(motives.shifted(0.4, -0.28), abs=0.003)


def test_pay_goes_through_the_three_measured_points_and_is_u_shaped():
    assert motives.collected(np.array([0.0, 1.0, 10.0])) == pytest.approx([239, 154, 219])
    rates = np.linspace(0, 30, 301)
    shekels = motives.collected(rates)
    assert rates[shekels.argmin()] == pytest.approx(1)
    assert (np.diff(shekels[rates >= 1]) > 0).all()
    assert (np.diff(shekels[rates <= 1]) < 0).all()
    assert float(motives.collected(np.array(motives.BREAK_EVEN))) == pytest.approx(239)
    assert 20 < motives.BREAK_EVEN < 20.5


def test_pay_that_ends_takes_more_where_more_did_it_and_nothing_if_nothing_holds():
    lost = {n: n - PAY.frame({"unpaid": n}).numbers["engagement"] for n in (10, 50, 90)}
    assert {n: round(people) for n, people in lost.items()} == {10: 5, 50: 16, 90: 9}
    none = PAY.frame({"holds": 0}).numbers
    for kind in motives.FREE_CHOICE:
        assert none[kind] == pytest.approx(50)
    assert "Unpaid, a pair collects 239" in PAY.frame({"pay": 0}).words


# --- Rewards ------------------------------------------------------------------------------------------------


def by_hand(z):
    return 0.5 * math.erfc(-z / math.sqrt(2))


def test_the_barnstars_both_ways():
    for level, times in (("superusers", 1.6), ("contributors", 0.9), ("lurkers", 0.9)):
        plain = rewards.asked(level, "nothing", 120)
        assert rewards.asked(level, "feature", 120) == pytest.approx(times * plain)
    assert rewards.everyday("superusers", "feature") == pytest.approx(0.8)
    assert REWARDS.frame().numbers["feature-superusers"] == 95, "no more than 95 of 100"


@given(
    st.sampled_from(list(LEVELS)),
    st.integers(1, 24).map(lambda n: 5 * n),
    st.floats(0.5, 30),
    st.floats(0, 0.2),
)
@settings(max_examples=80)
def test_a_coupon_below_half_of_a_fair_pay_is_a_token(level, minutes, coupon, seen):
    plain = rewards.asked(level, "nothing", minutes, seen=seen)
    done = rewards.asked(level, "coupon", minutes, coupon, seen)
    part = rewards.fair_share(minutes, coupon)
    assert part == pytest.approx(coupon / (0.2 * minutes))
    if part < 0.499:
        assert done < plain
    elif part > 0.501:
        assert done >= plain
    pull = 0.8 * min(part, 2)
    leaning = rewards.LEANING[level] - 0.25 * math.log2(minutes / 30)
    assert done == pytest.approx(min(0.95, by_hand(leaning - 0.4 + pull + seen)))
    assert rewards.everyday(level, "coupon") == pytest.approx(by_hand(-0.4))
    assert rewards.asked(level, "coupon", minutes, coupon + 1, seen) >= done


@given(st.sampled_from(list(LEVELS)), st.sampled_from(list(rewards.REWARDS)), st.integers(5, 115))
def test_asking_more_gets_fewer_and_showing_the_result_gets_more(level, reward, minutes):
    now = rewards.asked(level, reward, minutes, 2.0)
    assert rewards.asked(level, reward, minutes + 5, 2.0) <= now
    assert rewards.asked(level, reward, minutes, 2.0, 0.2) >= now
    assert rewards.everyday(level, reward, 0.2) >= rewards.everyday(level, reward)


def test_no_reward_is_on_top_everywhere():
    numbers = REWARDS.frame().numbers
    kinds = ("coupon", "thanks", "feature", "event", "preview")
    best = [max(kinds, key=lambda kind, level=level: numbers[f"{kind}-{level}"]) for level in LEVELS]
    assert best == ["thanks", "preview", "feature"]


@pytest.mark.parametrize(
    ("coupon", "minutes", "said"),
    [
        (2, 30, "33% of a fair pay for 30 minutes, so fewer do it"),
        (3, 30, "so it changes nothing"),
        (6, 30, "100% of a fair pay for 30 minutes, so more do it while it lasts"),
        (6, 120, "25% of a fair pay for 120 minutes, so fewer do it"),
    ],
)
def test_the_words_say_whether_a_coupon_is_a_token(coupon, minutes, said):
    assert said in REWARDS.frame({"coupon": coupon, "minutes": minutes}).words


def test_the_model_takes_no_more_of_numpy_along_than_it_needs():
    """Masked arrays take longer to import than the model itself, and ``np.unique`` brings them along."""
    asked = "import sys, tenmistakes.models.no_rewards; print('numpy.ma' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"
