"""The commands as they are typed: what they do, what they say, and how they end."""

import json
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from tenmistakes import cli, content
from tenmistakes.grading import command, feedback
from tenmistakes.grading.lock import alone
from tenmistakes.grading.run import lock_file

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

EXERCISES = [place.stem for place in content.mistakes()]
LAST = EXERCISES[-1]


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


def test_the_first_run_says_that_it_prepares_the_exercise_and_no_other_does(classroom: Classroom, capsys):
    classroom.hand_in("ada", notebook(RIGHT))
    classroom.database.unlink()
    for said in (f"Preparing {NAME} in the gradebook. It takes some seconds, only this once.\n", ""):
        assert cli.main(["grade", "8"]) == 0
        assert capsys.readouterr().err == said


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
        (
            ["grade"],
            f"Nothing has been handed in yet. Name what to grade, such as: grade {LAST} sub",
        ),
        (["grade", "8"], f"such as: grade {NAME} submissions.zip. If the course is somewhere else, start"),
        (
            ["feedback"],
            f"Nobody has been graded yet. Grade first, such as: grade {LAST} submissions.zip",
        ),
        (["feedback", "8"], f"Nobody has been graded in “{NAME}” yet. Grade first, such as: grade {NAME} "),
        (["grade", "11"], f"“11” is no exercise of this course. There are: {', '.join(EXERCISES)}."),
        (
            ["grade", "exercises"],
            f"Say first which exercise this is, such as: grade {LAST} exercises",
        ),
        (["grade", "8", "class.zip"], "There is no class.zip."),
        (["grade", "--course", "nowhere"], "nowhere. If the course is somewhere else, start this there"),
        (["feedback", "--course", "nowhere"], "There is no folder "),
        (["feedback", "--course", "exercises"], "or name its folder with --course."),
        (["report", "--course", "nowhere"], "There is no folder "),
        (["export", "csv", "--course", "nowhere"], "There is no folder "),
        (["export", "csv", "--course", "exercises"], "or name its folder with --course."),
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
    assert cli.main(["grade"]) == 0
    assert cli.main(["feedback", "--student", "ada", "--student", "zoe"]) == 2
    assert f"There is no feedback for “zoe”: “{NAME}” was not graded." in capsys.readouterr().err


def test_a_blank_hand_in_is_graded_and_named(classroom: Classroom, capsys):
    """Whoever forgot to run the last cell should not have a silent 0; one who only wrote is read anyway."""
    classroom.hand_in("ada", notebook())
    classroom.hand_in("ben", notebook(RIGHT))
    classroom.hand_in("cleo", notebook(text=TEXT))
    for _ in range(2):
        assert cli.main(["grade"]) == 0
        named = capsys.readouterr().out.partition("To be looked at")[2]
        assert named.split()[0] == "ada"
        assert "perhaps the last cell was not run. Ask for it again, or let the 0 stand." in named
        assert "ben" not in named
        assert "cleo" not in named
    assert cli.main(["grade", "--student", "ada", "--json"]) == 0
    (one,) = json.loads(capsys.readouterr().out)["exercises"][0]["submissions"]
    assert (one["state"], one["points"]) == ("graded", 0.0)
    assert not any(mark.needs_manual for mark in classroom.marks()["ada"].values())


def test_a_single_notebook_is_collected_and_graded(classroom: Classroom, capsys, tmp_path: Path):
    (tmp_path / "from-mail.ipynb").write_bytes(saved(notebook(RIGHT)))
    assert cli.main(["grade", "8", "--student", "mia", str(tmp_path / "from-mail.ipynb")]) == 0
    assert capsys.readouterr().out.startswith("Collected: 1 taken.\n")
    assert classroom.marks().keys() == {"mia"}


def test_a_folder_of_notebooks_named_after_learners(classroom: Classroom, capsys, tmp_path: Path):
    (tmp_path / "class").mkdir()
    for name in ("alice", "bob"):
        (tmp_path / "class" / f"{name}.ipynb").write_bytes(saved(notebook(RIGHT)))
    assert cli.main(["grade", "8", str(tmp_path / "class")]) == 0
    said = capsys.readouterr().out
    assert said.startswith("Collected: 2 taken.\n")
    assert said.count("Names taken from the file names: alice, bob.") == 1
    assert "?" not in said
    assert classroom.marks().keys() == {"alice", "bob"}


def test_a_full_name_finds_what_is_kept_under_it(classroom: Classroom, capsys, tmp_path: Path):
    (tmp_path / f"{NAME}.ipynb").write_bytes(saved(notebook(RIGHT)))
    bob = ["--student", "Bob O'Neill"]
    assert cli.main(["grade", "8", str(tmp_path / f"{NAME}.ipynb"), *bob]) == 0
    assert cli.main(["grade", "8", *bob]) == 0
    assert cli.main(["feedback", "8", *bob]) == 0
    assert (classroom.settings.feedback("Bob O-Neill", NAME) / f"{NAME}.html").is_file()


@pytest.mark.skipif(sys.platform == "win32", reason="os._exit stands for a kill")
def test_a_hand_in_that_was_being_replaced_when_somebody_was_killed_is_graded(
    classroom: Classroom, capsys, tmp_path: Path
):
    folder = classroom.hand_in("ada", notebook(MIXED))
    (tmp_path / "ada.ipynb").write_bytes(saved(notebook(RIGHT)))
    killed = (
        "import os, pathlib, sys; from tenmistakes import cli; rename = pathlib.Path.rename\n"
        "pathlib.Path.rename = lambda s, t: os._exit(9) if s.name.endswith('.new') else rename(s, t)\n"
        f"cli.main(['grade', '8', {str(tmp_path / 'ada.ipynb')!r}])"
    )
    assert subprocess.run([sys.executable, "-c", killed], check=False).returncode == 9
    assert not folder.exists()
    for words in ([], ["--student", "ada"]):
        (folder.with_name(f".{NAME}.old")).is_dir() or folder.rename(folder.with_name(f".{NAME}.old"))
        assert cli.main(["grade", *words, "--json"]) == 0
        said = json.loads(capsys.readouterr().out)["exercises"][0]["submissions"]
        assert [(one["student"], one["points"]) for one in said] == [("ada", MIXED_POINTS)]


def test_nothing_is_collected_while_somebody_grades(classroom: Classroom, capsys, tmp_path: Path):
    (tmp_path / "ada.ipynb").write_bytes(saved(notebook(RIGHT)))
    with alone(lock_file(classroom.settings)):
        assert cli.main(["grade", "8", str(tmp_path / "ada.ipynb")]) == 2
    assert "Somebody is grading this course at this moment" in capsys.readouterr().err
    assert not classroom.settings.submitted("ada", NAME).exists()


def test_work_that_belongs_to_nobody_is_no_success(classroom: Classroom, capsys, tmp_path: Path):
    classroom.hand_in("ada", notebook(RIGHT))
    (tmp_path / f"{NAME}.ipynb").write_bytes(saved(notebook(RIGHT)))
    assert cli.main(["grade", "8", str(tmp_path / f"{NAME}.ipynb"), "--json"]) == 1
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


def test_feedback_needs_no_hand_ins_and_says_what_is_still_to_be_read(classroom: Classroom, capsys):
    for student in ("ada", "ben"):
        classroom.hand_in(student, notebook(RIGHT, TEXT))
    classroom.hand_in("cleo", notebook(RIGHT))
    cli.main(["grade"])
    shutil.rmtree(classroom.root / "grading" / "submitted")
    capsys.readouterr()
    assert cli.main(["feedback"]) == 0
    first, second = capsys.readouterr().out.splitlines()
    assert first.startswith(f"{NAME}: 3 pages written, each to ")
    assert second == "In 2 a written answer has not been read yet; run this again afterwards."
    classroom.tell("UPDATE grade SET manual_score = 2, needs_manual_grade = 0 WHERE auto_score IS NULL")
    assert cli.main(["feedback"]) == 0
    assert len(capsys.readouterr().out.splitlines()) == 1


def test_one_without_a_page_keeps_nobody_else_from_theirs(classroom: Classroom, capsys, monkeypatch):
    students = ("ada", "ben", "cleo", "dan", "eve", "finn")
    for student in students:
        classroom.hand_in(student, notebook(RIGHT))
    cli.main(["grade"])
    capsys.readouterr()
    for student in ("ben", "cleo", "eve"):
        classroom.tell("UPDATE tenmistakes_item SET message_id = 'old' WHERE student = ?", student)
    shutil.rmtree(classroom.settings.submitted("eve", NAME))
    place = feedback.place

    def fails_on_some(folder: Path, files: dict[str, bytes], student: str) -> None:
        if student == "dan":
            raise KeyError(folder)
        if student == "finn":
            raise PermissionError(13, "Permission denied")
        place(folder, files, student)

    monkeypatch.setattr(feedback, "place", fails_on_some)
    assert cli.main(["feedback"]) == 1
    said = capsys.readouterr()
    assert said.err == ""
    first, *without = said.out.splitlines()
    assert first.startswith(f"{NAME}: 1 page written, each to ")
    stale, fault, lost, denied = without
    assert stale.startswith("No page for “ben”, “cleo”. The questions have changed since they were graded. ")
    assert "--force" in stale
    assert fault.startswith("No page for “dan”. The grader failed on it (KeyError in ")
    assert lost.startswith("No page for “eve”. The questions have changed ")
    assert lost.endswith("put it back before.")
    assert denied == "No page for “finn”. The page cannot be written: Permission denied."
    monkeypatch.undo()
    monkeypatch.chdir(classroom.root)
    assert cli.main(["grade", "--student", "ben", "--student", "cleo", "--force"]) == 0
    capsys.readouterr()
    assert cli.main(["feedback", "--student", "ben", "--student", "cleo"]) == 0
    assert capsys.readouterr().out.startswith(f"{NAME}: 2 pages written")


def test_there_is_no_page_for_whom_the_gradebook_does_not_know(classroom: Classroom, capsys):
    """What is said of them is for the instructor."""
    with (classroom.root / "nbgrader_config.py").open("a") as config:
        config.write("\nc.Autograde.create_student = False\n")
    classroom.hand_in("ada", notebook(RIGHT))
    assert cli.main(["grade"]) == 1
    capsys.readouterr()
    assert cli.main(["feedback"]) == 1
    assert "No page for “ada”. The gradebook has no such student." in capsys.readouterr().out
    assert not classroom.settings.feedback("ada", NAME).exists()


def test_a_folder_for_feedback_that_cannot_be_written_is_a_sentence(classroom: Classroom, capsys):
    classroom.hand_in("ada", notebook(RIGHT))
    cli.main(["grade"])
    capsys.readouterr()
    (classroom.root / "grading" / "feedback").write_text("a file in its place")
    assert cli.main(["feedback"]) == 1
    assert "\nNo page for “ada”. The page cannot be written: " in capsys.readouterr().out


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


def test_odd_names_and_two_files_of_one_learner_are_sentences_and_nothing_is_lost(
    classroom: Classroom, capsys, tmp_path: Path
):
    """One person uploads two different notebooks, another the same one twice; names are what people have."""
    works = {
        "Ada Lovelace_40_assignsubmission_file_/final.ipynb": notebook(RIGHT),
        "Ada Lovelace_40_assignsubmission_file_/final (really).ipynb": notebook(MIXED),
        "Bo Lee_41_assignsubmission_file_/a.ipynb": notebook(MIXED),
        "Bo Lee_41_assignsubmission_file_/a (1).ipynb": notebook(MIXED),
        "Zoë O'Neill-Ångström_42_assignsubmission_file_/x.ipynb": notebook(RIGHT),
        "محمد علي_43_assignsubmission_file_/x.ipynb": notebook(RIGHT),
        "🦊 Fox_44_assignsubmission_file_/x.ipynb": notebook(RIGHT),
        "=cmd()_45_assignsubmission_file_/x.ipynb": notebook(RIGHT),
        "../../Eve_46_assignsubmission_file_/x.ipynb": notebook(RIGHT),
    }
    source = tmp_path / "odd.zip"
    with zipfile.ZipFile(source, "w") as archive:
        for name, made in works.items():
            archive.writestr(name, saved(made))
    assert cli.main(["grade", "8", str(source), "--json"]) == 1
    said = json.loads(capsys.readouterr().out)
    taken = {one["student"]: one["what"] for one in said["collected"]}
    known = {"Ada Lovelace", "Bo Lee", "Zoë O-Neill-Ångström", "محمد علي", "- Fox", "-cmd--"}
    assert {student for student, what in taken.items() if what == "taken"} == known
    (led_out,) = [one["sentence"] for one in said["collected"] if one["what"] == "refused"]
    assert "Eve" in led_out and "leads out of the archive" in led_out
    done = {one["student"]: one for one in said["exercises"][0]["submissions"]}
    assert done.keys() == known
    assert {student for student, one in done.items() if one["state"] == "failed"} == {"Ada Lovelace"}
    assert "“final (really).ipynb”, “final.ipynb”" in done["Ada Lovelace"]["sentence"]
    assert done["Bo Lee"]["points"] == MIXED_POINTS
    kept = {path.read_bytes() for path in classroom.settings.submitted("Ada Lovelace", NAME).glob("*.ipynb")}
    assert kept == {saved(notebook(RIGHT)), saved(notebook(MIXED))}


def test_points_of_the_same_work_are_the_same_by_any_way(classroom: Classroom, tmp_path: Path):
    classroom.hand_in("ada", notebook(MIXED))
    (tmp_path / "ben.ipynb").write_bytes(saved(notebook(MIXED)))
    for words in (["8", str(tmp_path / "ben.ipynb"), "--student", "ben"], ["8"]):
        assert cli.main(["grade", *words]) == 0
    points = {who: sum(mark.auto or 0 for mark in marks.values()) for who, marks in classroom.marks().items()}
    assert points == {"ada": MIXED_POINTS, "ben": MIXED_POINTS}
