"""Mistake 5, social media in isolation: what media bring together, and where the next pound goes.

The parts, from general to particular:

* ``synergy.py``: media that work together or against each other, with carry-over, and the best budget;
* ``media_plan.py``: the plan for a quarter over seven media and one voice;
* here: the three simulations of the lesson.

Numbers without a source are *illustrative*: plausible, and never a forecast.
"""

from collections.abc import Mapping

import numpy as np

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
from tenmistakes.models.long_run import LONG_RUN, SHORT_RUN, long_over_short
from tenmistakes.models.media_plan import MEDIA_PLAN
from tenmistakes.models.pounds import pounds
from tenmistakes.models.synergy import (
    CARRY,
    Pair,
    best_split,
    tone,
    weekly,
)

PLANS: Mapping[str, PlanSpace] = {MEDIA_PLAN.name: MEDIA_PLAN}

TELEVISION_A_WEEK, SOCIAL_A_WEEK = 10.0, 4.0
"""Thousand pounds of sales that a week of each brings by itself. Illustrative."""

RUN = 6
"""Weeks that each of the two runs."""

WEEKS = 24
"""Weeks that the first picture shows."""


def weeks(values: Mapping[str, float]) -> Frame:
    """Television and social, in the same weeks or not. ``values``: those of ``SIMULATIONS["weeks"]``."""
    starts, together, carry = int(values["starts"]), values["together"], values["carry"] / 100
    week = np.arange(WEEKS)
    television = np.where(week < RUN, TELEVISION_A_WEEK, 0.0)
    social = np.where((week >= starts) & (week < starts + RUN), SOCIAL_A_WEEK, 0.0)
    shared = max(0, RUN - starts)
    factor = long_over_short(carry)
    alone, beside = RUN * TELEVISION_A_WEEK * factor, RUN * SOCIAL_A_WEEK * factor
    joint = shared * together * factor
    total = alone + beside + joint
    where = f"In the {'week' if shared == 1 else f'{shared} weeks'} they share they"
    if not shared:
        effect = "They never run in the same week, so neither helps or harms the other."
    elif together == 0:
        effect = "Without synergy it makes no difference which weeks they share."
    elif together > 0:
        effect = f"{where} add {pounds(joint)} on top of that."
    else:
        effect = f"{where} take {pounds(-joint)} of it away from each other."
    change = total - alone
    if change == 0:
        without = "Without social it would be the same."
    else:
        without = f"Without social it would be {pounds(abs(change))} {'less' if change > 0 else 'more'}."
    words = (
        f"Television by itself brings {pounds(alone)} and social by itself {pounds(beside)}, counted until "
        f"it has faded. {effect} The plan brings {pounds(total)}. {without}"
    )
    axis = np.arange(WEEKS + 1.0)

    def drawn(sales: np.ndarray) -> np.ndarray:
        return np.column_stack([axis, np.concatenate([[0.0], sales])])

    return Frame(
        points={
            "plan": drawn(weekly(television, social, together, carry)),
            "apart": drawn(weekly(television, social, 0.0, carry)),
            "television": drawn(weekly(television, 0.0 * social, 0.0, carry)),
        },
        numbers={
            "total": total,
            "television": alone,
            "social": beside,
            "joint": joint,
            "shared_weeks": float(shared),
            "without_social": alone,
            "lost_without_social": change,
            "lost_without_television": total - beside,
        },
        words=words,
    )


SHARES = np.sin(np.linspace(0.0, np.pi / 2, 61)) ** 2
"""Shares of the budget that the second picture shows: closest together where the curve is steep."""

_FINE = np.sin(np.linspace(0.0, np.pi / 2, 1801)) ** 2
"""Shares of the budget among which the best is looked for."""


def next_pound(values: Mapping[str, float]) -> Frame:
    """A budget split between television and social.

    ``values``: the parameters of ``SIMULATIONS["next-pound"]``.
    """
    budget, share = values["budget"], values["share"] / 100
    pair = Pair(values["television"], values["social"], values["synergy"], values["carry"] / 100)
    apart = Pair(pair.first, pair.second, 0.0, pair.carry)
    fine = pair.sales(budget * (1 - _FINE), budget * _FINE)
    best, most = float(_FINE[fine.argmax()]), float(fine.max())
    here = float(pair.sales(budget * (1 - share), budget * share))
    television, social = pair.next_thousand(budget * (1 - share), budget * share)
    first, second = pair.best_budget()
    total = first + second
    if best == 0:
        advice = f"The best split leaves social out, with {pounds(most)}."
    elif best == 1:
        advice = f"The best split leaves television out, with {pounds(most)}."
    else:
        advice = f"The best split has {100 * best:.0f}% on social, with {pounds(most)}."
    words = (
        f"With {100 * share:.0f}% on social the quarter brings {pounds(here)}. {advice} "
        f"From your split on, £1,000 more would bring {_brought(television)} in television and "
        f"{_brought(social)} on social. "
        f"If the total were yours to choose, {pounds(total)} would leave most over."
    )
    return Frame(
        points={
            "sales": np.column_stack([100 * SHARES, _shown(pair, budget)]),
            "apart": np.column_stack([100 * SHARES, _shown(apart, budget)]),
            "share": np.array([[100 * share, 0.0]]),
            "best": np.array([[100 * best, 0.0]]),
        },
        numbers={
            "sales": here,
            "best_share": round(100 * best, 1),
            "best_sales": most,
            "next_television": 1000 * television,
            "next_social": 1000 * social,
            "free_total": total,
            "free_share": 100 * second / total,
        },
        words=words,
    )


def _shown(pair: Pair, budget: float) -> np.ndarray:
    """The sales at each split, as far as they are above zero."""
    return np.maximum(0.0, pair.sales(budget * (1 - SHARES), budget * SHARES))


def _brought(thousands: float) -> str:
    return pounds(thousands) if thousands > 0 else "nothing"


OTHERS = np.array([5.0, 4.0, 3.0, 3.0, 2.5, 2.5])
"""What an effort brings by itself: television, search, outdoor, print, display, mobile. Illustrative."""

HUB = 2.0
"""The same for social, the weakest of the seven by itself. Illustrative."""

GAPS = np.linspace(0.0, 40.0, 21)
"""Distances between the voices that the third picture shows, in notches."""


def seven_media(values: Mapping[str, float]) -> Frame:
    """A budget over seven media and the voices they speak in.

    ``values``: the parameters of ``SIMULATIONS["seven-media"]``.
    """
    gap, budget, full = values["gap"], values["budget"], values["synergy"]
    tied = (np.arange(len(OTHERS)) < values["tied"]).astype(np.float64)
    left = full * float(tone(gap))
    every, sales = best_split(OTHERS, HUB, np.append(full * tone(GAPS), left), budget, tied)
    every, mine = 100 * every[:-1], 100 * every[-1]
    social, television = float(mine[0]), float(mine[1])
    others = 100.0 - social - television
    most, by_strength = float(sales[-1]) * long_over_short(CARRY), _by_strength(left, budget, tied)
    distance = "1 notch" if gap == 1 else f"{gap:.0f} notches"
    if full == 0 or not tied.any():
        said = "There is no synergy, so the voices make no difference"
    elif left > 0:
        said = f"With the voices {distance} apart, {_part(left / full)} of the synergy is left"
        said = said if gap else "With one voice everywhere, all of the synergy is there"
    elif left == 0:
        said = f"With the voices {distance} apart, nothing is left of the synergy"
    else:
        said = f"With the voices {distance} apart, social and the others work against each other"
    where = f"{social:.0f}% on social" if social >= 0.5 else "nothing on social"
    words = (
        f"{said}. The best split has {where}, {television:.0f}% on television and {others:.0f}% on the other "
        f"five. It brings {pounds(most)}; split by what each medium does alone, the same money brings "
        f"{pounds(by_strength)}."
    )
    return Frame(
        points={
            "social": np.column_stack([GAPS, every[:, 0]]),
            "television": np.column_stack([GAPS, every[:, 1]]),
            "others": np.column_stack([GAPS, every[:, 2:].sum(axis=1)]),
            "gap": np.array([[gap, 0.0]]),
        },
        numbers={
            "social": round(social, 1),
            "television": round(television, 1),
            "others": round(others, 1),
            "sales": most,
            "by_strength": by_strength,
            "synergy_left": left,
        },
        words=words,
    )


def _part(share: float) -> str:
    return f"{100 * share:.0f}%"


def _by_strength(synergy: float, budget: float, tied: np.ndarray) -> float:
    """Sales of the split that would be best without any synergy."""
    own = np.append(OTHERS, HUB)
    efforts = own * np.sqrt(budget / (own @ own))
    joint = synergy * efforts[-1] * (tied @ efforts[:-1])
    return float(own @ efforts + joint) * long_over_short(CARRY)


CARRY_OVER = Parameter(
    "carry",
    "Still there a week later",
    "% of the effect",
    100 * CARRY,
    30.0,
    70.0,
    5.0,
    "MD5",
    f"the mean elasticities, {LONG_RUN} in the long run and {SHORT_RUN} in the short, imply 50%",
)

SIMULATIONS: Mapping[str, Simulation] = {
    "weeks": Simulation(
        name="weeks",
        title="In the same weeks, or one after the other",
        equation=(
            "Extra sales in a week = television + social + (both run: what they add together) + carry-over × "
            "the week before. In all, each week's effect comes back 1 ÷ (1 − carry-over) times. After Naik "
            "and Raman, 2003."
        ),
        parameters=(
            Parameter("starts", "Social starts", "weeks after television", 0.0, 0.0, 10.0, 1.0),
            Parameter(
                "together",
                "In a shared week they add",
                "thousand pounds",
                6.0,
                -6.0,
                8.0,
                1.0,
                note="below zero they take away; illustrative",
            ),
            CARRY_OVER,
        ),
        scene=Scene(
            title="Extra sales, week by week",
            x=Axis("weeks since television began", 0, WEEKS, tuple((w, f"{w}") for w in range(0, 25, 6))),
            y=Axis("thousand pounds a week", 0, 70, tuple((y, f"{y}") for y in range(0, 71, 10))),
            artists=(
                Artist("plan", "your plan", kind="area"),
                Artist("apart", "without any synergy", role="compare", style="dashed"),
                Artist("television", "television alone", role="muted", style="dotted"),
            ),
        ),
        run=weeks,
    ),
    "next-pound": Simulation(
        name="next-pound",
        title="Where does the next pound go?",
        equation=(
            "Effort = square root of the money in thousand pounds. Sales = (television's strength × its "
            "effort + social's strength × its effort + synergy × both efforts) ÷ (1 − carry-over). Left over "
            "= sales − money. After Naik and Raman, 2003."
        ),
        parameters=(
            Parameter("synergy", "Synergy", "for each pair of efforts", 0.5, -0.5, 0.5, 0.05),
            Parameter("share", "Your split: on social", "% of the budget", 14.0, 0.0, 100.0, 1.0),
            Parameter("budget", "Budget for the quarter", "thousand pounds", 100.0, 20.0, 150.0, 10.0),
            Parameter("television", "Television brings", "for each effort", 5.0, 3.0, 8.0, 0.5),
            Parameter("social", "Social brings", "for each effort", 2.0, 0.5, 4.0, 0.5),
            CARRY_OVER,
        ),
        scene=Scene(
            title="Sales of the quarter, for each split of the budget",
            x=Axis("share of the budget on social", 0, 100, PERCENT_TICKS),
            y=Axis("thousand pounds", 0, 250, tuple((y, f"{y}") for y in range(0, 251, 50))),
            artists=(
                Artist("sales", "with your synergy"),
                Artist("apart", "without any", role="compare", style="dashed"),
                Artist("share", "your split", kind="rule", role="muted", style="dotted"),
                Artist("best", "the best split", kind="rule", role="warn", style="solid"),
            ),
        ),
        run=next_pound,
    ),
    "seven-media": Simulation(
        name="seven-media",
        title="Seven media and the voices they speak in",
        equation=(
            "Sales = 2 × (sum of strength × effort + synergy × tone × effort of social × sum of the other "
            "efforts that tie in). Tone = 1 − distance ÷ 20, and not below −1. Strengths: television 5, "
            "search 4, outdoor 3, print 3, display 2.5, mobile 2.5, social 2."
        ),
        parameters=(
            Parameter("synergy", "Synergy in one voice", "for each pair of efforts", 0.25, 0.0, 0.5, 0.05),
            Parameter(
                "gap",
                "Distance between the voices",
                "notches of 100",
                0.0,
                0.0,
                40.0,
                1.0,
                note="of social and of the rest; from a solicitor's letter to a clown is 100; illustrative",
            ),
            Parameter("tied", "Media that tie in with social", "of six", 6.0, 0.0, 6.0, 1.0),
            Parameter("budget", "Budget for the quarter", "thousand pounds", 100.0, 20.0, 200.0, 10.0),
        ),
        scene=Scene(
            title="The best split of the budget",
            x=Axis("notches between the voices", 0, 40, tuple((g, f"{g}") for g in range(0, 41, 10))),
            y=Axis("share of the budget", 0, 100, PERCENT_TICKS),
            artists=(
                Artist("social", "social"),
                Artist("television", "television", role="compare", style="dashed"),
                Artist("others", "the other five", role="muted", style="dotted"),
                Artist("gap", "your voices", kind="rule", role="warn", style="dotted"),
            ),
        ),
        run=seven_media,
    ),
}
