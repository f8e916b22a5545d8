"""The certificate: for whom it is, what it says, and that any name fits."""

import io
import warnings
from datetime import date

import pytest
from matplotlib.figure import Figure
from PIL import Image

from tenmistakes import content
from tenmistakes.plan import certificate, picture
from tenmistakes.plan.finishing import finish
from tenmistakes.plan.plan import plan
from tenmistakes.questions import load
from tenmistakes.questions.asked import asked

from .making import entry, every_lesson, filled, plan_answers

DAY = date(2026, 11, 23)
NAMES = {
    "short": "Bo",
    "long": "Šárka Nguyễn-Østergård Ærøskøbing-Þórðardóttir von und zu Hohenlohe-Langenburg",
    "one long word": "W" * 300,
    "right to left": "محمد بن عبد الله",
    "no font": "\U0001f9d1 山田 \U00012000",
    "hostile": '<script>alert(1)</script> $x^2$ "a" & b',
}


def how_far(answers, lessons):
    return finish(plan(answers, lessons), answers, lessons)


def test_whoever_has_answered_everything_has_finished():
    done = how_far(plan_answers(filled()), every_lesson())
    assert done.left == ()
    assert done.day == DAY


def test_at_the_beginning_all_ten_lessons_and_the_plan_are_left():
    done = how_far([], {})
    assert [left.notebook for left in done.left] == [
        f"{place.stem}.ipynb" for place in content.mistakes()
    ] + [""]
    assert {left.answered for left in done.left} == {0}
    assert done.day is None


def test_wrong_answers_count_and_texts_are_not_asked_for():
    lessons = every_lesson()
    mistake = load("no-crisis-plan")
    question = next(
        q
        for q in mistake.questions.values()
        if q.kind == "choose-one" and mistake.full_id(q) in asked(mistake, "lesson").checkable
    )
    wrong = next(option.id for option in question.options if not option.right)
    lessons["lesson/no-crisis-plan"] = [
        entry(e.question, wrong if e.question.endswith(f"/{question.id}") else e.value, e.revision)
        for e in lessons["lesson/no-crisis-plan"]
    ]
    assert how_far(plan_answers(filled()), lessons).left == ()
    assert "written" in {question.kind for question in asked(mistake, "lesson").questions.values()}


@pytest.mark.parametrize("spoil", ["blank", "outdated", "elsewhere", "unknown"])
def test_an_answer_that_is_none_leaves_the_lesson_open(spoil):
    lessons = every_lesson()
    first, *others = lessons["lesson/isolation"]
    lessons["lesson/isolation"] = {
        "blank": [entry(first.question, None, first.revision), *others],
        "outdated": [entry(first.question, first.value, "of-old"), *others],
        "elsewhere": others,
        "unknown": [entry("isolation/no-such-question", first.value), *others],
    }[spoil]
    lessons["exercise/isolation"] = [first]
    [left] = how_far(plan_answers(filled()), lessons).left
    assert left.notebook == "05-isolation.ipynb"
    of = len(asked(load("isolation"), "lesson").checkable)
    assert (left.answered, left.of) == (of - 1, of)


def test_a_check_left_out_leaves_the_plan_open():
    [left] = how_far(plan_answers(filled() | {"isolation": {"do": "Ask"}}), every_lesson()).left
    assert (left.answered, left.of, left.notebook) == (9, 10, "")


@pytest.mark.parametrize("name", NAMES.values(), ids=NAMES.keys())
def test_any_name_makes_a_picture_and_the_same_one_each_time(name):
    made = certificate.certificate(certificate.name_in(entry(certificate.NAME, {"name": name})), DAY)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        data = picture.png(made)
        assert data == picture.png(made)
    with Image.open(io.BytesIO(data)) as image:
        assert image.size == (1753, 1240)
        assert image.text["Description"] == made.words
        edge = image.convert("L").crop((0, 0, 70, image.height)).crop((65, 300, 70, 900))
        assert edge.getextrema() == (253, 253), "the name runs into the frame"


def test_a_long_name_is_whole_in_the_picture():
    name = "Maria-Magdalena Theodora Konstantinopolitanska-Schwarzenberger von Hohenstein und zu Kirchheim"
    sheet = Figure()
    picture._name(sheet, 0.5, name)
    assert " ".join(text.get_text() for text in sheet.texts) == name


def test_letters_without_a_font_are_named():
    assert picture.unknown_letters("Bo Šárka محمد") == ""
    assert "\U00012000" in picture.unknown_letters("Bo \U00012000")


@pytest.mark.parametrize("name", NAMES.values(), ids=NAMES.keys())
def test_the_page_says_what_it_certifies_and_no_more(name):
    made = certificate.certificate(name, DAY)
    html = certificate.html(made)
    assert html.count("<li>") == 10
    assert "Self-assessed" in html
    assert "it is no grade" in html
    assert "23 November 2026" in html
    assert "<script" not in html
    assert all(point in made.words for point in made.points)


@pytest.mark.parametrize("value", [None, "Mary", {"name": 3}, {"name": " \n"}, {}, ["name"]])
def test_without_a_name_there_is_none(value):
    assert certificate.name_in(entry(certificate.NAME, value)) == ""
    assert certificate.name_in(None) == ""
