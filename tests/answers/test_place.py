import json
import os
from pathlib import Path

import pytest

from tenmistakes.answers import place, sidecar
from tenmistakes.answers.place import locate, orphan
from tenmistakes.answers.store import Store

from .helpers import NOTEBOOK, Q, litter

KIND, SLUG = "exercise", "no-crisis-plan"


def put(path: Path, kind: str | None = KIND, slug: str = SLUG) -> Path:
    metadata = {"tenmistakes": {"kind": kind, "slug": slug}} if kind else {}
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps({"cells": [], "metadata": metadata, "nbformat": 4, "nbformat_minor": 5}))
    return path


def find(folder: Path, hint: object = None, **environ: str) -> place.Located:
    return locate(KIND, SLUG, hint, environ, folder)


def test_it_is_the_one_jupyter_names(tmp_path: Path):
    path = put(tmp_path / "my work" / "crisis – final.ipynb")
    found = find(path.parent, JPY_SESSION_NAME=str(path))
    assert (found.notebook, found.problems, found.sure) == (path, [], True)
    assert find(tmp_path, JPY_SESSION_NAME=str(path)).notebook == path  # the learner changed the folder


def test_it_may_be_named_relative_to_some_folder(tmp_path: Path):
    path = put(tmp_path / "exercises" / "renamed.ipynb")
    assert find(path.parent, JPY_SESSION_NAME="exercises/renamed.ipynb").notebook == path


def test_it_may_be_renamed_while_its_kernel_runs(tmp_path: Path):
    gone = tmp_path / "old name.ipynb"
    put(tmp_path / "new name.ipynb")
    assert find(tmp_path, JPY_SESSION_NAME=str(gone)).notebook == gone  # where its answers are


def test_what_the_editor_says_comes_first(tmp_path: Path):
    path, other = put(tmp_path / "a.ipynb"), put(tmp_path / "b.ipynb")
    assert find(tmp_path, path, JPY_SESSION_NAME=str(other)).notebook == path
    assert find(tmp_path, str(path)).notebook == path


ODD_NAMES = [
    "",
    "console-1-0f2c",
    "RTC:x",
    "zero\0byte.ipynb",
    "/nowhere/at/all.ipynb",
    "x" * 5000 + ".ipynb",
]


@pytest.mark.parametrize("name", [*ODD_NAMES, None, 8, ["a.ipynb"]], ids=range(9))
def test_a_name_that_is_no_notebook_is_passed_over(tmp_path: Path, name: object):
    usual = put(tmp_path / "08-no-crisis-plan.ipynb")
    assert find(tmp_path, name).notebook == usual
    assert find(tmp_path, None, JPY_SESSION_NAME=str(name)).notebook == usual


def test_a_kernel_started_from_another_notebook_does_not_take_its_answers(tmp_path: Path):
    parent = put(tmp_path / "lessons" / "08-no-crisis-plan.ipynb", "lesson")
    usual = put(tmp_path / "exercises" / "08-no-crisis-plan.ipynb")
    assert find(usual.parent, JPY_SESSION_NAME=str(parent)).notebook == usual


def test_a_notebook_without_metadata_is_believed(tmp_path: Path):
    path = put(tmp_path / "stripped.ipynb", None)
    assert find(tmp_path, JPY_SESSION_NAME=str(path)).notebook == path


def test_while_grading_only_the_working_directory_counts(tmp_path: Path):
    inherited = put(tmp_path / "graders own.ipynb")
    folder = tmp_path / "submission"
    found = find(folder, inherited, JPY_SESSION_NAME=str(inherited), NBGRADER_EXECUTION="autograde")
    assert found.notebook == folder / "08-no-crisis-plan.ipynb"


def test_if_no_notebook_is_found_that_is_known(tmp_path: Path):
    found = find(tmp_path)
    assert found.notebook == tmp_path / "08-no-crisis-plan.ipynb"
    assert not found.sure
    put(found.notebook)
    assert find(tmp_path).sure


def test_a_mistake_the_installed_course_does_not_know(tmp_path: Path):
    found = locate("lesson", "eleventh", None, {}, tmp_path)
    assert found.notebook == tmp_path / "eleventh.ipynb"
    assert found.problems == [
        "The course that is installed here knows no “eleventh”. Update the course, then restart the kernel; "
        "answers you give until then are kept."
    ]


# ---- renamed notebooks --------------------------------------------------------------------------


def answered(notebook: Path, value: str = "x", identity: str = NOTEBOOK) -> Path:
    home = sidecar.beside(notebook)
    Store(home, identity).save(Q, value, "")
    return home


def test_a_renamed_notebook_finds_its_answers(tmp_path: Path):
    left = answered(tmp_path / "old.ipynb")
    assert orphan(put(tmp_path / "new.ipynb"), NOTEBOOK) == left


def test_answers_with_a_notebook_of_their_own_are_not_taken(tmp_path: Path):
    answered(put(tmp_path / "original.ipynb"))
    assert orphan(put(tmp_path / "copy.ipynb"), NOTEBOOK) is None


def test_answers_of_another_exercise_are_not_taken(tmp_path: Path):
    answered(tmp_path / "old.ipynb", identity="exercise/impatience")
    assert orphan(put(tmp_path / "new.ipynb"), NOTEBOOK) is None


def test_a_notebook_with_answers_of_its_own_takes_no_others(tmp_path: Path):
    answered(tmp_path / "old.ipynb")
    new = put(tmp_path / "new.ipynb")
    answered(new)
    assert orphan(new, NOTEBOOK) is None


def test_a_kernel_of_a_notebook_that_is_gone_takes_no_others(tmp_path: Path):
    answered(tmp_path / "old.ipynb")
    assert orphan(tmp_path / "not there.ipynb", NOTEBOOK) is None
    assert orphan(tmp_path / "no folder" / "not there.ipynb", NOTEBOOK) is None


def test_of_several_the_one_answered_last(tmp_path: Path):
    answered(tmp_path / "b.ipynb", "first")
    last = answered(tmp_path / "a.ipynb", "second")
    assert orphan(put(tmp_path / "new.ipynb"), NOTEBOOK) == last


def test_odd_things_in_the_folder_are_no_hindrance(tmp_path: Path):
    (tmp_path / "a.answers.json").mkdir()
    (tmp_path / "b.answers.json").write_text("[" * 9999)
    (tmp_path / "c.answers.damaged-1.json").write_text("{}")
    if hasattr(os, "mkfifo"):
        os.mkfifo(tmp_path / "d.answers.json")
    assert orphan(put(tmp_path / "new.ipynb"), NOTEBOOK) is None


def test_adopting_moves_the_file_and_leaves_nothing(tmp_path: Path):
    left = answered(tmp_path / "old.ipynb")
    home = sidecar.beside(put(tmp_path / "new.ipynb"))
    data = left.read_bytes()
    assert place.adopt(left, home) == []
    assert home.read_bytes() == data
    assert not left.exists()
    assert litter(tmp_path) == []


def test_adopting_overwrites_nothing(tmp_path: Path):
    left, home = answered(tmp_path / "old.ipynb", "old"), answered(tmp_path / "new.ipynb", "new")
    before = home.read_bytes()
    assert [entry.value for entry in place.adopt(left, home)] == ["old"]
    assert home.read_bytes() == before
    assert left.exists()


def test_adopting_in_a_folder_that_cannot_be_written_to(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    left = answered(tmp_path / "old.ipynb", "old")

    def refuse(*_: object):
        raise PermissionError(13, "no")

    monkeypatch.setattr(os, "rename", refuse)
    assert [entry.value for entry in place.adopt(left, tmp_path / "new.answers.json")] == ["old"]
    assert left.exists()
