"""A plan beside the best one."""

import re

import pytest
from reading import SVG, check_layout, texts, tree

from tenmistakes.models.base import PlanReport, plan_space
from tenmistakes.plots import plans

SLUG = "no-crisis-plan"
SPACE = plan_space(SLUG, "crisis-plan")
BEST, _ = SPACE.best()


def drawn(plan):
    return plans.compare(SLUG, SPACE, SPACE.explain(plan), SPACE.explain(BEST), prefix="p-")


@pytest.mark.parametrize("plan", [SPACE.reference, BEST], ids=["nobody planned", "the best"])
def test_every_bar_is_named_and_told_in_words(plan):
    drawing, report = drawn(plan), SPACE.explain(plan)
    shown = " ".join(words for words, _, _ in texts(drawing.svg))
    for label in report.bars:
        assert label in shown
        assert label in drawing.words
    assert drawing.words.startswith(report.words), "what became of it is told, not only drawn"
    assert shown.count("with your plan") == shown.count("with the best plan") == len(report.bars)
    assert tree(drawing.svg).get("aria-label") == drawing.words
    check_layout(drawing.svg)


def bar_widths(text):
    widths = []
    for node in tree(text).iter(f"{SVG}path"):
        xs = [float(x) for x in re.findall(r"[ML] (-?[\d.]+)", node.get("d"))]
        widths.append(max(xs) - min(xs))
    return widths


def test_bars_are_as_long_as_what_they_show():
    report = PlanReport("", {}, {"a": 100.0, "b": 50.0}, "people")
    best = PlanReport("", {}, {"a": 25.0, "b": 0.0}, "people")
    a, a_best, b, b_best = bar_widths(plans.compare(SLUG, SPACE, report, best).svg)
    assert b / a == pytest.approx(0.5, abs=0.01)
    assert a_best / a == pytest.approx(0.25, abs=0.01)
    assert b_best <= 1


def test_nothing_but_zeros_can_be_drawn():
    nothing = PlanReport("", {}, {"a": 0.0}, "people")
    check_layout(plans.compare(SLUG, SPACE, nothing, nothing).svg)


def test_the_same_twice():
    assert drawn(SPACE.reference).svg == drawn(dict(SPACE.reference)).svg
