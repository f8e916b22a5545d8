"""What the browser's Python is made of, and that nothing is taken that was not locked."""

import base64
import hashlib
import io
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from jupyterlite_pyodide_kernel.constants import PYODIDE_PYTHON_VERSION, PYODIDE_VERSION

from tenmistakes.site import command, fetch, pyodide, wheels
from tenmistakes.site.trouble import Trouble


def sha512(content: bytes) -> str:
    return "sha512-" + base64.b64encode(hashlib.sha512(content).digest()).decode()


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "cache"
    monkeypatch.setattr(fetch, "cache", lambda: folder)
    return folder


def test_pyodide_is_the_one_that_the_kernel_is_made_for():
    lock = pyodide.BROWSER.read_text(encoding="utf-8")
    assert f"npm:pyodide=={PYODIDE_VERSION} " in lock


def test_a_wheel_made_here_is_the_same_each_time_and_can_be_installed():
    name, content = wheels.pack("trial", "1.2", {"trial.py": b"ANSWER = 42\n"})
    assert (name, content) == wheels.pack("trial", "1.2", {"trial.py": b"ANSWER = 42\n"})
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert archive.testzip() is None
        assert b"Name: trial" in archive.read("trial-1.2.dist-info/METADATA")


def test_yaml_works_without_its_compiled_part(tmp_path: Path):
    name, content = wheels.pure("pyyaml")
    wheel = tmp_path / name
    wheel.write_bytes(content)
    with zipfile.ZipFile(wheel) as archive:
        assert all(file.endswith(".py") or ".dist-info/" in file for file in archive.namelist())
    code = "import yaml; assert not yaml.__with_libyaml__; print(yaml.safe_load('a: [1, b]'))"
    done = subprocess.run(
        [sys.executable, "-S", "-c", f"import sys; sys.path.insert(0, {str(wheel)!r}); {code}"],
        capture_output=True,
        text=True,
    )
    assert done.stdout.strip() == "{'a': [1, 'b']}", done.stderr


def test_an_entry_of_the_lock_says_what_a_package_needs_in_a_browser(tmp_path: Path):
    wheel = tmp_path / "trial-1.0-py3-none-any.whl"
    said = [
        "Metadata-Version: 2.1",
        "Name: trial",
        "Version: 1.0",
        "Requires-Dist: everywhere",
        "Requires-Dist: only_windows; sys_platform == 'win32'",
        "Requires-Dist: only-extra; extra == 'more'",
        "Requires-Dist: Browser.Only; sys_platform == 'emscripten'",
    ]
    with zipfile.ZipFile(wheel, "w") as archive:
        archive.writestr("trial/__init__.py", "")
        archive.writestr("other.py", "")
        archive.writestr("trial-1.0.dist-info/METADATA", "\n".join(said) + "\n")
    entry = wheels.entry(wheel, "abc", f"{PYODIDE_PYTHON_VERSION}.2")
    assert entry["depends"] == ["everywhere", "browser-only"]
    assert entry["imports"] == ["other", "trial"]
    assert (entry["name"], entry["version"], entry["sha256"]) == ("trial", "1.0", "abc")


def test_a_lock_is_read_with_all_hashes(tmp_path: Path):
    lock = tmp_path / "requirements.lock"
    one, other = "a" * 64, "b" * 64
    lock.write_text(
        f"# a remark\ntrial==1.2 ; python_full_version < '3.15' \\\n    --hash=sha256:{one} \\\n"
        f"    --hash=sha256:{other}\n    # via something\n"
    )
    assert fetch.locked(lock) == {"trial": fetch.Locked("trial", "1.2", frozenset({one, other}))}


def test_from_the_cache_only_what_has_its_hash(cache: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    lock = tmp_path / "browser.lock"
    lock.write_text(f"npm:trial==1.0 --integrity={sha512(b'good')}\n")
    cache.mkdir()
    (cache / "trial-1.0.tgz").write_bytes(b"good")
    assert fetch.npm(lock, "trial").read_bytes() == b"good"
    (cache / "trial-1.0.tgz").write_bytes(b"changed")
    monkeypatch.setattr(fetch.shutil, "which", lambda name: None)
    with pytest.raises(Trouble, match="npm is not installed"):
        fetch.npm(lock, "trial")


def test_what_arrives_with_another_hash_is_not_kept(
    cache: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    def arrive(words: list[str], what: str, cwd: str | None = None) -> None:
        target = words[words.index("--pack-destination" if words[0] == "npm" else "--dest") + 1]
        name = "trial-1.0.tgz" if words[0] == "npm" else "trial-1.0-py3-none-any.whl"
        Path(target).mkdir(exist_ok=True)
        Path(target, name).write_bytes(b"bad")

    monkeypatch.setattr(fetch, "_run", arrive)
    monkeypatch.setattr(fetch.shutil, "which", lambda name: name)
    lock = tmp_path / "browser.lock"
    lock.write_text(f"npm:trial==1.0 --integrity={sha512(b'good')}\n")
    with pytest.raises(Trouble, match="not the one that is locked"):
        fetch.npm(lock, "trial")
    with pytest.raises(Trouble, match="not the file that is locked"):
        fetch.wheels([fetch.Locked("trial", "1.0", frozenset({"0" * 64}))], "3.14", "any")
    assert not list(cache.rglob("*.*")) or not [path for path in cache.rglob("*") if path.is_file()]


def test_a_file_of_the_distribution_must_be_the_one_that_is_meant(tmp_path: Path):
    entry = {"file_name": "trial-1.0.whl", "sha256": hashlib.sha256(b"good").hexdigest()}
    with pytest.raises(Trouble, match=r"There is no trial-1\.0\.whl"):
        pyodide._take(tmp_path, tmp_path, entry)
    (tmp_path / "trial-1.0.whl").write_bytes(b"bad")
    (tmp_path / "place").mkdir()
    with pytest.raises(Trouble, match="its SHA-256 is another"):
        pyodide._take(tmp_path, tmp_path / "place", entry)
    (tmp_path / "trial-1.0.whl").write_bytes(b"good")
    pyodide._take(tmp_path, tmp_path / "place", entry)
    assert (tmp_path / "place" / "trial-1.0.whl").read_bytes() == b"good"


def test_a_folder_that_holds_something_else_is_left_alone(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    (tmp_path / "thesis.txt").write_text("years of work")
    assert command.site(tmp_path) == 1
    assert "holds something else" in capsys.readouterr().err
    assert (tmp_path / "thesis.txt").read_text() == "years of work"


def test_what_cannot_be_done_is_said(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
):
    (tmp_path / "file").write_text("")
    assert command.site(tmp_path / "file" / "site") == 1
    assert "could not be written" in capsys.readouterr().err
    monkeypatch.setattr(command, "find_spec", lambda name: None)
    assert command.site(tmp_path / "site") == 1
    assert "python3 course.py site" in capsys.readouterr().err
    assert not (tmp_path / "site").exists()
