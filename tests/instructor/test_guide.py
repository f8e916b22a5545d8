"""The guide for instructors, typed from top to bottom as it stands, in a fresh copy of the course.

A block of commands (``sh``) is run; the block of ``text`` behind it is what must appear, ``…`` standing for
anything. Nothing else is in the shell that a newcomer would not have.
"""

import csv
import os
import re
import shutil
import subprocess
import sys
import venv
import zipfile
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path

import pytest

from tenmistakes import content

from . import practice
from .generated import make_class

GUIDE = content.home() / "docs" / "instructor.md"
NOT_FRESH = {".git", "grading", "my-work", "practice"}
"""What lies in a course that is in use, besides what begins with ``.venv``."""
DONE = "--- done"

pytestmark = pytest.mark.skipif(os.name == "nt", reason="the guide's commands are written for a POSIX shell")


def blocks() -> list[tuple[str, str]]:
    """The commands, each block with the output that is promised, or none."""
    found = re.findall(r"^```(\w+)\n(.*?)^```$", GUIDE.read_text("utf-8"), re.DOTALL | re.MULTILINE)
    assert {kind for kind, _ in found} == {"sh", "text"}
    answers = {place: text for place, (kind, text) in enumerate(found) if kind == "text"}
    return [(text, answers.get(place + 1, "")) for place, (kind, text) in enumerate(found) if kind == "sh"]


@dataclass
class Course:
    """A fresh copy of the course, in which the guide's commands were typed; what each block said."""

    root: Path
    said: list[str] = field(default_factory=list)


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory) -> Course:
    root = tmp_path_factory.mktemp("guide") / "course"
    shutil.copytree(content.home(), root, ignore=_not_fresh)
    environment = _environment(root)
    typed = "".join(f"{commands}echo '{DONE}'\n" for commands, _ in blocks())
    done = subprocess.run(
        ["bash"],
        input=typed,
        cwd=root,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        encoding="utf-8",
        check=False,
    )
    return Course(root, done.stdout.split(f"{DONE}\n"))


def _not_fresh(folder: str, names: list[str]) -> set[str]:
    """What of a folder is not copied."""
    passing = {name for name in names if name == "__pycache__" or name.endswith("_cache")}
    if Path(folder) != content.home():
        return passing
    return passing | NOT_FRESH | {name for name in names if name.startswith(".venv")}


def _environment(root: Path) -> dict[str, str]:
    """The environment that ``course.py`` makes, without fetching its packages again: they are this one's."""
    venv.create(root / ".venv", with_pip=False)
    packages = next((root / ".venv" / "lib").glob("python3*/site-packages"))
    here = [path for path in sys.path if path.endswith("site-packages")]
    (packages / "here.pth").write_text("\n".join([str(root / "src"), *here]) + "\n")
    home = root.parent / "home"
    home.mkdir()
    kept = {
        name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "VIRTUAL_ENV"))
    }
    environment = kept | {
        "PATH": os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]]),
        "PYTHONPATH": str(root / "src"),  # for the commands that lie in this environment
        "HOME": str(home),
        "TZ": "UTC",
    }
    stamp = subprocess.run(
        [sys.executable, "-c", "import course; print(course.wanted(), end='')"],
        cwd=root,
        env=environment,
        capture_output=True,
        text=True,
        check=True,
    )
    (root / ".venv" / ".ten-mistakes").write_text(stamp.stdout, encoding="utf-8")
    return environment


def bare(text: str) -> list[str]:
    """Lines without the spaces that lay out a table, and without empty ones."""
    return [" ".join(line.split()) for line in text.splitlines() if line.strip()]


def fits(promised: str, said: str) -> bool:
    """Whether an output is the one promised, where ``…`` is anything, also of several lines."""
    pattern = re.escape("\n".join(bare(promised))).replace("…", ".*")
    return re.fullmatch(pattern, "\n".join(bare(said)), re.DOTALL) is not None


def test_the_guide_shows_a_whole_way():
    commands = "".join(text for text, _ in blocks())
    for word in ("doctor", "import", "grade", "feedback", "release_feedback", "collect", "report", "export"):
        assert word in commands


def test_every_command_says_what_the_guide_promises(course: Course):
    assert len(course.said) == len(blocks()) + 1
    wrong = [
        f"{commands}\n{said}"
        for (commands, promised), said in zip(blocks(), course.said, strict=False)
        if not fits(promised, said)
    ]
    assert not wrong, "\n\n".join(wrong)


def test_what_the_guide_counts_is_what_was_made_up(course: Course):
    """The numbers in its text, from the class's own knowledge."""
    text = GUIDE.read_text("utf-8")
    stems = [practice.BY_ZIP, practice.BY_EXCHANGE]
    made = make_class(practice.SIZE, stems)
    for stem in stems:
        work = made.work[stem].values()
        counts = {
            state: sum(each.state == state for each in work) for state in ("graded", "needs review", "failed")
        }
        said = next(said for (c, _), said in zip(blocks(), course.said, strict=False) if f"{stem}: " in said)
        words = {"graded": "graded", "needs review": "to review", "failed": "failed"}
        for state, count in counts.items():
            assert f"{words[state]} {count}" in bare(said)
    eight = made.work[practice.BY_ZIP]
    assert f"handed in late   {sum(each.late for each in eight.values() if not each.fails)}" in text
    marks = sum(not each.fails for stem in stems for each in made.work[stem].values())
    assert f"\n{marks} marks in" in text


def test_what_the_guide_promises_lies_there(course: Course):
    stems = [practice.BY_ZIP, practice.BY_EXCHANGE]
    made = make_class(practice.SIZE, stems)
    for stem in stems:
        pages = {
            path.parent.parent.name for path in course.root.glob(f"grading/feedback/*/{stem}/{stem}.html")
        }
        assert pages == made.work[stem].keys()
    with zipfile.ZipFile(course.root / "practice" / "feedback.zip") as archive:
        assert {name.partition("_")[0] for name in archive.namelist()} == made.work[practice.BY_ZIP].keys()
    released = list((course.root / "practice/exchange/ten-mistakes/feedback").iterdir())
    assert len(released) == len(made.work[practice.BY_EXCHANGE])
    shown = (course.root / "practice" / "report-to-show.html").read_text("utf-8")
    assert not [student for student in made.students if student in shown]
    with (course.root / "grading" / "marks-csv.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = {(row["student_id"], row["assignment"]): row["score"] for row in csv.DictReader(file)}
    for stem in stems:
        for student in made.students:
            given = made.work[stem].get(student)
            points = given.points if given else None
            score = rows.get((student, stem), "")
            assert score == "" if points is None else float(score) == pytest.approx(points), (student, stem)


def test_no_block_of_output_stands_alone():
    kinds = re.findall(r"^```(\w+)$", GUIDE.read_text("utf-8"), re.MULTILINE)
    assert kinds[0] == "sh"
    assert ("text", "text") not in pairwise(kinds)


def test_the_links_of_the_guide_and_its_troubles_name_what_there_is():
    text = GUIDE.read_text("utf-8")
    for target in re.findall(r"\]\(([^)#]+)\)", text):
        assert (GUIDE.parent / target).is_file(), target
    sources = "".join(
        path.read_text("utf-8") for path in (content.home() / "src" / "tenmistakes").rglob("*.py")
    )
    said = re.sub(r'"\s*\n\s*f?"', "", sources)
    quoted = re.findall(r"^\| `([A-Z][^`]+)` \|", text, re.MULTILINE)
    assert quoted
    for sentence in quoted:
        for part in sentence.split(" … "):
            assert part.rstrip("…").strip() in said, part
