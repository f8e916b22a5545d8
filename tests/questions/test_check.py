"""What an answer receives: whatever it is, and by each kind's own rule."""

from copy import deepcopy
from itertools import permutations, product
from pathlib import Path

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from tenmistakes import content
from tenmistakes.questions import Mistake, Outcome, Result, check
from tenmistakes.questions.check import quantity_text
from tenmistakes.questions.key import right_answer
from tenmistakes.questions.kinds import FIXED_MESSAGES, Misconception

from . import strategies as some

ANY = Mistake(
    slug="late-reply",
    number=11,
    title="Any",
    misconceptions={
        name: Misconception(idea="i", tempting=f"It tempts {name}.", instead="But no.", see="The clock")
        for name in some.MISCONCEPTIONS
    },
    questions={},
    place=content.Place(11, "late-reply", Path()),
)


def checked(question, answer, mistake=ANY):
    """Check, and hold the result to what every result keeps."""
    result = check(question, answer, mistake)
    assert type(result) is Result
    assert type(result.points) is float
    assert 0 <= result.points <= result.possible == question.points
    assert result.outcome in Outcome
    assert result.message
    assert "  " not in result.message
    if result.misconception is None:
        assert result.message_id in FIXED_MESSAGES
    else:
        assert result.message_id == result.misconception
        assert result.misconception in mistake.misconceptions
        assert result.message.startswith(mistake.misconceptions[result.misconception].tempting)
        assert result.outcome in (Outcome.PARTLY, Outcome.NOT_YET)
    if result.outcome is Outcome.RIGHT:
        assert result.points == result.possible or result.message_id == "saved"
    if result.outcome in (Outcome.NOT_ATTEMPTED, Outcome.NOT_YET):
        assert result.points == 0
    return result


@given(st.data(), some.any_question)
def test_every_answer_has_a_result(data, question):
    answer = data.draw(some.answers_to(question))
    before = deepcopy(answer)
    result = checked(question, answer)
    assert repr(answer) == repr(before)
    assert result == check(question, answer, ANY)


@pytest.mark.parametrize("hostile", some.HOSTILE, ids=lambda hostile: hostile.name)
def test_hostile_answers_have_a_result(hostile, mistake):
    for question in mistake.questions.values():
        result = checked(question, hostile.value, mistake)
        readable = question.kind == "written" and hostile.name == "half a character"
        if not readable:
            assert result.outcome is Outcome.NOT_ATTEMPTED
            assert result.message_id in ("unreadable", "outdated", "not-attempted")
        assert len(result.message) < 200


@given(some.scored)
def test_the_right_answer_has_full_points(question):
    result = checked(question, right_answer(question, ANY.slug))
    assert result.outcome is Outcome.RIGHT
    assert result.message_id == "right"
    assert result.points == question.points
    assert result.message.startswith("Just so.")


@given(some.any_question, st.sampled_from([None, "", " \n", [], {}]))
def test_nothing_is_not_attempted(question, nothing):
    result = checked(question, nothing)
    assert (result.outcome, result.message_id, result.points) == (Outcome.NOT_ATTEMPTED, "not-attempted", 0.0)


@given(st.data(), some.choose_several())
def test_a_right_pick_never_lowers_and_a_wrong_one_never_raises(data, question):
    names = [option.id for option in question.options]
    picked = data.draw(st.sets(st.sampled_from(names), min_size=1))
    more = data.draw(st.sampled_from(question.options))
    assume(more.id not in picked)
    before = checked(question, sorted(picked)).points
    after = checked(question, sorted(picked | {more.id})).points
    assert after >= before if more.right else after <= before


@given(st.data(), some.order())
def test_putting_two_neighbours_right_never_lowers(data, question):
    right = [item.id for item in question.items]
    given_order = data.draw(st.permutations(right))
    at = data.draw(st.integers(0, len(right) - 2))
    assume(right.index(given_order[at]) > right.index(given_order[at + 1]))
    better = [*given_order]
    better[at], better[at + 1] = better[at + 1], better[at]
    before, after = checked(question, given_order), checked(question, better)
    assert after.points >= before.points
    assert after.detail["share_of_pairs"] > before.detail["share_of_pairs"]


@given(some.order())
def test_only_the_right_order_is_right_and_half_of_the_pairs_is_nothing(question):
    assume(len(question.items) <= 5)
    right = [item.id for item in question.items]
    for answer in permutations(right):
        result = checked(question, list(answer))
        assert (result.outcome is Outcome.RIGHT) == (list(answer) == right)
        if result.detail["share_of_pairs"] <= 0.5:
            assert result.outcome is Outcome.NOT_YET


@given(st.data(), some.match())
def test_a_right_pair_never_lowers(data, question):
    targets = [target.id for target in question.targets]
    answer = {item.id: data.draw(st.sampled_from([*targets, None])) for item in question.items}
    assume(any(answer.values()))
    item = data.draw(st.sampled_from(question.items))
    assert checked(question, {**answer, item.id: item.to}).points >= checked(question, answer).points


@given(some.estimate(), st.floats(0, 3), st.floats(0, 3))
def test_a_nearer_estimate_never_has_less(question, one, other):
    near, far = sorted((one, other), key=lambda ratio: abs(ratio - 1))
    nearer, farther = (checked(question, ratio * question.truth) for ratio in (near, far))
    assert nearer.points >= farther.points


@given(some.plan())
def test_a_better_plan_never_has_less(question):
    plans = [
        {"watch": watch, "first-reply": reply}
        for watch, reply in product(("nobody", "one"), ("silence", "sorry", "delete"))
    ]
    results = sorted((checked(question, plan) for plan in plans), key=lambda r: r.detail["regret"])
    points = [result.points for result in results]
    assert points == sorted(points, reverse=True)


# Each kind's own rule, on the small mistake.


def test_choose_one(mistake):
    question = mistake.questions["first"]
    assert checked(question, "say-sorry", mistake).points == 2
    assert checked(question, "wait", mistake).message == (
        "Tempting of calms. Instead of calms. See *The clock* in the lesson."
    )
    assert checked(question, "gone", mistake).message_id == "outdated"
    assert checked(question, ["wait"], mistake).message_id == "unreadable"


def test_choose_several_names_the_first_wrong_pick_and_else_the_first_missed(mistake):
    question = mistake.questions["who"]
    both = checked(question, ["press", "boss"], mistake)
    assert (both.points, both.misconception) == (0, "all-at-once")
    assert both.detail == {"right": ["boss"], "wrong": ["press"], "missed": ["desk"]}
    assert checked(question, ["desk"], mistake).misconception == "forgets"
    assert checked(question, ["desk", "desk"], mistake).message_id == "unreadable"
    assert checked(question, ["desk", "gone"], mistake).message_id == "outdated"


def test_order(mistake):
    question = mistake.questions["steps"]
    one_swap = checked(question, ["listen", "answer", "learn", "mend"], mistake)
    assert one_swap.points == 1.33  # five pairs right, one wrong, of six: (5 - 1) / 6 of 2 points
    assert one_swap.misconception == "scrambled"
    slip = checked(question, ["learn", "listen", "answer", "mend"], mistake)
    assert (slip.points, slip.outcome, slip.misconception) == (0, Outcome.NOT_YET, "backwards")
    short = checked(question, ["listen", "answer", "mend"], mistake)
    assert (short.points, short.message_id, short.message) == (0, "incomplete", "1 of 4 has no place yet.")
    assert checked(question, ["listen"] * 4, mistake).message_id == "unreadable"
    assert checked(question, ["listen", "answer", "mend", "gone"], mistake).message_id == "outdated"


def test_match(mistake):
    question = mistake.questions["forms"]
    partly = checked(question, {"shock": "fast", "fatigue": None, "rumour": None}, mistake)
    assert (partly.points, partly.message) == (1, "2 of 3 have no place yet.")
    wrong = checked(question, {"shock": "slow"}, mistake)
    assert (wrong.points, wrong.outcome, wrong.misconception) == (0, Outcome.NOT_YET, "swapped")
    assert wrong.detail == {"right": [], "wrong": ["shock"], "open": ["fatigue", "rumour"]}
    assert checked(question, {"shock": "gone"}, mistake).message_id == "outdated"
    assert checked(question, {"gone": "fast"}, mistake).message_id == "outdated"
    assert checked(question, {"shock": None}, mistake).message_id == "not-attempted"


@pytest.mark.parametrize(
    ("answer", "points", "message_id"),
    [
        (1000, 1, "right"),
        (900, 1, "right"),
        (1100.0, 1, "right"),
        (899, 0.5, "too-low"),
        (1500, 0.5, "too-high"),
        (500, 0.5, "too-low"),
        (499, 0, "too-low"),
        (0, 0, "too-low"),
        (-5, 0, "too-low"),
        (1501, 0, "too-high"),
        ("1000", 0, "unreadable"),
    ],
)
def test_estimate(mistake, answer, points, message_id):
    result = checked(mistake.questions["reach"], answer, mistake)
    assert (result.points, result.message_id) == (points, message_id)


def test_a_right_estimate_is_told_the_exact_number_and_a_wrong_one_is_not(mistake):
    question = mistake.questions["reach"]
    assert checked(question, 950, mistake).message.endswith("To be exact: 1,000 people.")
    assert "1,000" not in checked(question, 600, mistake).message
    assert "exact" not in checked(question, 1000.0, mistake).message


@pytest.mark.parametrize(
    ("number", "unit", "text"),
    [(63, "hours", "63 hours"), (4.0, "%", "4%"), (999.6, "h", "1,000 h"), (6.2345, "h", "6.23 h")],
)
def test_numbers_read_as_in_a_sentence(number, unit, text):
    assert quantity_text(number, unit) == text


def test_plan(mistake):
    question = mistake.questions["week"]
    best = checked(question, {"watch": "one", "first-reply": "sorry"}, mistake)
    assert best.points == 5
    assert best.detail["regret"] == 0
    assert best.detail["best_plan"] == best.detail["plan"]
    mute = checked(question, {"watch": "one", "first-reply": "silence"}, mistake)
    assert (mute.points, mute.misconception) == (2.5, "mute")
    assert mute.detail["regret"] == pytest.approx(0.5)
    assert mute.message.endswith(
        "Expected harm of your plan: 70 people; of the best plan within the budget: 30."
    )
    # Both decisions are wrong: the choice that costs more has no misconception of its own, so the other's.
    erased = checked(question, {"watch": "nobody", "first-reply": "delete"}, mistake)
    assert (erased.points, erased.misconception) == (0, "unwatched")
    dear = checked(question, {"watch": "two", "first-reply": "sorry"}, mistake)
    assert (dear.points, dear.outcome, dear.misconception) == (0, Outcome.NOT_YET, "too-dear")
    assert dear.message.endswith("Your plan costs 10 hours; the budget is 6.")
    assert "best" not in dear.detail
    half = checked(question, {"watch": "one"}, mistake)
    assert (half.points, half.message) == (0, "Still to decide: First reply.")
    assert checked(question, {"watch": "six", "first-reply": "sorry"}, mistake).message_id == "outdated"


def test_written(mistake):
    graded = checked(mistake.questions["statement"], "We are sorry.", mistake)
    assert (graded.points, graded.possible, graded.outcome) == (0, 4, Outcome.PARTLY)
    assert graded.message_id == "awaiting-review"
    note = checked(mistake.questions["note"], "I will set an alarm.", mistake)
    assert (note.outcome, note.message_id, note.possible) == (Outcome.RIGHT, "saved", 0)
    assert checked(mistake.questions["note"], "x" * 100_001, mistake).message_id == "unreadable"


def test_partial_points_add_up_exactly(mistake):
    assert [checked(mistake.questions["forms"], {"shock": "fast"}, mistake).points] * 3 == [1.0, 1.0, 1.0]
