"""The whole build of the real course: repeatable, compared, and open to an eleventh mistake."""

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest

from tenmistakes import content
from tenmistakes.build import build, command, tree
from tenmistakes.build import course as making

IGNORED = shutil.ignore_patterns("__pycache__", "*.answers.*", ".ipynb_checkpoints")
BUILDER = """
import sys
from pathlib import Path
from tenmistakes import content
from tenmistakes.build import build, tree
assert content.home() == Path.cwd(), content.home()
tree.write(build(Path.cwd()), Path.cwd())
"""


@pytest.fixture(scope="session")
def built():
    """Everything the course in this repository makes."""
    return build(content.home())


def copy_of_the_course(root: Path, *folders: str) -> Path:
    for folder in ("src", "course", *folders):
        shutil.copytree(content.home() / folder, root / folder, ignore=IGNORED)
    shutil.copy(content.home() / "nbgrader_config.py", root)
    return root


def build_elsewhere(root: Path, **environment: str) -> None:
    """Build in a process of its own, from the sources under ``root``."""
    done = subprocess.run(
        [sys.executable, "-c", BUILDER],
        cwd=root,
        env=os.environ | {"PYTHONPATH": str(root / "src")} | environment,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert done.stderr == ""


def files(root: Path) -> dict[str, bytes]:
    return {
        path.relative_to(root).as_posix(): path.read_bytes()
        for path in sorted(root.rglob("*"))
        if path.is_file() and "__pycache__" not in path.parts
    }


def test_what_is_built_is_what_is_in_the_repository(built):
    assert list(tree.differences(built, content.home())) == []


def test_a_second_build_elsewhere_is_the_same_to_the_byte(built, tmp_path):
    root = copy_of_the_course(tmp_path / "another place")
    build_elsewhere(
        root, HOME=str(tmp_path), TZ="Asia/Kathmandu", LANG="C", PYTHONHASHSEED="77", MPLBACKEND="svg"
    )
    again = {
        name: content
        for name, content in files(root).items()
        if not name.startswith(("src/", "course/", "nbg")) or "/drawn/" in name
    }
    assert again.keys() == built.keys()
    assert [name for name in built if again[name] != built[name]] == []


def test_nothing_built_names_this_machine(built):
    for name, text in built.items():
        for trace in (str(content.home()), str(Path.home()), sys.prefix, "/tmp/", "model_id"):
            assert trace.encode() not in text, (name, trace)


@pytest.fixture
def fresh(built, tmp_path, monkeypatch):
    """A checkout that is up to date, and a build that takes no time."""
    monkeypatch.setattr(content, "home", lambda: tmp_path)
    monkeypatch.setattr(command, "build", lambda root: dict(built))
    assert command.main() == 0
    return tmp_path


def test_check_finds_a_fresh_build_in_order(fresh, built, capsys):
    capsys.readouterr()
    assert command.main(check=True) == 0
    assert capsys.readouterr().out == f"All {len(built)} built files match course/.\n"


def test_check_names_an_edited_a_missing_and_a_surplus_file(fresh, capsys):
    edited = fresh / "lessons" / "08-no-crisis-plan.ipynb"
    edited.write_text(edited.read_text(encoding="utf-8").replace("weekend", "week-end", 1), encoding="utf-8")
    (fresh / "lessons" / "00-start-here.ipynb").unlink()
    (fresh / "lessons" / "99-gone.ipynb").write_text("{}", encoding="utf-8")
    assert command.main(check=True) == 1
    said = capsys.readouterr().err
    assert "Run 'tenmistakes build' and commit" in said
    assert "lessons/08-no-crisis-plan.ipynb is out of date." in said
    assert "lessons/00-start-here.ipynb is missing." in said
    assert "lessons/99-gone.ipynb is there, but nothing in course/ makes it." in said
    assert said.count("\n") == 4


def test_building_mends_what_check_found_and_touches_nothing_else(fresh, capsys):
    tried = ("08-no-crisis-plan.answers.json", "my-plan-2.md", "my-certificate.png")
    kept = [fresh / "lessons" / name for name in tried]
    for path in kept:
        path.write_text("a learner's", encoding="utf-8")
    untouched = fresh / "lessons" / "08-no-crisis-plan.ipynb"
    before = untouched.stat().st_mtime_ns
    (fresh / "lessons" / "00-start-here.ipynb").write_text("{}", encoding="utf-8")
    write(fresh / "exercises" / "99-gone" / "99-gone.ipynb", course_notebook("exercise", "gone"))
    capsys.readouterr()
    assert command.main() == 0
    said = capsys.readouterr().out.split("\n")
    assert said[1:3] == ["  lessons/00-start-here.ipynb", "  exercises/99-gone/99-gone.ipynb"]
    assert not (fresh / "exercises" / "99-gone").exists()
    assert untouched.stat().st_mtime_ns == before
    assert {path.read_text(encoding="utf-8") for path in kept} == {"a learner's"}
    assert command.main(check=True) == 0


def course_notebook(kind: str, slug: str) -> str:
    metadata = {"tenmistakes": {"kind": kind, "slug": slug}}
    return nbformat.writes(nbformat.v4.new_notebook(metadata=metadata))


def write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("lessons/99-gone.ipynb", "lesson"),
        ("lessons/99-gone.ipynb", "start"),
        ("solutions/99-gone/99-gone.ipynb", "exercise"),
        ("exercises/99-gone/99-gone.ipynb", "exercise"),
    ],
)
def test_what_the_build_made_for_a_mistake_since_removed_goes(fresh, capsys, name, kind):
    write(fresh / name, course_notebook(kind, "gone"))
    assert command.main() == 0
    assert not (fresh / name).exists()
    assert f"  {name}\n" in capsys.readouterr().out
    assert command.main(check=True) == 0


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("lessons/my-notes.md", "My notes."),
        ("lessons/deep/er/notes.md", "My notes."),
        ("lessons/notes.ipynb", course_notebook("lesson", "notes")),
        ("lessons/99-gone.ipynb", course_notebook("exercise", "gone")),
        ("lessons/99-gone.ipynb", nbformat.writes(nbformat.v4.new_notebook())),
        ("lessons/99-gone.ipynb", '{"metadata": {"tenmistakes": "lesson"}}'),
        ("lessons/99-gone.ipynb", '{"metadata": {"tenmistakes": {"kind": ["lesson"], "slug": "gone"}}}'),
        ("lessons/99-gone.ipynb", "[" * 100_000),
        ("lessons/99-gone.ipynb", ""),
        ("lessons/08-no-crisis-plan-copy.ipynb", course_notebook("lesson", "no-crisis-plan")),
        ("lessons/99-gone/99-gone.ipynb", course_notebook("lesson", "gone")),
        ("solutions/99-gone.ipynb", course_notebook("exercise", "gone")),
        (
            "exercises/08-no-crisis-plan/08-no-crisis-plan-Copy1.ipynb",
            course_notebook("exercise", "no-crisis-plan"),
        ),
        ("exercises/08-no-crisis-plan/09-gone.ipynb", course_notebook("exercise", "gone")),
    ],
)
def test_what_the_build_did_not_make_is_left_alone_and_named(fresh, capsys, name, text):
    write(fresh / name, text)
    capsys.readouterr()
    assert command.main() == 0
    assert (fresh / name).read_text(encoding="utf-8") == text
    said = capsys.readouterr().out
    assert "0 changes" in said
    assert f"{name} is there, but nothing in course/ makes it. Move it away" in said
    assert command.main(check=True) == 1
    assert f"{name} is there, but nothing in course/ makes it. Move it away" in capsys.readouterr().err


@pytest.mark.parametrize("ending", ["answers.json", "answers-2.json"])
@pytest.mark.parametrize("check", [True, False])
def test_answers_saved_among_the_solutions_stop_the_build(fresh, check, ending, capsys):
    name = f"solutions/08-no-crisis-plan/08-no-crisis-plan.{ending}"
    (fresh / name).write_text("{}", encoding="utf-8")
    assert command.main(check=check) == 1
    assert f"{name} would be handed out to learners" in capsys.readouterr().err


def test_no_answers_lie_among_the_solutions_of_this_repository():
    assert tree.leaking(content.home()) == []


def test_what_is_wrong_with_the_sources_is_said_in_sentences(root, monkeypatch, capsys):
    lesson = root / "course" / "08-no-crisis-plan" / "lesson.md"
    lesson.write_text(lesson.read_text(encoding="utf-8").replace("### In", "#### In"), encoding="utf-8")
    monkeypatch.setattr(content, "home", lambda: root)
    assert command.main() == 1
    assert capsys.readouterr().err == (
        "The course cannot be built. 1 problem:\n  course/08-no-crisis-plan/lesson.md, line 26: "
        "The heading 'In detail' skips a level; it must start with '###'.\n"
    )
    assert not (root / "lessons").exists()


def test_settings_that_cannot_be_used_are_said_before_anything_is_run(root, monkeypatch, capsys):
    (root / "course" / "course.yaml").write_text("title: A small course\nexplain: later\n", encoding="utf-8")
    monkeypatch.setattr(content, "home", lambda: root)
    monkeypatch.setattr(making, "execute", lambda *_: pytest.fail("a notebook was run"))
    assert command.main() == 1
    assert capsys.readouterr().err == (
        "The course cannot be built. 1 problem:\n  course/course.yaml: "
        "'explain' is 'later'; it can be 'at-once' or 'after-grading'.\n"
    )
    assert not (root / "lessons").exists()


TRIAL_MODEL = '''
"""A trial: a queue that grows."""

from collections.abc import Mapping

import numpy as np

from tenmistakes.models.base import Artist, Axis, Frame, Parameter, Scene, Simulation


def _run(values: Mapping[str, float]) -> Frame:
    hours = np.linspace(0.0, 10.0, 11)
    waiting = values["arrivals"] * hours
    return Frame(
        points={"waiting": np.column_stack([hours, waiting])},
        numbers={"waiting": float(waiting[-1])},
        words=f"After ten hours {waiting[-1]:.0f} people wait.",
    )


SIMULATIONS = {
    "queue": Simulation(
        name="queue",
        title="A queue",
        equation="waiting = arrivals x hours",
        parameters=(Parameter("arrivals", "Arrivals", "people an hour", 3.0, 1.0, 9.0, 1.0),),
        scene=Scene("A queue", Axis("hours", 0, 10), Axis("people", 0, 90), (Artist("waiting", "waiting"),)),
        run=_run,
    )
}
'''


def test_an_eleventh_mistake_is_one_folder_one_model_and_one_check(tmp_path, small_course):
    root = copy_of_the_course(tmp_path, *tree.FOLDERS)
    before = files(root)
    (root / "src" / "tenmistakes" / "models" / "trial.py").write_text(TRIAL_MODEL, encoding="utf-8")
    folder = root / "course" / "11-trial"
    shutil.copytree(small_course / "course" / "08-no-crisis-plan", folder)
    for path in (folder / "lesson.md", folder / "exercise.md"):
        text = (
            path.read_text(encoding="utf-8").replace("no-crisis-plan", "trial").replace("firestorm", "queue")
        )
        path.write_text(text, encoding="utf-8")
    questions = (folder / "questions.yaml").read_text(encoding="utf-8")
    (folder / "questions.yaml").write_text(
        questions.replace("title: No plan", "title: A trial mistake"), encoding="utf-8"
    )
    (folder / "sources.yaml").write_text(
        "".join(
            line
            for line in (folder / "sources.yaml").read_text(encoding="utf-8").splitlines(keepends=True)
            if line.startswith(("AA1", "BB2"))
        ),
        encoding="utf-8",
    )
    checks = root / "course" / "11-your-plan" / "plan.yaml"
    *_, last = re.split(r"^(?=  - slug: )", checks.read_text(encoding="utf-8"), flags=re.MULTILINE)
    with checks.open("a", encoding="utf-8") as file:
        file.write("\n" + last.replace("slug: no-rewards", "slug: trial"))
    added = {"src/tenmistakes/models/trial.py"} | {f"course/11-trial/{name}" for name in files(folder)}

    build_elsewhere(root)

    after = files(root)
    made = {
        "course/11-trial/drawn/queue.svg",
        "course/11-trial/drawn/weekend.svg",
        "lessons/11-trial.ipynb",
        "solutions/11-trial/11-trial.ipynb",
        "exercises/11-trial/11-trial.ipynb",
        "docs/teaching.md",
    }
    assert set(after) - set(before) == added | made
    assert set(before) <= set(after)
    changed = {name for name in before if after[name] != before[name]}
    linked = ("lessons/10-", "solutions/10-", "exercises/10-", "lessons/11-your-plan")
    assert {name for name in changed if not name.startswith(linked)} <= {
        "course/11-your-plan/plan.yaml",
        "lessons/00-start-here.ipynb",
    }
    assert "A trial mistake" in after["lessons/00-start-here.ipynb"].decode("utf-8")
    lesson = nbformat.reads(after["lessons/11-trial.ipynb"].decode("utf-8"), 4)
    shown = json.dumps([cell.get("outputs") for cell in lesson.cells])
    assert "After ten hours 30 people wait." in shown
    release = nbformat.reads(after["exercises/11-trial/11-trial.ipynb"].decode("utf-8"), 4)
    assert any('score("trial/graded-silence")' in cell.source for cell in release.cells)
