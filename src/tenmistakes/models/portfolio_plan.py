"""The portfolio plan: three efforts, for each the day on which it may be stopped and the signal that decides.

The loss of a plan is what it costs, on average, against somebody who knows from the start which efforts are
hits: hits thrown away and duds paid for (``stop_rule.py``), over two years. The budget is the working days
that the signals take. Every number is illustrative.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from tenmistakes.models.base import Choice, Decision, Plan, PlanReport, PlanSpace
from tenmistakes.models.stop_rule import HORIZON, SIGNALS, Effort, Loss, Noise, not_begun, reviewed

BUDGET = 8.0
"""Working days a quarter for reading signals."""

DAYS: Mapping[str, float] = {"total": 0.0, "new": 2.0, "asked": 6.0}
"""What a signal takes for one effort [working days a quarter]."""

REVIEWS: Mapping[str, tuple[int, ...]] = {
    "month-2": (2,),
    "every-month": tuple(range(2, int(HORIZON))),
    "month-6": (6,),
    "month-12": (12,),
    "no-review": (),
}
"""Choice -> the months in which the effort may be stopped."""

NOT_STARTED = "not-started"


@dataclass(frozen=True)
class Candidate:
    """An effort that could be started, and what it is called."""

    label: str
    effort: Effort


PORTFOLIO: Mapping[str, Candidate] = {
    "club": Candidate("The swap club", Effort(newcomers=20, q=0.13, hit=0.35, cost=8.0, worth=900.0)),
    "films": Candidate(
        "The films",
        Effort(
            newcomers=200,
            q=0.30,
            hit=0.25,
            cost=9.0,
            worth=450.0,
            noise=Noise(launch=1.0, month=0.5, answer=0.02),
        ),
    ),
    "draw": Candidate("The prize draw", Effort(newcomers=300, q=0.20, hit=0.04, cost=5.0, worth=300.0)),
}


@cache
def fate(name: str, when: str, signal: str) -> Loss:
    """What becomes of an effort that is reviewed so."""
    effort = PORTFOLIO[name].effort
    if when == NOT_STARTED:
        return not_begun(effort)
    return reviewed(effort, next(s for s in SIGNALS if s == signal), REVIEWS[when])


def fates(plan: Plan) -> dict[str, Loss]:
    """What becomes of each effort of a plan."""
    return {name: fate(name, plan[f"{name}-when"], plan[f"{name}-signal"]) for name in PORTFOLIO}


def loss(plan: Plan) -> float:
    """What a plan costs against knowing from the start [thousand pounds]."""
    return sum(part.total for part in fates(plan).values())


def explain_plan(plan: Plan) -> PlanReport:
    """How a plan fares: a sentence for each effort, and two bars for each."""
    parts = fates(plan)
    said = [_sentence(name, plan[f"{name}-when"], part) for name, part in parts.items()]
    total = sum(part.total for part in parts.values())
    words = (
        f"Against somebody who knew from the start, this plan costs {total:.0f} thousand pounds on average. "
        f"{' '.join(said)}"
    )
    numbers = {
        "loss": total,
        **{f"{name}-thrown-away": part.thrown_away for name, part in parts.items()},
        **{f"{name}-paid-for-duds": part.paid_for_duds for name, part in parts.items()},
    }
    bars = {}
    for name, part in parts.items():
        bars[f"{PORTFOLIO[name].label}: hits thrown away"] = part.thrown_away
        bars[f"{PORTFOLIO[name].label}: paid for duds"] = part.paid_for_duds
    return PlanReport(words, numbers, bars, "thousand pounds, on average")


def _sentence(name: str, when: str, part: Loss) -> str:
    label = PORTFOLIO[name].label
    if when == NOT_STARTED:
        return f"{label}: not started, so whatever it could have been is given up."
    if when == "no-review":
        return f"{label}: no hit is ever stopped, and neither is a dud."
    return (
        f"{label}: of 100 hits {part.stopped:.0f} are stopped by mistake, and of 100 duds {part.kept:.0f} "
        "run for the whole two years."
    )


_WHEN = {
    NOT_STARTED: "Do not start it",
    "month-2": "Commit two months; review in month 2",
    "every-month": "Review it every month, from month 2 on",
    "month-6": "Commit six months; review in month 6",
    "month-12": "Commit twelve months; review in month 12",
    "no-review": "Commit two years; no review",
}

_SIGNAL = {
    "total": "How many have joined so far",
    "new": "How many join a month, against the first month",
    "asked": "How many of the new ones were brought by somebody",
}


def _when(name: str, candidate: Candidate) -> Decision:
    choices = tuple(Choice(key, label) for key, label in _WHEN.items())
    return Decision(f"{name}-when", f"{candidate.label}: when may it be stopped?", choices)


def _signal(name: str, candidate: Candidate) -> Decision:
    choices = tuple(Choice(key, label, DAYS[key]) for key, label in _SIGNAL.items())
    return Decision(f"{name}-signal", f"{candidate.label}: by which signal?", choices)


PORTFOLIO_PLAN = PlanSpace(
    name="portfolio-plan",
    title="A rule for three efforts, for two years",
    decisions=tuple(
        decision
        for name, candidate in PORTFOLIO.items()
        for decision in (_when(name, candidate), _signal(name, candidate))
    ),
    budget=BUDGET,
    budget_unit="working days a quarter",
    unit="thousand pounds",
    measure="Average cost of not knowing, with",
    money=2.5,  # four more days, spent on asking about the films, save nearly ten thousand pounds
    loss=loss,
    explain=explain_plan,
    reference={
        decision: choice
        for name in PORTFOLIO
        for decision, choice in ((f"{name}-when", "month-2"), (f"{name}-signal", "total"))
    },
)
