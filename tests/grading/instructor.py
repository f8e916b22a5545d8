"""An instructor's Jupyter server with formgrader, on a course in a folder of its own."""

import json
import os
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.request import Request, urlopen

from tenmistakes import lab

TOKEN = "key"


def environment(home: Path, *configuration: Path) -> dict[str, str]:
    """This process's environment with a home and settings of the instructor's own."""
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("JPY_", "JUPYTER", "NBGRADER_"))}
    return kept | {
        "HOME": str(home),
        "PATH": os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]]),
        "JUPYTER_CONFIG_DIR": str(home / "config"),
        "JUPYTER_CONFIG_PATH": os.pathsep.join(map(str, configuration)),
        "JUPYTER_DATA_DIR": str(home / "data"),
        "JUPYTER_RUNTIME_DIR": str(home / "runtime"),
    }


class Server:
    """A running server; ``address`` is where it answers."""

    def __init__(self, folder: Path, home: Path, *configuration: Path) -> None:
        self._log = home / "server.log"
        self.environment = environment(home, *(configuration or (lab.CONFIG,)))
        options = ["--ServerApp.ip=127.0.0.1", "--ServerApp.port=0", "--no-browser", "--allow-root"]
        with self._log.open("w", encoding="utf-8") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "jupyter_server", *options, f"--IdentityProvider.token={TOKEN}"],
                cwd=folder,
                env=self.environment,
                stdout=log,
                stderr=log,
            )
        self.address = self._wait_for_address()

    def _wait_for_address(self) -> str:
        deadline = time.monotonic() + 90
        while time.monotonic() < deadline and self.process.poll() is None:
            if found := re.search(r"http://127\.0\.0\.1:\d+", self.log):
                return found[0]
            time.sleep(0.1)
        raise AssertionError(self.log)

    @property
    def log(self) -> str:
        """What the server has said."""
        return self._log.read_text(encoding="utf-8")

    def ask(self, path: str) -> Any:
        """The answer of formgrader's interface to a question."""
        return self._call(
            Request(f"{self.address}/formgrader/api/{path}{'&' if '?' in path else '?'}token={TOKEN}")
        )

    def press(self, path: str) -> Any:
        """What one of formgrader's buttons is told."""
        return self._call(Request(f"{self.address}/formgrader/api/{path}?token={TOKEN}", method="POST"))

    def _call(self, request: Request) -> Any:
        with urlopen(request, timeout=120) as answer:
            return json.loads(answer.read())

    def close(self) -> None:
        """Stop it."""
        self.process.terminate()
        self.process.wait(30)


@contextmanager
def serving(folder: Path, home: Path, *configuration: Path) -> Iterator[Server]:
    """A server in ``folder``, until the end of the block."""
    home.mkdir(parents=True, exist_ok=True)
    server = Server(folder, home, *configuration)
    try:
        yield server
    finally:
        server.close()
