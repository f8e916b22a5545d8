"""A platform's file, however it has been saved since, and whoever is in it."""

import csv
import io
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tenmistakes.grading.marks import filling, pairing, roster
from tenmistakes.grading.marks.cells import guarded_id, number
from tenmistakes.grading.marks.filling import Account, Choices
from tenmistakes.grading.marks.layouts import BLACKBOARD, CANVAS, LAYOUTS, MOODLE
from tenmistakes.grading.marks.reading import Assigned, Learner, Mark
from tenmistakes.grading.marks.roster import Unfit
from tenmistakes.grading.marks.writing import write
from tenmistakes.grading.states import State

from .made import rows

EXERCISE = Assigned("id", "08-no-crisis-plan", "ten-mistakes", None, 10.0)
TABLE = [
    ["First name", "Last name", "Username", "Email address", "08-no-crisis-plan"],
    ["Zoë", 'O\'Neil, "G"', "zoë", "z@u.example", ""],
    ["Ada", "Love\nlace", "ada", "a@u.example", "1,5"],
]


def learner(student: str, email: str | None = None, number: str | None = None) -> Learner:
    return Learner(student, None, None, email, number)


def read(tmp_path: Path, table, layout=MOODLE, encoding="utf-8", **dialect) -> roster.Roster:
    text = io.StringIO()
    csv.writer(text, **dialect).writerows(table)
    path = tmp_path / "export.csv"
    path.write_bytes(text.getvalue().encode(encoding))
    return roster.read(path, layout)


def fill(known: roster.Roster, scores: dict[str, float], learners=()) -> tuple[list[list[str]], Account]:
    account = Account(Choices())
    them = [*learners] or [learner(student) for student in scores]
    marks = [Mark(one, EXERCISE, None, State.GRADED, scores[one.id], 0.0) for one in them if one.id in scores]
    return filling.fill(known, them, marks, [EXERCISE], account).rows, account


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252"])
@pytest.mark.parametrize("dialect", [{}, {"delimiter": ";"}, {"delimiter": "\t", "quoting": csv.QUOTE_ALL}])
@pytest.mark.parametrize("ends", ["\r\n", "\n"])
def test_any_way_of_saving_it_is_recognised_and_comes_back_readable(tmp_path, encoding, dialect, ends):
    known = read(tmp_path, TABLE, encoding=encoding, lineterminator=ends, **dialect)
    table, account = fill(known, {"zoë": 7.5, "ada": 2})
    assert account.faults == []
    out = tmp_path / "out.csv"
    write(out, table, known.encoding, known.delimiter)
    again = rows(out, known.encoding, known.delimiter)
    assert again == [TABLE[0], [*TABLE[1][:4], "7.5"], [*TABLE[2][:4], "2"]]


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"\xff\xfe\x00\xd8", "is no text"),
        (b"\x81\x8d", "is no text"),
        (b"", "has no column “ID number” or “Username” or “Email address”"),
        (b"a,b\n1,2\n", "has no column"),
        (b"First name,Last name\nAda,L\n", "has no column"),
        (b"Username,username\na,b\n", "more than one column “username”"),
        (b'Username,x\n"' + b"a" * 200_000 + b'",1\n', "is no table that can be read"),
    ],
)
def test_what_is_no_export_of_the_platforms_is_said(tmp_path, data, sentence):
    path = tmp_path / "export.csv"
    path.write_bytes(data)
    with pytest.raises(Unfit, match=sentence):
        roster.read(path, MOODLE)


def test_a_file_that_is_too_large_is_not_read(tmp_path, monkeypatch):
    monkeypatch.setattr(roster, "LIMIT", 10)
    with pytest.raises(Unfit, match="is larger than"):
        read(tmp_path, TABLE)


def test_a_header_that_is_there_twice_and_empty_lines_are_no_learners(tmp_path):
    known = read(tmp_path, [TABLE[0], TABLE[1], [], ["", ""], TABLE[0], TABLE[2]])
    assert [entry.cells[2] for entry in known.learners] == ["zoë", "ada"]


def test_a_line_with_a_stray_comma_is_left_out_and_said(tmp_path):
    known = read(tmp_path, [*TABLE, ["Smith", " Jr", "Bob", "bob", "b@u.example", "4"]])
    table, account = fill(known, {"zoë": 1, "ada": 2, "bob": 3})
    assert len(table) == 3
    assert any("Line 5 of export.csv has more cells" in sentence for sentence in account.faults)
    assert any("“bob” is in the gradebook and not in export.csv" in sentence for sentence in account.faults)


PEOPLE = [
    ["Student", "ID", "SIS User ID", "SIS Login ID", "Section", "08-no-crisis-plan (1)"],
    ["Lovelace, Ada", "4711", "s1", "Ada", "A", ""],
    ["Hopper, Grace", "4712", "s2", "grace@u.example", "A", ""],
    ["Ünal, Zoë", "4713", "s3", "z", "A", ""],
    ["Jones, Sam", "4714", "s4", "sam1", "A", ""],
    ["Jones, Sam", "4715", "s5", "sam2", "B", ""],
]
MATCHES = {
    "by login, whatever its capitals": (learner("ADA"), "4711"),
    "by the number in Canvas's file names": (learner("4712"), "4712"),
    "by the SIS id": (learner("s3"), "4713"),
    "by an e-mail address that is the login": (learner("gh", "Grace@U.example"), "4712"),
    "by the number that the gradebook has": (learner("someone", number="4713"), "4713"),
    "by the full name, as in Moodle's file names": (learner("Zoë Ünal"), "4713"),
    "of two of one name, by the number": (learner("Sam Jones", number="4715"), "4715"),
    "of nobody": (learner("nobody", "n@u.example", "1"), None),
    "of two of one name": (learner("Sam Jones"), None),
}


@pytest.mark.parametrize("name", MATCHES)
def test_a_learner_is_found(tmp_path, name):
    who, expected = MATCHES[name]
    known = read(tmp_path, PEOPLE, CANVAS)
    pairs = pairing.pair([who], known)
    found = pairs.entry.get(who.id)
    assert (found.cells[1] if found else None) == expected
    unsure = (f"“{who.id}” could be any of", f"“{who.id}” is in the gradebook and not in")
    assert any(sentence.startswith(unsure) for sentence in pairs.sentences) == (expected is None)


def test_who_could_be_two_gets_the_marks_of_neither(tmp_path):
    known = read(tmp_path, PEOPLE, CANVAS)
    table, account = fill(known, {"ada": 1.0, "4711": 2.0, "Sam Jones": 3.0, "4712": 4.0})
    assert [row[-1] for row in table[1:]] == ["", "4", "", "", ""]
    said = "\n".join(account.faults)
    assert (
        "“Ada Lovelace” (line 2) in export.csv could be any of these in the gradebook: “ada”, “4711”" in said
    )
    assert (
        "“Sam Jones” could be any of these rows of export.csv: “Sam Jones” (line 5), “Sam Jones” (line 6)"
        in said
    )


def test_a_learner_who_is_there_twice_gets_nothing_before_somebody_has_looked(tmp_path):
    known = read(tmp_path, [*PEOPLE, PEOPLE[1]], CANVAS)
    table, account = fill(known, {"ada": 9.0})
    assert [row[-1] for row in table[1:]] == [""] * 6
    assert "(line 2), “Ada Lovelace” (line 7)" in account.faults[0]


def test_strangers_are_named_and_of_many_the_first(tmp_path):
    many = [PEOPLE[0], *([f"Nobody {n}", str(n), "", f"n{n}", "", ""] for n in range(30))]
    _, account = fill(read(tmp_path, many, CANVAS), {"n3": 1.0})
    (sentence,) = account.faults
    assert "“Nobody 0” (line 2)" in sentence
    assert " and 9 more are in export.csv and not in the gradebook" in sentence


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("-4711", "-4711"),
        ("@ada", "@ada"),
        ("+ada.lovelace@u.example", "+ada.lovelace@u.example"),
        ("=1+1", "'=1+1"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("+cmd|' /C calc'!A0", "'+cmd|' /C calc'!A0"),
        ("\tada", "'\tada"),
        ("ada=b", "ada=b"),
        ("", ""),
    ],
)
def test_an_id_stays_what_the_platform_knows_unless_it_could_run(text, expected):
    assert guarded_id(text) == expected


def test_an_id_that_had_to_be_changed_is_a_fault(tmp_path):
    row = ["X", "=1+1", "=1+1", "x", "", ""]
    table, account = fill(read(tmp_path, [PEOPLE[0], row], CANVAS), {"x": 1.0})
    assert table[1][1:3] == ["'=1+1", "'=1+1"]
    assert "“=1+1” would be run as a formula" in account.faults[0]
    assert len(account.faults) == 1


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (12, "12"),
        (12.5, "12.5"),
        (12.5000001, "12.5"),
        (1 / 3, "0.3333"),
        (0.0, "0"),
        (10, "10"),
        (100, "100"),
    ],
)
def test_points_are_written_as_people_write_them(value, text):
    assert number(value) == text


TEXTS = st.text(
    st.one_of(
        st.characters(exclude_categories=["Cs"], exclude_characters="\0"),
        st.sampled_from("=+-@\t\r\n\"';,|\u202e😀é\ufeff"),
    ),
    max_size=12,
)


@pytest.mark.parametrize("layout", LAYOUTS.values(), ids=LAYOUTS)
@given(names=st.lists(st.tuples(TEXTS, TEXTS), max_size=6), points=st.floats(0, 100), data=st.data())
def test_whatever_people_are_called_the_file_reads_back_and_runs_nothing(
    tmp_path_factory, layout, names, points, data
):
    out = tmp_path_factory.mktemp("names") / "out.csv"
    them = [Learner(f"id{n}", last, first, f"{n}@x", None) for n, (first, last) in enumerate(names)]
    marks = [Mark(one, EXERCISE, None, State.GRADED, points, 0.0) for one in them]
    made = filling.new_rows(marks, [EXERCISE], layout, Account(Choices()))
    write(out, made, layout.encoding, layout.delimiter)
    table = rows(out, layout.encoding, layout.delimiter)
    width = len(layout.usual) + 1
    assert {len(row) for row in table} == {width}
    learners = [row for row in table[1:] if "Points Possible" not in row[0]]
    assert [row[-1] for row in learners] == [number(points)] * len(them)
    at = layout.usual.index("Username" if layout is not CANVAS else "SIS Login ID")
    assert [row[at] for row in learners] == [one.id for one in them]
    assert all(cell[:1] not in ("=", "+", "-", "@", "\t", "\r") for row in learners for cell in row[:-1])


@given(names=st.lists(TEXTS, max_size=6), encoding=st.sampled_from(["utf-8", "utf-8-sig", "utf-16"]))
def test_whatever_stands_in_the_platforms_file_everybody_keeps_their_row(tmp_path_factory, names, encoding):
    header = ["Last Name", "First Name", "Username", "08-no-crisis-plan [Total Pts: 10 Score] |7"]
    table = [header, *([name, "x", f"user{n}", ""] for n, name in enumerate(names))]
    folder = tmp_path_factory.mktemp("names")
    known = read(folder, table, BLACKBOARD, encoding, delimiter="\t")
    filled, account = fill(known, {f"user{n}": n + 0.5 for n in range(len(names))})
    write(folder / "out.txt", filled, known.encoding, known.delimiter)
    again = rows(folder / "out.txt", encoding, "\t")
    assert account.faults == []
    assert [(row[2], row[3]) for row in again[1:]] == [(f"user{n}", f"{n + 0.5}") for n in range(len(names))]
