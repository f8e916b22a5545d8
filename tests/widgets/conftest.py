"""A session in an empty folder, and a widget whose messages to the browser are kept."""

from dataclasses import replace

import pytest

from tenmistakes import content
from tenmistakes.answers import session as sessions

SLUG = "no-crisis-plan"


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """A learner's folder that is also the working directory, with no sign of an editor or a grader."""
    monkeypatch.chdir(tmp_path)
    for name in ("JPY_SESSION_NAME", "NBGRADER_EXECUTION"):
        monkeypatch.delenv(name, raising=False)
    return tmp_path


@pytest.fixture
def lesson(folder):
    return sessions.open_session("lesson", SLUG)


@pytest.fixture
def after_grading(folder, monkeypatch):
    """An exercise of a course that explains after grading."""
    settings = replace(content.settings(), explain="after-grading")
    monkeypatch.setattr(content, "settings", lambda folder=None: settings)
    return sessions.open_session("exercise", SLUG)


@pytest.fixture
def heard():
    """``heard(widget)`` gives a function that sends a message to the kernel and returns what came back."""

    def wire(widget):
        sent = []
        widget.send = sent.append

        def tell(**message):
            sent.clear()
            widget._handle_custom_msg(message, [])
            return [dict(reply) for reply in sent]

        return tell

    return wire
