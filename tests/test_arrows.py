"""Which part of the package may import which: arrows point one way."""

import ast

import pytest

from tenmistakes import content

SOURCE = content.home() / "src" / "tenmistakes"
LEAVES = {"anchors", "content", "document", "reading", "typed"}
MAY_IMPORT = {
    **{leaf: set() for leaf in LEAVES},
    "models": set(),
    "sources": LEAVES,
    "questions": LEAVES | {"models"},
    "answers": LEAVES,
    "plots": LEAVES | {"models", "sources"},
    "lab": LEAVES,
    "plan": LEAVES | {"questions", "answers"},
    "showing": LEAVES | {"models", "questions"},
    "grading": LEAVES | {"questions", "answers", "showing"},
    "report": LEAVES | {"questions", "plots", "showing", "grading"},
    "standing": LEAVES | {"questions", "answers", "showing"},
    "widgets": LEAVES | {"models", "sources", "questions", "answers", "plots", "plan", "showing", "lab"},
    "notebook": LEAVES | {"questions", "answers", "plots", "showing", "standing", "widgets"},
    "handin": LEAVES | {"questions", "answers", "showing"},
    "build": LEAVES | {"models", "sources", "questions", "plots", "lab"},
    "offline": set(),
    "site": LEAVES | {"build", "lab", "questions", "showing"},
    "workspace": LEAVES,
    "learn": LEAVES | {"lab", "workspace"},
    "doctor": LEAVES | {"grading"},
    "hub": LEAVES | {"lab", "workspace"},
    "cli": LEAVES
    | {"answers", "build", "doctor", "grading", "hub", "learn", "report", "site", "standing", "workspace"},
    "__main__": {"cli"},
    "__init__": {"handin", "notebook"},
}
FOREIGN = {
    "models": {"pydantic", "yaml", "matplotlib", "IPython", "ipywidgets", "anywidget"},
    "questions": {"matplotlib", "IPython", "ipywidgets", "anywidget", "nbgrader"},
    "grading": {
        "matplotlib",
        "IPython",
        "ipywidgets",
        "anywidget",
        "jupyter_client",
        "nbclient",
        "nbconvert",
    },
    "answers": {"matplotlib", "IPython", "ipywidgets", "anywidget", "nbgrader", "pydantic"},
    "doctor": {"matplotlib", "IPython", "ipywidgets", "anywidget", "nbgrader"},
}
"""What a part must not import from elsewhere.

``models`` is numpy and the standard library, and networkx inside the one function that makes a network: it
takes a third of a second to import, so nothing that runs in a lesson or in grading calls for it.
"""


def imported(path):
    """Every module that a file imports, by its full name."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module == "tenmistakes":
            yield from (f"tenmistakes.{alias.name}" for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module


FILES = [path for path in SOURCE.rglob("*.py") if "content" not in path.relative_to(SOURCE).parts]


def test_no_model_imports_networkx_before_somebody_makes_a_network():
    for path in (SOURCE / "models").glob("*.py"):
        top = ast.parse(path.read_text(encoding="utf-8")).body
        names = [alias.name for node in top if isinstance(node, ast.Import) for alias in node.names]
        names += [node.module or "" for node in top if isinstance(node, ast.ImportFrom)]
        assert "networkx" not in {name.partition(".")[0] for name in names}, path.name


def test_marks_are_read_without_nbgrader_which_takes_seconds_to_import():
    for path in (SOURCE / "grading" / "marks").glob("*.py"):
        assert "nbgrader" not in {module.partition(".")[0] for module in imported(path)}, path.name


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.relative_to(SOURCE).as_posix())
def test_arrows_point_one_way(path):
    parts = path.relative_to(SOURCE).parts
    part = parts[0] if len(parts) > 1 else path.stem
    for module in imported(path):
        top, _, rest = module.partition(".")
        if top == "tenmistakes" and rest:
            assert rest.split(".")[0] in MAY_IMPORT[part] | {part}, module
        assert top not in FOREIGN.get(part, set()), module
