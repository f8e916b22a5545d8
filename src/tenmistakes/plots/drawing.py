"""A finished picture as SVG text, and what can be changed in it without drawing it again."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from html import escape

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True)
class Drawing:
    """A finished picture. ``svg`` is a text to put into a page; ``words`` say what it shows.

    ``notes`` is HTML that stands below the words: a table of the data, the sources.
    """

    svg: str
    words: str
    notes: str = ""

    def html(self) -> str:
        """The picture as a figure with its words as the caption."""
        return f"<figure>{self.svg}<figcaption>{escape(self.words)}{self.notes}</figcaption></figure>"


def path_data(points: NDArray[np.float64], closed: bool = False) -> str:
    """SVG path data of a line through ``points`` (n, 2), to a tenth of a unit; "" for no points."""
    if not len(points):
        return ""
    rounded = np.round(points, 1) + 0.0  # + 0.0: no minus zero
    text = " ".join(f"{x:.10g} {y:.10g}" for x, y in rounded.tolist())
    return f"M{text}z" if closed else f"M{text}"


def patched(text: str, paths: Mapping[str, str]) -> str:
    """The SVG text with new path data for some of its groups, by id: what a page does at a slider's step."""
    for gid, data in paths.items():
        start = text.index(' d="', text.index(f'id="{gid}"')) + 4
        text = text[:start] + data + text[text.index('"', start) :]
    return text


def reworded(text: str, words: str) -> str:
    """The SVG text with new words for who cannot see it."""
    label = f'aria-label="{escape(words, quote=False).replace(chr(34), "&quot;")}"'
    return re.sub(r'aria-label="[^"]*"', lambda _: label, text, count=1)


def rewritten(text: str, gid: str, x: float, words: str) -> str:
    """The SVG text with another line of text, at another ``x``, in the group ``gid``."""
    start = text.index(f'id="{gid}"')
    end = text.index("</text>", start)
    head, _ = text[start:end].rsplit(">", 1)
    head = re.sub(r' x="[^"]*"', f' x="{x:.10g}"', head)
    return f"{text[:start]}{head}>{escape(words, quote=False)}{text[end:]}"
