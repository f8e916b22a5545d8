"""Lesson 10 teaches what it must, under the heading that says so, and prints nothing nobody can vouch for."""

import re

import pytest

from tenmistakes.models import base, motives, participation, rewards
from tenmistakes.models.reward_plan import BUDGET, OFFERS, REQUESTS, REWARD_PLAN, SHOWN, UNASKED, most
from tenmistakes.questions import check

from .pages import Pages

SLUG = "no-rewards"
PAGES = Pages(SLUG)
section, table, number = PAGES.section, PAGES.table, PAGES.number
SOURCES, PICTURES = PAGES.sources, PAGES.pictures

HOOK = "What it cost somebody"
OWES = "Nobody owes you a contribution"
WORK = "Who does the work"
VERBS = "Motivate, reward, recognise"
PROPORTION = "In proportion to what you ask"
KINDS = "It need not be money"
PAY = "What pay takes away"
TWENTY = "Twenty of a hundred"
ONE = "One per cent"
FIVE = "Five rewards, three levels"
LOOP = "The loop"
TAKEN = "What was taken away"
CORRECTED = "Corrected in print"
STARS = "Wikipedia's barnstars, both ways"
PUPILS = "The pupils who collected"
LEGO = "LEGO Ideas: money, and a very long staircase"
WENDYS = "Wendy's, 2017: in proportion to what happened"

MUST_COVER = [
    ("a: motivate", VERBS, ["three verbs", "**motivate**", "before they do it"]),
    ("a: reward", VERBS, ["**reward**", "when they have done it"]),
    ("a: recognise", VERBS, ["**recognise**", "where others see it"]),
    ("b: no free generosity", OWES, ["generously, for nothing", "surprisingly many", "its opinion"]),
    ("b: asking for something extra", OWES, ["something *extra*", "be ready to give something back"]),
    ("c: proportionality", PROPORTION, ["match the reward to the level of participation", "a vote", "hours"]),
    ("c: on both sides", PROPORTION, ["too little for much", "not to over-reward"]),
    ("d: non-monetary is fine", KINDS, ["need not be monetary"]),
    ("e: thank, reward, acknowledge change", VERBS, ["to thank them", "for taking part", "for the better"]),
    ("f: event invitations", KINDS, ["**an invitation to a special event**"]),
    ("f: discount coupons", KINDS, ["**a discount coupon**"]),
    ("f: being featured", KINDS, ["**being featured on your website**"]),
    ("f: previews", KINDS, ["**a sneak preview** of something new"]),
    ("participation inequality", WORK, ["90 in 100", "74.7%", "24.0%", "1.3%", "63,990", "578,349"]),
    ("the rule's own examples differ", WORK, ["95-5-0.1", "99.8-0.2-0.003"]),
    ("a power law, not three boxes", WORK, ["r² of 0.95 to 0.98"]),
    ("crowding out by kind", PAY, ["128 studies", "−0.40", "−0.36", "−0.28", "+0.33"]),
    ("reported interest", PAY, ["−0.15", "−0.17", "+0.31"]),
    ("case: My Starbucks Idea", LOOP, ["10 points", "idea partners", "ideas in action", "150,000"]),
    ("case: the site before the cut", TAKEN, ["december 2009", "far quieter", "one person's view"]),
    ("case: the loop is cut", TAKEN, ["31 may 2017", "two readings", "no figures", "no reason given"]),
    ("case: barnstars", STARS, ["busiest 1%", "60% more", "six times as likely", "fewer of these stayed"]),
    ("case: the pupils", PUPILS, ["180 pupils", "summary of the paper"]),
    ("case: LEGO Ideas", LEGO, ["10,000", "1% of the net sales", "1 in 667", "12,188", "500 dollars"]),
    ("case: Wendy's", WENDYS, ["3.42 million", "100,000 dollars", "target had been missed"]),
    ("the article corrected", CORRECTED, ["as simple as", "takes away", "an opinion"]),
]
TAUGHT_BY_MODEL = [
    ("hostage to the few", TWENTY, ["hostage", "560", "about twenty", "a quarter of the content"]),
    ("pay enough or not at all", ONE, ["pay enough or don't pay at all", "token"]),
    ("the curve is ours", ONE, ["beyond the study", "nobody measured"]),
    ("recognition by activity level", FIVE, ["1.6 times as much", "one in ten is our guess"]),
    ("what is done unasked", FIVE, ["do a lot unasked", "three quarters of it is the superusers'"]),
    ("fair or a token", FIVE, ["half of a fair pay", "a pay can be fair or a token"]),
]

UNVOUCHED = [
    r"\b277\b",  # ideas carried out: no source
    r"Gallus|MovieLens|Strohmetz",  # recalled, not checked
    r"\b90% of users\b",
    r"75,000",
]


def test_every_must_cover_section_names_its_source():
    for point, heading, _ in MUST_COVER:
        assert "[@" in section(heading), point


def test_the_two_cautions_stand_beside_the_shares():
    taught = section(WORK)
    assert "369,434" in taught
    assert "health problem" in taught
    assert "369,434" in SOURCES["MD17"]["note"]
    assert "two readings" in section(TAKEN).casefold()
    assert SOURCES["RW1"]["kind"] == "company"
    assert "its own figures" in section(LOOP)
    assert "hobbyist" in section(LEGO)


def test_the_timeline_runs_in_order_and_keeps_to_what_is_known():
    rows = table("starbucks-timeline.csv")
    when = [row["when"] for row in rows]
    assert when == sorted(when)
    by_label = {row["label"]: row for row in rows}
    assert by_label["The site opens"]["when"] == "2008-03-19"
    assert by_label["The loop is cut"]["when"] == "2017-05-31"
    assert "150,000" in by_label["Five years"]["text"]
    assert "Ideas can still be sent in" in by_label["The loop is cut"]["text"]
    assert all(said in PICTURES["starbucks-timeline"]["words"] for said in ("150,000", "31 May 2017"))


def test_the_bars_are_the_models_three_points():
    assert [float(row["shekels"]) for row in table("collected.csv")] == list(motives.COLLECTED.values())
    assert all(f"{shekels:.0f}" in PICTURES["collected"]["words"] for shekels in motives.COLLECTED.values())


# --- what the text says of the model, the model does --------------------------------------------------------


def rows_of(text: str) -> dict[str, list[str]]:
    found = re.findall(r"^\| ([^|]+) \| (.+) \|$", text, re.MULTILINE)
    return {name.strip("* "): [cell.strip() for cell in cells.split("|")] for name, cells in found}


def test_the_table_of_levels_is_the_models():
    rows, levels = rows_of(section(WORK)), participation.LEVELS
    for name, level in levels.items():
        (row,) = (cells for label, cells in rows.items() if f"**{level.one}" in label)
        assert row[0] == f"{100 * level.content:.1f}%"
        assert any(label.startswith(f"{level.people / 100:.0f} **{level.one}") for label in rows), name
    each = {name: level.each for name, level in levels.items()}
    assert rows["1 **superuser"][1] == f"{each['superusers'] / each['contributors']:.0f} contributors"
    assert rows["9 **contributors"][1] == f"{each['contributors'] / each['lurkers']:.0f} lurkers"


def test_the_table_of_the_review_is_the_models():
    rows = rows_of(section(PAY))
    labels = {
        "for taking part": "engagement",
        "for finishing": "completion",
        "for doing well": "performance",
        "being told what was good about it": "feedback",
    }
    for label, kind in labels.items():
        effect = motives.FREE_CHOICE[kind]
        said = f"{effect:+.2f}".replace("-", "−")
        assert rows[label] == [said, f"{100 * motives.shifted(0.5, effect):.0f}"]


def test_the_table_of_what_is_done_unasked_is_the_models():
    rows = rows_of(section(FIVE))
    labels = {
        "a coupon": "coupon",
        "a thank-you": "thanks",
        "a feature": "feature",
        "an event": "event",
        "a preview": "preview",
    }
    for label, reward in labels.items():
        cells = [f"{100 * rewards.everyday(level, reward):.0f}" for level in participation.LEVELS]
        assert rows[label] == cells


def test_the_bars_of_what_is_done_unasked_are_the_models_superusers():
    rows = {row["reward"]: float(row["share"]) for row in table("unasked.csv")}
    named = {"nothing": "nothing", "a coupon": "coupon", "a thank-you": "thanks", "a feature": "feature"}
    assert set(rows) == set(named)
    for label, share in rows.items():
        assert share == round(100 * rewards.everyday("superusers", named[label]))
        assert f"{share:.0f}%" in PICTURES["unasked"]["words"]


def test_the_coupon_gets_a_fair_hearing(mistake):
    """The article counts it among its four rewards; the model's best plan has none, and the pages say why."""
    taught = section(FIVE)
    assert "Is that fair to the coupon?" in taught
    for level in participation.LEVELS:
        fair = rewards.asked(level, "coupon", 30, rewards.WAGE / 2)
        assert fair > rewards.asked(level, "thanks", 30), "for what is asked, a fair coupon does more"
    assert not any("coupon" in choice for choice in REWARD_PLAN.best()[0].values())
    assert "No coupon is in it" in mistake.questions["reward-plan"].right
    as_good = (motives.FREE_CHOICE["feedback"] - motives.FREE_CHOICE["engagement"]) / rewards.FAIR_PAY
    assert as_good == pytest.approx(0.91, abs=0.01)
    assert "nine tenths of a fair pay" in mistake.misconceptions["thanks-are-nothing"].instead


def test_the_first_simulation_does_what_the_steps_under_it_say():
    needed = number("who-writes", "lurkers_needed")
    assert needed == pytest.approx(563, abs=1)
    assert 9_000 / needed == pytest.approx(16, abs=0.1)
    assert 900 / number("who-writes", "contributors_needed") == pytest.approx(43, abs=0.5)
    assert number("who-writes", "content", contributors_up=20) == pytest.approx(100, abs=1)
    assert number("who-writes", "content", lurkers_up=560) == pytest.approx(100, abs=0.5)
    assert number("who-writes", "content", leave=100) == pytest.approx(25, abs=0.5)


def test_the_second_simulation_does_what_the_steps_under_it_say(mistake):
    assert number("pay", "collected") == 154
    assert number("pay", "paid") < number("pay", "paid", pay=10) < 100
    assert number("pay", "paid", pay=20) < 100 < number("pay", "paid", pay=20.5)
    lost = [n - number("pay", "engagement", unpaid=n) for n in (10, 90, 50)]
    assert [round(people) for people in lost] == [5, 9, 16]
    gained = 10 * (70 - 50)
    assert mistake.questions["ten-weeks"].truth == pytest.approx(gained / lost[2], abs=0.05)
    assert "20 in 100 more than before" in mistake.misconceptions["weeks-for-weeks"].instead
    assert 15 < lost[2] < 16
    assert "34 still do it" in mistake.misconceptions["back-to-before"].instead
    assert "brought 64%" in mistake.misconceptions["pay-kills-it"].instead
    assert number("pay", "paid") == pytest.approx(64, abs=0.5)


def test_the_third_simulation_does_what_the_steps_under_it_say(mistake):
    def done(reward, level="contributors", **values):
        return number("rewards", f"{reward}-{level}", **values)

    assert done("coupon", coupon=3) == pytest.approx(done("nothing"))
    assert done("coupon", coupon=6) == pytest.approx(46, abs=0.5)
    assert done("coupon", coupon=6) > done("thanks")
    assert number("rewards", "fair", coupon=6, minutes=120) == pytest.approx(25)
    assert done("coupon", coupon=6, minutes=120) == pytest.approx(12, abs=0.5)
    assert done("nothing", minutes=120) == pytest.approx(16, abs=0.5)
    assert done("nothing") == pytest.approx(31, abs=0.5)
    assert done("thanks") == pytest.approx(43, abs=0.5)
    assert "makes about 43" in mistake.misconceptions["thanks-are-nothing"].instead
    assert "57 still have" in mistake.misconceptions["thanks-work-wonders"].instead
    assert f"£{rewards.WAGE:.0f} an hour" in section(FIVE)
    assert f"adds {rewards.FAIR_PAY:.2f}" in section(FIVE)


def test_no_lesson_prediction_is_the_exercises_answer(mistake):
    assert number("who-writes", "content", leave=30) == pytest.approx(77.6, abs=0.05)
    assert number("pay", "performance", unpaid=40) == pytest.approx(29.7, abs=0.05)
    assert "about 30" in mistake.questions["last-winters-prizes"].right
    rows = [number("pay", kind, unpaid=40) for kind in ("engagement", "completion")]
    asked = mistake.questions["last-winters-prizes"]
    assert [check(asked, share, mistake).message_id for share in rows] == ["pay-is-pay"] * 2
    ten_minutes = number("rewards", "fair", minutes=10, coupon=0.5)
    assert ten_minutes == pytest.approx(25)
    assert "a fair pay would be £2" in mistake.questions["fifty-pence"].prompt


# --- the exercise grades what the pages say -----------------------------------------------------------------


def test_the_exercises_tables_are_the_models():
    rows = rows_of(PAGES.exercise)
    for name, level in participation.LEVELS.items():
        minutes = REQUESTS[name].minutes
        unrewarded = rewards.asked(name, "nothing", minutes)
        (line,) = re.findall(rf"^- {level.people:,} \*\*{name}\*\* (.+)$", PAGES.exercise, re.MULTILINE)
        assert f"takes {minutes:.0f} minutes; unrewarded, {100 * unrewarded:.0f} in 100" in line
    labels = {
        "a thank-you by name": "thank-you",
        "a small coupon": "small-coupon",
        "a large coupon": "large-coupon",
        "featured on the site": "on-the-site",
        "an event": "evening",
        "a preview": "first-look",
    }
    for label, choice in labels.items():
        for cell, level in zip(rows[label], participation.LEVELS, strict=True):
            offer = OFFERS[level].get(choice)
            if offer is None:
                assert cell == ""
                continue
            assert cell.split(" ")[0] == f"{offer.price:,.0f}"
            if offer.coupon:
                said = f"£{offer.coupon:.0f}" if offer.coupon >= 1 else f"{100 * offer.coupon:.0f}p"
                assert cell.endswith(f"({said})")
                assert said in offer.label
    shown = {"nothing": "not-shown", "a page each month": "monthly-page"}
    shown["the page, and replies by name"] = "replies"
    for label, choice in shown.items():
        setting = rows[label][1]
        assert rows[label][0] == f"{SHOWN[choice][1]:.0f}"
        assert SHOWN[choice][2] == rewards.SEEN[int(setting)]


def test_every_rule_of_the_plan_is_on_the_pages(mistake):
    asked = sum(most(level) for level in participation.LEVELS)
    assert f"{asked:,.0f} hours a month" in PAGES.exercise
    assert f"{UNASKED:.0f} hours could be given unasked" in PAGES.exercise
    assert "Half of that is given now" in PAGES.exercise
    assert rewards.EVERYDAY == 0.5
    assert "fair pay is £12 an hour" in PAGES.exercise
    plan = mistake.questions["reward-plan"]
    assert f"£{BUDGET:,.0f} a month" in plan.prompt
    assert f"£{BUDGET:,.0f} a month" in section("Decide")
    assert "750 from lurkers, 450 from contributors, 200 from superusers" in plan.hints[1]
    assert [most(level) for level in participation.LEVELS] == [750, 450, 200]
    assert "448 of these" in plan.hints[1]
    assert UNASKED * participation.LEVELS["superusers"].content == pytest.approx(448, abs=0.5)


def test_the_plans_messages_quote_the_model(mistake):
    says = {name: one.instead for name, one in mistake.misconceptions.items()}
    assert "more than half of the budget" in says["by-name-for-thousands"]
    assert BUDGET / 2 < OFFERS["lurkers"]["thank-you"].price == 2 * OFFERS["lurkers"]["first-look"].price
    assert "more than five times" in says["evening-for-all"]
    offers = OFFERS["contributors"]
    assert offers["evening"].price > 5 * offers["thank-you"].price
    assert "for a third of the price" in says["page-will-do"]
    assert offers["first-look"].price == 3 * offers["thank-you"].price
    assert "£2,000" in says["find-the-money"]
    for reward, asked, unasked in (("preview", 48, 58), ("thanks", 53, 63), ("feature", 64, 80)):
        assert 100 * rewards.asked("superusers", reward, 120) == pytest.approx(asked, abs=0.5)
        assert 100 * rewards.everyday("superusers", reward) == pytest.approx(unasked, abs=0.5)
        assert str(asked) in says["modest-for-the-few"]
        assert str(unasked) in says["modest-for-the-few"]
    bands = mistake.questions["reward-plan"].bands
    tokens = dict.fromkeys(participation.LEVELS, "small-coupon")
    assert REWARD_PLAN.regret({**tokens, "shown": "replies"}) > bands[-1].regret


def test_the_lesson_shows_every_kind_of_reward_the_plan_offers():
    named = {offer.reward for offers in OFFERS.values() for offer in offers.values()}
    assert named == set(rewards.REWARDS)
    assert {artist.name for artist in base.simulation(SLUG, "rewards").scene.artists} == named


def test_the_order_of_an_answer_that_is_graded_is_taught():
    taught = section(VERBS)
    steps = ["before they do it", "when they have done it", "later, where others see it"]
    assert [taught.index(step) for step in steps] == sorted(taught.index(step) for step in steps)
    assert "Did you notice? Did it matter?" in taught
