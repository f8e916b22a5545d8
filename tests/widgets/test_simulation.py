"""The simulation widget without a browser: prediction first, then frames that are small and quick."""

import json
import math

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tenmistakes.answers import session as sessions
from tenmistakes.answers.schema import Entry
from tenmistakes.answers.store import Unsaved
from tenmistakes.models import base
from tenmistakes.questions import Unknown, key, load
from tenmistakes.questions.kinds import FromModel
from tenmistakes.widgets.simulation import SimulationWidget

from .strategies import JSON, hear_and_show

SLUG = "no-crisis-plan"
MODEL = base.load(SLUG)
SIMULATIONS = sorted(MODEL.SIMULATIONS)
PREDICTIONS = [
    question
    for question in load(SLUG).questions.values()
    if question.kind == "estimate" and not question.points and isinstance(question.truth, FromModel)
]
NO_NUMBERS = ["lots", [1], {"a": 1}, math.nan, math.inf, True, 10**400, None]
FIELDS = st.sampled_from(["type", "view", "seq", "value", "values"])
KINDS = st.sampled_from(["move", "hello", "predict"])


def entry(full_id, value):
    """What a hand-made file may say was answered."""
    return Entry(full_id, value, "2026-01-31T09:30:00.000Z", 1, "")


@pytest.fixture(params=PREDICTIONS, ids=lambda question: question.id)
def question(request):
    return request.param


def made(session, question):
    return SimulationWidget(session, f"{SLUG}/{question.truth.simulation}", f"{SLUG}/{question.id}")


def test_there_are_predictions_to_make():
    assert PREDICTIONS


def test_the_prediction_is_saved_and_comes_back(question, lesson, heard):
    widget = made(lesson, question)
    assert widget.prediction is None
    [reply] = heard(widget)(type="predict", view="v", seq=1, value=question.low)
    assert reply["type"] == "saved"
    again = made(sessions.open_session("lesson", SLUG), question)
    assert again.prediction == question.low
    assert again.status["state"] == "saved"


def test_a_prediction_that_could_not_be_saved_can_be_tried_again(question, lesson, heard, monkeypatch):
    widget = made(lesson, question)
    tell = heard(widget)

    def full_disk(*_):
        raise Unsaved("Your answer was not saved: the disk is full.")

    with monkeypatch.context() as meanwhile:
        meanwhile.setattr(lesson, "save", full_disk)
        [reply] = tell(type="predict", view="v", seq=1, value=question.high)
    assert (reply["type"], reply["text"]) == ("unsaved", "Your answer was not saved: the disk is full.")
    assert widget.prediction is None  # the form stays, with the number in it
    assert "saved" not in widget.status.values()
    [reply] = tell(type="predict", view="v", seq=2, value=question.high)
    assert reply["type"] == "saved"
    assert widget.prediction == question.high


def test_the_view_that_asked_hears_of_it_before_the_others_do(question, lesson, heard):
    widget = made(lesson, question)
    known = []
    heard(widget)
    widget.send = lambda reply: known.append((reply["type"], widget.prediction))
    widget._handle_custom_msg({"type": "predict", "view": "v", "seq": 1, "value": question.low}, [])
    assert known == [("saved", None)]
    assert widget.prediction == question.low


def test_a_prediction_that_a_later_one_has_overtaken_does_not_count(question, lesson, heard):
    tell = heard(made(lesson, question))
    tell(type="predict", view="v", seq=2, value=question.high)
    assert tell(type="predict", view="v", seq=1, value=question.low) == []
    assert lesson.answer(f"{SLUG}/{question.id}").value == question.high


@pytest.mark.parametrize("value", NO_NUMBERS, ids=lambda value: repr(value)[:9])
def test_what_is_no_number_is_not_saved_as_a_prediction(value, question, lesson, heard):
    widget = made(lesson, question)
    [reply] = heard(widget)(type="predict", view="v", seq=1, value=value)
    assert reply["type"] == "unsaved"
    assert "not a number" in reply["text"]
    assert widget.prediction is None
    assert lesson.answer(f"{SLUG}/{question.id}") is None


@pytest.mark.parametrize("value", NO_NUMBERS, ids=lambda value: repr(value)[:9])
def test_a_saved_prediction_that_is_no_number_counts_as_none(value, question, lesson, heard, monkeypatch):
    monkeypatch.setattr(lesson, "answer", lambda full_id: entry(full_id, value))
    widget = made(lesson, question)
    assert widget.prediction is None
    assert widget.status == {}
    assert "Predict first" in widget.still()[1]


def test_a_prediction_that_is_no_longer_saved_is_no_longer_shown(question, lesson, heard):
    widget = made(lesson, question)
    heard(widget)(type="predict", view="v", seq=1, value=question.low)
    (lesson.folder / "elsewhere").mkdir()
    assert widget.resume(sessions.open_session("lesson", SLUG, str(lesson.folder / "elsewhere" / "x.ipynb")))
    assert widget.prediction is None
    assert widget.status == {}


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.sampled_from(PREDICTIONS), st.dictionaries(FIELDS, JSON) | JSON, KINDS)
def test_no_message_whatever_makes_the_kernel_stumble(lesson, heard, question, message, kind):
    widget = made(lesson, question)
    heard(widget)
    hear_and_show(widget, message, kind)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.sampled_from(PREDICTIONS), JSON)
def test_no_saved_value_whatever_makes_the_kernel_stumble(lesson, question, value):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(lesson, "answer", lambda full_id: entry(full_id, value))
        widget = made(lesson, question)
        assert widget._repr_mimebundle_()[0]["text/plain"]
    assert widget.prediction is None or math.isfinite(widget.prediction)


def test_it_starts_at_the_settings_the_prediction_is_about(question, lesson):
    widget = made(lesson, question)
    says = widget.simulation["numbers"][widget.simulation["predict"]["number"]]
    assert says == pytest.approx(key.truth(question, SLUG))


@pytest.mark.parametrize("name", SIMULATIONS)
def test_each_slider_moves_the_picture_and_the_words(name, lesson, heard):
    widget = SimulationWidget(lesson, f"{SLUG}/{name}")
    tell = heard(widget)
    start = dict(widget.simulation["start"])
    [before] = tell(type="hello", view="v", seq=0)
    for parameter in widget.simulation["parameters"]:
        ends = []
        for value in (parameter["low"], parameter["high"]):
            [frame] = tell(type="move", view="v", seq=1, values={**start, parameter["name"]: value})
            assert frame["values"][parameter["name"]] == value
            ends.append((frame["paths"], frame["words"]))
        assert ends[0] != ends[1], parameter["name"]
    [after] = tell(type="move", view="v", seq=9, values=start)
    assert (after["paths"], after["words"]) == (before["paths"], before["words"])


@pytest.mark.parametrize("name", SIMULATIONS)
def test_a_frame_has_6_kb_at_most(name, lesson, heard):
    widget = SimulationWidget(lesson, f"{SLUG}/{name}")
    tell = heard(widget)
    parameter = widget.simulation["parameters"][0]
    steps = [parameter["low"] + (parameter["high"] - parameter["low"]) * i / 99 for i in range(100)]
    for seq, value in enumerate(steps):
        [frame] = tell(type="move", view="v", seq=seq, values={parameter["name"]: value})
        assert len(json.dumps(frame).encode()) <= 6000


def test_a_move_that_a_later_one_has_overtaken_changes_nothing(lesson, heard):
    widget = SimulationWidget(lesson, f"{SLUG}/{SIMULATIONS[0]}")
    tell = heard(widget)
    parameter = widget.simulation["parameters"][0]
    tell(type="move", view="v", seq=2, values={parameter["name"]: parameter["high"]})
    assert tell(type="move", view="v", seq=1, values={parameter["name"]: parameter["low"]}) == []
    [frame] = tell(type="hello", view="w", seq=0)
    assert frame["values"][parameter["name"]] == parameter["high"]


def test_every_path_of_a_frame_is_in_the_picture(lesson, heard):
    for name in SIMULATIONS:
        widget = SimulationWidget(lesson, f"{SLUG}/{name}")
        [frame] = heard(widget)(type="hello", view="v", seq=0)
        assert set(frame["paths"]) == {
            f"{widget.simulation['prefix']}{a.name}" for a in MODEL.SIMULATIONS[name].scene.artists
        }
        for gid in frame["paths"]:
            assert f'id="{gid}"' in widget.simulation["svg"]


@pytest.mark.parametrize("value", ["fast", None, math.nan, math.inf, 10**400], ids=lambda v: repr(v)[:9])
def test_senseless_settings_change_nothing_or_stay_in_range(value, lesson, heard):
    widget = SimulationWidget(lesson, f"{SLUG}/{SIMULATIONS[0]}")
    [frame] = heard(widget)(type="move", view="v", seq=1, values={"doubling": value, "nothing": 3})
    assert set(frame["values"]) == set(widget.simulation["start"])
    json.dumps(frame, allow_nan=False)  # ValueError for anything that is no number


def test_each_parameter_names_its_source(lesson):
    for name in SIMULATIONS:
        for parameter in SimulationWidget(lesson, f"{SLUG}/{name}").simulation["parameters"]:
            assert "<a href=" in parameter["source_html"] or parameter["source_html"] == "illustrative"
            assert "[" not in parameter["note_html"]


def test_the_fallback_shows_picture_and_words_and_is_the_same_each_time(question, lesson):
    one, _ = made(lesson, question)._repr_mimebundle_()
    two, _ = made(lesson, question)._repr_mimebundle_()
    words = MODEL.SIMULATIONS[question.truth.simulation].frame(question.truth.at).words
    assert one["text/html"] == two["text/html"] and one["text/plain"] == two["text/plain"]
    assert "<svg" in one["text/html"]
    assert words in one["text/plain"]


def test_a_simulation_or_prediction_that_is_not_there_is_named(lesson):
    with pytest.raises(Unknown, match="no simulation 'tide'"):
        SimulationWidget(lesson, f"{SLUG}/tide")
    other = next(q for q in load(SLUG).questions.values() if q.kind == "choose-one")
    with pytest.raises(Unknown, match="not an estimate"):
        SimulationWidget(lesson, f"{SLUG}/{SIMULATIONS[0]}", f"{SLUG}/{other.id}")
