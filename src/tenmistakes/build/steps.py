"""From a text source to a notebook, by small steps: each takes a notebook and changes one thing about it."""

from collections.abc import Callable, Mapping
from functools import partial

from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell

from tenmistakes import sources as citing
from tenmistakes.build import calls, ids
from tenmistakes.build.glossary import MARKER as _GLOSSARY
from tenmistakes.build.glossary import Glossary
from tenmistakes.build.page import LINE, Kind, code, prose, tagged
from tenmistakes.content import Place
from tenmistakes.questions.asked import WRITTEN
from tenmistakes.questions.check import points_text
from tenmistakes.questions.kinds import Question, Written

Step = Callable[[NotebookNode], NotebookNode]

_POINTS = "<!-- points -->"
_SOURCES = "<!-- sources -->"
_NEIGHBOURS = "<!-- previous-next -->"


def run(notebook: NotebookNode, *steps: Step) -> NotebookNode:
    """Take the steps one after the other."""
    for step in steps:
        notebook = step(notebook)
    return notebook


def in_prose(change: Callable[[str], str]) -> Step:
    """A step that rewrites the text of every Markdown cell."""

    def step(notebook: NotebookNode) -> NotebookNode:
        for cell in prose(notebook):
            cell.source = change(cell.source)
        return notebook

    return step


def cite(sources: Mapping[str, citing.Source]) -> Step:
    """Citations become linked labels, and the marker of the list becomes the dated list."""
    return in_prose(
        lambda text: citing.link_citations(text, sources).replace(_SOURCES, citing.dated_list(sources))
    )


def mean_money(notebook: NotebookNode) -> NotebookNode:
    """No two dollar signs make a formula.

    JupyterLab looks for one in the Markdown, where an entity hides the sign, and MathJax in the page, where
    an element of its own keeps it from its neighbours.
    """
    hide = partial(citing.outside_code, change=lambda text: text.replace("$", "<span>&#36;</span>"))
    return in_prose(hide)(notebook)


def link_neighbours(links: str) -> Step:
    """The marker becomes links to the previous and the next lesson."""
    return in_prose(lambda text: text.replace(_NEIGHBOURS, links))


def link_terms(glossary: Glossary, target: str) -> Step:
    """The first use of each term of the glossary becomes a link to its entry in ``target``."""
    return lambda notebook: glossary.link(notebook, target)


def write_glossary(entries: str) -> Step:
    """The marker becomes the entries of the glossary."""
    return in_prose(lambda text: text.replace(_GLOSSARY, entries))


def state_points(questions: Mapping[str, Question], slug: str) -> Step:
    """The marker becomes the sum of the points the page gives: a number, to be read before "points"."""

    def step(notebook: NotebookNode) -> NotebookNode:
        total = sum(questions[name].points for name in graded(notebook, slug))
        return in_prose(lambda text: text.replace(_POINTS, f"{total:g}"))(notebook)

    return step


def graded(notebook: NotebookNode, slug: str) -> list[str]:
    """The ids, within the mistake, of the questions that a source page grades, in order."""
    found = []
    for cell in notebook.cells:
        if cell.cell_type == "code" and tagged(cell, "graded"):
            found += [call.name for call in calls.calls(cell) if call.verb == "ask"]
        elif cell.cell_type == "markdown":
            found += [match["id"].removeprefix(f"{slug}/") for match in WRITTEN.finditer(cell.source)]
    return found


def ask_in_writing(questions: Mapping[str, Question], slug: str) -> Step:
    """Each written marker becomes a prompt and a cell that nbgrader has a person grade."""

    def step(notebook: NotebookNode) -> NotebookNode:
        cells = []
        for cell in notebook.cells:
            cells += _split(cell, questions, slug) if cell.cell_type == "markdown" else [cell]
        notebook.cells = cells
        return notebook

    return step


def _split(cell: NotebookNode, questions: Mapping[str, Question], slug: str) -> list[NotebookNode]:
    cells, start = [], 0
    for match in [*WRITTEN.finditer(cell.source), None]:
        text = cell.source[start : match.start() if match else len(cell.source)].strip("\n")
        if text:
            cells.append(_markdown(text, cell))
        if match:
            question = questions[match["id"].removeprefix(f"{slug}/")]
            assert isinstance(question, Written)
            cells += [_written_prompt(question, cell), _written_answer(question, cell)]
            start = match.end()
    return cells


def _markdown(text: str, origin: NotebookNode) -> NotebookNode:
    return new_markdown_cell(text, metadata={LINE: origin.metadata.get(LINE, 1)})


def _written_prompt(question: Written, origin: NotebookNode) -> NotebookNode:
    length = f" Aim for about {question.words} words." if question.words else ""
    text = f"{question.prompt}\n\n*{points_text(question.points)}; a person reads your answer.{length}*"
    cell = _markdown(text, origin)
    cell.metadata["nbgrader"] = nbgrader(f"prompt-{question.id}", "markdown", locked=True)
    return cell


def _written_answer(question: Written, origin: NotebookNode) -> NotebookNode:
    rubric = "\n".join(f"- {points_text(line.points)}: {line.text}" for line in question.rubric)
    cell = _markdown(
        f"<!-- BEGIN SOLUTION -->\n{question.model_answer}\n\n**What earns points**\n\n{rubric}\n"
        "<!-- END SOLUTION -->",
        origin,
    )
    cell.metadata["nbgrader"] = nbgrader(
        f"written-{question.id}", "markdown", grade=question.points, solution=True
    )
    return cell


def nbgrader(
    grade_id: str, cell_type: str, *, grade: float | None = None, solution: bool = False, locked: bool = False
) -> dict[str, object]:
    """nbgrader's cell metadata; ``grade`` is the points of a cell that is graded."""
    metadata: dict[str, object] = {
        "cell_type": cell_type,
        "grade": grade is not None,
        "grade_id": grade_id,
        "locked": locked,
        "schema_version": 3,
        "solution": solution,
        "task": False,
    }
    if grade is not None:
        metadata["points"] = int(grade) if grade == int(grade) else grade
    return metadata


def grade_questions(questions: Mapping[str, Question], slug: str) -> Step:
    """Lock each graded question and put its grading cell behind it; lock the cell that opens the page."""

    def step(notebook: NotebookNode) -> NotebookNode:
        opening = code(notebook)[0]
        opening.metadata["nbgrader"] = nbgrader("start", "code", locked=True)
        cells = []
        for cell in notebook.cells:
            cells.append(cell)
            if cell.cell_type == "code" and tagged(cell, "graded"):
                name = next(call.name for call in calls.calls(cell) if call.verb == "ask")
                cell.metadata["nbgrader"] = nbgrader(f"ask-{name}", "code", locked=True)
                cells.append(_grading(questions[name], slug, cell))
        notebook.cells = cells
        return notebook

    return step


def _grading(question: Question, slug: str, origin: NotebookNode) -> NotebookNode:
    return new_code_cell(
        f'# Grading: nothing to do here\nscore("{slug}/{question.id}")',
        metadata={
            LINE: origin.metadata.get(LINE, 1),
            "nbgrader": nbgrader(f"score-{question.id}", "code", grade=question.points, locked=True),
        },
    )


def add_solution(notebook: NotebookNode) -> NotebookNode:
    """Behind the cell that opens the page, one that only the solution has: it gives the model answers."""
    opening = code(notebook)[0]
    cell = new_code_cell(
        "# BEGIN SOLUTION\nfrom tenmistakes import model_answers\n\nmodel_answers()\n# END SOLUTION",
        metadata={
            LINE: opening.metadata.get(LINE, 1),
            "nbgrader": nbgrader("model-answers", "code", solution=True),
        },
    )
    notebook.cells.insert(notebook.cells.index(opening) + 1, cell)
    return notebook


def mark_hand_in(notebook: NotebookNode) -> NotebookNode:
    """Say which cell carries the answers. It has no nbgrader metadata, or nbgrader would restore it."""
    for cell in code(notebook):
        if tagged(cell, "hand-in"):
            cell.metadata["tenmistakes"] = {"role": "hand-in"}
            cell.metadata["deletable"] = False
    return notebook


def fold(notebook: NotebookNode) -> NotebookNode:
    """Hide the source of every code cell that is not meant to be shown, in Lab and on a static page."""
    for cell in code(notebook):
        if not tagged(cell, "show-input"):
            cell.metadata["jupyter"] = {"source_hidden": True}
            cell.metadata["tags"] = sorted({*cell.metadata.get("tags", ()), "hide-input"})
    return notebook


def name_cells(notebook: NotebookNode) -> NotebookNode:
    """Give each cell an id made from what it is."""
    for cell, name in zip(notebook.cells, ids.derive(notebook.cells), strict=True):
        cell["id"] = name
    return notebook


def stamp(kind: Kind, place: Place) -> Step:
    """What every notebook of the course says about itself, and nothing about the machine that built it."""

    def step(notebook: NotebookNode) -> NotebookNode:
        notebook.nbformat, notebook.nbformat_minor = 4, 5
        notebook.metadata = NotebookNode(
            kernelspec=NotebookNode(display_name="Python 3 (ipykernel)", language="python", name="python3"),
            language_info=NotebookNode(name="python"),
            tenmistakes=NotebookNode(kind=kind, slug=place.slug),
        )
        return notebook

    return step


def forget_lines(notebook: NotebookNode) -> NotebookNode:
    """Drop the line numbers: an edit above a cell is no change of the cell."""
    for cell in notebook.cells:
        cell.metadata.pop(LINE, None)
    return notebook
