"""The crisis plan: its loss is the model's, its best plan is the best, and each decision matters."""

import itertools
import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tenmistakes.models.base import plan_space
from tenmistakes.models.crises import APPROACHES, CRISES, harm_by_delay
from tenmistakes.models.crisis_plan import evening_cost, weekend_cost
from tenmistakes.models.spread import HORIZON, STEP

SPACE = plan_space("no-crisis-plan", "crisis-plan")
BEST, LEAST = SPACE.best()
plans = st.fixed_dictionaries({d.name: st.sampled_from([c.name for c in d.choices]) for d in SPACE.decisions})


# --- A second, slow way to the same loss, from the definitions alone -------------------------------------


def slow_harm(crisis, way, after):
    """Follow one storm step by step in plain Python; the reply goes out at a step of the grid."""
    storm, fit = crisis.storm, way.calm + (way.angry - way.calm) * crisis.arousal
    g = 1 - 0.5 ** (STEP / storm.half_life)
    b = 2 ** (STEP / storm.doubling) - 1 + g
    unheard, talking = 1 - storm.start / storm.audience, storm.start / storm.audience
    for step in range(round(HORIZON / STEP)):
        if step == round(after / STEP):
            b *= (1 - storm.carried if way.withdraws else 1) * (1 - fit)
            unheard, talking = unheard * (1 - way.told), talking + unheard * way.told
        new = unheard * (1 - math.exp(-b * talking))
        unheard, talking = unheard - new, talking + new - g * talking
    return storm.audience * (1 - unheard) * crisis.turned + (crisis.campaign if way.withdraws else 0)


def slow_hours_to_alarm(threshold, first, doubling, background=4.0):
    hours, quiet = 1.0, 1.0
    for hour in range(167):
        mean = background + first * 2 ** min(hour / doubling, 20)
        chance_below = sum(math.exp(n * math.log(mean) - mean - math.lgamma(n + 1)) for n in range(threshold))
        quiet *= chance_below
        hours += quiet
    return hours


LOOKS = {
    "office-hours": range(9, 18),
    "until-22": range(9, 22),
    "round-the-clock": range(24),
    "nobody": (),
    "two-looks": (9, 20),
    "daytime": range(9, 18),
}


def slow_loss(plan):
    watched = {
        24 * day + hour
        for day in range(7)
        for hour in LOOKS[plan["evenings"] if day < 5 else plan["weekend"]]
    }
    threshold = {"low": 8, "middle": 14, "high": 40}[plan["alarm"]]
    total = 0.0
    for name, crisis in CRISES.items():
        way, storm, harm = APPROACHES[plan[f"reply-{name}"]], crisis.storm, {}
        alarm = slow_hours_to_alarm(threshold, storm.start * 0.1, storm.doubling)
        for start in range(168):
            seen = start + alarm
            if int(seen) % 168 not in watched:
                seen = math.ceil(seen)
                while seen % 168 not in watched:
                    seen += 1
            delay = seen - start + {"improvise": 8.0, "approved": 1.0}[plan["ready"]]
            below = math.floor(delay / STEP) * STEP
            for after in (below, below + STEP):
                if after not in harm:
                    harm[after] = slow_harm(crisis, way, after)
            between = (delay - below) / STEP
            total += crisis.weight * (harm[below] * (1 - between) + harm[below + STEP] * between) / 168
    chance = 1 - sum(math.exp(n * math.log(4) - 4 - math.lgamma(n + 1)) for n in range(threshold))
    return total + 5.0 * 8760 * chance


@given(plans)
@settings(deadline=None, max_examples=12)
def test_the_loss_is_what_the_definitions_say(plan):
    assert SPACE.loss(plan) == pytest.approx(slow_loss(plan), rel=1e-6)


def test_best_is_the_least_loss_of_all_plans_within_the_budget():
    names = [d.name for d in SPACE.decisions]
    within, least = 0, math.inf
    for choices in itertools.product(*(d.choices for d in SPACE.decisions)):
        if sum(choice.cost for choice in choices) <= SPACE.budget:
            within += 1
            plan = {name: choice.name for name, choice in zip(names, choices, strict=True)}
            least = min(least, SPACE.loss(plan))
    assert within == len(SPACE.plans())
    assert least == pytest.approx(LEAST)
    assert SPACE.loss(BEST) == pytest.approx(LEAST)
    assert SPACE.cost(BEST) <= SPACE.budget
    assert slow_loss(BEST) == pytest.approx(LEAST, rel=1e-6)


# --- What the learner is to find out -----------------------------------------------------------------------


def test_the_budget_binds():
    costliest = {d.name: max(d.choices, key=lambda c: c.cost).name for d in SPACE.decisions}
    assert SPACE.cost(costliest) > 2 * SPACE.budget
    longest_watch = {**BEST, "evenings": "round-the-clock", "weekend": "round-the-clock"}
    assert SPACE.loss(longest_watch) < LEAST  # better, and out of reach
    assert SPACE.cost(longest_watch) > SPACE.budget


def test_each_crisis_has_its_own_best_reply():
    replies = [BEST[f"reply-{name}"] for name in CRISES]
    assert replies == ["withdraw-everything", "answer-each", "apologise-explain"]


def test_nobody_planned_is_regret_one():
    assert SPACE.regret(BEST) == 0
    assert SPACE.regret(SPACE.reference) == pytest.approx(1)
    assert SPACE.loss(SPACE.reference) > 5 * LEAST


@pytest.mark.parametrize("decision", [d.name for d in SPACE.decisions])
def test_a_single_slip_shows_in_every_decision_and_is_named_first(decision):
    others = [c.name for c in SPACE.decisions[[d.name for d in SPACE.decisions].index(decision)].choices]
    worst = max(others, key=lambda name: SPACE.loss({**BEST, decision: name}))
    slipped = {**BEST, decision: worst}
    assert 0.05 < SPACE.regret(slipped) < 0.6
    assert SPACE.costliest_slips(slipped)[0][0] == decision
    assert len(SPACE.costliest_slips(slipped)) == 1


def test_no_other_plan_within_the_budget_is_as_good_as_makes_no_difference():
    regrets = sorted(SPACE.regret(plan) for plan in SPACE.plans())
    assert regrets[0] == 0
    assert regrets[1] > 0.05


def test_withdrawing_everything_for_a_small_minority_costs_more_than_answering_it():
    kept = SPACE.loss({**BEST, "reply-minority": "answer-each"})
    silent = SPACE.loss({**BEST, "reply-minority": "silence"})
    withdrawn = SPACE.loss({**BEST, "reply-minority": "withdraw-everything"})
    assert kept < silent < withdrawn


@pytest.mark.parametrize("crisis", CRISES)
@pytest.mark.parametrize("bad", ["delete", "coupon"])
def test_silence_is_better_than_deleting_or_paying_off_in_public(crisis, bad):
    assert APPROACHES[bad].fit(CRISES[crisis].arousal) < 0
    early = slice(0, round(24 / STEP))
    assert (harm_by_delay(crisis, "silence")[early] < harm_by_delay(crisis, bad)[early]).all()


def test_a_good_reply_is_worth_less_the_later_it_comes():
    for name in CRISES:
        harm = harm_by_delay(name, BEST[f"reply-{name}"])
        first_day = harm[: round(24 / STEP)]
        assert first_day[-1] > 2 * first_day[0]


def test_watching_longer_never_hurts_when_the_replies_fit():
    losses = [
        SPACE.loss({**BEST, "evenings": choice}) for choice in ("office-hours", "until-22", "round-the-clock")
    ]
    assert losses == sorted(losses, reverse=True)


def test_an_alarm_can_be_too_low_and_too_high():
    low, middle, high = (SPACE.loss({**BEST, "alarm": alarm}) for alarm in ("low", "middle", "high"))
    assert middle < low
    assert middle < high


def test_costs_follow_from_the_hours_watched():
    assert evening_cost("until-22") == 0.5 * 5 * 4
    assert evening_cost("round-the-clock") == 0.5 * 5 * 15
    assert weekend_cost("two-looks") == 0.5 * 2 * 2
    assert weekend_cost("nobody") == 0


@given(plans)
@settings(deadline=None, max_examples=40)
def test_every_plan_gets_a_complete_report(plan):
    report, again = SPACE.explain(plan), SPACE.explain(dict(plan))
    assert report == again
    assert set(report.bars) == set(SPACE.explain(BEST).bars)
    assert all(math.isfinite(height) and height >= 0 for height in report.bars.values())
    assert all(math.isfinite(number) for number in report.numbers.values())
    weighted = sum(crisis.weight * report.numbers[name] for name, crisis in CRISES.items())
    false_alarms = report.bars["A year's false alarms"]
    assert report.numbers["loss"] == pytest.approx(weighted + false_alarms) == SPACE.loss(plan)
    assert report.words.endswith(".")
    assert SPACE.regret(plan) >= 0


def test_the_weights_of_the_crises_make_up_one_crisis():
    assert sum(crisis.weight for crisis in CRISES.values()) == pytest.approx(1)
