"""What the browser's Python is made of, fetched once by name and version, and checked against the locks.

Nothing is taken that has not the hash it was locked with: those of the Python packages stand in the course's
``requirements.lock``, the others in ``browser.lock``. What was fetched is kept in a cache outside the course,
so that the site can be built again without a network.
"""

import base64
import hashlib
import re
import shutil
import subprocess
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from platformdirs import user_cache_path

from tenmistakes.site.trouble import Trouble

_SECONDS = 600


@dataclass(frozen=True)
class Locked:
    """A Python package of the lock: its version, and the SHA-256 of each of its files."""

    name: str
    version: str
    hashes: frozenset[str]


def cache() -> Path:
    """Where fetched files are kept."""
    return user_cache_path("tenmistakes", appauthor=False) / "site"


def locked(requirements: Path) -> dict[str, Locked]:
    """Every Python package of a lock with hashes, by name."""
    text = re.sub(r"\s*\\\n\s*", " ", requirements.read_text(encoding="utf-8"))
    found = {}
    for line in text.splitlines():
        if match := re.match(r"(?P<name>[\w.-]+)==(?P<version>[^ ;]+)", line):
            hashes = frozenset(re.findall(r"--hash=sha256:([0-9a-f]{64})", line))
            found[match["name"]] = Locked(match["name"], match["version"], hashes)
    return found


def wheels(wanted: Iterable[Locked], python: str, platform: str) -> dict[str, Path]:
    """The wheel of each package for another Python and platform, by name, from the cache or by pip."""
    wanted = list(wanted)
    missing = [package for package in wanted if _cached(package) is None]
    if missing:
        with TemporaryDirectory(prefix="tenmistakes-wheels-") as folder:
            listed = Path(folder, "requirements.txt")
            listed.write_text("".join(map(_requirement, missing)), encoding="utf-8")
            words = ["--no-deps", "--only-binary=:all:", "--require-hashes", "--requirement", str(listed)]
            target = ["--python-version", python, "--platform", platform, "--dest", f"{folder}/wheels"]
            _run(
                [sys.executable, "-m", "pip", "download", "--quiet", *words, *target],
                f"The packages for the browser ({', '.join(package.name for package in missing)})",
            )
            for package in missing:
                _keep(Path(folder, "wheels"), package)
    found = {package.name: _cached(package) for package in wanted}
    for name, path in found.items():
        if path is None:
            raise Trouble(f"{name} was fetched, and is not the file that is locked. Try again.")
    return {name: path for name, path in found.items() if path is not None}


def npm(lock: Path, name: str) -> Path:
    """The npm package ``name`` of a ``browser.lock``, as an archive, from the cache or by npm."""
    line = re.escape(f"npm:{name}==") + r"(?P<version>\S+) --integrity=(?P<integrity>\S+)"
    found = re.search(rf"^{line}$", lock.read_text(encoding="utf-8"), flags=re.M)
    assert found is not None, f"{lock} does not name {name}"
    version, integrity = found["version"], found["integrity"]
    kept = cache() / f"{name}-{version}.tgz"
    if not _is(kept, integrity):
        if shutil.which("npm") is None:
            raise Trouble(
                f"To put Python into the browser, the site needs the npm package {name} {version}, and npm "
                "is not installed. Install Node.js, or leave the live lessons out with --no-live."
            )
        with TemporaryDirectory(prefix="tenmistakes-npm-") as folder:
            command = ["npm", "pack", f"{name}@{version}", "--pack-destination", folder, "--ignore-scripts"]
            _run(command, f"The npm package {name} {version}", cwd=folder)
            fetched = next(Path(folder).glob("*.tgz"))
            if not _is(fetched, integrity):
                raise Trouble(f"The npm package {name} {version} is not the one that is locked. Try again.")
            kept.parent.mkdir(parents=True, exist_ok=True)
            shutil.move(fetched, kept)
    return kept


def sha256(path: Path) -> str:
    """The SHA-256 of a file, in hexadecimal."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def _is(path: Path, integrity: str) -> bool:
    """Whether the file is there and has the SHA-512 that npm would write like this."""
    if not path.is_file():
        return False
    return integrity == "sha512-" + base64.b64encode(hashlib.sha512(path.read_bytes()).digest()).decode()


def _cached(package: Locked) -> Path | None:
    folder = cache() / f"{package.name}-{package.version}"
    return next((path for path in sorted(folder.glob("*.whl")) if sha256(path) in package.hashes), None)


def _keep(folder: Path, package: Locked) -> None:
    """Move a fetched wheel into the cache."""
    for path in folder.glob("*.whl"):
        if sha256(path) in package.hashes:
            home = cache() / f"{package.name}-{package.version}"
            home.mkdir(parents=True, exist_ok=True)
            shutil.move(path, home / path.name)


def _requirement(package: Locked) -> str:
    hashes = " ".join(f"--hash=sha256:{value}" for value in sorted(package.hashes))
    return f"{package.name}=={package.version} {hashes}\n"


def _run(command: list[str], what: str, cwd: str | None = None) -> None:
    try:
        done = subprocess.run(  # noqa: S603
            command,
            cwd=cwd,
            capture_output=True,
            text=True,
            encoding="utf-8",
            errors="replace",
            timeout=_SECONDS,
        )
    except subprocess.TimeoutExpired:
        raise Trouble(f"{what} did not arrive within {_SECONDS // 60} minutes. Try again.") from None
    if done.returncode:
        last = (done.stderr.strip().splitlines() or [""])[-1]
        raise Trouble(f"{what} could not be fetched. The first time, this needs the internet. ({last})")
