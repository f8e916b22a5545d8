"""Mistake 6, one approach to every influencer: how they take it, how far it goes, and what it costs.

The parts, from general to particular:

* ``approach.py``: three kinds of influencer, and how each takes a treatment;
* ``cascades.py``: a network of people, and how far something is passed on in it;
* ``seeding.py``: few big or many small, when winning somebody has a price;
* ``influencer_plan.py``: the plan for twelve people under a budget;
* here: the three simulations of the lesson.

Numbers without a source are *illustrative*: plausible, and never a forecast.
"""

from collections.abc import Mapping

import numpy as np

from tenmistakes.models import cascades, seeding
from tenmistakes.models.approach import ALONE, KINDS, RIGHT, mistaken, speaks_well
from tenmistakes.models.base import Artist, Axis, Frame, Parameter, PlanSpace, Scene, Simulation
from tenmistakes.models.influencer_plan import INFLUENCER_PLAN
from tenmistakes.models.words import number_in_words

PLANS: Mapping[str, PlanSpace] = {INFLUENCER_PLAN.name: INFLUENCER_PLAN}

SCALE = np.arange(0, 101, 2) / 100
"""Treatments that the first picture shows."""

FINE = np.arange(101) / 100
"""Treatments among which the best one for all is looked for."""


def treatment(values: Mapping[str, float]) -> Frame:
    """One treatment for all, or one for each. ``values``: those of ``SIMULATIONS["treatment"]``."""
    chosen, tolerance, wrong = values["treatment"] / 100, values["tolerance"] / 100, values["wrong"] / 100
    weight = {kind: values[f"{kind}s"] * KINDS[kind].customers for kind in KINDS}
    possible = RIGHT * sum(weight.values())
    line, best_line = {}, np.zeros(len(FINE))
    for kind, customers in weight.items():
        line[kind] = 100 * customers / possible * speaks_well(kind, SCALE, tolerance)
        best_line += 100 * customers / possible * speaks_well(kind, FINE, tolerance)
    together = sum(line.values())
    mine = float(np.interp(chosen, FINE, best_line))
    best = int(np.argmax(best_line))
    mixed = sum(customers * mistaken(kind, tolerance) for kind, customers in weight.items())
    each = 100 * ((1 - wrong) + wrong * mixed / possible)
    alone = 100 * ALONE / RIGHT
    flat = np.array([[0.0, 1.0], [100.0, 1.0]])
    verdict = "worse than" if mine < alone - 0.5 else "as many as" if mine < alone + 0.5 else "more than"
    sorting = (
        f"One for each, with {100 * wrong:.0f}% of the people sorted wrongly, brings {each:.0f}."
        if wrong
        else "One for each brings all 100."
    )
    words = (
        f"Of 100 customers that the right treatment for each would bring, the same one for all, at "
        f"{100 * chosen:.0f} on the scale, brings {mine:.0f}: {verdict} the {alone:.0f} you get by leaving "
        f"them all alone. The best single treatment stands at {100 * FINE[best]:.0f} and brings "
        f"{best_line[best]:.0f}. {sorting}"
    )
    return Frame(
        points={
            "all": np.column_stack([100 * SCALE, together]),
            **{kind: np.column_stack([100 * SCALE, shares]) for kind, shares in line.items()},
            "each": flat * [1.0, each],
            "alone": flat * [1.0, alone],
            "yours": np.array([[100 * chosen, 0.0]]),
        },
        numbers={
            "share": mine,
            "best_single": float(best_line[best]),
            "best_treatment": 100 * float(FINE[best]),
            "each": float(each),
            "alone": alone,
            "customers": mine / 100 * possible,
            "possible": possible,
        },
        words=words,
    )


def passing_on(values: Mapping[str, float]) -> Frame:
    """How far it goes. ``values``: the parameters of ``SIMULATIONS["passing-on"]``."""
    percent, starters = round(values["chance"]), round(values["starters"])
    hub, many = cascades.from_hub(percent), cascades.from_ordinary(percent, starters)
    degrees = cascades.town().degrees
    ties, usual = int(degrees[cascades.hub()]), int(np.median(degrees))
    who = (
        f"An ordinary person with {usual} contacts starts"
        if starters == 1
        else f"{starters} ordinary people with {usual} contacts each start together"
    )
    words = (
        f"{who}: somebody takes it up in {_tries(many.alive[1])}, and it gets past one step in "
        f"{_tries(many.past_one_step)}. It wins {_people(many.gained)} on average. When the best-connected "
        f"person starts, with {ties} contacts, it gets past one step in {_tries(hub.past_one_step)} and wins "
        f"{_people(hub.gained)}."
    )
    steps = np.arange(cascades.STEPS + 1)
    return Frame(
        points={
            "ordinary": np.column_stack([steps, 100 * many.alive]),
            "hub": np.column_stack([steps, 100 * hub.alive]),
            "one-step": np.array([[1.0, 0.0]]),
        },
        numbers={
            "taken_up": 100 * float(many.alive[1]),
            "past": 100 * many.past_one_step,
            "won": many.gained,
            "hub_taken_up": 100 * float(hub.alive[1]),
            "hub_past": 100 * hub.past_one_step,
            "hub_won": hub.gained,
            "hub_contacts": float(ties),
            "contacts": float(usual),
        },
        words=words,
    )


def _tries(share: float) -> str:
    """``0.04`` -> "4 of 100 tries"; ``0.002`` -> "fewer than 1 of 100 tries"."""
    return "fewer than 1 of 100 tries" if share < 0.005 else f"{100 * share:.0f} of 100 tries"


def _people(count: float) -> str:
    """``0.04`` -> "hardly anybody"; ``0.2`` -> "0.2 people"; ``62`` -> "62 people"."""
    if count < 0.05:
        return "hardly anybody"
    said = f"{count:.1f}" if count < 9.95 else f"{count:.0f}"
    return "1 person" if said == "1.0" else f"{said.removesuffix('.0')} people"


BUDGET = 10_000.0
"""Pounds that the third picture spends."""

FOLLOWERS = np.logspace(2, 6, 65)
"""Followers that the third picture shows."""

SMALL, BIG = 1_000.0, 100_000.0
"""Two sizes that are compared in words."""

MOST = 5_000.0
"""Customers at the top of the third picture."""


def big_or_small(values: Mapping[str, float]) -> Frame:
    """Few big or many small. ``values``: the parameters of ``SIMULATIONS["big-or-small"]``."""
    fixed, each, keep = values["fixed"], values["each"] / 1000, values["keep"] / 100
    line = seeding.customers(FOLLOWERS, BUDGET, fixed, each, keep)
    dear = seeding.customers(FOLLOWERS, BUDGET, 10 * fixed, each, keep)
    best = seeding.best_size(fixed, each, keep)
    shown = float(np.clip(best, FOLLOWERS[0], FOLLOWERS[-1]))
    most = float(seeding.customers(shown, BUDGET, fixed, each, keep))
    people = BUDGET / seeding.price(shown, fixed, each)
    small, big = (float(seeding.customers(size, BUDGET, fixed, each, keep)) for size in (SMALL, BIG))
    words = (
        f"When winning a person costs {fixed:.0f} pounds and {values['each']:.0f} more for each thousand "
        f"followers, those with about {number_in_words(shown)} followers bring most: "
        f"{number_in_words(people)} of them bring {number_in_words(most)} customers. "
        f"People with {SMALL:,.0f} followers bring {number_in_words(small)}, people with {BIG:,.0f} "
        f"bring {number_in_words(big)}."
    )
    return Frame(
        points={
            "customers": np.column_stack([FOLLOWERS, np.minimum(line, MOST)]),
            "dear": np.column_stack([FOLLOWERS, np.minimum(dear, MOST)]),
            "best": np.array([[shown, 0.0]]),
        },
        numbers={
            "best_size": best,
            "most": most,
            "people": float(people),
            "small": small,
            "big": big,
            "small_people": float(BUDGET / seeding.price(SMALL, fixed, each)),
            "big_people": float(BUDGET / seeding.price(BIG, fixed, each)),
        },
        words=words,
    )


OF_100_TICKS = tuple((p, f"{p}") for p in range(0, 101, 25))

SIMULATIONS: Mapping[str, Simulation] = {
    "treatment": Simulation(
        name="treatment",
        title="The same treatment for all, or one for each",
        equation=(
            "Each kind has a place on the scale that it likes: positionals 0, referents 35, experts 65. "
            "There 80 of 100 speak well of you; left alone 20 do; at the tolerance's distance from that "
            "place as well. More than that turns people off, down to 0. An expert who speaks well brings 20 "
            "customers, a referent 6, a positional 1.2."
        ),
        parameters=(
            Parameter(
                "treatment",
                "Treat everybody like the press",
                "of 100",
                100.0,
                0.0,
                100.0,
                1.0,
                note="0: they never notice that you know of them; 100: what the press gets",
            ),
            Parameter("tolerance", "How far off they put up with it", "of 100", 30.0, 10.0, 60.0, 5.0),
            Parameter("wrong", "Of those sorted, sorted wrongly", "%", 0.0, 0.0, 60.0, 5.0),
            Parameter("experts", "Experts", "people", 5.0, 1.0, 8.0, 1.0),
            Parameter("referents", "Referents", "people", 20.0, 5.0, 30.0, 5.0),
            Parameter("positionals", "Positionals", "people", 60.0, 20.0, 100.0, 10.0),
        ),
        scene=Scene(
            title="What one treatment for all brings",
            x=Axis(
                "how much you treat them like the press",
                0,
                100,
                ((0, "unseen"), (35, "35"), (65, "65"), (100, "press")),
            ),
            y=Axis("of 100 possible customers", 0, 100, OF_100_TICKS),
            artists=(
                Artist("all", "all three together"),
                Artist("expert", "through experts", role="muted"),
                Artist("referent", "through referents", role="muted", style="dashed"),
                Artist("positional", "through positionals", role="muted", style="dotted"),
                Artist("each", "a treatment for each", role="compare", style="dashed"),
                Artist("alone", "all left alone", role="warn", style="dotted"),
                Artist("yours", "your treatment", kind="rule", role="compare", style="dotted"),
            ),
        ),
        run=treatment,
    ),
    "passing-on": Simulation(
        name="passing-on",
        title="How far is it passed on?",
        equation=(
            "300 people in a network. Whoever has it offers it to each contact once, who takes it up with "
            "the chance you set. A step is one handing on; it ends when nobody new takes it. 512 tries, the "
            "same for every setting."
        ),
        parameters=(
            Parameter("chance", "A contact takes it up", "times in 100", 3.0, 1.0, 15.0, 1.0),
            Parameter("starters", "Ordinary people who start together", "people", 1.0, 1.0, 20.0, 1.0),
        ),
        scene=Scene(
            title="Of 100 tries, how many get this far?",
            x=Axis(
                "steps away from whoever started",
                0,
                cascades.STEPS,
                tuple((step, f"{step}") for step in range(cascades.STEPS + 1)),
            ),
            y=Axis("tries of 100", 0, 100, OF_100_TICKS),
            artists=(
                Artist("ordinary", "ordinary people start", kind="area"),
                Artist("hub", "the best-connected starts", role="compare", style="dashed"),
                Artist("one-step", "one step", kind="rule", role="muted", style="dotted"),
            ),
        ),
        run=passing_on,
    ),
    "big-or-small": Simulation(
        name="big-or-small",
        title="Few big, or many small?",
        equation=(
            "Customers = budget ÷ price of a person × followers × share moved. Price = what winning a person "
            "costs + so much a follower. Share moved: 5 of 1,000 for somebody with 1,000 followers, and the "
            "part you set of it for ten times as many. Budget: £10,000."
        ),
        parameters=(
            Parameter("fixed", "Winning a person costs", "pounds", 20.0, 5.0, 500.0, 5.0),
            Parameter("each", "And for a thousand followers", "pounds", 10.0, 8.0, 30.0, 1.0),
            Parameter(
                "keep", "With ten times the followers, each is moved", "% as much", 50.0, 30.0, 80.0, 5.0
            ),
        ),
        scene=Scene(
            title="What £10,000 brings",
            x=Axis(
                "followers of each person you win",
                100,
                1_000_000,
                tuple((10.0**n, f"{10**n:,}") for n in range(3, 7)),
                "log",
            ),
            y=Axis("customers", 0, MOST, tuple((n, f"{n:,}") for n in range(0, 5001, 1000))),
            artists=(
                Artist("customers", "at your price"),
                Artist("dear", "if winning them cost ten times as much", role="compare", style="dashed"),
                Artist("best", "the best size, at your price", kind="rule", role="muted", style="dotted"),
            ),
        ),
        run=big_or_small,
    ),
}
