"""The files that a plan becomes, beside its notebook.

What lies there already is replaced only if it is, to the byte, what was written there once, on this computer
or on one whose answers were brought in. Whatever else has the name, a file of the learner's or one of ours
that they have changed, stays, and ours gets another.
"""

import errno
import hashlib
import secrets
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from tenmistakes.answers.files import MIB, Unusable, read_plain
from tenmistakes.answers.session import Session
from tenmistakes.answers.store import Unsaved, write_durably
from tenmistakes.plan import checks
from tenmistakes.plan.plan import value_of

FILES = f"{checks.SLUG}/files"
"""What was written is remembered among the answers: file name -> digest of its bytes."""
_LARGEST = 8 * MIB
_NAMES = 9


class Unwritten(Exception):
    """A file could not be written; the message says why and what to do."""


@dataclass(frozen=True)
class Written:
    """The file ``name`` is there as it should be; ``beside`` names a file that was left as it was."""

    name: str
    beside: str = ""

    @property
    def sentence(self) -> str:
        """What the learner is told of a file that had to be left alone; else empty."""
        if not self.beside:
            return ""
        return f"“{self.beside}” is not as this page wrote it, so it stays; the new one is “{self.name}”."


def write(session: Session, contents: Mapping[str, bytes]) -> list[Written]:
    """Write each file beside the session's notebook; raises :class:`Unwritten` if one cannot be."""
    return [_write(session, name, content) for name, content in contents.items()]


def _write(session: Session, name: str, content: bytes) -> Written:
    remembered = value_of(session.answer(FILES))
    first = ""
    for path in _names(session.folder / name):
        there = _digest_of(path)
        if there == "" or there not in (None, _digest(content), *_written(session, path.name)):
            first = first or path.name
            continue
        if there != _digest(content):
            _put(path, content)
        if remembered.get(path.name) != _digest(content):
            _remember(session, {**remembered, path.name: _digest(content)})
        return Written(path.name, first)
    raise Unwritten(
        f"“{name}” was not written: it and the {_NAMES - 1} names after it are taken. Move some of these "
        "files elsewhere, then try again."
    )


def _written(session: Session, name: str) -> Iterator[object]:
    """The digests of all that was written to the file, as far as that is remembered."""
    return (value_of(entry).get(name) for entry in session.history(FILES))


def _names(path: Path) -> list[Path]:
    """``my-plan.html``, ``my-plan-2.html`` and so on."""
    return [path, *(path.with_name(f"{path.stem}-{n}{path.suffix}") for n in range(2, _NAMES + 1))]


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def _digest_of(path: Path) -> str | None:
    """The digest of a file; None if nothing is there, and empty if it is something we cannot read."""
    try:
        return _digest(read_plain(path, _LARGEST))
    except FileNotFoundError:
        return None
    except Unusable:
        return ""


def _put(path: Path, content: bytes) -> None:
    temporary = path.with_name(f".{path.stem}.{secrets.token_hex(6)}.tmp")
    try:
        write_durably(path, content, temporary)
    except OSError as error:
        raise Unwritten(_why(error, path)) from error


def _why(error: OSError, path: Path) -> str:
    folder = f"the folder “{path.parent.name or path.parent}”"
    if error.errno in (errno.ENOSPC, getattr(errno, "EDQUOT", errno.ENOSPC)):
        return f"“{path.name}” was not written: the disk is full. Free some space, then try again."
    if error.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
        return (
            f"“{path.name}” was not written: {folder} does not let files be written. Move the notebook to a "
            "folder of your own, then try again."
        )
    if error.errno in (errno.ENOENT, errno.ENOTDIR):
        return (
            f"“{path.name}” was not written: {folder} is no longer there. Open the notebook where it is now, "
            "restart its kernel, then try again."
        )
    return f"“{path.name}” was not written to {folder} ({error.strerror or error}). Try again."


def _remember(session: Session, digests: Mapping[str, str]) -> None:
    with suppress(Unsaved):  # the file is there all the same; the next one gets another name
        session.save(FILES, dict(digests), "")
