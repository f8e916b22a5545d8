"""What learners and instructors see: feedback pages and the formgrader."""

import json
import re
import socket
import subprocess
import sys
import time
from html import unescape
from urllib.error import URLError
from urllib.request import urlopen

import pytest

from tenmistakes.questions import check
from tenmistakes.questions.kinds import Written
from tenmistakes.questions.views import message_text


def page(course, student):
    path = course.root / "grading" / "feedback" / student / course.name / f"{course.name}.html"
    words = re.sub(r"<[^>]+>", "", path.read_text(encoding="utf-8"))
    return " ".join(unescape(words).split())


def plain(markdown):
    return " ".join(message_text(markdown).split())


def test_feedback_explains_each_wrong_answer(term, graded, mistake, wrong):
    text = page(term, "wrong")
    for question in graded:
        message = check(question, wrong[question.id], mistake).message
        assert plain(message) in text, question.id


@pytest.mark.parametrize("student", ["wrong", "untouched"])
def test_feedback_gives_no_key_away(term, mistake, student):
    text = page(term, student)
    for question in mistake.questions.values():
        if question.right and question.points:
            assert plain(question.right) not in text, question.id
        if isinstance(question, Written) and question.points:
            assert plain(question.model_answer) not in text
            assert not any(plain(line.text) in text for line in question.rubric)


def test_feedback_shows_what_the_learner_chose(term, graded):
    assert page(term, "wrong").count("Your choice:") >= sum(q.kind == "choose-one" for q in graded) > 0
    assert "Your choice:" not in page(term, "untouched")


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def fetch(url, server, seconds=60):
    """The answer of a server that may still be starting."""
    deadline = time.monotonic() + seconds
    while True:
        try:
            with urlopen(url, timeout=10) as response:
                return response.status, response.read().decode("utf-8")
        except (URLError, ConnectionError, TimeoutError):
            if time.monotonic() > deadline or server.poll() is not None:
                raise
            time.sleep(0.3)


def test_formgrader_starts_and_lists_the_exercise(term, mistake, rounds, tmp_path):
    port = free_port()
    with (tmp_path / "server.log").open("w") as log:
        server = subprocess.Popen(
            [
                *(sys.executable, "-m", "jupyter_server", f"--ServerApp.port={port}", "--no-browser"),
                *("--ServerApp.ip=127.0.0.1", "--ServerApp.port_retries=0", "--allow-root"),
                "--IdentityProvider.token=key",
            ],
            cwd=term.root,
            env=term.environment,
            stdout=log,
            stderr=subprocess.STDOUT,
        )
    try:
        base = f"http://127.0.0.1:{port}/formgrader"
        status, body = fetch(f"{base}/api/assignments?token=key", server)
        assert status == 200, body
        (listed,) = [entry for entry in json.loads(body) if entry["name"] == term.name]
        assert listed["max_score"] == sum(question.points for question in mistake.questions.values())
        assert listed["num_submissions"] == len(rounds) + 5
        status, body = fetch(f"{base}/manage_assignments?token=key", server)
        assert status == 200
        assert "formgrader" in body
    finally:
        server.terminate()
        server.wait(30)
