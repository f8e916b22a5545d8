"""Files for learning platforms, read back and compared with marks that are known."""

import csv
import sqlite3
from pathlib import Path

import pytest

from tenmistakes import cli

from .made import FIRST, KNOWN, LEARNERS, MARKS, POINTS, SECOND, rows

CANVAS = """Student,ID,SIS User ID,SIS Login ID,Section,Attendance (5),08-no-crisis-plan (812),Final Score
,,,,,,Manual Posting,
    Points Possible,,,,,20,10,(read only)
"Lovelace, Ada",1,s1,ada,A and B,3,,71
"O'Neil, ""G"", Grace",2,s2,GRACE@u.example,A,2,7,72
"Späth, Zoë",3,late,z,A,1,EX,73
Absent,4,s4,absent,B,0,,74
Torn,5,s5,torn,B,0,,75
"Student, Test",9,,0a1b2c,A,,,
"""
MOODLE = """First name,Last name,ID number,Email address,Assignment: 08-no-crisis-plan (Real),\
Assignment: 08-no-crisis-plan (Percentage),Last downloaded from this course
Ada,Lovelace,101,a@elsewhere.example,-,-,1769941800
Zoë,Späth,late,z@u.example,1.00,10 %,1769941800
Torn,T,torn,t@u.example,-,-,1769941800
"""
BLACKBOARD = "\n".join(
    "\t".join(f'"{cell}"' for cell in row)
    for row in (
        ("Last Name", "First Name", "Username", "Last Access", "08-no-crisis-plan [Total Pts: 10 Score] |91"),
        ("Lovelace", "Ada", "ada", "2026-02-01", ""),
        ("Späth", "Zoë", "late", "2026-02-01", "Needs Grading"),
        ("Torn", "T", "torn", "2026-02-01", "In Progress"),
    )
)


def export(course: Path, *words: str) -> int:
    return cli.main(["export", *words, "--course", str(course)])


def put(path: Path, text: str, encoding: str = "utf-8") -> Path:
    path.write_bytes(text.encode(encoding))
    return path


def scores(table: list[list[str]], by: str, first: int, stems=(FIRST, SECOND)) -> dict[tuple[str, str], str]:
    """Learner and exercise -> cell, of a file with a column for each exercise from the ``first`` on."""
    at = table[0].index(by)
    return {
        (row[at], stem): row[first + number]
        for row in table[1:]
        if row[at]
        for number, stem in enumerate(stems)
    }


def as_numbers(cells: dict[tuple[str, str], str]) -> dict[tuple[str, str], float]:
    return {whose: float(cell) for whose, cell in cells.items() if cell not in ("", "-")}


def test_csv_has_every_mark_and_the_state_of_those_who_have_none(course):
    assert export(course, "csv") == 0
    with (course / "grading" / "marks-csv.csv").open(encoding="utf-8", newline="") as file:
        found = {(row["student_id"], row["assignment"]): row for row in csv.DictReader(file, strict=True)}
    assert found.keys() == KNOWN.keys()
    assert {whose: row["state"] for whose, row in found.items()} == {w: k.state for w, k in KNOWN.items()}
    assert as_numbers({whose: row["score"] for whose, row in found.items()}) == MARKS
    assert {(stem, float(row["max_score"])) for (_, stem), row in found.items()} == set(POINTS.items())
    assert found["grace", FIRST]["last_name"] == 'O\'Neil, "G"'
    assert found["third", FIRST]["first_name"] == "'=1+1"
    assert found["third", FIRST]["last_name"] == "'@SUM(A1)"


LAYOUTS = {
    "canvas": ("csv", "utf-8-sig", ",", "SIS Login ID", 5),
    "moodle": ("csv", "utf-8-sig", ",", "Username", 5),
    "blackboard": ("txt", "utf-16", "\t", "Username", 4),
}


@pytest.mark.parametrize("platform", LAYOUTS)
def test_a_file_from_the_gradebook_alone(course, platform):
    ending, encoding, delimiter, by, first = LAYOUTS[platform]
    assert export(course, platform) == 0
    table = rows(course / "grading" / f"marks-{platform}.{ending}", encoding, delimiter)
    cells = scores(table, by, first)
    assert as_numbers(cells) == MARKS
    assert {cell for whose, cell in cells.items() if whose not in MARKS} == {
        "-" if platform == "moodle" else ""
    }
    assert [cells["ada", FIRST], cells["third", FIRST], cells["third", SECOND]] == ["10.5", "0.3333", "0"]


def test_a_name_by_which_the_platform_finds_nobody_is_said(course, capsys):
    said = "A full name is no user name, and Moodle finds nobody by it: “Bo Ek”. Export the gradebook"
    with sqlite3.connect(course / "grading" / "gradebook.db") as gradebook:
        gradebook.execute("INSERT INTO student (id) VALUES ('Bo Ek')")
        gradebook.execute("INSERT INTO student (id, email) VALUES ('Al Ek', 'al@u.example')")
    assert export(course, "moodle") == 0
    assert said in capsys.readouterr().out
    assert export(course, "moodle", "--roster", str(put(course / "m.csv", MOODLE))) == 1
    assert export(course, "canvas") == 0  # which looks for names, too
    assert "no user name" not in capsys.readouterr().out


def test_what_each_platform_wants_at_the_top(course):
    for platform in LAYOUTS:
        assert export(course, platform) == 0
    canvas = rows(course / "grading" / "marks-canvas.csv")
    assert canvas[0] == ["Student", "ID", "SIS User ID", "SIS Login ID", "Section", FIRST, SECOND]
    assert canvas[1] == ["    Points Possible", "", "", "", "", "10", "8.5"]
    assert ["Lovelace, Ada", "101", "ada", "ada", "", "10.5", "8.5"] in canvas
    moodle = rows(course / "grading" / "marks-moodle.csv")
    assert moodle[0] == ["First name", "Last name", "ID number", "Username", "Email address", FIRST, SECOND]
    blackboard = rows(course / "grading" / "marks-blackboard.txt", "utf-16", "\t")
    assert blackboard[0][4:] == [f"{FIRST} [Total Pts: 10 Score]", f"{SECOND} [Total Pts: 8.5 Score]"]


def test_canvas_own_file_is_filled_in(course, tmp_path, capsys):
    roster = put(tmp_path / "grades.csv", CANVAS)
    assert export(course, "canvas", FIRST, "--roster", str(roster)) == 1
    assert rows(course / "grading" / "marks-canvas.csv", "utf-8") == [
        ["Student", "ID", "SIS User ID", "SIS Login ID", "Section", "08-no-crisis-plan (812)"],
        ["", "", "", "", "", "Manual Posting"],
        ["    Points Possible", "", "", "", "", "10"],
        ["Lovelace, Ada", "1", "s1", "ada", "A and B", "10.5"],
        ['O\'Neil, "G", Grace', "2", "s2", "GRACE@u.example", "A", "3"],
        ["Späth, Zoë", "3", "late", "z", "A", "EX"],
        ["Absent", "4", "s4", "absent", "B", ""],
        ["Torn", "5", "s5", "torn", "B", ""],
        ["Student, Test", "9", "", "0a1b2c", "A", ""],
    ]
    said = capsys.readouterr().out
    assert "Excused on the learning platform, and left so: “late (08-no-crisis-plan)”." in said
    assert "1 submission with written answers still to be read" in said
    assert "“fault”, “gone”, “lying”, “third” are in the gradebook and not in grades.csv." in said
    assert roster.read_text(encoding="utf-8") == CANVAS


def test_marks_that_have_no_place_are_kept_in_a_file_beside(course, tmp_path, capsys):
    roster = put(tmp_path / "grades.csv", CANVAS)
    assert export(course, "canvas", "8", "--roster", str(roster)) == 1
    beside = course / "grading" / "marks-canvas-left-out.csv"
    assert str(beside) in capsys.readouterr().out
    with beside.open(encoding="utf-8", newline="") as file:
        found = {row["student_id"]: (row["state"], row["score"]) for row in csv.DictReader(file)}
    assert found == {
        "third": ("graded", "0.3333"),
        "gone": ("not graded", ""),
        "lying": ("not graded", ""),
        "fault": ("grader error", ""),
    }
    full = CANVAS + "".join(f"{name},{number},,{name},B,,,\n" for number, name in enumerate(found, 20))
    put(roster, full)
    assert export(course, "canvas", "8", "--roster", str(roster)) == 0
    assert not beside.exists()


def test_moodles_own_file_is_filled_in(course, tmp_path):
    roster = put(tmp_path / "Grades.csv", MOODLE.replace(",", ";"), "utf-8-sig")
    assert export(course, "moodle", "8", "--roster", str(roster)) == 1
    assert rows(course / "grading" / "marks-moodle.csv", "utf-8-sig", ";") == [
        ["First name", "Last name", "ID number", "Email address", "Assignment: 08-no-crisis-plan (Real)"],
        ["Ada", "Lovelace", "101", "a@elsewhere.example", "10.5"],
        ["Zoë", "Späth", "late", "z@u.example", "2.5"],
        ["Torn", "T", "torn", "t@u.example", "-"],
    ]


def test_blackboards_own_file_is_filled_in(course, tmp_path, capsys):
    roster = put(tmp_path / "gc_course.xls", BLACKBOARD, "utf-16")
    assert export(course, "blackboard", "8", "--roster", str(roster)) == 1
    table = rows(course / "grading" / "marks-blackboard.xls", "utf-16", "\t")
    assert table == [
        ["Last Name", "First Name", "Username", "08-no-crisis-plan [Total Pts: 10 Score] |91"],
        ["Lovelace", "Ada", "ada", "10.5"],
        ["Späth", "Zoë", "late", "2.5"],
        ["Torn", "T", "torn", "In Progress"],
    ]
    assert "was left as it is: “torn (08-no-crisis-plan)”" in capsys.readouterr().out


def test_missing_is_zero_only_if_asked_and_what_was_not_graded_never(course, capsys):
    assert export(course, "canvas", "--missing-as-zero") == 0
    cells = scores(rows(course / "grading" / "marks-canvas.csv"), "SIS Login ID", 5)
    zeros = {whose for whose, known in KNOWN.items() if known.state in ("failed", "not handed in")}
    assert as_numbers(cells) == MARKS | dict.fromkeys(zeros, 0.0)
    said = capsys.readouterr().out
    assert "Zero, as you asked" in said
    assert all(f"“{student} ({stem})”" in said for student, stem in zeros)


def test_a_zero_is_not_put_over_what_the_platform_has(course, tmp_path):
    text = CANVAS.replace("absent,B,0,,74", "absent,B,0,6,74")
    roster = put(tmp_path / "grades.csv", text)
    export(course, "canvas", "8", "--roster", str(roster), "--missing-as-zero")
    cells = scores(rows(course / "grading" / "marks-canvas.csv", "utf-8"), "SIS Login ID", 5, [FIRST])
    assert [cells["absent", FIRST], cells["torn", FIRST], cells["z", FIRST]] == ["6", "0", "EX"]


@pytest.mark.parametrize("platform", ["canvas", "csv"])
def test_what_is_still_to_be_read_can_be_left_out(course, platform, capsys):
    assert export(course, platform, "--reviewed-only") == 0
    assert "1 submission with written answers still to be read" in capsys.readouterr().out
    if platform == "canvas":
        cells = scores(rows(course / "grading" / "marks-canvas.csv"), "SIS Login ID", 5)
    else:
        with (course / "grading" / "marks-csv.csv").open(encoding="utf-8", newline="") as file:
            cells = {(row["student_id"], row["assignment"]): row["score"] for row in csv.DictReader(file)}
    assert as_numbers(cells) == {whose: mark for whose, mark in MARKS.items() if whose[0] != "grace"}


def test_exercises_are_named_in_any_way_and_stand_in_that_order(course):
    assert export(course, "moodle", "9", "no-crisis-plan", SECOND, "08") == 0
    assert rows(course / "grading" / "marks-moodle.csv")[0][5:] == [SECOND, FIRST]


def test_a_column_of_another_title_is_found_if_it_is_named(course, tmp_path, capsys):
    roster = put(tmp_path / "grades.csv", CANVAS.replace(FIRST, "Week 8: Crisis"))
    assert export(course, "canvas", "8", "--roster", str(roster)) == 1
    assert (
        "has no column “08-no-crisis-plan”, so the file makes a new one in Canvas" in capsys.readouterr().out
    )
    table = rows(course / "grading" / "marks-canvas.csv", "utf-8")
    assert [row[-1] for row in table[:4]] == [FIRST, "", "10", "10.5"]
    export(course, "canvas", "8", "--roster", str(roster), "--column", "8=week 8: crisis")
    table = rows(course / "grading" / "marks-canvas.csv", "utf-8")
    assert [row[-1] for row in table[:4]] == ["Week 8: Crisis (812)", "Manual Posting", "10", "10.5"]


def test_of_two_columns_of_one_title_none_is_filled(course, tmp_path, capsys):
    roster = put(tmp_path / "grades.csv", CANVAS.replace("Attendance", FIRST))
    assert export(course, "canvas", "--roster", str(roster)) == 1
    said = capsys.readouterr().out
    assert "could be “08-no-crisis-plan”: “08-no-crisis-plan (5)”, “08-no-crisis-plan (812)”" in said
    table = rows(course / "grading" / "marks-canvas.csv", "utf-8")
    assert table[0][5:] == [SECOND]
    with (course / "grading" / "marks-canvas-left-out.csv").open(encoding="utf-8", newline="") as file:
        left = {row["student_id"] for row in csv.DictReader(file) if row["assignment"] == FIRST}
    assert left == set(LEARNERS)
    choose = f"{FIRST}={FIRST} (812)"
    export(course, "canvas", "--roster", str(roster), "--column", choose)
    table = rows(course / "grading" / "marks-canvas.csv", "utf-8")
    assert table[0][5:] == [f"{FIRST} (812)", SECOND]


def test_one_column_is_not_filled_for_two_exercises(course, tmp_path, capsys):
    roster = put(tmp_path / "grades.csv", CANVAS)
    assert export(course, "canvas", "--roster", str(roster), "--column", f"9={FIRST}") == 1
    assert "so the marks of “09-one-big-campaign” were left out" in capsys.readouterr().out
    table = rows(course / "grading" / "marks-canvas.csv", "utf-8")
    assert [row[5:] for row in (table[0], table[3])] == [["08-no-crisis-plan (812)"], ["10.5"]]


@pytest.mark.parametrize(
    ("platform", "text", "points"),
    [
        ("canvas", CANVAS.replace("20,10,", "20,100,"), "100"),
        ("blackboard", BLACKBOARD.replace("Total Pts: 10 ", "Total Pts: 100 "), "100"),
    ],
)
def test_other_points_on_the_platform_are_said(course, tmp_path, capsys, platform, text, points):
    export(course, platform, "8", "--roster", str(put(tmp_path / "grades.csv", text)))
    assert (
        f"gives “08-no-crisis-plan” {points} points, and the marks are out of 10." in capsys.readouterr().out
    )


def test_nothing_of_somebody_elses_is_replaced(course, tmp_path, capsys):
    mine = tmp_path / "mine.csv"
    mine.write_text("mine")
    assert export(course, "canvas", "--output", str(mine)) == 2
    assert "is there already" in capsys.readouterr().err
    assert mine.read_text() == "mine"
    assert export(course, "canvas", "--output", str(mine), "--force") == 0
    roster = put(tmp_path / "grades.csv", CANVAS)
    assert export(course, "canvas", "--roster", str(roster), "--output", str(roster), "--force") == 2
    assert roster.read_text(encoding="utf-8") == CANVAS


def test_the_same_gradebook_gives_the_same_file(course):
    for platform, name in (("canvas", "marks-canvas.csv"), ("csv", "marks-csv.csv")):
        found = []
        for _ in range(2):
            assert export(course, platform) == 0
            found.append((course / "grading" / name).read_bytes())
        assert found[0] == found[1]
    assert not list((course / "grading").glob(".*.tmp"))


def test_ids_that_the_configuration_excludes_are_nobodys(course):
    with (course / "nbgrader_config.py").open("a") as file:
        file.write("c.CourseDirectory.student_id_exclude = 'third,ada'\n")
    assert export(course, "moodle") == 0
    found = {row[3] for row in rows(course / "grading" / "marks-moodle.csv")[1:]}
    assert found == LEARNERS.keys() - {"third", "ada"}


REFUSED = {
    "unknown exercise": (["csv", "12"], "“12” is no exercise in the gradebook."),
    "a file for an exercise": (["canvas", "nbgrader_config.py"], "write --roster nbgrader_config.py"),
    "a roster for csv": (["csv", "--roster", "nbgrader_config.py"], "Leave them out for csv."),
    "a column without a file": (["canvas", "--column", "8=x"], "name that as well"),
    "no column": (["canvas", "--roster", "ok.csv", "--column", "8"], "is no EXERCISE=TITLE"),
    "no file": (["canvas", "--roster", "nowhere.csv"], "cannot be read (No such file or directory)"),
    "no roster": (["canvas", "--roster", "nbgrader_config.py"], "has no column"),
    "no folder": (["canvas", "--output", "nowhere/x.csv"], "cannot be written (No such file or directory)"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_cannot_be_is_said_and_nothing_is_written(course, monkeypatch, capsys, name):
    words, sentence = REFUSED[name]
    monkeypatch.chdir(course)
    put(course / "ok.csv", CANVAS)
    before = sorted(course.rglob("*"))
    assert cli.main(["export", *words]) == 2
    assert sentence in capsys.readouterr().err
    assert sorted(course.rglob("*")) == before


def test_a_gradebook_of_another_course_is_refused(course, capsys):
    config = course / "nbgrader_config.py"
    config.write_text(config.read_text().replace("ten-mistakes", "biology"))
    assert export(course, "canvas") == 2
    assert "for the course “ten-mistakes”, and this is “biology”" in capsys.readouterr().err
    assert not (course / "grading" / "marks-canvas.csv").exists()


@pytest.mark.parametrize("broken", ["missing", "empty", "no database", "cut short"])
def test_a_gradebook_that_cannot_be_read_is_said_to_be_so(course, capsys, broken):
    path = course / "grading" / "gradebook.db"
    data = path.read_bytes()
    path.unlink()
    if broken != "missing":
        path.write_bytes(
            {"empty": b"", "no database": b"no database" * 99}.get(broken, data[: len(data) // 2])
        )
    assert export(course, "csv") == 2
    said = capsys.readouterr().err
    assert "Traceback" not in said
    assert {"missing": "Nobody has been graded", "empty": "Nobody has been graded"}.get(
        broken, "database"
    ) in (said if broken != "cut short" else f"{said} database")
    assert not (course / "grading" / "marks-csv.csv").exists()
