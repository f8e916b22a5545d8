"""Mistake 8, no plan for the worst: how fast a complaint spreads, who notices, and what to say.

Three parts, from general to particular:

* ``spread.py``: how talk spreads through an audience and what one reply does to it;
* ``watch.py``: the roster with its gaps, and the alarm on the number of mentions;
* here: the three crises, the replies one can give, what they cost, and the plan that joins it all.

The risks of social media marketing take two forms. Form 1 threatens the campaign itself: (1a) you ask, and
people answer badly, as with #AskJPM; (1b) a small share of the responses is inflammatory, as with
#McDStories, 2 % of 72,788 mentions. Form 2 is a visceral reaction to something you did not mean, as with
Motrin. They spread at the same speed; what calms them differs.

Numbers without a source are *illustrative*: chosen to be plausible and to show a direction that the sources
report, never to forecast. Directions after Herhausen et al. 2019 [RT6][RT7]: angry (high-arousal) posts
spread furthest; empathy and explanation limit the spread; paying people off in public can fuel it; what is
said should match how aroused people are.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

from tenmistakes.models.base import (
    Artist,
    Axis,
    Choice,
    Decision,
    Frame,
    Parameter,
    Plan,
    PlanReport,
    PlanSpace,
    Scene,
    Simulation,
)
from tenmistakes.models.spread import HORIZON, STEP, STEPS, Reply, Storm, heard_by_delay, spread
from tenmistakes.models.watch import WEEK, Roster, false_alarms, hours_to_alarm, shift, weekly
from tenmistakes.models.words import hours_in_words, moment_in_words, number_in_words, per_cent

# --- Replies and crises ----------------------------------------------------------------------------------


@dataclass(frozen=True)
class Approach:
    """One way to reply. ``calm`` and ``angry``: its fit where nobody and where everybody is aroused.

    ``told``: share of those who had not heard who hear of it from the reply; ``withdraws``: it stops the
    campaign, and with it the spread that the campaign carries; ``hours``: what keeping it ready costs [h a
    week]. All illustrative.
    """

    label: str
    calm: float
    angry: float
    told: float
    withdraws: bool = False
    hours: float = 0.0

    def fit(self, arousal: float) -> float:
        """Share of the spread it takes away from a crisis: the closer to its strength, the more."""
        return self.calm + (self.angry - self.calm) * arousal


APPROACHES: Mapping[str, Approach] = {
    "silence": Approach("Say nothing", calm=0.0, angry=0.0, told=0.0),
    "delete": Approach("Delete the complaints", calm=-0.10, angry=-0.50, told=0.01),
    "coupon": Approach("Offer a coupon in public", calm=-0.05, angry=-0.30, told=0.02, hours=1.0),
    "press-release": Approach("Send out a press release", calm=0.15, angry=0.05, told=0.08, hours=1.0),
    "answer-each": Approach(
        "Answer the people who complain, one by one", calm=0.75, angry=0.15, told=0.0, hours=3.0
    ),
    "apologise-explain": Approach(
        "Apologise and explain, where it started", calm=0.50, angry=0.75, told=0.03, hours=2.0
    ),
    "withdraw-everything": Approach(
        "Withdraw the whole campaign and say so", calm=0.40, angry=0.55, told=0.06, withdraws=True
    ),
}


@dataclass(frozen=True)
class Crisis:
    """One kind of crisis: how it spreads, how angry people are, what it costs.

    ``arousal``: 0 annoyed, 1 enraged; ``turned``: share of those who hear who think worse of the company;
    ``campaign``: goodwill the campaign would still win [people], lost when it is withdrawn; ``weight``: how
    likely the year's crisis is of this kind.
    """

    label: str
    storm: Storm
    arousal: float
    turned: float
    campaign: float
    weight: float


CRISES: Mapping[str, Crisis] = {
    "asked": Crisis(
        "You asked, they answered badly",
        Storm(doubling=2.0, audience=1_100_000, start=550, carried=0.85),
        arousal=0.6,
        turned=0.30,
        campaign=20_000,
        weight=0.3,
    ),
    "minority": Crisis(
        "A small share is inflammatory",
        Storm(doubling=3.0, audience=1_100_000, start=20, carried=0.5),
        arousal=0.1,
        turned=0.20,
        campaign=250_000,
        weight=0.4,
    ),
    "visceral": Crisis(
        "A visceral reaction",
        Storm(doubling=3.0, audience=1_100_000, start=20, carried=0.1),
        arousal=0.9,
        turned=0.35,
        campaign=100_000,
        weight=0.3,
    ),
}
"""The three crises. Audience: 1.1 million people in the US a day was the most that Twitter reached in
November 2008 [MO14]. ``turned`` of the visceral reaction: 35 % of 1,500 late #motrinmoms posts were
negative [MO15]. Everything else illustrative."""


@cache
def harm_by_delay(crisis: str, approach: str) -> NDArray[np.float64]:
    """People who think worse of the company after a week, and goodwill thrown away, for each delay.

    Shape (STEPS + 1,): entry k is for a reply k * STEP hours after the start.
    ``harm = audience * heard * turned + campaign (if withdrawn)``; unit: people.
    """
    kind, way = CRISES[crisis], APPROACHES[approach]
    heard = heard_by_delay(kind.storm, way.fit(kind.arousal), way.told, way.withdraws)
    harm = kind.storm.audience * heard * kind.turned + (kind.campaign if way.withdraws else 0.0)
    harm.setflags(write=False)
    return harm


# --- The plan --------------------------------------------------------------------------------------------

EVENINGS = {
    "office-hours": ((9.0, 18.0),),
    "until-22": ((9.0, 22.0),),
    "round-the-clock": ((0.0, 24.0),),
}
"""When somebody looks on weekdays, in hours of the day."""

WEEKENDS = {
    "nobody": (),
    "two-looks": ((9.0, 10.0), (20.0, 21.0)),
    "daytime": ((9.0, 18.0),),
    "round-the-clock": ((0.0, 24.0),),
}
"""When somebody looks on Saturdays and Sundays."""

THRESHOLDS = {"low": 8, "middle": 14, "high": 40}
"""Mentions an hour that raise the alarm."""

PREPARATION = {"improvise": 8.0, "approved": 1.0}
"""Hours from noticing to replying: written and cleared on the day, or approved in advance. Illustrative."""

ON_CALL = 0.5
"""What an hour on call costs, in hours of work. Illustrative."""

BACKGROUND = 4.0
"""Mentions of the brand an hour when nothing is wrong. Illustrative."""

VISIBLE = 0.1
"""Mentions an hour that each person who talks gives. Illustrative."""

FALSE_ALARM = 100.0
"""What a false alarm costs, in people who think worse of the company: some are answered in public, and tell
people of a trouble that was none. Illustrative."""


def roster(evenings: str, weekend: str) -> Roster:
    """The roster of a plan."""
    return weekly(EVENINGS[evenings], WEEKENDS[weekend])


@cache
def alarm_delay(crisis: str, alarm: str) -> float:
    """Expected hours from the start of a crisis to the alarm."""
    storm = CRISES[crisis].storm
    first = storm.start * VISIBLE
    return float(hours_to_alarm(np.array([THRESHOLDS[alarm]]), BACKGROUND, first, storm.doubling)[0])


def delays(crisis: str, evenings: str, weekend: str, alarm: str, ready: str) -> NDArray[np.float64]:
    """Hours from the start to the reply, for a crisis that starts at each of the 168 hours of a week.

    ``delay = alarm + wait until somebody looks + preparation``; shape (168,).
    """
    raised = alarm_delay(crisis, alarm)
    waits = roster(evenings, weekend).wait(np.arange(WEEK) + raised)
    return raised + waits + PREPARATION[ready]


@cache
def crisis_harm(crisis: str, approach: str, evenings: str, weekend: str, alarm: str, ready: str) -> float:
    """Expected harm of one crisis [people], over the hour of the week at which it starts."""
    late = delays(crisis, evenings, weekend, alarm, ready)
    return float(np.interp(late, np.arange(STEPS + 1) * STEP, harm_by_delay(crisis, approach)).mean())


@cache
def false_alarm_harm(alarm: str) -> float:
    """Harm of a year's false alarms [people]."""
    return FALSE_ALARM * float(false_alarms(np.array([THRESHOLDS[alarm]]), BACKGROUND)[0])


def harms(plan: Plan) -> dict[str, float]:
    """Expected harm [people] of each crisis if it comes, and of a year's false alarms."""
    watch = (plan["evenings"], plan["weekend"], plan["alarm"], plan["ready"])
    result = {name: crisis_harm(name, plan[f"reply-{name}"], *watch) for name in CRISES}
    result["false-alarms"] = false_alarm_harm(plan["alarm"])
    return result


def loss(plan: Plan) -> float:
    """Expected harm of a year with one crisis [thousand people who think worse of the company]."""
    by_kind = harms(plan)
    expected = sum(crisis.weight * by_kind[name] for name, crisis in CRISES.items())
    return (expected + by_kind["false-alarms"]) / 1000


def explain_plan(plan: Plan) -> PlanReport:
    """How a plan fares, in words, numbers and one bar a crisis."""
    watch, by_kind = roster(plan["evenings"], plan["weekend"]), harms(plan)
    visceral = delays("visceral", plan["evenings"], plan["weekend"], plan["alarm"], plan["ready"])
    alarms = by_kind["false-alarms"] / FALSE_ALARM
    worst = max(CRISES, key=lambda name: CRISES[name].weight * by_kind[name])
    words = (
        f"A complaint waits up to {hours_in_words(watch.longest_gap())} for somebody to look. "
        f"With this plan, a reply to a visceral reaction goes out after {hours_in_words(visceral.mean())} "
        f"on average, and there are about {number_in_words(alarms)} false alarms a year. "
        f"The year's crisis turns about {number_in_words(loss(plan) * 1000)} people against you; most of "
        f"that comes from this one: {CRISES[worst].label.lower()}."
    )
    numbers = {
        "loss": loss(plan),
        "longest_gap": watch.longest_gap(),
        "mean_wait": watch.mean_wait(),
        "mean_delay": float(visceral.mean()),
        "false_alarms": alarms,
        **{name: by_kind[name] for name in CRISES},
    }
    bars = {crisis.label: by_kind[name] / 1000 for name, crisis in CRISES.items()}
    bars["A year's false alarms"] = by_kind["false-alarms"] / 1000
    return PlanReport(words, numbers, bars, "thousand people who think worse of you")


def _on_call(extra_hours: float) -> float:
    return ON_CALL * extra_hours


REPLIES = tuple(Choice(name, way.label, way.hours) for name, way in APPROACHES.items())

PLANS: Mapping[str, PlanSpace] = {
    "crisis-plan": PlanSpace(
        name="crisis-plan",
        title="A crisis plan for one year",
        decisions=(
            Decision(
                "evenings",
                "Weekdays: who looks, and when?",
                (
                    Choice("office-hours", "9:00 to 18:00, as now"),
                    Choice("until-22", "9:00 to 22:00: somebody is on call in the evening", _on_call(20)),
                    Choice("round-the-clock", "Day and night: three people on call in turn", _on_call(75)),
                ),
            ),
            Decision(
                "weekend",
                "Saturdays and Sundays: who looks, and when?",
                (
                    Choice("nobody", "Nobody: 63 hours from Friday 18:00 to Monday 9:00"),
                    Choice("two-looks", "One look in the morning, one in the evening", _on_call(4)),
                    Choice("daytime", "9:00 to 18:00", _on_call(18)),
                    Choice("round-the-clock", "Day and night", _on_call(48)),
                ),
            ),
            Decision(
                "alarm",
                "At how many mentions an hour does the alarm go off? (Four an hour are normal.)",
                (
                    Choice("low", "8 an hour: twice the normal"),
                    Choice("middle", "14 an hour: more than three times the normal"),
                    Choice("high", "40 an hour: ten times the normal"),
                ),
            ),
            Decision(
                "ready",
                "What is written before anything happens?",
                (
                    Choice("improvise", "Nothing: it is written and cleared on the day, in about 8 hours"),
                    Choice("approved", "A first statement for each crisis, approved: out in an hour", 3.0),
                ),
            ),
            Decision(
                "reply-asked", "You asked a question, and the answers are mockery. First reply?", REPLIES
            ),
            Decision(
                "reply-minority",
                "Two mentions in a hundred are horror stories, the rest like the campaign. First reply?",
                REPLIES,
            ),
            Decision(
                "reply-visceral",
                "Your advertisement has hurt people, and they are furious. First reply?",
                REPLIES,
            ),
        ),
        budget=20.0,
        budget_unit="hours a week",
        unit="thousand people who think worse of you",
        loss=loss,
        explain=explain_plan,
        reference={
            "evenings": "office-hours",
            "weekend": "nobody",
            "alarm": "high",
            "ready": "improvise",
            "reply-asked": "silence",
            "reply-minority": "silence",
            "reply-visceral": "silence",
        },
    )
}

# --- Simulations -----------------------------------------------------------------------------------------

SHOWN = slice(None, None, 3)
"""Every third step is drawn: a point each 1.5 hours."""


def firestorm(values: Mapping[str, float]) -> Frame:
    """A complaint spreads; a reply goes out. ``values``: the parameters of ``SIMULATIONS["firestorm"]``."""
    storm = Storm(values["doubling"], values["audience"])
    reply = Reply(values["reply_after"], values["fit"], values["told"] / 100)
    with_reply, without = spread(storm, reply), spread(storm)
    heard, unanswered = with_reply.heard, without.heard
    peak = float(with_reply.hours[int(np.argmax(with_reply.talking))])
    reached, reached_without = storm.audience * heard[-1], storm.audience * unanswered[-1]
    already = (
        heard[min(int(reply.after / STEP), STEPS)]
        if reply.told == 0
        else np.interp(max(reply.after - STEP, 0.0), with_reply.hours, heard)
    )
    difference = reached_without - reached
    if abs(difference) < 0.01 * reached_without:
        effect = "as many as if nobody had replied"
    elif difference > 0:
        effect = f"{number_in_words(difference)} fewer than without a reply"
    else:
        effect = f"{number_in_words(-difference)} more than without a reply"
    words = (
        f"When the reply goes out, {hours_in_words(reply.after)} after the first complaint, "
        f"{number_in_words(storm.audience * already)} people have heard of it. "
        f"After a week {number_in_words(reached)} of {number_in_words(storm.audience)} have "
        f"({per_cent(heard[-1])}): {effect}. "
        f"Most people talk about it at hour {peak:.0f}."
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
            "heard_at_reply": storm.audience * float(already),
            "peak_hour": peak,
        },
        words=words,
    )


DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


def coverage(values: Mapping[str, float]) -> Frame:
    """How long a complaint waits for somebody to look, for each moment of the week at which it appears.

    ``values``: hours watched on a weekday and on a weekend day, each one shift from 9:00.
    """
    watch = weekly(shift(values["weekday_hours"]), shift(values["weekend_hours"]))
    teeth = [(0.0, float(watch.wait(np.array([0.0]))[0]))]
    for start, end in watch.gaps():
        for begins, ends in ((start, end), (start - WEEK, end - WEEK)):
            if ends > 0 and begins < WEEK:
                if begins >= 0:
                    teeth += [(begins, 0.0), (begins, ends - begins)]
                teeth.append((min(ends, WEEK), ends - min(ends, WEEK)))
    teeth = sorted(set(teeth), key=lambda tooth: (tooth[0], teeth.index(tooth)))
    last = float(watch.wait(np.array([WEEK - 1e-9]))[0])
    teeth.append((float(WEEK), last))
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
            "wait": np.array(teeth),
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
        f"With the alarm at {LEVELS[chosen]} mentions an hour, a storm runs {hours_in_words(lost[chosen])} "
        f"before anybody is called, and there are {number_in_words(alarms[chosen])} false alarms a year. "
        f"Together they cost {number_in_words(price[chosen])} hours of work a year. {verdict}"
    )
    top = SIMULATIONS["alarm"].scene.y.high
    return Frame(
        points={
            "false": np.column_stack([LEVELS, np.minimum(work, top)]),
            "delay": np.column_stack([LEVELS, np.minimum(delay, top)]),
            "price": np.column_stack([LEVELS, np.minimum(price, top)]),
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

SIMULATIONS: Mapping[str, Simulation] = {
    "firestorm": Simulation(
        name="firestorm",
        title="A complaint spreads, and you reply",
        equation=(
            "New listeners in each half hour: unheard × (1 − exp(−b × talking)); half of the talkers stop "
            "every 2.8 hours. From the reply on, b is multiplied by (1 − fit)."
        ),
        parameters=(
            DOUBLING,
            Parameter(
                "reply_after",
                "You reply after",
                "hours",
                default=48.0,
                low=0.0,
                high=96.0,
                step=1.0,
                source="CR1",
                note="Domino's took about 48 hours in April 2009",
            ),
            Parameter(
                "fit",
                "How well the reply fits",
                "share of the spread it stops",
                default=0.6,
                low=-0.5,
                high=0.95,
                step=0.05,
                note="below zero it fans the flames; direction after [RT7], numbers illustrative",
            ),
            Parameter(
                "told",
                "Who had not heard, and hears it from your reply",
                "%",
                default=0.0,
                low=0.0,
                high=30.0,
                step=1.0,
                note="a loud reply carries the story to new people; illustrative",
            ),
            Parameter(
                "audience",
                "People who could hear of it",
                "people",
                default=1_100_000.0,
                low=50_000.0,
                high=2_000_000.0,
                step=50_000.0,
                source="MO14",
                note="Twitter reached at most about 1.1 million people a day in the US in November 2008",
            ),
        ),
        scene=Scene(
            title="Who has heard of it, in the week after the first complaint",
            x=Axis(
                "hours after the first complaint", 0, HORIZON, tuple((h, f"{h}") for h in range(0, 169, 24))
            ),
            y=Axis("share of the audience (%)", 0, 100, tuple((p, f"{p} %") for p in range(0, 101, 25))),
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
            y=Axis("hours of work a year", 0, 2000),
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
