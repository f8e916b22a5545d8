"""For every test: an empty home, nobody's Jupyter settings, and repeatable random tests where CI is set."""

import atexit
import os
import shutil
import signal
import tempfile
from pathlib import Path

from hypothesis import settings

settings.register_profile("here", deadline=None)
settings.register_profile("ci", deadline=None, derandomize=True, database=None, print_blob=True)
settings.load_profile("ci" if os.environ.get("CI") else "here")


def pytest_configure() -> None:
    """Before anything is collected, so that kernels and servers which tests start are isolated as well."""
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        # A shell has whatever it starts in the background ignore Ctrl+C, and all that is started from there.
        signal.signal(signal.SIGINT, signal.default_int_handler)
    home = Path(tempfile.mkdtemp(prefix="tenmistakes-home-"))
    atexit.register(shutil.rmtree, home, ignore_errors=True)
    for name in [name for name in os.environ if name.startswith(("JUPYTER", "JPY_", "NBGRADER_", "IPYTHON"))]:
        del os.environ[name]
    os.environ.update(
        HOME=str(home),
        USERPROFILE=str(home),  # Windows' name for it
        IPYTHONDIR=str(home / "ipython"),
        JUPYTER_CONFIG_DIR=str(home / "jupyter-config"),
        JUPYTER_DATA_DIR=str(home / "jupyter-data"),
        JUPYTER_RUNTIME_DIR=str(home / "jupyter-runtime"),
        MPLCONFIGDIR=str(home / "matplotlib"),
    )
