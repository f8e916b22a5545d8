from pathlib import Path

import pytest

from tenmistakes.answers.store import Store

from .helpers import NOTEBOOK


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """Where the answers of a notebook in an empty folder belong."""
    return tmp_path / "08-no-crisis-plan.answers.json"


@pytest.fixture
def store(home: Path) -> Store:
    return Store(home, NOTEBOOK)
