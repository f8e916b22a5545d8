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
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from threading import RLock
from typing import Any

from tenmistakes.answers import sentences, sidecar
from tenmistakes.answers.files import Malformed, Unusable, patiently, read_plain
from tenmistakes.answers.locking import locked
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
        self._seen: list[tuple[int, ...] | None] = []
        self._target: tuple[Path, Reading] | None = None
        self._alone = RLock()  # widgets may be heard in one thread while cells run in another
        self._look()

    @property
    def path(self) -> Path | None:
        """The file the answers go to; None if there is no name left for one."""
        return self._target[0] if self._target else None

    @property
    def problems(self) -> list[str]:
        """Sentences for the learner about what was found in the place of the answers file."""
        return list(dict.fromkeys([*self._told, *self._found]))

    def latest(self, question: str) -> Entry | None:
        """The answer that counts, from whichever tab it came; None if there is none."""
        past = self.history(question)
        return past[-1] if past else None

    def entries(self) -> list[Entry]:
        """The answer that counts for each question, by question."""
        with self._alone:
            self._glance()
            return latest(self._known)

    def history(self, question: str) -> tuple[Entry, ...]:
        """Every attempt kept, the earliest first."""
        with self._alone:
            self._glance()
            return self._known.get(question, ())

    def save(self, question: str, value: Any, revision: str) -> Entry:
        """Save an answer; returns once its bytes are on the disk, or raises :class:`Unsaved`."""
        try:
            with self._writing():
                entry = following(self._known.get(question, ()), question, value, revision)
                self._add([entry])
        except Malformed as error:
            raise Unsaved(f"Your answer was not saved: {error}.") from error
        except (OSError, Unusable) as error:
            raise Unsaved(sentences.unsaved(error, self.path or self.home)) from error
        return entry

    def take_in(self, entries: Iterable[Entry]) -> int:
        """Add answers given elsewhere, such as on another computer; how many were new.

        They are put in order by their times. Returns once they are on the disk, or raises
        :class:`Unsaved`.
        """
        try:
            with self._writing():
                known = {entry.line for entry in flat(self._known)}
                added = [
                    entry for entry in flat(merge(flat(self._known), entries)) if entry.line not in known
                ]
                if added:
                    self._add(added)
        except (OSError, Unusable) as error:
            raise Unsaved(sentences.unadded(error, self.path or self.home)) from error
        return len(added)

    @contextmanager
    def _writing(self) -> Iterator[None]:
        """Be the only one to write, and know what is in the file now."""
        with self._alone, locked(sidecar.lock(self.home)) as alone:
            if alone:
                self._sweep()
            self._look()
            yield

    def _add(self, entries: Iterable[Entry]) -> None:
        known, data = self._fitted(merge(flat(self._known), entries))
        self._write(data)
        self._known, self._seen = known, self._marks()

    def _look(self) -> None:
        """Read every file that may hold these answers, and choose the one to write to."""
        self._seen = self._marks()
        self._target, self._found = None, []
        known = [flat(self._known)]
        for path in sidecar.names(self.home):
            reading = sidecar.read(path)
            if reading.state in (State.SOUND, State.DAMAGED) and reading.notebook in (None, self.notebook):
                known.append(list(reading.entries))
            elif reading.state is State.UNREADABLE:
                self._found.append(sentences.unreadable(path, reading))
                self._seen = []  # it may be readable again without having changed
            elif reading.state is not State.ABSENT:
                self._found.append(sentences.taken(path, reading, self.notebook))
                continue
            if self._target is None:
                self._target = path, reading
                if reading.state is State.DAMAGED:
                    self._found.append(sentences.damaged(path, reading))
        self._known = merge(*known)

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
        if self._target is None:
            raise Unusable("cannot be used, nor any other name beside it")
        path, reading = self._target
        if reading.state is State.UNREADABLE:
            # It may hold our answers: to write over it, or to go elsewhere as if it did not, is to guess.
            raise Unusable(reading.reason)
        with suppress(FileNotFoundError):
            mode = path.stat().st_mode
            if not mode & (stat.S_IWUSR | stat.S_IWGRP | stat.S_IWOTH) or not os.access(path, os.W_OK):
                raise Unusable("is write-protected")
        if reading.state is State.DAMAGED:
            kept = self._put_aside(path, reading.data)
        write_durably(path, data, self._temporary())
        if reading.state is State.DAMAGED:
            self._found.remove(sentences.damaged(path, reading))
            self._told.append(sentences.kept(path, kept, reading))
        self._target = path, Reading(State.SOUND, self.notebook)

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
        with suppress(OSError):  # only tidying: never a reason not to save
            for path in self.home.parent.iterdir():
                if ours.fullmatch(path.name):
                    path.unlink()


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
