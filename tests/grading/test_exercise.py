"""The exercise as a class is graded by it, and the mark that says when a class must be graded anew."""

import ast
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

import tenmistakes
from tenmistakes import content
from tenmistakes.grading import exercise as exercises
from tenmistakes.grading.exercise import load_exercise

from .making import NAME

PACKAGE = Path(tenmistakes.__file__).parent
RELEASE = content.home() / "exercises" / NAME
GRADERS = ("intake", "scoring", "rebuild", "writing")
"""What makes points, graded notebooks and rows of a hand-in."""
READS_THE_COURSE = {"content.py", "reading.py", "typed.py"}
KEEPS = ("assignment", "audit", "database", "placing", "states", "stored", "submission_rows", "tables")
IS_CONFIGURED = ("late", "settings", "unset")
DECIDES_NOTHING = READS_THE_COURSE | {f"grading/{name}.py" for name in KEEPS + IS_CONFIGURED}


def imported(path: Path) -> Iterator[Path]:
    """The modules of this package that a module imports."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("tenmistakes"):
            place = PACKAGE.joinpath(*node.module.split(".")[1:])
            for found in (place / alias.name for alias in node.names):
                module = found if found.with_suffix(".py").is_file() else place
                yield module / "__init__.py" if module.is_dir() else module.with_suffix(".py")


def deciding() -> set[str]:
    return {path.relative_to(PACKAGE).as_posix() for path in exercises._deciding()}


def test_the_mark_covers_whatever_has_a_part_in_the_marks():
    found, waiting = set(), [PACKAGE / "grading" / f"{name}.py" for name in GRADERS]
    while waiting:
        path = waiting.pop()
        if path not in found:
            found.add(path)
            waiting += imported(path)
    used = {path.relative_to(PACKAGE).as_posix() for path in found} - {"__init__.py", "grading/__init__.py"}
    assert "questions/check.py" in used
    assert used - deciding() <= DECIDES_NOTHING
    assert "models/crisis_plan.py" in deciding()  # loaded by name


def test_the_mark_covers_nothing_that_only_shows_a_run():
    assert not {f"grading/{name}.py" for name in ("screen", "command", "feedback", "lock")} & deciding()
    assert "answers/store.py" not in deciding()


def test_every_pattern_finds_something():
    assert all(list(PACKAGE.glob(pattern)) for pattern in exercises._DECIDES)


def test_line_ends_of_a_checkout_are_no_other_version(tmp_path: Path):
    folder = tmp_path / NAME
    shutil.copytree(RELEASE, folder)
    path = folder / f"{NAME}.ipynb"
    path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    assert load_exercise(NAME, folder).mark == load_exercise(NAME, RELEASE).mark


def test_another_rule_or_another_notebook_is_another_version(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    before = load_exercise(NAME, RELEASE).mark
    folder = tmp_path / NAME
    shutil.copytree(RELEASE, folder)
    path = folder / f"{NAME}.ipynb"
    path.write_bytes(path.read_bytes().replace(b"# ", b"#  ", 1))
    assert load_exercise(NAME, folder).mark != before
    rule = tmp_path / "check.py"
    rule.write_text("POINTS = 0\n")
    paths = exercises._deciding()
    monkeypatch.setattr(exercises, "_deciding", lambda: [*paths, rule])
    changed = load_exercise(NAME, RELEASE).mark
    assert changed != before
    rule.write_bytes(b"POINTS = 0\r\n")
    assert load_exercise(NAME, RELEASE).mark == changed
