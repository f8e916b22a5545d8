"""Pages of feedback in a zip file: each comes to its learner, by the rules that the platforms go by."""

import re
import stat
import zipfile
from pathlib import Path

import pytest

from tenmistakes import cli
from tenmistakes.grading.handed_in import Refused
from tenmistakes.grading.sending_back import layout_of, pack

from .classroom import NAME, RIGHT, Classroom, notebook, open_classroom, saved

PAGE = f"{NAME}-feedback.html"


@pytest.fixture
def pages(tmp_path: Path) -> dict[str, Path]:
    """A page for each of the learners whom the tests know by a name or a number."""
    found = {}
    for student in ("Ada Lovelace", "Alan Turing", "Gráinne O-Malley", "1234", "88"):
        found[student] = tmp_path / f"{student}.html"
        found[student].write_text(f"For {student}.", encoding="utf-8")
    return found


def given(tmp_path: Path, *names: str) -> Path:
    path = tmp_path / "submissions.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for name in names:
            archive.writestr(name, b"{}")
    return path


def packed(path: Path) -> dict[str, str]:
    with zipfile.ZipFile(path) as archive:
        assert archive.testzip() is None
        return {name: archive.read(name).decode() for name in archive.namelist()}


def moodles(path: str) -> tuple[int, str] | None:
    """Whose a file is and what it is called, as Moodle tells: by the second of four parts."""
    parts = path.split("/")
    while parts:
        words = parts.pop(0).split("_", 4)
        if len(words) >= 4 and words[1].isdigit() and words[2:4] == ["assignsubmission", "file"]:
            rest = [word for word in (*words[4:], *parts) if word]
            return int(words[1]), "/".join(rest)
    return None


def canvases(path: str) -> tuple[int, int] | None:
    """The learner's number and the file's, as Canvas tells: the first two parts that are numbers."""
    numbers = [int(word) for word in path.split("/")[-1].split("_") if re.fullmatch(r"\d+", word)]
    return (numbers[0], numbers[1]) if len(numbers) > 1 else None


def test_moodle_knows_again_whose_a_page_is(tmp_path: Path, pages: dict[str, Path]):
    source = given(
        tmp_path,
        f"Ada Lovelace_1234_assignsubmission_file_/{NAME}.ipynb",
        f"Ada Lovelace_1234_assignsubmission_file_/{NAME}.answers.json",
        "Gráinne O'Malley_1235_assignsubmission_file/work/plan.ipynb",
        "Alan Turing_1236_assignsubmission_file_plan (1).ipynb",
        "Alan Turing_1236_assignsubmission_onlinetext_/onlinetext.html",
    )
    layout = layout_of(source, NAME)
    assert layout.platform == "Moodle"
    assert pack(tmp_path / "back.zip", pages, NAME, layout) == ["1234", "88"]
    found = {moodles(path): text for path, text in packed(tmp_path / "back.zip").items()}
    assert found == {
        (1234, PAGE): "For Ada Lovelace.",
        (1235, PAGE): "For Gráinne O-Malley.",
        (1236, PAGE): "For Alan Turing.",
    }


def test_canvas_knows_again_whose_a_page_is_and_which_file_is_meant(tmp_path: Path, pages: dict[str, Path]):
    source = given(
        tmp_path,
        f"lovelaceada_1234_56790_{NAME}.answers.json",
        f"lovelaceada_1234_56789_{NAME}-1.ipynb",
        f"hopper-grace_LATE_88_56791_{NAME}.ipynb",
    )
    layout = layout_of(source, NAME)
    assert layout.platform == "Canvas"
    assert pack(tmp_path / "back.zip", pages, NAME, layout) == [
        "Ada Lovelace",
        "Alan Turing",
        "Gráinne O-Malley",
    ]
    found = {canvases(path): text for path, text in packed(tmp_path / "back.zip").items()}
    assert found == {(1234, 56789): "For 1234.", (88, 56791): "For 88."}
    assert all(path.endswith(f"_{PAGE}") for path in packed(tmp_path / "back.zip"))


def test_without_a_platform_there_is_a_folder_for_each_learner(tmp_path: Path, pages: dict[str, Path]):
    assert pack(tmp_path / "back.zip", pages, NAME) == []
    assert packed(tmp_path / "back.zip") == {
        f"{student}/{PAGE}": f"For {student}." for student in sorted(pages)
    }


def test_two_learners_of_one_name_get_a_page_by_the_pattern_they_were_collected_with(tmp_path: Path):
    source = given(
        tmp_path,
        f"Ada Smith_12_assignsubmission_file_/{NAME}.ipynb",
        f"Ada Smith_13_assignsubmission_file_/{NAME}.ipynb",
        f"Bo Lee_14_assignsubmission_file_/{NAME}.ipynb",
    )
    assert layout_of(source, NAME).path("Ada Smith", NAME) is None
    layout = layout_of(source, NAME, r"_(?P<student_id>\d+)_")
    assert [moodles(layout.path(student, NAME) or "") for student in ("12", "13", "14")] == [
        (12, PAGE),
        (13, PAGE),
        (14, PAGE),
    ]


@pytest.mark.parametrize(
    "names",
    [
        [f"ada/{NAME}.ipynb"],
        [f"Exercise 8_ada_attempt_2026-02-01-11-00-00_{NAME}.ipynb"],
        ["Eve/../../Ada Lovelace_12_assignsubmission_file_/x.ipynb"],
    ],
    ids=["folders", "Blackboard", "a path that leads out"],
)
def test_names_that_no_platform_knows_again_are_refused(tmp_path: Path, names: list[str]):
    with pytest.raises(Refused, match=r"not those of Moodle or Canvas.* Leave --like away"):
        layout_of(given(tmp_path, *names), NAME)


def test_a_learners_file_name_cannot_bring_a_page_to_somebody_else(tmp_path: Path):
    source = given(
        tmp_path,
        "Eve_666_assignsubmission_file_/Ada_999_assignsubmission_file_x.ipynb",
        f"Bo Lee_14_assignsubmission_file_/{NAME}.ipynb",
    )
    layout = layout_of(source, NAME)
    assert moodles(layout.path("Eve", NAME) or "") == (666, PAGE)
    assert layout.path("Ada", NAME) is None


def test_the_same_pages_are_the_same_file_and_take_the_place_of_the_last(
    tmp_path: Path, pages: dict[str, Path]
):
    first, second = tmp_path / "a.zip", tmp_path / "b.zip"
    pack(first, pages, NAME)
    pack(second, dict(reversed(pages.items())), NAME)
    assert first.read_bytes() == second.read_bytes()
    pack(first, {}, NAME)
    assert packed(first) == {}
    pack(first, pages, NAME)
    assert first.read_bytes() == second.read_bytes()


@pytest.mark.parametrize("theirs", [b"a text", b""])
def test_nothing_of_anybody_elses_is_written_over(tmp_path: Path, pages: dict[str, Path], theirs: bytes):
    """Least of all the submissions, named by mistake."""
    source = given(tmp_path, f"Ada Lovelace_1_assignsubmission_file_/{NAME}.ipynb")
    (tmp_path / "notes.zip").write_bytes(theirs)
    for file in (source, tmp_path / "notes.zip"):
        before = file.read_bytes()
        with pytest.raises(Refused, match="give the zip file another name"):
            pack(file, pages, NAME)
        assert file.read_bytes() == before


def test_a_folder_that_cannot_be_written_is_a_sentence_and_leaves_nothing(
    tmp_path: Path, pages: dict[str, Path]
):
    with pytest.raises(Refused, match=r"cannot be written \(No such file or directory\)\.$"):
        pack(tmp_path / "nowhere" / "back.zip", pages, NAME)
    pages["88"].unlink()
    with pytest.raises(Refused, match=r"cannot be written"):
        pack(tmp_path / "back.zip", pages, NAME)
    assert [path.name for path in tmp_path.iterdir() if "back" in path.name] == []


def test_what_is_written_can_be_read_by_whoever_unpacks_it(tmp_path: Path, pages: dict[str, Path]):
    pack(tmp_path / "back.zip", pages, NAME)
    with zipfile.ZipFile(tmp_path / "back.zip") as archive:
        modes = {stat.S_IMODE(info.external_attr >> 16) for info in archive.infolist()}
    assert modes == {0o644}


# The command


@pytest.fixture(scope="module")
def graded(tmp_path_factory: pytest.TempPathFactory) -> Classroom:
    """A course in which a class that Moodle knows was graded."""
    course = open_classroom(tmp_path_factory.mktemp("sending-back") / "course")
    with zipfile.ZipFile(course.root / "submissions.zip", "w") as archive:
        for number, name in enumerate(("Ada Lovelace", "Alan Turing"), start=40):
            archive.writestr(f"{name}_{number}_assignsubmission_file_/{NAME}.ipynb", saved(notebook(RIGHT)))
    assert cli.main(["grade", "8", str(course.root / "submissions.zip"), "--course", str(course.root)]) == 0
    return course


@pytest.fixture
def course(graded: Classroom, monkeypatch: pytest.MonkeyPatch) -> Classroom:
    monkeypatch.chdir(graded.root)
    (graded.root / "back.zip").unlink(missing_ok=True)
    return graded


def test_the_pages_go_back_as_they_came(course: Classroom, capsys):
    assert cli.main(["feedback", "8", "--zip", "back.zip", "--like", "submissions.zip"]) == 0
    first, second = capsys.readouterr().out.splitlines()
    assert first.startswith(f"{NAME}: 2 pages written, each to ")
    assert second.startswith("back.zip: 2 pages, as Moodle takes them back")
    for path, text in packed(course.root / "back.zip").items():
        student, _, number = path.partition("_")
        assert number.startswith(("40_", "41_"))
        assert text == (course.settings.feedback(student, NAME) / f"{NAME}.html").read_text("utf-8")


def test_who_is_not_in_what_the_platform_gave_is_named(course: Classroom, capsys, tmp_path: Path):
    source = given(tmp_path, f"Ada Lovelace_40_assignsubmission_file_/{NAME}.ipynb")
    assert cli.main(["feedback", "--zip", "back.zip", "--like", str(source)]) == 1
    assert capsys.readouterr().out.splitlines()[1:] == [
        "back.zip: 1 page, as Moodle takes them back (“Upload multiple feedback files in a zip”).",
        f"Not in it, because {source} has nothing of theirs: “Alan Turing”.",
    ]


def test_canvas_is_not_kind_to_names_and_that_is_said(course: Classroom, capsys, tmp_path: Path):
    source = given(tmp_path, f"lovelaceada_40_9_{NAME}.ipynb")
    words = ["--zip", "back.zip", "--like", str(source), "--pattern", r"(?P<student_id>[a-z]+)_"]
    assert cli.main(["feedback", *words]) == 1
    said = capsys.readouterr().out
    assert "save it with .html at the end" in said
    assert "“Ada Lovelace”, “Alan Turing”" in said


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["--like", "submissions.zip"], "Name the zip file that is to be written too: --zip feedback.zip"),
        (["--zip", "submissions.zip"], "submissions.zip is there already and is no feedback of ours"),
        (["--zip", "back.zip", "--like", "nothing.zip"], "There is no nothing.zip."),
        (["--zip", "back.zip", "--like", "nbgrader_config.py"], "is no zip file that can be read"),
        (["--zip", "back.zip", "--like", "submissions.zip", "--pattern", "("], "no regular expression"),
    ],
)
def test_what_cannot_be_done_is_a_sentence(course: Classroom, capsys, words: list[str], sentence: str):
    assert cli.main(["feedback", "8", *words]) == 2
    assert sentence in capsys.readouterr().err
    assert not (course.root / "back.zip").exists()
