"""Lesson 4 teaches what it must, under the heading that says so, and prints nothing nobody can vouch for."""

import re

import numpy as np
import pytest

from tenmistakes.models import base, long_run, pew
from tenmistakes.models.portfolio_plan import BUDGET, DAYS, PORTFOLIO, PORTFOLIO_PLAN, fate
from tenmistakes.models.stop_rule import HORIZON, SIGNALS, Effort
from tenmistakes.questions import check

from .pages import Pages

SLUG = "impatience"
PAGES = Pages(SLUG)
section, table, number = PAGES.section, PAGES.table, PAGES.number
SOURCES, PICTURES = PAGES.sources, PAGES.pictures

COST = "What it cost somebody"
DAY = "Nobody knows the day"
CUSTOMER = "One customer at a time"
WAYS = "Two ways in"
CARRY = "What you did last month is still at work"
AGREED = "Six to twelve months, agreed in advance"
LEFT_OUT = "What the article leaves out"
SHOWS = "How little a success shows"
FIT = "Fit the curve yourself"
REVIEW = "When to review, and by which signal"
CASE = "The case: Stanley's Quencher, 2016 to 2023"
TRIGGER = "Trigger or cause"
WINNER = "What this case cannot show"
LEGO = "LEGO Ideas: how many become hits"
RAZORS = "Dollar Shave Club, 2012: the one that did not wait"
OWL = "Duolingo, 2021: patience with changes"
UPWORTHY = "Upworthy, 2013 to 2015: up, and down"

MUST_COVER = [
    ("a: an unpredictable take-off", DAY, ["hard to know when", "suddenly gain immense traction"]),
    (
        "b: cancelled too early",
        DAY,
        ["cancel too early", "competitor", "six months later", "nobody is named"],
    ),
    ("c: day one, day one hundred", DAY, ["day one", "day one hundred"]),
    ("c: day 1 and day 100, tried out", SHOWS, ["type day 1", "then 100", "month 6", "month 12"]),
    ("d: a commitment, not a campaign", CUSTOMER, ["a commitment and not a campaign"]),
    ("e: one customer at a time", CUSTOMER, ["one at a time, personally"]),
    ("f: customers market for you", CUSTOMER, ["customers do the marketing for you", "longer than you want"]),
    ("f: as a number", WAYS, ["brought by others", "won by you", "38%", "0.2% to 2.8%"]),
    ("g: six to twelve months, agreed with bosses", AGREED, ["at least six to twelve months", "bosses"]),
    ("h: cold feet", AGREED, ["second week or the second month", "pull the plug"]),
    ("h: they look the same", SHOWS, ["in week 2 and in month 2, success and failure are the same picture"]),
    ("author: sunk cost and a stopping rule", LEFT_OUT, ["sunk cost", "the commitment", "review", "signal"]),
    ("model: carry-over", CARRY, ["0.12", "0.24", "twice", "÷ (1 − carry-over)", "2.8 hours"]),
    ("model: Pew's 28 figures", FIT, ["28 figures", "2005 to 2016", "2.2 percentage points", "67%"]),
    ("case: Stanley", CASE, ["is launched, and sells poorly", "no longer restocked", "70 to 73 million"]),
    ("case: Stanley, the other end", CASE, ["750 million", "terence reilly", "mid-november 2023"]),
    ("case: trigger or cause", TRIGGER, ["most of the growth had happened", "too late", "two readings"]),
    ("case: years without a source", CASE, ["found no source for those"]),
    ("case: survivors", WINNER, ["it is a winner"]),
    ("case: LEGO Ideas, the base rate", LEGO, ["12,188", "6,116", "0.15%", "one in 667", "5%", "10,000"]),
    ("case: Dollar Shave Club", RAZORS, ["6 march 2012", "12,000 orders", "48 hours", "24", "a billion"]),
    (
        "case: Duolingo",
        OWL,
        ["september 2021", "25 videos", "73 million", "1.3 million", "change what you do"],
    ),
    ("case: Upworthy", UPWORTHY, ["11.5 to 189.9", "42.4", "251 thousand", "4.70 million", "1.08 million"]),
    ("case: Upworthy, why", UPWORTHY, ["changed its feed", "competition and fashion"]),
]
TAUGHT_BY_MODEL = [
    ("being brought shows first", SHOWS, ["being brought shows first", "the total last"]),
    ("stopping saves, too", SHOWS, ["twelve years of patience", "saves you from"]),
    (
        "ceilings show late",
        FIT,
        ["only once it has begun to slow down", "13 are left", "everybody will join"],
    ),
    ("p depends on the origin", FIT, ["2004", "2003", "from 1.7 to 3.3%", "ceiling and peak hardly move"]),
    ("hits thrown away, duds paid for", REVIEW, ["**thrown away**", "**paid for**"]),
    ("a coin", REVIEW, ["fifty is a coin"]),
    ("six to twelve months come out", REVIEW, ["between month 6 and month 12", "comes out"]),
    ("the sunk-cost trap comes out", REVIEW, ["61 thousand pounds", "more than never having begun"]),
    ("the commitment follows the speed", REVIEW, ["a commitment should follow the speed"]),
    ("base rates", REVIEW, ["15%", "as cheap as not beginning"]),
    ("every look", REVIEW, ["0.8 × 0.9 = 72", "carries the same launch along"]),
]
OURS = {SHOWS, FIT, REVIEW, LEFT_OUT, WINNER, TRIGGER}
"""Sections that teach a model or a rule of ours, or look back at a table that is cited."""

UNVOUCHED = [
    r"\b94 million|\b194 million|\b402 million|\$94|\$194|\$402",  # revenues of 2020 to 2022: no source
    r"4,500",  # the price of the razor film: no source
    r"100 million",
    r"Lightspeed|Threads|Fyre",
    r"Granovetter|Trusov|Assmus",  # recalled, not seen
]


def test_every_must_cover_section_names_its_source():
    for point, heading, _ in MUST_COVER:
        assert heading in OURS or "[@" in section(heading), point


def test_what_the_article_only_says_is_called_its_words():
    assert "are the article's words" in section(DAY)
    assert "The article's advice" in section(AGREED)
    assert "it is ours" in section(LEFT_OUT)


def test_the_film_is_never_made_the_cause(mistake):
    assert "middle of November 2023" in mistake.misconceptions["trigger-is-cause"].instead
    assert "car-fire" in section(CASE)


def test_a_story_of_a_winner_never_stands_without_its_base_rate(mistake):
    assert "one was made" in mistake.misconceptions["winner-proves-it"].instead
    assert round(100 / 667, 2) == 0.15
    assert "one hobbyist's count" in section(LEGO)


# --- the tables, their words and the prose agree ------------------------------------------------------------


def test_pews_figures_are_those_of_the_model_and_of_the_words():
    rows = table("pew-any-social.csv")
    assert tuple((row["date"], int(row["share"])) for row in rows) == pew.FIGURES
    by_month = {row["date"][:7]: int(row["share"]) for row in rows}
    words = PICTURES["pew"]["words"]
    for month, share, said in (
        ("2005-03", 5, "5% in March 2005"),
        ("2006-08", 11, "11% in August 2006"),
        ("2010-01", 43, "43% in January 2010"),
        ("2012-02", 53, "53% in February 2012"),
        ("2013-09", 63, "63% in September 2013"),
        ("2016-11", 69, "69% in November 2016"),
    ):
        assert by_month[month] == share
        assert said in words
    assert {int(r["share"]) for r in rows if r["date"].startswith("2008-08")} == {25, 26}
    assert "25% or 26% in August 2008" in words


def test_upworthys_months_are_what_the_prose_says():
    views = {row["month"]: float(row["pageviews"]) for row in table("upworthy-audience.csv")}
    users = {row["month"]: float(row["daily_users"]) for row in table("upworthy-audience.csv")}
    assert len(views) == 28
    assert max(views, key=views.get) == "2013-11"
    said = PICTURES["upworthy"]["words"] + section(UPWORTHY)
    for month, figure in (
        ("2013-01", "11.5"),
        ("2013-11", "189.9"),
        ("2014-11", "65.4"),
        ("2015-04", "42.4"),
    ):
        assert f"{views[month]:.1f}" == figure
        assert figure in said
    assert [round(users[month] / 1000, 2) for month in ("2013-01", "2013-11", "2015-04")] == [
        0.25,
        4.70,
        1.08,
    ]
    assert round(views["2014-03"]) == 131
    assert views["2014-03"] > 10 * views["2013-01"]
    assert all(view < views["2013-11"] for month, view in views.items() if month > "2013-11")


# --- what the text says of the model, the model does --------------------------------------------------------


def rows_of(text: str) -> dict[str, list[str]]:
    found = re.findall(r"^\| ([^|]+) \| (.+) \|$", text, re.MULTILINE)
    return {name.strip("* "): [cell.strip() for cell in cells.split("|")] for name, cells in found}


def test_the_predictions_quote_the_model(mistake):
    at = base.simulation(SLUG, "cancelled").defaults()
    assert (at["day"], at["p"], at["q"]) == (61, 3, 38)
    assert number("cancelled", "lost") + number("cancelled", "joined") == pytest.approx(91, abs=0.5)
    assert "nine people in ten" in mistake.questions["predict-month-2"].prompt
    assert "nine in ten join" in section(SHOWS)
    at = base.simulation(SLUG, "review").defaults()
    assert (at["month"], at["signal"], at["hit"], at["q"]) == (2, 1, 30, 20)
    assert "in month 2, by the total" in mistake.questions["predict-wrong"].prompt
    prompt = mistake.questions["predict-2016"].prompt
    assert "March 2005 Pew counted 5% of US adults on a social network, in December 8%" in prompt
    assert pew.FIGURES[2] == ("2006-08-31", 11)
    assert number("by-hand", "last") == pew.FIGURES[-1][1] == 69


def test_the_table_of_early_shares_is_the_models():
    rows = rows_of(section(SHOWS))
    for said, day, digits in (
        ("2 weeks", 14, 2),
        ("2 months", 61, 1),
        ("6 months", 183, 1),
        ("12 months", 365, 1),
        ("2 years", 731, 1),
    ):
        at = {name: number("cancelled", name, day=day) for name in ("joined", "joined_alone", "brought")}
        assert rows[said] == [
            f"{at['joined']:.{digits}f}%",
            f"{at['joined_alone']:.{digits}f}%",
            f"{at['brought']:.0f}% against none",
        ]
    assert number("cancelled", "peak") == pytest.approx(6.2, abs=0.05)
    assert number("cancelled", "brought", q=0) == 0
    lost = [number("cancelled", "thrown_away", day=day) for day in (1, 14, 61, 100, 183, 365)]
    assert lost == sorted(lost, reverse=True)
    assert 96 <= lost[-1] < 96.5
    assert "loses 96% or more" in section(SHOWS)
    assert number("cancelled", "lost", q=0, day=1) == pytest.approx(30, abs=0.5)


def test_the_fit_does_what_the_steps_under_it_say():
    fits = {figures: number("by-hand", "machine_ceiling", figures=figures) for figures in range(4, 29)}
    assert round(number("by-hand", "machine_miss"), 1) == 2.2
    assert round(fits[28]) == 67
    assert all(fits[figures] == 100 for figures in range(9, 14))
    assert {round(fits[figures]) for figures in range(15, 29)} <= set(range(59, 69))
    assert [round(fits[figures]) for figures in (7, 8, 9)] == [100, 62, 100]
    assert "With 8 figures it says 62%" in section(FIT)
    assert pew.FIGURES[12][0].startswith("2010-05")
    assert 1.4 < pew.YEARS[14] - pew.machine().peak < 1.8, "about a year and a half"
    assert [round(100 * pew.machine(28, origin).p, 1) for origin in (2003, 2004)] == [1.7, 3.3]


def test_the_check_on_may_2010_quotes_pew(mistake):
    assert (pew.FIGURES[12], pew.FIGURES[8]) == (("2010-05-30", 48), ("2009-04-19", 36))
    prompt = mistake.questions["may-2010"].prompt
    assert "48% of adults are in, against 36% in April of the year before" in prompt
    assert pew.machine(13).miss(slice(0, 13)) < 2
    gained = pew.FIGURES[-1][1] - 48
    assert f"it had gained {gained}" in mistake.misconceptions["line-goes-on"].instead
    drop = pew.machine(13).ceiling - pew.machine(15).ceiling
    assert drop / 100 == pytest.approx(1 / 3, abs=0.02)
    assert "came down by a third with two more figures" in (
        mistake.misconceptions["good-fit-good-forecast"].instead
    )
    growth = np.interp([2008.5, 2010.5], pew.YEARS, pew.SHARES)
    assert (growth[1] - growth[0]) / 2 > 9


def test_the_table_of_misreadings_is_the_models():
    rows = rows_of(section(REVIEW))
    for said, month in (("week 2", 0.5), ("month 2", 2), ("month 6", 6), ("month 12", 12)):
        read = [number("review", "wrong", month=month, signal=n) for n in (1, 2, 3)]
        assert rows[said] == [f"{share:.0f}" for share in read]
    best = [number("review", "best_month", signal=n) for n in (1, 2, 3)]
    assert best == [11.25, 6.75, 4.25]
    assert rows["lowest cost"] == ["11¼", "6¾", "4¼"]


def test_the_steps_under_the_review_are_right(mistake):
    def at(name, **values):
        return number("review", name, **values)

    assert "47 thousand pounds, where never beginning costs 49" in section(REVIEW)
    assert (round(at("least")), round(at("not_begun"))) == (47, 49)
    assert round(at("no_review")) == 61 > at("not_begun") > at("least")
    assert at("no_review") > at("cost", month=2)
    assert at("cost", month=24) == pytest.approx(at("no_review"))
    slow, quick = (at("best_month", signal=2, q=q) for q in (15, 30))
    assert (slow, quick) == (8.5, 5)
    assert "from 8½ to 5" in section(REVIEW)
    assert at("least", signal=2, hit=15) > at("not_begun", hit=15)
    assert at("least", signal=2, hit=20) < at("not_begun", hit=20)
    for signal in (1, 2, 3):
        assert at("least", signal=signal, hit=5) > at("not_begun", hit=5), "LEGO's base rate"
    assert "32 of 100 hits" in mistake.questions["every-month"].hints[0]
    assert "Stop or go on: month 7" in mistake.questions["every-month"].options[1].text
    assert round(at("best_month", signal=2)) == 7


def test_the_sum_done_by_hand_is_the_models():
    effort, text = Effort(), section(REVIEW)
    noise = effort.noise
    assert (noise.month, noise.answer, noise.base) == (0.25, 0.3, 0.2)
    assert round(float(np.exp(noise.launch)), 1) == 2.0
    assert "factor of two either way, months by a quarter; three newcomers in ten answer" in text
    wrong = float(effort.wrong("new", 6))
    assert (f"{100 * wrong:.0f}", f"{float(effort.to_come(6)):.0f}") == ("9", "177")
    assert (f"{float(effort.sunk(6)):.0f}", f"{float(effort.sunk(HORIZON)):.0f}") == ("23", "88")
    assert "0.3 × 0.09 × 177, about 5" in text
    assert round(0.3 * 0.09 * 177) == round(number("review", "thrown_away", month=6, signal=2)) == 5
    assert "0.7 × (0.91 × 23 + 0.09 × 88), about 20" in text
    assert round(0.7 * (0.91 * 23 + 0.09 * 88)) == round(number("review", "paid_for_duds", month=6, signal=2))
    assert f"£{1000 * effort.cost:,.0f} a month" in text


def test_messages_quote_the_model(mistake):
    say = {name: one.instead for name, one in mistake.misconceptions.items()}
    assert "brought 31% of those who join on its last day" in say["own-work-only"]
    assert "misreads 45 hits in 100" in say["early-total-is-verdict"]
    assert "misreads 34 in 100, where the new ones misread 9" in say["total-is-objective"]
    assert "two years for its first 8.5%" in say["success-shows-early"]
    assert "17% of the success's newcomers" in say["nothing-differs"]
    assert "about a quarter of a per cent a month" in say["nothing-happens"]


def test_carry_over_is_reckoned_as_the_lesson_does(mistake):
    for name, first, carry in (("all-it-does", 60, 0.4), ("postcards", 30, 0.75)):
        assert mistake.questions[name].truth == pytest.approx(first * long_run.long_over_short(carry))
    assert "A carry-over of 0.5 gives twice" in section(CARRY)
    assert long_run.long_over_short(0.5) == 2
    assert f"{long_run.SHORT_RUN} and a long-run one of {long_run.LONG_RUN}" in section(CARRY)


# --- the exercise grades what the pages say -----------------------------------------------------------------

NAMES = {"club": "swap club", "films": "films", "draw": "prize draw"}


def tables_of(text: str) -> list[dict[str, list[str]]]:
    return [rows_of(part) for part in re.findall(r"(?:^\|.*\n)+", text, re.MULTILINE)]


def test_the_exercises_tables_are_the_models():
    efforts, to_come, sunk, wrong = tables_of(PAGES.exercise)
    for name, said in NAMES.items():
        one = PORTFOLIO[name].effort
        assert efforts[said] == [f"{one.newcomers:.0f}", f"{100 * one.hit:.0f} in 100", f"{one.cost:.0f}"]
        assert to_come[said] == [f"{float(one.to_come(month)):.0f}" for month in (0, 2, 6, 12)]
        assert sunk[said] == [f"{float(one.sunk(month)):.0f}" for month in (2, 6, 12, 24)]
        for signal, called in zip(SIGNALS, ("total", "new ones", "asked"), strict=True):
            shares = [f"{100 * float(one.wrong(signal, month)):.0f}" for month in (2, 6, 12)]
            assert wrong[f"{said}: {called}"] == shares


def test_every_rule_of_the_plan_is_on_the_page():
    assert (
        f"**{DAYS['new']:.0f} working days a quarter** for an effort, asking takes **{DAYS['asked']:.0f}**"
        in (PAGES.exercise)
    )
    assert f"Your team has **{BUDGET:.0f}**" in PAGES.exercise
    assert DAYS["total"] == 0
    assert "takes none" in PAGES.exercise
    assert "Each ends after two years" in PAGES.exercise
    assert HORIZON == 24
    assert "Later readings of the total repeat the first" in PAGES.exercise


def test_the_plans_prompt_and_messages_quote_the_model(mistake):
    question, say = mistake.questions["portfolio-plan"], mistake.misconceptions
    assert "eight working days a quarter" in question.prompt
    club, films, draw = (PORTFOLIO[name].effort for name in ("club", "films", "draw"))
    assert f"{100 * draw.hit:.0f} times in 100" in say["loud-start"].instead
    assert round(fate("draw", "not-started", "total").total) == 4
    assert round(draw.newcomers) == 300
    assert [round(100 * float(club.wrong(s, 12))) for s in ("asked", "new")] == [9, 10]
    assert [round(100 * float(films.wrong(s, 6))) for s in ("new", "asked")] == [13, 7]
    assert float(films.to_come(6)) > 200
    assert float(films.wrong("asked", 2)) == pytest.approx(1 / 4, abs=0.03)
    assert float(films.wrong("asked", 6)) == pytest.approx(1 / 14, abs=0.01)
    assert float(films.sunk(12)) == pytest.approx(2 * float(films.sunk(6)), rel=0.03)
    saved = fate("films", "month-6", "new").total - fate("films", "month-6", "asked").total
    assert 9 < saved < 10, "nearly ten thousand pounds"
    worst = [
        PORTFOLIO_PLAN.regret(plan) for plan in PORTFOLIO_PLAN.plans() if plan["films-when"] == "no-review"
    ]
    assert min(worst) > question.bands[-1].regret


def test_one_reckoned_by_hand_is_the_tables_and_the_models(mistake):
    question = mistake.questions["reckon-one"]
    assert question.truth == pytest.approx(0.35 * 0.24 * 245)
    exact = fate("club", "month-6", "new").thrown_away
    assert abs(exact / question.truth - 1) < question.right_within


def test_no_lesson_prediction_is_the_exercises_answer(mistake):
    asked = mistake.questions["consultants-curve"].truth
    assert asked.at == {"day": 365, "p": 2, "q": 50}
    assert number("cancelled", "joined", **asked.at) == pytest.approx(2.5, abs=0.06)
    assert "About one in forty" in mistake.questions["consultants-curve"].right


def test_a_page_to_sign_has_the_three_lines_that_are_taught(mistake):
    for line in ("**The commitment:**", "**The review:**", "**The signal:**"):
        assert line in section(LEFT_OUT)
    for name in ("three-lines", "one-page"):
        assert sum(option.right for option in mistake.questions[name].options) == 3


def test_what_the_match_says_of_its_own_lines_is_right(mistake):
    question = mistake.questions["six-lines"]
    to = [item.to for item in question.items]
    assert [to.count(gives) for gives in ("gives-total", "gives-new", "gives-asked", "gives-none")] == [
        2,
        2,
        1,
        1,
    ]
    assert "Two totals, two about the new ones, one from asking, and one for the wall" in question.right


def test_a_survey_counted_and_a_model_said():
    """Whoever predicts Pew's figure is answered by Pew."""
    assert base.simulation(SLUG, "by-hand").says == "Pew counted"
    assert base.simulation(SLUG, "review").says == "at these settings the model says"


@pytest.mark.parametrize(
    ("name", "slip", "misconception"),
    [
        ("consultants-curve", {"day": 365}, "average-fits-all"),
        ("consultants-curve", {"day": 365, "q": 50}, "average-fits-all"),
    ],
)
def test_a_slider_left_where_it_was_gets_a_message_that_fits(mistake, name, slip, misconception):
    answer = round(number("cancelled", "joined", **slip), 1)
    verdict = check(mistake.questions[name], answer, mistake)
    assert verdict.message_id == misconception


def test_the_other_sum_of_the_tables_gets_a_message_that_fits(mistake):
    question = mistake.questions["reckon-one"]
    both = fate("club", "month-6", "new").total
    assert check(question, round(both), mistake).message_id == "duds-counted-too"
    for wrong in (0.10, 0.18, 0.40, 0.41):  # another month or another signal
        assert check(question, 0.35 * wrong * 245, mistake).message_id == "another-cell"
    assert check(question, 0.24 * 245, mistake).message_id == "hit-is-certain"
