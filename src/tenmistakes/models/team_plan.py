"""The team plan: who speaks for the brand, and when, under a payroll.

The loss of a plan is the people it lets down in a week: those who wait longer than an hour (``replies.py``,
for each stretch of the week with those who are there), those who are answered in a way that puts them off,
and, if somebody writes under a pseudonym, the customers who stop believing the brand once it is out
(``pseudonym.py``), spread over the weeks of the year. Every number is illustrative.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

import numpy as np

from tenmistakes.models.base import Choice, Decision, Plan, PlanReport, PlanSpace
from tenmistakes.models.pseudonym import found
from tenmistakes.models.replies import late_share
from tenmistakes.models.words import number_in_words

WEEKS = 52


@dataclass(frozen=True)
class Stretch:
    """A part of the week: its hours, and the questions that come in an hour of it."""

    label: str
    hours: float
    questions: float


STRETCHES: Mapping[str, Stretch] = {
    "days": Stretch("Weekdays, 9 to 17", 40, 14),
    "evenings": Stretch("Weekday evenings, 17 to 21", 20, 12),
    "weekends": Stretch("Weekends, 9 to 19", 20, 9),
}


@dataclass(frozen=True)
class Voice:
    """One way for somebody to speak: answers an hour, the share of them that puts people off, and the pay.

    ``off`` is without the training and ``trained`` with it; ``pay`` is in pounds an hour.
    """

    label: str
    rate: float
    off: float
    trained: float
    pay: float
    secret: bool = False


VOICES: Mapping[str, Voice] = {
    "moira": Voice("Moira", 15, 0.15, 0.05, 15),
    "hattie": Voice("Hattie", 16, 0.03, 0.02, 20),
    "nia": Voice("Nia", 10, 0.08, 0.04, 10),
    "agency": Voice("The agency", 24, 0.20, 0.18, 30),
    "rupert": Voice("Rupert", 6, 0.25, 0.20, 25),
    "nightrider": Voice("Colin, as NightRider58", 20, 0.01, 0.01, 0, secret=True),
    "colin": Voice("Colin, under his own name", 12, 0.03, 0.02, 22),
}

ROLES: Mapping[str, Mapping[str, tuple[str, str]]] = {
    "moira": {"weekdays": ("moira", "days")},
    "hattie": {"evenings": ("hattie", "evenings"), "weekends": ("hattie", "weekends")},
    "nia": {
        "weekdays": ("nia", "days"),
        "evenings": ("nia", "evenings"),
        "weekends": ("nia", "weekends"),
    },
    "agency": {
        "weekdays": ("agency", "days"),
        "evenings": ("agency", "evenings"),
        "weekends": ("agency", "weekends"),
    },
    "rupert": {"weekdays": ("rupert", "days")},
    "colin": {
        "nightrider-evenings": ("nightrider", "evenings"),
        "nightrider-weekends": ("nightrider", "weekends"),
        "signed-evenings": ("colin", "evenings"),
        "signed-weekends": ("colin", "weekends"),
    },
}
"""Person -> choice -> the voice and the stretch of the week. Not on the team: no entry."""

TRAINING_PRICE = 200.0
"""Pounds a week, spread over the year, for the whole team."""

PAYROLL = 2_050.0
"""Pounds a week."""

CHANCE_A_POST = 0.001
"""The chance of each pseudonymous post to give its writer away; as in the lesson."""

STOP_BELIEVING = 60_000.0
"""Customers who stop believing the brand when it comes out: half of the 120,000 who trust it."""

Team = Mapping[str, tuple[str, ...]]
"""Stretch -> the voices that are there."""


def team(plan: Plan) -> dict[str, tuple[str, ...]]:
    """Who is there in each stretch of the week."""
    there: dict[str, list[str]] = {stretch: [] for stretch in STRETCHES}
    for person, roles in ROLES.items():
        role = roles.get(plan[person])
        if role:
            there[role[1]].append(role[0])
    return {stretch: tuple(voices) for stretch, voices in there.items()}


@cache
def late(stretch: str, voices: tuple[str, ...]) -> float:
    """The share of the questions of a stretch that waits longer than an hour.

    People of different speed count as so many of average speed.
    """
    rates = [VOICES[name].rate for name in voices]
    average = sum(rates) / len(rates) if rates else 0.0
    return late_share(STRETCHES[stretch].questions, len(rates), average) if rates else 1.0


@cache
def put_off(voices: tuple[str, ...], trained: bool) -> float:
    """The share of answers that puts people off: each answers in proportion to the speed."""
    people = [VOICES[name] for name in voices]
    total = sum(voice.rate for voice in people)
    return sum(voice.rate * (voice.trained if trained else voice.off) for voice in people) / total


@cache
def let_down(stretch: str, voices: tuple[str, ...], trained: bool) -> tuple[float, float]:
    """People a week who wait longer than an hour, and people who are answered and put off."""
    part = STRETCHES[stretch]
    asking = part.hours * part.questions
    if not voices:
        return asking, 0.0
    waiting = late(stretch, voices)
    return asking * waiting, asking * (1.0 - waiting) * put_off(voices, trained)


@cache
def secret_posts(stretch: str, voices: tuple[str, ...]) -> float:
    """Posts a year under a pseudonym in a stretch: the answers that fall to such a voice."""
    total = sum(VOICES[name].rate for name in voices)
    hidden = sum(VOICES[name].rate for name in voices if VOICES[name].secret)
    part = STRETCHES[stretch]
    return WEEKS * part.hours * part.questions * hidden / total if hidden else 0.0


@dataclass(frozen=True)
class Outcome:
    """What a plan does in a week: people by stretch and cause, and what the secret costs."""

    waiting: Mapping[str, float]
    off: Mapping[str, float]
    found: float
    disbelieve: float
    """Customers who stop believing the brand, on average, a week."""

    @property
    def loss(self) -> float:
        """People let down in a week."""
        return sum(self.waiting.values()) + sum(self.off.values()) + self.disbelieve


def outcome(plan: Plan) -> Outcome:
    """What becomes of a week's questions with a plan."""
    there, trained = team(plan), plan["training"] == "two-days"
    both = {stretch: let_down(stretch, voices, trained) for stretch, voices in there.items()}
    posts = sum(secret_posts(stretch, voices) for stretch, voices in there.items())
    out = float(found(np.array(posts), CHANCE_A_POST))
    return Outcome(
        {stretch: pair[0] for stretch, pair in both.items()},
        {stretch: pair[1] for stretch, pair in both.items()},
        out,
        out * STOP_BELIEVING / WEEKS,
    )


def loss(plan: Plan) -> float:
    """People let down in a week."""
    return outcome(plan).loss


def explain_plan(plan: Plan) -> PlanReport:
    """How a plan fares, in words, numbers and one bar for each stretch of the week and for the secret."""
    result, there = outcome(plan), team(plan)
    said = []
    for stretch, voices in there.items():
        part = STRETCHES[stretch]
        if not voices:
            said.append(f"{part.label}: nobody is there, and nobody is answered within the hour.")
            continue
        spare = sum(VOICES[name].rate for name in voices) - part.questions
        in_time = 100 * (1 - late(stretch, voices))
        said.append(
            f"{part.label}: {in_time:.0f} in 100 are answered within the hour."
            if spare > 0
            else f"{part.label}: more comes than can be answered, and the queue grows all the time."
        )
    if result.found > 0:
        said.append(
            f"The chance that NightRider58 is found out within the year is {_percent(result.found)}; shared "
            f"out over the weeks, {number_in_words(result.disbelieve)} customers a week stop believing you."
        )
    total = number_in_words(result.loss)
    words = f"This team lets {total} people down in a week. {' '.join(said)}"
    numbers = {
        "loss": result.loss,
        **{f"waiting-{stretch}": people for stretch, people in result.waiting.items()},
        **{f"off-{stretch}": people for stretch, people in result.off.items()},
        "found": 100 * result.found,
        "disbelieve": result.disbelieve,
    }
    bars = {
        part.label.split(",")[0]: result.waiting[stretch] + result.off[stretch]
        for stretch, part in STRETCHES.items()
    }
    bars["A secret comes out"] = result.disbelieve
    return PlanReport(words, numbers, bars, "people let down in a week")


def _percent(share: float) -> str:
    return "more than 99%" if share > 0.995 else f"{100 * share:.0f}%"


_QUESTIONS = {
    "moira": "Moira, from customer service",
    "hattie": "Hattie, from the workshop",
    "nia": "Nia, the student",
    "agency": "Bellwether, the agency",
    "rupert": "Rupert, the marketing director",
    "colin": "Colin, the founder",
}

_STRETCH_LABELS = {"days": "on weekdays", "evenings": "on weekday evenings", "weekends": "at weekends"}


def pay(person: str, choice: str) -> float:
    """What a choice costs [pounds a week]."""
    role = ROLES[person].get(choice)
    return VOICES[role[0]].pay * STRETCHES[role[1]].hours if role else 0.0


def _label(person: str, choice: str) -> str:
    voice, stretch = ROLES[person][choice]
    when = _STRETCH_LABELS[stretch]
    if person != "colin":
        return f"Answers {when}"
    return f"As NightRider58, {when}" if VOICES[voice].secret else f"Under his own name, {when}"


def _decision(person: str) -> Decision:
    choices = tuple(Choice(name, _label(person, name), pay(person, name)) for name in ROLES[person])
    return Decision(person, _QUESTIONS[person], (Choice("not-on-it", "Not on the team"), *choices))


TEAM_PLAN = PlanSpace(
    name="team-plan",
    title="A team for one year",
    decisions=(
        *(_decision(person) for person in ROLES),
        Decision(
            "training",
            "Before they begin",
            (
                Choice("a-password", "A password, and a wish of good luck"),
                Choice("two-days", "Two days of training, and a refresher each quarter", TRAINING_PRICE),
            ),
        ),
    ),
    budget=PAYROLL,
    budget_unit="pounds a week",
    unit="people let down",
    measure="Weekly toll",
    money=0.5,
    loss=loss,
    explain=explain_plan,
    reference={
        "moira": "weekdays",
        "hattie": "not-on-it",
        "nia": "not-on-it",
        "agency": "not-on-it",
        "rupert": "not-on-it",
        "colin": "not-on-it",
        "training": "a-password",
    },
)
