"""``nbgrader export`` for a class: one query instead of several for each learner, and no zero that is none.

    nbgrader export --exporter tenmistakes.grading.export.CanvasExport --to canvas.csv

and the same with ``MoodleExport`` and ``BlackboardExport``; with ``--CanvasExport.roster=FILE`` into the file
that the platform has exported. ``CsvExport`` has the columns of nbgrader's own export, and ``state`` besides.
Where nothing was handed in, or nothing that could be graded, there is no score: an empty cell is not 0.
"""

from pathlib import Path

from nbgrader.api import Gradebook
from nbgrader.plugins import ExportPlugin
from traitlets import Bool, Unicode

from tenmistakes.grading.marks import reading
from tenmistakes.grading.marks import roster as rosters
from tenmistakes.grading.marks.filling import Choices
from tenmistakes.grading.marks.layouts import BLACKBOARD, CANVAS, MOODLE, Layout
from tenmistakes.grading.marks.making import Order, make


class _Export(ExportPlugin):
    layout: Layout | None = None
    usual = "grades.csv"

    missing_as_zero = Bool(False, help="whether who handed in nothing that can be graded has 0").tag(
        config=True
    )
    reviewed_only = Bool(False, help="whether to leave out what a person has still to read").tag(config=True)

    def export(self, gradebook: Gradebook) -> None:
        """Write the file; it appears when it is whole, and replaces an older one."""
        target = Path(self.to or self.usual)
        self.log.info("Exporting grades to %s", target)
        connection = gradebook.db.connection()
        names = [str(name) for name in self.assignment]
        order = Order(
            target,
            [one for one in reading.assignments(connection) if not names or one.name in names],
            self.layout,
            self._roster(),
            Choices(self.missing_as_zero, self.reviewed_only),
            only=[str(name) for name in self.student],
        )
        if order.roster and order.roster.path.resolve() == target.resolve():
            raise SystemExit(f"{target} is the file to be filled in; name another for the marks, with --to.")
        try:
            account = make(connection, order, self._is_handed_in)
        except OSError as error:  # a sentence, where nbgrader would show a traceback
            raise SystemExit(f"{target} cannot be written ({error.strerror}).") from error
        for sentence in account.sentences():
            self.log.warning(sentence)

    def _roster(self) -> rosters.Roster | None:
        return None

    def _is_handed_in(self, student: str, assignment: str) -> bool:
        course = self.parent.coursedir
        return Path(course.format_path(course.submitted_directory, student, assignment)).is_dir()


class CsvExport(_Export):
    """Scores as CSV (UTF-8, quoted where need be), a row for each learner and assignment."""


class _PlatformExport(_Export):
    roster = Unicode("", help="the gradebook file that the platform has exported, to be filled in").tag(
        config=True
    )

    def _roster(self) -> rosters.Roster | None:
        try:
            return rosters.read(Path(self.roster), self.layout) if self.roster else None
        except rosters.Unfit as error:
            raise SystemExit(str(error)) from error


class CanvasExport(_PlatformExport):
    """A column for each assignment, for the import of Canvas."""

    layout, usual = CANVAS, "canvas.csv"


class MoodleExport(_PlatformExport):
    """A column for each assignment, for the import of Moodle."""

    layout, usual = MOODLE, "moodle.csv"


class BlackboardExport(_PlatformExport):
    """A column for each assignment, for the import of Blackboard."""

    layout, usual = BLACKBOARD, "blackboard.txt"
