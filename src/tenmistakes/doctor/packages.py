"""The packages that are installed, against those that the course was tested with."""

import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path

from packaging.markers import Marker
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version

from tenmistakes.doctor.finding import Finding, look, ok, trouble, typed

ABOUT = "packages"
_NAMED = 5
_ENTRY = re.compile(r"(?P<name>[A-Za-z0-9][\w.-]*)==(?P<version>[^\s;\\]+)(?: ; (?P<marker>[^\\]+?))? ?\\?")
_PROJECT = "tenmistakes (pyproject.toml)"


@dataclass(frozen=True)
class Pin:
    """A line of the lock. ``why`` are the packages that want it, as the lock's comments say."""

    name: str
    version: Version
    marker: Marker | None
    why: frozenset[str]


def check(lock: Path) -> Iterator[Finding]:
    """Compare with the lock; where there is none, with what the installed course asks for."""
    if not lock.is_file():
        yield from _check_ranges()
        return
    pins = [pin for pin in read(lock) if pin.marker is None or pin.marker.evaluate()]
    needed = _needed(pins)
    pip = (sys.executable, "-m", "pip", "install", "--no-deps", "--only-binary=:all:", "--require-hashes")
    remedy = typed(*pip, "-r", lock)
    missing, other, spare = [], [], 0
    for pin in pins:
        here = _installed(pin.name)
        if here is None and pin.name not in needed:
            spare += 1
        elif here is None:
            missing.append(f"{pin.name} {pin.version}")
        elif here != pin.version and pin.name in needed:
            other.append(f"{pin.name} {here} (tested: {pin.version})")
    if missing:
        yield trouble(ABOUT, f"Missing: {_listed(missing)}.", remedy)
    if other:
        yield look(ABOUT, f"Other versions than the course was tested with: {_listed(other)}.", remedy)
    if not missing and not other:
        and_spare = f" {spare} more, for tests only, are not there." if spare else ""
        yield ok(ABOUT, f"The {len(needed)} packages the course needs are those of {lock.name}.{and_spare}")


def read(lock: Path) -> list[Pin]:
    """What the lock pins."""
    found: list[Pin] = []
    for line in lock.read_text(encoding="utf-8").splitlines():
        if entry := _ENTRY.fullmatch(line.strip()):
            marker = Marker(entry["marker"]) if entry["marker"] else None
            name = canonicalize_name(entry["name"])
            found.append(Pin(name, Version(entry["version"]), marker, frozenset()))
        elif found and (why := re.fullmatch(r"\s+#(?: via)? +(.+)", line)):
            last = found.pop()
            found.append(Pin(last.name, last.version, last.marker, last.why | {why[1].strip()}))
    return found


def _needed(pins: list[Pin]) -> set[str]:
    """What the course itself needs, and what that needs: neither tests nor the build. All that says nothing
    of why it is there counts as needed."""
    needed = {pin.name for pin in pins if not pin.why or _PROJECT in pin.why}
    while more := {pin.name for pin in pins if pin.name not in needed and pin.why & needed}:
        needed |= more
    return needed


def _check_ranges() -> Iterator[Finding]:
    wrong = []
    for text in metadata.requires("tenmistakes") or []:
        wanted = Requirement(text)
        if wanted.marker is not None and not wanted.marker.evaluate({"extra": ""}):
            continue
        here = _installed(wanted.name)
        if here is None or not wanted.specifier.contains(here, prereleases=True):
            wrong.append(f"{wanted} (here: {here or 'none'})")
    if wrong:
        yield trouble(
            ABOUT,
            f"The course needs {_listed(wrong)}.",
            typed(sys.executable, "-m", "pip", "install", "--upgrade", "tenmistakes"),
        )
    else:
        yield ok(ABOUT, "The packages are those that the course asks for.")


def _installed(name: str) -> Version | None:
    try:
        return Version(metadata.version(name))
    except metadata.PackageNotFoundError:
        return None


def _listed(texts: list[str]) -> str:
    more = len(texts) - _NAMED
    return ", ".join(texts[:_NAMED]) + (f" and {more} more" if more > 0 else "")
