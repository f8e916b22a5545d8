"""A timeline that reads like a list: one event below the other, days and weekends marked, in true order.

Crowded days are the point of a crisis's timeline, so distance on the page is not distance in time; where
days pass without an event, the picture says how many. A timeline of more than a year names years instead of
days of the week, and an event of which only the month is known stands there without a day.
"""

import datetime
from collections.abc import Mapping, Sequence
from itertools import groupby, pairwise
from types import MappingProxyType

from matplotlib import rc_context
from matplotlib.lines import Line2D
from matplotlib.patches import Rectangle

from tenmistakes.plots import style, svg
from tenmistakes.plots.events import ROLES, Event, dated, is_long
from tenmistakes.plots.measure import text_width, wrap

_SPINE, _TEXT = 108.0, 128.0
_PAD, _BREAK = 9.0, 30.0
_KEY_LEFT, _KEY_ROW = 6.0, style.TEXT * style.LINE

_MONTHS_FROM, _YEARS_FROM = 60, 700
"""Days without an event from which a long timeline speaks of them, in months, and in years."""


def draw(
    title: str,
    events: Sequence[Event],
    words: str,
    prefix: str = "",
    names: Mapping[str, str] = MappingProxyType({}),
) -> str:
    """Draw the events in order of time as SVG text. ``names``: roles that the key names in its own words."""
    with rc_context(style.RC):
        ordered = _ordered(events)
        days = [list(group) for _, group in groupby(ordered, key=lambda e: (e.day, e.month_only))]
        long = is_long(event.day for event in ordered)
        pauses = [_pause_words(a[0], b[0], long) for a, b in pairwise(days)]
        titles = wrap(title, style.WIDTH, style.TITLE, bold=True)
        roles = [role for role in ROLES if any(event.role == role for event in events)]
        key = _key_rows([(role, names.get(role, ROLES[role][2])) for role in roles])
        height = len(titles) * style.TITLE * style.LINE + len(key) * _KEY_ROW + 10
        height += sum(_height(group) for group in days)
        height += _BREAK * sum(pause != "" for pause in pauses) + 4
        page = svg.Page(svg.figure(height), height)
        page.text(0, titles, style.TITLE, bold=True)
        _key(page, key)
        for pause, group in zip(["", *pauses], days, strict=True):
            if pause:
                _pause(page, pause)
            _day(page, group, long)
        return svg.themed(page.figure, words, prefix)


def _ordered(events: Sequence[Event]) -> list[Event]:
    """By day; within a day as given, for most sources name no hour. A month comes before its days."""
    return sorted(events, key=lambda event: (event.day, not event.month_only))


def _lines(event: Event) -> list[str]:
    return wrap(event.text, style.WIDTH - _TEXT, style.SMALL)


def _height(group: Sequence[Event]) -> float:
    texts = sum(len(_lines(event)) for event in group) * style.SMALL * style.LINE
    return texts + len(group) * (style.TEXT * style.LINE + _PAD) + _PAD


def _empty(before: datetime.date, after: datetime.date) -> int:
    """Days without an event between two days."""
    return (after - before).days - 1


def _pause_words(before: Event, after: Event, long: bool) -> str:
    """How long nothing happened; empty if that is not worth a word. A month alone counts no days."""
    empty = _empty(before.day, after.day)
    if not long and (before.month_only or after.month_only):
        return "" if empty < _MONTHS_FROM else f"about {round(empty / 30.4)} months later"
    if empty <= 0 or (long and empty < _MONTHS_FROM):
        return ""
    if not long:
        return "1 day without an event" if empty == 1 else f"{empty} days without an event"
    if empty < _YEARS_FROM:
        return f"{round(empty / 30.4)} months later"
    return f"{round(empty / 365.25)} years later"


def _key_rows(roles: Sequence[tuple[str, str]]) -> list[list[tuple[float, str, str]]]:
    """Roles and names with where each goes from the left, in as many rows as the width asks for."""
    rows: list[list[tuple[float, str, str]]] = [[]]
    x = _KEY_LEFT
    for role, name in roles:
        width = 12 + text_width(name, style.SMALL)
        if rows[-1] and x + width > style.WIDTH:
            rows.append([])
            x = _KEY_LEFT
        rows[-1].append((x, role, name))
        x += width + 22
    return rows


def _key(page: svg.Page, rows: Sequence[Sequence[tuple[float, str, str]]]) -> None:
    page.down(6)
    for row in rows:
        for x, role, name in row:
            mark, colour, _ = ROLES[role]
            _mark(page, x, _KEY_ROW / 2, mark, colour)
            page.beside(x + 12, name, style.SMALL, _KEY_ROW)
        page.down(_KEY_ROW)
    page.down(4)


def _mark(page: svg.Page, x: float, y: float, mark: str, colour: str) -> None:
    page.add(
        Line2D(
            [x],
            [y],
            linestyle="none",
            marker=mark,
            markersize=9,
            color=style.ROLES[colour].stand_in,
            zorder=3,
        )
    )


def _spine(page: svg.Page, length: float, dashes: str = "solid") -> None:
    line = {"color": style.ROLES["muted"].stand_in, "linewidth": 1.4, "linestyle": style.DASHES[dashes]}
    page.add(Line2D([_SPINE, _SPINE], [0, length], zorder=2, **line))


def _pause(page: svg.Page, words: str) -> None:
    _spine(page, _BREAK, "dotted")
    page.beside(_TEXT, words, style.SMALL, _BREAK, faint=True)
    page.down(_BREAK)


def _day(page: svg.Page, group: Sequence[Event], long: bool) -> None:
    height = _height(group)
    weekend = not long and not group[0].month_only and group[0].day.weekday() >= 5
    if weekend:
        band = (style.ROLES["muted"].stand_in, 0.14)
        page.add(Rectangle((0, 0), style.WIDTH, height, facecolor=band, edgecolor="none", zorder=0))
    _spine(page, height)
    line = style.TEXT * style.LINE
    page.down(_PAD)
    page.beside(4, dated(group[0], long), style.TEXT, line, bold=True)
    if weekend:
        page.down(line)
        page.beside(4, "weekend", style.SMALL, style.SMALL * style.LINE)
        page.down(-line)
    for event in group:
        mark, colour, _ = ROLES[event.role]
        _mark(page, _SPINE, line / 2, mark, colour)
        label = f"{event.label}, {event.clock}" if event.clock else event.label
        page.text(_TEXT, [label], style.TEXT, bold=True)
        page.text(_TEXT, _lines(event), style.SMALL)
        page.down(_PAD)
