"""Every simulation of the course: sane at both ends of every slider, and the same twice.

How quick they are is shown by ``benchmarks/slider.py --every``."""

import math
import re

import numpy as np
import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from tenmistakes import content
from tenmistakes.models import base

PLACES = list(content.mistakes())
EVERY = [
    pytest.param(place.slug, simulation, id=f"{place.slug}/{simulation.name}")
    for place in PLACES
    for simulation in base.load(place.slug).SIMULATIONS.values()
]
RUN_OFF = {"alarm"}
"""Those whose lines may leave the picture: a very low alarm costs more than any axis that shows the rest."""

each_simulation = pytest.mark.parametrize(("slug", "simulation"), EVERY)


def settings_of(simulation):
    """Every value that a learner can set: each slider at its steps, its ends among them."""
    return st.fixed_dictionaries(
        {
            p.name: st.integers(0, round((p.high - p.low) / p.step)).map(lambda n, p=p: p.low + n * p.step)
            | st.sampled_from([p.low, p.high])
            for p in simulation.parameters
        }
    )


def check_sane(simulation, frame):
    assert set(frame.points) == {artist.name for artist in simulation.scene.artists}
    for points in frame.points.values():
        assert points.ndim == 2
        assert points.shape[1] == 2
        assert np.isfinite(points).all()
        assert (points >= -1e-9).all()
    assert all(type(number) is float and math.isfinite(number) for number in frame.numbers.values())
    assert frame.words.endswith(".")
    assert "nan" not in frame.words
    assert not re.search(r"-\d|(?<![\d.,])1 [a-z]+s\b|%%", frame.words), frame.words


@each_simulation
@given(data=st.data())
@settings(deadline=None, max_examples=60)
def test_any_setting_gives_a_sane_frame_and_the_same_one_twice(slug, simulation, data):
    values = data.draw(settings_of(simulation))
    frame, again = simulation.frame(values), simulation.frame(dict(values))
    check_sane(simulation, frame)
    assert frame.words == again.words
    assert frame.numbers == again.numbers
    for artist in frame.points:
        np.testing.assert_array_equal(frame.points[artist], again.points[artist])


@each_simulation
def test_both_ends_of_every_slider_are_sane(slug, simulation):
    for parameter in simulation.parameters:
        for end in (parameter.low, parameter.high):
            check_sane(simulation, simulation.frame({parameter.name: end}))


@each_simulation
def test_curves_stay_inside_the_axes_that_are_fixed(slug, simulation):
    for points in simulation.frame().points.values():
        assert (points[:, 0] >= simulation.scene.x.low).all()
        assert (points[:, 0] <= simulation.scene.x.high).all()
    if simulation.name not in RUN_OFF:
        top = max(points[:, 1].max() for points in simulation.frame().points.values())
        assert top <= simulation.scene.y.high


@each_simulation
def test_every_parameter_says_unit_range_and_source(slug, simulation):
    known = yaml.safe_load((content.place(slug).folder / "sources.yaml").read_text("utf-8"))
    for parameter in simulation.parameters:
        assert parameter.label
        assert parameter.unit
        assert parameter.low <= parameter.default <= parameter.high
        assert parameter.low < parameter.high
        assert 0 < parameter.step <= parameter.high - parameter.low
        steps = (parameter.default - parameter.low) / parameter.step
        assert steps == pytest.approx(round(steps)), f"{parameter.name}: the default is no step"
        assert parameter.source == base.ILLUSTRATIVE or parameter.source in known


@each_simulation
def test_the_simulation_is_found_by_the_mistakes_slug(slug, simulation):
    assert base.simulation(slug, simulation.name) is simulation
    with pytest.raises(KeyError):
        base.simulation(slug, "weather")


@pytest.mark.parametrize("slug", [place.slug for place in PLACES])
def test_the_plans_are_found_by_the_mistakes_slug(slug):
    for name, space in base.load(slug).PLANS.items():
        assert base.plan_space(slug, name) is space
        assert space.name == name


PLANS = [
    pytest.param(space, id=f"{place.slug}/{space.name}")
    for place in PLACES
    for space in base.load(place.slug).PLANS.values()
]


@pytest.mark.parametrize("space", PLANS)
def test_the_best_plan_is_within_the_budget_and_the_reference_is_not_the_best(space):
    best, least = space.best()
    assert space.cost(best) <= space.budget + 1e-9
    assert space.loss(best) == pytest.approx(least)
    assert space.regret(best) == 0
    assert space.regret(space.reference) == pytest.approx(1)
    assert space.costliest_slips(best) == []


@pytest.mark.parametrize("space", PLANS)
@given(data=st.data())
@settings(deadline=None, max_examples=30)
def test_every_plan_gets_a_complete_report(space, data):
    plan = {d.name: data.draw(st.sampled_from([c.name for c in d.choices])) for d in space.decisions}
    report, again = space.explain(plan), space.explain(dict(plan))
    assert report == again
    assert set(report.bars) == set(space.explain(space.reference).bars)
    assert all(math.isfinite(height) and height >= 0 for height in report.bars.values())
    assert all(math.isfinite(number) for number in report.numbers.values())
    assert report.numbers["loss"] == pytest.approx(space.loss(plan))
    assert report.words.endswith(".")
    assert space.regret(plan) >= 0
