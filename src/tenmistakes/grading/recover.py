"""What is the learner's own in a submission: the answers that count, and the written texts.

Answers come from the notebook and from every answers file beside it; the latest counts, wherever it stands.
They are believed to be answers and nothing more: times order them and are not trusted otherwise, and whatever
else a record says of points or outcomes is not read.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any

from tenmistakes.answers import embedding, sidecar
from tenmistakes.answers.schema import FAILURES, Entry, latest, merge
from tenmistakes.grading import lenient
from tenmistakes.grading.exercise import Exercise, source
from tenmistakes.grading.flags import Flag, flag
from tenmistakes.grading.handed_in import HandIn, Refused
from tenmistakes.grading.matching import Matched, listed, match
from tenmistakes.grading.titles import labels

CLOCKS_DIFFER = timedelta(days=1)
"""How much later than the hand-in an answer may be dated. One that is dated later still counts: a clock that
is wrong must cost nobody points. A person is told."""

_COMMENTED = re.compile(r"^[#\t ]+(?=#:)", re.MULTILINE)
"""What an editor puts before the lines of a record when the whole cell is made a comment."""
_SLUG = re.compile(r"[a-z0-9-]{1,60}")


@dataclass(frozen=True)
class Recovered:
    """What is the learner's own in a submission."""

    entries: Mapping[str, Entry]
    """Full question id -> the answer that counts; only questions of the exercise."""
    texts: Mapping[str, str | None]
    """Grade id of each written item -> the learner's text, None if there is none. Without the item where the
    place that it would stand in is lost, so that nobody can tell."""
    flags: tuple[Flag, ...] = ()


def recover(hand_in: HandIn, exercise: Exercise) -> Recovered:
    """Find the answers and texts in a submission; :class:`Refused` if nothing in it is of this exercise."""
    flags: list[Flag] = []
    unread = None
    notebook: dict[str, Any] = {"cells": [], "metadata": {}}
    try:
        notebook, repairs = lenient.notebook(hand_in.notebook)
        flags += repairs
    except Refused as refused:
        unread = refused
    matched = match(notebook["cells"], exercise)
    answers = _answers(notebook, hand_in, exercise)
    damaged = any(repair.name == "damaged" for repair in flags)
    if not unread and not answers.embedded and not _is_of(exercise, notebook, matched):
        unread = Refused(_whose(notebook, exercise))
    elif damaged and not matched.hand_in and not answers.entries:
        unread = Refused("The notebook's file is damaged: the part with the answers is lost.")
    if unread and not answers.entries:
        said = (*hand_in.flags, *flags, *answers.flags)
        raise Refused(_sentence(hand_in, unread), hand_in.identity, said)
    if not unread:
        flags += matched.flags
    elif not _is_missing(hand_in):
        flags.append(flag("notebook-unread", why=unread))
    lost = matched.texts.keys() if unread else matched.gone if damaged else ()
    texts = {name: text for name, text in matched.texts.items() if text is not None or name not in lost}
    flags += answers.flags
    if not answers.entries:
        blank = texts.keys() == matched.texts.keys() and not any(texts.values())
        flags.append(flag("no-answers" if blank else "answers-missing"))
    return Recovered(answers.entries, texts, tuple(flags))


def belongs(notebook: bytes, exercise: Exercise) -> bool:
    """Whether a notebook that has another name is one of the exercise."""
    try:
        found, _ = lenient.notebook(notebook)
    except Refused:
        return False
    return _names_questions(exercise, found) or _is_of(exercise, found, match(found["cells"], exercise))


def _sentence(hand_in: HandIn, unread: Refused) -> str:
    if _is_missing(hand_in):
        return "No notebook was handed in, and no answers to this exercise."
    return str(unread)


def _is_missing(hand_in: HandIn) -> bool:
    """Whether no notebook was handed in; an empty one is one."""
    return any(found.name == "notebook-missing" for found in hand_in.flags)


def _said(notebook: Mapping[str, Any]) -> tuple[str, str] | None:
    """Kind and slug of the notebook of the course that this one says it is."""
    said = notebook["metadata"].get("tenmistakes", {})
    kind, slug = said.get("kind"), said.get("slug")
    told = kind in ("lesson", "exercise") and isinstance(slug, str) and _SLUG.fullmatch(slug)
    return (kind, slug) if told else None


def _is_of(exercise: Exercise, notebook: Mapping[str, Any], matched: Matched) -> bool:
    """Whether anything in a notebook is of the exercise."""
    if _said(notebook) in (None, ("exercise", exercise.slug)):
        return matched.known
    # Another exercise may have a question of the same name, and its cells are named after it.
    return _names_questions(exercise, notebook)


def _names_questions(exercise: Exercise, notebook: Mapping[str, Any]) -> bool:
    asked = [f'"{item.full_id}"' for item in exercise.items]
    return any(name in cell["source"] for cell in notebook["cells"] for name in asked)


def _whose(notebook: Mapping[str, Any], exercise: Exercise) -> str:
    """Why a notebook without a cell or an answer of the exercise is none of its submissions."""
    said = _said(notebook)
    if said in (None, ("exercise", exercise.slug)):
        return "The notebook holds nothing of this exercise."
    return f"The notebook is the {said[0]} “{said[1]}”, not the exercise “{exercise.slug}”."


@dataclass(frozen=True)
class _Answers:
    entries: Mapping[str, Entry]
    embedded: bool
    """Whether there are answers to this exercise in the notebook itself."""
    flags: Sequence[Flag]


def _answers(notebook: Mapping[str, Any], hand_in: HandIn, exercise: Exercise) -> _Answers:
    embedded, beside, flags = _read(notebook, hand_in, exercise)
    graded = {item.full_id: f"“{labels(exercise)[item.cell]}”" for item in exercise.items if not item.written}
    asked = _asked(exercise)
    entries = {entry.question: entry for entry in latest(merge(embedded, beside))}
    counting = {name: entry for name, entry in entries.items() if name in graded}
    if unknown := [name for name in entries if name not in graded and name not in asked]:
        flags.append(flag("answers-unknown", names=listed(unknown)))
    in_notebook = {entry.question: entry for entry in embedded}
    in_file = {entry.question: entry for entry in latest(merge(beside))}
    both = [name for name in counting if name in in_notebook and name in in_file]
    if differing := [graded[n] for n in both if not _same(in_notebook[n], in_file[n])]:
        flags.append(flag("answers-differ", names=listed(differing)))
    if hand_in.timestamp is not None and counting:
        limit = min(hand_in.timestamp, datetime.max - CLOCKS_DIFFER) + CLOCKS_DIFFER
        last = f"{limit.isoformat(timespec='milliseconds')}Z"
        if future := [graded[name] for name, entry in counting.items() if entry.time > last]:
            flags.append(flag("answers-in-future", names=listed(future)))
    return _Answers(counting, any(name in graded for name in in_notebook), flags)


def _read(
    notebook: Mapping[str, Any], hand_in: HandIn, exercise: Exercise
) -> tuple[list[Entry], list[Entry], list[Flag]]:
    """The answers in the notebook, those beside it, and what could not be read."""
    embedded: list[Entry] = []
    beside: list[Entry] = []
    flags: list[Flag] = []
    unreadable: list[int | None] = []
    newer = False
    left = embedding.SOURCE_LIMIT
    for cell in notebook["cells"]:
        hopeless = left < 0 or sum(filter(None, unreadable)) > FAILURES
        if not hopeless and embedding.is_record(cell["metadata"], cell["source"]):
            left -= len(cell["source"])
            if left < 0:
                unreadable.append(None)
                continue
            found = embedding.interpret(_COMMENTED.sub("", cell["source"]))
            embedded += found.entries
            newer |= found.newer
            unreadable += [None] * found.too_large + [found.unreadable] * (found.unreadable > 0)
    for _, data in hand_in.sidecars:
        reading = sidecar.interpret(data)
        if reading.notebook not in (None, exercise.identity):
            flags.append(flag("answers-of-another", name=reading.notebook))
            continue
        beside += reading.entries
        newer |= reading.state is sidecar.State.NEWER
        unreadable += [None] * (reading.state is sidecar.State.DAMAGED)
    if newer:
        flags.append(flag("answers-newer"))
    if unreadable:
        # How many answers a damaged file once held, nobody can tell.
        count = "Some" if None in unreadable else sum(filter(None, unreadable))
        flags.append(flag("answers-damaged", count=count))
    return latest(merge(embedded)), beside, flags


@lru_cache(maxsize=16)
def _asked(exercise: Exercise) -> frozenset[str]:
    """The full id of every question that the exercise asks, graded or not."""
    names = [exercise.mistake.full_id(question) for question in exercise.mistake.questions.values()]
    text = "\n".join(source(cell) for cell in exercise.cells)
    return frozenset(name for name in names if f'ask("{name}")' in text)


def _same(one: Entry, other: Entry) -> bool:
    return (one.value, one.revision) == (other.value, other.revision)
