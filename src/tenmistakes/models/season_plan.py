"""The season plan: one budget over three kinds of work, two where small wins and one where big wins.

*Clips* are cheap and their luck is wild: many different ones, judged when there is something to judge by, and
money kept back for the best. *Guides* cost much before they begin: a few. The *fair* has a size below which
nobody notices: one, and large enough.

What an effort brings grows with the square root of the money. The best-looking clip is so many times as good
as the average one (``BEST_OF``): rounded from ``winners.py``, so that the exercise can print the table and a
learner can do the sum. Every number of the brand is illustrative.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from math import sqrt

from tenmistakes.models.base import Choice, Decision, Plan, PlanReport, PlanSpace
from tenmistakes.models.words import number_in_words

BUDGET = 31_500.0
"""Pounds."""

COULD_BE_WON = 15_000.0
"""People who could be won in the season, with all the money in the world."""

CLIP, BOOST, GUIDE, FAIR = 10.0, 20.0, 18.0, 40.0
"""People won for each square root of the pounds: a clip of £400 wins 200. ``BOOST``: money put behind an
average clip that has the whole season left."""

NOTICED = 8_000.0
"""Pounds below which nobody notices a stand at the fair."""

WEEKS = 12
"""Weeks of the season."""

IDEAS, VERSIONS = "ideas", "versions"
DAY, FORTNIGHT = "day", "fortnight"

BEST_OF: Mapping[tuple[str, str], Mapping[int, float]] = {
    (IDEAS, DAY): {1: 1.0, 4: 1.3, 12: 1.7},
    (IDEAS, FORTNIGHT): {1: 1.0, 4: 1.6, 12: 2.2},
    (VERSIONS, DAY): {12: 1.1},
    (VERSIONS, FORTNIGHT): {12: 1.3},
}
"""(kind, judged after) -> number of clips -> what the best-looking is worth, in average clips."""

SPREADS: Mapping[str, float] = {IDEAS: 0.60, VERSIONS: 0.23}
VIEWS: Mapping[str, float] = {DAY: 100.0, FORTNIGHT: 6_000.0}
"""Settings of ``winners.gain`` from which :data:`BEST_OF` is rounded."""


@dataclass(frozen=True)
class Efforts:
    """So many efforts of one size: pounds for each, and pounds for each before it begins."""

    number: int
    size: float
    overhead: float
    kind: str = IDEAS

    @property
    def price(self) -> float:
        """Pounds for all of them, what is spent before they begin included."""
        return self.number * (self.size + self.overhead)


NOTHING = Efforts(0, 0.0, 0.0)

CLIPS: Mapping[str, Efforts] = {
    "no-clips": NOTHING,
    "one-film": Efforts(1, 6_400, 300),
    "four-ideas": Efforts(4, 1_600, 300),
    "twelve-versions": Efforts(12, 400, 100, VERSIONS),
    "twelve-ideas": Efforts(12, 400, 300),
}

GUIDES: Mapping[str, Efforts] = {
    "no-guides": NOTHING,
    "one-guide": Efforts(1, 6_400, 1_000),
    "three-guides": Efforts(3, 1_600, 1_000),
    "six-guides": Efforts(6, 900, 1_000),
    "twelve-guides": Efforts(12, 100, 1_000),
}

STANDS: Mapping[str, Efforts] = {
    "no-stand": NOTHING,
    "small-stand": Efforts(1, 4_000, 0),
    "two-small-stands": Efforts(2, 4_000, 0),
    "one-stand": Efforts(1, 9_000, 0),
    "grand-stand": Efforts(1, 16_000, 0),
}


@dataclass(frozen=True)
class Rhythm:
    """When the clips go out and when they are judged.

    ``met``: the share of people who are about while the clips are; ``left``: weeks left for the best one.
    """

    met: float
    judged: str
    left: int


RHYTHMS: Mapping[str, Rhythm] = {
    "week-one-day": Rhythm(0.80, DAY, 11),
    "week-one-fortnight": Rhythm(0.80, FORTNIGHT, 10),
    "three-weeks": Rhythm(0.95, FORTNIGHT, 7),
    "in-turn": Rhythm(1.00, FORTNIGHT, 1),
}

KEPT_BACK: Mapping[str, float] = {
    "all-spent": 0.0,
    "some-kept": 3_000.0,
    "much-kept": 6_000.0,
    "most-kept": 12_000.0,
}


def best_of(clips: str, rhythm: str) -> float:
    """What the best-looking clip is worth, in average clips; 0 without clips."""
    efforts = CLIPS[clips]
    return BEST_OF[efforts.kind, RHYTHMS[rhythm].judged][efforts.number] if efforts.number else 0.0


def won(plan: Plan) -> dict[str, float]:
    """People won by each part of a plan."""
    clips, rhythm = CLIPS[plan["clips"]], RHYTHMS[plan["rhythm"]]
    guides, stands = GUIDES[plan["guides"]], STANDS[plan["fair"]]
    behind = KEPT_BACK[plan["kept-back"]]
    noticed = stands.size >= NOTICED
    return {
        "clips": CLIP * clips.number * sqrt(clips.size) * rhythm.met,
        "best-clip": BOOST * sqrt(behind) * best_of(plan["clips"], plan["rhythm"]) * rhythm.left / WEEKS,
        "guides": GUIDE * guides.number * sqrt(guides.size),
        "fair": FAIR * stands.number * sqrt(stands.size) if noticed else 0.0,
    }


def loss(plan: Plan) -> float:
    """People who could be won and are not."""
    return COULD_BE_WON - sum(won(plan).values())


_BARS = {
    "clips": "Clips, as they go out",
    "best-clip": "Money behind the best clip",
    "guides": "Guides",
    "fair": "The fair",
}


def explain_plan(plan: Plan) -> PlanReport:
    """How a plan fares, in words, numbers and one bar for each part."""
    parts = won(plan)
    total = sum(parts.values())
    said = [f"This season wins {number_in_words(total)} people.", _clips_words(plan, parts)]
    if plan["guides"] == "twelve-guides":
        said.append("Of the guides' money ten pounds in eleven go before they begin.")
    stand = STANDS[plan["fair"]]
    if stand.number and not parts["fair"]:
        who = "a stand" if stand.number == 1 else "either stand"
        said.append(f"At £{stand.size:,.0f} nobody notices {who} at the fair.")
    elif plan["fair"] == "grand-stand":
        more = parts["fair"] - FAIR * sqrt(STANDS["one-stand"].size)
        said.append(f"The last £7,000 of the stand win {number_in_words(more)} people.")
    numbers = {"loss": COULD_BE_WON - total, "won": total, **parts}
    bars = {label: parts[name] for name, label in _BARS.items()}
    return PlanReport(" ".join(part for part in said if part), numbers, bars, "people won")


def _clips_words(plan: Plan, parts: Mapping[str, float]) -> str:
    """What became of the clips and of the money behind the best of them."""
    clips, rhythm, behind = CLIPS[plan["clips"]], RHYTHMS[plan["rhythm"]], KEPT_BACK[plan["kept-back"]]
    if not clips.number:
        return "Money kept back for the best clip finds none." if behind else ""
    if not behind:
        return "Nothing was kept back for the best clip."
    weeks = "1 week" if rhythm.left == 1 else f"{rhythm.left} weeks"
    if clips.number == 1:
        return f"There is one film, so the money kept back goes to an average one, for {weeks}."
    factor = best_of(plan["clips"], plan["rhythm"])
    gained = number_in_words(parts["best-clip"])
    return (
        f"The best-looking clip is worth {factor:g} average ones and has {weeks} left; the money behind it "
        f"wins {gained}."
    )


_CLIP_LABELS = {
    "no-clips": "None",
    "one-film": "One film of £6,400",
    "four-ideas": "Four clips of £1,600, four ideas",
    "twelve-versions": "Twelve clips of £400, one idea in twelve versions",
    "twelve-ideas": "Twelve clips of £400, twelve ideas",
}
_GUIDE_LABELS = {
    "no-guides": "None",
    "one-guide": "One of £6,400",
    "three-guides": "Three of £1,600",
    "six-guides": "Six of £900",
    "twelve-guides": "Twelve of £100",
}
_STAND_LABELS = {
    "no-stand": "None",
    "small-stand": "One of £4,000",
    "two-small-stands": "Two of £4,000, at two ends of the quay",
    "one-stand": "One of £9,000",
    "grand-stand": "One of £16,000",
}


def _priced(efforts: Mapping[str, Efforts], labels: Mapping[str, str]) -> tuple[Choice, ...]:
    return tuple(Choice(name, labels[name], each.price) for name, each in efforts.items())


SEASON_PLAN = PlanSpace(
    name="season-plan",
    title="A season under one budget",
    decisions=(
        Decision("clips", "Clips: how many, and how large?", _priced(CLIPS, _CLIP_LABELS)),
        Decision(
            "rhythm",
            "Clips: when do they go out, and when do you judge them?",
            (
                Choice("week-one-day", "All in the first week; judge after a day"),
                Choice("week-one-fortnight", "All in the first week; judge after a fortnight"),
                Choice("three-weeks", "Spread over three weeks; judge a fortnight after the last"),
                Choice("in-turn", "One after another, to the end; judge when all have been out"),
            ),
        ),
        Decision(
            "kept-back",
            "Clips: what do you keep back for the one that looks best?",
            (
                *(
                    Choice(name, f"£{kept:,.0f}" if kept else "Nothing", kept)
                    for name, kept in KEPT_BACK.items()
                ),
            ),
        ),
        Decision("guides", "Guides: how many, and how large?", _priced(GUIDES, _GUIDE_LABELS)),
        Decision("fair", "The fair: which stand?", _priced(STANDS, _STAND_LABELS)),
    ),
    budget=BUDGET,
    budget_unit="pounds",
    unit="people",
    measure="Of 15,000 people, missed by",
    money=0.3,
    loss=loss,
    explain=explain_plan,
    reference={
        "clips": "one-film",
        "rhythm": "week-one-day",
        "kept-back": "all-spent",
        "guides": "one-guide",
        "fair": "grand-stand",
    },
)
