"""Marks in the rows of a file, and an account of what was put there and what was not."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any

from tenmistakes.grading.intake import named, spoken
from tenmistakes.grading.marks import pairing
from tenmistakes.grading.marks.cells import guarded, guarded_id, number
from tenmistakes.grading.marks.layouts import Layout, Role, about
from tenmistakes.grading.marks.pairing import NAMED, Pairs
from tenmistakes.grading.marks.reading import NOT_HANDED_IN, Assigned, Learner, Mark
from tenmistakes.grading.marks.roster import Entry, Roster
from tenmistakes.grading.states import State

ROWS = (
    *("assignment", "duedate", "timestamp", "student_id", "last_name", "first_name", "email"),
    *("raw_score", "late_submission_penalty", "score", "max_score", "state"),
)
"""The columns of nbgrader's own export, and the state."""

_AS_ZERO = (NOT_HANDED_IN, State.FAILED)
"""What may become a zero if an instructor asks for it. What was not graded is nobody's zero."""


@dataclass(frozen=True)
class Choices:
    """What an instructor decides about marks. ``columns`` are headers by the name of the assignment."""

    missing_as_zero: bool = False
    reviewed_only: bool = False
    columns: Mapping[str, str] = field(default_factory=dict)


@dataclass
class Account:
    """What was put in. ``faults`` are sentences about what could not be."""

    choices: Choices
    marks: int = 0
    unread: int = 0
    without: Counter[str] = field(default_factory=Counter)
    zeros: list[str] = field(default_factory=list)
    standing: list[str] = field(default_factory=list)
    excused: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)

    def score(self, mark: Mark, there: str = "") -> float | None:
        """The points to put in, None for no mark; ``there`` is what the platform's own file has."""
        waits = mark.state == State.NEEDS_REVIEW
        self.unread += waits
        if waits and self.choices.reviewed_only:
            return None
        if mark.score is not None:
            self.marks += 1
            return mark.score
        whose = f"{mark.learner.id} ({mark.assignment.name})"
        if there:
            self.standing.append(whose)
            return None
        if self.choices.missing_as_zero and mark.state in _AS_ZERO:
            self.zeros.append(whose)
            return 0.0
        self.without[str(mark.state)] += 1
        return None

    def sentences(self) -> Iterator[str]:
        """How it went, in the order in which it matters."""
        if self.without:
            said = ", ".join(f"{count:,} {state}" for state, count in sorted(self.without.items()))
            yield f"Without a mark, which is no zero: {said}."
        if self.zeros:
            yield f"Zero, as you asked, because nothing could be graded: {named(self.zeros, NAMED)}."
        if self.standing:
            yield (
                "The gradebook has no mark here, and what the learning platform has was left as it is: "
                f"{named(self.standing, NAMED)}."
            )
        if self.excused:
            yield f"Excused on the learning platform, and left so: {named(self.excused, NAMED)}."
        if self.unread:
            one = self.unread == 1
            what = "is left out" if one else "are left out"
            if not self.choices.reviewed_only:
                what = "counts without them for now" if one else "count without them for now"
            yield (
                f"{self.unread:,} submission{'' if one else 's'} with written answers still to be read or a "
                f"flag to be looked at {what}. Do that in formgrader, then export again."
            )
        yield from self.notes
        yield from self.faults


def long_rows(marks: Iterable[Mark], account: Account) -> Iterator[list[Any]]:
    """A row for each mark, under :data:`ROWS`."""
    yield list(ROWS)
    for mark in marks:
        score = account.score(mark)
        shown = score is not None and mark.raw is not None
        learner, assignment = mark.learner, mark.assignment
        yield guarded(
            [
                *(assignment.name, assignment.due, mark.timestamp),
                *(learner.id, learner.last_name, learner.first_name, learner.email),
                *((_plain(mark.raw), _plain(mark.penalty)) if shown else (None, None)),
                *(_plain(score), _plain(assignment.possible), mark.state),
            ]
        )


def _plain(value: float | None) -> float | None:
    """Points as nbgrader writes them, ``12.0``, without the dust of floating point."""
    return None if value is None else round(float(value), 4)


def new_rows(
    marks: Iterable[Mark], wanted: Sequence[Assigned], layout: Layout, account: Account
) -> Iterator[list[str]]:
    """A file of the platform's made of the gradebook alone. ``marks`` come learner by learner."""
    yield [*layout.usual, *map(layout.new_header, wanted)]
    yield from layout.rows_above(len(layout.usual), wanted)
    roles = [layout.role(name) for name in layout.usual]
    unknown = []
    for learner, theirs in groupby(marks, key=lambda mark: mark.learner):
        scores = {mark.assignment.id: account.score(mark) for mark in theirs}
        who = [about(learner, name) for name in layout.usual]
        if "Username" in layout.usual and " " in learner.id and not (learner.lms_user_id or learner.email):
            unknown.append(learner.id)
        yield [
            *_who(who, roles, account),
            *(_cell(scores[assignment.id], layout.nothing) for assignment in wanted),
        ]
    if unknown:
        account.notes.append(
            f"A full name is no user name, and {layout.title} finds nobody by it: {named(unknown)}. Export "
            f"the gradebook from {layout.title} ({layout.exported}) and name that file with --roster."
        )


@dataclass(frozen=True)
class Filled:
    """A platform's file with the marks in it, and the marks for which there was no place."""

    rows: list[list[str]]
    left_out: list[Mark]


def fill(
    roster: Roster,
    learners: Sequence[Learner],
    marks: Iterable[Mark],
    wanted: Sequence[Assigned],
    account: Account,
) -> Filled:
    """Put marks into a platform's file. Of its columns those about learners stay, and those with marks.

    The others would only undo what has been changed on the platform since.
    """
    pairs = pairing.pair(learners, roster)
    account.faults += pairs.sentences
    places = _columns(roster, wanted, account)
    cells, left_out = _place(roster, pairs, marks, places, account)
    roles = [roster.layout.role(roster.header[place]) for place in roster.about_learners]
    learners_rows = set(roster.learners)

    def row(entry: Entry) -> list[str]:
        who = [entry.cells[place] for place in roster.about_learners]
        if entry not in learners_rows:
            said = roster.said(entry)
            return who + [
                roster.layout.own_cell(said, assignment) if place is None else entry.cells[place]
                for assignment, place in places.items()
            ]
        return _who(who, roles, account) + [
            cells.get((entry, assignment.id)) or guarded_id(_there(entry, place)) or roster.layout.nothing
            for assignment, place in places.items()
        ]

    header = [roster.header[place] for place in roster.about_learners]
    for assignment, place in places.items():
        header.append(roster.layout.new_header(assignment) if place is None else roster.header[place])
    return Filled([header, *map(row, roster.entries)], left_out)


def _place(
    roster: Roster,
    pairs: Pairs,
    marks: Iterable[Mark],
    places: Mapping[Assigned, int | None],
    account: Account,
) -> tuple[dict[tuple[Entry, str], str], list[Mark]]:
    cells, left_out = {}, []
    for mark in marks:
        entry = pairs.entry.get(mark.learner.id)
        if entry is None or mark.assignment not in places:
            left_out.append(mark)
            continue
        there = _there(entry, places[mark.assignment])
        if there and there.casefold() == roster.layout.excused:
            account.excused.append(f"{mark.learner.id} ({mark.assignment.name})")
            continue
        score = account.score(mark, there if there != roster.layout.nothing else "")
        if score is not None:
            cells[entry, mark.assignment.id] = number(score)
    return cells, left_out


def _there(entry: Entry, place: int | None) -> str:
    return "" if place is None else entry.cells[place].strip()


def _columns(roster: Roster, wanted: Sequence[Assigned], account: Account) -> dict[Assigned, int | None]:
    """The column of each assignment, None for a new one; without those that cannot be told."""
    found: dict[Assigned, int | None] = {}
    title, name = roster.layout.title, roster.path.name
    for assignment in wanted:
        asked = account.choices.columns.get(assignment.name)
        places = roster.columns(asked or assignment.name)
        if len(places) > 1:
            them = named([roster.header[place] for place in places], NAMED)
            account.faults.append(
                f"More than one column of {name} could be “{assignment.name}”: {them}. Its marks were left "
                f'out. Say which it is, such as: --column "{assignment.name}={roster.header[places[0]]}"'
            )
        elif asked and not places:
            account.faults.append(
                f"{name} has no column “{spoken(asked)}”, so the marks of “{assignment.name}” were left out."
            )
        elif places and places[0] in found.values():
            account.faults.append(
                f"“{roster.header[places[0]]}” in {name} is taken for two exercises, so the marks of "
                f"“{assignment.name}” were left out."
            )
        elif not places:
            found[assignment] = None
            account.notes.append(
                f"{name} has no column “{assignment.name}”, so the file makes a new one in {title}. If it is "
                f'there under another title, say so: --column "{assignment.name}=TITLE"'
            )
        else:
            found[assignment] = places[0]
            _compare_points(roster, assignment, places[0], account)
    return found


def _compare_points(roster: Roster, assignment: Assigned, place: int, account: Account) -> None:
    theirs = roster.layout.points(roster.header[place], roster.column(place))
    if theirs and _points(theirs) not in (None, round(assignment.possible, 2)):
        account.notes.append(
            f"{roster.layout.title} gives “{assignment.name}” {theirs} points, and the marks are out of "
            f"{number(assignment.possible)}. Change the points there, or the marks count for more or "
            "less than they should."
        )


def _points(text: str) -> float | None:
    """A number as platforms write it, with a point or a comma; None for what is none."""
    whole, _, parts = text.replace(",", ".").rpartition(".")
    try:
        return float(f"{whole.replace('.', '')}.{parts}" if whole else parts)
    except ValueError:
        return None


def _who(texts: Sequence[str], roles: Sequence[Role | None], account: Account) -> list[str]:
    """The cells that say who a learner is, with nothing in them that a spreadsheet would run."""
    cells = []
    changed: dict[str, None] = {}
    for text, role in zip(texts, roles, strict=True):
        if role in (Role.ID, Role.EMAIL):
            cells.append(guarded_id(text))
            if cells[-1] != text:
                changed[text] = None
        else:
            cells += guarded([text])
    account.faults += [
        f"“{spoken(text)}” would be run as a formula by a spreadsheet, so there is an apostrophe before it, "
        "with which the learning platform does not know it. Enter these marks by hand."
        for text in changed
    ]
    return cells


def _cell(score: float | None, nothing: str) -> str:
    return nothing if score is None else number(score)
