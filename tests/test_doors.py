"""The other doors: what Binder, a Dev Container and VS Code are given, tried as far as that goes here."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient
from nbformat.v4 import new_code_cell

from tenmistakes import lab
from tenmistakes.lab.server import WIDGET_VIEW

ROOT = Path(__file__).resolve().parents[1]
BINDER, CONTAINER = ROOT / ".binder", ROOT / ".devcontainer"
SLUG = "no-crisis-plan"
SUPPORTED = ("3.11", "3.12", "3.13", "3.14")

posix = pytest.mark.skipif(sys.platform == "win32", reason="these scripts are for Linux containers")


@pytest.fixture
def stand_ins(tmp_path: Path) -> Path:
    """A folder with a ``python`` and a ``jupyter`` that only write down what they were asked to do."""
    for name in ("python", "jupyter"):
        script = tmp_path / name
        script.write_text(f'#!/bin/sh\necho {name} "$@" >> "{tmp_path}/asked"\n', encoding="utf-8")
        script.chmod(0o755)
    return tmp_path


@posix
def test_binder_installs_what_course_py_installs_and_trusts_the_notebooks(stand_ins: Path):
    path = f"{stand_ins}{os.pathsep}{os.environ['PATH']}"
    subprocess.run([str(BINDER / "postBuild")], cwd=ROOT, env={**os.environ, "PATH": path}, check=True)
    lock, course, trust = (stand_ins / "asked").read_text(encoding="utf-8").splitlines()
    by_course_py = (ROOT / "course.py").read_text(encoding="utf-8")
    for flag in ("--require-hashes", "--only-binary=:all:", "--no-deps"):
        assert flag in by_course_py
        assert flag in lock.split()
    assert lock.endswith(" -r requirements.lock")
    assert course.split()[-2:] == ["-e", "."]
    assert {"--no-deps", "--no-build-isolation"} <= set(course.split())
    notebooks = [*ROOT.glob("lessons/*.ipynb"), *ROOT.glob("exercises/*/*.ipynb")]
    assert set(trust.split()[2:]) >= {path.relative_to(ROOT).as_posix() for path in notebooks}


@posix
def test_who_comes_by_binder_gets_a_learners_jupyterlab(tmp_path: Path):
    (tmp_path / "python").symlink_to(sys.executable)
    path = f"{tmp_path}{os.pathsep}{os.environ['PATH']}"
    environment = {**os.environ, "PATH": path, "PYTHONPATH": os.pathsep.join(sys.path)}
    environment["JUPYTER_CONFIG_PATH"] = "/theirs"
    script = "import os, sys; print(os.environ['JUPYTER_CONFIG_PATH'], *sys.argv[1:])"
    done = subprocess.run(
        [str(BINDER / "start"), sys.executable, "-c", script, "two words"],
        env=environment,
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout == f"{lab.LEARNER}:/theirs two words\n"


def test_the_dev_container_has_a_supported_python_and_starts_course_py():
    config = json.loads((CONTAINER / "devcontainer.json").read_text(encoding="utf-8"))
    dockerfile = (CONTAINER / config["build"]["dockerfile"]).read_text(encoding="utf-8")
    [python] = re.findall(r"^FROM python:([\d.]+)-slim-bookworm$", dockerfile, flags=re.MULTILINE)
    [binder] = re.findall(r"^python-([\d.]+)$", (BINDER / "runtime.txt").read_text(encoding="utf-8"))
    assert {python, binder} <= set(SUPPORTED)
    assert config["postCreateCommand"].split()[:2] == ["python3", "course.py"]
    interpreter = config["customizations"]["vscode"]["settings"]["python.defaultInterpreterPath"]
    assert interpreter.removeprefix("${containerWorkspaceFolder}/") == ".venv/bin/python"


@pytest.mark.parametrize("file", [*BINDER.iterdir(), *CONTAINER.iterdir()], ids=lambda path: path.name)
def test_no_door_names_a_host(file: Path):
    assert "://" not in file.read_text(encoding="utf-8")


def test_a_lesson_runs_as_vs_code_runs_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    for name in ("JPY_SESSION_NAME", "NBGRADER_EXECUTION"):
        monkeypatch.delenv(name, raising=False)
    (tmp_path / "workspace").mkdir()
    (tmp_path / "lessons").mkdir()
    notebook = nbformat.read(ROOT / "lessons" / f"08-{SLUG}.ipynb", as_version=4)
    path = tmp_path / "lessons" / "renamed.ipynb"
    nbformat.write(notebook, path)
    notebook.cells.insert(0, new_code_cell(f"__vsc_ipynb_file__ = {str(path)!r}"))
    save = f"current().save('{SLUG}/own-brand', 'A text', '');"
    notebook.cells.append(new_code_cell(f"from tenmistakes.answers.session import current\n{save}"))
    elsewhere = {"metadata": {"path": str(tmp_path / "workspace")}}
    NotebookClient(notebook, timeout=120, resources=elsewhere).execute()
    shown = [o for cell in notebook.cells if cell.cell_type == "code" for o in cell.outputs if "data" in o]
    widgets = [output for output in shown if WIDGET_VIEW in output.data]
    assert len(widgets) > 10
    assert all({"text/html", "text/plain"} <= set(output.data) for output in shown)
    assert not any("tm-problem" in output.data["text/html"] for output in shown)
    assert path.with_name("renamed.answers.json").is_file()
    assert list((tmp_path / "workspace").iterdir()) == []
