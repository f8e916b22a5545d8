"""Open the course: JupyterLab on the learner's folder, with two or three friendly lines on the screen.

JupyterLab runs inside this very process, so there is nothing to leave behind when the window is closed.
What it has to say goes to a log in the learner's folder.
"""

import os
import re
import signal
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

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
    except SystemExit as error:
        if not error.code:  # a question like --version was answered
            return
        raise Trouble(f"JupyterLab could not start. {_last_line(log)}") from error
    # Ctrl+C, a closed window and a shutdown end it alike: kernels first, no question asked.
    for name in ("SIGINT", "SIGTERM", "SIGHUP"):  # Windows lacks the last
        if hasattr(signal, name):
            signal.signal(getattr(signal, name), lambda number, frame: app.stop(from_signal=True))
    address = app.connect_url.splitlines()[0]
    print(f"Ten Mistakes is open{' in your browser' if browser else ''}: {address}")
    print(f"Your work is kept in {folder}")
    print("To stop, press Ctrl+C here.", flush=True)
    app.start()
    print("\nStopped. Your answers are saved.", flush=True)


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


def _last_line(log: Path) -> str:
    text = log.read_text(encoding="utf-8", errors="replace") if log.is_file() else ""
    lines = [line for line in text.splitlines() if line.strip()]
    if not lines:
        return "It gave no reason."
    reason = re.sub(r"^\[\w .*?\] ", "", lines[-1].strip())  # without level, time and logger
    return f"It said: {reason} (More stands in {log}.)"
