"""The commands as they are typed: what they do, what they say, and how they end."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tenmistakes import cli
from tenmistakes.grading import command

from .classroom import (
    MIXED,
    MIXED_POINTS,
    NAME,
    POSSIBLE,
    RIGHT,
    TEXT,
    Classroom,
    notebook,
    open_classroom,
    saved,
)


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Classroom:
    return open_classroom(tmp_path_factory.mktemp("template") / "course")


@pytest.fixture
def classroom(template: Classroom, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Classroom:
    """A course, and we are in its folder."""
    made = open_classroom(tmp_path / "course", template)
    monkeypatch.chdir(made.root)
    return made


@pytest.mark.parametrize("word", [NAME, "no-crisis-plan", "8", "08", None])
def test_an_exercise_is_called_by_any_of_its_names_or_not_at_all(
    classroom: Classroom, capsys, word: str | None
):
    classroom.hand_in("ada", notebook(RIGHT))
    assert cli.main(["grade", *([word] if word else [])]) == 0
    said = capsys.readouterr()
    assert said.out.startswith(f"{NAME}: 1 submission in ")
    assert said.err == ""
    assert classroom.marks().keys() == {"ada"}


def test_the_exit_code_is_0_only_if_everybody_has_marks(classroom: Classroom, capsys):
    classroom.hand_in("ada", notebook(RIGHT, TEXT))
    assert cli.main(["grade"]) == 0  # a person has to read a text, which is no failure
    classroom.hand_in("ben", b"{")
    assert cli.main(["grade"]) == 1
    assert cli.main(["grade"]) == 1  # the second time nothing is new, and it is still so
    assert cli.main(["grade", "--student", "ada"]) == 0
    assert "The file is no notebook" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["grade"], "Nothing has been handed in: there is no folder "),
        (["feedback"], "Nothing has been handed in: there is no folder "),
        (["grade", "9"], "“9” is no exercise of this course. There are: 08-no-crisis-plan."),
        (["grade", "exercises"], "Say first which exercise this is: tenmistakes grade EXERCISE exercises"),
        (["grade", "8", "class.zip"], "There is no class.zip."),
        (["grade", "--course", "nowhere"], "or name its folder with --course."),
    ],
)
def test_what_cannot_be_done_is_a_sentence(classroom: Classroom, capsys, words: list[str], said: str):
    assert cli.main(words) == 2
    told = capsys.readouterr()
    assert told.out == ""
    assert said in told.err
    assert told.err.count("\n") == 1
    if words[0] == "grade":
        assert cli.main([*words, "--json"]) == 2
        told = capsys.readouterr()
        assert said in json.loads(told.out)["stopped"]
        assert told.err == ""


def test_settings_that_cannot_be_used_are_a_sentence(classroom: Classroom, capsys):
    (classroom.root / "nbgrader_config.py").write_text("c.CourseDirectory.course_id = 1 / 0")
    for word in ("grade", "feedback"):
        assert cli.main([word]) == 2
        assert "nbgrader_config.py cannot be used (" in capsys.readouterr().err


def test_somebody_unknown_is_named(classroom: Classroom, capsys):
    classroom.hand_in("ada", notebook(RIGHT))
    assert cli.main(["grade", "--student", "zoe"]) == 2
    assert "“zoe” has handed in nothing for" in capsys.readouterr().err
    assert cli.main(["feedback", "--student", "ada", "--student", "zoe"]) == 2
    assert "There is no feedback for “ada”, “zoe”" in capsys.readouterr().err
    assert cli.main(["feedback"]) == 2
    assert "Nobody has been graded in" in capsys.readouterr().err


def test_a_single_notebook_is_collected_and_graded(classroom: Classroom, capsys, tmp_path: Path):
    (tmp_path / "from-mail.ipynb").write_bytes(saved(notebook(RIGHT)))
    assert cli.main(["grade", "8", "--student", "mia", str(tmp_path / "from-mail.ipynb")]) == 0
    assert capsys.readouterr().out.startswith("Collected: 1 taken.\n")
    assert classroom.marks().keys() == {"mia"}


def test_work_that_belongs_to_nobody_is_no_success(classroom: Classroom, capsys, tmp_path: Path):
    classroom.hand_in("ada", notebook(RIGHT))
    (tmp_path / "from-mail.ipynb").write_bytes(saved(notebook(RIGHT)))
    assert cli.main(["grade", "8", str(tmp_path / "from-mail.ipynb"), "--json"]) == 1
    said = json.loads(capsys.readouterr().out)
    assert [one["what"] for one in said["collected"]] == ["refused"]
    assert said["exercises"][0]["counts"]["graded"] == 1


def test_a_course_somewhere_else_and_json(template: Classroom, tmp_path: Path, capsys, monkeypatch):
    course = open_classroom(tmp_path / "course", template)
    course.hand_in("ada", notebook(RIGHT))
    course.hand_in("ben", b"{")
    monkeypatch.chdir(tmp_path)
    assert cli.main(["grade", "--course", str(course.root), "--json"]) == 1
    said = json.loads(capsys.readouterr().out)
    found = {one["student"]: (one["state"], one["points"]) for one in said["exercises"][0]["submissions"]}
    assert found == {"ada": ("graded", POSSIBLE), "ben": ("failed", None)}


def test_force_reaches_the_grader(classroom: Classroom, capsys):
    classroom.hand_in("ada", notebook(RIGHT))
    for words, fresh in [((), True), ((), False), (("--force",), True)]:
        assert cli.main(["grade", "--json", *words]) == 0
        assert json.loads(capsys.readouterr().out)["exercises"][0]["submissions"][0]["fresh"] is fresh


def test_feedback_is_written_for_all_and_for_some(classroom: Classroom, capsys):
    for student in ("ada", "ben"):
        classroom.hand_in(student, notebook(RIGHT))
    classroom.hand_in("cleo", b"{")
    cli.main(["grade"])
    capsys.readouterr()
    pages = {
        student: classroom.settings.feedback(student, NAME) / f"{NAME}.html"
        for student in ("ada", "ben", "cleo")
    }
    assert cli.main(["feedback", "8", "--student", "ben"]) == 0
    assert [student for student, page in pages.items() if page.is_file()] == ["ben"]
    assert capsys.readouterr().out.startswith(f"{NAME}: 1 page written, each to ")
    assert cli.main(["feedback"]) == 0
    assert all(page.is_file() for page in pages.values())
    assert capsys.readouterr().out.startswith(f"{NAME}: 3 pages written, each to ")


def test_a_folder_for_feedback_that_cannot_be_written_is_a_sentence(classroom: Classroom, capsys):
    classroom.hand_in("ada", notebook(RIGHT))
    cli.main(["grade"])
    capsys.readouterr()
    (classroom.root / "grading" / "feedback").write_text("a file in its place")
    assert cli.main(["feedback"]) == 2
    said = capsys.readouterr().err
    assert said.count("\n") == 1
    assert said.startswith("The feedback of “ada” cannot be written: ")


def test_a_reader_that_has_read_enough_is_no_error(classroom: Classroom):
    for number in range(40):
        classroom.hand_in(f"learner-{number:02}", notebook(RIGHT))
    process = subprocess.Popen(
        [sys.executable, "-m", "tenmistakes", "grade", "--json"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    assert process.stderr is not None
    process.stdout.readline()
    process.stdout.close()
    assert process.stderr.read() == ""
    process.stderr.close()
    assert process.wait(60) == 141


def test_a_disk_that_does_not_take_what_is_collected_is_a_sentence(
    classroom: Classroom, capsys, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device", "grading/submitted")

    monkeypatch.setattr(command, "collect", full)
    assert cli.main(["grade", "8", "class.zip"]) == 2
    assert capsys.readouterr().err == (
        "The system says: No space left on device (grading/submitted). What was done until then stands.\n"
    )


def test_points_of_the_same_work_are_the_same_by_any_way(classroom: Classroom, tmp_path: Path):
    classroom.hand_in("ada", notebook(MIXED))
    (tmp_path / "ben.ipynb").write_bytes(saved(notebook(MIXED)))
    for words in (["8", str(tmp_path / "ben.ipynb"), "--student", "ben"], ["8"]):
        assert cli.main(["grade", *words]) == 0
    points = {who: sum(mark.auto or 0 for mark in marks.values()) for who, marks in classroom.marks().items()}
    assert points == {"ada": MIXED_POINTS, "ben": MIXED_POINTS}
