"""A course in a folder of its own, what honest learners hand in to it, and a look into its gradebook.

The gradebook is read as plain SQL: what nbgrader's tables say is what formgrader shows, whoever wrote them.
"""

import atexit
import json
import shutil
import sqlite3
import tempfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from typing import Any

from tenmistakes import content
from tenmistakes.answers.schema import Entry
from tenmistakes.grading.exercise import load_exercise
from tenmistakes.grading.gradebook import Gradebook
from tenmistakes.grading.run import Done, run
from tenmistakes.grading.settings import Settings, find

from . import making
from .making import NAME, POSSIBLE, QUESTIONS, RIGHT, TEXT, named

__all__ = ["NAME", "POSSIBLE", "QUESTIONS", "RIGHT", "TEXT"]

NOTEBOOK = f"{NAME}.ipynb"
SIDECAR = f"{NAME}.answers.json"
HANDED_IN = "2026-02-01 10:00:00 UTC"

MIXED: Mapping[str, Any] = RIGHT | {
    "saturday-night-wickerby": "sleep-on-it",
    "friday-at-five": ["one-text", "director-first"],
    "day-after": "failed",
}
MIXED_POINTS = POSSIBLE - 3 - 1 - 2


def notebook(answers: Mapping[str, Any] | Iterable[Entry] = (), text: str | None = None) -> dict[str, Any]:
    """The exercise as JupyterLab saves it after every cell was run."""
    made = making.notebook(answers, text)
    for count, cell in enumerate((c for c in made["cells"] if c["cell_type"] == "code"), start=1):
        cell["execution_count"] = count
    named(made, "ask-day-after")["outputs"] = [
        {"output_type": "display_data", "metadata": {}, "data": {"text/plain": "Question 7: the day after"}}
    ]
    return made


def place_of(made: Mapping[str, Any], grade_id: str) -> int:
    """Where the cell with this grade id stands."""
    return made["cells"].index(named(made, grade_id))


def saved(made: object) -> bytes:
    """A notebook as a file."""
    return (json.dumps(made, indent=1, ensure_ascii=False) + "\n").encode("utf-8", "surrogatepass")


@dataclass(frozen=True)
class Mark:
    """What the gradebook says of one item of one learner."""

    auto: float | None
    manual: float | None
    needs_manual: bool
    auto_comment: str | None
    manual_comment: str | None


@dataclass(frozen=True)
class Classroom:
    """An nbgrader course and its learners."""

    root: Path

    @cached_property
    def settings(self) -> Settings:
        return find(self.root)

    @property
    def database(self) -> Path:
        return self.root / "grading" / "gradebook.db"

    def folder(self, student: str) -> Path:
        """The folder of a learner's hand-in, made if need be."""
        folder = self.settings.submitted(student, NAME)
        folder.mkdir(parents=True, exist_ok=True)
        return folder

    def hand_in(
        self, student: str, made: Mapping[str, Any] | bytes, answers: bytes = b"", when: str = HANDED_IN
    ) -> Path:
        """Lay a hand-in down as nbgrader's collecting does, in place of an earlier one; its folder."""
        folder = self.folder(student)
        for path in folder.iterdir():
            path.unlink()
        (folder / NOTEBOOK).write_bytes(made if isinstance(made, bytes) else saved(made))
        if answers:
            (folder / SIDECAR).write_bytes(answers)
        (folder / "timestamp.txt").write_text(when)
        return folder

    def grade(self, students: Sequence[str] | None = None, force: bool = False) -> dict[str, Done]:
        """Grade; how each submission stands, in the order in which they came."""
        return {done.student: done for done in run(self.settings, NAME, students, force)}

    def graded_notebook(self, student: str) -> Path:
        return self.settings.autograded(student, NAME) / NOTEBOOK

    def marks(self) -> dict[str, dict[str, Mark]]:
        """Learner -> grade id -> mark, for every row there is."""
        found: dict[str, dict[str, Mark]] = {}
        for student, cell, auto, manual, needs, auto_comment, manual_comment in self.ask(_MARKS):
            found.setdefault(student, {})[cell] = Mark(
                auto, manual, bool(needs), auto_comment, manual_comment
            )
        return found

    def ask(self, question: str, *values: object) -> list[tuple[Any, ...]]:
        """Rows of the gradebook."""
        connection = sqlite3.connect(self.database)
        try:
            return connection.execute(question, values).fetchall()
        finally:
            connection.close()

    def tell(self, statement: str, *values: object) -> None:
        """Change the gradebook as formgrader would."""
        connection = sqlite3.connect(self.database)
        try:
            with connection:
                connection.execute(statement, values)
        finally:
            connection.close()

    def contents(self) -> dict[str, list[tuple[Any, ...]]]:
        """Every row of nbgrader's tables, in an order of its own: equal for equal gradebooks."""
        tables = ["course", "assignment", "notebook", "base_cell", "grade_cells", "student"]
        tables += ["submitted_assignment", "submitted_notebook", "grade", "comment"]
        return {table: sorted(self.ask(f"SELECT * FROM {table}"), key=repr) for table in tables}


# A cell that is written in and graded is two cells for nbgrader: one has the score, the other the comment.
_MARKS = """
SELECT submitted_assignment.student_id, base_cell.name, grade.auto_score, grade.manual_score,
       grade.needs_manual_grade, comment.auto_comment, comment.manual_comment
FROM grade
JOIN base_cell ON base_cell.id = grade.cell_id
JOIN submitted_notebook ON submitted_notebook.id = grade.notebook_id
JOIN submitted_assignment ON submitted_assignment.id = submitted_notebook.assignment_id
LEFT JOIN (comment JOIN base_cell AS told ON told.id = comment.cell_id)
       ON comment.notebook_id = grade.notebook_id AND told.name = base_cell.name
"""


def open_classroom(root: Path, template: Classroom | None = None) -> Classroom:
    """A course in ``root``: a copy of ``template``, or a new one in which nobody has handed in anything."""
    shutil.copytree(template.root if template else _new(), root)
    return Classroom(root)


@cache
def _new() -> Path:
    """A course with the gradebook that nbgrader makes for it, which takes seconds: once is enough."""
    root = Path(tempfile.mkdtemp(prefix="tenmistakes-classroom-"))
    atexit.register(shutil.rmtree, root, ignore_errors=True)
    for kind in ("solutions", "exercises"):
        (root / kind / NAME).mkdir(parents=True)
        shutil.copy(content.home() / kind / NAME / NOTEBOOK, root / kind / NAME)
    shutil.copy(content.home() / "nbgrader_config.py", root)
    settings = Classroom(root).settings
    with Gradebook(settings) as gradebook:
        gradebook.register(load_exercise(NAME, settings.release(NAME)))
    return root
