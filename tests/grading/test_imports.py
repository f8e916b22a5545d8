"""Grading runs nothing of a learner's and needs nothing that could: no kernel, no widget, no process."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from .classroom import MIXED, NAME, RIGHT, TEXT, Classroom, notebook, open_classroom

FORBIDDEN = [
    *("IPython", "ipykernel", "ipywidgets", "anywidget", "traittypes", "comm"),
    *("jupyter_client", "nbclient", "nbconvert", "nbgrader", "nbformat", "matplotlib", "zmq"),
    *("tenmistakes.widgets", "tenmistakes.plots", "tenmistakes.notebook", "tenmistakes.handin"),
]

# The command as it is typed, with everything written down that it imports, starts or runs.
WATCHED = """
import sys
seen = []
STARTS = ("subprocess.Popen", "os.system", "os.exec", "os.fork", "os.forkpty", "os.posix_spawn", "os.spawn")
sys.addaudithook(lambda event, args: seen.append(event) if event in STARTS else None)
from tenmistakes import cli
code = cli.main(sys.argv[2:])
import json
with open(sys.argv[1], "w") as file:
    json.dump({"code": code, "started": seen, "modules": sorted(sys.modules)}, file)
"""

PLANTED = """import pathlib
pathlib.Path({path!r}).touch()
import os
os.system("touch {path}")
"""


def watch(classroom: Classroom, notes: Path, *words: str) -> dict:
    done = subprocess.run(
        [sys.executable, "-c", WATCHED, str(notes), *words],
        cwd=classroom.root,
        capture_output=True,
        text=True,
        check=True,
    )
    assert "Traceback" not in done.stderr
    return json.loads(notes.read_text())


@pytest.fixture(scope="module")
def seen(tmp_path_factory: pytest.TempPathFactory) -> dict:
    """A class graded by the command itself, some of it hostile."""
    home = tmp_path_factory.mktemp("watched")
    classroom = open_classroom(home / "course")
    canary = home / "canary"
    for number in range(20):
        made = notebook(MIXED if number % 2 else RIGHT, TEXT)
        for cell in made["cells"]:
            if cell["cell_type"] == "code" and number % 3 == 0:
                cell["source"] = PLANTED.format(path=str(canary))
        folder = classroom.hand_in(f"learner-{number:02}", made)
        for name in ("tenmistakes.py", "sitecustomize.py", "conftest.py", "rich.py", "nbgrader_config.py"):
            (folder / name).write_text(PLANTED.format(path=str(canary)))
    classroom.hand_in("broken", b"{")
    found = watch(classroom, home / "notes.json", "grade", NAME)
    return found | {"canary": canary.exists(), "marks": classroom.marks()}


def test_the_class_was_graded(seen: dict):
    assert seen["code"] == 1  # of the broken one
    assert len(seen["marks"]) == 20
    assert "tenmistakes.grading.run" in seen["modules"]


def test_no_process_is_started(seen: dict):
    assert seen["started"] == []


def test_nothing_of_a_learners_is_run(seen: dict):
    assert not seen["canary"]


@pytest.mark.parametrize("name", FORBIDDEN)
def test_what_could_run_a_notebook_is_not_even_loaded(seen: dict, name: str):
    assert [found for found in seen["modules"] if found == name or found.startswith(f"{name}.")] == []


def test_a_new_exercise_costs_one_process_however_many_learners_there_are(tmp_path: Path):
    """Only nbgrader knows how to enter an exercise in its gradebook; that is done once."""
    classroom = open_classroom(tmp_path / "course")
    classroom.database.unlink()
    for student in ("ada", "ben", "cleo"):
        classroom.hand_in(student, notebook(RIGHT))
    first = watch(classroom, tmp_path / "first.json", "grade", NAME)
    assert first["started"] == ["subprocess.Popen"]
    classroom.hand_in("dan", notebook(RIGHT))
    assert watch(classroom, tmp_path / "second.json", "grade", NAME)["started"] == []
    assert classroom.marks().keys() == {"ada", "ben", "cleo", "dan"}
