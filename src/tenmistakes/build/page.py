"""One text source as a notebook whose cells know the line they were written on."""

from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Literal

import yaml
from jupytext.myst import MystMetadataParsingError, myst_to_notebook
from markdown_it import MarkdownIt
from nbformat import NotebookNode

from tenmistakes.content import Place
from tenmistakes.reading import Refused

LINE = "source_line"
"""Cell metadata while building: the line of the source at which the cell starts. Dropped at the end."""

Kind = Literal["lesson", "exercise", "start"]

_markdown = MarkdownIt("commonmark").enable("table")


@dataclass(frozen=True)
class Heading:
    """A heading of a page: its level (1 to 6), its words and its line in the source."""

    level: int
    words: str
    line: int


@dataclass(frozen=True)
class Page:
    """A ``lesson.md`` or ``exercise.md``, read."""

    kind: Kind
    place: Place
    path: Path
    notebook: NotebookNode

    @property
    def headings(self) -> list[Heading]:
        """Every heading, in order."""
        return [heading for cell in prose(self.notebook) for heading in headings(cell)]

    @property
    def target(self) -> str:
        """The notebook that learners open for this page, relative to the root."""
        stem = self.place.stem
        return f"exercises/{stem}/{stem}.ipynb" if self.kind == "exercise" else f"lessons/{stem}.ipynb"

    @property
    def title(self) -> str:
        """The words of the first heading, or the slug of a page that has none."""
        return next((heading.words for heading in self.headings), self.place.slug)


def read(path: Path, kind: Kind, place: Place) -> Page:
    """Read a MyST text notebook; Refused if it is not one."""
    try:
        text = path.read_text(encoding="utf-8").replace("\r\n", "\n")
        notebook = myst_to_notebook(text, add_source_map=True)
    except (MystMetadataParsingError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise Refused(
            [(str(path), "the whole file", f"This is not a MyST text notebook: {error}.")]
        ) from None
    lines = text.splitlines()
    for cell, start in zip(notebook.cells, notebook.metadata.pop("source_map"), strict=True):
        cell.metadata[LINE] = _first_line(lines, start, cell.source)
    return Page(kind, place, path, notebook)


def _first_line(lines: list[str], start: int, source: str) -> int:
    """The line, from 1, at which ``source`` stands: blank lines and cell options come before it."""
    wanted = source.split("\n")
    for index in range(start, len(lines)):
        if lines[index : index + len(wanted)] == wanted:
            return index + 1
    return start + 1


def prose(notebook: NotebookNode) -> list[NotebookNode]:
    """The Markdown cells."""
    return [cell for cell in notebook.cells if cell.cell_type == "markdown"]


def code(notebook: NotebookNode) -> list[NotebookNode]:
    """The code cells."""
    return [cell for cell in notebook.cells if cell.cell_type == "code"]


def tagged(cell: NotebookNode, tag: str) -> bool:
    """Whether the cell carries the tag."""
    return tag in cell.metadata.get("tags", [])


def line_of(cell: NotebookNode, offset: int = 0) -> int:
    """The line of the source at which the cell, or the ``offset``-th line inside it, stands."""
    return int(cell.metadata.get(LINE, 1)) + offset


def headings(cell: NotebookNode) -> list[Heading]:
    """The headings of a Markdown cell."""
    tokens = _markdown.parse(cell.source)
    return [
        Heading(int(token.tag[1]), inline.content, line_of(cell, token.map[0]))
        for token, inline in pairwise(tokens)
        if token.type == "heading_open"
    ]


def links(cell: NotebookNode) -> list[tuple[str, int]]:
    """The links of a Markdown cell: address, line."""
    return [
        (str(child.attrs.get("href", "")), line_of(cell, token.map[0]))
        for token in _markdown.parse(cell.source)
        for child in token.children or ()
        if child.type == "link_open"
    ]


def images(cell: NotebookNode) -> list[tuple[str, str, int]]:
    """The images of a Markdown cell: address, words, line."""
    return [
        (str(child.attrs.get("src", "")), child.content.strip(), line_of(cell, token.map[0]))
        for token in _markdown.parse(cell.source)
        for child in token.children or ()
        if child.type == "image"
    ]
