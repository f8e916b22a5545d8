"""pyproject.toml, requirements.lock and environment.yml say the same, and a disagreement would be noticed."""

import re
import subprocess
import sys
import tomllib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
import yaml
from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet
from packaging.utils import canonicalize_name
from packaging.version import Version

ROOT = Path(__file__).resolve().parents[1]
PYTHONS = ("3.11", "3.12", "3.13", "3.14")
SYSTEMS = (
    {"sys_platform": "linux", "os_name": "posix", "platform_system": "Linux"},
    {"sys_platform": "darwin", "os_name": "posix", "platform_system": "Darwin"},
    {"sys_platform": "win32", "os_name": "nt", "platform_system": "Windows"},
)


@dataclass(frozen=True)
class Texts:
    """The three files, as text."""

    project: str
    lock: str
    conda: str


HERE = Texts(
    *((ROOT / name).read_text() for name in ("pyproject.toml", "requirements.lock", "environment.yml"))
)


@dataclass(frozen=True)
class Pin:
    """One entry of the lock."""

    requirement: Requirement
    version: Version
    hashes: tuple[str, ...]


def pins(lock: str) -> Iterator[Pin | str]:
    """The lock's entries; a sentence for what is none."""
    joined = re.sub(r"\s*\\\n\s*", " ", lock)
    for line in joined.splitlines():
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        text, *hashes = line.split(" --hash=")
        exact = re.fullmatch(r"[A-Za-z0-9._-]+==(?P<version>[^ ;*]+)( ; .*)?", text.strip())
        if exact is None:
            yield f"the lock has a line that pins no version: {text.strip()}"
        else:
            yield Pin(Requirement(text.strip()), Version(exact["version"]), tuple(hashes))


def applies(pin: Pin, environment: dict[str, str]) -> bool:
    return pin.requirement.marker is None or pin.requirement.marker.evaluate(environment)


def disagreements(texts: Texts) -> list[str]:
    """What the three files do not agree on, in sentences."""
    found = []
    project = tomllib.loads(texts.project)
    locked: dict[str, list[Pin]] = {}
    for pin in pins(texts.lock):
        if isinstance(pin, str):
            found.append(pin)
            continue
        locked.setdefault(canonicalize_name(pin.requirement.name), []).append(pin)
        if not pin.hashes or not all(re.fullmatch(r"sha256:[0-9a-f]{64}", value) for value in pin.hashes):
            found.append(f"{pin.requirement.name} has no hash in the lock")
    if re.search(r"://|\bfile:|--(extra-)?index-url|--find-links|(^|\s)-[ef]\s|(^|\s)\.?/", texts.lock):
        found.append("the lock names an address or a path")

    groups = project["dependency-groups"]
    wanted = [*project["project"]["dependencies"], *(text for group in groups.values() for text in group)]
    wanted += project["build-system"]["requires"]
    for python in PYTHONS:
        for system in SYSTEMS:
            machine = {"python_version": python, "python_full_version": f"{python}.5", **system}
            for requirement in map(Requirement, wanted):
                if requirement.marker and not requirement.marker.evaluate(machine):
                    continue
                versions = [
                    pin.version
                    for pin in locked.get(canonicalize_name(requirement.name), [])
                    if applies(pin, machine)
                ]
                if len(versions) != 1 or versions[0] not in requirement.specifier:
                    at = f"Python {python} on {system['platform_system']}"
                    have = ", ".join(map(str, versions)) or "nothing"
                    found.append(f"{requirement} is wanted, the lock has {have} for {at}")

    supported = SpecifierSet(project["project"]["requires-python"])
    if [p for p in (*PYTHONS, "3.10", "3.15") if f"{p}.5" in supported] != list(PYTHONS):
        found.append("requires-python is not what the lock was made for")
    conda = yaml.safe_load(texts.conda)["dependencies"]
    by_conda = [entry for entry in conda if isinstance(entry, str)]
    by_pip = [entry["pip"] for entry in conda if isinstance(entry, dict)]
    pythons = [SpecifierSet(entry.removeprefix("python")) for entry in by_conda if entry.startswith("python")]
    if pythons != [supported]:
        found.append("environment.yml and pyproject.toml want different versions of Python")
    if sorted(entry.split()[0] for entry in by_conda) != ["pip", "python"]:
        found.append("conda is to supply Python and pip, nothing else")
    if by_pip != [["-r requirements.lock"]]:
        found.append("environment.yml does not install exactly the lock")
    return found


def test_project_lock_and_conda_agree():
    assert disagreements(HERE) == []


def plant(name: str, old: str, new: str) -> Callable[[Texts], Texts]:
    """A change to one of the files."""

    def change(texts: Texts) -> Texts:
        before = getattr(texts, name)
        after = re.sub(old, new, before, count=1, flags=re.MULTILINE)
        assert after != before, f"nothing planted: {old!r} is not in {name}"
        return replace(texts, **{name: after})

    return change


@pytest.mark.parametrize(
    ("change", "noticed"),
    [
        pytest.param(plant("project", r'"pyyaml>=6,<7"', '"pyyaml>=7"'), "pyyaml>=7 is wanted", id="range"),
        pytest.param(plant("project", r'"ruff>=', '"nosuch>=1", "ruff>='), "nosuch>=1 is wanted", id="group"),
        pytest.param(plant("project", r'"hatchling"\]', '"flit"]'), "flit is wanted", id="build backend"),
        pytest.param(plant("lock", r"^numpy==[^ ]*", "numpy==1.0"), "numpy<3,>=2.4 is wanted", id="version"),
        pytest.param(
            plant("lock", r"^numpy==([^ ]*)", r"numpy==\1 ; sys_platform != 'win32'"),
            "nothing for Python 3.11 on Windows",
            id="missing on one system",
        ),
        pytest.param(
            plant("lock", r"^nbgrader==(.*)$", r"nbgrader==\1\nnbgrader==0.9.6 \\"), "nbgrader", id="twice"
        ),
        pytest.param(plant("lock", r"^numpy==", "numpy>="), "pins no version", id="not pinned"),
        pytest.param(plant("lock", r"( \\\n +--hash=sha256:\w+)+", ""), "has no hash", id="no hash"),
        pytest.param(plant("lock", r"sha256:", "md5:"), "has no hash", id="weak hash"),
        pytest.param(plant("lock", r"\A", "--index-url https://example.org/simple\n"), "address", id="index"),
        pytest.param(plant("lock", r"\A", "-e ./here\n"), "address", id="path"),
        pytest.param(plant("conda", r"<3\.15", "<3.14"), "versions of Python", id="conda python"),
        pytest.param(plant("conda", r"- pip$", "- pip\n  - numpy"), "nothing else", id="conda package"),
        pytest.param(
            plant("conda", r"requirements\.lock$", "other.txt"), "exactly the lock", id="other lock"
        ),
        pytest.param(plant("project", r"<3\.15", "<3.16"), "requires-python", id="python range"),
    ],
)
def test_a_planted_disagreement_is_noticed(change: Callable[[Texts], Texts], noticed: str):
    assert noticed in "\n".join(disagreements(change(HERE)))


def test_what_is_installed_fits_together():
    check = subprocess.run([sys.executable, "-m", "pip", "check"], capture_output=True, text=True)
    assert check.returncode == 0, check.stdout
