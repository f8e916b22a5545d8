"""The website, built once, and a browser to visit it with."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from ..browser.conftest import browser  # noqa: F401 (the fixture)


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The whole site, as ``tenmistakes site`` builds it."""
    folder = tmp_path_factory.mktemp("web") / "site"
    words = [sys.executable, "-m", "tenmistakes", "site", "--output", str(folder)]
    done = subprocess.run(words, capture_output=True, text=True, encoding="utf-8")
    if re.search("could not be fetched|npm is not installed", done.stderr):
        (pytest.fail if os.environ.get("TENMISTAKES_REQUIRE_BROWSER") == "1" else pytest.skip)(done.stderr)
    assert done.returncode == 0, done.stderr
    return folder
