"""Putting files where nbgrader looks for them: whole, nothing beside them, never through a learner's link."""

import os
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from tenmistakes.grading import placing
from tenmistakes.grading.placing import clear, place

needs_links = pytest.mark.skipif(os.name == "nt", reason="Windows has no links without asking")
FILES = {"page.html": b"<p>a page</p>", "timestamp.txt": b"2026-02-01 10:00:00.000000 UTC"}


def found(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def test_the_folder_holds_these_files_and_no_others(tmp_path: Path):
    folder = tmp_path / "ada" / "exercise"
    place(folder, {"old.html": b"old", ".page.html.0123456789ab.tmp": b"of a writer that was killed"}, "ada")
    place(folder, FILES, "ada")
    assert found(folder) == FILES
    clear(folder, "ada")
    assert not folder.exists()
    clear(folder, "ada")


def test_several_at_once_do_not_stand_in_each_others_way(tmp_path: Path):
    """As when formgrader's button is pressed while the command runs: nobody holds a lock for feedback."""
    folder = tmp_path / "ada" / "exercise"
    with ThreadPoolExecutor(4) as pool:
        for done in [pool.submit(place, folder, FILES, "ada") for _ in range(400)]:
            done.result()
    assert found(folder) == FILES


def test_a_file_that_vanishes_while_it_is_written_is_written_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    folder, replace, tidied = tmp_path / "ada" / "exercise", Path.replace, []

    def tidy(path: Path, target: Path) -> Path:
        if len(tidied) < 3:
            tidied.append(path)
            path.unlink()
        return replace(path, target)

    monkeypatch.setattr(Path, "replace", tidy)
    place(folder, FILES, "ada")
    assert found(folder) == FILES
    assert len(set(tidied)) == 3


def test_what_cannot_be_written_is_not_tried_for_ever(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    def gone(*_: object) -> int:
        raise FileNotFoundError

    monkeypatch.setattr(placing.os, "open", gone)
    with pytest.raises(FileNotFoundError):
        place(tmp_path / "ada" / "exercise", FILES, "ada")


@needs_links
@pytest.mark.parametrize(
    "act", [lambda *given: place(given[0], FILES, given[1]), clear], ids=["place", "clear"]
)
def test_a_learners_link_is_replaced_and_an_instructors_is_followed(tmp_path: Path, act):
    disk, outside = tmp_path / "disk", tmp_path / "outside"
    for folder in (disk / "ada", outside / "exercise"):
        folder.mkdir(parents=True)
        (folder / "kept.txt").touch()
    by_exercise, by_student = tmp_path / "by-exercise", tmp_path / "by-student"
    by_exercise.mkdir()
    by_student.mkdir()
    (by_exercise / "exercise").symlink_to(disk)
    (by_student / "ada").symlink_to(outside)
    act(by_exercise / "exercise" / "ada", "ada")
    act(by_student / "ada" / "exercise", "ada")
    assert (by_exercise / "exercise").is_symlink()
    assert not (disk / "ada" / "kept.txt").exists()
    assert not (by_student / "ada").is_symlink()
    assert (outside / "exercise" / "kept.txt").exists()
