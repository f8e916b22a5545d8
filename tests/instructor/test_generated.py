"""The class that the other tests here grade: the same at every time, and with something of everything."""

import hashlib
from collections import Counter

import pytest

from tenmistakes import content
from tenmistakes.grading.exercise import load_exercise
from tenmistakes.grading.handed_in import HandIn, Refused
from tenmistakes.grading.scoring import score

from .generated import STEMS, make_class


def _digest(made):
    return hashlib.sha256(
        b"".join(h.notebook for work in made.work.values() for h in work.values())
    ).hexdigest()


def test_a_class_is_made_again_byte_for_byte():
    made = make_class(12, STEMS[6:8])
    assert _digest(made) == _digest(make_class(12, STEMS[6:8])) != _digest(make_class(12, STEMS[6:8], seed=8))
    assert made.work[STEMS[7]] == make_class(12, STEMS[7:8]).work[STEMS[7]]


def test_there_is_something_of_everything():
    made = make_class(60, STEMS[7:8])
    hand_ins = made.work[STEMS[7]].values()
    assert made.missing(STEMS[7])
    assert {hand_in.state for hand_in in hand_ins} == {"failed", "needs review", "graded"}
    assert 0 < sum(hand_in.late for hand_in in hand_ins) < 20
    messages = Counter(item.message for hand_in in hand_ins for item in hand_in.items.values())
    assert {"right", "not-attempted", "awaiting-review"} < messages.keys()
    assert len(messages) > 20
    assert any(
        0 < item.points < item.question.points for h in hand_ins for item in h.items.values() if item.points
    )


@pytest.mark.parametrize("stem", STEMS)
def test_grading_finds_what_the_class_knows(stem):
    exercise = load_exercise(stem, content.home() / "exercises" / stem)
    for hand_in in make_class(20, [stem]).work[stem].values():
        submission = HandIn(hand_in.student, hand_in.notebook, (), hand_in.when)
        if hand_in.fails:
            with pytest.raises(Refused):
                score(submission, exercise)
            continue
        graded = score(submission, exercise)
        answered = any(item.value is not None for item in hand_in.items.values())
        assert [flag.name for flag in graded.flags] == ([] if answered else ["no-answers"])
        found = {m.item.question.id: (m.result.message_id, m.points) for m in graded.items}
        assert found == {name: (item.message, item.points) for name, item in hand_in.items.items()}
