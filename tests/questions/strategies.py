"""Hypothesis strategies: any sound question of each kind, and any answer somebody may send."""

from dataclasses import dataclass

from hypothesis import strategies as st

from tenmistakes.questions.kinds import (
    Band,
    ChooseOne,
    ChooseSeveral,
    Estimate,
    Item,
    Match,
    MatchSlip,
    Option,
    Order,
    OrderSlip,
    Pair,
    Plan,
    RegretBand,
    Written,
)

MISCONCEPTIONS = ("m-one", "m-two", "m-three")
named = st.sampled_from(MISCONCEPTIONS)
points = st.sampled_from([0.0, 0.5, 1.0, 2.0, 3.0, 7.0, 100.0])
text = st.sampled_from(["Wait", "Say *sorry*", "Ask the **boss**", "Nothing at all", "<b>Delete</b>"])
numbers = st.floats(-1e6, 1e6).filter(lambda x: abs(x) > 1e-3)


def ids(low, high):
    """Different ids that tell nothing."""
    return st.lists(st.from_regex(r"x[a-z]{2,5}", fullmatch=True), min_size=low, max_size=high, unique=True)


def common(draw):
    """What every question has."""
    return {"id": "asked", "prompt": "What now?", "points": draw(points), "right": "Just so."}


@st.composite
def choose_one(draw):
    """One right option among two to six."""
    names = draw(ids(2, 6))
    right = draw(st.sampled_from(names))
    options = [
        Option(id=n, text=draw(text), right=n == right, misconception=None if n == right else draw(named))
        for n in names
    ]
    return ChooseOne(kind="choose-one", options=options, **common(draw))


@st.composite
def choose_several(draw):
    """At least one right option among two to seven."""
    names = draw(ids(2, 7))
    right = draw(st.sets(st.sampled_from(names), min_size=1))
    options = [
        Option(id=n, text=draw(text), right=True, missed=draw(named))
        if n in right
        else Option(id=n, text=draw(text), misconception=draw(named))
        for n in names
    ]
    return ChooseSeveral(kind="choose-several", options=options, **common(draw))


@st.composite
def order(draw):
    """Three to seven items, with some slips."""
    names = draw(ids(3, 7))
    places = draw(st.lists(st.tuples(st.integers(0, len(names) - 2), st.integers(1, 6)), max_size=3))
    slips = [
        OrderSlip(first=names[min(a + step, len(names) - 1)], then=names[a], misconception=draw(named))
        for a, step in places
    ]
    items = [Item(id=n, text=draw(text)) for n in names]
    return Order(kind="order", items=items, slips=slips, otherwise=draw(named), **common(draw))


@st.composite
def match(draw):
    """Two to six items for two to four targets, with some slips."""
    names, targets = draw(ids(2, 6)), draw(ids(2, 4))
    items = [Pair(id=n, text=draw(text), to=draw(st.sampled_from(targets))) for n in names]
    slips = [
        MatchSlip(item=i.id, to=t, misconception=draw(named))
        for i in draw(st.lists(st.sampled_from(items), max_size=3))
        for t in targets
        if t != i.to
    ]
    return Match(
        kind="match",
        items=items,
        targets=[Item(id=n, text=draw(text)) for n in targets],
        slips=slips,
        otherwise=draw(named),
        **common(draw),
    )


@st.composite
def estimate(draw):
    """A number of either sign."""
    truth = draw(numbers)
    within = draw(st.floats(0.01, 0.5))
    return Estimate(
        kind="estimate",
        unit="hours",
        truth=truth,
        low=min(0, 2 * truth),
        high=max(0, 2 * truth),
        right_within=within,
        partly_within=within * draw(st.floats(1, 3)),
        partly_share=draw(st.floats(0.05, 0.95)),
        bands=draw(st.sampled_from([(), (Band(below=1, misconception="m-one"),)])),
        otherwise=draw(named),
        **common(draw),
    )


@st.composite
def plan(draw):
    """The small model's week, scored in one to three bands."""
    bands = [RegretBand(regret=0.05, share=1), RegretBand(regret=0.4, share=0.6)]
    bands.append(RegretBand(regret=1.0, share=0.2))
    return Plan(
        kind="plan",
        space="week",
        bands=bands[: draw(st.integers(1, 3))],
        misconceptions={"watch": {"nobody": draw(named)}},
        over_budget=draw(named),
        otherwise=draw(named),
        **common(draw),
    )


@st.composite
def written(draw):
    """A text, graded or not."""
    return Written(kind="written", model_answer="We are sorry.", **common(draw))


scored = st.one_of(choose_one(), choose_several(), order(), match(), estimate(), plan())
any_question = st.one_of(scored, written())


class Rude:
    """An object that minds being looked at."""

    def _refuse(self, *_):
        raise RuntimeError("hands off")

    __eq__ = __hash__ = __len__ = __bool__ = __iter__ = __getitem__ = __float__ = __int__ = _refuse
    __lt__ = __gt__ = __str__ = __repr__ = __contains__ = _refuse


class RudeText(str):
    """Text that runs its own code."""

    __slots__ = ()

    def _refuse(self, *_):
        raise RuntimeError("hands off")

    __eq__ = __hash__ = __len__ = strip = _refuse


class RudeMapping(dict):
    """A mapping that runs its own code."""

    def _refuse(self, *_):
        raise RuntimeError("hands off")

    __iter__ = __len__ = items = values = get = __contains__ = _refuse


class RudeList(list):
    """A list that runs its own code."""

    def _refuse(self, *_):
        raise RuntimeError("hands off")

    __iter__ = __len__ = __contains__ = __getitem__ = _refuse


class RudeMeta(type):
    """The type of types that cannot be compared."""

    def __eq__(cls, other):
        raise RuntimeError("hands off")

    __hash__ = type.__hash__


class RudeNumber(metaclass=RudeMeta):
    """A thing whose very type minds being compared."""


@dataclass
class Named:
    """A hostile answer with a name for the report of a test."""

    name: str
    value: object


def _nested(outer, depth=10_000):
    value = None
    for _ in range(depth):
        value = [value] if outer is list else {"watch": value}
    return value


def _itself():
    value = []
    value.append(value)
    return value


HOSTILE = [
    Named("nan", float("nan")),
    Named("infinity", float("inf")),
    Named("minus infinity", float("-inf")),
    Named("huge integer", 10**5000),
    Named("huge negative integer", -(10**5000)),
    Named("true", True),
    Named("false", False),
    Named("complex", 1j),
    Named("bytes", b"wait"),
    Named("tuple", ("wait",)),
    Named("set", {"wait"}),
    Named("deep list", _nested(list)),
    Named("deep mapping", _nested(dict)),
    Named("list in itself", _itself()),
    Named("long text", "x" * 3_000_000),
    Named("half a character", "\ud800"),
    Named("list of lists", [[], {}]),
    Named("list of null", [None]),
    Named("list of numbers", [1, 2.5, True]),
    Named("long list", ["wait"] * 100_000),
    Named("mapping with a number", {"watch": 1}),
    Named("mapping of numbers", {1: "one"}),
    Named("mapping of null", {None: "one"}),
    Named("rude object", Rude()),
    Named("list of rude objects", [Rude()]),
    Named("mapping to a rude object", {"watch": Rude()}),
    Named("rude text", RudeText("wait")),
    Named("list of rude text", [RudeText("wait")]),
    Named("rude list", RudeList(["wait"])),
    Named("rude mapping", RudeMapping(watch="one")),
    Named("rude number", RudeNumber()),
    Named("a type", int),
    Named("a function", _nested),
    Named("NotImplemented", NotImplemented),
]

json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=12,
)


def answers_to(question):
    """Answers of the right shape or nearly so, right ones and wrong ones, and arbitrary JSON."""
    match question:
        case ChooseOne():
            own = st.sampled_from([o.id for o in question.options])
        case ChooseSeveral():
            own = st.lists(st.sampled_from([o.id for o in question.options]), max_size=8)
        case Order():
            names = [i.id for i in question.items]
            own = st.permutations(names) | st.lists(st.sampled_from(names), max_size=8)
        case Match():
            own = st.dictionaries(
                st.sampled_from([i.id for i in question.items]),
                st.sampled_from([t.id for t in question.targets]) | st.none(),
            )
        case Estimate():
            own = st.floats(0, 3).map(lambda ratio: ratio * question.truth) | st.integers()
        case Plan():
            own = st.fixed_dictionaries(
                {},
                optional={
                    "watch": st.sampled_from(["nobody", "one", "two", "gone"]),
                    "first-reply": st.sampled_from(["silence", "sorry", "delete"]),
                },
            )
        case _:
            own = st.text()
    return own | json_values
