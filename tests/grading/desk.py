"""A learner's rows in the gradebook, written as a run writes them, but without a folder or a file."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from tenmistakes.grading.exercise import Exercise
from tenmistakes.grading.flags import Flag
from tenmistakes.grading.gradebook import Gradebook, Standing, Stored, StoredItem
from tenmistakes.grading.handed_in import HandIn
from tenmistakes.grading.scoring import Graded, score
from tenmistakes.grading.states import State

from .making import HANDED_IN, RIGHT, notebook

OTHER = RIGHT | {"saturday-night-wickerby": "sleep-on-it"}
LATER = HANDED_IN + timedelta(days=1)


class Desk:
    """Where one learner's submissions come in."""

    def __init__(self, gradebook: Gradebook, exercise: Exercise, student: str = "ada") -> None:
        self.gradebook, self.exercise, self.student = gradebook, exercise, student

    def graded(
        self, answers: Mapping[str, Any], text: str | None = None, flags: Iterable[Flag] = ()
    ) -> Graded:
        """A hand-in with its points."""
        made = json.dumps(notebook(answers, text)).encode()
        graded = score(HandIn(self.student, made), self.exercise)
        return replace(graded, flags=(*graded.flags, *flags))

    def grade(
        self,
        answers: Mapping[str, Any],
        text: str | None = None,
        flags: Iterable[Flag] = (),
        when: datetime | None = HANDED_IN,
        notebook: str = "",
    ) -> dict[str, str]:
        """Grade a hand-in; the flags for what is kept, with their sentences."""
        graded = self.graded(answers, text, flags)
        with self.gradebook.writing(self.exercise, self.student) as rows:
            kept = rows.kept(graded)
            rows.record(graded, kept, when, notebook)
        return {found.name: found.sentence for found in kept.flags}

    def fail(
        self,
        state: State = State.FAILED,
        identity: str = "bad",
        sentence: str = "It is no notebook.",
        when: datetime | None = HANDED_IN,
    ) -> set[str]:
        """Refuse a hand-in; the names of the flags for what is kept."""
        with self.gradebook.writing(self.exercise, self.student) as rows:
            return {found.name for found in rows.fail(state, identity, when, sentence)}

    @property
    def standing(self) -> Standing | None:
        return self.gradebook.standing(self.exercise, self.student)

    @property
    def stored(self) -> Stored | None:
        return self.gradebook.stored(self.exercise, self.student)

    def item(self, cell: str) -> StoredItem:
        """What is stored of one item."""
        return next(item for item in self.stored.items if item.item.cell == cell)
