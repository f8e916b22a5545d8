"""Mistake 4, impatience: how slowly a success begins, and when to stop what may be none.

The parts, from general to particular:

* ``diffusion.py``: Bass's curve, of how an audience joins;
* ``pew.py``: 28 figures of a curve that everybody lived through, and the fit to them;
* ``long_run.py``: what an effort still does after its month;
* ``stop_rule.py``: hits, duds, three signals, and what a review costs;
* ``portfolio_plan.py``: the plan for three efforts;
* here: the three simulations of the lesson.

Numbers without a source are *illustrative*: plausible, and never a forecast.
"""

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from tenmistakes.models import diffusion, pew, stop_rule
from tenmistakes.models.base import (
    PERCENT_TICKS,
    Artist,
    Axis,
    Frame,
    Parameter,
    PlanSpace,
    Scene,
    Simulation,
)
from tenmistakes.models.portfolio_plan import PORTFOLIO_PLAN
from tenmistakes.models.words import per_cent

PLANS: Mapping[str, PlanSpace] = {PORTFOLIO_PLAN.name: PORTFOLIO_PLAN}

YEAR = 365.25
"""Days in a year."""

LOOKED_AT = 12.0
"""Years that the first picture shows."""

YEARS_SHOWN = np.arange(0, 97) / 8
"""Moments of the first picture [years]."""


def small_per_cent(share: float) -> str:
    """A share of 1, with more digits for small ones: ``0.0052`` -> "0.52%"; ``0.031`` -> "3.1%"."""
    percent = 100 * share
    if percent < 0.005:
        return "0%" if percent <= 0 else "less than 0.01%"
    return f"{percent:.{2 if percent < 0.995 else 1 if percent < 9.95 else 0}f}%"


def age_in_words(days: float) -> str:
    """``1`` -> "1 day"; ``100`` -> "100 days"; ``365`` -> "12 months"; ``1461`` -> "4 years"."""
    if days < 180:
        return "1 day" if round(days) == 1 else f"{days:.0f} days"
    months = days / YEAR * 12
    if months < 23.5:
        return f"{months:.0f} months"
    return f"{days / YEAR:.1f}".removesuffix(".0") + " years"


def cancelled(values: Mapping[str, float]) -> Frame:
    """An effort and the day it is cancelled. ``values``: the parameters of ``SIMULATIONS["cancelled"]``."""
    stop, p, q = values["day"] / YEAR, values["p"] / 100, values["q"] / 100
    with_talk = diffusion.joined(YEARS_SHOWN, p, q)
    alone = diffusion.joined(YEARS_SHOWN, p, 0.0)
    now, now_alone = (float(diffusion.joined(stop, p, rate)) for rate in (q, 0.0))
    end, end_alone = float(with_talk[-1]), float(alone[-1])
    brought = float(diffusion.brought(stop, p, q))
    thrown, thrown_alone = 1 - now / end, 1 - now_alone / end_alone
    peak = diffusion.fastest(p, q)
    alike = (
        "and it would be the same"
        if small_per_cent(now) == small_per_cent(now_alone)
        else f"and it would be {small_per_cent(now_alone)}"
    )
    saved = f"{LOOKED_AT - stop:.1f}".removesuffix(".0")
    words = (
        f"After {age_in_words(values['day'])} {small_per_cent(now)} have joined, {alike} if nobody passed "
        f"it on; others have brought {per_cent(brought)} of those who join just now. Stopping saves "
        f"{saved} years of work and throws away {_most(thrown)} of what twelve years would "
        f"have brought. That is {small_per_cent(end - now)} of the audience, or "
        f"{small_per_cent(end_alone - now_alone)} where nobody passes it on."
    )
    kept = np.minimum(YEARS_SHOWN, stop)
    return Frame(
        points={
            "with-talk": np.column_stack([YEARS_SHOWN, 100 * with_talk]),
            "alone": np.column_stack([YEARS_SHOWN, 100 * alone]),
            "cancelled": np.column_stack([YEARS_SHOWN, 100 * diffusion.joined(kept, p, q)]),
            "day": np.array([[stop, 0.0]]),
        },
        numbers={
            "joined": 100 * now,
            "joined_alone": 100 * now_alone,
            "brought": 100 * brought,
            "thrown_away": 100 * thrown,
            "thrown_away_alone": 100 * thrown_alone,
            "lost": 100 * (end - now),
            "lost_alone": 100 * (end_alone - now_alone),
            "ahead": 100 * (now / now_alone - 1),
            "ahead_rate": 100 * float(diffusion.joining(stop, p, q) / diffusion.joining(stop, p, 0.0) - 1),
            "peak": peak,
            "years_saved": LOOKED_AT - stop,
        },
        words=words,
    )


def _most(share: float) -> str:
    return "more than 99%" if 0.995 <= share < 1 else per_cent(share)


SHOWN_FROM, SHOWN_TO = 2003.0, 2017.0

DATES_SHOWN = np.linspace(SHOWN_FROM, SHOWN_TO, 85)


def marks(x: NDArray[np.float64], y: NDArray[np.float64]) -> NDArray[np.float64]:
    """A line from figure to figure with a small diamond around each, since a picture's parts are lines."""
    wide, high = 0.09, 1.1
    turns = np.array([[0, 0], [wide, 0], [0, high], [-wide, 0], [0, -high], [wide, 0], [0, 0]])
    return (np.column_stack([x, y])[:, None, :] + turns).reshape(-1, 2)


def by_hand(values: Mapping[str, float]) -> Frame:
    """Pew's figures and a curve by hand. ``values``: the parameters of ``SIMULATIONS["by-hand"]``."""
    figures = int(values["figures"])
    yours = pew.Curve(values["p"] / 100, values["q"] / 100, values["ceiling"])
    given = slice(0, figures)
    miss = yours.miss(given)
    machine = pew.machine(figures)
    least, all_of_them = machine.miss(given), machine.miss()
    if miss >= 1.5 * least:
        near = "There is a better curve."
    elif miss >= 1.1 * least:
        near = "Not much better is possible."
    else:
        near = "Better is hardly possible."
    words = (
        f"Your curve levels off at {values['ceiling']:.0f}% and misses the {figures} figures by "
        f"{_points(miss)} on average. "
    )
    shown = values["machine"] >= 0.5
    if shown:
        words += (
            f"The machine misses them by {_points(least)}, with p {100 * machine.p:.1f}, "
            f"q {100 * machine.q:.0f} and a ceiling of {machine.ceiling:.0f}%."
        )
        if figures < len(pew.FIGURES):
            words += f" All {len(pew.FIGURES)} figures it misses by {_points(all_of_them)}."
    else:
        words += f"{near} The machine's is hidden."
    line = machine.at(DATES_SHOWN)
    return Frame(
        points={
            "figures": marks(pew.YEARS[given], pew.SHARES[given]),
            "yours": np.column_stack([DATES_SHOWN, yours.at(DATES_SHOWN)]),
            "machine": np.column_stack([DATES_SHOWN, line])
            if shown
            else np.array([[SHOWN_FROM, 0.0], [SHOWN_FROM, 0.0]]),
        },
        numbers={
            "miss": miss,
            "machine_miss": least,
            "machine_miss_all": all_of_them,
            "machine_p": 100 * machine.p,
            "machine_q": 100 * machine.q,
            "machine_ceiling": machine.ceiling,
            "machine_peak": machine.peak,
            "last": float(pew.SHARES[-1]),
        },
        words=words,
    )


def _points(points: float) -> str:
    said = f"{points:.1f}"
    return "1 point" if said == "1.0" else f"{said} points"


MONTHS_SHOWN = np.arange(1, 97) / 4
"""Months of a review that the third picture shows."""

AN_EFFORT = stop_rule.Effort()
"""The effort of the third simulation as it opens. A quicker hit is worth as much in two years as this one."""

_SAID = {
    "total": "the total so far",
    "new": "the new ones a month",
    "asked": "asking who brought them",
}


def review(values: Mapping[str, float]) -> Frame:
    """The price of a review, for each month. ``values``: the parameters of ``SIMULATIONS["review"]``."""
    signal = stop_rule.SIGNALS[int(values["signal"]) - 1]
    q = values["q"] / 100
    same = float(diffusion.joined(stop_rule.HORIZON, AN_EFFORT.p, AN_EFFORT.q))
    worth = AN_EFFORT.worth * same / float(diffusion.joined(stop_rule.HORIZON, AN_EFFORT.p, q))
    effort = stop_rule.Effort(values["newcomers"], q, values["hit"] / 100, worth=worth)
    thrown, paid = stop_rule.at_each(effort, signal, MONTHS_SHOWN)
    both = thrown + paid
    now, past = (float(part) for part in stop_rule.at_each(effort, signal, np.array(values["month"])))
    wrong = 100 * float(effort.wrong(signal, values["month"]))
    best = float(MONTHS_SHOWN[int(np.argmin(both))])
    never = stop_rule.reviewed(effort, signal, ()).total
    none = stop_rule.not_begun(effort).total
    words = (
        f"Reviewed in month {values['month']:g} by {_SAID[signal]}, {wrong:.0f} of 100 hits are stopped "
        f"and {wrong:.0f} of 100 duds go on. On average that costs {now + past:.0f} thousand pounds: "
        f"{now:.0f} in hits thrown away, {past:.0f} in duds paid for. The cheapest month for this signal is "
        f"{best:g}, at {both.min():.0f}; without a review it is {never:.0f}, and never to begin costs "
        f"{none:.0f}."
    )
    return Frame(
        points={
            "together": np.column_stack([MONTHS_SHOWN, both]),
            "thrown": np.column_stack([MONTHS_SHOWN, thrown]),
            "paid": np.column_stack([MONTHS_SHOWN, paid]),
            "month": np.array([[values["month"], 0.0]]),
        },
        numbers={
            "wrong": wrong,
            "cost": now + past,
            "thrown_away": now,
            "paid_for_duds": past,
            "best_month": best,
            "least": float(both.min()),
            "no_review": never,
            "not_begun": none,
        },
        words=words,
    )


SIMULATIONS: Mapping[str, Simulation] = {
    "cancelled": Simulation(
        name="cancelled",
        title="A success, and the day it is cancelled",
        equation=(
            "Joining = (p + q × joined) × (1 − joined), the Bass curve. p: won by you. q: brought by those "
            "who are in. Time in years. Cancelled means that from that day nobody new joins."
        ),
        parameters=(
            Parameter(
                "day",
                "Cancelled on",
                "day",
                61.0,
                1.0,
                1_461.0,
                1.0,
                note="61: the end of month 2. Type a number to reach a day exactly",
            ),
            Parameter(
                "q",
                "Brought by others (q)",
                "% a year",
                38.0,
                0.0,
                60.0,
                2.0,
                "MD3",
                "38: the mean of many new products",
            ),
            Parameter(
                "p",
                "Won by you (p)",
                "% a year",
                3.0,
                0.5,
                6.0,
                0.5,
                "MD3",
                "3: the mean of many new products; often less than 1",
            ),
        ),
        scene=Scene(
            title="Who has joined?",
            x=Axis("years from the start", 0, LOOKED_AT, tuple((y, f"{y}") for y in range(0, 13, 2))),
            y=Axis("% of those who could ever join", 0, 100, PERCENT_TICKS),
            artists=(
                Artist("with-talk", "passed on by those who are in"),
                Artist("alone", "nobody passes it on (q = 0)", role="compare", style="dashed"),
                Artist("cancelled", "cancelled on your day", role="warn", style="dotted"),
                Artist("day", "your day", kind="rule", role="muted", style="dotted"),
            ),
        ),
        run=cancelled,
    ),
    "by-hand": Simulation(
        name="by-hand",
        title="Fit the curve yourself, then see the machine's",
        equation=(
            "Share of adults = ceiling × joined, the Bass curve, started on 1 January 2003. Miss = root of "
            "the mean square of curve − figure. The machine tries p and q on ever finer grids and takes for "
            "each the ceiling that misses least."
        ),
        parameters=(
            Parameter("ceiling", "Ceiling", "% of adults", 90.0, 20.0, 100.0, 1.0),
            Parameter("q", "Brought by others (q)", "% a year", 38.0, 10.0, 90.0, 1.0, "MD3"),
            Parameter("p", "Won directly (p)", "% a year", 3.0, 0.2, 6.0, 0.1, "MD3"),
            Parameter("figures", "Figures given", "of 28", 28.0, 4.0, 28.0, 1.0, "PW4", "in order of time"),
            Parameter("machine", "The machine's curve", "0 hidden, 1 shown", 0.0, 0.0, 1.0, 1.0),
        ),
        scene=Scene(
            title="US adults on a social network, Pew's figures",
            x=Axis("year", SHOWN_FROM, SHOWN_TO, tuple((y, f"{y}") for y in range(2003, 2018, 2))),
            y=Axis("% of US adults", 0, 100, PERCENT_TICKS),
            artists=(
                Artist("figures", "Pew's figures", role="muted"),
                Artist("machine", "the machine's curve", role="compare", style="dashed"),
                Artist("yours", "your curve"),
            ),
        ),
        run=by_hand,
        says="Pew counted",
    ),
    "review": Simulation(
        name="review",
        title="When to review, and by which signal",
        equation=(
            "Wrong = Φ(−(hit's signal − dud's signal) ÷ spread ÷ 2). Thrown away = chance of a hit × wrong × "
            "what it would still bring. Paid for = chance of a dud × (not wrong × its cost so far + wrong × "
            "its cost in two years)."
        ),
        parameters=(
            Parameter("month", "Review in", "month", 2.0, 0.5, 24.0, 0.5),
            Parameter(
                "signal",
                "Signal",
                "1 total, 2 new a month, 3 asked",
                1.0,
                1.0,
                3.0,
                1.0,
                note="1: joined so far; 2: joining now, against the first month; 3: brought by somebody",
            ),
            Parameter("hit", "Chance that it is a hit", "%", 30.0, 5.0, 50.0, 5.0),
            Parameter(
                "q",
                "Word of mouth of a hit (q)",
                "% a month",
                20.0,
                15.0,
                30.0,
                1.0,
                note="however quick, a hit is worth as much after two years; illustrative",
            ),
            Parameter("newcomers", "Newcomers in the first month", "people", 100.0, 10.0, 300.0, 10.0),
        ),
        scene=Scene(
            title="What a review costs, by its month",
            x=Axis("month of the review", 0, 24, tuple((m, f"{m}") for m in range(0, 25, 6))),
            y=Axis(
                "thousand pounds, on average",
                0,
                100,
                tuple((m, f"{m}") for m in range(0, 101, 25)),
            ),
            artists=(
                Artist("together", "both together"),
                Artist("thrown", "hits thrown away", role="warn", style="dotted"),
                Artist("paid", "duds paid for", role="compare", style="dashed"),
                Artist("month", "your review", kind="rule", role="muted", style="dotted"),
            ),
        ),
        run=review,
    ),
}
