"""The browser sees the question and never its key."""

import json
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tenmistakes import content
from tenmistakes.questions import load_all
from tenmistakes.questions.key import named_misconceptions
from tenmistakes.questions.views import inline_html, message_html, message_text, public

from . import strategies as some
from .test_check import ANY

KEYS = {"right", "misconception", "missed", "to", "truth", "slips", "otherwise", "bands", "exemplars"}
KEYS |= {"rubric", "model_answer", "right_within", "partly_within", "best", "space", "over_budget"}


def entries(data):
    """Every key and every scalar of nested plain data."""
    if isinstance(data, dict):
        for name, value in data.items():
            yield ("key", name)
            yield from entries(value)
    elif isinstance(data, list):
        for value in data:
            yield from entries(value)
    else:
        yield ("value", data)


def secrets(question, mistake):
    """Texts that would give the key away or spare the learner the thinking."""
    for name, misconception in mistake.misconceptions.items():
        yield name
        yield from (misconception.idea, misconception.tempting, misconception.instead)
    yield from (question.right, *question.hints, getattr(question, "model_answer", ""))
    yield from (criterion.text for criterion in getattr(question, "rubric", ()))


def assert_tells_nothing(question, mistake):
    view = public(question, mistake)
    assert json.loads(json.dumps(view, allow_nan=False)) == view
    found = set(entries(view))
    assert not {name for kind, name in found if kind == "key"} & KEYS
    values = [value for kind, value in found if kind == "value"]
    for secret in filter(None, secrets(question, mistake)):
        assert secret not in values
        assert " " not in secret or not any(isinstance(v, str) and secret in v for v in values)
    if question.kind == "order":
        assert [item["id"] for item in view["items"]] != [item.id for item in question.items]


@given(some.any_question)
def test_the_view_tells_nothing(question):
    assert_tells_nothing(question.model_copy(update={"hints": ("Think of the weekend.",)}), ANY)


def test_the_view_of_every_question_of_the_course_tells_nothing(mistake):
    seen = 0
    for each in [mistake, *load_all()]:
        for question in each.questions.values():
            assert_tells_nothing(question, each)
            seen += 1
    assert seen > len(mistake.questions), "the course has no questions"


@given(st.data(), some.choose_one() | some.choose_several())
def test_options_look_the_same_whichever_is_right(data, question):
    options = data.draw(st.permutations([(o.right, o.misconception, o.missed) for o in question.options]))
    changed = [
        option.model_copy(update={"right": right, "misconception": misconception, "missed": missed})
        for option, (right, misconception, missed) in zip(question.options, options, strict=True)
    ]
    changed = data.draw(st.permutations(changed))
    assert public(question.model_copy(update={"options": tuple(changed)}), ANY) == public(question, ANY)


@given(st.data(), some.match())
def test_pairs_look_the_same_whatever_belongs_together(data, question):
    targets = [target.id for target in question.targets]
    items = [
        item.model_copy(update={"to": data.draw(st.sampled_from(targets))})
        for item in data.draw(st.permutations(question.items))
    ]
    shuffled = tuple(data.draw(st.permutations(question.targets)))
    changed = question.model_copy(update={"items": tuple(items), "targets": shuffled, "slips": ()})
    assert public(changed, ANY) == public(question, ANY)


@given(st.data(), some.order())
def test_the_first_order_is_the_same_whatever_is_right_unless_it_is_right(data, question):
    shown = [item["id"] for item in public(question, ANY)["items"]]
    other = data.draw(st.permutations(question.items))
    again = [item["id"] for item in public(question.model_copy(update={"items": tuple(other)}), ANY)["items"]]
    rotations = [shown, [*shown[1:], shown[0]], [shown[-1], *shown[:-1]]]
    assert again in rotations
    assert again != [item.id for item in other]


@given(some.estimate(), some.numbers)
def test_an_estimate_looks_the_same_whatever_is_true(question, other):
    changed = question.model_copy(update={"truth": other, "right_within": 0.33, "bands": ()})
    assert public(changed, ANY) == public(question, ANY)


def test_what_a_plan_needs_is_there(mistake):
    view = public(mistake.questions["week"], mistake)
    assert (view["id"], view["title"], view["budget"], view["budget_unit"]) == (
        "late-reply/week",
        "A week",
        6,
        "hours",
    )
    watch = view["decisions"][0]
    assert (watch["id"], watch["text"]) == ("watch", "Who watches")
    assert watch["choices"][2] == {"id": "two", "html": "Two people", "text": "Two people", "cost": 8}


def test_what_the_other_kinds_need_is_there(mistake):
    views = {name: public(question, mistake) for name, question in mistake.questions.items()}
    assert views["first"]["prompt_html"] == "<p>What <em>first</em>?</p>\n<p>Think of Saturday.</p>"
    assert views["first"]["prompt_text"] == "What first?\n\nThink of Saturday."
    assert (views["first"]["hints"], views["first"]["points"]) == (2, 2)
    sorry = {"id": "say-sorry", "html": "Say <strong>sorry</strong>", "text": "Say sorry"}
    assert sorry in views["first"]["options"]
    assert {t["id"] for t in views["forms"]["targets"]} == {"fast", "slow"}
    assert (views["reach"]["unit"], views["reach"]["low"], views["reach"]["high"]) == ("people", 0, 5000)
    assert (views["statement"]["words"], views["note"]["words"]) == (80, 0)


class Tags(HTMLParser):
    """Every tag and attribute of some HTML."""

    def __init__(self, html):
        super().__init__()
        self.found = []
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        self.found.append((tag, dict(attrs)))


HOSTILE_MARKDOWN = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "[x](javascript:alert(1))",
    "[x](JaVaScRiPt:alert(1))",
    "[x](&#106;avascript:alert(1))",
    "[x](data:text/html;base64,PHNjcmlwdD4=)",
    "[x](vbscript:x)",
    "[x](file:///etc/passwd)",
    "[x](ftp://example.org/x)",
    "[x](//example.org/x)",
    "![x](https://example.org/seen.png)",
    "<javascript:alert(1)>",
    '[x](https://a.b "onclick=alert(1)")',
    "[x]: javascript:alert(1)\n\n[x]",
    "`<script>`",
    "<!-- hidden -->",
    "    <b>code</b>",
]


@pytest.mark.parametrize("markdown", HOSTILE_MARKDOWN)
def test_markdown_makes_no_unsafe_html(markdown):
    for html in (message_html(markdown), inline_html(markdown)):
        for tag, attributes in Tags(html).found:
            assert tag in {"p", "a", "em", "strong", "code", "pre", "ul", "ol", "li"}
            assert set(attributes) <= {"href", "title", "target", "rel"}
            assert attributes.get("href", "https://").startswith(("https://", "http://", "mailto:", "#"))


@given(st.text())
def test_any_text_can_be_shown(text):
    assert {tag for tag, _ in Tags(message_html(text)).found} <= {
        *("p", "a", "em", "strong", "code", "pre", "ul", "ol", "li", "blockquote", "hr", "br"),
        *("h1", "h2", "h3", "h4", "h5", "h6"),
    }
    message_text(text)


def test_links_open_beside_the_notebook():
    html = message_html("[There](https://example.org)")
    assert html == '<p><a href="https://example.org" target="_blank" rel="noopener noreferrer">There</a></p>'


def test_the_words_alone():
    assert message_text("See *The **clock***\nin `it`.\n\n- a\n- b") == "See The clock\nin it.\n\na\n\nb"


def test_every_misconception_named_in_the_course_has_a_message(mistake):
    assert list(content.places()), "the course is empty"
    for each in [mistake, *load_all()]:
        for question in each.questions.values():
            assert named_misconceptions(question) <= set(each.misconceptions)
