"""Grading on a cluster: the same gradebook as without one, whoever dies in the middle of it."""

import itertools
import json
import os
import signal
import socket
import ssl
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import Future
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import psutil
import pytest
from distributed import KilledWorker

from tenmistakes.grading.cluster import Cluster
from tenmistakes.grading.faults import Fault
from tenmistakes.grading.handed_in import HandIn

from ..grading.classroom import NAME, RIGHT, TEXT, Classroom, notebook, open_classroom
from ..grading.papers import exercise
from ..grading.test_faults import a_class, whole
from . import machines
from .machines import Authority, Papers

pytestmark = pytest.mark.skipif(os.name == "nt", reason="It ends processes by POSIX signals.")

LEARNERS = 120
SLOW = "0.02"
"""Seconds a submission takes: so many that a run is in the middle of its work when it is disturbed."""
DEADLY = f"learner-{LEARNERS - 1:03}"


@dataclass(frozen=True)
class Site:
    """Where a scheduler is to listen, and who has papers for it."""

    folder: Path
    port: int
    authority: Authority
    instructor: Papers
    scheduler: Papers
    worker: Papers

    @property
    def address(self) -> str:
        return f"tls://127.0.0.1:{self.port}"

    def words(self, papers: Papers | None = None) -> list[str]:
        """The options that have the instructor grade on the cluster, or somebody else."""
        papers = papers or self.instructor
        return ["--cluster", self.address, *papers.words("--tls-ca", "--tls-cert", "--tls-key")]


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Site:
    folder = tmp_path_factory.mktemp("site")
    authority = Authority(folder / "authority")
    papers = (authority.papers(name) for name in ("instructor", "scheduler", "worker"))
    return Site(folder, machines.free_port(), authority, *papers)


@dataclass(frozen=True)
class Undisturbed:
    """A class that has not been graded, and what comes of it without any cluster."""

    classroom: Classroom
    whole: dict[str, Any]


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory: pytest.TempPathFactory) -> Undisturbed:
    home = tmp_path_factory.mktemp("class")
    classroom = open_classroom(home / "course")
    a_class(classroom, LEARNERS, right=5)
    classroom.hand_in("broken", b"{")
    graded = open_classroom(home / "graded", classroom)
    graded.grade()
    return Undisturbed(classroom, whole(graded))


def grade(
    classroom: Classroom, *words: str, code: str = "", apart: bool = False
) -> "subprocess.Popen[bytes]":
    """The command itself; what it writes comes at once. ``apart``, it has a group of processes of its own."""
    program = ["-c", code] if code else ["-m", "tenmistakes"]
    return subprocess.Popen(
        [sys.executable, "-u", *program, "grade", NAME, "--json", *words],
        cwd=classroom.root,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        bufsize=0,  # or what is read ahead with a line would be lost to communicate()
        start_new_session=apart,
    )


def wait_for(process: "subprocess.Popen[bytes]", submissions: int) -> list[str]:
    """Wait until it has graded so many; what it has said."""
    lines: list[str] = []
    while sum('{"student"' in line for line in lines) < submissions:
        lines.append(process.stdout.readline().decode())
        assert lines[-1], process.stderr.read().decode()
    return lines


def finish(process: "subprocess.Popen[bytes]", code: int, begun: list[str] | None = None) -> dict[str, Any]:
    """Wait for its end, which is no traceback; the whole of its report."""
    said, told = (data.decode() for data in process.communicate(timeout=machines.PATIENCE))
    assert process.returncode == code, told + said
    assert "Traceback" not in told
    return json.loads("".join([*(begun or []), said]))


def submissions(report: dict[str, Any]) -> list[dict[str, Any]]:
    """How each submission stands."""
    return report["exercises"][0]["submissions"]


def graded_so_far(classroom: Classroom) -> int:
    return classroom.ask("SELECT COUNT(*) FROM tenmistakes_submission")[0][0]


def test_workers_on_this_machine_make_the_same_gradebook(undisturbed: Undisturbed, tmp_path: Path):
    """A new class; then other hand-ins after a person gave points, among what has not changed."""
    course = open_classroom(tmp_path / "course", undisturbed.classroom)
    assert len(submissions(finish(grade(course, "--cluster", "2"), 1))) == LEARNERS + 1
    assert whole(course) == undisturbed.whole
    course.tell("UPDATE grade SET manual_score = 2, needs_manual_grade = 0 WHERE needs_manual_grade")
    for number in range(1, LEARNERS, 3):
        course.hand_in(f"learner-{number:03}", notebook(RIGHT, TEXT + "!"), when="2026-02-03 10:00:00 UTC")
    twin = open_classroom(tmp_path / "twin", course)
    twin.grade()
    fresh = [one for one in submissions(finish(grade(course, "--cluster", "2"), 1)) if one["fresh"]]
    assert len(fresh) == LEARNERS // 3
    assert {flag["name"] for one in fresh for flag in one["flags"]} == {"manual-kept"}
    assert whole(course) == whole(twin)


@pytest.fixture(scope="module")
def workers(site: Site) -> Iterator[psutil.Popen]:
    """Two slow workers on a scheduler."""
    with (
        machines.scheduler(site.port, site.scheduler, site.folder),
        machines.workers(site.port, site.worker, site.folder, TROUBLE_SECONDS=SLOW) as started,
    ):
        yield started


def test_a_worker_dies(site: Site, workers: psutil.Popen, undisturbed: Undisturbed, tmp_path: Path):
    course = open_classroom(tmp_path / "course", undisturbed.classroom)
    process = grade(course, *site.words())
    lines = wait_for(process, 5)
    machines.computing(workers)[0].kill()
    finish(process, 1, lines)
    assert whole(course) == undisturbed.whole


def test_the_one_who_grades_dies(site: Site, workers: psutil.Popen, undisturbed: Undisturbed, tmp_path: Path):
    course = open_classroom(tmp_path / "course", undisturbed.classroom)
    process = grade(course, *site.words())
    wait_for(process, 5)
    process.kill()
    process.communicate()
    stood = graded_so_far(course)
    assert 5 <= stood < LEARNERS
    again = finish(grade(course, *site.words()), 1)
    assert sum(not one["fresh"] for one in submissions(again)) == stood
    assert whole(course) == undisturbed.whole
    assert workers.is_running()


def test_the_scheduler_dies_and_later_one_submission_kills_its_workers(
    site: Site, undisturbed: Undisturbed, tmp_path: Path
):
    course = open_classroom(tmp_path / "course", undisturbed.classroom)
    site = replace(site, port=machines.free_port())
    with (
        machines.scheduler(site.port, site.scheduler, site.folder) as scheduler,
        machines.workers(site.port, site.worker, site.folder, TROUBLE_SECONDS=SLOW) as workers,
    ):
        process = grade(course, *site.words())
        lines = wait_for(process, 5)
        scheduler.kill()
        assert finish(process, 2, lines)["stopped"] == (
            "The connection to the scheduler is lost. What was graded stands; the same command goes on from "
            "there."
        )
        assert 5 <= graded_so_far(course) < LEARNERS
        workers.wait(machines.PATIENCE)
    assert DEADLY not in course.marks()
    with (
        machines.scheduler(site.port, site.scheduler, site.folder),
        machines.workers(site.port, site.worker, site.folder, TROUBLE_STUDENT=DEADLY),
    ):
        found = submissions(finish(grade(course, *site.words()), 1))
    assert len(found) == LEARNERS + 1
    [lost] = [one for one in found if one["state"] == "grader error"]
    assert lost["student"] == DEADLY
    assert lost["sentence"].startswith("Every worker that took it in hand died")
    finish(grade(course), 1)
    assert whole(course) == undisturbed.whole


class Deadly(Future):
    """What comes of a parcel that ends its workers, as dask tells it."""

    def __init__(self, number: int) -> None:
        super().__init__()
        self.key = str(number)
        self.set_exception(KilledWorker(self.key, None, 1))

    def release(self) -> None:
        """Nothing is held."""


class Graveyard:
    """A scheduler, one of whose workers is there at a time, and dies of whatever it is given."""

    def __init__(self) -> None:
        self._keys = itertools.count()

    def submit(self, *_: object, pure: bool) -> Deadly:
        """Give it to a worker."""
        return Deadly(next(self._keys))

    def nthreads(self) -> dict[str, int]:
        """Who is there."""
        return {"somebody": 1}


def test_submissions_that_end_workers_do_not_pile_up():
    pool, wanted = Cluster(Graveyard()), exercise()
    names = [f"learner-{number}" for number in range(500)]
    lost = [found for name in names for found in pool.offer(HandIn(name, b"{}"), wanted)]
    assert len(lost) > 400
    lost += pool.rest()
    assert sorted(student for student, _ in lost) == sorted(names)
    assert all(isinstance(finding, Fault) for _, finding in lost)


def test_workers_on_this_machine_end_with_the_one_who_grades_and_the_next_run_tidies_up(
    undisturbed: Undisturbed, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    course = open_classroom(tmp_path / "course", undisturbed.classroom)
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    process = grade(course, "--cluster", "1")
    wait_for(process, 1)
    started = psutil.Process(process.pid).children(recursive=True)
    assert started
    process.kill()
    process.communicate()
    psutil.wait_procs(started, machines.PATIENCE)
    assert not any(each.is_running() for each in started)
    assert list(tmp_path.glob("tenmistakes-cluster-*"))
    others = [tmp_path / f"tenmistakes-cluster-{whose}-x" for whose in (os.getpid(), "9" * 40, "notes")]
    for other in others:
        other.mkdir()
    finish(grade(course, "--cluster", "1"), 1)
    assert sorted(tmp_path.glob("tenmistakes-cluster-*")) == sorted(others)


def test_ctrl_c_while_workers_start(undisturbed: Undisturbed, tmp_path: Path):
    """A terminal sends it to the workers as well."""
    course = open_classroom(tmp_path / "course", undisturbed.classroom)
    process = grade(course, "--cluster", "2", apart=True)
    machines.wait_until(lambda: bool(machines.computing(psutil.Process(process.pid))))
    os.killpg(process.pid, signal.SIGINT)
    finish(process, 130)


def test_another_version_of_the_course_is_refused(
    site: Site, workers: psutil.Popen, undisturbed: Undisturbed, tmp_path: Path
):
    course = open_classroom(tmp_path / "course", undisturbed.classroom)
    another = (
        "from tenmistakes import cli; from tenmistakes.grading import exercise;"
        " exercise._DECIDES = exercise._DECIDES[1:]; raise SystemExit(cli.main())"
    )
    stopped = finish(grade(course, *site.words(), code=another), 2)["stopped"]
    assert "has another version of the course" in stopped
    assert course.marks() == {}


def test_without_a_certificate_nobody_gets_in(site: Site, workers: psutil.Popen):
    nobody = ssl.create_default_context(cafile=site.instructor.authority)
    nobody.check_hostname = False
    with (
        socket.create_connection(("127.0.0.1", site.port), machines.PATIENCE) as plain,
        nobody.wrap_socket(plain) as safe,
        pytest.raises(ssl.SSLError, match=r"(?i)certificate.required"),
    ):
        safe.recv(1)
