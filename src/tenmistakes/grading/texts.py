"""A learner's text as HTML that is safe wherever the graded notebook is shown.

nbconvert and JupyterLab render a Markdown cell with whatever HTML and mathematics is in it. So the text is
rendered here, with neither, and the cell holds the result: one line that begins with a ``<div>``, which every
Markdown renderer passes through, and that MathJax is told to leave alone.
"""

import re
from collections.abc import Sequence
from functools import cache
from html import escape
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.token import Token

from tenmistakes.showing import NO_FORMULAS

LONGEST, LINES, MARKS, NESTED = 50_000, 2_000, 2_000, 20
"""Characters, lines and Markdown's own signs in a text that is rendered as Markdown, which then takes a tenth
of a second; an answer of two pages has 6,000, 100 and 200 of them. More is shown as it was written."""

_SIGNS = re.compile(r"[\[\]()<>*_`~!#&\\|+=-]")
_LINKS = re.compile(r"(?:https?://|mailto:)[!-~]", re.IGNORECASE)
_OPEN = f'<div class="tm-text {NO_FORMULAS}" dir="auto">'
_CLOSE = "</div>"
_INERT = {ord(break_): "&#10;" for break_ in "\n\v\f\r\x1c\x1d\x1e\x85\u2028\u2029"} | {
    ord(sign): f"&#{ord(sign)};" for sign in "$\\'"
}
"""HTML says the same with these. Without, a renderer of Markdown ends it at an empty line or sees mathematics
between two dollars, and nbconvert rewrites what looks like a file's address."""


def safe_html(text: str) -> str:
    """The text, which is Markdown, as one line of HTML without raw HTML, pictures or mathematics.

    Links lead to ``http:``, ``https:`` and ``mailto:`` addresses only, in a tab of their own. A text that
    could keep the renderer busy is shown to the letter.
    """
    if len(text) > LONGEST or len(text.splitlines()) > LINES or len(_SIGNS.findall(text)) > MARKS:
        return _one_line(f"<p>{'<br>'.join(escape(text).splitlines())}</p>")
    return _one_line(_renderer().render(text))


def plain_html(lines: Sequence[str]) -> str:
    """Lines of text as a list, to the letter; one line of HTML."""
    return _one_line(f"<ul>{''.join(f'<li>{escape(line)}</li>' for line in lines)}</ul>")


def _one_line(html: str) -> str:
    return f"{_OPEN}{html.strip().translate(_INERT)}{_CLOSE}"


@cache
def _renderer() -> MarkdownIt:
    renderer = MarkdownIt("commonmark", {"html": False, "maxNesting": NESTED}).disable(["image", "code"])
    renderer.validateLink = lambda url: _LINKS.match(url) is not None  # type: ignore[method-assign]
    renderer.add_render_rule("link_open", _link_open)
    renderer.add_render_rule("heading_open", _heading_open)
    renderer.add_render_rule("heading_close", _heading_close)
    renderer.add_render_rule("fence", _fence)
    return renderer


def _link_open(renderer: RendererHTML, tokens: Sequence[Token], index: int, options: Any, env: Any) -> str:
    url = escape(str(tokens[index].attrs["href"]))
    return f'<a href="{url}" target="_blank" rel="noopener noreferrer nofollow">'


def _heading_open(renderer: RendererHTML, tokens: Sequence[Token], index: int, options: Any, env: Any) -> str:
    """A learner's headings are not those of the page."""
    return "<p><strong>"


def _heading_close(
    renderer: RendererHTML, tokens: Sequence[Token], index: int, options: Any, env: Any
) -> str:
    return "</strong></p>"


def _fence(renderer: RendererHTML, tokens: Sequence[Token], index: int, options: Any, env: Any) -> str:
    """Without its language, which would be a class, and some pages draw diagrams from classes."""
    return f"<pre><code>{escape(tokens[index].content)}</code></pre>"
