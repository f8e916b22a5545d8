"""Wheels: what they need in a browser, how Pyodide's lock names them, and how to make a small one."""

import email
import io
import zipfile
from collections.abc import Iterable, Mapping
from importlib import metadata
from pathlib import Path
from typing import Any

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name, parse_wheel_filename

_STAMP = (2000, 1, 1, 0, 0, 0)
"""The time of every file in a wheel made here, so that it is the same each time."""


def environment(python: str) -> dict[str, str]:
    """What a requirement's marker asks about, in a browser with this version of Python, such as 3.14.2."""
    return {
        "implementation_name": "cpython",
        "os_name": "posix",
        "platform_machine": "wasm32",
        "platform_system": "Emscripten",
        "platform_python_implementation": "CPython",
        "python_full_version": python,
        "python_version": python.rpartition(".")[0],
        "sys_platform": "emscripten",
        "extra": "",
    }


def closure(roots: Iterable[str], without: Iterable[str], python: str) -> list[str]:
    """The packages that ``roots`` need in a browser, themselves included, by what is installed here."""
    found: set[str] = set()
    waiting, left_out = list(roots), set(without)
    while waiting:
        name = waiting.pop()
        if name not in found | left_out:
            found.add(name)
            waiting += depends(metadata.requires(name) or (), python)
    return sorted(found)


def depends(requirements: Iterable[str], python: str) -> list[str]:
    """The names of those requirements that hold in a browser."""
    asked, here = map(Requirement, requirements), environment(python)
    return [canonicalize_name(r.name) for r in asked if r.marker is None or r.marker.evaluate(here)]


def pure(name: str) -> tuple[str, bytes]:
    """A wheel with the Python files of an installed package, and no compiled ones: file name, content."""
    found = metadata.distribution(name)
    files = {
        str(file): Path(found.locate_file(file)).read_bytes()
        for file in found.files or ()
        if file.suffix == ".py" and ".." not in file.parts
    }
    return pack(name, found.version, files)


def pack(name: str, version: str, files: Mapping[str, bytes]) -> tuple[str, bytes]:
    """A wheel that holds ``files``, by their names in it: file name, content."""
    stem = f"{name}-{version}"
    about = {
        "METADATA": f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n",
        "WHEEL": "Wheel-Version: 1.0\nGenerator: tenmistakes\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
        "RECORD": "",
    }
    contents = {**files, **{f"{stem}.dist-info/{file}": text.encode() for file, text in about.items()}}
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        for file, content in sorted(contents.items()):
            archive.writestr(zipfile.ZipInfo(file, _STAMP), content, zipfile.ZIP_DEFLATED)
    return f"{stem}-py3-none-any.whl", made.getvalue()


def entry(wheel: Path, sha256: str, python: str) -> dict[str, Any]:
    """A package as Pyodide's lock names it, read from its wheel."""
    name, version, *_ = parse_wheel_filename(wheel.name)
    with zipfile.ZipFile(wheel) as archive:
        names = archive.namelist()
        about = next(file for file in names if file.endswith(".dist-info/METADATA"))
        said = email.message_from_bytes(archive.read(about))
    modules = {file.split("/")[0].removesuffix(".py") for file in names if file.endswith(".py")}
    return {
        "name": str(name),
        "version": str(version),
        "file_name": wheel.name,
        "install_dir": "site",
        "sha256": sha256,
        "package_type": "package",
        "imports": sorted(module for module in modules if module.isidentifier()),
        "depends": depends(said.get_all("Requires-Dist") or (), python),
        "unvendored_tests": False,
    }
