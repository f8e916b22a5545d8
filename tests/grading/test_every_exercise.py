"""Each exercise of the course, graded as data: its model answers earn every point, its release none."""

import json

import pytest

from tenmistakes import content
from tenmistakes.answers import embedding
from tenmistakes.answers.schema import Entry
from tenmistakes.grading.exercise import load_exercise
from tenmistakes.grading.handed_in import HandIn
from tenmistakes.grading.rebuild import rebuild
from tenmistakes.grading.scoring import score
from tenmistakes.questions import revision
from tenmistakes.questions.key import right_answer

EXERCISES = [place.stem for place in content.mistakes()]


@pytest.mark.parametrize("stem", EXERCISES)
def test_model_answers_earn_every_point_and_the_release_none(stem: str):
    exercise = load_exercise(stem, content.home() / "exercises" / stem)
    made = json.loads(json.dumps(exercise.notebook))
    untouched = score(HandIn("ada", json.dumps(made).encode()), exercise)
    assert {marked.points for marked in untouched.items} == {0.0}
    assert {marked.result.message_id for marked in untouched.items} == {"not-attempted"}

    automatic = [item for item in exercise.items if not item.written]
    assert len(automatic) >= 5 and len(automatic) < len(exercise.items)
    hand_in = next(c for c in made["cells"] if c["metadata"].get("tenmistakes", {}).get("role") == "hand-in")
    hand_in["source"] = embedding.write(
        Entry(
            item.full_id,
            right_answer(item.question, exercise.slug),
            "2026-01-31T09:30:00.000Z",
            1,
            revision(item.question),
        )
        for item in automatic
    )
    graded = score(HandIn("ada", json.dumps(made).encode()), exercise)
    assert graded.flags == ()
    assert {m.item.full_id: m.points for m in graded.items if not m.item.written} == {
        item.full_id: item.points for item in automatic
    }
    assert rebuild(graded, exercise) == rebuild(graded, exercise)
