"""Submissions as data, for tests of what is a function of bytes: no course folder, no gradebook."""

import copy
import json
from collections.abc import Iterable, Mapping
from datetime import datetime
from functools import cache
from typing import Any

from tenmistakes import content
from tenmistakes.answers import embedding, sidecar
from tenmistakes.answers.schema import Entry, merge
from tenmistakes.grading.handed_in import HandIn
from tenmistakes.questions import load, revision
from tenmistakes.questions.key import right_answer
from tenmistakes.questions.kinds import Written

SLUG = "no-crisis-plan"
NAME = f"08-{SLUG}"
IDENTITY = f"exercise/{SLUG}"
ANSWERED = "2026-01-31T09:30:00.000Z"
HANDED_IN = datetime(2026, 2, 1, 10)
WRITTEN = "written-holding-statement"
PROMPT = "prompt-holding-statement"
TEXT = "We have seen it, and we are sorry. You hear from us here by noon tomorrow."

QUESTIONS = {q.id: q for q in load(SLUG).questions.values() if q.points and not isinstance(q, Written)}
"""The questions of the exercise that are scored automatically, by id."""
POSSIBLE = float(sum(question.points for question in QUESTIONS.values()))
RIGHT: Mapping[str, Any] = {name: right_answer(question, SLUG) for name, question in QUESTIONS.items()}


@cache
def _release() -> str:
    return (content.home() / "exercises" / NAME / f"{NAME}.ipynb").read_text(encoding="utf-8")


def released() -> dict[str, Any]:
    """The notebook as it is handed out."""
    return json.loads(_release())


def entry(name: str, value: Any, time: str = ANSWERED, **changed: Any) -> Entry:
    """An answer as its widget saves it."""
    marked = revision(QUESTIONS[name]) if name in QUESTIONS else ""
    return Entry(
        **{"question": f"{SLUG}/{name}", "value": value, "time": time, "attempt": 1, "revision": marked}
        | changed
    )


def entries(answers: Mapping[str, Any], time: str = ANSWERED) -> list[Entry]:
    """Answers as their widgets save them."""
    return [entry(name, value, time) for name, value in answers.items()]


def notebook(answers: Mapping[str, Any] | Iterable[Entry] = (), text: str | None = None) -> dict[str, Any]:
    """The notebook with answers in its hand-in cell, and a written one."""
    given = entries(answers) if isinstance(answers, Mapping) else list(answers)
    made = released()
    hand_in_cell(made)["source"] = embedding.write(given)
    if text is not None:
        named(made, WRITTEN)["source"] = text
    return made


def named(made: Mapping[str, Any], grade_id: str) -> dict[str, Any]:
    """The cell with this grade id."""
    return next(c for c in made["cells"] if c["metadata"].get("nbgrader", {}).get("grade_id") == grade_id)


def hand_in_cell(made: Mapping[str, Any]) -> dict[str, Any]:
    """The cell that holds the answers."""
    return next(c for c in made["cells"] if c["metadata"].get("tenmistakes", {}).get("role") == "hand-in")


def own_cell(source: str, kind: str = "markdown") -> dict[str, Any]:
    """A cell that a learner added."""
    made = {"cell_type": kind, "id": f"own-{len(source)}", "metadata": {}, "source": source}
    return made | {"outputs": [], "execution_count": None} if kind == "code" else made


def below(made: Mapping[str, Any], grade_id: str, *cells: dict[str, Any]) -> None:
    """Put cells right below one of the course's."""
    at = made["cells"].index(named(made, grade_id)) + 1
    made["cells"][at:at] = cells


def copied(made: Mapping[str, Any], grade_id: str, **changed: Any) -> None:
    """Copy a cell and paste it right below, with something changed."""
    below(made, grade_id, copy.deepcopy(named(made, grade_id)) | {"id": "a1b2c3d4"} | changed)


def removed(made: Mapping[str, Any], grade_id: str) -> None:
    """Delete a cell of the course."""
    made["cells"].remove(named(made, grade_id))


def beside(answers: Mapping[str, Any] | Iterable[Entry], identity: str = IDENTITY) -> bytes:
    """An answers file."""
    given = entries(answers) if isinstance(answers, Mapping) else answers
    return sidecar.render(identity, merge(given))


def handed_in(made: Mapping[str, Any] | bytes, *sidecars: bytes, when: datetime | None = HANDED_IN) -> HandIn:
    """A submission."""
    data = made if isinstance(made, bytes) else json.dumps(made).encode()
    return HandIn("ada", data, tuple((f"{n}.answers.json", each) for n, each in enumerate(sidecars)), when)
