"""A class that was made up, and what grading must find in it: every number is known without the grader.

The answers are the exemplars of ``questions.yaml``, so each one's message stands there, and its points follow
from the rules that ``questions/kinds.py`` prints, worked out here once more. The same size and seed give the
same class, byte for byte.
"""

import copy
import csv
import io
import json
import math
import os
import random
import zipfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cache
from itertools import combinations
from pathlib import Path
from typing import Any

from tenmistakes import content
from tenmistakes.answers import embedding
from tenmistakes.answers.schema import Entry
from tenmistakes.questions import Mistake, load, revision
from tenmistakes.questions.exemplars import answer_of
from tenmistakes.questions.key import right_answer, space
from tenmistakes.questions.kinds import (
    ChooseSeveral,
    Estimate,
    Exemplar,
    Match,
    Order,
    Plan,
    Question,
    Written,
)

STEMS = tuple(place.stem for place in content.mistakes())
"""Every exercise of the course, such as ``08-no-crisis-plan``."""
FIRST_DUE = datetime(2026, 2, 6, 18)
"""When exercise 1 is due (UTC); each of the others a week after the one before."""

NOT_HANDED_IN, FAILED, BLANK, LATE, LEFT_OUT, UNWRITTEN = 0.06, 0.03, 0.03, 0.1, 0.08, 0.15
"""Shares: of hand-ins that never came, cannot be read, hold no answer, come late; of single answers left out;
of hand-ins without a written answer."""

NO_NOTEBOOK = b"Please find my homework attached.\n"
"""What is in the file of a hand-in that must fail: a letter."""
_TEXTS = (
    "We have seen it, and we are sorry. You will hear from us here by noon tomorrow.",
    "Thank you for telling us. We got this wrong.\n\nBy Friday you will read here what we change, and why.",
    "Dear all,\n\n- we read every message\n- we answer today\n\n*Nobody* has to ask twice.",
    "It costs £40 a week. If nobody has asked for it by May, we stop.",
)
_FIRST = ("Ada", "Björn", "Chloé", "Dev", "Esi", "Faisal", "Grace", "Hana", "Iris", "Jun", "Kofi", "Léa")
_LAST = ("Abara", "Brown", "Costa", "Dlamini", "Eriksen", "Fox", "Ghosh", "Haddad", "Ito", "Jones", "Kaya")


@dataclass(frozen=True)
class Answered:
    """One item of a hand-in and what it must receive; ``value`` is None where it was left out."""

    question: Question
    value: Any
    message: str
    """The id of the message: ``right``, a misconception's, ``not-attempted`` or ``awaiting-review``."""
    points: float | None
    """None where a person gives them."""

    @property
    def misconception(self) -> str | None:
        """The misconception it must be told about."""
        return None if self.message in ("right", "not-attempted", "awaiting-review") else self.message


@dataclass(frozen=True)
class HandIn:
    """One learner's work in one exercise. ``when`` is UTC without a zone; ``items`` are by question id."""

    student: str
    stem: str
    when: datetime
    notebook: bytes
    items: Mapping[str, Answered]
    """Empty where the notebook cannot be read."""

    @property
    def fails(self) -> bool:
        """Whether nothing in it can be graded."""
        return not self.items

    @property
    def waits(self) -> bool:
        """Whether a person must read something in it."""
        return any(item.points is None for item in self.items.values())

    @property
    def state(self) -> str:
        """How it must stand after grading."""
        return "failed" if self.fails else "needs review" if self.waits else "graded"

    @property
    def points(self) -> float | None:
        """The automatic points; None where there are none."""
        return None if self.fails else sum(item.points or 0.0 for item in self.items.values())

    @property
    def late(self) -> bool:
        """Whether it came after the due date."""
        return self.when > due(self.stem)


@dataclass(frozen=True)
class Class:
    """Everybody, in the order of their ids, and the work of those who handed in, by exercise and learner."""

    students: tuple[str, ...]
    work: Mapping[str, Mapping[str, HandIn]] = field(repr=False)

    def missing(self, stem: str) -> list[str]:
        """Who handed in nothing."""
        return [student for student in self.students if student not in self.work[stem]]

    def roster(self) -> str:
        """A CSV file for ``nbgrader db student import``."""
        written = io.StringIO()
        lines = csv.writer(written, lineterminator="\n")
        lines.writerow(("id", "first_name", "last_name", "email"))
        for student in self.students:
            lines.writerow((student, *name_of(student), f"{student}@example.org"))
        return written.getvalue()

    def lay_in_folder(self, stem: str, folder: Path) -> Path:
        """One folder for each learner, dated: ``learner-001/08-no-crisis-plan.ipynb``."""
        for hand_in in self.work[stem].values():
            path = folder / hand_in.student / f"{stem}.ipynb"
            path.parent.mkdir(parents=True)
            path.write_bytes(hand_in.notebook)
            moment = hand_in.when.replace(tzinfo=UTC).timestamp()
            os.utime(path, (moment, moment))
        return folder

    def lay_in_zip(self, stem: str, path: Path) -> Path:
        """What Moodle gives to a teacher who downloads everybody's work."""
        with zipfile.ZipFile(path, "w") as archive:
            for number, hand_in in enumerate(self.work[stem].values(), start=40_001):
                name = f"{hand_in.student}_{number}_assignsubmission_file_/{stem}.ipynb"
                here = hand_in.when.replace(tzinfo=UTC).astimezone()  # zip files know no zone
                made = zipfile.ZipInfo(name, (*here.timetuple()[:6],))
                made.compress_type = zipfile.ZIP_DEFLATED
                archive.writestr(made, hand_in.notebook)
        return path

    def lay_submitted(self, stem: str, course: Path) -> None:
        """Where nbgrader's own collecting puts it in this course: ``grading/submitted``."""
        for hand_in in self.work[stem].values():
            folder = course / "grading" / "submitted" / hand_in.student / stem
            folder.mkdir(parents=True)
            (folder / f"{stem}.ipynb").write_bytes(hand_in.notebook)
            (folder / "timestamp.txt").write_text(f"{hand_in.when:%Y-%m-%d %H:%M:%S} UTC")


def make_class(size: int = 60, stems: Iterable[str] = STEMS, seed: int = 7) -> Class:
    """So many learners, and their work in these exercises. Some are better than others, at everything."""
    chance = random.Random(f"{seed} learners")
    width = max(3, len(str(size)))
    students = {f"learner-{number:0{width}}": chance.gauss(0.4, 1.0) for number in range(1, size + 1)}
    return Class(tuple(students), {stem: _work(stem, students, seed) for stem in stems})


def due(stem: str) -> datetime:
    """When an exercise is due, UTC without a zone."""
    return FIRST_DUE + timedelta(weeks=int(stem[:2]) - 1)


def name_of(student: str) -> tuple[str, str]:
    """First and last name of a learner; no two of 132 learners in a row have the same."""
    number = int(student.rpartition("-")[2])
    return _FIRST[number % len(_FIRST)], _LAST[number % len(_LAST)]


def mistake_of(stem: str) -> Mistake:
    """The questions of an exercise."""
    return load(stem.partition("-")[2])


def items_of(stem: str) -> list[Question]:
    """The questions that get points, in the order of the notebook."""
    questions = mistake_of(stem).questions
    graded = (cell["metadata"].get("nbgrader", {}) for cell in _release(stem)["cells"])
    return [questions[each["grade_id"].partition("-")[2]] for each in graded if each.get("grade")]


def _work(stem: str, students: Mapping[str, float], seed: int) -> dict[str, HandIn]:
    chance = random.Random(f"{seed} {stem}")
    items = items_of(stem)
    hardness = {question.id: chance.gauss(0.0, 0.8) for question in items}
    found = {}
    for student, ability in students.items():
        fate = chance.random()
        if fate < NOT_HANDED_IN:
            continue
        fails, blank = fate < NOT_HANDED_IN + FAILED, fate > 1 - BLANK
        answered = {q.id: _answered(q, stem, ability - hardness[q.id], chance, blank) for q in items}
        minutes = -chance.randint(1, 60 * 24 * 6) if chance.random() > LATE else chance.randint(1, 60 * 24)
        when = due(stem) + timedelta(minutes=minutes)
        notebook = NO_NOTEBOOK if fails else notebook_of(stem, answered.values(), when)
        found[student] = HandIn(student, stem, when, notebook, {} if fails else answered)
    return found


def _answered(question: Question, stem: str, ease: float, chance: random.Random, blank: bool) -> Answered:
    """What somebody answers to whom a question is so easy (logits); the first misconceptions are commoner."""
    if isinstance(question, Written):
        text = chance.choice(_TEXTS) if chance.random() > UNWRITTEN and not blank else None
        return Answered(
            question, text, *(("not-attempted", 0.0) if text is None else ("awaiting-review", None))
        )
    if chance.random() < LEFT_OUT or blank:
        return Answered(question, None, "not-attempted", 0.0)
    mistake = mistake_of(stem)
    if chance.random() < 1 / (1 + math.exp(-ease)):
        return Answered(question, right_answer(question, mistake.slug), "right", float(question.points))
    wrong = [e for e in question.exemplars if e.outcome in ("partly", "not-yet")]
    exemplar = chance.choices(wrong, [1 / place for place in range(1, len(wrong) + 1)])[0]
    return wrong_answer(question, exemplar, mistake)


def wrong_answer(question: Question, exemplar: Exemplar, mistake: Mistake) -> Answered:
    """A wrong exemplar as an answer, with the points it must get."""
    value = answer_of(exemplar, question, mistake)
    share = 0.0 if exemplar.outcome == "not-yet" else _share(question, value, mistake)
    return Answered(question, value, exemplar.message, round(share * question.points, 2))


def _share(question: Question, value: Any, mistake: Mistake) -> float:
    """The share of the points of an answer that is partly right."""
    match question:
        case ChooseSeveral():
            right = {option.id for option in question.options if option.right}
            return (len(right & set(value)) - len(set(value) - right)) / len(right)
        case Match():
            return sum(value.get(item.id) == item.to for item in question.items) / len(question.items)
        case Order():
            pairs = list(combinations([item.id for item in question.items], 2))
            kept = sum(value.index(first) < value.index(then) for first, then in pairs)
            return (kept - (len(pairs) - kept)) / len(pairs)
        case Estimate():
            return question.partly_share
        case Plan():
            regret = space(question, mistake.slug).regret(value)
            return next(band.share for band in question.bands if regret <= band.regret + 1e-9)
        case _:
            raise TypeError(question)


def notebook_of(stem: str, items: Iterable[Answered], when: datetime) -> bytes:
    """The exercise as a learner hands it in: the answers in its last cell, the texts in theirs."""
    made, answers = copy.deepcopy(_release(stem)), list(items)
    mistake = mistake_of(stem)
    saved = f"{when - timedelta(minutes=5):%Y-%m-%dT%H:%M:%S}.000Z"
    entries = [
        Entry(mistake.full_id(each.question), each.value, saved, 1, revision(each.question))
        for each in answers
        if each.value is not None and not isinstance(each.question, Written)
    ]
    texts = {
        f"written-{each.question.id}": each.value for each in answers if each.message == "awaiting-review"
    }
    for cell in made["cells"]:
        if cell["metadata"].get("tenmistakes", {}).get("role") == "hand-in":
            cell["source"] = embedding.write(entries)
        elif (name := cell["metadata"].get("nbgrader", {}).get("grade_id")) in texts:
            cell["source"] = texts[name]
    return (json.dumps(made, indent=1, ensure_ascii=False) + "\n").encode()


@cache
def _release(stem: str) -> dict[str, Any]:
    return json.loads((content.home() / "exercises" / stem / f"{stem}.ipynb").read_bytes())
