"""Which version of a question an answer belongs to."""

import json
from hashlib import sha256

from tenmistakes.questions.kinds import ChooseOne, ChooseSeveral, Estimate, Match, Order, Plan, Question


def revision(question: Question) -> str:
    """A short hash of what an answer refers to: the kind, the ids it can name, the unit.

    It stays the same when a sentence, the points or the order of the options change, for old answers then
    still mean what they meant. A plan's decisions are the model's; ``check`` calls a plan outdated that
    names a decision or a choice the model has no more.
    """
    match question:
        case ChooseOne() | ChooseSeveral():
            refers_to: object = sorted(option.id for option in question.options)
        case Order():
            refers_to = sorted(item.id for item in question.items)
        case Match():
            refers_to = [
                sorted(item.id for item in question.items),
                sorted(target.id for target in question.targets),
            ]
        case Estimate():
            refers_to = question.unit
        case Plan():
            refers_to = question.space
        case _:
            refers_to = None
    text = json.dumps([question.kind, refers_to], ensure_ascii=False)
    return sha256(text.encode()).hexdigest()[:12]


def is_outdated(marked: str, question: Question) -> bool:
    """Whether an answer with this revision was given to another version of the question."""
    return marked not in ("", revision(question))
