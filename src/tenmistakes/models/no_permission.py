"""Mistake 2, badgering people who do not want to hear from you: who speaks up when a brand asks.

The parts, from general to particular:

* ``speakers.py``: who takes a post well, and who of them speaks;
* ``permission_plan.py``: the plan for six brands, under a budget of hours;
* here: the three simulations of the lesson.

Numbers without a source are *illustrative*: plausible, and never a forecast.
"""

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from tenmistakes.models import speakers
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
from tenmistakes.models.permission_plan import PERMISSION_PLAN
from tenmistakes.models.words import number_in_words, per_cent

PLANS: Mapping[str, PlanSpace] = {PERMISSION_PLAN.name: PERMISSION_PLAN}

SHARES = np.linspace(0.0, 1.0, 101)
"""Shares of people that a curve is drawn over."""


def who_answers(values: Mapping[str, float]) -> Frame:
    """The replies to an open question. ``values``: the parameters of ``SIMULATIONS["who-answers"]``."""
    liked, k = values["liked"] / 100, values["angrier"]
    reached, speak = values["reached"], values["speak"] / 100
    scale = reached * speak
    friendly, hostile = scale * speakers.friendly(liked), scale * speakers.hostile(liked, k)
    share = float(speakers.hostile_share(liked, k))
    words = (
        f"Of {number_in_words(reached)} people who see it, {per_cent(liked)} like you. "
        f"{_replies(friendly, 'friendly', True)}, {_replies(hostile, 'hostile')}: "
        f"{per_cent(share)} of the replies are hostile, from {per_cent(1 - liked)} of the people. "
        f"Those who reply in anger are {_small(hostile / reached)} of everybody who saw it."
    )
    return Frame(
        points={
            "replies": np.column_stack([100 * SHARES, 100 * speakers.hostile_share(SHARES, k)]),
            "people": np.column_stack([100 * SHARES, 100 * (1 - SHARES)]),
            "liked": np.array([[100 * liked, 0.0]]),
        },
        numbers={
            "hostile_replies": 100 * share,
            "hostile_people": 100 * (1 - liked),
            "of_reached": 100 * hostile / reached,
            "friendly": friendly,
            "hostile": hostile,
            "balance": 100 * speakers.balance(k),
        },
        words=words,
    )


def same_invitation(values: Mapping[str, float]) -> Frame:
    """One invitation, by brands that differ.

    ``values``: the parameters of ``SIMULATIONS["same-invitation"]``.
    """
    trust, goodwill, fit = (values[name] / 100 for name in ("trust", "goodwill", "fit"))
    lighter, k, reached = values["lighter"] / 100, values["angrier"], values["reached"]
    p = float(speakers.well_taken(trust, goodwill, fit, lighter))
    scale = reached * speakers.SPEAK
    friendly, hostile = scale * speakers.friendly(p, lighter), scale * speakers.hostile(p, k)
    share = float(speakers.hostile_share(p, k, lighter))
    asked = float(speakers.well_taken(trust, goodwill, 1.0, lighter))
    needed = speakers.fit_needed(trust, goodwill, k, lighter)
    curve = speakers.well_taken(trust, goodwill, SHARES, lighter)
    if needed > 1:
        limit = "No subject suits this brand well enough for an open invitation."
    elif needed <= 0:
        limit = "Friendly replies are in the majority whatever the subject."
    else:
        limit = f"Friendly replies are in the majority from a topic fit of {per_cent(needed)} on."
    words = (
        f"{per_cent(p)} take it well. {_replies(friendly, 'friendly', True)} and "
        f"{_replies(hostile, 'hostile')}: {per_cent(share)} are hostile. {limit} "
        f"Of people who come with a question of their own, {per_cent(asked)} are glad of the answer."
    )
    return Frame(
        points={
            "replies": np.column_stack([100 * SHARES, 100 * speakers.hostile_share(curve, k, lighter)]),
            "people": np.column_stack([100 * SHARES, 100 * (1 - curve)]),
            "half": np.array([[0.0, 50.0], [100.0, 50.0]]),
            "fit": np.array([[100 * fit, 0.0]]),
        },
        numbers={
            "well_taken": 100 * p,
            "hostile_replies": 100 * share,
            "hostile_people": 100 * (1 - p),
            "friendly": friendly,
            "hostile": hostile,
            "net": friendly - hostile,
            "fit_needed": 100 * min(1.0, max(0.0, needed)),
            "asked": 100 * asked,
        },
        words=words,
    )


def new_voice(values: Mapping[str, float]) -> Frame:
    """A brand changes its voice. ``values``: the parameters of ``SIMULATIONS["new-voice"]``."""
    known, wanted = values["known"] / 100, values["wanted"] / 100
    months, k, used_to = int(values["months"]), values["angrier"], values["used_to"] / 100
    p = values["disposed"] / 100
    shares, hostile = _by_month(p, known, wanted, months, used_to, k)
    overnight, _ = _by_month(p, known, wanted, 1, used_to, k)
    before, worst = float(shares[0]), int(np.argmax(shares))
    axis = np.arange(speakers.MONTHS + 1.0)
    if wanted <= known:
        change = "The new voice is no lighter than the one they know, so the model sees no change."
    else:
        when = "in the first month" if worst <= 1 else f"in month {worst}"
        after = float(shares[-1])
        change = (
            f"The worst comes {when}, with {per_cent(float(shares[worst]))} hostile; "
            f"after a year it is {per_cent(after)}."
        )
    words = (
        f"In the voice they know, {per_cent(before)} of the replies are hostile. {change} "
        f"Over the year {number_in_words(hostile)} hostile replies come for every 10,000 people reached "
        "each month."
    )
    return Frame(
        points={
            "yours": np.column_stack([axis, 100 * shares]),
            "overnight": np.column_stack([axis, 100 * overnight]),
            "before": np.array([[0.0, 100 * before], [float(speakers.MONTHS), 100 * before]]),
        },
        numbers={
            "before": 100 * before,
            "first": 100 * float(shares[1]),
            "worst": 100 * float(shares[worst]),
            "after_a_year": 100 * float(shares[-1]),
            "year_hostile": hostile,
        },
        words=words,
    )


def _by_month(
    p: float, known: float, wanted: float, months: int, used_to: float, k: float
) -> tuple[NDArray[np.float64], float]:
    """The hostile share of each month's replies, and the year's hostile replies per 10,000 reached."""
    lighter = speakers.change_of_voice(known, wanted, months, used_to)
    odds = p / (1 - p) * np.exp(-speakers.LEAP * lighter**2)
    taken = odds / (1 + odds)
    hostile = 10_000 * speakers.SPEAK * speakers.hostile(taken[1:], k).sum()
    return speakers.hostile_share(taken, k, lighter), float(hostile)


def _replies(count: float, mood: str, first: bool = False) -> str:
    """``79.6``, "friendly" -> "80 friendly replies"; with ``first``, as the beginning of a sentence."""
    said = number_in_words(count)
    if said == "0":
        return f"{'No' if first else 'no'} {mood} replies"
    return f"{said} {mood} {'reply' if said == '1' else 'replies'}"


def _small(share: float) -> str:
    """A share that may be far below 1%: ``0.0105`` -> "1.1%"; ``0.00002`` -> "less than 0.1%"."""
    if 0 < share < 0.001:
        return "less than 0.1%"
    return f"{100 * share:.1f}%".replace(".0%", "%")


_K_NOTE = "for each content person who speaks; illustrative"
ANGRIER = Parameter(
    "angrier", "The angry speak more readily", "times", speakers.ANGRIER, 1.0, 10.0, 1.0, note=_K_NOTE
)

SIMULATIONS: Mapping[str, Simulation] = {
    "who-answers": Simulation(
        name="who-answers",
        title="An open question, and who answers it",
        equation=(
            "With a share L of people who like you, and the angry speaking k times as readily: hostile "
            "share of the replies = k × (1 − L) ÷ (k × (1 − L) + L). It is one half where L = k ÷ (k + 1)."
        ),
        parameters=(
            Parameter("liked", "Like you", "% of the people", 80.0, 0.0, 100.0, 1.0),
            ANGRIER,
            Parameter(
                "reached", "People who see the question", "people", 10_000.0, 1_000.0, 100_000.0, 1_000.0
            ),
            Parameter("speak", "Of those who like you, reply", "% of them", 1.0, 0.1, 5.0, 0.1),
        ),
        scene=Scene(
            title="How much of the answer is hostile",
            x=Axis("people who like you (%)", 0, 100, PERCENT_TICKS),
            y=Axis("hostile (%)", 0, 100, PERCENT_TICKS),
            artists=(
                Artist("replies", "of the replies"),
                Artist("people", "of the people", role="compare", style="dashed"),
                Artist("liked", "you", kind="rule", role="muted", style="dotted"),
            ),
        ),
        run=who_answers,
    ),
    "same-invitation": Simulation(
        name="same-invitation",
        title="The same invitation, by different brands",
        equation=(
            "Each from 0 to 1: score = −3 + 2 × trust + 2 × goodwill + 3 × fit − 6 × lighter². Taken well: "
            "p = 1 ÷ (1 + exp(−score)). Friendly replies = 1% × reached × (1 + lighter) × p, hostile = 1% × "
            "reached × k × (1 − p). Who asks unprompted: fit is 1, and all have spoken."
        ),
        parameters=(
            Parameter("trust", "Trust you", "% of the people", 70.0, 0.0, 100.0, 5.0),
            Parameter("goodwill", "Wish you well", "% of the people", 80.0, 0.0, 100.0, 5.0),
            Parameter(
                "fit",
                "Topic fit",
                "% of the people",
                10.0,
                0.0,
                100.0,
                5.0,
                note="would turn to you for this subject; illustrative",
            ),
            Parameter(
                "lighter",
                "Lighter than the voice they know",
                "notches of 100",
                0.0,
                0.0,
                100.0,
                5.0,
                note="from a solicitor's letter to a clown is 100; illustrative",
            ),
            ANGRIER,
            Parameter(
                "reached", "People who see the invitation", "people", 10_000.0, 1_000.0, 100_000.0, 1_000.0
            ),
        ),
        scene=Scene(
            title="How an open invitation is answered",
            x=Axis("topic fit (%)", 0, 100, PERCENT_TICKS),
            y=Axis("hostile (%)", 0, 100, PERCENT_TICKS),
            artists=(
                Artist("replies", "of the replies"),
                Artist("people", "of the people", role="compare", style="dashed"),
                Artist("half", "half", role="muted"),
                Artist("fit", "your topic", kind="rule", role="muted", style="dotted"),
            ),
        ),
        run=same_invitation,
    ),
    "new-voice": Simulation(
        name="new-voice",
        title="A new voice, at once or by degrees",
        equation=(
            "Each month people get used to a part of the difference between the voice they hear and the "
            "one they know. Score = its old value − 6 × lighter², where lighter is the difference that is "
            "left; replies as in the second simulation."
        ),
        parameters=(
            Parameter(
                "known",
                "The voice they know",
                "notches of 100",
                15.0,
                0.0,
                100.0,
                5.0,
                note="0 formal, 100 clowning; illustrative",
            ),
            Parameter("wanted", "The voice you want", "notches of 100", 75.0, 0.0, 100.0, 5.0),
            Parameter("months", "Months to get there", "months", 1.0, 1.0, 12.0, 1.0),
            Parameter("disposed", "Take it well in the old voice", "% of the people", 90.0, 50.0, 98.0, 1.0),
            Parameter("used_to", "Get used to it, each month", "% of what is left", 25.0, 5.0, 60.0, 5.0),
            ANGRIER,
        ),
        scene=Scene(
            title="The replies in the year of the new voice",
            x=Axis("months since it began", 0, speakers.MONTHS, tuple((m, f"{m}") for m in range(0, 13, 3))),
            y=Axis("hostile (% of the replies)", 0, 100, PERCENT_TICKS),
            artists=(
                Artist("yours", "by your plan"),
                Artist("overnight", "all at once", role="compare", style="dashed"),
                Artist("before", "in the old voice", role="muted", style="dotted"),
            ),
        ),
        run=new_voice,
    ),
}
