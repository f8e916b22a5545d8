"""Who in a platform's file is who in the gradebook.

The grader took a learner's id from wherever the work came: a login, the number in the names of Canvas's
files, the full name in those of Moodle's. So an id is looked for in every column that could hold it; where
that leaves a doubt, the gradebook's number in the platform and the e-mail address decide. A doubt that stays
is said, and nobody's marks are given to somebody who may be another.
"""

import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from tenmistakes.grading.intake import as_id, named, spoken
from tenmistakes.grading.marks.layouts import Role
from tenmistakes.grading.marks.reading import Learner
from tenmistakes.grading.marks.roster import Entry, Roster

NAMED = 20
"""Names in one sentence; the others are in the files."""


@dataclass(frozen=True)
class Pairs:
    """Learner's id -> row of the file, and what to say of those for whom there is no such pair."""

    entry: Mapping[str, Entry]
    sentences: tuple[str, ...]


def pair(learners: Sequence[Learner], roster: Roster) -> Pairs:
    """Find each learner's row."""
    found = _Index(roster)
    rows = {learner.id: found.rows(learner) for learner in learners}
    claims = defaultdict(list)
    for student, entries in rows.items():
        for entry in entries:
            claims[entry].append(student)
    sure = {
        student: entries[0]
        for student, entries in rows.items()
        if len(entries) == 1 and len(claims[entries[0]]) == 1
    }
    return Pairs(sure, tuple(_sentences(rows, claims, roster)))


class _Index:
    """The rows of a file by everything that can tell whose they are."""

    def __init__(self, roster: Roster) -> None:
        self._ids: dict[str, dict[Entry, None]] = defaultdict(dict)
        self._emails: dict[str, dict[Entry, None]] = defaultdict(dict)
        self._names: dict[str, dict[Entry, None]] = defaultdict(dict)
        for entry in roster.learners:
            for text in roster.texts(entry, Role.ID):
                self._ids[folded(text)][entry] = None
            for text in roster.texts(entry, Role.ID, Role.EMAIL):
                self._emails[folded(text)][entry] = None
            if name := roster.full_name(entry):
                self._names[folded(as_id(unicodedata.normalize("NFC", name)))][entry] = None

    def rows(self, learner: Learner) -> list[Entry]:
        """The rows that may be the learner's: one, if there is no doubt."""
        student = folded(learner.id)
        found: list[Entry] = []
        for hits in (
            self._emails.get(student, {}),
            self._ids.get(folded(learner.lms_user_id or ""), {}),
            self._emails.get(folded(learner.email or ""), {}),
            self._names.get(student, {}),
        ):
            found = [entry for entry in found if entry in hits] or found or list(hits)
            if len(found) == 1:
                break
        return found


def folded(text: str) -> str:
    """Ids that people take for the same are the same."""
    return unicodedata.normalize("NFC", text).strip().casefold()


def _sentences(
    rows: Mapping[str, Sequence[Entry]], claims: Mapping[Entry, Sequence[str]], roster: Roster
) -> Iterator[str]:
    if nobody := [student for student, entries in rows.items() if not entries]:
        yield _of_many(nobody, f"in the gradebook and not in {roster.path.name}")
    for student, entries in rows.items():
        if len(entries) > 1:
            them = _listed(roster.called(entry) for entry in entries)
            yield f"“{spoken(student)}” could be any of these rows of {roster.path.name}: {them}."
    for entry, students in claims.items():
        if len(students) > 1:
            them = named(students, NAMED)
            who = f"{roster.called(entry)} in {roster.path.name}"
            yield f"{who} could be any of these in the gradebook: {them}."
    if strangers := [roster.called(entry) for entry in roster.learners if entry not in claims]:
        them, verb = _listed(strangers), "is" if len(strangers) == 1 else "are"
        yield (
            f"{them} {verb} in {roster.path.name} and not in the gradebook, so nothing is known to have been "
            "handed in, and no mark was put there. If the gradebook has them under another id, tell it whose "
            "is whose, in a CSV file with the columns id and lms_user_id: nbgrader db student import FILE"
        )
    for line in roster.torn:
        yield (
            f"Line {line} of {roster.path.name} has more cells than the first line has names for them, so "
            "whose it is cannot be told. It was left out."
        )


def _of_many(students: Sequence[str], what: str) -> str:
    return f"{named(students, NAMED)} {'is' if len(students) == 1 else 'are'} {what}."


def _listed(texts: Iterable[str]) -> str:
    said = list(texts)
    more = len(said) - NAMED
    return ", ".join(said[:NAMED]) + (f" and {more:,} more" if more > 0 else "")
