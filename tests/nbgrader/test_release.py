"""The exercise that learners get: nbgrader makes it from the solution, and no key is in it."""

import re

import nbformat

from tenmistakes.questions.kinds import Written


def test_nbgrader_generates_what_the_repository_holds_and_repeats_it(course):
    released = course.notebook("exercises")
    committed = released.read_bytes()
    for _ in range(2):
        done = course.run("generate_assignment", course.name, "--force")
        assert done.returncode == 0, done.stderr
        assert released.read_bytes() == committed


def test_answers_among_the_solutions_are_not_handed_out(term):
    assert list((term.root / "solutions").rglob("*.answers.json"))
    assert not list((term.root / "exercises").rglob("*.answers.*"))


def test_the_release_gives_no_key_away(course, mistake, graded):
    notebook = nbformat.read(course.notebook("exercises"), 4)
    text = course.notebook("exercises").read_text(encoding="utf-8")
    assert not any(cell.get("outputs") for cell in notebook.cells)
    assert "SOLUTION" not in text
    assert "\nmodel_answers()" not in "\n".join(cell.source for cell in notebook.cells)
    for question in mistake.questions.values():
        assert not question.right or question.right not in text
        if isinstance(question, Written) and question.points:
            assert question.model_answer not in text
            assert not any(line.text in text for line in question.rubric)


def test_what_is_graded_is_locked_and_the_points_are_the_definitions(course, mistake, graded):
    cells = nbformat.read(course.notebook("exercises"), 4).cells
    scored = {}
    for cell in cells:
        metadata = cell.metadata.get("nbgrader", {})
        if cell.cell_type == "code" and re.search(r"^(ask|score|exercise)\(", cell.source, re.MULTILINE):
            assert metadata["locked"]
            assert cell.metadata.editable is False
        if metadata.get("grade"):
            scored[metadata["grade_id"].partition("-")[2]] = metadata["points"]
    assert scored == {q.id: q.points for q in mistake.questions.values() if q.id in scored}
    assert {q.id for q in graded} < set(scored)


def test_the_cell_that_carries_the_answers_is_not_nbgraders(course):
    for kind in ("solutions", "exercises"):
        last = nbformat.read(course.notebook(kind), 4).cells[-1]
        assert last.metadata.tenmistakes.role == "hand-in"
        assert "nbgrader" not in last.metadata
        assert last.source == "# Hand in: run this cell, then save\nhand_in()"


def test_the_exchange_hands_out_no_answers_and_brings_a_learners_home(course, right, wrong, tmp_path):
    exchange = tmp_path / "exchange"
    exchange.mkdir()
    exchange.chmod(0o777)
    learner = tmp_path / "learner"
    learner.mkdir()
    course.answer(course.notebook("exercises"), right)

    def run(*arguments, folder=None):
        done = course.run(*arguments, f"--Exchange.root={exchange}", folder=folder)
        assert done.returncode == 0, done.stderr

    run("release_assignment", course.name)
    run("fetch_assignment", course.name, "--course=ten-mistakes", folder=learner)
    fetched = learner / course.name
    assert [path.name for path in fetched.iterdir()] == [f"{course.name}.ipynb"]

    course.answer(fetched / f"{course.name}.ipynb", wrong)
    run("submit", course.name, "--course=ten-mistakes", folder=learner)
    run("collect", course.name)
    (collected,) = (course.root / "grading" / "submitted").rglob("*.answers.json")
    assert collected.read_bytes() == (fetched / f"{course.name}.answers.json").read_bytes()
