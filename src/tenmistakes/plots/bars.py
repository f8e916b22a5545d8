"""Bars that lie: a label above each group, the value at the end of each bar. Labels can be sentences."""

from collections.abc import Sequence
from dataclasses import dataclass

from matplotlib import rc_context
from matplotlib.patches import Rectangle

from tenmistakes.plots import style, svg

THICK, GAP = 16.0, 16.0
_ROOM = 8.0
"""Between the end of a bar and its value."""


@dataclass(frozen=True)
class Bar:
    """One bar: its length in units of the data, what stands at its end, and its role in the style."""

    value: float
    text: str
    role: str = "main"


def draw(
    title: str,
    label: str,
    groups: Sequence[tuple[str, Sequence[Bar]]],
    words: str,
    prefix: str = "",
    whole: float | None = None,
) -> str:
    """Draw groups of bars as SVG text. ``label`` says what the lengths mean; lengths start at zero.

    The longest bar takes the room there is, or one of the length ``whole`` would.
    """
    with rc_context(style.RC):
        titles = style.wrap(title, style.WIDTH, style.TITLE, bold=True)
        subtitles = style.wrap(label, style.WIDTH, style.SMALL)
        named = [(style.wrap(name, style.WIDTH, style.TEXT), bars) for name, bars in groups]
        line = style.TEXT * style.LINE
        height = len(titles) * style.TITLE * style.LINE + len(subtitles) * style.SMALL * style.LINE + 6
        height += sum(len(names) * line + len(bars) * (THICK + 3) + GAP for names, bars in named)
        figure = svg.figure(height)
        page = svg.Page(figure, height)
        page.text(0, titles, style.TITLE, bold=True)
        page.text(0, subtitles, style.SMALL)
        page.down(6)
        every = [bar for _, bars in groups for bar in bars]
        room = style.WIDTH - _ROOM - max(style.text_width(bar.text, style.TEXT) for bar in every)
        longest = whole or max(max(bar.value for bar in every), 1e-12)
        for names, bars in named:
            page.text(0, names, style.TEXT)
            for bar in bars:
                length = max(bar.value / longest * room, 1.0)
                colour = style.ROLES[bar.role].stand_in
                filled = (colour, 1.0) if bar.role == "main" else (colour, 0.18)
                page.add(Rectangle((0, 0), length, THICK, facecolor=filled, edgecolor=colour, linewidth=1.2))
                page.beside(length + _ROOM, bar.text, style.TEXT, THICK)
                page.down(THICK + 3)
            page.down(GAP)
        return svg.themed(figure, words, prefix)
