"""Whether the course is finished: every question of the lessons that can be checked, and the ten checks."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from tenmistakes import content
from tenmistakes.answers.schema import Entry
from tenmistakes.plan.plan import Plan, day, full_id
from tenmistakes.questions import Mistake, Outcome, Question, check_saved, load
from tenmistakes.questions.asked import asked


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
        wanted = asked(mistake, "lesson").checkable
        given = [e for e in lessons.get(f"lesson/{place.slug}", ()) if e.question in wanted]
        counts = [e.time for e in given if _counts(e, wanted[e.question], mistake)]
        times += counts
        if len(counts) < len(wanted):
            left.append(Left(mistake.title, f"{place.stem}.ipynb", len(counts), len(wanted)))
    if plan.unanswered:
        of = len(plan.points)
        left.append(Left("Your plan: the ten checks", "", of - len(plan.unanswered), of))
    return Finish(tuple(left), None if left else day(max(times)))


def _counts(entry: Entry, question: Question, mistake: Mistake) -> bool:
    """Whether an answer is one: not blank, and given to the question as it is now."""
    result = check_saved(question, entry.value, entry.revision, mistake)
    return result.outcome is not Outcome.NOT_ATTEMPTED
