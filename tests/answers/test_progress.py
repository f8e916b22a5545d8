import os
from pathlib import Path

from tenmistakes.answers import progress
from tenmistakes.answers.progress import read_everything, read_progress
from tenmistakes.answers.store import Store

from .helpers import Q

OTHER = "impatience/first"


def save(path: Path, identity: str, question: str, value: object):
    path.parent.mkdir(parents=True, exist_ok=True)
    return Store(path, identity).save(question, value, "r1")


def test_all_answers_of_a_workspace_by_notebook(tmp_path: Path):
    lessons, exercises = tmp_path / "lessons", tmp_path / "exercises"
    lesson = save(lessons / "08-no-crisis-plan.answers.json", "lesson/no-crisis-plan", Q, "a")
    exercise = save(exercises / "08" / "08-no-crisis-plan.answers.json", "exercise/no-crisis-plan", Q, "b")
    other = save(exercises / "04" / "my own name.answers-2.json", "exercise/impatience", OTHER, "c")
    assert read_progress(tmp_path) == {
        "exercise/impatience": [other],
        "exercise/no-crisis-plan": [exercise],
        "lesson/no-crisis-plan": [lesson],
    }


def test_copies_of_one_notebook_are_taken_together_and_the_later_answer_counts(tmp_path: Path):
    save(tmp_path / "a.answers.json", "lesson/no-crisis-plan", Q, "early")
    late = save(tmp_path / "b.answers.json", "lesson/no-crisis-plan", Q, "late")
    assert read_progress(tmp_path) == {"lesson/no-crisis-plan": [late]}


def test_what_cannot_be_read_is_left_out(tmp_path: Path):
    saved = save(tmp_path / "good.answers.json", "lesson/no-crisis-plan", Q, "a")
    save(tmp_path / ".ipynb_checkpoints" / "x.answers.json", "lesson/impatience", OTHER, "hidden")
    save(tmp_path / "a/b/c/d/e/deep.answers.json", "lesson/impatience", OTHER, "too deep")
    (tmp_path / "bad.answers.json").write_text("{")
    (tmp_path / "good.answers.damaged-1.json").write_bytes((tmp_path / "good.answers.json").read_bytes())
    (tmp_path / "folder.answers.json").mkdir()
    if hasattr(os, "mkfifo"):
        os.mkfifo(tmp_path / "pipe.answers.json")
    assert read_progress(tmp_path) == {"lesson/no-crisis-plan": [saved]}


def test_no_workspace_no_progress(tmp_path: Path):
    assert read_progress(tmp_path / "nowhere") == {}


def test_a_folder_that_cannot_be_read_is_told(tmp_path: Path, monkeypatch):
    saved = save(tmp_path / "lessons" / "a.answers.json", "lesson/no-crisis-plan", Q, "a")
    locked = tmp_path / "exercises"
    save(locked / "b.answers.json", "exercise/no-crisis-plan", Q, "b")
    look = os.scandir

    def refuse(path):  # also for somebody who is root
        if Path(path) == locked:
            raise PermissionError(13, "Permission denied", str(path))
        return look(path)

    monkeypatch.setattr(os, "scandir", refuse)
    kept = read_everything([tmp_path / "lessons", locked, tmp_path / "nowhere"])
    assert kept.records == {"lesson/no-crisis-plan": {Q: (saved,)}}
    assert kept.problems == (
        f"The folder “{locked}” cannot be read (Permission denied). It is left as it is; answers in it are "
        "not counted here.",
    )


def test_somebodys_whole_home_is_not_walked_through_and_that_is_told(tmp_path: Path, monkeypatch):
    saved = save(tmp_path / "a.answers.json", "lesson/no-crisis-plan", Q, "a")
    for number in range(5):
        (tmp_path / f"folder-{number}").mkdir()
    assert read_everything([tmp_path]).problems == ()
    monkeypatch.setattr(progress, "_FOLDERS", 3)
    kept = read_everything([tmp_path])
    assert kept.records == {"lesson/no-crisis-plan": {Q: (saved,)}}
    assert [sentence.partition(" that ")[0] for sentence in kept.problems] == [
        f"There is so much in the folder “{tmp_path.name}”"
    ]
