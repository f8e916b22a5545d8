"""What to do next: one thing, with a link, and why."""

from dataclasses import dataclass

from tenmistakes.standing.figures import Exercise, Part, Row, Standing


@dataclass(frozen=True)
class Advice:
    """``name`` is the text of the link; ``before`` and ``after`` make a sentence of it."""

    before: str
    name: str
    link: str
    why: str

    @property
    def sentence(self) -> str:
        """``Go on with lesson 8, Not planning for the worst.``."""
        return f"{self.before} {self.name}."


def advise(standing: Standing) -> Advice | None:
    """The next step; None if the course has nothing to do.

    What was begun last is finished first, a lesson before its exercise. Then comes the next lesson that is
    not begun, and at the end what was missed.
    """
    rows = [row for row in standing.rows if row.lesson]
    begun = sorted((row for row in rows if row.last), key=lambda row: row.last, reverse=True)
    if not begun:
        return _fresh(rows[0]) if rows else None
    for row in begun:
        if advice := _go_on(row):
            return advice
    here = rows.index(begun[0])
    for row in rows[here + 1 :] + rows[:here]:
        if not row.last:
            return _start(row, begun[0])
    return _look_again(rows) or _leave(standing)


def _named(row: Row, part: Part) -> str:
    kind = "exercise" if isinstance(part, Exercise) else "lesson"
    return f"{kind} {row.number}, {row.title}"


def _fresh(row: Row) -> Advice:
    assert row.lesson
    why = "No lesson is begun yet. They can be taken in any order; the first is a good place to begin."
    return Advice("Begin with", _named(row, row.lesson), row.lesson.link, why)


def _go_on(row: Row) -> Advice | None:
    """What is left to do of a mistake that was begun."""
    if row.lesson and not row.lesson.finished:
        return _finish(row, row.lesson)
    if row.exercise and not row.exercise.begun:
        why = "You have finished its lesson. The exercise is easiest while that is fresh."
        return Advice("Do", _named(row, row.exercise), row.exercise.link, why)
    if row.exercise and not row.exercise.finished:
        return _finish(row, row.exercise)
    return None


def _finish(row: Row, part: Part) -> Advice:
    if not part.begun:
        return Advice("Read", _named(row, part), part.link, _unread(row))
    left = part.of - part.answered
    questions = "question is" if left == 1 else "questions are"
    why = f"You have begun it: {part.answered} of {part.of} answered, and {left} {questions} left."
    return Advice("Go on with", _named(row, part), part.link, why)


def _unread(row: Row) -> str:
    """Why a lesson is next that has no answer, although its mistake was begun."""
    if row.exercise and row.exercise.begun:
        did = "done" if row.exercise.finished else "begun"
        return f"You have {did} its exercise, and not yet the lesson."
    return "Its questions have changed since you answered them."


def _start(row: Row, after: Row) -> Advice:
    assert row.lesson
    why = f"You have finished all that you began, lastly {after.title.rstrip('.')}."
    return Advice("Begin", _named(row, row.lesson), row.lesson.link, why)


def _look_again(rows: list[Row]) -> Advice | None:
    ideas = [(row, missed) for row in rows for missed in row.missed]
    if not ideas:
        return None
    row, first = ideas[0]
    them = "it is" if len(ideas) == 1 else "they are"
    count = "One wrong idea is" if len(ideas) == 1 else f"{len(ideas)} wrong ideas are"
    why = f"You have answered every check. {count} left among your answers; {them} listed below."
    return Advice("Look again at", f"“{first.heading}” in lesson {row.number}", first.link, why)


def _leave(standing: Standing) -> Advice | None:
    if not standing.leaves:
        return None
    leaf = standing.leaves[0]
    return Advice(
        "Go to", leaf.title, leaf.link, "You have answered every check, and nothing is left to mend."
    )
