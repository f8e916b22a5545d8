"""Small numbers taken away, so that nobody can tell who is meant, nor work out what was taken.

Every table counts each learner with marks once, so what is missing from one could be found by subtraction.
Its small cells are put together with others until more than one number fits each of them, also for a reader
who knows this code. Means over a table of which something was put together would tell it, and are not told.
"""

from collections.abc import Sequence
from dataclasses import replace

from tenmistakes.report.analysis import NO_TIME, Cell, ExerciseFigures, ItemFigures

LEAST = 3
"""With less there is nothing to hide behind: what is below 2, and not 0, is 1."""
PLACES = 1
"""Decimal places of a correlation that is told."""


def hide(figures: ExerciseFigures, least: int) -> ExerciseFigures:
    """The figures of an exercise without counts from 1 to ``least`` - 1, and without what tells them."""
    if figures.marked is None or 0 < figures.marked < least:
        return replace(figures, marked=None, states=(), spread=None, scores=(), times=(), items=())
    whole = all(_is_whole(item.answers, least) for item in figures.items)
    spread = figures.spread
    if spread is not None:  # the others are somebody's
        spread = replace(spread, median=None, low=None, high=None) if whole else None
    return replace(
        figures,
        states=(),  # who has no marks counts in no other table, so that nothing would protect them
        spread=spread,
        scores=neighbours(figures.scores, least),
        times=_times(figures.times, least),
        items=tuple(_item(item, least) for item in figures.items),
    )


def _times(cells: Sequence[Cell], least: int) -> tuple[Cell, ...]:
    """The times of hand-in. What is not known is next to no time, but where it takes that to hide it."""
    timed = [cell for cell in cells if cell.words != NO_TIME]
    untimed = cells[len(timed) :]
    counts = [sum(cell.count for cell in part) for part in (timed, untimed)]
    if any(0 < count < least for count in counts):
        return neighbours(cells, least)
    return (*neighbours(timed, least), *untimed)


def _item(item: ItemFigures, least: int) -> ItemFigures:
    found, without = item.discrimination, item.without
    if without:
        without = "hidden"  # the reason can hold a count
    item = replace(
        item,
        discrimination=None if found is None else round(found, PLACES),
        without=without,
        answers=together(item.answers, least),
    )
    return item if _is_whole(item.answers, least) else replace(item, scored=None, share=None)


def _is_whole(cells: Sequence[Cell], least: int) -> bool:
    """Whether a table has nothing to hide, and has hidden nothing."""
    return all(cell.kind != "hidden" and (cell.count == 0 or cell.count >= least) for cell in cells)


def together(cells: Sequence[Cell], least: int) -> tuple[Cell, ...]:
    """The cells of a table without an order, small ones put together in a last one of the kind ``hidden``."""
    shown = [cell for cell in cells if cell.count >= least]
    total, number = sum(cell.count for cell in cells if cell.count < least), len(cells) - len(shown)
    while total and shown and not least <= total < number * (least - 1):
        # Too few in all, or so many that each must be as large as a small one can be
        smallest = min(shown, key=lambda cell: cell.count)
        shown.remove(smallest)
        total, number = total + smallest.count, number + 1
    if not total:
        return tuple(shown)
    return (*shown, Cell("hidden", "All other answers together", total, "hidden"))


def neighbours(cells: Sequence[Cell], least: int) -> tuple[Cell, ...]:
    """The cells of a table with an order, small ones put together with the next ones."""
    if not any(cell.count for cell in cells):
        return tuple(cells)
    runs: list[list[Cell]] = [[]]
    for cell in cells:
        runs[-1].append(cell)
        if sum(each.count for each in runs[-1]) >= least:
            runs.append([])
    left = runs.pop()
    if any(cell.count for cell in left):
        runs[-1:] = [[*(runs[-1] if runs else []), *left]]
    return tuple(map(_one, runs))


def _one(run: Sequence[Cell]) -> Cell:
    if len(run) == 1:
        return run[0]
    first, last = run[0], run[-1]
    kind = first.kind if len({cell.kind for cell in run}) == 1 else "hidden"
    count, ends = sum(cell.count for cell in run), (first.ends[0], last.ends[1])
    words = " to ".join(ends) if all(ends) else f"{first.words} … {last.words}"
    return Cell(f"{first.name} to {last.name}", words, count, kind, ends)
