"""A copy of the course as an nbgrader course, and a term of submissions graded by nbgrader itself."""

import os
import shutil
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import nbformat
import pytest
from nbgrader.api import Gradebook, MissingEntry

from tenmistakes import content
from tenmistakes.answers import embedding
from tenmistakes.answers.schema import Entry
from tenmistakes.answers.store import Store
from tenmistakes.questions import Mistake, Question, check, load
from tenmistakes.questions.exemplars import answer_of
from tenmistakes.questions.kinds import Exemplar, Written

SLUG = "no-crisis-plan"
NAME = "08-no-crisis-plan"
IDENTITY = f"exercise/{SLUG}"


def clean_environment(home: Path, **extra: str) -> dict[str, str]:
    """This process's environment with an empty home, and this Python's commands in reach (alembic is one)."""
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("JPY_", "JUPYTER_", "NBGRADER_"))}
    path = os.pathsep.join([str(Path(sys.executable).parent), kept.get("PATH", "")])
    return kept | {"HOME": str(home), "PATH": path, "JUPYTER_CONFIG_DIR": str(home / "config")} | extra


@dataclass
class Course:
    """An nbgrader course in a folder of its own."""

    root: Path
    environment: dict[str, str]
    name: str = NAME

    def run(self, *arguments: str, folder: Path | None = None) -> subprocess.CompletedProcess[str]:
        """Run ``nbgrader …`` in the course's folder."""
        return subprocess.run(
            [sys.executable, "-m", "nbgrader", *arguments],
            cwd=folder or self.root,
            env=self.environment,
            capture_output=True,
            text=True,
            encoding="utf-8",
            check=False,
        )

    def notebook(self, kind: str) -> Path:
        """The exercise's notebook under ``solutions`` or ``exercises``."""
        return self.root / kind / NAME / f"{NAME}.ipynb"

    def submission(self, student: str, source: str = "exercises") -> Path:
        """Hand in a copy of the notebook for a student; its path."""
        target = self.root / "grading" / "submitted" / student / NAME / f"{NAME}.ipynb"
        target.parent.mkdir(parents=True)
        shutil.copy(self.notebook(source), target)
        return target

    @staticmethod
    def answer(notebook: Path, answers: Mapping[str, Any]) -> None:
        """Lay beside a notebook the answers file that the course's own store writes."""
        store = Store(notebook.with_suffix(".answers.json"), IDENTITY)
        for name, value in answers.items():
            store.save(f"{SLUG}/{name}", value, "")

    @staticmethod
    def embed(notebook: Path, answers: Mapping[str, Any]) -> None:
        """Write answers into the notebook, as its hand-in cell does when it is run."""
        entries = [
            Entry(f"{SLUG}/{name}", value, "2026-01-31T09:30:00.000Z", 1, "")
            for name, value in answers.items()
        ]
        content = nbformat.read(notebook, 4)
        cell = next(c for c in content.cells if c.metadata.get("tenmistakes", {}).get("role") == "hand-in")
        cell.source = embedding.write(entries)
        nbformat.write(content, notebook)

    @staticmethod
    def write(notebook: Path, text: str) -> None:
        """Fill in the written answer."""
        content = nbformat.read(notebook, 4)
        cell = next(c for c in content.cells if c.id.startswith("written-"))
        cell.source = text
        nbformat.write(content, notebook)

    def graded_notebook(self, student: str) -> nbformat.NotebookNode:
        """What autograde made of a submission."""
        return nbformat.read(self.root / "grading" / "autograded" / student / NAME / f"{NAME}.ipynb", 4)

    def scores(self, student: str) -> dict[str, tuple[float | None, float, bool]]:
        """Question -> automatic score, points possible, whether a person must look."""
        with Gradebook(f"sqlite:///{self.root}/grading/gradebook.db", "ten-mistakes") as gradebook:
            try:
                submission = gradebook.find_submission_notebook(NAME, NAME, student)
            except MissingEntry:
                return {}
            return {
                grade.name.partition("-")[2]: (grade.auto_score, grade.max_score, grade.needs_manual_grade)
                for grade in submission.grades
            }

    def messages(self, student: str) -> dict[str, str]:
        """Question -> what it and its grading cell show, as text; the verdict comes last."""
        said: dict[str, str] = {}
        for cell in self.graded_notebook(student).cells:
            kind, _, name = cell.metadata.get("nbgrader", {}).get("grade_id", "").partition("-")
            if kind in ("ask", "score"):
                texts = [o.data["text/plain"] for o in cell.outputs if o.output_type == "display_data"]
                said[name] = "\n".join(filter(None, [said.get(name), *texts]))
        return said

    def verdicts(self, student: str) -> dict[str, str]:
        """Question -> the last line of what it and its grading cell show: outcome, points, message."""
        return {name: said.split("\n")[-1] for name, said in self.messages(student).items()}


@pytest.fixture(scope="session")
def mistake() -> Mistake:
    return load(SLUG)


@pytest.fixture(scope="session")
def graded(mistake: Mistake) -> list[Question]:
    """The automatically graded questions, in order."""
    return [q for q in mistake.questions.values() if q.points and not isinstance(q, Written)]


@pytest.fixture(scope="session")
def right(mistake: Mistake, graded: list[Question]) -> dict[str, Any]:
    """A right answer to each graded question, from its exemplars."""
    return {q.id: next(answer_of(e, q, mistake) for e in q.exemplars if e.outcome == "right") for q in graded}


@pytest.fixture(scope="session")
def wrong(mistake: Mistake, graded: list[Question]) -> dict[str, Any]:
    """To each graded question the exemplary answer that earns least; none of them is right."""
    worst = {}
    for question in graded:
        tried = [answer_of(e, question, mistake) for e in question.exemplars if e.outcome != "not-attempted"]
        worst[question.id] = min(tried, key=lambda answer: check(question, answer, mistake).points)
        assert check(question, worst[question.id], mistake).points < question.points
    return worst


ROUNDS = 9
Round = dict[str, Exemplar]
"""Question -> one of its exemplars."""


@pytest.fixture(scope="session")
def rounds(graded: list[Question]) -> list[Round]:
    """Rounds of exemplars, one of each question in each, so that every one comes up.

    Only of a question that has more than there are rounds some are passed over, evenly: each round is a run
    of a notebook. `test_score` scores every exemplar, without one.
    """
    return [
        {q.id: q.exemplars[n * max(len(q.exemplars), ROUNDS) // ROUNDS % len(q.exemplars)] for q in graded}
        for n in range(ROUNDS)
    ]


@pytest.fixture
def course(tmp_path: Path) -> Course:
    """The course as the repository has it, without a gradebook."""
    return lay_out(tmp_path / "course", clean_environment(tmp_path))


@pytest.fixture
def after_grading(tmp_path: Path) -> Path:
    """A copy of the package and its course that explains after grading; the folder to put on the path."""
    root = tmp_path / "installed"
    for folder in ("src", "course"):
        shutil.copytree(content.home() / folder, root / folder, ignore=shutil.ignore_patterns("__pycache__"))
    settings = root / "course" / "course.yaml"
    text = settings.read_text(encoding="utf-8")
    assert "explain: at-once" in text
    settings.write_text(text.replace("explain: at-once", "explain: after-grading"), encoding="utf-8")
    return root / "src"


@pytest.fixture(scope="session")
def term(
    tmp_path_factory: pytest.TempPathFactory,
    mistake: Mistake,
    graded: list[Question],
    rounds: list[Round],
    right: dict[str, Any],
    wrong: dict[str, Any],
) -> Course:
    """A term: everybody's submission, released, graded and given feedback by nbgrader, once for all tests.

    All the while a right answers file lies among the solutions, as if an instructor had tried the exercise
    there. It must neither be handed out nor stand in for a learner's.
    """
    home = tmp_path_factory.mktemp("term")
    course = lay_out(home / "course", clean_environment(home))
    course.answer(course.notebook("solutions"), right)
    done = course.run("generate_assignment", NAME, "--force")
    assert done.returncode == 0, done.stderr

    course.submission("solution", "solutions")
    course.submission("untouched")
    course.embed(course.submission("alone"), wrong | {graded[0].id: right[graded[0].id]})
    mistaken = course.submission("wrong")
    course.answer(mistaken, wrong)
    course.write(mistaken, "We have seen it. You hear from us at six.")
    for number, exemplars in enumerate(rounds):
        answers = {
            q.id: answer_of(exemplars[q.id], q, mistake)
            for q in graded
            if exemplars[q.id].outcome != "not-attempted"
        }
        course.answer(course.submission(f"round-{number:02d}"), answers)
    hostile = course.submission("hostile")
    course.answer(hostile, {q.id: {"no": ["such", 1e300, {"thing": None}]} for q in graded})
    (hostile.parent / "tenmistakes.py").write_text("raise SystemExit('imported from the submission')\n")

    for command in ("autograde", "generate_feedback"):
        done = course.run(command, NAME)
        assert done.returncode == 0, done.stderr
    return course


def lay_out(root: Path, environment: dict[str, str]) -> Course:
    root.mkdir()
    for folder in ("solutions", "exercises"):
        shutil.copytree(
            content.home() / folder, root / folder, ignore=shutil.ignore_patterns("*.answers.*", ".ipynb_*")
        )
    shutil.copy(content.home() / "nbgrader_config.py", root)
    return Course(root, environment)
