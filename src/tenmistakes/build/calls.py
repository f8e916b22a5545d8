"""What a code cell of the course says, read by its syntax and never run.

The course's cells call a handful of functions with ids written out; reading them tells the build which
questions, simulations and pictures a page uses.
"""

import ast
from dataclasses import dataclass

from nbformat import NotebookNode

from tenmistakes.build.page import line_of

VERBS = ("ask", "simulate", "picture", "lesson", "exercise", "progress", "score", "hand_in", "model_answers")


@dataclass(frozen=True)
class Call:
    """A call of one of the course's functions.

    ``target`` is None where no id was written out. ``predict`` is None where it was not given, and empty
    where it was given as something else than a text.
    """

    verb: str
    target: str | None
    predict: str | None
    line: int

    @property
    def slug(self) -> str:
        """The mistake the id belongs to."""
        return (self.target or "").partition("/")[0]

    @property
    def name(self) -> str:
        """The id within its mistake."""
        return (self.target or "").partition("/")[2]


def calls(cell: NotebookNode) -> list[Call]:
    """Every call in the cell, in order; SyntaxError if the cell is not Python."""
    found = [
        Call(node.func.id, _text(node.args), _keyword(node, "predict"), line_of(cell, node.lineno - 1))
        for node in ast.walk(ast.parse(cell.source))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in VERBS
    ]
    return sorted(found, key=lambda call: call.line)


def _text(arguments: list[ast.expr]) -> str | None:
    if arguments and isinstance(arguments[0], ast.Constant) and isinstance(arguments[0].value, str):
        return arguments[0].value
    return None


def _keyword(node: ast.Call, name: str) -> str | None:
    given = [keyword.value for keyword in node.keywords if keyword.arg == name]
    return (_text(given) or "") if given else None
