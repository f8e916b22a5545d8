"""Lesson 9 teaches what it must, under the heading that says so, and prints nothing nobody can vouch for."""

import re

import pytest

from tenmistakes.models import base, bets
from tenmistakes.models import season_plan as plan

from .pages import Pages

SLUG = "one-big-campaign"
PAGES = Pages(SLUG)
section, table, number = PAGES.section, PAGES.table, PAGES.number
SOURCES, PICTURES = PAGES.sources, PAGES.pictures

STRUNG = "Many small efforts, strung together"
MORE = "“Usually much more”"
SAME_TIME = "At the same time"
SNACKING = "Digital snacking"
EGGS = "Eggs and baskets"
LUCK = "What luck looks like"
AT_LEAST = "At least one"
FIFTY = "One, ten or fifty"
LOOKS_BEST = "The one that looks best"
SNACKS = "Snacks and the long film"
CASE = "The case: Pepsi, April 2017"
READINGS = "Two honest readings"
CORRECTED = "Corrected in print"
HYBRID = "Old Spice, 2010: small films on one big idea"
ANALOGY = "Quibi, 2020: an analogy, and its caveat"
SONGS = "Eight worlds, forty-eight songs"

MUST_COVER = [
    ("a: many small efforts strung together", STRUNG, ["many small efforts that are strung together"]),
    ("b: usually much more", MORE, ["usually much more", "its opinion", "no study that settles it"]),
    ("b: an opinion, in print", CORRECTED, ["usually much more", "**opinion**", "286", "nothing"]),
    ("c: simultaneous, not sequential", SAME_TIME, ["at the same time", "one long mammoth one"]),
    ("d: digital snacking", SNACKING, ["hop from platform to platform", "swap notes", "a clip"]),
    ("d: days offline", SNACKING, ["offline for days"]),
    ("e: eggs and a basket", EGGS, ["all your eggs in one basket"]),
    ("case: Pepsi, one basket", "What it cost somebody", ["nearly three minutes", "1.8 million", "29,000"]),
    ("case: Pepsi, two readings", READINGS, ["one basket", "one kitchen", "we found no source"]),
    ("case: Quibi, an analogy", ANALOGY, ["1.75 billion", "analogy", "it was a product", "pandemic"]),
    ("case: Old Spice, the hybrid", HYBRID, ["186", "two and a half days", "5.9 million", "40 million"]),
    ("case: Old Spice, the mixture", HYBRID, ["107%", "the brand supplied", "two new tv spots", "coupons"]),
    ("case: parallel worlds", SONGS, ["14,341", "48 songs", "eight parallel worlds", "less predictable"]),
    ("case: parallel worlds, the result", SONGS, ["best songs rarely did badly", "worst rarely did well"]),
    ("data: many small bets, measured", LUCK, ["32,487", "4,873 tests", "22,666", "22%", "june 2024"]),
]
TAUGHT_BY_MODEL = [
    ("at least one hit", AT_LEAST, ["| 10 | 40% |", "| 20 | 64% |", "| 50 | 92% |", "0.95"]),
    ("copies are one bet", AT_LEAST, ["falls to 15%", "count like three", "83%"]),
    ("the claim, tested", FIFTY, ["the article's claim, tested", "returns diminish", "0.12%"]),
    ("the bad year", FIFTY, ["30, ten bring 69, fifty bring 85", "from 198 to 98"]),
    ("overhead", FIFTY, ["as large as its own overhead"]),
    ("winner's curse", LOOKS_BEST, ["winner's curse", "29%", "34%", "one best headline in ten"]),
    ("doubling down", LOOKS_BEST, ["works for two", "1.3", "kept it back"]),
    ("snacking, both sides", SNACKS, ["3 in 100", "know the whole story", "make one thing"]),
]

UNVOUCHED = [
    r"YouGov",  # Pepsi's tracking figures: no source
    r"\b5 ?million dollars\b|100 million dollars",
    r"Super Bowl ad cost",
    r"lost sales|stock fell",
    r"Kendall",  # no need to name her
]


def test_every_must_cover_section_names_its_source():
    for point, heading, _ in MUST_COVER:
        assert "[@" in section(heading) or heading == CORRECTED, point


def test_the_opinion_never_stands_without_being_called_one():
    headings = re.findall(r"^### (.+)$", PAGES.lesson, re.MULTILINE)
    for heading in headings:
        if "usually much more" in section(heading).casefold():
            assert re.search(r"opinion|holds where", section(heading)), heading
    assert "its opinion" in section("Key points")


def test_who_sells_something_is_marked_as_such():
    assert SOURCES["IS1"]["kind"] == SOURCES["IS2"]["kind"] == "vendor"
    assert "by the figures in its award entry" in section(HYBRID)
    assert "counted for this course" in SOURCES["UP4"]["note"]


# --- the tables, their words and the prose agree ------------------------------------------------------------


def test_the_timelines_run_in_order_and_keep_to_what_is_known():
    rows = table("pepsi-timeline.csv")
    assert [row["when"] for row in rows] == ["2017-04-03", "2017-04-05", "2017-04-05", "2017-04-05"]
    assert "3rd or 4th" in rows[0]["text"]
    assert "1.8 million views" in rows[-1]["text"]
    assert "29,000 dislikes" in rows[-1]["text"]
    rows = table("quibi-timeline.csv")
    assert [row["when"] for row in rows] == ["2020-04-06", "2020-05", "2020-10-21"]
    assert "2.6 to 3.5 million" in rows[1]["text"]
    assert "six and a half months" in rows[2]["text"]
    assert {row["source"] for row in rows} == {"BC3"}, "the other source has no downloads of a first month"


def test_the_cases_say_what_their_sources_say():
    """Packages, not headlines alone, were compared; episodes were short and for mobile devices."""
    assert "packages of headline and picture" in section(LUCK)
    assert "editors" not in section(LUCK).lower()
    assert "five to ten minutes, and only on mobile devices [@BC3]" in section(ANALOGY)
    assert "stay at home [@BC4]" in section(ANALOGY)
    assert "It is no proof" in section(FIFTY), "an elasticity below one fits diminishing returns, no more"


def test_the_click_rates_are_the_ones_that_were_counted():
    rates = [float(row["rate"]) for row in table("headline-click-rates.csv")]
    assert rates == [0.15, 0.41, 0.67, 1.11, 1.75, 2.58, 3.26, 4.89, 7.01]
    words = PICTURES["headline-click-rates"]["words"]
    assert all(said in words for said in ("1.11", "3.26", "4.89", "7.01", "0.41"))
    assert rates[6] / rates[3] == pytest.approx(3, abs=0.1)
    assert "3.26 clicks in 100" in section(AT_LEAST)


# --- what the text says of the model, the model does --------------------------------------------------------


def test_the_predictions_quote_the_model(mistake):
    at = base.simulation(SLUG, "hits").defaults()
    assert (at["efforts"], at["chance"], at["correlation"]) == (10, 5, 0)
    at = base.simulation(SLUG, "portfolio").defaults()
    assert (at["efforts"], at["fourfold"], at["fixed"], at["smallest"]) == (10, 2, 2, 0)
    assert "2% of the whole goes in overhead" in mistake.questions["predict-portfolio"].prompt
    at = base.simulation(SLUG, "winner").defaults()
    assert (at["versions"], at["views"], at["spread"]) == (5, 3500, 23)
    assert "seems 34% better" in mistake.questions["predict-winner"].prompt
    assert number("winner", "seemed") == pytest.approx(34, abs=0.5)
    at = base.simulation(SLUG, "snacks").defaults()
    assert (at["pieces"], at["days"], at["look"], at["offline"], at["spell"]) == (12, 28, 1, 30, 3)
    assert "3 in 100 people see the end" in mistake.questions["predict-snacks"].prompt
    assert number("snacks", "one", pieces=1) == pytest.approx(3, abs=0.5)


def test_the_first_simulation_does_what_the_steps_under_it_say(mistake):
    for n in (1, 10, 20, 50):
        five, one = (f"{100 * bets.independent(n, p):.0f}%" for p in (0.05, 0.01))
        assert f"| {n} | {five} | {one} |" in section(AT_LEAST)
    assert number("hits", "chance", correlation=80) == pytest.approx(15, abs=0.5)
    assert number("hits", "worth", correlation=80) == pytest.approx(3, abs=0.3)
    assert number("hits", "chance", efforts=50, correlation=80) == pytest.approx(24, abs=0.5)
    assert number("hits", "chance", correlation=100) == pytest.approx(5)
    assert f"{100 * bets.SAME_STORY:.0f}%" in section(AT_LEAST)
    assert "have 15%" in mistake.questions["ten-headlines"].right


def test_the_second_simulation_does_what_the_steps_under_it_say():
    def brings(name="average", **values):
        return round(number("portfolio", name, **values))

    assert (brings(), brings(efforts=50)) == (286, 0)
    assert number("portfolio", "best_number") == 25
    assert number("portfolio", "size", efforts=25) == pytest.approx(2), "as large as its overhead"
    same = {"fixed": 0, "fourfold": 4}
    assert {brings(efforts=n, **same) for n in (1, 10, 50)} == {100}
    assert [brings("bad_year", efforts=n, **same) for n in (1, 10, 50)] == [30, 69, 85]
    assert [brings(efforts=n, smallest=20) for n in (4, 5)] == [194, 0]
    assert number("portfolio", "best_number", smallest=60) == 1
    assert brings(correlation=80) == 286
    assert (brings("bad_year"), brings("bad_year", correlation=80)) == (198, 98)


def test_the_articles_claim_is_tested_in_a_table_of_the_models_numbers():
    rows = dict(re.findall(r"^\| ([^|]+) \| (\d+ · \d+ · \d+) \|$", section(FIFTY), re.MULTILINE))
    worlds = {
        "square root, overhead 2% each": {},
        "square root, no overhead": {"fixed": 0},
        "in proportion, no overhead": {"fixed": 0, "fourfold": 4},
        "square root, overhead 2%, nobody notices below 20%": {"smallest": 20},
    }
    assert set(rows) == set(worlds)
    for world, values in worlds.items():
        said = [int(cell) for cell in rows[world].split(" · ")]
        assert said == [round(number("portfolio", "average", efforts=n, **values)) for n in (1, 10, 50)]


def test_the_third_simulation_does_what_the_lesson_says(mistake):
    def percent(name, **values):
        return round(number("winner", name, **values))

    assert (percent("seemed"), percent("really"), percent("median_seemed"), percent("clear")) == (
        34,
        20,
        29,
        10,
    )
    assert (percent("seemed", views=500), percent("really", views=500)) == (61, 13)
    assert (percent("seemed", views=20_000), percent("really", views=20_000)) == (28, 24)
    assert (percent("seemed", spread=0), percent("really", spread=0)) == (20, 0)
    twelve = {"spread": 60, "versions": 12}
    assert (percent("seemed", **twelve), percent("really", **twelve)) == (123, 115)
    assert number("winner", "really", **twelve) > 100, "a pound works for two"
    assert number("winner", "really", versions=12) == pytest.approx(30, abs=1.5)
    caption = mistake.questions["best-caption"]
    assert "about 90% better" in caption.prompt
    assert number("winner", "seemed", versions=12, views=500) == pytest.approx(90, abs=1)
    assert "61% and 13%" in caption.hints[0]


def test_the_fourth_simulation_does_what_the_steps_under_it_say(mistake):
    def people(name="one", **values):
        return round(number("snacks", name, **values))

    assert (people(), people(days=0), people(pieces=1)) == (64, 55, 3)
    assert (people(days=0, offline=50), people(offline=50)) == (39, 52)
    assert (people("whole", pieces=1, look=5), people(look=5), people("whole", look=5)) == (33, 72, 0)
    assert "55 in 100" in mistake.misconceptions["all-in-one-go"].instead
    assert people("whole") == 0


def test_the_messages_quote_the_model(mistake):
    said = mistake.misconceptions
    assert number("portfolio", "bad_year_of_one") < 100 / 3, said["one-big-thing"].instead
    assert "nearly three" in said["ten-times-as-many"].instead
    assert 0.25 < number("portfolio", "average") / 1000 < 0.33, "a good quarter each"
    worth = {n: float(bets.average([n], 0.5, 0.025, 0)[0]) for n in (5, 20, 38)}
    assert worth[20] > worth[5] > worth[38]
    assert number("portfolio", "best_number", fixed=2.5) == 20
    real = {
        views: number("winner", "really", views=views) / number("winner", "seemed", views=views)
        for views in (3500, 500)
    }
    assert "more than half" in said["all-is-noise"].instead
    assert "about a fifth at 500" in said["all-is-noise"].instead
    assert real[3500] > 0.5
    assert real[500] == pytest.approx(0.2, abs=0.02)
    assert "Two fifths" in mistake.questions["predict-winner"].right
    assert 1 - real[3500] == pytest.approx(0.4, abs=0.02)
    alike = said["alike-means-less"].instead
    assert "286" in alike
    assert round(number("portfolio", "average", correlation=80)) == 286
    bad = [round(number("portfolio", "bad_year", correlation=r)) for r in (0, 80)]
    assert f"from {bad[0]} to {bad[1]}" in alike
    assert f"{number('snacks', 'whole', pieces=1):.0f} in 100" in said["noticed-is-heard"].instead


# --- the exercise grades what the pages say -----------------------------------------------------------------


def rows_of(text: str) -> dict[str, list[str]]:
    found = re.findall(r"^\| ([^|]+) \| (.+) \|$", text, re.MULTILINE)
    return {
        name.replace("*", "").strip(): [cell.strip() for cell in cells.split("|")] for name, cells in found
    }


def test_the_exercises_tables_are_the_models():
    rows = rows_of(PAGES.exercise)
    first = rows["clips, different ideas"]
    assert first == [f"{plan.CLIP:g} × √pounds: £400 wins 200", "£300"]
    assert rows["clips, versions of one idea"] == [f"{plan.CLIP:g} × √pounds", "£100"]
    guides = rows["guides: how to wash, mend and wax"]
    assert guides == [f"{plan.GUIDE:g} × √pounds: £1,600 wins 720", "£1,000"]
    fair = rows["a stand at the harbour fair"]
    assert fair == [f"{plan.FAIR:g} × √pounds, and nobody below £{plan.NOTICED:,.0f}", "nothing"]
    whens = {
        "week-one-day": "all in the first week, judged after a day",
        "week-one-fortnight": "all in the first week, judged after a fortnight",
        "three-weeks": "over three weeks, judged a fortnight after the last",
        "in-turn": "one after another, judged at the end",
    }
    for name, label in whens.items():
        rhythm = plan.RHYTHMS[name]
        assert rows[label] == [f"{100 * rhythm.met:.0f}", f"{rhythm.left}"]
    best = {"1 clip": ("one-film", 1), "4 ideas": ("four-ideas", 4), "12 ideas": ("twelve-ideas", 12)}
    best["12 versions of one idea"] = ("twelve-versions", 12)
    for label, (clips, _) in best.items():
        days = (plan.best_of(clips, "week-one-day"), plan.best_of(clips, "week-one-fortnight"))
        assert rows[label] == [f"{factor:.1f}" for factor in days]
    assert {efforts.overhead for efforts in plan.GUIDES.values() if efforts.number} == {1000}
    assert {efforts.overhead for efforts in plan.STANDS.values()} == {0}


def test_every_rule_of_the_plan_is_on_the_page(mistake):
    assert f"£{plan.BUDGET:,.0f}" in PAGES.exercise
    assert f"£{plan.BUDGET:,.0f}" in mistake.questions["season-plan"].prompt
    assert f"It wins {plan.BOOST:g} × √pounds" in PAGES.exercise
    assert f"{plan.COULD_BE_WON:,.0f}" in mistake.questions["season-plan"].prompt
    assert f"{plan.COULD_BE_WON:,.0f}" in plan.SEASON_PLAN.measure
    for spread in plan.SPREADS.values():
        assert f"differ by {100 * spread:.0f}%" in PAGES.exercise
    assert f"{plan.VIEWS['day']:.0f} views after a day and {plan.VIEWS['fortnight']:,.0f}" in PAGES.exercise
    assert "twelve weeks" in PAGES.exercise


def test_naive_plans_lose_clearly(mistake):
    bands = mistake.questions["season-plan"].bands
    space = plan.SEASON_PLAN
    assert space.regret(space.reference) > bands[-1].regret, "one of each, and large: no points"
    small = {**space.best()[0], "fair": "two-small-stands"}
    assert space.regret(small) > bands[-1].regret, "small everywhere: no points"


def test_what_the_plans_messages_say_is_so(mistake):
    space, said = plan.SEASON_PLAN, mistake.misconceptions
    clips = plan.CLIPS["twelve-ideas"]
    film = plan.CLIP * (clips.price - 300) ** 0.5
    assert "more than twice as many people" in said["clips-are-trifles"].instead
    assert clips.number * plan.CLIP * clips.size**0.5 > 2 * film
    least = {
        kept: min(space.loss(p) for p in space.plans() if p["kept-back"] == kept) for kept in plan.KEPT_BACK
    }
    assert "none with less kept back" in said["timid-reserve"].instead
    assert least["much-kept"] < min(least["some-kept"], least["all-spent"], least["most-kept"])
    guides, stands = plan.GUIDES["three-guides"], plan.STANDS
    each = guides.number * plan.GUIDE * guides.size**0.5 / guides.price
    last = plan.FAIR * (stands["grand-stand"].size ** 0.5 - stands["one-stand"].size ** 0.5) / 7_000
    assert "than the large stand's last pounds" in said["leave-it-out"].instead
    assert each > last


def test_the_exercises_example_is_right():
    said = "£900 behind the best of four ideas, with six of the twelve weeks left and a fortnight to judge by"
    assert said in PAGES.exercise
    assert "20 × 30 × ½ × 1.6 = 480" in PAGES.exercise
    factor = plan.BEST_OF[plan.IDEAS, plan.FORTNIGHT][4]
    assert plan.BOOST * 900**0.5 * 6 / plan.WEEKS * factor == pytest.approx(480)


def test_the_wait_that_is_graded_pays_in_the_plan(mistake):
    day, fortnight = (
        plan.best_of("twelve-ideas", name) * plan.RHYTHMS[name].left
        for name in ("week-one-day", "week-one-fortnight")
    )
    assert fortnight > day
    right = mistake.questions["tuesday-morning"].right
    assert "about 1.7" in right
    assert "about 2.2" in right
    assert "eleven more weeks" in mistake.questions["tuesday-morning"].prompt
    assert "2.2 × 9 is more than 1.7 × 11" in right
    assert (
        plan.best_of("twelve-ideas", "week-one-fortnight") * 9
        > plan.best_of("twelve-ideas", "week-one-day") * 11
    )
