"""Every plan of a space, also those beyond its budget."""

from collections.abc import Iterator
from itertools import product

from tenmistakes.models.base import PlanSpace


def every_plan(space: PlanSpace) -> Iterator[dict[str, str]]:
    """Each combination of choices, counted without the space's own help."""
    names = [decision.name for decision in space.decisions]
    for choices in product(*([choice.name for choice in d.choices] for d in space.decisions)):
        yield dict(zip(names, choices, strict=True))
