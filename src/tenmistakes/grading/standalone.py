"""A page for people to read, in both themes and on paper: a document that stands alone, with its heading."""

from datetime import datetime
from functools import cache
from html import escape
from pathlib import Path

from tenmistakes import content
from tenmistakes.document import alone

_COMMON = Path(__file__).with_name("standalone.css")


def document(tab: str, kicker: str, heading: str, under: str, body: str, style: Path) -> str:
    """The whole page as HTML.

    ``tab`` is its name in the browser, ``kicker`` says above the ``heading`` what it is to the course;
    ``under`` is HTML that stands under the heading, ``style`` a style sheet on top of the common one.
    """
    head = (
        f'<header>\n<p class="kicker">{escape(content.settings().title)}: {escape(kicker)}</p>\n'
        f'<h1>{escape(heading)}</h1>\n<p class="soft">{under}</p>\n</header>\n'
    )
    return alone(tab, _css(_COMMON) + _css(style), head + body)


@cache
def _css(path: Path) -> str:
    return path.read_text(encoding="utf-8")


def number(value: float) -> str:
    """Points as people write them: ``12``, ``2.67``."""
    return f"{round(value, 2):g}"


def moment(timestamp: datetime) -> str:
    """When something came, in words: ``1 February 2026 at 10:00 UTC``."""
    return f"{timestamp.day} {timestamp:%B %Y at %H:%M} UTC"
