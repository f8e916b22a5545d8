"""What JupyterLab is given: saved notebooks without dead widgets, and folders it finds."""

import json
import os
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tenmistakes import lab
from tenmistakes.lab import server
from tenmistakes.widgets import assets


def notebook(**metadata):
    view = {"model_id": "abc", "version_major": 2, "version_minor": 0}
    data = {server.WIDGET_VIEW: view, "text/html": "<p>Choose one</p>", "text/plain": "Choose one"}
    lone = {server.WIDGET_VIEW: view}
    outputs = [
        {"output_type": "display_data", "metadata": {}, "data": data},
        {"output_type": "display_data", "metadata": {}, "data": lone},
        {"output_type": "stream", "name": "stdout", "text": "x"},
    ]
    cells = [
        {"cell_type": "markdown", "metadata": {}, "source": "Hello"},
        {"cell_type": "code", "metadata": {}, "source": "ask()", "outputs": outputs, "execution_count": 1},
    ]
    return {"cells": cells, "metadata": {"widgets": {"state": {}}, **metadata}, "nbformat": 4}


def test_a_course_notebook_is_saved_with_the_html_alone():
    saved = notebook(tenmistakes={"kind": "lesson", "slug": "x"})
    server._before_save(model={"type": "notebook", "content": saved}, path="x", contents_manager=None)
    outputs = saved["cells"][1]["outputs"]
    assert set(outputs[0]["data"]) == {"text/html", "text/plain"}
    assert server.WIDGET_VIEW in outputs[1]["data"]  # nothing else stands for it
    assert "widgets" not in saved["metadata"]


def test_other_notebooks_and_files_are_left_alone():
    other = notebook()
    before = json.dumps(other)
    server._before_save(model={"type": "notebook", "content": other}, path="x", contents_manager=None)
    server._before_save(model={"type": "file", "content": "text"}, path="y", contents_manager=None)
    assert json.dumps(other) == before


LEAF = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=6)
NAMES = st.sampled_from(
    [
        "type",
        "content",
        "metadata",
        "tenmistakes",
        "widgets",
        "worksheets",
        "cells",
        "outputs",
        "data",
        "text/html",
    ]
)
JSON = st.recursive(
    LEAF, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(NAMES, inner, max_size=4), max_leaves=12
)


def holding(name):
    """Objects that have this field, whatever is in it and whatever stands beside it."""
    return st.builds(
        lambda others, value: others | {name: value}, st.dictionaries(NAMES, JSON, max_size=2), JSON
    )


OUTPUTS = JSON | st.lists(JSON | holding("data"), max_size=2)
CELLS = JSON | st.lists(JSON | OUTPUTS.map(lambda outputs: {"outputs": outputs}), max_size=2)
NOTEBOOKS = st.fixed_dictionaries(
    {"metadata": JSON | holding("tenmistakes"), "cells": CELLS},
    optional={"worksheets": JSON | st.lists(CELLS.map(lambda cells: {"cells": cells}), max_size=2)},
)
MODELS = JSON | st.fixed_dictionaries({"type": st.just("notebook"), "content": JSON | NOTEBOOKS})


@settings(max_examples=300, deadline=None)
@given(MODELS)
def test_whatever_is_saved_the_save_goes_on_and_other_notebooks_stay_as_they_are(model):
    content = model.get("content") if isinstance(model, dict) else None
    metadata = content.get("metadata") if isinstance(content, dict) else None
    ours = isinstance(metadata, dict) and "tenmistakes" in metadata
    before = json.dumps(model)
    server._before_save(model=model, path="x", contents_manager=None)
    if not ours:
        assert json.dumps(model) == before


@pytest.mark.parametrize(
    "broken",
    [
        {"metadata": None},
        {"metadata": {"tenmistakes": {}}, "cells": None},
        {"metadata": {"tenmistakes": {}}, "cells": ["x", None, {"outputs": None}]},
        {"metadata": {"tenmistakes": {}}, "cells": [{"outputs": ["x", {"data": None}, {"data": "html"}]}]},
        {"metadata": {"tenmistakes": {}}, "worksheets": [{"cells": [{"outputs": [{"html": "x"}]}]}]},
    ],
    ids=["metadata", "cells", "outputs", "data", "nbformat 3"],
)
def test_a_notebook_of_another_shape_is_saved_as_it_is(broken):
    before = json.dumps(broken)
    server._before_save(model={"type": "notebook", "content": broken}, path="x", contents_manager=None)
    assert json.dumps(broken) == before


def test_the_environment_leads_to_everything_and_keeps_what_was_set(monkeypatch):
    monkeypatch.setenv("JUPYTER_PATH", "/elsewhere")
    monkeypatch.delenv("JUPYTER_CONFIG_PATH", raising=False)
    variables = lab.environment()
    own, data, kept = variables["JUPYTER_PATH"].split(os.pathsep)
    assert kept == "/elsewhere"
    kernel = json.loads(Path(own, "kernels", "python3", "kernel.json").read_text())
    assert kernel["argv"][3] == "tenmistakes.lab.kernel"
    package = json.loads(Path(data, "labextensions", "tenmistakes", "package.json").read_text())
    assert Path(data, "labextensions", "tenmistakes", package["jupyterlab"]["_build"]["load"]).is_file()
    learner, config = map(Path, variables["JUPYTER_CONFIG_PATH"].split(os.pathsep))
    for file in [*learner.rglob("*.json"), *config.rglob("*.json")]:
        assert json.loads(file.read_text()), file
    enabled = json.loads((config / "jupyter_server_config.d" / "tenmistakes.json").read_text())
    extensions = {"tenmistakes.lab.server": True, "tenmistakes.grading.formgrader": True}
    assert enabled == {"ServerApp": {"jpserver_extensions": extensions}}


def test_a_front_end_is_one_module_that_needs_no_other():
    for last in ("question", "simulation"):
        text = assets.module("dom", "order", "controls", "saving", last)
        lines = text.splitlines()
        assert not [line for line in lines if line.startswith("import ")]
        assert [line for line in lines if line.startswith("export ")] == ["export default { render };"]
        names = [line.split("(")[0].split()[-1] for line in lines if line.startswith("function ")]
        assert len(names) == len(set(names))
