"""What stands in a picture's table: numbers, days and months, read, and said as people say them."""

import datetime
import re
from collections.abc import Mapping
from math import isfinite

from tenmistakes.plots import events

Row = Mapping[str, str]

_MONTH = re.compile(r"\d{4}-\d{2}")


def _moment(text: str) -> datetime.date | None:
    for read_as in (datetime.date, datetime.datetime):
        try:
            return read_as.fromisoformat((text or "").strip())
        except ValueError:
            continue
    return None


def number(text: str) -> float | None:
    """A finite number; None if the text is none."""
    try:
        found = float(text)
    except (TypeError, ValueError):
        return None
    return found if isfinite(found) else None


def place(text: str) -> float | None:
    """Where a row stands along the x axis: a number as it is, a day or a month by its number."""
    day = day_of(text)
    return float(day.toordinal()) if day else number(text)


def said(text: str, long: bool = False) -> str:
    """An entry as a reader wants it: a day or a month in words, anything else as it is.

    ``long``: the column spans more than a year, so that a day needs its year. A month always has one.
    """
    day = day_of(text or "")
    if day is None:
        return text
    month_only = is_month(text)
    event = events.Event(day, "", "", "other", month_only)
    return events.dated(event, long or month_only)


def spans_years(rows: list[Row], column: str) -> bool:
    """Whether a column of days or months spans so much time that a day needs its year."""
    days = [day for row in rows if (day := day_of(row[column] or "")) is not None]
    return bool(days) and events.is_long(days)


def event(row: Row) -> events.Event:
    """A row of a timeline."""
    when = day_of(row["when"])
    return events.Event(when, row["label"], row["text"], row["role"], is_month(row["when"]))


def is_month(text: str) -> bool:
    """Whether an entry names a month and no day: 2009-04."""
    return _MONTH.fullmatch((text or "").strip()) is not None


def day_of(text: str) -> datetime.date | None:
    """When an event was: a month alone stands at its first day."""
    return _moment(f"{text.strip()}-01" if is_month(text) else text)
