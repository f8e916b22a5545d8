"""What learning platforms give is brought to where submissions lie; nothing else is written anywhere."""

import json
import os
import re
import shutil
import stat
import time
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tenmistakes.answers.embedding import NOTEBOOK_LIMIT
from tenmistakes.grading import intake
from tenmistakes.grading.collect import Collected, collect, mend
from tenmistakes.grading.exercise import Exercise
from tenmistakes.grading.handed_in import Refused
from tenmistakes.grading.scoring import score
from tenmistakes.grading.settings import Settings

from .making import NAME, POSSIBLE, RIGHT, beside, notebook

NOTEBOOK, ANSWERS = f"{NAME}.ipynb", f"{NAME}.answers.json"
SOUND, BLANK, SAVED = json.dumps(notebook(RIGHT)).encode(), json.dumps(notebook()).encode(), beside(RIGHT)
NOON, ONE = datetime(2026, 2, 1, 12), datetime(2026, 2, 1, 13)
MEMBERS = (2026, 2, 1, 12, 0, 0)
Member = tuple[str | zipfile.ZipInfo, bytes]


@pytest.fixture(autouse=True)
def _at_greenwich(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Zip files tell no zone: this machine's is UTC."""
    monkeypatch.setenv("TZ", "UTC")
    time.tzset()
    yield
    monkeypatch.undo()
    time.tzset()


@pytest.fixture
def course(tmp_path: Path) -> Settings:
    structure = "{nbgrader_step}/{student_id}/{assignment_id}"
    return Settings(tmp_path / "course", "ten", "", structure, "r", "submitted", "a", "f", True, None)


@pytest.fixture
def take(course: Settings, exercise: Exercise):
    return lambda source, **said: list(collect(source, course, exercise, **said))


@pytest.fixture
def zipped(tmp_path: Path):
    def make(*members: Member, when: tuple[int, ...] = MEMBERS) -> Path:
        path = tmp_path / "class.zip"
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, data in members:
                info = name if isinstance(name, zipfile.ZipInfo) else zipfile.ZipInfo(name, when)
                archive.writestr(info, data)
        return path

    return make


def there(course: Settings) -> dict[str, bytes]:
    """Everything in the course's folder, by path."""
    found = (path for path in sorted(course.root.rglob("*")) if path.is_file())
    return {path.relative_to(course.root).as_posix(): path.read_bytes() for path in found}


def placed(student: str, *files: str) -> list[str]:
    return [f"submitted/{student}/{NAME}/{name}" for name in sorted(files)]


def what(collected: Iterable[Collected]) -> dict[str, str]:
    return {one.student: one.what for one in collected}


def when(course: Settings, student: str) -> datetime | None:
    return intake.timestamp(course.submitted(student, NAME))


def refused(collected: Iterable[Collected]) -> str:
    (one,) = collected
    assert one.what == "refused"
    assert one.sentence.endswith(".")
    assert one.sentence.isprintable()
    return one.sentence


def test_canvas(course: Settings, take, zipped):
    source = zipped(
        (f"lovelaceada_1234_56789_{NAME}-1.ipynb", SOUND),
        (f"lovelaceada_1234_56790_{NAME}.answers.json", SAVED),
        (f"hopper-grace_LATE_88_56791_{NOTEBOOK}", BLANK),
        ("turingalan_77_56792_essay.pdf", b"%PDF"),
    )
    assert what(take(source)) == {"1234": "taken", "88": "taken", "77": "refused"}
    assert list(there(course)) == [*placed("1234", NOTEBOOK, ANSWERS), *placed("88", NOTEBOOK)]
    assert when(course, "1234") is None  # the zip's times are those of the download


def test_moodle(course: Settings, take, zipped, exercise: Exercise):
    source = zipped(
        (f"Ada Lovelace_1234_assignsubmission_file_/{NOTEBOOK}", SOUND),
        (f"Ada Lovelace_1234_assignsubmission_file_/{ANSWERS}", SAVED),
        ("Gráinne O'Malley_1235_assignsubmission_file/work/plan.ipynb", SOUND),
        ("Alan Turing_1236_assignsubmission_file_plan (1).ipynb", BLANK),
        ("Alan Turing_1236_assignsubmission_onlinetext_/onlinetext.html", b"<p>"),
    )
    assert set(what(take(source)).values()) == {"taken"}
    assert list(there(course)) == [
        *placed("Ada Lovelace", NOTEBOOK, ANSWERS, "timestamp.txt"),
        *placed("Alan Turing", NOTEBOOK, "timestamp.txt"),
        *placed("Gráinne O-Malley", NOTEBOOK, "timestamp.txt"),
    ]
    assert when(course, "Ada Lovelace") == NOON
    hand_in = intake.read(course.submitted("Ada Lovelace", NAME), exercise, "Ada Lovelace")
    assert (hand_in.flags, score(hand_in, exercise).points) == ((), POSSIBLE)


def test_two_learners_of_one_name_are_told_apart_by_a_person(course: Settings, take, zipped):
    source = zipped(
        (f"Ada Smith_12_assignsubmission_file_/{NOTEBOOK}", SOUND),
        (f"Ada Smith_13_assignsubmission_file_/{NOTEBOOK}", BLANK),
    )
    assert "--pattern" in refused(take(source))
    assert there(course) == {}
    assert what(take(source, pattern=r"_(?P<student_id>\d+)_")) == {"12": "taken", "13": "taken"}


def test_blackboard_and_the_last_of_several_attempts(course: Settings, take, zipped):
    source = zipped(
        (f"Exercise 8_ada_attempt_2026-02-01-11-00-00_{NOTEBOOK}", BLANK),
        (f"Exercise 8_ada_attempt_2026-02-01-13-00-00_{NOTEBOOK}", SOUND),
        ("Exercise 8_ada_attempt_2026-02-01-13-00-00.txt", b"Name: Ada (ada)"),
        (f"Exercise 8_ada_attempt_2026-02-01-12-00-00_{ANSWERS}", SAVED),
    )
    (one,) = take(source)
    assert (one.student, one.what) == ("ada", "taken")
    assert "3 attempts" in one.sentence
    assert list(there(course)) == placed("ada", NOTEBOOK, "timestamp.txt")
    assert there(course)[placed("ada", NOTEBOOK)[0]] == SOUND
    assert when(course, "ada") == ONE


@pytest.mark.parametrize(
    ("theirs", "neighbours"),
    [
        (
            "Eve_666_assignsubmission_file_/{}_999_assignsubmission_file_" + NOTEBOOK,
            "{}_999_assignsubmission_file_/",
        ),
        (
            "Exercise 8_Eve_attempt_2026-02-01-11-00-00_x_{}_attempt_2026-01-01-10-00-00_" + NOTEBOOK,
            "Exercise 8_{}_attempt_2026-02-01-10-00-00_",
        ),
    ],
    ids=["moodle", "blackboard"],
)
@pytest.mark.parametrize("handed_in", [True, False])
def test_a_file_name_that_looks_like_a_platforms_does_not_make_the_file_a_neighbours(
    course: Settings, take, zipped, theirs: str, neighbours: str, handed_in: bool
):
    members = [(theirs.format("Ada"), BLANK)]
    if handed_in:
        members.append((neighbours.format("Ada") + NOTEBOOK, SOUND))
    assert what(take(zipped(*members))) == {"Eve": "taken"} | ({"Ada": "taken"} if handed_in else {})
    if handed_in:
        assert there(course)[placed("Ada", NOTEBOOK)[0]] == SOUND


def test_a_backslash_in_a_learners_file_name_is_no_folder(course: Settings, take, zipped):
    source = zipped(
        (f"aaa_666_10_a\\z_123_11_{NOTEBOOK}", BLANK), (f"lovelaceada_123_56789_{NOTEBOOK}", SOUND)
    )
    assert what(take(source)) == {"666": "taken", "123": "taken"}
    assert there(course)[placed("123", NOTEBOOK)[0]] == SOUND


@pytest.mark.parametrize("method", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_what_unpacks_without_a_bound_is_not_unpacked(course: Settings, take, tmp_path: Path, method: int):
    source = tmp_path / "class.zip"
    with zipfile.ZipFile(source, "w") as archive:
        archive.writestr(f"eve/{NOTEBOOK}", SOUND, compress_type=method)
        archive.writestr(f"ada/{NOTEBOOK}", SOUND)
    collected = {one.student: one for one in take(source)}
    assert collected["ada"].what == "taken"
    assert collected["eve"].what == "refused" and "packed in an unusual way" in collected["eve"].sentence


@pytest.mark.parametrize("moment", [1e11, 4e9])
def test_a_time_that_cannot_be_or_is_still_to_come_is_no_time(
    course: Settings, take, tmp_path: Path, moment: float
):
    source = tmp_path / "class"
    for student in ("ada", "eve"):
        (source / student).mkdir(parents=True)
        (source / student / NOTEBOOK).write_bytes(SOUND)
    try:
        os.utime(source / "eve" / NOTEBOOK, (moment, moment))
    except (OSError, OverflowError):
        pytest.skip("this file system knows no such time")
    assert what(take(source)) == {"ada": "taken", "eve": "taken"}
    assert when(course, "eve") is None


def test_a_path_beyond_all_names_is_not_looked_at(take, zipped):
    (one,) = take(zipped(("a_1" * 20_000 + NOTEBOOK, SOUND)))
    assert one.what == "refused" and "too long" in one.sentence


@pytest.mark.parametrize("shape", ["{}", "class/{}", "{}/" + NAME, "grading/submitted/{}/" + NAME])
@pytest.mark.parametrize("students", [["ada"], ["ada", "ben"]])
def test_folders_named_after_learners(course: Settings, take, zipped, tmp_path: Path, shape, students):
    names = [f"{shape.format(student)}/{NOTEBOOK}" for student in students]
    as_zip = zipped(
        *((name, SOUND) for name in names), ("__MACOSX/x/._a.ipynb", b""), ("README.md", b"hello")
    )
    assert what(take(as_zip)) == dict.fromkeys(students, "taken")
    before = there(course)
    assert list(before) == [path for name in students for path in placed(name, NOTEBOOK, "timestamp.txt")]
    folder = tmp_path / "unpacked"
    for name in names:
        (folder / name).parent.mkdir(parents=True)
        (folder / name).write_bytes(SOUND)
        os.utime(folder / name, (ONE.replace(tzinfo=UTC).timestamp(),) * 2)
    assert what(take(folder)) == dict.fromkeys(students, "unchanged")
    assert there(course) == before


def test_a_pattern_says_whose_and_when(course: Settings, take, zipped):
    source = zipped(
        ("w8/x-ada-2026-02-01-13-00-00.ipynb", SOUND), ("w8/x-ben-12.ipynb", SOUND), ("x.ipynb", SOUND)
    )
    collected = take(source, pattern=r"x-(?P<student_id>\w+)-(?P<timestamp>[\d-]+)")
    assert what(collected) == {"": "refused", "ada": "taken", "ben": "taken"}
    assert (when(course, "ada"), when(course, "ben")) == (ONE, None)


@pytest.mark.parametrize(("pattern", "word"), [("(", "regular expression"), (r"(\w+)", "student_id")])
def test_a_pattern_that_says_nothing_is_refused(take, zipped, pattern: str, word: str):
    with pytest.raises(Refused, match=word):
        take(zipped(("ada/a.ipynb", SOUND)), pattern=pattern)


@pytest.mark.parametrize("ending", [".ipynb", ".IPYNB", ".ipynb.txt"])
def test_one_notebook(course: Settings, take, tmp_path: Path, ending: str):
    path = tmp_path / f"{NAME} (1){ending}"
    path.write_bytes(SOUND)
    (tmp_path / "other.ipynb").write_bytes(BLANK)
    said = refused(take(path))
    assert "--student" in said
    assert f"“{path.name}”" in said
    assert there(course) == {}
    assert what(take(path, student="ada")) == {"ada": "taken"}
    assert list(there(course)) == placed("ada", NOTEBOOK, "timestamp.txt")


def test_one_notebook_comes_with_its_answers(course: Settings, take, tmp_path: Path):
    (tmp_path / "mine.ipynb").write_bytes(SOUND)
    (tmp_path / "mine.answers.json").write_bytes(SAVED)
    assert what(take(tmp_path / "mine.ipynb", student="ada")) == {"ada": "taken"}
    assert list(there(course)) == placed("ada", NOTEBOOK, ANSWERS, "timestamp.txt")


@pytest.mark.parametrize("wrap", ["", "hand-ins/", "course/hand-ins/"])
def test_notebooks_named_after_learners(course: Settings, take, zipped, wrap: str):
    """In an archive they may lie in a folder that was packed as a whole."""
    names = ["alice", "bob (1)", "Gráinne O'Malley"]
    members = [(f"{wrap}{name}.ipynb", SOUND) for name in names]
    noted, *taken = take(zipped(*members, (f"{wrap}alice.answers.json", SAVED), (f"{wrap}list.pdf", b"")))
    assert noted == Collected("", "noted", "Names taken from the file names: Gráinne O-Malley, alice, bob.")
    assert what(taken) == {"Gráinne O-Malley": "taken", "alice": "taken", "bob": "taken"}
    assert list(there(course)) == [
        *placed("Gráinne O-Malley", NOTEBOOK, "timestamp.txt"),
        *placed("alice", NOTEBOOK, ANSWERS, "timestamp.txt"),
        *placed("bob", NOTEBOOK, "timestamp.txt"),
    ]


def test_a_folder_and_a_single_notebook_named_after_learners(course: Settings, take, tmp_path: Path):
    folder = tmp_path / "class"
    folder.mkdir()
    names = [f"learner-{number:02}" for number in range(12)]
    for name in names:
        (folder / f"{name}.ipynb").write_bytes(SOUND)
    noted, *taken = take(folder)
    assert "learner-00, learner-01," in noted.sentence
    assert noted.sentence.endswith("learner-09, ….")
    assert what(taken) == dict.fromkeys(names, "taken")
    (tmp_path / "zoe.ipynb").write_bytes(SOUND)
    noted, taken = take(tmp_path / "zoe.ipynb")
    assert noted.sentence == "Names taken from the file names: zoe."
    assert (taken.student, taken.what) == ("zoe", "taken")


@pytest.mark.parametrize(
    "names",
    [
        [f"{NAME}.ipynb", f"{NAME}-1.ipynb"],
        ["alice.ipynb", "No Crisis Plan_bob.ipynb"],
        ["alice.ipynb", "Untitled1.ipynb"],
        ["exercise 8.ipynb"],
        ["bob.ipynb", "bob (1).ipynb"],
    ],
)
def test_what_cannot_be_told_is_said_once_with_a_way_out(course: Settings, take, zipped, names: list[str]):
    source = zipped(*((name, SOUND) for name in names))
    said = refused(take(source))
    assert all(f"“{name}”" in said for name in names)
    example = re.search(r'--pattern "([^"]+)"', said)
    assert example is not None
    assert there(course) == {}
    assert {one.what for one in take(source, pattern=example[1])} <= {"taken", "refused"}
    assert {one.student for one in take(zipped(("in/alice.ipynb", SOUND)), pattern=example[1])} == {"alice"}


def test_a_pattern_for_notebooks_finds_their_answers_too(course: Settings, take, zipped):
    source = zipped(("w/x_ada.ipynb", SOUND), ("w/x_ada.answers.json", SAVED))
    assert what(take(source, pattern=r"x_(?P<student_id>[^.]+)\.ipynb")) == {"ada": "taken"}
    assert list(there(course)) == placed("ada", NOTEBOOK, ANSWERS, "timestamp.txt")


@pytest.mark.parametrize("shape", ["", f"{NAME}/"])
@pytest.mark.parametrize("names", [["W.IPYNB"], [NOTEBOOK, "draft.ipynb"], [ANSWERS]])
def test_a_folder_with_the_work_at_its_top_is_one_learners(
    course: Settings, take, tmp_path: Path, shape: str, names: list[str]
):
    folder = tmp_path / "from-mail"
    (folder / shape / "old").mkdir(parents=True)
    (folder / shape / "old" / NOTEBOOK).write_bytes(BLANK)
    for name in names:
        (folder / shape / name).write_bytes(SAVED if name == ANSWERS else SOUND)
    assert what(take(folder, student="dora")) == {"dora": "taken"}
    assert {Path(path).parts[1] for path in there(course)} == {"dora"}


def test_a_class_is_not_one_learners_whoever_is_named(course: Settings, take, zipped):
    """``--student`` says then who is to be graded."""
    for members in (["ada/x.ipynb", "ben/x.ipynb", NOTEBOOK], ["ada.ipynb", "ben.ipynb"]):
        collected = take(zipped(*((name, SOUND) for name in members)), student="ben")
        assert {one.student for one in collected} == {"", "ada", "ben"}
    canvas = zipped((f"lovelaceada_1234_56789_{NAME}-1.ipynb", SOUND))
    assert what(take(canvas, student="1234")) == {"1234": "taken"}


def test_submissions_are_not_collected_from_where_they_lie(course: Settings, take):
    folder = course.submitted("ada", NAME)
    for stem in (NAME, "07-other"):
        course.submitted("ada", stem).mkdir(parents=True)
        (course.submitted("ada", stem) / f"{stem}.ipynb").write_bytes(SOUND)
    (folder / "photo.png").write_bytes(b"PNG")
    before = there(course)
    for source in (course.root, folder.parent.parent, folder.parent, folder, folder / NOTEBOOK):
        for student in (None, "ada"):
            with pytest.raises(Refused, match=r"graded where they are: leave “.*” away\.$"):
                take(source, student=student)
    assert there(course) == before


def test_of_several_exercises_only_this_one_is_taken(course: Settings, take, zipped):
    members = [f"ada/{NAME}/{NOTEBOOK}", "ada/07-other/07-other.ipynb", "ben/07-other/07-other.ipynb"]
    assert what(take(zipped(*((name, SOUND) for name in members)))) == {"ada": "taken"}
    assert list(there(course)) == placed("ada", NOTEBOOK, "timestamp.txt")
    assert what(take(zipped(("12-smith/x.ipynb", SOUND), ("13-may/x.ipynb", SOUND)))) == {
        "12-smith": "taken",
        "13-may": "taken",
    }


def test_several_notebooks_of_one_learner_keep_their_names(course: Settings, take, zipped):
    source = zipped(
        ("ada/a.ipynb", SOUND),
        ("ada/sub/A.ipynb", BLANK),
        ("ada/\x1b<b>.ipynb", b"{}"),
        ("ben/x.ipynb", SOUND),
    )
    assert what(take(source)) == {"ada": "taken", "ben": "taken"}
    assert list(there(course)) == [
        *placed("ada", "--b-.ipynb", "A-2.ipynb", "a.ipynb", "timestamp.txt"),
        *placed("ben", NOTEBOOK, "timestamp.txt"),
    ]


def test_nothing_newer_is_replaced(course: Settings, take, zipped):
    early, late = (2026, 2, 1, 11, 0, 0), (2026, 2, 1, 13, 0, 0)
    assert what(take(zipped((f"ada/{NOTEBOOK}", SOUND)))) == {"ada": "taken"}
    stray = course.submitted("ada", NAME) / "draft.txt"
    stray.touch()
    before = there(course)
    assert what(take(zipped((f"ada/{NOTEBOOK}", SOUND), when=late))) == {"ada": "unchanged"}
    (older,) = take(zipped((f"ada/{NOTEBOOK}", BLANK), when=early))
    assert older.what == "older"
    assert older.sentence
    # Nothing says when this one was handed in; it might be the older.
    assert "dated" in refused(take(zipped((f"ada/{NOTEBOOK}", BLANK), when=(1980, 1, 1, 0, 0, 0))))
    assert there(course) == before
    assert what(take(zipped((f"ada/{NOTEBOOK}", BLANK), when=late))) == {"ada": "taken"}
    assert list(there(course)) == placed("ada", NOTEBOOK, "timestamp.txt")
    assert when(course, "ada") == ONE


def test_work_without_a_time_gets_one_and_gives_way(course: Settings, take, zipped):
    undated = (1980, 1, 1, 0, 0, 0)
    assert what(take(zipped((f"ada/{NOTEBOOK}", BLANK), when=undated))) == {"ada": "taken"}
    assert what(take(zipped((f"ada/{NOTEBOOK}", BLANK), when=undated))) == {"ada": "unchanged"}
    assert what(take(zipped((f"ada/{NOTEBOOK}", SOUND), when=undated))) == {"ada": "taken"}
    assert what(take(zipped((f"ada/{NOTEBOOK}", SOUND)))) == {"ada": "taken"}
    assert when(course, "ada") == NOON


def _link(name: str) -> zipfile.ZipInfo:
    info = zipfile.ZipInfo(name, MEMBERS)
    info.external_attr = (stat.S_IFLNK | 0o777) << 16
    return info


@pytest.mark.parametrize(
    ("members", "word"),
    [
        ([(_link("ada/a.ipynb"), b"/etc/passwd")], "link"),
        ([("ada/../../a.ipynb", SOUND)], "out of the archive"),
        ([("/ada/a.ipynb", SOUND)], "out of the archive"),
        ([("C:\\ada\\a.ipynb", SOUND)], "out of the archive"),
        ([("..\\..\\a.ipynb", SOUND)], "out of the archive"),
        ([("../ada.ipynb", SOUND)], "out of the archive"),
        ([("ada\x1b[31m/a.ipynb", SOUND)], "nobody"),
        ([("a" * 200 + "/a.ipynb", SOUND)], "characters"),
        ([(f"ada/{NAME}/{n}.ipynb", SOUND) for n in range(11)], "too many"),
        ([("ada/a.ipynb", bytes(NOTEBOOK_LIMIT + 1))], "24 MiB"),
        ([("ada/essay.pdf", b"%PDF")], "essay.pdf"),
    ],
)
def test_what_is_not_taken_is_said(course: Settings, take, zipped, tmp_path: Path, members, word: str):
    before = set(tmp_path.rglob("*"))
    assert word in refused(take(zipped(*members)))
    assert set(tmp_path.rglob("*")) - before == {tmp_path / "class.zip"}


def _patched(path: Path, change) -> None:
    data = bytearray(path.read_bytes())
    change(data, data.rindex(b"PK\x01\x02"))
    path.write_bytes(data)


def _encrypted(data: bytearray, directory: int) -> None:
    data[directory + 8] |= 1
    data[6] |= 1


def _liar(data: bytearray, directory: int) -> None:
    """It says that it is small, and it is not."""
    data[directory + 24 : directory + 28] = (1000).to_bytes(4, "little")


def _torn(data: bytearray, directory: int) -> None:
    data[60:90] = bytes(30)


def _packed(data: bytearray, directory: int) -> None:
    data[directory + 10] = data[8] = 99


@pytest.mark.parametrize(
    ("change", "word"),
    [(_encrypted, "encrypted"), (_liar, "damaged"), (_torn, "damaged"), (_packed, "packed")],
)
def test_a_member_that_cannot_be_read_costs_nobody_else(course: Settings, take, zipped, change, word: str):
    source = zipped(("eve/a.ipynb", SOUND * 40))
    _patched(source, change)
    data = source.read_bytes()
    assert word in refused(take(source))
    # With neighbours: the same file, and two sound ones added to the archive.
    with zipfile.ZipFile(source, "a") as archive:
        archive.writestr("ada/a.ipynb", SOUND)
        archive.writestr("zoe/a.ipynb", SOUND)
    assert data[:1000] == source.read_bytes()[:1000]
    assert what(take(source)) == {"ada": "taken", "eve": "refused", "zoe": "taken"}


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_of_two_files_of_one_name_the_later_is_taken_and_it_is_said(course: Settings, take, zipped):
    (one,) = take(zipped(("ada/a.ipynb", BLANK), ("ada/a.ipynb", SOUND)))
    assert one.what == "taken"
    assert "“a.ipynb”" in one.sentence
    assert there(course)[placed("ada", NOTEBOOK)[0]] == SOUND


def test_a_bomb_takes_no_memory_and_no_time(take, zipped):
    source = zipped(*((f"s{n}/a.ipynb", bytes(NOTEBOOK_LIMIT * 2)) for n in range(3)))
    start = time.process_time()
    assert {one.what for one in take(source)} == {"refused"}
    assert time.process_time() - start < 1


@pytest.mark.skipif(os.name == "nt", reason="links and pipes are POSIX's")
def test_links_and_pipes_in_a_folder_are_not_followed(course: Settings, take, tmp_path: Path):
    (tmp_path / "secret.ipynb").write_bytes(SOUND)
    folder = tmp_path / "class"
    for student in ("ada", "ben", "cleo"):
        (folder / student).mkdir(parents=True)
    (folder / "ada" / "a.ipynb").symlink_to(tmp_path / "secret.ipynb")
    os.mkfifo(folder / "ben" / "b.ipynb")
    (folder / "cleo" / "c.ipynb").write_bytes(SOUND)
    (folder / "dora").symlink_to(folder / "cleo", target_is_directory=True)
    collected = {one.student: one for one in take(folder)}
    assert {student: one.what for student, one in collected.items()} == {
        "ada": "refused",
        "ben": "refused",
        "cleo": "taken",
    }
    assert "link" in collected["ada"].sentence
    assert "pipe" in collected["ben"].sentence


@pytest.mark.skipif(os.name == "nt", reason="links are POSIX's")
def test_nothing_is_written_through_a_link(course: Settings, take, zipped, tmp_path: Path):
    (tmp_path / "elsewhere").mkdir()
    (course.root / "submitted").mkdir(parents=True)
    (course.root / "submitted" / "ada").symlink_to(tmp_path / "elsewhere", target_is_directory=True)
    assert "no folder" in refused(take(zipped(("ada/a.ipynb", SOUND))))
    assert list((tmp_path / "elsewhere").iterdir()) == []


@pytest.mark.parametrize("data", [b"", b"PK", b"no zip", b"PK\x05\x06" + bytes(10)])
def test_a_source_that_is_no_source_is_said(take, tmp_path: Path, data: bytes):
    (tmp_path / "class.zip").write_bytes(data)
    with pytest.raises(Refused, match="no zip file"):
        take(tmp_path / "class.zip")
    with pytest.raises(Refused, match="There is no"):
        take(tmp_path / "nothing")


def test_an_interrupted_replacement_gives_back_what_was_there(
    course: Settings, take, zipped, monkeypatch: pytest.MonkeyPatch
):
    take(zipped((f"ada/{NOTEBOOK}", BLANK)))
    before = there(course)
    rename = Path.rename

    def killed(self: Path, target: Path) -> Path:
        if self.name.endswith(".new"):
            raise KeyboardInterrupt
        return rename(self, target)

    late = (2026, 2, 1, 13, 0, 0)
    with monkeypatch.context() as patch, pytest.raises(KeyboardInterrupt):
        patch.setattr(Path, "rename", killed)
        take(zipped((f"ada/{NOTEBOOK}", SOUND), when=late))
    assert what(take(zipped((f"ada/{NOTEBOOK}", SOUND), when=(2026, 2, 1, 9, 0, 0)))) == {"ada": "older"}
    assert {path: data for path, data in there(course).items() if "/." not in path} == before
    assert what(take(zipped((f"ada/{NOTEBOOK}", SOUND), when=late))) == {"ada": "taken"}
    assert list(there(course)) == placed("ada", NOTEBOOK, "timestamp.txt")


@pytest.mark.parametrize(
    "structure",
    [
        "{nbgrader_step}/{student_id}/{assignment_id}",
        "{nbgrader_step}/{assignment_id}/{student_id}",
        "{nbgrader_step}/{assignment_id}/of-{student_id}/work",
    ],
)
@pytest.mark.parametrize("at", range(5))
def test_whoever_was_killed_while_replacing_a_hand_in_is_made_good(
    course: Settings, exercise: Exercise, zipped, monkeypatch: pytest.MonkeyPatch, structure: str, at: int
):
    course = replace(course, structure=structure)
    list(collect(zipped(("ada/x.ipynb", BLANK), ("ben/x.ipynb", BLANK)), course, exercise))
    before = there(course)
    steps = iter(range(99))

    def until_killed(step):
        def act(*given: object, **named: object) -> object:
            if next(steps) == at:
                raise KeyboardInterrupt
            return step(*given, **named)

        return act

    with monkeypatch.context() as patch:
        for owner, name in ((Path, "rename"), (Path, "write_bytes"), (shutil, "rmtree")):
            patch.setattr(owner, name, until_killed(getattr(owner, name)))
        with pytest.raises(KeyboardInterrupt):
            list(collect(zipped(("ada/x.ipynb", SOUND), when=(2026, 2, 1, 13, 0, 0)), course, exercise))
    mend(course, NAME)
    assert there(course).keys() == before.keys()
    assert [path.name for path in course.root.rglob(".*")] == []
    assert intake.timestamp(course.submitted("ada", NAME)) == (NOON if at < 4 else ONE)
    assert list(intake.students(course, NAME)) == ["ada", "ben"]


def test_a_full_disk_leaves_what_was_there(course: Settings, take, zipped, monkeypatch: pytest.MonkeyPatch):
    take(zipped((f"ada/{NOTEBOOK}", BLANK)))
    before = there(course)

    def full(*_: object) -> int:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "write_bytes", full)
    source = zipped((f"ada/{NOTEBOOK}", SOUND), when=(2026, 2, 1, 13, 0, 0))
    assert "No space left" in refused(take(source))
    assert there(course) == before
