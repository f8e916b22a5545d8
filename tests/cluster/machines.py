"""A scheduler and workers as processes of their own, and the certificates they know each other by."""

import os
import signal
import socket
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import psutil
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

PATIENCE = 120.0
"""Seconds within which something must have happened."""
DAY = timedelta(days=1)


@dataclass(frozen=True)
class Papers:
    """Somebody's certificate, its key, and the certificate of the authority they believe."""

    authority: Path
    certificate: Path
    key: Path

    def words(self, ca: str, cert: str, key: str) -> list[str]:
        """As options of a command."""
        return [ca, str(self.authority), cert, str(self.certificate), key, str(self.key)]


class Authority:
    """A cluster's own authority, which signs for whoever belongs to it."""

    def __init__(self, folder: Path, ends: timedelta = 10 * DAY) -> None:
        folder.mkdir()
        self._folder = folder
        self._key = ec.generate_private_key(ec.SECP256R1())
        self._name = _name(folder.name)
        self._certificate = folder / "authority.pem"
        made = self._sign(self._name, self._key.public_key(), ends, authority=True)
        self._certificate.write_bytes(made)

    def papers(self, name: str, ends: timedelta = 10 * DAY) -> Papers:
        """Papers for somebody, valid until so long from now."""
        key = ec.generate_private_key(ec.SECP256R1())
        papers = Papers(self._certificate, self._folder / f"{name}.pem", self._folder / f"{name}.key")
        papers.certificate.write_bytes(self._sign(_name(name), key.public_key(), ends, authority=False))
        papers.key.write_bytes(
            key.private_bytes(
                serialization.Encoding.PEM,
                serialization.PrivateFormat.PKCS8,
                serialization.NoEncryption(),
            )
        )
        return papers

    def _sign(
        self, name: x509.Name, key: ec.EllipticCurvePublicKey, ends: timedelta, authority: bool
    ) -> bytes:
        now = datetime.now(UTC)
        certificate = (
            x509.CertificateBuilder()
            .subject_name(name)
            .issuer_name(self._name)
            .public_key(key)
            .serial_number(x509.random_serial_number())
            .not_valid_before(now - 20 * DAY)
            .not_valid_after(now + ends)
            .add_extension(x509.BasicConstraints(ca=authority, path_length=None), critical=True)
            .sign(self._key, hashes.SHA256())
        )
        return certificate.public_bytes(serialization.Encoding.PEM)


def _name(said: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, said)])


def free_port() -> int:
    """A port nobody listens on."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return found.getsockname()[1]


@contextmanager
def running(command: Sequence[str], log: Path, **environment: str) -> Iterator[psutil.Popen]:
    """A process; at the end it is killed with all that it has started."""
    with log.open("ab") as said:
        process = psutil.Popen(
            [sys.executable, *command],
            stdout=said,
            stderr=said,
            env=os.environ | {"PYTHONSAFEPATH": "1"} | environment,
        )
    started: list[psutil.Process] = []
    try:
        yield process
    finally:
        with suppress(psutil.NoSuchProcess):
            started = process.children(recursive=True)
        for each in (process, *started):
            with suppress(psutil.NoSuchProcess):
                each.send_signal(signal.SIGKILL)
        process.wait()


@contextmanager
def scheduler(port: int, papers: Papers, folder: Path) -> Iterator[psutil.Popen]:
    """A scheduler that listens, and takes nobody in without papers."""
    tls = papers.words("--tls-ca-file", "--tls-cert", "--tls-key")
    command = ["-m", "dask", "scheduler", "--host", "127.0.0.1", "--port", str(port), "--protocol", "tls"]
    quiet = ["--no-dashboard", "--dashboard-address", "127.0.0.1:0"]
    log = folder / "scheduler.log"
    with running([*command, *quiet, *tls], log, DASK_DISTRIBUTED__SCHEDULER__ALLOWED_FAILURES="1") as process:
        wait_until(lambda: _listens(port), log.read_text)
        yield process


@contextmanager
def workers(port: int, papers: Papers, folder: Path, **environment: str) -> Iterator[psutil.Popen]:
    """Two workers, as docs/cluster.md starts them."""
    tls = papers.words("--tls-ca-file", "--tls-cert", "--tls-key")
    command = ["-m", "dask", "worker", f"tls://127.0.0.1:{port}", "--nworkers", "2", "--nthreads", "1"]
    quiet = ["--no-dashboard", "--death-timeout", "60", "--local-directory", str(folder / "scratch")]
    preload = ["--preload", str(Path(__file__).with_name("trouble.py"))] if environment else []
    log = folder / "workers.log"
    with running([*command, *quiet, *preload, *tls], log, **environment) as process:
        wait_until(lambda: log.read_text().count("Registered to") >= 2, log.read_text)
        yield process


def computing(started: psutil.Popen) -> list[psutil.Process]:
    """The processes that compute, among those that a command has started."""
    return [each for each in started.children(recursive=True) if "spawn_main" in " ".join(each.cmdline())]


def wait_until(happens: Callable[[], bool], said: Callable[[], str] = str) -> None:
    """Wait until something is so; ``said`` is what is known if it never is."""
    deadline = time.monotonic() + PATIENCE
    while not happens():
        assert time.monotonic() < deadline, said()
        time.sleep(0.05)


def _listens(port: int) -> bool:
    with socket.socket() as tried:
        return tried.connect_ex(("127.0.0.1", port)) == 0
