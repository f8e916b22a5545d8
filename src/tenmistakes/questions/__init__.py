"""Every question once: its definition, its check, its exemplars.

>>> mistake, question = find("no-crisis-plan/first-reply")  # doctest: +SKIP
>>> check(question, "wait", mistake).message  # doctest: +SKIP

Imported at once and not on demand: ``check`` and ``revision`` are functions here and modules below, and a
name that changes with the order of imports would be a trap.
"""

from tenmistakes.questions.check import Outcome, Result, check
from tenmistakes.questions.kinds import Question
from tenmistakes.questions.loading import Mistake, Problem, Refused, Unknown, find, load, load_all
from tenmistakes.questions.revision import revision

__all__ = [
    "Mistake",
    "Outcome",
    "Problem",
    "Question",
    "Refused",
    "Result",
    "Unknown",
    "check",
    "find",
    "load",
    "load_all",
    "revision",
]
