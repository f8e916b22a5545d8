"""course.py, run as a newcomer runs it: on a small course with real environments and a pip without network.

The small course's lock holds one package, and its build backend is a page of Python, so that a whole first
start takes seconds. Everything else is as in the real one.
"""

import ast
import hashlib
import importlib.util
import os
import shutil
import signal
import subprocess
import sys
import time
import zipfile
from collections import namedtuple
from pathlib import Path
from types import ModuleType

import pytest

if os.name == "nt":
    pytest.skip("These tests stop programs by POSIX signals.", allow_module_level=True)

ROOT = Path(__file__).resolve().parents[1]

PROJECT = """\
[build-system]
requires = []
build-backend = "backend"
backend-path = ["."]

[project]
name = "tenmistakes"
version = "0.1.0"
dependencies = ["tiny"]
scripts = {}

[dependency-groups]
test = []
"""

# Says where the build is, and can be told to take its time there.
BACKEND = """\
import os, pathlib, time, zipfile

def build_editable(folder, config_settings=None, metadata_directory=None):
    pathlib.Path("building").touch()
    with open("builds", "a") as builds:
        builds.write("x")
    time.sleep(float(os.environ.get("TAKE_TIME", 0)))
    name = "tenmistakes-0.1.0-py3-none-any.whl"
    info = "tenmistakes-0.1.0.dist-info/"
    with zipfile.ZipFile(pathlib.Path(folder, name), "w") as wheel:
        wheel.writestr("tenmistakes.pth", os.getcwd())
        wheel.writestr(info + "METADATA", "Metadata-Version: 2.1\\nName: tenmistakes\\nVersion: 0.1.0\\n")
        wheel.writestr(info + "WHEEL", "Wheel-Version: 1.0\\nRoot-Is-Purelib: true\\nTag: py3-none-any\\n")
        wheel.writestr(info + "RECORD", "")
    return name
"""

TOOL = """\
import os, signal, sys, tiny

print("handed over:", sys.argv[1:], os.environ["PATH"].split(os.pathsep)[0])
if sys.argv[1:] == ["wait"]:
    try:
        print("waiting", flush=True)
        signal.pause()
    except KeyboardInterrupt:
        sys.exit(5)
sys.exit(7)
"""


@pytest.fixture
def course(tmp_path: Path) -> Path:
    """The small course, in a folder whose name has a space."""
    root = tmp_path / "a course"
    (root / "tenmistakes").mkdir(parents=True)
    shutil.copy(ROOT / "course.py", root)
    (root / "pyproject.toml").write_text(PROJECT)
    (root / "backend.py").write_text(BACKEND)
    (root / "tenmistakes" / "__init__.py").touch()
    (root / "tenmistakes" / "__main__.py").write_text(TOOL)
    wheel = tmp_path / "wheels" / "tiny-1.0-py3-none-any.whl"
    wheel.parent.mkdir()
    with zipfile.ZipFile(wheel, "w") as archive:
        archive.writestr("tiny.py", "")
        archive.writestr("tiny-1.0.dist-info/METADATA", "Metadata-Version: 2.1\nName: tiny\nVersion: 1.0\n")
        archive.writestr("tiny-1.0.dist-info/WHEEL", "Wheel-Version: 1.0\nTag: py3-none-any\n")
        archive.writestr("tiny-1.0.dist-info/RECORD", "")
    digest = hashlib.sha256(wheel.read_bytes()).hexdigest()
    (root / "requirements.lock").write_text(f"tiny==1.0 \\\n    --hash=sha256:{digest}\n")
    return root


def start(course: Path, *arguments: str, **variables: str) -> "subprocess.Popen[str]":
    """Start course.py with a pip that knows no network."""
    offline = {"PIP_CONFIG_FILE": os.devnull, "PIP_NO_INDEX": "1", "PIP_FIND_LINKS": "../wheels"}
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PIP_")}
    return subprocess.Popen(
        [sys.executable, "course.py", *arguments],
        cwd=course,
        env=kept | offline | variables,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )


def run(course: Path, *arguments: str, **variables: str) -> tuple[int, str]:
    """Run course.py to its end: exit code and what is on the screen."""
    process = start(course, *arguments, **variables)
    output, _ = process.communicate(timeout=120)
    assert "Traceback" not in output
    return process.returncode, output


def until(happened, what: str) -> None:
    for _ in range(600):
        if happened():
            return
        time.sleep(0.05)
    raise AssertionError(f"{what} did not happen within 30 s")


def litter(course: Path) -> set[str]:
    """What course.py left in the folder beside the environment, its lock and its log."""
    known = {".venv", ".venv-lock", ".venv-log.txt"}
    return {path.name for path in course.glob(".venv*")} - known


def builds(course: Path) -> int:
    return len((course / "builds").read_text()) if (course / "builds").exists() else 0


def test_first_start_prepares_then_hands_over_and_the_next_starts_at_once(course: Path):
    code, output = run(course, "learn", "--folder", "x y")
    assert code == 7
    assert "1 of 1" in output
    assert "Ready." in output
    assert f"handed over: ['learn', '--folder', 'x y'] {course / '.venv' / 'bin'}" in output
    assert litter(course) == set()

    # Offline, without any package to be had.
    code, output = run(course, "anything", PIP_FIND_LINKS="/nowhere")
    assert (code, builds(course)) == (7, 1)
    assert output.startswith("handed over: ['anything']")

    code, output = run(course, "test", "--version")  # pytest is not in this environment
    assert code == 1
    assert "No module named pytest" in output

    # Ctrl+C goes to the program that was handed over to, and its exit code comes back.
    process = start(course, "wait")
    assert process.stdout is not None
    while process.stdout.readline() != "waiting\n":
        assert process.poll() is None
    process.send_signal(signal.SIGINT)
    process.communicate(timeout=30)
    assert process.returncode == 5


def test_a_changed_lock_renews_the_environment_and_a_failure_keeps_the_old_one(course: Path):
    run(course, "learn")
    lock = course / "requirements.lock"
    original = lock.read_text()
    (course / ".venv" / "mine").touch()

    lock.write_text(original + "# changed\n")
    code, output = run(course, "learn", PIP_FIND_LINKS="/nowhere")
    assert code == 1
    assert "internet" in output
    assert (course / ".venv" / "mine").exists()
    assert litter(course) == set()

    code, output = run(course, "learn")
    assert (code, builds(course)) == (7, 2)
    assert "Ready." in output
    assert not (course / ".venv" / "mine").exists()
    assert litter(course) == set()


def test_started_by_the_environments_own_python_it_can_renew_itself(course: Path):
    run(course, "learn")
    lock = course / "requirements.lock"
    lock.write_text(lock.read_text() + "# changed\n")
    offline = {"PIP_CONFIG_FILE": os.devnull, "PIP_NO_INDEX": "1", "PIP_FIND_LINKS": "../wheels"}
    inside = subprocess.run(
        [".venv/bin/python", "course.py", "learn"],
        cwd=course,
        env=os.environ | offline,
        capture_output=True,
        text=True,
    )
    assert (inside.returncode, builds(course)) == (7, 2), inside.stderr


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_stopped_half_way_nothing_half_made_is_left(course: Path, number: signal.Signals):
    process = start(course, "learn", TAKE_TIME="60")
    until((course / "building").exists, "the build")
    process.send_signal(number)
    output, _ = process.communicate(timeout=30)
    assert process.returncode == 128 + number
    assert "Traceback" not in output
    assert not (course / ".venv").exists()
    assert litter(course) == set()


def test_killed_half_way_the_next_start_waits_for_what_still_runs_and_begins_anew(course: Path):
    process = start(course, "learn", TAKE_TIME="3")
    until((course / "building").exists, "the build")
    process.kill()
    process.communicate(timeout=30)
    assert (course / ".venv").exists()  # nobody could clean up

    code, output = run(course, "learn")
    assert (code, builds(course)) == (7, 2)
    assert "Waiting" in output  # the killed run's pip was still at work
    assert litter(course) == set()


def test_killed_while_renewing_the_old_environment_comes_back(course: Path):
    run(course, "learn")
    lock = course / "requirements.lock"
    original = lock.read_text()
    lock.write_text(original + "# changed\n")
    (course / "building").unlink()
    process = start(course, "learn", TAKE_TIME="1")
    until((course / "building").exists, "the build")
    process.kill()
    process.communicate(timeout=30)

    lock.write_text(original)
    code, output = run(course, "learn", PIP_FIND_LINKS="/nowhere")
    assert code == 7
    assert "Preparing" not in output
    assert litter(course) == set()


def test_two_starts_at_once_make_one_environment(course: Path):
    one, two = start(course, "learn", TAKE_TIME="1"), start(course, "learn", TAKE_TIME="1")
    outputs = [process.communicate(timeout=120)[0] for process in (one, two)]
    assert [one.returncode, two.returncode] == [7, 7]
    assert builds(course) == 1
    assert sorted("Waiting" in output for output in outputs) == [False, True]


def test_without_network_it_says_so(course: Path):
    # Port 9 of this machine: nothing listens there.
    unreachable = {"PIP_NO_INDEX": "0", "PIP_INDEX_URL": "http://127.0.0.1:9/", "PIP_RETRIES": "0"}
    code, output = run(course, "learn", PIP_FIND_LINKS="", **unreachable)
    assert code == 1
    assert "The first start needs the internet" in output
    assert not (course / ".venv").exists()
    assert "tiny==1.0" in (course / ".venv-log.txt").read_text()
    assert litter(course) == set()
    run(course, "learn")
    assert not (course / ".venv-log.txt").exists()


def test_a_package_with_another_hash_is_not_installed(course: Path):
    (course / "requirements.lock").write_text(f"tiny==1.0 --hash=sha256:{'0' * 64}\n")
    code, output = run(course, "learn")
    assert code == 1
    assert "was not installed" in output
    assert not (course / ".venv").exists()


def test_somebody_elses_environment_is_moved_not_deleted(course: Path):
    (course / ".venv").mkdir()
    (course / ".venv" / "precious").touch()
    code, output = run(course, "learn")
    assert code == 7
    assert "moved to .venv-found-1" in output
    assert (course / ".venv-found-1" / "precious").exists()


def test_without_arguments_it_explains_itself_and_prepares_nothing(course: Path):
    code, output = run(course)
    assert code == 0
    assert "python3 course.py learn" in output
    assert not (course / ".venv").exists()


def test_missing_files_and_an_unwritable_folder_get_a_sentence(course: Path):
    (course / ".venv-lock").mkdir()  # root may write anywhere, so a folder stands where the file should
    code, output = run(course, "learn")
    assert code == 1
    assert "cannot be written" in output

    (course / "requirements.lock").unlink()
    code, output = run(course, "learn")
    assert code == 1
    assert "Fetch the whole course again" in output


# --- Single sentences ---


@pytest.fixture
def module() -> ModuleType:
    spec = importlib.util.spec_from_file_location("course_py", ROOT / "course.py")
    assert spec is not None
    assert spec.loader is not None
    loaded = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(loaded)
    return loaded


def test_an_old_python_can_read_it():
    ast.parse((ROOT / "course.py").read_text(), feature_version=(3, 8))


@pytest.mark.parametrize("version", [(3, 8), (3, 10), (3, 15), (4, 0)])
def test_another_python_is_refused_with_a_way_out(module: ModuleType, monkeypatch, version):
    monkeypatch.setattr(module.sys, "version_info", (*version, 0, "final", 0))
    monkeypatch.setattr(module.shutil, "which", lambda name: None)
    with pytest.raises(module.Sorry, match="Install one of those") as sorry:
        module.check_python()
    assert f"this is Python {version[0]}.{version[1]}" in str(sorry.value)
    monkeypatch.setattr(module.shutil, "which", lambda name: name == "python3.12")
    with pytest.raises(module.Sorry, match=r"python3\.12 course\.py learn"):
        module.check_python()


@pytest.mark.parametrize("version", [(3, 11), (3, 12), (3, 13), (3, 14)])
def test_the_supported_pythons_are_accepted(module: ModuleType, monkeypatch, version):
    monkeypatch.setattr(module.sys, "version_info", (*version, 0, "final", 0))
    module.check_python()


def test_what_makes_an_environment_out_of_date(module: ModuleType, monkeypatch, tmp_path: Path):
    files = {"REQUIREMENTS": tmp_path / "lock", "PROJECT": tmp_path / "project", "ROOT": tmp_path}
    for name, value in files.items():
        monkeypatch.setattr(module, name, value)
    files["REQUIREMENTS"].write_text("tiny==1.0")
    files["PROJECT"].write_text(PROJECT)
    seen = [module.wanted()]
    assert module.wanted() == seen[0]
    files["PROJECT"].write_text(PROJECT + "# a remark\n")
    assert module.wanted() == seen[0]

    files["REQUIREMENTS"].write_text("tiny==1.1")
    seen.append(module.wanted())
    for old, new in [
        ('["tiny"]', '["tiny>=1"]'),
        ("test = []", 'test = ["x"]'),
        ("requires = []", 'requires = ["x"]'),
    ]:
        files["PROJECT"].write_text(files["PROJECT"].read_text().replace(old, new))
        seen.append(module.wanted())
    monkeypatch.setattr(module, "ROOT", tmp_path / "moved")  # scripts carry the folder's path
    seen.append(module.wanted())
    monkeypatch.setattr(module.sysconfig, "get_config_var", lambda name: ".cpython-399-other.so")
    seen.append(module.wanted())
    assert len(set(seen)) == len(seen)


def test_debians_missing_part_is_named(module: ModuleType, monkeypatch):
    monkeypatch.setattr(module.importlib.util, "find_spec", lambda name: name != "ensurepip")
    with pytest.raises(module.Sorry, match=rf"sudo apt install python3\.{sys.version_info[1]}-venv"):
        module.check_computer()


def test_a_nearly_full_disk_is_named(module: ModuleType, monkeypatch):
    usage = namedtuple("usage", "total used free")
    monkeypatch.setattr(module.shutil, "disk_usage", lambda path: usage(10**12, 10**12, 10**8))
    with pytest.raises(module.Sorry, match="Make room"):
        module.check_computer()


@pytest.mark.parametrize(
    ("output", "words"),
    [
        (
            "ERROR: Could not install packages due to an OSError: [Errno 28] No space left on device",
            "disk is full",
        ),
        ("ERROR: [WinError 112] There is not enough space on the disk", "disk is full"),
        ("ERROR: THESE PACKAGES DO NOT MATCH THE HASHES FROM THE REQUIREMENTS FILE.", "damaged"),
        ("SSLError(SSLCertVerificationError(1, '[SSL: CERTIFICATE_VERIFY_FAILED]'))", "secure connection"),
        ("<urlopen error [Errno 11001] getaddrinfo failed>", "needs the internet"),
        ("NewConnectionError('...: Failed to establish a new connection')", "needs the internet"),
        ("ReadTimeoutError: Read timed out.", "needs the internet"),
        ("No matching distribution found for x==1 (from versions: none)", "needs the internet"),
        ("(from versions: 0.1, 0.2)\nNo matching distribution found for x==1", "this kind of computer"),
        ("OSError: [Errno 36] File name too long: 'x'", "too long"),
        ("PermissionError: [WinError 5] Access is denied: 'x.dll'", "Close every window"),
        ("something nobody has seen before", "could not be prepared"),
    ],
)
def test_what_pip_says_becomes_a_sentence(module: ModuleType, output: str, words: str):
    assert words in module.likely_cause(output)
