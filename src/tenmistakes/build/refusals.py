"""What a source of the course may not say. Each check looks at one idea and yields what it finds wrong."""

import posixpath
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from difflib import get_close_matches

from tenmistakes.build import glossary, page
from tenmistakes.build.calls import Call, calls
from tenmistakes.build.material import Material, uses
from tenmistakes.build.page import Page, line_of, tagged
from tenmistakes.questions.asked import WRITTEN
from tenmistakes.questions.check import points_text
from tenmistakes.questions.kinds import Question, Written
from tenmistakes.reading import Problem

Course = Mapping[str, Material]
"""Slug -> everything in its folder."""

_COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
_MARKERS = ("<!-- sources -->", "<!-- previous-next -->", "<!-- points -->", glossary.MARKER)
_TYPED_POINTS = re.compile(r"(?<![\w.,])\d+(?:[.,]\d+)?[ \u00a0-](?:points?|pts?|marks?)\b", re.IGNORECASE)


def find(course: Course) -> list[Problem]:
    """Everything wrong with the course's pages, in the order of the course."""
    found: list[Problem] = []
    for material in course.values():
        for sheet in material.pages:
            for check in PAGE_CHECKS:
                found.extend(check(sheet, material, course))
        for check in FOLDER_CHECKS:
            found.extend(check(material))
        found.extend(unused_terms(material, course))
    return found


def _at(sheet: Page, line: int, sentence: str) -> Problem:
    return Problem(str(sheet.path), f"line {line}", sentence)


def _suggest(wrong: str, known: Iterable[str]) -> str:
    known = list(known)
    close = get_close_matches(wrong, known, n=1)
    if close:
        return f"Did you mean '{close[0]}'?"
    return f"There are: {', '.join(known)}." if known else "There is none yet."


def _calls(sheet: Page) -> Iterator[tuple[page.NotebookNode, Call]]:
    for cell in page.code(sheet.notebook):
        try:
            found = calls(cell)
        except SyntaxError:
            continue  # `unreadable_code` says so
        for call in found:
            yield cell, call


def _question(call: Call, course: Course) -> Question | None:
    material = course.get(call.slug)
    if material is None or material.mistake is None:
        return None
    return material.mistake.questions.get(call.name)


def unreadable_code(sheet: Page, material: Material, course: Course) -> Iterator[Problem]:
    """Code must be Python and start with a caption: that line stays visible when the cell is folded."""
    for cell in page.code(sheet.notebook):
        first, *_ = cell.source.split("\n")
        if not re.match(r"# \S", first):
            yield _at(sheet, line_of(cell), "A code cell starts with a short caption comment, '# …'.")
        try:
            calls(cell)
        except SyntaxError as error:
            line = line_of(cell, (error.lineno or 1) - 1)
            yield _at(sheet, line, f"This cell is not Python: {error.msg}.")


def unknown_ids(sheet: Page, material: Material, course: Course) -> Iterator[Problem]:
    """Every id a cell names must exist, written out as a text."""
    for _, call in _calls(sheet):
        if call.verb in ("ask", "simulate", "picture", "lesson", "exercise"):
            if call.target is None:
                yield _at(sheet, call.line, f"{call.verb}() needs its id written out, as a text in quotes.")
            else:
                sentence = _unknown(call, sheet, course)
                if sentence:
                    yield _at(sheet, call.line, sentence)
        if call.predict is not None:
            yield from _bad_prediction(sheet, call, course)


def _unknown(call: Call, sheet: Page, course: Course) -> str | None:
    if call.verb in ("lesson", "exercise"):
        if call.target != sheet.place.slug:
            return f"{call.verb}() names '{call.target}', but this page belongs to '{sheet.place.slug}'."
        return None
    if call.slug not in course:
        return f"The course has no '{call.slug}'. {_suggest(call.slug, course)}"
    material = course[call.slug]
    noun, known = {
        "ask": ("question", material.mistake.questions if material.mistake else {}),
        "simulate": ("simulation", material.simulations),
        "picture": ("picture", material.pictures),
    }[call.verb]
    if call.name not in known:
        return f"{call.slug} has no {noun} '{call.name}'. {_suggest(call.name, known)}"
    return None


def _bad_prediction(sheet: Page, call: Call, course: Course) -> Iterator[Problem]:
    slug, _, name = (call.predict or "").partition("/")
    mistake = course[slug].mistake if slug in course else None
    question = mistake.questions.get(name) if mistake else None
    if question is None:
        known = [f"{slug}/{other}" for other in mistake.questions] if mistake else list(course)
        sentence = f"There is no question '{call.predict}' to predict with. {_suggest(call.predict, known)}"
        yield _at(sheet, call.line, sentence)
    elif question.kind != "estimate" or question.points:
        sentence = f"A prediction is an estimate without points; '{call.predict}' is not."
        yield _at(sheet, call.line, sentence)


def wrong_frame(sheet: Page, material: Material, course: Course) -> Iterator[Problem]:
    """The first code cell opens the page; the last one of an exercise hands in, and no other does.

    A page to be read, such as the glossary, has no code at all.
    """
    cells = page.code(sheet.notebook)
    if not cells and sheet.kind != "exercise" and material.mistake is None:
        return
    opener = "exercise" if sheet.kind == "exercise" else "lesson"
    opened = [call for cell, call in _calls(sheet) if cells and cell is cells[0] and call.verb == opener]
    if not opened:
        line = line_of(cells[0]) if cells else 1
        yield _at(sheet, line, f'The first code cell must call {opener}("{sheet.place.slug}").')
    for cell, call in _calls(sheet):
        if call.verb in ("score", "model_answers"):
            yield _at(sheet, call.line, f"{call.verb}() is written by the build; take it out.")
        if call.verb == "hand_in" and not tagged(cell, "hand-in"):
            yield _at(sheet, call.line, "The cell that calls hand_in() must carry the tag 'hand-in'.")
    handing_in = [cell for cell, call in _calls(sheet) if call.verb == "hand_in"]
    if sheet.kind == "exercise" and (not handing_in or handing_in[-1] is not cells[-1]):
        line = line_of(cells[-1]) if cells else 1
        yield _at(sheet, line, "The last code cell of an exercise must call hand_in().")
    if sheet.kind != "exercise" and handing_in:
        yield _at(sheet, line_of(handing_in[0]), "Only an exercise is handed in.")


def wrong_points(sheet: Page, material: Material, course: Course) -> Iterator[Problem]:
    """Points come from the definition, and what has points is graded, once."""
    seen: set[str] = set()
    for cell, call in _calls(sheet):
        question = _question(call, course) if call.verb == "ask" else None
        if question is None:
            continue
        graded = tagged(cell, "graded")
        if graded and sheet.kind != "exercise":
            yield _at(sheet, call.line, "Only an exercise has graded questions; take the tag 'graded' away.")
        elif graded and question.kind == "written":
            sentence = f"'{call.target}' is written; a graded one stands as <!-- written: {call.target} -->."
            yield _at(sheet, call.line, sentence)
        elif graded and not question.points:
            yield _at(sheet, call.line, f"'{call.target}' is graded but has no points in questions.yaml.")
        elif not graded and question.points and sheet.kind == "exercise":
            sentence = f"'{call.target}' has {points_text(question.points)} but no tag 'graded'."
            yield _at(sheet, call.line, sentence)
        if graded and call.target in seen:
            yield _at(sheet, call.line, f"'{call.target}' is graded twice on this page.")
        if graded and sum(1 for other, _ in _calls(sheet) if other is cell) > 1:
            yield _at(sheet, call.line, "A graded cell holds its caption and one ask(), nothing else.")
        if graded:
            seen.add(call.target or "")
    yield from _wrong_written(sheet, course)
    yield from _typed_points(sheet)


def _wrong_written(sheet: Page, course: Course) -> Iterator[Problem]:
    seen: set[str] = set()
    for cell in page.prose(sheet.notebook):
        for match in WRITTEN.finditer(cell.source):
            line = line_of(cell, cell.source.count("\n", 0, match.start()))
            target = match["id"]
            slug, _, name = target.partition("/")
            mistake = course[slug].mistake if slug in course else None
            question = mistake.questions.get(name) if mistake else None
            if sheet.kind != "exercise":
                yield _at(sheet, line, "Only an exercise has a graded written question.")
            elif not isinstance(question, Written):
                known = (
                    [f"{slug}/{q.id}" for q in mistake.questions.values() if q.kind == "written"]
                    if mistake
                    else []
                )
                yield _at(sheet, line, f"There is no written question '{target}'. {_suggest(target, known)}")
            elif target in seen:
                yield _at(sheet, line, f"'{target}' is graded twice on this page.")
            elif not question.points:
                yield _at(sheet, line, f"'{target}' is graded but has no points in questions.yaml.")
            seen.add(target)


def _typed_points(sheet: Page) -> Iterator[Problem]:
    """In an exercise nowhere, in a lesson not beside a question."""
    cells = sheet.notebook.cells
    for index, cell in enumerate(cells):
        if cell.cell_type != "markdown":
            continue
        neighbours = [other for other in cells[max(0, index - 1) : index + 2] if other.cell_type == "code"]
        if sheet.kind != "exercise" and not any("ask(" in other.source for other in neighbours):
            continue
        for offset, text in enumerate(cell.source.split("\n")):
            typed = _TYPED_POINTS.search(text)
            if typed:
                yield _at(
                    sheet,
                    line_of(cell, offset),
                    f"'{typed.group()}' is typed here; points come from questions.yaml (<!-- points -->).",
                )


def broken_headings(sheet: Page, material: Material, course: Course) -> Iterator[Problem]:
    """One title, at the top; below it no level is skipped, so that a screen reader can follow."""
    level = 0
    for heading in sheet.headings:
        if heading.level > level + 1:
            wanted = "#" * (level + 1)
            sentence = f"The heading '{heading.words}' skips a level; it must start with '{wanted}'."
            yield _at(sheet, heading.line, sentence)
        elif heading.level == 1 and level:
            yield _at(sheet, heading.line, f"'{heading.words}' is a second title; a page has one.")
        level = heading.level
    if not sheet.headings:
        yield _at(sheet, 1, "The page has no title; it must start with '# …'.")


def wordless_pictures(sheet: Page, material: Material, course: Course) -> Iterator[Problem]:
    """A picture that nobody describes is not there for somebody who cannot see it."""
    for cell in page.prose(sheet.notebook):
        for address, words, line in page.images(cell):
            if not words:
                yield _at(sheet, line, f"The picture {address} has no words: ![words]({address}).")
        for match in re.finditer(r"<img\b[^>]*>", cell.source):
            line = line_of(cell, cell.source.count("\n", 0, match.start()))
            yield _at(sheet, line, "Write a picture as ![words](address), not as <img>.")


def broken_links(sheet: Page, material: Material, course: Course) -> Iterator[Problem]:
    """A link without a host leads from one notebook of the course to another."""
    targets = [other.target for found in course.values() for other in found.pages]
    for cell in page.prose(sheet.notebook):
        for address, line in page.links(cell):
            path = address.partition("#")[0]
            if not path or re.match(r"[a-z][a-z0-9+.-]*:", path):
                continue
            reached = posixpath.normpath(posixpath.join(posixpath.dirname(sheet.target), path))
            if reached not in targets:
                yield _at(sheet, line, f"The link {address} leads nowhere. {_suggest(reached, targets)}")


def unknown_markers(sheet: Page, material: Material, course: Course) -> Iterator[Problem]:
    """A comment that the build does not know is a slip of the pen, or a note that learners would get."""
    for cell in page.prose(sheet.notebook):
        for match in _COMMENT.finditer(cell.source):
            if match.group() not in _MARKERS and not WRITTEN.fullmatch(match.group()):
                line = line_of(cell, cell.source.count("\n", 0, match.start()))
                yield _at(sheet, line, f"{match.group()} is no marker. {_suggest(match.group(), _MARKERS)}")


def broken_sources(material: Material) -> Iterator[Problem]:
    """Every citation has a source, every source is used, and the lesson lists them."""
    used = set()
    for use in uses(material):
        used.add(use.source)
        if use.source not in material.sources:
            sentence = f"'{use.source}' is not in sources.yaml. {_suggest(use.source, material.sources)}"
            yield Problem(use.file, use.place, sentence)
    file = str(material.place.folder / "sources.yaml")
    for name in material.sources:
        if name not in used:
            yield Problem(file, f"source {name}", "Nothing uses this source: cite it or take it out.")
    listed = any("<!-- sources -->" in cell.source for cell in page.prose(material.lesson.notebook))
    if material.sources and not listed:
        yield _at(material.lesson, 1, "The lesson must list its sources: write <!-- sources --> at its end.")


def undescribed_pictures(material: Material) -> Iterator[Problem]:
    """Each picture of pictures.yaml says in words what it shows."""
    file = str(material.place.folder / "pictures.yaml")
    for name, picture in material.pictures.items():
        if not str(picture.get("words") or "").strip():
            yield Problem(file, f"picture {name}", "It has no words that say what it shows.")


def unused_terms(material: Material, course: Course) -> Iterator[Problem]:
    """Every term of the glossary is used in the lesson that it says explains it."""
    for term in material.glossary.terms if material.glossary else ():
        place = (str(material.place.folder / glossary.FILE), f"term {term.term}")
        lesson = course.get(term.lesson)
        if lesson is None:
            yield Problem(*place, f"The course has no '{term.lesson}'. {_suggest(term.lesson, course)}")
        elif material.glossary and material.glossary.section(term, lesson.lesson) is None:
            forms = " or ".join(f"'{form}'" for form in term.words)
            yield Problem(*place, f"The lesson '{term.lesson}' does not use {forms}.")


PageCheck = Callable[[Page, Material, Course], Iterator[Problem]]
PAGE_CHECKS: tuple[PageCheck, ...] = (
    unreadable_code,
    unknown_ids,
    wrong_frame,
    wrong_points,
    broken_headings,
    wordless_pictures,
    broken_links,
    unknown_markers,
)
FOLDER_CHECKS: tuple[Callable[[Material], Iterator[Problem]], ...] = (
    broken_sources,
    undescribed_pictures,
)
