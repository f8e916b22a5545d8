"""One saved answer, and a record of many: what may stand in them, and how two records become one.

An answer is written as one line of JSON in plain ASCII, in the file beside the notebook and in the notebook
itself. A line is whole or it is not, so a torn file gives back every line that is whole; and text with line
separators of any script stays on its line.
"""

import json
import math
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cached_property
from typing import Any

from tenmistakes.answers.files import Malformed, parse

SCHEMA = 1
FORMAT = "tenmistakes answers"

HISTORY = 100
"""How many attempts at one question are kept; the attempt number goes on."""
VALUE_BYTES = 200_000
"""The longest answer, written as JSON: some 30,000 words of English."""
FAILURES = 1_000
"""After so many things that are no answers, nobody looks for one any more: a file of a million empty lines
must keep neither a kernel nor a grader busy."""
DEPTH = 20
ATTEMPTS = 10**9

_FIELDS = ("question", "value", "time", "attempt", "revision")
_SLUG = r"[a-z0-9]+(?:-[a-z0-9]+)*"
_QUESTION = re.compile(rf"{_SLUG}/{_SLUG}")
_TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z", re.ASCII)
_REVISION = re.compile(r"[!-~]{0,100}")
_TICK = timedelta(milliseconds=1)
_LAST = datetime.max.replace(microsecond=999_000, tzinfo=UTC)


@dataclass(frozen=True)
class Entry:
    """One answer a learner gave: attempt number ``attempt`` at ``question``.

    ``question`` is the full id (``no-crisis-plan/first-reply``), ``value`` any JSON value, ``time`` UTC to
    the millisecond (``2026-01-31T09:30:00.000Z``), ``revision`` the mark of the question's version.
    """

    question: str
    value: Any
    time: str
    attempt: int
    revision: str

    @property
    def order(self) -> tuple[str, int, str]:
        """What says which of two entries is the later; the line itself settles a tie, the same everywhere."""
        return self.time, self.attempt, self.line

    @cached_property
    def line(self) -> str:
        """The entry as one line of JSON, ASCII only."""
        fields = {name: getattr(self, name) for name in _FIELDS}
        return json.dumps(fields, ensure_ascii=True, allow_nan=False, separators=(",", ":"))

    @classmethod
    def of(cls, raw: object) -> "Entry":
        """The entry in parsed JSON; :class:`Malformed` if anything in it is not as it should be."""
        if not isinstance(raw, dict) or raw.keys() != set(_FIELDS):
            raise Malformed("an answer has a question, a value, a time, an attempt and a revision")
        attempt = raw["attempt"]
        if type(attempt) is not int or not 1 <= attempt <= ATTEMPTS:
            raise Malformed("an attempt is a number from 1")
        return cls(
            question_id(raw["question"]),
            plain(raw["value"]),
            _moment(raw["time"]),
            attempt,
            _revision(raw["revision"]),
        )

    @classmethod
    def from_line(cls, line: str) -> "Entry":
        """The entry on one line of JSON; :class:`Malformed` if there is none."""
        return cls.of(parse(line))


Record = Mapping[str, tuple[Entry, ...]]
"""Full question id -> its entries, the earliest first."""


def merge(*sources: Iterable[Entry]) -> dict[str, tuple[Entry, ...]]:
    """All entries of all sources by question, each once, in order, the latest :data:`HISTORY` of each."""
    found: dict[str, dict[tuple[str, int, str], Entry]] = {}
    for source in sources:
        for entry in source:
            found.setdefault(entry.question, {})[entry.order] = entry
    return {
        question: tuple(entries[key] for key in sorted(entries)[-HISTORY:])
        for question, entries in sorted(found.items())
    }


def flat(record: Record) -> list[Entry]:
    """Every entry of a record."""
    return [entry for entries in record.values() for entry in entries]


def latest(record: Record) -> list[Entry]:
    """The entry that counts for each question: its last."""
    return [entries[-1] for entries in record.values()]


def following(past: tuple[Entry, ...], question: str, value: Any, revision: str) -> Entry:
    """The next attempt after ``past``; its time is later than theirs, whatever the clock says.

    :class:`Malformed` if the value is not JSON or is too long.
    """
    now = datetime.now(UTC)
    if past:
        now = max(now, min(_parsed(past[-1].time), _LAST - _TICK) + _TICK)
    return Entry(
        question_id(question),
        plain(value),
        now.strftime("%Y-%m-%dT%H:%M:%S.") + f"{now.microsecond // 1000:03d}Z",
        min(max((entry.attempt for entry in past), default=0) + 1, ATTEMPTS),
        _revision(revision),
    )


def plain(value: Any) -> Any:
    """The value as plain JSON data, a copy; :class:`Malformed` if it is not JSON or is too much of it."""
    copy = _plain(value, DEPTH)
    if len(json.dumps(copy)) > VALUE_BYTES:
        raise Malformed("the answer is too long")
    return copy


def _plain(value: Any, depth: int) -> Any:
    if depth < 0:
        raise Malformed("the answer is nested too deeply")
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, str):
        # Half a character (a browser can cut an emoji in two) cannot be shown or sent: it becomes U+FFFD.
        return value.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    if isinstance(value, int | float):
        number = int(value) if isinstance(value, int) else float(value)
        try:
            finite = math.isfinite(float(number))
        except OverflowError:
            finite = False
        if not finite:
            raise Malformed("a number in the answer is beyond all bounds")
        return number
    if isinstance(value, list | tuple):
        return [_plain(item, depth - 1) for item in value]
    if isinstance(value, dict) and all(isinstance(key, str) for key in value):
        return {_plain(key, depth): _plain(item, depth - 1) for key, item in value.items()}
    raise Malformed("the answer holds something that is not text, a number, a list or a mapping")


def question_id(raw: object) -> str:
    """The full id of a question, ``slug/id``; :class:`Malformed` if it is none."""
    if not isinstance(raw, str) or len(raw) > 130 or not _QUESTION.fullmatch(raw):
        raise Malformed("a question is named by its mistake and its id, such as no-crisis-plan/first-reply")
    return raw


def _revision(raw: object) -> str:
    if not isinstance(raw, str) or not _REVISION.fullmatch(raw):
        raise Malformed("a revision is a short mark without spaces")
    return raw


def _moment(raw: object) -> str:
    if not isinstance(raw, str) or not _TIME.fullmatch(raw):
        raise Malformed("a time is written like 2026-01-31T09:30:00.000Z")
    _parsed(raw)
    return raw


def _parsed(time: str) -> datetime:
    try:
        return datetime.fromisoformat(time)
    except ValueError as error:
        raise Malformed(f"{time} is not a time") from error
