"""From answers to a plan: what counts, what stays open, and what becomes of answers of other versions."""

import time as clock

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tenmistakes.plan import checks
from tenmistakes.plan.plan import BRAND, day, full_id, plan, spoken_day

from .making import BRAND_OF, ENTRIES, entry, every_lesson, filled, plan_answers

ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=20),
    lambda some: st.lists(some, max_size=3) | st.dictionaries(st.text(max_size=5), some, max_size=3),
    max_leaves=8,
)
FIELDS = st.sampled_from(["now", "known", "do", "who", "when", "sign", "brand", "goal", "author", "other"])
VALUES = ANYTHING | st.dictionaries(FIELDS, ANYTHING)


def test_nothing_answered_leaves_everything_open():
    empty = plan([], {})
    assert (empty.brand, empty.goal, empty.as_of) == ("", "", None)
    assert len(empty.unanswered) == len(empty.open_points) == len(checks.load())
    assert empty.counted() == [(None, len(checks.load()))]
    for point in empty.points:
        assert point.risk == point.check.risk
        assert point.gaps == ["Nothing is planned against it yet."]


def test_a_plan_with_everything_in_place_has_no_risk():
    whole = plan(plan_answers(filled()), {})
    assert whole.brand == BRAND_OF["brand"]
    assert not whole.open_points
    assert not whole.unanswered
    assert {(point.risk, *point.gaps) for point in whole.points} == {("",)}
    assert whole.as_of is not None
    assert spoken_day(whole.as_of) == "23 November 2026"


def test_a_known_mistake_names_its_own_risk_and_comes_first():
    answers = filled() | {"no-rewards": filled("mistake")["no-rewards"], "isolation": {}}
    found = plan(plan_answers(answers), {})
    worst, unanswered = found.open_points
    assert (worst.check.slug, unanswered.check.slug) == ("no-rewards", "isolation")
    assert worst.risk == worst.now.risk != worst.check.risk
    assert unanswered.risk == unanswered.check.risk


@pytest.mark.parametrize(
    ("missing", "gaps"),
    [
        ("do", ["Nothing is planned against it yet."]),
        ("who", ["Nobody is named for it."]),
        ("when", ["It has no date."]),
        ("sign", ["No sign of success is agreed."]),
    ],
)
def test_what_an_open_matter_lacks_is_said(missing: str, gaps: list[str]):
    answers = filled("open")
    answers["no-rewards"] |= {missing: "  \n "}
    last = plan(plan_answers(answers), {}).points[-1]
    assert last.gaps == gaps
    answers["no-rewards"]["now"] = filled()["no-rewards"]["now"]
    assert plan(plan_answers(answers), {}).points[-1].gaps == []


def test_the_entries_of_the_lessons_flow_in():
    found = {point.check.slug: point.entry for point in plan([], every_lesson()).points}
    assert found["customers-time"] == (
        "Our choir singers are in one chat and one library. Friends hold them.",
        "We join.",
    )
    assert found["no-crisis-plan"] == (ENTRIES["no-crisis-plan"],)
    assert found["isolation"] == ()


def test_an_answer_of_another_version_keeps_its_texts():
    old = {"now": "an-option-of-old", "do": "Ask", "owner": "Priya", "who": 7}
    [point] = [p for p in plan([entry(full_id("isolation"), old)], {}).points if p.check.slug == "isolation"]
    assert (point.now, point.do, point.who) == (None, "Ask", "")


@given(st.dictionaries(st.sampled_from([BRAND, full_id("isolation"), full_id("no-rewards")]), VALUES), VALUES)
def test_whatever_was_saved_there_is_a_plan(saved, written):
    lessons = {"lesson/isolation": [entry("isolation/own-brand", written)]}
    found = plan([entry(question, value) for question, value in saved.items()], lessons)
    texts = [found.brand, found.goal, *(t for p in found.points for t in (p.known, p.do, p.who, *p.entry))]
    assert all(text == " ".join(text.split()) for text in texts)


@pytest.mark.parametrize("time", ["0001-01-01T00:00:00.000Z", "9999-12-31T23:59:59.999Z"])
@pytest.mark.parametrize("zone", ["Asia/Tokyo", "America/New_York"])
def test_a_time_that_no_local_clock_can_say_has_its_day_all_the_same(time, zone, monkeypatch):
    monkeypatch.setenv("TZ", zone)
    if hasattr(clock, "tzset"):
        clock.tzset()
    try:
        assert day(time).isoformat() == time[:10]
    finally:
        monkeypatch.undo()
        if hasattr(clock, "tzset"):
            clock.tzset()
