"""The report as tables for a spreadsheet: what is on the page, number for number."""

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

from tenmistakes.grading.marks.cells import guarded
from tenmistakes.grading.marks.writing import write
from tenmistakes.report.analysis import ExerciseFigures
from tenmistakes.report.making import Report
from tenmistakes.report.markup import HIDDEN
from tenmistakes.report.taken import Taken, refuse_others

Rows = Iterator[tuple[Any, ...]]
_Table = Callable[[Report], Rows]
"""Yields the headers first."""


def save(report: Report, place: Path) -> list[Path]:
    """Write the tables; a ``place`` that ends in ``.csv`` gets the questions alone.

    Raises OSError, and :class:`Taken` where something else is there, or tables that name nobody would stand
    beside some that do.
    """
    if place.suffix.lower() == ".csv":
        place.parent.mkdir(parents=True, exist_ok=True)
        return _write({place: _questions}, report)
    place.mkdir(parents=True, exist_ok=True)
    named = [name for name in _NAMING if (place / name).exists()]
    if report.least is not None and named:
        raise Taken(
            f"{place} holds {named[0]}, which names learners, from another report. Name another folder for "
            "the tables."
        )
    tables = _TABLES if report.least is not None else {**_TABLES, **_NAMING}
    return _write({place / name: rows for name, rows in tables.items()}, report)


def _write(tables: Mapping[Path, _Table], report: Report) -> list[Path]:
    for path, rows in tables.items():
        refuse_others(path, ",".join(next(rows(report))).encode())
    for path, rows in tables.items():
        write(path, map(guarded, rows(report)))
    return list(tables)


def _shown(report: Report) -> Iterator[tuple[ExerciseFigures, int]]:
    """The exercises that have something to show, with the number of learners who have marks."""
    for figures in report.exercises:
        if figures.marked:
            yield figures, figures.marked


def _questions(report: Report) -> Rows:
    yield (
        *("exercise", "question", "title", "kind", "points", "learners", "right"),
        *("mean_share", "discrimination", "why_no_discrimination"),
    )
    for figures, marked in _shown(report):
        for item in figures.items:
            question = item.question
            count = {cell.name: cell.count for cell in item.answers}
            right = "" if question.written else count.get("right", HIDDEN)
            share = HIDDEN if item.scored is None else item.share
            about = figures.stem, question.name, question.label, question.kind, question.points
            yield (*about, marked, right, share, item.discrimination, item.without)


def _answers(report: Report) -> Rows:
    yield "exercise", "question", "title", "answer", "what", "words", "learners"
    for figures, _ in _shown(report):
        for item in figures.items:
            for cell in item.answers:
                if cell.count:
                    about = figures.stem, item.question.name, item.question.label
                    yield (*about, cell.name, cell.kind, cell.words, cell.count)


def _spread(report: Report) -> Rows:
    yield "exercise", "of", "which", "learners"
    for figures, _ in _shown(report):
        for of, cells in (("score", figures.scores), ("time of hand-in", figures.times)):
            yield from ((figures.stem, of, cell.words, cell.count) for cell in cells)


def _learners(report: Report) -> Rows:
    yield (
        *("learner", "name", "exercise", "state", "points", "late_penalty", "marked_so_far", "possible"),
        *("handed_in_utc", "hours_late", "sentence"),
    )
    for line in report.lines:
        for figures, each in zip(report.exercises, line.standings, strict=True):
            hours = None if each.early is None else round(max(0.0, -each.early) / 3600, 2)
            penalty = each.penalty if each.has_marks else None
            yield (
                *(line.learner.id, line.learner.name, figures.stem, str(each.state)),
                *(each.total, penalty, each.possible, figures.possible),
                *(each.timestamp, hours, each.sentence),
            )


def _waiting(report: Report) -> Rows:
    yield "exercise", "title", "learner"
    for each in report.waiting:
        yield from ((each.stem, each.label, student) for student in each.students)


def _concerns(report: Report) -> Rows:
    yield "learner", "name", "why"
    for concern in report.concerns:
        yield from ((concern.learner.id, concern.learner.name, reason) for reason in concern.reasons)


_TABLES: Mapping[str, _Table] = {
    "questions.csv": _questions,
    "answers.csv": _answers,
    "spread.csv": _spread,
}
_NAMING: Mapping[str, _Table] = {
    "learners.csv": _learners,
    "waiting.csv": _waiting,
    "need-a-hand.csv": _concerns,
}
"""Those that name learners."""
