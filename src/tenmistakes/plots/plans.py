"""A learner's plan beside the best one within the budget."""

from tenmistakes.models.base import PlanReport, PlanSpace
from tenmistakes.models.words import number_in_words
from tenmistakes.plots import bars, svg


def compare(space: PlanSpace, mine: PlanReport, best: PlanReport, prefix: str = "") -> svg.Drawing:
    """Two bars for each of the reports' bars: the learner's, filled, and the best plan's, in outline.

    The words begin with what became of the learner's plan.
    """
    groups, said = [], []
    for label, value in mine.bars.items():
        yours, least = number_in_words(value), number_in_words(best.bars[label])
        pair = (
            bars.Bar(value, f"{yours} with your plan"),
            bars.Bar(best.bars[label], f"{least} with the best plan", "compare"),
        )
        groups.append((label, pair))
        said.append(f"{label}: {yours} with your plan, {least} with the best.")
    words = f"{mine.words} {mine.bars_label[:1].upper()}{mine.bars_label[1:]}. {' '.join(said)}".strip()
    return svg.Drawing(bars.draw(space.title, mine.bars_label, groups, words, prefix), words)
