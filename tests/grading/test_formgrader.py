"""formgrader's buttons: exercises of this course are graded by reading, all else as nbgrader does it."""

import json
import logging
import subprocess
import sys
from types import SimpleNamespace

import nbformat
import pytest
from traitlets.config import Config

from tenmistakes import lab
from tenmistakes.grading import formgrader

from .classroom import (
    MIXED,
    MIXED_POINTS,
    NAME,
    POSSIBLE,
    RIGHT,
    TEXT,
    notebook,
    open_classroom,
)
from .instructor import serving
from .making import hand_in_cell


def planted(made, target):
    """The notebook with code of the learner's in every place where nbgrader would run it."""
    code = f"\nopen({str(target)!r}, 'a').write('executed')"
    for cell in made["cells"]:
        if cell["cell_type"] == "code":
            cell["source"] = "".join(cell["source"]) + code
    return made


@pytest.fixture(scope="module")
def target(tmp_path_factory):
    """A file that exists once a learner's code has run."""
    return tmp_path_factory.mktemp("outside") / "executed"


@pytest.fixture(scope="module")
def course(tmp_path_factory, target):
    course = open_classroom(tmp_path_factory.mktemp("formgrader") / "course")
    course.hand_in("ada", notebook(MIXED, TEXT))
    evil = planted(notebook(RIGHT, TEXT), target)
    hand_in_cell(evil)["source"] = hand_in_cell(notebook(RIGHT))["source"]
    folder = course.hand_in("mallory", evil)
    for name in ("sitecustomize.py", "tenmistakes.py", "nbgrader_config.py"):
        (folder / name).write_text(f"open({str(target)!r}, 'a').write('imported')")
    course.hand_in("torn", b'{"cells": 17')
    return course


@pytest.fixture(scope="module")
def server(course, tmp_path_factory):
    with serving(course.root, tmp_path_factory.mktemp("instructor")) as server:
        yield server


def test_autograde_reads_and_runs_nothing(server, course, target):
    said = server.press(f"submission/{NAME}/mallory/autograde")
    assert said["success"], said
    assert "State: needs review." in said["log"]
    shown = server.ask(f"submission/{NAME}/mallory")
    assert (shown["autograded"], shown["score"], shown["needs_manual_grade"]) == (True, POSSIBLE, True)
    assert not target.exists()
    kept = course.graded_notebook("mallory").read_text(encoding="utf-8")
    assert str(target) not in kept
    assert {path.name for path in course.graded_notebook("mallory").parent.iterdir()} <= {
        f"{NAME}.ipynb",
        "timestamp.txt",
    }


def test_a_submission_that_cannot_be_graded_is_named_and_has_no_marks(server, course):
    said = server.press(f"submission/{NAME}/torn/autograde")
    assert not said["success"]
    assert "Traceback" not in said["error"]
    assert said["error"].endswith(".")
    shown = server.ask(f"submission/{NAME}/torn")
    assert (shown["submitted"], shown["autograded"], shown["max_score"]) == (True, False, 0)
    assert "torn" not in course.marks()


def test_the_buttons_take_up_a_new_hand_in_and_drop_the_marks_of_a_broken_one(server, course):
    course.hand_in("grace", notebook(MIXED, TEXT))
    assert server.press(f"submission/{NAME}/grace/autograde")["success"]
    assert server.ask(f"submission/{NAME}/grace")["score"] == MIXED_POINTS
    course.hand_in("grace", notebook(RIGHT, TEXT), when="2026-02-02 10:00:00 UTC")
    assert not server.ask(f"submission/{NAME}/grace")["autograded"]
    assert server.press(f"submission/{NAME}/grace/autograde")["success"]
    assert server.ask(f"submission/{NAME}/grace")["score"] == POSSIBLE
    course.hand_in("grace", b"", when="2026-02-03 10:00:00 UTC")
    assert not server.press(f"submission/{NAME}/grace/autograde")["success"]
    assert not server.ask(f"submission/{NAME}/grace")["autograded"]
    assert "grace" not in course.marks()


def test_formgrader_shows_what_was_graded_last_whoever_graded_it(server, course):
    def shown():
        """Automatic points, as the page of the submission asks for them."""
        (found,) = server.ask(f"student_notebook_submissions/joan/{NAME}")
        grades = server.ask(f"grades?submission_id={found['id']}")
        return sum(grade["auto_score"] or 0 for grade in grades)

    course.hand_in("joan", notebook(MIXED, TEXT))
    server.press(f"submission/{NAME}/joan/autograde")
    assert shown() == MIXED_POINTS
    course.hand_in("joan", notebook(RIGHT, TEXT), when="2026-02-02 10:00:00 UTC")
    server.press(f"submission/{NAME}/joan/autograde")
    assert shown() == POSSIBLE
    course.hand_in("joan", notebook(MIXED, TEXT), when="2026-02-03 10:00:00 UTC")
    course.grade(["joan"])
    assert shown() == MIXED_POINTS


def test_feedback_is_ours_for_one_and_for_all(server, course):
    for student in ("ada", "mallory"):
        assert server.press(f"submission/{NAME}/{student}/autograde")["success"]
    page = course.settings.feedback("ada", NAME) / f"{NAME}.html"
    said = server.press(f"assignment/{NAME}/ada/generate_feedback")
    unread = "In 1 a written answer has not been read yet; run this again afterwards."
    assert said == {"success": True, "log": f"Pages written: 1.\n{unread}"}
    assert "Content-Security-Policy" in page.read_text(encoding="utf-8")
    page.unlink()
    assert server.press(f"assignment/{NAME}/generate_feedback")["success"]
    assert page.is_file()
    assert (course.settings.feedback("mallory", NAME) / f"{NAME}.html").is_file()


def test_no_feedback_without_a_grade_is_said_in_a_sentence(server, course):
    course.hand_in("new", notebook(RIGHT))
    said = server.press(f"assignment/{NAME}/new/generate_feedback")
    assert not said["success"]
    assert "“new”" in said["error"]


def test_a_hand_in_that_is_not_there_is_said_in_a_sentence(server):
    said = server.press(f"submission/{NAME}/nobody/autograde")
    assert not said["success"]
    assert "“nobody”" in said["error"]
    assert "Traceback" not in said["error"]


def test_another_assignment_is_run_by_nbgrader_as_ever(server, course, target, tmp_path):
    ran = tmp_path / "ran"
    marks = {"schema_version": 3, "grade_id": "own", "grade": True, "solution": True, "locked": False}
    cell = nbformat.v4.new_code_cell("pass", metadata={"nbgrader": marks | {"points": 1, "task": False}})
    source = course.root / "solutions" / "guest" / "guest.ipynb"
    source.parent.mkdir()
    nbformat.write(nbformat.v4.new_notebook(cells=[cell]), source)
    made = server.press("assignment/guest/assign")
    assert made["success"], made
    released = nbformat.read(course.root / "exercises" / "guest" / "guest.ipynb", 4)
    released.cells[0].source = f"open({str(ran)!r}, 'w').write('executed')"
    submitted = course.settings.submitted("ada", "guest") / "guest.ipynb"
    submitted.parent.mkdir(parents=True)
    nbformat.write(released, submitted)
    said = server.press("submission/guest/ada/autograde")
    assert said["success"], said
    assert ran.is_file()


LEARNERS = """
import sys
from types import SimpleNamespace as Some
from tenmistakes.grading import formgrader

for extensions in ({}, {formgrader.FORMGRADER: Some(enabled=False)}):
    formgrader._load_jupyter_server_extension(Some(extension_manager=Some(extensions=extensions)))
print([name for name in sys.modules if name.partition(".")[0] in ("nbgrader", "sqlalchemy")])
"""


def test_where_formgrader_is_off_nothing_is_imported_for_it():
    done = subprocess.run(
        [sys.executable, "-c", LEARNERS], capture_output=True, text=True, encoding="utf-8", check=True
    )
    assert done.stdout.strip() == "[]"
    (off,) = lab.LEARNER.rglob("tenmistakes-learner.json")
    extensions = json.loads(off.read_text(encoding="utf-8"))["ServerApp"]["jpserver_extensions"]
    assert extensions["tenmistakes.grading.formgrader"] is False


class Stock:
    """In the place of nbgrader's own interface: notes what it is asked to do."""

    log = logging.getLogger("formgrader")

    def __init__(self, root):
        self.asked = []
        self.config = Config()
        self.coursedir = SimpleNamespace(
            root=str(root),
            course_id="",
            db_url=f"sqlite:///{root}/gradebook.db",
            directory_structure="{nbgrader_step}/{student_id}/{assignment_id}",
            release_directory="exercises",
            submitted_directory="submitted",
            autograded_directory="autograded",
            feedback_directory="feedback",
        )

    def autograde(self, *asked):
        self.asked.append(asked)
        return {"success": True}

    generate_feedback = autograde


def test_only_this_courses_exercises_are_taken_over(tmp_path):
    api = formgrader.without_execution(Stock)(tmp_path)
    assert api.autograde("ps1", "ada") == {"success": True}
    assert api.generate_feedback("ps1") == {"success": True}
    assert api.asked == [("ps1", "ada", True, True), ("ps1", None, True)]


def test_an_exercise_that_is_not_laid_out_is_said_and_still_not_executed(tmp_path):
    api = formgrader.without_execution(Stock)(tmp_path)
    for said in (api.autograde(NAME, "ada"), api.generate_feedback(NAME, "ada")):
        assert not said["success"]
        assert "08-no-crisis-plan.ipynb" in said["error"]
    assert api.asked == []


def test_a_fault_of_ours_goes_to_the_log_and_not_to_the_screen(tmp_path, monkeypatch, caplog):
    monkeypatch.setattr("tenmistakes.grading.run.run", lambda *_: 1 / 0)
    api = formgrader.without_execution(Stock)(tmp_path)
    said = api.autograde(NAME, "ada")
    assert not said["success"]
    assert "ZeroDivisionError" not in json.dumps(said)
    assert "ZeroDivisionError" in caplog.text
    assert api.asked == []


def test_the_course_that_formgrader_shows_is_graded_with_its_own_late_penalty(tmp_path):
    api = formgrader.without_execution(Stock)(tmp_path)
    assert formgrader._settings(api).late_penalty is None
    api.config = Config({"LateSubmissionPlugin": {"penalty_method": "zero"}})
    settings = formgrader._settings(api)
    assert settings.late_penalty("ada", 7.0, 60.0) == 7.0
    assert settings.autograded("ada", NAME) == tmp_path / "autograded" / "ada" / NAME
