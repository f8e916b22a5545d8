"""The command line tool: its words, its refusals, and JupyterLab started and stopped for a learner."""

import json
import os
import re
import signal
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import nbformat
import pytest

from tenmistakes import build, cli, content, learn, workspace
from tenmistakes.grading import command as grading

# Starts the tool on a course that is the folder given first.
ON_A_COURSE = """
import sys
from pathlib import Path
from tenmistakes import cli, content
content.home = lambda: Path(sys.argv[1])
sys.exit(cli.main(sys.argv[2:]))
"""


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A course with a start page."""
    page = tmp_path / "home" / "lessons" / "00-start-here.ipynb"
    page.parent.mkdir(parents=True)
    nbformat.write(nbformat.v4.new_notebook(cells=[nbformat.v4.new_markdown_cell("# Hello", id="a")]), page)
    return tmp_path / "home"


def start(home: Path, *arguments: str) -> "subprocess.Popen[str]":
    return subprocess.Popen(
        [sys.executable, "-c", ON_A_COURSE, str(home), *arguments],
        cwd=home.parent,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


def test_learn_passes_on_what_it_was_told(home: Path, tmp_path: Path, monkeypatch):
    seen = []
    monkeypatch.setattr(content, "home", lambda: home)
    monkeypatch.setattr(learn, "serve", lambda folder, **options: seen.append((folder, options)))
    monkeypatch.chdir(tmp_path)
    assert cli.main(["learn"]) == 0
    assert cli.main(["learn", "--folder", "x", "--no-browser", "--port", "9000", "--", "--A.b=1", "-y"]) == 0
    assert seen == [
        (tmp_path / "my-work", {"browser": True, "port": None, "extra": []}),
        (Path("x"), {"browser": False, "port": 9000, "extra": ["--A.b=1", "-y"]}),
    ]
    assert (tmp_path / "x" / workspace.START).is_file()


def test_hub_lays_the_course_down_and_becomes_the_server(home: Path, tmp_path: Path, monkeypatch):
    become = []
    monkeypatch.setattr(content, "home", lambda: home)
    monkeypatch.setattr(os, "execve", lambda *command: become.append(command))
    cli.main(["hub", "--exchange", "--folder", str(tmp_path / "work"), "--", "--A.b=1"])
    [(python, command, environment)] = become
    assert command == [python, "-P", "-m", "jupyterhub.singleuser", "--A.b=1"]
    assert environment["TENMISTAKES_WORK"] == environment["JUPYTERHUB_ROOT_DIR"] == str(tmp_path / "work")
    assert environment["JUPYTERHUB_DEFAULT_URL"].endswith(workspace.START)
    assert (tmp_path / "work" / workspace.START).is_file()
    (tmp_path / "file").touch()
    cli.main(["hub", "--folder", str(tmp_path / "file")])  # what is in the way is said, and the server starts
    assert len(become) == 2


def test_in_a_checkout_the_learners_folder_is_beside_the_course_and_ignored_by_git(home: Path, monkeypatch):
    (home / "course.py").touch()
    monkeypatch.setattr(content, "home", lambda: home)
    seen = []
    monkeypatch.setattr(learn, "serve", lambda folder, **options: seen.append(folder))
    cli.main(["learn"])
    assert seen == [home / "my-work"]
    ignored = (Path(__file__).resolve().parents[1] / ".gitignore").read_text().splitlines()
    assert "my-work/" in ignored


def test_trouble_is_a_sentence_and_an_exit_code(home: Path, monkeypatch, capsys):
    monkeypatch.setattr(content, "home", lambda: home)
    assert cli.main(["learn", "--folder", str(home)]) == 1
    assert "a folder of its own" in capsys.readouterr().err


def test_build_gives_back_what_the_build_says(monkeypatch):
    seen = []
    monkeypatch.setattr(build, "main", lambda check: seen.append(check) or 3)
    assert cli.main(["build"]) == 3
    assert cli.main(["build", "--check"]) == 3
    assert seen == [False, True]


GRADE = {"sources": [], "students": [], "pattern": None, "force": False, "as_json": False, "verbose": False}


@pytest.mark.parametrize(
    ("words", "exercise", "told"),
    [
        ([], None, {}),
        (["8"], "8", {}),
        (["8", "a.zip", "b"], "8", {"sources": [Path("a.zip"), Path("b")]}),
        (["8", "--student", "ada", "a.ipynb"], "8", {"sources": [Path("a.ipynb")], "students": ["ada"]}),
        (["--student", "ada", "--student", "ben"], None, {"students": ["ada", "ben"]}),
        (["8", "--pattern", "x", "--force", "--json"], "8", {"pattern": "x", "force": True, "as_json": True}),
        (["--verbose"], None, {"verbose": True}),
    ],
)
def test_grade_passes_on_what_it_was_told(words: list[str], exercise: str | None, told: dict, monkeypatch):
    seen = []
    monkeypatch.setattr(grading, "grade", lambda *given: seen.append(given) or 1)
    assert cli.main(["grade", *words]) == 1
    assert cli.main(["grade", "--course", "there", *words]) == 1
    rest = tuple((GRADE | told).values())
    assert seen == [(Path(), exercise, *rest), (Path("there"), exercise, *rest)]


def test_feedback_passes_on_what_it_was_told(monkeypatch):
    seen = []
    monkeypatch.setattr(grading, "feedback", lambda *given: seen.append(given) or 2)
    assert cli.main(["feedback"]) == 2
    assert cli.main(["feedback", "8", "--student", "ada", "--course", "there"]) == 2
    sent_back = ["--zip", "back.zip", "--like", "got.zip", "--pattern", "x"]
    assert cli.main(["feedback", "8", *sent_back]) == 2
    assert seen == [
        (Path(), None, [], None, None, None),
        (Path("there"), "8", ["ada"], None, None, None),
        (Path(), "8", [], Path("back.zip"), Path("got.zip"), "x"),
    ]


def test_ctrl_c_ends_any_command_politely(monkeypatch, capsys):
    def interrupted(check: bool) -> int:
        raise KeyboardInterrupt

    monkeypatch.setattr(build, "main", interrupted)
    assert cli.main(["build"]) == 130
    assert capsys.readouterr().err == "\nStopped.\n"


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ([], "COMMAND"),
        (["nonsense"], "invalid choice: 'nonsense'"),
        (["learn", "--port", "x"], "invalid int value"),
        (["build", "--", "x"], "only 'learn'"),
        (["build", "x"], "unrecognized arguments: x"),
        (["grade", "8", "--quietly"], "unrecognized arguments: --quietly"),
        (["grade", "8", "a.zip", "--", "x"], "only 'learn'"),
        (["feedback", "8", "x"], "unrecognized arguments: x"),
    ],
)
def test_wrong_words_are_refused(words: list[str], said: str, capsys):
    with pytest.raises(SystemExit) as stopped:
        cli.main(words)
    assert stopped.value.code == 2
    assert said in capsys.readouterr().err


@pytest.mark.skipif(os.name == "nt", reason="It stops the program by POSIX signals.")
@pytest.mark.parametrize("name", ["SIGINT", "SIGTERM", "SIGHUP"])
def test_learn_opens_jupyterlab_on_the_start_page_and_stops_without_leaving_anything(
    home: Path, tmp_path: Path, name: str
):
    process = start(
        home, "learn", "--no-browser", "--port", "9350", "--", "--LabApp.expose_app_in_browser=True"
    )
    assert process.stdout is not None
    lines = [process.stdout.readline() for _ in range(3)]
    address = re.search(r"http://localhost:\d+(/\S*)\?token=(\w+)", lines[0])
    assert address is not None, lines
    assert address[1] == f"/lab/tree/{workspace.START}"
    assert lines[1] == f"Your work is kept in {tmp_path / 'my-work'}\n"
    try:
        page = urllib.request.urlopen(address[0], timeout=30).read().decode()
        config = json.loads(re.search(r'id="jupyter-config-data"[^>]*>(.*?)</script>', page, re.DOTALL)[1])
        assert config["exposeAppInBrowser"] is True  # what stood behind -- arrived
        assert config["news"] == {"disabled": True} or "@jupyterlab/apputils-extension:announcements" in str(
            config["disabledExtensions"]
        )
        base = address[0].split("/lab")[0]
        call = urllib.request.Request(
            f"{base}/api/kernels", method="POST", headers={"Authorization": f"token {address[2]}"}, data=b"{}"
        )
        json.loads(urllib.request.urlopen(call, timeout=60).read())  # a kernel runs
    finally:
        process.send_signal(getattr(signal, name))
        rest, _ = process.communicate(timeout=60)
    assert process.returncode == 0
    assert lines[2] == "To stop, press Ctrl+C here.\n"
    assert rest == "\nStopped. Your answers are saved.\n"  # also not the traceback of a kernel just starting
    if Path("/proc").is_dir():
        deadline = time.monotonic() + 10
        while running(process.pid) and time.monotonic() < deadline:
            time.sleep(0.1)
        assert running(process.pid) == []
    log = (tmp_path / "my-work" / ".tenmistakes" / "jupyterlab.log").read_text()
    assert "tenmistakes.lab.server | extension was successfully loaded" in log


def running(server: int) -> list[str]:
    """Kernels whose parent is, or was told to be, this server."""
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            environment = (folder / "environ").read_bytes()
        except OSError:  # ended meanwhile, or not ours to look at
            continue
        if f"JPY_PARENT_PID={server}\0".encode() in environment:
            found.append(folder.name)
    return found


def test_a_jupyterlab_that_cannot_start_says_why_in_a_sentence(home: Path):
    process = start(home, "learn", "--no-browser", "--", "--ServerApp.port=many")
    output, _ = process.communicate(timeout=60)
    assert process.returncode == 1
    assert "JupyterLab could not start. It said: Bad config" in output
    assert "Traceback" not in output
    assert "jupyterlab.log" in output


def test_python_dash_m_is_the_tool():
    done = subprocess.run(
        [sys.executable, "-P", "-m", "tenmistakes", "--help"], capture_output=True, text=True, env=os.environ
    )
    assert done.returncode == 0
    assert "learn" in done.stdout
    assert "build" in done.stdout
