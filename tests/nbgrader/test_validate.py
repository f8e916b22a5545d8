"""nbgrader's Validate: what it tells a learner before handing in."""

import shutil

from tenmistakes.questions.kinds import Written

ALL_WELL = "Success! Your notebook passes all the tests."


def fresh(course, name):
    """A learner's own copy of the exercise, anywhere."""
    target = course.root / name / f"{course.name}.ipynb"
    target.parent.mkdir()
    shutil.copy(course.notebook("exercises"), target)
    return target


def validate(course, notebook):
    """nbgrader ends with 0 whatever it finds: what it prints is what counts."""
    done = course.run("validate", notebook.name, folder=notebook.parent)
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_an_untouched_exercise_fails_on_every_question(course, mistake):
    said = validate(course, fresh(course, "untouched"))
    questions = [q for q in mistake.questions.values() if q.points]
    assert f"VALIDATION FAILED ON {len(questions)} CELL(S)!" in said
    for question in questions:
        if not isinstance(question, Written):
            assert f'score("{mistake.slug}/{question.id}")' in said


def test_an_exercise_that_is_solved_passes(course, right):
    notebook = fresh(course, "solved")
    course.answer(notebook, right)
    course.write(notebook, "We have seen it. You hear from us at six.")
    assert ALL_WELL in validate(course, notebook)


def test_where_the_course_explains_after_grading_any_answers_pass(course, wrong, after_grading):
    """Then Validate says whether there is an answer, and nothing from which the key could be read."""
    course.environment["PYTHONPATH"] = str(after_grading)
    notebook = fresh(course, "wrong")
    course.answer(notebook, wrong)
    course.write(notebook, "Something.")
    assert ALL_WELL in validate(course, notebook)
