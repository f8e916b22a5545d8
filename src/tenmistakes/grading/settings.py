"""Where a class's work lies and how it is graded: what ``nbgrader_config.py`` says, read without nbgrader.

Importing nbgrader brings kernels and servers along and takes seconds; its configuration is traitlets' own.
"""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

LatePenalty = Callable[[str, float, float], float | None]
"""Student, score and seconds late -> points to take off, as a plugin of nbgrader's gives them."""


class Unset(Exception):
    """The configuration cannot be used; the message is a sentence for the instructor."""


@dataclass(frozen=True)
class Settings:
    """An nbgrader course. Folders are those of ``CourseDirectory``."""

    root: Path
    course_id: str
    db_url: str
    structure: str
    release_directory: str
    submitted_directory: str
    autograded_directory: str
    feedback_directory: str
    create_students: bool
    late_penalty: LatePenalty | None
    """None where lateness costs nothing, which is nbgrader's default."""

    def release(self, stem: str) -> Path:
        """The folder an exercise is handed out from."""
        return self._folder(self.release_directory, ".", stem)

    def submitted(self, student: str, stem: str) -> Path:
        """The folder of a learner's submission."""
        return self._folder(self.submitted_directory, student, stem)

    def autograded(self, student: str, stem: str) -> Path:
        """The folder of a graded notebook."""
        return self._folder(self.autograded_directory, student, stem)

    def feedback(self, student: str, stem: str) -> Path:
        """The folder of a learner's feedback."""
        return self._folder(self.feedback_directory, student, stem)

    def _folder(self, step: str, student: str, stem: str) -> Path:
        return self.root / self.structure.format(nbgrader_step=step, student_id=student, assignment_id=stem)


def find(root: Path) -> Settings:
    """The settings of the course in ``root``, as ``nbgrader`` started there would have them."""
    raise NotImplementedError
