"""The command as it is typed, where there is little or nothing to report, or something is in the way."""

import sqlite3
from pathlib import Path

import pytest

from tenmistakes import cli

from ..grading.classroom import NAME, RIGHT, Classroom, notebook, open_classroom


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Classroom:
    return open_classroom(tmp_path_factory.mktemp("template") / "course")


@pytest.fixture
def classroom(template: Classroom, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Classroom:
    """A course, and we are in its folder."""
    made = open_classroom(tmp_path / "course", template)
    monkeypatch.chdir(made.root)
    return made


@pytest.fixture
def one(classroom: Classroom) -> Classroom:
    """Ada alone has handed in."""
    classroom.hand_in("ada", notebook(RIGHT))
    assert list(classroom.grade()) == ["ada"]
    return classroom


def refused(capsys, *given: str) -> str:
    assert cli.main(["report", *given]) == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err.count("\n") == 1
    return said.err


def test_where_nobody_is_graded_it_says_so(classroom: Classroom, capsys):
    assert refused(capsys).startswith("Nobody has been graded yet.")
    assert refused(capsys, "8").startswith(f"Nobody has been graded in “{NAME}” yet.")
    classroom.database.unlink()
    assert refused(capsys).startswith("Nobody has been graded yet.")


def test_one_learner_is_a_class(one: Classroom, capsys):
    assert cli.main(["report", "8", "--csv", "all.csv"]) == 0
    page = (one.root / "grading" / f"report-{NAME}.html").read_text(encoding="utf-8")
    assert "1 learner with marks" in page
    assert page.count("too few: 1 of the 10 learners it takes") == 9
    assert "they go from 83% to 83%" in page
    assert (one.root / "all.csv").read_text(encoding="utf-8").count("\n") == 10
    assert f"report-{NAME}.html" in capsys.readouterr().out


def test_a_class_that_is_too_small_is_hidden_whole(one: Classroom):
    assert cli.main(["report", "--min-cell", "3", "--csv", "tables"]) == 0
    page = (one.root / "grading" / "report.html").read_text(encoding="utf-8")
    assert "Fewer than 3 learners have marks, so nothing is shown." in page
    assert "<svg" not in page
    assert (one.root / "tables" / "answers.csv").read_text(encoding="utf-8").count("\n") == 1


def test_who_failed_is_no_zero(one: Classroom):
    one.hand_in("bo", b"no notebook")
    one.grade()
    assert cli.main(["report"]) == 0
    page = (one.root / "grading" / "report.html").read_text(encoding="utf-8")
    assert "1 learner with marks" in page
    assert f"Exercise 8 could not be graded: {one.ask(_WHY)[0][0]}" in page


_WHY = "SELECT sentence FROM tenmistakes_submission WHERE student = 'bo'"


def test_who_only_has_a_failed_hand_in_leaves_nothing_to_work_out(classroom: Classroom):
    classroom.hand_in("bo", b"no notebook")
    classroom.grade()
    assert cli.main(["report"]) == 0
    page = (classroom.root / "grading" / "report.html").read_text(encoding="utf-8")
    assert "Nobody has marks yet." in page


def test_what_nbgrader_graded_itself_counts_and_its_answers_are_not_known(one: Classroom):
    one.tell("DELETE FROM tenmistakes_submission")
    one.hand_in("bo", notebook(RIGHT))
    one.grade(["bo"])
    assert cli.main(["report"]) == 0
    page = (one.root / "grading" / "report.html").read_text(encoding="utf-8")
    assert "2 learners with marks" in page
    assert 'data-answers="right=1 unknown=1"' in page


def test_an_exercise_that_was_removed_from_the_gradebook_is_said_to_be(one: Classroom, capsys):
    one.tell("DELETE FROM assignment")
    assert refused(capsys) == f"The gradebook does not know {NAME} any more. Grade again first.\n"


def test_what_another_version_wrote_is_not_graded(one: Classroom):
    one.tell("UPDATE tenmistakes_submission SET state = 'pondered'")
    assert cli.main(["report"]) == 0
    page = (one.root / "grading" / "report.html").read_text(encoding="utf-8")
    assert "Nobody has marks yet." in page
    assert '<td data-state="not graded">1</td>' in page


def test_a_gradebook_of_another_course_is_refused(one: Classroom, capsys):
    one.tell("UPDATE assignment SET course_id = 'elsewhere'")
    assert "for the course “elsewhere”" in refused(capsys)


def test_a_gradebook_that_is_no_database_is_refused(one: Classroom, capsys):
    for path in one.database.parent.glob("gradebook.db*"):
        path.unlink()
    one.database.write_bytes(b"no database, but as long as one would be" * 100)
    assert "is not a database." in refused(capsys)


def test_a_gradebook_that_somebody_keeps_locked_can_be_read(one: Classroom):
    writer = sqlite3.connect(one.database)
    writer.execute("BEGIN IMMEDIATE")
    try:
        assert cli.main(["report"]) == 0
    finally:
        writer.close()


def test_a_place_that_cannot_be_written_is_said(one: Classroom, capsys):
    (one.root / "file").write_text("")
    assert "file cannot be written" in refused(capsys, "--output", "file/report.html").replace("/x", "")
    assert refused(capsys, "--output", "grading/gradebook.db").startswith("The report is a page: give ")
    assert one.ask("SELECT COUNT(*) FROM student") == [(1,)]
    (one.root / "folder.html").mkdir()
    assert "cannot be written: " in refused(capsys, "--output", "folder.html")


def test_nothing_but_an_earlier_report_is_replaced(one: Classroom, capsys):
    names = ("page.html", "students.csv", "tables/learners.csv")
    (one.root / "tables").mkdir()
    for name in names:
        (one.root / name).write_text("id,email\nada,a@example.org\n", encoding="utf-8")
    given = [["--output", names[0]], ["--csv", names[1]], ["--csv", "tables"]]
    for words, name in zip(given, names, strict=True):
        assert f"{name} is there already and is no report" in refused(capsys, *words)
        assert (one.root / name).read_text(encoding="utf-8").startswith("id,email\nada")
    assert [path.name for path in (one.root / "tables").iterdir()] == ["learners.csv"]
    assert not (one.root / "grading" / "report.html").exists()
    (one.root / names[2]).write_text("")
    for _ in range(2):
        assert cli.main(["report", "--csv", "tables", "--output", "ours.html"]) == 0
        assert cli.main(["report", "--csv", "ours.csv", "--min-cell", "3"]) == 0


def test_with_less_than_three_there_is_nothing_to_hide_behind(one: Classroom, capsys):
    assert refused(capsys, "--min-cell", "2").startswith("--min-cell takes 3 or more")
    assert not (one.root / "grading" / "report.html").exists()
