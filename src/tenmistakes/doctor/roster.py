"""The learners in the gradebook, and those who have handed in."""

import os
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator

from tenmistakes import content
from tenmistakes.doctor.finding import Finding, look, ok, trouble, typed
from tenmistakes.doctor.gradebook import PATIENCE
from tenmistakes.grading import database, intake, tables
from tenmistakes.grading.database import Unusable
from tenmistakes.grading.handed_in import Refused
from tenmistakes.grading.intake import named
from tenmistakes.grading.marks import reading
from tenmistakes.grading.marks.pairing import folded
from tenmistakes.grading.marks.reading import Learner
from tenmistakes.grading.settings import Settings

ABOUT = "roster"
_NAMED = 5
"""Ids that cannot be one and are shown; in a list with another kind of id all are like them."""
_RENAME = "If two are one person, grade under one id and remove the other: nbgrader db student remove ID"


def check(settings: Settings) -> Iterator[Finding]:
    """Look for learners who may be taken for each other, or whom the gradebook does not know."""
    try:
        learners = _learners(settings)
    except (Unusable, OSError):
        return  # the check of the gradebook says so
    sound = True
    for finding in (*_of_gradebook(learners), *_of_submissions(settings, learners)):
        sound = False
        yield finding
    if sound:
        yield ok(ABOUT, "Everybody's id is their own." if learners else "Nobody is in the gradebook yet.")


def _learners(settings: Settings) -> list[Learner]:
    url = database.address(settings.db_url)
    if not database.is_there(url):
        return []
    engine = database.connect_to_look(url, PATIENCE)
    try:
        if not database.holds(engine, tables.NBGRADER):
            return []
        with database.reading(engine) as connection:
            return reading.learners(connection)
    finally:
        engine.dispose()


def _of_gradebook(learners: Iterable[Learner]) -> Iterator[Finding]:
    learners = list(learners)
    for same in _doubled(learners, lambda learner: learner.id):
        yield look(ABOUT, f"These ids differ in capitals or accents only: {same}.", _RENAME)
    for same in _doubled(learners, lambda learner: learner.email or ""):
        yield look(ABOUT, f"These have one e-mail address: {same}.", _RENAME)
    for same in _doubled(learners, lambda learner: learner.lms_user_id or ""):
        yield look(ABOUT, f"These have one number in the learning platform: {same}.", _RENAME)
    odd = [sentence for learner in learners if (sentence := intake.valid_student(learner.id))]
    more = len(odd) - _NAMED
    said = [*odd[:_NAMED], *([f"So it is with {more:,} more."] if more > 0 else [])]
    for sentence in said:
        yield trouble(
            ABOUT,
            sentence,
            "Enter the learner under another id: nbgrader db student add ID; then remove this one.",
        )


def _doubled(learners: Iterable[Learner], key: Callable[[Learner], str]) -> Iterator[str]:
    groups = defaultdict(list)
    for learner in learners:
        groups[folded(key(learner))].append(learner.id)
    return (named(ids) for text, ids in groups.items() if text and len(ids) > 1)


def _of_submissions(settings: Settings, learners: Iterable[Learner]) -> Iterator[Finding]:
    known = {learner.id for learner in learners}
    new: dict[str, None] = {}
    for place in content.places():
        if place.number and os.path.lexists(settings.root / settings.submitted_directory):
            try:
                new |= dict.fromkeys(set(intake.students(settings, place.stem)) - known)
            except Refused as error:
                where = settings.root / settings.submitted_directory
                yield trouble(ABOUT, str(error), typed("chmod", "u+rx", where))
                return
    if not new:
        return
    who = f"In the folder of submissions and not in the gradebook: {named(sorted(new))}."
    if settings.create_students:
        yield look(ABOUT, who, "Grading enters them: tenmistakes grade")
    else:
        yield trouble(ABOUT, f"{who} Nobody new is entered here.", "nbgrader db student add ID")
