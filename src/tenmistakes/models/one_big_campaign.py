"""Mistake 9, one big campaign: when many small efforts beat one large one, and when they do not.

The parts, from general to particular:

* ``bets.py``: the chance of a hit, the spread of a sum, and what a budget brings in one piece or in many;
* ``winners.py``: try some, keep the best-looking, and what its luck was worth;
* ``snacks.py``: a story in one piece or in many, for people who come and go;
* ``season_plan.py``: the plan that joins them, under a budget;
* here: the four simulations of the lesson.

Numbers without a source are *illustrative*: plausible, and never a forecast.
"""

from collections.abc import Mapping
from math import log1p

import numpy as np

from tenmistakes.models import bets, snacks, winners
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
from tenmistakes.models.season_plan import SEASON_PLAN
from tenmistakes.models.words import count_in_words, per_cent

PLANS: Mapping[str, PlanSpace] = {SEASON_PLAN.name: SEASON_PLAN}

TRIES = np.arange(1.0, 101.0)
"""Numbers of efforts that the first picture shows."""


def hits(values: Mapping[str, float]) -> Frame:
    """The chance of at least one hit. ``values``: the parameters of ``SIMULATIONS["hits"]``."""
    n, p, r = int(values["efforts"]), values["chance"] / 100, values["correlation"] / 100
    yours, alone = bets.at_least_one(TRIES, p, r), bets.independent(TRIES, p)
    chance, independent = float(yours[n - 1]), float(alone[n - 1])
    worth = log1p(-chance) / log1p(-p)
    enough = np.flatnonzero(yours >= 0.5)
    even = float(TRIES[enough[0]]) if len(enough) else 0.0
    who = "1 effort has" if n == 1 else f"{n} efforts have together"
    counts = (
        f"They share so much that they count like {_one_digit(worth)} without anything in common. "
        if worth < n - 0.05
        else ""
    )
    end = (
        f"For an even chance you need {even:.0f}."
        if even > 1
        else "One alone has an even chance."
        if even
        else "With a hundred of them the chance still stays below one half."
    )
    return Frame(
        points={
            "yours": np.column_stack([TRIES, 100 * yours]),
            "independent": np.column_stack([TRIES, 100 * alone]),
            "efforts": np.array([[float(n), 0.0]]),
        },
        numbers={
            "chance": round(100 * chance, 1),
            "independent": round(100 * independent, 1),
            "worth": worth,
            "even": even,
        },
        words=f"{who} a chance of {per_cent(min(chance, 0.99))} of at least one hit. {counts}{end}",
    )


def _one_digit(value: float) -> str:
    """``3.04`` -> "3"; ``1.62`` -> "1.6"."""
    return f"{value:.1f}".removesuffix(".0")


EFFORTS = np.arange(1.0, 51.0)
"""Numbers of efforts among which a budget is divided."""


def portfolio(values: Mapping[str, float]) -> Frame:
    """One budget over so many efforts. ``values``: the parameters of ``SIMULATIONS["portfolio"]``."""
    n, r = int(values["efforts"]), values["correlation"] / 100
    fixed, smallest = values["fixed"] / 100, values["smallest"] / 100
    a = bets.growth(values["fourfold"])
    worth = bets.average(EFFORTS, a, fixed, smallest)
    one = (1.0 - fixed) ** a
    # A single effort gets the whole budget: it is the measure of all the others, whatever its size.
    middle = 100 * worth / one
    bad = middle * bets.year(EFFORTS, r, -bets.ONE_IN_TEN)
    good = middle * bets.year(EFFORTS, r, bets.ONE_IN_TEN)
    best = int(np.argmax(middle))
    brings, size = float(middle[n - 1]), 1.0 / n - fixed
    if n == 1:
        head = "One effort gets the whole budget. "
    elif size > 1e-9:
        head = f"Of {n} efforts each gets {_share(size)} of the budget, its overhead paid. "
    else:
        head = f"With {n} efforts the overhead takes the whole budget. "
    if n == 1:
        middle_words = (
            "What it brings in an average year counts as 100; one year in ten it brings less than "
            f"{bad[0]:.0f}. "
        )
    elif brings > 0:
        middle_words = (
            f"Together they bring {brings:.0f} in an average year, where one big effort brings 100. One year "
            f"in ten they bring less than {bad[n - 1]:.0f} (the big one: {bad[0]:.0f}). "
        )
    elif size > 1e-9:
        middle_words = (
            f"That is below the {_share(smallest)} from which anybody notices: they bring nothing. "
        )
    else:
        middle_words = "They bring nothing. "
    ahead = f"{middle[best]:.0f} from {best + 1} efforts" if best else "100 from a single one"
    return Frame(
        points={
            "bad-year": np.column_stack([EFFORTS, bad]),
            "good-year": np.column_stack([EFFORTS, good]),
            "average": np.column_stack([EFFORTS, middle]),
            "efforts": np.array([[float(n), 0.0]]),
        },
        numbers={
            "average": round(brings, 1),
            "bad_year": float(bad[n - 1]),
            "good_year": float(good[n - 1]),
            "bad_year_of_one": float(bad[0]),
            "best_number": float(best + 1),
            "best_average": float(middle[best]),
            "size": 100 * max(size, 0.0),
        },
        words=f"{head}{middle_words}The most that this budget can bring on average is {ahead}.",
    )


def _share(share: float) -> str:
    """A share of the budget: ``0.08`` -> "8%", ``0.005`` -> "0.5%"."""
    return f"{100 * share:.1f}".removesuffix(".0") + "%"


VERSIONS = np.arange(1.0, winners.MOST + 1)


def best_looking(values: Mapping[str, float]) -> Frame:
    """Keep the version that looks best. ``values``: the parameters of ``SIMULATIONS["winner"]``."""
    k, views, spread = int(values["versions"]), values["views"], values["spread"] / 100
    tests = winners.run(spread, views)
    seemed, really = winners.by_number(tests)
    picked = winners.winner(winners.Tests(tests.real[:k], tests.seen[:k], views))
    seems, is_really = 100 * (float(seemed[k - 1]) - 1), 100 * max(float(really[k - 1]) - 1, 0.0)
    if k == 1:
        words = "With one version there is nothing to choose from: it is the average, and it looks like it."
    else:
        words = (
            f"Of {k} versions, each shown {views:,.0f} times, you keep the one that looks best. On average "
            f"over many tests it seems {seems:.0f}% better than the average version and is {is_really:.0f}% "
            f"better. In {100 * picked.truly:.0f} of 100 tests it is in truth the best; in "
            f"{100 * picked.clear:.0f} of 100 it is clearly ahead of the second."
        )
    return Frame(
        points={
            "seemed": np.column_stack([VERSIONS, 100 * (seemed - 1)]),
            "really": np.column_stack([VERSIONS, 100 * np.maximum(really - 1, 0.0)]),
            "versions": np.array([[float(k), 0.0]]),
        },
        numbers={
            "seemed": round(seems, 1),
            "really": round(is_really, 1),
            "median_seemed": 100 * (float(np.median(picked.seemed)) - 1),
            "median_really": 100 * (float(np.median(picked.really)) - 1),
            "clear": 100 * picked.clear,
            "truly": 100 * picked.truly,
        },
        words=words,
    )


PIECES = np.arange(1.0, snacks.MOST + 1)


def snacking(values: Mapping[str, float]) -> Frame:
    """A story in so many pieces. ``values``: the parameters of ``SIMULATIONS["snacks"]``."""
    n, days = int(values["pieces"]), values["days"]
    people = snacks.seen(days, values["look"], values["offline"] / 100, values["spell"])
    one, whole, part = (100 * float(line[n - 1]) for line in (people.one, people.whole, people.minutes))
    seconds = 60 * snacks.STORY / n
    length = f"{snacks.STORY:g} minutes" if n == 1 else f"{_one_digit(seconds)} seconds"
    when = "all on one day" if days < 1 else f"over {count_in_words(days, 'day')}"
    if n == 1:
        words = (
            f"One film of {length}. {one:.0f} in 100 people see it to its end. As it is the only piece, they "
            "are also those who know the whole story."
        )
    else:
        words = (
            f"{n} pieces of {length} each, {when}. {one:.0f} in 100 people see at least one of them to its "
            f"end, and {_few(whole)} in 100 know the whole story. Over all people, {part:.0f}% of the story "
            "is seen."
        )
    return Frame(
        points={
            "one": np.column_stack([PIECES, 100 * people.one]),
            "part": np.column_stack([PIECES, 100 * people.minutes]),
            "whole": np.column_stack([PIECES, 100 * people.whole]),
            "pieces": np.array([[float(n), 0.0]]),
        },
        numbers={"one": round(one, 1), "whole": whole, "part": part, "seconds": seconds},
        words=words,
    )


def _few(of_100: float) -> str:
    return "fewer than 1" if of_100 < 0.5 else f"{of_100:.0f}"


TEN_OF_ONE_STORY = (
    f"two headlines of one story: about {100 * bets.SAME_STORY:.0f}%, by our reckoning from [UP4]"
)

CORRELATION = Parameter(
    "correlation",
    "What they have in common (correlation)",
    "%",
    0.0,
    0.0,
    100.0,
    5.0,
    "UP4",
    TEN_OF_ONE_STORY,
)

SIMULATIONS: Mapping[str, Simulation] = {
    "hits": Simulation(
        name="hits",
        title="At least one hit",
        equation=(
            "Independent: 1 − (1 − p) to the power of n. With a correlation r each effort's standing is √r × "
            "what all share + √(1 − r) × its own, both normal; it hits when it is among the best p."
        ),
        parameters=(
            Parameter("efforts", "You make", "efforts", 10.0, 1.0, 100.0, 1.0),
            Parameter("chance", "Each is a hit with a chance of", "%", 5.0, 0.5, 30.0, 0.5),
            CORRELATION,
        ),
        scene=Scene(
            title="The chance of at least one hit",
            x=Axis("efforts", 0, 100, tuple((n, f"{n}") for n in (1, 10, 20, 50, 100))),
            y=Axis("chance of at least one hit", 0, 100, PERCENT_TICKS),
            artists=(
                Artist("independent", "with nothing in common", role="compare", style="dashed"),
                Artist("yours", "with what yours have in common"),
                Artist("efforts", "your efforts", kind="rule", role="muted", style="dotted"),
            ),
        ),
        run=hits,
    ),
    "portfolio": Simulation(
        name="portfolio",
        title="One, ten or fifty",
        equation=(
            "A budget of 1 over n efforts: each has the size 1/n − overhead and brings size to the power of "
            "a, nothing below the smallest size. Luck is log-normal with 0.73, as for real headlines. "
            "Together they have the log-variance 0.73² × r + log(1 + (exp(0.73² × (1 − r)) − 1) / n)."
        ),
        parameters=(
            Parameter("efforts", "The budget is shared by", "efforts", 10.0, 1.0, 50.0, 1.0),
            Parameter(
                "fourfold",
                "Four times the money on one effort brings",
                "times the people",
                2.0,
                2.0,
                5.0,
                0.25,
                note="2: the square root; 4: in proportion; illustrative",
            ),
            Parameter("fixed", "Overhead of each effort", "% of the budget", 2.0, 0.0, 5.0, 0.5),
            Parameter("smallest", "Nobody notices an effort below", "% of the budget", 0.0, 0.0, 60.0, 5.0),
            CORRELATION,
        ),
        scene=Scene(
            title="The same budget in one effort or in many",
            x=Axis("efforts", 1, 50, tuple((n, f"{n}") for n in (1, 2, 5, 10, 20, 50)), scale="log"),
            y=Axis("brings (one big effort: 100)", 0, 840, tuple((p, f"{p}") for p in range(0, 801, 200))),
            artists=(
                Artist("good-year", "good year: one in ten is better", role="compare", style="dashed"),
                Artist("average", "average year"),
                Artist("bad-year", "bad year: one in ten is worse", role="warn", style="dotted"),
                Artist("efforts", "your efforts", kind="rule", role="muted", style="dotted"),
            ),
        ),
        run=portfolio,
    ),
    "winner": Simulation(
        name="winner",
        title="The one that looks best",
        equation=(
            "Click rate of a version = exp(level of its test + difference × luck); tests differ in how much "
            "their versions differ. Clicks are counted, so chance has a part in what you see. 1,000 tests "
            "are drawn; the lines are averages. The level is fitted to 18,163 real headlines [UP4]."
        ),
        parameters=(
            Parameter(
                "versions",
                "You try",
                "versions",
                5.0,
                1.0,
                14.0,
                1.0,
                "UP4",
                "real tests: 5 in the middle",
            ),
            Parameter(
                "views",
                "Each is shown to",
                "people",
                3_500.0,
                100.0,
                20_000.0,
                100.0,
                "UP5",
                "3,575 on average",
            ),
            Parameter(
                "spread",
                "How much versions really differ",
                "%",
                100 * winners.SPREAD,
                0.0,
                60.0,
                1.0,
                "UP4",
                "23%: set so that the model gives what was counted; 60%: about as different as whole stories",
            ),
        ),
        scene=Scene(
            title="The best-looking version against the average one",
            x=Axis("versions you try", 1, winners.MOST, tuple((k, f"{k}") for k in (1, 2, 5, 10, 14))),
            y=Axis(
                "better than the average version by", 0, 150, tuple((p, f"{p}%") for p in range(0, 151, 50))
            ),
            artists=(
                Artist("seemed", "what it seems", role="compare", style="dashed"),
                Artist("really", "what it is"),
                Artist("versions", "your versions", kind="rule", role="muted", style="dotted"),
            ),
        ),
        run=best_looking,
    ),
    "snacks": Simulation(
        name="snacks",
        title="One film or many pieces",
        equation=(
            "People go on and offline at random. The money buys 2 contacts with each person online, whatever "
            "the number of pieces: a piece meets them with the chance 1 − exp(−2/n), and they see it to its "
            "end with the chance exp(−its minutes ÷ minutes of a look). The story takes 3 minutes."
        ),
        parameters=(
            Parameter(
                "pieces",
                "The three-minute story is cut into",
                "pieces",
                12.0,
                1.0,
                float(snacks.MOST),
                1.0,
                note="the whole: nearly three minutes, as Pepsi's film; the rest illustrative",
            ),
            Parameter("days", "Shown over", "days", 28.0, 0.0, 28.0, 1.0, note="0: all on one day"),
            Parameter("look", "They look for", "minutes, until something else comes", 1.0, 0.5, 5.0, 0.25),
            Parameter("offline", "Days on which they are offline", "%", 30.0, 0.0, 50.0, 5.0),
            Parameter("spell", "Offline at a stretch for", "days", 3.0, 1.0, 10.0, 1.0),
        ),
        scene=Scene(
            title="What becomes of a three-minute story",
            x=Axis("pieces", 1, snacks.MOST, tuple((n, f"{n}") for n in (1, 5, 10, 15, 20, 25, 30))),
            y=Axis("% of all people, or of the story", 0, 100, PERCENT_TICKS),
            artists=(
                Artist("one", "people who see at least one piece"),
                Artist("part", "part of the story seen, on average", role="compare", style="dashed"),
                Artist("whole", "people who know the whole story", role="warn", style="dotted"),
                Artist("pieces", "your pieces", kind="rule", role="muted", style="dotted"),
            ),
        ),
        run=snacking,
    ),
}
