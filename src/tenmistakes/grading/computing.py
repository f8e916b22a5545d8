"""What can be done about a submission away from the gradebook: bytes in, marks and a graded notebook out.

That needs nothing but the course and changes nothing, so it can be done here, on another machine
(:mod:`tenmistakes.grading.cluster`) or beforehand (:mod:`tenmistakes.grading.shards`).
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Protocol

from tenmistakes.grading.exercise import Exercise
from tenmistakes.grading.handed_in import HandIn
from tenmistakes.grading.rebuild import rebuild
from tenmistakes.grading.scoring import Graded, score


@dataclass(frozen=True)
class Computed:
    """A submission with its points, and the graded notebook that goes with them."""

    graded: Graded
    notebook: bytes


Finding = Computed | Exception
"""What came of a submission. :class:`handed_in.Refused`: it cannot be graded; any other: we have failed."""


def compute(hand_in: HandIn, exercise: Exercise) -> Finding:
    """Grade a submission. A pure function, which raises nothing."""
    return _caught(lambda: _computed(score(hand_in, exercise), exercise))


def complete(graded: Graded, exercise: Exercise) -> Finding:
    """The same for a submission whose points are known."""
    return _caught(lambda: _computed(graded, exercise))


def _computed(graded: Graded, exercise: Exercise) -> Computed:
    return Computed(graded, rebuild(graded, exercise))


def _caught(action: Callable[[], Computed]) -> Finding:
    try:
        return action()
    except Exception as error:  # noqa: BLE001 (whatever it is, it is said of this one, and the others go on)
        return error


class Pool(Protocol):
    """Whoever computes; students come back with what came of their work, in any order.

    Every submission that was offered comes back once, at the latest from :meth:`rest`. Both may raise
    :class:`tenmistakes.grading.stopped.Stopped`.
    """

    def offer(self, hand_in: HandIn, exercise: Exercise) -> Iterator[tuple[str, Finding]]:
        """Take a submission in, and yield what is known by now."""

    def rest(self) -> Iterator[tuple[str, Finding]]:
        """Yield all that has not come back yet: there are no more submissions of this exercise."""

    def sentences(self) -> list[str]:
        """What there is to say in the end."""


class Here:
    """Computes in this process: each submission comes back at once."""

    def offer(self, hand_in: HandIn, exercise: Exercise) -> Iterator[tuple[str, Finding]]:
        """Compute it."""
        yield hand_in.student, compute(hand_in, exercise)

    def rest(self) -> Iterator[tuple[str, Finding]]:
        """Nothing is left."""
        return iter(())

    def sentences(self) -> list[str]:
        """Nothing is to be said."""
        return []
