"""A file of everybody's marks, from the gradebook to the disk."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from sqlalchemy import Connection

from tenmistakes.grading.marks import filling, reading
from tenmistakes.grading.marks.filling import Account, Choices
from tenmistakes.grading.marks.layouts import Layout
from tenmistakes.grading.marks.reading import Assigned, IsHandedIn, Mark
from tenmistakes.grading.marks.roster import Roster
from tenmistakes.grading.marks.writing import write


@dataclass(frozen=True)
class Order:
    """What file is wanted. ``layout`` is None for rows as nbgrader's own export has them.

    ``only`` are the ids of those meant, if not all; ``never`` of those who are nobody's learners.
    """

    target: Path
    assignments: Sequence[Assigned]
    layout: Layout | None = None
    roster: Roster | None = None
    choices: Choices = field(default_factory=Choices)
    only: Collection[str] = ()
    never: Collection[str] = ()

    @property
    def left_out(self) -> Path:
        """The file of marks that have no place in the platform's."""
        return left_out(self.target)


def left_out(target: Path) -> Path:
    """Where the marks are written that have no place in ``target``."""
    return target.with_name(f"{target.stem}-left-out.csv")


def make(connection: Connection, order: Order, is_handed_in: IsHandedIn) -> Account:
    """Write the file, and another of the marks that have no place in it; raises OSError.

    Without a roster the class streams through, and takes no more memory if it is larger.
    """
    account = Account(order.choices)
    layout = order.layout
    if layout is None:
        write(order.target, filling.long_rows(_marks(connection, order, is_handed_in), account))
        return account
    marks = _marks(connection, order, is_handed_in)
    if order.roster is None:
        rows = filling.new_rows(marks, order.assignments, layout, account)
        write(order.target, rows, layout.encoding, layout.delimiter)
        return account
    learners = [one for one in reading.learners(connection) if _is_meant(one.id, order)]
    filled = filling.fill(order.roster, learners, marks, order.assignments, account)
    write(order.target, filled.rows, order.roster.encoding, order.roster.delimiter)
    if filled.left_out:
        write(order.left_out, filling.long_rows(filled.left_out, Account(order.choices)))
        account.faults.append(f"The marks that have no place in {order.target} are in {order.left_out}.")
    else:
        order.left_out.unlink(missing_ok=True)  # of an earlier export
    return account


def _marks(connection: Connection, order: Order, is_handed_in: IsHandedIn) -> Iterator[Mark]:
    read = reading.by_learner if order.layout else reading.by_assignment
    for mark in read(connection, order.assignments, is_handed_in, order.only):
        if mark.learner.id not in order.never:
            yield mark


def _is_meant(student: str, order: Order) -> bool:
    return student not in order.never and (not order.only or student in order.only)
