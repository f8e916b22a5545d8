"""What ``--min-cell`` hides cannot be worked out: not by subtraction, and not by who knows the program."""

from itertools import product

import pytest

from tenmistakes.report.analysis import Cell
from tenmistakes.report.hiding import neighbours, together


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
