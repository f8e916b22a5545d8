"""The benchmark keeps its promise: a slider's step in 3 ms and 6 kB, far below an inline picture."""

import re
import subprocess
import sys

from tenmistakes import content


def test_a_step_of_a_slider_is_quick_and_small():
    command = [sys.executable, str(content.home() / "benchmarks" / "slider.py"), "--steps", "20"]
    done = subprocess.run(command, capture_output=True, text=True, timeout=180)
    assert done.returncode == 0, done.stdout + done.stderr
    times = [float(ms) for ms in re.findall(r"([\d.]+) ms", done.stdout)]
    sizes = [float(kb) for kb in re.findall(r"([\d.]+) kB", done.stdout)]
    assert len(times) == len(sizes) == 2
    assert times[0] < times[1] / 5
    assert sizes[0] < sizes[1] / 3
