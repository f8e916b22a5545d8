"""Which questions a page of the course asks, read from its text: nothing of it is run."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from tenmistakes.questions.kinds import Question, Written
from tenmistakes.questions.loading import Mistake

WRITTEN = re.compile(r"^<!-- written: (?P<id>\S+) -->$", re.MULTILINE)
"""Stands where an exercise asks for a text that a person reads."""
_CALLED = re.compile(r'(?P<verb>ask\(|predict=)"(?P<id>[a-z0-9-]+/[a-z0-9-]+)"')


@dataclass(frozen=True)
class Asked:
    """The questions of one page by full id, in the order of their file."""

    questions: Mapping[str, Question]
    """Those whose answers are kept in the answers file."""
    predictions: frozenset[str]
    """Those among them that come before a simulation."""
    read: Mapping[str, Question]
    """Those answered in a cell of the notebook, which a person reads."""

    @property
    def checkable(self) -> dict[str, Question]:
        """Those that have a right answer; a text in one's own words has none."""
        return {name: each for name, each in self.questions.items() if not isinstance(each, Written)}


def asked(mistake: Mistake, page: Literal["lesson", "exercise"]) -> Asked:
    """The questions of the mistake that its lesson or its exercise asks."""
    text = (mistake.place.folder / f"{page}.md").read_text(encoding="utf-8")
    verbs = {match["id"]: match["verb"] for match in _CALLED.finditer(text)}
    read = {match["id"] for match in WRITTEN.finditer(text)}
    known = {mistake.full_id(question): question for question in mistake.questions.values()}
    return Asked(
        {name: question for name, question in known.items() if name in verbs},
        frozenset(name for name, verb in verbs.items() if verb == "predict="),
        {name: question for name, question in known.items() if name in read},
    )
