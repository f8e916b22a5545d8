"""An answer whose save returned is never lost, whatever happens to the saves after it.

Several kernels share one answers file. Any step of a save may fail (the system says no) or be the last thing
its kernel ever does (it is killed there). After every step the file is whole and holds all that was saved.
"""

import errno
import os
import shutil
import tempfile
from pathlib import Path
from unittest import mock

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, invariant, rule

from tenmistakes.answers import sidecar
from tenmistakes.answers.schema import Entry
from tenmistakes.answers.sidecar import State
from tenmistakes.answers.store import Store, Unsaved

from .helpers import NOTEBOOK, litter

QUESTIONS = [f"no-crisis-plan/q-{number}" for number in range(3)]


class Killed(BaseException):
    """The process ends here; nothing of it runs any more."""


class Faults:
    """Calls of the system, counted; the one numbered ``at`` fails, or is the last.

    A write that fails has written half of its bytes. A killed process makes no call after that, but the
    system closes its files, and with that gives back its locks.
    """

    CALLS = ("open", "fsync", "replace", "unlink", "close")

    def __init__(self, at: int, error: int | None) -> None:
        self.left = at
        self.error = error
        self.dead = False
        self.open: set[int] = set()
        self.real = {name: getattr(os, name) for name in (*self.CALLS, "fdopen")}

    def step(self, do=lambda: None) -> None:
        if self.dead:
            raise Killed
        self.left -= 1
        if self.left == 0:
            do()
            if self.error is None:
                self.dead = True
                raise Killed
            raise OSError(self.error, os.strerror(self.error))

    def call(self, name: str):
        def wrapped(*args: object, **kwargs: object):
            if name == "close" and not self.dead:
                self.open.discard(args[0])
                self.real["close"](*args)
                return self.step()
            self.step()
            result = self.real[name](*args, **kwargs)
            if name == "open":
                self.open.add(result)
            return result

        return wrapped

    def fdopen(self, handle: int, mode: str):
        faults, file = self, self.real["fdopen"](handle, mode)
        self.open.discard(handle)
        if mode == "rb":
            return file

        class Wrapped:
            def __enter__(self):
                return self

            def __exit__(self, *_: object):
                file.close()

            def write(self, data: bytes):
                faults.step(lambda: file.write(data[: len(data) // 2]))
                file.write(data)

            flush, fileno = file.flush, file.fileno

        return Wrapped()

    def __enter__(self):
        self.patch = mock.patch.multiple(
            os, fdopen=self.fdopen, **{name: self.call(name) for name in self.CALLS}
        )
        self.patch.start()
        return self

    def __exit__(self, *_: object):
        self.patch.stop()
        for handle in self.open:
            os.close(handle)


class Kernels(RuleBasedStateMachine):
    stores = Bundle("stores")

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(tempfile.mkdtemp())
        self.home = self.folder / "08.answers.json"
        self.confirmed: list[Entry] = []
        self.serial = 0

    def teardown(self) -> None:
        # After all that, one quiet save: it works, and leaves nothing lying about.
        Store(self.home, NOTEBOOK).save(QUESTIONS[0], "last", "")
        assert litter(self.folder) == []
        shutil.rmtree(self.folder)

    @rule(target=stores)
    def start_a_kernel(self) -> Store:
        return Store(self.home, NOTEBOOK)

    @rule(store=stores, question=st.sampled_from(QUESTIONS))
    def answer(self, store: Store, question: str) -> None:
        self.confirm(store.save(question, self.value(), ""))

    @rule(
        store=stores,
        question=st.sampled_from(QUESTIONS),
        at=st.integers(1, 16),
        error=st.sampled_from([None, None, errno.ENOSPC, errno.EIO, errno.EACCES]),
    )
    def answer_while_something_fails(self, store: Store, question: str, at: int, error: int | None) -> None:
        with Faults(at, error):
            try:
                saved = store.save(question, self.value(), "")
            except (Unsaved, Killed):
                return
        self.confirm(saved)

    @rule(at=st.integers(1, 60))
    def the_file_is_torn_and_a_kernel_that_knows_it_mends_it(self, at: int) -> None:
        """Nothing of ours tears the file; a synchronising tool may. The whole lines come back."""
        if sidecar.read(self.home).state is not State.SOUND:
            return
        knowing = Store(self.home, NOTEBOOK)
        data = self.home.read_bytes()
        self.home.write_bytes(data[: -min(at, len(data))])
        self.confirm(knowing.save(QUESTIONS[0], self.value(), ""))

    def value(self) -> int:
        self.serial += 1
        return self.serial

    def confirm(self, saved: Entry) -> None:
        assert saved.value == self.serial
        before = [entry for entry in self.confirmed if entry.question == saved.question]
        assert all(entry.time < saved.time and entry.attempt < saved.attempt for entry in before)
        self.confirmed.append(saved)

    @invariant()
    def the_file_is_whole_and_holds_every_confirmed_answer(self) -> None:
        reading = sidecar.read(self.home)
        assert reading.state is State.SOUND or (reading.state is State.ABSENT and not self.confirmed)
        for entry in self.confirmed:
            assert entry in reading.entries
        found = Store(self.home, NOTEBOOK)
        for question in QUESTIONS:
            ours = [entry for entry in self.confirmed if entry.question == question]
            if ours:
                assert found.latest(question).order >= ours[-1].order


TestKernels = Kernels.TestCase
TestKernels.settings = settings(max_examples=60, stateful_step_count=30, deadline=None)


def test_every_step_of_a_save_is_a_step_that_can_fail(home: Path, store: Store):
    """The faults reach the whole of a save: from the lock to the folder's own names on the disk."""
    first = store.save(QUESTIONS[0], "first", "")
    outcomes = []
    for at in range(1, 40):
        with Faults(at, None):
            try:
                store.save(QUESTIONS[0], at, "")
            except Killed:
                outcomes.append("killed")
            else:
                outcomes.append("saved")
        assert first in sidecar.read(home).entries
    steps = outcomes.index("saved")
    assert steps >= 10
    assert set(outcomes[steps:]) == {"saved"}
