#!/usr/bin/env python3
"""Ten Mistakes: the course, from one command.

    python3 course.py learn        open the course in your browser
    python3 course.py test         run every test of the course
    python3 course.py WORD ...     anything else: "python3 course.py --help" lists it

The first run installs what the course needs into the folder .venv, which takes a minute or two
and needs the internet. After that it starts at once, and offline.
"""

# Only the standard library, and nothing that Python 3.8 cannot read: whoever has the wrong Python, no
# network or no room must get a sentence, not a traceback. Output is ASCII: some consoles print no more.

from __future__ import annotations

import contextlib
import hashlib
import importlib.util
import itertools
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import sysconfig
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
REQUIREMENTS = ROOT / "requirements.lock"
PROJECT = ROOT / "pyproject.toml"

STAMP = ".ten-mistakes"  # in an environment: course.py made it. Empty until it is finished.
BEFORE = ROOT / ".venv-before"  # the environment that worked so far, until the new one is finished
LOCK = ROOT / ".venv-lock"
LOG = ROOT / ".venv-log.txt"

OLDEST, NEWEST = (3, 11), (3, 14)
ROOM = 1_500_000_000  # bytes: the environment has some 950 MB, and downloads pass through the disk as well
AGAIN = "then the same command again."


class Sorry(Exception):
    """What went wrong and what to do about it, in sentences a learner can follow."""


def main(arguments: list[str]) -> int:
    """Prepare the environment if need be, then do what was asked; returns the exit code."""
    if not arguments or arguments[0] == "help":
        say(__doc__)
        return 0
    try:
        check_python()
        if not is_ready():
            if inside_the_environment():
                return start_outside(arguments)
            prepare()
    except Sorry as sorry:
        print(f"\n{sorry}", file=sys.stderr)
        return 1
    except OSError as error:
        print(f"\n{likely_cause(str(error))}\n({error})", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("\nStopped. Nothing half-made was left; the same command starts again.", file=sys.stderr)
        return 130
    if arguments[0] == "test":
        os.chdir(ROOT)
        return hand_over(["-m", "pytest", "-n", "auto", *arguments[1:]])
    # -P: a learner's folder called tenmistakes must not be taken for the package.
    return hand_over(["-P", "-m", "tenmistakes", *arguments])


def say(text: str, end: str = "\n") -> None:
    """Print at once, also into a pipe."""
    print(text, end=end, flush=True)


# --- Is the environment there, and is it the right one? ---


def check_python() -> None:
    """Refuse a Python the course was not tested with, and name a suitable one if there is one."""
    here = sys.version_info[:2]
    if OLDEST <= here <= NEWEST:
        return
    text = f"The course needs Python 3.{OLDEST[1]} to 3.{NEWEST[1]}; this is Python {here[0]}.{here[1]}."
    for minor in range(NEWEST[1], OLDEST[1] - 1, -1):
        if shutil.which(f"python3.{minor}"):
            raise Sorry(f"{text}\nYou have a suitable one as well. Type:  python3.{minor} course.py learn")
    raise Sorry(f"{text}\nInstall one of those beside it, then start the course with it.")


def wanted() -> str:
    """What the environment must match, as text: the lock, the project, this Python and this folder."""
    import tomllib  # new in Python 3.11, which was checked by now

    project = tomllib.loads(PROJECT.read_text(encoding="utf-8"))
    return json.dumps(
        {
            "lock": hashlib.sha256(REQUIREMENTS.read_bytes()).hexdigest(),
            "project": [
                project["build-system"],
                project["project"]["dependencies"],
                project["project"]["scripts"],
                project["dependency-groups"],
            ],
            "python": sysconfig.get_config_var("EXT_SUFFIX"),  # version, machine and threading at once
            "place": str(ROOT),  # its scripts carry the folder's path, so a moved folder needs a new one
        },
        sort_keys=True,
    )


def python_of(venv: Path) -> Path:
    """The Python of an environment."""
    return venv / ("Scripts/python.exe" if os.name == "nt" else "bin/python")


def is_ready() -> bool:
    """Whether the environment is finished and up to date."""
    if not (REQUIREMENTS.exists() and PROJECT.exists()):
        raise Sorry("Files of the course are missing beside course.py. Fetch the whole course again.")
    try:
        stamp = (VENV / STAMP).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        return False
    return stamp == wanted() and python_of(VENV).exists()


def is_ours(venv: Path) -> bool:
    """Whether course.py made this environment, finished or not."""
    return not venv.is_symlink() and (venv / STAMP).is_file()


def is_finished(venv: Path) -> bool:
    """Whether course.py made this environment to the end, be it up to date or not."""
    return is_ours(venv) and (venv / STAMP).stat().st_size > 0


# --- Make it ---


def prepare() -> None:
    """Make the environment: it is there whole afterwards, or as it was before."""
    with stop_politely(), one_at_a_time() as lock:
        recover()
        if is_ready():  # another window has just made it
            return
        check_computer()
        renewed = set_aside()
        say("Preparing the course. This happens once and takes a minute or two.")
        try:
            make(lock)
        except BaseException:
            discard(VENV)
            if renewed:
                BEFORE.rename(VENV)  # at its own path again, so it works as before
            raise
        discard(BEFORE)
        LOG.unlink(missing_ok=True)
        say("Ready." + (" If the course is open in another window, close it there." if renewed else ""))


def recover() -> None:
    """Undo what a killed run left: the environment from before comes back to its place."""
    if is_ours(VENV) and not is_finished(VENV):
        discard(VENV)
    if is_finished(BEFORE) and not os.path.lexists(VENV):
        rename(BEFORE, VENV)


def set_aside() -> bool:
    """Clear the way for a new environment; True if the old one waits in ``BEFORE``."""
    if is_finished(VENV):
        discard(BEFORE)
        rename(VENV, BEFORE)
        return True
    if os.path.lexists(VENV):  # somebody else's, perhaps an editor's: not ours to delete
        names = (ROOT / f".venv-found-{number}" for number in itertools.count(1))
        found = next(name for name in names if not os.path.lexists(name))
        rename(VENV, found)
        say(f"There was another environment in .venv. It was moved to {found.name}.")
    return False


def make(lock) -> None:
    """Make the environment in place, for its scripts carry its path; the stamp is filled last."""
    VENV.mkdir()
    (VENV / STAMP).touch()
    python = str(python_of(VENV))
    pip = [python, "-m", "pip", "install", "--no-deps", "--progress-bar=off"]

    say("1 of 3  Making a place for it")
    run([sys.executable, "-m", "venv", str(VENV)], lock)

    say("2 of 3  Fetching packages")
    # Wheels alone: what was hashed is what is installed, and nobody needs a compiler.
    # Python files are compiled afterwards, on all cores.
    wheels = ["--require-hashes", "--only-binary=:all:", "--no-compile", "-r", str(REQUIREMENTS)]
    run([*pip, *wheels], lock, on_line=Counter())

    say("3 of 3  Installing the course")
    run([*pip, "--no-build-isolation", "-e", str(ROOT)], lock)
    # Some packages carry templates that are no valid Python: what cannot be compiled is left as it is.
    run([python, "-m", "compileall", "-q", "-j0", str(VENV)], lock, may_fail=True)
    (VENV / STAMP).write_text(wanted(), encoding="utf-8")


class Counter:
    """Turns pip's lines into a count of packages."""

    def __init__(self):
        lock = REQUIREMENTS.read_text(encoding="utf-8")
        self.total = len(re.findall(r"^[A-Za-z0-9][^=\n]*==", lock, flags=re.MULTILINE))
        self.done = 0
        self.live = sys.stdout.isatty()

    def __call__(self, line: str) -> None:
        """Look at one line of pip's."""
        if line.startswith("Ignoring "):  # a package for another system
            self.total -= 1
        elif line.startswith(("Collecting ", "Processing ")):  # from the network, or from a local mirror
            self.done += 1
            if self.live:
                say(f"\r        {self.done} of {self.total}", end="")
            elif self.done % 20 == 0 or self.done == self.total:
                say(f"        {self.done} of {self.total}")
        elif line.startswith("Installing collected"):
            say(("\n" if self.live else "") + "        Unpacking them, half a minute more")


def run(command: list[str], lock, on_line=lambda line: None, may_fail: bool = False) -> None:
    """Run one step to its end, and end it if we are stopped; Sorry with the likely cause if it fails."""
    lines = []
    step = subprocess.Popen(
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        errors="replace",
        env=clean_environment(),
        cwd=str(ROOT),
        # The step holds the lock too: should this process be killed, a second run waits for the step.
        pass_fds=() if os.name == "nt" else (lock.fileno(),),
    )
    try:
        for line in step.stdout:
            lines.append(line)
            on_line(line)
        code = step.wait()
    except BaseException:
        step.terminate()
        step.wait()
        raise
    finally:
        step.stdout.close()
    if code and not may_fail:
        output = "".join(lines)
        words = f"{likely_cause(output)}\nNothing half-made was left."
        with contextlib.suppress(OSError):  # a full disk takes no log either
            LOG.write_text(f"{' '.join(command)}\n\n{output}", encoding="utf-8")
            words += f" What was said in full stands in {LOG.name}."
        raise Sorry(words)


def clean_environment() -> dict[str, str]:
    """This process's variables without those that would send packages elsewhere."""
    env = dict(os.environ, PIP_USER="0", PIP_NO_INPUT="1", PIP_DISABLE_PIP_VERSION_CHECK="1")
    env.update(PYTHONIOENCODING="utf-8", PYTHONUNBUFFERED="1")
    for stray in ("PYTHONHOME", "PYTHONPATH", "PIP_TARGET", "PIP_PREFIX", "PIP_ROOT", "PIP_NO_BINARY"):
        env.pop(stray, None)
    return env


# What a program says -> what it means and what helps. The first that is found counts.
CAUSES = (
    (
        r"No space left|not enough space|Disk quota exceeded",
        f"The disk is full. Make room (the course needs about 1 GB), {AGAIN}",
    ),
    (
        r"DO NOT MATCH THE HASHES|Hashes are required",
        "A package arrived damaged or is not the one the course was tested with, so it was not installed. "
        "Try again; if it happens again, try another network.",
    ),
    (
        r"CERTIFICATE_VERIFY_FAILED|SSLError|SSLCertVerificationError",
        "The secure connection to the package server was refused: something between you and the internet "
        "stands in the way, such as a company's filter, or the computer's clock is wrong. "
        "Try another network, or ask whoever runs yours.",
    ),
    (
        r"NewConnectionError|Failed to establish|Connection refused|NameResolutionError|getaddrinfo"
        r"|name resolution|ProxyError|ConnectTimeout|Read timed out|ReadTimeoutError|ProtocolError"
        r"|Network is unreachable|Connection aborted|IncompleteRead|\(from versions: none\)",
        f"There is no connection to the package server. The first start needs the internet: connect, {AGAIN}",
    ),
    (
        r"No matching distribution found",
        "A package the course needs is not made for this kind of computer or this Python.",
    ),
    (
        r"File ?name too long|Long Path|WinError 206",
        "The name of the folder the course lies in is too long. Move the course nearer to the top of the "
        f"disk, {AGAIN}",
    ),
    (
        r"Permission denied|Access is denied|Read-only file system",
        "A file could not be written. Close every window in which the course is open, make sure that the "
        f"course lies in a folder of your own, {AGAIN}",
    ),
)


def likely_cause(output: str) -> str:
    """What probably went wrong, from a failed step's output."""
    for pattern, words in CAUSES:
        if re.search(pattern, output, flags=re.IGNORECASE):
            return words
    return "The course could not be prepared."


def check_computer() -> None:
    """Say what is missing before anything is touched."""
    if not all(importlib.util.find_spec(module) for module in ("venv", "ensurepip")):
        raise Sorry(
            "This Python lacks the part that makes environments. On Debian and Ubuntu type:\n"
            f"    sudo apt install python3.{sys.version_info[1]}-venv\n"
            f"{AGAIN} Elsewhere, install Python anew."
        )
    if shutil.disk_usage(ROOT).free < ROOM:
        raise Sorry(
            f"The disk is nearly full: the course needs about {ROOM / 1e9:.1f} GB. Make room, {AGAIN}"
        )


def discard(venv: Path) -> None:
    """Delete an environment. It is renamed first, so that its place is free at once, whatever happens."""
    if not os.path.lexists(venv):
        return
    rename(venv, ROOT / f".venv-trash-{os.getpid()}-{time.monotonic_ns()}")
    for trash in ROOT.glob(".venv-trash-*"):  # this one, and any that a killed run left
        shutil.rmtree(trash, ignore_errors=True)


def rename(old: Path, new: Path) -> None:
    """Rename, or say what is in the way: Windows refuses while a program runs from the folder."""
    try:
        old.rename(new)
    except OSError as error:
        raise Sorry(
            f"{old.name} could not be renewed ({error.strerror}). Close every window in which the course is "
            f"open, {AGAIN}"
        ) from error


@contextlib.contextmanager
def one_at_a_time():
    """Hold the right to make the environment; the system takes it back even from a killed process."""
    try:
        lock = LOCK.open("a+b")
    except OSError as error:
        raise Sorry(
            f"The folder {ROOT} cannot be written ({error.strerror}). Copy the course to a folder of your "
            "own and start it there."
        ) from error
    with lock:
        if not take(lock):
            say("Another window is preparing the course. Waiting for it ...")
            while not take(lock):
                time.sleep(0.3)
        yield lock


def take(lock) -> bool:
    """Try to take the lock; True if it is ours."""
    if os.name == "nt":
        import msvcrt

        try:
            msvcrt.locking(lock.fileno(), msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        return True
    import fcntl

    try:
        fcntl.flock(lock.fileno(), fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    except OSError:  # a network disk without locks: better unguarded than not at all
        return True
    return True


@contextlib.contextmanager
def stop_politely():
    """Let a closed window or a shutdown clean up as Ctrl+C does."""

    def stop(number, frame):
        raise SystemExit(128 + number)

    names = ("SIGTERM", "SIGHUP", "SIGBREAK")  # each system has some of them
    numbers = [getattr(signal, name) for name in names if hasattr(signal, name)]
    handlers = [(number, signal.signal(number, stop)) for number in numbers]
    try:
        yield
    finally:
        for number, handler in handlers:
            signal.signal(number, handler)


# --- Hand over ---


def inside_the_environment() -> bool:
    """Whether this very Python is the environment's own, which it cannot replace under itself."""
    return Path(sys.prefix).resolve() == VENV


def start_outside(arguments: list[str]) -> int:
    """Start again with the Python that the environment was made from."""
    base = getattr(sys, "_base_executable", sys.executable)
    if Path(base) == Path(sys.executable) or not Path(base).exists():
        raise Sorry(f"The course must be prepared anew. Type 'deactivate', {AGAIN}")
    return become([base, str(Path(__file__).resolve()), *arguments], dict(os.environ))


def hand_over(arguments: list[str]) -> int:
    """Go on in the environment's Python."""
    env = dict(os.environ, VIRTUAL_ENV=str(VENV))
    env.pop("PYTHONHOME", None)
    # nbgrader starts programs of the environment by name.
    env["PATH"] = os.pathsep.join([str(python_of(VENV).parent), env.get("PATH", os.defpath)])
    return become([str(python_of(VENV)), *arguments], env)


def become(command: list[str], env: dict[str, str]) -> int:
    """Let a program take this one's place: exit code and Ctrl+C are then its own."""
    sys.stdout.flush()
    sys.stderr.flush()
    if os.name != "nt":
        os.execve(command[0], command, env)  # noqa: S606  no shell is wanted
    # On Windows exec gives the prompt back while the program still runs: stay, and leave Ctrl+C to it.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    return subprocess.call(command, env=env)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
