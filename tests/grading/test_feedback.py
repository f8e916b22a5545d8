"""The page a learner gets back: all that is theirs to know, nothing else, and nothing in it that runs."""

import errno
import re
import subprocess
import sys
from dataclasses import replace
from html.parser import HTMLParser

import pytest

from tenmistakes import showing
from tenmistakes.grading import feedback, flags
from tenmistakes.grading.feedback import Pageless, Stale, page
from tenmistakes.grading.flags import flag
from tenmistakes.grading.gradebook import Gradebook
from tenmistakes.grading.run import Stopped
from tenmistakes.grading.states import State
from tenmistakes.questions import check
from tenmistakes.questions.exemplars import answer_of
from tenmistakes.questions.views import message_text

from .classroom import MIXED, NAME, POSSIBLE, QUESTIONS, RIGHT, TEXT, notebook, open_classroom
from .instructor import environment
from .papers import WRITTEN, exercise, paper

MISTAKE = exercise().mistake
EXEMPLARS = [
    pytest.param(question, exemplar, id=f"{question.id}-{number}")
    for question in QUESTIONS.values()
    for number, exemplar in enumerate(question.exemplars)
]
PLAN = next(question.id for question in QUESTIONS.values() if question.kind == "plan")
HOSTILE = (
    "<script>alert(1)</script> <img src=x onerror=alert(1)> [a](javascript:alert(1)) ![b](https://x.test/y) "
    "$\\href{javascript:alert(1)}{c}$ </div></main><style>*{display:none}</style> <https://example.org>"
)


class Reader(HTMLParser):
    """What a browser would make of a page: its elements, and its words."""

    def __init__(self, text):
        super().__init__()
        self.elements, self._words, self._hidden = [], [], False
        self.feed(text)
        self.close()

    @property
    def words(self):
        return " ".join("".join(self._words).split())

    def handle_starttag(self, tag, attrs):
        self.elements.append((tag, dict(attrs)))
        self._hidden = tag in ("style", "script")

    def handle_endtag(self, tag):
        self._hidden = False
        self._words.append("" if tag in ("em", "strong", "code", "a", "bdi") else " ")

    def handle_data(self, data):
        if not self._hidden:
            self._words.append(data)


def words(text):
    return Reader(text).words


def plain(markdown):
    return " ".join(message_text(markdown).split())


def section(text, question):
    """The part of a page that is about one question."""
    found = re.search(rf'<section class="card question [a-z-]+" id="q-{question}".*?</section>', text, re.S)
    return found[0]


@pytest.mark.parametrize(("question", "exemplar"), EXEMPLARS)
def test_each_answer_gets_its_outcome_and_its_explanation(question, exemplar):
    answer = answer_of(exemplar, question, MISTAKE)
    result = check(question, answer, MISTAKE)
    said = words(
        section(page(paper({question.id: answer} if answer is not None else {}), exercise()), question.id)
    )
    assert f"{showing.MARKS[result.outcome][1]} {result.points:g} of {question.points:g}" in said
    assert plain(result.message) in said
    assert plain(question.prompt) in said


def test_a_learner_sees_what_she_chose():
    text = page(paper(MIXED), exercise())
    chosen = section(text, "saturday-night-wickerby").partition("Your choice:</strong>")[2]
    option = next(o for o in QUESTIONS["saturday-night-wickerby"].options if o.id == "sleep-on-it")
    assert words(chosen).startswith(plain(option.text))
    assert "Your order:" in section(text, "sunday-morning")
    assert "Your estimate: " in section(text, "two-hours-at-the-weekend")
    assert section(text, "friday-at-five").count("Your choice:") == 2


def test_an_order_without_all_its_items_is_not_shown_as_hers():
    text = page(paper({"sunday-morning": ["look", "hold"]}), exercise())
    assert "To be put in order:" in section(text, "sunday-morning")
    assert "Your order:" not in text


@pytest.mark.parametrize("answers", [{}, {"saturday-night-wickerby": "sleep-on-it"}], ids=["blank", "wrong"])
def test_the_key_is_not_given_away(answers):
    said = words(page(paper(answers), exercise()))
    for question in QUESTIONS.values():
        assert plain(question.right) not in said
    written = MISTAKE.questions[WRITTEN]
    assert plain(written.model_answer) not in said
    assert not [line for line in written.rubric if plain(line.text) in said]
    assert "Your choice:" not in words(page(paper(), exercise()))


def test_a_plan_is_drawn_beside_the_best_and_each_only_once(monkeypatch):
    drawn = []

    def draw(*reports):
        drawn.append(reports)
        return f"<figure>picture {len(drawn)}</figure>"

    monkeypatch.setattr(showing, "plan_picture", draw)
    feedback._picture.cache_clear()
    try:
        weaker = RIGHT[PLAN] | {"weekend": "nobody"}
        pages = [page(paper({PLAN: plan}), exercise()) for plan in (RIGHT[PLAN], weaker, RIGHT[PLAN], weaker)]
    finally:
        feedback._picture.cache_clear()
    assert len(drawn) == 2
    assert ["picture 1" in text for text in pages] == [True, False, True, False]
    assert all("picture" in section(text, PLAN) for text in pages)


def test_the_picture_says_in_words_what_it_shows():
    text = section(page(paper({PLAN: RIGHT[PLAN] | {"weekend": "nobody"}}), exercise()), PLAN)
    assert '<svg xmlns="http://www.w3.org/2000/svg"' in text
    assert re.search(r"[\d,]+ with your plan, [\d,]+ with the best\.", words(text))


def test_no_picture_where_the_plan_cannot_be_afforded():
    dear = RIGHT[PLAN] | {"evenings": "round-the-clock", "weekend": "round-the-clock"}
    assert "<svg" not in page(paper({PLAN: dear}), exercise())


# The written answer


def test_a_text_waits_for_its_reader():
    text = page(paper(RIGHT, TEXT), exercise())
    said = words(text)
    assert f"{POSSIBLE:g} of {POSSIBLE + 5:g} points so far" in said
    assert "Up to 5 points may still come" in said
    about = words(section(text, WRITTEN))
    assert TEXT in about
    assert "Not read yet to come Your text is saved." in about


def test_a_text_that_was_read_has_points_and_comment():
    marks = {WRITTEN: {"manual": 4.0, "needs_manual": False, "comment": "Warm, and *short*."}}
    text = page(paper(RIGHT, TEXT, items=marks), exercise())
    about = words(section(text, WRITTEN))
    assert "Read by a person 4 of 5" in about
    assert "A comment for you Warm, and short." in about
    assert "Your text is saved" not in about
    assert f"{POSSIBLE + 4:g} of {POSSIBLE + 5:g} points Question" in words(text)


def test_an_empty_text_is_not_attempted_even_where_a_flag_asks_for_a_person():
    for items in ({}, {WRITTEN: {"needs_manual": True}}):
        about = words(section(page(paper(RIGHT, items=items), exercise()), WRITTEN))
        assert "Not attempted 0 of 5 There is no answer here yet." in about
        assert "No response." not in about


def test_a_comment_on_an_empty_text_is_shown():
    marks = {WRITTEN: {"comment": "Did you forget it?"}}
    assert "Did you forget it?" in page(paper(RIGHT, items=marks), exercise())


def test_a_text_that_nobody_could_find_is_still_waited_for():
    marks = {WRITTEN: {"auto": None, "needs_manual": True, "comment": None}}
    about = words(section(page(paper(RIGHT, items=marks), exercise()), WRITTEN))
    assert "Not read yet to come" in about


def test_points_of_an_earlier_version_are_said_to_be():
    marks = {WRITTEN: {"manual": 3.0, "kept": "changed"}}
    text = page(paper(RIGHT, TEXT, items=marks, flags=(flag("manual-kept", names=WRITTEN),)), exercise())
    about = words(section(text, WRITTEN))
    assert "Not read yet 3 of 5" in about
    assert "are for an earlier version of your work" in about
    assert "so they may still change" in words(text)


# Points


def test_points_are_the_gradebooks():
    marks = {
        "day-after": {"manual": 1.5},
        "the-muted-alarm": {"extra": 0.25},
        WRITTEN: {"manual": 5.0, "needs_manual": False},
    }
    stored = paper(RIGHT, TEXT, items=marks, late_penalty=2.5)
    text = page(stored, exercise())
    assert stored.total == POSSIBLE - 0.5 + 0.25 + 5 - 2.5
    assert f"{stored.total:g} of {POSSIBLE + 5:g} points" in words(text)
    assert "Handed in late −2.5" in words(text)
    assert "Right 1.5 of 2" in words(section(text, "day-after"))
    assert "A person gave these points." in section(text, "day-after")
    assert "Extra points among them: 0.25." in section(text, "the-muted-alarm")


def test_a_penalty_takes_no_more_than_there_is():
    text = words(page(paper({"day-after": "steady"}, late_penalty=7.0), exercise()))
    assert f"0 of {POSSIBLE + 5:g} points" in text


@pytest.mark.parametrize(
    ("message_id", "sentence"),
    [
        ("unreadable", "This answer cannot be read. Please answer the question again."),
        ("outdated", "The question has changed since this answer was given. Please answer it again."),
    ],
)
def test_an_answer_that_could_not_count_is_said_to_be(message_id, sentence):
    stored = paper(RIGHT, items={"day-after": {"answer": None, "auto": 0.0, "message_id": message_id}})
    assert sentence in words(section(page(stored, exercise()), "day-after"))


@pytest.mark.parametrize(
    "change", [{"auto": 1.0}, {"message_id": "defend-first"}, {"message_id": None}, {"answer": "bigger"}]
)
def test_points_for_other_questions_than_todays_are_not_explained(change):
    with pytest.raises(Stale, match="have changed since they were graded"):
        page(paper(RIGHT, items={"day-after": change}), exercise())


# Whatever somebody wrote


def allowed(element):
    """Whether an element of a page can do no harm."""
    tag, attributes = element
    harmless = not any(name.startswith("on") or name in ("src", "srcdoc", "action") for name in attributes)
    link = attributes.get("href", "#")
    return (
        harmless
        and tag not in ("script", "img", "iframe", "object", "embed", "form", "base", "link", "math")
        and (link.startswith("#") or re.fullmatch(r"https?://.*|mailto:.*", link) is not None)
    )


@pytest.mark.parametrize("state", [State.GRADED, State.FAILED])
def test_nothing_that_anybody_wrote_runs_or_is_loaded(state):
    marks = {WRITTEN: {"comment": HOSTILE}, "day-after": {"comment": HOSTILE}}
    stored = paper(
        RIGHT, HOSTILE, items=marks, first_name=HOSTILE, last_name="<b>", sentence=HOSTILE, state=state
    )
    text = page(stored, exercise())
    honest = Reader(
        page(paper(RIGHT, "x", items={n: {"comment": "x"} for n in marks}, state=state), exercise())
    )
    elements = Reader(text).elements
    assert [element for element in elements if not allowed(element)] == []
    for tag in ("style", "main", "meta"):
        assert [t for t, _ in elements].count(tag) == [t for t, _ in honest.elements].count(tag)
    assert text.count("</main>") == 1
    assert "alert(1)" in Reader(text).words  # it is shown, as the text that it is


def test_the_page_forbids_scripts_and_loads_nothing():
    text = page(paper(RIGHT), exercise())
    policy = re.search(r'<meta http-equiv="Content-Security-Policy" content="([^"]*)">', text)
    assert policy[1].split("; ")[0] == "default-src 'none'"
    assert "script-src" not in policy[1]
    assert policy.start() < text.index("<style>")
    assert not re.search(r"url\(|@import|src=", text)


# What is told about the hand-in


@pytest.mark.parametrize("name", sorted(flags._KINDS))
def test_flags_are_told_in_the_learners_words_once(name):
    noticed = flags.Flag(name, "A sentence for the grader.", review=False)
    stored = paper(RIGHT, flags=(noticed, noticed))
    text = words(page(replace(stored, flags=(noticed, noticed)), exercise()))
    assert "A sentence for the grader." not in text
    told = flags.told(name)
    assert text.count(told or "About what you handed in") == (1 if told else 0)


def test_a_flag_of_another_version_is_passed_over():
    stored = paper(RIGHT, flags=(flags.Flag("no-longer-known", "Something.", review=True),))
    assert "Something." not in page(stored, exercise())


def test_a_hand_in_that_could_not_be_read_has_no_points():
    sentence = "The notebook “a <b>.ipynb” is torn."
    text = page(paper(state=State.FAILED, sentence=sentence, items={}), exercise())
    said = words(text)
    assert sentence in said
    assert "not the same as zero points" in said
    assert f"{NAME}.ipynb" in said
    assert not re.search(r"\d of \d", said)


def test_a_fault_of_ours_is_not_put_on_the_learner():
    said = words(page(paper(state=State.GRADER_ERROR, sentence="ZeroDivisionError in score"), exercise()))
    assert "nothing to do with what you handed in" in said
    assert "ZeroDivisionError" not in said
    assert not re.search(r"\d of \d", said)


def test_a_page_says_whose_it_is_and_when_it_was_handed_in():
    assert "Ada Lovelace · handed in on 1 February 2026 at 10:00 UTC" in words(page(paper(), exercise()))
    bare = paper(first_name=None, last_name=None, timestamp=None)
    said = words(page(bare, exercise()))
    assert " ada " in said
    assert "handed in on" not in said


# In a course


@pytest.fixture(scope="module")
def course(tmp_path_factory):
    """A course in which some have handed in, everybody is graded, and a person has read one text."""
    course = open_classroom(tmp_path_factory.mktemp("feedback") / "course")
    course.hand_in("ada", notebook(MIXED, TEXT))
    course.hand_in("blank", notebook())
    course.hand_in("hostile", notebook(RIGHT, HOSTILE))
    course.hand_in("torn", b'{"cells": 17')
    for student in ("ada", "hostile"):
        (course.folder(student) / "submission_secret.txt").write_text(f"secret of {student}")
    states = {student: done.state for student, done in course.grade().items()}
    assert states == {
        "ada": State.NEEDS_REVIEW,
        "blank": State.GRADED,
        "hostile": State.NEEDS_REVIEW,
        "torn": State.FAILED,
    }
    course.tell(
        "UPDATE grade SET manual_score = 4, needs_manual_grade = 0 WHERE cell_id IN "
        "(SELECT id FROM base_cell WHERE name = ?)",
        f"written-{WRITTEN}",
    )
    course.tell("UPDATE comment SET manual_comment = 'Warm, and *short*.'")
    return course


def everyone(course):
    with Gradebook(course.settings) as gradebook:
        return {stored.student: stored for stored in gradebook.everyone(exercise())}


def test_the_gradebooks_page_is_the_one_of_these_tests(course):
    read = {WRITTEN: {"manual": 4.0, "needs_manual": False, "comment": "Warm, and *short*."}}
    made = paper(MIXED, TEXT, items=read, first_name=None, last_name=None)
    assert page(everyone(course)["ada"], exercise()) == page(made, exercise())


def test_pages_are_written_where_nbgrader_looks(course):
    for student, stored in everyone(course).items():
        path = feedback.write(course.settings, exercise(), stored)
        assert path == course.settings.feedback(student, NAME) / f"{NAME}.html"
        assert path.read_text(encoding="utf-8") == page(stored, exercise())
        assert (path.parent / "timestamp.txt").read_text() == "2026-02-01 10:00:00.000000 UTC"
        secret = (path.parent / "submission_secret.txt").read_text()
        assert secret == f"secret of {student}" if student in ("ada", "hostile") else len(secret) == 128


def test_a_page_takes_the_place_of_the_last_one_and_of_all_around_it(course):
    stored = everyone(course)["blank"]
    folder = course.settings.feedback("blank", NAME)
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"{NAME}.html").write_text("an old page")
    (folder / "submission_secret.txt").write_text("an old secret")
    (folder / "of-the-learner.html").write_text("<script>alert(1)</script>")
    feedback.write(course.settings, exercise(), stored)
    assert sorted(path.name for path in folder.iterdir()) == [
        *(f"{NAME}.html", "submission_secret.txt", "timestamp.txt")
    ]
    assert (folder / "submission_secret.txt").read_text() == "an old secret"  # its learner may have it


def test_where_nobody_knows_when_it_came_nbgrader_still_finds_a_file_that_says_so(course):
    stored = replace(everyone(course)["blank"], timestamp=None)
    path = feedback.write(course.settings, exercise(), stored)
    assert (path.parent / "timestamp.txt").read_text() == ""


def test_a_link_in_place_of_the_secret_is_not_followed(course, tmp_path):
    (tmp_path / "private").write_text("not for learners")
    link = course.folder("blank") / "submission_secret.txt"
    link.symlink_to(tmp_path / "private")
    try:
        path = feedback.write(course.settings, exercise(), everyone(course)["blank"])
    finally:
        link.unlink()
    assert "not for learners" not in (path.parent / "submission_secret.txt").read_text()


def test_a_page_that_cannot_be_written_is_a_sentence(course, tmp_path):
    (tmp_path / "in-the-way").write_text("a file where the folder of all feedback should be")
    settings = replace(course.settings, feedback_directory=str(tmp_path / "in-the-way"))
    with pytest.raises(Pageless, match="The page cannot be written: "):
        feedback.write(settings, exercise(), everyone(course)["ada"])


def test_a_full_disk_stops_all_pages(course, monkeypatch):
    def full(*_):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(feedback, "place", full)
    with pytest.raises(Stopped, match="The feedback of “ada” cannot be written: No space left on device"):
        feedback.write_all(course.settings, exercise())


def nbgrader(course, home, *words):
    return subprocess.run(
        [sys.executable, "-m", "nbgrader", *words],
        cwd=course.root,
        env=environment(home),
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )


def test_nbgrader_releases_our_pages_whichever_way_the_work_came(course, tmp_path):
    feedback.write_all(course.settings, exercise())
    exchange = tmp_path / "exchange"
    exchange.mkdir()
    exchange.chmod(0o777)
    done = nbgrader(course, tmp_path, "release_feedback", NAME, f"--Exchange.root={exchange}")
    assert done.returncode == 0, done.stderr
    released = [path.read_text("utf-8") for path in (exchange / "ten-mistakes" / "feedback").iterdir()]
    assert sorted(released) == sorted(page(stored, exercise()) for stored in everyone(course).values())


def test_plain_generate_feedback_works_on_our_graded_notebooks(course, tmp_path):
    done = nbgrader(course, tmp_path, "generate_feedback", NAME, "--force")
    assert done.returncode == 0, done.stderr
    pages = {
        student: (course.settings.feedback(student, NAME) / f"{NAME}.html").read_text(encoding="utf-8")
        for student in ("ada", "blank", "hostile")
    }
    said = words(pages["ada"])
    assert f"(Score: {everyone(course)['ada'].score:.1f} / {POSSIBLE + 5:.1f})" in said
    assert "Warm, and short." in said
    assert TEXT in said
    for text in pages.values():
        body = text[text.index("<body") :]
        assert [e for e in Reader(body).elements if e[0] in ("script", "img", "iframe")] == []
        assert 'href="javascript:' not in body
