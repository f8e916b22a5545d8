"""Where a plan comes from: the answers in its own notebook, and those in the lessons beside it."""

from tenmistakes.answers.progress import read_progress
from tenmistakes.answers.schema import Entry
from tenmistakes.answers.session import Session
from tenmistakes.plan.plan import Plan, plan

Lessons = dict[str, list[Entry]]
"""The answers of each lesson, by identity: ``lesson/no-crisis-plan``."""


def lessons(session: Session) -> Lessons:
    """What was answered in the lessons that lie where the plan lies."""
    return read_progress(session.folder)


def current_plan(session: Session, answered: Lessons | None = None) -> Plan:
    """The plan as it is saved now. Raises :class:`Refused` if the course's checks cannot be used."""
    return plan(session.entries(), lessons(session) if answered is None else answered)
