"""All that one folder of the course holds, read and ready to be checked and built."""

import csv
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

from tenmistakes import reading
from tenmistakes import sources as citing
from tenmistakes.build import glossary as glossaries
from tenmistakes.build import page, teaching
from tenmistakes.build.glossary import Glossary
from tenmistakes.build.page import Page
from tenmistakes.content import Place
from tenmistakes.models import base
from tenmistakes.questions import loading
from tenmistakes.questions.loading import Mistake
from tenmistakes.reading import Problem, Refused

START = "start-here"


@dataclass(frozen=True)
class Material:
    """A folder of the course: its pages, questions, sources, pictures and prompts, or the glossary."""

    place: Place
    lesson: Page
    exercise: Page | None
    mistake: Mistake | None
    sources: Mapping[str, citing.Source]
    pictures: Mapping[str, Mapping[str, Any]]
    prompts: tuple[teaching.Prompt, ...]
    """What a class can argue about."""
    glossary: Glossary | None = None

    @property
    def pages(self) -> list[Page]:
        """The lesson, and the exercise if there is one."""
        return [self.lesson] if self.exercise is None else [self.lesson, self.exercise]

    @property
    def simulations(self) -> Mapping[str, base.Simulation]:
        """The simulations of the mistake's model, by name; none if it has no model."""
        return self._of_model("SIMULATIONS")

    @property
    def plan_spaces(self) -> Mapping[str, base.PlanSpace]:
        """The plan spaces of the mistake's model, by name; none if it has no model."""
        return self._of_model("PLANS")

    def _of_model(self, what: str) -> Mapping[str, Any]:
        try:
            return getattr(base.load(self.place.slug), what, {})
        except ModuleNotFoundError:
            return {}


def read(place: Place, folder: Path) -> Material:
    """Read the folder of one mistake in the course folder ``folder``.

    Raises Refused with the problems of all its files at once.
    """
    problems: list[Problem] = []

    def attempt(load: Any, *arguments: Any) -> Any:
        try:
            return load(*arguments)
        except Refused as refused:
            problems.extend(refused.problems)
            return None

    is_start = place.slug == START
    lesson = attempt(page.read, place.folder / "lesson.md", "start" if is_start else "lesson", place)
    exercise_path = place.folder / "exercise.md"
    exercise = attempt(page.read, exercise_path, "exercise", place) if exercise_path.is_file() else None
    has_questions = (place.folder / "questions.yaml").is_file()
    mistake = attempt(loading.load, place.slug, folder) if has_questions else None
    sources = attempt(citing.load, place.folder)
    pictures = attempt(_pictures, place.folder)
    prompts = attempt(teaching.load, place.folder, lesson)
    glossary = attempt(glossaries.read, place.folder)
    if problems:
        raise Refused(problems)
    return Material(place, lesson, exercise, mistake, sources, pictures, prompts, glossary)


def _pictures(folder: Path) -> dict[str, dict[str, Any]]:
    path = folder / "pictures.yaml"
    if not path.is_file():
        return {}
    raw = reading.read(path, str(path)).data or {}
    if not isinstance(raw, dict) or not all(isinstance(value, dict) for value in raw.values()):
        raise Refused([Problem(str(path), "", "It must map each picture's id to its description.")])
    return {str(name): value for name, value in raw.items()}


class Use(NamedTuple):
    """A source id with the file and place that name it."""

    source: str
    file: str
    place: str


def uses(material: Material) -> Iterable[Use]:
    """Every source id the folder and its model name: in prose, pictures, tables and parameters."""
    for sheet in material.pages:
        for cell in page.prose(sheet.notebook):
            for offset, text in enumerate(cell.source.split("\n")):
                for source in citing.cited(text):
                    yield Use(source, str(sheet.path), f"line {page.line_of(cell, offset)}")
    folder = material.place.folder
    for name, picture in material.pictures.items():
        for source in picture.get("sources") or ():
            yield Use(str(source), str(folder / "pictures.yaml"), f"picture {name}, sources")
    for path in sorted((folder / "data").glob("*.csv")):
        with path.open(encoding="utf-8", newline="") as table:
            for number, row in enumerate(csv.DictReader(table), start=2):
                for source in (row.get("source") or "").replace(",", ";").split(";"):
                    if source.strip():
                        yield Use(source.strip(), str(path), f"line {number}, column source")
    for simulation in material.simulations.values():
        for parameter in simulation.parameters:
            if parameter.source != base.ILLUSTRATIVE:
                model = f"models/{material.place.slug.replace('-', '_')}.py"
                yield Use(
                    parameter.source, model, f"simulation {simulation.name}, parameter {parameter.name}"
                )
