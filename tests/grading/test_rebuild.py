"""The graded notebook is the course's own, with answers and points in it, and safe to look at."""

import copy
import json
import re
from collections.abc import Mapping
from html import unescape
from pathlib import Path
from typing import Any

import nbformat
import pytest
from hypothesis import given
from hypothesis import strategies as st
from nbconvert.exporters import HTMLExporter
from nbgrader import utils
from nbgrader.server_extensions.formgrader import handlers
from traitlets.config import Config

from tenmistakes import content
from tenmistakes.answers import embedding
from tenmistakes.grading.exercise import Exercise, grade_id
from tenmistakes.grading.rebuild import NOTE, rebuild
from tenmistakes.grading.scoring import score
from tenmistakes.questions import load

from .making import (
    QUESTIONS,
    RIGHT,
    SLUG,
    TEXT,
    WRITTEN,
    below,
    copied,
    entry,
    hand_in_cell,
    handed_in,
    named,
    notebook,
    own_cell,
    released,
    removed,
)

Notebook = dict[str, Any]
EVIL = "EVIL-1f3a"
"""Stands for whatever a learner would like to smuggle into the graded notebook."""


def graded(made: Mapping[str, Any], exercise: Exercise) -> Notebook:
    """The graded notebook, as data."""
    return json.loads(rebuild(score(handed_in(made), exercise), exercise))


def without_outputs(cells: list[Notebook]) -> list[Notebook]:
    """The cells as they are handed out: what is the learner's own is left out, and the solution's gap."""
    kept = []
    for cell in cells:
        if cell["id"] not in (NOTE, "model-answers"):
            cell = cell | {"source": "".join(cell["source"])}
            kept.append(
                cell | {"outputs": [], "execution_count": None} if cell["cell_type"] == "code" else cell
            )
    return kept


def shown(cell: Mapping[str, Any], kind: str) -> str:
    """What a cell displays."""
    (output,) = cell["outputs"]
    return output["data"][kind]


def test_it_is_a_sound_notebook(exercise: Exercise):
    data = rebuild(score(handed_in(notebook(RIGHT, TEXT)), exercise), exercise)
    made = nbformat.reads(data.decode(), 4)
    nbformat.validate(made)
    assert (made.nbformat, made.nbformat_minor) == (4, 5)
    as_everywhere = json.dumps(json.loads(data), indent=1, sort_keys=True, ensure_ascii=False) + "\n"
    assert data.decode() == as_everywhere


def test_it_is_the_released_notebook_with_outputs(exercise: Exercise):
    made = graded(notebook(RIGHT), exercise)
    assert without_outputs(made["cells"]) == without_outputs(released()["cells"])
    assert made["metadata"] == released()["metadata"]
    assert embedding.read_cells(made) == []


def test_the_same_is_rebuilt_to_the_byte(exercise: Exercise):
    one = rebuild(score(handed_in(notebook(RIGHT, TEXT)), exercise), exercise)
    other = rebuild(score(handed_in(notebook({}, "Else")), exercise), exercise)
    assert one != other
    assert one == rebuild(score(handed_in(notebook(RIGHT, TEXT)), exercise), exercise)


def test_nbgrader_reads_the_same_points_off_it(exercise: Exercise):
    answers = RIGHT | {"day-after": "failed", "friday-at-five": [], "two-hours-at-the-weekend": 9}
    for text in (None, TEXT):
        result = score(handed_in(notebook(answers, text)), exercise)
        made = nbformat.reads(rebuild(result, exercise).decode(), 4)
        read = {
            c.metadata.nbgrader.grade_id: utils.determine_grade(c)[0] for c in made.cells if utils.is_grade(c)
        }
        assert read == {marked.item.cell: marked.points for marked in result.items}
        for cell in made.cells:
            if "nbgrader" in cell.metadata and cell.metadata.nbgrader.grade_id != WRITTEN:
                assert cell.metadata.nbgrader.checksum == utils.compute_checksum(cell)


def test_each_question_is_shown_with_the_answer_and_what_it_earned(exercise: Exercise):
    made = graded(notebook(RIGHT | {"day-after": "failed"}), exercise)
    question = QUESTIONS["day-after"]
    chosen = next(option for option in question.options if option.id == "failed")
    asked, scored = named(made, "ask-day-after"), named(made, "score-day-after")
    assert "Your choice:" in shown(asked, "text/html")
    assert f"[x] {chosen.text}" in shown(asked, "text/plain")
    mistake = load(SLUG)
    said = shown(scored, "text/html")
    assert "tm-verdict" in said and "Not yet" in said and "0 of 2 points" in said
    assert mistake.misconceptions[chosen.misconception].instead.split(".")[0] in unescape(said)
    # nbgrader reads the points off the last value, as text.
    assert scored["outputs"][0]["output_type"] == "execute_result" and shown(scored, "text/plain") == "0.0"


def test_a_value_that_could_not_count_is_shown_to_whoever_looks_at_it(exercise: Exercise):
    untouched = shown(named(graded(notebook(), exercise), "ask-day-after"), "text/html")
    made = graded(notebook([entry("day-after", "<b>" + "x" * 1000)]), exercise)
    html = shown(named(made, "ask-day-after"), "text/html")
    assert "&lt;b&gt;xx" in html and "<b>" not in html
    assert len(html) < len(untouched) + 700


def test_flags_are_listed_first_as_plain_text(exercise: Exercise):
    made = notebook(RIGHT)
    below(made, "start", own_cell("x = 1", "code"))
    removed(made, "score-day-after")
    note = graded(made, exercise)["cells"][0]
    assert note["id"] == NOTE and note["metadata"] == {"tenmistakes": {"role": NOTE}}
    assert "score-day-after" in note["source"] and "graded notebook: 1." in note["source"]
    assert graded(notebook(RIGHT), exercise)["cells"][0]["id"] != NOTE


def test_an_empty_answer_stays_as_it_was_handed_out(exercise: Exercise):
    for text in (None, "", " \n"):
        cell = named(graded(notebook(RIGHT, text), exercise), WRITTEN)
        assert "".join(cell["source"]) == "".join(named(released(), WRITTEN)["source"])


def _everything_evil(made: Notebook) -> None:
    """Everything in a notebook that is not an answer or a text, with something of the learner's in it."""
    made["metadata"] |= {"kernelspec": {"name": EVIL}, EVIL: EVIL}
    for cell in made["cells"]:
        is_text = (grade_id(cell) or "") == WRITTEN or cell["metadata"].get("tenmistakes")
        cell["metadata"] |= {"tags": [EVIL], EVIL: EVIL}
        if "nbgrader" in cell["metadata"]:
            cell["metadata"]["nbgrader"] |= {"checksum": EVIL, "points": 99, "task": True}
        if not is_text:
            cell["source"] = f"{EVIL}"
        cell["attachments"] = {EVIL: {"image/png": EVIL}}
        if cell["cell_type"] == "code":
            cell["outputs"] = [{"output_type": "display_data", "metadata": {}, "data": {"text/html": EVIL}}]
    below(made, "start", own_cell(EVIL), own_cell(EVIL, "code"))
    hand_in_cell(made)["source"] += f"\n{EVIL}\n#: {EVIL}"
    copied(made, "score-day-after", source=EVIL)


def test_nothing_else_of_the_learners_gets_in(exercise: Exercise):
    made = notebook(RIGHT, TEXT)
    _everything_evil(made)
    result = score(handed_in(made), exercise)
    data = rebuild(result, exercise)
    assert EVIL.encode() not in data
    assert result.points == sum(question.points for question in QUESTIONS.values())
    again = json.loads(data)
    assert without_outputs([c for c in again["cells"] if grade_id(c) != WRITTEN]) == without_outputs(
        [c for c in released()["cells"] if grade_id(c) != WRITTEN]
    )


def test_the_key_is_not_in_it(exercise: Exercise):
    source = content.home() / "solutions" / exercise.stem / f"{exercise.stem}.ipynb"
    model_answer = next(q for q in load(SLUG).questions.values() if q.id == "holding-statement").model_answer
    assert model_answer.split("\n")[0] in source.read_text(encoding="utf-8")
    data = rebuild(score(handed_in(notebook({}, TEXT)), exercise), exercise).decode()
    assert model_answer.split("\n")[0] not in data
    right = score(handed_in(notebook(RIGHT)), exercise)
    assert not any(marked.result.message in data for marked in right.items if marked.points)


_TRICKS = (
    "<script>EVIL()</script> <img src=x onerror=EVIL()> ![p](https://example.org/p.png)\n\n"
    "</div></div><script>EVIL()</script>\n\n[x](javascript:EVIL()) $\\href{javascript:EVIL()}{x}$\n\n"
    "```mermaid\ngraph\n```\n\n@@text/holding-statement@@ {{ 7 * 7 }}"
)


@pytest.fixture(scope="module", params=["formgrade", "feedback"])
def exporter(request: pytest.FixtureRequest) -> HTMLExporter:
    """nbgrader's own templates, as its formgrader and its feedback set them up."""
    config = Config()
    config.HTMLExporter.template_name = request.param
    config.HTMLExporter.extra_template_basedirs = [handlers.template_path]
    styles = Path(handlers.static_path) / "node_modules" / "bootstrap" / "dist" / "css"
    config.HTMLExporter.extra_template_paths = [str(styles)]
    return HTMLExporter(config=config)


def page(exporter: HTMLExporter, data: bytes) -> str:
    made = nbformat.reads(data.decode(), 4)
    for cell in made.cells:
        if "nbgrader" in cell.metadata:
            cell.metadata.nbgrader |= {"score": 1.0, "points": 2.0, "comment": None}
    resources = {
        "nbgrader": {"notebook": "08", "score": 1, "max_score": 2, "late_penalty": 0},
        **dict.fromkeys(("base_url", "notebook_id", "assignment_id", "submission_id", "notebook_path"), "x"),
        **{"index": 0, "total": 1},
    }
    return exporter.from_notebook_node(made, resources=resources)[0]


def test_a_text_is_harmless_in_the_pages_of_nbgrader(exporter: HTMLExporter, exercise: Exercise):
    plain = page(exporter, rebuild(score(handed_in(notebook(RIGHT, "Plain.")), exercise), exercise))
    tricky = page(exporter, rebuild(score(handed_in(notebook(RIGHT, _TRICKS)), exercise), exercise))
    for tag in ("<script", "<img", "<iframe", "<svg", "mermaid", "</div>"):
        assert tricky.count(tag) == plain.count(tag), tag
    assert "&lt;script&gt;EVIL()&lt;/script&gt;" in tricky
    assert not re.search(r"<[a-z][^<>]*EVIL", tricky)
    text = re.search(
        r'<div class="tm-text tex2jax_ignore mathjax_ignore" dir="auto">(.*?)</div>', tricky, re.S
    )
    assert text and "{{ 7 * 7 }}" in text[1] and "@@text/holding-statement@@" in text[1]


def test_flags_are_harmless_in_the_pages_of_nbgrader(exporter: HTMLExporter, exercise: Exercise):
    made = notebook(
        [*[entry("x", 1, question=f"{EVIL.lower()}/x")], *[entry(n, v) for n, v in RIGHT.items()]]
    )
    shown_page = page(exporter, rebuild(score(handed_in(made), exercise), exercise))
    assert (
        f"<li>Answers to questions that are not in this exercise did not count: {EVIL.lower()}/x.</li>"
        in shown_page
    )


@given(text=st.text(max_size=200))
def test_any_text_fits_into_its_slot(exercise: Exercise, text: str):
    made = graded(notebook(RIGHT, text), exercise)
    assert [c["id"] for c in without_outputs(made["cells"])] == [
        c["id"] for c in without_outputs(exercise.cells)
    ]
    nbformat.validate(made)


def test_the_course_is_not_changed_by_it(exercise: Exercise):
    before = copy.deepcopy(exercise.notebook)
    rebuild(score(handed_in(notebook(RIGHT, TEXT)), exercise), exercise)
    assert exercise.notebook == before
