"""What went wrong with one submission that is not its learner's doing, in a sentence."""

import errno
import traceback
from pathlib import Path

import tenmistakes
from tenmistakes.grading.intake import Unreached

EVERYBODYS = {errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EMFILE, errno.ENFILE, errno.ENOMEM}
"""What the system says when the next submission would fare no better."""


class Fault(Exception):
    """The grader failed on a submission; the message is what :func:`our_fault` says of it."""


def our_fault(error: Exception) -> str:
    """A sentence for whoever mends it: what went wrong, and where."""
    if isinstance(error, Fault):
        return str(error)
    if isinstance(error, OSError):
        return f"{machines_fault(error)} The next run tries again."
    ours = str(Path(tenmistakes.__file__).parent)
    frames = [f for f in traceback.extract_tb(error.__traceback__) if f.filename.startswith(ours)]
    where = f"{Path(frames[-1].filename).name}, line {frames[-1].lineno}"
    return (
        f"The grader failed on it ({type(error).__name__} in {where}). That is not the learner's doing; the "
        "next run tries again."
    )


def machines_fault(error: OSError) -> str:
    """What the system says."""
    if isinstance(error, Unreached):
        return str(error.strerror)
    return f"{error.strerror}: {error.filename}." if error.filename else f"{error.strerror}."
