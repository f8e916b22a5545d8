"""What came of a submission as text: so it travels between machines, and so it lies in files.

It is JSON and nothing that could run. What the reader has already is left out: the exercise, and the graded
notebook, which can be made again from the rest.
"""

import json
import math
from collections.abc import Iterable, Mapping
from typing import Any

from tenmistakes.answers.files import Malformed, parse
from tenmistakes.grading.computing import Computed, Finding
from tenmistakes.grading.exercise import Exercise, Item
from tenmistakes.grading.faults import Fault, our_fault
from tenmistakes.grading.flags import Flag
from tenmistakes.grading.handed_in import Refused
from tenmistakes.grading.scoring import Graded, Marked
from tenmistakes.questions import Outcome, Result


def to_plain(finding: Finding) -> str:
    """A finding in one line of ASCII."""
    if isinstance(finding, Computed):
        graded = finding.graded
        said: dict[str, Any] = {
            "student": graded.student,
            "identity": graded.identity,
            "items": [_item(marked) for marked in graded.items],
            "flags": _flags(graded.flags),
        }
    elif isinstance(finding, Refused):
        said = {"refused": str(finding), "identity": finding.identity, "flags": _flags(finding.flags)}
    else:
        said = {"fault": our_fault(finding)}
    return json.dumps(said, separators=(",", ":"))


def from_plain(line: str | bytes, exercise: Exercise) -> Graded | Refused | Fault:
    """What :func:`to_plain` wrote of a submission of this very exercise; :class:`Malformed` for all else."""
    said = parse(line, strict=False)
    try:
        if "fault" in said:
            return Fault(_text(said["fault"]))
        flags = tuple(
            Flag(_text(name), _text(words), review is True) for name, words, review in said["flags"]
        )
        if "refused" in said:
            return Refused(_text(said["refused"]), _text(said["identity"]), flags)
        both = zip(said["items"], exercise.items, strict=True)
        items = tuple(_marked(found, item) for found, item in both)
        return Graded(_text(said["student"]), _text(said["identity"]), items, flags)
    except (LookupError, OverflowError, TypeError, ValueError) as error:
        raise Malformed("this was not found in a submission of the exercise") from error


def _item(marked: Marked) -> dict[str, Any]:
    result = marked.result
    return {
        "question": marked.item.full_id,
        "answer": marked.answer,
        "discarded": marked.discarded,
        "points": marked.points,
        "result": [
            *(result.points, result.possible, result.outcome),
            *(result.message_id, result.misconception, result.message),
        ],
    }


def _marked(said: Mapping[str, Any], item: Item) -> Marked:
    if said["question"] != item.full_id:
        raise ValueError("it is about another question")
    points, possible, outcome, message_id, misconception, message = said["result"]
    result = Result(
        _number(points),
        _number(possible),
        Outcome(outcome),
        _text(message_id),
        None if misconception is None else _text(misconception),
        _text(message),
    )
    earned = None if said["points"] is None else _number(said["points"])
    return Marked(item, said["answer"], result, earned, said["discarded"])


def _flags(flags: Iterable[Flag]) -> list[tuple[str, str, bool]]:
    return [(flag.name, flag.sentence, flag.review) for flag in flags]


def _number(value: Any) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        raise TypeError("no number")
    return float(value)


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise TypeError("no text")
    return value
