"""Running a notebook: in a clean room, and refused where it fails, warns or differs from run to run."""

import shutil
import sys

import pytest
from nbformat.v4 import new_code_cell, new_notebook

from tenmistakes import content
from tenmistakes.build.execute import Unbuildable, clean_room, execute
from tenmistakes.build.normalise import to_bytes
from tenmistakes.build.release import release
from tenmistakes.reading import Problem


def run(*sources):
    """Run cells called a, b, …, that stand on lines 10, 20, …; the texts they show."""
    cells = [new_code_cell(source, id=chr(97 + number)) for number, source in enumerate(sources)]
    lines = {cell.id: Problem("lesson.md", f"line {10 * n}", "") for n, cell in enumerate(cells, start=1)}
    with clean_room() as environment:
        done = execute(new_notebook(cells=cells), "08-trial", environment, lines)
    return [output.get("text") or output.data["text/plain"] for cell in done.cells for output in cell.outputs]


def test_the_kernel_is_this_python_and_knows_nothing_of_the_person(monkeypatch, tmp_path):
    monkeypatch.setenv("NBGRADER_EXECUTION", "autograde")
    monkeypatch.setenv("JPY_SESSION_NAME", str(tmp_path / "other.ipynb"))
    monkeypatch.setenv("HOME", str(tmp_path))
    startup = tmp_path / ".ipython" / "profile_default" / "startup"
    startup.mkdir(parents=True)
    (startup / "mine.py").write_text("mine = True")
    python, names, home, files, mine, hashes = run(
        "import os, sys, pathlib\nprint(sys.executable)",
        "print(sorted({'NBGRADER_EXECUTION', 'JPY_SESSION_NAME'} & set(os.environ)))",
        "print(pathlib.Path.home())",
        "print(sorted(path.name for path in pathlib.Path.cwd().iterdir()))",
        "print('mine' in globals())",
        "print(os.environ['PYTHONHASHSEED'], sys.flags.safe_path)",
    )
    assert python.strip() == sys.executable
    assert names == "[]\n"
    assert home.strip() != str(tmp_path)
    assert files == "['08-trial.ipynb']\n"
    assert mine == "False\n"
    assert hashes == "0 True\n"


@pytest.mark.parametrize(
    ("source", "sentence"),
    [
        ("1 / 0", "This cell fails when it is run. ZeroDivisionError: division by zero"),
        ("import warnings\nwarnings.warn('old')", "This cell warns when it is run: "),
        ("object()", "This cell shows a memory address, which is another one each time."),
        (
            "from tenmistakes import ask\nask('no-crisis-plan/first-move')",
            "This cell complains when it is run: The notebook has not been started",
        ),
    ],
)
def test_a_cell_that_does_not_run_well_refuses_the_build(source, sentence):
    with pytest.raises(Unbuildable) as caught:
        run("# fine\n1", source)
    problem = caught.value.problem
    assert (problem.file, problem.place) == ("lesson.md", "line 20")
    assert problem.sentence.startswith(sentence)


def test_a_kernel_that_dies_is_a_sentence():
    with pytest.raises(Unbuildable) as caught:
        run("import os\nos._exit(1)")
    assert caught.value.problem.sentence == "The kernel died while running it."


def test_an_installed_package_is_not_built(tmp_path):
    with pytest.raises(Unbuildable) as caught:
        release({"solutions/08-trial/08-trial.ipynb": b"{}"}, tmp_path, {})
    assert str(caught.value).startswith("nbgrader_config.py: There is no such file.")


def test_what_nbgrader_cannot_release_is_said_with_its_own_words(tmp_path):
    shutil.copy(content.home() / "nbgrader_config.py", tmp_path)
    broken = new_notebook(cells=[new_code_cell("# BEGIN SOLUTION\n1\n# END SOLUTION")])
    with pytest.raises(Unbuildable) as caught, clean_room() as environment:
        release({"solutions/08-trial/08-trial.ipynb": to_bytes(broken)}, tmp_path, environment)
    assert "nbgrader could not make the release version" in str(caught.value)
    assert "Solution region detected in a non-solution cell" in str(caught.value)
