import ast
import io
import json
import os
import tokenize
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tenmistakes.answers import embedding
from tenmistakes.answers.schema import Entry, latest, merge

from .test_schema import entries, entry

RECORD = embedding.write([entry()])


def notebook(*cells: dict, **more: object) -> str:
    return json.dumps({"cells": list(cells), "metadata": {}, "nbformat": 4, "nbformat_minor": 5, **more})


def code(source: object, **metadata: object) -> dict:
    return {"cell_type": "code", "id": "a", "metadata": metadata, "outputs": [], "source": source}


@given(st.lists(entries, max_size=6))
def test_what_is_embedded_is_read_again(given: list[Entry]):
    problems: list[str] = []
    assert embedding.read(embedding.write(given), problems) == latest(merge(given))
    assert problems == []


@given(st.lists(entries, max_size=6))
def test_no_answer_gets_out_of_its_comment(given: list[Entry]):
    source = embedding.write(given)
    tree = ast.parse(source)
    assert [ast.unparse(statement) for statement in tree.body] == ["hand_in()"]
    kinds = {token.type for token in tokenize.generate_tokens(io.StringIO(source).readline)}
    assert tokenize.STRING not in kinds
    # Whatever a tool takes for the end of a line, each line is the call or a comment.
    assert all(line.startswith("#") or line == "hand_in()" for line in source.splitlines())


def test_without_answers_it_is_the_cell_as_handed_out():
    assert embedding.write([]) == "# Hand in: run this cell, then save\nhand_in()"


def test_the_record_is_short_to_read():
    assert RECORD.splitlines()[:2] == ["# Hand in: run this cell, then save", "hand_in()"]
    assert len(RECORD.splitlines()) == 5


@given(st.text(max_size=200))
def test_any_source_can_be_read(source: str):
    assert embedding.read(source) == []


@given(st.text(max_size=60))
def test_a_spoilt_line_costs_only_itself(spoilt: str):
    other = entry(question="no-crisis-plan/other")
    source = embedding.write([entry(), other])
    lines = source.split("\n")
    lines[4] = "#: {" + spoilt.replace("\n", " ")
    problems: list[str] = []
    assert embedding.read("\n".join(lines), problems) == [other]
    assert len(problems) == 1
    assert "run the hand-in cell again" in problems[0].lower()


def test_a_newer_record_is_not_guessed_at():
    problems: list[str] = []
    assert embedding.read(RECORD.replace('"schema": 1', '"schema": 2'), problems) == []
    assert "newer version" in problems[0]


def test_a_giant_cell_is_not_read():
    problems: list[str] = []
    assert embedding.read(RECORD + "\n#" + "x" * embedding.SOURCE_LIMIT, problems) == []
    assert "too large" in problems[0]


@pytest.mark.parametrize(
    "text",
    [
        notebook(code(RECORD, tenmistakes={"role": "hand-in"})),
        notebook(code(RECORD)),  # metadata stripped
        notebook(code(RECORD.splitlines(keepends=True))),
        notebook(code(RECORD.replace("\n", "\r\n"))),
        "\ufeff" + notebook(code(RECORD)),
        notebook(code("# my own words\n" + RECORD), code("1 + 1")),  # moved, and written over
        notebook({"cell_type": "markdown", "source": RECORD}),
        json.dumps(
            {"nbformat": 3, "worksheets": [{"cells": [{"cell_type": "code", "input": RECORD.split("\t")}]}]}
        ),
        notebook(code(RECORD), metadata={"number": float("nan")}),
        notebook(None, 3, [], code(None), code({"a": 1}), code([1, None]), code(RECORD), worksheets="none"),
    ],
    ids=["role", "stripped", "lines", "crlf", "bom", "edited", "markdown", "v3", "nan", "odd-cells"],
)
def test_the_record_is_found_in_a_notebook(tmp_path: Path, text: str):
    path = tmp_path / "08.ipynb"
    path.write_bytes(text.encode())
    problems: list[str] = []
    assert embedding.read_notebook(path, problems) == [entry()]
    assert problems == []


def test_of_two_records_the_later_answer_counts(tmp_path: Path):
    early, late = entry(value="early"), entry(value="late", time="2026-02-01T00:00:00.000Z", attempt=2)
    only = entry(question="no-crisis-plan/other")
    path = tmp_path / "08.ipynb"
    path.write_text(notebook(code(embedding.write([late])), code(embedding.write([early, only]))))
    assert embedding.read_notebook(path) == [late, only]


def test_what_a_cell_puts_out_is_no_record(tmp_path: Path):
    cell = code("print()")
    cell["outputs"] = [{"output_type": "stream", "name": "stdout", "text": RECORD}]
    path = tmp_path / "08.ipynb"
    path.write_text(notebook(cell))
    assert embedding.read_notebook(path) == []


def test_no_notebook_no_answers_and_no_complaint(tmp_path: Path):
    problems: list[str] = []
    assert embedding.read_notebook(tmp_path / "none.ipynb", problems) == []
    assert problems == []


@pytest.mark.parametrize("text", ["", "{", "[]", "[" * 100_000, '{"cells": 1', "\udcff", "9" * 9999])
def test_a_broken_notebook_is_told(tmp_path: Path, text: str):
    path = tmp_path / "08.ipynb"
    path.write_bytes(text.encode("utf-8", "surrogateescape"))
    problems: list[str] = []
    assert embedding.read_notebook(path, problems) == []
    assert problems == [
        "“08.ipynb” is not a notebook that can be read; answers that may be in it were not read."
    ]


@pytest.mark.parametrize("text", ["{}", '{"cells": 5, "worksheets": {"cells": []}}', '{"cells": [[]]}'])
def test_an_odd_notebook_holds_no_answers(tmp_path: Path, text: str):
    path = tmp_path / "08.ipynb"
    path.write_text(text)
    assert embedding.read_notebook(path) == []


def test_only_regular_files_are_opened(tmp_path: Path):
    real = tmp_path / "real.ipynb"
    real.write_text(notebook(code(RECORD)))
    kinds = {"folder": tmp_path / "folder.ipynb", "link": tmp_path / "link.ipynb"}
    kinds["folder"].mkdir()
    kinds["link"].symlink_to(real)
    if hasattr(os, "mkfifo"):
        kinds["pipe"] = tmp_path / "pipe.ipynb"
        os.mkfifo(kinds["pipe"])  # opening it would wait for ever
    for word, path in kinds.items():
        problems: list[str] = []
        assert embedding.read_notebook(path, problems) == []
        assert word in problems[0]


def test_a_giant_notebook_is_not_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(embedding, "NOTEBOOK_LIMIT", 2**20)
    path = tmp_path / "08.ipynb"
    path.write_text(notebook(code(RECORD), code("x" * 2**20)))
    problems: list[str] = []
    assert embedding.read_notebook(path, problems) == []
    assert "larger than 1 MiB" in problems[0]


def test_what_a_notebook_says_it_is(tmp_path: Path):
    path = tmp_path / "08.ipynb"
    path.write_text(notebook(metadata={"tenmistakes": {"kind": "exercise", "slug": "no-crisis-plan"}}))
    assert embedding.identity(path) == ("exercise", "no-crisis-plan")
    path.write_text(notebook(metadata={"tenmistakes": {"kind": 3}}))
    assert embedding.identity(path) is None
    assert embedding.identity(tmp_path / "none.ipynb") is None
