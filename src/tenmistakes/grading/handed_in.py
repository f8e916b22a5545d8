"""What was found in a submission's folder: bytes, and what is to be said about them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from tenmistakes.grading.flags import Flag


class Refused(Exception):
    """The submission cannot be graded. The message is one sentence that says what is wrong with what.

    ``identity`` is the hash of what was there, as far as anything could be read: the same refusal need not be
    worked out twice. ``timestamp`` is as a :class:`HandIn` has it.
    """

    def __init__(
        self,
        sentence: str,
        identity: str = "",
        flags: Sequence[Flag] = (),
        timestamp: datetime | None = None,
    ) -> None:
        super().__init__(sentence)
        self.identity = identity
        self.flags = tuple(flags)
        self.timestamp = timestamp


@dataclass(frozen=True)
class HandIn:
    """One learner's submission of one exercise, read and not yet understood.

    ``sidecars`` are the answers files beside the notebook, name and bytes. ``timestamp`` is when it was
    handed in, UTC without a zone as nbgrader keeps it, None if nobody noted it.
    """

    student: str
    notebook: bytes
    sidecars: tuple[tuple[str, bytes], ...] = ()
    timestamp: datetime | None = None
    flags: tuple[Flag, ...] = ()

    @property
    def identity(self) -> str:
        """A hash of the content, 64 hexadecimal digits; it says nothing of names and times."""
        return identity(self.notebook, *(data for _, data in self.sidecars))


def identity(*parts: bytes) -> str:
    """The hash of pieces of content; pieces that are divided differently have a different one."""
    found = sha256()
    for part in parts:
        found.update(sha256(part).digest())
    return found.hexdigest()
