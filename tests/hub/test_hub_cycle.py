"""A class on JupyterHub, for real: hub, proxy, an instructor and two learners with accounts of this machine.

The configuration is the one that is delivered, set up as deploy/jupyterhub/README.md says. The tests follow
each other, as the days of a course do.
"""

import json
import os
import re
import secrets
import shutil
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing
from html import unescape
from pathlib import Path

import pytest

from ..grading.classroom import MIXED, MIXED_POINTS, NAME, POSSIBLE, RIGHT, Classroom
from . import machine
from .machine import DEPLOY, ROOT, Environment, Hub, Person, do, mode

THIS = {"course_id": "ten-mistakes", "assignment_id": NAME}
EXERCISE = f"exercises/{NAME}"
PEOPLE = ("carol", "ada", "ben")
ANSWERS = {"ada": dict(RIGHT), "ben": dict(MIXED)}
POINTS = {"ada": POSSIBLE, "ben": MIXED_POINTS}

pytestmark = pytest.mark.skipif(
    bool(machine.missing()) and not os.environ.get("TENMISTAKES_REQUIRE_HUB"), reason=machine.missing()
)


class Class:
    """The machine, set up as the README says, and whoever has an account on it."""

    def __init__(self, stack: ExitStack) -> None:
        assert not machine.missing(), machine.missing()
        self._stack = stack
        self.place = machine.folder()
        stack.callback(shutil.rmtree, self.place, ignore_errors=True)
        self.environment = Environment(self.place, _wheel(self.place / "wheel"))
        self._configuration = self.place / "hub"
        shutil.copytree(DEPLOY, self._configuration, symlinks=True)
        self._state, self.homes, self.exchange = (self.place / n for n in ("state", "homes", "exchange"))
        self._state.mkdir(mode=0o700)
        self.homes.mkdir()
        self.exchange.mkdir()
        self.exchange.chmod(0o1777)

        mark = f"tm{secrets.token_hex(3)}"
        groups = [stack.enter_context(machine.group(f"{mark}-{name}")) for name in ("teach", "learn")]
        self._passwords = {
            f"{mark}-{name}": stack.enter_context(
                machine.account(f"{mark}-{name}", groups[name != "carol"], self.homes)
            )
            for name in PEOPLE
        }
        self.course = self.place / "course"
        for kind in ("solutions", "exercises"):
            shutil.copytree(ROOT / kind / NAME, self.course / kind / NAME)
        shutil.copy(ROOT / "nbgrader_config.py", self.course)
        do("chown", "-R", f"{mark}-carol:", self.course)
        self.course.chmod(0o700)
        do("install", "-d", "-m", "0755", "-o", f"{mark}-carol", self.exchange / THIS["course_id"])
        self._settings = {
            "TENMISTAKES_COURSE": str(self.course),
            "TENMISTAKES_EXCHANGE": str(self.exchange),
            "TENMISTAKES_INSTRUCTORS": groups[0],
            "TENMISTAKES_LEARNERS": groups[1],
        }
        self.hub = self._open()

    def _open(self, **settings: str) -> Hub:
        hub = Hub(self.environment, self._configuration, self._state, self._settings | settings)
        self._stack.callback(hub.close)
        people = [Person(name, password, hub) for name, password in self._passwords.items()]
        for person in people:
            self._stack.callback(person.close)
        self.carol, self.ada, self.ben = people
        self.people = dict(zip(PEOPLE, people, strict=True))
        return hub

    def open_again(self, **settings: str) -> None:
        """Stop the hub, and start it with other settings."""
        self.hub.close()
        self.hub = self._open(**settings)

    def home(self, person: Person) -> Path:
        return self.homes / person.name

    def work(self, person: Person) -> Path:
        """Where a learner's notebooks are."""
        return self.home(person) / "ten-mistakes"


def _wheel(folder: Path) -> Path:
    code = "import sys; from hatchling.builders.wheel import WheelBuilder; "
    code += "print(*WheelBuilder(sys.argv[1]).build(directory=sys.argv[2], versions=['standard']))"
    do(sys.executable, "-P", "-c", code, ROOT, folder, cwd=folder.parent)
    [wheel] = folder.glob("*.whl")
    return wheel


@pytest.fixture(scope="module")
def a_class() -> Iterator[Class]:
    with ExitStack() as stack:
        yield Class(stack)


@pytest.fixture(scope="module")
def signed_in(a_class: Class) -> Class:
    """Everybody signed in, with their server running."""

    def come(person: Person) -> None:
        assert person.sign_in().ok
        person.start()
        assert person.get(person.own("lab")).ok

    with ThreadPoolExecutor() as pool:  # as at the beginning of a lesson
        list(pool.map(come, a_class.people.values()))
    return a_class


def test_a_wrong_password_and_an_account_of_another_group_stay_outside(a_class: Class):
    with closing(Person(a_class.ada.name, "guessed", a_class.hub)) as guessing:
        assert guessing.sign_in().status_code == 403
    eve = a_class.ada.name.replace("ada", "eve")
    with (
        machine.group(f"{eve}s") as others,
        machine.account(eve, others, a_class.homes) as password,
        closing(Person(eve, password, a_class.hub)) as stranger,
    ):
        assert stranger.sign_in().status_code == 403


def test_a_learner_finds_the_start_page_and_lessons_and_no_exercise_yet(signed_in: Class):
    ada, work = signed_in.ada, signed_in.work(signed_in.ada)
    assert ada.get(ada.own("")).url.endswith("/lab/tree/lessons/00-start-here.ipynb")
    assert {path.name for path in (work / "lessons").iterdir()} == {
        path.name for path in (ROOT / "lessons").glob("*.ipynb")
    }
    assert not list((work / "exercises").iterdir())
    assert (work / "lessons").owner() == ada.name


def test_learners_have_no_formgrader_and_the_instructor_has_it_as_a_page_of_its_own(signed_in: Class):
    carol, ada, ben = signed_in.carol, signed_in.ada, signed_in.ben
    for learner in (ada, ben):
        assert learner.get(learner.own("formgrader")).status_code == 404
        assert "formgrader" not in learner.get("/hub/home").text.lower()
        assert "@jupyter/nbgrader" not in _disabled(learner)  # the list, with Fetch and Submit
        assert _disabled(learner) >= {
            "@jupyter/nbgrader:formgrader",
            "@jupyter/nbgrader:create-assignment",
            "@jupyter/nbgrader:course-list",
        }
    assert 'href="/hub/user-redirect/formgrader"' in carol.get("/hub/home").text
    page = carol.get("/hub/user-redirect/formgrader")
    assert page.url == f"{signed_in.hub.address}{carol.own('formgrader/manage_assignments')}"
    assert "Manage Assignments" in page.text
    listed = carol.get(carol.own("formgrader/api/assignments")).json()
    assert [one["name"] for one in listed] == [NAME]
    assert "@jupyter/nbgrader:formgrader" in _disabled(carol)  # in a frame it would be blank
    assert "@jupyter/nbgrader:create-assignment" not in _disabled(carol)


def _disabled(person: Person) -> set[str]:
    """What JupyterLab leaves out for somebody."""
    page = person.get(person.own("lab")).text
    settings = re.search(
        r'<script id="jupyter-config-data" type="application/json">(.*?)</script>', page, re.S
    )
    return set(json.loads(unescape(settings[1]))["disabledExtensions"])


def test_nobody_reaches_what_is_not_theirs(signed_in: Class):
    carol, ada, ben = signed_in.carol, signed_in.ada, signed_in.ben
    for visitor, host in ((ada, carol), (ada, ben), (carol, ada)):
        for page in ("lab", "api/contents", *(["formgrader"] if host is carol else [])):
            assert visitor.get(host.own(page)).status_code == 403, (visitor.name, host.name, page)
    for place in (signed_in.home(ben), signed_in.course, signed_in.place / "state"):
        assert "Permission denied" in ada.run(f"!ls {place}")
    secret = signed_in.place / "state" / "jupyterhub_cookie_secret"
    assert mode(secret) == "-rw-------"


def test_from_release_to_feedback(signed_in: Class):
    carol, learners = signed_in.carol, {"ada": signed_in.ada, "ben": signed_in.ben}
    carol.command("nbgrader", "release_assignment", NAME)

    def fetch_answer_and_hand_in(name: str) -> None:
        learner = learners[name]
        [listed] = _listed(learner)
        assert (listed["assignment_id"], listed["status"]) == (NAME, "released")
        [listed] = learner.press("assignments/fetch", **THIS)["value"]
        assert (listed["status"], listed["path"]) == ("fetched", EXERCISE)
        assert json.loads(learner.run(_ANSWER.format(answers=ANSWERS[name]), EXERCISE)) == []
        _, handed_in = learner.press("assignments/submit", **THIS)["value"]
        assert (handed_in["status"], len(handed_in["submissions"])) == ("submitted", 1)

    with ThreadPoolExecutor() as pool:
        list(pool.map(fetch_answer_and_hand_in, learners))

    inbound = signed_in.exchange / "ten-mistakes" / "inbound"
    assert mode(inbound) == "drwx-ws-wx"
    assert "Permission denied" in signed_in.ada.run(f"!ls {inbound}")

    carol.command("nbgrader", "collect", NAME)
    carol.command("tenmistakes", "grade", NAME)
    classroom = Classroom(signed_in.course)
    points = {
        student: sum(mark.auto or 0 for mark in marks.values())
        for student, marks in classroom.marks().items()
    }
    assert points == {learners[name].name: POINTS[name] for name in learners}

    carol.command("tenmistakes", "feedback", NAME)
    carol.command("nbgrader", "release_feedback", NAME)
    for name, learner in learners.items():
        _, handed_in = learner.press("assignments/fetch_feedback", **THIS)["value"]
        [submission] = handed_in["submissions"]
        fetched = list(signed_in.work(learner).rglob("*.html"))
        assert [path.parent.relative_to(signed_in.work(learner)).as_posix() for path in fetched] == [
            submission["local_feedback_path"]
        ]
        page = fetched[0].read_text(encoding="utf-8")
        assert learner.name in page
        assert f"<strong>{POINTS[name]:g}</strong> of" in page
        assert not any(other.name in page for other in learners.values() if other is not learner)
    released = signed_in.exchange / "ten-mistakes" / "feedback"
    assert len(list(released.iterdir())) == 2
    assert "Permission denied" in signed_in.ada.run(f"!ls {released}")


_ANSWER = """
import json
from tenmistakes.answers.session import open_session
from tenmistakes.questions import load, revision

session, mistake = open_session("exercise", "no-crisis-plan"), load("no-crisis-plan")
for name, value in {answers!r}.items():
    question = mistake.questions[name]
    session.save(mistake.full_id(question), value, revision(question))
print(json.dumps(list(session.problems)))
"""
"""What the questions' widgets do when somebody answers."""


def _listed(person: Person) -> list[dict[str, object]]:
    """nbgrader's assignment list, as JupyterLab asks for it."""
    assert person.get(person.own("nbgrader_version?version=0.9.6")).json() == {"success": True}
    assert person.get(person.own("courses")).json()["value"] == ["ten-mistakes"]
    return person.get(person.own("assignments?course_id=ten-mistakes")).json()["value"]


def test_what_cannot_be_done_is_said_in_a_sentence(signed_in: Class):
    ada = signed_in.ada
    again = ada.press("assignments/fetch", **THIS)
    assert again == {
        "success": False,
        "value": f"You already have a copy of the assignment in this directory: {NAME}",
    }
    strange = ada.press("assignments/submit", course_id="ten-mistakes", assignment_id="no-such")
    assert not strange["success"]
    assert re.fullmatch(r"Assignment not found at: \S+", strange["value"])
    validated = ada.press("assignments/validate", path=f"{EXERCISE}/{NAME}.ipynb")
    assert validated["success"]


def test_a_server_that_nobody_uses_is_ended_and_the_work_is_there_afterwards(signed_in: Class):
    answers = signed_in.work(signed_in.ada) / EXERCISE / f"{NAME}.answers.json"
    before = answers.read_bytes()
    signed_in.open_again(TENMISTAKES_IDLE_SECONDS="1")
    assert signed_in.ada.sign_in().ok
    signed_in.ada.hub_api("POST", "server")
    machine.wait_until_idle(signed_in.ada)
    assert f"Culling server {signed_in.ada.name}" in signed_in.hub.log
    assert answers.read_bytes() == before
