"""Ids of cells, made from what a cell is: a small edit of its text leaves every id as it was."""

import re
import unicodedata
from collections.abc import Iterator, Sequence

from nbformat import NotebookNode

from tenmistakes.build.calls import calls
from tenmistakes.build.page import headings

_LONGEST = 48  # nbformat allows 64; the rest is for the number that makes an id unique


def derive(cells: Sequence[NotebookNode]) -> list[str]:
    """A valid, unique id for each cell.

    A graded or locked cell is named after its nbgrader id, any other code cell after what it calls, and a
    Markdown cell after its first heading or the section it stands in, with a number from the second on.
    """
    taken: set[str] = set()
    return [_unique(name, taken) for name in _names(cells)]


def _names(cells: Sequence[NotebookNode]) -> Iterator[str]:
    section = "top"
    for cell in cells:
        if cell.cell_type == "markdown":
            found = headings(cell)
            own = _slug(found[0].words) if found else section
            section = _slug(found[-1].words) if found else section
            yield cell.metadata.get("nbgrader", {}).get("grade_id") or own
        else:
            yield cell.metadata.get("nbgrader", {}).get("grade_id") or _called(cell) or f"{section}-code"


def _called(cell: NotebookNode) -> str | None:
    found = calls(cell)
    if not found:
        return None
    return _slug(" ".join(filter(None, (found[0].verb, found[0].name or found[0].target))))


def _unique(name: str, taken: set[str]) -> str:
    name = name[:_LONGEST].strip("-") or "cell"
    candidate, number = name, 1
    while candidate in taken:
        number += 1
        candidate = f"{name}-{number}"
    taken.add(candidate)
    return candidate


def _slug(words: str) -> str:
    plain = unicodedata.normalize("NFKD", words).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", plain.lower()).strip("-") or "section"
