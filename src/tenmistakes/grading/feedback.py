"""What a learner gets back: one page that says what was asked, what they answered, and how it went.

The page stands alone: no script, nothing to load, no value that only a grader may see. What the learner or
the grader wrote goes through ``texts.safe_html``. Points and comments are the gradebook's, so they are those
of formgrader.
"""

import secrets
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from html import escape
from pathlib import Path

from tenmistakes import showing
from tenmistakes.answers.files import Unusable, read_plain
from tenmistakes.grading import flags, titles
from tenmistakes.grading.exercise import Exercise
from tenmistakes.grading.faults import EVERYBODYS, our_fault
from tenmistakes.grading.gradebook import Gradebook, Stored, StoredItem
from tenmistakes.grading.intake import named
from tenmistakes.grading.kept import CHANGED
from tenmistakes.grading.placing import TIMESTAMP, place, stamp
from tenmistakes.grading.run import Stopped
from tenmistakes.grading.settings import Settings
from tenmistakes.grading.standalone import document, moment, number
from tenmistakes.grading.states import State
from tenmistakes.grading.stored import NO_RESPONSE
from tenmistakes.grading.texts import safe_html
from tenmistakes.questions import Outcome, Result, check_saved, find
from tenmistakes.questions.check import points_text

_KEPT_APART = "submission_secret.txt"
"""With it ``nbgrader release_feedback`` names a page so that only its learner can find it.

It comes with what was handed in by the exchange. Where there is none that command stops, and everybody after
waits: so work that came another way gets one, which nobody knows.
"""
_KEPT_APART_BYTES = 4096

_STYLE = Path(__file__).with_name("feedback.css")
_CARD = '<section class="card" aria-labelledby="points">\n<h2 id="points">'


class Pageless(Exception):
    """A learner who gets no page; the message is a sentence that says why, and what to do."""


class Stale(Pageless):
    """The points belong to questions that have changed since."""


@dataclass
class Written:
    """What came of writing pages."""

    paths: dict[str, Path] = field(default_factory=dict)
    """Student -> their page."""
    unread: int = 0
    """Pages on which the points of a text are still to come."""
    without: dict[str, list[str]] = field(default_factory=dict)
    """Why there is no page -> the students who have none for that reason."""

    def sentences(self) -> list[str]:
        """What there is to say besides how many pages there are."""
        said = []
        if self.unread:
            said.append(
                f"In {self.unread:,} a written answer has not been read yet; run this again afterwards."
            )
        for why, students in self.without.items():
            said.append(f"No page for {named(students, len(students))}. {why}")
        return said


def write_all(settings: Settings, exercise: Exercise, students: Sequence[str] = ()) -> Written:
    """Write the pages of everybody whose work was looked at, or of these students.

    One that cannot be written keeps nobody else from theirs. Raises :class:`Stopped` if nothing is recorded
    of one of the students, or of anybody, and where no other page could be written either.
    """
    written = Written()
    with Gradebook(settings) as gradebook:
        found = {student: gradebook.stored(exercise, student) for student in students}
        if missing := [student for student, stored in found.items() if stored is None]:
            raise Stopped(
                f"There is no feedback for {named(missing, len(missing))}: “{exercise.stem}” was not graded. "
                "Grade it first."
            )
        everybody: Iterable[Stored | None] = found.values() if students else gradebook.everyone(exercise)
        for stored in filter(None, everybody):
            try:
                path = write(settings, exercise, stored)
            except Stopped:
                raise
            except Pageless as pageless:
                written.without.setdefault(str(pageless), []).append(stored.student)
            except Exception as error:  # noqa: BLE001 (whatever it is, the next learner must not wait)
                written.without.setdefault(our_fault(error), []).append(stored.student)
            else:
                written.paths[stored.student] = path
                written.unread += stored.state.has_marks and _to_come(stored) > 0
    if not written.paths and not written.without:
        raise Stopped(f"Nobody has been graded in “{exercise.stem}” yet. Grade it first.")
    return written


def write(settings: Settings, exercise: Exercise, stored: Stored) -> Path:
    """Put a learner's page where nbgrader and formgrader look for it, in one step; its path.

    Raises :class:`Pageless`, and :class:`Stopped` where nobody's page could be written.
    """
    handed_in = settings.submitted(stored.student, exercise.stem)
    if not stored.known:
        raise Pageless(
            "The gradebook has no such student. Add them there (nbgrader db student add), and grade again."
        )
    try:
        text = page(stored, exercise)
    except Stale as stale:
        if handed_in.is_dir():
            raise
        lost = f"{stale} What was handed in is no longer in {handed_in.parent.parent}: put it back before."
        raise Stale(lost) from stale
    folder = settings.feedback(stored.student, exercise.stem)
    name = f"{exercise.stem}.html"
    files = {name: text.encode("utf-8"), TIMESTAMP: b"", **stamp(stored.timestamp)}
    files[_KEPT_APART] = _kept_apart(handed_in) or _kept_apart(folder) or secrets.token_hex(64).encode()
    try:
        place(folder, files, stored.student)
    except OSError as error:
        reason = error.strerror or str(error)
        if error.errno not in EVERYBODYS:
            raise Pageless(f"The page cannot be written: {reason}.") from error
        raise Stopped(
            f"The feedback of “{stored.student}” cannot be written: {reason}. The pages written before "
            "stand. When that is mended, the same command writes the rest."
        ) from error
    return folder / name


def _kept_apart(folder: Path) -> bytes:
    try:
        return read_plain(folder / _KEPT_APART, _KEPT_APART_BYTES)
    except (FileNotFoundError, Unusable):
        return b""


def page(stored: Stored, exercise: Exercise) -> str:
    """A learner's page as HTML. Raises :class:`Stale`."""
    if stored.overwritten:
        raise Stale(
            "It was graded by something else since. Grade it again with --force, then make the feedback."
        )
    name = " ".join(filter(None, (stored.first_name, stored.last_name))) or stored.student
    handed_in = f" · handed in on {moment(stored.timestamp)}" if stored.timestamp else ""
    body = _BODIES.get(stored.state, _marked)(stored, exercise)
    footer = (
        "<footer><p>Does something here look wrong to you, or is it not clear? Ask the person who teaches "
        "the course, and send this page along.</p></footer>\n"
    )
    title, under = titles.title(exercise), f"<bdi>{escape(name)}</bdi>{handed_in}"
    return document(f"Feedback: {title}", "your feedback", title, under, body + footer, _STYLE)


def _failed(stored: Stored, exercise: Exercise) -> str:
    return (
        f"{_CARD}Your work could not be read</h2>\n<p>{escape(stored.sentence)}</p>\n"
        "<p>So you have no points yet, which is not the same as zero points. Please hand in again: the "
        f"notebook <strong>{escape(exercise.stem)}.ipynb</strong> with your answers in it, saved after you "
        "ran its last cell. If you are not sure which file that is, ask the person who teaches the course."
        f"</p>\n{_notes(stored)}</section>\n"
    )


def _unlucky(stored: Stored, exercise: Exercise) -> str:
    return (
        f"{_CARD}Not graded yet</h2>\n<p>Something went wrong on our side while your work was graded. It has "
        "nothing to do with what you handed in, and there is nothing you need to do.</p>\n</section>\n"
    )


_BODIES = {State.FAILED: _failed, State.GRADER_ERROR: _unlucky}


def _marked(stored: Stored, exercise: Exercise) -> str:
    labels = titles.labels(exercise)
    sheets = [_Sheet(item, exercise, labels[item.item.cell]) for item in stored.items]
    penalty = ""
    if stored.late_penalty:
        penalty = (
            '<tfoot>\n<tr><th scope="row" colspan="2">Handed in late</th>'
            f"<td>\u2212{number(stored.late_penalty)}</td></tr>\n</tfoot>\n"
        )
    return (
        f"{_CARD}Your points</h2>\n{_total(stored, exercise)}"
        '<table>\n<thead><tr><th scope="col">Question</th><th scope="col">How it went</th>'
        '<th scope="col">Points</th></tr></thead>\n'
        f"<tbody>\n{''.join(sheet.row for sheet in sheets)}</tbody>\n"
        f"{penalty}</table>\n{_notes(stored)}</section>\n{''.join(sheet.section for sheet in sheets)}"
    )


def _total(stored: Stored, exercise: Exercise) -> str:
    """The points in one line, and what may still come."""
    to_come = _to_come(stored)
    line = (
        f'<p class="total"><strong>{number(stored.total or 0.0)}</strong> of '
        f"{points_text(exercise.possible)}{' so far' if to_come else ''}</p>\n"
    )
    if to_come:
        line += (
            f"<p>Up to {points_text(to_come)} may still come: a person has yet to read what you wrote in "
            "your own words.</p>\n"
        )
    return line


def _to_come(stored: Stored) -> float:
    """The points that nobody has given or refused yet."""
    return sum(item.item.points for item in stored.items if item.points is None)


def _notes(stored: Stored) -> str:
    told = dict.fromkeys(filter(None, (flags.told(flag.name) for flag in stored.flags)))
    if not told:
        return ""
    rows = "".join(f"<li>{escape(sentence)}</li>\n" for sentence in told)
    return f'<h3>About what you handed in</h3>\n<ul class="notes">\n{rows}</ul>\n'


class _Sheet:
    """One question on a learner's page: a row of the table, and a section of its own."""

    def __init__(self, stored: StoredItem, exercise: Exercise, label: str) -> None:
        self._stored, self._item, self._label = stored, stored.item, escape(label)
        self._view = exercise.views[stored.item.full_id]
        self._result = _result(stored, exercise)
        self._answered = self._result.outcome is not Outcome.NOT_ATTEMPTED
        given = stored.points
        self._points = "to come" if given is None else f"{number(given)} of {number(self._item.points)}"
        self._outcome, self._mark, self._word = self._standing()

    def _standing(self) -> tuple[str, str, str]:
        """How it went: a name for the style sheet, a mark and a word."""
        unread = self._answered or self._stored.auto is None  # or nobody knows whether there is a text
        if self._item.written and self._stored.needs_manual and unread:
            return "waiting", "…", "Not read yet"
        if self._item.written and (self._answered or self._stored.manual is not None):
            return "read", "✎", "Read by a person"
        return self._result.outcome.value, *showing.MARKS[self._result.outcome]

    @property
    def row(self) -> str:
        """The question in the table at the top."""
        return (
            f'<tr><th scope="row"><a href="#q-{self._item.question.id}">{self._label}</a></th>'
            f'<td><span data-outcome="{self._outcome}"><span aria-hidden="true">{self._mark}</span> '
            f"{self._word}</span></td><td>{self._points}</td></tr>\n"
        )

    @property
    def section(self) -> str:
        """The question with its answer, its explanation and its comment."""
        name, kind = self._item.question.id, self._item.question.kind
        return (
            f'<section class="card question {kind}" id="q-{name}" aria-labelledby="t-{name}">\n'
            f'<h2 id="t-{name}">{self._label}</h2>\n{self._asked()}\n{self._verdict()}\n{self._by_hand()}'
            f"{self._comment()}</section>\n"
        )

    def _asked(self) -> str:
        answer = self._stored.answer if self._answered else None
        if not self._item.written:
            return showing.question_html(self._view, answer, None)
        words = ""
        if answer is not None:
            words = f'\n<div class="answer"><p class="tm-note">Your words:</p>{safe_html(answer)}</div>'
        return showing.question_html(self._view, None, None) + words

    def _verdict(self) -> str:
        said = showing.in_words(self._result)
        said |= {
            "outcome": self._outcome,
            "mark": self._mark,
            "word": self._word,
            "points_text": self._points,
        }
        if self._outcome == "read":
            said["message_html"] = ""  # it says that a person will read the text
        if "best" in self._result.detail:
            said["picture_html"] = _picture(self._item.full_id, tuple(self._result.detail["plan"].items()))
        return showing.verdict_html(said)

    def _by_hand(self) -> str:
        """What a person did to the points, where the learner would wonder."""
        stored, notes = self._stored, []
        if stored.kept == CHANGED:
            notes.append(
                "Points or comment are for an earlier version of your work. A person looks at them again."
            )
        elif stored.manual is not None and not self._item.written:
            notes.append("A person gave these points.")
        if stored.extra:
            notes.append(f"Extra points among them: {number(stored.extra)}.")
        return f'<p class="by-hand">{" ".join(notes)}</p>\n' if notes else ""

    def _comment(self) -> str:
        if not self._stored.comment or (not self._answered and self._stored.comment == NO_RESPONSE):
            return ""
        said = safe_html(self._stored.comment)
        return f'<aside class="comment">\n<h3>A comment for you</h3>\n{said}\n</aside>\n'


_DISCARDED = {"outdated": (None, "another"), "unreadable": (object(), "")}
"""What stands for an answer that could not count, and its revision, by the message the gradebook keeps."""


def _result(stored: StoredItem, exercise: Exercise) -> Result:
    """What the answer received, with its message in full."""
    answer, revision = _DISCARDED.get(stored.message_id or "", (stored.answer, ""))
    result = check_saved(stored.item.question, answer, revision, exercise.mistake)
    same = stored.item.written or stored.auto in (None, result.points)
    if result.message_id != stored.message_id or not same:
        raise Stale(
            "The questions have changed since they were graded. Grade this again with --force (points and "
            "comments of yours are kept), then make the feedback."
        )
    return result


@lru_cache(maxsize=4096)
def _picture(full_id: str, plan: tuple[tuple[str, str], ...]) -> str:
    """A plan beside the best one. Drawing takes ten milliseconds, and many of a class have the same plan."""
    mistake, question = find(full_id)
    return str(showing.checked(question, mistake, dict(plan)).get("picture_html", ""))
