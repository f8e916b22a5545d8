"""What saved answers come to."""

import os
import re
from dataclasses import replace

import nbformat
import pytest

from tenmistakes import content
from tenmistakes.anchors import anchor
from tenmistakes.answers.store import Store
from tenmistakes.questions import check, key, load, load_all
from tenmistakes.questions.kinds import Plan, Written
from tenmistakes.standing import page

from .conftest import asked, exemplary

SLUG = "no-crisis-plan"
CHOICE = "first-move"


def options(right: bool) -> list[str]:
    return [option.id for option in load(SLUG).questions[CHOICE].options if option.right is right]


def test_nothing_is_answered_at_first_and_nothing_is_written(learner):
    standing = learner.stands()
    assert [row.number for row in standing.rows] == list(range(1, 11))
    assert not any(part.begun for row in standing.rows for part in row.parts)
    assert standing.problems == ()
    assert list(learner.root.rglob("*.json")) == []


def test_a_finished_lesson_and_exercise_have_everything(learner):
    learner.answer_all("lesson", SLUG)
    learner.answer_all("exercise", SLUG)
    row = learner.row(SLUG)
    assert row.lesson.finished
    assert row.lesson.right == row.lesson.at_first == row.lesson.checks > 0
    assert row.exercise.finished
    assert row.exercise.earned == row.exercise.points > 0
    assert row.exercise.read > 0
    assert (row.exercise.plan, row.exercise.best) == (1.0, True)
    assert row.missed == ()


def test_a_lesson_is_finished_where_the_certificate_says_so(learner):
    """Both ask for what can be checked; a text for oneself may wait for ever."""
    questions = load(SLUG).questions
    *first, last = (name for name in asked("lesson", SLUG) if not isinstance(questions[name], Written))
    for name in first:
        learner.save("lesson", SLUG, name, exemplary(SLUG, name, "right"))
    assert not learner.row(SLUG).lesson.finished
    learner.save("lesson", SLUG, last, exemplary(SLUG, last, "right"))
    lesson = learner.row(SLUG).lesson
    assert lesson.finished
    assert lesson.answered < lesson.of
    assert page.words(lesson).startswith(f"{lesson.answered} of {lesson.of} answered")


def test_points_are_those_that_check_gives_each_answer(learner):
    learner.answer_all("exercise", SLUG, "not-yet")
    mistake = load(SLUG)
    earned = sum(
        check(mistake.questions[name], exemplary(SLUG, name, "not-yet"), mistake).points
        for name in asked("exercise", SLUG)
    )
    assert learner.row(SLUG).exercise.earned == earned


def test_points_possible_are_those_of_the_definitions(learner):
    for mistake, row in zip(load_all(), learner.stands().rows, strict=True):
        possible = row.exercise.points + row.exercise.read
        assert possible == sum(question.points for question in mistake.questions.values())


def test_a_plan_is_as_close_as_its_regret_says(learner):
    mistake = load(SLUG)
    question = next(q for q in mistake.questions.values() if isinstance(q, Plan))
    space = key.space(question, SLUG)
    plan = max(space.plans(), key=space.loss)
    learner.try_("exercise", SLUG, question.id, plan)
    exercise = learner.row(SLUG).exercise
    assert exercise.plan == pytest.approx(1 - space.regret(plan))
    assert exercise.best is False


# --- Tries ---


def test_right_at_the_second_try_is_right_now_and_was_not_at_first(learner):
    learner.try_("lesson", SLUG, CHOICE, options(False)[0])
    learner.try_("lesson", SLUG, CHOICE, options(True)[0])
    lesson = learner.row(SLUG).lesson
    assert (lesson.right, lesson.at_first) == (1, 0)


def test_what_came_on_the_way_to_the_first_check_is_no_try(learner):
    learner.save("lesson", SLUG, CHOICE, options(False)[0])
    learner.try_("lesson", SLUG, CHOICE, options(True)[0])
    lesson = learner.row(SLUG).lesson
    assert (lesson.right, lesson.at_first) == (1, 1)


def test_an_answer_nobody_checked_counts_as_it_stands(learner):
    learner.save("lesson", SLUG, CHOICE, options(False)[0])
    learner.save("lesson", SLUG, CHOICE, options(True)[0])
    lesson = learner.row(SLUG).lesson
    assert (lesson.right, lesson.at_first) == (1, 1)


def test_a_wrong_prediction_is_neither_a_check_nor_missed(learner):
    text = (content.place(SLUG).folder / "lesson.md").read_text(encoding="utf-8")
    name = re.search(rf'predict="{SLUG}/([a-z-]+)"', text)[1]
    learner.try_("lesson", SLUG, name, exemplary(SLUG, name, "not-yet"))
    row = learner.row(SLUG)
    assert row.lesson.answered == 1
    assert row.missed == ()


# --- What was missed ---


def test_what_was_missed_names_the_idea_and_leads_to_the_section(learner):
    learner.try_("lesson", SLUG, CHOICE, options(False)[0])
    mistake = load(SLUG)
    result = check(mistake.questions[CHOICE], options(False)[0], mistake)
    misconception = mistake.misconceptions[result.misconception]
    (missed,) = learner.row(SLUG).missed
    assert (missed.idea, missed.heading) == (misconception.idea, misconception.see)
    assert missed.link == f"08-{SLUG}.ipynb#{anchor(misconception.see)}"


def test_put_right_it_is_missed_no_more(learner):
    learner.try_("lesson", SLUG, CHOICE, options(False)[0])
    learner.try_("lesson", SLUG, CHOICE, options(True)[0])
    assert learner.row(SLUG).missed == ()


@pytest.mark.parametrize("mistake", load_all(), ids=lambda mistake: mistake.slug)
def test_every_section_that_can_be_linked_stands_in_the_built_lesson(mistake):
    """The loader compares `see` with the source; here the notebook that learners get."""
    notebook = nbformat.read(content.home() / "lessons" / f"{mistake.place.stem}.ipynb", 4)
    text = "\n".join(cell.source for cell in notebook.cells if cell.cell_type == "markdown")
    headings = {anchor(found) for found in re.findall(r"^#+ (.+?) *$", text, re.MULTILINE)}
    wanted = {anchor(misconception.see) for misconception in mistake.misconceptions.values()}
    assert wanted <= headings


# --- After grading ---


@pytest.mark.usefixtures("after_grading")
def test_what_is_explained_after_grading_shows_nothing_of_the_key(learner):
    """Whether right or wrong: the figures of the exercise are the same."""
    learner.answer_all("exercise", SLUG, "not-yet")
    wrong = learner.row(SLUG)
    learner.answer_all("exercise", SLUG, "right")
    right = learner.row(SLUG)
    assert wrong.exercise.answered == right.exercise.answered > 0
    assert wrong.missed == right.missed == ()
    for row in (wrong, right):
        assert (row.exercise.earned, row.exercise.plan, row.exercise.best) == (None, None, False)


# --- Upgrades of the course ---


def test_an_answer_to_a_question_that_has_changed_is_told_and_counts_no_more(learner):
    learner.save("lesson", SLUG, CHOICE, options(True)[0], mark="an-older-one")
    row = learner.row(SLUG)
    assert (row.lesson.answered, row.lesson.right, row.outdated) == (0, 0, 1)


def test_an_answer_to_a_question_that_is_gone_is_passed_over_and_kept(learner):
    file = learner.file("lesson", SLUG)
    Store(file, f"lesson/{SLUG}").save(f"{SLUG}/long-gone", "a", "r")
    learner.save("lesson", SLUG, CHOICE, options(True)[0])
    row = learner.row(SLUG)
    assert (row.lesson.answered, row.outdated) == (1, 0)
    assert b"long-gone" in file.read_bytes()


def test_answers_of_a_lesson_that_is_gone_are_told(learner):
    Store(learner.start / "07-old.answers.json", "lesson/an-old-slug").save("an-old-slug/one", "a", "r")
    (problem,) = learner.stands().problems
    assert "(lesson/an-old-slug)" in problem
    assert "They are kept" in problem


def test_answers_follow_a_notebook_under_any_name_and_number(learner):
    learner.save("lesson", SLUG, CHOICE, options(True)[0])
    learner.file("lesson", SLUG).rename(learner.start / "05-my crisis.answers.json")
    assert learner.row(SLUG).lesson.answered == 1


# --- Answers files that are not as they should be ---


def test_a_damaged_file_is_told_and_what_can_be_read_counts(learner):
    learner.save("lesson", SLUG, CHOICE, options(True)[0])
    file = learner.file("lesson", SLUG)
    damaged = file.read_bytes()[:-3] + b"@@"
    file.write_bytes(damaged)
    standing = learner.stands()
    (problem,) = standing.problems
    assert "“08-no-crisis-plan.answers.json” is damaged" in problem
    assert "The answers to 1 question could be read" in problem
    assert standing.rows[7].lesson.answered == 1
    assert file.read_bytes() == damaged


def test_a_file_of_a_newer_version_is_told_and_left_alone(learner):
    file = learner.file("lesson", SLUG)
    newer = f'{{"format":"tenmistakes answers","schema":9,"notebook":"lesson/{SLUG}","entries":[]}}'
    file.write_text(newer)
    (problem,) = learner.stands().problems
    assert "written by a newer version of the course" in problem
    assert file.read_text() == newer


def test_a_link_a_folder_and_a_huge_file_are_told(learner):
    learner.save("lesson", SLUG, CHOICE, options(True)[0])
    (learner.start / "a.answers.json").symlink_to(learner.file("lesson", SLUG))
    with (learner.start / "b.answers.json").open("wb") as huge:
        huge.truncate(10**9)
    problems = learner.stands().problems
    assert ["is a link to another place" in problems[0], "is larger than 2 MiB" in problems[1]] == [
        True,
        True,
    ]


@pytest.mark.parametrize(
    "name",
    [
        "08-no-crisis-plan.answers (Anna's conflicted copy 2026-11-01).json",
        "08-no-crisis-plan.answers.sync-conflict-20261101-101112-ABCDEFG.json",
        "08-no-crisis-plan.answers-LAPTOP.json",
    ],
)
def test_the_second_copy_of_a_shared_folder_is_told_and_not_counted(learner, name):
    learner.save("lesson", SLUG, CHOICE, options(True)[0])
    learner.file("lesson", SLUG).rename(learner.start / name)
    standing = learner.stands()
    (problem,) = standing.problems
    assert name in problem
    assert "bring it in" in problem
    assert standing.rows[7].lesson.answered == 0


def test_in_a_folder_that_cannot_be_written_everything_shows(learner, monkeypatch):
    learner.answer_all("lesson", SLUG)
    real = os.open

    def reading_only(path, flags, *rest, **options):
        assert not flags & (os.O_WRONLY | os.O_RDWR | os.O_CREAT), path
        return real(path, flags, *rest, **options)

    monkeypatch.setattr(os, "open", reading_only)
    assert learner.row(SLUG).lesson.finished


def test_pages_that_are_no_mistake_are_listed_whatever_their_number(learner, monkeypatch):
    """An eleventh mistake may have the number of the plan, or come after the glossary."""
    links = [leaf.link for leaf in learner.stands().leaves]
    assert links == ["11-your-plan.ipynb", "12-glossary.ipynb"]
    renumbered = [
        replace(place, number=13) if place.slug == "no-rewards" else place for place in content.places()
    ]
    monkeypatch.setattr(content, "places", lambda folder=None: iter(renumbered))
    assert [leaf.link for leaf in learner.stands().leaves] == links
