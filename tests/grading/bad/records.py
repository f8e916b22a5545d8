"""Impossible records: answers that no widget wrote, in shapes, of values and at times that cannot be."""

import json
from collections.abc import Callable
from typing import Any

from tenmistakes.answers import embedding

from ..classroom import MIXED, MIXED_POINTS, SIDECAR, notebook
from ..making import NAME, QUESTIONS, RIGHT, SLUG, beside, entries, entry, hand_in_cell
from .case import ALL, GRADED, REVIEW, Bad, Desk, numbered, of_notebook, of_record

Raw = dict[str, Any]


def _of(entries: list[Raw], name: str) -> Raw:
    return next(raw for raw in entries if raw["question"] == f"{SLUG}/{name}")


def _set(name: str, /, **changed: Any) -> Callable[[list[Raw]], None]:
    return lambda entries: _of(entries, name).update(changed)


def _all(**changed: Any) -> Callable[[list[Raw]], None]:
    return lambda entries: [raw.update(changed) for raw in entries]


def _impossible(name: str, question: str, value: Any, earned: float = 0) -> Bad:
    """A value that the question's widget cannot give: it earns nothing, and a person should look."""
    lost = QUESTIONS[question].points - earned
    return of_record(name, _set(question, value=value), REVIEW, ALL - lost, "answers-impossible")


def _of_another_model(name: str, value: Any) -> Bad:
    """A plan with a part that the model does not have. It may have had it once: its revision does not say."""
    return of_record(name, _set("crisis-plan", value=value), REVIEW, ALL - 6, "answers-outdated")


def _damaged(name: str, question: str, /, **changed: Any) -> Bad:
    """An entry that is none: it does not count, and a person should look."""
    return of_record(
        name, _set(question, **changed), REVIEW, ALL - QUESTIONS[question].points, "answers-damaged"
    )


def _wrong_but_sound(name: str, question: str, value: Any, points: float) -> Bad:
    """A value the widget can give: it earns what it earns, and nobody need look."""
    return of_record(name, _set(question, value=value), GRADED, ALL - QUESTIONS[question].points + points)


def _file(name: str, data: Callable[[], bytes], state: Any, points: float | None, *flags: str) -> Bad:
    """An answers file beside an untouched notebook."""

    def make(desk: Desk) -> None:
        desk.save(notebook())
        desk.sidecar(data())

    return Bad(name, make, state, points, frozenset(flags))


def _header(**changed: Any) -> Callable[[], bytes]:
    return lambda: json.dumps(json.loads(beside(RIGHT)) | changed).encode()


def _lines(change: Callable[[list[str]], list[str]]) -> Callable[[dict[str, Any]], None]:
    """The lines of the record in the hand-in cell, changed."""

    def step(made: dict[str, Any]) -> None:
        cell = hand_in_cell(made)
        cell["source"] = "\n".join(change(cell["source"].split("\n")))

    return step


def _both(name: str, embedded: Any, sidecar: Any, points: float, *flags: str, state: Any = GRADED) -> Bad:
    return Bad(
        name,
        lambda desk: (desk.save(notebook(embedded)), desk.sidecar(sidecar)),
        state,
        points,
        frozenset(flags),
    )


def _history(entries: list[Raw]) -> None:
    """Twenty thousand attempts at one question; the right one is not the last."""
    sample = dict(_of(entries, "day-after"), value="failed")
    entries += [
        sample | {"attempt": n, "time": f"2026-01-31T10:{n // 60_000:02}:{n // 1000 % 60:02}.{n % 1000:03}Z"}
        for n in range(2, 10_000)
    ]


def _old_attempts(desk: Desk) -> None:
    """Five answers files, each as long as years of clicking."""
    desk.save(notebook(RIGHT))
    sample = json.loads(beside(RIGHT))
    first = _of(sample["entries"], "day-after") | {"value": "failed", "time": EARLIER}
    data = json.dumps(sample | {"entries": [first | {"attempt": n} for n in range(1, 14_000)]}).encode()
    for name in (SIDECAR, *(f"{NAME}.answers-{number}.json" for number in range(2, 6))):
        desk.sidecar(data, name)


EARLIER, LATER = "2026-01-30T09:30:00.000Z", "2026-01-31T23:30:00.000Z"

CASES = numbered(
    "impossible record",
    [
        # Values
        _impossible("an option there is not", "saturday-night-wickerby", "three-sentences"),
        _impossible("a list where one option belongs", "saturday-night-wickerby", ["two-sentences"]),
        _impossible("true where an option belongs", "the-muted-alarm", True),
        _impossible("a number where an option belongs", "the-muted-alarm", 0),
        _impossible("an option where a list belongs", "friday-at-five", "first-day"),
        _impossible(
            "an option twice", "friday-at-five", ["first-day", "first-day", "one-text", "director-first"]
        ),
        _impossible(
            "an option of another question", "friday-at-five", ["first-day", "one-text", "two-sentences"]
        ),
        _impossible("nothing within a list", "friday-at-five", ["first-day", None]),
        _impossible(
            "an item twice in an order", "sunday-morning", ["look", "hold", "facts", "answer", "answer"]
        ),
        _impossible(
            "an item too many in an order",
            "sunday-morning",
            ["look", "hold", "facts", "answer", "watch", "rest"],
        ),
        _impossible("a mapping where an order belongs", "sunday-morning", {"look": 1, "hold": 2}),
        _impossible("a list where a match belongs", "four-mornings", [["hashtag", "close"]]),
        _impossible(
            "a target there is not", "four-mornings", dict(RIGHT["four-mornings"], raffle="everything")
        ),
        _impossible("an item of no match", "four-mornings", dict(RIGHT["four-mornings"], bonus="close")),
        _impossible(
            "all targets for one item",
            "four-mornings",
            dict(RIGHT["four-mornings"], raffle=["close", "one-by-one"]),
        ),
        _impossible("a number in words", "two-hours-at-the-weekend", "5.02"),
        _impossible("true for a number", "two-hours-at-the-weekend", True),
        _impossible("a number of 300 digits", "two-hours-at-the-weekend", 10**299),
        _impossible("a number in a list", "two-hours-at-the-weekend", [5.02]),
        _of_another_model("a decision there is not", dict(RIGHT["crisis-plan"], bribe="yes")),
        _of_another_model("a choice there is not", dict(RIGHT["crisis-plan"], alarm="psychic")),
        _impossible("a plan in words", "crisis-plan", "best"),
        _impossible("false for everything", "crisis-plan", dict.fromkeys(RIGHT["crisis-plan"], False)),
        _wrong_but_sound(
            "every option at once",
            "friday-at-five",
            ["first-day", "one-text", "director-first", "bell", "pause", "comments"],
            0,
        ),
        _wrong_but_sound("a number just off the scale's middle", "two-hours-at-the-weekend", 31.5, 0),
        _wrong_but_sound("an order that is not finished", "sunday-morning", ["look", "hold"], 0),
        _wrong_but_sound(
            "a plan beyond the budget",
            "crisis-plan",
            dict(RIGHT["crisis-plan"], evenings="round-the-clock", weekend="round-the-clock"),
            0,
        ),
        _wrong_but_sound("a plan half made", "crisis-plan", {"evenings": "until-22", "weekend": None}, 0),
        _wrong_but_sound("an answer taken back", "day-after", None, 0),
        # Entries
        _damaged("points claimed in an answer", "crisis-plan", value={"alarm": "low"}, points=6.0),
        _damaged(
            "an outcome claimed in an answer", "crisis-plan", outcome="right", message="Right (6 points)."
        ),
        _damaged("attempt number nought", "crisis-plan", attempt=0),
        _damaged("attempt number one and a half", "crisis-plan", attempt=1.5),
        _damaged("attempt number a thousand million and one", "crisis-plan", attempt=10**9 + 1),
        _damaged("attempt number true", "crisis-plan", attempt=True),
        _damaged("a time without a zone", "crisis-plan", time="2026-01-31T09:30:00"),
        _damaged("the thirtieth of February", "crisis-plan", time="2026-02-30T09:30:00.000Z"),
        _damaged("a time as a number", "crisis-plan", time=1769851800),
        _damaged("a question of no name", "crisis-plan", question=""),
        _damaged("a path for a question", "crisis-plan", question="../../etc/passwd"),
        _damaged("a question that is a list", "crisis-plan", question=["no-crisis-plan", "crisis-plan"]),
        _damaged("a revision with a line break", "crisis-plan", revision="a\nb"),
        _damaged("an answer of a megabyte", "crisis-plan", value="x" * 1_000_000),
        _damaged("an answer nested a hundred deep", "crisis-plan", value=json.loads("[" * 100 + "]" * 100)),
        of_record(
            "an entry with a field less",
            lambda e: _of(e, "crisis-plan").pop("time"),
            REVIEW,
            ALL - 6,
            "answers-damaged",
        ),
        of_record(
            "entries that are no entries",
            lambda e: e.extend([None, 8, "right", [], {}]),
            REVIEW,
            ALL,
            "answers-damaged",
        ),
        of_record("10,000 attempts", _history, GRADED, ALL - 2),
        Bad(
            "five answers files of 2 MiB, of old attempts",
            _old_attempts,
            REVIEW,
            ALL,
            frozenset({"not-read", "answers-differ"}),
        ),
        # Whose, which and when
        of_record(
            "answers of an earlier version of the course",
            _set("crisis-plan", revision="0123456789ab"),
            REVIEW,
            ALL - 6,
            "answers-outdated",
        ),
        of_record("answers without a revision", _all(revision=""), GRADED, ALL),
        of_record(
            "answers from the year 9999",
            _all(time="9999-12-31T23:59:59.999Z"),
            REVIEW,
            ALL,
            "answers-in-future",
        ),
        of_record(
            "an answer a week after the hand-in",
            _set("crisis-plan", time="2026-02-08T09:30:00.000Z"),
            REVIEW,
            ALL,
            "answers-in-future",
        ),
        of_record("a clock that is an hour fast", _all(time="2026-02-01T11:00:00.000Z"), GRADED, ALL),
        of_record("answers from the year 1970", _all(time="1970-01-01T00:00:00.000Z"), GRADED, ALL),
        of_record(
            "an answer to a question of the lesson",
            lambda e: e.append(dict(e[0], question=f"{SLUG}/which-kind")),
            GRADED,
            ALL,
            "answers-unknown",
        ),
        of_record(
            "an answer to a question of no course",
            lambda e: e.append(dict(e[0], question="no-such/question")),
            GRADED,
            ALL,
            "answers-unknown",
        ),
        of_record(
            "the written answer as a saved answer",
            lambda e: e.append(dict(e[0], question=f"{SLUG}/holding-statement", value="Sorry.")),
            GRADED,
            ALL,
            "answers-unknown",
        ),
        _file(
            "an answers file of another exercise",
            lambda: beside(RIGHT, "exercise/no-audience"),
            GRADED,
            0,
            "answers-of-another",
            "no-answers",
        ),
        _file("an answers file that says nobody's", _header(notebook=None), REVIEW, ALL, "answers-damaged"),
        _file(
            "an answers file of a newer course", _header(schema=2), REVIEW, 0, "answers-newer", "no-answers"
        ),
        _file("an answers file of schema nought", _header(schema=0), REVIEW, ALL, "answers-damaged"),
        _file(
            "an answers file of another format",
            _header(format="homework"),
            REVIEW,
            0,
            "answers-damaged",
            "no-answers",
        ),
        _file(
            "an answers file torn in the middle",
            lambda: beside(RIGHT)[: beside(RIGHT).index(b"saturday-night") - 3],
            REVIEW,
            ALL - 3 - 3 - 2 - 2,
            "answers-damaged",
        ),
        _file(
            "an answers file of zero bytes", lambda: bytes(2000), REVIEW, 0, "answers-damaged", "no-answers"
        ),
        _file(
            "an answers file with a doubled key",
            lambda: beside(RIGHT).replace(b'"attempt":1', b'"attempt":1,"attempt":1', 1),
            REVIEW,
            ALL - 6,
            "answers-damaged",
        ),
        _file(
            "an answers file with infinity",
            lambda: beside(RIGHT).replace(b"5.023809523809524", b"Infinity"),
            REVIEW,
            ALL - 2,
            "answers-damaged",
        ),
        # The record in the notebook
        of_notebook(
            "a newer record in the notebook",
            _lines(lambda lines: [line.replace('"schema": 1', '"schema": 7') for line in lines]),
            REVIEW,
            0,
            "answers-newer",
            "no-answers",
        ),
        of_notebook(
            "a line of the record cut off",
            _lines(lambda lines: [*lines[:-1], lines[-1][:-20]]),
            REVIEW,
            ALL - 2,
            "answers-damaged",
        ),
        of_notebook(
            "the head of the record gone",
            _lines(lambda lines: [line for line in lines if '"format"' not in line]),
        ),
        of_notebook(
            "points claimed in the record",
            _lines(lambda lines: [*lines, '#: {"points": 25, "outcome": "right"}']),
            REVIEW,
            ALL,
            "answers-damaged",
        ),
        of_notebook(
            "a later answer added by hand",
            _lines(lambda lines: [*lines, embedding.MARK + entry("day-after", "failed", LATER).line]),
            GRADED,
            ALL - 2,
        ),
        # Two records
        _both("the notebook has the later answers", RIGHT, entries(MIXED, EARLIER), ALL, "answers-differ"),
        _both(
            "the answers file has the later answers", entries(MIXED, EARLIER), RIGHT, ALL, "answers-differ"
        ),
        _both(
            "the worse answers are the later ones",
            RIGHT,
            entries(MIXED, LATER),
            MIXED_POINTS,
            "answers-differ",
        ),
        _both(
            "each holds half of the answers",
            dict(list(RIGHT.items())[:4]),
            dict(list(RIGHT.items())[4:]),
            ALL,
        ),
        _both(
            "a torn answers file beside a sound record",
            RIGHT,
            beside(MIXED)[:400],
            ALL,
            "answers-damaged",
            state=REVIEW,
        ),
    ],
)
