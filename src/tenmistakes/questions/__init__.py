"""Every question once: its definition, its check, its exemplars.

>>> mistake, question = find("no-crisis-plan/first-reply")  # doctest: +SKIP
>>> check(question, "wait", mistake).message  # doctest: +SKIP

Imported at once and not on demand: ``check`` and ``revision`` are functions here and modules below, and a
name that changes with the order of imports would be a trap.
"""

from tenmistakes.questions.check import Outcome, Result, check, check_saved
from tenmistakes.questions.kinds import Question
from tenmistakes.questions.loading import Mistake, Problem, Refused, Unknown, find, load, load_all
from tenmistakes.questions.revision import is_outdated, revision

__all__ = [
    "Mistake",
    "Outcome",
    "Problem",
    "Question",
    "Refused",
    "Result",
    "Unknown",
    "check",
    "check_saved",
    "find",
    "is_outdated",
    "load",
    "load_all",
    "revision",
]
