"""Mistake 3, the wrong voices: how long people wait for whoever may answer, and how long a secret keeps.

The parts, from general to particular:

* ``replies.py``: replies as a queue, and as a queue that somebody attends to for a part of the day only;
* ``pseudonym.py``: the chance that an undisclosed voice comes out;
* ``team_plan.py``: the plan that joins them, under a payroll;
* here: the three simulations of the lesson.

Numbers without a source are *illustrative*: plausible, and never a forecast.
"""

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from tenmistakes.models import pseudonym, replies
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
from tenmistakes.models.team_plan import TEAM_PLAN
from tenmistakes.models.words import count_in_words, hours_in_words, number_in_words, per_cent

PLANS: Mapping[str, PlanSpace] = {TEAM_PLAN.name: TEAM_PLAN}

SHOWN_MINUTES = 120.0
"""The longest wait in the first picture [min]."""

SHIFT = 8.0
"""Hours after which an overloaded day is looked at."""

RATES = np.arange(1, 161) / 4
"""Questions an hour that the first picture shows."""


def wait_in_words(hours: float) -> str:
    """Like :func:`hours_in_words`, with more of the short waits: "1.1 minutes", "less than a minute"."""
    if hours * 60 < 0.95:
        return "less than a minute"
    said = f"{hours * 60:.1f}".removesuffix(".0")
    return f"{said} minutes" if hours * 60 < 10 and said != "1" else hours_in_words(hours)


def curve(people: int, rate: float) -> NDArray[np.float64]:
    """Mean wait [min] against questions an hour, up to where it leaves the picture."""
    minutes = 60 * replies.mean_wait(RATES, people, rate)
    inside = int(np.searchsorted(minutes, SHOWN_MINUTES))
    points = np.column_stack([RATES, np.minimum(minutes, SHOWN_MINUTES)])
    if inside < len(RATES):
        before, after = (minutes[inside - 1] if inside else 0.0), minutes[inside]
        part = (SHOWN_MINUTES - before) / (after - before) if np.isfinite(after) else 1.0
        points[inside:, 0] = RATES[inside] - (1 - part) * (RATES[1] - RATES[0])
    return points


def queue(values: Mapping[str, float]) -> Frame:
    """Replies as a queue while somebody is there. ``values``: the parameters of ``SIMULATIONS["queue"]``."""
    questions, people = values["questions"], int(values["people"])
    rate = values["rate"] * values["given"] / 100
    capacity = people * rate
    load = questions / capacity
    wait, more = (float(replies.mean_wait(np.array(questions), n, rate)) for n in (people, people + 1))
    late = replies.late_share(questions, people, rate)
    head = (
        f"An hour brings {count_in_words(questions, 'question')}, and {capacity:.4g} can be answered: "
        f"{_load_words(load)}. "
    )
    if np.isfinite(wait):
        middle = (
            f"A question waits {wait_in_words(wait)} on average until somebody begins, and "
            f"{100 * late:.0f} in 100 wait longer than an hour. "
        )
    else:
        left = SHIFT * (questions - capacity)
        grown = f": after {SHIFT:.0f} hours it holds {number_in_words(left)}" if left >= 1 else ""
        middle = f"The queue grows for as long as the day lasts, so there is no average to give{grown}. "
    end = (
        f"With one more person it is {wait_in_words(more)}."
        if np.isfinite(more)
        else "With one more person it still grows."
    )
    return Frame(
        points={
            "wait": curve(people, rate),
            "one-more": curve(people + 1, rate),
            "hour": np.array([[0.0, 60.0], [40.0, 60.0]]),
            "questions": np.array([[questions, 0.0]]),
        },
        numbers={
            "wait": 60 * min(wait, SHIFT),
            "wait_one_more": 60 * min(more, SHIFT),
            "late": 100 * late,
            "load": 100 * load,
            "spare": max(capacity - questions, 0.0),
            "waiting": questions * min(wait, SHIFT),
        },
        words=head + middle + end,
    )


def _load_words(load: float) -> str:
    return f"a load of {100 * load:.0f}%" if load < 0.995 or load > 1.005 else "full load"


def part_time(values: Mapping[str, float]) -> Frame:
    """One day with somebody there for a part of it. ``values``: those of ``SIMULATIONS["part-time"]``."""
    hours, people, rate = values["hours"], int(values["people"]), values["rate"]
    there = replies.day(values["questions"] / replies.DAY, hours, people, rate)
    staff = f"{'1 person' if people == 1 else f'{people} people'} for {hours_in_words(hours)}"
    if there is None:
        able = people * rate * hours
        return Frame(
            points={
                "wait": np.array([[0.0, replies.DAY], [replies.DAY, replies.DAY]]),
                "mean": np.array([[0.0, replies.DAY], [replies.DAY, replies.DAY]]),
            },
            numbers={
                "wait": replies.DAY,
                "late": 100.0,
                "pile": values["questions"],
                "paid": people * hours,
            },
            words=(
                f"{staff} can answer {number_in_words(able)} a day at most, and "
                f"{number_in_words(values['questions'])} come. They never catch up: each day leaves more "
                "behind than the last."
            ),
        )
    wait, late = float(there.waits.mean()), 100 * float(there.late.mean())
    pile = (
        f"The pile at opening time is {count_in_words(there.pile, 'question')}, worked off in "
        f"{wait_in_words(there.cleared)}. "
        if there.pile >= 0.5
        else "Nothing lies there at opening time. "
    )
    return Frame(
        points={
            "wait": np.column_stack([there.moments, np.minimum(there.waits, replies.DAY)]),
            "mean": np.array([[0.0, wait], [replies.DAY, wait]]),
        },
        numbers={"wait": wait, "late": late, "pile": there.pile, "paid": people * hours},
        words=(
            f"{staff} a day. {pile}A question waits {wait_in_words(wait)} on average, and "
            f"{100 - late:.0f} in 100 are begun within the hour."
        ),
    )


POSTS = np.arange(0, 2_001, 25)
"""Numbers of posts that the third picture shows."""


def slow_fuse(values: Mapping[str, float]) -> Frame:
    """A voice that does not say who it is. ``values``: the parameters of ``SIMULATIONS["pseudonym"]``."""
    posts, q = values["posts"], values["chance"] / 1000
    stake = values["trusting"] / 100 * values["lost"] / 100
    shown = pseudonym.found(POSTS, q)
    out = float(pseudonym.found(np.array(posts), q))
    half = pseudonym.as_likely_as_not(q)
    words = (
        f"After {posts:,.0f} posts it has come out with a chance of {per_cent(min(out, 0.99))}; as likely as "
        f"not after {number_in_words(half)}. If it does, {per_cent(stake)} of the customers stop believing "
        f"the brand. Weighed by the chance, that is {per_cent(out * stake)} of them."
    )
    return Frame(
        points={
            "found": np.column_stack([POSTS, 100 * shown]),
            "cost": np.column_stack([POSTS, 100 * shown * stake]),
            "posts": np.array([[posts, 0.0]]),
        },
        numbers={
            "found": round(100 * out, 1),
            "half": half,
            "stake": 100 * stake,
            "expected_cost": 100 * out * stake,
        },
        words=words,
    )


RATE = Parameter(
    "rate", "A person answers", "an hour", 15.0, 4.0, 30.0, 1.0, note="four minutes each; illustrative"
)

SIMULATIONS: Mapping[str, Simulation] = {
    "queue": Simulation(
        name="queue",
        title="How long is the queue, while somebody is there?",
        equation=(
            "Capacity = people × answers an hour × time they give. Spare = capacity − questions. Mean wait = "
            "chance that all are busy (Erlang C) ÷ spare. Late = that chance × e to the power of −spare. "
            "Waiting at any moment = questions an hour × mean wait in hours."
        ),
        parameters=(
            Parameter("questions", "Questions", "an hour", 14.0, 1.0, 40.0, 1.0),
            Parameter("people", "People who answer", "at once", 1.0, 1.0, 5.0, 1.0),
            RATE,
            Parameter("given", "Time they really give to it", "% of the hour", 100.0, 20.0, 100.0, 5.0),
        ),
        scene=Scene(
            title="Until somebody begins to answer",
            x=Axis("questions an hour", 0, 40),
            y=Axis(
                "minutes, on average",
                0,
                SHOWN_MINUTES,
                tuple((m, f"{m}") for m in range(0, 121, 30)),
            ),
            artists=(
                Artist("wait", "with the people you have"),
                Artist("one-more", "with one more", role="compare", style="dashed"),
                Artist("hour", "one hour", role="warn", style="dotted"),
                Artist("questions", "your questions", kind="rule", role="muted", style="dotted"),
            ),
        ),
        run=queue,
    ),
    "part-time": Simulation(
        name="part-time",
        title="A day with somebody there for a part of it",
        equation=(
            "What comes while nobody is there waits for the opening, then behind what came before it: + "
            "questions ahead ÷ capacity. The pile is worked off at capacity − questions an hour; after that "
            "the wait is that of the first simulation. Every day is the same."
        ),
        parameters=(
            Parameter(
                "hours", "Somebody is there", "hours a day", 8.0, 1.0, 24.0, 1.0, note="from 9:00, every day"
            ),
            Parameter("people", "People at the same time", "people", 1.0, 1.0, 4.0, 1.0),
            Parameter(
                "questions",
                "Questions",
                "a day",
                60.0,
                10.0,
                400.0,
                10.0,
                note="round the clock, evenly; illustrative",
            ),
            RATE,
        ),
        scene=Scene(
            title="A question comes: how long until somebody begins?",
            x=Axis(
                "hour of the day at which it comes", 0, 24, tuple((h, f"{h}:00") for h in range(0, 25, 6))
            ),
            y=Axis("hours until somebody begins", 0, 24, tuple((h, f"{h}") for h in range(0, 25, 6))),
            artists=(
                Artist("wait", "hours until somebody begins", kind="area"),
                Artist("mean", "on average", role="compare", style="dashed"),
            ),
        ),
        run=part_time,
    ),
    "pseudonym": Simulation(
        name="pseudonym",
        title="A voice that does not say who it is",
        equation=(
            "Found out = 1 − (1 − q) to the power of n, for n posts that each give the writer away with the "
            "chance q. Expected cost = found out × who trusts the brand × who stops."
        ),
        parameters=(
            Parameter(
                "posts",
                "Posts under the other name",
                "posts",
                1_245.0,
                5.0,
                2_000.0,
                5.0,
                "WF1",
                "1,245: Supermarket News's count for “rahodeb”; other counts circulate",
            ),
            Parameter("chance", "Each gives the writer away", "times in 1,000", 1.0, 0.1, 5.0, 0.1),
            Parameter("trusting", "Customers who trust the brand", "%", 60.0, 10.0, 90.0, 5.0),
            Parameter("lost", "Of these, stop believing it", "%", 50.0, 10.0, 100.0, 10.0),
        ),
        scene=Scene(
            title="Has it come out?",
            x=Axis("posts under the other name", 0, 2_000),
            y=Axis("%", 0, 100, PERCENT_TICKS),
            artists=(
                Artist("found", "chance that it is out"),
                Artist("cost", "stop believing it, on average", role="compare", style="dashed"),
                Artist("posts", "your posts", kind="rule", role="muted", style="dotted"),
            ),
        ),
        run=slow_fuse,
    ),
}
