import shutil
import sqlite3
import subprocess
import time
from contextlib import closing
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from nbgrader import api
from sqlalchemy import event
from sqlalchemy.dialects import postgresql, sqlite

from tenmistakes.grading import tables
from tenmistakes.grading.flags import flag
from tenmistakes.grading.gradebook import Gradebook, Unusable
from tenmistakes.grading.handed_in import Refused
from tenmistakes.grading.states import State

from .classroom import Classroom, open_classroom
from .desk import LATER, OTHER, Desk
from .making import HANDED_IN, NAME, POSSIBLE, RIGHT, TEXT

WRITTEN = "written-holding-statement"
FIRST = "score-saturday-night-wickerby"


@pytest.fixture(scope="module")
def template(tmp_path_factory) -> Classroom:
    return open_classroom(tmp_path_factory.mktemp("template") / "course")


@pytest.fixture
def course(template, tmp_path) -> Classroom:
    return open_classroom(tmp_path / "course", template)


@pytest.fixture
def gradebook(course):
    with Gradebook(course.settings, patience=0.2) as gradebook:
        yield gradebook


@pytest.fixture
def ada(gradebook, exercise):
    """How one learner's submissions are written."""
    return Desk(gradebook, exercise)


def give(course, cell, score=None, extra=None, comment=None, student="ada"):
    """Save a score and a comment as formgrader does."""
    with api.Gradebook(f"sqlite:///{course.database}", "ten-mistakes") as gradebook:
        grade = gradebook.find_grade(cell, NAME, NAME, student)
        grade.manual_score, grade.extra_credit = score, extra
        grade.needs_manual_grade = score is None and grade.auto_score is None
        if comment is not None:
            gradebook.find_comment(cell, NAME, NAME, student).manual_comment = comment
        gradebook.db.commit()


def test_the_tables_are_nbgraders():
    theirs = api.Base.metadata.tables
    for table in tables.NBGRADER.tables.values():
        for column in table.columns:
            other = theirs[table.name].columns[column.name]
            assert (column.nullable, column.primary_key) == (other.nullable, other.primary_key), column
            for dialect in (sqlite.dialect(), postgresql.dialect()):
                assert column.type.compile(dialect) == other.type.compile(dialect), column
    for name in ("student", "submitted_assignment", "submitted_notebook", "grade", "comment"):
        assert set(tables.NBGRADER.tables[name].columns.keys()) == set(theirs[name].columns.keys()), name


def test_an_exercise_is_entered_once_and_by_nbgrader(gradebook, exercise, monkeypatch):
    monkeypatch.setattr(subprocess, "run", lambda *_, **__: pytest.fail("nbgrader was started again"))
    gradebook.register(exercise)
    assert list(gradebook.everyone(exercise)) == []
    assert gradebook.stored(exercise, "ada") is None
    assert gradebook.standing(exercise, "ada") is None


def test_entering_leaves_what_is_handed_out_alone(course, exercise):
    released = course.settings.release(NAME)
    left = {f"{NAME}.ipynb": b"as the course built it"}
    left |= {f"{NAME}{ending}": ending.encode() for ending in (".answers.json", ".answers-2.json")}
    for name, data in left.items():
        (released / name).write_bytes(data)
    (course.root / "solutions" / NAME / f"{NAME}.answers.json").write_bytes(b"of the solution")
    course.database.unlink()
    with Gradebook(course.settings) as gradebook:
        gradebook.register(exercise)
    assert {path.name: path.read_bytes() for path in released.iterdir()} == left


def test_other_points_are_noticed(course, exercise):
    course.tell("UPDATE grade_cells SET max_score = 7 WHERE cell_type = 'markdown'")
    with Gradebook(course.settings) as gradebook:
        gradebook.register(exercise)  # nbgrader enters them as they are
    assert (5.0,) in course.ask("SELECT max_score FROM grade_cells WHERE cell_type = 'markdown'")


def test_a_course_without_the_source_is_said(course, exercise):
    course.database.unlink()
    shutil.rmtree(course.root / "solutions")
    with Gradebook(course.settings) as gradebook, pytest.raises(Unusable, match="nbgrader could not enter"):
        gradebook.register(exercise)


def test_the_gradebook_of_another_course_is_refused(course, exercise):
    other = replace(course.settings, course_id="somebody-elses")
    with Gradebook(other) as gradebook, pytest.raises(Unusable, match=r"“ten-mistakes”.*“somebody-elses”"):
        gradebook.register(exercise)


def test_nbgrader_reads_what_was_written(course, ada):
    ada.grade(RIGHT, TEXT)
    with api.Gradebook(f"sqlite:///{course.database}", "ten-mistakes") as gradebook:
        submission = gradebook.find_submission(NAME, "ada")
        written = gradebook.find_grade(WRITTEN, NAME, NAME, "ada")
        assert (submission.score, submission.timestamp) == (POSSIBLE, HANDED_IN)
        assert submission.needs_manual_grade and not submission.notebooks[0].failed_tests
        assert (written.auto_score, written.needs_manual_grade) == (None, True)
        # Each row that nbgrader makes for a submission is there.
        expected = {
            (kind, cell.name)
            for kind, cells in (
                ("grade", gradebook.find_notebook(NAME, NAME).grade_cells),
                ("comment", gradebook.find_notebook(NAME, NAME).solution_cells),
            )
            for cell in cells
        }
        notebook = submission.notebooks[0]
        found = {("grade", g.cell.name) for g in notebook.grades}
        assert found | {("comment", c.cell.name) for c in notebook.comments} == expected


def test_a_blank_exercise_is_graded_with_nothing(course, ada):
    ada.grade({})
    assert (ada.standing.state, ada.standing.points, ada.stored.total) == (State.GRADED, 0.0, 0.0)
    assert ada.item(WRITTEN).comment == "No response."
    assert {mark.auto for mark in course.marks()["ada"].values()} == {0.0}


def test_twice_gives_the_same_gradebook(course, ada):
    ada.grade(OTHER, TEXT)
    before = course.contents()
    ada.grade(OTHER, TEXT)
    assert course.contents() == before
    assert len(course.ask("SELECT * FROM tenmistakes_audit")) == 8  # one for each score, and none again


def test_nothing_is_written_where_something_goes_wrong(course, ada, exercise):
    before = course.contents()
    with pytest.raises(RuntimeError), ada.gradebook.writing(exercise, "ada") as rows:
        graded = ada.graded(RIGHT)
        rows.record(graded, rows.kept(graded), HANDED_IN, "")
        raise RuntimeError
    assert course.contents() == before
    assert ada.standing is None


def test_what_stands_is_told(ada):
    ada.grade(RIGHT, TEXT, notebook="a hash")
    found = ada.standing
    assert found.identity == ada.graded(RIGHT, TEXT).identity
    assert (found.mark, found.timestamp, found.notebook) == (ada.exercise.mark, HANDED_IN, "a hash")
    assert (found.state, found.rows, found.points) == (State.NEEDS_REVIEW, True, POSSIBLE)


def test_rows_that_somebody_removed_are_missed(course, ada):
    ada.grade(RIGHT)
    with api.Gradebook(f"sqlite:///{course.database}", "ten-mistakes") as gradebook:
        gradebook.remove_submission(NAME, "ada")
    assert (ada.standing.rows, ada.standing.points) == (False, None)
    assert ada.stored is None  # which is not zero points
    assert list(ada.gradebook.everyone(ada.exercise)) == []
    ada.grade(RIGHT)
    assert ada.standing.rows and ada.stored.total == POSSIBLE

    course.tell("DELETE FROM grade WHERE auto_score IS NOT NULL")  # half of it is nothing to go by either
    assert not ada.standing.rows and ada.stored is None


@pytest.mark.parametrize(
    "graded_since",
    [
        "UPDATE submitted_assignment SET timestamp = '2031-01-01 00:00:00.000000'",
        "UPDATE submitted_assignment SET timestamp = NULL",
        "UPDATE grade SET auto_score = 0 WHERE auto_score > 0",
        "UPDATE grade SET auto_score = 0 WHERE auto_score IS NULL",
    ],
)
def test_what_something_else_graded_since_is_told(course, ada, graded_since):
    ada.grade(RIGHT, TEXT)
    give(course, WRITTEN, 4.0, extra=1.0, comment="Warm.")
    assert not ada.stored.overwritten
    course.tell(graded_since)
    assert ada.stored.overwritten
    ada.grade(RIGHT, TEXT)
    assert not ada.stored.overwritten


def test_what_something_else_graded_of_a_failed_one_is_told(course, ada):
    ada.grade(RIGHT, TEXT)
    give(course, WRITTEN, 4.0)
    ada.fail(when=LATER)
    assert not ada.stored.overwritten
    course.tell("UPDATE grade SET auto_score = 1")
    assert ada.stored.overwritten


def test_who_only_reads_changes_nothing(course, gradebook, exercise):
    schema = "SELECT type, name FROM sqlite_master ORDER BY name"
    for kind, name in course.ask("SELECT type, name FROM sqlite_master WHERE name LIKE 'tenmistakes%'"):
        course.tell(f"DROP {kind} IF EXISTS {name}")
    before = course.ask(schema)
    with Gradebook(course.settings) as reader:
        assert reader.recorded() == []
        assert reader.stored(exercise, "ada") is None
        assert list(reader.everyone(exercise)) == []
    assert course.ask(schema) == before

    Desk(gradebook, exercise).grade(RIGHT)
    with Gradebook(course.settings) as reader:
        assert reader.recorded() == [NAME]
        assert reader.stored(exercise, "ada").total == POSSIBLE


def test_scores_of_a_person_stay_and_end_the_waiting(course, ada):
    ada.grade(OTHER, TEXT)
    give(course, WRITTEN, 4.0, extra=0.5, comment="Warm and clear.")
    assert ada.standing.state is State.GRADED
    assert ada.grade(OTHER, TEXT) == {}  # the same hand-in again
    item = ada.item(WRITTEN)
    assert (item.points, item.comment, item.needs_manual, item.kept) == (4.5, "Warm and clear.", False, None)
    assert ada.stored.total == POSSIBLE - 3 + 4.5


def test_an_answer_that_changed_asks_for_the_score_again(course, ada):
    ada.grade(RIGHT, TEXT)
    give(course, WRITTEN, 4.0, comment="Warm and clear.")
    kept = ada.grade(RIGHT, "Another text.", when=LATER)
    assert "“Your first words”" in kept.pop("manual-kept") and not kept
    item = ada.item(WRITTEN)
    assert (item.manual, item.comment, item.needs_manual) == (4.0, "Warm and clear.", True)
    assert item.kept == "changed"
    assert ada.standing.state is State.NEEDS_REVIEW
    assert [found.name for found in ada.standing.flags] == ["manual-kept"]
    assert set(ada.grade(RIGHT, "Another text.", when=LATER)) == {"manual-kept"}  # nobody has looked yet

    give(course, WRITTEN, 4.0)
    assert (ada.standing.state, ada.standing.flags, ada.item(WRITTEN).kept) == (State.GRADED, (), None)
    assert ada.grade(RIGHT, "Another text.", when=LATER) == {}
    assert ada.standing.state is State.GRADED


def test_an_answer_that_came_back_is_the_one_that_was_read(course, ada):
    ada.grade(RIGHT, TEXT)
    give(course, WRITTEN, 4.0)
    ada.grade(RIGHT, "Another text.")
    assert set(ada.grade(RIGHT, TEXT)) == {"manual-kept-unchanged"}
    assert not ada.item(WRITTEN).needs_manual


def test_an_answer_that_did_not_change_is_only_told(course, ada):
    ada.grade(RIGHT, TEXT)
    give(course, WRITTEN, 4.0)
    kept = ada.grade(OTHER, TEXT, when=LATER)
    assert "“Your first words”" in kept.pop("manual-kept-unchanged") and not kept
    assert (ada.item(WRITTEN).needs_manual, ada.item(WRITTEN).kept) == (False, "unchanged")
    assert ada.standing.state is State.GRADED
    give(course, WRITTEN, 3.0)
    assert (ada.standing.flags, ada.item(WRITTEN).kept) == ((), None)


def test_a_score_over_the_graders_own_is_kept_as_well(course, ada):
    ada.grade(OTHER)
    give(course, FIRST, 2.0)
    assert set(ada.grade(RIGHT, when=LATER)) == {"manual-kept"}
    item = ada.item(FIRST)
    assert (item.auto, item.points, item.needs_manual) == (3.0, 2.0, True)


def test_marks_from_before_this_grader_belong_to_an_unknown_answer(course, ada):
    with api.Gradebook(f"sqlite:///{course.database}", "ten-mistakes") as gradebook:
        gradebook.add_student("ada")
        gradebook.add_submission(NAME, "ada")
    give(course, WRITTEN, 4.0)
    assert set(ada.grade(RIGHT, TEXT)) == {"manual-kept"}
    assert ada.item(WRITTEN).needs_manual
    assert len(course.marks()["ada"]) == len(ada.exercise.items)  # in nbgrader's own rows


def test_a_comment_alone_is_kept(course, ada):
    ada.grade(RIGHT, TEXT)
    give(course, WRITTEN, comment="See me.")
    assert set(ada.grade(RIGHT, "Another text.")) == {"manual-kept"}
    assert ada.item(WRITTEN).comment == "See me."


def test_failing_leaves_no_mark_at_all(course, ada):
    ada.grade(RIGHT, TEXT)
    assert ada.fail() == set()
    assert course.marks() == {}
    assert course.ask("SELECT id FROM student") == [("ada",)]
    standing = ada.standing
    assert (standing.state, standing.sentence, standing.points) == (State.FAILED, "It is no notebook.", None)
    assert (ada.stored.score, ada.stored.total) == (None, None)
    taken = course.ask("SELECT new, COUNT(*) FROM tenmistakes_audit WHERE why = 'bad' GROUP BY new")
    assert taken == [(None, 8)]


def test_failing_keeps_what_a_person_gave(course, ada):
    ada.grade(RIGHT, TEXT)
    give(course, WRITTEN, 4.0, comment="Warm.")
    assert ada.fail() == {"manual-kept"}
    marks = course.marks()["ada"]
    assert {mark.auto for mark in marks.values()} == {None}
    assert all(mark.needs_manual for mark in marks.values())
    assert (ada.item(WRITTEN).manual, ada.item(WRITTEN).comment, ada.stored.total) == (4.0, "Warm.", None)

    give(course, WRITTEN, 2.0)  # after looking at it by hand
    ada.fail()
    assert not course.marks()["ada"][WRITTEN].needs_manual
    assert set(ada.grade(RIGHT, TEXT, when=LATER)) == {"manual-kept"}  # the text was not what was seen


def test_what_was_kept_through_a_failure_is_recognised(course, ada):
    ada.grade(RIGHT, TEXT)
    give(course, WRITTEN, 4.0)
    ada.fail()
    ada.fail(identity="bad as well")
    assert set(ada.grade(RIGHT, TEXT, when=LATER)) == {"manual-kept-unchanged"}
    assert ada.stored.total == POSSIBLE + 4


@pytest.mark.parametrize(
    "noted",
    [
        "UPDATE submitted_notebook SET flagged = 1",
        "UPDATE submitted_assignment SET extension = '1970-01-02 00:00:00.000000'",
    ],
)
def test_failing_keeps_what_a_person_noted(course, ada, noted):
    ada.grade(RIGHT)
    course.tell(noted)
    assert ada.fail() == set()
    assert {mark.auto for mark in course.marks()["ada"].values()} == {None}


def test_a_fault_of_ours_takes_nothing_back_from_what_was_graded(course, ada):
    ada.grade(RIGHT)
    graded, marks = ada.standing, course.marks()
    with ada.gradebook.writing(ada.exercise, "ada") as rows:
        rows.note_fault("Our fault.")
    assert ada.standing == replace(graded, sentence="Our fault.")
    assert course.marks() == marks
    ada.fail(State.GRADER_ERROR, "something new", "Our fault.")
    assert (ada.standing.state, course.marks()) == (State.GRADER_ERROR, {})


def test_a_flag_that_wants_a_person_is_seen_in_formgrader(course, ada):
    wanting = flag("answers-impossible", names="day-after")
    ada.grade(RIGHT, flags=[wanting])
    assert ada.item(WRITTEN).needs_manual
    assert (ada.standing.state, ada.standing.flags) == (State.NEEDS_REVIEW, (wanting,))
    give(course, WRITTEN, 0.0)
    assert ada.standing.state is State.GRADED
    ada.grade(RIGHT, flags=[wanting])
    assert ada.standing.state is State.GRADED  # it has been seen

    ada.grade(OTHER, flags=[wanting])
    assert ada.standing.state is State.NEEDS_REVIEW


def test_a_flag_can_be_added_later(ada):
    ada.grade(RIGHT)
    with ada.gradebook.writing(ada.exercise, "ada") as rows:
        rows.add_flag(flag("older"))
    assert ada.standing.flags == (flag("older"),)
    assert (ada.standing.state, ada.standing.points) == (State.NEEDS_REVIEW, POSSIBLE)


def test_another_time_changes_nothing_but_the_time(course, ada):
    ada.grade(RIGHT)
    marks = course.marks()
    ada.grade(RIGHT, when=LATER)
    assert course.marks() == marks
    assert (ada.standing.timestamp, ada.stored.timestamp) == (LATER, LATER)
    with api.Gradebook(f"sqlite:///{course.database}", "ten-mistakes") as gradebook:
        assert gradebook.find_submission(NAME, "ada").timestamp == LATER


def test_only_those_on_the_roster_where_the_course_says_so(course, exercise):
    with Gradebook(replace(course.settings, create_students=False)) as gradebook:
        ada = Desk(gradebook, exercise)
        with pytest.raises(Refused, match="“ada” is not among the students"):
            ada.grade(RIGHT)
        ada.fail(identity="the same")
        assert course.ask("SELECT * FROM student") == []
        assert ada.standing.identity != "the same"  # to be looked at again, once she is on it
        course.tell("INSERT INTO student (id) VALUES ('ada')")
        ada.grade(RIGHT)
        assert ada.standing.points == POSSIBLE


def test_everyone_comes_as_a_stream_in_order(course, gradebook, exercise):
    for student in ("zoë", "ada", "Ben"):
        Desk(gradebook, exercise, student).grade(RIGHT, TEXT)
    Desk(gradebook, exercise, "bad").fail()
    course.tell("UPDATE student SET first_name = 'Ada' WHERE id = 'ada'")
    everyone = gradebook.everyone(exercise)
    first = next(everyone)
    assert first.student == "Ben"
    assert [found.student for found in everyone] == ["ada", "bad", "zoë"]
    ada = gradebook.stored(exercise, "ada")
    assert (ada.first_name, ada.timestamp) == ("Ada", HANDED_IN)
    assert [item.item for item in ada.items] == list(exercise.items)
    assert {item.item.question.id: item.answer for item in ada.items} == {**RIGHT, "holding-statement": TEXT}
    assert {item.message_id for item in ada.items} == {"right", "awaiting-review"}
    bad = gradebook.stored(exercise, "bad")
    assert (bad.state, bad.total, [item.auto for item in bad.items]) == (State.FAILED, None, [None] * 9)


def test_each_change_of_a_score_is_accounted_for(course, ada):
    ada.grade(OTHER)
    ada.grade(RIGHT)
    give(course, FIRST, 2.5, extra=1.0)
    give(course, FIRST, 2.0, extra=1.0)
    rows = course.ask(
        "SELECT student, kind, old, new, why FROM tenmistakes_audit WHERE cell = ? ORDER BY id", FIRST
    )
    first, second = ada.graded(OTHER).identity, ada.graded(RIGHT).identity
    assert rows[:2] == [("ada", "automatic", None, 0.0, first), ("ada", "automatic", 0.0, 3.0, second)]
    assert sorted(rows[2:4]) == [
        ("ada", "extra credit", None, 1.0, "by hand"),
        ("ada", "manual", None, 2.5, "by hand"),
    ]
    assert rows[4:] == [("ada", "manual", 2.5, 2.0, "by hand")]
    for (moment,) in course.ask("SELECT time FROM tenmistakes_audit"):
        assert abs(datetime.fromisoformat(moment) - datetime.utcfromtimestamp(time.time())) < timedelta(
            minutes=5
        )


def test_the_account_can_be_read(course, ada):
    ada.grade(RIGHT)
    give(course, FIRST, 2.5)
    changes = "SELECT assignment, student, kind, old, new, hand_in FROM tenmistakes_changes WHERE item = ?"
    assert course.ask(changes, FIRST) == [
        (NAME, "ada", "automatic", None, 3.0, ada.graded(RIGHT).identity),
        (NAME, "ada", "manual", None, 2.5, None),
    ]
    (moment, user), *_ = course.ask('SELECT time, "user" FROM tenmistakes_changes')
    assert datetime.fromisoformat(moment) and user


def test_text_that_no_database_takes_is_taken(ada):
    ada.grade({"saturday-night-wickerby": "\ud800\0"}, "Nothing\0 \ud800 to see")
    assert ada.item(FIRST).answer is None or isinstance(ada.item(FIRST).answer, str)
    ada.fail(sentence="“\udcff\0.ipynb” is a link.")
    assert "is a link" in ada.standing.sentence


def test_a_class_costs_no_more_than_a_learner(ada, exercise):
    """No statement of a submission reads through a table that grows with the class."""
    ada.grade(OTHER, TEXT)
    said = []
    event.listen(
        ada.gradebook._engine,
        "before_cursor_execute",
        lambda conn, cursor, statement, parameters, context, many: said.append(
            (statement, parameters[0] if many else parameters)
        ),
    )
    ada.grade(RIGHT, "Another text.")
    ada.fail()
    ada.grade(RIGHT)
    assert ada.standing.rows and ada.stored.items
    assert len(said) > 20
    growing = {"student", "submitted_assignment", "submitted_notebook", "grade", "comment"}
    growing |= {"tenmistakes_submission", "tenmistakes_item", "tenmistakes_audit"}
    with closing(sqlite3.connect(ada.gradebook._url.database)) as raw:
        for statement, parameters in said:
            if statement.startswith("BEGIN"):
                continue
            for *_, step in raw.execute(f"EXPLAIN QUERY PLAN {statement}", parameters):
                words = step.split()
                assert words[0] != "SCAN" or words[1] not in growing, (step, statement)


def test_a_locked_gradebook_is_said_soon(course, ada):
    other = sqlite3.connect(course.database)
    other.execute("BEGIN IMMEDIATE")
    began = time.monotonic()
    with pytest.raises(Unusable, match="locked by another program"):
        ada.grade(RIGHT)
    assert time.monotonic() - began < 5
    other.rollback()
    other.close()
    ada.grade(RIGHT)
    assert ada.standing.points == POSSIBLE


def test_formgrader_can_read_while_a_submission_is_written(course, ada, exercise):
    with ada.gradebook.writing(exercise, "ada") as rows:
        graded = ada.graded(RIGHT)
        rows.record(graded, rows.kept(graded), HANDED_IN, "")
        assert course.marks() == {}
    assert course.marks()


def test_a_full_disk_is_said(course, ada):
    event.listen(
        ada.gradebook._engine,
        "connect",
        lambda raw, _: raw.execute("PRAGMA max_page_count = 1"),  # as many as there are
    )
    long = "A long text. " * 7000
    with pytest.raises(Unusable, match="disk is full"):
        ada.grade(RIGHT, long)
    assert course.marks() == {}


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (lambda path: path.write_bytes(b"This is a letter to a friend. " * 100), "is not a database"),
        (lambda path: (path.unlink(), path.mkdir()), "cannot be opened"),
    ],
)
def test_what_is_no_gradebook_is_said(course, exercise, spoil, said):
    spoil(course.database)
    with Gradebook(course.settings) as gradebook, pytest.raises(Unusable, match=said):
        gradebook.register(exercise)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ("ALTER TABLE grade DROP COLUMN extra_credit", "grade.extra_credit.*nbgrader db upgrade"),
        ("ALTER TABLE tenmistakes_item DROP COLUMN message_id", "tenmistakes_item.message_id"),
    ],
)
def test_a_gradebook_of_another_version_is_said(course, exercise, change, said):
    course.tell("DROP TRIGGER tenmistakes_extra_credit")
    course.tell(change)
    with Gradebook(course.settings) as gradebook, pytest.raises(Unusable, match=said):
        gradebook.register(exercise)


@pytest.mark.parametrize(
    "url", ["sqlite://", "sqlite:///:memory:", "mysql://user:secret@host/grades", "what is this"]
)
def test_an_address_of_no_use_is_said_without_its_password(course, url):
    with pytest.raises(Unusable) as caught:
        Gradebook(replace(course.settings, db_url=url))
    assert "secret" not in str(caught.value)
