"""What stands on a timeline: events, who acted, and when it was in words."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass

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


LONG = 366
"""A timeline of more days names years."""


def spoken(day: datetime.date) -> str:
    """``Sat 15 Nov``, in English wherever it runs."""
    return f"{_DAYS[day.weekday()]} {day.day} {_MONTHS[day.month - 1]}"


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
