"""Whether the course is finished: every question of the lessons that can be checked, and the ten checks."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from tenmistakes import content
from tenmistakes.answers.schema import Entry
from tenmistakes.plan.plan import Plan, day, full_id
from tenmistakes.questions import Mistake, Outcome, check, is_outdated, load

_NAMED = re.compile(r"\"([a-z0-9-]+/[a-z0-9-]+)\"")


@dataclass(frozen=True)
class Left:
    """A page of the course that is not finished: how many of its questions are answered."""

    title: str
    notebook: str
    answered: int
    of: int


@dataclass(frozen=True)
class Finish:
    """How far the learner is. ``day`` is that of the last answer it takes; None while something is left."""

    left: tuple[Left, ...]
    day: date | None


def finish(plan: Plan, answers: Iterable[Entry], lessons: Mapping[str, Iterable[Entry]]) -> Finish:
    """What is still to be answered, in the course's order, the plan's own checks last.

    ``answers`` and ``lessons`` are what the plan was made from. A text that nobody checks is not asked for.
    Raises :class:`Refused` or :class:`Unknown` if the questions of a lesson cannot be used.
    """
    left: list[Left] = []
    ours = {full_id(point.check.slug) for point in plan.points}
    times = [entry.time for entry in answers if entry.question in ours]
    for place in content.mistakes():
        mistake = load(place.slug)
        asked = checked_in_lesson(mistake)
        given = [e for e in lessons.get(f"lesson/{place.slug}", ()) if e.question in asked]
        counts = [entry.time for entry in given if _counts(entry, mistake)]
        times += counts
        if len(counts) < len(asked):
            left.append(Left(mistake.title, f"{place.stem}.ipynb", len(counts), len(asked)))
    if plan.unanswered:
        of = len(plan.points)
        left.append(Left("Your plan: the ten checks", "", of - len(plan.unanswered), of))
    return Finish(tuple(left), None if left else day(max(times)))


def checked_in_lesson(mistake: Mistake) -> set[str]:
    """The full ids of the questions that the lesson asks and that have an answer to check."""
    named = set(_NAMED.findall((mistake.place.folder / "lesson.md").read_text(encoding="utf-8")))
    checkable = (question for question in mistake.questions.values() if question.kind != "written")
    return named & {mistake.full_id(question) for question in checkable}


def _counts(entry: Entry, mistake: Mistake) -> bool:
    """Whether an answer is one: not blank, and given to the question as it is now."""
    question = mistake.questions[entry.question.partition("/")[2]]
    if is_outdated(entry.revision, question):
        return False
    return check(question, entry.value, mistake).outcome is not Outcome.NOT_ATTEMPTED
