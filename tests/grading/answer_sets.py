"""Whatever an honest learner can hand in, drawn by hypothesis: every answer is one that a widget can give."""

from dataclasses import dataclass
from typing import Any

from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from tenmistakes.answers.schema import Entry
from tenmistakes.questions.key import space
from tenmistakes.questions.kinds import ChooseOne, ChooseSeveral, Estimate, Match, Order, Plan, Question

from .classroom import notebook, saved
from .making import QUESTIONS, RIGHT, SLUG, beside, entry


@dataclass(frozen=True)
class HonestWork:
    """The two files of a hand-in; ``answers_file`` is empty where only the notebook was handed in."""

    notebook: bytes
    answers_file: bytes


def _answer(question: Question) -> st.SearchStrategy[Any]:
    """Any answer the widget of a question can save; None is one that was taken back."""
    match question:
        case ChooseOne():
            some = st.sampled_from([option.id for option in question.options])
        case ChooseSeveral():
            some = st.lists(st.sampled_from([option.id for option in question.options]), unique=True)
        case Order():
            some = st.permutations([item.id for item in question.items])
        case Match():
            targets = st.sampled_from([None, *(target.id for target in question.targets)])
            some = st.fixed_dictionaries({item.id: targets for item in question.items})
        case Estimate():
            some = st.integers(int(question.low), int(question.high)) | st.floats(question.low, question.high)
        case Plan():
            some = st.fixed_dictionaries(
                {
                    decision.name: st.sampled_from([choice.name for choice in decision.choices])
                    for decision in space(question, SLUG).decisions
                }
            )
        case _:
            raise TypeError(question)
    return st.one_of(some, some, st.just(RIGHT[question.id]), st.none())


@st.composite
def _attempts(draw: st.DrawFn) -> list[Entry]:
    """Up to three attempts at each question, at times of their own."""
    made = []
    for name, question in QUESTIONS.items():
        hours = draw(st.lists(st.integers(0, 23), unique=True, max_size=3))
        for attempt, hour in enumerate(sorted(hours), start=1):
            time = f"2026-01-{draw(st.integers(20, 31))}T{hour:02}:{draw(st.integers(0, 59)):02}:00.000Z"
            made.append(entry(name, draw(_answer(question)), time, attempt=attempt))
    return made


_WORDS = st.text(st.characters(codec="utf-8", exclude_categories=("Cs", "Cc")), min_size=1).filter(str.strip)
_TEXT = st.none() | _WORDS.map("We are sorry. ".__add__) | st.just("We are sorry.\n\n> *More* by noon.")


@st.composite
def _work(draw: st.DrawFn) -> HonestWork:
    attempts, text = draw(_attempts()), draw(_TEXT)
    match draw(st.sampled_from(["embedded", "beside", "both", "two places"])):
        case "embedded":
            return HonestWork(saved(notebook(attempts, text)), b"")
        case "beside":
            return HonestWork(saved(notebook((), text)), beside(attempts))
        case "both":
            return HonestWork(saved(notebook(attempts, text)), beside(attempts))
        case _:  # handed in, then answered on at another machine: each has what the other lacks
            return HonestWork(saved(notebook(attempts[::2], text)), beside(attempts[1::2]))


def honest_work(count: int) -> list[HonestWork]:
    """So many hand-ins, all different; the same at every run where hypothesis is told to be repeatable."""
    found: dict[HonestWork, None] = {}

    @settings(max_examples=3 * count, phases=[Phase.generate], database=None)
    @given(_work())
    def draw(work: HonestWork) -> None:
        found[work] = None

    draw()
    assert len(found) >= count
    return list(found)[-count:]  # the first ones are the simplest
