"""Lesson 3 teaches what it must, under the heading that says so, and prints nothing nobody can vouch for."""

import re

import pytest

from tenmistakes.models import base
from tenmistakes.models.team_plan import (
    CHANCE_A_POST,
    PAYROLL,
    ROLES,
    STOP_BELIEVING,
    STRETCHES,
    TEAM_PLAN,
    TRAINING_PRICE,
    VOICES,
)
from tenmistakes.questions import check, key

from .pages import Pages

SLUG = "wrong-voice"
PAGES = Pages(SLUG)
section, table, number = PAGES.section, PAGES.table, PAGES.number
SOURCES, PICTURES = PAGES.sources, PAGES.pictures

FIVE = "Five things to look for"
SOMEBODY = "A voice that is somebody"
TRAIN = "Choose, and then train"
OBVIOUS = "The obvious mistakes are the common ones"
LOAD = "Near full load"
HOURS = "Two more hours, or one more person"
FUSE = "A slow fuse"
CASE = "The case: Whole Foods, 1999 to 2009"
CORRECTED = "Corrected in print"
COST = "What it cost, and what it did not"
SLIP = "The Red Cross, 2011: a slip, and the next hour"
OWL = "Duolingo, 2021: the right voice"

MUST_COVER = [
    ("a: skill", FIVE, ["without the skill", "**skill**"]),
    ("a: passion", FIVE, ["the passion", "**passion**"]),
    ("a: time and effort", FIVE, ["cannot give it the time", "**time**"]),
    ("a: the platforms", FIVE, ["like the back of their hand", "**the platforms**"]),
    ("a: takes part and answers", FIVE, ["take part and answer questions", "**willingness to answer**"]),
    ("b: authenticity", SOMEBODY, ["authenticity", "rarely succeed", "its opinion", "says who it is"]),
    ("c: a pseudonym and a rival", "What it cost somebody", ["rahodeb", "wild oats", "chief executive"]),
    ("c: dated", CASE, ["seven years", "anagram", "personal and not its own", "under any name"]),
    (
        "d: credibility, corrected",
        CORRECTED,
        ["lost all credibility", "kept his job", "recommended no action"],
    ),
    ("d: the medium, corrected", CORRECTED, ["blogs and discussion forums", "stock message boards"]),
    ("d: what it cost", COST, ["apology", "two inquiries", "nine months"]),
    ("d: what it did not", COST, ["$31.76", "1.8%", "32 stores", "before the name was public"]),
    ("d: the count is contested", COST, ["1,245", "others circulate", "13 july 1999"]),
    ("e: training as well", TRAIN, ["train these people", "disclosure", "the slip"]),
    ("f: obvious mistakes", OBVIOUS, ["surprising number of obvious mistakes", "absolutely not authorised"]),
    ("case: Red Cross", SLIP, ["february 2011", "268,000", "270,000", "about an hour", "donations"]),
    ("case: Duolingo", OWL, ["september 2021", "25 videos", "73 million", "1,900%", "1.3 million", "thirty"]),
    ("case: Duolingo, two readings", OWL, ["twenty times a small number", "from one success"]),
]
TAUGHT_BY_MODEL = [
    ("time is capacity", LOAD, ["how much of the hour they really give", "to spare"]),
    ("queues explode", LOAD, ["from 56 minutes to 1.1", "less than half"]),
    ("Little's law", LOAD, ["questions an hour, times the wait in hours"]),
    ("hours or hands", HOURS, ["6.4 hours to 5.8", "4.9", "(24 − 8)²"]),
    ("a pseudonym is a slow fuse", FUSE, ["1 − (1 − *q*)ⁿ", "it has come out"]),
    ("trust raises the price", FUSE, ["the chance stays as it is, and the cost climbs"]),
    ("an honest limit", FUSE, ["a separate throw of the dice", "court case"]),
    ("what to do with a secret", FUSE, ["tell those above you first", "the old posts stay"]),
    (
        "what the last post says",
        FUSE,
        ["who he is, what he wrote, that he is sorry", "takes their questions"],
    ),
    ("what becomes of the writer", FUSE, ["goes on under his own name", "leaves the rivals alone"]),
    ("load, in words", LOAD, ["is called the **load**", "a load of 93%"]),
]
OURS = {FUSE, LOAD, HOURS}
"""Sections that teach a model of ours."""

UNVOUCHED = [
    r"\b2022\b",  # his retirement: no source
    r"28 August|Aug(?:ust)? 28",  # the closing day: no source
    r"\$28 million",  # an aggregator's
    r"\bfined\b|\bprosecuted\b|\bwas fired\b|stepped down|\bresigned\b",
    r"100 million",
    r"US Airways|KitchenAid|DiGiorno",
    r"smaller rival",
    r"two accounts",  # how the Red Cross's slip came about
    r"trust at the worst moment",  # nobody measured trust
]


def test_every_must_cover_section_names_its_source():
    for point, heading, _ in MUST_COVER:
        assert heading in OURS or "[@" in section(heading), point


def test_the_wrong_claim_never_stands_without_its_correction(mistake):
    headings = re.findall(r"^### (.+)$", PAGES.lesson, re.MULTILINE)
    assert [heading for heading in headings if "credibility" in section(heading)] == [CORRECTED]
    assert "kept his job" in mistake.misconceptions["lost-everything"].instead


def test_who_sells_something_is_marked_as_such():
    assert SOURCES["RT1"]["kind"] == "vendor"
    assert "firms with something to sell" in section(LOAD)


# --- the timeline, its words and the prose agree ------------------------------------------------------------


def test_the_timeline_runs_in_order_and_keeps_to_what_is_known():
    rows = table("whole-foods-timeline.csv")
    when = [row["when"] for row in rows]
    assert when == sorted(when)
    assert (when[0], when[-1]) == ("1999-07-13", "2009-03-06")
    by_label = {row["label"]: row for row in rows}
    assert by_label["The FTC sues"]["when"] == "2007-06" < by_label["It comes out"]["when"]
    assert by_label["The offer"]["when"] == "2007-02"
    # Between two dollar signs JupyterLab would see a formula.
    assert "565 million dollars" in by_label["The offer"]["text"]
    assert "$18.50" in by_label["The offer"]["text"]
    assert "1,245" in by_label["The last ones"]["text"]
    assert "32 stores, 19 of them closed" in by_label["The settlement"]["text"]
    assert by_label["The purchase"]["when"] == "2007-08", "no source for the day"
    assert by_label["An appeal"]["when"] == "2008-07", "why there is a settlement after the purchase"
    words = PICTURES["whole-foods-timeline"]["words"]
    assert all(
        said in words
        for said in ("seven years", "Eleven months", "five months", "a month after", "court filing")
    )


# --- what the text says of the model, the model does --------------------------------------------------------


def test_the_predictions_quote_the_model(mistake):
    at = base.simulation(SLUG, "queue").defaults()
    assert (at["questions"], at["people"], at["rate"], at["given"]) == (14, 1, 15, 100)
    assert "answers 15 questions an hour" in mistake.questions["predict-queue"].prompt
    at = base.simulation(SLUG, "part-time").defaults()
    assert (at["hours"], at["people"], at["questions"], at["rate"]) == (8, 1, 60, 15)
    assert "60 questions a day" in mistake.questions["predict-night"].prompt
    assert "40 questions lie there" in mistake.questions["predict-night"].hints[1]
    assert number("part-time", "pile") == 40
    at = base.simulation(SLUG, "pseudonym").defaults()
    assert (at["posts"], at["chance"]) == (1245, 1)
    assert "1,245 of them" in mistake.questions["predict-found"].prompt


def test_the_first_simulation_does_what_the_steps_under_it_say(mistake):
    assert number("queue", "wait") == pytest.approx(56)
    assert number("queue", "wait", people=2) == pytest.approx(1.1, abs=0.05)
    assert number("queue", "wait") / number("queue", "wait", people=2) == pytest.approx(50, abs=1)
    assert number("queue", "wait", rate=16) < 0.5 * 56
    assert number("queue", "wait", questions=13) < 30 < number("queue", "wait")
    assert number("queue", "waiting") == pytest.approx(13, abs=0.2)
    away = number("queue", "wait", given=95)
    assert 3.8 < away / 60 < 4
    assert away / 56 == pytest.approx(4.2, abs=0.1)
    assert number("queue", "spare", given=95) == pytest.approx(0.25)
    assert number("queue", "spare", given=90) == 0
    assert "34 questions in 100" in mistake.misconceptions["average-fits"].instead
    assert number("queue", "late") == pytest.approx(34, abs=0.5)


def test_the_second_simulation_does_what_the_steps_under_it_say(mistake):
    def wait(**values):
        return round(number("part-time", "wait", **values), 1)

    assert (wait(), wait(people=2), wait(hours=10)) == (6.4, 5.8, 4.9)
    assert wait() - wait(hours=10) > 2 * (wait() - wait(people=2))
    busy, hands, longer = wait(questions=110), wait(questions=110, people=2), wait(questions=110, hours=10)
    assert (round(busy - hands, 1), round(busy - longer, 1)) == (1.4, 1.8)
    assert (wait(hours=16), wait(rate=30), wait(people=2)) == (1.6, 5.8, 5.8)
    assert "1.6 hours, where the other two leave 5.8" in mistake.questions["sixteen-hours"].right


def test_the_third_simulation_does_what_the_lesson_says(mistake):
    assert number("pseudonym", "found") == pytest.approx(71, abs=0.5)
    assert number("pseudonym", "half") == pytest.approx(693, abs=0.5)
    assert "690 posts" in mistake.misconceptions["small-stays-small"].instead
    assert "690" in base.simulation(SLUG, "pseudonym").frame({}).words
    halved, doubled = (number("pseudonym", "found", chance=chance) for chance in (0.5, 2))
    assert f"{halved:.0f}%, then {doubled:.0f}%" in section(FUSE)


def test_a_message_speaks_of_the_question_it_answers(mistake):
    """Names and numbers of one question do not turn up in the message to another."""

    def said(question, answer):
        return check(mistake.questions[question], answer, mistake).message

    assert "what is to spare" in said("three-minutes", "two-hours")
    assert "Polly" not in said("nightrider", "hand-over")
    # 520 posts in three years are 16% in one: nothing about them is certain.
    assert number("pseudonym", "found", posts=520 / 3) < 20
    assert "certain" not in said("nightrider", "go-on-gently")
    assert len(mistake.misconceptions["secret-is-harmless"].instead.split()) <= 35
    assert "the stranger is made up" in said("two-days", ["happy-customers"])
    assert "one in five" not in said("decide-tollivers", "thirty-an-hour")
    right = key.right_answer(mistake.questions["what-is-missing"], SLUG)
    assert "which app has the films" in said("what-is-missing", right | {"head-of": "nothing-missing"})
    assert "Slow typing" in said("what-is-missing", right | {"mender": "no-skill"})


def test_among_those_who_sign_hattie_is_second_to_none_and_alone_keeps_up_in_the_evening(mistake):
    """The agency answers from a sheet and signs with nobody's name."""
    signed = {name: voice for name, voice in VOICES.items() if name not in {"agency", "nightrider"}}
    assert min(signed.values(), key=lambda voice: voice.off).off == VOICES["hattie"].off
    evening = {voice for roles in ROLES.values() for voice, when in roles.values() if when == "evenings"}
    quick = {name for name in evening & set(signed) if VOICES[name].rate > STRETCHES["evenings"].questions}
    assert quick == {"hattie"}
    assert "she alone has answers to spare" in mistake.misconceptions["enthusiast-has-a-job"].instead


def test_no_lesson_prediction_is_the_exercises_answer(mistake):
    assert number("queue", "wait", questions=18, rate=20) == pytest.approx(27)
    assert "27 minutes" in mistake.questions["eighteen-of-twenty"].right
    assert number("pseudonym", "found", posts=520) == pytest.approx(40.6, abs=0.1)
    squeezed = number("queue", "late", rate=16)
    assert "down to 12" in mistake.misconceptions["squeeze-her"].instead
    assert squeezed == pytest.approx(12, abs=0.5)


# --- the exercise grades what the pages say -----------------------------------------------------------------


def rows_of(text: str) -> dict[str, list[str]]:
    found = re.findall(r"^\| ([^|]+) \| (.+) \|$", text, re.MULTILINE)
    return {name.strip("* "): [cell.strip() for cell in cells.split("|")] for name, cells in found}


def test_the_exercises_tables_are_the_models():
    rows = rows_of(PAGES.exercise)
    stretches = {"days": "weekdays, 9 to 17", "evenings": "weekday evenings, 17 to 21"}
    stretches["weekends"] = "weekends, 9 to 19"
    for name, label in stretches.items():
        assert rows[label] == [f"{STRETCHES[name].hours:.0f}", f"{STRETCHES[name].questions:.0f}"]
        assert STRETCHES[name].label.casefold() == label
    asked = sum(part.hours * part.questions for part in STRETCHES.values())
    assert asked == pytest.approx(1000, abs=25), "a thousand questions a week"
    names = {"moira": "Moira", "hattie": "Hattie", "nia": "Nia", "agency": "Bellwether", "rupert": "Rupert"}
    names |= {"nightrider": "NightRider58", "colin": "Colin, signed"}
    for name, starts in names.items():
        (cells,) = (row for label, row in rows.items() if label.startswith(starts))
        voice = VOICES[name]
        pay = f"£{voice.pay:.0f}" if voice.pay else "none"
        said = [f"{voice.rate:.0f}", f"{100 * voice.off:.0f}", f"{100 * voice.trained:.0f}", pay]
        assert cells[:4] == said
        can = {stretch for roles in ROLES.values() for who, stretch in roles.values() if who == name}
        who = "Colin" if name in {"colin", "nightrider"} else starts
        said = re.search(rf"^- \*\*{who}\*\*(.+)$", PAGES.exercise, re.MULTILINE)
        says = {"Weekdays.": {"days"}, "Any one stretch.": set(STRETCHES)}
        kept = next((stretches for words, stretches in says.items() if words in said[1]), None)
        assert can == (kept or {"evenings", "weekends"})


def test_every_rule_of_the_plan_is_on_the_page():
    assert f"£{TRAINING_PRICE:.0f} a week for the whole team" in PAGES.exercise
    assert "120,000 riders" in PAGES.exercise
    assert "half of the 120,000" in PAGES.exercise
    assert f"{STOP_BELIEVING:,.0f} let down, shared out over 52 weeks" in PAGES.exercise
    assert CHANCE_A_POST == 0.001
    assert "once in a thousand" in PAGES.exercise
    assert "count as so many of average speed" in PAGES.exercise
    assert "count, in this course, as so many of average speed" in section(LOAD)
    assert "the share that finds her busy is simply the load" in section(LOAD)


def test_the_plans_prompt_and_messages_quote_the_model(mistake):
    assert f"£{PAYROLL:,.0f} a week" in mistake.questions["team-plan"].prompt
    assert "from 15 in 100 down to 5" in mistake.misconceptions["born-with-it"].instead
    assert (VOICES["moira"].off, VOICES["moira"].trained) == (0.15, 0.05)
    bands = mistake.questions["team-plan"].bands
    hidden = [TEAM_PLAN.regret(p) for p in TEAM_PLAN.plans() if p["colin"].startswith("nightrider")]
    assert min(hidden) > bands[-1].regret
    assert "eight answers an hour to spare" in mistake.questions["decide-tollivers"].right
    assert 12 + 10 - 14 == 8
    assert "eleven answers an hour to spare" in mistake.questions["one-in-three"].right
    assert 15 + 10 - 14 == 11


def test_the_table_of_spare_answers_is_the_models():
    rows = rows_of(section(LOAD))
    for spare in (1, 2, 3, 4):
        busy = 14 / (14 + spare)
        late = number("queue", "late", questions=14, rate=14 + spare)
        assert rows[str(spare)] == [f"{late / busy:.0f}"]


def test_the_order_after_a_slip_that_is_graded_is_taught():
    taught = section(SLIP)
    steps = ["**Delete**", "**Say**", "**Join in**", "**Then mend the tool**"]
    assert [taught.index(step) for step in steps] == sorted(taught.index(step) for step in steps)


def test_the_training_that_is_graded_is_taught(mistake):
    taught = section(TRAIN)
    for point in ("second pair of eyes", "separate devices", "What you may promise", "Twenty real posts"):
        assert point in taught
    for name in ("two-days", "house-rules"):
        assert sum(option.right for option in mistake.questions[name].options) == 3
