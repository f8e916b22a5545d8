"""The page and the terminal: the same figures in both, and nothing but links and text."""

import re
from html.parser import HTMLParser

import pytest

from tenmistakes.answers.store import Store
from tenmistakes.cli import main
from tenmistakes.questions import load
from tenmistakes.standing import page

SLUG = "no-crisis-plan"
CHOICE = "first-move"


def wrong() -> str:
    return next(option.id for option in load(SLUG).questions[CHOICE].options if not option.right)


class Elements(HTMLParser):
    """The elements of a page with their attributes; every one that is opened is closed."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []
        self.feed(html)
        assert self.open == []

    def handle_starttag(self, tag, attrs):
        self.found.append((tag, dict(attrs)))
        self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def links(self) -> list[str]:
        return [attributes["href"] for tag, attributes in self.found if tag == "a"]


def test_the_page_links_what_is_next_each_part_and_what_was_missed(learner):
    learner.try_("lesson", SLUG, CHOICE, wrong())
    standing = learner.stands()
    (missed,) = standing.rows[7].missed
    links = Elements(page.html(standing)).links()
    assert links[0] == f"08-{SLUG}.ipynb"
    assert missed.link in links
    for row in standing.rows:
        assert {part.link for part in row.parts} <= set(links)
    assert "12-glossary.ipynb" in links


def test_every_bar_has_words_beside_it_and_is_hidden_from_readers(learner):
    learner.answer_all("lesson", SLUG)
    html = page.html(learner.stands())
    bars = [attributes for tag, attributes in Elements(html).found if attributes.get("class") == "tm-bar"]
    assert len(bars) == 20
    assert all(bar["aria-hidden"] == "true" for bar in bars)
    assert len(re.findall(r'<span class="tm-note">(?:not started|all|\d+ of)', html)) == 20


def test_what_was_missed_in_the_lesson_worked_on_last_is_unfolded(learner):
    learner.answer_all("lesson", "impatience", "not-yet")
    learner.try_("lesson", SLUG, CHOICE, wrong())
    html = page.html(learner.stands())
    assert html.count("<details") == 2
    assert html.count('<details class="tm-missed" open>') == 1
    assert html.index("open><summary>1 idea to look at again") > html.index("<details")


def test_the_text_says_what_the_page_says(learner):
    learner.answer_all("lesson", SLUG)
    learner.try_("lesson", SLUG, CHOICE, wrong())
    standing = learner.stands()
    text = page.plain(standing)
    assert text.startswith("Next: Do exercise 8, Not planning for the worst. ")
    line = next(line for line in text.splitlines() if line.startswith("8. "))
    lesson = standing.rows[7].lesson
    assert f"all {lesson.of} answered; {lesson.right} of {lesson.checks} checks right" in line
    assert f"See “{standing.rows[7].missed[0].heading}” in the lesson." in text


@pytest.mark.usefixtures("after_grading")
def test_after_grading_the_page_says_when_points_come(learner):
    learner.answer_all("exercise", SLUG, "not-yet")
    text = page.plain(learner.stands())
    assert "points come with the feedback" in text
    assert not re.search(r"\d+ points|your plan goes|look at again|See “", text)


def test_a_hostile_answers_file_puts_no_element_on_the_page(learner):
    name = "<img src=x onerror=alert(1)>.answers.json"
    (learner.start / name).write_text("{")
    Store(learner.start / "z.answers.json", "lesson/a-b").save("a-b/c", "<script>", "r")
    html = page.html(learner.stands())
    assert "&lt;img src=x" in html
    assert {tag for tag, _ in Elements(html).found}.isdisjoint({"img", "script"})


# --- On a terminal ---


def test_the_command_shows_takes_away_and_brings_in(learner, tmp_path, capsys):
    learner.try_("lesson", SLUG, CHOICE, wrong())
    here, there = ["--folder", str(learner.root)], ["--folder", str(tmp_path / "there")]
    copy = str(tmp_path / "my-progress.json")
    assert main(["progress", *here]) == 0
    assert "lesson: 1 of" in capsys.readouterr().out
    assert main(["progress", "export", copy, *here]) == 0
    assert "1 notebook are in" in capsys.readouterr().out
    assert main(["progress", "import", copy, *there]) == 0
    assert capsys.readouterr().out.startswith("2 answers brought in, for 1 notebook.")
    assert main(["progress", *there]) == 0
    assert "lesson: 1 of" in capsys.readouterr().out


def test_the_command_writes_over_nothing_and_says_what_it_cannot_do(learner, tmp_path, capsys):
    folder = ["--folder", str(learner.root)]
    copy = tmp_path / "copy.json"
    assert main(["progress", "export", str(copy), *folder]) == 1
    assert "no answer" in capsys.readouterr().err
    learner.try_("lesson", SLUG, CHOICE, wrong())
    copy.write_text("mine")
    for words, part in (
        (["export", str(copy)], "is there already"),
        (["export", str(tmp_path / "no" / "copy.json")], "could not be written"),
        (["import", str(copy)], "holds no answers"),
        (["import", str(tmp_path / "no.json")], "There is no file"),
    ):
        assert main(["progress", *words, *folder]) == 1
        assert part in capsys.readouterr().err
    assert copy.read_text() == "mine"
