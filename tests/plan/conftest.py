"""A session of the plan's notebook, in an empty folder."""

import pytest

from tenmistakes.answers import session as sessions


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """A learner's folder that is also the working directory, with no sign of an editor or a grader."""
    monkeypatch.chdir(tmp_path)
    for name in ("JPY_SESSION_NAME", "NBGRADER_EXECUTION"):
        monkeypatch.delenv(name, raising=False)
    return tmp_path


@pytest.fixture
def session(folder):
    return sessions.open_session("lesson", "your-plan")
