"""How a submission stands after grading."""

from enum import StrEnum


class State(StrEnum):
    """The state of one submission. Only the first two have marks."""

    GRADED = "graded"
    NEEDS_REVIEW = "needs review"
    """Graded, and a person must read a text or look at a flag."""
    FAILED = "failed"
    """There is nothing in it that could be graded. It has no marks, which is not the same as zero."""
    GRADER_ERROR = "grader error"
    """The fault is ours or the machine's. It has no marks, and the next run tries again."""
