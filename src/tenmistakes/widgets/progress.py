"""The ten lessons with what is there and how far the learner is, as HTML and as text."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from html import escape
from pathlib import Path

from tenmistakes import content, showing
from tenmistakes.answers.progress import read_progress
from tenmistakes.answers.schema import Entry
from tenmistakes.answers.session import Session
from tenmistakes.questions import Refused, Unknown, check, is_outdated, load
from tenmistakes.questions.loading import Mistake


@dataclass(frozen=True)
class Part:
    """A lesson or an exercise: how many of its questions are answered, and where it is."""

    name: str
    link: str
    answered: int
    of: int

    @property
    def words(self) -> str:
        """``not started``, ``3 of 9 answered`` or ``all 9 answered``."""
        if self.of == 0:
            return "nothing to answer"
        if self.answered == 0:
            return f"not started, {self.of} to answer"
        return (
            f"all {self.of} answered"
            if self.answered == self.of
            else f"{self.answered} of {self.of} answered"
        )


@dataclass(frozen=True)
class Row:
    """One mistake; without parts if it is still to come."""

    number: int
    title: str
    parts: tuple[Part, ...]


def rows(session: Session) -> list[Row]:
    """Every mistake the course has or means to have, with the learner's progress in it."""
    # Beside "lessons" lies "exercises"; nothing else is looked at, neither the learner's disk nor the folder
    # of somebody who learns in this checkout.
    folder = session.folder
    looked_at = (folder, folder.parent / "exercises") if folder.name == "lessons" else (folder,)
    answers = {name: entries for place in looked_at for name, entries in read_progress(place).items()}
    there = {place.slug: place for place in content.mistakes()}
    listed = {slug: (number, title) for number, slug, title in content.settings().planned}
    found = []
    for slug, place in there.items():
        number, title = listed.get(slug, (place.number, slug))
        try:
            mistake = load(slug)
        except (Unknown, Refused):  # a lesson without questions, or one being written
            found.append(Row(number, title, (Part("Lesson", f"{place.stem}.ipynb", 0, 0),)))
        else:
            found.append(Row(number, mistake.title, tuple(_parts(place, mistake, answers))))
    found += [Row(number, title, ()) for slug, (number, title) in listed.items() if slug not in there]
    return sorted(found, key=lambda row: row.number)


def _parts(place: content.Place, mistake: Mistake, answers: Mapping[str, list[Entry]]) -> Iterable[Part]:
    links = {
        "lesson": f"{place.stem}.ipynb",
        "exercise": f"../exercises/{place.stem}/{place.stem}.ipynb",
    }
    for kind, link in links.items():
        source = place.folder / f"{kind}.md"
        if source.is_file():
            asked = _asked(source, mistake)
            answered = [e for e in answers.get(f"{kind}/{mistake.slug}", ()) if e.question in asked]
            given = sum(_counts(entry, mistake) for entry in answered)
            yield Part(kind.capitalize(), link, given, len(asked))


def _asked(source: Path, mistake: Mistake) -> set[str]:
    """The questions a text notebook names in its code."""
    names = set(re.findall(r"\"([a-z0-9-]+/[a-z0-9-]+)\"", source.read_text(encoding="utf-8")))
    return names & {mistake.full_id(question) for question in mistake.questions.values()}


def _counts(entry: Entry, mistake: Mistake) -> bool:
    """Whether an answer is one: not blank, and given to the question as it is now."""
    question = mistake.questions[entry.question.partition("/")[2]]
    result = check(question, entry.value, mistake)
    return result.outcome != "not-attempted" and not is_outdated(entry.revision, question)


def html(table: list[Row]) -> str:
    """A table of contents: each mistake with links to its lesson and exercise, or that it is to come."""
    return showing.boxed(f'<ol class="tm-contents">{"".join(map(_row_html, table))}</ol>', "tm-progress")


def _row_html(row: Row) -> str:
    title = f"<strong>{escape(row.title)}</strong>"
    if not row.parts:
        return f'<li value="{row.number}" class="tm-coming">{title} <span class="tm-note">coming</span></li>'
    return f'<li value="{row.number}">{title}{"".join(map(_part_html, row.parts))}</li>'


def _part_html(part: Part) -> str:
    share = 100 * part.answered // part.of if part.of else 0
    bar = f'<span class="tm-bar" aria-hidden="true"><span style="width:{share}%"></span></span>'
    return (
        f'<p class="tm-part"><a href="{escape(part.link)}">{part.name}</a> '
        f'<span class="tm-note">{part.words}</span>{bar}</p>'
    )


def plain(table: list[Row]) -> str:
    """One line a mistake."""
    lines = []
    for row in table:
        parts = "; ".join(f"{part.name.lower()}: {part.words}" for part in row.parts) or "coming"
        lines.append(f"{row.number}. {row.title} ({parts})")
    return "\n".join(lines)
