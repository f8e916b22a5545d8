"""The graded notebook: the exercise as it was handed out, with the learner's answers and what they earned.

Nothing of the submitted notebook gets in but the values of answers and the written texts. The notebook is
laid out once for a class, with a slot wherever something is the learner's own; filling them is all that is
done for each submission.
"""

import json
import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from html import escape
from typing import Any

from tenmistakes import showing
from tenmistakes.grading.exercise import Exercise, grade_id, source
from tenmistakes.grading.flags import Flag
from tenmistakes.grading.scoring import Graded, Marked
from tenmistakes.grading.texts import plain_html, safe_html
from tenmistakes.questions import Outcome, Result

NOTE = "grading-note"
"""The id of the cell that lists the flags, if there are any, and its role."""

_SLOT = re.compile(r'"@@([a-z-]+)/([a-z0-9-]+)@@"')
_LONGEST_SHOWN = 500


def rebuild(graded: Graded, exercise: Exercise) -> bytes:
    """The graded notebook as a file: the same bytes whenever the same is graded."""
    values = {(NOTE, "flags"): _note(graded.flags)}
    for marked in graded.items:
        for slot, value in _values(marked, exercise):
            values[slot, marked.item.question.id] = value
    text = "".join(
        part if isinstance(part, str) else json.dumps(values[part], ensure_ascii=False)
        for part in _layout(exercise, bool(graded.flags))
    )
    return text.encode()


def _values(marked: Marked, exercise: Exercise) -> Iterator[tuple[str, str]]:
    """What stands in the slots of one item."""
    if marked.item.written:
        yield "text", _text(marked, exercise)
        return
    view = exercise.views[marked.item.full_id]
    html = showing.question_html(view, marked.answer, None)
    plain = showing.question_plain(view, marked.answer, None)
    if marked.discarded is not None:
        saved = json.dumps(marked.discarded, ensure_ascii=False)
        saved = saved if len(saved) <= _LONGEST_SHOWN else f"{saved[:_LONGEST_SHOWN]} …"
        note = f"Saved, and no answer to this question: <code>{escape(saved)}</code>"
        html += f'<p class="tm-note {showing.NO_FORMULAS}">{note}</p>'
    yield "asked-html", html
    yield "asked-text", plain
    result = marked.result
    yield "verdict-html", _verdict(result.outcome, result.points, result.possible, result.message)
    yield "points", repr(marked.points)


@lru_cache(maxsize=2_000)
def _verdict(outcome: Outcome, points: float, possible: float, message: str) -> str:
    """Outcome, points and message: a class has few different ones."""
    shown = showing.in_words(Result(points, possible, outcome, "", None, message))
    return showing.boxed(showing.verdict_html(shown))


def _text(marked: Marked, exercise: Exercise) -> str:
    if marked.answer is not None:
        return safe_html(marked.answer)
    cell = next(cell for cell in exercise.cells if grade_id(cell) == marked.item.cell)
    return source(cell)


def _note(flags: tuple[Flag, ...]) -> str:
    heading = "<p><strong>What the grader noticed</strong></p>"
    return heading + plain_html([flag.sentence for flag in flags])


@lru_cache(maxsize=32)
def _layout(exercise: Exercise, noted: bool) -> tuple[str | tuple[str, str], ...]:
    """The notebook's file in pieces: text that is the same for all, and between it the slots."""
    cells = [_laid_out(cell, exercise) for cell in exercise.cells if not _is_a_gap(cell)]
    if noted:
        cells.insert(0, _cell("markdown", NOTE, _slot(NOTE, "flags")))
    notebook = {**exercise.notebook, "cells": cells, "nbformat": 4, "nbformat_minor": 5}
    text = json.dumps(notebook, indent=1, sort_keys=True, ensure_ascii=False) + "\n"
    pieces = _SLOT.split(text)
    return tuple(_woven(pieces))


def _woven(pieces: list[str]) -> Iterator[str | tuple[str, str]]:
    for at in range(0, len(pieces) - 2, 3):
        yield pieces[at]
        yield pieces[at + 1], pieces[at + 2]
    yield pieces[-1]


def _slot(kind: str, name: str) -> str:
    return f"@@{kind}/{name}@@"


def _cell(kind: str, name: str, text: str) -> dict[str, Any]:
    return {"cell_type": kind, "id": name, "metadata": {"tenmistakes": {"role": name}}, "source": text}


def _is_a_gap(cell: Mapping[str, Any]) -> bool:
    """Whether the cell only marks where the solution has one: formgrader would take it for an answer."""
    marks = cell["metadata"].get("nbgrader", {})
    return bool(marks.get("solution")) and not marks.get("grade")


def _laid_out(cell: Mapping[str, Any], exercise: Exercise) -> dict[str, Any]:
    """A cell of the course with slots in it."""
    laid = dict(cell)
    if laid["cell_type"] == "code":
        laid |= {"execution_count": None, "outputs": []}
    kind, _, name = (grade_id(cell) or "").partition("-")
    questions = {item.question.id: item for item in exercise.items}
    if name not in questions:
        return laid
    if grade_id(cell) == questions[name].cell and questions[name].written:
        laid["source"] = _slot("text", name)
    elif kind == "ask":
        laid["outputs"] = [_output("display_data", "asked-html", "asked-text", name)]
    elif grade_id(cell) == questions[name].cell:
        # nbgrader reads the points off a grading cell's last value, as text.
        laid["outputs"] = [
            _output("execute_result", "verdict-html", "points", name) | {"execution_count": None}
        ]
    return laid


def _output(kind: str, html: str, text: str, name: str) -> dict[str, Any]:
    data = {"text/html": _slot(html, name), "text/plain": _slot(text, name)}
    return {"output_type": kind, "data": data, "metadata": {}}
