"""The channel plan: its numbers are what the exercise's table says, and its best month is no guess."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tenmistakes.models.base import plan_space
from tenmistakes.models.channel_plan import PROMISED, heard, month

from .every import every_plan

SPACE = plan_space("smm-as-channel", "channel-plan")
BEST, LEAST = SPACE.best()
plans = st.fixed_dictionaries({d.name: st.sampled_from([c.name for c in d.choices]) for d in SPACE.decisions})

# --- A second way to the same people and pounds, from the exercise's table and rules alone ------------------

POSTS = {"no-posts": 0, "four": 4, "ten": 10, "twenty": 20}
ANSWERS = {"unanswered": (0, 0), "next-day": (4, 0.20), "within-the-hour": (18, 0.35)}
ASKS = {"no-question": (0, 0), "how-do-you-like-us": (2, 0.05), "a-real-question": (8, 0.15)}


def slow(plan):
    pounds, total = 0, 0.0
    first_adds = ANSWERS[plan["answer-1"]][1]
    for half, share in (("1", 0.12), ("2", 0.04)):
        answer = plan[f"answer-{half}"]
        posts = POSTS[plan[f"post-{half}"]]
        pounds += 20 * (2 * posts + ANSWERS[answer][0])
        r = 0.05 + ANSWERS[answer][1]
        if plan["ask"] != "no-question":
            r += ASKS[plan["ask"]][1] if answer != "unanswered" else -0.05
        first = 20_000 * (1 - (1 - share) ** posts)
        if half == "2":
            r += first_adds / 2
            if plan["useful"] == "guide":
                r, first = r + 0.05, first + 4_000
        if plan["pay"] == {"1": "first-half", "2": "second-half"}[half]:
            first += 3_000
        total += first / (1 - r)
    pounds += 20 * ASKS[plan["ask"]][0]
    pounds += {"nothing-made": 0, "prize-draw": 200, "guide": 240}[plan["useful"]]
    pounds += 0 if plan["pay"] == "not-paid" else 300
    return total + (2_000 if plan["useful"] == "prize-draw" else 0), pounds


@given(plans)
@settings(deadline=None, max_examples=100)
def test_people_and_pounds_are_what_the_exercise_says(plan):
    people, pounds = slow(plan)
    assert heard(plan) == pytest.approx(people)
    assert SPACE.loss(plan) == pytest.approx(PROMISED - people)
    assert SPACE.cost(plan) == pytest.approx(pounds)


def test_best_is_the_most_people_of_all_plans_within_the_money():
    every = list(every_plan(SPACE))
    within = [plan for plan in every if slow(plan)[1] <= 1500]
    assert len(within) == len(SPACE.plans()) == 2352
    assert max(within, key=lambda plan: slow(plan)[0]) == BEST
    assert max(slow(plan)[0] for plan in within) < PROMISED < max(slow(plan)[0] for plan in every)


# --- What the learner is to find out ------------------------------------------------------------------------


def test_the_best_month():
    assert BEST == {
        "post-1": "ten",
        "answer-1": "within-the-hour",
        "post-2": "four",
        "answer-2": "next-day",
        "ask": "a-real-question",
        "useful": "guide",
        "pay": "not-paid",
    }
    assert SPACE.cost(BEST) == 1400


def test_no_other_month_within_the_money_counts_as_the_best():
    regrets = sorted(SPACE.regret(plan) for plan in SPACE.plans())
    assert regrets[0] == 0
    assert regrets[1] > 0.05


@pytest.mark.parametrize(
    "naive",
    [
        {"post-1": "ten", "post-2": "twenty"},  # push, and push harder when the rule changes
        {"post-1": "ten", "post-2": "ten", "pay": "second-half", "useful": "prize-draw"},  # and buy it back
        {"post-1": "twenty", "ask": "how-do-you-like-us"},
    ],
)
def test_whoever_only_pushes_gets_nothing(naive):
    plan = {**SPACE.reference, "post-2": "no-posts", **naive}
    assert SPACE.cost(plan) <= SPACE.budget
    assert SPACE.regret(plan) > 0.5, "beyond the last band"
    assert SPACE.explain(plan).words.endswith(
        ("Nobody was answered, so hardly anybody passed it on.", "did not answer those who replied.")
    )


def test_whoever_only_talks_gets_nothing_either():
    talk = {**BEST, "post-1": "no-posts", "post-2": "no-posts", "answer-2": "within-the-hour"}
    assert SPACE.cost(talk) <= SPACE.budget
    assert SPACE.regret(talk) > 0.5
    assert "Weeks 1 and 2: nobody hears it first hand" in SPACE.explain(talk).words
    without_guide = SPACE.explain({**talk, "useful": "nothing-made"})
    assert "hardly anybody there to hear it" in without_guide.words


def test_it_is_no_corner_that_everybody_guesses():
    """One slip in each direction that tempts costs a part of the points; so does haste in both halves."""
    for slip in (
        {"answer-1": "next-day"},
        {"answer-1": "next-day", "answer-2": "within-the-hour"},  # hurry when it is too late
        {"post-1": "four", "answer-2": "within-the-hour"},  # the quickest answers in both halves
        {"post-2": "ten", "useful": "nothing-made"},  # post it back
        {"post-2": "no-posts"},
        {"answer-2": "unanswered"},
        {"ask": "how-do-you-like-us"},
        {"useful": "prize-draw"},
    ):
        plan = {**BEST, **slip}
        assert SPACE.cost(plan) <= SPACE.budget
        assert SPACE.regret(plan) > 0.05


def test_nothing_better_can_be_bought_for_what_is_left():
    for decision in SPACE.decisions:
        for choice in decision.choices:
            plan = {**BEST, decision.name: choice.name}
            if SPACE.cost(plan) <= SPACE.budget:
                assert SPACE.loss(plan) >= LEAST


def test_asking_without_answering_is_worse_than_not_asking():
    quiet = SPACE.reference
    for ask in ("how-do-you-like-us", "a-real-question"):
        assert heard({**quiet, "ask": ask}) < heard(quiet)


def test_quick_answers_in_the_first_half_work_twice():
    first, second = month(BEST)
    slow_first, slow_second = month({**BEST, "answer-1": "unanswered"})
    assert first.passed - slow_first.passed == pytest.approx(0.35 + 0.15 + 0.05)
    assert second.passed - slow_second.passed == pytest.approx(0.35 / 2)


def test_money_spent_in_vain_is_named():
    plan = {**BEST, "answer-2": "unanswered", "useful": "nothing-made", "pay": "second-half"}
    assert SPACE.costliest_slips(plan)[0][0] == "pay"


def test_whoever_answers_nobody_hears_of_that_first():
    for pushed in ({}, {"post-1": "twenty"}, {"ask": "how-do-you-like-us"}, {"useful": "prize-draw"}):
        plan = {**SPACE.reference, **pushed}
        assert SPACE.costliest_slips(plan)[0][0] == "answer-1"


@given(plans)
@settings(deadline=None)
def test_the_parts_add_up_and_talk_always_ends(plan):
    halves = month(plan)
    report = SPACE.explain(plan)
    assert all(0 <= half.passed < 0.9 for half in halves)
    assert sum(report.bars.values()) == pytest.approx(report.numbers["heard"])
