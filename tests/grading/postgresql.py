"""A PostgreSQL server of the test's own, in a folder of its own, reached by a socket and by nobody else."""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
from psycopg import sql

_USER = "postgres"


def find() -> Path | None:
    """Where the server's programs are; Debian keeps them off the path."""
    found = shutil.which("initdb")
    places = [Path(found).parent] if found else sorted(Path("/usr/lib/postgresql").glob("*/bin"))
    return places[-1] if places else None


class Server:
    """A running server."""

    def __init__(self, programs: Path, folder: Path) -> None:
        self._programs = programs
        self._folder = folder
        # The server refuses to be root.
        self._user = {"user": _USER} if hasattr(os, "geteuid") and os.geteuid() == 0 else {}
        if self._user:
            shutil.chown(folder, _USER)
        self._do("initdb", "-D", str(folder / "data"), "-U", _USER, "--auth=trust", "--no-sync", "-E", "UTF8")
        self.start()

    def start(self) -> None:
        """Start it, and wait until it answers."""
        options = f"-c listen_addresses='' -c unix_socket_directories='{self._folder}' -c fsync=off"
        self._do(
            "pg_ctl",
            "-D",
            str(self._folder / "data"),
            "-w",
            "-l",
            str(self._folder / "log"),
            "-o",
            options,
            "start",
        )

    def stop(self) -> None:
        """Stop it at once, connections or not."""
        self._do("pg_ctl", "-D", str(self._folder / "data"), "-w", "-m", "immediate", "stop")

    def create(self, name: str, template: str = "template1") -> str:
        """Make a database, as a copy of another; its URL."""
        with psycopg.connect(host=str(self._folder), user=_USER, dbname=_USER, autocommit=True) as connection:
            names = map(sql.Identifier, (name, template))
            connection.execute(sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(*names))
        return f"postgresql+psycopg://{_USER}@/{name}?host={self._folder}"

    def _do(self, program: str, *arguments: str) -> None:
        # Not to a pipe: the server inherits it, and reading it would never end.
        with tempfile.TemporaryFile() as said:
            done = subprocess.run(
                [str(self._programs / program), *arguments],
                cwd=self._folder,
                stdin=subprocess.DEVNULL,
                stdout=said,
                stderr=said,
                check=False,
                **self._user,
            )
            said.seek(0)
            assert done.returncode == 0, said.read().decode("utf-8", "replace")


@contextmanager
def serving(programs: Path) -> Iterator[Server]:
    """A server until the end of the block."""
    # pytest's own folders let no other user in, and a socket's path must be short.
    with tempfile.TemporaryDirectory(prefix="tenmistakes-pg-") as folder:
        server = Server(programs, Path(folder))
        try:
            yield server
        finally:
            server.stop()
