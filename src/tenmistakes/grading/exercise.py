"""The exercise to be graded: its release notebook, its questions, and which cell belongs to which."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from tenmistakes import content, showing
from tenmistakes.grading.handed_in import identity
from tenmistakes.questions import Mistake, Question, load
from tenmistakes.questions.kinds import Written


class Ungradable(Exception):
    """The course itself is not fit to grade by; the message is a sentence for the instructor."""


@dataclass(frozen=True)
class Item:
    """One thing that gets points. ``cell`` is the grade id of the cell that carries them."""

    question: Question
    full_id: str
    cell: str

    @property
    def written(self) -> bool:
        """Whether a person gives the points."""
        return isinstance(self.question, Written)

    @property
    def points(self) -> float:
        """The points there are."""
        return float(self.question.points)


@dataclass(frozen=True, eq=False, repr=False)
class Exercise:
    """An exercise as the course hands it out. ``notebook`` is nbformat 4 as plain data, not to be changed;
    ``released`` are the bytes of its file.

    No two are equal, so that what is worked out from one for a class can be kept by it.
    """

    stem: str
    mistake: Mistake
    released: bytes
    notebook: Mapping[str, Any]
    items: tuple[Item, ...]
    mark: str
    """Changes with whatever decides points: the notebook, the questions, the models, the grader."""

    def __repr__(self) -> str:
        return f"<Exercise {self.stem}>"

    @property
    def slug(self) -> str:
        """``no-crisis-plan``."""
        return self.mistake.slug

    @property
    def identity(self) -> str:
        """Whose answers are meant: ``exercise/no-crisis-plan``."""
        return f"exercise/{self.slug}"

    @property
    def possible(self) -> float:
        """The points there are in all."""
        return sum(item.points for item in self.items)

    @property
    def cells(self) -> Sequence[Mapping[str, Any]]:
        """The cells of the release notebook."""
        return self.notebook["cells"]

    @cached_property
    def by_cell(self) -> Mapping[str, Item]:
        """Items by the grade id of their cell."""
        return {item.cell: item for item in self.items}

    @cached_property
    def views(self) -> Mapping[str, dict[str, Any]]:
        """What each question asks, by full id: ``showing.asked``, made once for a class."""
        return {
            item.full_id: showing.asked(item.question, self.mistake, explains=True) for item in self.items
        }


def grade_id(cell: Mapping[str, Any]) -> str | None:
    """The nbgrader id of a cell of the course."""
    return cell["metadata"].get("nbgrader", {}).get("grade_id")


def source(cell: Mapping[str, Any]) -> str:
    """The text of a cell of the course."""
    return "".join(cell["source"])


_DECIDES = (
    *("models/*.py", "questions/*.py", "showing.py"),
    *(f"answers/{name}.py" for name in ("embedding", "files", "schema", "sidecar")),
    *(f"grading/{name}.py" for name in ("exercise", "flags", "handed_in", "intake", "kept", "lenient")),
    *(f"grading/{name}.py" for name in ("matching", "rebuild", "recover", "scoring")),
    *(f"grading/{name}.py" for name in ("texts", "titles", "writing")),
)
"""The parts of this package that decide what is read as an answer, what it earns, and what is shown of it."""


def load_exercise(stem: str, release: Path) -> Exercise:
    """Read the exercise ``stem`` (``08-no-crisis-plan``) from the folder it is handed out from.

    Raises :class:`Ungradable` where the course has no such exercise, or its notebook and its questions do not
    fit together.
    """
    _place(stem)
    path = release / f"{stem}.ipynb"
    try:
        data = path.read_bytes()
    except FileNotFoundError as error:
        words = f"“{path.name}” is not in {release}. Build the course, or fetch it again."
        raise Ungradable(words) from error
    except OSError as error:
        raise Ungradable(f"The exercise “{stem}” cannot be read: {error}") from error
    return exercise_of(stem, data)


def exercise_of(stem: str, data: bytes) -> Exercise:
    """The exercise ``stem`` from the bytes of its notebook; otherwise as :func:`load_exercise`."""
    place = _place(stem)
    try:
        mistake = load(place.slug)
        notebook = json.loads(data)
        items = tuple(_items(notebook, mistake))
    except (LookupError, OSError, ValueError) as error:
        raise Ungradable(f"The exercise “{stem}” cannot be read: {error}") from error
    rules = (path.read_bytes() for path in (place.folder / "questions.yaml", *_deciding()))
    # A checkout may have other line ends and is no other course for that.
    mark = identity(*(part.replace(b"\r\n", b"\n") for part in (data, *rules)))
    return Exercise(stem, mistake, data, notebook, items, mark)


def _place(stem: str) -> content.Place:
    try:
        return content.place(stem.partition("-")[2])
    except KeyError as error:
        raise Ungradable(f"The course has no exercise “{stem}”.") from error


def _deciding() -> list[Path]:
    package = Path(__file__).parents[1]
    return [path for pattern in _DECIDES for path in sorted(package.glob(pattern))]


def _items(notebook: Mapping[str, Any], mistake: Mistake) -> list[Item]:
    found = []
    for cell in notebook["cells"]:
        marks = cell["metadata"].get("nbgrader", {})
        if not marks.get("grade"):
            continue
        name = marks["grade_id"].partition("-")[2]
        question = mistake.questions[name]
        if float(question.points) != float(marks["points"]):
            raise ValueError(f"“{name}” has other points in the notebook than in its definition")
        found.append(Item(question, mistake.full_id(question), marks["grade_id"]))
    return found
