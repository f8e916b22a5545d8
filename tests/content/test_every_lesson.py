"""What holds of every lesson and exercise, whatever its mistake."""

import re
from pathlib import Path

import pytest
import yaml

from tenmistakes import content
from tenmistakes.models import base
from tenmistakes.questions import loading

from .pages import Pages

LESSONS = [place.slug for place in content.mistakes()]
PICTURES = [(slug, name) for slug in LESSONS for name in Pages(slug).pictures]

BEFORE_THE_CASE = [
    "What it cost somebody",
    "What you will be able to do",
    "Predict first",
    "The idea in plain words",
    "Simulate",
]
AFTER_THE_CASE = [
    "Further cases",
    "Check yourself",
    "Decide",
    "Key points",
    "Your own brand",
    "Sources",
]
KINDS = {"choose-one", "choose-several", "order", "match", "estimate", "plan", "written"}


@pytest.fixture(params=LESSONS)
def pages(request) -> Pages:
    return Pages(request.param)


@pytest.fixture
def mistake(pages):
    return loading.load(pages.slug)


def test_the_lesson_follows_the_arc(pages):
    headings = re.findall(r"^## (.+)$", pages.lesson, re.MULTILINE)
    (case,) = [heading for heading in headings if heading.startswith("The case: ")]
    assert headings == [*BEFORE_THE_CASE, case, *AFTER_THE_CASE]


@pytest.mark.parametrize(("slug", "name"), PICTURES)
def test_every_row_of_a_picture_names_a_source_the_picture_lists(slug, name):
    pages = Pages(slug)
    picture = pages.pictures[name]
    assert {row["source"] for row in pages.table(picture["data"])} == set(picture["sources"])
    assert set(picture["sources"]) <= set(pages.sources)


def test_every_question_is_asked_once_graded_ones_in_the_exercise(pages, mistake):
    asked = re.findall(rf'(?:ask\(|predict=)"{pages.slug}/([a-z0-9-]+)"', pages.lesson)
    graded = re.findall(rf'ask\("{pages.slug}/([a-z0-9-]+)"\)', pages.exercise)
    graded += re.findall(rf"<!-- written: {pages.slug}/([a-z0-9-]+) -->", pages.exercise)
    assert sorted(asked + graded) == sorted(mistake.questions)
    assert {name for name, question in mistake.questions.items() if question.points} == set(graded)


def test_every_simulation_is_shown_after_a_prediction_and_every_picture_once(pages):
    shown = re.findall(rf'simulate\("{pages.slug}/([a-z0-9-]+)", predict=', pages.lesson)
    assert sorted(shown) == sorted(base.load(pages.slug).SIMULATIONS)
    drawn = re.findall(rf'picture\("{pages.slug}/([a-z0-9-]+)"\)', pages.lesson)
    assert sorted(drawn) == sorted(pages.pictures)


def test_the_exercise_has_the_questions_it_must(mistake):
    graded = [question for question in mistake.questions.values() if question.points]
    automatic = [question for question in graded if question.kind != "written"]
    assert len(automatic) >= 5
    assert len({question.kind for question in automatic}) >= 3
    assert len([question for question in automatic if question.kind == "plan"]) == 1
    (written,) = (question for question in graded if question.kind == "written")
    assert sum(criterion.points for criterion in written.rubric) == written.points
    assert 20 <= sum(question.points for question in graded) <= 30
    assert {question.kind for question in mistake.questions.values()} == KINDS


def test_a_right_option_is_never_the_longest_alone(mistake):
    """Length must not give the answer away."""
    for question in mistake.questions.values():
        if question.kind == "choose-one":
            longest = max(len(option.text) for option in question.options if not option.right)
            assert all(len(o.text) <= longest for o in question.options if o.right), question.id


def test_the_model_answer_keeps_to_the_length_it_asks_for(mistake):
    for question in mistake.questions.values():
        if question.kind == "written" and question.points:
            assert len(question.model_answer.split()) <= question.words * 1.25, question.id


def prose(text: str) -> str:
    """A text notebook without its head, its code and its citations."""
    return re.sub(r"```.*?```|\[@[^\]]*\]|\A---.*?^---", "", text, flags=re.DOTALL | re.MULTILINE)


def test_a_lesson_takes_25_to_40_minutes(pages):
    reading = len(prose(pages.lesson).split()) / 200
    doing = 1.0 * len(re.findall(r"^ask\(", pages.lesson, re.MULTILINE))
    trying = 3.0 * len(re.findall(r"^simulate\(", pages.lesson, re.MULTILINE))
    assert 25 <= reading + doing + trying <= 40


def test_no_paragraph_is_a_wall_of_text(pages):
    for text in (pages.lesson, pages.exercise):
        for paragraph in re.split(r"\n\s*\n|^\||^- |^\d+\. ", prose(text), flags=re.MULTILINE):
            assert len(paragraph.split()) <= 120, paragraph


def test_both_folders_are_text_notebooks_of_python(pages):
    for path in (
        pages.folder / "lesson.md",
        pages.folder / "exercise.md",
        content.place("start-here").folder / "lesson.md",
    ):
        _, front, _ = path.read_text(encoding="utf-8").split("---\n", 2)
        assert yaml.safe_load(front)["kernelspec"]["name"] == "python3", Path(path).name
