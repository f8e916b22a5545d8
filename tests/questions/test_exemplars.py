"""Every exemplar of the course receives what it declares; made from the definitions themselves."""

import pytest

from tenmistakes import content
from tenmistakes.questions import Refused, check, exemplars, load_all
from tenmistakes.questions.key import named_misconceptions, right_answer


def _every():
    """The exemplars of the course; none if a file is refused, which has a test of its own."""
    try:
        return list(exemplars.every())
    except Refused:
        return []


EVERY = _every()


def test_every_mistake_of_the_course_has_sound_questions():
    lessons = [place.slug for place in content.mistakes()]
    assert lessons
    assert [mistake.slug for mistake in load_all()] == lessons


def test_every_question_is_asked_its_exemplars():
    asked = {mistake.full_id(question) for mistake, question, _, _ in EVERY}
    wanted = {
        mistake.full_id(question)
        for mistake in load_all()
        for question in mistake.questions.values()
        if question.points or question.kind != "written"
    }
    assert wanted
    assert wanted <= asked


@pytest.mark.parametrize(
    ("mistake", "question", "exemplar"),
    [
        pytest.param(mistake, question, exemplar, id=f"{mistake.full_id(question)}-{number}")
        for mistake, question, number, exemplar in EVERY
    ],
)
def test_an_exemplar_receives_what_it_declares(mistake, question, exemplar):
    assert exemplars.fault(exemplar, question, mistake) == ""


@pytest.mark.parametrize(
    ("mistake", "question"),
    [
        pytest.param(mistake, question, id=mistake.full_id(question))
        for mistake, question in {m.full_id(q): (m, q) for m, q, _, _ in EVERY}.values()
    ],
)
def test_the_key_of_a_question_earns_all_its_points(mistake, question):
    result = check(question, right_answer(question, mistake.slug), mistake)
    if question.kind == "written":
        assert result.message_id == ("awaiting-review" if question.points else "not-attempted")
    else:
        assert (result.outcome, result.points) == ("right", question.points)


def test_the_exemplars_of_the_small_mistake_hold(mistake):
    assert exemplars.problems(mistake.place.folder.parent) == []
    for question in mistake.questions.values():
        shown = {exemplar.message for exemplar in question.exemplars}
        assert named_misconceptions(question) <= shown


def test_the_course_has_no_problem_once_it_is_asked():
    assert exemplars.problems() == []


def test_what_the_best_plan_does_is_no_misconception(definitions, course_of):
    definitions["questions"][5]["misconceptions"]["watch"]["one"] = "mute"
    (problem,) = exemplars.problems(course_of(definitions))
    assert problem.place == "question week, decision watch, choice one"
    assert problem.sentence.startswith("The best plan chooses this")


@pytest.mark.parametrize(
    ("question", "number", "change", "sentence"),
    [
        (0, 2, {"answer": "remove"}, "It receives the message 'erase', not 'calms'."),
        (1, 2, {"outcome": "not-yet"}, "It receives the outcome partly, not not-yet."),
        (4, 1, {"answer": 100}, "It receives the message 'too-low', not 'right' and the outcome not-yet"),
        (5, 3, {"answer": "best"}, "It receives the message 'right', not 'mute'"),
    ],
)
def test_an_exemplar_that_fails_is_told(definitions, course_of, question, number, change, sentence):
    definitions["questions"][question]["exemplars"][number].update(change)
    (problem,) = exemplars.problems(course_of(definitions))
    assert problem.sentence.startswith(sentence)
    name = definitions["questions"][question]["id"]
    assert problem.place == f"question {name}, exemplar {number + 1}"


def test_a_changed_key_fails_an_exemplar(definitions, course_of):
    options = definitions["questions"][0]["options"]
    options[0] = {"id": "wait", "text": "Wait", "right": True}
    options[1] = {"id": "say-sorry", "text": "Say sorry", "misconception": "calms"}
    assert len(exemplars.problems(course_of(definitions))) == 2
