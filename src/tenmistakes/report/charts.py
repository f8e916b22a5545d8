"""The report's pictures: bars with what they count written on them, readable without colour."""

from collections.abc import Sequence

from matplotlib import rc_context
from matplotlib.patches import Rectangle

from tenmistakes.plots import bars, style, svg
from tenmistakes.report.analysis import Cell, Kind

_ROLES: dict[Kind, str] = {"right": "compare", "misconception": "main", "number": "main", "late": "warn"}
"""The colour of a bar by what it counts; filled are those that the picture is about."""
_HEIGHT = 110.0
_GAP = 0.16
"""Between two columns, as a share of the room each has."""


def of(count: int, whole: int) -> str:
    """``12 (21%)``."""
    return f"{count:,} ({count / whole:.0%})"


def answers(cells: Sequence[Cell], marked: int, words: str) -> str:
    """What learners answered, as SVG text: a bar for each answer that anybody gave, all on one scale."""
    given = [cell for cell in cells if cell.count]
    groups = [
        (cell.words, [bars.Bar(cell.count, of(cell.count, marked), _ROLES.get(cell.kind, "muted"))])
        for cell in given
    ]
    return bars.draw("", f"Learners, of {marked:,} with marks", groups, words, whole=marked)


def columns(title: str, cells: Sequence[Cell], words: str) -> str:
    """A table with an order, as SVG text: a column for each cell, its count above and its words below."""
    with rc_context(style.RC):
        room = style.WIDTH / len(cells)
        titles = style.wrap(title, style.WIDTH, style.TITLE, bold=True)
        named = [style.wrap(cell.words, room - 8, style.SMALL) for cell in cells]
        line = style.SMALL * style.LINE
        top = len(titles) * style.TITLE * style.LINE + line + 8
        height = top + _HEIGHT + 6 + max(map(len, named)) * line
        figure = svg.figure(height)
        page = svg.Page(figure, height)
        page.text(0, titles, style.TITLE, bold=True)
        most = max(1, *(cell.count for cell in cells))
        for number, (cell, lines) in enumerate(zip(cells, named, strict=True)):
            middle, length = (number + 0.5) * room, cell.count / most * _HEIGHT
            page.y = top + _HEIGHT - length
            if cell.count:
                colour = style.ROLES[_ROLES.get(cell.kind, "muted")].stand_in
                filled = (colour, 1.0 if cell.kind == "number" else 0.18)
                left, wide = middle - room * (1 - _GAP) / 2, room * (1 - _GAP)
                page.add(
                    Rectangle((left, 0), wide, length, facecolor=filled, edgecolor=colour, linewidth=1.2)
                )
            page.y -= line + 2
            _centred(page, middle, [f"{cell.count:,}"])
            page.y = top + _HEIGHT + 6
            _centred(page, middle, lines)
        page.y = top + _HEIGHT
        page.add(Rectangle((0, 0), style.WIDTH, 0, edgecolor=style.INK.stand_in, linewidth=0.8))
        return svg.themed(figure, words)


def _centred(page: svg.Page, middle: float, lines: Sequence[str]) -> None:
    for each in lines:
        page.text(middle - style.text_width(each, style.SMALL) / 2, [each], style.SMALL)
