"""A timeline that reads like a list: one event below the other, days and weekends marked, in true order.

Crowded days are the point of a crisis's timeline, so distance on the page is not distance in time; where
days pass without an event, the picture says how many. A timeline of more than a year names years instead of
days of the week, and an event of which only the month is known stands there without a day.
"""

import datetime
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise
from types import MappingProxyType

from matplotlib import rc_context
from matplotlib.lines import Line2D
from matplotlib.patches import Rectangle

from tenmistakes.plots import style, svg

_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")

ROLES = {
    "company": ("s", "main", "the company"),
    "public": ("o", "warn", "the public"),
    "press": ("^", "compare", "the press"),
    "official": ("P", "muted", "courts and authorities"),
    "other": ("D", "muted", "counted or said later"),
}
"""For each role of an event: its mark, its colour's role, and its name in the key."""

_SPINE, _TEXT = 108.0, 128.0
_PAD, _BREAK = 9.0, 30.0
_KEY_LEFT, _KEY_ROW = 6.0, style.TEXT * style.LINE


@dataclass(frozen=True)
class Event:
    """Something that happened. ``when`` is a day, or a moment if it is known.

    ``month_only``: the day is not known, and ``when`` is the first of the month.
    """

    when: datetime.date
    label: str
    text: str
    role: str
    month_only: bool = False

    @property
    def day(self) -> datetime.date:
        """The day it happened."""
        return self.when.date() if isinstance(self.when, datetime.datetime) else self.when

    @property
    def clock(self) -> str:
        """The hour, if it is known."""
        return f"{self.when:%H:%M}" if isinstance(self.when, datetime.datetime) else ""


def spoken(day: datetime.date) -> str:
    """``Sat 15 Nov``, in English wherever it runs."""
    return f"{_DAYS[day.weekday()]} {day.day} {_MONTHS[day.month - 1]}"


LONG = 366
"""A timeline of more days names years."""

_MONTHS_FROM, _YEARS_FROM = 60, 700
"""Days without an event from which a long timeline speaks of them, in months, and in years."""


def is_long(days: Iterable[datetime.date]) -> bool:
    """Whether the days are so far apart that each needs its year."""
    days = list(days)
    return (max(days) - min(days)).days > LONG


def dated(event: Event, long: bool) -> str:
    """When it was, as the picture says it: ``Sat 15 Nov``; on a long one ``12 Jul 2007`` or ``Jun 2007``."""
    month = f"{_MONTHS[event.day.month - 1]} {event.day.year}" if long else _MONTHS[event.day.month - 1]
    if event.month_only:
        return month
    return f"{event.day.day} {month}" if long else spoken(event.day)


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
        titles = style.wrap(title, style.WIDTH, style.TITLE, bold=True)
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
    return style.wrap(event.text, style.WIDTH - _TEXT, style.SMALL)


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
        width = 12 + style.text_width(name, style.SMALL)
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
