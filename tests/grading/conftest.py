import pytest

from tenmistakes import content
from tenmistakes.grading.exercise import Exercise, load_exercise

from .making import NAME


@pytest.fixture(scope="session")
def exercise() -> Exercise:
    """Exercise 8 as it is handed out."""
    return load_exercise(NAME, content.home() / "exercises" / NAME)
