"""docs/scale.md says what follows from its constants, and nothing else."""

import importlib.util
import math
import sys
from dataclasses import replace

import pytest

from tenmistakes import content

PATH = content.home() / "benchmarks" / "scale.py"
TEXT = (content.home() / "docs" / "scale.md").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def scale():
    spec = importlib.util.spec_from_file_location("scale", PATH)
    module = importlib.util.module_from_spec(spec)
    sys.modules["scale"] = module  # dataclasses look there
    spec.loader.exec_module(module)
    yield module
    del sys.modules["scale"]


def test_the_tables_are_those_of_the_script(scale):
    tables = list(scale.Plan(scale.Assumed()).tables())
    assert len(tables) == 3
    assert all(table in TEXT for table in tables)


def test_the_sentences_agree_with_the_tables(scale):
    plan = scale.Plan(scale.Assumed())
    words = " ".join(TEXT.split())
    for kilobytes, what in [
        (scale.SUBMITTED, "handed in"),
        (scale.GRADED, "graded"),
        (scale.FEEDBACK, "feedback"),
    ]:
        assert f"{what} {kilobytes:g} kB" in words
    assert f"gradebook {scale.GRADEBOOK:g} kB each" in words
    assert f"{plan.memory:,.0f} GB" in words
    assert f"{plan.given.at_once * plan.given.learners:,.0f} of them" in words
    assert f"takes {scale.SERVER} MB and the kernels of two open notebooks {scale.KERNELS} MB" in words
    assert f"{math.ceil(plan.memory / 128)} machines with 128 GB each" in words
    assert f"{scale.GRADING} ms a submission and a page of feedback {scale.PAGE} ms" in words
    assert f"{scale.GRADING - scale.COMPUTED:.1f} ms of the {scale.GRADING} " in words
    sampled = scale.Plan(replace(plan.given, reading=0.05))
    assert f"`--reading 0.05`, one written answer in twenty, it is {sampled.reading:,.0f} hours" in words


def test_the_arithmetic_by_hand(scale):
    plan = scale.Plan(scale.Assumed(learners=1_000, minutes=3, answered=0.5, reading=0.5, at_once=0.1))
    assert plan.submissions == 10_000
    assert plan.stored["graded"] == pytest.approx(0.533)
    assert plan.machine["grading"] == pytest.approx(53 / 3600)
    assert plan.reading == pytest.approx(125)
    assert plan.memory == pytest.approx(24.2)
    assert plan.costs["reading written answers"][1] == pytest.approx(3_750)
