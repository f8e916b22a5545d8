"""Mistake 1, encroaching on customers' time: whether a new conversation finds people who have room for it.

The parts, from general to particular:

* ``places.py``: what one more conversation costs people, and the share at which a place tips;
* ``members.py``: how much of a list of members is conversation;
* ``launch_plan.py``: the plan that joins them, under a budget;
* here: the three simulations of the lesson.

Numbers without a source are *illustrative*: plausible, and never a forecast.
"""

from collections.abc import Mapping

import numpy as np

from tenmistakes.models import members, places
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
from tenmistakes.models.launch_plan import LAUNCH_PLAN
from tenmistakes.models.words import count_in_words, number_in_words, per_cent

PLANS: Mapping[str, PlanSpace] = {LAUNCH_PLAN.name: LAUNCH_PLAN}

OUT_OF_SIGHT = 200.0
"""Where the lines are that a place does not have: above the picture, which shows no more than 100%."""


def opening(values: Mapping[str, float]) -> Frame:
    """A place in its first year. ``values``: the parameters of ``SIMULATIONS["opening"]``."""
    eased, core, pushes = values["eased"] / 100, values["core"] / 100, int(values["pushes"])
    moving = places.moving_cost(values["habit"], values["contributions"], values["friends"], eased)
    c = places.cost(moving, values["places"])
    both = places.roots(c)
    shares = places.year(c, core, pushes)
    on_the_edge = both is not None and pushes == 1 and abs(core - both[0]) < 1e-6
    if on_the_edge:  # here rounding would decide which way it goes
        shares = np.full_like(shares, core)
    weeks = np.arange(places.WEEKS + 1.0)
    end = float(shares[-1])
    tipping, ceiling = both if both else (1.0, 0.0)
    lines = (100 * tipping, 100 * ceiling) if both else (OUT_OF_SIGHT, OUT_OF_SIGHT)
    price = f"{c:.3f}".removesuffix("0")
    priced = f"One more conversation costs these people {price}. "
    if both:
        rule = f"The tipping point is {per_cent(tipping)} of them: "
        if on_the_edge:
            rule += "this place stands exactly on it, where one person more or less decides. "
        elif end > tipping:
            rule += f"this place is above it, on its way to {per_cent(ceiling)}. "
        elif pushes > 1:
            rule += f"{pushes} pushes never carry the place above it, and each melts away. "
        else:
            rule += "this place opens below it, and empties. "
    else:
        rule = "Above 0.25 there is no tipping point to reach: however many you bring, they leave again. "
    words = f"{priced}{rule}After a year {per_cent(end)} of the audience take part."
    return Frame(
        points={
            "there": np.column_stack([weeks, 100 * shares]),
            "tipping": np.array([[0.0, lines[0]], [places.WEEKS, lines[0]]]),
            "ceiling": np.array([[0.0, lines[1]], [places.WEEKS, lines[1]]]),
        },
        numbers={
            "cost": c,
            "after_a_year": 100 * end,
            "brought": 100 * core * pushes,
            **({"tipping": lines[0], "ceiling": lines[1]} if both else {}),
        },
        words=words,
    )


KEPT = np.linspace(1.0, 10.0, 91)
"""Numbers of places that people keep, at which the picture shows both ways."""


def build_or_join(values: Mapping[str, float]) -> Frame:
    """A new place and a joined one after a year, for people who keep more or fewer places.

    ``values``: the parameters of ``SIMULATIONS["build-or-join"]``.
    """
    kept, quality, core = values["places"], values["quality"], values["core"] / 100
    built = places.year_end(places.cost(values["moving"], KEPT, quality), core)
    met = places.joined(KEPT, values["joined"], values["topic"] / 100)
    whole = slice(None, None, 10)
    wins = KEPT[whole][built[whole] > met[whole]]
    most = float(wins[-1]) if len(wins) else 0.0
    here = int(np.argmin(np.abs(KEPT - kept)))
    new, old = float(built[here]), float(met[here])
    if not most:
        limit = "With these settings building wins for nobody."
    elif most == KEPT[-1]:
        limit = "With these settings building wins for everybody in the picture."
    else:
        limit = f"Building wins for people who keep up to {most:.0f}."
    words = (
        f"People who keep {count_in_words(kept, 'place')}: after a year {per_cent(new)} of them talk in the "
        f"new place, or {per_cent(old)} where they are, if you join in. {limit}"
    )
    return Frame(
        points={
            "build": np.column_stack([KEPT, 100 * built]),
            "join": np.column_stack([KEPT, 100 * met]),
            "kept": np.array([[kept, 0.0]]),
        },
        numbers={"built": 100 * new, "joined": 100 * old, "most_places": most},
        words=words,
    )


LIST = np.logspace(1, 5, 81)
"""Numbers of members that the picture shows."""


def list_or_talk(values: Mapping[str, float]) -> Frame:
    """What a list of members writes, and whether a newcomer is answered.

    ``values``: the parameters of ``SIMULATIONS["members"]``.
    """
    listed, back, answers = values["members"], values["back"] / 100, values["answers"] / 100
    much, little = values["much"], values["little"]
    posts = float(members.posts_a_day(listed, back, much, little))
    chance = float(members.answered(posts, answers))
    writers = members.MUCH * listed * back
    shown = members.answered(members.posts_a_day(LIST, back, much, little), answers)
    everybody = members.answered(members.posts_a_day(LIST, 1.0, much, little), answers)
    daily = f"{posts:.1f} posts a day" if posts < 9.95 else f"{count_in_words(posts, 'post')} a day"
    if writers < 1.5:
        much_words = "About one writes" if writers >= 0.75 else "Hardly anybody writes"
    else:
        much_words = f"About {number_in_words(writers)} write"
    words = (
        f"Of {count_in_words(listed, 'member')}, {number_in_words(listed * back)} came back this month. "
        f"{much_words} much, and all together they make {daily}. "
        f"A newcomer's question is answered within a day {_times(chance)}."
    )
    return Frame(
        points={
            "answered": np.column_stack([np.log10(LIST), 100 * shown]),
            "if-all-came": np.column_stack([np.log10(LIST), 100 * everybody]),
            "members": np.array([[float(np.log10(listed)), 0.0]]),
        },
        numbers={
            "posts_a_day": posts,
            "answered": 100 * chance,
            "came_back": listed * back,
            "writers": writers,
        },
        words=words,
    )


def _times(chance: float) -> str:
    """A chance as a person would say it."""
    times = round(100 * chance)
    if times >= 99:
        return "nearly always"
    return f"{times} times in 100" if times > 1 else "hardly ever"


PLACES = Parameter(
    "places",
    "Places they keep already",
    "places",
    default=3.0,
    low=1.0,
    high=10.0,
    step=1.0,
    source="PW2",
    note="3 of 8 was the median of US adults in 2018; each adds 0.03 to the cost, illustrative",
)

_TIE = "cost"
_TIE_NOTE = "a cost of 1 is as much as a place can be worth to anybody; illustrative"

SIMULATIONS: Mapping[str, Simulation] = {
    "opening": Simulation(
        name="opening",
        title="A new place in its first year",
        equation=(
            "Cost c = (habit + contributions + friends) × (1 − made easier) + 0.03 × places. With a share f "
            "there, 1 − c/f find it worth the while; each week 15% of the audience think again. It stands "
            "still where f × (1 − f) = c: at two shares for c below 0.25, at none above."
        ),
        parameters=(
            PLACES,
            Parameter("habit", "Tie 1: habit", _TIE, 0.04, 0.0, 0.12, 0.01, note=_TIE_NOTE),
            Parameter(
                "contributions", "Tie 2: what they have put in", _TIE, 0.04, 0.0, 0.12, 0.01, note=_TIE_NOTE
            ),
            Parameter("friends", "Tie 3: friends they brought", _TIE, 0.05, 0.0, 0.12, 0.01, note=_TIE_NOTE),
            Parameter("eased", "The move made easier", "% of the ties", 0.0, 0.0, 100.0, 5.0),
            Parameter("core", "Brought in on opening day", "% of the audience", 10.0, 0.0, 60.0, 1.0),
            Parameter(
                "pushes", "Pushes in the year", "pushes", 1.0, 1.0, 6.0, 1.0, note="each brings in as many"
            ),
        ),
        scene=Scene(
            title="Who takes part in the new place",
            x=Axis("weeks since it opened", 0, places.WEEKS, tuple((w, f"{w}") for w in range(0, 53, 13))),
            y=Axis("share of the audience (%)", 0, 100, PERCENT_TICKS),
            artists=(
                Artist("there", "take part", kind="area"),
                Artist("tipping", "tipping point", role="warn", style="dashed"),
                Artist("ceiling", "where it would settle", role="compare", style="dotted"),
            ),
        ),
        run=opening,
    ),
    "build-or-join": Simulation(
        name="build-or-join",
        title="Build a place, or go where they are",
        equation=(
            "New place: a year of the first simulation with c = (cost of moving + 0.03 × places) ÷ quality. "
            "Joined: share who would talk about it × places you join ÷ places they keep."
        ),
        parameters=(
            Parameter(
                "places",
                "Places they keep already",
                "places",
                default=7.0,
                low=1.0,
                high=10.0,
                step=1.0,
                source="DR1",
                note="6.7 a month for the “typical user” worldwide, Digital 2024",
            ),
            Parameter("moving", "The three ties together", "cost", 0.10, 0.0, 0.30, 0.01),
            Parameter("quality", "The new place is better", "times", 2.0, 1.0, 3.0, 0.1),
            Parameter("core", "Brought in on opening day", "% of the audience", 15.0, 0.0, 60.0, 1.0),
            Parameter("joined", "Places you join", "places", 1.0, 1.0, 3.0, 1.0),
            Parameter(
                "topic", "Would talk about it where they are", "% of those you meet", 30.0, 0.0, 100.0, 5.0
            ),
        ),
        scene=Scene(
            title="In conversation after a year",
            x=Axis("places that people keep already", 1, 10, tuple((n, f"{n}") for n in range(1, 11))),
            y=Axis("share of the audience (%)", 0, 100, PERCENT_TICKS),
            artists=(
                Artist("build", "in a new place you build"),
                Artist("join", "where they are, if you join in", role="compare", style="dashed"),
                Artist("kept", "your audience", kind="rule", role="muted", style="dotted"),
            ),
        ),
        run=build_or_join,
    ),
    "members": Simulation(
        name="members",
        title="Members, and conversation",
        equation=(
            "Posts a week = members × share who came back × (1% × posts of those who write much + 9% × posts "
            "of those who write now and then). Answered within a day: 1 − exp(−chance × posts a day)."
        ),
        parameters=(
            Parameter("members", "Members on the list", "members", 1_000.0, 100.0, 20_000.0, 100.0),
            Parameter("back", "Came back this month", "% of the members", 20.0, 5.0, 100.0, 5.0),
            Parameter(
                "much",
                "The one in a hundred writes",
                "posts a week",
                7.0,
                1.0,
                35.0,
                1.0,
                "MD16",
                "the split 90, 9, 1; how much each writes is illustrative",
            ),
            Parameter("little", "The nine in a hundred write", "posts a week", 1.0, 0.0, 5.0, 0.5),
            Parameter("answers", "A post answers a given question", "% of posts", 10.0, 1.0, 30.0, 1.0),
        ),
        scene=Scene(
            title="Is a newcomer answered within a day?",
            x=Axis(
                "members on the list",
                1,
                5,
                ((1, "10"), (2, "100"), (3, "1,000"), (4, "10,000"), (5, "100,000")),
            ),
            y=Axis("questions answered within a day (%)", 0, 100, PERCENT_TICKS),
            artists=(
                Artist("answered", "with those who came back"),
                Artist("if-all-came", "if every member came", role="compare", style="dashed"),
                Artist("members", "your list", kind="rule", role="muted", style="dotted"),
            ),
        ),
        run=list_or_talk,
    ),
}
