"""The team plan: its loss is what the exercise's tables say, and its best team is no guess."""

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tenmistakes.models.base import plan_space
from tenmistakes.models.team_plan import ROLES, late, outcome, secret_posts, team

from .every import every_plan

SPACE = plan_space("wrong-voice", "team-plan")
BEST, LEAST = SPACE.best()
plans = st.fixed_dictionaries({d.name: st.sampled_from([c.name for c in d.choices]) for d in SPACE.decisions})


# --- A second way to the same loss and price, from the exercise's tables alone ------------------------------

HOURS = {"weekdays": (40, 14), "evenings": (20, 12), "weekends": (20, 9)}
PEOPLE = {  # answers an hour; of 100 put off, before and after the training; pounds an hour
    "moira": (15, 15, 5, 15),
    "hattie": (16, 3, 2, 20),
    "nia": (10, 8, 4, 10),
    "agency": (24, 20, 18, 30),
    "rupert": (6, 25, 20, 25),
    "nightrider": (20, 1, 1, 0),
    "signed": (12, 3, 2, 22),
}


def slow(plan):
    trained = plan["training"] == "two-days"
    down, price = 0.0, 200.0 if trained else 0.0
    for stretch, (hours, questions) in HOURS.items():
        there = []
        for person in ("moira", "hattie", "nia", "agency", "rupert", "colin"):
            choice = plan[person]
            if choice.endswith(stretch):
                there.append(PEOPLE[choice.split("-")[0] if person == "colin" else person])
        price += hours * sum(p[3] for p in there)
        waiting = 1.0
        capacity = sum(p[0] for p in there)
        if capacity > questions:
            n, load = len(there), questions / capacity
            offered = n * load
            top = offered**n / math.factorial(n) / (1 - load)
            busy = top / (top + sum(offered**k / math.factorial(k) for k in range(n)))
            waiting = busy * math.exp(questions - capacity)
        down += hours * questions * waiting
        for rate, off, after, _ in there:
            part = hours * questions * rate / capacity
            down += part * (1 - waiting) * (after if trained else off) / 100
        if plan["colin"] == f"nightrider-{stretch}":
            posts = 52 * hours * questions * 20 / capacity
            down += 60_000 / 52 * (1 - 0.999**posts)
    return down, price


@given(plans)
@settings(deadline=None, max_examples=80)
def test_loss_and_price_are_what_the_exercise_says(plan):
    down, price = slow(plan)
    assert SPACE.loss(plan) == pytest.approx(down)
    assert SPACE.cost(plan) == pytest.approx(price)


def test_best_is_the_least_loss_of_all_plans_within_the_payroll():
    within = []
    for plan in every_plan(SPACE):
        down, price = slow(plan)
        if price <= 2050 + 1e-9:
            within.append((down, plan))
    assert len(within) == len(SPACE.plans())
    down, plan = min(within, key=lambda pair: pair[0])
    assert plan == BEST
    assert down == pytest.approx(LEAST)


# --- What the learner is to find out ------------------------------------------------------------------------


def test_the_best_team():
    assert BEST == {
        "moira": "weekdays",
        "hattie": "evenings",
        "nia": "weekdays",
        "agency": "not-on-it",
        "rupert": "not-on-it",
        "colin": "signed-weekends",
        "training": "two-days",
    }


def test_no_other_team_within_the_payroll_counts_as_the_best():
    regrets = sorted(SPACE.regret(plan) for plan in SPACE.plans())
    assert regrets[0] == 0
    assert regrets[1] > 0.07


def test_a_superb_but_secret_voice_loses_with_whatever_team():
    hidden = [plan for plan in SPACE.plans() if plan["colin"].startswith("nightrider")]
    assert hidden
    for plan in hidden:
        assert SPACE.regret(plan) > 1, "beyond the last band: no points"
        assert SPACE.costliest_slips(plan)[0][0] == "colin"
        assert SPACE.loss(plan) > SPACE.loss({**plan, "colin": "not-on-it"})
        report = SPACE.explain(plan)
        assert "is found out within the year" in report.words
        assert report.numbers["found"] > 90


def test_the_secret_is_the_quickest_of_those_who_can_have_the_stretch_and_the_kindest():
    alone = {stretch: late(stretch, ("nightrider",)) for stretch in ("evenings", "weekends")}
    for stretch, share in alone.items():
        for other in ("hattie", "colin", "nia"):
            assert share < late(stretch, (other,))
    assert secret_posts("weekends", ("nightrider",)) == 52 * 20 * 9


def test_it_is_no_corner_that_everybody_guesses():
    """One slip away in each direction that tempts costs a part of the points."""
    for slip in (
        {"training": "a-password"},  # all that money on people
        {"nia": "not-on-it"},  # Moira answers more than come
        {"nia": "weekends"},  # the student where it is cheap
        {"hattie": "weekends"},  # the best voice where people have time
        {"colin": "signed-evenings"},
        {"colin": "not-on-it"},
        {"moira": "not-on-it", "nia": "not-on-it", "agency": "weekdays", "training": "a-password"},
    ):
        plan = {**BEST, **slip}
        assert SPACE.cost(plan) <= SPACE.budget
        assert SPACE.regret(plan) > 0.07


def test_one_quick_voice_close_to_full_load_lets_more_wait_than_two_middling_ones():
    assert late("days", ("moira",)) == pytest.approx(0.34, abs=0.005)
    assert late("days", ("moira", "nia")) < 0.0001
    assert late("evenings", ("colin",)) == 1
    assert late("evenings", ("hattie",)) < 0.02


def test_pay_spent_in_vain_is_named_before_a_small_loss():
    plan = {**BEST, "moira": "not-on-it", "nia": "not-on-it", "agency": "weekdays", "training": "a-password"}
    assert SPACE.costliest_slips(plan)[0][0] == "agency"


def test_everybody_takes_one_stretch_at_most():
    assert set(ROLES) == set(BEST) - {"training"}
    everywhere = {d.name: d.choices[-1].name for d in SPACE.decisions}
    assert sum(len(voices) for voices in team(everywhere).values()) == len(ROLES)


def test_the_parts_add_up():
    result = outcome({**BEST, "colin": "nightrider-weekends"})
    parts = sum(result.waiting.values()) + sum(result.off.values()) + result.disbelieve
    assert result.loss == pytest.approx(parts)
    nobody = {d.name: "not-on-it" for d in SPACE.decisions} | {"training": "a-password"}
    assert SPACE.loss(nobody) == 40 * 14 + 20 * 12 + 20 * 9
