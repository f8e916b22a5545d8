"""A learner's plan beside the best one within the budget."""

import re
from typing import NamedTuple

from tenmistakes.models.base import PlanReport, PlanSpace
from tenmistakes.models.words import number_in_words
from tenmistakes.plots import shelf, style
from tenmistakes.plots.drawing import Drawing, patched, reworded, rewritten

MINE, BEST = " with your plan", " with the best plan"
PREFIX = "tm-unfilled-"
"""Stands before every id in a template."""

_ROOM = re.compile(r' data-room="([\d.]+) ([\d.]+) ([\d.]+)"')


class Room(NamedTuple):
    """What a template knows of widths, in units of the picture.

    The longest of the words behind a number, a digit (no letter of a number is wider but the m of million),
    the gap between a bar and its text.
    """

    words: float
    digit: float
    gap: float


def compare(slug: str, space: PlanSpace, mine: PlanReport, best: PlanReport, prefix: str = "") -> Drawing:
    """Two bars for each of the reports' bars: the learner's, filled, and the best plan's, in outline.

    The words begin with what became of the learner's plan.
    """
    values, said = [], []
    for label, value in mine.bars.items():
        yours, least = number_in_words(value), number_in_words(best.bars[label])
        values += [(value, yours, MINE), (best.bars[label], least, BEST)]
        said.append(f"{label}: {yours}{MINE}, {least} with the best.")
    words = f"{mine.words} {mine.bars_label[:1].upper()}{mine.bars_label[1:]}. {' '.join(said)}".strip()
    text = shelf.take(slug, file_name(space), drawn_from(space, mine), lambda: template(space, mine))
    return Drawing(_filled(reworded(text.replace(PREFIX, prefix), words), values, prefix), words)


def file_name(space: PlanSpace) -> str:
    """The name of a space's picture on the shelf."""
    return f"plan-{space.name}"


def drawn_from(space: PlanSpace, report: PlanReport) -> tuple[object, ...]:
    """All that decides what the picture of a plan looks like but the plan."""
    return space.title, report.bars_label, tuple(report.bars)


def template(space: PlanSpace, report: PlanReport) -> str:
    """The SVG text of the picture of any plan of a space, to be filled; ``report`` is of one of them."""
    from tenmistakes.plots import bars
    from tenmistakes.plots.measure import text_width

    empty = [(name, (bars.Bar(0, MINE), bars.Bar(0, BEST, "compare"))) for name in report.bars]
    room = Room(text_width(BEST, style.TEXT), text_width("0", style.TEXT), bars.ROOM)
    text = bars.draw(space.title, report.bars_label, empty, "", PREFIX, moving=True)
    return text.replace("<svg ", f'<svg data-room="{" ".join(f"{width:.5g}" for width in room)}" ', 1)


def _filled(text: str, values: list[tuple[float, str, str]], prefix: str) -> str:
    found = _ROOM.search(text)
    assert found is not None, "this is no template of a plan"
    text, room = _ROOM.sub("", text, count=1), Room(*map(float, found.groups()))
    longest_text = room.words + room.digit * max(len(number) for _, number, _ in values)
    unit = (style.WIDTH - room.gap - longest_text) / max(max(value for value, _, _ in values), 1e-12)
    for which, (value, number, ending) in enumerate(values):
        length = round(max(value * unit, 1.0), 2)
        text = _lengthened(text, f"{prefix}bar-{which}", length)
        text = rewritten(text, f"{prefix}value-{which}", round(length + room.gap, 2), number + ending)
    return text


def _lengthened(text: str, gid: str, length: float) -> str:
    """The SVG text with another length of a bar, which begins at the left."""
    start = text.index(' d="', text.index(f'id="{gid}"')) + 4
    outline = text[start : text.index('"', start)]
    down = sorted({float(y) for y in re.findall(r"[ML] -?[\d.]+ (-?[\d.]+)", outline)})
    top, bottom = f"{down[0]:.10g}", f"{down[-1]:.10g}"
    path = f"M 0 {bottom} L {length:.10g} {bottom} L {length:.10g} {top} L 0 {top} z"
    return patched(text, {gid: path})
