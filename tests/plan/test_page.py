"""What the page and the Markdown say, and that nothing a learner writes is more than text in them."""

import re
from html.parser import HTMLParser
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from tenmistakes.plan import page
from tenmistakes.plan.markdown import markdown
from tenmistakes.plan.plan import BRAND, plan
from tenmistakes.plan.text import in_html, in_markdown, one_line, paragraphs

from .making import entry, every_lesson, filled, plan_answers

HOSTILE = [
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "</span></main><h1>Mine</h1>",
    "[a](javascript:alert(1)) ![b](http://x/y.png) <http://x>",
    "**bold** _so_ `code` ~~gone~~ $x$ # no heading | a | table",
    "line\n\n# Heading\n\n- item\n\n---\n\n<b>x</b>",
    "&lt;b&gt; &amp; \\ \\* \x00\x07\x1b[31m \u202egnp.exe \u2066x\u2069",
    "مرحبا بالعالم · 山田太郎 · Ærøskøbing · 👩‍🚀",
]
INERT = MarkdownIt("gfm-like", {"linkify": False})
TEXTS = st.text(max_size=60) | st.text("<>&\"'`*_[]()#!|~$\\-+=.1 \n\t:/", max_size=60)


class Read(HTMLParser):
    """The elements, the attributes and the words of a page."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.names: set[str] = set()
        self.words: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        self.names |= {name for name, _ in attrs}

    def handle_data(self, data):
        self.words.append(data)


def hostile(text: str):
    """A plan with a text in every place there is."""
    answers = {
        slug: answer | dict.fromkeys(("known", "do", "who", "when", "sign"), text)
        for slug, answer in filled("open").items()
    }
    lessons = {f"lesson/{slug}": [entry(f"{slug}/own-brand", text)] for slug in answers}
    return plan(plan_answers(answers, dict.fromkeys(("brand", "author", "goal"), text)), lessons)


ORDINARY = Read(page.html(hostile("An ordinary text.")))


@pytest.mark.parametrize("text", HOSTILE)
def test_a_text_adds_no_element_and_no_attribute_to_the_page(text):
    read = Read(page.html(hostile(text)))
    assert set(read.tags) == set(ORDINARY.tags)
    assert read.names == ORDINARY.names
    assert "script" not in read.tags
    assert one_line(text).replace("\n", " ") in " ".join("".join(read.words).split())


@pytest.mark.parametrize("text", HOSTILE)
def test_a_text_adds_nothing_to_the_markdown(text):
    def kinds(written: str) -> set[str]:
        return {token.type for block in INERT.parse(written) for token in [block, *(block.children or ())]}

    assert kinds(markdown(hostile(text))) <= kinds(markdown(hostile("An ordinary text.")))


@given(TEXTS)
def test_markdown_gives_back_the_words_and_nothing_else(text):
    clean = one_line(text)
    [paragraph] = [t for t in INERT.parse(f"**Who:** {in_markdown(clean)}x") if t.type == "inline"]
    children = paragraph.children[
        paragraph.children.index(next(c for c in paragraph.children if c.type == "strong_close")) + 1 :
    ]
    assert {child.type for child in children} <= {"text", "text_special"}
    assert "".join(child.content for child in children) == f" {clean}x"


@given(TEXTS)
def test_html_gives_back_the_words_and_nothing_else(text):
    clean = one_line(text)
    read = Read(in_html(clean))
    assert read.tags == ["span"]
    assert "".join(read.words) == clean


@given(st.text())
def test_no_text_turns_what_comes_after_it(text):
    assert not set("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\x00\x1b") & set(one_line(text))
    assert all(paragraph == one_line(paragraph) for paragraph in paragraphs(text))


@pytest.mark.parametrize("other", [None, 3, True, ["a"], {"a": "b"}])
def test_what_is_no_text_is_none(other):
    assert one_line(other) == ""
    assert paragraphs(other) == ()


def test_the_page_stands_alone_and_is_the_same_each_time():
    whole = hostile("An ordinary text.")
    html = page.html(whole)
    assert html == page.html(whole)
    assert "script" not in ORDINARY.tags
    assert not re.search(r"https?://|url\(|@import|src=", html)
    assert "default-src 'none'" in html


def test_headings_go_down_one_level_at_a_time_in_the_page_and_in_the_preview():
    for top, written in ((1, page.html(plan([], {}))), (3, page.body(plan([], every_lesson()), top=3))):
        levels = [int(level) for level in re.findall(r"<h(\d)", written)]
        assert levels[0] == top
        assert set(levels) == {top, top + 1, top + 2}
        assert all(after <= before + 1 for before, after in pairwise(levels))


@pytest.mark.parametrize("written", [page.html, markdown], ids=["html", "markdown"])
def test_the_risks_are_named_and_nothing_is_hidden(written):
    answers = filled() | {"no-rewards": filled("mistake")["no-rewards"], "isolation": {"do": "Ask"}}
    found = plan(plan_answers(answers), every_lesson())
    said = written(found)
    for point in found.open_points:
        assert point.risk in said
    assert "Nobody is named for it." in said
    assert "Nobody has answered this yet." in said
    assert "Friends hold them." in said
    assert page.NOTHING_OPEN in written(plan(plan_answers(filled()), {}))


def test_an_empty_plan_says_what_it_lacks():
    for written in (page.html(plan([], {})), markdown(plan([], {}))):
        assert page.NAMELESS in written
        assert page.GOALLESS in written
        assert "As of" not in written
    assert page.NAMELESS in page.html(plan([entry(BRAND, {"brand": " "})], {}))
