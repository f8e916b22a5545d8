"""The wheel: it carries the course and nothing of whoever built it, and a learner can start from it alone."""

import json
import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
SOURCES = ("src", "course", "lessons", "exercises", "solutions")
FILES = (".gitignore", "pyproject.toml", "hatch_build.py", "README.md", "LICENSE", "LICENSE-TEXT")
OTHERS = shutil.ignore_patterns("__pycache__", "*.answers*", ".ipynb_checkpoints")
PLANTED = (
    "course/notes.txt",
    "course/08-no-crisis-plan/.ipynb_checkpoints/lesson-checkpoint.md",
    "lessons/00-start-here.answers.json",
    "lessons/08-no-crisis-plan.answers.json",
    "lessons/notes.ipynb",
    "lessons/.ipynb_checkpoints/08-no-crisis-plan-checkpoint.ipynb",
    "exercises/08-no-crisis-plan/08-no-crisis-plan.answers.json",
    "exercises/08-no-crisis-plan/08-no-crisis-plan.answers-2.json",
    "exercises/08-no-crisis-plan/08-no-crisis-plan-Copy1.ipynb",
    "exercises/08-no-crisis-plan/.ipynb_checkpoints/08-no-crisis-plan-checkpoint.ipynb",
    "src/tenmistakes/.ipynb_checkpoints/content-checkpoint.py",
    "src/tenmistakes/lab/share/jupyter/labextensions/tenmistakes/.ipynb_checkpoints/package-checkpoint.json",
)
"""What somebody who tries the course in the checkout leaves behind."""
LAB = (
    "share/jupyter/labextensions/tenmistakes/package.json",
    "share/jupyter/labextensions/tenmistakes/static/remoteEntry.js",
    "share/jupyter/labextensions/tenmistakes/static/style.css",
    "etc/jupyter/jupyter_server_config.d/tenmistakes.json",
)


@pytest.fixture(scope="module")
def checkout(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the course's tree in which somebody has tried it."""
    root = tmp_path_factory.mktemp("checkout")
    for folder in SOURCES:
        shutil.copytree(ROOT / folder, root / folder, ignore=OTHERS)
    for name in FILES:
        shutil.copy(ROOT / name, root)
    for name in PLANTED:
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text("somebody's own", encoding="utf-8")
    return root


def build(checkout: Path, folder: Path, version: str) -> zipfile.ZipFile:
    """The wheel that hatchling builds of a checkout, ``standard`` or ``editable``."""
    code = "import sys; from hatchling.builders.wheel import WheelBuilder; "
    code += "print(*WheelBuilder(sys.argv[1]).build(directory=sys.argv[2], versions=[sys.argv[3]]))"
    done = subprocess.run(
        [sys.executable, "-P", "-c", code, str(checkout), str(folder), version],
        cwd=folder,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 0, done.stderr
    [wheel] = folder.glob("*.whl")
    return zipfile.ZipFile(wheel)


@pytest.fixture(scope="module")
def wheel(checkout: Path, tmp_path_factory: pytest.TempPathFactory) -> zipfile.ZipFile:
    with build(checkout, tmp_path_factory.mktemp("wheel"), "standard") as made:
        yield made


def test_the_wheel_carries_the_course_and_nothing_of_whoever_built_it(wheel: zipfile.ZipFile, checkout: Path):
    prefix = "tenmistakes/content/"
    carried = {name.removeprefix(prefix) for name in wheel.namelist() if name.startswith(prefix)}
    course = {
        path.relative_to(checkout).as_posix()
        for folder in ("course", "lessons", "exercises")
        for path in (checkout / folder).rglob("*")
        if path.is_file()
    }
    assert carried == course - set(PLANTED)
    assert {"course/course.yaml", "lessons/00-start-here.ipynb"} <= carried
    for name in wheel.namelist():
        assert wheel.read(name) != b"somebody's own", name


def test_no_solution_is_in_the_wheel(wheel: zipfile.ZipFile):
    assert [name for name in wheel.namelist() if "solutions" in name] == []


@pytest.mark.parametrize("version", ["standard", "editable"])
def test_jupyterlab_finds_the_extensions_after_any_kind_of_install(
    checkout: Path, tmp_path: Path, version: str
):
    with build(checkout, tmp_path, version) as made:
        shared = {name.partition(".data/data/")[2] for name in made.namelist() if ".data/data/" in name}
        assert shared == set(LAB)
        has_content = any(name.startswith("tenmistakes/content/") for name in made.namelist())
    assert has_content == (version == "standard")


LEARN = """
import json, os, sys
from pathlib import Path

target = sys.argv[1]
# An editable install of the checkout is in this Python as well; here the wheel is to stand alone.
sys.path = [entry for entry in sys.path if entry == target or not Path(entry, "tenmistakes").is_dir()]

import tenmistakes
from tenmistakes import content, workspace
from tenmistakes.answers.session import open_session
from tenmistakes.questions import check, load, revision

workspace.lay_down(Path("my-work"), content.home())
os.chdir("my-work/exercises/08-no-crisis-plan")
session = open_session("exercise", "no-crisis-plan")
mistake = load("no-crisis-plan")
question = next(q for q in mistake.questions.values() if q.kind == "choose-one" and q.points)
wrong = next(option for option in question.options if not option.right)
entry = session.save(mistake.full_id(question), wrong.id, revision(question))
result = check(question, entry.value, mistake)
print(json.dumps({
    "module": tenmistakes.__file__,
    "home": str(content.home()),
    "problems": session.problems,
    "given": result.misconception,
    "meant": wrong.misconception,
    "instead": mistake.misconceptions[wrong.misconception].instead,
    "message": result.message,
}))
"""


def test_a_learner_starts_from_the_wheel_alone(wheel: zipfile.ZipFile, tmp_path: Path):
    target, empty = tmp_path / "installed", tmp_path / "empty"
    wheel.extractall(target)
    empty.mkdir()
    done = subprocess.run(
        [sys.executable, "-P", "-c", LEARN, str(target)],
        cwd=empty,
        env=os.environ | {"PYTHONPATH": str(target)},
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    assert Path(found["module"]) == target / "tenmistakes" / "__init__.py"
    assert Path(found["home"]) == target / "tenmistakes" / "content"
    assert found["problems"] == []
    assert found["given"] == found["meant"]
    assert found["instead"] in found["message"]
    mine = empty / "my-work" / "exercises" / "08-no-crisis-plan"
    assert {path.name for path in mine.iterdir()} == {
        "08-no-crisis-plan.ipynb",
        "08-no-crisis-plan.answers.json",
    }
