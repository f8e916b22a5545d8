"""The pictures of a mistake: what ``pictures.yaml`` may say, read from there and drawn.

Each picture has a kind, a title, a table in ``data/``, its sources, and words that say what it shows: for
somebody who cannot see it, the words are the picture. The table itself stands below it.
"""

import csv
import datetime
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from html import escape
from itertools import pairwise
from pathlib import Path
from typing import Annotated, Any, Literal

import numpy as np
from pydantic import Field, TypeAdapter, ValidationError

from tenmistakes import content, sources
from tenmistakes.models.base import Artist, Axis, Frame, Scene
from tenmistakes.plots import bars, scene, style, svg, timeline
from tenmistakes.reading import Problem, Refused, read
from tenmistakes.typed import Slug, Strict, Text

FILE = "pictures.yaml"

Row = Mapping[str, str]


class Picture(Strict):
    """What every picture has. ``data`` is a table in the mistake's folder ``data/``."""

    title: Text
    data: Annotated[str, Field(pattern=r"^[\w-]+\.csv$")]
    words: Text
    """Two or three plain sentences that say what the picture shows."""
    sources: Annotated[tuple[str, ...], Field(min_length=1)]


Role = Literal[*timeline.ROLES]


class Timeline(Picture):
    """Events in order of time; the columns are those of :data:`TIMELINE`."""

    kind: Literal["timeline"]
    key: dict[Role, Text] = Field(default_factory=dict)
    """Names for roles in the key, where the usual ones do not fit."""


class Chart(Picture):
    """A line or bars: column ``y`` over ``x``, which may hold days, months, numbers or (bars) texts."""

    kind: Literal["line", "bars"]
    x: Text
    y: Text
    by: str = ""
    """Bars only: a column that tells the rows of one ``x`` apart, such as the year; the last is filled."""
    x_label: str = ""
    y_label: Text


TIMELINE = ("when", "label", "text", "role", "source")
"""The columns of a timeline's table. ``when`` is ISO 8601: a day, a moment such as 2009-04-15 18:00, or a
month such as 2009-04, where no source names the day."""

_MONTH = re.compile(r"\d{4}-\d{2}")

_PICTURES = TypeAdapter(dict[Slug, Annotated[Timeline | Chart, Field(discriminator="kind")]])


@dataclass(frozen=True)
class Album:
    """All pictures of a mistake, checked: definitions and tables by id, and the sources they name."""

    pictures: Mapping[str, Timeline | Chart]
    tables: Mapping[str, list[Row]]
    sources: Mapping[str, sources.Source]


def load(folder: Path) -> Album:
    """Read and check the pictures of the mistake in ``folder``; none if it has no ``pictures.yaml``.

    Raises Refused with every problem at once.
    """
    known = sources.load(folder)
    path = folder / FILE
    if not path.is_file():
        return Album({}, {}, known)
    document = read(path, str(path))
    try:
        pictures = _PICTURES.validate_python(document.data or {})
    except ValidationError as error:
        raise Refused([_definition(path, document.line(e["loc"][:1]), e) for e in error.errors()]) from None
    tables: dict[str, list[Row]] = {}
    problems: list[Problem] = []
    for name, picture in pictures.items():
        for source in picture.sources:
            if source not in known:
                sentence = f"'{source}' is not in {sources.FILE}."
                problems.append(Problem(str(path), f"picture {name}, sources", sentence))
        try:
            tables[name] = _table(folder / "data" / picture.data, picture)
        except Refused as refused:
            problems.extend(refused.problems)
    if problems:
        raise Refused(problems)
    return Album(pictures, tables, known)


def picture(slug: str, name: str, folder: Path | None = None) -> svg.Drawing:
    """Draw the picture ``name`` of a mistake; KeyError if there is none of that name."""
    album = load(content.place(slug, folder).folder)
    described, rows, prefix = album.pictures[name], album.tables[name], f"{slug}-{name}-"
    if isinstance(described, Timeline):
        events = [_event(row) for row in rows]
        text = timeline.draw(described.title, events, described.words, prefix, described.key)
    elif described.kind == "bars":
        text = _bars(described, rows, prefix)
    else:
        text = _line(described, rows, prefix)
    return svg.Drawing(text, described.words, _notes(described, rows, album.sources))


def _definition(path: Path, line: int, error: Any) -> Problem:
    """What is wrong with a definition, as a sentence."""
    where = [str(part) for part in error["loc"]]
    if not where:
        return Problem(str(path), "", "It must map each picture's id to its description.")
    place, keys = f"picture {where[0]} (line {line})", [part for part in where[1:] if part not in _KINDS]
    what = keys[0] if keys and keys[0] != "[key]" else ""
    if what == "words":
        return Problem(str(path), place, "It has no words that say what it shows.")
    if error["type"] == "missing":
        return Problem(str(path), place, f"'{what}' is missing.")
    if error["type"] == "extra_forbidden":
        return Problem(str(path), place, f"A picture of this kind has no '{what}'.")
    if error["type"] in ("union_tag_not_found", "union_tag_invalid"):
        return Problem(str(path), place, f"'kind' can be {', '.join(_KINDS)}.")
    return Problem(str(path), place, f"'{what or where[0]}' cannot be {error['input']!r}.")


_KINDS = ("timeline", "line", "bars")


def _table(path: Path, described: Timeline | Chart) -> list[Row]:
    """The rows of a picture's table. Raises Refused with everything wrong in it."""
    if not path.is_file():
        raise Refused([Problem(str(path), "", "There is no such table; the picture needs it.")])
    with path.open(encoding="utf-8", newline="") as file:
        reader = csv.DictReader(file)
        rows = list(reader)
        columns = reader.fieldnames or ()
    wanted = TIMELINE if isinstance(described, Timeline) else _columns(described)
    problems = [
        Problem(str(path), "line 1", f"The column '{name}' is missing.")
        for name in wanted
        if name not in columns
    ]
    if not rows:
        problems.append(Problem(str(path), "", "The table has no rows."))
    if not problems:
        check = _timeline_row if isinstance(described, Timeline) else _chart_row
        for line, row in enumerate(rows, start=2):
            problems.extend(Problem(str(path), f"line {line}", s) for s in check(described, row))
    if problems:
        raise Refused(problems)
    return rows


def _columns(described: Chart) -> tuple[str, ...]:
    return (described.x, described.y, described.by) if described.by else (described.x, described.y)


def _timeline_row(described: Any, row: Row) -> Iterator[str]:
    for column in TIMELINE:
        if not (row[column] or "").strip():
            yield f"'{column}' is empty."
    if _event_moment(row["when"]) is None:
        yield (
            f"'when' is {row['when']!r}; it can be 2009-04-15 or, with the hour, 2009-04-15 18:00, or a "
            "month alone, 2009-04."
        )
    if row["role"] not in timeline.ROLES:
        yield f"'role' is {row['role']!r}; it can be {', '.join(timeline.ROLES)}."


def _chart_row(described: Any, row: Row) -> Iterator[str]:
    if _number(row[described.y]) is None:
        yield f"'{described.y}' is {row[described.y]!r}; it must be a number."
    elif described.kind == "bars" and _number(row[described.y]) < 0:
        yield f"'{described.y}' is {row[described.y]!r}; a bar cannot be shorter than nothing."
    if described.kind == "line" and _place(row[described.x]) is None:
        yield f"'{described.x}' is {row[described.x]!r}; on a line it must be a number, a day or a month."


def _moment(text: str) -> datetime.date | None:
    for read_as in (datetime.date, datetime.datetime):
        try:
            return read_as.fromisoformat((text or "").strip())
        except ValueError:
            continue
    return None


def _number(text: str) -> float | None:
    try:
        number = float(text)
    except (TypeError, ValueError):
        return None
    return number if np.isfinite(number) else None


def _place(text: str) -> float | None:
    """Where a row stands along the x axis: a number as it is, a day or a month by its number."""
    day = _event_moment(text)
    return float(day.toordinal()) if day else _number(text)


def _said(text: str, long: bool = False) -> str:
    """An entry as a reader wants it: a day or a month in words, anything else as it is.

    ``long``: the column spans more than a year, so that a day needs its year. A month always has one.
    """
    day = _event_moment(text or "")
    if day is None:
        return text
    month_only = _is_month(text)
    event = timeline.Event(day, "", "", "other", month_only)
    return timeline.dated(event, long or month_only)


def _spans_years(rows: list[Row], column: str) -> bool:
    """Whether a column of days or months spans so much time that a day needs its year."""
    days = [day for row in rows if (day := _event_moment(row[column] or "")) is not None]
    return bool(days) and timeline.is_long(days)


def _event(row: Row) -> timeline.Event:
    when = _event_moment(row["when"])
    return timeline.Event(when, row["label"], row["text"], row["role"], _is_month(row["when"]))


def _is_month(text: str) -> bool:
    return _MONTH.fullmatch((text or "").strip()) is not None


def _event_moment(text: str) -> datetime.date | None:
    """When an event was: a month alone stands at its first day."""
    return _moment(f"{text.strip()}-01" if _is_month(text) else text)


def _bars(described: Chart, rows: list[Row], prefix: str) -> str:
    last = rows[-1][described.by] if described.by else ""
    groups: dict[str, list[bars.Bar]] = {}
    for row in rows:
        value, one_of = float(row[described.y]), row[described.by] if described.by else ""
        said = f"{_figure(value)} ({one_of})" if one_of else _figure(value)
        role = "main" if one_of == last else "compare"
        groups.setdefault(_said(row[described.x]), []).append(bars.Bar(value, said, role))
    return bars.draw(described.title, described.y_label, list(groups.items()), described.words, prefix)


def _figure(number: float) -> str:
    """A number at the end of its bar: 27.12 -> "27.1", 7.85 -> "7.85", 72788 -> "72,788"."""
    return f"{number:,.{1 if abs(number) >= 10 else 2}f}".rstrip("0").rstrip(".")


def _line(described: Chart, rows: list[Row], prefix: str) -> str:
    points = np.array([(_place(row[described.x]), float(row[described.y])) for row in rows])
    long = _spans_years(rows, described.x)
    ticks = [(x, _tick(row[described.x], long)) for (x, _), row in zip(points, rows, strict=True)]
    low, high = float(points[:, 1].min()), float(points[:, 1].max())
    room = 0.08 * (high - min(low, 0.0)) or 1.0
    first, last = float(points[0, 0]), float(points[-1, 0])
    side = 0.14 * (last - first) or 1.0  # the labels of the first and the last tick need it
    unit = (style.WIDTH - scene.LEFT - scene.RIGHT) / (last - first + 2 * side)
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
    days = [_event_moment(text) for text in texts if _is_month(text)]
    return len(days) == len(texts) and all(
        (b.year - a.year) * 12 + b.month - a.month == 1 for a, b in pairwise(days)
    )


def _apart(ticks: list[tuple[float, str]], unit: float) -> list[tuple[float, str]]:
    """Those ticks, from the first on, whose labels do not touch; ``unit``: the width of 1 along the axis."""
    kept: list[tuple[float, str]] = []
    for x, label in sorted(ticks):
        room = style.text_width(label, style.TEXT) + 12
        if (
            not kept
            or unit * (x - kept[-1][0]) >= (room + style.text_width(kept[-1][1], style.TEXT) + 12) / 2
        ):
            kept.append((x, label))
    return kept


def _tick(text: str, long: bool) -> str:
    """The label of a tick: over years the month is enough."""
    day = _event_moment(text)
    return _said(f"{day:%Y-%m}") if day and long else _said(text, long)


def _notes(described: Timeline | Chart, rows: list[Row], known: Mapping[str, sources.Source]) -> str:
    """The table, folded, and the sources, linked."""
    columns = [column for column in rows[0] if column]
    head = "".join(f'<th scope="col">{escape(column)}</th>' for column in columns)
    if isinstance(described, Timeline):
        events = [_event(row) for row in rows]
        long = timeline.is_long(event.day for event in events)
        rows = [{**row, "when": timeline.dated(event, long)} for row, event in zip(rows, events, strict=True)]
    else:
        long = _spans_years(rows, described.x)
    body = "".join(f"<tr>{''.join(_cell(c, row[c], known, long) for c in columns)}</tr>" for row in rows)
    named = "; ".join(_linked(known[source]) for source in described.sources)
    return (
        f'<details class="tm-details"><summary>The same as a table</summary><table><thead><tr>{head}</tr>'
        f'</thead><tbody>{body}</tbody></table></details><p class="tm-note">Sources: {named}.</p>'
    )


def _cell(column: str, text: str, known: Mapping[str, sources.Source], long: bool) -> str:
    if column == "source" and text in known:
        return f"<td>{_linked(known[text])}</td>"
    return f"<td>{escape(_said(text or '', long))}</td>"


def _linked(source: sources.Source) -> str:
    label = escape(source.label)
    return f'<a href="{escape(source.link)}">{label}</a>' if source.link else label
