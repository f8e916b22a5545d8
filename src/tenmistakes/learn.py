"""Open the course: JupyterLab on the learner's folder, with two or three friendly lines on the screen.

JupyterLab runs inside this very process, so there is nothing to leave behind when the window is closed.
What it has to say goes to a log in the learner's folder.
"""

import os
import re
import signal
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TextIO

from tenmistakes import lab
from tenmistakes.workspace import HIDDEN, START, Trouble


def serve(folder: Path, *, browser: bool = True, port: int | None = None, extra: Sequence[str] = ()) -> None:
    """Run JupyterLab on ``folder`` until it is stopped; :class:`Trouble` if it does not start.

    ``extra`` are further options of JupyterLab itself.
    """
    folder = folder.absolute()
    log = folder / HIDDEN / "jupyterlab.log"
    # JupyterLab looks for settings when it is imported, so these come first.
    os.environ.update(lab.environment())
    from jupyterlab.labapp import LabApp

    try:
        app: Any = LabApp.initialize_server(
            argv=[*_options(folder, browser, port), *extra],
            logging_config=_log_to(log),
        )
        # Ctrl+C, a closed window and a shutdown end it alike: kernels first, no question asked.
        for name in ("SIGINT", "SIGTERM", "SIGHUP"):  # Windows lacks the last
            if hasattr(signal, name):
                signal.signal(getattr(signal, name), lambda number, frame: app.stop(from_signal=True))
        with _quiet(log) as screen:
            # The address is said when it answers: once the loop runs, after the port was opened in it.
            app.io_loop.add_callback(_announce, app.connect_url.splitlines()[0], folder, browser, screen)
            app.start()
    except SystemExit as error:
        if not error.code:  # a question like --version was answered
            return
        raise Trouble(f"JupyterLab could not start. {_last_line(log)}") from error
    print("\nStopped. Your answers are saved.", flush=True)


def _announce(address: str, folder: Path, browser: bool, screen: TextIO) -> None:
    print(f"Ten Mistakes is open{' in your browser' if browser else ''}: {address}", file=screen)
    print(f"Your work is kept in {folder}", file=screen)
    print("To stop, press Ctrl+C here.", file=screen, flush=True)


def _options(folder: Path, browser: bool, port: int | None) -> list[str]:
    options = [
        f"--ServerApp.root_dir={folder}",
        f"--LabApp.default_url=/lab/tree/{START}",
        f"--LabApp.workspaces_dir={folder / HIDDEN / 'layout'}",  # not mixed with other work in JupyterLab
        f"--ServerApp.open_browser={browser}",
        "--Application.log_level=ERROR",  # on the screen; the log has more
    ]
    if port is not None:
        options.append(f"--ServerApp.port={port}")
    if sys.platform != "win32" and os.geteuid() == 0:  # in a container one is root
        options.append("--ServerApp.allow_root=True")
    return options


def _log_to(path: Path) -> dict[str, Any]:
    """Logging to a file that holds the latest start, and nothing on the screen."""
    path.unlink(missing_ok=True)
    file = {"class": "logging.FileHandler", "filename": str(path), "encoding": "utf-8"}
    return {
        "handlers": {"file": {**file, "formatter": "console"}},
        "loggers": {"ServerApp": {"level": "INFO", "handlers": ["file"]}},
    }


@contextmanager
def _quiet(log: Path) -> Iterator[TextIO]:
    """Send what others write to the screen to the log instead; yields the screen, for us alone.

    A kernel that is stopped while it starts writes a traceback, for instance, and a browser grumbles when it
    is started. They inherit the screen from this process, so it is exchanged below Python, by descriptor.
    """
    sys.stdout.flush()
    sys.stderr.flush()
    before = {number: os.dup(number) for number in (1, 2)}
    with log.open("ab", buffering=0) as file:
        for number in before:
            os.dup2(file.fileno(), number)
    try:
        with os.fdopen(before[1], "w", encoding=sys.stdout.encoding, closefd=False) as screen:
            yield screen
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        for number, original in before.items():
            os.dup2(original, number)
            os.close(original)


def _last_line(log: Path) -> str:
    text = log.read_text(encoding="utf-8", errors="replace") if log.is_file() else ""
    lines = [line for line in text.splitlines() if line.strip()]
    if not lines:
        return "It gave no reason."
    reason = re.sub(r"^\[\w .*?\] ", "", lines[-1].strip())  # without level, time and logger
    return f"It said: {reason} (More stands in {log}.)"
