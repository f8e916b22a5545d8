"""One writer at a time, among tabs, kernels and machines.

The operating system's own file locks are used because they end with their process: a killed kernel leaves
nothing to wait for. The lock file is removed by whoever holds it. A waiter may then get the lock of a file
that is no longer there; it notices, because the path leads to another file or to none, and starts again.

Some network file systems know no locks, nor does a browser. There, two saves in the same few milliseconds can
pass each other by: the later one wins the file, and the other answer comes back with the next save of the
kernel that holds it.
"""

import errno
import os
import random
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

try:
    import fcntl

    if not hasattr(fcntl, "flock"):  # in a browser, where Python has the module and no locks
        fcntl = None
except ImportError:  # Windows
    fcntl = None
try:
    import msvcrt
except ImportError:  # everywhere else
    msvcrt = None

PATIENCE = 10.0
"""Seconds; a save takes milliseconds, so whoever holds the lock this long is stuck."""

_NO_LOCKS_HERE = {errno.ENOTSUP, errno.EOPNOTSUPP, errno.ENOSYS, errno.ENOLCK, errno.EINVAL}


class Busy(OSError):
    """Somebody else kept the lock for longer than there was patience."""


@contextmanager
def locked(path: Path, patience: float | None = None) -> Iterator[bool]:
    """Hold the lock file ``path``; yields False where the file system knows no locks.

    Waits ``patience`` seconds for it, :data:`PATIENCE` if not told otherwise. Raises :class:`Busy`, or
    OSError if the lock file cannot be made.
    """
    deadline = time.monotonic() + (PATIENCE if patience is None else patience)
    while True:
        handle = _open(path, deadline)
        try:
            held = _lock(handle, deadline)
            if held and not msvcrt and not _is_at(handle, path):
                continue
            try:
                yield held
            finally:
                _release(handle, path, held)
            return
        finally:
            os.close(handle)
            if not fcntl:
                # Windows removes no open file (one that others wait for stays for them to remove); in a
                # browser it comes back when it is closed.
                with suppress(OSError):
                    path.unlink()


def _open(path: Path, deadline: float) -> int:
    while True:
        try:
            return os.open(path, os.O_RDWR | os.O_CREAT | getattr(os, "O_NOFOLLOW", 0), 0o666)
        except PermissionError:
            # Windows says this for a moment while the last holder's file goes away.
            if msvcrt is None or time.monotonic() > deadline:
                raise
            _wait()


def _lock(handle: int, deadline: float) -> bool:
    while True:
        try:
            if fcntl:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            elif msvcrt:
                msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
            else:
                return False
            return True
        except OSError as error:
            if error.errno in _NO_LOCKS_HERE:
                return False
            if error.errno not in (errno.EAGAIN, errno.EACCES, errno.EDEADLK, errno.EINTR):
                raise
            if time.monotonic() > deadline:
                raise Busy(errno.EAGAIN, "the lock is taken") from error
        _wait()


def _is_at(handle: int, path: Path) -> bool:
    """Whether the open file is the one the path leads to."""
    try:
        return os.path.samestat(os.fstat(handle), path.lstat())
    except FileNotFoundError:
        return False


def _release(handle: int, path: Path, held: bool) -> None:
    with suppress(OSError):
        if msvcrt and held:
            msvcrt.locking(handle, msvcrt.LK_UNLCK, 1)
        else:
            path.unlink()


def _wait() -> None:
    time.sleep(random.uniform(0.0005, 0.005))  # noqa: S311 (spreads waiters; nothing secret)
