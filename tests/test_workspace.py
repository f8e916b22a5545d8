"""The learner's folder: laid down, renewed, and never at the cost of what the learner wrote."""

import errno
import itertools
import json
from pathlib import Path
from typing import Any

import nbformat
import pytest
from hypothesis import given
from hypothesis import strategies as st
from nbformat.sign import NotebookNotary

from tenmistakes import workspace
from tenmistakes.workspace import START, Laid, Trouble, lay_down

LESSON = "lessons/08-x.ipynb"
EXERCISE = "exercises/08-x/08-x.ipynb"
DEEP = "[" * 100_000


def notebook(*sources: str, output: str = "") -> str:
    """A notebook with one code cell a source."""
    outputs = [nbformat.v4.new_output("stream", text=output)] if output else []
    cells = [
        nbformat.v4.new_code_cell(source, id=f"c{number}", outputs=outputs)
        for number, source in enumerate(sources)
    ]
    return nbformat.writes(nbformat.v4.new_notebook(cells=cells))


def put(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


def course(home: Path, version: str = "first") -> Path:
    for name in (START, LESSON, EXERCISE):
        put(home / name, notebook("# Start", f"{version} {name}", output=version))
    return home


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return course(tmp_path / "home")


@pytest.fixture
def mine(tmp_path: Path) -> Path:
    return tmp_path / "my work"


def is_trusted(path: Path) -> bool:
    notary = NotebookNotary()
    trusted = notary.check_signature(nbformat.reads(path.read_text(), as_version=4))
    notary.store.close()
    return trusted


def litter(folder: Path) -> list[Path]:
    return [path for path in folder.rglob(".*") if path.is_file()]


def test_without_exercises_the_lessons_alone_are_laid_down_and_an_exercise_that_is_there_stays(
    home: Path, mine: Path
):
    put(mine / EXERCISE, notebook("# fetched"))
    assert set(lay_down(mine, home, exercises=False).new) == {START, LESSON}
    assert (mine / EXERCISE).read_text(encoding="utf-8") == notebook("# fetched")


def test_first_time_everything_is_laid_down_and_trusted(home: Path, mine: Path):
    assert lay_down(mine, home) == Laid(new=(EXERCISE, START, LESSON), renewed=(), kept=(), notes=())
    for name in (START, LESSON, EXERCISE):
        assert (mine / name).read_bytes() == (home / name).read_bytes()
        assert is_trusted(mine / name)
    assert litter(mine) == []


def test_second_time_nothing_happens(home: Path, mine: Path):
    lay_down(mine, home)
    before = {path: path.stat().st_mtime_ns for path in mine.rglob("*.ipynb")}
    assert lay_down(mine, home) == Laid((), (), (), ())
    assert {path: path.stat().st_mtime_ns for path in mine.rglob("*.ipynb")} == before


def test_answers_and_other_files_of_the_learner_are_left_alone(home: Path, mine: Path):
    lay_down(mine, home)
    put(mine / "lessons/08-x.answers.json", "precious")
    put(mine / "lessons/notes.ipynb", "mine")
    course(home, "second")
    lay_down(mine, home)
    assert (mine / "lessons/08-x.answers.json").read_text() == "precious"
    assert (mine / "lessons/notes.ipynb").read_text() == "mine"


@pytest.mark.parametrize(
    "tried",
    [
        "exercises/08-x/08-x.answers.json",
        "exercises/08-x/08-x.answers (conflicted copy).json",
        "exercises/08-x/08-x.answers.lock",
        "exercises/08-x/.ipynb_checkpoints/08-x-checkpoint.ipynb",
    ],
)
def test_what_an_author_left_behind_while_trying_the_course_goes_to_no_learner(
    home: Path, mine: Path, tried: str
):
    put(home / tried, "an author's")
    assert lay_down(mine, home).new == (EXERCISE, START, LESSON)
    assert not (mine / tried).exists()
    put(mine / tried, "a learner's")
    put(home / tried, "an author's, later")
    assert lay_down(mine, home) == Laid((), (), (), ())
    assert (mine / tried).read_text() == "a learner's"


def test_what_the_learner_only_ran_is_renewed(home: Path, mine: Path):
    lay_down(mine, home)
    put(mine / LESSON, notebook("# Start", f"first {LESSON}", output="run and saved"))
    course(home, "second")
    assert lay_down(mine, home).renewed == (EXERCISE, START, LESSON)
    assert "second" in (mine / LESSON).read_text()
    assert is_trusted(mine / LESSON)


def test_what_the_learner_wrote_in_stays_and_is_named(home: Path, mine: Path):
    lay_down(mine, home)
    written = notebook("# Start", f"first {LESSON}", "my own words")
    put(mine / LESSON, written)
    assert lay_down(mine, home) == Laid((), (), (), ())  # nothing newer: nothing to say
    course(home, "second")
    for _ in range(2):
        laid = lay_down(mine, home)
        assert laid.kept == (LESSON,)
        assert LESSON in laid.notes[0]
        assert (mine / LESSON).read_text() == written
    assert not is_trusted(mine / LESSON)

    # As the note says: renamed, the new one comes.
    (mine / LESSON).rename(mine / "lessons/mine.ipynb")
    assert lay_down(mine, home).new == (LESSON,)
    assert (mine / "lessons/mine.ipynb").read_text() == written


def test_new_pictures_reach_a_notebook_that_was_never_run_and_leave_one_that_was(home: Path, mine: Path):
    lay_down(mine, home)
    run = notebook("# Start", f"first {LESSON}", output="my run")
    put(mine / LESSON, run)
    for name in (LESSON, EXERCISE):
        put(home / name, notebook("# Start", f"first {name}", output="new picture"))
    assert lay_down(mine, home).kept == ()
    assert (mine / LESSON).read_text() == run
    assert "new picture" in (mine / EXERCISE).read_text()


@pytest.mark.parametrize(
    "memory", ["", "{", "[]", '{"files": {"x": 1}}', '{"files": []}', "\x00", DEEP], ids=range(7)
)
def test_without_its_memory_everything_that_differs_counts_as_the_learners(
    home: Path, mine: Path, memory: str
):
    lay_down(mine, home)
    (mine / ".tenmistakes/laid.json").write_text(memory)
    course(home, "second")
    assert set(lay_down(mine, home).kept) == {START, LESSON, EXERCISE}
    assert "first" in (mine / LESSON).read_text()


@pytest.mark.parametrize(
    "broken", ["", "{", '{"cells": 3}', '{"cells": [{}]}', "[]", "null", DEEP], ids=range(7)
)
def test_a_notebook_that_cannot_be_read_is_the_learners(home: Path, mine: Path, broken: str):
    lay_down(mine, home)
    put(mine / LESSON, broken)
    course(home, "second")
    assert lay_down(mine, home).kept == (LESSON,)
    assert (mine / LESSON).read_text() == broken


counter = itertools.count()


@given(
    st.lists(
        st.tuples(st.sampled_from(["write", "run", "upgrade", "lay", "forget", "delete"]), st.booleans()),
        max_size=12,
    )
)
def test_whatever_happens_the_learners_own_words_are_never_lost(tmp_path_factory, steps):
    base = tmp_path_factory.mktemp("steps")
    home, mine = course(base / "home", "v0"), base / "mine"
    words: set[str] = set()
    lay_down(mine, home)
    for step, exercise in [*steps, ("lay", False)]:
        name = EXERCISE if exercise else LESSON
        if step == "upgrade":
            course(home, f"v{next(counter)}")
        elif step == "lay":
            lay_down(mine, home)
        elif step == "forget":
            (mine / ".tenmistakes/laid.json").unlink(missing_ok=True)
        elif step == "delete" and not any(word.startswith(name) for word in words):
            (mine / name).unlink(missing_ok=True)
        elif (mine / name).exists():
            raw: Any = json.loads((mine / name).read_text())
            if step == "write":
                word = f"{name} word {next(counter)}"
                words.add(word)
                raw["cells"][0]["source"] = [f"{''.join(raw['cells'][0]['source'])}\n", word]
            else:
                raw["cells"][0]["outputs"] = []
            put(mine / name, json.dumps(raw))
    text = "".join(path.read_text() for path in mine.rglob("*.ipynb"))
    assert [word for word in words if word not in text] == []


# --- Bad places ---


def test_the_course_itself_is_no_place_for_a_learners_work(home: Path):
    with pytest.raises(Trouble, match="a folder of its own"):
        lay_down(home, home)


def test_a_course_that_was_not_built(tmp_path: Path, mine: Path):
    with pytest.raises(Trouble, match="tenmistakes build"):
        lay_down(mine, tmp_path)
    assert not mine.exists()


def test_a_file_in_the_way(home: Path, mine: Path):
    mine.touch()
    with pytest.raises(Trouble, match="is in the way"):
        lay_down(mine, home)
    mine.unlink()
    put(mine / "lessons", "a file")
    with pytest.raises(Trouble, match="is in the way"):
        lay_down(mine, home)


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (errno.ENOSPC, "disk is full"),
        (errno.EDQUOT, "disk is full"),
        (errno.EACCES, "cannot be written"),
        (errno.EROFS, "cannot be written"),
        (errno.EIO, "could not be prepared"),
    ],
)
def test_a_disk_that_refuses_loses_nothing(home: Path, mine: Path, monkeypatch, number: int, words: str):
    lay_down(mine, home)
    before = {path: path.read_bytes() for path in mine.rglob("*") if path.is_file()}
    course(home, "second")

    def refuse(path: Path, content: bytes) -> int:
        with path.open("wb") as half:
            half.write(content[:10])
        raise OSError(number, "refused", str(path))

    monkeypatch.setattr(Path, "write_bytes", refuse)
    with pytest.raises(Trouble, match=words):
        lay_down(mine, home)
    monkeypatch.undo()
    assert {path: path.read_bytes() for path in mine.rglob("*") if path.is_file()} == before


def test_signatures_that_cannot_be_written_are_no_reason_to_stop(home: Path, mine: Path, monkeypatch):
    def refuse(self: Any, nb: Any) -> None:
        raise PermissionError(errno.EACCES, "Permission denied")

    monkeypatch.setattr(workspace.NotebookNotary, "sign", refuse)
    laid = lay_down(mine, home)
    assert len(laid.new) == 3
    assert "Trust Notebook" in laid.notes[0]


# --- Notebooks that the course no longer has ---


def renumbered(home: Path) -> None:
    """The course's mistake 8 becomes number 7."""
    for old in (LESSON, EXERCISE):
        new = home / old.replace("08-x", "07-x")
        new.parent.mkdir(parents=True, exist_ok=True)
        (home / old).rename(new)


def test_answers_go_with_a_notebook_that_gets_another_number(home: Path, mine: Path):
    lay_down(mine, home)
    for name in (LESSON, EXERCISE):
        put((mine / name).with_suffix(".answers.json"), f"answers of {name}")
    renumbered(home)
    lay_down(mine, home)
    for name in (LESSON, EXERCISE):
        new = mine / name.replace("08-x", "07-x")
        assert new.is_file()
        assert new.with_suffix(".answers.json").read_text() == f"answers of {name}"
        assert not (mine / name).exists()
    assert not (mine / "exercises/08-x").exists()


def test_answers_are_never_laid_over_others(home: Path, mine: Path):
    lay_down(mine, home)
    put(mine / "lessons/08-x.answers.json", "old")
    put(mine / "lessons/07-x.answers.json", "new")
    renumbered(home)
    lay_down(mine, home)
    assert (mine / "lessons/08-x.answers.json").read_text() == "old"
    assert (mine / "lessons/07-x.answers.json").read_text() == "new"


def test_a_notebook_the_learner_wrote_in_stays_when_the_course_drops_it(home: Path, mine: Path):
    lay_down(mine, home)
    put(mine / LESSON, notebook("# My own notes"))
    put(mine / "lessons/08-x.answers.json", "mine")
    (home / LESSON).unlink()
    (note,) = lay_down(mine, home).notes
    assert note == f"The course has no {LESSON} any more. You have written in yours, so it stays."
    assert "My own notes" in (mine / LESSON).read_text()
    assert (mine / "lessons/08-x.answers.json").read_text() == "mine"


def test_a_file_elsewhere_is_never_taken_away(home: Path, mine: Path):
    lay_down(mine, home)
    memory = mine / workspace.HIDDEN / "laid.json"
    raw = json.loads(memory.read_text())
    outside = mine.parent / "outside.ipynb"
    put(outside, notebook("# Start"))
    digests = workspace.Digests.of(outside.read_bytes())
    for name in ("../outside.ipynb", "lessons/../../outside.ipynb", str(outside)):
        raw["files"][name] = vars(digests)
    memory.write_text(json.dumps(raw))
    lay_down(mine, home)
    assert outside.is_file()
