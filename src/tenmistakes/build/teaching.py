"""Notes for whoever teaches: minutes, ideas to listen for, questions to argue about, rubrics.

All of it is made from what the lessons and exercises are made of, so that it cannot fall behind them.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Annotated

from nbformat import NotebookNode
from pydantic import Field, TypeAdapter, ValidationError

from tenmistakes import sources as citing
from tenmistakes.build import calls, page
from tenmistakes.build.material import Material
from tenmistakes.build.page import Page
from tenmistakes.build.steps import graded
from tenmistakes.questions.check import points_text
from tenmistakes.questions.key import named_misconceptions
from tenmistakes.questions.kinds import Misconception, Question, Written
from tenmistakes.reading import Problem, Refused, read
from tenmistakes.typed import Strict, Text

