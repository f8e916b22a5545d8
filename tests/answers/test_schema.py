import math
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tenmistakes.answers import schema
from tenmistakes.answers.files import Malformed, parse
from tenmistakes.answers.schema import Entry, following, latest, merge, plain

# Text of every kind but half characters, which no file can hold and which become U+FFFD.
texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=30)
numbers = st.integers(-(10**300), 10**300) | st.floats(allow_nan=False, allow_infinity=False)
values = st.recursive(
    st.none() | st.booleans() | numbers | texts,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(texts, inner, max_size=4),
    max_leaves=12,
)
times = st.datetimes(datetime(1, 1, 1), datetime(9999, 12, 31)).map(
    lambda t: t.isoformat(timespec="milliseconds") + "Z"
)
slugs = st.from_regex(r"[a-z0-9]{1,8}(-[a-z0-9]{1,8})?", fullmatch=True)
questions = st.builds("{}/{}".format, slugs, slugs)
entries = st.builds(
    Entry,
    question=questions,
    value=values,
    time=times,
    attempt=st.integers(1, schema.ATTEMPTS),
    revision=st.from_regex(r"[!-~]{0,20}", fullmatch=True),
)


def entry(**changes: object) -> Entry:
    fields = {
        "question": "no-crisis-plan/first-reply",
        "value": "wait",
        "time": "2026-01-31T09:30:00.000Z",
        "attempt": 1,
        "revision": "r1",
    }
    return Entry(**{**fields, **changes})


@given(entries)
def test_an_entry_comes_back_from_its_line_as_it_was(given: Entry):
    back = Entry.from_line(given.line)
    assert back == given
    assert back.line == given.line  # 1, 1.0 and True are told apart


@given(entries)
def test_a_line_is_one_line_of_ascii(given: Entry):
    assert given.line.isascii()
    assert given.line.splitlines() == [given.line]


json_like = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=10),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=8,
)
fields = st.dictionaries(st.sampled_from(["question", "value", "time", "attempt", "revision"]), json_like)


@given(json_like | fields)
def test_no_data_raises_more_than_malformed(raw: object):
    try:
        found = Entry.of(raw)
    except Malformed:
        return
    assert Entry.from_line(found.line) == found


@pytest.mark.parametrize(
    "text",
    [
        "[" * 200_000,
        '{"a":' * 200_000,
        "NaN",
        "[Infinity]",
        '{"a": 1, "a": 2}',
        "9" * 100_000,
        "",
        "{",
        '"\x00"',
        b"\xff\xfe",
        b"\xef\xbb\xbf{",
    ],
    ids=range(11),
)
def test_hostile_json_is_malformed(text: str | bytes):
    with pytest.raises(Malformed):
        parse(text)


def test_a_number_that_overflows_is_malformed():
    with pytest.raises(Malformed):
        Entry.from_line(entry(value=1).line.replace('"value":1', '"value":1e999'))


@pytest.mark.parametrize(
    "changes",
    [
        {"question": "no-slash"},
        {"question": "a/b/c"},
        {"question": "../etc"},
        {"question": None},
        {"question": "a/" + "b" * 200},
        {"attempt": 0},
        {"attempt": True},
        {"attempt": 1.0},
        {"attempt": 10**30},
        {"time": "yesterday"},
        {"time": "２０２６-01-31T09:30:00.000Z"},
        {"time": "2026-13-01T00:00:00.000Z"},
        {"time": "0000-01-01T00:00:00.000Z"},
        {"time": "2026-01-01T00:00:00.000+02:00"},
        {"time": 0},
        {"revision": "two\nlines"},
        {"revision": None},
    ],
    ids=str,
)
def test_each_field_is_held_to_its_form(changes: dict[str, object]):
    with pytest.raises(Malformed):
        Entry.from_line(entry(**changes).line)


def test_no_field_is_missing_and_none_is_added():
    raw = parse(entry().line)
    with pytest.raises(Malformed):
        Entry.of(raw | {"points": 5})
    del raw["revision"]
    with pytest.raises(Malformed):
        Entry.of(raw)


def _nested(depth: int) -> list:
    return [_nested(depth - 1)] if depth else []


@pytest.mark.parametrize(
    "value",
    [math.nan, math.inf, 10**400, {1: "a"}, {"a": {2}}, object(), b"bytes", "x" * 200_001, _nested(21)],
    ids=lambda value: str(type(value)),
)
def test_a_value_that_is_not_plain_data_is_malformed(value: object):
    with pytest.raises(Malformed):
        plain(value)


def test_a_value_that_holds_itself_is_malformed():
    round_and_round: list = []
    round_and_round.append(round_and_round)
    with pytest.raises(Malformed):
        plain(round_and_round)


def test_a_value_is_copied_and_tuples_become_lists():
    given = {"a": ["b"]}
    copy = plain(given)
    given["a"].append("c")
    assert copy == {"a": ["b"]}
    assert plain(("a", "b")) == ["a", "b"]


def test_half_a_character_becomes_the_replacement_character():
    assert plain("ok \ud83d") == "ok \ufffd"
    assert plain("\ud83d\ude00") == "\U0001f600"


@given(st.lists(entries, max_size=8), st.lists(entries, max_size=8))
def test_merging_forgets_nothing_and_does_not_mind_the_order(one: list[Entry], other: list[Entry]):
    merged = merge(one, other)
    assert merged == merge(other, one) == merge(one, other, one)
    assert {e.line for past in merged.values() for e in past} == {e.line for e in [*one, *other]}
    for past in merged.values():
        assert list(past) == sorted(past, key=lambda e: e.order)


def test_the_latest_hundred_attempts_are_kept():
    many = [entry(attempt=n, time=f"2026-01-31T09:30:00.{n:03d}Z") for n in range(1, 251)]
    kept = merge(many)["no-crisis-plan/first-reply"]
    assert [e.attempt for e in kept] == list(range(151, 251))
    assert following(kept, "no-crisis-plan/first-reply", "x", "").attempt == 251


@given(times, st.integers(1, schema.ATTEMPTS - 1))
def test_the_next_attempt_is_later_whatever_the_clock_says(time: str, attempt: int):
    last = entry(time=time, attempt=attempt)
    after = following((last,), last.question, "x", "r1")
    assert after.order > last.order
    assert after.time > last.time
    assert Entry.from_line(after.line) == after


def test_at_the_end_of_time_the_attempt_still_counts_on():
    last = entry(time="9999-12-31T23:59:59.999Z", attempt=3)
    after = following((last,), last.question, "x", "r1")
    assert after.order > last.order
    assert latest(merge([last], [after])) == [after]


def test_a_first_attempt_has_the_time_of_now():
    before = datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
    first = following((), "no-crisis-plan/first-reply", "x", "r1")
    assert first.attempt == 1
    assert first.time >= before
