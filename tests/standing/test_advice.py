"""What to do next."""

from tenmistakes import content
from tenmistakes.standing.advice import advise

from .conftest import asked, exemplary

FIRST, SECOND = (place.slug for place in list(content.mistakes())[:2])


def advice(learner):
    return advise(learner.stands())


def test_who_has_done_nothing_begins_with_the_first_lesson(learner):
    assert advice(learner).sentence == "Begin with lesson 1, Encroaching on customers' time."
    assert advice(learner).link == "01-customers-time.ipynb"
    assert "any order" in advice(learner).why


def test_what_was_begun_last_is_gone_on_with_first(learner):
    for slug in (FIRST, SECOND):
        name = asked("lesson", slug)[0]
        learner.try_("lesson", slug, name, exemplary(slug, name, "right"))
    assert advice(learner).link.startswith("02-")
    assert "1 of" in advice(learner).why
    assert "are left" in advice(learner).why


def test_after_the_lesson_comes_its_exercise(learner):
    learner.answer_all("lesson", SECOND)
    assert advice(learner).sentence.startswith("Do exercise 2,")
    assert advice(learner).link == "../exercises/02-no-permission/02-no-permission.ipynb"
    name = asked("exercise", SECOND)[0]
    learner.try_("exercise", SECOND, name, exemplary(SECOND, name, "right"))
    assert advice(learner).sentence.startswith("Go on with exercise 2,")


def test_who_did_the_exercise_first_is_led_to_its_lesson(learner):
    learner.answer_all("exercise", SECOND)
    assert advice(learner).sentence.startswith("Read lesson 2,")
    assert advice(learner).why == "You have done its exercise, and not yet the lesson."


def test_who_began_the_exercise_first_has_not_done_it(learner):
    name = asked("exercise", SECOND)[0]
    learner.save("exercise", SECOND, name, exemplary(SECOND, name, "right"))
    assert advice(learner).sentence.startswith("Read lesson 2,")
    assert advice(learner).why == "You have begun its exercise, and not yet the lesson."


def test_whose_answers_no_longer_count_is_told_why_the_lesson_is_next(learner):
    name = asked("lesson", SECOND)[0]
    learner.save("lesson", SECOND, name, exemplary(SECOND, name, "right"), "of-old")
    assert advice(learner).sentence.startswith("Read lesson 2,")
    assert advice(learner).why == "Its questions have changed since you answered them."


def test_after_lesson_and_exercise_comes_the_next_lesson_and_after_the_last_the_first(learner):
    for kind in ("lesson", "exercise"):
        learner.answer_all(kind, SECOND)
    assert advice(learner).sentence.startswith("Begin lesson 3,")
    last = list(content.mistakes())[-1].slug
    for kind in ("lesson", "exercise"):
        learner.answer_all(kind, last)
    assert advice(learner).sentence.startswith("Begin lesson 1,")


def test_who_has_done_all_looks_at_what_was_missed_and_then_goes_on_to_what_follows(learner):
    for place in content.mistakes():
        for kind in ("lesson", "exercise"):
            learner.answer_all(kind, place.slug, "not-yet" if place.slug == SECOND else "right")
    standing = learner.stands()
    missed = standing.rows[1].missed
    assert len(missed) > 1
    assert advise(standing).sentence == f"Look again at “{missed[0].heading}” in lesson 2."
    assert advise(standing).link == missed[0].link
    assert f"{len(missed)} wrong ideas are left" in advise(standing).why
    for kind in ("lesson", "exercise"):
        learner.answer_all(kind, SECOND)
    standing = learner.stands()
    assert advise(standing).link == standing.leaves[0].link
