"""The store: what it says is saved, is saved.

A save takes the lock, reads what is there now, adds the answer, writes a new file beside the old one, has the
bytes on the disk, and only then lets the new file take the old one's name. Whatever stops it, the old file or
the new one is there, whole. Two tabs, two kernels or two machines take turns and add to each other's answers.
"""

import errno
import os
import re
import secrets
import stat
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from typing import Any

from tenmistakes.answers import sidecar
from tenmistakes.answers.files import Malformed, Unusable, patiently, read_plain
from tenmistakes.answers.locking import Busy, locked
from tenmistakes.answers.schema import HISTORY, Entry, Record, flat, following, latest, merge
from tenmistakes.answers.sidecar import Reading, State


class Unsaved(Exception):
    """The answer was not saved. The message says why and what to do; what was saved before is safe."""


class Store:
    """The answers of one notebook, kept in the file ``home``.

    ``notebook`` says whose answers they are (``exercise/no-crisis-plan``). ``also`` are answers known from
    elsewhere, such as those embedded in the notebook: they count as if they stood in the file, and the next
    save writes them there. Making a store and reading from it changes nothing on the disk.
    """

    def __init__(self, home: Path, notebook: str, also: Iterable[Entry] = ()) -> None:
        self.home = Path(home)
        self.notebook = notebook
        self._known: Record = merge(also)
        self._told: list[str] = []
        self._found: list[str] = []
        self._damaged: Reading | None = None
        self._seen: list[tuple[int, ...] | None] = []
        self.path: Path | None = self.home
        """The file the answers go to; None if there is no name left for one."""
        self._look()

    @property
    def problems(self) -> list[str]:
        """Sentences for the learner about what was found in the place of the answers file."""
        return [*self._told, *self._found]

    def latest(self, question: str) -> Entry | None:
        """The answer that counts, from whichever tab it came; None if there is none."""
        past = self.history(question)
        return past[-1] if past else None

    def entries(self) -> list[Entry]:
        """The answer that counts for each question, by question."""
        self._glance()
        return latest(self._known)

    def history(self, question: str) -> tuple[Entry, ...]:
        """Every attempt kept, the earliest first."""
        self._glance()
        return self._known.get(question, ())

    def save(self, question: str, value: Any, revision: str) -> Entry:
        """Save an answer; returns once its bytes are on the disk, or raises :class:`Unsaved`."""
        try:
            with locked(sidecar.lock(self.home)) as alone:
                if alone:
                    self._sweep()
                self._look()
                entry = following(self._known.get(question, ()), question, value, revision)
                known, data = self._fitted(merge(flat(self._known), [entry]))
                self._write(data)
                self._known = known
                self._seen = self._marks()
                if self._damaged:
                    self._look()
        except Malformed as error:
            raise Unsaved(f"Your answer was not saved: {error}.") from error
        except (OSError, Unusable) as error:
            raise Unsaved(_sentence(error, self.home)) from error
        return entry

    def _look(self) -> None:
        """Read every file that may hold these answers, and choose the one to write to."""
        found: list[str] = []
        target: Path | None = None
        damaged: Reading | None = None
        known = [flat(self._known)]
        self._seen = self._marks()
        for path in sidecar.names(self.home):
            reading = sidecar.read(path)
            ours = reading.notebook in (None, self.notebook)
            if reading.state in (State.SOUND, State.DAMAGED) and ours:
                known.append(list(reading.entries))
            elif reading.state is not State.ABSENT:
                found.append(_taken(path, reading, self.notebook))
                continue
            if target is None:
                target = path
                damaged = reading if reading.state is State.DAMAGED else None
                if damaged:
                    found.append(_hurt(path, reading))
        self._known = merge(*known)
        self._found, self.path, self._damaged = found, target, damaged

    def _glance(self) -> None:
        """Look again if a file has changed since the last look."""
        if self._marks() != self._seen:
            self._look()

    def _marks(self) -> list[tuple[int, ...] | None]:
        marks: list[tuple[int, ...] | None] = []
        for path in sidecar.names(self.home):
            try:
                found = path.lstat()
                marks.append((found.st_ino, found.st_mtime_ns, found.st_size, found.st_mode))
            except (OSError, ValueError):
                marks.append(None)
        return marks

    def _fitted(self, record: Record) -> tuple[Record, bytes]:
        """The record and its text, with fewer old attempts if it would be too large to be read again."""
        for keep in (HISTORY, 20, 5, 1):
            record = {question: entries[-keep:] for question, entries in record.items()}
            data = sidecar.render(self.notebook, record)
            if len(data) <= sidecar.LIMIT:
                return record, data
        raise Unusable("would be too large with it")

    def _write(self, data: bytes) -> None:
        if self.path is None:
            raise Unusable("cannot be used, nor any other name beside it")
        with suppress(FileNotFoundError):
            mode = self.path.stat().st_mode
            if not mode & (stat.S_IWUSR | stat.S_IWGRP | stat.S_IWOTH) or not os.access(self.path, os.W_OK):
                raise Unusable("is write-protected")
        if self._damaged:
            kept = self._put_aside(self.path, self._damaged.data)
            self._told = [*self._told, _kept(self.path, kept, self._damaged)]
        write_durably(self.path, data, self._temporary())

    def _put_aside(self, path: Path, data: bytes) -> Path:
        """Keep a copy of a damaged file under a free name, on the disk before anything replaces it."""
        for number in range(1, 1000):
            kept = path.with_name(f"{path.stem}.damaged-{number}.json")
            try:
                if read_plain(kept, sidecar.LIMIT) == data:
                    return kept  # from an earlier save that was cut short
            except Unusable:
                continue
            except FileNotFoundError:
                write_durably(kept, data, self._temporary())
                return kept
        raise Unusable("is damaged, and a thousand damaged ones are kept already")

    def _temporary(self) -> Path:
        return self.home.with_name(f".{self.home.stem}.{secrets.token_hex(6)}.tmp")

    def _sweep(self) -> None:
        """Remove what a killed writer left half-written: under the lock, nobody is writing."""
        ours = re.compile(re.escape(f".{self.home.stem}.") + r"[0-9a-f]{12}\.tmp")
        with os.scandir(self.home.parent) as listed:
            for item in listed:
                if ours.fullmatch(item.name):
                    with suppress(OSError):
                        Path(item.path).unlink()


def write_durably(path: Path, data: bytes, temporary: Path) -> None:
    """Put ``data`` at ``path`` in one step: readers see the old file or the new one, also after a power cut.

    ``temporary`` is a free name in the same folder. The new file has the mode of any new file. Raises
    OSError; the old file is then as it was.
    """
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
    handle = os.open(temporary, flags, 0o666)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        patiently(lambda: temporary.replace(path))
    except BaseException:
        with suppress(OSError):
            temporary.unlink()
        raise
    _settle(path.parent)


def _settle(folder: Path) -> None:
    """Have the folder's own list of names on the disk, where the system can do that."""
    try:
        handle = os.open(folder, os.O_RDONLY | getattr(os, "O_DIRECTORY", 0))
    except OSError:  # Windows opens no folder; a folder one may write to but not list
        return
    try:
        os.fsync(handle)
    except OSError as error:
        if error.errno not in (errno.EINVAL, errno.ENOTSUP, errno.EBADF, errno.EACCES, errno.ENOSYS):
            raise
    finally:
        os.close(handle)


def _sentence(error: OSError | Unusable, home: Path) -> str:
    """Why an answer was not saved, and what the learner can do."""
    if isinstance(error, Unusable):
        return (
            f"Your answer was not saved: the answers file “{home.name}” {error}. Put that right, or move the "
            "file elsewhere, then answer again."
        )
    folder = f"the folder “{home.parent.name or home.parent}”"
    if isinstance(error, Busy):
        return (
            "Your answer was not saved: another window or kernel has been saving to this notebook's answers "
            "for a long time. Close it, then answer again."
        )
    if error.errno in (errno.ENOSPC, getattr(errno, "EDQUOT", errno.ENOSPC)):
        return "Your answer was not saved: the disk is full. Free some space, then answer again."
    if error.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
        return (
            f"Your answer was not saved: {folder} does not let files be written. Move the notebook to a "
            "folder of your own or ask for the right to write there, then answer again."
        )
    if error.errno in (errno.ENOENT, errno.ENOTDIR):
        return (
            f"Your answer was not saved: {folder} is no longer there. It was moved or deleted; open the "
            "notebook where it is now, restart its kernel, then answer again."
        )
    return (
        f"Your answer was not saved: writing to {folder} failed ({error.strerror or error}). Answer again; "
        "if that fails too, copy the notebook to another place and go on there."
    )


def _taken(path: Path, reading: Reading, notebook: str) -> str:
    """Why a file in the place of the answers file is left alone."""
    if reading.state is State.UNUSABLE:
        what = reading.reason
    elif reading.notebook not in (None, notebook):
        what = f"holds the answers of another notebook ({reading.notebook})"
    else:
        what = "was written by a newer version of the course; update the course to see its answers"
    return (
        f"“{path.name}” {what}. It is left as it is; the answers you give now go to another file beside it."
    )


def _hurt(path: Path, reading: Reading) -> str:
    return (
        f"The answers file “{path.name}” is damaged. {_recovered(reading)} With your next answer the damaged "
        "file is kept under another name and a new one is started."
    )


def _kept(path: Path, kept: Path, reading: Reading) -> str:
    return (
        f"The answers file “{path.name}” was damaged; it is kept as “{kept.name}”, and a new one was "
        f"started. {_recovered(reading)}"
    )


def _recovered(reading: Reading) -> str:
    number = len({entry.question for entry in reading.entries})
    if number == 0:
        return "No answer could be read from it."
    return f"The answers to {number} question{'s' if number > 1 else ''} could be read from it."
