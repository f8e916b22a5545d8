"""nbgrader's autograde as it stands gives every submission what `check` gives its answers."""

import pytest

from tenmistakes.questions import check
from tenmistakes.questions.exemplars import answer_of
from tenmistakes.questions.kinds import Written
from tenmistakes.questions.views import message_text


def automatic(course, student, graded):
    scores = course.scores(student)
    return {q.id: scores[q.id][0] for q in graded}


def earned(question, answers, mistake):
    return check(question, answers[question.id], mistake).points


def test_the_solution_earns_full_marks(term, graded):
    assert automatic(term, "solution", graded) == {q.id: q.points for q in graded}
    assert all(message.startswith("Right (") for message in term.verdicts("solution").values())


def test_the_untouched_release_earns_nothing_and_is_not_attempted(term, graded, mistake):
    assert {name: score for name, (score, *_) in term.scores("untouched").items()} == {
        q.id: 0 for q in mistake.questions.values() if q.points
    }
    messages = term.verdicts("untouched")
    assert set(messages) == {q.id for q in graded}
    assert all(message.startswith("Not attempted (0 of ") for message in messages.values())


def test_exemplars_earn_the_points_and_the_message_it_declares(term, graded, mistake, rounds):
    seen = set()
    for number, exemplars in enumerate(rounds):
        scores, messages = term.scores(f"round-{number:02d}"), term.messages(f"round-{number:02d}")
        for question in graded:
            exemplar = exemplars[question.id]
            result = check(question, answer_of(exemplar, question, mistake), mistake)
            assert result.message_id == exemplar.message
            assert scores[question.id][0] == pytest.approx(result.points), (question.id, number)
            assert message_text(result.message) in messages[question.id], (question.id, number)
            seen.add((question.id, exemplar.message))
    for question in graded:
        declared = {(question.id, exemplar.message) for exemplar in question.exemplars}
        assert declared <= seen or len(question.exemplars) > len(rounds)


def test_part_of_the_points_arrives_as_such(term, graded, rounds):
    partial = {
        question.id: term.scores(f"round-{number:02d}")[question.id][:2]
        for number, exemplars in enumerate(rounds)
        for question in graded
        if exemplars[question.id].outcome == "partly"
    }
    assert partial
    assert all(0 < score < possible for score, possible in partial.values())


def test_the_notebook_alone_carries_its_answers(term, graded, mistake, wrong):
    first, *others = graded
    folder = term.root / "grading" / "submitted" / "alone"
    assert not list(folder.rglob("*.answers.json"))
    scores = automatic(term, "alone", graded)
    assert scores[first.id] == first.points
    assert {q.id: scores[q.id] for q in others} == {q.id: earned(q, wrong, mistake) for q in others}
    assert not any(m.startswith("Not attempted") for m in term.verdicts("alone").values())


def test_answers_among_the_solutions_do_not_replace_a_learners(term, graded, mistake, wrong):
    assert list((term.root / "solutions").rglob("*.answers.json"))
    assert automatic(term, "wrong", graded) == {q.id: earned(q, wrong, mistake) for q in graded}
    assert not list((term.root / "grading" / "autograded" / "untouched").rglob("*.answers.json"))


def test_nonsense_and_a_package_in_the_folder_harm_nobody(term, graded):
    assert set(automatic(term, "hostile", graded).values()) == {0}
    assert all(m.startswith("Not attempted (0 of ") for m in term.verdicts("hostile").values())
    assert not any(
        output.output_type == "error"
        for cell in term.graded_notebook("hostile").cells
        for output in cell.get("outputs", ())
    )


def test_a_person_reads_what_is_written_and_nothing_else(term, mistake):
    written = {q.id for q in mistake.questions.values() if isinstance(q, Written) and q.points}
    waiting = {name for name, (_, _, manual) in term.scores("wrong").items() if manual}
    assert waiting == written
    assert not any(manual for _, _, manual in term.scores("untouched").values())


def test_no_cell_says_anything_on_stderr(term):
    for student in ("solution", "untouched", "wrong", "hostile", "round-00"):
        for cell in term.graded_notebook(student).cells:
            assert not any(output.get("name") == "stderr" for output in cell.get("outputs", ())), cell.id
