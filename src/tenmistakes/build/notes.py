"""The notes for whoever teaches: minutes, ideas to listen for, things to argue about, rubrics.

They are made from what the lessons and exercises are made of, so that they cannot fall behind.
"""

import re
from collections import Counter
from collections.abc import Iterator, Mapping

from tenmistakes.build.calls import calls
from tenmistakes.build.material import Material
from tenmistakes.build.page import Page
from tenmistakes.build.steps import graded
from tenmistakes.questions import Mistake
from tenmistakes.questions.check import points_text
from tenmistakes.questions.key import named_misconceptions
from tenmistakes.questions.kinds import Misconception, Written
from tenmistakes.sources import outside_code

NAME = "docs/teaching.md"
WORDS, ASKED, SIMULATED = 200, 1, 3
"""Words read in a minute; minutes for a question, and for a simulation."""
IDEAS = 8
"""So many misconceptions of a lesson are named."""

_UNREAD = re.compile(r"\[@[^\]]*\]|<!--.*?-->", re.DOTALL)
_NOTHING = 0.1
"""Minutes of a section of which nobody reads much, such as the list of sources."""
_SECTION = re.compile(r"^(?=## )", re.MULTILINE)
_HEAD = f"""\
# Teaching notes

<!-- Made by `python3 course.py build` from course/. Change it there; what is changed here is lost. -->

What to have beside you when you teach a lesson: how long its parts take, which wrong ideas to listen for,
what a class can argue about, and the rubric of the one answer that a person grades.
[instructor.md](instructor.md) tells how to hand out, grade and give back.

The minutes are reckoned: {WORDS} words a minute, {ASKED} minute for a question, {SIMULATED} for a simulation,
and at least 1 for a section. They are for somebody who works alone, and writing in one's own words is not in
them. Add ten minutes for each argument that you hold."""


def notes(course: Mapping[str, Material]) -> bytes:
    """The whole document, as Markdown."""
    taught = [(each, each.exercise, each.mistake) for each in course.values()]
    lessons = [_Notes(each, page, mistake) for each, page, mistake in taught if page and mistake]
    table = [
        "| | lesson | minutes | exercise | minutes | in one's own words |",
        "| ---: | --- | ---: | --- | ---: | --- |",
        *(each.row for each in lessons),
    ]
    parts = [_HEAD, "\n".join(table), *(part for each in lessons for part in each.parts())]
    # Two dollar signs would make a formula.
    text = outside_code("\n\n".join(parts), lambda prose: prose.replace("$", "<span>$</span>"))
    return f"{text}\n".encode()


def minutes(page: Page) -> dict[str, int]:
    """Section of a page -> minutes, at least 1; what stands above the first section is part of it."""
    spent: dict[str, float] = {}
    section, above = "", 0.0
    for cell in page.notebook.cells:
        if cell.cell_type == "code":
            verbs = Counter(call.verb for call in calls(cell))
            spent[section] = spent.get(section, 0.0) + verbs["ask"] * ASKED + verbs["simulate"] * SIMULATED
            continue
        for text in _SECTION.split(cell.source):
            words = len(_UNREAD.sub("", text).split()) / WORDS
            if text.startswith("## "):
                section = text.partition("\n")[0].removeprefix("## ").strip()
                above, words = 0.0, words + above
            elif not section:
                above += words
                continue
            spent[section] = spent.get(section, 0.0) + words
    spent.pop("", None)  # code that only opens the page
    return {section: max(1, round(time)) for section, time in spent.items() if time > _NOTHING}


class _Notes:
    """What there is to say of one lesson and its exercise."""

    def __init__(self, material: Material, exercise: Page, mistake: Mistake) -> None:
        self._material, self._mistake = material, mistake
        self._lesson = minutes(material.lesson)
        self._exercise = sum(minutes(exercise).values())
        asked = [mistake.questions[name] for name in graded(exercise.notebook, mistake.slug)]
        self._points = sum(question.points for question in asked)
        self._questions = len(asked)
        self._written = [question for question in asked if isinstance(question, Written)]

    @property
    def _title(self) -> str:
        return f"{self._mistake.number}. {self._material.lesson.title}"

    @property
    def row(self) -> str:
        """A line of the overview."""
        anchor = re.sub(r"[^\w -]", "", self._title.lower()).replace(" ", "-")
        words = " and ".join(f"{question.words} words" for question in self._written)
        asked = f"{self._questions} questions, {points_text(self._points)}"
        return (
            f"| {self._mistake.number} | [{self._material.lesson.title}](#{anchor}) "
            f"| {sum(self._lesson.values())} | {asked} | {self._exercise} | {words} |"
        )

    def parts(self) -> Iterator[str]:
        """What is said, in pieces with a blank line between them."""
        yield f"## {self._title}"
        times = " · ".join(f"{section} {time}" for section, time in self._lesson.items())
        yield f"**Minutes.** {times}. Together {sum(self._lesson.values())}; the exercise {self._exercise}."
        ideas = _commonest(self._mistake)
        rest = len(self._mistake.misconceptions) - len(ideas)
        more = f" {rest} others are in `course/{self._material.place.stem}/questions.yaml`." if rest else ""
        yield f"**Ideas to listen for.** These are the ones that most questions bring to light.{more}"
        yield "\n".join(
            f"- **“{_bare(idea.idea)}”** {idea.tempting} {idea.instead} (*{idea.see}*)" for idea in ideas
        )
        if self._material.prompts:
            yield "**To argue about**"
            yield "\n\n".join(
                f"{number}. {each.prompt}\n\n   *Listen for:* {each.listen} (*{each.see}*)"
                for number, each in enumerate(self._material.prompts, start=1)
            )
        for question in self._written:
            yield f"**The written answer**, {points_text(question.points)}. The solution has a model answer."
            yield "\n".join(f"> {line}".rstrip() for line in question.prompt.split("\n"))
            table = ["| points | for |", "| ---: | --- |"]
            table += [
                f"| {line.points:g} | {line.text.replace('|', chr(92) + '|')} |" for line in question.rubric
            ]
            yield "\n".join(table)


def _commonest(mistake: Mistake) -> list[Misconception]:
    """The misconceptions that most questions can bring to light, in the order of their file."""
    count = Counter(name for each in mistake.questions.values() for name in named_misconceptions(each))
    names = sorted(mistake.misconceptions, key=lambda name: -count[name])[:IDEAS]
    return [idea for name, idea in mistake.misconceptions.items() if name in names]


def _bare(idea: str) -> str:
    """An idea that is to stand between quotation marks; those within become single ones."""
    return idea.replace("“", "‘").replace("”", "’")
