"""A course of one small mistake, with a question of every kind and a model that fits on a page."""

import sys
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
import pytest
import yaml

from tenmistakes.models.base import (
    Artist,
    Axis,
    Choice,
    Decision,
    Frame,
    Parameter,
    Plan,
    PlanReport,
    PlanSpace,
    Scene,
    Simulation,
)
from tenmistakes.questions import Mistake, load

SLUG = "late-reply"


def _wait(values: Mapping[str, float]) -> Frame:
    people = 100.0 * values["hours"]
    return Frame(
        points={"people": np.array([[0.0, 0.0], [values["hours"], people]])},
        numbers={"people": people},
        words=f"{people:g} people have heard of it.",
    )


def _harm(plan: Plan) -> float:
    nobody = {"nobody": 60.0, "one": 20.0, "two": 18.0}[plan["watch"]]
    return nobody + {"silence": 50.0, "sorry": 10.0, "delete": 90.0}[plan["first-reply"]]


def _report(plan: Plan) -> PlanReport:
    return PlanReport(f"It costs {_harm(plan):g}.", {"harm": _harm(plan)}, {"harm": _harm(plan)}, "people")


def tiny_model() -> ModuleType:
    """One simulation, in which each hour of waiting brings 100 people; one plan with six ways."""
    wait = Simulation(
        name="wait",
        title="Waiting",
        equation="people = 100 · hours",
        parameters=(Parameter("hours", "Hours", "h", default=5, low=0, high=63, step=1),),
        scene=Scene("Waiting", Axis("h", 0, 63), Axis("people", 0, 6300), (Artist("people", "People"),)),
        run=_wait,
    )
    watch = Decision(
        "watch",
        "Who watches",
        (Choice("nobody", "Nobody", 0), Choice("one", "One person", 3), Choice("two", "Two people", 8)),
    )
    reply = Decision(
        "first-reply",
        "First reply",
        (Choice("silence", "Nothing", 0), Choice("sorry", "An apology", 2), Choice("delete", "Delete", 1)),
    )
    plans = PlanSpace(
        name="week",
        title="A week",
        decisions=(watch, reply),
        budget=6,
        budget_unit="hours",
        unit="people",
        loss=_harm,
        explain=_report,
        reference={"watch": "nobody", "first-reply": "silence"},
    )
    module = ModuleType("tenmistakes.models.late_reply")
    module.SIMULATIONS = {"wait": wait}
    module.PLANS = {"week": plans}
    return module


def _misconception(name: str) -> dict[str, str]:
    return {
        "idea": f"Idea of {name}",
        "tempting": f"Tempting of {name}.",
        "instead": f"Instead of {name}.",
        "see": "The clock",
    }


def _exemplars(right: Any, *wrong: tuple[Any, str, str]) -> list[dict[str, Any]]:
    """Untouched, right, and wrong ones as (answer, outcome, message)."""
    return [
        {"outcome": "not-attempted", "message": "not-attempted"},
        {"answer": right, "outcome": "right", "message": "right"},
        *({"answer": answer, "outcome": outcome, "message": message} for answer, outcome, message in wrong),
    ]


def _definitions() -> dict[str, Any]:
    """A ``questions.yaml`` with a question of every kind."""
    names = ["calms", "erase", "all-at-once", "forgets", "backwards", "scrambled", "mixed-up", "swapped"]
    names += ["too-low", "too-high", "unwatched", "mute", "too-dear", "not-best"]
    return {
        "title": "Replying late",
        "misconceptions": {name: _misconception(name) for name in names},
        "questions": [
            {
                "id": "first",
                "kind": "choose-one",
                "prompt": "What *first*?\n\nThink of Saturday.",
                "points": 2,
                "right": "Because an answer in the first hour reaches most.",
                "hints": ["Who is awake?", "Who has the password?"],
                "options": [
                    {"id": "wait", "text": "Wait", "misconception": "calms"},
                    {"id": "say-sorry", "text": "Say **sorry**", "right": True},
                    {"id": "remove", "text": "Remove it", "misconception": "erase"},
                ],
                "exemplars": _exemplars(
                    "say-sorry", ("wait", "not-yet", "calms"), ("remove", "not-yet", "erase")
                ),
            },
            {
                "id": "who",
                "kind": "choose-several",
                "prompt": "Who must know?",
                "points": 3,
                "right": "Both have to act.",
                "options": [
                    {"id": "boss", "text": "The boss", "right": True, "missed": "forgets"},
                    {"id": "desk", "text": "The help desk", "right": True, "missed": "forgets"},
                    {"id": "press", "text": "The whole press", "misconception": "all-at-once"},
                ],
                "exemplars": _exemplars(
                    ["desk", "boss"],
                    (["boss"], "partly", "forgets"),
                    (["boss", "desk", "press"], "partly", "all-at-once"),
                    (["press"], "not-yet", "all-at-once"),
                ),
            },
            {
                "id": "steps",
                "kind": "order",
                "prompt": "In which order?",
                "points": 2,
                "right": "Listening comes first.",
                "items": [
                    {"id": "listen", "text": "Listen"},
                    {"id": "answer", "text": "Answer"},
                    {"id": "mend", "text": "Mend"},
                    {"id": "learn", "text": "Learn"},
                ],
                "slips": [{"first": "learn", "then": "listen", "misconception": "backwards"}],
                "otherwise": "scrambled",
                "exemplars": _exemplars(
                    ["listen", "answer", "mend", "learn"],
                    (["learn", "mend", "answer", "listen"], "not-yet", "backwards"),
                    (["listen", "mend", "answer", "learn"], "partly", "scrambled"),
                ),
            },
            {
                "id": "forms",
                "kind": "match",
                "prompt": "Which crisis is which?",
                "points": 3,
                "right": "The signs differ.",
                "targets": [{"id": "fast", "text": "Fast"}, {"id": "slow", "text": "Slow"}],
                "items": [
                    {"id": "shock", "text": "A shock", "to": "fast"},
                    {"id": "fatigue", "text": "Fatigue", "to": "slow"},
                    {"id": "rumour", "text": "A rumour", "to": "fast"},
                ],
                "slips": [{"item": "shock", "to": "slow", "misconception": "swapped"}],
                "otherwise": "mixed-up",
                "exemplars": _exemplars(
                    {"shock": "fast", "fatigue": "slow", "rumour": "fast"},
                    ({"shock": "slow", "fatigue": "slow", "rumour": "fast"}, "partly", "swapped"),
                    ({"shock": "fast", "fatigue": "slow", "rumour": "slow"}, "partly", "mixed-up"),
                    ({"shock": "fast", "fatigue": "slow"}, "partly", "incomplete"),
                ),
            },
            {
                "id": "reach",
                "kind": "estimate",
                "prompt": "How many people hear of it in ten hours?",
                "points": 1,
                "right": "Each hour brings as many again.",
                "unit": "people",
                "truth": {"simulation": "wait", "at": {"hours": 10}, "number": "people"},
                "low": 0,
                "high": 5000,
                "right_within": 0.1,
                "partly_within": 0.5,
                "bands": [{"below": 1, "misconception": "too-low"}],
                "otherwise": "too-high",
                "exemplars": _exemplars(
                    "truth",
                    (500, "partly", "too-low"),
                    (10, "not-yet", "too-low"),
                    (4000.5, "not-yet", "too-high"),
                ),
            },
            {
                "id": "week",
                "kind": "plan",
                "prompt": "Plan your week.",
                "points": 5,
                "right": "Nothing within the budget does better.",
                "space": "week",
                "bands": [{"regret": 0.05, "share": 1}, {"regret": 0.5, "share": 0.5}],
                "misconceptions": {"watch": {"nobody": "unwatched"}, "first-reply": {"silence": "mute"}},
                "over_budget": "too-dear",
                "otherwise": "not-best",
                "exemplars": _exemplars(
                    "best",
                    ({"watch": "nobody"}, "partly", "unwatched"),
                    ({"first-reply": "silence"}, "partly", "mute"),
                    ({"watch": "two"}, "not-yet", "too-dear"),
                    ({"first-reply": "delete"}, "not-yet", "not-best"),
                ),
            },
            {
                "id": "statement",
                "kind": "written",
                "prompt": "Write the first statement.",
                "points": 4,
                "words": 80,
                "rubric": [{"text": "Says sorry", "points": 3}, {"text": "Says when", "points": 1}],
                "model_answer": "We are sorry.",
                "exemplars": [
                    {"outcome": "not-attempted", "message": "not-attempted"},
                    {"answer": "We are sorry.", "outcome": "partly", "message": "awaiting-review"},
                ],
            },
            {"id": "note", "kind": "written", "prompt": "What will you do?"},
        ],
    }


def _write_course(folder: Path, data: Any, lesson: str) -> Path:
    place = folder / "course" / f"11-{SLUG}"
    place.mkdir(parents=True, exist_ok=True)
    (place / "lesson.md").write_text(lesson, encoding="utf-8")
    text = data if isinstance(data, str) else yaml.safe_dump(data, sort_keys=False, allow_unicode=True)
    (place / "questions.yaml").write_text(text, encoding="utf-8")
    return folder / "course"


@pytest.fixture(autouse=True, scope="session")
def model() -> Iterator[ModuleType]:
    """The tiny model, where ``models.base`` looks for it."""
    name = "tenmistakes.models.late_reply"
    sys.modules[name] = tiny_model()
    yield sys.modules[name]
    del sys.modules[name]


@pytest.fixture
def definitions() -> dict[str, Any]:
    """The small mistake's definitions as plain data, for a test to spoil."""
    return _definitions()


@pytest.fixture
def course_of(tmp_path: Path) -> Callable[..., Path]:
    """Write definitions (data, or the text of the file) as a course; gives its folder."""

    def write(data: Any, lesson: str = "# Late\n\n## The clock\n") -> Path:
        return _write_course(tmp_path, data, lesson)

    return write


@pytest.fixture(scope="session")
def mistake(tmp_path_factory: pytest.TempPathFactory, model: ModuleType) -> Mistake:
    """The small mistake, loaded."""
    folder = tmp_path_factory.mktemp("small")
    return load(SLUG, _write_course(folder, _definitions(), "# Late\n\n## The clock\n"))
