"""Mistake 8, no plan for the worst: how fast a complaint spreads, who notices, and what to say.

The parts, from general to particular:

* ``spread.py``: how talk spreads through an audience and what one reply does to it;
* ``watch.py``: the roster with its gaps, and the alarm on the number of mentions;
* ``crises.py``: the forms of risk, the replies one can give, and the harm of each at each delay;
* ``cases.py``: Motrin, #McDStories and #AskJPM as the model tells them;
* ``crisis_plan.py``: the plan that joins them all, under a budget;
* here: the three simulations of the lesson.

Numbers without a source are *illustrative*: plausible, and never a forecast.
"""

import math
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
from tenmistakes.models.crisis_plan import BACKGROUND, CRISIS_PLAN, VISIBLE
from tenmistakes.models.spread import HORIZON, STEP, Reply, Storm, spread
from tenmistakes.models.watch import WEEK, Roster, false_alarms, hours_to_alarm, shift, weekly
from tenmistakes.models.words import (
    count_in_words,
    hours_in_words,
    moment_in_words,
    number_in_words,
    per_cent,
)

PLANS: Mapping[str, PlanSpace] = {CRISIS_PLAN.name: CRISIS_PLAN}

SHOWN = slice(None, None, 3)
"""Every third step is drawn: a point each 1.5 hours."""


def firestorm(values: Mapping[str, float]) -> Frame:
    """A complaint spreads; a reply goes out. ``values``: the parameters of ``SIMULATIONS["firestorm"]``."""
    storm = Storm(values["doubling"], values["audience"])
    reply = Reply(values["reply_after"], values["fit"], values["told"] / 100)
    with_reply, without = spread(storm, reply), spread(storm)
    heard, unanswered = with_reply.heard, without.heard
    peak = float(with_reply.hours[int(np.argmax(with_reply.talking))])
    reached, reached_without = storm.audience * float(heard[-1]), storm.audience * float(unanswered[-1])
    already = storm.audience * float(unanswered[math.ceil(reply.after / STEP)])
    difference = reached_without - reached
    if abs(difference) < 0.01 * reached_without:
        effect = "as many as if nobody had replied"
    elif difference > 0:
        effect = f"{number_in_words(difference)} fewer than without a reply"
    else:
        effect = f"{number_in_words(-difference)} more than without a reply"
    sent = f"{hours_in_words(reply.after)} after the first complaint" if reply.after else "at once"
    words = (
        f"When the reply goes out, {sent}, {number_in_words(already)} people have heard of it. "
        f"After a week {number_in_words(reached)} of {number_in_words(storm.audience)} have "
        f"({per_cent(heard[-1])}): {effect}. "
        f"Talk is loudest {hours_in_words(peak)} after the first complaint."
    )
    hours = with_reply.hours[SHOWN]
    return Frame(
        points={
            "talking": np.column_stack([hours, 100 * with_reply.talking[SHOWN]]),
            "heard": np.column_stack([hours, 100 * heard[SHOWN]]),
            "heard-without": np.column_stack([hours, 100 * unanswered[SHOWN]]),
            "reply": np.array([[reply.after, 0.0]]),
        },
        numbers={
            "reached": reached,
            "reached_without_reply": reached_without,
            "reached_share": 100 * float(heard[-1]),
            "saved": difference,
            "heard_at_reply": already,
            "peak_hour": peak,
        },
        words=words,
    )


DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


def sawtooth(watch: Roster) -> list[tuple[float, float]]:
    """Corners of the waiting time over a week: it jumps up where a gap begins and falls to 0 at its end."""
    corners = []
    for start, end in watch.gaps():
        sunday = min(end, WEEK)
        corners += [(start, 0.0), (start, end - start), (sunday, end - sunday)]
        if end > WEEK:
            corners = [(0.0, end - WEEK), (end - WEEK, 0.0), *corners]
    if not corners or corners[0][0] > 0:
        corners.insert(0, (0.0, 0.0))
    if corners[-1][0] < WEEK:
        corners.append((float(WEEK), 0.0))
    return corners


def coverage(values: Mapping[str, float]) -> Frame:
    """How long a complaint waits for somebody to look, for each moment of the week at which it appears.

    ``values``: hours watched on a weekday and on a weekend day, each one shift from 9:00.
    """
    watch = weekly(shift(values["weekday_hours"]), shift(values["weekend_hours"]))
    mean, longest, within = watch.mean_wait(), watch.longest_gap(), 100 * watch.seen_within(1.0)
    gap_start, gap_end = max(watch.gaps(), key=lambda gap: gap[1] - gap[0], default=(0.0, 0.0))
    worst = (
        f"The longest gap lasts {hours_in_words(longest)}, from {moment_in_words(gap_start)} to "
        f"{moment_in_words(gap_end)}. "
        if longest
        else "There is no gap. "
    )
    words = (
        f"{worst}A complaint that appears at a random moment waits {hours_in_words(mean)} on average; "
        f"{within:.0f} in 100 are seen within an hour."
    )
    return Frame(
        points={
            "wait": np.array(sawtooth(watch)),
            "mean": np.array([[0.0, mean], [float(WEEK), mean]]),
        },
        numbers={
            "mean_wait": mean,
            "longest_gap": longest,
            "seen_within_hour": within,
            "hours_watched": 5 * values["weekday_hours"] + 2 * values["weekend_hours"],
        },
        words=words,
    )


LEVELS = np.arange(1, 61)
"""The thresholds that the picture of the alarm shows: mentions an hour."""

FALSE_ALARM_HOURS = 2.0
"""Hours of work that a false alarm takes. Illustrative."""


def alarm(values: Mapping[str, float]) -> Frame:
    """The price of an alarm at each threshold: hours lost in a storm against work on false alarms.

    ``price = false alarms a year * 2 h + crises a year * hours to the alarm * price of an hour's delay``,
    in hours of work a year.
    """
    alarms = false_alarms(LEVELS, values["background"])
    lost = hours_to_alarm(LEVELS, values["background"], Storm().start * VISIBLE, values["doubling"])
    work, delay = FALSE_ALARM_HOURS * alarms, values["crises"] * values["hour_price"] * lost
    price = work + delay
    chosen, cheapest = int(values["threshold"]) - 1, int(np.argmin(price))
    verdict = (
        "No threshold is cheaper."
        if chosen == cheapest
        else f"The cheapest is {LEVELS[cheapest]} an hour, with {number_in_words(price[cheapest])} hours."
    )
    words = (
        f"With the alarm at {count_in_words(LEVELS[chosen], 'mention')} an hour, a storm runs "
        f"{hours_in_words(lost[chosen])} before anybody is called, and a year brings "
        f"{count_in_words(alarms[chosen], 'false alarm')}. "
        f"Together that costs {number_in_words(price[chosen])} hours of work a year. {verdict}"
    )
    return Frame(
        points={
            "false": np.column_stack([LEVELS, work]),
            "delay": np.column_stack([LEVELS, delay]),
            "price": np.column_stack([LEVELS, price]),
            "threshold": np.array([[float(LEVELS[chosen]), 0.0]]),
        },
        numbers={
            "hours_lost": float(lost[chosen]),
            "false_alarms": float(alarms[chosen]),
            "price": float(price[chosen]),
            "cheapest_threshold": float(LEVELS[cheapest]),
        },
        words=words,
    )


DOUBLING = Parameter(
    "doubling",
    "Talk doubles every",
    "hours",
    default=3.0,
    low=1.5,
    high=6.0,
    step=0.5,
    note="2 to 4 hours in the first day; illustrative",
)

_AFTER_DOMINOS = "Domino's took about 48 hours in April 2009"
REPLY_AFTER = Parameter(
    "reply_after", "You reply after", "hours", 48.0, 0.0, 96.0, 1.0, "CR2", _AFTER_DOMINOS
)

FIT = Parameter(
    "fit",
    "How well the reply fits",
    "share of the spread it stops",
    default=0.6,
    low=-0.5,
    high=0.95,
    step=0.05,
    note="below zero it fans the flames; direction after [RT7], numbers illustrative",
)

_LOUD = "a loud reply carries the story to new people; illustrative"
TOLD = Parameter(
    "told", "Who had not heard, and hears it from your reply", "%", 0.0, 0.0, 30.0, 1.0, note=_LOUD
)

AUDIENCE = Parameter(
    "audience",
    "People who could hear of it",
    "people",
    default=1_100_000.0,
    low=50_000.0,
    high=2_000_000.0,
    step=50_000.0,
    source="MO14",
    note="Twitter reached at most about 1.1 million people a day in the US in November 2008",
)

SIMULATIONS: Mapping[str, Simulation] = {
    "firestorm": Simulation(
        name="firestorm",
        title="A complaint spreads, and you reply",
        equation=(
            "New listeners in each half hour: unheard × (1 − exp(−b × talking)); half of the talkers stop "
            "every 2.8 hours (links on Twitter, 2011). From the reply on, b is multiplied by (1 − fit)."
        ),
        parameters=(
            DOUBLING,
            REPLY_AFTER,
            FIT,
            TOLD,
            AUDIENCE,
        ),
        scene=Scene(
            title="Who has heard of it, in the week after the first complaint",
            x=Axis(
                "hours after the first complaint", 0, HORIZON, tuple((h, f"{h}") for h in range(0, 169, 24))
            ),
            y=Axis("share of the audience (%)", 0, 100, PERCENT_TICKS),
            artists=(
                Artist("talking", "talk about it now", kind="area", role="muted"),
                Artist("heard-without", "have heard, without a reply", role="compare", style="dashed"),
                Artist("heard", "have heard, with your reply"),
                Artist("reply", "your reply", kind="rule", role="warn", style="dotted"),
            ),
        ),
        run=firestorm,
    ),
    "coverage": Simulation(
        name="coverage",
        title="How long until somebody notices?",
        equation="Mean wait = sum of gap² / (2 × 168) over all gaps of the week.",
        parameters=(
            Parameter("weekday_hours", "Watched on a weekday", "hours a day", 9.0, 1.0, 24.0, 1.0),
            Parameter("weekend_hours", "Watched on a weekend day", "hours a day", 0.0, 0.0, 24.0, 1.0),
        ),
        scene=Scene(
            title="A complaint appears: how long until somebody looks?",
            x=Axis(
                "when the complaint appears",
                0,
                WEEK,
                tuple((24 * day + 12, name) for day, name in enumerate(DAYS)),
            ),
            y=Axis("hours until somebody looks", 0, 72, tuple((h, f"{h}") for h in range(0, 73, 12))),
            artists=(
                Artist("wait", "hours until somebody looks", kind="area"),
                Artist("mean", "on average", role="compare", style="dashed"),
            ),
        ),
        run=coverage,
    ),
    "alarm": Simulation(
        name="alarm",
        title="When should the alarm go off?",
        equation=(
            "Mentions in an hour are Poisson. Price = false alarms × 2 hours + crises × hours to the alarm × "
            "price of an hour's delay."
        ),
        parameters=(
            Parameter("threshold", "The alarm goes off at", "mentions an hour", 8.0, 1.0, 60.0, 1.0),
            Parameter("background", "Mentions when nothing is wrong", "an hour", BACKGROUND, 1.0, 20.0, 1.0),
            DOUBLING,
            Parameter("crises", "Storms", "a year", 1.0, 1.0, 6.0, 1.0),
            Parameter(
                "hour_price", "An hour's delay costs", "hours of work afterwards", 40.0, 5.0, 100.0, 5.0
            ),
        ),
        scene=Scene(
            title="What an alarm costs in a year",
            x=Axis("mentions an hour that raise the alarm", 0, 60),
            y=Axis("hours of work a year", 0, 2000, tuple((h, f"{h:,}") for h in range(0, 2001, 500))),
            artists=(
                Artist("false", "work on false alarms", role="warn", style="dotted"),
                Artist("delay", "price of the delay", role="compare", style="dashed"),
                Artist("price", "both together"),
                Artist("threshold", "your threshold", kind="rule", role="muted"),
            ),
        ),
        run=alarm,
    ),
}
