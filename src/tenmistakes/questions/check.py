"""Check an answer: one pure function for the lesson, the grader and the report.

``check`` gives a result for every Python object whatsoever. Answers are data that came back from a
learner's folder, so only JSON's own types count, to the letter: a subclass of ``str`` or ``dict`` could
run its own code, and ``True`` is no number.
"""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from itertools import combinations
from typing import TYPE_CHECKING, Any

from tenmistakes.questions import key
from tenmistakes.questions.kinds import (
    ChooseOne,
    ChooseSeveral,
    Estimate,
    Match,
    Misconception,
    Order,
    Plan,
    Question,
    Written,
)
from tenmistakes.questions.revision import is_outdated

if TYPE_CHECKING:
    from tenmistakes.questions.loading import Mistake

LONGEST_TEXT = 100_000
"""Characters of a written answer; no person reads more."""
_LARGEST_NUMBER = 1e100
_SLACK = 1e-9
"""Forgives the last digits of a float, so that an answer on the edge of a band is inside it."""


class Outcome(StrEnum):
    """How an answer stands. An answer that cannot be read counts as not attempted."""

    NOT_ATTEMPTED = "not-attempted"
    RIGHT = "right"
    PARTLY = "partly"
    NOT_YET = "not-yet"


@dataclass(frozen=True)
class Result:
    """What an answer receives.

    ``message`` is inline Markdown. ``message_id`` is ``right``, a misconception's id, or one of
    ``not-attempted``, ``incomplete``, ``unreadable``, ``outdated``, ``awaiting-review`` (a person gives the
    points) and ``saved`` (a note without points). ``detail`` holds what an explanation can show beside the
    message; it gives the key away. Its entries by kind, present when the answer could be scored:

    - choose-several: ``right``, ``wrong``, ``missed`` (lists of option ids)
    - order: ``right_order`` (item ids), ``share_of_pairs``
    - match: ``right``, ``wrong``, ``open`` (lists of item ids)
    - estimate: ``answer``, ``truth``, ``ratio``, ``unit``
    - plan: ``plan``, ``cost``, ``budget``; within the budget also ``mine`` and ``best`` (``PlanReport``),
      ``best_plan`` and ``regret``
    """

    points: float
    possible: float
    outcome: Outcome
    message_id: str
    misconception: str | None
    message: str
    detail: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class _Verdict:
    """A share of the points, the message earned, and a sentence to put after it."""

    share: float
    message_id: str = "right"
    note: str = ""
    detail: Mapping[str, Any] = field(default_factory=dict)


class _UnusableError(Exception):
    """An answer that cannot be scored; carries the id of the message to give."""


_SENTENCES = {
    "not-attempted": "There is no answer here yet.",
    "unreadable": "This answer cannot be read. Please answer the question again.",
    "outdated": "The question has changed since this answer was given. Please answer it again.",
    "awaiting-review": "Your text is saved. A person will read it and give the points.",
    "saved": "Saved. This note is for you; nobody grades it.",
}


def check(question: Question, answer: object, mistake: "Mistake") -> Result:
    """Score ``answer`` and say why. Never raises, whatever the answer is; changes nothing."""
    if _is_blank(answer):
        return _unscored(question, "not-attempted")
    if isinstance(question, Written):
        return _written(question, answer)
    try:
        verdict = _CHECKS[type(question)](question, answer, mistake)
    except _UnusableError as unusable:
        return _unscored(question, str(unusable))
    if verdict.share >= 1:
        outcome = Outcome.RIGHT
    else:
        outcome = Outcome.PARTLY if verdict.share > 0 else Outcome.NOT_YET
    misconception = mistake.misconceptions.get(verdict.message_id)
    sentences = {"right": question.right, "incomplete": ""}
    message = explanation(misconception) if misconception else sentences[verdict.message_id]
    return Result(
        points=round(verdict.share * question.points, 2),
        possible=question.points,
        outcome=outcome,
        message_id=verdict.message_id,
        misconception=verdict.message_id if misconception else None,
        message=" ".join(part for part in (message, verdict.note) if part),
        detail=verdict.detail,
    )


def check_saved(question: Question, answer: object, marked: str, mistake: "Mistake") -> Result:
    """Score an answer that was saved with the revision ``marked``: one to another version earns nothing."""
    if is_outdated(marked, question):
        return _unscored(question, "outdated")
    return check(question, answer, mistake)


def explanation(misconception: Misconception) -> str:
    """The message of a misconception: why it tempts, what happens instead, where to see it."""
    return f"{misconception.tempting} {misconception.instead} See *{misconception.see}* in the lesson."


def number_text(number: float) -> str:
    """A number as a sentence says it: whole from a hundred up, three digits below."""
    return f"{number:,.0f}" if abs(number) >= 100 else f"{number:.3g}"


def quantity_text(number: float, unit: str) -> str:
    """A number with its unit: ``63 hours``, ``4%``."""
    return f"{number_text(number)}%" if unit == "%" else f"{number_text(number)} {unit}"


def points_text(points: float) -> str:
    """``1 point``, ``2.5 points``."""
    return f"{points:g} {'point' if points == 1 else 'points'}"


def _unscored(question: Question, message_id: str) -> Result:
    return Result(0.0, question.points, Outcome.NOT_ATTEMPTED, message_id, None, _SENTENCES[message_id])


def _is_blank(answer: object) -> bool:
    """Nothing was said: null, blank text, an empty list, or a mapping in which nothing is chosen."""
    if type(answer) is str:
        return not answer.strip()
    if type(answer) is dict:
        return all(value is None for value in answer.values())
    return answer is None or (type(answer) is list and not answer)


def _ids(answer: object, known: Collection[str]) -> list[str]:
    """A list of different known ids."""
    if type(answer) is not list or not all(type(name) is str for name in answer):
        raise _UnusableError("unreadable")
    if not all(name in known for name in answer):
        raise _UnusableError("outdated")
    if len(set(answer)) < len(answer):
        raise _UnusableError("unreadable")
    return answer


def _choices(answer: object, known: Mapping[str, Collection[str]]) -> dict[str, str]:
    """A mapping from known names to names known for them; what is null is not chosen yet."""
    if type(answer) is not dict:
        raise _UnusableError("unreadable")
    if not all(type(k) is str and (v is None or type(v) is str) for k, v in answer.items()):
        raise _UnusableError("unreadable")
    chosen = {name: choice for name, choice in answer.items() if choice is not None}
    if not all(name in known and choice in known[name] for name, choice in chosen.items()):
        raise _UnusableError("outdated")
    return chosen


def _choose_one(question: ChooseOne, answer: object, mistake: "Mistake") -> _Verdict:
    if type(answer) is not str:
        raise _UnusableError("unreadable")
    for option in question.options:
        if option.id == answer:
            return _Verdict(1.0) if option.right else _Verdict(0.0, option.misconception or "")
    raise _UnusableError("outdated")


def _choose_several(question: ChooseSeveral, answer: object, mistake: "Mistake") -> _Verdict:
    picked = set(_ids(answer, {option.id for option in question.options}))
    right = [o for o in question.options if o.right and o.id in picked]
    wrong = [o for o in question.options if not o.right and o.id in picked]
    missed = [o for o in question.options if o.right and o.id not in picked]
    detail = {
        "right": [o.id for o in right],
        "wrong": [o.id for o in wrong],
        "missed": [o.id for o in missed],
    }
    share = max(0, len(right) - len(wrong)) / (len(right) + len(missed))
    if wrong:
        return _Verdict(share, wrong[0].misconception or "", detail=detail)
    if missed:
        return _Verdict(share, missed[0].missed or "", detail=detail)
    return _Verdict(1.0, detail=detail)


def _order(question: Order, answer: object, mistake: "Mistake") -> _Verdict:
    right_order = [item.id for item in question.items]
    given = _ids(answer, set(right_order))
    if len(given) < len(right_order):
        return _Verdict(0.0, "incomplete", _open_sentence(len(right_order) - len(given), len(right_order)))
    position = {name: index for index, name in enumerate(given)}
    pairs = list(combinations(right_order, 2))
    kept = sum(position[first] < position[then] for first, then in pairs)
    detail = {"right_order": right_order, "share_of_pairs": kept / len(pairs)}
    if given == right_order:
        return _Verdict(1.0, detail=detail)
    # Right pairs minus wrong ones: half of the pairs is what chance gives, and it earns nothing.
    share = max(0, 2 * kept - len(pairs)) / len(pairs)
    for slip in question.slips:
        if position[slip.first] < position[slip.then]:
            return _Verdict(share, slip.misconception, detail=detail)
    return _Verdict(share, question.otherwise, detail=detail)


def _match(question: Match, answer: object, mistake: "Mistake") -> _Verdict:
    targets = {target.id for target in question.targets}
    given = _choices(answer, {item.id: targets for item in question.items})
    right = [item.id for item in question.items if given.get(item.id) == item.to]
    missing = [item.id for item in question.items if item.id not in given]
    wrong = [item.id for item in question.items if item.id not in right and item.id not in missing]
    detail = {"right": right, "wrong": wrong, "open": missing}
    share = len(right) / len(question.items)
    if wrong:
        for slip in question.slips:
            if given.get(slip.item) == slip.to:
                return _Verdict(share, slip.misconception, detail=detail)
        return _Verdict(share, question.otherwise, detail=detail)
    if missing:
        sentence = _open_sentence(len(missing), len(question.items))
        return _Verdict(share, "incomplete", sentence, detail)
    return _Verdict(1.0, detail=detail)


def _open_sentence(missing: int, of: int) -> str:
    return f"{missing} of {of} {'has' if missing == 1 else 'have'} no place yet."


def _estimate(question: Estimate, answer: object, mistake: "Mistake") -> _Verdict:
    # The comparison holds for neither NaN nor infinity, and never turns a huge integer into a float.
    if not (type(answer) is int or type(answer) is float) or not -_LARGEST_NUMBER < answer < _LARGEST_NUMBER:
        raise _UnusableError("unreadable")
    truth = key.truth(question, mistake.slug)
    ratio = float(answer) / truth
    detail = {"answer": float(answer), "truth": truth, "ratio": ratio, "unit": question.unit}
    off = abs(ratio - 1)
    if off <= question.right_within + _SLACK:
        exact = number_text(truth) != number_text(answer)
        note = f"To be exact: {quantity_text(truth, question.unit)}." if exact else ""
        return _Verdict(1.0, note=note, detail=detail)
    share = question.partly_share if off <= question.partly_within + _SLACK else 0.0
    for band in question.bands:
        if (band.above is None or ratio > band.above) and (band.below is None or ratio < band.below):
            return _Verdict(share, band.misconception, detail=detail)
    return _Verdict(share, question.otherwise, detail=detail)


def _plan(question: Plan, answer: object, mistake: "Mistake") -> _Verdict:
    space = key.space(question, mistake.slug)
    plan = _choices(answer, {d.name: {choice.name for choice in d.choices} for d in space.decisions})
    missing = [decision.label for decision in space.decisions if decision.name not in plan]
    if missing:
        return _Verdict(0.0, "incomplete", f"Still to decide: {'; '.join(missing)}.")
    cost = space.cost(plan)
    detail: dict[str, Any] = {"plan": plan, "cost": cost, "budget": space.budget}
    if cost > space.budget + _SLACK:
        note = (
            f"Your plan costs {quantity_text(cost, space.budget_unit)}; "
            f"the budget is {number_text(space.budget)}."
        )
        return _Verdict(0.0, question.over_budget, note, detail)
    best_plan, best_loss = space.best()
    regret = space.regret(plan)
    detail |= {
        "mine": space.explain(plan),
        "best": space.explain(best_plan),
        "best_plan": best_plan,
        "regret": regret,
    }
    note = (
        f"{space.measure} your plan: {quantity_text(space.loss(plan), space.unit)}; "
        f"{space.measure.split()[-1]} the best plan within the budget: {number_text(best_loss)}."
    )
    share = next((band.share for band in question.bands if regret <= band.regret + _SLACK), 0.0)
    if share >= 1:
        return _Verdict(1.0, note=note, detail=detail)
    for decision, _ in space.costliest_slips(plan):
        named = question.misconceptions.get(decision, {}).get(plan[decision])
        if named:
            return _Verdict(share, named, note, detail)
    return _Verdict(share, question.otherwise, note, detail)


def _written(question: Written, answer: object) -> Result:
    """A graded text waits for its reader; a note of the learner's own is right once it is there."""
    if type(answer) is not str or len(answer) > LONGEST_TEXT:
        return _unscored(question, "unreadable")
    if question.points:
        outcome, message_id = Outcome.PARTLY, "awaiting-review"
    else:
        outcome, message_id = Outcome.RIGHT, "saved"
    message = question.right or _SENTENCES[message_id]
    return Result(0.0, question.points, outcome, message_id, None, message)


_CHECKS: Mapping[type, Callable[[Any, object, "Mistake"], _Verdict]] = {
    ChooseOne: _choose_one,
    ChooseSeveral: _choose_several,
    Order: _order,
    Match: _match,
    Estimate: _estimate,
    Plan: _plan,
}
