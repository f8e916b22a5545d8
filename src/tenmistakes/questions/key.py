"""What is right: the key of a question, computed from its definition and its model."""

from typing import Any

from tenmistakes.models import base
from tenmistakes.questions.kinds import (
    ChooseOne,
    ChooseSeveral,
    Estimate,
    FromModel,
    Match,
    Order,
    Plan,
    Question,
)


def truth(question: Estimate, slug: str) -> float:
    """The number an estimate is measured against, in the question's unit."""
    if not isinstance(question.truth, FromModel):
        return question.truth
    simulation = base.simulation(slug, question.truth.simulation)
    return float(simulation.frame(question.truth.at).numbers[question.truth.number])


def space(question: Plan, slug: str) -> base.PlanSpace:
    """The plans a learner can choose from."""
    return base.plan_space(slug, question.space)


def right_answer(question: Question, slug: str) -> Any:
    """An answer that earns full points, as the learner's widget would save it.

    For a written question it is the model answer, which a person would give full points.
    """
    match question:
        case ChooseOne():
            return next(option.id for option in question.options if option.right)
        case ChooseSeveral():
            return [option.id for option in question.options if option.right]
        case Order():
            return [item.id for item in question.items]
        case Match():
            return {item.id: item.to for item in question.items}
        case Estimate():
            return truth(question, slug)
        case Plan():
            return space(question, slug).best()[0]
        case _:
            return question.model_answer


def named_misconceptions(question: Question) -> set[str]:
    """The ids of every misconception an answer to this question can be told about."""
    match question:
        case ChooseOne() | ChooseSeveral():
            named = {o.misconception for o in question.options} | {o.missed for o in question.options}
        case Order() | Match():
            named = {slip.misconception for slip in question.slips} | {question.otherwise}
        case Estimate():
            named = {band.misconception for band in question.bands} | {question.otherwise}
        case Plan():
            named = {name for choices in question.misconceptions.values() for name in choices.values()}
            named |= {question.over_budget, question.otherwise}
        case _:
            named = set()
    return {name for name in named if name is not None}
