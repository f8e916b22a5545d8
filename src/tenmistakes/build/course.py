"""The whole course: read, checked, composed, run and released."""

import copy
from collections.abc import Mapping
from pathlib import Path

from nbformat import NotebookNode

from tenmistakes import content
from tenmistakes.build import notes, refusals, steps
from tenmistakes.build.drawings import drawings
from tenmistakes.build.execute import Unbuildable, clean_room, execute
from tenmistakes.build.material import Material
from tenmistakes.build.material import read as read_folder
from tenmistakes.build.normalise import normalise, to_bytes
from tenmistakes.build.page import Page, line_of
from tenmistakes.build.release import release
from tenmistakes.reading import Problem, Refused

Built = dict[str, bytes]
"""File name, relative to the root and with forward slashes -> its content."""


def build(root: Path) -> Built:
    """Everything that the course folder under ``root`` makes. Raises Refused with every problem at once."""
    course = read(root / "course")
    problems = refusals.find(course)
    if problems:
        raise Refused(problems)
    built: Built = {notes.NAME: notes.notes(course)}
    try:
        with clean_room() as environment:
            for slug, material in course.items():
                built.update(drawings(material))
                links = neighbours(slug, course)
                lesson = compose_lesson(material, links["lesson"], *glossary_steps(material, course))
                built[f"lessons/{material.place.stem}.ipynb"] = _run(lesson, material.lesson, environment)
                if material.exercise is not None:
                    solution = compose_exercise(material, links["exercise"])
                    stem = material.place.stem
                    built[f"solutions/{stem}/{stem}.ipynb"] = _run(solution, material.exercise, environment)
            solutions = {name: made for name, made in built.items() if name.startswith("solutions/")}
            built |= release(solutions, root, environment)
    except Unbuildable as error:
        raise Refused([error.problem]) from None
    return built


def read(folder: Path) -> dict[str, Material]:
    """Every folder of the course, by slug.

    Raises Refused with the problems of all files at once, those of the course's settings first.
    """
    course: dict[str, Material] = {}
    problems: list[Problem] = []
    try:
        content.settings(folder)
    except content.Unsettled as error:
        problems.append(Problem(str(error.file), error.place, error.sentence))
    for place in content.places(folder):
        try:
            course[place.slug] = read_folder(place, folder)
        except Refused as refused:
            problems.extend(refused.problems)
    if problems:
        raise Refused(problems)
    return course


def compose_lesson(material: Material, links: str, *first: steps.Step) -> NotebookNode:
    """The lesson as a notebook, not yet run; ``links`` lead to its neighbours, ``first`` comes before all."""
    page = material.lesson
    return steps.run(
        copy.deepcopy(page.notebook),
        *first,
        steps.cite(material.sources),
        steps.link_neighbours(links),
        steps.mean_money,
        steps.fold,
        steps.name_cells,
        steps.stamp(page.kind, page.place),
    )


def glossary_steps(material: Material, course: Mapping[str, Material]) -> list[steps.Step]:
    """The lesson of a mistake gets links to the glossary; the glossary's own page gets its entries."""
    if material.glossary:
        return [
            steps.write_glossary(
                material.glossary.entries({slug: other.lesson for slug, other in course.items()})
            )
        ]
    return [
        steps.link_terms(other.glossary, f"{other.place.stem}.ipynb")
        for other in course.values()
        if other.glossary and material.exercise
    ]


def compose_exercise(material: Material, links: str) -> NotebookNode:
    """The exercise's solution as a notebook, not yet run: nbgrader's source version."""
    page = material.exercise
    assert page is not None
    slug = material.place.slug
    questions = material.mistake.questions if material.mistake else {}
    return steps.run(
        copy.deepcopy(page.notebook),
        steps.cite(material.sources),
        steps.link_neighbours(links),
        steps.state_points(questions, slug),
        steps.ask_in_writing(questions, slug),
        steps.mean_money,
        steps.grade_questions(questions, slug),
        steps.add_solution,
        steps.mark_hand_in,
        steps.fold,
        steps.name_cells,
        steps.stamp(page.kind, page.place),
    )


def _run(notebook: NotebookNode, page: Page, environment: Mapping[str, str]) -> bytes:
    lines = {cell.id: Problem(str(page.path), f"line {line_of(cell)}", "") for cell in notebook.cells}
    notebook = steps.forget_lines(notebook)
    return to_bytes(normalise(execute(notebook, page.place.stem, environment, lines)))


def neighbours(slug: str, course: Mapping[str, Material]) -> dict[str, str]:
    """Links to the lessons before and after, as seen from the ``lesson`` and from the ``exercise``."""
    titles = {other: material.lesson.title for other, material in course.items()}
    order = list(course)
    here = order.index(slug)
    before, after = order[here - 1] if here else None, order[here + 1] if here + 1 < len(order) else None
    found = {}
    for page, up in (("lesson", ""), ("exercise", "../../lessons/")):
        parts = []
        if before is not None:
            parts.append(f"← [{titles[before]}]({up}{course[before].place.stem}.ipynb)")
        if page == "exercise":
            parts.append(f"[{titles[slug]}]({up}{course[slug].place.stem}.ipynb)")
        if after is not None:
            parts.append(f"[{titles[after]}]({up}{course[after].place.stem}.ipynb) →")
        found[page] = " · ".join(parts)
    return found
