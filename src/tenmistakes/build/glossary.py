"""The course's glossary: its terms, its page, and a link to it where a lesson first uses a term."""

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from itertools import groupby
from pathlib import Path

from nbformat import NotebookNode
from pydantic import TypeAdapter, ValidationError

from tenmistakes import reading
from tenmistakes.anchors import anchor
from tenmistakes.build import page
from tenmistakes.build.page import Page
from tenmistakes.reading import Problem, Refused
from tenmistakes.typed import Slug, Strict, Text

FILE = "glossary.yaml"
MARKER = "<!-- glossary -->"
_OPENING = "The idea in plain words"
"""Where a lesson begins to explain. What stands before it only uses a term."""

_PROTECTED = "|".join(
    (
        r"```.*?```|(?P<tick>`+).*?(?P=tick)",  # code
        r"^\#{1,6}[ ].*?$",  # headings
        r"^>.*?$",  # formulas, set apart
        r"!?\[[^\]]*\]\([^)]*\)|\[@[^\]]*\]|<[^>]*>",  # links, pictures, citations, comments and elements
        r"“(?:[^”\n]|\n(?!\s*\n))*”|\"(?:[^\"\n]|\n(?!\s*\n))*\"",  # what somebody says, in one paragraph
    )
)


class Term(Strict):
    """A word, what it means, the lesson that explains it, and the words that stand for it in a text."""

    term: Text
    means: Text
    lesson: Slug
    forms: tuple[Text, ...] = ()

    @property
    def heading(self) -> str:
        """The term as the glossary's page heads its entry."""
        return self.term[0].upper() + self.term[1:]

    @property
    def words(self) -> tuple[str, ...]:
        """What becomes a link in a lesson."""
        return self.forms or (self.term,)


class Glossary:
    """All terms, and how to find them in a text."""

    def __init__(self, terms: Sequence[Term]) -> None:
        self.terms = sorted(terms, key=lambda term: term.heading.casefold())

    @cached_property
    def _by_form(self) -> dict[str, Term]:
        return {_plain(form): term for term in self.terms for form in term.words}

    @cached_property
    def _pattern(self) -> re.Pattern[str]:
        forms = sorted(self._by_form, key=lambda form: (-len(form), form))
        either = "|".join(re.escape(form).replace(r"\ ", r"\s+") for form in forms)
        found = rf"(?<![\w-])(?P<form>{either})(?![\w-])"
        return re.compile(f"{_PROTECTED}|{found}", re.MULTILINE | re.DOTALL | re.IGNORECASE)

    def uses(self, text: str) -> Iterator[tuple[re.Match[str], Term]]:
        """Each use of a term in a Markdown text, outside of headings, links, code and quotations."""
        for match in self._pattern.finditer(text):
            if match["form"]:
                yield match, self._by_form[_plain(match["form"])]

    def link(self, notebook: NotebookNode, target: str) -> NotebookNode:
        """Link the first use of each term in the notebook to its entry on the page ``target``."""
        seen: set[str] = set()
        for cell in page.prose(notebook):
            pieces, end = [], 0
            for match, term in self.uses(cell.source):
                if term.term in seen:
                    continue
                seen.add(term.term)
                pieces += [cell.source[end : match.start()], _link(match.group(), term, target)]
                end = match.end()
            cell.source = "".join([*pieces, cell.source[end:]])
        return notebook

    def entries(self, lessons: Mapping[str, Page]) -> str:
        """The glossary as Markdown, by letter; ``lessons`` are the pages by slug."""
        parts = []
        for letter, terms in groupby(self.terms, key=lambda term: term.heading[0]):
            parts.append(f"## {letter}")
            for term in terms:
                parts.append(
                    f"### {term.heading}\n\n{term.means} {self._explained(term, lessons[term.lesson])}"
                )
        return "\n\n".join(parts)

    def _explained(self, term: Term, lesson: Page) -> str:
        section = self.section(term, lesson)
        assert section is not None  # the build refuses a term that its lesson does not use
        return (
            f"See [lesson {lesson.place.number}, *{section}*]({lesson.place.stem}.ipynb#{anchor(section)})."
        )

    def section(self, term: Term, lesson: Page) -> str | None:
        """The heading under which a lesson explains a term; None if it does not use it.

        That is the first that uses it behind the opening sections, or else in them.
        """
        heading, explaining, first = "", False, None
        for cell in page.prose(lesson.notebook):
            for block in re.split(r"^(?=#{1,6} )", cell.source, flags=re.MULTILINE):
                if found := re.match(r"#{1,6} +(.+)", block):
                    heading = found[1].strip()
                    explaining = explaining or heading == _OPENING
                if any(used == term for _, used in self.uses(block)):
                    first = first or heading
                    if explaining:
                        return heading
        return first


def read(folder: Path) -> Glossary | None:
    """The glossary in a folder of the course, None if it has none; Refused with every problem in it."""
    path = folder / FILE
    if not path.is_file():
        return None
    document = reading.read(path, str(path))
    try:
        terms = _TERMS.validate_python(document.data or [])
    except ValidationError as error:
        raise Refused([_problem(path, document, item) for item in error.errors()]) from None
    owners: dict[str, Term] = {}
    problems = []
    for place, term in enumerate(terms):
        for form in map(_plain, term.words):
            if form in owners:
                sentence = f"'{form}' stands for '{owners[form].term}' already."
                problems.append(Problem(str(path), f"line {document.line([place])}", sentence))
            owners.setdefault(form, term)
    if problems:
        raise Refused(problems)
    return Glossary(terms)


_TERMS = TypeAdapter(list[Term])


def _problem(path: Path, document: reading.Document, item: object) -> Problem:
    where = list(item["loc"])  # type: ignore[index]
    name = f"'{where[-1]}': " if len(where) > 1 else ""
    return Problem(str(path), f"line {document.line(where)}", f"{name}{item['msg']}.")  # type: ignore[index]


def _plain(form: str) -> str:
    return " ".join(form.casefold().split())


def _link(words: str, term: Term, target: str) -> str:
    means = term.means.replace("*", "").replace('"', '\\"')
    return f'[{words}]({target}#{anchor(term.heading)} "{means}")'
