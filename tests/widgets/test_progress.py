"""The buttons of the start page."""

from pathlib import Path

import pytest

from tenmistakes.answers import portable
from tenmistakes.answers.progress import folders, read_everything
from tenmistakes.answers.store import Store
from tenmistakes.widgets.progress import ProgressWidget
from tenmistakes.widgets.question import QuestionWidget

SLUG = "no-crisis-plan"
Q = f"{SLUG}/first-move"


def save(start: Path, value: str) -> None:
    start.mkdir(parents=True, exist_ok=True)
    Store(start / f"08-{SLUG}.answers.json", f"lesson/{SLUG}").save(Q, value, "r")


class Page:
    """A start page, how often it was shown anew, and what the kernel sends it."""

    def __init__(self, start: Path) -> None:
        self.looks = 0
        self.widget = ProgressWidget(start, self.look)
        self.widget.send = lambda message, buffers=(): self.sent.append((message, list(buffers)))

    def look(self) -> None:
        self.looks += 1

    def press(self, *buffers: bytes, **message: object):
        self.sent = []
        self.widget._handle_custom_msg({**message, "view": "v"}, [memoryview(data) for data in buffers])
        ((reply, data),) = self.sent
        assert reply["view"] == "v"
        return reply, data


@pytest.fixture
def start(tmp_path):
    return tmp_path / "here" / "lessons"


def test_answers_go_from_one_page_to_another(start, tmp_path):
    save(start, "a")
    reply, (data,) = Page(start).press(type="copy")
    assert (reply["type"], reply["name"]) == ("copy", "my-progress.json")
    there = tmp_path / "there" / "lessons"
    page = Page(there)
    reply, _ = page.press(data, type="bring-in", name="my-progress.json")
    assert reply["sentences"][0].startswith("1 answer brought in, for 1 notebook.")
    assert not reply["trouble"]
    assert page.looks == 1
    assert Store(there / f"08-{SLUG}.answers.json", f"lesson/{SLUG}").latest(Q).value == "a"


@pytest.mark.parametrize(
    ("buffers", "message", "part"),
    [
        ([b"nonsense"], {"name": "x.json"}, "“x.json” holds no answers"),
        ([], {"name": "x.json", "size": 10**9}, "larger than"),
        ([], {}, "larger than"),
        ([b"{}"], {"name": 7}, "“7” holds no answers"),
    ],
)
def test_what_cannot_be_brought_in_is_said_and_the_page_stays(start, buffers, message, part):
    page = Page(start)
    reply, _ = page.press(*buffers, type="bring-in", **message)
    assert part in reply["sentences"][0]
    assert reply["trouble"]
    assert page.looks == 0


def test_without_answers_there_is_nothing_to_copy(start):
    reply, data = Page(start).press(type="copy")
    assert reply["sentences"] == ["There is no answer to copy yet."]
    assert data == []


def test_what_a_copy_leaves_out_is_said(start):
    save(start, "a")
    (start / "b.answers.json").write_text("{")
    reply, (data,) = Page(start).press(type="copy")
    assert "“b.answers.json” is damaged" in reply["sentences"][1]
    assert portable.pack(read_everything(folders(start))) == data


def test_looking_again_shows_the_page_anew(start):
    page = Page(start)
    page.press(type="look")
    assert page.looks == 1


@pytest.mark.parametrize("message", [None, 7, {}, {"type": "no-such"}, {"type": ["look"]}])
def test_a_message_that_is_none_does_nothing(start, message):
    page = Page(start)
    page.sent = []
    page.widget._handle_custom_msg(message, [])
    assert page.sent == []
    assert page.looks == 0


def test_beside_the_buttons_stand_their_words(start):
    data, _ = Page(start).widget._repr_mimebundle_()
    assert "my-progress.json" in data["text/plain"]
    assert data["text/plain"] in data["text/html"]


# --- Tries ---


def test_a_check_marks_the_answer_as_a_try_once(lesson, heard):
    widget = QuestionWidget(lesson, Q)
    tell = heard(widget)
    wrong, right = sorted(widget._question.options, key=lambda option: option.right)[0:1] + [
        option for option in widget._question.options if option.right
    ]
    tell(type="answer", view="v", seq=1, value=wrong.id)
    for _ in range(3):
        tell(type="check", view="v", value=wrong.id)
    tell(type="answer", view="v", seq=2, value=right.id)
    assert [entry.value for entry in lesson.history(Q)] == [wrong.id, wrong.id, right.id]


def test_a_check_of_what_is_not_saved_saves_nothing(lesson, heard):
    heard(QuestionWidget(lesson, Q))(type="check", view="v", value="something else")
    assert lesson.history(Q) == ()
