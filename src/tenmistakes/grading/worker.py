"""What a worker does, on this machine or another: it has the course, and nothing else of the class.

No gradebook, no folder, no password is in its reach: submissions come as bytes, and findings go back as data.
"""

import platform
from collections.abc import Sequence
from functools import lru_cache

from tenmistakes.grading.computing import Computed, compute
from tenmistakes.grading.exercise import Exercise, Ungradable, exercise_of
from tenmistakes.grading.handed_in import HandIn
from tenmistakes.grading.plain import to_plain


class OtherVersion(Exception):
    """This worker has another version of the course than whoever asks; the message is a sentence."""


def work(stem: str, released: bytes, mark: str, hand_ins: Sequence[HandIn]) -> list[tuple[str, bytes]]:
    """Grade submissions of the exercise ``stem``, whose notebook has these bytes.

    Gives, for each, what :func:`to_plain` makes of the finding, and the graded notebook, empty if there is
    none. Raises :class:`OtherVersion` where the exercise has another mark here: with other questions or
    another grader, marks would depend on who gave them.
    """
    if (exercise := _exercise(stem, released)) is None or exercise.mark != mark:
        raise OtherVersion(
            f"The worker on “{platform.node()}” has another version of the course. Install the same version "
            "everywhere, start the workers again, then run the same command."
        )
    findings = (compute(hand_in, exercise) for hand_in in hand_ins)
    return [(to_plain(found), found.notebook if isinstance(found, Computed) else b"") for found in findings]


@lru_cache(maxsize=16)
def _exercise(stem: str, released: bytes) -> Exercise | None:
    try:
        return exercise_of(stem, released)
    except Ungradable:
        return None
