"""Digital snacking: exact at the ends, monotone where it must be, and the same as following people about."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tenmistakes.models import snacks

USUAL = {"days": 28.0, "look": 1.0, "offline": 0.3, "spell": 3.0}


def test_one_film_needs_somebody_who_is_there_and_stays():
    film = snacks.seen(**USUAL)
    expected = 0.7 * (1 - math.exp(-2)) * math.exp(-3)
    assert film.one[0] == pytest.approx(expected)
    assert film.whole[0] == pytest.approx(expected)
    assert film.minutes[0] == pytest.approx(expected)


def test_if_nobody_is_ever_offline_the_pieces_are_independent():
    people = snacks.seen(28, 1, 0.0, 3)
    for n in (1, 5, 12, 30):
        a = (1 - math.exp(-2 / n)) * math.exp(-3 / n)
        assert people.one[n - 1] == pytest.approx(1 - (1 - a) ** n)
        assert people.whole[n - 1] == pytest.approx(a**n)


def test_on_one_day_whoever_is_offline_misses_all_of_it():
    for offline in (0.0, 0.3, 0.5):
        assert snacks.seen(0, 5, offline, 3).one.max() < 1 - offline
    n = 12
    a = (1 - math.exp(-2 / n)) * math.exp(-3 / n)
    assert snacks.seen(0, 1, 0.3, 3).one[n - 1] == pytest.approx(0.7 * (1 - (1 - a) ** n))


@given(
    st.integers(0, 27), st.floats(0.5, 4.5), st.floats(0, 0.45), st.floats(1, 9), st.integers(1, snacks.MOST)
)
def test_more_days_longer_looks_and_less_offline_never_reach_fewer(days, look, offline, spell, n):
    one = snacks.seen(days, look, offline, spell).one[n - 1]
    assert 0 <= one <= 1
    assert snacks.seen(days + 1, look, offline, spell).one[n - 1] >= one - 1e-12
    assert snacks.seen(days, look + 0.25, offline, spell).one[n - 1] >= one
    assert snacks.seen(days, look, offline + 0.05, spell).one[n - 1] <= one + 1e-12


@given(st.integers(0, 28), st.floats(0.5, 5), st.floats(0, 0.5), st.floats(1, 10))
def test_nobody_knows_the_whole_who_has_seen_no_piece(days, look, offline, spell):
    people = snacks.seen(days, look, offline, spell)
    assert (people.whole <= people.minutes + 1e-12).all()
    assert (people.minutes <= people.one + 1e-12).all()


def test_it_is_what_comes_of_following_people_about():
    lots = np.random.default_rng(6)
    people, n, gap = 60_000, 12, 28 / 11
    a = (1 - math.exp(-2 / n)) * math.exp(-3 / n)
    online = lots.random(people) < 0.7
    seen = np.zeros(people, dtype=int)
    for _ in range(n):
        seen += online & (lots.random(people) < a)
        left = np.full(people, gap)  # now through the spells until the next piece comes
        while (left > 0).any():
            spell = np.where(online, 3 * 0.7 / 0.3, 3.0) * lots.exponential(size=people)
            ends = (left > 0) & (spell < left)
            online, left = online ^ ends, np.where(ends, left - spell, 0.0)
    assert float((seen > 0).mean()) == pytest.approx(float(snacks.seen(**USUAL).one[n - 1]), abs=0.01)
    assert float(seen.mean() / n) == pytest.approx(float(snacks.seen(**USUAL).minutes[n - 1]), abs=0.003)
