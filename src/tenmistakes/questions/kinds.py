"""The kinds of question, as typed data. What ``questions.yaml`` may say, and nothing else.

A misconception is declared once for its mistake: the idea, why it is tempting, what happens instead, and
the heading of the lesson that shows it. Wrong options, orders, pairs, bands and choices name it by id; its
id is the id of the message the learner gets.
"""

from typing import Annotated, Any, Literal

from pydantic import Discriminator, Field, Tag

from tenmistakes.typed import Flag, Number, Slug, Strict, Text

FIXED_MESSAGES = (
    "right",
    "not-attempted",
    "incomplete",
    "unreadable",
    "outdated",
    "awaiting-review",
    "saved",
)
"""Message ids that belong to every question; no misconception may be called so."""


class Misconception(Strict):
    """A wrong idea with its explanation, in three parts."""

    idea: Text
    """The wrong idea in the learner's own words: "If we say nothing, it blows over"."""
    tempting: Text
    instead: Text
    see: Text
    """The heading of the lesson, to the letter, under which the learner can see it."""


class Exemplar(Strict):
    """An answer and what it must receive; tests are generated from these.

    Two short forms spare the author what the model computes: for an estimate the answer ``truth``; for a
    plan the answer ``best``, or only the decisions that differ from the best reachable plan.
    """

    answer: Any = None
    outcome: Literal["not-attempted", "right", "partly", "not-yet"]
    message: Text
    """The id of the message: a misconception's id or one of :data:`FIXED_MESSAGES`."""


class Base(Strict):
    """What every question has."""

    id: Slug
    prompt: Text
    """Inline Markdown; a blank line starts a new paragraph. Points are never written here."""
    points: Annotated[Number, Field(ge=0, le=100)] = 0.0
    right: str = ""
    """The message for a right answer: says why it is right. Only a written question may leave it out."""
    hints: tuple[Text, ...] = ()
    exemplars: tuple[Exemplar, ...] = ()


class Option(Strict):
    """One option of a choice. Every wrong one names a misconception."""

    id: Slug
    text: Text
    right: Flag = False
    misconception: Slug | None = None
    missed: Slug | None = None
    """Choose several, needed at every right option: the misconception of somebody who leaves it out."""


class ChooseOne(Base):
    """Exactly one option is right. Answer: the option's id."""

    kind: Literal["choose-one"]
    options: Annotated[tuple[Option, ...], Field(min_length=2)]


class ChooseSeveral(Base):
    """One or more options are right. Answer: a list of option ids.

    Points: the right picks minus the wrong ones, as a share of the right options.
    """

    kind: Literal["choose-several"]
    options: Annotated[tuple[Option, ...], Field(min_length=2)]


class Item(Strict):
    """Something to put in order or to match."""

    id: Slug
    text: Text


class OrderSlip(Strict):
    """A wrong order: ``first`` stands before ``then``, though it must not."""

    first: Slug
    then: Slug
    misconception: Slug


class Order(Base):
    """Put the items in order; they are listed here in the right one. Answer: a list of all item ids.

    Points: the pairs in the right order minus those in the wrong one, as a share of all pairs.
    """

    kind: Literal["order"]
    items: Annotated[tuple[Item, ...], Field(min_length=3)]
    slips: tuple[OrderSlip, ...] = ()
    """Looked at in turn; the first that applies names the misconception."""
    otherwise: Slug
    """The misconception of a wrong order that no slip describes."""


class MatchSlip(Strict):
    """A wrong pair."""

    item: Slug
    to: Slug
    misconception: Slug


class Pair(Item):
    """An item with the target it belongs to."""

    to: Slug


class Match(Base):
    """Give every item its target. Answer: a mapping from item id to target id.

    A target may take several items, or none. Points: the share of right pairs.
    """

    kind: Literal["match"]
    targets: Annotated[tuple[Item, ...], Field(min_length=2)]
    items: Annotated[tuple[Pair, ...], Field(min_length=2)]
    slips: tuple[MatchSlip, ...] = ()
    otherwise: Slug


class FromModel(Strict):
    """A number that the model gives: nothing to type twice."""

    simulation: Slug
    at: dict[str, Number] = Field(default_factory=dict)
    """Parameter values that differ from the defaults."""
    number: Text
    """A name in ``Frame.numbers``."""


def _truth_form(value: Any) -> str:
    return "model" if isinstance(value, dict | FromModel) else "number"


class Band(Strict):
    """Answers from ``above`` (left out) to ``below`` (left out) times the truth; named by a misconception."""

    above: Number | None = None
    below: Number | None = None
    misconception: Slug


class Estimate(Base):
    """A number with a unit. Answer: a number.

    ``right_within`` and ``partly_within`` are relative tolerances (0.1: from 10 % under to 10 % over).
    ``bands`` are ratios of the answer to the truth; the first that holds the answer names the misconception.
    """

    kind: Literal["estimate"]
    unit: Text
    truth: Annotated[
        Annotated[Number, Tag("number")] | Annotated[FromModel, Tag("model")], Discriminator(_truth_form)
    ]
    low: Number
    high: Number
    """The range an answer can have; the widget's input keeps to it."""
    right_within: Annotated[Number, Field(gt=0)]
    partly_within: Annotated[Number, Field(gt=0)]
    partly_share: Annotated[Number, Field(gt=0, lt=1)] = 0.5
    bands: tuple[Band, ...] = ()
    otherwise: Slug


class RegretBand(Strict):
    """Plans whose regret is at most ``regret`` earn ``share`` of the points."""

    regret: Annotated[Number, Field(ge=0)]
    share: Annotated[Number, Field(ge=0, le=1)]


class Plan(Base):
    """Decisions in a simulation, scored by how close they come to the best reachable plan.

    Answer: a mapping from decision name to choice name, one for every decision. ``space`` names a
    ``PlanSpace`` of the mistake's model; ``misconceptions`` maps decision -> choice -> misconception, for
    the decision that costs the learner's plan most. ``bands`` go from the smallest regret to the largest;
    the first, with share 1, is what counts as right.
    """

    kind: Literal["plan"]
    space: Slug
    bands: Annotated[tuple[RegretBand, ...], Field(min_length=1)]
    misconceptions: dict[str, dict[str, Slug]]
    over_budget: Slug
    otherwise: Slug


class Criterion(Strict):
    """One line of a rubric."""

    text: Text
    points: Annotated[Number, Field(gt=0)]


class Written(Base):
    """Free text: a person reads it (exercise), or nobody but the learner does (a note in a lesson).

    Answer: a string. With points it needs a rubric that adds up to them, and a model answer.
    """

    kind: Literal["written"]
    rubric: tuple[Criterion, ...] = ()
    model_answer: str = ""
    words: Annotated[int, Field(ge=0, strict=True)] = 0
    """A rough length to aim at, shown to the learner; 0 shows none."""


Question = Annotated[
    ChooseOne | ChooseSeveral | Order | Match | Estimate | Plan | Written,
    Field(discriminator="kind"),
]


class Definitions(Strict):
    """A whole ``questions.yaml``."""

    title: Text
    misconceptions: dict[Slug, Misconception]
    questions: Annotated[tuple[Question, ...], Field(min_length=1)]
