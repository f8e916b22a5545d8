"""Structural damage: cells deleted, copied, moved, split, merged, retyped, stripped, and other notebooks."""

import copy
import json
from collections.abc import Callable
from typing import Any

from tenmistakes import content
from tenmistakes.answers import embedding

from ..classroom import MIXED, MIXED_POINTS, NOTEBOOK, notebook, place_of, saved
from ..making import NAME, RIGHT, TEXT, beside, entries, hand_in_cell, named
from .case import ALL, FAILED, GRADED, REVIEW, Bad, Desk, numbered, of_notebook, of_text

Notebook = dict[str, Any]
WRITTEN = "written-holding-statement"
PROMPT = "prompt-holding-statement"
STUB = "Double-click here (or press Enter) and write your answer."


def _cell(kind: str, source: str, **more: Any) -> dict[str, Any]:
    made = {"cell_type": kind, "id": f"own-{len(source)}-{kind}", "metadata": {}, "source": source, **more}
    return made | {"outputs": [], "execution_count": None} if kind == "code" else made


def _insert(grade_id: str, *cells: dict[str, Any], after: int = 1) -> Callable[[Notebook], None]:
    def change(made: Notebook) -> None:
        where = place_of(made, grade_id) + after
        made["cells"][where:where] = cells

    return change


def _remove(*grade_ids: str) -> Callable[[Notebook], None]:
    def change(made: Notebook) -> None:
        for grade_id in grade_ids:
            del made["cells"][place_of(made, grade_id)]

    return change


def _keep(*grade_ids: str) -> Callable[[Notebook], None]:
    """All cells of the course go but these and the hand-in cell."""

    def change(made: Notebook) -> None:
        kept = [named(made, grade_id) for grade_id in grade_ids]
        made["cells"] = [*kept, hand_in_cell(made)]

    return change


def _copied(grade_id: str, **changed: Any) -> Callable[[Notebook], None]:
    """Copy and paste of a cell, right below it, with something changed in the copy."""

    def change(made: Notebook) -> None:
        where = place_of(made, grade_id)
        twin = copy.deepcopy(made["cells"][where]) | {"id": "a1b2c3d4"} | changed
        made["cells"].insert(where + 1, twin)

    return change


def _set(grade_id: str, **changed: Any) -> Callable[[Notebook], None]:
    return lambda made: named(made, grade_id).update(changed)


def _all(*changes: Callable[[Notebook], object]) -> Callable[[Notebook], None]:
    def change(made: Notebook) -> None:
        for step in changes:
            step(made)

    return change


def _strip_metadata(made: Notebook) -> None:
    made["metadata"] = {}
    for cell in made["cells"]:
        cell["metadata"] = {}


def _new_ids(made: Notebook) -> None:
    for number, cell in enumerate(made["cells"]):
        cell["id"] = f"{number:08x}"


def _no_hand_in(made: Notebook) -> None:
    made["cells"].remove(hand_in_cell(made))


def _hand_in_twice(made: Notebook) -> None:
    """An earlier hand-in cell kept above the one that counts."""
    twin = copy.deepcopy(hand_in_cell(made))
    twin |= {"id": "a1b2c3d4", "source": embedding.write(entries(MIXED, "2026-01-30T09:30:00.000Z"))}
    made["cells"].insert(3, twin)


def _hand_in_split(made: Notebook) -> None:
    """Ctrl+Shift+Minus in the middle of the record: the second half is a cell without a header."""
    cell = hand_in_cell(made)
    lines = cell["source"].split("\n")
    cell["source"] = "\n".join(lines[:6])
    second = _cell("code", "\n".join(lines[6:])) | {"metadata": copy.deepcopy(cell["metadata"])}
    made["cells"].append(second)


def _hand_in_indented(made: Notebook) -> None:
    cell = hand_in_cell(made)
    cell["source"] = "\n".join("    " + line for line in cell["source"].split("\n"))


def _hand_in_commented(made: Notebook) -> None:
    """Ctrl+/ over the whole cell."""
    cell = hand_in_cell(made)
    cell["source"] = "\n".join("# " + line for line in cell["source"].split("\n"))


def _hand_in_curly(made: Notebook) -> None:
    """One line pasted through a word processor."""
    cell = hand_in_cell(made)
    lines = cell["source"].split("\n")
    where = next(n for n, line in enumerate(lines) if "day-after" in line)
    lines[where] = lines[where].replace('"', "”")
    cell["source"] = "\n".join(lines)


def _hand_in_lines(made: Notebook) -> None:
    """The format's other way to write a source."""
    cell = hand_in_cell(made)
    cell["source"] = cell["source"].splitlines(keepends=True)


def _hand_in_returns(made: Notebook) -> None:
    cell = hand_in_cell(made)
    cell["source"] = cell["source"].replace("\n", "\r\n")


def _hand_in_as(kind: str) -> Callable[[Notebook], None]:
    def change(made: Notebook) -> None:
        cell = hand_in_cell(made)
        cell["cell_type"] = kind
        del cell["outputs"], cell["execution_count"]

    return change


def _merged(made: Notebook) -> None:
    """Select all, merge cells: one cell with everything in it."""
    source = "\n\n".join("".join(cell["source"]) for cell in made["cells"])
    made["cells"] = [_cell("code", source)]


def _own_program(made: Notebook) -> None:
    made["metadata"] |= {
        "kernelspec": {"name": "ir", "display_name": "R", "language": "R"},
        "language_info": {"name": "R", "file_extension": ".r"},
        "colab": {"provenance": [], "toc_visible": True},
        "jupytext": {"formats": "ipynb,md"},
        "vscode": {"interpreter": {"hash": "0" * 64}},
        "widgets": {"application/vnd.jupyter.widget-state+json": {"state": {"x" * 40: {}}}},
        "signature": "sha256:0",
    }


def _odd_parts(made: Notebook) -> None:
    """Null, lists and numbers where the format has other things."""
    made["metadata"] = None
    made["cells"][0]["metadata"] = []
    made["cells"][3]["source"] = ["Wickerby", 8, None]
    made["cells"][4]["source"] = {"text": "Saturday"}
    made["cells"][5]["outputs"] = "none"


def _sidecar_too(*changes: Callable[[Notebook], object]) -> Callable[[Desk], None]:
    def make(desk: Desk) -> None:
        made = notebook(RIGHT)
        _all(*changes)(made)
        desk.save(made)
        desk.sidecar()

    return make


def _foreign(desk: Desk) -> None:
    cells = [_cell("markdown", "# Statistics, sheet 3"), _cell("code", "import numpy as np\nnp.mean([1, 2])")]
    desk.save({"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 5})


def _another_exercise(made: Notebook) -> None:
    """As exercise 5 would look: its own slug, questions and cells."""
    text = json.dumps(made["cells"]).replace("no-crisis-plan", "no-audience")
    for name in ("wickerby", "four-mornings", "friday-at-five", "holding-statement", "sunday-morning"):
        text = text.replace(name, f"other-{name}")
    made["cells"] = json.loads(text)
    _new_ids(made)
    made["metadata"]["tenmistakes"]["slug"] = "no-audience"


def _lesson(desk: Desk) -> None:
    metadata = {"tenmistakes": {"kind": "lesson", "slug": "no-crisis-plan"}}
    cells = [
        _cell("markdown", "# 8. Not planning for the worst"),
        _cell("code", 'from tenmistakes import ask, lesson\n\nlesson("no-crisis-plan")'),
    ]
    desk.save({"cells": cells, "metadata": metadata, "nbformat": 4, "nbformat_minor": 5})


def _graded_before(made: Notebook) -> None:
    """A learner hands the graded notebook of another course's run in again: points all over the outputs."""
    hand_in_cell(made)["source"] = f"{embedding.HEAD}\n{embedding.CALL}"
    for name in RIGHT:
        named(made, f"score-{name}")["outputs"] = [
            {
                "output_type": "execute_result",
                "execution_count": 1,
                "metadata": {},
                "data": {"text/plain": "6.0"},
            }
        ]


_SOLUTION = content.home() / "solutions" / NAME / NOTEBOOK

CASES = numbered(
    "structural damage",
    [
        # The written answer
        of_text("the written cell copied, both alike", _copied(WRITTEN), "answer-cell-copied"),
        of_text(
            "the written cell copied, the copy emptied", _copied(WRITTEN, source=""), "answer-cell-copied"
        ),
        of_text(
            "the written cell copied before it was filled",
            _all(_copied(WRITTEN, source=TEXT), _set(WRITTEN, source=STUB)),
            "answer-cell-copied",
        ),
        of_text(
            "two drafts in two copies",
            _copied(WRITTEN, source="A second draft, and a shorter one."),
            "answer-cell-copied",
            text="A second draft",
        ),
        of_text("a thousand copies of it", _all(*[_copied(WRITTEN)] * 1000), "answer-cell-copied"),
        of_text(
            "the written cell turned into code",
            _set(WRITTEN, cell_type="code", outputs=[], execution_count=None),
            "answer-cell-retyped",
        ),
        of_text(
            "the written cell turned into raw text", _set(WRITTEN, cell_type="raw"), "answer-cell-retyped"
        ),
        of_text(
            "the written cell moved to the top",
            lambda made: made["cells"].insert(0, made["cells"].pop(place_of(made, WRITTEN))),
            "cells-moved",
        ),
        of_text("the written cell has lost its marks", _set(WRITTEN, metadata={}), "metadata-missing"),
        of_text(
            "the written cell has lost its marks and its id",
            _set(WRITTEN, metadata={}, id="a1b2c3d4"),
            "answer-cell-missing",
        ),
        of_text(
            "the written cell replaced by a cell of one's own",
            _all(_insert(WRITTEN, _cell("markdown", TEXT)), _remove(WRITTEN)),
            "answer-cell-missing",
        ),
        of_text(
            "the text in a cell below the empty one",
            _all(_insert(WRITTEN, _cell("markdown", TEXT)), _set(WRITTEN, source=STUB)),
            "text-elsewhere",
        ),
        of_text(
            "the text below the empty one, in a code cell",
            _all(_insert(WRITTEN, _cell("code", TEXT)), _set(WRITTEN, source=STUB)),
            "text-elsewhere",
        ),
        of_text(
            "the text between question and empty cell",
            _all(_insert(PROMPT, _cell("markdown", TEXT)), _set(WRITTEN, source="")),
            "text-elsewhere",
        ),
        of_text(
            "the text behind the question itself",
            _all(
                lambda made: named(made, PROMPT).update(
                    source="".join(named(made, PROMPT)["source"]) + "\n\n" + TEXT
                ),
                _set(WRITTEN, source=STUB),
            ),
            "text-elsewhere",
            "cells-edited",
        ),
        of_text("the text under what it said before", _set(WRITTEN, source=f"{STUB}\n\n{TEXT}")),
        of_text(
            "the text split into two cells",
            _all(_set(WRITTEN, source=TEXT[:17]), _insert(WRITTEN, _cell("markdown", TEXT[17:]))),
            "text-continued",
            text="sorry. You hear from us here by noon",
        ),
        of_notebook(
            "the written cell deleted, no text anywhere", _remove(WRITTEN), GRADED, ALL, "answer-cell-missing"
        ),
        of_notebook("the written cell emptied", _set(WRITTEN, source="")),
        of_notebook("nothing but blanks written", _set(WRITTEN, source=" \n\t\u00a0\n")),
        of_notebook(
            "a text of a million letters",
            _set(WRITTEN, source="We are sorry. " * 75_000),
            REVIEW,
            ALL,
            "text-cut",
            text="We are sorry.",
        ),
        # Cells of the course
        of_notebook("a grading cell copied", _copied("score-crisis-plan"), GRADED, ALL, "cells-copied"),
        of_notebook("a question copied", _copied("ask-crisis-plan"), GRADED, ALL, "cells-copied"),
        of_notebook(
            "every cell twice",
            lambda made: made.update(cells=made["cells"] * 2),
            REVIEW,
            ALL,
            "cells-copied",
            "answer-cell-copied",
        ),
        of_notebook("a grading cell deleted", _remove("score-crisis-plan"), GRADED, ALL, "cells-missing"),
        of_notebook("a question deleted", _remove("ask-crisis-plan"), GRADED, ALL, "cells-missing"),
        of_notebook(
            "the first cells deleted",
            lambda made: made["cells"].__delitem__(slice(0, 3)),
            GRADED,
            ALL,
            "cells-missing",
        ),
        of_notebook(
            "all grading cells deleted",
            _remove(*(f"score-{name}" for name in RIGHT)),
            GRADED,
            ALL,
            "cells-missing",
        ),
        of_text("all cells deleted but the two that count", _keep(WRITTEN), "cells-missing"),
        of_notebook("all cells in reverse", lambda made: made["cells"].reverse(), GRADED, ALL, "cells-moved"),
        of_notebook(
            "a grading cell changed to give full marks",
            _set("score-crisis-plan", source="100.0"),
            GRADED,
            ALL,
            "cells-edited",
        ),
        of_notebook(
            "a question's cell emptied", _set("ask-day-after", source=""), GRADED, ALL, "cells-edited"
        ),
        of_notebook(
            "ten cells of the learner's own",
            _insert("start", *[_cell("code", f"x = {n}") for n in range(10)]),
            GRADED,
            ALL,
            "cells-added",
        ),
        of_notebook(
            "blank cells at the end",
            lambda made: made["cells"].extend([_cell("code", ""), _cell("markdown", "")]),
        ),
        of_text(
            "everything merged into one cell",
            _merged,
            "answer-cell-missing",
            "cells-missing",
            "text-elsewhere",
        ),
        # Metadata
        of_text("all metadata stripped", _strip_metadata, "metadata-missing"),
        of_text("all metadata stripped, all ids new", _all(_strip_metadata, _new_ids), "metadata-missing"),
        of_text("all ids new", _new_ids),
        of_text(
            "ids that are no ids",
            lambda made: [cell.update(id=number) for number, cell in enumerate(made["cells"])],
        ),
        of_text("two cells with one id", lambda made: made["cells"][4].update(id=named(made, WRITTEN)["id"])),
        of_notebook("another program's metadata all over", _own_program),
        of_notebook("null and numbers where text belongs", _odd_parts, GRADED, ALL, "cells-edited"),
        of_notebook(
            "metadata of an old nbgrader",
            lambda made: [
                c["metadata"]["nbgrader"].update(schema_version=1)
                for c in made["cells"]
                if "nbgrader" in c["metadata"]
            ],
        ),
        # The hand-in cell
        Bad(
            "the hand-in cell deleted, answers beside",
            _sidecar_too(_no_hand_in),
            GRADED,
            ALL,
            frozenset({"cells-missing"}),
        ),
        of_notebook(
            "the hand-in cell deleted, no answers anywhere",
            _no_hand_in,
            GRADED,
            0,
            "cells-missing",
            "no-answers",
        ),
        of_notebook(
            "an earlier hand-in cell kept", _hand_in_twice, GRADED, ALL, "cells-copied", "cells-moved"
        ),
        of_notebook("the hand-in cell split in two", _hand_in_split, GRADED, ALL, "cells-copied"),
        of_notebook("the hand-in cell indented", _hand_in_indented),
        of_notebook("the hand-in cell commented out", _hand_in_commented),
        of_notebook(
            "a line of the record with curly quotes", _hand_in_curly, REVIEW, ALL - 2, "answers-damaged"
        ),
        of_notebook("the hand-in cell as a list of lines", _hand_in_lines),
        of_notebook("carriage returns in the hand-in cell", _hand_in_returns),
        of_notebook("the hand-in cell as Markdown", _hand_in_as("markdown")),
        of_notebook("the hand-in cell as raw text", _hand_in_as("raw")),
        of_notebook(
            "the hand-in cell at the top",
            lambda made: made["cells"].insert(0, made["cells"].pop()),
            GRADED,
            ALL,
            "cells-moved",
        ),
        of_notebook(
            "the hand-in cell without its marks", lambda made: hand_in_cell(made).update(metadata={}, id="x")
        ),
        of_notebook(
            "the hand-in cell was never run",
            lambda made: hand_in_cell(made).update(source=f"{embedding.HEAD}\n{embedding.CALL}"),
            GRADED,
            0,
            "no-answers",
        ),
        Bad(
            "the hand-in cell was never run, answers beside",
            _sidecar_too(
                lambda made: hand_in_cell(made).update(source=f"{embedding.HEAD}\n{embedding.CALL}")
            ),
            GRADED,
            ALL,
        ),
        # Other notebooks
        Bad("a notebook of another course", _foreign, FAILED, None, says="exercise"),
        Bad("the lesson in place of the exercise", _lesson, FAILED, None, says="lesson"),
        of_notebook(
            "another exercise under this name",
            _another_exercise,
            FAILED,
            None,
            "answers-unknown",
            says="no-audience",
        ),
        Bad(
            "the exercise as it was handed out",
            lambda desk: desk.save(notebook()),
            GRADED,
            0,
            frozenset({"no-answers"}),
        ),
        of_notebook("a graded notebook handed in again", _graded_before, GRADED, 0, "no-answers"),
        Bad(
            "the solution",
            lambda desk: desk.save(_SOLUTION.read_bytes()),
            REVIEW,
            0,
            frozenset({"cells-edited", "answers-missing"}),
            text="You are right about the line",
        ),
        Bad(
            "the right notebook under another's name, and another under its own",
            lambda desk: (desk.save(notebook(MIXED)), desk.save(saved(notebook(RIGHT)), "final FINAL.ipynb")),
            REVIEW,
            MIXED_POINTS,
            frozenset({"other-notebooks"}),
        ),
        Bad(
            "the answers file under another name",
            lambda desk: (desk.save(notebook()), desk.sidecar(name="08-no-crisis-plan (1).answers.json")),
            GRADED,
            ALL,
        ),
        Bad(
            "the answers in a kept damaged file",
            lambda desk: (
                desk.save(notebook()),
                desk.sidecar(beside(RIGHT)[:-30], name=f"{NAME}.answers.damaged-1.json"),
            ),
            REVIEW,
            ALL - 2,
            frozenset({"answers-damaged"}),
        ),
        Bad(
            "the answers in a second answers file",
            lambda desk: (
                desk.save(notebook()),
                desk.sidecar(beside(RIGHT, "lesson/no-crisis-plan")),
                desk.sidecar(name=f"{NAME}.answers-2.json"),
            ),
            GRADED,
            ALL,
            frozenset({"answers-of-another"}),
        ),
        Bad(
            "the notebook in a folder of its own",
            lambda desk: (
                (desk.folder / NAME).mkdir(),
                (desk.folder / NAME / NOTEBOOK).write_bytes(saved(notebook(RIGHT))),
            ),
            FAILED,
            None,
            says=NAME,
        ),
    ],
)
