"""An exercise as the gradebook knows it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Self

from sqlalchemy import Connection, select

from tenmistakes.grading import tables as t
from tenmistakes.grading.database import Unusable
from tenmistakes.grading.exercise import Exercise


def check_course(stem: str, found: str, wanted: str) -> None:
    """Raise :class:`Unusable` if the gradebook has the exercise for another course than the one wanted."""
    if wanted and found != wanted:
        raise Unusable(
            f"The gradebook holds “{stem}” for the course “{found}”, and this is “{wanted}”. Look at "
            "CourseDirectory.db_url and course_id in nbgrader_config.py."
        )


@dataclass(frozen=True)
class Assignment:
    """nbgrader's assignment with its one notebook; cells by grade id."""

    id: str
    course: str
    due: datetime | None
    notebook_id: str
    graded: Mapping[str, str]
    """The row ids of cells with points."""
    points: Mapping[str, float]
    commented: Mapping[str, str]
    """The row ids of cells with room for a comment."""

    @classmethod
    def find(cls, connection: Connection, stem: str) -> Self | None:
        """Look it up; None if the gradebook has no such assignment with a notebook of the same name."""
        row = connection.execute(
            select(*t.assignment.c["id", "course_id", "duedate"], t.notebook.c.id.label("notebook_id"))
            .join(t.notebook, t.notebook.c.assignment_id == t.assignment.c.id)
            .where(t.assignment.c.name == stem, t.notebook.c.name == stem)
        ).one_or_none()
        if row is None:
            return None
        cells = connection.execute(
            select(*t.base_cell.c["id", "name", "type"], t.grade_cells.c.max_score)
            .outerjoin(t.grade_cells, t.grade_cells.c.id == t.base_cell.c.id)
            .where(t.base_cell.c.notebook_id == row.notebook_id)
        ).all()
        graded = [cell for cell in cells if cell.type == "GradeCell"]
        return cls(
            row.id,
            row.course_id,
            row.duedate,
            row.notebook_id,
            {cell.name: cell.id for cell in graded},
            {cell.name: cell.max_score for cell in graded},
            {cell.name: cell.id for cell in cells if cell.type == "SolutionCell"},
        )

    def fits(self, exercise: Exercise) -> bool:
        """Whether it has the exercise's items, with their points."""
        return all(
            self.points.get(item.cell) == item.points and (not item.written or item.cell in self.commented)
            for item in exercise.items
        )
