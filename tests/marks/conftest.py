import shutil
from pathlib import Path

import pytest

from . import made


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return made.lay_out(tmp_path_factory.mktemp("marks") / "course")


@pytest.fixture
def course(template: Path, tmp_path: Path) -> Path:
    """A course whose marks are known."""
    return shutil.copytree(template, tmp_path / "course")
