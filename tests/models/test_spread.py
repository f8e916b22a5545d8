"""How talk spreads: nothing is lost, nothing is negative, and theory's directions hold."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tenmistakes.models.spread import HORIZON, STEP, STEPS, Reply, Storm, heard_by_delay, per_hour, spread

storms = st.builds(
    Storm,
    doubling=st.floats(0.5, 24),
    audience=st.floats(1_000, 5_000_000),
    start=st.floats(1, 1_000),
    half_life=st.floats(0.5, 48),
    carried=st.floats(0, 1),
)
fits = st.floats(-0.5, 0.95)
hours = st.integers(0, STEPS).map(lambda step: step * STEP)
TINY = 1e-9


@given(storms, hours, fits, st.floats(0, 0.3), st.booleans())
@settings(deadline=None, max_examples=60)
def test_everybody_is_always_in_exactly_one_group(storm, after, fit, told, stops):
    course = spread(storm, Reply(after, fit, told, stops))
    np.testing.assert_allclose(course.unheard + course.talking + course.over_it, 1.0, atol=1e-12)
    for group in (course.unheard, course.talking, course.over_it):
        assert np.all(group >= 0)
    assert np.all(np.diff(course.heard) >= 0)
    assert np.all(per_hour(course) >= 0)


@given(storms, hours, hours, st.floats(0, 0.95), st.booleans())
@settings(deadline=None, max_examples=60)
def test_a_later_reply_that_fits_never_reaches_fewer(storm, one, other, fit, stops):
    early, late = sorted((one, other))
    reached = [spread(storm, Reply(after, fit, stops=stops)).heard[-1] for after in (early, late)]
    assert reached[0] <= reached[1] + TINY


@given(storms, hours, fits, fits)
@settings(deadline=None, max_examples=60)
def test_a_better_fit_never_reaches_more(storm, after, one, other):
    worse, better = sorted((one, other))
    assert (
        spread(storm, Reply(after, better)).heard[-1] <= spread(storm, Reply(after, worse)).heard[-1] + TINY
    )


@given(storms, st.floats(0.5, 24), hours, st.floats(0, 0.95))
@settings(deadline=None, max_examples=60)
def test_a_slower_doubling_never_reaches_more(storm, other, after, fit):
    # With a reply that fans the flames it may: what is slow still burns when the reply comes.
    quick, slow = sorted((storm.doubling, other))
    reached = [
        spread(Storm(doubling, storm.audience, storm.start), Reply(after, fit)).heard[-1]
        for doubling in (quick, slow)
    ]
    assert reached[1] <= reached[0] + TINY


@given(storms, hours, st.floats(0, 0.3), st.floats(0, 0.3))
@settings(deadline=None, max_examples=40)
def test_a_louder_reply_never_reaches_fewer(storm, after, one, other):
    quiet, loud = sorted((one, other))
    reached = [spread(storm, Reply(after, 0.5, told)).heard[-1] for told in (quiet, loud)]
    assert reached[0] <= reached[1] + TINY


@pytest.mark.parametrize("doubling", [1.5, 2.0, 3.0, 4.0, 6.0])
def test_rare_talk_doubles_in_the_time_given(doubling):
    course = spread(Storm(doubling, audience=1e12, start=1))
    assert np.interp(2 * doubling, course.hours, course.talking) == pytest.approx(4e-12, rel=0.02)


def test_without_transmission_talk_halves_in_the_half_life_of_a_link():
    course = spread(Storm(start=1000.0), Reply(after=0.0, fit=1.0))
    assert np.interp(2.8, course.hours, course.talking) == pytest.approx(course.talking[0] / 2, rel=0.01)


def test_a_reply_changes_nothing_before_it_goes_out():
    storm = Storm()
    with_reply, without = spread(storm, Reply(after=30.0, fit=0.9)), spread(storm)
    before = with_reply.hours <= 30
    np.testing.assert_array_equal(with_reply.heard[before], without.heard[before])
    assert with_reply.heard[-1] < without.heard[-1] / 10


def test_a_reply_after_the_week_is_no_reply():
    np.testing.assert_array_equal(spread(Storm(), Reply(HORIZON + 1, 0.9)).heard, spread(Storm()).heard)


def test_the_wrong_first_message_is_worse_than_an_hours_silence():
    storm, at = Storm(), 12.0
    wrong = spread(storm, Reply(at, fit=-0.25)).heard[-1]
    silent = spread(storm).heard[-1]
    right_an_hour_later = spread(storm, Reply(at + 1, fit=0.6)).heard[-1]
    assert right_an_hour_later < silent < wrong


def test_delay_costs_much_at_first_and_almost_nothing_later():
    heard = heard_by_delay(Storm(), fit=0.6)
    costs = np.diff(heard[:: round(12 / STEP)])
    assert costs[2] > 20 * costs[0] > 0  # hours 24 to 36 against hours 0 to 12: exponential growth
    assert costs[-1] < 1e-3  # the last half day of the week: everybody who will hear has heard


@given(storms, fits, st.floats(0, 0.3), st.booleans(), st.integers(0, STEPS))
@settings(deadline=None, max_examples=40)
def test_all_delays_at_once_are_each_delay_by_itself(storm, fit, told, stops, step):
    alone = spread(storm, Reply(step * STEP, fit, told, stops)).heard[-1]
    assert heard_by_delay(storm, fit, told, stops)[step] == pytest.approx(alone, abs=1e-9)
