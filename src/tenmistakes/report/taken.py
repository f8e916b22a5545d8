"""Places that are taken: a report takes that of an earlier one, and of nothing else."""

from pathlib import Path

_BEGINNING = 4096
"""Bytes in which a report says what it is."""


class Taken(Exception):
    """Something is there already that must stay; the message is a sentence."""


def refuse_others(path: Path, ours: bytes) -> None:
    """Refuse a file that has not ``ours`` at its beginning, such as a list of students; nothing is lost.

    Raises :class:`Taken`, and OSError where it cannot be read.
    """
    try:
        with path.open("rb") as file:
            beginning = file.read(_BEGINNING)
    except (FileNotFoundError, NotADirectoryError):
        return
    if beginning and ours not in beginning:
        raise Taken(f"{path} is there already and is no report; choose another name or folder.")
