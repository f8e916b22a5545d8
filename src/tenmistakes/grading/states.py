"""How a submission stands after grading."""

from enum import StrEnum


class State(StrEnum):
    """The state of one submission."""

    GRADED = "graded"
    NEEDS_REVIEW = "needs review"
    """Graded, and a person must read a text or look at a flag."""
    FAILED = "failed"
    """There is nothing in it that could be graded. It has no marks, which is not the same as zero."""
    GRADER_ERROR = "grader error"
    """The fault is ours or the machine's. The next run tries again."""

    @property
    def has_marks(self) -> bool:
        """Whether there are points. To have none is not the same as zero."""
        return self in (State.GRADED, State.NEEDS_REVIEW)
