"""Every check, well and unwell, with things that are really broken."""

import json
import os
import shutil
import sqlite3
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from tenmistakes import cli, content
from tenmistakes.doctor import command, course, exchange, gradebook, machine, packages, roster
from tenmistakes.doctor.finding import Finding, Health
from tenmistakes.grading.settings import find

from ..marks import made

LOCK = content.home() / "requirements.lock"
FIRST = made.FIRST


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = made.lay_out(tmp_path_factory.mktemp("doctor") / "course")
    for kind in ("source", "release"):
        (root / kind).mkdir()
    shutil.copytree(content.home() / "exercises" / FIRST, root / "release" / FIRST)
    return root


@pytest.fixture
def folder(template: Path, tmp_path: Path) -> Path:
    """An instructor's folder in which all is well."""
    return shutil.copytree(template, tmp_path / "course")


@pytest.fixture(autouse=True)
def no_exchange_of_this_machines(tmp_path: Path, monkeypatch):
    monkeypatch.setattr(exchange, "USUAL", tmp_path / "no exchange")


def configure(folder: Path, line: str) -> None:
    with (folder / "nbgrader_config.py").open("a", encoding="utf-8") as file:
        file.write(f"\n{line}\n")


def tell(folder: Path, statement: str) -> None:
    connection = sqlite3.connect(folder / "grading" / "gradebook.db")
    with connection:
        connection.execute(statement)
    connection.close()


def of(found: list[Finding], about: str) -> tuple[Health, str]:
    """The worst that was found about something, and all that was said of it."""
    them = [finding for finding in found if finding.about == about]
    worst = max(them, key=lambda finding: list(Health).index(finding.health))
    return worst.health, " ".join(f"{one.sentence} {one.remedy}" for one in them)


def picture(folder: Path) -> dict[str, tuple[int, bytes]]:
    """Everything in a folder: its files with their times and bytes."""
    return {
        str(path): (path.stat().st_mtime_ns, path.read_bytes() if path.is_file() else b"")
        for path in folder.rglob("*")
    }


WELL = {"configuration", "folders", "exercises", "answers", "gradebook", "exchange"}


def test_a_course_in_which_all_is_well(folder: Path):
    found = list(command.examine(folder))
    assert {about: of(found, about)[0] for about in WELL} == dict.fromkeys(WELL, Health.OK)
    assert f"{len(made.LEARNERS)} learners, 2 exercises" in of(found, "gradebook")[1]
    assert of(found, "roster")[0] is Health.OK


def test_looking_changes_nothing(folder: Path):
    before = picture(folder)
    list(command.examine(folder))
    assert picture(folder) == before


def test_the_configurations_own_folders_are_not_made_by_looking(tmp_path: Path):
    shutil.copy(content.home() / "nbgrader_config.py", tmp_path)
    list(command.examine(tmp_path))
    assert [path.name for path in tmp_path.iterdir()] == ["nbgrader_config.py"]


def test_a_learner_needs_no_gradebook(tmp_path: Path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    code = cli.main(["doctor"])
    said = capsys.readouterr().out
    assert "is not an instructor's folder" in said
    assert "gradebook:" not in said
    assert code == int("✗" in said)
    assert list(tmp_path.iterdir()) == []


def corrupt(folder: Path) -> None:
    """Overwrite the middle of the database, where its rows are."""
    path = folder / "grading" / "gradebook.db"
    with path.open("r+b") as file:
        file.seek(path.stat().st_size // 2)
        file.write(b"\xaa" * 4096 * 4)


def cut(folder: Path) -> None:
    path = folder / "grading" / "gradebook.db"
    path.write_bytes(path.read_bytes()[:5000])


def no_database(folder: Path) -> None:
    (folder / "grading" / "gradebook.db").write_bytes(b"This is a letter, and no database. " * 99)


def of_another_course(folder: Path) -> None:
    tell(folder, "UPDATE assignment SET course_id = 'biology'")


def a_file_for_a_folder(folder: Path) -> None:
    (folder / "grading" / "feedback").write_text("")


def no_folder_for_the_gradebook(folder: Path) -> None:
    shutil.rmtree(folder / "grading")
    (folder / "grading").write_text("")


def answers_in_the_solution(folder: Path) -> None:
    (folder / "source" / FIRST).mkdir()
    (folder / "source" / FIRST / f"{FIRST}.answers.json").write_text("{}")


def answers_in_the_exercise(folder: Path) -> None:
    (folder / "release" / FIRST / f"{FIRST}.answers.json").write_text("{}")


def an_older_exercise(folder: Path) -> None:
    path = folder / "release" / FIRST / f"{FIRST}.ipynb"
    notebook = json.loads(path.read_text(encoding="utf-8"))
    notebook["cells"][0]["source"] = "An older text."
    path.write_text(json.dumps(notebook), encoding="utf-8")


def an_exercise_of_other_points(folder: Path) -> None:
    path = folder / "release" / FIRST / f"{FIRST}.ipynb"
    path.write_text(path.read_text(encoding="utf-8").replace('"points": 3', '"points": 4'), encoding="utf-8")


UNWELL: dict[str, tuple[Callable[[Path], object], str, Health, str]] = {
    "a damaged gradebook": (corrupt, "gradebook", Health.TROUBLE, "is damaged"),
    "half a gradebook": (cut, "gradebook", Health.TROUBLE, "is damaged"),
    "no database": (no_database, "gradebook", Health.TROUBLE, "is not a database"),
    "another course's": (of_another_course, "gradebook", Health.TROUBLE, "of the course “biology”"),
    "an old schema": (
        lambda folder: tell(folder, "ALTER TABLE student DROP COLUMN lms_user_id"),
        *("gradebook", Health.TROUBLE, "made by another version"),
    ),
    "an empty gradebook": (
        lambda folder: (folder / "grading" / "gradebook.db").write_bytes(b""),
        *("gradebook", Health.OK, "The gradebook is empty"),
    ),
    "no gradebook": (
        lambda folder: (folder / "grading" / "gradebook.db").unlink(),
        *("gradebook", Health.OK, "There is no gradebook yet"),
    ),
    "a folder in its place": (
        lambda folder: [
            (folder / "grading" / "gradebook.db").unlink(),
            (folder / "grading" / "gradebook.db").mkdir(),
        ],
        *("gradebook", Health.TROUBLE, "cannot be read (Is a directory)"),
    ),
    "an unknown database": (
        lambda folder: configure(folder, "c.CourseDirectory.db_url = 'mysql://here/marks'"),
        *("gradebook", Health.TROUBLE, "neither a file of SQLite"),
    ),
    "a server that does not answer": (
        lambda folder: configure(
            folder, "c.CourseDirectory.db_url = 'postgresql+psycopg://nobody@/marks?host=/nowhere'"
        ),
        *("gradebook", Health.TROUBLE, "cannot be reached"),
    ),
    "a configuration that fails": (
        lambda folder: configure(folder, "1 / 0"),
        *("configuration", Health.TROUBLE, "ZeroDivisionError"),
    ),
    "a file for a folder": (a_file_for_a_folder, "folders", Health.TROUBLE, "Nothing can be written to"),
    "no place for it": (no_folder_for_the_gradebook, "folders", Health.TROUBLE, "Nothing can be written to"),
    "answers in the solution": (answers_in_the_solution, "answers", Health.TROUBLE, "rm "),
    "answers in the exercise": (answers_in_the_exercise, "answers", Health.LOOK, "rm "),
    "another exercise": (
        an_older_exercise,
        "exercises",
        Health.LOOK,
        "is not the one of the installed course",
    ),
    "other points": (an_exercise_of_other_points, "exercises", Health.TROUBLE, "other points"),
    "no exercises": (
        lambda folder: shutil.rmtree(folder / "release"),
        *("exercises", Health.LOOK, "There is no exercise"),
    ),
    "two ids that are one": (
        lambda folder: tell(folder, "INSERT INTO student (id) VALUES ('Ada')"),
        *("roster", Health.LOOK, "differ in capitals or accents only: “Ada”, “ada”"),
    ),
    "two of one address": (
        lambda folder: tell(folder, "UPDATE student SET email = 'ADA@u.example' WHERE id = 'grace'"),
        *("roster", Health.LOOK, "have one e-mail address"),
    ),
    "two of one number": (
        lambda folder: tell(folder, "UPDATE student SET lms_user_id = '101' WHERE id = 'grace'"),
        *("roster", Health.LOOK, "have one number in the learning platform"),
    ),
    "an odd id": (
        lambda folder: tell(folder, "INSERT INTO student (id) VALUES ('../up')"),
        *("roster", Health.TROUBLE, "is nobody's id"),
    ),
    "a list of odd ids": (
        lambda folder: tell(
            folder, "INSERT INTO student (id) VALUES " + ", ".join(f"('a/{n}')" for n in range(9))
        ),
        *("roster", Health.TROUBLE, "So it is with 4 more."),
    ),
    "somebody new": (
        lambda folder: (folder / "grading" / "submitted" / "new" / FIRST).mkdir(parents=True),
        *("roster", Health.LOOK, "not in the gradebook: “new”"),
    ),
    "somebody whom grading may not enter": (
        lambda folder: [
            (folder / "grading" / "submitted" / "new" / FIRST).mkdir(parents=True),
            configure(folder, "c.Autograde.create_student = False"),
        ],
        *("roster", Health.TROUBLE, "Nobody new is entered here"),
    ),
    "an exchange that is not there": (
        lambda folder: configure(folder, f"c.Exchange.root = {str(folder / 'nowhere')!r}"),
        *("exchange", Health.TROUBLE, "is not there"),
    ),
}


@pytest.mark.parametrize("name", UNWELL)
def test_what_is_wrong_with_a_course_is_found(folder: Path, name: str, capsys):
    break_it, about, health, words = UNWELL[name]
    break_it(folder)
    before = picture(folder)
    code = cli.main(["doctor", "--json", "--course", str(folder)])
    told = json.loads(capsys.readouterr().out)
    found = [Finding(**{**one, "health": Health(one["health"])}) for one in told["findings"]]
    assert of(found, about)[0] is health
    assert words in of(found, about)[1]
    assert all(finding.remedy for finding in found if finding.health is not Health.OK)
    assert not any("could not be checked" in finding.sentence for finding in found)
    if health is Health.TROUBLE:
        assert (code, told["well"]) == (1, False)
    assert picture(folder) == before


@pytest.mark.parametrize("mode", ["WAL", "DELETE"])
def test_somebody_who_is_writing_is_not_disturbed(folder: Path, mode: str):
    path = folder / "grading" / "gradebook.db"
    writer = sqlite3.connect(path)
    writer.execute(f"PRAGMA journal_mode = {mode}")
    writer.execute("INSERT INTO student (id) VALUES ('newest')")
    writer.commit()
    writer.execute("BEGIN IMMEDIATE")
    health, said = of(list(gradebook.check(find(folder))), "gradebook")
    writer.rollback()
    writer.close()
    assert health is Health.OK
    assert f"{len(made.LEARNERS) + 1} learners" in said


@pytest.mark.skipif(
    not hasattr(os, "geteuid") or os.geteuid() == 0, reason="Nothing is read-only for this user (root)."
)
def test_what_may_not_be_written_is_found(folder: Path):
    path = folder / "grading" / "gradebook.db"
    for place in (path, path.parent):
        place.chmod(0o555)
    try:
        found = list(command.examine(folder))
    finally:
        for place in (path, path.parent):
            place.chmod(0o755)
    assert of(found, "gradebook")[0] is Health.TROUBLE
    assert of(found, "folders")[0] is Health.TROUBLE


@pytest.mark.parametrize("name", ["gradebook.db", "grading"])
def test_what_the_system_says_may_not_be_written_is_said(folder: Path, monkeypatch, name: str):
    """The same for root, whom nothing stops: what the system would tell others."""
    monkeypatch.setattr(gradebook.os, "access", lambda path, _: path.name != name)
    health, said = of(list(gradebook.check(find(folder))), "gradebook")
    assert health is Health.TROUBLE
    assert f"{name} may not be written to" in said


@pytest.mark.parametrize(
    ("root", "inbound", "health", "words"),
    [
        (0o777, None, Health.OK, "can be used"),
        (0o777, 0o733, Health.OK, "can be used"),
        (0o755, None, Health.LOOK, "Other users"),
        (0o777, 0o755, Health.TROUBLE, "may not hand in"),
        (0o777, 0o777, Health.LOOK, "who else"),
    ],
)
@pytest.mark.skipif(os.name == "nt", reason="nbgrader has no exchange on Windows.")
def test_the_exchange_is_as_nbgrader_wants_it_or_it_is_said(folder: Path, root, inbound, health, words):
    place = folder.parent / "exchange"
    (place / "ten-mistakes" / "inbound").mkdir(parents=True)
    if inbound is None:
        (place / "ten-mistakes" / "inbound").rmdir()
    else:
        (place / "ten-mistakes" / "inbound").chmod(inbound)
    place.chmod(root)
    configure(folder, f"c.Exchange.root = {str(place)!r}")
    (finding,) = exchange.check(find(folder))
    assert finding.health is health
    assert words in finding.sentence


def test_no_exchange_is_no_trouble(folder: Path):
    (finding,) = exchange.check(find(folder))
    assert (finding.health, "not used" in finding.sentence) == (Health.OK, True)


# --- What everybody needs ---


def lock(tmp_path: Path, change: Callable[[str], str]) -> Path:
    path = tmp_path / "requirements.lock"
    path.write_text(change(LOCK.read_text(encoding="utf-8")), encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("change", "health", "words"),
    [
        (lambda text: text, Health.OK, "are those of requirements.lock"),
        (
            lambda text: f"{text}\nnosuchthing==1.2 \\\n    --hash=sha256:00\n",
            Health.TROUBLE,
            "nosuchthing 1.2",
        ),
        (
            lambda text: f"{text}\nnosuchthing==1.2\n    # via\n    #   pytest\n    #   hatchling\n",
            *(Health.OK, "1 more, for tests only"),
        ),
        (lambda text: f"{text}\nnosuchthing==1.2\n    # via nbgrader\n", Health.TROUBLE, "nosuchthing"),
        (lambda text: f"{text}\nnosuchthing==1.2 ; sys_platform == 'none'\n", Health.OK, "are those of"),
        (lambda text: text.replace("\nnbgrader==", "\nnbgrader==99."), Health.LOOK, "tested: 99."),
    ],
)
def test_the_packages_are_those_of_the_lock_or_it_is_said(tmp_path: Path, change, health, words):
    (finding,) = packages.check(lock(tmp_path, change))
    assert finding.health is health
    assert words in finding.sentence


def test_without_a_lock_it_is_what_the_course_asks_for(tmp_path: Path, monkeypatch):
    nowhere = tmp_path / "requirements.lock"
    monkeypatch.setattr(
        packages.metadata, "requires", lambda _: ["numpy>=1", "psycopg ; extra == 'postgresql'"]
    )
    assert [finding.health for finding in packages.check(nowhere)] == [Health.OK]
    monkeypatch.setattr(packages.metadata, "requires", lambda _: ["numpy>=99", "nosuchthing"])
    (finding,) = packages.check(nowhere)
    assert finding.health is Health.TROUBLE
    assert "numpy>=99" in finding.sentence and "nosuchthing (here: none)" in finding.sentence


@pytest.mark.parametrize(
    ("name", "health"),
    [
        ("tenmistakes/__init__.py", Health.TROUBLE),
        ("numpy.py", Health.TROUBLE),
        ("random.py", Health.TROUBLE),
        ("tenmistakes/notes.txt", Health.OK),
        ("my_plot.py", Health.OK),
    ],
)
def test_a_file_in_a_modules_way_is_found(tmp_path: Path, name: str, health: Health):
    path = tmp_path / name
    path.parent.mkdir(exist_ok=True)
    path.write_text("")
    (finding,) = machine.shadows(tmp_path, tmp_path)
    assert finding.health is health
    assert (health is Health.OK) or finding.remedy.startswith("Give it another name: mv ")


def test_this_python_is_well(tmp_path: Path, monkeypatch):
    (finding,) = machine.python()
    assert finding.health is Health.OK
    monkeypatch.setattr(machine.platform, "python_version", lambda: "3.9.1")
    (finding,) = machine.python()
    assert finding.health is Health.TROUBLE


@pytest.mark.parametrize(
    ("free", "health"), [(10**12, Health.OK), (5 * 10**8, Health.LOOK), (10**6, Health.TROUBLE)]
)
def test_a_disk_that_is_nearly_full_is_said(tmp_path: Path, monkeypatch, free: int, health: Health):
    usage = shutil.disk_usage(tmp_path)._replace(free=free)
    monkeypatch.setattr(machine.shutil, "disk_usage", lambda _: usage)
    assert [finding.health for finding in machine.disk(tmp_path)] == [health]


def test_a_clock_that_is_years_behind_is_said(monkeypatch):
    assert [finding.health for finding in machine.clock()] == [Health.OK]
    monkeypatch.setattr(machine.time, "time", lambda: 86_400.0)
    assert [finding.health for finding in machine.clock()] == [Health.TROUBLE]


def test_a_disk_whose_clock_differs_is_said(folder: Path, monkeypatch):
    now = time.time()
    monkeypatch.setattr(course.time, "time", lambda: now + 3600)
    health, said = of(list(course.folders(find(folder))), "folders")
    assert (health, "differs by 3,6" in said) == (Health.LOOK, True)


def test_jupyterlab_finds_the_extensions_or_it_is_said(tmp_path: Path, monkeypatch):
    monkeypatch.setenv("JUPYTER_PATH", "")
    monkeypatch.setenv("JUPYTER_CONFIG_PATH", "")
    from tenmistakes import lab

    for name, value in lab.environment().items():
        monkeypatch.setenv(name, value)
    assert [finding.health for finding in machine.extension()] == [Health.OK]
    for name in lab.environment():
        monkeypatch.setenv(name, str(tmp_path))
    monkeypatch.setattr("jupyter_core.paths.SYSTEM_JUPYTER_PATH", [])
    monkeypatch.setattr("jupyter_core.paths.ENV_JUPYTER_PATH", [])
    (finding,) = machine.extension()
    assert (finding.health, bool(finding.remedy)) == (Health.LOOK, True)


def test_a_browser_is_found_where_the_variable_says_or_it_is_said(tmp_path: Path, monkeypatch):
    browser = tmp_path / "chromium"
    browser.touch(0o755)
    monkeypatch.setenv("CHROMIUM", str(browser))
    assert [finding.health for finding in machine.browser()] == [Health.OK]
    monkeypatch.setenv("CHROMIUM", str(tmp_path / "nowhere"))
    assert [finding.health for finding in machine.browser()] == [Health.LOOK]


def test_a_gradebook_on_a_network_disk_is_said(folder: Path, monkeypatch):
    mounts = folder.parent / "mounts"
    home = str(folder.resolve()).replace(" ", "\\040")
    mounts.write_text(f"/dev/sda1 / ext4 rw 0 0\nserver:/home {home} nfs4 rw 0 0\n")
    path = folder / "grading" / "gradebook.db"
    assert gradebook.file_system(path, mounts) == "nfs4"
    assert gradebook.file_system(folder.parent, mounts) == "ext4"
    assert gradebook.file_system(path, folder / "no such file") is None
    monkeypatch.setattr(gradebook, "file_system", lambda _: "nfs4")
    assert of(list(gradebook.check(find(folder))), "gradebook")[0] is Health.LOOK


# --- What is said ---


def test_a_check_that_breaks_is_said_and_the_others_are_made(folder: Path, monkeypatch):
    monkeypatch.setattr(roster, "check", lambda _: 1 / 0)
    found = list(command.examine(folder))
    health, said = of(found, "roster")
    assert health is Health.TROUBLE
    assert "could not be checked (ZeroDivisionError" in said
    assert of(found, "exchange")[0] is Health.OK


def test_each_line_has_a_sign_and_a_word_and_the_remedy_below(folder: Path, capsys):
    answers_in_the_solution(folder)
    assert cli.main(["doctor", "--course", str(folder)]) == 1
    lines = capsys.readouterr().out.splitlines()
    line = next(line for line in lines if "answers:" in line)
    assert line.startswith("✗ trouble  answers: ")
    assert lines[lines.index(line) + 1].strip().startswith("→ rm ")
    assert any(line.startswith("✓ ok       gradebook: ") for line in lines)
    assert "1 in trouble" in lines[-1]


def test_a_terminal_without_these_signs_gets_others(folder: Path, capfd, monkeypatch):
    monkeypatch.setattr(command, "_can_print", lambda _: False)
    cli.main(["doctor", "--course", str(folder)])
    assert "+ ok " in capfd.readouterr().out
