"""Mistake 7, social media as a channel: reach that is rented, talk that is passed on, and a week's hours.

The parts, from general to particular:

* ``rented_reach.py``: the share of the fans that a platform shows a post to, and how it shrinks;
* ``conversation.py``: talk that is passed on, and how seldom it grows large from person to person;
* ``channel_plan.py``: the plan that joins them, under a budget, while the rule changes half-way;
* here: the three simulations of the lesson.

Numbers without a source are *illustrative*: plausible, and never a forecast.
"""

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from tenmistakes.models import conversation, rented_reach
from tenmistakes.models.base import Artist, Axis, Frame, Parameter, PlanSpace, Scene, Simulation
from tenmistakes.models.channel_plan import CHANNEL_PLAN
from tenmistakes.models.words import hours_in_words, number_in_words, per_cent

PLANS: Mapping[str, PlanSpace] = {CHANNEL_PLAN.name: CHANNEL_PLAN}

MONTHS = np.linspace(0, 12, 49)
"""The months that the first picture shows."""


def people(value: float) -> str:
    """``3,700`` -> "3,700 people"; ``1`` -> "1 person"."""
    said = number_in_words(value)
    return f"{said} {'person' if said == '1' else 'people'}"


def rented(values: Mapping[str, float]) -> Frame:
    """What one post reaches while the reach shrinks. ``values``: those of ``SIMULATIONS["rented-reach"]``."""
    fans, share, loss, growth = (
        values["fans"],
        values["share"] / 100,
        values["loss"] / 100,
        values["growth"] / 100,
    )
    months = values["months"]
    with_loss = rented_reach.course(fans, share, loss, growth, months, MONTHS)
    without = rented_reach.course(fans, share, 0.0, growth, 0.0, MONTHS)
    at_first, at_end = with_loss[0], fans * ((1 + growth) * (1 - loss)) ** months * share
    fans_then = fans * (1 + growth) ** months
    if months == 0 or loss == 0:
        head = f"The rule stays as it is, and a post reaches {people(at_first)} today."
    else:
        when = f"after {'1 month' if months == 1 else f'{months:.0f} months'}"
        head = (
            f"Today a post reaches {people(at_first)}, and {when} {people(at_end)}, though by then you have "
            f"{number_in_words(fans_then)} fans."
            if growth
            else f"Today a post reaches {people(at_first)}, and {when} {people(at_end)}."
        )
    still = rented_reach.growth_to_stand_still(loss)
    middle = (
        f"While it shrinks, your fans would have to grow by {100 * still:.0f}% a month for a post to reach "
        "as many as before."
        if loss
        else "Each new fan adds to what a post reaches."
    )
    end = (
        f"In a year's time a post reaches {people(with_loss[-1])}; under the old rule it would be "
        f"{people(without[-1])}."
    )
    return Frame(
        points={
            "old-rule": np.column_stack([MONTHS, without]),
            "reached": np.column_stack([MONTHS, with_loss]),
            "until": np.array([[months, 0.0]]),
        },
        numbers={
            "reached": float(at_end),
            "reached_today": float(at_first),
            "reached_year": float(with_loss[-1]),
            "share_then": float(100 * share * (1 - loss) ** months),
            "stand_still": 100 * still,
            "fans_then": float(fans_then),
        },
        words=f"{head} {middle} {end}",
    )


ROUNDS = np.arange(0, 13, dtype=float)
"""The rounds of passing on that the second picture shows."""

BROADCAST_ROUND = 3
"""The round in which a large account takes it up."""

A_LITTLE_MORE = 0.05
"""What the words compare: each passes it on to so many more."""


def branching(values: Mapping[str, float]) -> Frame:
    """A post that is passed on. ``values``: the parameters of ``SIMULATIONS["branching"]``."""
    seeds, passed, audience = values["seeds"], values["passed"], values["audience"]
    new = conversation.in_round(seeds, passed, ROUNDS)
    new[BROADCAST_ROUND:] += conversation.in_round(audience, passed, ROUNDS[:-BROADCAST_ROUND])
    everybody = conversation.total(seeds + audience, passed)
    multiplier = conversation.total(1.0, passed)
    largest = max(seeds, audience) / everybody
    more_seeds = 0.1 * seeds * multiplier
    more_talk = conversation.total(seeds + audience, passed + A_LITTLE_MORE) - everybody
    head = (
        f"You reach {people(seeds)}, and {people(everybody)} hear of it in the end: each one reached counts "
        f"{multiplier:.3g} times."
        if passed
        else f"You reach {people(seeds)}, and nobody passes it on: {people(everybody)} hear of it."
    )
    source = "your own post" if seeds >= audience else "the one large account"
    middle = f"The largest single share, {per_cent(largest)}, heard it from {source}."
    end = (
        f"Reaching a tenth more yourself would add {people(more_seeds)}; each telling {A_LITTLE_MORE} others "
        f"more would add {people(more_talk)}."
    )
    return Frame(
        points={
            "round": np.column_stack([ROUNDS, new]),
            "heard": np.column_stack([ROUNDS, np.cumsum(new)]),
            "from-you": np.array([[0.0, seeds], [ROUNDS[-1], seeds]]),
        },
        numbers={
            "total": everybody,
            "multiplier": multiplier,
            "passed_on": everybody - seeds,
            "largest": 100 * largest,
            "more_seeds": more_seeds,
            "more_talk": more_talk,
        },
        words=f"{head} {middle} {end}",
    )


HOURS = 20.0
"""Hours a week for posting and talking together."""

FANS = 20_000.0

MET = 150.0
"""People an hour of talking meets: those who are answered, and those who read along. Illustrative."""

FAST = 5.0
"""Hours of talking after which most of what talking can do for R is done (63%). Illustrative."""

LARGE_PAGES = 2.11
"""What a post reached on pages with more than 500,000 likes in February 2014 [% of the fans; CH3]."""

TALKING = np.linspace(0, HOURS, 41)


def passed_after(talking: NDArray[np.float64], ceiling: float) -> NDArray[np.float64]:
    """R after so many hours of talking a week: ``0.05 + (ceiling - 0.05) * (1 - exp(-hours / 5))``."""
    floor = 1.0 - conversation.NOT_PASSED_ON
    return floor + (ceiling - floor) * (1.0 - np.exp(-talking / FAST))


def heard_in_week(
    talking: NDArray[np.float64], share: float, hours_a_post: float, ceiling: float
) -> NDArray[np.float64]:
    """People who hear of the brand in a week, for each number of hours of talking; the rest are for posts.

    ``(reached by posts + met in talk) / (1 - R)``.
    """
    posts = (HOURS - talking) / hours_a_post
    first = rented_reach.reached_once(FANS, share, posts) + MET * talking
    return first / (1.0 - passed_after(talking, ceiling))


def week(values: Mapping[str, float]) -> Frame:
    """A week's hours, between posting and talking. ``values``: those of ``SIMULATIONS["week"]``."""
    talking, share = values["talking"], values["share"] / 100
    each, ceiling = values["hours_a_post"], values["ceiling"]
    course = heard_in_week(TALKING, share, each, ceiling)
    on_large = heard_in_week(TALKING, LARGE_PAGES / 100, each, ceiling)
    now, then = (float(np.interp(talking, TALKING, line)) for line in (course, on_large))
    best, best_then = int(np.argmax(course)), int(np.argmax(on_large))
    posts = (HOURS - talking) / each
    reached = float(rented_reach.reached_once(FANS, share, posts))
    passed = float(passed_after(np.array(talking), ceiling))
    said = "1 post" if round(posts, 1) == 1 else f"{posts:.1f}".removesuffix(".0") + " posts"
    if posts < 0.05:
        said = "no posts"
    talked = hours_in_words(talking) if talking else "No hours"
    verdict = (
        "No other split does better."
        if abs(TALKING[best] - talking) < 0.01
        else f"Most would be {people(course[best])}, with {_talk(TALKING[best])}."
    )
    return Frame(
        points={
            "heard": np.column_stack([TALKING, course]),
            "large": np.column_stack([TALKING, on_large]),
            "split": np.array([[talking, 0.0]]),
        },
        numbers={
            "heard": now,
            "heard_large": then,
            "best_talking": float(TALKING[best]),
            "best_heard": float(course[best]),
            "best_talking_large": float(TALKING[best_then]),
            "only_posts": float(course[0]),
            "only_talk": float(course[-1]),
            "passed": passed,
            "reached": reached,
        },
        words=(
            f"{talked} of talk and {said} a week: the posts reach {people(reached)}, each hearer tells "
            f"{passed:.2f} others, and {people(now)} hear of you. {verdict} If a post reached "
            f"{LARGE_PAGES}%, as on the largest pages in February 2014, your split would bring "
            f"{people(then)}, and the best one would have {_talk(TALKING[best_then])}."
        ),
    )


def _talk(hours: float) -> str:
    return f"{hours_in_words(hours)} of talk" if hours else "no talk at all"


SHARE = Parameter(
    "share",
    "A post reaches",
    "% of the fans",
    default=12.0,
    low=1.0,
    high=20.0,
    step=1.0,
    source="CH3",
    note="on average 12.05% in October 2013 and 6.15% in February 2014",
)

SIMULATIONS: Mapping[str, Simulation] = {
    "rented-reach": Simulation(
        name="rented-reach",
        title="What a post reaches, while the rule changes",
        equation=(
            "Reached = fans × (1 + growth)^month × share × (1 − loss)^month; the second power stops growing "
            "when the shrinking stops."
        ),
        parameters=(
            Parameter("fans", "Fans today", "people", 50_000.0, 10_000.0, 100_000.0, 5_000.0),
            SHARE,
            Parameter(
                "loss",
                "Of that share goes, each month",
                "%",
                15.5,
                0.0,
                25.0,
                0.5,
                "CH3",
                "15.5% a month leads from 12.05% to 6.15% in four months",
            ),
            Parameter(
                "months", "It shrinks for", "months", 4.0, 0.0, 12.0, 1.0, "CH3", "the table ends after four"
            ),
            Parameter("growth", "Your fans grow, each month, by", "%", 5.0, 0.0, 25.0, 1.0),
        ),
        scene=Scene(
            title="People whom one post reaches",
            x=Axis("months from today", 0, 12, tuple((m, f"{m}") for m in range(0, 13, 2))),
            y=Axis("people", 0, 16_000, tuple((p, f"{p:,}") for p in range(0, 16_001, 4_000))),
            artists=(
                Artist("old-rule", "had the rule stayed", role="compare", style="dashed"),
                Artist("reached", "under the new rule"),
                Artist("until", "the shrinking stops", kind="rule", role="muted", style="dotted"),
            ),
        ),
        run=rented,
    ),
    "branching": Simulation(
        name="branching",
        title="A post is passed on",
        equation=(
            "In each round R times as many hear of it as in the round before, with R below 1. In the end: "
            "first hearers ÷ (1 − R). A large account adds its followers in round 3."
        ),
        parameters=(
            Parameter("seeds", "You reach, yourself", "people", 1_000.0, 100.0, 2_000.0, 100.0),
            Parameter(
                "passed", "R: each tells, on average", "others", 0.5, 0.0, 0.9, 0.05, note="illustrative here"
            ),
            Parameter(
                "audience",
                "One large account takes it up, with",
                "followers",
                0.0,
                0.0,
                5_000.0,
                250.0,
            ),
        ),
        scene=Scene(
            title="Who has heard of it",
            x=Axis("rounds of passing on", 0, 12, tuple((r, f"{r}") for r in range(0, 13, 2))),
            y=Axis("people", 0, 8_000, tuple((p, f"{p:,}") for p in range(0, 8_001, 2_000))),
            artists=(
                Artist("round", "hear of it in this round", kind="area", role="muted"),
                Artist("from-you", "heard it from you", role="compare", style="dashed"),
                Artist("heard", "have heard, all together"),
            ),
        ),
        run=branching,
    ),
    "week": Simulation(
        name="week",
        title="Twenty hours a week, between posting and talking",
        equation=(
            "Heard = (reached by posts + 150 × hours of talk) ÷ (1 − R). Reached by posts: 20,000 fans × "
            "(1 − (1 − share)^posts). R = 0.05 + (most − 0.05) × (1 − e^(−hours of talk ÷ 5))."
        ),
        parameters=(
            Parameter("talking", "Of the 20 hours, for talking", "hours a week", 2.0, 0.0, 20.0, 0.5),
            SHARE,
            Parameter("hours_a_post", "A post takes", "hours", 2.0, 0.5, 5.0, 0.5),
            Parameter(
                "ceiling",
                "Talking raises R to, at most",
                "others",
                0.6,
                0.05,
                0.8,
                0.05,
                note="at 0.05 talk moves nothing. Everything hangs on this one; illustrative",
            ),
        ),
        scene=Scene(
            title="People who hear of you in a week",
            x=Axis(
                "hours of talking; the rest of the 20 for posts",
                0,
                20,
                tuple((h, f"{h}") for h in range(0, 21, 5)),
            ),
            y=Axis("people", 0, 40_000, tuple((p, f"{p:,}") for p in range(0, 40_001, 10_000))),
            artists=(
                Artist("large", f"if a post reached {LARGE_PAGES}%", role="compare", style="dashed"),
                Artist("heard", "hear of you"),
                Artist("split", "your split", kind="rule", role="warn", style="dotted"),
            ),
        ),
        run=week,
    ),
}
