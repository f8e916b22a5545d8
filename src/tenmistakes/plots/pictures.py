"""The pictures of a mistake: what ``pictures.yaml`` may say, read from there and drawn.

Each picture has a kind, a title, a table in ``data/``, its sources, and words that say what it shows: for
somebody who cannot see it, the words are the picture. The table itself stands below it.
"""

import csv
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from html import escape
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import Field, TypeAdapter, ValidationError

from tenmistakes import content, sources
from tenmistakes.plots import entries, events, shelf
from tenmistakes.plots.drawing import Drawing
from tenmistakes.plots.entries import Row
from tenmistakes.reading import Problem, Refused, read
from tenmistakes.typed import Slug, Strict, Text

FILE = "pictures.yaml"


class Picture(Strict):
    """What every picture has. ``data`` is a table in the mistake's folder ``data/``."""

    title: Text
    data: Annotated[str, Field(pattern=r"^[\w-]+\.csv$")]
    words: Text
    """Two or three plain sentences that say what the picture shows."""
    sources: Annotated[tuple[str, ...], Field(min_length=1)]


Role = Literal[*events.ROLES]


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


def picture(slug: str, name: str, folder: Path | None = None) -> Drawing:
    """The picture ``name`` of a mistake; KeyError if there is none of that name."""
    album = load(content.place(slug, folder).folder)
    described, rows = album.pictures[name], album.tables[name]
    text = shelf.take(slug, name, drawn_from(album, name), lambda: draw(album, slug, name), folder)
    return Drawing(text, described.words, _notes(described, rows, album.sources))


def drawn_from(album: Album, name: str) -> tuple[object, ...]:
    """All that decides what a picture looks like."""
    return album.pictures[name], album.tables[name]


def draw(album: Album, slug: str, name: str) -> str:
    """Have matplotlib draw a picture; its SVG text."""
    from tenmistakes.plots import charts

    described, rows, prefix = album.pictures[name], album.tables[name], f"{slug}-{name}-"
    if isinstance(described, Timeline):
        return charts.timeline(described, rows, prefix)
    return (charts.bars if described.kind == "bars" else charts.line)(described, rows, prefix)


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
    if entries.day_of(row["when"]) is None:
        yield (
            f"'when' is {row['when']!r}; it can be 2009-04-15 or, with the hour, 2009-04-15 18:00, or a "
            "month alone, 2009-04."
        )
    if row["role"] not in events.ROLES:
        yield f"'role' is {row['role']!r}; it can be {', '.join(events.ROLES)}."


def _chart_row(described: Any, row: Row) -> Iterator[str]:
    if entries.number(row[described.y]) is None:
        yield f"'{described.y}' is {row[described.y]!r}; it must be a number."
    elif described.kind == "bars" and entries.number(row[described.y]) < 0:
        yield f"'{described.y}' is {row[described.y]!r}; a bar cannot be shorter than nothing."
    if described.kind == "line" and entries.place(row[described.x]) is None:
        yield f"'{described.x}' is {row[described.x]!r}; on a line it must be a number, a day or a month."


def _notes(described: Timeline | Chart, rows: list[Row], known: Mapping[str, sources.Source]) -> str:
    """The table, folded, and the sources, linked."""
    columns = [column for column in rows[0] if column]
    head = "".join(f'<th scope="col">{escape(column)}</th>' for column in columns)
    if isinstance(described, Timeline):
        happened = [entries.event(row) for row in rows]
        long = events.is_long(event.day for event in happened)
        rows = [{**row, "when": events.dated(e, long)} for row, e in zip(rows, happened, strict=True)]
    else:
        long = entries.spans_years(rows, described.x)
    body = "".join(f"<tr>{''.join(_cell(c, row[c], known, long) for c in columns)}</tr>" for row in rows)
    named = "; ".join(_linked(known[source]) for source in described.sources)
    return (
        f'<details class="tm-details"><summary>The same as a table</summary><table><thead><tr>{head}</tr>'
        f'</thead><tbody>{body}</tbody></table></details><p class="tm-note">Sources: {named}.</p>'
    )


def _cell(column: str, text: str, known: Mapping[str, sources.Source], long: bool) -> str:
    if column == "source" and text in known:
        return f"<td>{_linked(known[text])}</td>"
    return f"<td>{escape(entries.said(text or '', long))}</td>"


def _linked(source: sources.Source) -> str:
    label = escape(source.label)
    return f'<a href="{escape(source.link)}">{label}</a>' if source.link else label
