import os
import subprocess
import sys
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from nbgrader.preprocessors import AssignLatePenalties
from traitlets.config import Config

from tenmistakes.grading.gradebook import Gradebook
from tenmistakes.grading.late import late_penalty, points_off, seconds_late
from tenmistakes.grading.settings import find
from tenmistakes.grading.unset import Unset

from .classroom import NAME, Classroom, open_classroom
from .desk import Desk
from .making import HANDED_IN, POSSIBLE, RIGHT, TEXT, notebook

DUE = HANDED_IN - timedelta(hours=2)

PLUGIN = """
from nbgrader.plugins import BasePlugin

class TenthAnHour(BasePlugin):
    def late_submission_penalty(self, student_id, score, total_seconds_late):
        if student_id == "excused":
            return None
        return round(score * 0.1 * total_seconds_late / 3600, 6)
"""


def config(**sections) -> Config:
    return Config({name: Config(section) for name, section in sections.items()})


def test_nothing_is_taken_off_unless_the_course_says_so():
    assert late_penalty(Config()) is None
    assert late_penalty(config(LateSubmissionPlugin={"penalty_method": "none"})) is None


@pytest.mark.parametrize(
    "said",
    [
        config(LateSubmissionPlugin={"penalty_method": "zero"}),
        config(AssignLatePenalties={"LateSubmissionPlugin": Config({"penalty_method": "zero"})}),
        config(
            LateSubmissionPlugin={"penalty_method": "zero"},
            AssignLatePenalties={"plugin_class": "nbgrader.plugins.LateSubmissionPlugin"},
        ),
    ],
)
def test_everything_may_be_taken_off(said: Config):
    rule = late_penalty(said)
    assert rule("ada", 12.5, 60.0) == 12.5
    theirs = AssignLatePenalties(config=said)
    theirs.init_plugin()
    assert theirs.plugin_inst.late_submission_penalty("ada", 12.5, 60.0) == 12.5


def test_a_course_may_switch_penalties_off():
    said = config(LateSubmissionPlugin={"penalty_method": "zero"}, AssignLatePenalties={"enabled": False})
    assert late_penalty(said) is None


def test_a_plugin_of_the_instructors_own_counts(tmp_path: Path, monkeypatch):
    (tmp_path / "tenth.py").write_text(PLUGIN, encoding="utf-8")
    monkeypatch.syspath_prepend(str(tmp_path))
    rule = late_penalty(config(AssignLatePenalties={"plugin_class": "tenth.TenthAnHour"}))
    assert rule("ada", 20.0, 5400.0) == 3.0
    assert rule("excused", 20.0, 5400.0) is None
    del sys.modules["tenth"]


@pytest.mark.parametrize(
    ("said", "words"),
    [
        (config(LateSubmissionPlugin={"penalty_method": "half"}), "“none” or “zero”, and is 'half'"),
        (config(AssignLatePenalties={"plugin_class": "no.such.Plugin"}), "no.such.Plugin, cannot be used"),
    ],
)
def test_what_nbgrader_does_not_know_is_said(said: Config, words: str):
    with pytest.raises(Unset, match=words):
        late_penalty(said)


@pytest.mark.parametrize(
    ("timestamp", "due", "extension", "seconds"),
    [
        (None, DUE, None, 0),
        (HANDED_IN, None, timedelta(hours=1), 0),
        (HANDED_IN, DUE, None, 7200),
        (HANDED_IN, DUE, timedelta(hours=1), 3600),
        (HANDED_IN, DUE, timedelta(hours=2), 0),
        (HANDED_IN, DUE, timedelta(days=2), 0),
    ],
)
def test_lateness_counts_from_the_extension(timestamp, due, extension, seconds):
    assert seconds_late(timestamp, due, extension) == seconds


@pytest.mark.parametrize(
    ("penalty", "score", "off"),
    [(None, 10, None), (-3, 10, 0), (4, 10, 4), (10, 10, 10), (11, 10, 10), (0, 0, 0), (2, -1, -1)],
)
def test_a_penalty_takes_no_more_than_there_is(penalty, score, off):
    assert points_off(lambda *_: penalty, "ada", score, 60.0) == off
    assert points_off(lambda *_: penalty, "ada", score, 0.0) is None
    theirs = AssignLatePenalties()
    if penalty is not None:
        assert theirs._check_late_penalty(type("Notebook", (), {"score": score}), penalty) == off


def test_no_rule_takes_nothing_off():
    assert points_off(None, "ada", 10.0, 60.0) is None


@pytest.fixture(scope="module")
def template(tmp_path_factory) -> Classroom:
    return open_classroom(tmp_path_factory.mktemp("template") / "course")


@pytest.fixture
def strict(template, tmp_path) -> Classroom:
    """A course that takes a tenth for each hour, due two hours before everybody hands in."""
    course = open_classroom(tmp_path / "course", template)
    with (course.root / "nbgrader_config.py").open("a", encoding="utf-8") as file:
        file.write(PLUGIN + "c.AssignLatePenalties.plugin_class = TenthAnHour\n")
    course.tell("UPDATE assignment SET duedate = ?", DUE.isoformat(" ", "microseconds"))
    return course


def penalties(course: Classroom) -> dict[str, float | None]:
    rows = course.ask(
        "SELECT student_id, late_submission_penalty FROM submitted_notebook "
        "JOIN submitted_assignment ON submitted_assignment.id = submitted_notebook.assignment_id"
    )
    return dict(rows)


def test_the_gradebook_holds_what_nbgrader_would_take_off(strict, exercise):
    settings = find(strict.root)
    with Gradebook(settings) as gradebook:
        late, excused, early = (Desk(gradebook, exercise, name) for name in ("late", "excused", "early"))
        late.grade(RIGHT, TEXT)
        excused.grade(RIGHT)
        early.grade(RIGHT, when=DUE)
        assert penalties(strict) == {"late": pytest.approx(POSSIBLE / 5), "excused": None, "early": None}
        assert late.stored.total == pytest.approx(POSSIBLE * 0.8)
        assert excused.stored.total == POSSIBLE

        # A person's points are part of the score, and an extension part of the due date.
        strict.tell("UPDATE grade SET manual_score = 5, needs_manual_grade = 0 WHERE auto_score IS NULL")
        strict.tell("UPDATE submitted_assignment SET extension = ?", "1970-01-01 01:00:00.000000")
        late.grade(RIGHT, TEXT)
        assert penalties(strict)["late"] == pytest.approx((POSSIBLE + 5) / 10)

        for when in (DUE, None):
            late.grade(RIGHT, TEXT, when=when)
            assert penalties(strict)["late"] is None
        late.grade(RIGHT, TEXT, when=datetime(2030, 1, 1))
        assert penalties(strict)["late"] == POSSIBLE + 5  # and no more
        late.fail()
        assert penalties(strict)["late"] is None
    kinds = strict.ask("SELECT old, new FROM tenmistakes_audit WHERE kind = 'late penalty' ORDER BY id")
    assert [old for old, _ in kinds][1:] == [new for _, new in kinds][:-1]


def test_a_due_date_that_is_moved_changes_the_penalty(strict):
    """The same command again is enough, and who is in time either way is left alone."""
    strict.tell("UPDATE assignment SET duedate = NULL")
    strict.hand_in("ada", notebook(RIGHT, TEXT))
    strict.hand_in("early", notebook(RIGHT), when=f"{DUE - timedelta(days=1)} UTC")
    assert all(done.fresh for done in strict.grade().values())

    def again() -> tuple[list[bool], float | None]:
        return [done.fresh for done in strict.grade().values()], penalties(strict)["ada"]

    assert again() == ([False, False], None)
    strict.tell("UPDATE assignment SET duedate = ?", DUE.isoformat(" ", "microseconds"))
    assert again() == ([True, False], pytest.approx(POSSIBLE / 5))
    strict.tell("UPDATE submitted_assignment SET extension = ?", "1970-01-01 01:00:00.000000")
    assert again() == ([True, False], pytest.approx(POSSIBLE / 10))
    strict.tell("UPDATE submitted_assignment SET extension = NULL")
    assert again() == ([True, False], pytest.approx(POSSIBLE / 5))
    assert again() == ([False, False], pytest.approx(POSSIBLE / 5))


def test_a_run_says_who_is_late_also_where_nothing_has_changed(strict):
    strict.hand_in("ada", notebook(RIGHT))
    strict.hand_in("ben", notebook(RIGHT), when="2026-01-01 10:00:00 UTC")
    strict.hand_in("cleo", b"no notebook")
    for fresh in (True, False):
        assert {who: (done.late, done.fresh) for who, done in strict.grade().items()} == {
            "ada": (True, fresh),
            "ben": (False, fresh),
            "cleo": (False, fresh),
        }
    strict.tell("UPDATE assignment SET duedate = NULL")
    assert not any(done.late for done in strict.grade().values())


def test_stock_nbgrader_takes_off_the_same(strict):
    """Graded by both: the same hand-in, the same due date, the same rule."""
    strict.hand_in("late", notebook(RIGHT))
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
    done = subprocess.run(
        [sys.executable, "-m", "nbgrader", "autograde", NAME],
        cwd=strict.root,
        env=os.environ | {"PATH": path},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    theirs = penalties(strict)["late"]
    strict.grade(["late"], force=True)
    assert penalties(strict)["late"] == theirs == pytest.approx(POSSIBLE / 5)
