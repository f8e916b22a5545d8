"""Each step from a text source to a notebook, by itself."""

import copy

import nbformat
import pytest
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from tenmistakes import sources
from tenmistakes.build import course, ids, steps
from tenmistakes.build.normalise import normalise, to_bytes
from tenmistakes.lab.server import WIDGET_VIEW


@pytest.fixture
def material(root):
    return course.read(root / "course")["no-crisis-plan"]


@pytest.fixture
def lesson(material):
    return course.compose_lesson(material, "links")


@pytest.fixture
def solution(material):
    return course.compose_exercise(material, "links")


def text_of(notebook: NotebookNode) -> str:
    return "\n\n".join(cell.source for cell in notebook.cells)


def named(notebook: NotebookNode, name: str) -> NotebookNode:
    (cell,) = [cell for cell in notebook.cells if cell.id == name]
    return cell


def test_a_citation_becomes_its_linked_labels(lesson):
    text = text_of(lesson)
    assert "It went on for a weekend ([A paper, 17 Nov 2008](https://example.org/a)), and" in text
    assert "([A paper, 17 Nov 2008](https://example.org/a); [B study](https://doi.org/10.1000/b))." in text
    assert "[@" not in text


def test_sources_are_listed_by_date_with_the_undated_last(lesson, material):
    text = named(lesson, "sources").source
    listed = [line for line in text.splitlines() if line.startswith("- ")]
    assert listed[0] == "- **17 Nov 2008** · A paper: [The weekend](https://example.org/a) (press)."
    assert listed[1] == "- **2011** · B study: [The brand](https://doi.org/10.1000/b) (academic)."
    assert all(line.startswith("- **undated** · ") for line in listed[2:])
    assert len(listed) == len(material.sources)


def test_two_dollar_signs_in_a_text_are_no_formula():
    """JupyterLab typesets what stands between two bare ones, as in "$68.42, down 4%, then $70.71"."""
    cells = [new_markdown_cell("From $68.42 to $70.71, by `$PATH`."), new_code_cell("# $5 and $6")]
    text, code = steps.mean_money(new_notebook(cells=cells)).cells
    assert text.source == "From <span>&#36;</span>68.42 to <span>&#36;</span>70.71, by `$PATH`."
    assert code.source == "# $5 and $6"


def test_money_in_a_page_is_marked(root, material):
    for compose, page in ((course.compose_lesson, "lesson"), (course.compose_exercise, "exercise")):
        text = next(cell for cell in getattr(material, page).notebook.cells if cell.cell_type == "markdown")
        text.source += "\n\nOnce $5, now $6."
        assert "Once <span>&#36;</span>5, now <span>&#36;</span>6." in text_of(compose(material, "links"))


def test_a_citation_in_code_stays_as_it_is(material):
    assert sources.link_citations("As `[@AA1]`, or ``a `[@AA1]` b``.", material.sources).count("[@AA1]") == 2
    assert sources.cited("`[@ZZ1]` but [@AA1; @BB2]") == ["AA1", "BB2"]


@pytest.mark.parametrize(
    ("date", "spoken"),
    [("2008-11-07", "7 Nov 2008"), ("2008-11", "Nov 2008"), ("2008", "2008"), (None, "undated")],
)
def test_a_date_is_as_exact_as_it_is_known(date, spoken):
    assert sources.spoken_date(date) == spoken


def test_points_come_from_the_definitions(solution):
    assert "There are 5 points to be had." in text_of(solution)
    graded = {
        cell.metadata.nbgrader.grade_id: cell.metadata.nbgrader.points
        for cell in solution.cells
        if cell.metadata.get("nbgrader", {}).get("grade")
    }
    assert graded == {"score-graded-silence": 2, "written-statement": 3}


def test_a_graded_question_is_locked_and_followed_by_its_grading_cell(solution):
    asked = named(solution, "ask-graded-silence")
    after = solution.cells[solution.cells.index(asked) + 1]
    assert asked.metadata.nbgrader.locked
    assert not asked.metadata.nbgrader.grade
    assert after.source == '# Grading: nothing to do here\nscore("no-crisis-plan/graded-silence")'
    assert after.metadata.nbgrader.locked
    assert after.metadata.nbgrader.grade


def test_a_written_question_becomes_a_prompt_and_a_cell_that_a_person_grades(solution):
    prompt, answer = named(solution, "prompt-statement"), named(solution, "written-statement")
    assert prompt.source == ("Write it.\n\n*3 points; a person reads your answer. Aim for about 60 words.*")
    assert prompt.metadata.nbgrader.locked
    assert answer.source.split("\n") == [
        "<!-- BEGIN SOLUTION -->",
        "We have seen it, and you hear from us at six.",
        "",
        "**What earns points**",
        "",
        "- 2 points: Says when",
        "- 1 point: Is short",
        "<!-- END SOLUTION -->",
    ]
    assert solution.cells.index(answer) == solution.cells.index(prompt) + 1
    assert named(solution, "in-your-own-words").source == "## In your own words"


def test_the_model_answers_stand_between_solution_marks(solution):
    cell = named(solution, "model-answers")
    first, *_, last = cell.source.split("\n")
    assert (first, last) == ("# BEGIN SOLUTION", "# END SOLUTION")
    assert "\nmodel_answers()\n" in cell.source
    assert solution.cells.index(cell) == solution.cells.index(named(solution, "start")) + 1
    assert not any("model_answers()" in other.source for other in solution.cells if other is not cell)


def test_the_hand_in_cell_says_what_it_is_and_is_not_nbgraders(solution):
    last = solution.cells[-1]
    assert last.metadata.tenmistakes == {"role": "hand-in"}
    assert "nbgrader" not in last.metadata
    assert last.metadata.deletable is False


def test_code_is_folded_unless_it_is_meant_to_be_seen():
    notebook = new_notebook(
        cells=[new_code_cell("# A\n1"), new_code_cell("# B\n1", metadata={"tags": ["show-input"]})]
    )
    folded, shown = steps.fold(notebook).cells
    assert folded.metadata == {"jupyter": {"source_hidden": True}, "tags": ["hide-input"]}
    assert shown.metadata == {"tags": ["show-input"]}


def test_a_notebook_says_what_it_is_and_nothing_of_the_machine(lesson, solution):
    assert lesson.metadata.tenmistakes == {"kind": "lesson", "slug": "no-crisis-plan"}
    assert solution.metadata.tenmistakes == {"kind": "exercise", "slug": "no-crisis-plan"}
    assert lesson.metadata.language_info == {"name": "python"}


def test_links_lead_to_the_neighbours(root):
    material = course.read(root / "course")["start-here"]
    links = course.neighbours("start-here", course.read(root / "course"))
    start = course.compose_lesson(material, links["lesson"])
    assert start.cells[-1].source == "[No plan](08-no-crisis-plan.ipynb) →"
    links = course.neighbours("no-crisis-plan", course.read(root / "course"))
    assert links["lesson"] == "← [A small course](00-start-here.ipynb)"
    assert links["exercise"] == (
        "← [A small course](../../lessons/00-start-here.ipynb) · "
        "[No plan](../../lessons/08-no-crisis-plan.ipynb)"
    )


def test_ids_are_valid_unique_and_say_what_a_cell_is(lesson, solution):
    for notebook in (lesson, solution):
        found = [cell.id for cell in notebook.cells]
        assert len(set(found)) == len(found)
        nbformat.validate(steps.forget_lines(copy.deepcopy(notebook)))
    assert [cell.id for cell in lesson.cells] == [
        "no-plan",
        "lesson-no-crisis-plan",
        "what-it-cost",
        "ask-silence",
        "simulate-firestorm",
        "in-detail",
        "picture-weekend",
        "sources",
    ]


def test_a_small_edit_leaves_every_id_as_it_was(root, material, lesson):
    path = root / "course" / "08-no-crisis-plan" / "lesson.md"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("a weekend", "a long weekend"), encoding="utf-8")
    edited = course.compose_lesson(course.read(root / "course")["no-crisis-plan"], "links")
    changed = [
        new.id for old, new in zip(lesson.cells, edited.cells, strict=True) if old.source != new.source
    ]
    assert changed == ["what-it-cost"]
    assert [cell.id for cell in edited.cells] == [cell.id for cell in lesson.cells]


def test_a_new_cell_renames_nothing_outside_its_section(root, lesson):
    path = root / "course" / "08-no-crisis-plan" / "lesson.md"
    text = path.read_text(encoding="utf-8")
    path.write_text(
        text.replace("### In detail\n", "Look closely.\n\n+++\n\n### In detail\n"), encoding="utf-8"
    )
    edited = course.compose_lesson(course.read(root / "course")["no-crisis-plan"], "links")
    added = {cell.id for cell in edited.cells} - {cell.id for cell in lesson.cells}
    assert added == {"what-it-cost-2"}
    assert {cell.id for cell in lesson.cells} <= {cell.id for cell in edited.cells}


def test_long_and_strange_headings_give_valid_ids():
    cells = [
        new_markdown_cell("# " + "A very long heading " * 9),
        new_markdown_cell("# " + "A very long heading " * 9),
        new_markdown_cell("## Ärger über 50 % – „jetzt“"),
        new_markdown_cell("## 危机"),
        new_markdown_cell("no heading"),
    ]
    found = ids.derive(cells)
    assert len(set(found)) == 5
    assert found[2] == "arger-uber-50-jetzt"
    for cell, name in zip(cells, found, strict=True):
        cell["id"] = name
    nbformat.validate(new_notebook(cells=cells))


def test_what_a_run_leaves_behind_is_taken_out():
    cell = new_code_cell("# A\n1", execution_count=3, metadata={"execution": {"iopub.execute_input": "now"}})
    shown = {WIDGET_VIEW: {"model_id": "f00"}, "text/html": "<p>a</p>", "text/plain": "a"}
    cell.outputs = [
        new_output("display_data", shown),
        new_output("display_data", {WIDGET_VIEW: {"model_id": "f01"}}),
    ]
    notebook = new_notebook(
        cells=[cell], metadata={"widgets": {"state": {}}, "language_info": {"name": "python", "version": "3"}}
    )
    clean = normalise(notebook)
    assert clean.metadata == {"language_info": {"name": "python"}}
    assert clean.cells[0].metadata == {}
    assert clean.cells[0].execution_count == 3
    assert [output.data for output in clean.cells[0].outputs] == [
        {"text/html": "<p>a</p>", "text/plain": "a"}
    ]


def test_the_file_is_utf_8_with_unix_lines_and_one_at_its_end(lesson):
    content = to_bytes(steps.forget_lines(lesson))
    assert b"\r" not in content
    assert content.endswith(b"}\n")
    assert "→".encode() in to_bytes(new_notebook(cells=[new_markdown_cell("→", id="a")]))
