"""Lesson 6 teaches what it must, under the heading that says so, and prints nothing nobody can vouch for."""

import re

import pytest

from tenmistakes.models import base, seeding
from tenmistakes.models.approach import KINDS, speaks_well
from tenmistakes.models.cascades import hub, ordinary, town
from tenmistakes.models.influencer_plan import APPROACHES, BUDGET, INFLUENCER_PLAN, PEOPLE, SHARED

from .pages import Pages

SLUG = "one-influencer-approach"
PAGES = Pages(SLUG)
section, table, number = PAGES.section, PAGES.table, PAGES.number
SOURCES, PICTURES = PAGES.sources, PAGES.pictures

HABITS = "Three habits from the press office"
THREE = "Three kinds of influence"
EXPERT = "The expert: on their terms"
REFERENT = "The referent: the first time"
POSITIONAL = "The positional: unseen"
ALL_ALIKE = "One treatment for all"
FAR = "How far it is passed on"
SIZE = "Few big, or many small"
POUND = "What a pound buys"
CASE = "The case: ConAgra and Ketchum, August 2011"
READINGS = "Two honest readings"
DRESS = "Lord & Taylor, 2015: one script for fifty voices"
CUP = "The Buy Guide and a cup: fans before any deal"
BED = "A scenario: the other half of the bed"

MUST_COVER = [
    ("a: showers of attention", HABITS, ["showering them with attention", "**showers of attention**"]),
    ("a: exclusive launches", HABITS, ["exclusive launches", "**exclusive launches**"]),
    ("a: press releases", HABITS, ["peppering them with press releases", "**press releases**"]),
    ("a: as one would a journalist", HABITS, ["treat influencers as one would a journalist"]),
    ("b: different from the press and each other", HABITS, ["from the press and from each other"]),
    ("b: expert", THREE, ["**expert**", "authority on the subject", "awareness"]),
    ("b: referent", THREE, ["**referent**", "without being close"]),
    ("b: positional", THREE, ["**positional**", "inner circle", "live with the choice"]),
    ("b: a loose fit", THREE, ["french and raven, 1959", "legitimate power"]),
    ("c: not as press", EXPERT, ["most in common with the media", "prefer not to be treated as press"]),
    ("c: attention, terms, limits", EXPERT, ["particular attention", "on their terms", "the limits"]),
    ("c: guidelines", EXPERT, ["publish guidelines", "tell marketers how to approach them"]),
    ("d: never marketed to", REFERENT, ["never been marketed to before", "do not know what to expect"]),
    ("d: expectations", REFERENT, ["how best to manage expectations", "step by step"]),
    ("e: unseen", POSITIONAL, ["would much rather you did not even know", "through the customer"]),
    ("f: turned off", HABITS, ["turns them off", "worse than to be left alone"]),
    ("case: ConAgra", "What it cost somebody", ["august 2011", "underground restaurant", "hidden cameras"]),
    ("case: ConAgra, the habits", CASE, ["open for five nights", "promotional videos", "before the meal"]),
    ("case: ConAgra, two readings", READINGS, ["62.5%", "company's own figure", "no effect on sales"]),
    ("case: Lord & Taylor", DRESS, ["march 2015", "11.4 million", "328,000", "15 march 2016", "no fine"]),
    ("case: Lord & Taylor, both", DRESS, ["both true", "whoever was given something says so"]),
    ("case: The Buy Guide", CUP, ["2016", "fans since 2017", "750 million", "nobody can tell what made it"]),
    ("case: a scenario, called one", BED, ["no public case", "one that we made up", "a hundred nights"]),
]
TAUGHT_BY_MODEL = [
    ("one treatment wastes most", ALL_ALIKE, ["doing nothing at all would have brought 25", "brings 63"]),
    ("sorting need not be perfect", ALL_ALIKE, ["45% wrong", "you need to sort"]),
    ("a no is a no", ALL_ALIKE, ["*no* beforehand", "counts as 0"]),
    ("few cascades past one step", FAR, ["within one step", "extremely rare", "one post in 4,000"]),
    ("easily influenced people", FAR, ["critical mass of people who are easily influenced"]),
    ("few big, many small", SIZE, ["ordinary influencers", "could not be predicted reliably", "1.6 million"]),
    ("the size follows the price", SIZE, ["three times the price, three times the followers"]),
    ("stake by price", POUND, ["60% of the stake", "count these once"]),
]
OURS = {ALL_ALIKE, POUND, BED}
"""Sections that teach a model of ours, or a scenario."""

UNVOUCHED = [
    r"\b1\.14\b|median (?:of )?(?:cascade|1\b)",  # a mean cascade that was recalled, not read
    r"0\.18|threshold model|Granovetter|Kempe|independent cascade",
    r"94 million|194 million|402 million",  # years in between that nobody sourced
    r"Fyre|SunnyD|DiGiorno|Bud Light",
    r"\bChan\b|Chubby|FoodMayhem|Duran|Lempert",  # private people, and names the lesson does not need
    r"car fire|set on fire",
]


def test_every_must_cover_section_names_its_source():
    for point, heading, _ in [*MUST_COVER, *TAUGHT_BY_MODEL]:
        assert heading in OURS or "[@" in section(heading), point


def test_claims_of_the_article_are_called_its_own():
    assert "It offers no figures" in section(HABITS)
    for heading in (EXPERT, REFERENT, POSITIONAL):
        assert "[@ARTICLE]" in section(heading)
    assert "we suggest three questions" in section(THREE)


def test_the_companys_own_figure_is_marked_as_such():
    assert "company's own" in SOURCES["IF1"]["note"]
    assert "a reader sums up" in section(FAR)
    assert SOURCES["MD13"]["kind"] == "blog"


# --- the timeline, its words and the prose agree ------------------------------------------------------------


def test_the_timeline_runs_in_order_from_the_first_night_to_the_papers():
    rows = table("conagra-timeline.csv")
    when = [row["when"] for row in rows]
    assert when == sorted(when)
    assert (when[0], when[-1]) == ("2011-08-23", "2011-09-07")
    assert "62.5%" in rows[2]["text"]
    words = PICTURES["conagra-timeline"]["words"]
    assert "five nights, 23 to 27 August 2011" in words
    assert "Eleven days after the last night" in words
    assert (30 - 27 + 1 + 7) == 11
    assert "62.5% is five in eight" in section(READINGS)
    assert 5 / 8 == 0.625


# --- what the text says of the model, the model does --------------------------------------------------------


def test_the_predictions_quote_the_model(mistake):
    at = base.simulation(SLUG, "treatment").defaults()
    assert (at["experts"], at["referents"], at["positionals"], at["treatment"]) == (5, 20, 60, 100)
    assert "5 experts, 20 referents and 60 positionals" in section(ALL_ALIKE)
    assert "your 85 people" in mistake.questions["predict-single"].prompt
    assert 5 + 20 + 60 == 85
    degrees = town().degrees
    assert "59 contacts" in mistake.questions["predict-chain"].prompt
    assert degrees[hub()] == number("passing-on", "hub_contacts") == 59
    assert base.simulation(SLUG, "passing-on").defaults() == {"chance": 3, "starters": 1}
    at = base.simulation(SLUG, "big-or-small").defaults()
    assert (at["fixed"], at["each"], at["keep"]) == (20, 10, 50)
    prompt = mistake.questions["predict-small"].prompt
    assert "costs £20, and £10 more for each thousand" in prompt
    assert "about 1,200" in prompt
    assert number("big-or-small", "big") == pytest.approx(1200, abs=50)
    assert "333 people" in mistake.questions["predict-small"].right
    assert number("big-or-small", "small_people") == pytest.approx(333, abs=0.5)


def test_the_first_simulation_does_what_the_steps_under_it_say(mistake):
    assert number("treatment", "share") == pytest.approx(4, abs=0.5)
    assert number("treatment", "alone") == pytest.approx(25)
    assert number("treatment", "best_treatment") == 49
    assert number("treatment", "best_single") == pytest.approx(63, abs=0.5)
    assert number("treatment", "best_single", tolerance=60) == pytest.approx(88, abs=0.5)
    assert number("treatment", "each", wrong=45) == pytest.approx(64, abs=0.5)
    # Through whom the 37 are missing.
    weight = {"expert": 5 * 20, "referent": 20 * 6, "positional": 60 * 1.2}
    possible = 0.8 * sum(weight.values())
    lost = {k: 100 * w * (0.8 - float(speaks_well(k, 0.49))) / possible for k, w in weight.items()}
    assert sum(lost.values()) == pytest.approx(37, abs=0.5)
    assert "25 of the 37" in mistake.questions["missing-third"].right
    assert lost["positional"] == pytest.approx(25, abs=0.5) == pytest.approx(100 * 72 / 292, abs=0.5)
    assert lost["expert"] == pytest.approx(7, abs=0.5)
    assert "7 of the 37" in mistake.misconceptions["experts-most-touchy"].instead
    assert lost["referent"] == pytest.approx(6, abs=0.5)
    assert "6 of the 37" in mistake.misconceptions["novices-are-lost"].instead
    for kind in ("expert", "referent"):
        assert lost[kind] <= 0.2 * 100 * weight[kind] * 0.8 / possible, "a fifth of theirs or less"


def test_the_table_of_chances_is_the_models():
    taught = section(ALL_ALIKE)
    assert f"| {' | '.join(KINDS)} |" in taught.replace("&shy;", "")
    rows = re.findall(r"^\| ([a-z ]+)(?:, (\d+))? \| (\d+) \| (\d+) \| (\d+) \|$", taught, re.MULTILINE)
    assert len(rows) == len(APPROACHES)
    for (_, place, *cells), way in zip(rows, APPROACHES.values(), strict=True):
        assert place == ("" if way.treatment is None else f"{100 * way.treatment:.0f}")
        chances = [20 if not place else 100 * float(speaks_well(kind, way.treatment)) for kind in KINDS]
        assert [int(cell) for cell in cells] == [round(chance) for chance in chances]


def test_the_second_simulation_does_what_the_steps_under_it_say(mistake):
    assert number("passing-on", "taken_up") == pytest.approx(12, abs=0.5)
    assert "In 88 of 100 tries nobody takes it up, and in 4 it gets past" in section(FAR)
    assert number("passing-on", "past") == pytest.approx(4, abs=0.5)
    assert number("passing-on", "won", starters=13) == pytest.approx(2.3, abs=0.05)
    assert number("passing-on", "hub_won") == pytest.approx(2.3, abs=0.05)
    assert 13 * number("passing-on", "contacts") == 52
    assert len(ordinary()) > 20
    assert number("passing-on", "hub_past") == pytest.approx(29, abs=0.5)
    assert "three in ten" in mistake.questions["predict-chain"].right
    assert "In seven tries of ten it never leaves" in mistake.misconceptions["goes-round-by-itself"].instead
    assert number("passing-on", "hub_won", chance=6) == pytest.approx(6.6, abs=0.05)
    assert "6.6, nearly three times" in mistake.questions["what-carries"].right
    won = {10: number("passing-on", "past", chance=10), 15: number("passing-on", "past", chance=15)}
    assert number("passing-on", "past") < 5 < 20 < won[10] < won[15], "now it runs"


def test_what_else_could_have_helped_the_best_connected_helps_less(mistake):
    import numpy as np

    from tenmistakes.models import cascades

    def won(people):
        start = np.zeros((cascades.PEOPLE, cascades.TRIES), dtype=bool)
        start[people, np.arange(cascades.TRIES)] = True
        start[hub()] = True
        return cascades.follow(town(), cascades.carried(3), cascades.packed(start)).gained

    second = int(np.argsort(-town().degrees, kind="stable")[1])
    assert town().degrees[second] == 45
    two, with_thirteen = won(np.full(cascades.TRIES, second)), won(cascades._turns()[:13])
    assert two == pytest.approx(3.8, abs=0.05)
    assert with_thirteen == pytest.approx(4.2, abs=0.05)
    assert (
        "the next has 45 contacts. Together they win 3.8"
        in mistake.misconceptions["find-the-big-one"].instead
    )
    assert "to 4.2" in mistake.misconceptions["more-starters-win"].instead
    assert max(two, with_thirteen) < number("passing-on", "hub_won", chance=6)


def test_the_third_simulation_does_what_the_steps_under_it_say(mistake):
    assert number("big-or-small", "small") == pytest.approx(1700, abs=50)
    assert number("big-or-small", "best_size") == pytest.approx(4600, abs=50)
    level = [number("big-or-small", name, fixed=30) for name in ("small", "big")]
    assert level[0] == pytest.approx(level[1], rel=0.04), "first they draw level"
    assert number("big-or-small", "big", fixed=60) > 1.6 * number("big-or-small", "small", fixed=60)
    assert number("big-or-small", "best_size", fixed=60) == pytest.approx(14_000, abs=100)
    assert number("big-or-small", "people", fixed=60) == pytest.approx(50, abs=0.5)
    assert number("big-or-small", "big", keep=80) > number("big-or-small", "small", keep=80)
    assert "about 14,000, and fifty such people" in mistake.questions["sixty-pounds"].right
    told = mistake.misconceptions["biggest-when-dear"].instead
    assert "900 customers in all, where 14,000 followers each bring 1,600" in told
    assert int(10_000 / seeding.price(300_000, 60, 0.01)) == 3
    assert seeding.customers(300_000, 10_000, 60, 0.01, 0.5) == pytest.approx(900, abs=50)
    assert number("big-or-small", "most", fixed=60) == pytest.approx(1600, abs=50)
    assert "two thirds of the money" in mistake.questions["predict-small"].right
    assert number("big-or-small", "small_people") * 20 == pytest.approx(10_000 * 2 / 3)


def test_the_settlement_is_not_called_a_finding(mistake):
    """A consent order: the FTC charged, the store settled, and nothing in the order finds it did wrong."""
    (line,) = (o.text for o in mistake.questions["a-line-about-a-dress"].options if o.right)
    assert "called" in line
    assert PAGES.printing(r"FTC found") == []


def test_what_a_pound_buys_is_reckoned_right():
    rows = re.findall(
        r"^\| [^|]+ \| (\d+) \| ([\d.]+) for £(\d+) \| ([\d.]+) \|$", section(POUND), re.MULTILINE
    )
    assert len(rows) == 4
    for stake, won, price, for_100 in rows:
        assert float(won) == pytest.approx(0.6 * float(stake))
        assert float(for_100) == pytest.approx(100 * float(won) / float(price), abs=0.05)
    assert {float(price) for _, _, price, _ in rows} == {350.0, 150.0, 100.0}


# --- the exercise grades what the pages say -----------------------------------------------------------------

NAMES = {
    "finch": "Aldous Finch",
    "oduya": "Maren Oduya",
    "lasky": "Pip Lasky",
    "biscuit": "Dani and Biscuit",
}


def test_the_exercises_tables_are_the_models():
    rows = re.findall(r"^\| ([^|]+) \| ([^|]+) \| (\d+) \|$", PAGES.exercise, re.MULTILINE)
    stakes = {name: float(stake) for name, _, stake in rows}
    assert stakes == {NAMES.get(who, who.title()): person.stake for who, person in PEOPLE.items()}
    assert all(person.label == NAMES.get(who, who.title()) for who, person in PEOPLE.items())
    plain = PAGES.exercise.replace("&shy;", "")
    assert f"| {' | '.join(KINDS)} |" in plain
    for way in APPROACHES.values():
        price = f", £{way.price:.0f}: " if way.price else ": nothing, and it costs nothing"
        assert f"- **{way.label}**{price}" in plain, way.label
        chances = [
            20 if way.treatment is None else 100 * float(speaks_well(kind, way.treatment)) for kind in KINDS
        ]
        row = [f"{way.label[0].lower()}{way.label[1:]}", *(f"{chance:.0f}" for chance in chances)]
        assert f"| {' | '.join(row)} |" in plain, way.label


def test_every_rule_of_the_plan_is_on_the_page(mistake):
    assert f"£{BUDGET:,.0f}" in PAGES.exercise
    assert f"£{BUDGET:,.0f}" in mistake.questions["influencer-plan"].prompt
    assert f"{SHARED[2]:.0f} of the orders at stake with them are the same people" in PAGES.exercise
    assert "Finch and Oduya share readers" in PAGES.exercise
    assert "is approached all the same, counts as 0" in PAGES.exercise
    assert "Please do not write." in PAGES.exercise
    assert [who for who, person in PEOPLE.items() if person.closed] == ["lasky"]
    prices = {"expert": 350, "referent": 150, "positional": 100}
    assert sum(prices[person.kind] for person in PEOPLE.values() if not person.closed) == 1850
    assert "£1,850" in mistake.misconceptions["find-the-money"].instead


def test_the_plans_messages_quote_the_model(mistake):
    told = mistake.misconceptions
    assert "60% of 22 is 13 orders" in told["too-dear"].instead
    assert round(0.6 * PEOPLE["finch"].stake) == 13
    assert "Left alone, 20 of 100 speak well of you; after the parcel 8." in told["press-for-experts"].instead
    assert "three orders are at stake" in told["followers-are-influence"].instead
    assert (
        "26 families, three of whom have asked already, has seven" in told["followers-are-influence"].instead
    )
    assert (PEOPLE["biscuit"].stake, PEOPLE["samir"].stake) == (3, 7)
    assert "Eight of the orders" in told["counted-twice"].instead
    for_350 = APPROACHES["step-by-step"].price + 2 * APPROACHES["through-customer"].price
    assert for_350 == APPROACHES["terms"].price == 350
    assert "same £350 you can have one referent and two people at home" in told["counted-twice"].instead
    right = {"expert": "terms", "referent": "step-by-step", "positional": "through-customer"}
    pound = {who: p.stake / APPROACHES[right[p.kind]].price for who, p in PEOPLE.items() if not p.closed}
    assert "Jo, Tom and Samir all stand above Oduya" in told["small-is-nothing"].instead
    assert min(pound[who] for who in ("jo", "tom", "samir")) > pound["oduya"]
    assert "brings more for the pound than most of the list" in told["no-followers-no-influence"].instead
    for who in ("hugo", "ruth", "bram"):
        assert sum(pound[who] > other for other in pound.values()) > len(pound) / 2 - 1, who
    best, _ = INFLUENCER_PLAN.best()
    approached = [who for who, way in best.items() if way != "leave"]
    assert len(approached) == 7
    assert "five left in peace" in mistake.questions["influencer-plan"].right


def test_the_other_graded_numbers(mistake):
    at = {"experts": 4, "referents": 15, "positionals": 40, "wrong": 25}
    assert number("treatment", "each", **at) == pytest.approx(80, abs=0.5)
    assert number("treatment", "best_single", **at) == pytest.approx(65, abs=0.5)
    assert "whose best is 65" in mistake.questions["one-in-four"].right
    assert number("big-or-small", "small", fixed=50) == pytest.approx(833, abs=0.5)
    assert number("big-or-small", "big", fixed=50) == pytest.approx(1190, abs=1)
    assert "833" in mistake.questions["fifty-each"].right
    assert "1,190" in mistake.questions["fifty-each"].right


def test_the_order_that_is_asked_is_taught():
    taught = section(EXPERT)
    steps = ["is nothing; you read", "Then ask", "Lend the thing", "leave the verdict"]
    assert [taught.index(step) for step in steps] == sorted(taught.index(step) for step in steps)
