"""Reading what a stranger may have written: regular files of a bounded size, and JSON without surprises."""

import json
import os
import stat
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

MIB = 1024 * 1024
_NONBLOCK = 0 if sys.platform == "emscripten" else getattr(os, "O_NONBLOCK", 0)
"""A browser's drive writes back whatever was opened with a flag it does not know: the notebook would look
changed, and JupyterLab would ask the learner which of the two to keep."""
T = TypeVar("T")


class Unusable(Exception):
    """There is something at the path, but it cannot be read as a file; says why, after "it …"."""


class Unreadable(Unusable):
    """It is a file, but the system does not give its bytes: perhaps only for a moment."""


class Malformed(ValueError):
    """Text that is not the JSON we accept, or data that has not the form it should have."""


def read_plain(path: Path | str, limit: int, folder: int | None = None) -> bytes:
    """The bytes of a regular file of at most ``limit`` bytes.

    With ``folder``, which is an open folder's handle, ``path`` is a name in it. Whoever swaps the folder for
    another in the meantime changes nothing.

    Nothing but a regular file is ever opened: opening a pipe would wait for ever, and a link may lead
    anywhere. Raises FileNotFoundError if nothing is there, :class:`Unreadable`
    where the system refuses, :class:`Unusable` for all else.
    """
    try:
        mode = os.stat(path, dir_fd=folder, follow_symlinks=False).st_mode
        if stat.S_ISDIR(mode):
            raise Unusable("is a folder")
        if stat.S_ISLNK(mode):
            raise Unusable("is a link to another place")
        if not stat.S_ISREG(mode):
            raise Unusable("is not a file but a device or a pipe")
        # The flags guard the moment between looking and opening, in which the file may be swapped.
        flags = os.O_RDONLY | _NONBLOCK | getattr(os, "O_NOFOLLOW", 0)
        handle = patiently(lambda: os.open(path, flags | getattr(os, "O_BINARY", 0), dir_fd=folder))
        with os.fdopen(handle, "rb") as file:
            found = os.fstat(handle)
            if not stat.S_ISREG(found.st_mode):
                raise Unusable("is not a file")
            data = file.read(limit + 1) if found.st_size <= limit else b""
    except (FileNotFoundError, NotADirectoryError):
        raise FileNotFoundError(path) from None
    except (OSError, ValueError) as error:  # ValueError: a name with a zero byte in it
        raise Unreadable(f"cannot be read ({getattr(error, 'strerror', None) or error})") from error
    if max(found.st_size, len(data)) > limit:
        raise Unusable(f"is larger than {f'{limit // MIB} MiB' if limit >= MIB else f'{limit:,} bytes'}")
    return data


def surely(ask: Callable[[], bool]) -> bool:
    """The answer to a question about a path, such as ``path.is_file``; no, where the system does not say."""
    try:
        return ask()
    except (OSError, ValueError):
        return False


def patiently(action: Callable[[], T], tries: int = 50) -> T:
    """Do it; on Windows try again for a second while another program holds the file open."""
    for _ in range(tries - 1 if os.name == "nt" else 0):
        try:
            return action()
        except PermissionError:
            time.sleep(0.02)
    return action()


def parse(text: str | bytes, strict: bool = True) -> Any:
    """JSON as data; :class:`Malformed` for what is not JSON, has no end of depth or no end of digits.

    ``strict`` refuses NaN and doubled keys as well; the outputs of other people's notebooks may hold them.
    """
    try:
        if isinstance(text, bytes):
            text = text.decode("utf-8-sig")
        if not strict:
            return json.loads(text)
        return json.loads(text, parse_constant=_no_constant, object_pairs_hook=_no_doubles)
    except Malformed:
        raise
    except (ValueError, RecursionError) as error:
        raise Malformed("this is not JSON") from error


def _no_constant(name: str) -> None:
    raise Malformed(f"{name} is not a JSON number")


def _no_doubles(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise Malformed("a key stands twice in one object")
    return found
