"""What the saved answers come to: answered, right, points, plans, and what was missed."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from pathlib import Path
from typing import Literal

from tenmistakes import content
from tenmistakes.anchors import anchor
from tenmistakes.answers.progress import Kept, folders, read_everything
from tenmistakes.answers.schema import Entry, Record
from tenmistakes.questions import (
    Outcome,
    Question,
    Refused,
    Result,
    Unknown,
    check,
    check_saved,
    is_outdated,
    load,
)
from tenmistakes.questions.asked import asked
from tenmistakes.questions.kinds import Plan, Written
from tenmistakes.questions.loading import Mistake


@dataclass(frozen=True)
class Missed:
    """A wrong idea that the latest answer to some question still shows."""

    idea: str
    """Markdown, in the learner's own words: "If we say nothing, it blows over."."""
    heading: str
    """The section of the lesson that shows what happens instead."""
    link: str


@dataclass(frozen=True)
class Part:
    """A lesson or an exercise: where it is and how much of it is answered."""

    link: str
    answered: int
    of: int
    last: str
    """The time of the latest answer, UTC as in :class:`Entry`; empty if there is none."""

    @property
    def begun(self) -> bool:
        """Whether anything is answered."""
        return self.answered > 0

    @property
    def finished(self) -> bool:
        """Whether everything is answered."""
        return self.answered == self.of


@dataclass(frozen=True)
class Lesson(Part):
    """Its checks are the questions that have a right answer, predictions left out: a guess is free."""

    checks: int = 0
    right: int = 0
    at_first: int = 0
    """Right in the first answer that the learner had checked."""
    unwritten: int = 0
    """Texts for oneself that are not written yet. Nobody checks them, and no certificate asks for them."""

    @property
    def finished(self) -> bool:
        """Whether everything is answered that has an answer to check."""
        return self.answered + self.unwritten == self.of


@dataclass(frozen=True)
class Exercise(Part):
    """``earned`` and ``plan`` are None where the course explains an exercise only after grading."""

    points: float = 0.0
    """Those that an answer earns by itself."""
    read: float = 0.0
    """Those that a person gives."""
    earned: float | None = None
    plan: float | None = None
    """How far the plan goes from not planning (0 or less) to the best plan (1); None without one."""
    best: bool = False
    """Whether the plan counts as right: the best one, or as good."""


@dataclass(frozen=True)
class Row:
    """One mistake of the course; ``lesson`` is None if it is still to come."""

    number: int
    title: str
    lesson: Lesson | None = None
    exercise: Exercise | None = None
    missed: tuple[Missed, ...] = ()
    outdated: int = 0
    """Answers to questions that have changed since."""

    @property
    def parts(self) -> tuple[Part, ...]:
        """What there is to do."""
        return tuple(part for part in (self.lesson, self.exercise) if part is not None)

    @property
    def last(self) -> str:
        """The time of the latest answer in it."""
        return max((part.last for part in self.parts), default="")


@dataclass(frozen=True)
class Leaf:
    """A page of the course that is no mistake: its title and where it is."""

    title: str
    link: str


@dataclass(frozen=True)
class Standing:
    """The whole course, and how far the learner is in it."""

    rows: tuple[Row, ...]
    leaves: tuple[Leaf, ...]
    """The pages that are no mistake, the start page left out."""
    problems: tuple[str, ...]
    """Sentences about answers that are not counted."""

    @cached_property
    def lessons(self) -> list[Lesson]:
        """Every lesson that is there."""
        return [row.lesson for row in self.rows if row.lesson]

    @cached_property
    def exercises(self) -> list[Exercise]:
        """Every exercise that is there."""
        return [row.exercise for row in self.rows if row.exercise]


def stand(folder: Path, kept: Kept | None = None) -> Standing:
    """Where the learner stands whose start page is in ``folder``; raises content.Unsettled, nothing else."""
    kept = read_everything(folders(folder)) if kept is None else kept
    settings = content.settings()
    there = {place.slug: place for place in content.mistakes()}
    listed = {slug: (number, title) for number, slug, title in settings.planned}
    rows = [Row(number, title) for slug, (number, title) in listed.items() if slug not in there]
    for slug, place in there.items():
        number, title = listed.get(slug, (place.number, slug))
        try:
            mistake = load(slug)
        except (Unknown, Refused):  # a lesson without questions, or one being written
            rows.append(Row(number, title, Lesson(f"{place.stem}.ipynb", 0, 0, "")))
        else:
            rows.append(_row(number, mistake, kept.records, settings.explain == "at-once"))
    return Standing(
        tuple(sorted(rows, key=lambda row: row.number)),
        tuple(_leaves()),
        (*kept.problems, *_unknown(kept.records)),
    )


def _row(number: int, mistake: Mistake, records: Mapping[str, Record], explains: bool) -> Row:
    lesson = _Answers(mistake, "lesson", records)
    exercise = _Answers(mistake, "exercise", records)
    results = lesson.results + (exercise.results if explains else [])
    return Row(
        number,
        mistake.title,
        lesson.as_lesson(),
        exercise.as_exercise(explains),
        tuple(_missed(mistake, results)),
        lesson.outdated + exercise.outdated,
    )


class _Answers:
    """The answers to one page of a mistake, checked."""

    def __init__(
        self, mistake: Mistake, page: Literal["lesson", "exercise"], records: Mapping[str, Record]
    ) -> None:
        self.mistake = mistake
        self.asked = asked(mistake, page)
        record = records.get(f"{page}/{mistake.slug}", {})
        self.entries = {name: record[name] for name in self.asked.questions if record.get(name)}
        self.results: list[tuple[Question, Result]] = []
        self.answered = self.outdated = 0
        for name, entries in self.entries.items():
            question, latest = self.asked.questions[name], entries[-1]
            result = check_saved(question, latest.value, latest.revision, mistake)
            self.outdated += is_outdated(latest.revision, question)
            self.answered += result.outcome is not Outcome.NOT_ATTEMPTED
            if name not in self.asked.predictions:
                self.results.append((question, result))

    @property
    def last(self) -> str:
        return max((entries[-1].time for entries in self.entries.values()), default="")

    def as_lesson(self) -> Lesson:
        checks = {
            name: question
            for name, question in self.asked.checkable.items()
            if name not in self.asked.predictions
        }
        firsts = [
            check(question, first.value, self.mistake)
            for name, question in checks.items()
            if (first := _first_try(self.entries.get(name, ()), question))
        ]
        written = sum(
            result.outcome is not Outcome.NOT_ATTEMPTED
            for question, result in self.results
            if isinstance(question, Written)
        )
        return Lesson(
            f"{self.mistake.place.stem}.ipynb",
            self.answered,
            len(self.asked.questions),
            self.last,
            checks=len(checks),
            right=sum(
                result.outcome is Outcome.RIGHT
                for question, result in self.results
                if not isinstance(question, Written)
            ),
            at_first=sum(result.outcome is Outcome.RIGHT for result in firsts),
            unwritten=sum(isinstance(question, Written) for question in self.asked.questions.values())
            - written,
        )

    def as_exercise(self, explains: bool) -> Exercise:
        stem = self.mistake.place.stem
        plan, best = None, False
        for question, result in self.results:
            if isinstance(question, Plan) and "regret" in result.detail:
                plan, best = 1 - result.detail["regret"], result.outcome is Outcome.RIGHT
        return Exercise(
            f"../exercises/{stem}/{stem}.ipynb",
            self.answered,
            len(self.asked.questions),
            self.last,
            points=sum(question.points for question in self.asked.questions.values()),
            read=sum(question.points for question in self.asked.read.values()),
            earned=sum(result.points for _, result in self.results) if explains else None,
            plan=plan if explains else None,
            best=best and explains,
        )


def _first_try(entries: Iterable[Entry], question: Question) -> Entry | None:
    """The first answer that the learner had checked, or the latest if none was.

    A check saves the answer once more: two alike in a row say that it was one. What comes before, such as the
    first of three ticks, was on its way.
    """
    current = [entry for entry in entries if not is_outdated(entry.revision, question)]
    tried = (later for earlier, later in pairwise(current) if earlier.value == later.value)
    return next(tried, current[-1] if current else None)


def _missed(mistake: Mistake, results: Iterable[tuple[Question, Result]]) -> Iterable[Missed]:
    """Each wrong idea once, in the order of the questions."""
    for name in dict.fromkeys(result.misconception for _, result in results if result.misconception):
        misconception = mistake.misconceptions[name]
        link = f"{mistake.place.stem}.ipynb#{anchor(misconception.see)}"
        yield Missed(misconception.idea, misconception.see, link)


def _leaves() -> Iterable[Leaf]:
    mistakes = {place.slug for place in content.mistakes()}
    for place in content.places():
        if place.slug not in mistakes and place.number > 0:  # 00 is the start page, which shows them
            text = (place.folder / "lesson.md").read_text(encoding="utf-8")
            title = re.search(r"^# +(.+?) *$", text.partition("\n---\n")[2] or text, re.MULTILINE)
            yield Leaf(title[1] if title else place.slug, f"{place.stem}.ipynb")


def _unknown(records: Mapping[str, Record]) -> Iterable[str]:
    """A sentence if there are answers of notebooks that the course does not have: it changed, or is older."""
    known = {place.slug for place in content.places()}
    strange = [identity for identity in records if identity.partition("/")[2] not in known]
    if strange:
        yield (
            f"There are answers of notebooks that this version of the course does not have "
            f"({', '.join(strange)}). They are kept, and counted nowhere."
        )
