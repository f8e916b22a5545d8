"""Mistake 10, no rewards: who does the work, what pay does to it, and which reward moves whom.

The parts, from general to particular:

* ``participation.py``: how the work is spread over lurkers, contributors and superusers;
* ``motives.py``: what a reward does to people who would have done it anyway;
* ``rewards.py``: five rewards and three levels;
* ``reward_plan.py``: the plan that joins them, under a budget;
* here: the three simulations of the lesson.

Numbers without a source are *illustrative*: plausible, and never a forecast.
"""

from collections.abc import Mapping

import numpy as np

from tenmistakes.models import motives, participation, rewards
from tenmistakes.models.base import Artist, Axis, Frame, Parameter, PlanSpace, Scene, Simulation
from tenmistakes.models.participation import LEVELS, MEMBERS, Change
from tenmistakes.models.reward_plan import REWARD_PLAN
from tenmistakes.models.words import count_in_words, number_in_words

PLANS: Mapping[str, PlanSpace] = {REWARD_PLAN.name: REWARD_PLAN}

RANKS = np.sort(np.concatenate([np.geomspace(0.001, 1.0, 60), [0.01, 0.1]]))
"""The most active members, as a share of all, that the first picture shows."""

TODAY = participation.cumulative(Change(), RANKS)

RATES = np.concatenate([[0.0, 1.0], np.geomspace(1.0, 30.0, 60)[1:]])
"""Pay, in per cent of what is collected, that the second picture shows."""

WHILE_PAID = 100.0 * motives.collected(RATES) / motives.COLLECTED[0.0]


def who_writes(values: Mapping[str, float]) -> Frame:
    """Content after some leave and some rise. ``values``: those of ``SIMULATIONS["who-writes"]``."""
    leave = values["leave"] / 100 * LEVELS["superusers"].people
    change = Change(leave, values["lurkers_up"], values["contributors_up"])
    left = participation.content(change)
    from_lurkers = participation.to_replace(leave, "lurkers")
    from_contributors = participation.to_replace(leave, "contributors")
    heads = change.heads()
    top = heads["superusers"] * LEVELS["superusers"].each / MEMBERS / left
    made = (
        f"The community makes {100 * left:.0f}% of the content it made, and superusers make "
        f"{100 * top:.0f}% of that. "
    )
    if leave:
        words = (
            f"{leave:.0f} of 100 superusers have gone. {made}To replace them, "
            f"{number_in_words(from_lurkers)} lurkers would have to become contributors, or "
            f"{count_in_words(from_contributors, 'contributor')} would have to do as much as a superuser."
        )
    else:
        each = LEVELS["superusers"].each
        words = (
            f"No superuser has gone. {made}One superuser does as much as "
            f"{each / LEVELS['contributors'].each:.0f} contributors, or as "
            f"{number_in_words(each / LEVELS['lurkers'].each)} lurkers."
        )
    now = participation.cumulative(change, RANKS)
    return Frame(
        points={
            "now": np.column_stack([100 * RANKS, 100 * now]),
            "today": np.column_stack([100 * RANKS, 100 * TODAY]),
            "one": np.array([[1.0, 0.0]]),
        },
        numbers={
            "content": float(100 * left),
            "lost": float(100 * leave * LEVELS["superusers"].each / MEMBERS),
            "lurkers_needed": float(from_lurkers),
            "contributors_needed": float(from_contributors),
            "superusers_share": float(100 * top),
        },
        words=words,
    )


def pay(values: Mapping[str, float]) -> Frame:
    """What is done for pay, and afterwards. ``values``: the parameters of ``SIMULATIONS["pay"]``."""
    percent, share, holds = values["pay"], values["unpaid"] / 100, values["holds"] / 100
    shekels = float(motives.collected(np.array(percent)))
    part = shekels / motives.COLLECTED[0.0]
    after = {name: motives.shifted(share, effect * holds) for name, effect in motives.FREE_CHOICE.items()}
    if percent:
        paid = (
            f"Paid {percent:g}%, a pair collects {shekels:.0f} shekels: {100 * part:.0f}% of what the unpaid "
            f"bring. "
        )
    else:
        paid = f"Unpaid, a pair collects {shekels:.0f} shekels. "
    words = (
        f"{paid}Of 100 people {100 * share:.0f} used to do a thing for nothing. Once they have been paid for "
        f"taking part and the pay has ended, {100 * after['engagement']:.0f} do; if they are told what was "
        f"good about it, {100 * after['feedback']:.0f}."
    )
    flat = np.array([0.0, RATES[-1]])

    def line(name: str) -> np.ndarray:
        return np.column_stack([flat, np.full(2, 100 * after[name] / share)])

    return Frame(
        points={
            "paid": np.column_stack([RATES, WHILE_PAID]),
            "unpaid": np.column_stack([flat, np.full(2, 100.0)]),
            "engagement": line("engagement"),
            "performance": line("performance"),
            "feedback": line("feedback"),
            "rate": np.array([[percent, 0.0]]),
        },
        numbers={
            "collected": shekels,
            "paid": 100 * part,
            **{name: 100 * value for name, value in after.items()},
        },
        words=words,
    )


SHOWN = ("nothing", "coupon", "thanks", "feature", "event", "preview")
_POSITIONS = dict(zip(LEVELS, (1.0, 2.0, 3.0), strict=True))


def five_rewards(values: Mapping[str, float]) -> Frame:
    """Who does what is asked, by reward and level. ``values``: those of ``SIMULATIONS["rewards"]``."""
    minutes, coupon, seen = values["minutes"], values["coupon"], rewards.SEEN[int(values["shown"])]
    done = {
        reward: {level: 100 * rewards.asked(level, reward, minutes, coupon, seen) for level in LEVELS}
        for reward in SHOWN
    }
    fair = rewards.fair_share(minutes, coupon)
    plain = done["nothing"]
    takes = "so fewer do it" if fair < 0.5 - 1e-9 else "so it changes nothing"
    if fair > 0.5 + 1e-9:
        takes = "so more do it while it lasts"
    best = {level: max(SHOWN, key=lambda reward, level=level: done[reward][level]) for level in LEVELS}
    said = ", ".join(
        f"{rewards.REWARDS[best[level]].label} ({done[best[level]][level]:.0f}) from {level}"
        for level in LEVELS
    )
    words = (
        f"Without any reward {plain['lurkers']:.0f} of 100 lurkers do it, {plain['contributors']:.0f} of 100 "
        f"contributors and {plain['superusers']:.0f} of 100 superusers. The coupon of £{coupon:.2f} is "
        f"{100 * fair:.0f}% of a fair pay for {minutes:.0f} minutes, {takes}. What gets most: {said}."
    )
    return Frame(
        points={
            reward: np.array([[_POSITIONS[level], done[reward][level]] for level in LEVELS])
            for reward in SHOWN
        },
        numbers={
            "fair": 100 * fair,
            **{f"{reward}-{level}": round(done[reward][level], 1) for reward in SHOWN for level in LEVELS},
        },
        words=words,
    )


PERCENT_TICKS = tuple((p, f"{p}%") for p in range(0, 201, 50))

SIMULATIONS: Mapping[str, Simulation] = {
    "who-writes": Simulation(
        name="who-writes",
        title="Who does the work, and what if they stop?",
        equation=(
            "One member adds, on average of the level: share of content ÷ share of members. Measured shares "
            "of content: 74.7, 24.0 and 1.3% for 1, 9 and 90% of the members. Content now = people at each "
            "level × what one of them adds. To replace those who left: what they added ÷ what a riser adds "
            "more."
        ),
        parameters=(
            Parameter("leave", "Superusers who leave", "of 100", 20.0, 0.0, 100.0, 5.0),
            Parameter("lurkers_up", "Lurkers who become contributors", "of 9,000", 0.0, 0.0, 600.0, 20.0),
            Parameter("contributors_up", "Contributors who become superusers", "of 900", 0.0, 0.0, 40.0, 5.0),
        ),
        scene=Scene(
            title="Content made by the most active members",
            x=Axis(
                "most active members, % of all 10,000",
                0.1,
                100,
                ((0.1, "0.1%"), (1, "1%"), (10, "10%"), (100, "100%")),
                scale="log",
            ),
            y=Axis("content, % of what it was", 0, 150, PERCENT_TICKS[:4]),
            artists=(
                Artist("now", "now", kind="area"),
                Artist("today", "before, as measured", role="compare", style="dashed"),
                Artist("one", "the most active 1%", kind="rule", role="muted", style="dotted"),
            ),
        ),
        run=who_writes,
    ),
    "pay": Simulation(
        name="pay",
        title="Pay, and what is left when it ends",
        equation=(
            "While paid: 239 shekels unpaid, 154 for 1%, 219 for 10% (measured); from 1% on, ten times the "
            "pay adds 65. Afterwards: of a share p who did it for nothing, Φ(Φ⁻¹(p) + d) still do. d = −0.40 "
            "if paid for taking part, −0.36 for finishing, −0.28 for doing well; +0.33 after positive "
            "feedback."
        ),
        parameters=(
            Parameter(
                "pay", "Pay", "% of what they collect", 1.0, 0.0, 30.0, 0.5, "RW8", "measured at 0, 1 and 10%"
            ),
            Parameter("unpaid", "Did it for nothing before", "of 100 people", 50.0, 10.0, 90.0, 5.0),
            Parameter(
                "holds",
                "Of the measured effects, hold here",
                "%",
                100.0,
                0.0,
                100.0,
                10.0,
                "MD19",
                "100%: as in the review of 128 studies",
            ),
        ),
        scene=Scene(
            title="What is done, where unpaid is 100%",
            x=Axis("pay, % of what they collect", 0, 30, tuple((p, f"{p}%") for p in range(0, 31, 10))),
            y=Axis("% of what is done unpaid", 0, 200, PERCENT_TICKS),
            artists=(
                Artist("paid", "while it is paid"),
                Artist("unpaid", "unpaid", role="muted"),
                Artist("engagement", "later: was paid for taking part", role="warn", style="dashed"),
                Artist("performance", "later: was paid for doing well", role="muted", style="dashed"),
                Artist("feedback", "later: was told what was good", role="compare", style="dashed"),
                Artist("rate", "your pay", kind="rule", role="muted", style="dotted"),
            ),
        ),
        run=pay,
    ),
    "rewards": Simulation(
        name="rewards",
        title="Five rewards, three levels",
        equation=(
            "Who does it = Φ(leaning + reward + result shown), at most 95 of 100. Leaning at 30 minutes: "
            "−1.6, −0.5, +0.25; less 0.25 for each doubling of the time. Thank-you +0.33. Coupon −0.40 + "
            "0.80 × its share of a fair pay (£12 an hour; more than twice that counts as twice). Feature: × "
            "1.6 for superusers, × 0.9 for the others. Event 0, +0.3, +0.7. Preview +0.3, +0.5, +0.2. "
            "Result shown: 0, +0.1 or +0.2."
        ),
        parameters=(
            Parameter("minutes", "What you ask takes", "minutes", 30.0, 5.0, 120.0, 5.0),
            Parameter("coupon", "The coupon is worth", "pounds", 2.0, 0.1, 30.0, 0.1),
            Parameter(
                "shown",
                "They see the result",
                "0 no, 1 page, 2 replies",
                0.0,
                0.0,
                2.0,
                1.0,
                note="0: nothing; 1: a page each month; 2: replies by name as well; illustrative",
            ),
        ),
        scene=Scene(
            title="How many do what you ask?",
            x=Axis("", 0.8, 3.2, tuple((_POSITIONS[name], level.label) for name, level in LEVELS.items())),
            y=Axis("of 100 people", 0, 100),
            artists=(
                Artist("nothing", "nothing", role="muted", style="dotted"),
                Artist("coupon", "coupon", role="warn"),
                Artist("thanks", "thank-you"),
                Artist("feature", "feature on the site", role="compare"),
                Artist("event", "event", style="dashed"),
                Artist("preview", "preview", role="compare", style="dotted"),
            ),
        ),
        run=five_rewards,
    ),
}
