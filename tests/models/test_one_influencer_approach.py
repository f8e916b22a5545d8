"""Treatments on a scale, what is passed on, few big or many small: exact parts, and an independent count."""

import itertools
import math
import subprocess
import sys

import networkx
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tenmistakes.models import cascades, seeding
from tenmistakes.models.approach import ALONE, KINDS, RIGHT, TOLERANCE, mistaken, speaks_well
from tenmistakes.models.cascades import Network, follow, packed, unpacked
from tenmistakes.models.one_influencer_approach import SIMULATIONS

TREATMENT, PASSING, SIZE = (SIMULATIONS[name] for name in ("treatment", "passing-on", "big-or-small"))


def test_the_model_is_there_at_once_and_without_networkx():
    code = (
        "import sys, tenmistakes.models.one_influencer_approach as m;"
        "[s.frame() for s in m.SIMULATIONS.values()]; [p.best() for p in m.PLANS.values()];"
        "print('networkx' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"


# --- How a treatment is taken -------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("tolerance", [0.1, 0.3, 0.6])
def test_best_at_the_ideal_and_as_if_left_alone_at_the_tolerance(kind, tolerance):
    ideal = KINDS[kind].ideal
    assert speaks_well(kind, ideal, tolerance) == pytest.approx(RIGHT)
    assert speaks_well(kind, ideal + tolerance, tolerance) == pytest.approx(ALONE)
    scale = np.linspace(0, 1, 101)
    chances = speaks_well(kind, scale, tolerance)
    assert chances.max() == pytest.approx(RIGHT, abs=0.01)
    assert (np.diff(chances[scale <= ideal]) >= -1e-12).all(), "more is better up to the ideal"
    assert (np.diff(chances[scale >= ideal]) <= 1e-12).all(), "and worse beyond it"


@given(st.sampled_from(sorted(KINDS)), st.floats(0, 1), st.floats(0.1, 0.6))
def test_too_little_is_never_worse_than_nothing_and_too_much_is(kind, treatment, tolerance):
    chance = float(speaks_well(kind, treatment, tolerance))
    if treatment <= KINDS[kind].ideal:
        assert chance >= ALONE - 1e-12
    if treatment > KINDS[kind].ideal + tolerance + 1e-9:
        assert chance < ALONE


def test_the_press_treatment_is_worse_than_none_for_every_kind_and_least_bad_for_experts():
    press = {kind: float(speaks_well(kind, 1.0)) for kind in KINDS}
    assert max(press.values()) < ALONE
    assert press["expert"] > press["referent"] >= press["positional"]


def test_far_and_lightly_near_and_heavily():
    kinds = list(KINDS.values())
    for far, near in itertools.pairwise(kinds):
        assert far.contacts > near.contacts
        assert far.moved < near.moved


def test_a_treatment_for_each_beats_any_for_all_and_wrong_sorting_costs():
    numbers = TREATMENT.frame().numbers
    assert numbers["best_single"] == pytest.approx(63, abs=0.5)
    assert numbers["best_treatment"] == 49
    assert numbers["share"] == pytest.approx(4, abs=0.5)
    assert (numbers["alone"], numbers["each"]) == (pytest.approx(25), 100)
    assert numbers["possible"] == pytest.approx(0.8 * (5 * 20 + 20 * 6 + 60 * 1.2))
    wrong = [TREATMENT.frame({"wrong": share}).numbers["each"] for share in range(0, 61, 5)]
    assert wrong == sorted(wrong, reverse=True)


@given(st.integers(1, 8), st.integers(1, 6), st.integers(2, 10), st.integers(2, 12))
@settings(deadline=None, max_examples=40)
def test_no_single_treatment_reaches_a_treatment_for_each(experts, referents, positionals, tolerance):
    at = {"experts": experts, "referents": 5 * referents, "positionals": 10 * positionals}
    at["tolerance"] = 5 * tolerance
    numbers = TREATMENT.frame(at).numbers
    assert numbers["share"] <= numbers["best_single"] < 100
    more = TREATMENT.frame(at | {"tolerance": min(60, at["tolerance"] + 5)}).numbers
    assert more["best_single"] >= numbers["best_single"] - 1e-9, "the more they put up with"


def test_whoever_is_mistaken_is_at_best_left_alone():
    for kind in KINDS:
        assert mistaken(kind) <= ALONE + 1e-12
    assert mistaken("positional") < 0.05


def test_the_equation_says_the_models_numbers():
    said = TREATMENT.equation
    for kind, name in (
        ("positional", "positionals 0"),
        ("referent", "referents 35"),
        ("expert", "experts 65"),
    ):
        assert name in said
        assert f"{100 * KINDS[kind].ideal:g}" == name.split()[1]
    assert [round(kind.customers, 3) for kind in KINDS.values()] == [20, 6, 1.2]
    assert "80 of 100" in said
    assert "left alone 20" in said
    assert (RIGHT, ALONE) == (0.8, 0.2)
    assert next(p.default for p in TREATMENT.parameters if p.name == "tolerance") == 100 * TOLERANCE
    assert f"{cascades.TRIES} tries" in PASSING.equation
    assert f"{cascades.PEOPLE} people" in PASSING.equation
    assert "5 of 1,000" in SIZE.equation
    assert seeding.MOVED * seeding.MEASURE == 5


# --- Cascades, against a small graph enumerated in full -----------------------------------------------------

SMALL = Network(6, ((0, 1), (0, 2), (1, 2), (1, 3), (2, 4), (3, 4), (4, 5)))


def every_drawing(network):
    """All ways in which ties carry or do not: shape (ties, drawings), each drawing once."""
    return np.array(list(itertools.product([False, True], repeat=len(network.ties)))).T


def in_full(network, starters, chance):
    """By networkx: the people won on average, and the chance that it gets so many steps away."""
    won, alive = 0.0, np.zeros(cascades.STEPS + 1)
    for drawing in every_drawing(network).T:
        graph = networkx.Graph()
        graph.add_nodes_from(range(network.people))
        graph.add_edges_from(tie for tie, carries in zip(network.ties, drawing, strict=True) if carries)
        steps = networkx.multi_source_dijkstra_path_length(graph, set(starters), weight=None)
        weight = chance ** int(drawing.sum()) * (1 - chance) ** int((~drawing).sum())
        won += weight * (len(steps) - len(starters))
        for step in range(cascades.STEPS + 1):
            alive[step] += weight * (step in steps.values())
    return won, alive


def started(network, starters, tries):
    start = np.zeros((network.people, tries), dtype=bool)
    start[list(starters)] = True
    return packed(start)


@pytest.mark.parametrize("starters", [(0,), (5,), (0, 5), (1, 3, 4)])
@pytest.mark.parametrize("chance", [0.03, 0.3, 0.9])
def test_every_drawing_of_a_small_graph_is_followed_as_networkx_follows_it(starters, chance):
    drawings = every_drawing(SMALL)
    tries = drawings.shape[1]
    assert tries == 128
    waves = [unpacked(w) for w in SMALL.steps(packed(drawings), started(SMALL, starters, tries))]
    weights = chance ** drawings.sum(axis=0) * (1 - chance) ** (~drawings).sum(axis=0)
    assert weights.sum() == pytest.approx(1)
    won, alive = in_full(SMALL, starters, chance)
    assert sum(float(wave.sum(axis=0) @ weights) for wave in waves[1:]) == pytest.approx(won)
    for step, wave in enumerate(waves):
        assert float(wave.any(axis=0) @ weights) == pytest.approx(alive[step])


def test_a_path_of_three_by_hand():
    path = Network(3, ((0, 1), (1, 2)))
    for chance in (0.1, 0.5):
        won, alive = in_full(path, (0,), chance)
        assert won == pytest.approx(chance + chance**2)
        assert alive[:3] == pytest.approx([1, chance, chance**2])


@pytest.mark.parametrize("chance", [0.05, 0.3])
def test_drawing_lots_comes_near_the_full_count(chance):
    lots = np.random.default_rng(1).random((len(SMALL.ties), 64 * 400)) < chance
    got = follow(SMALL, packed(lots), started(SMALL, (0,), lots.shape[1]))
    won, alive = in_full(SMALL, (0,), chance)
    assert got.gained == pytest.approx(won, rel=0.05)
    assert got.alive == pytest.approx(alive, abs=0.012)


def test_certain_ties_reach_everybody_and_none_nobody():
    for carries, won in ((True, 5), (False, 0)):
        all_ties = packed(np.full((len(SMALL.ties), 64), carries))
        assert follow(SMALL, all_ties, started(SMALL, (0,), 64)).gained == won


# --- The lesson's network -----------------------------------------------------------------------------------


def graph():
    made = networkx.Graph(cascades.town().ties)
    assert made.number_of_nodes() == cascades.PEOPLE
    return made


def test_the_kept_network_is_the_one_that_networkx_makes():
    assert cascades.make_town() == cascades.KEPT.read_text(encoding="ascii").splitlines()
    assert networkx.is_connected(graph())


def test_degrees_are_those_of_networkx_with_a_few_hubs():
    degrees = dict(graph().degree)
    assert cascades.town().degrees.tolist() == [degrees[person] for person in range(cascades.PEOPLE)]
    assert max(degrees.values()) == 59 == degrees[cascades.hub()]
    assert sorted(degrees.values())[-2] == 45
    usual = [degree for degree in degrees.values() if 3 <= degree <= 5]
    assert len(usual) > 0.6 * cascades.PEOPLE, "most have three to five"
    assert {degrees[person] for person in cascades.ordinary()} == {4}


@pytest.mark.parametrize("percent", [3, 10])
def test_a_try_in_the_lessons_network_is_a_component_of_networkx(percent):
    carries = unpacked(cascades.carried(percent))
    hub, ties = cascades.hub(), np.array(cascades.town().ties)
    sizes, past = [], []
    for number in range(cascades.TRIES):
        live = networkx.Graph(ties[carries[:, number]].tolist())
        live.add_node(hub)
        steps = networkx.single_source_shortest_path_length(live, hub)
        sizes.append(len(steps) - 1)
        past.append(max(steps.values()) >= 2)
    got = cascades.from_hub(percent)
    assert got.gained == pytest.approx(np.mean(sizes))
    assert got.past_one_step == pytest.approx(np.mean(past))


def test_more_chance_and_more_starters_never_win_fewer():
    by_chance = [cascades.from_hub(percent).gained for percent in range(1, 16)]
    assert by_chance == sorted(by_chance)
    by_starters = [cascades.from_ordinary(3, number) for number in range(1, 21)]
    alive = [cascade.alive[1] for cascade in by_starters]
    assert alive == sorted(alive)
    won = [cascade.gained + number for number, cascade in enumerate(by_starters, 1)]
    assert won == sorted(won)


def test_few_cascades_get_past_one_step():
    """Goel, Watts and Goldstein 2012: most end within one step of where they began."""
    numbers = PASSING.frame().numbers
    assert numbers["past"] < 5 < numbers["taken_up"] < 15
    assert numbers["hub_past"] < 35
    for percent in (1, 2, 3, 4, 5):
        assert PASSING.frame({"chance": percent}).numbers["past"] < 15


def test_whoever_wins_next_to_nobody_is_not_said_to_win_0():
    for chance in range(1, 16):
        assert "wins 0 people" not in PASSING.frame({"chance": chance}).words
    assert "wins hardly anybody on average" in PASSING.frame({"chance": 1}).words


def test_a_cascade_falls_off_with_every_step():
    for simulation in (cascades.from_hub(15), cascades.from_ordinary(8, 5)):
        assert (np.diff(simulation.alive) <= 0).all()
        assert simulation.alive[0] == 1


# --- Few big, or many small ---------------------------------------------------------------------------------


@given(st.floats(5, 500), st.floats(0.008, 0.03), st.floats(0.3, 0.8))
@settings(max_examples=60)
def test_the_best_size_is_the_formulas(fixed, each, keep):
    best = seeding.best_size(fixed, each, keep)
    sizes = best * np.array([0.5, 0.9, 1.0, 1.1, 2.0])
    assert np.argmax(seeding.customers(sizes, 10_000, fixed, each, keep)) == 2
    assert seeding.best_size(3 * fixed, each, keep) == pytest.approx(3 * best), "in step with the price"


def test_without_a_price_of_winning_the_smallest_are_best():
    sizes = np.logspace(1, 6, 50)
    assert np.argmax(seeding.customers(sizes, 10_000, 0, 0.01, 0.5)) == 0


def test_the_ranking_of_big_and_small_turns_once_as_the_price_of_winning_rises():
    ahead = []
    for fixed in range(5, 501, 5):
        numbers = SIZE.frame({"fixed": fixed}).numbers
        ahead.append(numbers["small"] > numbers["big"])
    assert ahead == sorted(ahead, reverse=True)
    assert ahead[0]
    assert not ahead[-1]
    # 1,000 x 0.005 / (c + 10) = 100,000 x 0.005 x 0.25 / (c + 1,000), solved for c
    turn = (1000 - 25 * 10) / 24
    assert ahead.index(False) * 5 + 5 == math.ceil(turn / 5) * 5


def test_a_budget_is_spent_on_so_many_people():
    numbers = SIZE.frame().numbers
    assert numbers["small_people"] == pytest.approx(10_000 / 30)
    assert numbers["small"] == pytest.approx(5 * 10_000 / 30)
    assert numbers["big_people"] == pytest.approx(10_000 / 1020)
    assert numbers["big"] == pytest.approx(10_000 / 1020 * 100_000 * 0.005 / 4)
