"""The built notebooks hold outputs that nbval can compare, and comparing them catches a change."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest
import yaml

from tenmistakes import content
from tenmistakes.answers.store import Store
from tenmistakes.lab.server import WIDGET_VIEW
from tenmistakes.questions import load

NOTEBOOKS = sorted(
    path.relative_to(content.home()).as_posix()
    for folder in ("lessons", "solutions")
    for path in (content.home() / folder).rglob("*.ipynb")
    if ".ipynb_checkpoints" not in path.parts
)
SLUG = "no-crisis-plan"
LESSON = "lessons/08-no-crisis-plan.ipynb"
COMPARED = {"text/html", "text/plain"}


def code_cells(path):
    return [cell for cell in nbformat.read(path, 4).cells if cell.cell_type == "code"]


def test_there_are_built_notebooks():
    assert LESSON in NOTEBOOKS
    assert len(NOTEBOOKS) >= 3


@pytest.mark.parametrize("name", NOTEBOOKS)
def test_every_code_cell_was_run_in_order(name):
    """nbval compares nothing in a cell without an execution count."""
    cells = code_cells(content.home() / name)
    assert [cell.execution_count for cell in cells] == list(range(1, len(cells) + 1))


@pytest.mark.parametrize("name", NOTEBOOKS)
def test_every_cell_that_shows_something_holds_it_in_a_form_that_is_compared(name):
    for cell in code_cells(content.home() / name):
        shown = [set(output.data) for output in cell.outputs if output.output_type == "display_data"]
        if re.search(
            r"^(ask|simulate|picture|progress|lesson|exercise|hand_in)\(", cell.source, re.MULTILINE
        ):
            assert shown, cell.source
        assert all(forms >= COMPARED for forms in shown), cell.source
        assert len(shown) == len(cell.outputs), cell.source


@pytest.mark.parametrize("name", NOTEBOOKS)
def test_no_widget_is_left_to_go_missing(name):
    notebook = nbformat.read(content.home() / name, 4)
    assert "widgets" not in notebook.metadata
    for cell in notebook.cells:
        assert not any(WIDGET_VIEW in output.get("data", {}) for output in cell.get("outputs", ()))


@pytest.fixture
def copy(tmp_path):
    """A copy of all that the lesson's outputs come from."""
    for folder in ("src", "course", "lessons"):
        shutil.copytree(
            content.home() / folder,
            tmp_path / folder,
            ignore=shutil.ignore_patterns("__pycache__", "*.answers.*", ".ipynb_checkpoints"),
        )
    shutil.copy(content.home() / "pyproject.toml", tmp_path)
    return tmp_path


def failing_cells(root, notebook=LESSON):
    """The numbers of the notebook's code cells that nbval finds changed, and what it said."""
    done = subprocess.run(
        [sys.executable, "-m", "pytest", notebook, "-q", "-rf", "-p", "no:cacheprovider", "--color=no"],
        cwd=root,
        env=os.environ | {"PYTHONPATH": str(root / "src"), "HOME": str(root), "COLUMNS": "200"},
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode in (0, 1), done.stdout + done.stderr
    return {
        int(number) for number in re.findall(r"^FAILED .*::Cell (\d+)", done.stdout, re.MULTILINE)
    }, done.stdout


def cells_that_call(root: Path, *calls: str) -> set[int]:
    cells = code_cells(root / LESSON)
    found = {number for number, cell in enumerate(cells) for call in calls if call in cell.source}
    assert len(found) == len(calls), calls
    return found


def test_the_lesson_as_it_is_compares_equal(copy):
    failing, said = failing_cells(copy)
    assert not failing, said


def test_a_changed_number_caption_or_question_is_caught_in_its_own_cell(copy):
    folder = copy / "course" / f"08-{SLUG}"
    model = copy / "src" / "tenmistakes" / "models" / "no_crisis_plan.py"
    text = model.read_text(encoding="utf-8")
    changed, count = re.subn(r'("reply_after",.*?)48\.0', r"\g<1>36.0", text, count=1, flags=re.DOTALL)
    assert count == 1
    model.write_text(changed, encoding="utf-8")

    pictures = yaml.safe_load((folder / "pictures.yaml").read_text(encoding="utf-8"))
    pictures["motrin-share"]["words"] = pictures["motrin-share"]["words"].replace("39%", "38%")
    (folder / "pictures.yaml").write_text(yaml.safe_dump(pictures), encoding="utf-8")

    path = folder / "questions.yaml"
    questions = yaml.safe_load(path.read_text(encoding="utf-8"))
    question = next(q for q in questions["questions"] if q["id"] == "first-move")
    question["options"][0]["text"] += " Today."
    path.write_text(yaml.safe_dump(questions), encoding="utf-8")

    failing, said = failing_cells(copy)
    assert failing == cells_that_call(
        copy,
        f'simulate("{SLUG}/firestorm"',
        f'picture("{SLUG}/motrin-share")',
        f'ask("{SLUG}/first-move")',
    ), said


def test_the_start_page_compares_equal_though_somebody_has_learned_in_this_checkout(copy):
    """`course.py learn` keeps a learner's folder in the checkout; `course.py test` must not mind it."""
    work = copy / "my-work" / "lessons"
    work.mkdir(parents=True)
    shutil.copy(content.home() / LESSON, work)
    store = Store(work / "08-no-crisis-plan.answers.json", f"lesson/{SLUG}")
    store.save(f"{SLUG}/first-move", load(SLUG).questions["first-move"].options[0].id, "")
    failing, said = failing_cells(copy, "lessons/00-start-here.ipynb")
    assert not failing, said
