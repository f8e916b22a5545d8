"""A small course to build: a start page and one mistake, with one of each thing a page can hold."""

from pathlib import Path

import pytest

from tenmistakes.models import base

COURSE = """\
title: A small course
explain: at-once
mistakes: []
"""

START = """\
# A small course

```{code-cell} ipython3
# Start here
from tenmistakes import lesson, progress

lesson("start-here")
```

<!-- previous-next -->
"""

LESSON = """\
# No plan

```{code-cell} ipython3
# Start the lesson
from tenmistakes import ask, lesson, picture, simulate

lesson("no-crisis-plan")
```

## What it cost

It went on for a weekend [@AA1], and cost a brand its name [@AA1; @BB2].

![A chart of one weekend](chart.png)

```{code-cell} ipython3
# Your answer: silence
ask("no-crisis-plan/silence")
```

```{code-cell} ipython3
# The simulation: how a complaint spreads
simulate("no-crisis-plan/firestorm", predict="no-crisis-plan/guess")
```

### In detail

```{code-cell} ipython3
# The picture: one weekend
picture("no-crisis-plan/weekend")
```

## Sources

<!-- sources -->
"""

EXERCISE = """\
# Exercise: no plan

```{code-cell} ipython3
# Start the exercise
from tenmistakes import ask, exercise, hand_in, score

exercise("no-crisis-plan")
```

There are <!-- points --> points to be had.

```{code-cell} ipython3
:tags: [graded]

# Question 1: silence
ask("no-crisis-plan/graded-silence")
```

## In your own words

<!-- written: no-crisis-plan/statement -->

```{code-cell} ipython3
:tags: [hand-in]

# Hand in: run this cell, then save
hand_in()
```
"""

QUESTIONS = """\
title: No plan
misconceptions:
  silence-calms:
    idea: "It blows over."
    tempting: "Most grumbling does."
    instead: "This does not."
    see: "What it cost"
questions:
  - &silence
    id: silence
    kind: choose-one
    prompt: "What do you do?"
    right: "So it is."
    options:
      - {id: reply, text: "Reply", right: true}
      - {id: wait, text: "Wait", misconception: silence-calms}
    exemplars:
      - {outcome: not-attempted, message: not-attempted}
      - {answer: reply, outcome: right, message: right}
      - {answer: wait, outcome: not-yet, message: silence-calms}
  - {<<: *silence, id: graded-silence, points: 2}
  - id: guess
    kind: estimate
    prompt: "How many?"
    unit: people
    truth: 100
    low: 1
    high: 1000
    right_within: 0.1
    partly_within: 0.3
    otherwise: silence-calms
    right: "Yes."
    exemplars:
      - {outcome: not-attempted, message: not-attempted}
      - {answer: truth, outcome: right, message: right}
      - {answer: 500, outcome: not-yet, message: silence-calms}
  - id: statement
    kind: written
    prompt: "Write it."
    points: 3
    words: 60
    model_answer: "We have seen it, and you hear from us at six."
    rubric:
      - {text: "Says when", points: 2}
      - {text: "Is short", points: 1}
    exemplars:
      - {outcome: not-attempted, message: not-attempted}
      - {answer: "We are looking.", outcome: partly, message: awaiting-review}
"""

SOURCES = """\
AA1: {label: "A paper, 17 Nov 2008", title: "The weekend", kind: press, date: 2008-11-17, url: "https://example.org/a"}
BB2: {label: "B study", title: "The brand", kind: academic, date: 2011, doi: "10.1000/b"}
"""

PICTURES = """\
weekend:
  kind: line
  title: One weekend
  data: weekend.csv
  x: hour
  y: posts
  x_label: hour
  y_label: posts
  words: "The posts doubled until Monday."
  sources: [AA1]
"""

WEEKEND = "hour,posts,source\n0,1,AA1\n1,2,AA1\n"


def model_sources() -> str:
    """An entry for each source that the model of the real mistake names."""
    simulations = base.load("no-crisis-plan").SIMULATIONS.values()
    named = {parameter.source for simulation in simulations for parameter in simulation.parameters}
    return "".join(
        f"{name}: {{label: {name}, title: {name}, kind: press}}\n"
        for name in sorted(named - {base.ILLUSTRATIVE})
    )


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """The root of a small course without fault."""
    return write_small_course(tmp_path / "small")


@pytest.fixture
def small_course(root: Path) -> Path:
    """The same, for a test that has another root as well."""
    return root


def write_small_course(root: Path) -> Path:
    mistake = root / "course" / "08-no-crisis-plan"
    (mistake / "data").mkdir(parents=True)
    (root / "course" / "00-start-here").mkdir()
    for path, text in (
        ("course.yaml", COURSE),
        ("00-start-here/lesson.md", START),
        ("08-no-crisis-plan/lesson.md", LESSON),
        ("08-no-crisis-plan/exercise.md", EXERCISE),
        ("08-no-crisis-plan/questions.yaml", QUESTIONS),
        ("08-no-crisis-plan/sources.yaml", SOURCES + model_sources()),
        ("08-no-crisis-plan/pictures.yaml", PICTURES),
        ("08-no-crisis-plan/data/weekend.csv", WEEKEND),
    ):
        (root / "course" / path).write_text(text, encoding="utf-8")
    return root
