"""The season plan: its people are what the exercise's tables say, and its best plan is no guess."""

import itertools
import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tenmistakes.models import winners
from tenmistakes.models.base import plan_space
from tenmistakes.models.season_plan import BEST_OF, SPREADS, VIEWS

SPACE = plan_space("one-big-campaign", "season-plan")
BEST, LEAST = SPACE.best()
plans = st.fixed_dictionaries({d.name: st.sampled_from([c.name for c in d.choices]) for d in SPACE.decisions})


# --- A second way to the same people and price, from the exercise's tables alone ----------------------------

CLIPS = {  # how many, pounds for each, pounds before each begins, what the best is worth (a day, a fortnight)
    "no-clips": (0, 0, 0, 0, 0),
    "one-film": (1, 6400, 300, 1.0, 1.0),
    "four-ideas": (4, 1600, 300, 1.3, 1.6),
    "twelve-versions": (12, 400, 100, 1.1, 1.3),
    "twelve-ideas": (12, 400, 300, 1.7, 2.2),
}
RHYTHMS = {  # met of 100, a fortnight?, weeks left
    "week-one-day": (80, False, 11),
    "week-one-fortnight": (80, True, 10),
    "three-weeks": (95, True, 7),
    "in-turn": (100, True, 1),
}
KEPT = {"all-spent": 0, "some-kept": 3000, "much-kept": 6000, "most-kept": 12000}
GUIDES = {
    "no-guides": (0, 0),
    "one-guide": (1, 6400),
    "three-guides": (3, 1600),
    "six-guides": (6, 900),
    "twelve-guides": (12, 100),
}
STANDS = {
    "no-stand": (0, 0),
    "small-stand": (1, 4000),
    "two-small-stands": (2, 4000),
    "one-stand": (1, 9000),
    "grand-stand": (1, 16000),
}


def slow(plan):
    number, size, overhead, *factors = CLIPS[plan["clips"]]
    met, fortnight, left = RHYTHMS[plan["rhythm"]]
    kept = KEPT[plan["kept-back"]]
    people = number * 10 * math.sqrt(size) * met / 100
    people += 20 * math.sqrt(kept) * left / 12 * factors[fortnight]
    guides, each = GUIDES[plan["guides"]]
    people += guides * 18 * math.sqrt(each)
    stands, pounds = STANDS[plan["fair"]]
    people += stands * 40 * math.sqrt(pounds) if pounds >= 8000 else 0
    price = number * (size + overhead) + kept + guides * (each + 1000) + stands * pounds
    return 15_000 - people, price


@given(plans)
@settings(deadline=None, max_examples=80)
def test_loss_and_price_are_what_the_exercise_says(plan):
    lost, price = slow(plan)
    assert SPACE.loss(plan) == pytest.approx(lost)
    assert SPACE.cost(plan) == pytest.approx(price)


def test_best_is_the_least_loss_of_all_plans_within_the_budget():
    names = ["clips", "rhythm", "kept-back", "guides", "fair"]
    within = []
    for choices in itertools.product(CLIPS, RHYTHMS, KEPT, GUIDES, STANDS):
        plan = dict(zip(names, choices, strict=True))
        lost, price = slow(plan)
        if price <= 31_500:
            within.append((lost, plan))
    assert len(within) == len(SPACE.plans()) > 1000
    lost, plan = min(within, key=lambda pair: pair[0])
    assert plan == BEST
    assert lost == pytest.approx(LEAST)


def test_what_the_best_clip_is_worth_is_rounded_from_the_lessons_simulation():
    for (kind, judged), factors in BEST_OF.items():
        for number, factor in factors.items():
            drawn = winners.gain(number, SPREADS[kind], VIEWS[judged])
            assert factor == pytest.approx(drawn, abs=0.05), (kind, judged, number)


# --- What the learner is to find out ------------------------------------------------------------------------


def test_the_best_season():
    assert BEST == {
        "clips": "twelve-ideas",
        "rhythm": "week-one-fortnight",
        "kept-back": "much-kept",
        "guides": "three-guides",
        "fair": "one-stand",
    }


def test_no_other_season_within_the_budget_counts_as_the_best():
    regrets = sorted(SPACE.regret(plan) for plan in SPACE.plans())
    assert regrets[0] == 0
    assert regrets[1] > 0.1


def test_neither_all_small_nor_all_big_is_right():
    """Small everywhere starves the fair; big everywhere has one throw, and nothing to learn from."""
    small = [p for p in SPACE.plans() if p["fair"] in {"small-stand", "two-small-stands", "no-stand"}]
    big = [p for p in SPACE.plans() if p["clips"] in {"one-film", "no-clips"}]
    assert min(SPACE.regret(plan) for plan in small) > 0.4
    assert min(SPACE.regret(plan) for plan in big) > 0.4


def test_small_wins_in_one_world_of_the_plan_and_big_in_another():
    """What a pound buys in each kind of work by itself, in one piece and in many."""

    def people(part, **choices):
        return SPACE.explain({**BEST, **choices}).numbers[part]

    assert people("clips") / 8_400 > 2 * people("clips", clips="one-film") / 6_700
    assert people("fair", fair="two-small-stands") == 0 < people("fair", fair="one-stand")
    assert people("guides") / 7_800 > people("guides", guides="one-guide") / 7_400
    assert people("guides", guides="twelve-guides") <= people("guides"), "for £13,200, not £7,800"


def test_it_is_no_corner_that_everybody_guesses():
    for slip in (
        {"clips": "twelve-versions"},
        {"clips": "four-ideas"},
        {"rhythm": "week-one-day"},
        {"rhythm": "three-weeks"},
        {"rhythm": "in-turn"},
        {"kept-back": "some-kept"},
        {"guides": "one-guide"},
        {"fair": "two-small-stands"},
        {"kept-back": "some-kept", "clips": "twelve-versions", "guides": "six-guides"},
    ):
        plan = {**BEST, **slip}
        assert SPACE.cost(plan) <= SPACE.budget
        assert SPACE.regret(plan) > 0.1, slip


def test_waiting_longer_pays_or_not_according_to_what_is_kept_back():
    """With much kept back an early verdict wins; with nothing kept back nobody needs one."""

    def ahead(kept):
        plan = {**BEST, "kept-back": kept}
        return SPACE.loss({**plan, "rhythm": "in-turn"}) - SPACE.loss(plan)

    assert ahead("much-kept") > 0 > ahead("all-spent")


def test_the_words_name_what_went_wrong():
    words = SPACE.explain({**BEST, "fair": "two-small-stands"}).words
    assert "At £4,000 nobody notices either stand" in words
    assert "Nothing was kept back" in SPACE.explain({**BEST, "kept-back": "all-spent"}).words
    assert "has 1 week left" in SPACE.explain({**BEST, "rhythm": "in-turn"}).words
    assert "go before they begin" in SPACE.explain({**BEST, "guides": "twelve-guides"}).words
    assert "finds none" in SPACE.explain({**BEST, "clips": "no-clips"}).words
    assert "an average one" in SPACE.explain({**BEST, "clips": "one-film"}).words
    assert "The last £7,000 of the stand" in SPACE.explain({**BEST, "fair": "grand-stand"}).words


def test_the_parts_add_up():
    numbers = SPACE.explain(BEST).numbers
    parts = [numbers[name] for name in ("clips", "best-clip", "guides", "fair")]
    assert numbers["won"] == pytest.approx(sum(parts))
    assert numbers["loss"] == pytest.approx(15_000 - numbers["won"])
