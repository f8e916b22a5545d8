"""Points come from the course's own check, and from nothing that a submission says."""

import json
import pickle
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tenmistakes import handin
from tenmistakes.answers.schema import Entry
from tenmistakes.grading.exercise import Exercise
from tenmistakes.grading.handed_in import HandIn, Refused
from tenmistakes.grading.scoring import Graded, Marked, score
from tenmistakes.questions import Mistake, Question
from tenmistakes.questions.exemplars import answer_of
from tenmistakes.questions.kinds import Exemplar

from .making import (
    HANDED_IN,
    POSSIBLE,
    QUESTIONS,
    RIGHT,
    TEXT,
    WRITTEN,
    beside,
    copied,
    entry,
    handed_in,
    notebook,
    released,
)

EXEMPLARS = [(question, exemplar) for question in QUESTIONS.values() for exemplar in question.exemplars]


def of(graded: Graded, name: str) -> Marked:
    """One item."""
    return next(marked for marked in graded.items if marked.item.question.id == name)


def test_all_right_is_all_points_and_a_text_waits_for_its_reader(exercise: Exercise):
    graded = score(handed_in(notebook(RIGHT, TEXT)), exercise)
    assert graded.points == POSSIBLE
    written = of(graded, "holding-statement")
    assert (written.points, written.answer, written.no_response) == (None, TEXT, False)
    assert not graded.flags


def test_an_untouched_exercise_is_graded_with_nothing(exercise: Exercise):
    graded = score(handed_in(released()), exercise)
    assert graded.points == 0 and not any(flag.review for flag in graded.flags)
    assert all(marked.points == 0 and marked.answer is None for marked in graded.items)
    assert of(graded, "holding-statement").no_response
    assert not any(marked.no_response for marked in graded.items if not marked.item.written)


@pytest.mark.parametrize(
    ("question", "exemplar"), EXEMPLARS, ids=lambda each: getattr(each, "message", None) or each.id
)
def test_every_exemplar_receives_what_its_author_says(
    exercise: Exercise, question: Question, exemplar: Exemplar
):
    value = answer_of(exemplar, question, exercise.mistake)
    answers = [] if exemplar.outcome == "not-attempted" and value is None else [entry(question.id, value)]
    marked = of(score(handed_in(notebook(answers)), exercise), question.id)
    assert (marked.result.outcome, marked.result.message_id) == (exemplar.outcome, exemplar.message)
    assert marked.points == marked.result.points and type(marked.points) is float


_numbers = st.integers(-(10**30), 10**30) | st.floats(allow_nan=False, allow_infinity=False)
_values = st.recursive(
    st.none() | st.booleans() | _numbers | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=5) | st.dictionaries(st.text(max_size=10), inner, max_size=5),
    max_leaves=10,
)


@given(st.dictionaries(st.sampled_from(sorted(QUESTIONS)), _values), st.sampled_from(["", "0" * 12, None]))
def test_whatever_is_saved_earns_what_the_learners_own_notebook_gives_it(
    exercise: Exercise, answers: dict[str, Any], marked_as: str | None
):
    changed = {} if marked_as is None else {"revision": marked_as}
    saved = [entry(name, value, **changed) for name, value in answers.items()]
    graded = score(handed_in(notebook(saved)), exercise)
    for one in saved:
        marked = of(graded, one.question.partition("/")[2])
        assert marked.result == _in_notebook(one, marked.item.question, exercise.mistake)
        expected = {"not-attempted": (None, None)} | dict.fromkeys(
            ["unreadable", "outdated"], (None, one.value)
        )
        kept = expected.get(marked.result.message_id, (one.value, None))
        assert (marked.answer, marked.discarded) == kept


def _in_notebook(saved: Entry, question: Question, mistake: Mistake):
    return handin.result_of(saved, question, mistake)


def test_a_plan_that_names_what_the_model_no_longer_has_is_outdated_whatever_its_mark(exercise: Exercise):
    plan = RIGHT["crisis-plan"] | {"no-such-decision": "x"}
    graded = score(handed_in(notebook([entry("crisis-plan", plan)])), exercise)
    assert [flag.name for flag in graded.flags] == ["answers-outdated"]


def test_an_answer_to_an_earlier_version_earns_nothing_and_is_looked_at(exercise: Exercise):
    graded = score(handed_in(notebook([entry("day-after", "failed", revision="0" * 12)])), exercise)
    assert graded.points == 0 and graded.flags[0].review
    assert [flag.name for flag in graded.flags] == ["answers-outdated"]
    assert "“Question 7: the day after”" in graded.flags[0].sentence


@pytest.mark.parametrize("value", [{"points": 6}, "no-such-option", True])
def test_an_answer_that_no_widget_gives_earns_nothing_and_is_looked_at(exercise: Exercise, value: Any):
    graded = score(handed_in(notebook([entry("day-after", value)])), exercise)
    assert graded.points == 0 and graded.flags[0].review
    assert [flag.name for flag in graded.flags] == ["answers-impossible"]
    assert of(graded, "day-after").discarded == value


def test_an_estimate_beyond_its_range_is_looked_at(exercise: Exercise):
    question = next(q for q in QUESTIONS.values() if q.kind == "estimate")
    for value, names in (
        (question.high, []),
        (question.high + 1, ["answers-out-of-range"]),
        (True, ["answers-impossible"]),
    ):
        graded = score(handed_in(notebook([entry(question.id, value)])), exercise)
        assert [flag.name for flag in graded.flags] == names


def test_outputs_and_scores_in_the_notebook_count_for_nothing(exercise: Exercise):
    made = notebook({})
    for cell in made["cells"]:
        if cell["cell_type"] == "code":
            cell["outputs"] = [
                {
                    "output_type": "execute_result",
                    "execution_count": 1,
                    "metadata": {},
                    "data": {"text/plain": "6.0"},
                }
            ]
        if "nbgrader" in cell["metadata"]:
            cell["metadata"]["nbgrader"] |= {"points": 1000, "score": 1000}
    assert score(handed_in(made), exercise).points == 0


def test_a_lost_text_waits_for_a_person_and_is_no_empty_one(exercise: Exercise):
    graded = score(handed_in(b"not a notebook", beside(RIGHT)), exercise)
    written = of(graded, "holding-statement")
    assert graded.points == POSSIBLE and any(flag.review for flag in graded.flags)
    assert (written.points, written.answer, written.no_response) == (None, None, False)


def test_flags_of_the_intake_come_along(exercise: Exercise):
    made = notebook(RIGHT, TEXT)
    copied(made, WRITTEN, source="")
    hand_in = handed_in(made)
    earlier = score(hand_in, exercise).flags
    again = HandIn("ada", hand_in.notebook, (), HANDED_IN, flags=earlier)
    assert score(again, exercise).flags == earlier * 2


def test_a_refusal_says_what_was_refused(exercise: Exercise):
    hand_in = handed_in(b"\x89PNG")
    with pytest.raises(Refused, match="picture") as refused:
        score(hand_in, exercise)
    assert refused.value.identity == hand_in.identity


def test_the_same_is_graded_the_same_and_can_be_sent_elsewhere(exercise: Exercise):
    hand_in = handed_in(notebook(RIGHT, TEXT))
    graded = score(hand_in, exercise)
    assert score(hand_in, exercise) == graded
    assert pickle.loads(pickle.dumps(graded)) == graded
    assert score(*pickle.loads(pickle.dumps((hand_in, exercise)))) == graded


def test_a_fingerprint_is_that_of_the_answer(exercise: Exercise):
    def mark(name: str, *answers: Entry, text: str | None = None) -> str:
        return of(score(handed_in(notebook(answers, text)), exercise), name).fingerprint

    plan = RIGHT["crisis-plan"]
    turned = dict(reversed(plan.items()))
    assert mark("crisis-plan", entry("crisis-plan", plan)) == mark(
        "crisis-plan", entry("crisis-plan", turned)
    )
    fingerprints = [
        mark("day-after"),
        mark("day-after", entry("day-after", "failed")),
        mark("day-after", entry("day-after", "failed", revision="0" * 12)),
        mark("day-after", entry("day-after", ["failed"])),
        mark("holding-statement", text=TEXT),
        mark("holding-statement", text=TEXT + "!"),
    ]
    assert len(set(fingerprints)) == len(fingerprints)
    assert mark("holding-statement") == mark("day-after")  # nothing is nothing


def test_half_characters_and_zeros_in_answers_do_no_harm(exercise: Exercise):
    record = json.loads(beside([entry("day-after", "x")]))
    record["entries"][0]["value"] = "\ud83d\x00"
    graded = score(handed_in(released(), json.dumps(record).encode()), exercise)
    of(graded, "day-after").discarded.encode("utf-8")
