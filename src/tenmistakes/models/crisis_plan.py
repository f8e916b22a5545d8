"""The crisis plan: who looks when, what raises the alarm, what is ready, and what is said first.

The loss of a plan is computed from the model: for each crisis, the delay of the reply at each of the 168
hours of the week at which it can start, and from that the harm (``crises.py``); over the three crises with
their weights; and the false alarms of a year. Costs, in hours of work a week, are what limits it.
"""

from functools import cache

import numpy as np
from numpy.typing import NDArray

from tenmistakes.models.base import Choice, Decision, Plan, PlanReport, PlanSpace
from tenmistakes.models.crises import APPROACHES, CRISES, harm_by_delay
from tenmistakes.models.spread import STEP, STEPS
from tenmistakes.models.watch import WEEK, Roster, Stretches, false_alarms, hours_to_alarm, weekly
from tenmistakes.models.words import count_in_words, hours_in_words, number_in_words

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

FALSE_ALARM = 5.0
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
    """Expected harm of a year with one crisis [people who think worse of the company]."""
    by_kind = harms(plan)
    expected = sum(crisis.weight * by_kind[name] for name, crisis in CRISES.items())
    return expected + by_kind["false-alarms"]


def explain_plan(plan: Plan) -> PlanReport:
    """How a plan fares, in words, numbers and one bar a crisis."""
    watch, by_kind = roster(plan["evenings"], plan["weekend"]), harms(plan)
    visceral = delays("visceral", plan["evenings"], plan["weekend"], plan["alarm"], plan["ready"])
    alarms = by_kind["false-alarms"] / FALSE_ALARM
    shares = {crisis.label.lower(): crisis.weight * by_kind[name] for name, crisis in CRISES.items()}
    shares["false alarms"] = by_kind["false-alarms"]
    reply = (
        "A visceral reaction gets no reply"
        if plan["reply-visceral"] == "silence"
        else f"The reply to a visceral reaction comes {hours_in_words(float(visceral.mean()))} after it "
        "starts, on average over the hours of the week"
    )
    words = (
        f"A complaint waits up to {hours_in_words(watch.longest_gap())} for somebody to look. "
        f"{reply}; a year brings {count_in_words(alarms, 'false alarm')}. "
        f"A year with one crisis turns {number_in_words(loss(plan))} people against the company. "
        f"The largest part of that: {max(shares, key=shares.__getitem__)}."
    )
    numbers = {
        "loss": loss(plan),
        "longest_gap": watch.longest_gap(),
        "mean_wait": watch.mean_wait(),
        "mean_delay": float(visceral.mean()),
        "false_alarms": alarms,
        **{name: by_kind[name] for name in CRISES},
    }
    bars = {crisis.label: by_kind[name] for name, crisis in CRISES.items()}
    bars["A year's false alarms"] = by_kind["false-alarms"]
    return PlanReport(words, numbers, bars, "people who think worse of you")


def daily(stretches: Stretches) -> float:
    """Hours a day that ``stretches`` watch."""
    return sum(end - start for start, end in stretches)


def evening_cost(choice: str) -> float:
    """What looking on weekdays costs beyond office hours [h of work a week]."""
    return ON_CALL * 5 * (daily(EVENINGS[choice]) - daily(EVENINGS["office-hours"]))


def weekend_cost(choice: str) -> float:
    """What looking at weekends costs [h of work a week]."""
    return ON_CALL * 2 * daily(WEEKENDS[choice])


REPLIES = tuple(Choice(name, way.label, way.hours) for name, way in APPROACHES.items())

CRISIS_PLAN = PlanSpace(
    name="crisis-plan",
    title="A crisis plan for one year",
    decisions=(
        Decision(
            "evenings",
            "Weekdays: who looks, and when?",
            (
                Choice("office-hours", "9:00 to 18:00, as now"),
                Choice(
                    "until-22",
                    "9:00 to 22:00: somebody is on call in the evening",
                    evening_cost("until-22"),
                ),
                Choice(
                    "round-the-clock",
                    "Day and night: three people on call in turn",
                    evening_cost("round-the-clock"),
                ),
            ),
        ),
        Decision(
            "weekend",
            "Saturdays and Sundays: who looks, and when?",
            (
                Choice("nobody", "Nobody: 63 hours from Friday 18:00 to Monday 9:00"),
                Choice(
                    "two-looks",
                    "One look in the morning, one in the evening",
                    weekend_cost("two-looks"),
                ),
                Choice("daytime", "9:00 to 18:00", weekend_cost("daytime")),
                Choice("round-the-clock", "Day and night", weekend_cost("round-the-clock")),
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
        Decision("reply-asked", "You asked a question, and the answers are mockery. First reply?", REPLIES),
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
    unit="people who think worse of you",
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
