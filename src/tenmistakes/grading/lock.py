"""One grader at a time on a course."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tenmistakes.answers.locking import Busy, locked

PATIENCE = 0.5
"""Seconds. A grader that is at work will be so for longer; one that was killed has let go already."""


class Occupied(Exception):
    """Somebody else is grading the course, or that cannot be told; the message is a sentence."""


@contextmanager
def alone(path: Path) -> Iterator[None]:
    """Hold the lock file ``path``. A process that dies lets go of it, however it dies.

    Where the file system knows no locks this holds nobody off; a gradebook on a server has a lock of its own.
    Raises :class:`Occupied`.
    """
    lock = locked(path, PATIENCE)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        lock.__enter__()
    except Busy:
        raise Occupied(
            "Somebody is grading this course at this moment, so nothing was done. Wait until that is over, "
            "then start this one again."
        ) from None
    except OSError as error:
        raise Occupied(
            f"The lock file {path} cannot be made ({error.strerror}), so nothing was graded."
        ) from None
    try:
        yield
    finally:
        lock.__exit__(None, None, None)
