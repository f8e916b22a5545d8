"""All answers in one file: to another computer and back, and whatever may have happened to it on the way."""

import json
import os
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tenmistakes.answers import portable, sidecar
from tenmistakes.answers.files import Unusable
from tenmistakes.answers.portable import LIMIT, NotBroughtIn, bring_in, bring_in_file, pack
from tenmistakes.answers.progress import folders, read_everything
from tenmistakes.answers.store import Store

LESSON = "lesson/no-crisis-plan"
FIRST, SECOND = "no-crisis-plan/first-move", "no-crisis-plan/of-what"


class Computer:
    """A learner's folder on one of her computers."""

    def __init__(self, root: Path) -> None:
        self.start = root / "lessons"
        self.start.mkdir(parents=True)
        self.file = self.start / "08-no-crisis-plan.answers.json"

    def answer(self, question: str, value: object) -> None:
        Store(self.file, LESSON).save(question, value, "r")

    def answers(self, identity: str = LESSON) -> dict[str, list[object]]:
        record = read_everything(folders(self.start)).records.get(identity, {})
        return {question: [entry.value for entry in entries] for question, entries in record.items()}

    def copy(self) -> bytes:
        return pack(read_everything(folders(self.start)))

    def files(self) -> dict[str, bytes]:
        return {path.name: path.read_bytes() for path in self.start.rglob("*") if path.is_file()}


@pytest.fixture
def here(tmp_path: Path) -> Computer:
    return Computer(tmp_path / "here")


@pytest.fixture
def there(tmp_path: Path) -> Computer:
    return Computer(tmp_path / "there")


def test_answers_arrive_on_a_new_computer_with_every_attempt(here, there):
    here.answer(FIRST, "a")
    here.answer(FIRST, "b")
    brought = bring_in(here.copy(), "my-progress.json", there.start)
    assert (brought.new, brought.notebooks, brought.problems) == (2, 1, ())
    assert there.answers() == {FIRST: ["a", "b"]}
    assert there.file.is_file()


def test_of_two_computers_both_answers_stay_and_the_later_counts(here, there):
    here.answer(FIRST, "here, early")
    there.answer(FIRST, "there")
    there.answer(SECOND, "only there")
    here.answer(FIRST, "here, late")
    bring_in(here.copy(), "my-progress.json", there.start)
    bring_in(there.copy(), "my-progress.json", here.start)
    assert here.answers() == there.answers()
    assert here.answers() == {FIRST: ["here, early", "there", "here, late"], SECOND: ["only there"]}


def test_bringing_in_twice_changes_nothing(here, there):
    here.answer(FIRST, "a")
    bring_in(here.copy(), "my-progress.json", there.start)
    before = there.files()
    brought = bring_in(here.copy(), "my-progress.json", there.start)
    assert brought.new == 0
    assert brought.told == ["All its answers, for 1 notebook, were here already. Nothing was changed."]
    assert there.files() == before


def test_the_copy_is_the_same_to_the_byte_and_says_nothing_of_the_computer(here, tmp_path):
    here.answer(FIRST, "a")
    assert here.copy() == here.copy()
    assert str(tmp_path).encode() not in here.copy()


def test_a_single_answers_file_can_be_brought_in(here, there):
    here.answer(FIRST, "a")
    bring_in_file(here.file, there.start)
    assert there.answers() == {FIRST: ["a"]}


def test_answers_go_to_the_notebook_that_the_learner_renamed(here, there):
    (there.start / "my crisis lesson.ipynb").write_text("{}")
    Store(there.start / "my crisis lesson.answers.json", LESSON).save(SECOND, "old", "r")
    here.answer(FIRST, "a")
    bring_in(here.copy(), "my-progress.json", there.start)
    assert Store(there.start / "my crisis lesson.answers.json", LESSON).latest(FIRST).value == "a"
    assert not there.file.exists()


def test_answers_of_a_notebook_this_course_does_not_have_are_kept(here, there):
    Store(here.start / "x.answers.json", "lesson/an-eleventh").save("an-eleventh/one", "a", "r")
    bring_in(here.copy(), "my-progress.json", there.start)
    assert there.answers("lesson/an-eleventh") == {"an-eleventh/one": ["a"]}
    assert there.copy() == here.copy()


def test_a_torn_answers_file_gives_back_its_whole_lines(here, there):
    for number in range(4):
        here.answer(FIRST, number)
    brought = bring_in(here.file.read_bytes()[:-40], "conflicted copy.json", there.start)
    assert (brought.new, len(brought.problems)) == (3, 1)
    assert there.answers() == {FIRST: [0, 1, 2]}


# --- What may have happened to the file ---


@pytest.mark.parametrize("cut", [0.4, 0.7, 0.95])
def test_a_torn_copy_gives_back_every_whole_line(here, there, cut):
    for number in range(20):
        here.answer(FIRST, f"answer {number}")
    data = here.copy()
    data = data[: int(len(data) * cut)]
    whole = data.count(b"}\n") + data.count(b"},\n")
    brought = bring_in(data, "my-progress.json", there.start)
    assert brought.new == len(there.answers()[FIRST]) == whole > 5
    assert brought.told[1] == "“my-progress.json” is damaged. What could still be read of it was taken."


def test_an_entry_that_is_none_costs_no_other(here, there):
    here.answer(FIRST, "a")
    raw = json.loads(here.copy())
    raw["notebooks"][LESSON] += [{"question": "no id at all", "value": 1}, 7]
    raw["notebooks"]["../../etc"] = raw["notebooks"][LESSON]
    brought = bring_in(json.dumps(raw).encode(), "my-progress.json", there.start)
    assert brought.new == 1
    assert len(brought.problems) == 1
    assert there.answers() == {FIRST: ["a"]}


@pytest.mark.parametrize(
    ("data", "part"),
    [
        (b"", "holds no answers that can be read"),
        (b"\x89PNG\r\n\x1a\n\0\0", "holds no answers that can be read"),
        (b"[]", "holds no answers that can be read"),
        (b'{"format":"tenmistakes progress","schema":1,"notebooks":{}}', "holds no answers"),
        (b'{"format":"something else","notebooks":{}}', "holds no answers that can be read"),
        (b'{"format":"tenmistakes progress","schema":2,"everything":"new"}', "newer version of the course"),
        (b'{"format":"tenmistakes progress","schema":9,"notebooks":{"lesson/x":[', "newer version"),
        (b'{"format":"tenmistakes answers","schema":2,"notebook":"lesson/x","entries":[]}', "newer version"),
        (b" " * (LIMIT + 1), "larger than 8 MiB"),
        (b"[" * 100_000, "holds no answers that can be read"),
    ],
    ids=[
        "empty",
        "picture",
        "list",
        "no answers",
        "other",
        "newer",
        "newer, torn",
        "newer file",
        "huge",
        "deep",
    ],
)
def test_what_is_no_copy_is_refused_in_a_sentence_and_changes_nothing(there, data, part):
    there.answer(FIRST, "a")
    before = there.files()
    with pytest.raises(NotBroughtIn) as refused:
        bring_in(data, "my-progress.json", there.start)
    assert part in str(refused.value)
    assert "“my-progress.json”" in str(refused.value)
    assert str(refused.value).endswith((".", "my-progress.json."))
    assert there.files() == before


def test_only_a_regular_file_is_opened(there, tmp_path):
    (tmp_path / "folder.json").mkdir()
    (tmp_path / "link.json").symlink_to(tmp_path / "folder.json")
    for name in ("folder.json", "link.json", "missing.json"):
        with pytest.raises(NotBroughtIn):
            bring_in_file(tmp_path / name, there.start)
    if hasattr(os, "mkfifo"):
        os.mkfifo(tmp_path / "pipe.json")
        with pytest.raises(NotBroughtIn, match="device or a pipe"):
            bring_in_file(tmp_path / "pipe.json", there.start)


@settings(max_examples=60)
@given(st.binary(max_size=400), st.integers(0, 2000))
def test_no_bytes_whatever_raise_anything_else(tmp_path_factory, noise, place):
    there = Computer(tmp_path_factory.mktemp("c") / "there")
    there.answer(FIRST, "a")
    data = there.copy()
    try:
        bring_in(data[:place] + noise + data[place:], "x.json", there.start)
    except NotBroughtIn as refused:
        assert "“x.json”" in str(refused)
    assert "a" in there.answers()[FIRST]


def test_a_copy_that_would_fill_the_folder_with_files_is_refused(here, there):
    here.answer(FIRST, "a")
    listed = json.loads(here.copy())["notebooks"][LESSON]
    many = {f"exercise/x{number}": listed for number in range(portable.NOTEBOOKS + 1)}
    data = json.dumps({"format": portable.FORMAT, "schema": portable.SCHEMA, "notebooks": many}).encode()
    with pytest.raises(NotBroughtIn, match="names 201 notebooks, and no course has so many"):
        bring_in(data, "x.json", there.start)
    assert list(there.start.parent.iterdir()) == [there.start]


# --- Where it cannot be written ---


def test_in_a_folder_that_cannot_be_written_a_sentence_and_nothing_lost(here, there, monkeypatch):
    here.answer(FIRST, "a")
    there.answer(SECOND, "b")
    before = there.files()

    def refuse(*_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(os, "open", refuse_writing(os.open, refuse))
    brought = bring_in(here.copy(), "my-progress.json", there.start)
    monkeypatch.undo()
    assert brought.new == 0
    assert brought.told[0] == "No answer was brought in."
    assert "were not added" in brought.told[1]
    assert "“08-no-crisis-plan.answers.json”" in brought.told[1]
    assert there.files() == before


def test_a_folder_that_cannot_be_looked_into_costs_a_sentence_and_no_traceback(here, there, monkeypatch):
    here.answer(FIRST, "a")
    exists = Path.exists

    def refuse(path: Path, **options: bool) -> bool:
        if path.suffix == ".ipynb":
            raise PermissionError(13, "Permission denied")
        return exists(path, **options)

    monkeypatch.setattr(Path, "exists", refuse)
    assert bring_in(here.copy(), "my-progress.json", there.start).new == 1
    assert there.answers() == {FIRST: ["a"]}


def refuse_writing(real, refuse):
    """``os.open`` of a file system that can only be read, also for somebody who is root."""

    def open_(path, flags, *rest, **options):
        if flags & (os.O_WRONLY | os.O_RDWR | os.O_CREAT):
            refuse()
        return real(path, flags, *rest, **options)

    return open_


def test_an_answers_file_of_a_newer_course_is_left_alone(here, there):
    here.answer(FIRST, "a")
    newer = b'{"format":"tenmistakes answers","schema":9,"notebook":"lesson/no-crisis-plan","x":[]}'
    there.file.write_bytes(newer)
    assert bring_in(here.copy(), "my-progress.json", there.start).new == 1
    assert there.file.read_bytes() == newer
    assert there.answers() == {FIRST: ["a"]}
    assert sidecar.names(there.file)[1].is_file()


def test_a_damaged_answers_file_is_kept_beside_the_new_one(here, there):
    here.answer(FIRST, "a")
    there.answer(SECOND, "b")
    damaged = there.file.read_bytes()[:-3]
    there.file.write_bytes(damaged)
    bring_in(here.copy(), "my-progress.json", there.start)
    assert there.answers() == {FIRST: ["a"], SECOND: ["b"]}
    assert (there.start / "08-no-crisis-plan.answers.damaged-1.json").read_bytes() == damaged


def test_a_copy_too_large_to_be_brought_in_again_keeps_the_latest_answers(here, monkeypatch):
    for number in range(30):
        here.answer(FIRST, "x" * 1000 + str(number))
    monkeypatch.setattr(portable, "LIMIT", 8_000)
    raw = json.loads(here.copy())
    kept = [entry["value"][1000:] for entry in raw["notebooks"][LESSON]]
    assert kept == ["25", "26", "27", "28", "29"]
    monkeypatch.setattr(portable, "LIMIT", 800)
    with pytest.raises(Unusable, match="larger"):
        here.copy()
