"""The report as data: what the gradebook holds, worked out, and small numbers hidden where that is asked."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import numpy as np

from tenmistakes.grading import titles
from tenmistakes.grading.exercise import Exercise, load_exercise
from tenmistakes.grading.gradebook import Gradebook
from tenmistakes.grading.marks.reading import NOT_GRADED, NOT_HANDED_IN
from tenmistakes.grading.settings import Settings
from tenmistakes.grading.states import State
from tenmistakes.questions.key import named_misconceptions
from tenmistakes.questions.views import message_text
from tenmistakes.report import analysis, people
from tenmistakes.report.analysis import Cell, ExerciseFigures, Question
from tenmistakes.report.hiding import hide
from tenmistakes.report.people import Concern
from tenmistakes.report.records import Learner, Record, Standing, read

_STATES = (*State, NOT_GRADED, NOT_HANDED_IN)


@dataclass(frozen=True)
class Waiting:
    """A question that waits for a person, and the ids of the learners who wait with it."""

    stem: str
    label: str
    written: bool
    students: tuple[str, ...]


@dataclass(frozen=True)
class Line:
    """One learner, and how they stand in each exercise."""

    learner: Learner
    standings: tuple[Standing, ...]


@dataclass(frozen=True)
class Report:
    """All there is to show. With ``least``, numbers below it are hidden, and nobody has a name."""

    exercises: tuple[ExerciseFigures, ...]
    least: int | None
    latest: datetime | None
    """When the last of the work came, UTC without a zone."""
    waiting: tuple[Waiting, ...] = ()
    concerns: tuple[Concern, ...] = ()
    lines: tuple[Line, ...] = ()


def make(settings: Settings, stems: Sequence[str], least: int | None = None) -> Report:
    """The report on some exercises, from the gradebook.

    Raises ``Unusable``, ``Ungradable`` and ``Refused``, as grading does.
    """
    exercises = [load_exercise(stem, settings.release(stem)) for stem in stems]
    with Gradebook(settings) as gradebook:
        return assemble(*read(settings, gradebook, exercises), least)


def assemble(learners: Sequence[Learner], records: Sequence[Record], least: int | None = None) -> Report:
    """Work out the report on a class, and hide what is to be hidden."""
    figures = tuple(_figures(record, learners) for record in records)
    if least is not None:
        return Report(tuple(hide(each, least) for each in figures), least, None)
    came = [standing.timestamp for record in records for standing in record.standings.values()]
    ideas: dict[str, str] = {}
    for record in records:
        ideas = {**_ideas(record.exercise), **ideas}
    return Report(
        figures,
        None,
        max((each for each in came if each is not None), default=None),
        tuple(each for record in records for each in _waiting(record)),
        tuple(people.concerns(learners, records, ideas)),
        tuple(Line(one, tuple(record.standing(one.id) for record in records)) for one in learners),
    )


def _figures(record: Record, learners: Sequence[Learner]) -> ExerciseFigures:
    exercise = record.exercise
    marked = [record.standings[student] for student in record.students]
    states = [record.standing(learner.id).state for learner in learners]
    shares = np.array([each.share for each in marked if each.share is not None], dtype=float)
    if record.due is None:
        times = analysis.dates([each.timestamp for each in marked])
    else:
        times = analysis.times([each.early for each in marked])
    return ExerciseFigures(
        exercise.stem,
        titles.title(exercise),
        exercise.possible,
        record.due,
        len(marked),
        tuple(Cell(state.replace(" ", "-"), str(state), states.count(state)) for state in _STATES),
        analysis.spread(shares),
        analysis.scores(shares),
        times,
        analysis.items(_questions(exercise), record.points, record.messages, record.waiting, record.by_hand),
    )


def _questions(exercise: Exercise) -> list[Question]:
    labels, ideas = titles.labels(exercise), _ideas(exercise)
    found = []
    for item in exercise.items:
        named = named_misconceptions(item.question)
        mine = {name: idea for name, idea in ideas.items() if name in named}
        question = item.question
        found.append(Question(question.id, labels[item.cell], question.kind, item.points, item.written, mine))
    return found


def _ideas(exercise: Exercise) -> dict[str, str]:
    """Misconceptions in the learner's own words, by id."""
    return {name: message_text(each.idea) for name, each in exercise.mistake.misconceptions.items()}


def _waiting(record: Record) -> list[Waiting]:
    labels = titles.labels(record.exercise)
    students = np.array(record.students, dtype=object)
    found = []
    for column, item in enumerate(record.exercise.items):
        who = tuple(students[record.waiting[:, column]])
        if who:
            found.append(Waiting(record.exercise.stem, labels[item.cell], item.written, who))
    return found
