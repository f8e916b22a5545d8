"""What ``--min-cell`` hides cannot be worked out: not by subtraction, and not by who knows the program."""

from dataclasses import replace
from datetime import datetime
from itertools import product

import numpy as np
import pytest

from tenmistakes.report.analysis import NO_TIME, Cell, ExerciseFigures, ItemFigures, Question, scores, times
from tenmistakes.report.hiding import hide, neighbours, together
from tenmistakes.report.section import section


def _cells(counts):
    return [Cell(str(number), f"cell {number}", count) for number, count in enumerate(counts)]


def _shown(hider, counts, least):
    return tuple((cell.name, cell.count) for cell in hider(_cells(counts), least))


@pytest.mark.parametrize("hider", [together, neighbours])
@pytest.mark.parametrize("least", [3, 4, 5])
@pytest.mark.parametrize("size", [2, 3, 4])
def test_every_small_count_could_be_another(hider, least, size):
    """A reader tries every table there can be, and keeps those that would look like the one that is shown."""
    fitting = {}
    for counts in product(range(3 * least), repeat=size):
        if sum(counts) <= 3 * least:
            fitting.setdefault((sum(counts), _shown(hider, counts, least)), []).append(counts)
    seen = 0
    for (total, _), tables in fitting.items():
        for counts in tables if total >= least else ():
            for place, count in enumerate(counts):
                if 0 < count < least:
                    seen += 1
                    assert len({other[place] for other in tables}) > 1, (counts, tables)
    assert seen > 20


@pytest.mark.parametrize("hider", [together, neighbours])
def test_what_is_shown_is_true_and_never_small(hider):
    for counts in product(range(9), repeat=4):
        shown = _shown(hider, counts, 5)
        assert all(count >= 5 for _, count in shown) or sum(counts) < 5
        assert sum(count for _, count in shown) == sum(counts)


def _times(*early):
    """An exercise of learners who came so many days before its due date; None is not known."""
    early = [None if days is None else days * 86_400.0 for days in early]
    return replace(EXERCISE, marked=len(early), times=times(early))


DUE = datetime(2026, 3, 1)
NOBODY = scores(np.array([]))
EXERCISE = ExerciseFigures("01-x", "Exercise 1", 5.0, DUE, 0, (), None, NOBODY, times([]), ())
TEXT = Question("text", "In your own words", "written", 5.0, True, {})


def test_who_came_nobody_knows_when_is_not_said_to_be_in_time():
    assert "When they came is not known." in section(_times(*[None] * 6), None)
    assert "Of the 4 of whom it is known when, nobody came late." in section(_times(1, 1, 1, 1, None), None)
    assert "Of the 4 of whom it is known when, 1 came late." in section(_times(1, 1, 1, -1, None), None)
    assert "Nobody came late." in section(_times(1, 1), None)
    assert "1 of 2 came late." in section(_times(1, -1), None)


@pytest.mark.parametrize(
    ("early", "shown"),
    [
        ([None] * 6, [(NO_TIME, 6)]),
        ([5] * 5 + [None] * 7, [("3 days before or earlier", 5), (NO_TIME, 7)]),
        ([5] * 5 + [None], [(f"3 days before or earlier … {NO_TIME}", 6)]),
        ([5] * 2 + [None] * 7, [(f"3 days before or earlier … {NO_TIME}", 9)]),
    ],
)
def test_an_unknown_time_is_next_to_no_other_but_where_it_must_be(early, shown):
    assert [(cell.words, cell.count) for cell in hide(_times(*early), 5).times if cell.count] == shown


def _of_text(read, waiting, blank):
    """Figures of a written answer: so many are read, wait and are blank."""
    cells = (Cell("read", "Read by a person", read), Cell("waiting", "Still to be read", waiting, "waiting"))
    cells += (Cell("not-attempted", "Left blank", blank, "other"),)
    marked = sum(cell.count for cell in cells)
    return replace(EXERCISE, marked=marked, items=(ItemFigures(TEXT, marked, None, None, 0.25, "", cells),))


def test_what_is_hidden_is_not_said_to_be_nothing():
    assert "Nothing waits to be read." in section(hide(_of_text(50, 0, 6), 5), 5)
    assert "7 of 63 still to be read." in section(hide(_of_text(50, 7, 6), 5), 5)
    hidden = section(hide(_of_text(50, 3, 3), 5), 5)
    assert "All other answers together" in hidden
    assert "to be read." not in hidden


def test_a_rounded_correlation_shows_no_more_places_than_it_has():
    assert "0.25 " in section(_of_text(50, 0, 6), None)
    assert "0.2 " in section(hide(_of_text(50, 0, 6), 5), 5)
