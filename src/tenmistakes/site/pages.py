"""From built notebooks to pages that read well without running anything."""

import copy
import re
from collections.abc import Iterator
from dataclasses import dataclass
from html import escape
from itertools import pairwise
from pathlib import Path
from textwrap import shorten

import nbformat
from markdown_it import MarkdownIt
from nbformat import NotebookNode
from nbformat.v4 import new_markdown_cell, new_output

from tenmistakes import content, showing
from tenmistakes.build.calls import Call, calls
from tenmistakes.questions import find

LIVE = "live"
"""The folder of the site in which the notebooks run."""

_LINK = re.compile(r'(href="[^":]*)\.ipynb(?=["#])')
_UNSHOWN = {"lesson", "exercise", "score", "hand_in", "model_answers"}
"""Calls that start a notebook, score it or hand it in: a reader has nothing of them."""

_BARE = re.compile(r" \([;,\s]*\)")
"""What is left of the sources of a sentence, links in brackets, without the links."""

_markdown = MarkdownIt("commonmark")
_WORDS = ("text", "code_inline", "softbreak")


@dataclass(frozen=True)
class Page:
    """One notebook on its way to a page. ``name`` is its path without ``.ipynb``, as in the course."""

    name: str
    notebook: NotebookNode

    @property
    def kind(self) -> str:
        """``lesson``, ``exercise`` or ``start``."""
        return str(self.notebook.metadata["tenmistakes"]["kind"])

    @property
    def slug(self) -> str:
        """The mistake it is about."""
        return str(self.notebook.metadata["tenmistakes"]["slug"])

    @property
    def title(self) -> str:
        """The words of its first heading."""
        found = re.search(r"^# +(.+)$", "\n".join(c.source for c in self.notebook.cells), flags=re.M)
        return found[1].strip() if found else self.name

    @property
    def opening(self) -> str:
        """The first paragraph of its first section, or else under its title, without its sources."""
        first, *rest = [cell.source for cell in self.notebook.cells if cell.cell_type == "markdown"]
        paragraphs = [words for source in (*rest, first) for words in _paragraphs(source)]
        words = next((words for words in paragraphs if not words.startswith(("←", "→"))), self.title)
        return _BARE.sub("", words)

    @property
    def description(self) -> str:
        """What it is about, in at most 160 characters, for whoever searches."""
        ending = "" if self.title.endswith("?") else "."
        return shorten(f"{self.title}{ending} {self.opening}", 160, placeholder=" …")

    @property
    def up(self) -> str:
        """What leads from this page to the top of the site."""
        return "../" * self.name.count("/")

    @property
    def live(self) -> str:
        """Where it runs, as seen from its page."""
        return f"{self.up}{LIVE}/notebooks/index.html?path={self.name}.ipynb"


def course(home: Path) -> list[Page]:
    """Every lesson, in order, then every exercise."""
    names = [f"lessons/{place.stem}" for place in content.places()]
    names += [f"exercises/{place.stem}/{place.stem}" for place in content.mistakes()]
    return [Page(name, nbformat.read(home / f"{name}.ipynb", as_version=4)) for name in names]


def readable(page: Page, live: bool) -> NotebookNode:
    """The notebook as its page shows it: no code, each question in words, and the way to answer it.

    ``live`` says whether the site runs notebooks; where it does not, nothing leads there.
    """
    notebook = copy.deepcopy(page.notebook)
    door = page.live if live else ""
    cells = []
    for cell in _for_readers(notebook):
        if cell.cell_type == "markdown":
            cells.append(new_markdown_cell(cell.source, id=cell.id))
        else:
            cell.outputs = [new_output("display_data", {"text/html": html}) for html in _shown(cell, door)]
            cell.metadata.tags = ["remove-input"]
            cells.append(cell)
    if page.kind != "start" and any(cell.cell_type == "code" and cell.outputs for cell in cells):
        cells.insert(1, new_markdown_cell(_way_in(page, door)))
    notebook.cells = cells
    return notebook


def about_handing_in(notebook: NotebookNode) -> NotebookNode | None:
    """The cell that tells how to hand in, which stands before the one that does it."""
    for cell, after in pairwise(notebook.cells):
        if after.metadata.get("tenmistakes", {}).get("role") == "hand-in":
            return cell
    return None


def _for_readers(notebook: NotebookNode) -> Iterator[NotebookNode]:
    """All cells but those to write in, and how to hand in."""
    for cell in notebook.cells:
        is_answer = cell.cell_type == "markdown" and cell.metadata.get("nbgrader", {}).get("solution")
        if not is_answer and cell is not about_handing_in(notebook):
            yield cell


def _shown(cell: NotebookNode, door: str) -> Iterator[str]:
    """What a code cell shows to somebody who only reads."""
    called = {call.verb: call for call in calls(cell)}
    if called and called.keys() <= _UNSHOWN:
        return
    if asked := called.get("ask"):
        words = "Answer this live"
    else:
        words = "Predict, and move the sliders, live" if "simulate" in called else ""
    for html in _outputs(cell) or ([_question(asked)] if asked else []):
        yield _invited(_LINK.sub(r"\1.html", html), words, door)


def _outputs(cell: NotebookNode) -> list[str]:
    return [output.data["text/html"] for output in cell.outputs if "text/html" in output.get("data", {})]


def _question(call: Call) -> str:
    """An exercise is handed out without outputs: its questions, with no word on which answer is right."""
    mistake, question = find(call.target or "")
    return showing.question_html(showing.asked(question, mistake, explains=False), None, None)


def _invited(html: str, words: str, door: str) -> str:
    """A question or a simulation with the way to its live twin."""
    if not (words and door):
        return html
    link = f'<p class="tm-note tm-invitation"><a href="{escape(door)}">{words}</a></p>'
    return f"{html.removesuffix('</div>')}{link}</div>"


def _way_in(page: Page, door: str) -> str:
    if not door:
        words = "This page is for reading. To answer the questions, install the course."
        return f'<div class="tm-door"><p>{words}</p></div>'
    what = page.kind if page.kind in ("lesson", "exercise") else "page"
    return (
        f'<div class="tm-door"><p><a class="tm-live" href="{escape(door)}">Open this {what} live</a></p>'
        "<p>This page is for reading. The live one lets you predict, move the sliders and have your answers "
        "explained, in your browser: there is nothing to install, and your answers stay on your computer."
        "</p></div>"
    )


def _paragraphs(source: str) -> Iterator[str]:
    """The words of each paragraph, without their markup and without what is linked."""
    tokens = _markdown.parse(source)
    for before, token in pairwise(tokens):
        if before.type == "paragraph_open":
            words, linked = "", False
            for child in token.children or ():
                if child.type in ("link_open", "link_close"):
                    linked = child.type == "link_open"
                elif child.type in _WORDS and not linked:
                    words += child.content or " "
            yield " ".join(words.split())
