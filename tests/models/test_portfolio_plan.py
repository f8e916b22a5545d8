"""The portfolio plan: its loss is what the exercise's tables say, and its best rule is no guess."""

import itertools

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tenmistakes.models.base import plan_space
from tenmistakes.models.portfolio_plan import BUDGET, DAYS, PORTFOLIO, REVIEWS, fate, fates

SPACE = plan_space("impatience", "portfolio-plan")
BEST, LEAST = SPACE.best()
plans = st.fixed_dictionaries({d.name: st.sampled_from([c.name for c in d.choices]) for d in SPACE.decisions})


# --- A second way to nearly the same loss, from the exercise's rounded tables alone -------------------------

CHANCE = {"club": 0.35, "films": 0.25, "draw": 0.04}
TO_COME = {"club": (236, 242, 245, 215), "films": (217, 228, 235, 152), "draw": (111, 117, 124, 108)}
SUNK = {"club": (7, 20, 37, 65), "films": (13, 40, 79, 152), "draw": (7, 21, 40, 78)}
WRONG = {
    ("club", "total"): (47, 40, 31),
    ("club", "new"): (41, 24, 10),
    ("club", "asked"): (35, 18, 9),
    ("films", "total"): (44, 32, 19),
    ("films", "new"): (35, 13, 4),
    ("films", "asked"): (23, 7, 5),
    ("draw", "total"): (45, 34, 21),
    ("draw", "new"): (31, 8, 1),
    ("draw", "asked"): (14, 1, 0),
}
MONTHS = ("month-2", "month-6", "month-12")


def by_the_tables(name, when, signal):
    """Thousand pounds, by the rules on the page; ``every-month`` needs readings that the page leaves out."""
    chance, ends = CHANCE[name], SUNK[name][3]
    if when == "not-started":
        return chance * TO_COME[name][0]
    if when == "no-review":
        return (1 - chance) * ends
    at = MONTHS.index(when)
    wrong = WRONG[name, signal][at] / 100
    thrown = chance * wrong * TO_COME[name][at + 1]
    return thrown + (1 - chance) * ((1 - wrong) * SUNK[name][at] + wrong * ends)


@pytest.mark.parametrize(("name", "signal"), WRONG)
@pytest.mark.parametrize("when", ["not-started", *MONTHS, "no-review"])
def test_the_loss_of_an_effort_is_what_the_tables_say(name, signal, when):
    assert fate(name, when, signal).total == pytest.approx(by_the_tables(name, when, signal), abs=1.1)


def test_the_tables_alone_lead_to_the_best_plan():
    """Nobody needs a computer: of all that the page gives numbers for, the best is the best."""
    one = list(itertools.product(["not-started", *MONTHS, "no-review"], ["total", "new", "asked"]))
    reckoned = {(n, w, s): by_the_tables(n, w, s) for n in CHANCE for w, s in one}
    plans = [
        (sum(reckoned[name, *choice] for name, choice in zip(CHANCE, chosen, strict=True)), chosen)
        for chosen in itertools.product(one, repeat=3)
        if sum(DAYS[signal] for _, signal in chosen) <= BUDGET
    ]
    _, chosen = min(plans)
    assert chosen == tuple((BEST[f"{name}-when"], BEST[f"{name}-signal"]) for name in CHANCE)


@given(plans)
@settings(deadline=None, max_examples=80)
def test_loss_and_days_add_up(plan):
    parts = fates(plan)
    assert SPACE.loss(plan) == pytest.approx(sum(p.thrown_away + p.paid_for_duds for p in parts.values()))
    assert SPACE.cost(plan) == sum(DAYS[plan[f"{name}-signal"]] for name in PORTFOLIO)


def test_every_month_is_every_month():
    assert REVIEWS["every-month"] == tuple(range(2, 24))


# --- What the learner is to find out ------------------------------------------------------------------------


def test_the_best_rule():
    assert BEST == {
        "club-when": "month-12",
        "club-signal": "new",
        "films-when": "month-6",
        "films-signal": "asked",
        "draw-when": "not-started",
        "draw-signal": "total",
    }
    assert SPACE.cost(BEST) == BUDGET


def test_no_other_plan_within_the_days_counts_as_the_best():
    regrets = sorted(SPACE.regret(plan) for plan in SPACE.plans())
    assert len(regrets) == 3672
    assert regrets[0] == 0
    assert regrets[1] > 0.05


def same(when, signal, **other):
    """One rule for all three, or for all but those that ``other`` names."""
    plan = {
        f"{name}-{what}": {"when": when, "signal": signal}[what]
        for name in PORTFOLIO
        for what in ("when", "signal")
    }
    plan |= {name.replace("_", "-"): choice for name, choice in other.items()}
    assert SPACE.cost(plan) <= SPACE.budget
    return SPACE.regret(plan)


def test_both_of_the_articles_and_the_other_mistake_come_out_of_the_numbers():
    """Cold feet in month 2 lose, six to twelve months win, and no review at all loses most."""
    cold_feet, by_new = same("month-2", "total"), same("month-2", "new")
    assert cold_feet == pytest.approx(1)
    no_review = same("no-review", "total")
    assert no_review > 1.3
    six, twelve = same("month-6", "new"), same("month-12", "new")
    assert six < 0.5 < by_new
    assert twelve < by_new < no_review
    assert same("every-month", "new") > 0.6
    assert same("not-started", "total") > 0.5
    assert same("month-6", "total") > 0.9, "the right month with the wrong number"


def test_one_slip_costs_a_part_of_the_points():
    for slip in (
        {"club-when": "month-6"},
        {"club-when": "no-review", "club-signal": "total"},
        {"films-when": "month-2"},
        {"films-when": "month-12"},
        {"films-signal": "new"},
        {"club-signal": "asked", "films-signal": "new"},
        {"draw-when": "month-2"},
    ):
        plan = {**BEST, **slip}
        assert SPACE.cost(plan) <= SPACE.budget
        assert SPACE.regret(plan) > 0.05


def test_for_the_loudest_launch_not_beginning_is_best_whatever_the_signal():
    for signal in ("total", "new", "asked"):
        for when in REVIEWS:
            assert fate("draw", when, signal).total > fate("draw", "not-started", signal).total
    first = {name: candidate.effort.newcomers for name, candidate in PORTFOLIO.items()}
    assert max(first, key=first.get) == "draw"


def test_asking_is_worth_most_where_the_cheap_signal_is_poor():
    worth = {
        name: min(fate(name, when, "new").total for when in REVIEWS)
        - min(fate(name, when, "asked").total for when in REVIEWS)
        for name in ("club", "films")
    }
    assert worth["films"] > 9 > 1 > worth["club"] >= 0
    assert SPACE.money == pytest.approx(worth["films"] / 4, abs=0.15)


def test_the_report_says_how_many_are_stopped_and_how_many_run_on():
    words = SPACE.explain(BEST).words
    assert "The swap club: of 100 hits 10 are stopped by mistake, and of 100 duds 10 run" in words
    assert "The prize draw: not started" in words
    assert (
        "no hit is ever stopped, and neither is a dud"
        in SPACE.explain({**BEST, "films-when": "no-review"}).words
    )
