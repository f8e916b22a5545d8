"""Bass's curve, the fit to Pew's figures, carry-over and the stopping rule: published and exact numbers."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tenmistakes.models import diffusion, long_run, pew, stop_rule
from tenmistakes.models.impatience import SIMULATIONS, age_in_words, marks, small_per_cent
from tenmistakes.models.stop_rule import HORIZON, SIGNALS, Effort, Noise

CANCELLED, BY_HAND, REVIEW = (SIMULATIONS[name] for name in ("cancelled", "by-hand", "review"))

rates = st.tuples(st.floats(0.001, 0.06), st.floats(0.0, 0.9))
efforts = st.builds(
    Effort,
    newcomers=st.floats(10, 300),
    q=st.floats(0.1, 0.3),
    hit=st.floats(0.02, 0.6),
    cost=st.floats(4, 9),
    worth=st.floats(300, 900),
)


# --- Bass, 1969 ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("years", "per_cent"), [(2 / 52, 0.12), (1 / 6, 0.5), (0.5, 1.6), (1, 3.6), (2, 8.5)]
)
def test_the_published_averages_give_the_published_shares(years, per_cent):
    share = 100 * float(diffusion.joined(years, diffusion.AVERAGE_P, diffusion.AVERAGE_Q))
    assert round(share, 2 if share < 0.2 else 1) == per_cent


def test_the_average_product_grows_fastest_after_6_2_years():
    assert diffusion.fastest(0.03, 0.38) == pytest.approx(6.2, abs=0.05)
    times = np.linspace(0, 12, 12_001)
    assert times[np.argmax(diffusion.joining(times, 0.03, 0.38))] == pytest.approx(6.19, abs=0.01)
    assert diffusion.fastest(0.05, 0.04) == 0


@given(rates)
def test_the_closed_form_solves_the_equation(pq):
    p, q = pq
    share, step = 0.0, 0.002
    for _ in range(1_500):
        half = share + step / 2 * (p + q * share) * (1 - share)
        share += step * (p + q * half) * (1 - half)
    assert float(diffusion.joined(3.0, p, q)) == pytest.approx(share, rel=1e-5)


@given(rates, st.floats(0, 30), st.floats(0.01, 5))
def test_more_time_more_push_and_more_talk_never_bring_fewer(pq, time, later):
    p, q = pq
    now = float(diffusion.joined(time, p, q))
    assert 0 <= now <= float(diffusion.joined(time + later, p, q)) <= 1
    assert now <= float(diffusion.joined(time, 1.1 * p, q)) + 1e-12
    assert now <= float(diffusion.joined(time, p, q + 0.05)) + 1e-12


@given(rates, st.floats(0.0, 20.0))
def test_whoever_joins_was_won_or_brought(pq, time):
    p, q = pq
    share = float(diffusion.joined(time, p, q))
    own, others = p * (1 - share), q * share * (1 - share)
    assert float(diffusion.joining(time, p, q)) == pytest.approx(own + others)
    assert float(diffusion.brought(time, p, q)) == pytest.approx(others / (own + others) if q else 0.0)


def test_without_talk_it_is_what_you_win_alone():
    assert float(diffusion.joined(7, 0.03, 0.0)) == pytest.approx(1 - math.exp(-0.21))


def test_early_on_rates_are_twice_as_far_apart_as_totals():
    """To first order the totals differ by qt/2 and the rates by qt, in relation."""
    numbers = CANCELLED.frame({"day": 30}).numbers
    assert numbers["ahead_rate"] / numbers["ahead"] == pytest.approx(2, rel=0.02)


# --- Pew ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("origin", "p", "q", "ceiling"), [(2003, 0.017, 0.53, 67), (2004, 0.033, 0.48, 68)])
def test_the_fit_to_pews_28_figures(origin, p, q, ceiling):
    curve = pew.machine(28, origin)
    assert (round(curve.p, 3), round(curve.q, 2), round(curve.ceiling)) == (p, q, ceiling)
    assert round(curve.miss(), 1) == 2.2
    assert 2009.1 < curve.peak < 2009.4, "spring 2009"


@given(st.floats(-0.1, 0.1), st.floats(-0.1, 0.1), st.floats(-0.1, 0.1))
@settings(max_examples=60)
def test_no_curve_nearby_misses_less_than_the_machines(p, q, ceiling):
    best = pew.machine()
    other = pew.Curve(best.p * (1 + p), best.q * (1 + q), best.ceiling * (1 + ceiling))
    assert other.miss() >= best.miss() - 1e-6


@pytest.mark.parametrize("figures", range(4, 29))
def test_the_machine_beats_every_hand(figures):
    given_to_it = slice(0, figures)
    least = pew.machine(figures).miss(given_to_it)
    for p in (0.5, 1, 1.5, 2, 3):
        for q in (30, 40, 50, 60, 70):
            for ceiling in (40, 60, 70, 100):
                assert pew.Curve(p / 100, q / 100, ceiling).miss(given_to_it) >= least - 1e-6


def test_a_ceiling_shows_only_after_the_bend():
    ceilings = [pew.machine(figures).ceiling for figures in range(4, 29)]
    assert all(ceiling == 100 for ceiling in ceilings[5:10]), "9 to 13 figures: everybody"
    assert all(58.5 < ceiling < 68.5 for ceiling in ceilings[11:]), "15 figures and more"
    assert pew.FIGURES[12][0] == "2010-05-30"
    assert pew.machine(13).miss(slice(0, 13)) < 2 < 10 < pew.machine(13).miss()


def test_the_figures_are_28_in_order_of_time():
    assert len(pew.FIGURES) == 28
    assert (np.diff(pew.YEARS) > 0).all()
    assert pew.YEARS[0] == pytest.approx(2005.22, abs=0.01)


def test_marks_stand_where_the_figures_are():
    points = marks(pew.YEARS, pew.SHARES).reshape(28, -1, 2)
    np.testing.assert_allclose(points[:, 0], np.column_stack([pew.YEARS, pew.SHARES]))
    np.testing.assert_allclose(points.min(axis=1) + points.max(axis=1), 2 * points[:, 0])


# --- What still works later ---------------------------------------------------------------------------------


def test_the_long_run_is_twice_the_short_one_at_a_carry_over_of_a_half():
    assert long_run.long_over_short(0.5) == 2
    published = long_run.LONG_RUN / long_run.SHORT_RUN
    assert published == pytest.approx(2)
    assert long_run.carry_of(published) == pytest.approx(0.5)


@given(st.floats(0, 0.9))
def test_all_effects_of_one_effort_add_up_to_the_formula(carry):
    once = np.zeros(400)
    once[0] = 1.0
    assert long_run.effect(once, carry).sum() == pytest.approx(long_run.long_over_short(carry))
    assert long_run.carry_of(long_run.long_over_short(carry)) == pytest.approx(carry, abs=1e-12)


# --- Hits, duds and a review --------------------------------------------------------------------------------


@given(efforts, st.sampled_from(SIGNALS), st.floats(0.25, 24))
def test_a_reading_is_never_worse_than_a_coin(effort, signal, month):
    assert 0 <= float(effort.wrong(signal, month)) <= 0.5


def test_hits_and_duds_look_alike_early_and_rates_tell_sooner_than_totals():
    effort = Effort()
    for month in (1, 2, 3, 6, 9, 12):
        total, new, asked = (float(effort.wrong(signal, month)) for signal in SIGNALS)
        assert asked <= new + 0.005
        assert new < total
    assert all(float(effort.wrong(signal, 0.02)) > 0.48 for signal in SIGNALS)
    assert float(effort.wrong("total", 2)) > 0.4
    cheapest = [REVIEW.frame({"signal": n}).numbers["best_month"] for n in (3, 2, 1)]
    assert cheapest == sorted(cheapest)


def test_the_articles_six_to_twelve_months_come_out_for_the_signals_on_the_screen():
    for signal in (1, 2):
        numbers = REVIEW.frame({"signal": signal}).numbers
        assert 6 <= numbers["best_month"] <= 12
        assert numbers["least"] < numbers["not_begun"] < numbers["no_review"]


def test_patience_without_a_review_costs_more_than_impatience_and_than_nothing():
    numbers = REVIEW.frame({"signal": 1, "month": 2}).numbers
    assert numbers["no_review"] > numbers["cost"] > numbers["not_begun"]
    assert REVIEW.frame({"signal": 1, "month": 24}).numbers["cost"] == pytest.approx(numbers["no_review"])


@pytest.mark.parametrize("signal", [2, 3])
def test_a_commitment_follows_the_speed_of_the_thing(signal):
    months = [REVIEW.frame({"signal": signal, "q": q}).numbers["best_month"] for q in (15, 20, 25, 30)]
    assert months == sorted(months, reverse=True)
    assert months[0] > months[-1]


def test_patience_cannot_rescue_what_nobody_passes_on():
    nobody = Effort(q=0.02)
    for signal in SIGNALS:
        assert float(nobody.wrong(signal, 12)) == pytest.approx(0.5)
    assert float(nobody.to_come(0)) == 0


@pytest.mark.parametrize("signal", SIGNALS)
@pytest.mark.parametrize("month", [2.0, 6.0, 12.0])
def test_misreadings_agree_with_drawing_lots(signal, month):
    """The formulas for the spread, against counts that are drawn one by one."""
    effort, lots, n = Effort(), np.random.default_rng(4), 20_000
    noise = effort.noise
    read = {}
    for kind, q in (("hit", effort.q), ("dud", effort.q_dud)):
        rate = effort.people * float(diffusion.joining(month, effort.p, q))
        if signal == "total":
            mean = effort.people * float(diffusion.joined(month, effort.p, q))
            read[kind] = np.log(np.maximum(lots.poisson(mean * lots.lognormal(0, noise.launch, n)), 0.5))
        elif signal == "new":
            first, now = (
                lots.poisson(mean * lots.lognormal(0, noise.month, n)) for mean in (effort.newcomers, rate)
            )
            read[kind] = np.log(np.maximum(now, 0.5) / np.maximum(first, 0.5))
        else:
            share = noise.base + (1 - noise.base) * float(diffusion.brought(month, effort.p, q))
            answers = round(noise.answer * rate)
            chance = np.clip(share + lots.normal(0, noise.habit, n), 0, 1)
            read[kind] = lots.binomial(answers, chance) / answers
    cut = (np.median(read["hit"]) + np.median(read["dud"])) / 2
    wrong = (np.mean(read["hit"] < cut) + np.mean(read["dud"] > cut)) / 2
    assert wrong == pytest.approx(float(effort.wrong(signal, month)), abs=0.025)


@given(efforts, st.sampled_from(SIGNALS), st.lists(st.integers(1, 23), min_size=1, max_size=5, unique=True))
def test_what_becomes_of_an_effort_adds_up(effort, signal, months):
    fate = stop_rule.reviewed(effort, signal, tuple(sorted(months)))
    assert 0 <= fate.stopped <= 100
    assert 0 <= fate.kept <= 100
    assert 0 <= fate.thrown_away <= effort.hit * float(effort.to_come(sorted(months)).max()) + 1e-9
    nothing = stop_rule.reviewed(effort, signal, ())
    assert nothing.thrown_away == 0
    assert nothing.paid_for_duds == pytest.approx((1 - effort.hit) * float(effort.sunk(HORIZON)))


@given(efforts, st.sampled_from(SIGNALS), st.integers(1, 23))
def test_one_review_is_the_same_in_the_picture_and_in_the_plan(effort, signal, month):
    fate = stop_rule.reviewed(effort, signal, (month,))
    thrown, paid = stop_rule.at_each(effort, signal, np.array([float(month)]))
    assert (thrown[0], paid[0]) == (pytest.approx(fate.thrown_away), pytest.approx(fate.paid_for_duds))


def test_a_hit_has_to_pass_every_look_and_a_total_says_the_same_again():
    effort = Effort()
    looks = [float(effort.wrong("new", month)) for month in (4, 6)]
    twice = stop_rule.reviewed(effort, "new", (4, 6))
    assert twice.stopped == pytest.approx(100 * (1 - (1 - looks[0]) * (1 - looks[1])))
    assert twice.kept == pytest.approx(100 * looks[0] * looks[1])
    assert stop_rule.reviewed(effort, "total", (4, 6)) == stop_rule.reviewed(effort, "total", (4,))


def test_louder_noise_misreads_more():
    quiet, loud = Effort(), Effort(noise=Noise(launch=1.2, month=0.6, habit=0.25, answer=0.02))
    for signal in SIGNALS:
        assert float(loud.wrong(signal, 6)) > float(quiet.wrong(signal, 6))


# --- What the pictures say ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("share", "said"),
    [(0, "0%"), (0.00002, "less than 0.01%"), (0.0052, "0.52%"), (0.0164, "1.6%"), (0.42, "42%")],
)
def test_small_shares_in_words(share, said):
    assert small_per_cent(share) == said


@pytest.mark.parametrize(
    ("days", "said"),
    [(1, "1 day"), (100, "100 days"), (183, "6 months"), (365, "12 months"), (1461, "4 years")],
)
def test_ages_in_words(days, said):
    assert age_in_words(days) == said


def test_a_cancelled_effort_stays_where_it_was():
    points = CANCELLED.frame({"day": 1461}).points
    reached = points["cancelled"][:, 1]
    assert reached[-1] == pytest.approx(100 * float(diffusion.joined(4.0, 0.03, 0.38)), rel=1e-3)
    assert (np.diff(reached) >= -1e-9).all()


def test_the_machines_curve_is_hidden_until_it_is_asked_for():
    hidden, shown = BY_HAND.frame(), BY_HAND.frame({"machine": 1})
    assert np.ptp(hidden.points["machine"]) == pytest.approx(2003)
    assert len(np.unique(hidden.points["machine"], axis=0)) == 1
    assert "hidden" in hidden.words
    assert "ceiling of 67%" in shown.words
    assert "ceiling of 67%" not in hidden.words


def test_a_hand_can_come_close_to_the_machine():
    """With the sliders' own steps: the exercise of patience has an end."""
    yours = BY_HAND.frame({"p": 1.7, "q": 53, "ceiling": 67})
    assert yours.numbers["miss"] == pytest.approx(yours.numbers["machine_miss"], abs=0.02)
    assert "Better is hardly possible" in yours.words
