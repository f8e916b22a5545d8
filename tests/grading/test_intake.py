"""A submission's folder: what is taken from it, and what is refused without being opened."""

import json
import os
import socket
import time
from contextlib import suppress
from datetime import datetime
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from tenmistakes.grading import intake
from tenmistakes.grading.exercise import Exercise
from tenmistakes.grading.handed_in import HandIn, Refused
from tenmistakes.grading.scoring import score
from tenmistakes.grading.settings import Settings

from .making import NAME, POSSIBLE, RIGHT, beside, entries, entry, hand_in_cell, notebook

NOTEBOOK, ANSWERS = f"{NAME}.ipynb", f"{NAME}.answers.json"
SOUND = json.dumps(notebook(RIGHT)).encode()
needs_links = pytest.mark.skipif(os.name == "nt", reason="links and pipes are POSIX's")


def course(
    root: Path, structure: str = "{nbgrader_step}/{student_id}/{assignment_id}", **changed
) -> Settings:
    words = {
        "course_id": "ten",
        "db_url": "",
        "release_directory": "exercises",
        "submitted_directory": "grading/submitted",
        "autograded_directory": "grading/autograded",
        "feedback_directory": "grading/feedback",
        "create_students": True,
        "late_penalty": None,
    }
    return Settings(root, structure=structure, **(words | changed))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = course(tmp_path).submitted("ada", NAME)
    made.mkdir(parents=True)
    return made


@pytest.fixture
def read(folder: Path, exercise: Exercise):
    return lambda: intake.read(folder, exercise, "ada")


def names(hand_in: HandIn) -> list[str]:
    return [flag.name for flag in hand_in.flags]


def refused(read) -> str:
    with pytest.raises(Refused) as caught:
        read()
    assert str(caught.value).endswith(".")
    with pytest.raises(Refused) as again:
        read()
    assert again.value.identity == caught.value.identity != ""
    return str(caught.value)


def test_a_submission_is_its_notebook_its_answers_and_its_time(folder: Path, read):
    (folder / NOTEBOOK).write_bytes(SOUND)
    (folder / ANSWERS).write_bytes(beside(RIGHT))
    (folder / f"{NAME}.answers-2.json").write_bytes(beside({}))
    (folder / "timestamp.txt").write_text("2026-02-01 10:00:00.000000 UTC\n")
    assert read() == HandIn(
        "ada",
        SOUND,
        ((ANSWERS, beside(RIGHT)), (f"{NAME}.answers-2.json", beside({}))),
        datetime(2026, 2, 1, 10),
    )


def test_what_came_along_is_said_and_not_read(folder: Path, read):
    (folder / NOTEBOOK).write_bytes(SOUND)
    (folder / "tenmistakes.py").write_text("raise SystemExit")
    (folder / "pictures").mkdir()
    (folder / "draft\x1b[31m.ipynb").write_bytes(SOUND)
    (folder / "copy.ipynb").write_bytes(SOUND)
    (folder / "copy.answers.json").write_bytes(beside(RIGHT))
    for hidden in (".ipynb_checkpoints", "__pycache__"):
        (folder / hidden).mkdir()
    hand_in = read()
    assert hand_in.sidecars == ()
    notebooks, files = hand_in.flags
    assert (notebooks.name, files.name) == ("other-notebooks", "other-files")
    assert "“copy.ipynb”, “draft\ufffd[31m.ipynb”" in notebooks.sentence
    assert "“copy.answers.json”, “pictures”, “tenmistakes.py”" in files.sentence


@pytest.mark.parametrize("name", ["mine.ipynb", f"{NAME} (1).ipynb", f"{NAME}.ipynb.txt", NOTEBOOK.upper()])
def test_a_renamed_notebook_is_taken_and_named(folder: Path, read, name: str):
    if (folder / name).exists() or (name.upper() == NOTEBOOK.upper() and (folder / name.lower()).exists()):
        pytest.skip("the file system knows no case")
    (folder / name).write_bytes(SOUND)
    hand_in = read()
    assert hand_in.notebook == SOUND
    assert names(hand_in) == ["renamed"]
    assert name in hand_in.flags[0].sentence


def test_the_answers_of_a_renamed_notebook_follow_it(folder: Path, read):
    (folder / "mine.ipynb").write_bytes(SOUND)
    (folder / "mine.answers.json").write_bytes(beside(RIGHT))
    (folder / ANSWERS).write_bytes(beside({}))
    assert read().sidecars == (("mine.answers.json", beside(RIGHT)),)


def test_answers_that_kept_the_old_name_are_found(folder: Path, read):
    (folder / NOTEBOOK).write_bytes(SOUND)
    for name, day in (("new", "2026-01-30"), ("old", "2026-01-29")):
        (folder / f"{name}.answers.json").write_bytes(beside(entries(RIGHT, f"{day}T09:30:00.000Z")))
    (folder / "other.answers.json").write_bytes(beside(entries(RIGHT), "exercise/no-audience"))
    assert [name for name, _ in read().sidecars] == ["new.answers.json"]


def test_of_several_notebooks_the_one_of_the_exercise_is_taken(folder: Path, read):
    other = notebook({})
    other["cells"] = [{"cell_type": "markdown", "metadata": {}, "source": "My notes"}]
    (folder / "a.ipynb").write_bytes(json.dumps(other | {"metadata": {}}).encode())
    (folder / "b.ipynb").write_bytes(SOUND)
    (folder / "c.ipynb").write_bytes(b"no notebook")
    hand_in = read()
    assert hand_in.notebook == SOUND
    assert names(hand_in) == ["renamed", "other-notebooks"]
    (folder / "b copy.ipynb").write_bytes(SOUND)  # the same again: no question which is meant
    assert read().notebook == SOUND
    (folder / "b copy.ipynb").write_bytes(json.dumps(notebook({})).encode())
    sentence = refused(read)
    assert "“b copy.ipynb”, “b.ipynb”" in sentence
    assert "a.ipynb" not in sentence.replace("plan.ipynb", "")


def test_too_many_notebooks_are_not_opened(folder: Path, read):
    for number in range(intake.CANDIDATES + 1):
        (folder / f"{number}.ipynb").write_bytes(SOUND)
    assert "too many" in refused(read)
    (folder / NOTEBOOK).write_bytes(SOUND)
    assert read().notebook == SOUND


def test_answers_alone_are_a_submission(folder: Path, read, exercise: Exercise):
    (folder / ANSWERS).write_bytes(beside(RIGHT))
    hand_in = read()
    assert hand_in.notebook == b""
    assert names(hand_in) == ["notebook-missing"]
    assert score(hand_in, exercise).points == POSSIBLE


def test_a_folder_with_nothing_to_grade_is_refused(folder: Path, read, exercise: Exercise):
    assert "empty" in refused(read)
    (folder / "timestamp.txt").write_text("2026-02-01 10:00:00 UTC")
    assert "empty" in refused(read)
    (folder / "essay.docx").write_bytes(b"PK")
    assert "“essay.docx”" in refused(read)
    assert "no such folder" in refused(lambda: intake.read(folder / "not", exercise, "ada"))


def test_of_a_folder_without_end_only_the_names_that_count_are_read(folder: Path, read):
    for number in range(intake.LISTED + 1):
        (folder / f"{number:05d}").touch()
    assert f"{intake.LISTED:,}" in refused(read)
    (folder / NOTEBOOK).write_bytes(SOUND)
    (folder / ANSWERS).write_bytes(beside(RIGHT))
    hand_in = read()
    assert (hand_in.notebook, hand_in.sidecars) == (SOUND, ((ANSWERS, beside(RIGHT)),))
    assert names(hand_in) == ["other-files"]


def _link(path: Path) -> None:
    target = path.parent.parent.parent / "elsewhere.ipynb"
    target.write_bytes(SOUND)
    path.symlink_to(target)


def _socket(path: Path) -> None:
    here = Path.cwd()
    os.chdir(path.parent)  # a socket's path is short
    try:
        with socket.socket(socket.AF_UNIX) as made:
            made.bind(path.name)
    finally:
        os.chdir(here)


def _sparse(path: Path) -> None:
    path.touch()
    os.truncate(path, 2**40)


ODD = {
    "a link": (_link, "link"),
    "a link to nowhere": (lambda path: path.symlink_to("nowhere"), "link"),
    "a link to itself": (lambda path: path.symlink_to(path.name), "link"),
    "a device": (lambda path: path.symlink_to("/dev/zero"), "link"),
    "a pipe": (os.mkfifo if hasattr(os, "mkfifo") else None, "pipe"),
    "a socket": (_socket, "pipe"),
    "a folder": (Path.mkdir, "folder"),
    "a terabyte": (_sparse, "larger"),
}


@needs_links
@pytest.mark.parametrize(("make", "word"), ODD.values(), ids=ODD)
def test_what_is_no_plain_file_is_named_and_not_opened(folder: Path, read, make, word):
    start = time.monotonic()
    make(folder / ANSWERS)
    (folder / NOTEBOOK).write_bytes(SOUND)
    hand_in = read()
    (flag,) = hand_in.flags
    assert (hand_in.notebook, hand_in.sidecars) == (SOUND, ())
    assert flag.name == "not-read"
    assert ANSWERS in flag.sentence
    assert word in flag.sentence

    (folder / NOTEBOOK).unlink()
    make(folder / NOTEBOOK)
    sentence = refused(read)
    assert NOTEBOOK in sentence
    assert word in sentence
    assert time.monotonic() - start < 5


@needs_links
def test_folders_that_are_links_are_not_followed(folder: Path, read, exercise: Exercise):
    (folder / NOTEBOOK).write_bytes(SOUND)
    home = folder.parent
    eve = home.with_name("eve")
    eve.mkdir()
    (eve / NAME).symlink_to(folder, target_is_directory=True)
    assert "submission's folder is a link" in refused(lambda: intake.read(eve / NAME, exercise, "eve"))
    mallory = home.with_name("mallory")
    mallory.symlink_to(home, target_is_directory=True)
    sentence = refused(lambda: intake.read(mallory / NAME, exercise, "mallory"))
    assert "learner's folder is a link" in sentence
    (home.with_name("trent")).mkdir()
    (home.with_name("trent") / NAME).write_bytes(SOUND)
    assert "something else" in refused(lambda: intake.read(home.with_name("trent") / NAME, exercise, "trent"))


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="nothing is forbidden to root")
def test_what_the_machine_does_not_give_is_not_the_learners_fault(folder: Path, read):
    (folder / NOTEBOOK).write_bytes(SOUND)
    (folder / NOTEBOOK).chmod(0)
    with pytest.raises(intake.Unreached):
        read()


def test_a_disk_that_fails_is_not_the_learners_fault(folder: Path, read, monkeypatch):
    (folder / NOTEBOOK).write_bytes(SOUND)

    real = os.open
    for name, said in ((NOTEBOOK, NOTEBOOK), (NAME, "folder")):

        def failing(path, *rest, name=name, **words) -> int:
            if Path(path).name == name:
                raise OSError(5, "Input/output error")
            return real(path, *rest, **words)

        monkeypatch.setattr(os, "open", failing)
        with pytest.raises(intake.Unreached) as caught:
            read()
        assert caught.value.errno == 5
        assert said in caught.value.strerror


needs_handles = pytest.mark.skipif(os.open not in os.supports_dir_fd, reason="no folder can be opened")


@needs_handles
@pytest.mark.parametrize("at", ["learner", "submission", "later"])
def test_a_folder_swapped_for_a_neighbours_gives_nothing_of_the_neighbour(
    folder: Path, read, monkeypatch, at: str
):
    """The swap falls between the look at a folder and its opening, or between that and what is read."""
    (folder / NOTEBOOK).write_bytes(b"{}")
    (folder / "timestamp.txt").write_text("2026-02-01 10:00:00 UTC")
    home = folder.parent
    ben = home.with_name("ben") / NAME
    ben.mkdir(parents=True)
    (ben / NOTEBOOK).write_bytes(SOUND)
    (ben / "timestamp.txt").write_text("2026-01-01 10:00:00 UTC")
    swapped = home if at == "learner" else folder
    real = os.open

    def swap(path, *rest, **words) -> int:
        if Path(path).name == ("timestamp.txt" if at == "later" else swapped.name):
            monkeypatch.setattr(os, "open", real)
            swapped.rename(home.with_name("away"))
            swapped.symlink_to(ben.parent if at == "learner" else ben, target_is_directory=True)
        return real(path, *rest, **words)

    monkeypatch.setattr(os, "open", swap)
    if at == "later":
        hand_in = read()
        assert (hand_in.notebook, hand_in.timestamp) == (b"{}", datetime(2026, 2, 1, 10))
    else:
        with pytest.raises((Refused, intake.Unreached)):
            read()


@needs_handles
def test_no_handle_is_left_open(folder: Path, read):
    (folder / NOTEBOOK).write_bytes(SOUND)
    here = os.open(folder, os.O_RDONLY)
    os.close(here)
    for _ in range(3):
        read()
        intake.timestamp(folder)
    assert refused(lambda: intake.read(folder / "not", None, "ada"))
    again = os.open(folder, os.O_RDONLY)
    os.close(again)
    assert again == here


def test_it_is_read_all_the_same_where_no_folder_can_be_opened(folder: Path, read, monkeypatch):
    (folder / NOTEBOOK).write_bytes(SOUND)
    (folder / ANSWERS).write_bytes(beside(RIGHT))
    found = read()
    monkeypatch.setattr(intake, "_HANDLES", False)
    assert read() == found


@needs_links
def test_the_time_in_a_neighbours_folder_is_nobody_elses(folder: Path, exercise: Exercise):
    (folder / "timestamp.txt").write_text("2026-02-01 10:00:00 UTC")
    eve = folder.parent.with_name("eve") / NAME
    eve.parent.mkdir()
    eve.symlink_to(folder, target_is_directory=True)
    assert intake.timestamp(eve) is None
    for place, when in ((eve, None), (folder, datetime(2026, 2, 1, 10))):
        with pytest.raises(Refused) as caught:
            intake.read(place, exercise, place.parent.name)
        assert caught.value.timestamp == when


@pytest.mark.parametrize("name", [NOTEBOOK, ANSWERS])
def test_a_file_that_is_also_elsewhere_is_read_and_said(folder: Path, read, name: str):
    (folder / NOTEBOOK).write_bytes(SOUND)
    (folder / ANSWERS).write_bytes(beside(RIGHT))
    os.link(folder / name, folder.parent / "elsewhere")
    hand_in = read()
    assert hand_in.notebook == SOUND
    (flag,) = hand_in.flags
    assert (flag.name, flag.review) == ("linked", True)
    assert name in flag.sentence


def test_notebooks_too_large_to_look_through_are_not_looked_through(folder: Path, read):
    for number in range(3):
        (folder / f"{number}.ipynb").write_bytes(SOUND + b" " * (intake.CANDIDATES_LIMIT // 3 + number))
    assert "too large" in refused(read)
    (folder / "2.ipynb").unlink()
    assert "any of several" in refused(read)


def _embedded(count: int) -> bytes:
    made = notebook()
    lines = [f"#: {entry('first', n).line}" for n in range(count)]
    hand_in_cell(made)["source"] = "\n".join(lines)
    return json.dumps(made).encode()


def _answers(size: int) -> bytes:
    lines = [entry("first", n).line for n in range(size // 120)]
    return ('{"entries":[' + ",".join(lines) + "]}").encode()


LISTS = json.dumps(notebook()).encode()[:-1] + b',"x":[' + b"[]," * 90_000 + b"0]}"
COSTLY = {
    "many entries in the notebook": lambda: {NOTEBOOK: _embedded(12_000)},
    "five answers files": lambda: {
        f"{NAME}.answers{n}.json": _answers(intake.ANSWERS_LIMIT) for n in ("", "-2", "-3", "-4", "-5")
    },
    "ten answers files of nobody": lambda: {
        f"{n}.answers.json": _answers(intake.ANSWERS_LIMIT // 10) for n in range(10)
    },
    "answers files of empty objects": lambda: {
        NOTEBOOK: SOUND,
        **{f"{NAME}.answers{n}.json": b"{}\n" * 130_000 for n in ("", "-2", "-3", "-4", "-5")},
    },
    "answers files without an end of depth": lambda: {
        NOTEBOOK: SOUND,
        **{f"{NAME}.answers{n}.json": (b"[" * 700 + b"\n") * 590 for n in ("", "-2", "-3", "-4", "-5")},
    },
    "ten notebooks of other names": lambda: {f"{n}.ipynb": LISTS + b" " * n for n in range(10)},
    "ten notebooks full of outputs": lambda: {
        f"{n}.ipynb": b'{"cells":[],"outputs":[' + b"[]," * 101_000 + b"%d]}" % n for n in range(10)
    },
    "a million cells": lambda: {NOTEBOOK: b'{"cells":[' + b"[]," * 1_380_000 + b"0]}"},
}


@pytest.mark.parametrize("make", COSTLY.values(), ids=COSTLY)
def test_no_submission_keeps_a_class_waiting(folder: Path, read, exercise: Exercise, make):
    for name, data in make().items():
        (folder / name).write_bytes(data)
    start = time.process_time()
    with suppress(Refused):
        score(read(), exercise)
    assert time.process_time() - start < 2  # 0.6 s at most where nothing else runs


TEN = datetime(2026, 2, 1, 10)


@pytest.mark.parametrize(
    ("text", "when"),
    [
        ("2026-02-01 10:00:00.000000 UTC", TEN),
        ("2026-02-01 10:00:00", TEN),
        ("\ufeff2026-02-01 10:00:00 GMT\r\n", TEN),
        ("2026-02-01T10:00:00Z", TEN),
        ("2026-02-01 11:00:00 +0100", TEN),
        ("2026-02-01 11:00:00.5+01:00", TEN.replace(microsecond=500_000)),
        ("2026-02-01 11:00:00 CET", TEN),
        ("Sun, 1 Feb 2026 10:00", TEN),
    ],
)
def test_times_are_read_as_nbgrader_writes_them_and_otherwise(folder: Path, read, text: str, when: datetime):
    (folder / NOTEBOOK).write_bytes(SOUND)
    (folder / "timestamp.txt").write_text(text, encoding="utf-8")
    assert intake.timestamp(folder) == read().timestamp == when
    assert read().flags == ()


@pytest.mark.parametrize(
    "text",
    [
        "",
        "soon",
        "10:00",
        "0001-01-01 00:00:00+14:00",
        "9999-12-31 23:59:59 -0100",
        "9" * 5000,
        "\0\x1b[31m",
        "12",
    ],
)
def test_a_time_that_is_none_is_said(folder: Path, read, text: str):
    (folder / NOTEBOOK).write_bytes(SOUND)
    (folder / "timestamp.txt").write_text(text, encoding="utf-8")
    hand_in = read()
    assert hand_in.timestamp is intake.timestamp(folder) is None
    (flag,) = hand_in.flags
    assert flag.name == "time-unreadable"
    assert flag.sentence.isprintable()


@needs_links
@pytest.mark.parametrize(("make", "word"), ODD.values(), ids=ODD)
def test_a_time_is_read_from_a_plain_file_only(folder: Path, read, make, word):
    (folder / NOTEBOOK).write_bytes(SOUND)
    make(folder / "timestamp.txt")
    assert intake.timestamp(folder) is None
    assert word in read().flags[0].sentence


def test_everybody_who_handed_in_is_found(tmp_path: Path):
    here = course(tmp_path, excluded=frozenset({"staff"}))
    assert list(intake.students(here, NAME)) == []
    for student in ("ben", "ada", "Zoë Ünal", ".odd", "staff", "a'b"):
        here.submitted(student, NAME).mkdir(parents=True)
    here.submitted("late", "09-other").mkdir(parents=True)
    (tmp_path / "grading" / "submitted" / "roster.csv").touch()
    assert list(intake.students(here, NAME)) == [".odd", "Zoë Ünal", "a'b", "ada", "ben"]


@pytest.mark.parametrize(
    "structure",
    ["{nbgrader_step}/{assignment_id}/{student_id}", "{nbgrader_step}/s-{student_id}.d/x/{assignment_id}"],
)
def test_folders_may_be_nested_otherwise(tmp_path: Path, structure: str, exercise: Exercise):
    here = course(tmp_path, structure)
    for student in ("ada", "ben"):
        here.submitted(student, NAME).mkdir(parents=True)
        (here.submitted(student, NAME) / NOTEBOOK).write_bytes(SOUND)
    assert list(intake.students(here, NAME)) == ["ada", "ben"]
    assert intake.read(here.submitted("ada", NAME), exercise, "ada").notebook == SOUND


@pytest.mark.parametrize(
    "name", ["ada", "ada.b@x.org", "Zoë Ünal", "हिन्दी", "李-4_2+a", "a" * intake.STUDENT]
)
def test_letters_of_any_script_make_an_id(name: str):
    assert intake.valid_student(name) is None


@pytest.mark.parametrize(
    "name",
    [
        "",
        ".",
        "..",
        ".ada",
        " ada",
        "ada ",
        "a/b",
        "a\\b",
        "a\nb",
        "a\0b",
        "<b>",
        "a&b",
        "o'neil",
        'a"b',
        "a:b",
        *("\udcff", "a\u202eb", "a\u200bb", "=cmd()", "a*", "a" * (intake.STUDENT + 1), "李" * 86),
    ],
)
def test_anything_else_is_nobodys_id(name: str):
    assert intake.valid_student(name).isprintable()


def test_an_id_is_a_name_that_file_systems_take(tmp_path: Path):
    name = "李" * 85
    assert intake.valid_student(name) is None
    (tmp_path / name).mkdir()


def test_names_in_sentences_can_be_printed():
    assert intake.spoken("a\x1b[31m\u202e\n\udcff") == "a\ufffd[31m\ufffd\ufffd\ufffd"
    assert len(intake.spoken("a" * 255)) == 80
    assert intake.named(map(str, range(7))) == "“0”, “1”, “2”, “3”, “4” and 2 more"


def _swap(data: bytes, at: int, junk: bytes) -> bytes:
    at %= len(data)
    return data[:at] + junk + data[at + len(junk) :]


broken = st.one_of(
    st.none(),
    st.binary(max_size=400),
    st.just(SOUND),
    st.builds(_swap, st.just(SOUND), st.integers(0), st.binary(max_size=30)),
    st.integers(0, len(SOUND)).map(lambda end: SOUND[:end]),
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    notebook=broken,
    answers=st.one_of(
        st.none(),
        st.binary(max_size=300),
        st.builds(_swap, st.just(beside(RIGHT)), st.integers(0), st.binary(max_size=30)),
    ),
    when=st.one_of(st.none(), st.binary(max_size=40), st.datetimes().map(lambda time: str(time).encode())),
    name=st.sampled_from([NOTEBOOK, "mine.ipynb"]),
)
@example(SOUND, beside(RIGHT), None, NOTEBOOK)
def test_any_bytes_end_in_points_or_a_sentence_within_a_second(
    folder, exercise, notebook, answers, when, name
):
    for path in folder.iterdir():
        path.unlink()
    for path, data in ((name, notebook), (ANSWERS, answers), ("timestamp.txt", when)):
        if data is not None:
            (folder / path).write_bytes(data)
    start = time.process_time()
    try:
        graded = score(intake.read(folder, exercise, "ada"), exercise)
    except Refused as error:
        assert str(error).endswith(".")
        assert str(error).isprintable()
    else:
        assert 0 <= graded.points <= POSSIBLE
        assert all(flag.sentence.isprintable() for flag in graded.flags)
    assert time.process_time() - start < 1
