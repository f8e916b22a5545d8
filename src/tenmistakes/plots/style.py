"""The one chart style of the course: sizes, and colours that follow the page's theme.

matplotlib draws with stand-in colours; ``svg.py`` replaces each by CSS that takes its value from JupyterLab's
theme where there is one and from the fallback elsewhere. Text, axes and grid take the text colour of the
page. Nothing is told by colour alone: roles also differ in line style, marker or label.
"""

from dataclasses import dataclass
from functools import cache
from typing import Any

from matplotlib.font_manager import FontProperties
from matplotlib.textpath import text_to_path

WIDTH = 390.0
"""Width of every picture, in its own units; the page scales it to the room there is. Narrow enough for its
letters to be read on a telephone."""

MAX_WIDTH = "30rem"
"""No picture grows wider than this: its letters would outgrow the text around it."""

TITLE, TEXT, SMALL = 14.0, 13.0, 12.0
"""Sizes of letters, in units of the picture."""

FAINT = 0.8
"""Opacity of what matters least; it keeps the contrast that text needs."""

LINE = 1.4
"""Height of a line of text, in multiples of its size."""


@dataclass(frozen=True)
class Colour:
    """A colour of the style: the stand-in that matplotlib draws with, and the CSS that replaces it."""

    stand_in: str
    css: str


INK = Colour("#000001", "currentColor")
GRID = Colour("#000002", "var(--jp-border-color1, #9e9e9e)")
ROLES = {
    "main": Colour("#000003", "var(--jp-brand-color1, #1976d2)"),
    "compare": Colour("#000004", "currentColor"),
    "muted": Colour("#000005", "#808080"),
    "warn": Colour("#000006", "#e65100"),
}
"""The colour of each role an artist can have."""

COLOURS = (INK, GRID, *ROLES.values())

FONT = "var(--jp-content-font-family, system-ui, sans-serif)"

DASHES: dict[str, Any] = {"solid": "-", "dashed": (0, (5, 3)), "dotted": (0, (1.2, 2.2))}

RC: dict[str, Any] = {
    "svg.fonttype": "none",  # real text: it can be read, searched and styled
    "svg.hashsalt": "tenmistakes",  # ids depend on the content alone
    "path.simplify": False,  # every point stays, so that a patched path has the same ones
    "text.parse_math": False,  # a $ is a dollar
    "font.family": ["DejaVu Sans"],  # comes with matplotlib: texts measure the same everywhere
    "font.size": TEXT,
    "figure.dpi": 72.0,  # a point is a pixel is a unit of the picture
    "text.color": INK.stand_in,
    "axes.facecolor": "none",
    "axes.edgecolor": INK.stand_in,
    "axes.labelcolor": INK.stand_in,
    "xtick.color": INK.stand_in,
    "ytick.color": INK.stand_in,
    "axes.linewidth": 0.8,
    "xtick.major.size": 0.0,
    "ytick.major.size": 0.0,
    "xtick.major.pad": 6.0,
    "ytick.major.pad": 6.0,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.spines.left": False,
    "axes.unicode_minus": False,
}
"""matplotlib's settings for every picture."""


@cache
def text_width(text: str, size: float, bold: bool = False) -> float:
    """How wide a line of text is at most, in units of the picture."""
    font = FontProperties(family="DejaVu Sans", size=size, weight="bold" if bold else "normal")
    return float(text_to_path.get_text_width_height_descent(text, font, ismath=False)[0])


def wrap(text: str, width: float, size: float, bold: bool = False) -> list[str]:
    """Break a text into lines no wider than ``width``; a single longer word stays whole."""
    words = text.split()
    if words and text_width(" ".join(words), size, bold) <= width:
        return [" ".join(words)]  # as most do: to measure every beginning would take its time
    lines: list[str] = []
    for word in words:
        if lines and text_width(f"{lines[-1]} {word}", size, bold) <= width:
            lines[-1] += f" {word}"
        else:
            lines.append(word)
    return lines
