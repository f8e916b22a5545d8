"""The launch plan: its value is the model's, its best plan is the best, and no corner of the table."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tenmistakes.models import places
from tenmistakes.models.base import plan_space
from tenmistakes.models.launch_plan import AUDIENCES, EVERYBODY, HOUSES, JOINS, in_house, talking

from .every import every_plan

SPACE = plan_space("customers-time", "launch-plan")
BEST, LEAST = SPACE.best()
plans = st.fixed_dictionaries({d.name: st.sampled_from([c.name for c in d.choices]) for d in SPACE.decisions})


# --- A second, slow way to the same loss and price, from the exercise's table alone -------------------------

TABLE = {  # people, places, ties
    "plots": (3000, 1, 0.20),
    "families": (6000, 3, 0.11),
    "balconies": (9000, 7, 0.06),
}


def slow(plan):
    """People left out, and what it costs, person by rule of the exercise."""
    left, price = 0.0, 0.0
    for name, (people, kept, ties) in TABLE.items():
        house, join = plan[f"build-{name}"], plan[f"join-{name}"]
        core = int(house[-2:]) / 100 if house[-2:].isdigit() else 0.0
        easier = house.startswith("easier")
        cost = ties * (0.5 if easier else 1) + 0.03 * kept
        there = core
        for _ in range(52):
            worth = max(0, 1 - cost / there) if there else 0
            there = there + 0.15 * (worth - there)
        voices = {"nowhere": 0, "main-place": 1, "two-places": 2}[join]
        left += people * (1 - there) * (1 - 0.3 * voices / kept)
        price += 10 * people * core / 1000 + (10 if easier else 0) + 4 * voices
    return left, price


@given(plans)
@settings(deadline=None, max_examples=60)
def test_loss_and_price_are_what_the_exercise_says(plan):
    left, price = slow(plan)
    assert SPACE.loss(plan) == pytest.approx(left)
    assert SPACE.cost(plan) == pytest.approx(price)


def test_best_is_the_least_loss_of_all_plans_within_the_budget():
    within = []
    for plan in every_plan(SPACE):
        left, price = slow(plan)
        if price <= 30 + 1e-9:
            within.append((left, plan))
    assert len(within) == len(SPACE.plans())
    left, plan = min(within, key=lambda pair: pair[0])
    assert left == pytest.approx(LEAST)
    assert plan == BEST


# --- What the learner is to find out ------------------------------------------------------------------------


def test_the_best_plan_builds_one_place_with_both_tools_and_joins_the_others():
    assert BEST == {
        "join-plots": "main-place",
        "build-plots": "no-house",
        "join-families": "nowhere",
        "build-families": "easier-core-20",
        "join-balconies": "main-place",
        "build-balconies": "no-house",
    }


def test_it_is_no_corner_that_everybody_guesses():
    """Each plain strategy leaves much undone: join everywhere, seed everywhere, build for the most, for the
    ones with room, or buy one tool alone."""

    def regret(**choices):
        plan = {d.name: "no-house" if d.name.startswith("build") else "nowhere" for d in SPACE.decisions}
        plan |= {name.replace("_", "-"): choice for name, choice in choices.items()}
        assert SPACE.cost(plan) <= SPACE.budget
        return SPACE.regret(plan)

    assert regret() == pytest.approx(1, abs=1e-3)
    join_all = regret(join_plots="main-place", join_families="two-places", join_balconies="two-places")
    assert 0.4 < join_all < 0.65
    assert regret(build_plots="core-10", build_families="core-10", build_balconies="core-10") > 0.99
    assert regret(build_balconies="core-30") > 0.99
    assert regret(build_balconies="easier-core-20") > 0.99
    with_room = regret(build_plots="easier-core-20", join_plots="main-place", join_balconies="two-places")
    assert 0.3 < with_room < 0.65
    assert regret(build_families="easier", join_plots="main-place", join_balconies="main-place") > 0.65
    assert regret(build_families="core-20", join_plots="main-place", join_balconies="main-place") > 0.65


def test_no_other_plan_within_the_budget_counts_as_the_best():
    regrets = sorted(SPACE.regret(plan) for plan in SPACE.plans())
    assert regrets[0] == 0
    assert regrets[1] > 0.04


def test_no_place_can_live_for_those_who_keep_seven_as_far_as_the_money_goes():
    assert max(in_house("balconies", house) for house in HOUSES) < 0.01
    balconies = AUDIENCES["balconies"]
    ties = places.moving_cost(balconies.habit, balconies.contributions, balconies.friends)
    assert places.roots(places.cost(ties, balconies.places)) is None
    assert places.roots(places.cost(ties / 2, balconies.places))[0] == pytest.approx(0.4)


def test_for_the_two_others_a_place_lives_with_both_tools_and_for_families_with_a_large_core_alone():
    living = {name: [h for h in HOUSES if in_house(name, h) > 0.5] for name in AUDIENCES}
    assert living == {
        "plots": ["easier-core-20"],
        "families": ["core-30", "easier-core-20"],
        "balconies": [],
    }


def test_four_thousand_pounds_meet_most_people_where_they_keep_one_place():
    met = {name: talking(name, "main-place", "no-house") for name in AUDIENCES}
    assert met == {
        "plots": pytest.approx(900),
        "families": pytest.approx(600),
        "balconies": pytest.approx(9000 * 0.3 / 7),
    }


def test_joining_twice_meets_twice_as_many_and_nobody_counts_twice():
    assert JOINS["two-places"] == 2
    assert talking("families", "two-places", "no-house") == pytest.approx(1200)
    house = talking("families", "nowhere", "easier-core-20")
    both = talking("families", "two-places", "easier-core-20")
    assert both == pytest.approx(house + 0.2 * (6000 - house))


def test_the_report_says_what_became_of_each_new_place():
    words = SPACE.explain({**BEST, "build-balconies": "core-30"}).words
    assert "The place for the balcony growers is empty." in words
    assert "The place for the families lives, with 82% of them." in words
    assert "plot holders" not in words
    report = SPACE.explain(BEST)
    assert sum(report.bars.values()) == pytest.approx(EVERYBODY - LEAST)


def test_money_spent_in_vain_is_named_before_a_small_loss():
    plan = {**BEST, "build-balconies": "easier", "build-families": "core-30"}
    assert SPACE.costliest_slips(plan)[0][0] == "build-balconies"
    nothing_wasted = {**BEST, "build-families": "core-30"}
    assert [name for name, _ in SPACE.costliest_slips(nothing_wasted)] == ["build-families"]
