"""Pieces of HTML that the parts of the page share. Texts that go in are escaped here."""

from collections.abc import Sequence
from html import escape

from tenmistakes.report.analysis import Cell
from tenmistakes.report.records import Learner

HIDDEN = "hidden"
"""Stands where a number is not told."""


def table(name: str, heads: Sequence[str], rows: str) -> str:
    """A table that scrolls by itself where the window is narrow; ``rows`` are HTML."""
    head = "".join(f'<th scope="col">{escape(each)}</th>' for each in heads)
    return (
        f'<div class="wide" role="region" aria-label="Table: {escape(name)}" tabindex="0">\n<table>\n'
        f"<thead><tr>{head}</tr></thead>\n<tbody>\n{rows}</tbody>\n</table>\n</div>\n"
    )


def figure(svg: str, words: str) -> str:
    """A picture with its words."""
    return f"<figure>{svg}<figcaption>{escape(words)}</figcaption></figure>\n"


def in_words(cells: Sequence[Cell]) -> str:
    """A table as a sentence, for who does not see its picture."""
    return "; ".join(f"{cell.words}: {cell.count:,}" for cell in cells if cell.count) + "."


def learners(count: int) -> str:
    """``1 learner``; ``60 learners``."""
    return f"{count:,} {'learner' if count == 1 else 'learners'}"


def who(learner: Learner) -> str:
    """A learner's id, and the name if there is one."""
    name = f" <bdi>{escape(learner.name)}</bdi>" if learner.name else ""
    return f"<strong><bdi>{escape(learner.id)}</bdi></strong>{name}"
