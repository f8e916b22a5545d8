"""What the gradebook files of learning platforms look like, as far as uploading marks needs it.

Canvas knows a learner by ID, then SIS User ID, then SIS Login ID, then name, and an assignment by the number
in brackets behind its title. A cell that is empty where Canvas has a score takes the score away, so what the
platform's own file says stays where there is nothing to put in. Its rows "Points Possible" and "Manual
Posting" are no learners.

Moodle lets the instructor choose the column by which it knows learners. It reads an empty cell of a new grade
item as 0, and a hyphen as no grade: where there are no marks there is a hyphen.

Blackboard knows a learner by Username and a column by the number behind the bar.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import Enum, auto

from tenmistakes.grading.marks.cells import number
from tenmistakes.grading.marks.reading import Assigned, Learner


class Role(Enum):
    """What a column says of a learner."""

    ID = auto()
    EMAIL = auto()
    FIRST = auto()
    LAST = auto()
    FULL = auto()
    """The name, the last name first and a comma behind it, or in the order in which it is spoken."""
    OTHER = auto()


@dataclass(frozen=True)
class Layout:
    """A platform's file. ``nothing`` stands where there are no marks."""

    name: str
    title: str
    columns: Mapping[str, Role]
    """The headers of columns about learners, in small letters."""
    needed: tuple[str, ...]
    """Headers of which one must be there."""
    usual: tuple[str, ...]
    """The columns about learners where no file of the platform's says which."""
    exported: str
    """How to get that file, in the platform's own words."""
    upload: str
    """How the platform finds learners when the file is uploaded."""
    assignment: re.Pattern[str]
    """The header of an assignment: its ``title``, and ``points`` where it has them."""
    encoding: str = "utf-8-sig"
    delimiter: str = ","
    suffix: str = ".csv"
    nothing: str = ""
    excused: str | None = None
    """What stands, in small letters, where somebody need not do an assignment."""

    def role(self, header: str) -> Role | None:
        """What the column says of learners; None if it is about something else."""
        return self.columns.get(header.casefold())

    def title_of(self, header: str) -> str:
        """The title that an instructor gave to an assignment."""
        found = self.assignment.fullmatch(header)
        return found["title"] if found else header

    def new_header(self, assignment: Assigned) -> str:
        """The header of a column that the platform does not have yet."""
        return assignment.name

    def rows_above(self, learner_columns: int, assignments: Sequence[Assigned]) -> list[list[str]]:
        """The rows between the header and the first learner, in a new file."""
        return []

    def is_of_learner(self, said: Mapping[str, str]) -> bool:
        """Whether a row, cells by header in small letters, is about a learner, not of the platform's."""
        return True

    def own_cell(self, said: Mapping[str, str], assignment: Assigned) -> str:
        """What a row of the platform's says about an assignment that is new to it."""
        return ""

    def points(self, header: str, column: Sequence[str]) -> str | None:
        """How many points the platform gives an assignment, as it writes that; None if it does not say.

        ``column`` is the assignment's cells in the rows that are about no learner.
        """
        return None


class _Canvas(Layout):
    _POINTS = "    Points Possible"  # with the spaces that Canvas writes

    def rows_above(self, learner_columns: int, assignments: Sequence[Assigned]) -> list[list[str]]:
        points = [number(assignment.possible) for assignment in assignments]
        return [[self._POINTS, *[""] * (learner_columns - 1), *points]]

    def is_of_learner(self, said: Mapping[str, str]) -> bool:
        if said.get("student") == "Student, Test" and not said.get("sis user id"):  # Canvas's own dummy
            return False
        return any(text and self.role(header) is Role.ID for header, text in said.items())

    def own_cell(self, said: Mapping[str, str], assignment: Assigned) -> str:
        is_points = self._POINTS.strip() in (said.get("student"), said.get("lastname"))
        return number(assignment.possible) if is_points else ""

    def points(self, header: str, column: Sequence[str]) -> str | None:
        return next((cell for cell in column if re.fullmatch(r"[\d.,]+", cell)), None)


class _Blackboard(Layout):
    def new_header(self, assignment: Assigned) -> str:
        return f"{assignment.name} [Total Pts: {number(assignment.possible)} Score]"

    def points(self, header: str, column: Sequence[str]) -> str | None:
        found = self.assignment.fullmatch(header)
        return found["points"] if found else None


CANVAS = _Canvas(
    "canvas",
    "Canvas",
    {
        "student": Role.FULL,
        "lastname": Role.LAST,
        "firstname": Role.FIRST,
        "id": Role.ID,
        "sis user id": Role.ID,
        "sis login id": Role.ID,
        "integration id": Role.ID,
        "root account": Role.OTHER,
        "section": Role.OTHER,
    },
    ("id", "sis user id", "sis login id"),
    ("Student", "ID", "SIS User ID", "SIS Login ID", "Section"),
    "Gradebook, Export, Export Entire Gradebook",
    "Canvas looks for each learner by ID, then by SIS User ID, then by SIS Login ID.",
    re.compile(r"(?P<title>.*\S) \(\d+\)", re.DOTALL),
    excused="ex",
)
MOODLE = Layout(
    "moodle",
    "Moodle",
    {
        "first name": Role.FIRST,
        "firstname": Role.FIRST,
        "last name": Role.LAST,
        "lastname": Role.LAST,
        "surname": Role.LAST,
        "full name": Role.FULL,
        "first name / last name": Role.FULL,
        "id number": Role.ID,
        "idnumber": Role.ID,
        "username": Role.ID,
        "email address": Role.EMAIL,
        "email": Role.EMAIL,
    },
    ("id number", "idnumber", "username", "email address", "email"),
    ("First name", "Last name", "ID number", "Username", "Email address"),
    "Grades, Export, Plain text file",
    "Moodle asks by which column it should know the learners: take one in which every cell is filled. It "
    "stops at the first learner whom it does not know.",
    re.compile(r"(?:[^:]+: )?(?P<title>.*?\S)(?: \(Real\))?", re.DOTALL),
    nothing="-",
)
BLACKBOARD = _Blackboard(
    "blackboard",
    "Blackboard",
    {
        "last name": Role.LAST,
        "first name": Role.FIRST,
        "username": Role.ID,
        "student id": Role.ID,
        "email": Role.EMAIL,
        "email address": Role.EMAIL,
    },
    ("username",),
    ("Last Name", "First Name", "Username", "Student ID"),
    "Grade Center, Work Offline, Download",
    "Blackboard looks for each learner by Username.",
    re.compile(
        r"(?P<title>.*\S) ?\[Total Pts: (?:up to )?(?P<points>[\d.,]*)[^\]]*\](?: ?\|\d+)?", re.DOTALL
    ),
    encoding="utf-16",
    delimiter="\t",
    suffix=".txt",
)
LAYOUTS = {layout.name: layout for layout in (CANVAS, MOODLE, BLACKBOARD)}


def about(learner: Learner, header: str) -> str:
    """What the gradebook can say of a learner in a column that a platform has."""
    said = {
        "student": f"{learner.last_name}, {learner.first_name}"
        if learner.last_name and learner.first_name
        else learner.full_name or learner.id,
        "id": learner.lms_user_id or (learner.id if learner.id.isdecimal() else ""),
        "sis user id": learner.id,
        "sis login id": learner.id,
        "id number": learner.lms_user_id or "",
        "student id": learner.lms_user_id or "",
        "username": learner.id,
        "first name": learner.first_name or "",
        "last name": learner.last_name or "",
        "email address": learner.email or "",
    }
    return said.get(header.casefold(), "")
