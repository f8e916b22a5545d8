"""The revision changes when an answer would mean something else, and only then."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tenmistakes.questions import revision
from tenmistakes.questions.kinds import Item, Pair

from . import strategies as some


def changed(question, **update):
    return question.model_copy(update=update)


@given(st.data(), some.any_question)
def test_words_points_and_order_do_not_change_it(data, question):
    other = changed(question, prompt="Other words", points=9.0, right="Yes", hints=("Think",), exemplars=())
    for name in {"options", "targets"} & set(type(question).model_fields):
        entries = data.draw(st.permutations(getattr(question, name)))
        other = changed(other, **{name: tuple(entry.model_copy(update={"text": "…"}) for entry in entries)})
    assert revision(other) == revision(question)
    assert len(revision(question)) == 12


def with_id(entries, index, name):
    listed = list(entries)
    listed[index] = listed[index].model_copy(update={"id": name})
    return tuple(listed)


@pytest.mark.parametrize(
    ("name", "field", "value"),
    [
        ("first", "options", lambda q: with_id(q.options, 0, "wait-long")),
        ("first", "options", lambda q: q.options[1:]),
        ("who", "options", lambda q: with_id(q.options, 2, "radio")),
        ("steps", "items", lambda q: (*q.items, Item(id="more", text="More"))),
        ("forms", "items", lambda q: (*q.items, Pair(id="more", text="More", to="slow"))),
        ("forms", "targets", lambda q: with_id(q.targets, 0, "quick")),
        ("reach", "unit", lambda q: "thousand people"),
        ("week", "space", lambda q: "month"),
    ],
)
def test_what_an_answer_refers_to_changes_it(mistake, name, field, value):
    question = mistake.questions[name]
    assert revision(changed(question, **{field: value(question)})) != revision(question)


def test_kinds_do_not_share_revisions(mistake):
    found = {revision(question) for name, question in mistake.questions.items() if name != "note"}
    assert len(found) == len(mistake.questions) - 1


def test_it_is_the_same_on_every_machine(mistake):
    assert revision(mistake.questions["first"]) == "e4b224b36721"
