"""Shares of a class make the same gradebook as one run, and whatever happens to them, nothing is lost."""

import gzip
import json
from pathlib import Path

import pytest

from tenmistakes import cli
from tenmistakes.grading.exercise import load_exercise
from tenmistakes.grading.gradebook import Gradebook
from tenmistakes.grading.shards import Share, write_shard

from .classroom import MIXED, NAME, RIGHT, Classroom, notebook, open_classroom
from .test_faults import a_class, whole

LEARNERS = 30
SHARES = 3
PINNED = [True, True, False, False, True, True, True, True]
"""Of eight learners, who is in the first half: that must never change, or old shards would be missed."""


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Classroom:
    """A class that nobody has graded: some of it in shards, all of it handed in."""
    classroom = open_classroom(tmp_path_factory.mktemp("template") / "course")
    a_class(classroom, LEARNERS, right=3)
    classroom.hand_in("broken", b"{")
    classroom.hand_in("a<b>", notebook(RIGHT))
    (classroom.folder("empty") / "timestamp.txt").write_text("yesterday")
    return classroom


@pytest.fixture(scope="module")
def expected(template: Classroom, tmp_path_factory: pytest.TempPathFactory) -> dict:
    """What one run makes of it."""
    classroom = open_classroom(tmp_path_factory.mktemp("expected") / "course", template)
    classroom.grade()
    return whole(classroom)


@pytest.fixture
def classroom(template: Classroom, tmp_path: Path) -> Classroom:
    return open_classroom(tmp_path / "course", template)


def shards(classroom: Classroom) -> Path:
    return classroom.root / "grading" / "shards"


def tool(classroom: Classroom, *words: str) -> int:
    return cli.main(["grade", NAME, "--course", str(classroom.root), *words])


def compute(classroom: Classroom, count: int = SHARES) -> list[Path]:
    """Every share in a file."""
    before = classroom.database.read_bytes()
    for number in range(1, count + 1):
        assert tool(classroom, "--shard", f"{number}/{count}") == 0
    assert classroom.database.read_bytes() == before
    assert not (classroom.root / "grading" / "autograded").exists()
    return [shards(classroom) / f"{NAME}.{number}-of-{count}.jsonl.gz" for number in range(1, count + 1)]


def take_in(classroom: Classroom, capsys: pytest.CaptureFixture[str], *words: str) -> list[str]:
    """Grade from shards; what there was to say of them."""
    capsys.readouterr()
    assert tool(classroom, "--from-shards", "--json", *words) == 1  # one is broken
    [exercise] = json.loads(capsys.readouterr().out)["exercises"]
    assert len(exercise["submissions"]) == LEARNERS + 3
    return exercise["notes"]


def computed_here(count: int) -> str:
    return f"{count} of {LEARNERS + 1} submissions were in no shard as they are now, and were computed here."


@pytest.mark.parametrize("count", [1, 3, 7])
def test_all_shards_are_one_run(classroom: Classroom, expected: dict, capsys, count: int):
    files = compute(classroom, count)
    students = [
        json.loads(line.partition(b"\t")[0])[0]
        for file in files
        for line in gzip.decompress(file.read_bytes()).splitlines()[1:]
    ]
    assert sorted(students) == sorted({*students}) and len(students) == LEARNERS + 1
    assert take_in(classroom, capsys) == []
    assert whole(classroom) == expected


def test_who_is_in_a_share_depends_on_nobody_else():
    students = [f"learner-{number:03}" for number in range(1000)] + ["Zoë", "a b", "\udcff"]
    for count in (1, 2, 7):
        shares = [Share(number, count) for number in range(1, count + 1)]
        assert all(sum(student in share for share in shares) == 1 for student in students)
    assert 400 < sum(student in Share(1, 2) for student in students) < 600
    assert [f"learner-{n}" in Share(1, 2) for n in range(8)] == PINNED


@pytest.mark.parametrize(
    "said", ["0/4", "5/4", "1/0", "4", "1/501", "1/2/3", "-1/2", " 1/2", "1.0/2", "a/b", ""]
)
def test_what_is_no_share_is_a_sentence(classroom: Classroom, capsys, said: str):
    assert tool(classroom, f"--shard={said}") == 2
    assert "such as 3/8" in capsys.readouterr().err
    assert not shards(classroom).exists()


def test_the_same_share_is_the_same_file(classroom: Classroom):
    first = [file.read_bytes() for file in compute(classroom)]
    assert [file.read_bytes() for file in compute(classroom)] == first
    assert sorted(p.name for p in shards(classroom).iterdir()) == sorted(p.name for p in compute(classroom))


def test_a_missing_shard(classroom: Classroom, expected: dict, capsys):
    compute(classroom)[1].unlink()
    said = take_in(classroom, capsys)
    lacking = sum(f"learner-{n:03}" in Share(2, SHARES) for n in range(LEARNERS)) + (
        "broken" in Share(2, SHARES)
    )
    assert said == ["Of 3 shards, there is none with the number 2.", computed_here(lacking)]
    assert whole(classroom) == expected


def test_a_shard_twice(classroom: Classroom, expected: dict, capsys):
    files = compute(classroom)
    (shards(classroom) / f"{NAME}.1-of-3.copy.jsonl.gz").write_bytes(files[0].read_bytes())
    compute(classroom, 2)
    assert take_in(classroom, capsys) == []
    assert whole(classroom) == expected


@pytest.mark.parametrize("damage", ["cut", "flipped", "empty", "text", "another", "folder"])
def test_a_shard_that_is_no_use(classroom: Classroom, expected: dict, capsys, damage: str):
    file = compute(classroom, 1)[0]
    data = file.read_bytes()
    why = "is cut off or damaged"
    if damage == "cut":
        file.write_bytes(data[:-30])
    elif damage == "flipped":
        file.write_bytes(data[:-6] + bytes([data[-6] ^ 1]) + data[-5:])
    elif damage == "empty":
        file.write_bytes(b"")
        why = "is no shard"
    elif damage == "text":
        file.write_bytes(gzip.compress(b"hello\n"))
        why = "is no shard"
    elif damage == "folder":
        file.unlink()
        file.mkdir()
    else:
        head, _, rest = gzip.decompress(data).partition(b"\n")
        head = json.dumps(json.loads(head) | {"mark": "0" * 64}).encode()
        file.write_bytes(gzip.compress(head + b"\n" + rest))
        why = "was made by another version of the course"
    assert take_in(classroom, capsys) == [
        f"{file.name} was not used: it {why}.",
        "There is no shard that can be used.",
        computed_here(LEARNERS + 1),
    ]
    assert whole(classroom) == expected


@pytest.mark.parametrize("change", ["answers", "time", "another file", "new learner"])
def test_a_submission_that_has_changed_since(classroom: Classroom, tmp_path: Path, capsys, change: str):
    compute(classroom)
    if change == "answers":
        classroom.hand_in("learner-004", notebook(RIGHT))
    elif change == "time":
        classroom.hand_in("learner-004", notebook(MIXED), when="2026-01-01 10:00:00 UTC")
    elif change == "another file":
        (classroom.folder("learner-004") / "notes.txt").write_text("Mine.")
    else:
        classroom.hand_in("zoe", notebook(RIGHT))
    twin = open_classroom(tmp_path / "twin", classroom)
    twin.grade()
    capsys.readouterr()
    tool(classroom, "--from-shards", "--json")
    [said] = json.loads(capsys.readouterr().out)["exercises"][0]["notes"]
    assert said.startswith("1 of ")
    assert whole(classroom) == whole(twin)


def test_lines_that_nobody_here_wrote_count_for_nothing(classroom: Classroom, expected: dict, capsys):
    """Somebody's points for somebody else, what is no line at all, and the wrong order."""
    file = compute(classroom, 1)[0]
    head, *lines = gzip.decompress(file.read_bytes()).splitlines(keepends=True)
    best = next(line for line in lines if line.startswith(b'["learner-000"')).partition(b"\t")[2]
    forged = [line.partition(b"\t")[0] + b"\t" + best for line in lines[10:20]]
    file.write_bytes(gzip.compress(b"".join([head, b"\n", b"[1, 2]\t{}\n", b"x\t\n", *forged, *lines[:5]])))
    [said] = take_in(classroom, capsys)
    assert said.startswith("2") or said.startswith("3")
    assert whole(classroom) == expected


@pytest.mark.parametrize(
    "finding",
    [
        {"fault": "The grader failed on it."},  # no machine writes down that it has failed
        {"points": 10**400},
        {"points": float("nan")},
    ],
    ids=["fault", "huge", "nan"],
)
def test_a_line_that_leads_to_no_marks_is_computed_here(
    classroom: Classroom, expected: dict, capsys, finding: dict
):
    file = compute(classroom, 1)[0]
    head, *lines = gzip.decompress(file.read_bytes()).splitlines(keepends=True)
    at = next(n for n, line in enumerate(lines) if line.startswith(b'["learner-000"'))
    name, _, said = lines[at].partition(b"\t")
    if "fault" not in finding:
        said = json.loads(said)
        finding = said | {"items": [said["items"][0] | finding, *said["items"][1:]]}
    lines[at] = name + b"\t" + json.dumps(finding).encode() + b"\n"
    file.write_bytes(gzip.compress(b"".join([head, *lines])))
    assert take_in(classroom, capsys) == [computed_here(1)]
    assert whole(classroom) == expected


def test_what_is_graded_already_is_left_alone(classroom: Classroom, expected: dict, capsys):
    compute(classroom)
    take_in(classroom, capsys)
    tool(classroom, "--from-shards", "--json")
    [exercise] = json.loads(capsys.readouterr().out)["exercises"]
    assert not any(one["fresh"] for one in exercise["submissions"] if one["state"] != "grader error")
    assert whole(classroom) == expected


def test_a_shard_waits_for_nobody_who_grades(classroom: Classroom):
    """It needs neither the lock nor the gradebook."""
    exercise = load_exercise(NAME, classroom.settings.release(NAME))
    with Gradebook(classroom.settings) as gradebook, gradebook.writing(exercise, "ada"):
        path, count = write_shard(classroom.settings, exercise, Share(1, 1), shards(classroom))
    assert path.exists() and count == LEARNERS + 1


def test_a_folder_that_is_not_there_is_a_sentence(classroom: Classroom, capsys, tmp_path: Path):
    assert tool(classroom, "--from-shards", "--shards", str(tmp_path / "none")) == 2
    assert "Make them first, with --shard 1/4" in capsys.readouterr().err
    (tmp_path / "file").touch()
    assert tool(classroom, "--shard", "1/1", "--shards", str(tmp_path / "file")) == 2
    assert "No shard was written" in capsys.readouterr().err


@pytest.mark.parametrize("words", [["work.zip"], ["--student", "ada"]])
def test_a_shard_is_of_everybody_and_collects_nothing(classroom: Classroom, capsys, words: list[str]):
    assert tool(classroom, *words, "--shard", "1/2") == 2
    assert "collect first, and name nobody" in capsys.readouterr().err
    assert not shards(classroom).exists()


@pytest.mark.parametrize("word", ["--force", "--json", "--verbose"])
def test_words_about_grading_are_not_for_a_shard(classroom: Classroom, capsys, word: str):
    assert tool(classroom, word, "--shard", "1/2") == 2
    assert "go with --from-shards, which grades" in capsys.readouterr().err
    assert not shards(classroom).exists()


@pytest.mark.parametrize(
    "words",
    [
        [],
        ["--shard", "1/2"],
        ["--from-shards"],
        ["--cluster", "2"],
        ["--cluster", "tcp://127.0.0.1:8786"],
        ["--cluster"],
    ],
    ids=" ".join,
)
def test_certificates_without_a_scheduler_elsewhere(classroom: Classroom, capsys, words: list[str]):
    for option in ("--tls-ca", "--tls-cert", "--tls-key"):
        assert tool(classroom, *words, option, "mine.pem") == 2
        assert "are for a scheduler elsewhere" in capsys.readouterr().err
    assert classroom.marks() == {}


@pytest.mark.parametrize("words", [[], ["--cluster", "2"]], ids=" ".join)
def test_a_folder_of_shards_that_nobody_asks_for(classroom: Classroom, capsys, words: list[str]):
    assert tool(classroom, *words, "--shards", str(shards(classroom))) == 2
    assert "It goes with --shard 1/4" in capsys.readouterr().err
    assert classroom.marks() == {}


def test_the_computing_is_done_in_one_place(classroom: Classroom):
    for words in (["--shard", "1/2", "--from-shards"], ["--from-shards", "--cluster", "2"]):
        with pytest.raises(SystemExit) as ended:
            tool(classroom, *words)
        assert ended.value.code == 2
