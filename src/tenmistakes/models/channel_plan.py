"""The channel plan: a month of hours and money over posting, answering, asking and being useful.

The month has two halves, and between them the platform changes its rule: a post reaches a smaller share of
the followers. In each half::

    heard = (followers who see a post + bought + found by the guide) / (1 - R) + drawn by the prize

R is the sum of what answering, asking and the guide add to the 0.05 of a page that only posts. Half of what
answering adds in the first half is carried into the second: people who were answered come back. An hour costs
20 pounds. Every number is illustrative.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from tenmistakes.models.base import Choice, Decision, Plan, PlanReport, PlanSpace
from tenmistakes.models.conversation import NOT_PASSED_ON, total
from tenmistakes.models.rented_reach import reached_once
from tenmistakes.models.words import number_in_words

FOLLOWERS = 20_000.0

SHARES = (0.12, 0.04)
"""What a post reaches in each half of the month [share of the followers]."""

HOUR = 20.0
"""Pounds."""

BUDGET = 1_500.0
"""Pounds, for hours and everything else."""

HOURS_A_POST = 2.0

POSTS = {"no-posts": 0, "four": 4, "ten": 10, "twenty": 20}
"""Posts in a fortnight."""

FLOOR = 1.0 - NOT_PASSED_ON
"""R of a page that only posts."""


@dataclass(frozen=True)
class Way:
    """What a way to talk costs [hours a fortnight, or a month], and what it adds to R."""

    hours: float = 0.0
    adds: float = 0.0


ANSWERING: Mapping[str, Way] = {
    "unanswered": Way(),
    "next-day": Way(4.0, 0.20),
    "within-the-hour": Way(18.0, 0.35),
}

ASKING: Mapping[str, Way] = {
    "no-question": Way(),
    "how-do-you-like-us": Way(2.0, 0.05),
    "a-real-question": Way(8.0, 0.15),
}

CARRIED = 0.5
"""The share of what answering adds in the first half that is still there in the second."""

UNHEARD = 0.05
"""What a question takes off R in a half in which nobody answers those who replied to it."""

GUIDE = Way(12.0, 0.05)
FOUND = 4_000.0
"""People who look for the guide in the second half and find it, whatever the rule."""

PRIZE, DRAWN = 200.0, 2_000.0
"""Pounds for a prize draw, and people who hear of it and pass nothing on."""

BOOST, BOUGHT = 300.0, 3_000.0
"""Pounds for paid reach, and people it reaches."""

PROMISED = 60_000.0
"""People who are to hear of it in the month, as was promised. No plan within the money gets there."""

HALVES = ("Weeks 1 and 2", "Weeks 3 and 4")


@dataclass(frozen=True)
class Half:
    """Half a month: people who hear of it first, how readily they pass it on, and people won by a prize."""

    first: float
    passed: float
    drawn: float = 0.0

    @property
    def heard(self) -> float:
        """Everybody who hears of it in this half."""
        return total(self.first, self.passed) + self.drawn

    @property
    def told(self) -> float:
        """Those who hear of it from others."""
        return self.first * self.passed / (1.0 - self.passed)


def _asked(asking: str, answering: str) -> float:
    """What a question adds to R in a half of the month."""
    if asking == "no-question":
        return 0.0
    return ASKING[asking].adds if answering != "unanswered" else -UNHEARD


def month(plan: Plan) -> tuple[Half, Half]:
    """Both halves of the month with a plan."""
    answers = (plan["answer-1"], plan["answer-2"])
    adds = [ANSWERING[answer].adds for answer in answers]
    helped = plan["useful"] == "guide"
    halves = []
    for index, share in enumerate(SHARES):
        second = index == 1
        first = float(reached_once(FOLLOWERS, share, POSTS[plan[f"post-{index + 1}"]]))
        passed = FLOOR + adds[index] + _asked(plan["ask"], answers[index])
        if second:
            passed += CARRIED * adds[0] + (GUIDE.adds if helped else 0.0)
            first += FOUND if helped else 0.0
        if plan["pay"] == ("second-half" if second else "first-half"):
            first += BOUGHT
        drawn = DRAWN if plan["useful"] == "prize-draw" and not second else 0.0
        halves.append(Half(first, passed, drawn))
    return halves[0], halves[1]


def heard(plan: Plan) -> float:
    """People who hear of it in the month."""
    return sum(half.heard for half in month(plan))


def loss(plan: Plan) -> float:
    """People by whom the month falls short of what was promised."""
    return PROMISED - heard(plan)


def explain_plan(plan: Plan) -> PlanReport:
    """How a plan fares, in words, numbers and two bars for each half of the month."""
    halves = month(plan)
    everybody = sum(half.heard for half in halves)
    said = [f"{label}: {_half_words(half)}" for label, half in zip(HALVES, halves, strict=True)]
    head = f"{number_in_words(everybody)} people hear of it in the month."
    words = f"{head} {' '.join(said)}{_verdict(plan, halves)}"
    numbers = {
        "loss": PROMISED - everybody,
        "heard": everybody,
        **{
            f"{name}-{index}": value
            for index, half in enumerate(halves, 1)
            for name, value in (("heard", half.heard), ("first", half.first), ("passed", half.passed))
        },
    }
    bars = {}
    for label, half in zip(HALVES, halves, strict=True):
        bars[f"{label}, first hand"] = half.first + half.drawn
        bars[f"{label}, passed on"] = half.told
    return PlanReport(words, numbers, bars, "people who hear of it")


def _half_words(half: Half) -> str:
    """What becomes of one half of the month."""
    if half.first < 0.5:
        return "nobody hears it first hand, so there is nothing to pass on."
    return (
        f"{number_in_words(half.first)} hear it first, each tells {half.passed:.3g} others, and "
        f"{number_in_words(half.heard)} hear of it in the end."
    )


def _verdict(plan: Plan, halves: tuple[Half, Half]) -> str:
    """What a plan's worst habit is, in a sentence; nothing if it has none of these."""
    if plan["ask"] != "no-question" and "unanswered" in (plan["answer-1"], plan["answer-2"]):
        return " For a fortnight you asked, and did not answer those who replied."
    if all(half.passed < FLOOR + 0.005 for half in halves):
        return " Nobody was answered, so hardly anybody passed it on."
    if halves[0].first + halves[1].first < 0.15 * FOLLOWERS:
        return " There was talk, and hardly anybody there to hear it."
    return ""


def _posting(half: int) -> Decision:
    labels = {"no-posts": "None", "four": "Four", "ten": "Ten", "twenty": "Twenty"}
    choices = tuple(Choice(name, labels[name], HOUR * HOURS_A_POST * count) for name, count in POSTS.items())
    return Decision(f"post-{half}", f"{HALVES[half - 1]}: posts", choices)


def _answering(half: int) -> Decision:
    labels = {
        "unanswered": "Nobody answers",
        "next-day": "By the next day",
        "within-the-hour": "Within the hour",
    }
    choices = tuple(Choice(name, labels[name], HOUR * way.hours) for name, way in ANSWERING.items())
    return Decision(f"answer-{half}", f"{HALVES[half - 1]}: answers", choices)


_ASKED = {
    "no-question": "Nothing",
    "how-do-you-like-us": "“How do you like us?”, once",
    "a-real-question": "One real question a week, and what came of it",
}

CHANNEL_PLAN = PlanSpace(
    name="channel-plan",
    title="A month at Brindle",
    decisions=(
        _posting(1),
        _answering(1),
        _posting(2),
        _answering(2),
        Decision(
            "ask",
            "All month: asking",
            tuple(Choice(name, _ASKED[name], HOUR * way.hours) for name, way in ASKING.items()),
        ),
        Decision(
            "useful",
            "All month: something for people",
            (
                Choice("nothing-made", "Nothing"),
                Choice("prize-draw", "A prize draw in week 1: share to win", PRIZE),
                Choice("guide", "A guide to damp walls, ready for week 3", HOUR * GUIDE.hours),
            ),
        ),
        Decision(
            "pay",
            "Paid reach",
            (
                Choice("not-paid", "None"),
                Choice("first-half", "In weeks 1 and 2", BOOST),
                Choice("second-half", "In weeks 3 and 4, when the rule has changed", BOOST),
            ),
        ),
    ),
    budget=BUDGET,
    budget_unit="pounds",
    unit="people",
    measure="Missed by",
    money=36.0,
    loss=loss,
    explain=explain_plan,
    reference={
        "post-1": "ten",
        "answer-1": "unanswered",
        "post-2": "ten",
        "answer-2": "unanswered",
        "ask": "no-question",
        "useful": "nothing-made",
        "pay": "not-paid",
    },
)
