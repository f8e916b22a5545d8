"""A learner's text is shown as it was meant, and does nothing."""

import re
import time
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st
from nbconvert.filters import markdown2html, strip_files_prefix

from tenmistakes.grading.texts import LINES, LONGEST, MARKS, plain_html, safe_html

ALLOWED = {
    "div", "p", "br", "strong", "em", "code", "pre", "a", "ul", "ol", "li", "blockquote", "hr",
}  # fmt: skip

HOSTILE = [
    "<script>alert(1)</script>",
    "</div><script>alert(1)</script><div>",
    "<img src=x onerror=alert(1)>",
    "![x](x){onerror=alert(1)}",
    "![x](https://example.org/tracker.png)",
    "[x](javascript:alert(1))",
    "[x](JaVaScRiPt:alert(1))",
    "[x](&#106;avascript:alert(1))",
    "[x](java\tscript:alert(1))",
    "[x](data:text/html,<script>alert(1)</script>)",
    "[x](vbscript:x) [y](file:///etc/passwd) [z](//example.org) [w](/formgrader) [v](#score)",
    "<javascript:alert(1)> <https://example.org/\"onmouseover=alert(1)>",
    '[x](https://example.org "\\" onmouseover=\\"alert(1)")',
    "[x]: javascript:alert(1)\n\n[x]",
    "$\\href{javascript:alert(1)}{x}$ and $$\\style{position:fixed}{x}$$ and \\(x\\) and \\[x\\]",
    "\\begin{equation}\\unicode{x}\\end{equation}",
    "```mermaid\ngraph TD; a-->b; click a href \"javascript:alert(1)\"\n```",
    "```\"><script>alert(1)</script>\nx\n```",
    "~~~html\n\n</code></pre></div><script>alert(1)</script>\n\n~~~",
    "<style>*{display:none}</style>\n\n<iframe src=//example.org></iframe>",
    "# A heading of the page\n\nand another\n===",
    "{{ resources }} {% raw %} {{ ''.__class__ }}",
    "<!-- comment\n\n--> <![CDATA[ x ]]> <?php x ?>",
    "a\u2028\u2029\u0085\x0b\x0c\r\n\r\n<b>b</b>",
    "    indented\n\n\tcode <b>\n",
    "> quote\n>\n> - list\n>\n>   1. more\n",
    "&lt;script&gt; &#60;script&#62; &amp;lt;",
    "files/x src='files/x' href=\"files/x\"",
]  # fmt: skip


class Shown(HTMLParser):
    """The elements, the addresses and the text of a piece of HTML."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.elements: list[str] = []
        self.links: list[str] = []
        self.text = ""
        self.outermost = 0
        self.feed(html)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        self.elements.append(tag)
        found = dict(attributes)
        if tag == "div":
            assert found == {"class": "tm-text tex2jax_ignore mathjax_ignore", "dir": "auto"}
        elif tag == "a":
            self.links.append(found.pop("href"))
            assert found == {"target": "_blank", "rel": "noopener noreferrer nofollow"}
        elif tag == "ol":
            assert found.keys() <= {"start"} and all(value.isdigit() for value in found.values())
        else:
            assert not found
        if tag not in ("br", "hr"):
            self.outermost += not self.open
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        assert tag in ("br", "hr") and not attributes
        self.elements.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text += data

    def handle_comment(self, data: str) -> None:
        raise AssertionError(data)

    handle_decl = handle_pi = unknown_decl = handle_comment


def harmless(html: str) -> Shown:
    """What is shown, once it is sure that it does nothing and is one piece."""
    shown = Shown(html)
    assert set(shown.elements) <= ALLOWED
    assert shown.elements.count("div") == shown.outermost == 1
    assert all(re.match(r"(https?://|mailto:)", link, re.IGNORECASE) for link in shown.links)
    return shown


def in_nbconvert(html: str) -> str:
    """What formgrader and feedback make of a Markdown cell that holds it."""
    return strip_files_prefix(markdown2html(html))


@pytest.mark.parametrize("text", HOSTILE)
def test_a_hostile_text_is_shown_and_does_nothing(text: str):
    html = safe_html(text)
    harmless(html)
    assert len(html.splitlines()) == 1
    assert Shown(in_nbconvert(html)).text.strip() == Shown(html).text.strip()


@given(st.text() | st.text("<>[]()!#*_`~$\\ \n\t\r-=|:{}'\"&;ab/.@1\u2028\x0b\x85", max_size=60))
def test_any_text_is_harmless_and_passes_through_nbconvert_untouched(text: str):
    html = safe_html(text)
    harmless(html)
    assert len(html.splitlines()) == 1
    assert markdown2html(html).strip() == html


def test_what_markdown_means_is_kept():
    shown = Shown(
        safe_html("*a* **b** `c`\n\n- d\n\n1. e\n\n> f\n\n---\n\n[g](https://example.org/?a=1&b=2)\n\n# h")
    )
    assert {"em", "strong", "code", "ul", "ol", "blockquote", "hr", "a"} <= set(shown.elements)
    assert shown.links == ["https://example.org/?a=1&b=2"]
    assert "h1" not in shown.elements


def test_mail_addresses_are_links_and_a_title_is_left_out():
    shown = Shown(safe_html('[a](mailto:press@example.org "title") <https://example.org>'))
    assert shown.links == ["mailto:press@example.org", "https://example.org"]


def test_what_is_not_allowed_is_still_to_be_read():
    text = "<script>alert(1)</script> $x$ [y](javascript:z)"
    assert Shown(safe_html(text)).text == text


def test_a_code_block_keeps_its_lines():
    assert "a\n\n  b" in Shown(safe_html("```python\na\n\n  b\n```")).text


@pytest.mark.parametrize(
    "unit",
    [
        "[",
        "![",
        "[a](",
        "*a ",
        "a**b",
        "> ",
        "- ",
        "`a",
        "a\n",
        "# a\n",
        "<a ",
        "$",
        "&#",
        "- a\n",
        "a",
        "\n",
        "***\n",
    ],
)
def test_a_text_made_to_be_slow_is_not(unit: str):
    for text in ((unit * 100_000)[:100_000], unit * MARKS, (">" * 20 + unit * 50_000)[: LONGEST - 1]):
        began = time.process_time()
        harmless(safe_html(text))
        assert time.process_time() - began < 1  # at most 0.2 on the machine of the author


def test_a_text_without_end_is_shown_as_it_was_written():
    shown = harmless(safe_html("<b>\n" * (LINES + 1)))
    assert shown.elements.count("br") == LINES
    assert shown.text.startswith("<b><b>")


def test_plain_lines_stay_plain():
    html = plain_html(["<b>bold</b> *and* $x$", "two\n\nlines"])
    assert len(html.splitlines()) == 1
    shown = Shown(in_nbconvert(html))
    assert shown.elements == ["div", "ul", "li", "li"]
    assert "<b>bold</b> *and* $x$" in shown.text and "two\n\nlines" in shown.text
