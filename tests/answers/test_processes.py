"""Real processes on one answers file, some of them killed in the middle of their work."""

import json
import random
import subprocess
import sys
import time
from pathlib import Path

from tenmistakes.answers import sidecar
from tenmistakes.answers.schema import Entry
from tenmistakes.answers.sidecar import State
from tenmistakes.answers.store import Store

from .helpers import NOTEBOOK, litter

SAVES = 50
ENDLESS = 100_000  # for those that are killed

WORKER = """
import sys
from pathlib import Path
from tenmistakes.answers.store import Store

home, name, saves = Path(sys.argv[1]), sys.argv[2], int(sys.argv[3])
store = Store(home, "exercise/no-crisis-plan")
print("ready", flush=True)
for number in range(saves):
    question = "shared" if number % 5 == 0 and number < 50 else f"{name}-{number // 20}"
    saved = store.save(f"no-crisis-plan/{question}", [name, number], "r1")
    print(saved.line, flush=True)
"""


def start(home: Path, name: str, out: Path, saves: int = SAVES) -> subprocess.Popen:
    command = [sys.executable, "-c", WORKER, str(home), name, str(saves)]
    with out.open("wb") as file:
        return subprocess.Popen(command, stdout=file, stderr=subprocess.PIPE)


def confirmed(out: Path) -> list[Entry]:
    """What a process said it had saved; the last line may be cut off by its end."""
    lines = out.read_text().split("\n")[:-1]
    return [Entry.of(json.loads(line)) for line in lines if line != "ready"]


def test_four_processes_two_of_them_killed_lose_nothing_confirmed(tmp_path: Path):
    folder, outs = tmp_path / "work", tmp_path / "outs"
    folder.mkdir()
    outs.mkdir()
    home = folder / "08.answers.json"
    chance = random.Random(8)
    killed = ("a", "b")
    running = {name: start(home, name, outs / name, ENDLESS) for name in killed}
    running |= {name: start(home, name, outs / name) for name in ("c", "d")}
    for name in killed:  # killed somewhere among its saves, then another kernel takes its place
        out = outs / name
        while len(confirmed(out)) < 5 and running[name].poll() is None:
            time.sleep(0.005)
        time.sleep(chance.uniform(0, 0.03))
        running[name].kill()
        running[name].wait()
        running[f"{name}2"] = start(home, f"{name}2", outs / f"{name}2")
    for name, process in running.items():
        _, errors = process.communicate(timeout=120)
        assert errors == b"", errors.decode()
        assert (process.returncode == 0) is (name not in killed)

    assert sidecar.read(home).state is State.SOUND
    found = Store(home, NOTEBOOK)
    said = {name: confirmed(outs / name) for name in running}
    assert all(len(said[name]) == SAVES for name in running if name not in killed)
    assert all(5 <= len(said[name]) < ENDLESS for name in killed)
    for entries in said.values():
        for entry in entries:
            assert entry in found.history(entry.question)
    for entries in (found.history(entry.question) for entry in found.entries()):
        assert [entry.attempt for entry in entries] == list(range(1, len(entries) + 1))
        assert len({entry.time for entry in entries}) == len(entries)
    found.save("no-crisis-plan/last", "x", "")
    assert litter(folder) == []
