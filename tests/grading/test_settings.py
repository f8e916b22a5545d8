import json
import subprocess
import sys
from pathlib import Path

import pytest
from nbgrader.coursedir import CourseDirectory

from tenmistakes import content
from tenmistakes.grading.settings import find
from tenmistakes.grading.unset import Unset


def course(root: Path, *lines: str) -> Path:
    root.mkdir(exist_ok=True)
    (root / "nbgrader_config.py").write_text("\n".join(["c = get_config()", *lines, ""]), encoding="utf-8")
    return root


def test_this_course_is_found_as_nbgrader_finds_it(tmp_path: Path):
    root = tmp_path / "course"
    root.mkdir()
    (root / "nbgrader_config.py").write_bytes((content.home() / "nbgrader_config.py").read_bytes())
    settings = find(root)
    names = ["course_id", "db_url", "directory_structure", "root"]
    steps = ["release", "submitted", "autograded", "feedback"]
    asked = [*names, *(f"{step}_directory" for step in steps)]
    program = (
        "import json; from nbgrader.apps import NbGraderApp as A; a = A(); a.initialize([]); "
        f"print(json.dumps({{n: getattr(a.coursedir, n) for n in {asked}}}))"
    )
    done = subprocess.run(
        [sys.executable, "-c", program],
        cwd=root,
        capture_output=True,
        text=True,
        check=True,
        encoding="utf-8",
    )
    theirs = json.loads(done.stdout.splitlines()[-1])
    assert theirs == {
        "course_id": settings.course_id,
        "db_url": settings.db_url,
        "directory_structure": settings.structure,
        "root": str(settings.root),
        "release_directory": settings.release_directory,
        "submitted_directory": settings.submitted_directory,
        "autograded_directory": settings.autograded_directory,
        "feedback_directory": settings.feedback_directory,
    }
    assert settings.submitted("ada", "08") == root / "grading" / "submitted" / "ada" / "08"
    assert settings.release("08") == root / "exercises" / "08"
    assert settings.autograded("ada", "08") == root / "grading" / "autograded" / "ada" / "08"
    assert settings.feedback("ada", "08") == root / "grading" / "feedback" / "ada" / "08"


def test_what_nobody_says_is_as_in_nbgrader(tmp_path: Path):
    settings = find(tmp_path)
    theirs = CourseDirectory(root=str(tmp_path))
    assert settings.root == tmp_path
    assert settings.db_url == theirs.db_url
    assert settings.structure == theirs.directory_structure
    assert settings.course_id == theirs.course_id
    for step in ("release", "submitted", "autograded", "feedback"):
        assert getattr(settings, f"{step}_directory") == getattr(theirs, f"{step}_directory")
    assert settings.create_students
    assert settings.late_penalty is None
    assert settings.excluded == frozenset()


def test_an_instructors_own_folder_counts_and_the_courses_counts_more(tmp_path: Path, monkeypatch):
    own = course(
        tmp_path / "own",
        "c.CourseDirectory.course_id = 'own'",
        "c.CourseDirectory.submitted_directory = 'in'",
    )
    monkeypatch.setenv("JUPYTER_CONFIG_DIR", str(own))
    settings = find(course(tmp_path / "course", "c.CourseDirectory.course_id = ' the course '"))
    assert (settings.course_id, settings.submitted_directory) == ("the course", "in")


def test_the_root_may_be_elsewhere(tmp_path: Path):
    course(tmp_path / "course", "c.CourseDirectory.course_id = 'there'")
    here = course(tmp_path / "here", "c.CourseDirectory.root = '../course'")
    settings = find(here)
    assert (settings.root, settings.course_id) == (tmp_path / "course", "there")


def test_settings_may_be_json(tmp_path: Path):
    said = {"CourseDirectory": {"course_id": "json"}, "Autograde": {"create_student": False}}
    (tmp_path / "nbgrader_config.json").write_text(json.dumps(said), encoding="utf-8")
    settings = find(tmp_path)
    assert (settings.course_id, settings.create_students) == ("json", False)


def test_a_gradebook_is_one_of_the_courses_folder(tmp_path: Path):
    root = course(tmp_path / "course", "c.CourseDirectory.db_url = 'sqlite:///grades.db'")
    assert find(root).db_url == f"sqlite:///{root / 'grades.db'}"
    url = "postgresql+psycopg:///grades?service=course"
    assert find(course(tmp_path / "other", f"c.CourseDirectory.db_url = {url!r}")).db_url == url


def test_students_may_be_left_out(tmp_path: Path):
    root = course(tmp_path, "c.CourseDirectory.student_id_exclude = 'ada, ben,,'")
    assert find(root).excluded == {"ada", "ben"}


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("1 / 0", "nbgrader_config.py cannot be used .ZeroDivisionError"),
        ("if", "nbgrader_config.py cannot be used .SyntaxError"),
        ("c.CourseDirectory.course_id = 8", "CourseDirectory.course_id .* must be a text, and is 8"),
        ("c.Autograde.create_student = 'no'", "Autograde.create_student .* True or False, and is 'no'"),
        ("c.CourseDirectory.directory_structure = '{week}'", "{nbgrader_step}, {student_id} and"),
        ("c.CourseDirectory.directory_structure = '{'", "is no directory structure"),
    ],
)
def test_what_cannot_be_used_is_said_in_a_sentence(tmp_path: Path, line: str, said: str):
    with pytest.raises(Unset, match=said) as caught:
        find(course(tmp_path, line))
    assert str(caught.value).endswith(".")


def test_nothing_of_nbgrader_is_imported():
    program = (
        "import sys; from pathlib import Path; from tenmistakes.grading import settings; "
        "settings.find(Path('.')); "
        "print([m for m in sys.modules if m.split('.')[0] in ('nbgrader', 'nbconvert', 'jupyter_client')])"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
