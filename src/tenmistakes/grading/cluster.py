"""Grading on several machines: dask brings submissions to workers, and what they find back to this process.

This process alone reads what was handed in and writes to the gradebook. Whatever dies, nothing is lost and
nothing counts twice: what has not come back is not in the gradebook, and the next run does it again.
"""

import logging
import os
import shutil
import signal
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import CancelledError
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from ipaddress import ip_address
from pathlib import Path
from queue import Empty, SimpleQueue
from tempfile import TemporaryDirectory, gettempdir
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from tenmistakes.answers.files import MIB
from tenmistakes.grading.certificates import PATIENCE, Certificates, knock
from tenmistakes.grading.computing import Computed, Finding
from tenmistakes.grading.exercise import Exercise
from tenmistakes.grading.faults import Fault
from tenmistakes.grading.handed_in import HandIn
from tenmistakes.grading.plain import from_plain
from tenmistakes.grading.scoring import Graded
from tenmistakes.grading.stopped import Stopped
from tenmistakes.grading.worker import OtherVersion, work

if TYPE_CHECKING:
    from distributed import Client, Future

BATCH, BATCH_BYTES = 16, MIB
"""Submissions that travel together, and the bytes at which there are enough: dask takes 2 ms for a parcel."""
AHEAD = 3
"""Parcels under way for each thread of a worker: one in work, the others on the road."""
LONELY = 60.0
"""Seconds without any worker after which nobody waits any longer."""
DEATHS = 2
"""Workers that a parcel may end before it is taken apart, or a submission alone before it is given up.

A scheduler elsewhere has a number of its own, ``distributed.scheduler.allowed-failures``: one less than this.
"""
SUSPECTS = 4 * BATCH
"""Submissions that wait to be tried alone before no more are taken in: they are kept in memory."""
_LOOK = 1.0
_SCRATCH = "tenmistakes-cluster-"
_DEADLY = (
    "Every worker that took it in hand died, even when it was alone, and nobody knows why. The next run "
    "tries again. To see what happens, grade it without a cluster, and with --student alone."
)
_AGAIN = "What was graded stands; the same command goes on from there."


@contextmanager
def cluster(where: str, certificates: Certificates) -> Iterator["Cluster"]:
    """The cluster that is meant by ``where``: a number of workers on this machine, or a scheduler's address.

    An empty text means as many workers as there are cores. Raises :class:`Stopped`.
    """
    if "://" not in where and where and not (where.isdecimal() and int(where)):
        raise Stopped(
            f"“{where}” is no cluster: say how many workers to start here, as in --cluster 4, or where the "
            "scheduler is, as in --cluster tls://scheduler.example.org:8786. The exercise stands before it."
        )
    _configure()
    with _client_at(where, certificates) if "://" in where else _client_here(where) as client:
        yield Cluster(client)


def _configure() -> None:
    """Have dask keep its worries to itself; what matters of them is told by this grader."""
    try:
        import cryptography  # noqa: F401 (to know it now)
        import dask.config

        quiet = ("distributed", "distributed.client", "tornado", "tornado.application")
        dask.config.set(
            {
                "distributed.logging": dict.fromkeys(quiet, "critical"),
                "distributed.admin.low-level-log-length": 0,  # or a thousand parcels stay in memory
                "distributed.scheduler.allowed-failures": DEATHS - 1,
            }
        )
        import distributed  # noqa: F401 (it reads the configuration as it is imported)
    except ImportError as error:
        raise Stopped(
            "A cluster needs dask. Type: pip install distributed cryptography — then the same command again."
        ) from error


@contextmanager
def _client_here(workers: str) -> Iterator["Client"]:
    """Workers on this machine. Others who use it cannot reach them: certificates are made for this run."""
    from dask.system import CPU_COUNT
    from distributed import Client, LocalCluster, Security

    security = Security.temporary()
    with _scratch() as scratch, ExitStack() as stack:
        with _undisturbed():
            local = LocalCluster(
                n_workers=int(workers or CPU_COUNT),
                threads_per_worker=1,
                security=security,
                dashboard_address=None,
                silence_logs=logging.CRITICAL,
                local_directory=scratch,
            )
            stack.enter_context(local)
            client = Client(local, set_as_default=False, direct_to_workers=True)
            stack.enter_context(client)
        yield client


@contextmanager
def _undisturbed() -> Iterator[None]:
    """Ctrl+C is heard when the block is over; processes that it or its threads start never hear it.

    A terminal sends it to all of them: workers would say where they were interrupted, and dask, half begun,
    would not know how to end.
    """
    if os.name == "nt":  # which has no such thing
        yield
        return
    from multiprocessing import resource_tracker

    resource_tracker.ensure_running()  # or it would be started in the block, and let Ctrl+C in again
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


@contextmanager
def _scratch() -> Iterator[str]:
    """A folder for what workers put on the disk, closed to others. Those of runs that were killed go."""
    from psutil import pid_exists

    for left in Path(gettempdir()).glob(f"{_SCRATCH}*-*"):
        process = left.name.removeprefix(_SCRATCH).partition("-")[0]
        if process.isdecimal() and len(process) < 10 and not pid_exists(int(process)):
            shutil.rmtree(left, ignore_errors=True)
    with TemporaryDirectory(prefix=f"{_SCRATCH}{os.getpid()}-", ignore_cleanup_errors=True) as scratch:
        yield scratch


@contextmanager
def _client_at(address: str, certificates: Certificates) -> Iterator["Client"]:
    from distributed import Client, Security

    try:
        there = urlsplit(address)
        complete = bool(there.hostname and there.port)
    except ValueError:  # a port that is none, or half a bracket
        complete = False
    if not complete:
        raise Stopped(
            f"“{address}” is no address: it needs a machine and a port, as in tls://scheduler:8786."
        )
    if there.scheme == "tls":
        security = certificates.security()
        knock(address, security)
    elif there.scheme == "tcp" and _is_here(there.hostname):
        security = Security()
    else:
        raise Stopped(
            f"{address} is not reached safely: whoever can reach a scheduler can have its workers run "
            "anything. Start it with --protocol tls and certificates, and name it as tls://…"
        )
    try:
        client = Client(address, security=security, timeout=PATIENCE, set_as_default=False)
    except OSError as error:
        raise Stopped(
            f"What answers at {address} does not speak as a scheduler of dask does. Perhaps it is one that "
            "wants certificates: then name it as tls://…, or it is of another version."
        ) from error
    with client:
        yield client


def _is_here(host: str | None) -> bool:
    try:
        return host == "localhost" or ip_address(host or "").is_loopback
    except ValueError:
        return False


@dataclass(frozen=True)
class _Parcel:
    """Submissions that travel together. A ``suspect`` travels alone, while nothing else is under way."""

    exercise: Exercise
    hand_ins: Sequence[HandIn]
    suspect: bool = False


class Cluster:
    """Workers that compute; a :class:`tenmistakes.grading.computing.Pool`.

    So much is under way that no worker waits, and no more: the memory of this process does not grow with the
    class.
    """

    def __init__(self, client: "Client") -> None:
        self._client = client
        self._packed: list[HandIn] = []
        self._exercise: Exercise | None = None
        self._under_way: dict[str, tuple[Future, _Parcel]] = {}
        self._back: SimpleQueue[Future] = SimpleQueue()
        self._suspects: list[_Parcel] = []
        self._threads = 0
        self._looked, self._peopled = 0.0, time.monotonic()

    def offer(self, hand_in: HandIn, exercise: Exercise) -> Iterator[tuple[str, Finding]]:
        """Pack it, and send it on its way once there are enough for a parcel."""
        self._packed.append(hand_in)
        self._exercise = exercise
        if len(self._packed) < BATCH and sum(map(_size, self._packed)) < BATCH_BYTES:
            return
        self._send_packed()
        while not self._back.empty() or len(self._under_way) >= AHEAD * max(1, self._threads):
            yield from self._take()
        if len(self._suspects) >= SUSPECTS:
            yield from self.rest()

    def rest(self) -> Iterator[tuple[str, Finding]]:
        """Wait for all that is under way, then try one by one those that may have ended a worker."""
        if self._packed:
            self._send_packed()
        while self._under_way:
            yield from self._take()
        while self._suspects:
            self._send(self._suspects.pop())
            yield from self._take()

    def sentences(self) -> list[str]:
        """Nothing: whatever goes wrong is said of a submission, or ends the run."""
        return []

    def _send_packed(self) -> None:
        self._send(_Parcel(self._exercise, self._packed))
        self._packed = []

    def _send(self, parcel: _Parcel) -> None:
        exercise = parcel.exercise
        with self._speaking():
            future = self._client.submit(
                *(work, exercise.stem, exercise.released, exercise.mark, parcel.hand_ins), pure=False
            )
            future.add_done_callback(self._back.put)
        self._under_way[future.key] = future, parcel
        if time.monotonic() - self._looked > _LOOK:
            self._look()

    def _take(self) -> Iterator[tuple[str, Finding]]:
        """Unpack one parcel that is back."""
        future = self._next()
        _, parcel = self._under_way.pop(future.key)
        try:
            with self._speaking():
                findings = [_found(line, notebook, parcel.exercise) for line, notebook in future.result()]
        except _Killed:
            yield from self._suspect(parcel)
            return
        finally:
            future.release()
        yield from zip((hand_in.student for hand_in in parcel.hand_ins), findings, strict=True)

    def _suspect(self, parcel: _Parcel) -> Iterator[tuple[str, Finding]]:
        """One of the submissions may be what ended the workers; or they only kept bad company."""
        if not parcel.suspect:
            self._suspects += [_Parcel(parcel.exercise, [one], suspect=True) for one in parcel.hand_ins]
            return
        for hand_in in parcel.hand_ins:
            yield hand_in.student, Fault(_DEADLY)

    def _next(self) -> "Future":
        while True:
            try:
                return self._back.get(timeout=_LOOK)
            except Empty:
                self._look()

    def _look(self) -> None:
        """See who is there; raise :class:`Stopped` if nobody has been for long."""
        with self._speaking():
            self._threads = sum(self._client.nthreads().values())
        self._looked = time.monotonic()
        if self._threads:
            self._peopled = self._looked
        elif self._looked - self._peopled > LONELY:
            raise Stopped(
                f"No worker has been with the scheduler for {LONELY:g} seconds. Start workers, or look at "
                f"what they say of certificates and versions. {_AGAIN}"
            )

    @contextmanager
    def _speaking(self) -> Iterator[None]:
        """Turn what goes wrong between the machines into :class:`Stopped`, and dead workers into _Killed."""
        from distributed import KilledWorker

        try:
            yield
        except KilledWorker as error:
            raise _Killed from error
        except OtherVersion as error:
            raise Stopped(str(error)) from error
        except (CancelledError, TimeoutError, OSError, RuntimeError) as error:
            raise Stopped(f"The connection to the scheduler is lost. {_AGAIN}") from error
        except Exception as error:
            raise Stopped(
                f"The workers cannot grade ({type(error).__name__}: {error}). Install the same version of "
                f"the course and of its packages everywhere. {_AGAIN}"
            ) from error


class _Killed(Exception):
    """Every worker that took the parcel died."""


def _found(line: str, notebook: bytes, exercise: Exercise) -> Finding:
    found = from_plain(line, exercise)
    return Computed(found, notebook) if isinstance(found, Graded) else found


def _size(hand_in: HandIn) -> int:
    return len(hand_in.notebook) + sum(len(data) for _, data in hand_in.sidecars)
