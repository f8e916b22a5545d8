"""Putting graded notebooks and feedback where nbgrader looks for them, whatever lies there already."""

import os
import secrets
import shutil
from collections.abc import Mapping
from contextlib import suppress
from datetime import datetime
from pathlib import Path

TIMESTAMP = "timestamp.txt"
_TRIES = 100


def place(folder: Path, files: Mapping[str, bytes], student: str) -> None:
    """Have these files in the ``student``'s ``folder``, and nothing else.

    Each appears in one step under its name. What was there before goes: a folder that plain nbgrader graded
    holds files of the learner's own, which formgrader would serve. A link in the place of the folder, or of
    the learner's folder it is in, is removed and not followed. Others may do the same at the same time.

    Nothing is forced onto the disk: a file that a power cut took is missed by its hash, and made again.
    """
    for _ in range(_TRIES - 1):
        with suppress(FileNotFoundError):  # somebody else who is placing here has tidied it away
            return _place(folder, files, student)
    return _place(folder, files, student)


def clear(folder: Path, student: str) -> None:
    """Have no such folder."""
    with suppress(FileNotFoundError, NotADirectoryError):
        for part in _own(folder, student):
            if part.is_symlink() or part == folder:
                _remove(part)


def stamp(timestamp: datetime | None) -> dict[str, bytes]:
    """The file that says when a submission was handed in, as nbgrader writes it; none if nobody knows."""
    if timestamp is None:
        return {}
    return {TIMESTAMP: f"{timestamp.isoformat(' ', 'microseconds')} UTC".encode("ascii")}


def _own(folder: Path, student: str) -> tuple[Path, ...]:
    """Those of the folders that are the learner's. Above them an instructor may have links of their own."""
    return (folder.parent, folder) if folder.parent.name == student else (folder,)


def _place(folder: Path, files: Mapping[str, bytes], student: str) -> None:
    for part in _own(folder, student):
        if part.is_symlink() or part.is_file():
            part.unlink()
    folder.mkdir(parents=True, exist_ok=True)
    for path in folder.iterdir():
        if path.name not in files:
            _remove(path)
    for name, data in files.items():
        _write(folder / name, data)


def _write(path: Path, data: bytes) -> None:
    temporary = path.with_name(f".{path.name}.{secrets.token_hex(6)}.tmp")
    handle = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), 0o666)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(path)
        temporary.replace(path)
    except BaseException:
        with suppress(OSError):
            temporary.unlink()
        raise


def _remove(path: Path) -> None:
    """Remove whatever is at the path; a link, not what it leads to."""
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)
    else:
        path.unlink()
