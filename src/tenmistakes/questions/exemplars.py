"""Exemplars: answers in ``questions.yaml`` that say what they must receive.

The tests ask every one of them; so can whoever builds the course, with :func:`problems`.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from tenmistakes.questions import key
from tenmistakes.questions.check import check
from tenmistakes.questions.kinds import Estimate, Exemplar, Plan, Question
from tenmistakes.questions.loading import FILE, Mistake, load_all
from tenmistakes.reading import Problem


def answer_of(exemplar: Exemplar, question: Question, mistake: Mistake) -> Any:
    """The answer as a widget would save it: the short forms ``truth`` and ``best`` are filled in.

    A plan that names some decisions only takes the others as the best reachable plan does.
    """
    answer = exemplar.answer
    if isinstance(question, Estimate) and answer == "truth":
        return key.right_answer(question, mistake.slug)
    if isinstance(question, Plan) and answer == "best":
        return key.right_answer(question, mistake.slug)
    if isinstance(question, Plan) and isinstance(answer, dict):
        return {**key.right_answer(question, mistake.slug), **answer}
    return answer


def fault(exemplar: Exemplar, question: Question, mistake: Mistake) -> str:
    """What the exemplar receives instead of what it declares, as a sentence; empty if all is well."""
    result = check(question, answer_of(exemplar, question, mistake), mistake)
    faults = []
    if result.message_id != exemplar.message:
        faults.append(f"the message '{result.message_id}', not '{exemplar.message}'")
    if result.outcome != exemplar.outcome:
        faults.append(f"the outcome {result.outcome}, not {exemplar.outcome}")
    if exemplar.message == "right" and result.points != question.points:
        faults.append(f"{result.points:g} of {question.points:g} points")
    return f"It receives {' and '.join(faults)}." if faults else ""


def every(folder: Path | None = None) -> Iterator[tuple[Mistake, Question, int, Exemplar]]:
    """Each exemplar of the course with its mistake, its question and its number, counted from 1."""
    for mistake in load_all(folder):
        for question in mistake.questions.values():
            for number, exemplar in enumerate(question.exemplars, start=1):
                yield mistake, question, number, exemplar


def never_named(question: Plan, mistake: Mistake) -> list[tuple[str, str]]:
    """Decisions and choices whose misconception nobody can be told: the best plan itself chooses so."""
    best = key.right_answer(question, mistake.slug)
    return [(name, best[name]) for name, named in question.misconceptions.items() if best[name] in named]


def problems(folder: Path | None = None) -> list[Problem]:
    """What is wrong with the course's questions once they are asked.

    Every exemplar that does not receive what it declares, and every choice of a plan that is called a
    misconception although the best plan makes it.
    """
    found = []
    for mistake, question, number, exemplar in every(folder):
        sentence = fault(exemplar, question, mistake)
        if sentence:
            found.append(Problem(_file(mistake), f"question {question.id}, exemplar {number}", sentence))
    for mistake in load_all(folder):
        for question in mistake.questions.values():
            if isinstance(question, Plan):
                for decision, choice in never_named(question, mistake):
                    place = f"question {question.id}, decision {decision}, choice {choice}"
                    sentence = "The best plan chooses this: it can be nobody's misconception."
                    found.append(Problem(_file(mistake), place, sentence))
    return found


def _file(mistake: Mistake) -> str:
    return f"{mistake.place.folder.name}/{FILE}"
