"""What a learner wrote, made fit to stand in a page of ours."""

import re
import unicodedata
from html import escape

_TURNS = dict.fromkeys(map(ord, "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"))
"""Marks that turn the direction of everything behind them, ours as well. Scripts that run from right to left
need none of them."""
_ACTIVE = re.compile(r"([\\`*_\[\]<>&~|$#^])")


def one_line(value: object) -> str:
    """A text on one line, without control characters; empty for anything that is no text."""
    if not isinstance(value, str):
        return ""
    kept = (c for c in value.translate(_TURNS) if c.isspace() or unicodedata.category(c) not in ("Cc", "Cs"))
    return " ".join("".join(kept).split())


def paragraphs(value: object) -> tuple[str, ...]:
    """The paragraphs of a text, each on one line; none for anything that is no text."""
    lines = value.splitlines() if isinstance(value, str) else []
    return tuple(filter(None, map(one_line, lines)))


def in_html(text: str) -> str:
    """A learner's text as HTML: escaped, and running in its own direction."""
    return f'<span dir="auto">{escape(text)}</span>'


def in_markdown(text: str) -> str:
    """A learner's text within a line of Markdown: nothing in it is a mark, a link, a formula or HTML.

    It is not for the beginning of a line, where a dash or a number would make a list.
    """
    return _ACTIVE.sub(r"\\\1", text)
