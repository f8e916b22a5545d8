"""Formatting, linting, spelling, and built notebooks that match their sources: one command tests it all."""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]


@pytest.mark.parametrize(
    "command",
    [
        pytest.param(["ruff", "check", "--no-cache"], id="lint"),
        pytest.param(["ruff", "format", "--check", "--no-cache"], id="format"),
        pytest.param(["codespell_lib"], id="spelling"),
        pytest.param(["tenmistakes", "build", "--check"], id="build"),
    ],
)
def test_nothing_to_complain_about(command: list[str]):
    done = subprocess.run(
        [sys.executable, "-m", *command],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        encoding="utf-8",
    )
    assert done.returncode == 0, done.stdout
