import errno
import json
import os
import shutil
import stat
import subprocess
import sys
import tempfile
import threading
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tenmistakes.answers import locking, schema, sidecar
from tenmistakes.answers.locking import locked
from tenmistakes.answers.schema import Entry
from tenmistakes.answers.sidecar import State
from tenmistakes.answers.store import Store, Unsaved

from .helpers import NOTEBOOK, Q, litter
from .test_schema import entry


def raises(error: int):
    """A stand-in for a call of the system that fails."""

    def fail(*_: object, **__: object):
        raise OSError(error, os.strerror(error))

    return fail


def test_a_saved_answer_is_there_for_the_next_kernel(store: Store, home: Path):
    saved = store.save(Q, {"evenings": "two"}, "r1")
    assert (saved.question, saved.value, saved.attempt, saved.revision) == (Q, {"evenings": "two"}, 1, "r1")
    again = Store(home, NOTEBOOK)
    assert again.latest(Q) == saved
    assert again.entries() == [saved]
    assert again.problems == []


def test_an_untouched_question_has_no_answer(store: Store, home: Path):
    assert store.latest(Q) is None
    assert store.entries() == []
    assert not home.exists()


def test_every_attempt_is_kept(store: Store, home: Path):
    saved = [store.save(Q, value, "r1") for value in ("wait", "delete", "apologise")]
    assert [e.attempt for e in saved] == [1, 2, 3]
    assert Store(home, NOTEBOOK).history(Q) == tuple(saved)
    assert Store(home, NOTEBOOK).latest(Q) == saved[-1]


def test_the_file_is_json_with_an_answer_a_line(store: Store, home: Path):
    saved = store.save(Q, "naïve\u2028text", "r1")
    raw = json.loads(home.read_text(encoding="utf-8"))
    assert (raw["format"], raw["schema"], raw["notebook"]) == ("tenmistakes answers", 1, NOTEBOOK)
    assert home.read_bytes().splitlines()[1].decode() == saved.line


def test_two_tabs_see_and_keep_each_others_answers(store: Store, home: Path):
    other = Store(home, NOTEBOOK)
    mine, theirs = store.save(Q, "mine", ""), other.save("no-crisis-plan/watch", "theirs", "")
    assert store.entries() == other.entries() == [mine, theirs]
    later = other.save(Q, "theirs", "")
    assert later.attempt == 2
    assert store.latest(Q) == later


def test_many_threads_lose_nothing(home: Path):
    def work(name: int):
        own = Store(home, NOTEBOOK)
        for number in range(10):
            own.save(f"no-crisis-plan/q-{name}", number, "")
            own.save("no-crisis-plan/shared", [name, number], "")

    threads = [threading.Thread(target=work, args=(name,)) for name in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    found = Store(home, NOTEBOOK)
    for name in range(4):
        assert [e.value for e in found.history(f"no-crisis-plan/q-{name}")] == list(range(10))
    shared = found.history("no-crisis-plan/shared")
    assert [e.attempt for e in shared] == list(range(1, 41))
    assert len({e.time for e in shared}) == 40


def test_nothing_else_stays_in_the_folder(store: Store, home: Path):
    for number in range(5):
        store.save(Q, number, "")
    assert list(home.parent.iterdir()) == [home]


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such modes")
@pytest.mark.parametrize("umask", [0o022, 0o027, 0o002])
def test_the_file_has_the_mode_of_any_new_file(store: Store, home: Path, umask: int):
    before = os.umask(umask)
    try:
        store.save(Q, "a", "")
        store.save(Q, "b", "")
    finally:
        os.umask(before)
    assert stat.S_IMODE(home.stat().st_mode) == 0o666 & ~umask


def test_times_go_on_while_the_clock_stands_still_or_steps_back(
    store: Store, home: Path, monkeypatch: pytest.MonkeyPatch
):
    class Clock(schema.datetime):
        moment = "2026-05-05T10:00:00.000999+00:00"

        @classmethod
        def now(cls, tz=None):
            return schema.datetime.fromisoformat(cls.moment)

    monkeypatch.setattr(schema, "datetime", Clock)
    times = [store.save(Q, 1, "").time, store.save(Q, 2, "").time]
    Clock.moment = "2019-01-01T00:00:00+00:00"
    times += [Store(home, NOTEBOOK).save(Q, 3, "").time, store.save(Q, 4, "").time]
    assert times == [f"2026-05-05T10:00:00.00{n}Z" for n in range(4)]
    assert store.save("no-crisis-plan/other", 1, "").time == "2019-01-01T00:00:00.000Z"


def test_answers_known_from_elsewhere_count_and_are_written_with_the_next(home: Path):
    known = entry(value="embedded")
    store = Store(home, NOTEBOOK, [known])
    assert store.latest(Q) == known
    assert not home.exists()
    other = store.save("no-crisis-plan/watch", "x", "")
    assert Store(home, NOTEBOOK).entries() == [known, other]


def test_a_file_deleted_under_a_running_kernel_is_written_again(store: Store, home: Path):
    first = store.save(Q, "a", "")
    home.unlink()
    assert store.latest(Q) == first
    second = store.save(Q, "b", "")
    assert Store(home, NOTEBOOK).history(Q) == (first, second)


def test_a_file_that_would_grow_too_large_gives_up_old_attempts(
    store: Store, home: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(sidecar, "LIMIT", 20_000)
    for number in range(40):
        last = store.save(Q, f"{number} " + "x" * 1000, "")
    assert home.stat().st_size <= 20_000
    found = Store(home, NOTEBOOK)
    assert found.problems == []
    assert found.latest(Q) == last
    assert last.attempt == 40


def test_a_file_that_cannot_hold_the_answer_is_left_as_it_was(
    store: Store, home: Path, monkeypatch: pytest.MonkeyPatch
):
    first = store.save(Q, "small", "")
    monkeypatch.setattr(sidecar, "LIMIT", 5_000)
    with pytest.raises(Unsaved, match="too large"):
        store.save("no-crisis-plan/other", "x" * 6_000, "")
    assert Store(home, NOTEBOOK).entries() == [first]


@pytest.mark.parametrize("value", [float("nan"), object(), "x" * 300_000, {1: 2}, 10**400])
def test_a_value_that_is_no_answer_is_not_saved(store: Store, home: Path, value: object):
    first = store.save(Q, "good", "")
    with pytest.raises(Unsaved, match=r"^Your answer was not saved: .*\.$"):
        store.save(Q, value, "")
    assert store.history(Q) == (first,)
    assert Store(home, NOTEBOOK).history(Q) == (first,)


# ---- what can stand in the way of writing -------------------------------------------------------


FAILURES = [
    ("open", errno.EACCES, "does not let files be written"),
    ("open", errno.EROFS, "does not let files be written"),
    ("open", errno.ENOSPC, "disk is full"),
    ("open", errno.ENAMETOOLONG, "failed"),
    ("fsync", errno.ENOSPC, "disk is full"),
    ("fsync", errno.EIO, "failed"),
    ("replace", errno.EACCES, "does not let files be written"),
    ("replace", errno.EIO, "failed"),
]


@pytest.mark.parametrize(("call", "error", "words"), FAILURES)
def test_a_failing_disk_is_said_and_costs_nothing_saved(
    store: Store, home: Path, monkeypatch: pytest.MonkeyPatch, call: str, error: int, words: str
):
    first = store.save(Q, "first", "")
    before = home.read_bytes()
    real = os.open
    with monkeypatch.context() as patch:
        if call == "open":
            # Reading goes on working; whatever would make a file fails.
            patch.setattr(
                os, "open", lambda p, f, *a, **k: (raises(error) if f & os.O_CREAT else real)(p, f, *a, **k)
            )
        else:
            patch.setattr(os, call, raises(error))
        with pytest.raises(Unsaved, match=words):
            store.save(Q, "second", "")
    assert home.read_bytes() == before
    assert litter(home.parent) == []
    assert store.latest(Q) == first
    assert store.save(Q, "third", "").attempt == 2


def test_a_disk_that_fills_up_while_writing_leaves_the_old_file_whole(
    store: Store, home: Path, monkeypatch: pytest.MonkeyPatch
):
    first = store.save(Q, "first", "")
    real = os.fdopen

    def tight(handle: int, mode: str):
        file = real(handle, mode)
        if mode == "wb":

            class Tight:
                def __enter__(self):
                    return self

                def __exit__(self, *_: object):
                    file.close()

                def write(self, data: bytes):
                    file.write(data[: len(data) // 2])
                    raises(errno.ENOSPC)()

            return Tight()
        return file

    with monkeypatch.context() as patch:
        patch.setattr(os, "fdopen", tight)
        with pytest.raises(Unsaved, match="disk is full"):
            store.save(Q, "second", "")
    assert litter(home.parent) == []
    assert Store(home, NOTEBOOK).entries() == [first]
    assert Store(home, NOTEBOOK).problems == []


def test_a_full_disk_for_real(tmp_path: Path):
    mount = shutil.which("mount")
    folder = tmp_path / "small"
    folder.mkdir()
    if not sys.platform.startswith("linux") or os.geteuid() != 0 or mount is None:
        pytest.skip("only root on Linux can make a small disk")
    made = subprocess.run(
        [mount, "-t", "tmpfs", "-o", "size=64k", "tmpfs", str(folder)], capture_output=True, check=False
    )
    if made.returncode:
        pytest.skip("this machine lets nobody make a small disk")
    try:
        home = folder / "08.answers.json"
        store = Store(home, NOTEBOOK)
        saved: list[Entry] = []
        with pytest.raises(Unsaved, match="the disk is full"):
            for number in range(100):
                saved.append(store.save(Q, f"{number} " + "x" * 1000, ""))
        assert len(saved) > 5
        assert litter(folder) == []
        found = Store(home, NOTEBOOK)
        assert found.problems == []
        assert found.history(Q) == tuple(saved)
        # A little room, and it goes on.
        assert store.save("no-crisis-plan/short", 1, "").attempt == 1
    finally:
        subprocess.run([shutil.which("umount"), str(folder)], check=True)


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such modes")
def test_an_unwritable_folder_for_real():
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name, "theirs")
        folder.mkdir()
        home = folder / "08.answers.json"
        store = Store(home, NOTEBOOK)
        first = store.save(Q, "first", "")
        Path(name).chmod(0o755)
        folder.chmod(0o555)
        root = os.geteuid() == 0
        if root:  # nothing is forbidden to root: be somebody else for a moment
            os.seteuid(65534)
        try:
            with pytest.raises(Unsaved, match="the folder “theirs” does not let files be written"):
                store.save(Q, "second", "")
            assert store.latest(Q) == first
        finally:
            if root:
                os.seteuid(0)
            folder.chmod(0o755)
        assert store.save(Q, "third", "").attempt == 2


def test_a_write_protected_file_is_respected(store: Store, home: Path):
    first = store.save(Q, "first", "")
    home.chmod(0o444)
    try:
        with pytest.raises(Unsaved, match=r"the answers file “08-no-crisis-plan.* is write-protected"):
            store.save(Q, "second", "")
        assert store.latest(Q) == first
    finally:
        home.chmod(0o644)
    assert store.save(Q, "second", "").attempt == 2


def test_a_folder_that_is_gone(tmp_path: Path):
    folder = tmp_path / "moved"
    folder.mkdir()
    store = Store(folder / "08.answers.json", NOTEBOOK)
    first = store.save(Q, "a", "")
    shutil.rmtree(folder)
    with pytest.raises(Unsaved, match="the folder “moved” is no longer there"):
        store.save(Q, "b", "")
    assert store.latest(Q) == first


def test_a_name_that_no_file_can_have(tmp_path: Path):
    store = Store(tmp_path / f"{'x' * 300}.answers.json", NOTEBOOK)
    with pytest.raises(Unsaved, match="failed"):
        store.save(Q, "a", "")


# ---- what can lie in the place of the file ------------------------------------------------------


def spoil(home: Path, how: str) -> None:
    text = home.read_text()
    spoilt = {
        "half": text[: text.rindex("attempt")],
        "empty": "",
        "zeros": "\0" * len(text),
        "no json": text + "}",
        "spoilt line": text.replace('"wait"', '"wait', 1),
        "bad entry": text.replace('"attempt":1', '"attempt":-1', 1),
        "no schema": text.replace('"schema":1,', "", 1),
        "old schema": text.replace('"schema":1', '"schema":0', 1),
        "odd identity": text.replace(NOTEBOOK, "what/ever/this"),
        "list": "[]",
        "deep": "[" * 100_000,
        "nan": text.replace('"wait"', "NaN", 1),
        "doubled": text.replace('"schema":1,', '"schema":1,"schema":1,', 1),
    }[how]
    home.write_text(spoilt)


@pytest.mark.parametrize(
    ("how", "left"),
    [
        ("half", 2),
        ("empty", 0),
        ("zeros", 0),
        ("no json", 3),
        ("spoilt line", 2),
        ("bad entry", 0),
        ("no schema", 3),
        ("old schema", 3),
        ("odd identity", 3),
        ("list", 0),
        ("deep", 0),
        ("nan", 2),
        ("doubled", 3),
    ],
)
def test_a_damaged_file_is_kept_and_what_is_whole_in_it_is_recovered(home: Path, how: str, left: int):
    if how == "bad entry":
        Store(home, NOTEBOOK).save(Q, "wait", "")
    else:
        for number in range(3):
            Store(home, NOTEBOOK).save(f"no-crisis-plan/q-{number}", "wait", "")
    spoil(home, how)
    damaged = home.read_bytes()
    store = Store(home, NOTEBOOK)
    assert len(store.entries()) == left
    assert len(store.problems) == 1
    assert "is damaged" in store.problems[0]
    assert home.read_bytes() == damaged  # looking changes nothing

    saved = store.save("no-crisis-plan/new", "on", "")
    kept = home.with_name("08-no-crisis-plan.answers.damaged-1.json")
    assert kept.read_bytes() == damaged
    assert len(store.problems) == 1
    assert kept.name in store.problems[0]
    found = Store(home, NOTEBOOK)
    assert found.problems == []
    assert len(found.entries()) == left + 1
    assert found.latest("no-crisis-plan/new") == saved
    assert litter(home.parent) == []


def test_each_damaged_file_gets_a_name_of_its_own(store: Store, home: Path):
    for text in ("one", "two"):
        home.write_text(text)
        store.save(Q, text, "")
    names = sorted(path.name for path in home.parent.iterdir())
    assert names == [
        "08-no-crisis-plan.answers.damaged-1.json",
        "08-no-crisis-plan.answers.damaged-2.json",
        "08-no-crisis-plan.answers.json",
    ]
    assert [e.value for e in Store(home, NOTEBOOK).history(Q)] == ["one", "two"]


def test_a_damaged_file_that_cannot_be_kept_is_not_replaced(
    store: Store, home: Path, monkeypatch: pytest.MonkeyPatch
):
    store.save(Q, "a", "")
    home.write_text(home.read_text()[:-20])
    torn = home.read_bytes()
    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", raises(errno.ENOSPC))
        with pytest.raises(Unsaved, match="disk is full"):
            store.save(Q, "b", "")
    assert home.read_bytes() == torn
    assert store.save(Q, "b", "").value == "b"


def another_notebook(home: Path) -> None:
    Store(home, "exercise/impatience").save("impatience/first", "theirs", "")


def another_notebook_torn(home: Path) -> None:
    another_notebook(home)
    home.write_text(home.read_text()[:-10])


def newer(home: Path) -> None:
    Store(home, NOTEBOOK).save(Q, "from the future", "")
    home.write_text(home.read_text().replace('"schema":1', '"schema":2'))


def newer_torn(home: Path) -> None:
    newer(home)
    home.write_text(home.read_text()[:-10])


def giant(home: Path) -> None:
    with home.open("wb") as file:
        file.truncate(sidecar.LIMIT + 1)


def folder(home: Path) -> None:
    home.mkdir()


def link(home: Path) -> None:
    elsewhere = home.with_name("elsewhere.json")
    elsewhere.write_text("{}")
    home.symlink_to(elsewhere)


def dead_link(home: Path) -> None:
    home.symlink_to(home.with_name("nowhere.json"))


def pipe(home: Path) -> None:
    if not hasattr(os, "mkfifo"):
        pytest.skip("this system has no pipes in folders")
    os.mkfifo(home)


@pytest.mark.parametrize(
    ("put", "words"),
    [
        (another_notebook, "holds the answers of another notebook (exercise/impatience)"),
        (another_notebook_torn, "holds the answers of another notebook (exercise/impatience)"),
        (newer, "newer version of the course; update the course"),
        (newer_torn, "newer version of the course; update the course"),
        (giant, "is larger than 2 MiB"),
        (folder, "is a folder"),
        (link, "is a link"),
        (dead_link, "is a link"),
        (pipe, "is not a file"),
    ],
)
def test_what_is_not_ours_is_left_alone_and_the_answers_go_beside_it(home: Path, put, words: str):
    put(home)

    def content() -> object:
        return home.read_bytes() if home.is_file() else home.lstat().st_mode

    before = content()
    store = Store(home, NOTEBOOK)
    assert len(store.problems) == 1
    assert words in store.problems[0]
    assert "left as it is" in store.problems[0]
    saved = store.save(Q, "mine", "")
    assert content() == before
    assert store.path == home.with_name("08-no-crisis-plan.answers-2.json")
    assert store.path.is_file()
    assert Store(home, NOTEBOOK).entries() == [saved]

    # Once the way is free again, the answers given in between still count.
    if home.is_dir():
        home.rmdir()
    else:
        home.unlink()
    later = Store(home, NOTEBOOK)
    assert later.problems == []
    assert later.latest(Q) == saved
    assert later.save(Q, "again", "").attempt == 2
    assert home.is_file()


@pytest.mark.parametrize("error", [errno.EIO, errno.EACCES, errno.EMFILE])
def test_a_file_that_cannot_be_read_now_is_not_guessed_at(
    store: Store, home: Path, monkeypatch: pytest.MonkeyPatch, error: int
):
    first = store.save(Q, "first", "")
    real = os.open
    with monkeypatch.context() as patch:
        patch.setattr(
            os, "open", lambda p, f, *a, **k: (real if f & os.O_CREAT else raises(error))(p, f, *a, **k)
        )
        other = Store(home, NOTEBOOK)
        assert other.entries() == []
        assert "cannot be read" in other.problems[0]
        for kernel in (other, store):
            with pytest.raises(Unsaved, match="cannot be read"):
                kernel.save(Q, "second", "")
        assert store.latest(Q) == first
    assert [path.name for path in home.parent.iterdir()] == [home.name]
    assert other.latest(Q) == first
    assert other.problems == []
    assert other.save(Q, "second", "").attempt == 2


def test_no_name_left(home: Path):
    for path in sidecar.names(home):
        path.mkdir()
    store = Store(home, NOTEBOOK)
    assert len(store.problems) == len(sidecar.names(home))
    with pytest.raises(Unsaved, match="cannot be used, nor any other name beside it"):
        store.save(Q, "a", "")


@given(data=st.data())
def test_nothing_in_the_file_raises(tmp_path_factory: pytest.TempPathFactory, data: st.DataObject):
    """A sound file with a stretch of it replaced by anything else."""
    home = tmp_path_factory.getbasetemp() / "fuzz.answers.json"
    whole = sidecar.render(NOTEBOOK, schema.merge([entry(), entry(question="no-crisis-plan/b")]))
    start = data.draw(st.integers(0, len(whole)))
    end = data.draw(st.integers(start, len(whole)))
    pieces = st.sampled_from([b"", b"00", b"9" * 9, "٣".encode(), b"\xff", b"[", b'"', b"\n", b"\0"])
    home.write_bytes(whole[:start] + data.draw(pieces | st.binary(max_size=8)) + whole[end:])
    reading = sidecar.read(home)
    assert reading.state in (State.SOUND, State.DAMAGED, State.NEWER)
    for found in reading.entries:
        assert Entry.from_line(found.line) == found


@pytest.mark.parametrize("schema_text", ["007", "٣", "1.0", "-1", "999999999999", "true", '"1"'])
def test_an_odd_schema_raises_nothing(store: Store, home: Path, schema_text: str):
    store.save(Q, "a", "")
    whole = home.read_text().replace('"schema":1', f'"schema":{schema_text}')
    for text in (whole, whole[:-5]):
        home.write_text(text, encoding="utf-8")
        found = Store(home, NOTEBOOK)
        assert len(found.problems) == 1
        assert found.save(Q, "b", "").value == "b"
        assert Store(home, NOTEBOOK).latest(Q).value == "b"
        for path in home.parent.iterdir():
            path.unlink()


def test_reading_says_what_is_there(home: Path):
    assert sidecar.read(home).state is State.ABSENT
    home.mkdir()
    assert sidecar.read(home).state is State.UNUSABLE
    assert sidecar.read(home / "inside.json").state is State.ABSENT


# ---- the lock -----------------------------------------------------------------------------------


def test_a_lock_that_is_not_given_back_is_told(store: Store, home: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(locking, "PATIENCE", 0.05)
    with locked(sidecar.lock(home)) as alone:
        assert alone
        with pytest.raises(Unsaved, match="another window or kernel"):
            store.save(Q, "a", "")
    assert store.save(Q, "a", "").attempt == 1
    assert litter(home.parent) == []


def test_what_a_killed_writer_leaves_is_no_hindrance_and_is_tidied_away(store: Store, home: Path):
    sidecar.lock(home).write_text("")
    torn = home.with_name(f".{home.stem}.0123456789ab.tmp")
    torn.write_text('{"format')
    others = home.with_name(".08-no-crisis-plan-copy.answers.0123456789ab.tmp")
    others.write_text("")
    store.save(Q, "a", "")
    assert litter(home.parent) == [others.name]


@pytest.mark.skipif(os.name == "nt", reason="Windows has no links without asking")
def test_a_lock_is_never_made_through_a_link(store: Store, home: Path, tmp_path: Path):
    target = tmp_path / "target"
    sidecar.lock(home).symlink_to(target)
    with pytest.raises(Unsaved):
        store.save(Q, "a", "")
    assert not target.exists()


@pytest.mark.skipif(locking.fcntl is None, reason="POSIX locks")
@pytest.mark.parametrize("error", sorted(locking._NO_LOCKS_HERE))
def test_without_locks_it_still_saves(store: Store, home: Path, monkeypatch: pytest.MonkeyPatch, error: int):
    monkeypatch.setattr(locking.fcntl, "flock", raises(error))
    other = Store(home, NOTEBOOK)
    store.save(Q, "a", "")
    other.save(Q, "b", "")
    assert [e.value for e in Store(home, NOTEBOOK).history(Q)] == ["a", "b"]
    assert litter(home.parent) == []


def test_in_a_browser_where_there_are_no_locks_at_all(
    store: Store, home: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(locking, "fcntl", None)
    monkeypatch.setattr(locking, "msvcrt", None)
    other = Store(home, NOTEBOOK)
    store.save(Q, "a", "")
    other.save(Q, "b", "")
    assert [e.value for e in Store(home, NOTEBOOK).history(Q)] == ["a", "b"]
    assert litter(home.parent) == []


def test_the_lock_of_windows(home: Path, monkeypatch: pytest.MonkeyPatch):
    """The other system's calls, played by this one's: taken, waited for, given back, tidied away."""
    if locking.fcntl is None:
        pytest.skip("this is the real thing already")
    real = locking.fcntl

    class Msvcrt:
        LK_NBLCK, LK_UNLCK = 2, 0

        def locking(self, handle: int, mode: int, length: int) -> None:
            assert length == 1
            real.flock(handle, real.LOCK_EX | real.LOCK_NB if mode else real.LOCK_UN)

    monkeypatch.setattr(locking, "fcntl", None)
    monkeypatch.setattr(locking, "msvcrt", Msvcrt())
    monkeypatch.setattr(locking, "PATIENCE", 0.05)
    store = Store(home, NOTEBOOK)
    store.save(Q, "a", "")
    with locked(sidecar.lock(home)) as alone:
        assert alone
        with pytest.raises(locking.Busy), locked(sidecar.lock(home)):
            pytest.fail("two hold one lock")
    store.save(Q, "b", "")
    assert [e.value for e in Store(home, NOTEBOOK).history(Q)] == ["a", "b"]
    assert litter(home.parent) == []
