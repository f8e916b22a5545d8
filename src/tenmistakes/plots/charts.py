"""The pictures of the lessons, drawn from their tables by matplotlib."""

from itertools import pairwise

import numpy as np

from tenmistakes.models.base import Artist, Axis, Frame, Scene
from tenmistakes.plots import bars as lying
from tenmistakes.plots import entries, scene, style
from tenmistakes.plots import timeline as days
from tenmistakes.plots.entries import Row
from tenmistakes.plots.measure import text_width
from tenmistakes.plots.moving import LEFT, RIGHT
from tenmistakes.plots.pictures import Chart, Timeline


def timeline(described: Timeline, rows: list[Row], prefix: str) -> str:
    """Events in order of time, as SVG text."""
    happened = [entries.event(row) for row in rows]
    return days.draw(described.title, happened, described.words, prefix, described.key)


def bars(described: Chart, rows: list[Row], prefix: str) -> str:
    """Bars, as SVG text; the last of the rows of one name is filled."""
    last = rows[-1][described.by] if described.by else ""
    groups: dict[str, list[lying.Bar]] = {}
    for row in rows:
        value, one_of = float(row[described.y]), row[described.by] if described.by else ""
        said = f"{_figure(value)} ({one_of})" if one_of else _figure(value)
        role = "main" if one_of == last else "compare"
        groups.setdefault(entries.said(row[described.x]), []).append(lying.Bar(value, said, role))
    return lying.draw(described.title, described.y_label, list(groups.items()), described.words, prefix)


def _figure(number: float) -> str:
    """A number at the end of its bar: 27.12 -> "27.1", 7.85 -> "7.85", 72788 -> "72,788"."""
    return f"{number:,.{1 if abs(number) >= 10 else 2}f}".rstrip("0").rstrip(".")


def line(described: Chart, rows: list[Row], prefix: str) -> str:
    """A line over numbers, days or months, as SVG text."""
    points = np.array([(entries.place(row[described.x]), float(row[described.y])) for row in rows])
    long = entries.spans_years(rows, described.x)
    ticks = [(x, _tick(row[described.x], long)) for (x, _), row in zip(points, rows, strict=True)]
    low, high = float(points[:, 1].min()), float(points[:, 1].max())
    room = 0.08 * (high - min(low, 0.0)) or 1.0
    first, last = float(points[0, 0]), float(points[-1, 0])
    side = 0.14 * (last - first) or 1.0  # the labels of the first and the last tick need it
    unit = (style.WIDTH - LEFT - RIGHT) / (last - first + 2 * side)
    if _is_every_month(rows, described.x):
        ticks = next(
            some for n in (1, 2, 3, 4, 6, 12) if (some := ticks[::n]) == _apart(some, unit) or n == 12
        )
    ticks = _apart(ticks, unit)
    chart = Scene(
        described.title,
        Axis(described.x_label, first - side, last + side, tuple(ticks)),
        Axis(described.y_label, min(low - room, 0.0) if low < 0 else 0.0, high + room),
        (Artist("line", described.y_label),),
    )
    return scene.draw(chart, Frame({"line": points}, {}, described.words), prefix).svg


def _is_every_month(rows: list[Row], column: str) -> bool:
    """Whether each row is the month after the one before, so that labels can keep their place in the year."""
    texts = [row[column] or "" for row in rows]
    days = [entries.day_of(text) for text in texts if entries.is_month(text)]
    return len(days) == len(texts) and all(
        (b.year - a.year) * 12 + b.month - a.month == 1 for a, b in pairwise(days)
    )


def _apart(ticks: list[tuple[float, str]], unit: float) -> list[tuple[float, str]]:
    """Those ticks, from the first on, whose labels do not touch; ``unit``: the width of 1 along the axis."""
    kept: list[tuple[float, str]] = []
    for x, label in sorted(ticks):
        room = text_width(label, style.TEXT) + 12
        if not kept or unit * (x - kept[-1][0]) >= (room + text_width(kept[-1][1], style.TEXT) + 12) / 2:
            kept.append((x, label))
    return kept


def _tick(text: str, long: bool) -> str:
    """The label of a tick: over years the month is enough."""
    day = entries.day_of(text)
    return entries.said(f"{day:%Y-%m}") if day and long else entries.said(text, long)
