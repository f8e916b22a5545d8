"""What one step of a slider costs: this course's simulation beside ``interact`` with an inline picture.

Both run in one real kernel, on the same model and the same settings, turn and turn about. Time is what the
kernel spends on a step, from the slider's new value to the last message handed over; bytes are the content of
every message the kernel then publishes, as a client of the kernel receives it.

    python benchmarks/slider.py [--steps 60] [--every]

With ``--every``, each simulation of the course follows: the time of its model, and what a step takes beside
it; and each plan: the time to find its best.

Exit code 1 if a median of ours is above 3 ms beside the model, 20 ms in the model or 6 kB, or if a best plan
takes more than a second.
"""

import argparse
import ast
import json
import statistics
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from jupyter_client.manager import start_new_kernel

MOST_MS, MOST_KB = 3.0, 6.0
MOST_MODEL_MS, MOST_PLAN_MS = 20.0, 1000.0

SETUP = """
%matplotlib inline
import time
import matplotlib.pyplot as plt
from ipywidgets import FloatSlider, interactive
from IPython.display import display
from tenmistakes.answers.session import open_session
from tenmistakes.models.base import simulation
from tenmistakes.widgets.simulation import SimulationWidget

ours = SimulationWidget(open_session("lesson", "no-crisis-plan"), "no-crisis-plan/firestorm")
model = simulation("no-crisis-plan", "firestorm")
STYLE = {"solid": "-", "dashed": "--", "dotted": ":"}

def draw(reply_after):
    frame = model.frame({"reply_after": reply_after})
    plt.figure(figsize=(7, 5))
    for artist in model.scene.artists:
        x, y = frame.points[artist.name].T
        if artist.kind == "area":
            plt.fill_between(x, y, alpha=0.2, label=artist.label)
        elif artist.kind == "rule":
            plt.axvline(x[0], label=artist.label, linestyle=STYLE[artist.style])
        else:
            plt.plot(x, y, label=artist.label, linestyle=STYLE[artist.style])
    plt.xlim(model.scene.x.low, model.scene.x.high)
    plt.ylim(model.scene.y.low, model.scene.y.high)
    plt.xlabel(model.scene.x.label)
    plt.ylabel(model.scene.y.label)
    plt.title(model.scene.title)
    plt.legend()
    plt.show()
    print(frame.words)

slider = FloatSlider(min=0, max=96, step=1, value=48)
theirs = interactive(draw, reply_after=slider)
display(theirs)

def step_ours(value, number):
    began = time.perf_counter()
    move = {"type": "move", "view": "v", "seq": number, "values": {"reply_after": value}}
    ours._handle_custom_msg(move, [])
    return 1000 * (time.perf_counter() - began)

def step_theirs(value, number):
    began = time.perf_counter()
    slider.value = value
    return 1000 * (time.perf_counter() - began)
"""

EVERY = """
import time
from statistics import median
from tenmistakes import content
from tenmistakes.answers.session import open_session
from tenmistakes.models import base
from tenmistakes.widgets.simulation import SimulationWidget

def spent(act):
    began = time.perf_counter()
    act()
    return 1000 * (time.perf_counter() - began)

def step_times(slug, name, steps):
    model = base.simulation(slug, name)
    session = open_session("lesson", slug)
    widget = SimulationWidget(session, f"{slug}/{name}")
    in_model, whole = [], []
    for number in range(steps + 5):
        parameter = model.parameters[number % len(model.parameters)]
        share = (number * 37) % 97 / 96
        values = {parameter.name: parameter.low + share * (parameter.high - parameter.low)}
        move = {"type": "move", "view": "v", "seq": number, "values": values}
        whole.append(spent(lambda: widget._handle_custom_msg(move, [])))
        in_model.append(spent(lambda: model.frame(widget._values)))
    beside = median(all_of - alone for all_of, alone in zip(whole[5:], in_model[5:]))
    return [f"{slug}/{name}", median(in_model[5:]), max(beside, 0.0)]

def every(steps):
    slugs = [place.slug for place in content.mistakes()]
    plans = [[f"{s}/{name}", spent(space.best)] for s in slugs for name, space in base.load(s).PLANS.items()]
    return [[step_times(s, name, steps) for s in slugs for name in base.load(s).SIMULATIONS], plans]
"""

ON_THE_WAY = ("status", "execute_input", "execute_result")
"""Messages that belong to the measuring, not to the slider."""


def execute(client: Any, code: str) -> tuple[Any, int]:
    """Run code in the kernel: the value of its last expression, and the bytes of what it published."""
    request = client.execute(code)
    value, size = None, 0
    while True:
        message = client.get_iopub_msg(timeout=60)
        kind, content = message["msg_type"], message["content"]
        if kind == "error":
            raise RuntimeError("\n".join(content["traceback"]))
        if message["parent_header"].get("msg_id") != request:
            continue
        if kind == "execute_result":
            value = ast.literal_eval(content["data"]["text/plain"])
        elif kind not in ON_THE_WAY:
            size += len(json.dumps(content).encode()) + sum(len(part) for part in message.get("buffers", ()))
        elif kind == "status" and content["execution_state"] == "idle":
            return value, size


@contextmanager
def kernel() -> Iterator[Any]:
    """A client of a fresh kernel in an empty folder."""
    with tempfile.TemporaryDirectory() as folder:
        manager, client = start_new_kernel(cwd=folder)
        try:
            yield client
        finally:
            client.stop_channels()
            manager.shutdown_kernel(now=True)


def measure(steps: int) -> dict[str, tuple[list[float], list[int]]]:
    """Times [ms] and bytes of every step, by the way it was made."""
    found: dict[str, tuple[list[float], list[int]]] = {"ours": ([], []), "theirs": ([], [])}
    with kernel() as client:
        execute(client, SETUP)
        for number in range(steps + 5):
            value = (number * 37) % 97  # jumps about: nothing can be reused from the step before
            for way, (times, sizes) in found.items():
                spent, size = execute(client, f"step_{way}({value}, {number})")
                if number >= 5:  # the first ones fill caches
                    times.append(spent)
                    sizes.append(size)
    return found


def measure_every(steps: int) -> bool:
    """Print the times of each simulation and of each plan; returns whether all keep their promise."""
    with kernel() as client:
        execute(client, EVERY)
        (simulations, plans), _ = execute(client, f"every({steps})")
    print(f"\n{'one step of each simulation, median':42}{'model':>12}{'beside it':>12}")
    for name, model, beside in simulations:
        print(f"{name:42}{model:9.2f} ms{beside:9.2f} ms")
    print(f"\n{'the best of each plan, once a kernel':42}")
    for name, spent in plans:
        print(f"{name:42}{spent:9.0f} ms")
    quick = all(model <= MOST_MODEL_MS and beside <= MOST_MS for _, model, beside in simulations)
    return quick and all(spent <= MOST_PLAN_MS for _, spent in plans)


def main() -> int:
    """Measure, print both side by side, and say whether ours keeps its promise."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--steps", type=int, default=60, help="steps of the slider (default: 60)")
    parser.add_argument("--every", action="store_true", help="measure every simulation and plan as well")
    given = parser.parse_args()
    found = measure(given.steps)
    print(f"{'one step of the slider, median':42}{'kernel':>12}{'published':>12}")
    medians = {}
    names = {"ours": "simulate(): path data and words", "theirs": "interact(): inline PNG"}
    for way, (times, sizes) in found.items():
        medians[way] = statistics.median(times), statistics.median(sizes) / 1000
        print(f"{names[way]:42}{medians[way][0]:9.2f} ms{medians[way][1]:9.1f} kB")
    (milliseconds, kilobytes), (slow, large) = medians["ours"], medians["theirs"]
    print(f"{'times less':42}{slow / milliseconds:12.0f}{large / kilobytes:12.0f}")
    quick = not given.every or measure_every(given.steps)
    return int(milliseconds > MOST_MS or kilobytes > MOST_KB or not quick)


if __name__ == "__main__":
    sys.exit(main())
