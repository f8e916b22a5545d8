"""What a person gave to an earlier hand-in: it stays, and is marked until the person has looked again.

An item is *changed* if it was another answer that the person saw, or nobody knows which; then formgrader asks
for the score again, and saving one there takes the mark away. It is *unchanged* if the answer is the one the
person saw, in another hand-in; then the mark is only there to be read, until the person gives something else.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from tenmistakes.grading.flags import Flag, flag

CHANGED = "changed"
UNCHANGED = "unchanged"
_FLAGS = {CHANGED: "manual-kept", UNCHANGED: "manual-kept-unchanged"}


@dataclass(frozen=True)
class Marks:
    """What a person gave to one item; falsy if nothing."""

    score: float | None
    extra_credit: float | None
    comment: str | None

    def __bool__(self) -> bool:
        # formgrader leaves 0 extra credit and an empty comment behind where somebody has only looked
        return self.score is not None or bool(self.extra_credit) or bool(self.comment)

    def __str__(self) -> str:
        return json.dumps([self.score, self.extra_credit or None, self.comment or None])


@dataclass(frozen=True)
class Kept:
    """How an item's marks belong to an earlier answer: the columns of the item's row that say so."""

    kept: str | None = None
    kept_fingerprint: str | None = None
    kept_marks: str | None = None

    def stands(self, marks: Marks, needs_manual: bool) -> bool:
        """Whether nobody has looked at the item since it was marked."""
        if self.kept == CHANGED:
            return needs_manual and bool(marks)
        return self.kept == UNCHANGED and str(marks) == self.kept_marks

    def now(self, marks: Marks, needs_manual: bool) -> str | None:
        """The mark, if it still stands."""
        return self.kept if self.stands(marks, needs_manual) else None


def keep(
    marks: Marks, needs_manual: bool, was: Kept, was_answer: str | None, answer: str | None, resubmitted: bool
) -> Kept:
    """What is to be said of an item's marks when it is graded again.

    ``was_answer`` and ``answer`` are the fingerprints before and now, None if there was no such answer;
    ``resubmitted`` says whether it is another hand-in.
    """
    if not marks:
        return Kept()
    stands = was.stands(marks, needs_manual)
    given_to = was.kept_fingerprint if stands else was_answer
    if given_to is None or given_to != answer:
        return Kept(CHANGED, given_to, str(marks))
    return Kept(UNCHANGED, given_to, str(marks)) if resubmitted or stands else Kept()


@dataclass(frozen=True)
class KeptMarks:
    """What is kept of a whole submission. Both are by grade id; ``labels`` are those of the items."""

    by_cell: Mapping[str, Kept]
    labels: Mapping[str, str]

    @property
    def flags(self) -> tuple[Flag, ...]:
        """What is to be said of it."""
        return kept_flags((self.labels[cell], found.kept) for cell, found in self.by_cell.items())


def kept_flags(kept: Iterable[tuple[str, str | None]]) -> tuple[Flag, ...]:
    """The flags for the marks of items, each with the item's label: one flag for each mark that occurs."""
    labels: dict[str, list[str]] = {mark: [] for mark in _FLAGS}
    for label, mark in kept:
        if mark is not None:
            labels[mark].append(f"“{label}”")
    return tuple(flag(_FLAGS[mark], names=", ".join(found)) for mark, found in labels.items() if found)
