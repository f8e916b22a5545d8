"""The vocabulary every model speaks: parameters, simulations, plans and what a picture of them shows.

A model of a mistake is one module in this package, named after the mistake's slug
(``no-crisis-plan`` -> ``no_crisis_plan.py``). It defines two mappings by name::

    SIMULATIONS: Mapping[str, Simulation]
    PLANS: Mapping[str, PlanSpace]

Everything here is plain data and pure functions on numpy arrays; nothing draws, asks or saves.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from importlib import import_module
from itertools import product
from types import ModuleType
from typing import Literal

import numpy as np
from numpy.typing import NDArray

ILLUSTRATIVE = "illustrative"


@dataclass(frozen=True)
class Parameter:
    """One number a learner can move, with its unit, its range and where its default comes from.

    ``source`` is a source id of the mistake's ``sources.yaml``, or :data:`ILLUSTRATIVE`.
    """

    name: str
    label: str
    unit: str
    default: float
    low: float
    high: float
    step: float
    source: str = ILLUSTRATIVE
    note: str = ""


@dataclass(frozen=True)
class Axis:
    """An axis whose range is fixed, so that two settings of a slider can be compared honestly."""

    label: str
    low: float
    high: float
    ticks: tuple[tuple[float, str], ...] = ()
    """Pairs of position and label; empty: matplotlib chooses."""
    scale: Literal["linear", "log"] = "linear"


PERCENT_TICKS = tuple((p, f"{p}%") for p in range(0, 101, 25))
"""Ticks of an axis from 0 to 100 %."""


@dataclass(frozen=True)
class Artist:
    """One thing in a picture that may move: a line, a filled area down to the axis, or a vertical rule."""

    name: str
    label: str
    kind: Literal["line", "area", "rule"] = "line"
    role: Literal["main", "compare", "muted", "warn"] = "main"
    style: Literal["solid", "dashed", "dotted"] = "solid"


@dataclass(frozen=True)
class Scene:
    """What a picture of a simulation shows: title, axes, artists. Data only; ``plots`` draws it."""

    title: str
    x: Axis
    y: Axis
    artists: tuple[Artist, ...]


@dataclass(frozen=True)
class Frame:
    """One state of a scene.

    ``points`` maps an artist's name to an (n, 2) array in data units (for a rule: one row, x and any y);
    ``numbers`` are named results that questions and tests read; ``words`` say in two or three plain
    sentences what the picture shows now.
    """

    points: Mapping[str, NDArray[np.float64]]
    numbers: Mapping[str, float]
    words: str


@dataclass(frozen=True)
class Simulation:
    """A model with its sliders and its picture. ``run`` takes every parameter by name."""

    name: str
    title: str
    parameters: tuple[Parameter, ...]
    scene: Scene
    equation: str
    """The model in a line or two of plain text, for the learner who asks how it works."""
    run: Callable[[Mapping[str, float]], Frame]
    says: str = "at these settings the model says"
    """Who answers a prediction; it stands between the learner's number and the right one."""

    def defaults(self) -> dict[str, float]:
        """Every parameter's default, by name."""
        return {parameter.name: parameter.default for parameter in self.parameters}

    def frame(self, values: Mapping[str, float] | None = None) -> Frame:
        """Run with the defaults, overridden by ``values``; each value is held inside its range."""
        chosen = self.defaults()
        for parameter in self.parameters:
            if values is not None and parameter.name in values:
                chosen[parameter.name] = min(
                    max(float(values[parameter.name]), parameter.low), parameter.high
                )
        return self.run(chosen)


@dataclass(frozen=True)
class Choice:
    """One way to take a decision, with what it costs (in the plan's budget unit)."""

    name: str
    label: str
    cost: float = 0.0


@dataclass(frozen=True)
class Decision:
    """One decision of a plan: exactly one of its choices is taken."""

    name: str
    label: str
    choices: tuple[Choice, ...]
    note: str = ""

    def choice(self, name: str) -> Choice:
        """The choice called ``name``; KeyError if there is none."""
        for choice in self.choices:
            if choice.name == name:
                return choice
        raise KeyError(name)


Plan = Mapping[str, str]
"""A plan: decision name -> choice name, one for every decision."""


@dataclass(frozen=True)
class PlanSpace:
    """All plans a learner can make, what they cost, and how well each does in the model.

    ``loss`` gives the expected harm of a plan (lower is better, in ``unit``);
    ``explain`` says in words and numbers how a plan fares;
    ``reference`` is the plan of somebody who did not plan: regret is measured on the scale from the
    best reachable plan (0) to this one (1).
    """

    name: str
    title: str
    decisions: tuple[Decision, ...]
    budget: float
    budget_unit: str
    unit: str
    loss: Callable[[Plan], float]
    explain: Callable[[Plan], "PlanReport"]
    reference: Plan
    measure: str = "Expected harm of"
    """How the learner reads ``loss``, up to its preposition: "Expected harm of your plan: 70 people"."""
    money: float = 0.0
    """What a unit of the budget is worth elsewhere, in ``unit``: a decision that spends more than the best
    plan does is charged for it when slips are named (never in the score). 0: money spent in vain is none."""

    def cost(self, plan: Plan) -> float:
        """What the plan costs, in ``budget_unit``."""
        return float(sum(d.choice(plan[d.name]).cost for d in self.decisions))

    def plans(self) -> "list[dict[str, str]]":
        """Every plan within the budget, in the order of the decisions and choices."""
        names = [d.name for d in self.decisions]
        found = []
        for combination in product(*(d.choices for d in self.decisions)):
            if sum(choice.cost for choice in combination) <= self.budget + 1e-9:
                found.append(dict(zip(names, (choice.name for choice in combination), strict=True)))
        return found

    def best(self) -> tuple[dict[str, str], float]:
        """The best reachable plan and its loss: computed from the model by looking at every plan."""
        plan, loss = self._best
        return dict(plan), loss

    @cached_property
    def _best(self) -> tuple[dict[str, str], float]:
        plan = min(self.plans(), key=self.loss)
        return plan, self.loss(plan)

    def regret(self, plan: Plan) -> float:
        """0 for the best reachable plan, 1 for the reference plan, more for worse ones."""
        _, best = self.best()
        scale = self.loss(self.reference) - best
        return max(0.0, (self.loss(plan) - best) / scale)

    def costliest_slips(self, plan: Plan) -> list[tuple[str, float]]:
        """Decisions with the loss that taking each as in the best reachable plan would save, largest first.

        Only decisions that save something are listed. Whether the budget allows it is not looked at: what
        counts is which decision hurts most. What one spends beyond the best plan counts by ``money``.
        """
        best, _ = self.best()
        now, spent = self.loss(plan), self.cost(plan)
        savings = []
        for name in (d.name for d in self.decisions):
            other = {**plan, name: best[name]}
            freed = max(0.0, spent - self.cost(other)) * self.money
            savings.append((name, now - self.loss(other) + freed))
        return sorted([pair for pair in savings if pair[1] > 1e-9], key=lambda pair: -pair[1])


@dataclass(frozen=True)
class PlanReport:
    """How one plan fares: a sentence or two, named numbers, and bars to draw beside another plan's."""

    words: str
    numbers: Mapping[str, float]
    bars: Mapping[str, float]
    """Label -> height, the same labels for every plan of a space (for instance one a crisis)."""
    bars_label: str


def load(slug: str) -> ModuleType:
    """Import the model module of a mistake by its slug; ModuleNotFoundError if there is none."""
    return import_module(f"tenmistakes.models.{slug.replace('-', '_')}")


def simulation(slug: str, name: str) -> Simulation:
    """The simulation called ``name`` of a mistake; KeyError if the model has none of that name."""
    return getattr(load(slug), "SIMULATIONS", {})[name]


def plan_space(slug: str, name: str) -> PlanSpace:
    """The plan space called ``name`` of a mistake; KeyError if the model has none of that name."""
    return getattr(load(slug), "PLANS", {})[name]
