"""Bars that lie: a label above each group, the value at the end of each bar. Labels can be sentences."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import count

from matplotlib import rc_context
from matplotlib.patches import Rectangle

from tenmistakes.plots import style, svg
from tenmistakes.plots.measure import text_width, wrap

THICK, GAP = 16.0, 16.0
LEAST = 1.0
"""Length of the bar of nothing."""
ROOM = 8.0
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
    moving: bool = False,
    whole: float | None = None,
) -> str:
    """Draw groups of bars as SVG text. ``label`` says what the lengths mean; lengths start at zero.

    ``moving``: each bar and the text at its end can be changed, by the ids ``bar-0``, ``value-0`` and so on.
    The longest bar takes the room there is, or one of the length ``whole`` would.
    """
    with rc_context(style.RC):
        titles = wrap(title, style.WIDTH, style.TITLE, bold=True)
        subtitles = wrap(label, style.WIDTH, style.SMALL)
        named = [(wrap(name, style.WIDTH, style.TEXT), bars) for name, bars in groups]
        line = style.TEXT * style.LINE
        height = len(titles) * style.TITLE * style.LINE + len(subtitles) * style.SMALL * style.LINE + 6
        height += sum(len(names) * line + len(bars) * (THICK + 3) + GAP for names, bars in named)
        figure = svg.figure(height)
        page = svg.Page(figure, height)
        page.text(0, titles, style.TITLE, bold=True)
        page.text(0, subtitles, style.SMALL)
        page.down(6)
        every = [bar for _, bars in groups for bar in bars]
        room = style.WIDTH - ROOM - max(text_width(bar.text, style.TEXT) for bar in every)
        longest = whole or max(max(bar.value for bar in every), 1e-12)
        number = count()
        for names, bars in named:
            page.text(0, names, style.TEXT)
            for bar in bars:
                length = max(bar.value / longest * room, LEAST)
                colour = style.ROLES[bar.role].stand_in
                filled = (colour, 1.0) if bar.role == "main" else (colour, 0.18)
                drawn = Rectangle((0, 0), length, THICK, facecolor=filled, edgecolor=colour, linewidth=1.2)
                value = page.beside(length + ROOM, bar.text, style.TEXT, THICK)
                page.add(drawn)
                if moving:
                    which = next(number)
                    drawn.set_gid(f"bar-{which}")
                    value.set_gid(f"value-{which}")
                page.down(THICK + 3)
            page.down(GAP)
        ids = [f"{kind}-{n}" for kind in ("bar", "value") for n in range(len(every))] if moving else []
        return svg.themed(figure, words, prefix, tuple(ids))
