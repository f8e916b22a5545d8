"""The media plan: its sales are what the exercise's tables say, and its best plan is no guess."""

import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tenmistakes.models.base import plan_space
from tenmistakes.models.media_plan import MEDIA, TOP, VOICES, sales, worth

SPACE = plan_space("isolation", "media-plan")
BEST, LEAST = SPACE.best()
plans = st.fixed_dictionaries({d.name: st.sampled_from([c.name for c in d.choices]) for d in SPACE.decisions})


# --- A second way to the same sales and price, from the exercise's tables alone -----------------------------

NAMES = ["television", "search", "display", "print", "outdoor", "mobile", "social"]
ALONE = np.array([7.0, 6, 3, 4, 4, 3, 2])
WITH_SOCIAL = np.array([0.8, 0.3, 0.2, 0.5, 1.0, 0.4])
KNOWN = np.array([40.0, 50, 50, 30, 50, 60, 70])
MONEY = {"none": 0, "four": 4, "banners": 4, "sixteen": 16, "app": 16, "thirty-six": 36, "sixty-four": 64}
VOICE = {
    "each-its-own": KNOWN,
    "letter": np.full(7, 30.0),
    "commercial": np.full(7, 45.0),
    "counter": np.full(7, 60.0),
    "puddle": np.full(7, 70.0),
    "one-and-one": np.array([45.0] * 6 + [70]),
}


def by_tables(money, voice, app, scale=1.0):
    """Sales of many plans at once: money (n, 7), whether mobile is an app (n,)."""
    at = VOICE[voice]
    effort = np.sqrt(money) * (1 - np.abs(at - KNOWN) / 100)
    pair = np.tile(WITH_SOCIAL, (len(money), 1))
    pair[:, 5] = np.where(app, 1.0, 0.4)
    left = np.maximum(-1, 1 - np.abs(at[:6] - at[6]) / 20)
    return effort @ ALONE + scale * (pair * left * effort[:, :6]).sum(axis=1) * effort[:, 6]


@given(plans)
@settings(deadline=None, max_examples=80)
def test_sales_and_price_are_what_the_exercise_says(plan):
    money = np.array([[MONEY[plan[name]] for name in NAMES]])
    (sold,) = by_tables(money, plan["voice"], np.array([plan["mobile"] == "app"]))
    assert sales(plan) == pytest.approx(sold)
    assert SPACE.loss(plan) == pytest.approx(TOP - sold)
    assert SPACE.cost(plan) == money.sum()


def every_plan(budget=120):
    """All combinations of money and mobile within the budget: (n, 7), (n,)."""
    choices = [[MONEY[c.name] for c in d.choices] for d in SPACE.decisions if d.name != "voice"]
    money = np.array(list(itertools.product(*choices)), dtype=float)
    money = money[money.sum(axis=1) <= budget]
    return money, money[:, 5] == 16


def best_by_tables(scale=1.0, budget=120):
    money, app = every_plan(budget)
    found = []
    for voice in VOICES:
        sold = by_tables(money, voice, app, scale)
        found.append((float(sold.max()), voice, dict(zip(NAMES, money[sold.argmax()], strict=True))))
    return max(found, key=lambda row: row[0])


def test_best_is_the_most_sales_of_all_plans_within_the_budget():
    money, _ = every_plan()
    assert len(money) * len(VOICES) == len(SPACE.plans())
    sold, voice, spent = best_by_tables()
    assert TOP - sold == pytest.approx(LEAST)
    assert voice == BEST["voice"]
    assert spent == {name: MONEY[BEST[name]] for name in NAMES}


# --- What the learner is to find out ------------------------------------------------------------------------


def test_the_best_plan():
    assert BEST == {
        "voice": "counter",
        "television": "thirty-six",
        "search": "four",
        "display": "four",
        "print": "four",
        "outdoor": "sixteen",
        "mobile": "app",
        "social": "thirty-six",
    }


def test_no_other_plan_within_the_budget_counts_as_the_best():
    regrets = sorted(SPACE.regret(plan) for plan in SPACE.plans())
    assert regrets[0] == 0
    assert regrets[1] > 0.05


def test_the_best_plan_moves_towards_the_weakest_medium_as_synergy_grows():
    assert min(MEDIA.values(), key=lambda medium: medium.strength).label == "Social"
    spent = [best_by_tables(scale)[2]["social"] for scale in (0, 0.5, 1, 2)]
    assert spent == sorted(spent)
    assert spent[0] == 4
    assert spent[2] == 36
    assert [best_by_tables(scale)[1] for scale in (0, 0.5, 1)] == ["each-its-own", "commercial", "counter"]


def test_two_voices_lose_with_whatever_money():
    for voice in ("each-its-own", "one-and-one"):
        apart = [plan for plan in SPACE.plans() if plan["voice"] == voice]
        assert min(SPACE.regret(plan) for plan in apart) > 0.7, "beyond the last band: no points"


def test_the_best_of_two_voices_has_no_social_at_all():
    """As long as the voices clash, whoever would cut social is right."""
    for voice in ("each-its-own", "one-and-one"):
        apart = [plan for plan in SPACE.plans() if plan["voice"] == voice]
        assert max(apart, key=sales)["social"] == "none"


def test_it_is_no_corner_that_everybody_guesses():
    """One slip away in each direction that tempts costs a part of the points."""
    even = {"search": "sixteen", "print": "sixteen", "social": "sixteen"}
    for slip in (
        {"voice": "commercial"},  # television's voice
        {"voice": "puddle"},  # social's voice
        {"mobile": "banners", "search": "sixteen"},
        {"outdoor": "four", "search": "sixteen"},  # by its own strength
        {"display": "none", "print": "none", "search": "sixteen"},  # go deep
        even,
        {**even, "voice": "commercial"},
    ):
        plan = {**BEST, **slip}
        assert SPACE.cost(plan) <= SPACE.budget
        assert SPACE.regret(plan) > 0.05


def test_social_and_television_have_the_same_although_one_brings_most_and_one_least():
    assert BEST["social"] == BEST["television"] == "thirty-six"
    for name in BEST:
        if name != "voice":
            spends = list(MEDIA[name].spends)
            assert BEST[name] != spends[0]
            assert name == "mobile" or BEST[name] != spends[-1]


def test_the_words_say_why_an_isolated_plan_loses():
    words = SPACE.explain(SPACE.reference).words
    assert "Television and print speak more than 20 notches away from social" in words
    mixed = {**BEST, "voice": "one-and-one"}
    assert "Clashing takes away" in SPACE.explain(mixed).words
    assert "Television, search, display, print, outdoor and mobile speak" in SPACE.explain(mixed).words
    one = {**SPACE.reference, "print": "none"}
    assert "Television speaks more than 20 notches away" in SPACE.explain(one).words
    assert "no company in it" in SPACE.explain({**BEST, "social": "none"}).words
    assert "hardly any company" in SPACE.explain({**BEST, "social": "four"}).words


def test_where_voices_clash_the_voice_is_the_first_thing_to_mend():
    """Also where little is spent on social, so that the money would cost more: first the voice, then that."""
    assert SPACE.costliest_slips(SPACE.reference)[0][0] == "voice"
    clashing = [plan for plan in SPACE.plans() if SPACE.explain(plan).numbers["lost"] > 0]
    assert {plan["voice"] for plan in clashing} == {"each-its-own", "one-and-one"}
    for plan in clashing[::7]:
        first, *rest = SPACE.costliest_slips(plan)
        assert first[0] == "voice"
        assert rest == sorted(rest, key=lambda slip: -slip[1])
    one = {**SPACE.reference, "voice": "counter"}
    assert SPACE.costliest_slips(one)[0][0] != "voice"


@given(plans)
@settings(deadline=None, max_examples=60)
def test_the_parts_add_up(plan):
    numbers = SPACE.explain(plan).numbers
    assert numbers["sales"] == pytest.approx(numbers["alone"] + numbers["gained"] - numbers["lost"])
    assert numbers["spent"] == SPACE.cost(plan)


def test_what_an_effort_counts_for_is_all_in_its_own_voice():
    for name in MEDIA:
        assert worth(name, "each-its-own") == 1
    assert worth("print", "counter") == pytest.approx(0.7)
    assert worth("social", "one-and-one") == 1
