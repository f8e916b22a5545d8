"""A learner's plan as data: what was answered, what it comes to, and what stays open.

Whatever the answers file holds, this makes a plan of it: a value of another version, or of no version at
all, counts as far as it can be understood, and its text is never lost on the way.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from tenmistakes import content
from tenmistakes.answers.schema import Entry
from tenmistakes.plan import checks
from tenmistakes.plan.checks import Check, Option, Standing
from tenmistakes.plan.text import one_line, paragraphs

BRAND = f"{checks.SLUG}/brand"
"""The question that holds the brand, the goal and the author."""

STANDINGS: dict[Standing | None, tuple[str, str]] = {
    "settled": ("✓", "In place"),
    "started": ("◐", "Begun"),
    "open": ("○", "Open"),
    "mistake": ("✕", "A known mistake"),
    None: ("–", "Not answered"),
}
"""The mark and the word of each standing."""


@dataclass(frozen=True)
class Point:
    """One check with what the learner says to it. Texts are single lines, empty where nothing was said."""

    check: Check
    number: int
    """The lesson's number."""
    now: Option | None
    known: str = ""
    do: str = ""
    who: str = ""
    when: str = ""
    sign: str = ""
    entry: tuple[str, ...] = ()
    """The paragraphs of the lesson's own entry."""

    @property
    def standing(self) -> Standing | None:
        """How things are; None if the check is not answered."""
        return self.now.standing if self.now else None

    @property
    def is_open(self) -> bool:
        """Whether the plan has to name a risk here."""
        return self.standing != "settled"

    @property
    def risk(self) -> str:
        """What is at risk, in a sentence; empty if the matter is settled."""
        if not self.is_open:
            return ""
        return (self.now.risk if self.now else "") or self.check.risk

    @property
    def gaps(self) -> list[str]:
        """What the plan does not say yet about an open matter, in sentences."""
        if not self.is_open:
            return []
        if not self.do:
            return ["Nothing is planned against it yet."]
        said = [
            (self.who, "Nobody is named for it."),
            (self.when, "It has no date."),
            (self.sign, "No sign of success is agreed."),
        ]
        return [sentence for given, sentence in said if not given]


@dataclass(frozen=True)
class Plan:
    """The whole plan. ``as_of`` is the day of its last change; None if nothing has been answered."""

    brand: str
    goal: str
    author: str
    as_of: date | None
    points: tuple[Point, ...]

    @property
    def open_points(self) -> list[Point]:
        """The matters that are not settled: the known mistakes first, then those nobody has looked at."""
        order = ("mistake", None, "open", "started")
        return sorted(filter(lambda point: point.is_open, self.points), key=lambda p: order.index(p.standing))

    @property
    def unanswered(self) -> list[Point]:
        """The checks that are still to be answered."""
        return [point for point in self.points if point.now is None]

    def counted(self) -> list[tuple[Standing | None, int]]:
        """How many checks have each standing, those that occur."""
        found = [(standing, sum(p.standing == standing for p in self.points)) for standing in STANDINGS]
        return [(standing, number) for standing, number in found if number]


def full_id(slug: str) -> str:
    """The name under which the answer to a mistake's check is saved: ``your-plan/no-permission``."""
    return f"{checks.SLUG}/{slug}"


def own_brand(slug: str) -> str:
    """The name of the entry for one's own brand in a mistake's lesson."""
    return f"{slug}/own-brand"


def plan(answers: Iterable[Entry], lessons: Mapping[str, Iterable[Entry]]) -> Plan:
    """The plan that the saved answers make.

    ``answers`` are those of the plan's own notebook; ``lessons`` those of each lesson, by identity
    (``lesson/no-crisis-plan``). Raises :class:`Refused` if the checks themselves cannot be used.
    """
    given = {entry.question: entry for entry in answers}
    ours = [BRAND, *(full_id(check.slug) for check in checks.load())]
    times = [given[name].time for name in ours if name in given]
    head = given.get(BRAND)
    return Plan(
        brand=_said(head, "brand"),
        goal=_said(head, "goal"),
        author=_said(head, "author"),
        as_of=day(max(times)) if times else None,
        points=tuple(
            _point(check, given.get(full_id(check.slug)), lessons.get(f"lesson/{check.slug}", ()))
            for check in checks.load()
        ),
    )


def day(time: str) -> date:
    """The day, where the learner is, of an entry's time."""
    moment = datetime.fromisoformat(time)
    try:
        return moment.astimezone().date()
    except (OverflowError, OSError, ValueError):  # a time in a copy may be beyond what a local clock can say
        return moment.date()


def spoken_day(day: date) -> str:
    """``23 November 2026``, whatever language the machine speaks."""
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"


_MONTHS = (
    *("January", "February", "March", "April", "May", "June", "July", "August", "September", "October"),
    *("November", "December"),
)


def value_of(entry: Entry | None) -> dict[str, Any]:
    """What was saved for one of the plan's questions; empty if it is nothing of ours."""
    return entry.value if entry is not None and isinstance(entry.value, dict) else {}


def _point(check: Check, entry: Entry | None, lesson: Iterable[Entry]) -> Point:
    written = next((e.value for e in lesson if e.question == own_brand(check.slug)), None)
    return Point(
        check=check,
        number=content.place(check.slug).number,
        now=check.option(value_of(entry).get("now")),
        entry=paragraphs(written),
        **{name: _said(entry, name) for name in ("known", "do", "who", "when", "sign")},
    )


def _said(entry: Entry | None, name: str) -> str:
    return one_line(value_of(entry).get(name))
