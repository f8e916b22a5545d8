"""Whatever bytes are handed in: a notebook comes out, or one sentence."""

import json
import time
import tracemalloc
from contextlib import suppress
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tenmistakes.answers.embedding import NOTEBOOK_LIMIT
from tenmistakes.grading import lenient
from tenmistakes.grading.handed_in import Refused

from .making import RIGHT, TEXT, WRITTEN, named, notebook, released

MIB = 1024 * 1024
LEFT = {"cell_type", "id", "metadata", "source"}


def as_saved(made: dict[str, Any]) -> bytes:
    """A notebook as Jupyter saves it: keys in order, a line for each line of a source."""
    for cell in made["cells"]:
        cell["source"] = "".join(cell["source"]).splitlines(keepends=True)
    return json.dumps(made, indent=1, sort_keys=True, ensure_ascii=False).encode() + b"\n"


SOUND = as_saved(notebook(RIGHT, TEXT))
SOURCES = ["".join(cell["source"]) for cell in json.loads(SOUND)["cells"]]


def sources(data: bytes) -> list[str]:
    return [cell["source"] for cell in lenient.notebook(data)[0]["cells"]]


def said(data: bytes) -> list[str]:
    return [flag.name for flag in lenient.notebook(data)[1]]


def refused(data: bytes) -> str:
    with pytest.raises(Refused) as caught:
        lenient.notebook(data)
    return str(caught.value)


def test_a_sound_notebook_is_read_as_it_is():
    found, flags = lenient.notebook(SOUND)
    raw = json.loads(SOUND)
    assert flags == ()
    assert [cell["source"] for cell in found["cells"]] == SOURCES
    for cell, was in zip(found["cells"], raw["cells"], strict=True):
        assert cell.keys() == LEFT
        assert (cell["cell_type"], cell["id"]) == (was["cell_type"], was["id"])
        assert cell["metadata"].get("nbgrader") == was["metadata"].get("nbgrader")
        assert cell["metadata"].get("tenmistakes") == was["metadata"].get("tenmistakes")
    assert found["metadata"] == {"tenmistakes": {"kind": "exercise", "slug": "no-crisis-plan"}}


@pytest.mark.parametrize(
    ("change", "word"),
    {
        "byte order mark": (lambda data: b"\xef\xbb\xbf" + data, "byte order mark"),
        "UTF-16": (lambda data: data.decode().encode("utf-16"), "UTF-16"),
        "UTF-16 without a mark": (lambda data: data.decode().encode("utf-16-be"), "UTF-16"),
        "UTF-32": (lambda data: data.decode().encode("utf-32"), "UTF-32"),
        "zero bytes before": (lambda data: b"\0\0\0" + data, "zero bytes"),
        "zero bytes after": (lambda data: data + bytes(4096), "zero bytes"),
        "zero bytes between": (lambda data: data.replace(b"\n", b"\n\0"), "zero bytes"),
        "words before": (lambda data: b"From: ada\r\n\r\n" + data, "before"),
        "words after": (lambda data: data + b"\n-- \nSent from my phone", "behind"),
        "control characters before": (lambda data: b"\x1b\x07" + data, "before"),
        "an object after": (lambda data: data + data, "behind"),
    }.values(),
)
def test_what_was_put_right_is_said(change, word):
    found, (flag,) = lenient.notebook(change(SOUND))
    assert [cell["source"] for cell in found["cells"]] == SOURCES
    assert flag.name == "repaired-text"
    assert word in flag.sentence


@pytest.mark.parametrize(
    "change",
    [
        lambda data: data.replace(b"\n", b"\r\n"),
        lambda data: data.replace(b"\\n", b"\\r\\n"),
        lambda data: b" \r\n\t" + data + b"\r\n\r\n",
        lambda data: json.dumps(json.loads(data)).encode(),
        lambda data: json.dumps(json.loads(data), ensure_ascii=False).encode(),
        lambda data: data.replace(b'"nbformat_minor": 5', b'"nbformat_minor": ' + b"9" * 5000),
        lambda data: data.replace(b'"nbformat_minor": 5', b'"nbformat_minor": NaN'),
        lambda data: data.replace(b'"nbformat": 4', b'"nbformat": 99, "nbformat": -Infinity'),
        lambda data: data.replace(b"{", b'{"cells": [], ', 1),  # the last of two keys counts
        lambda data: data.replace(b'"execution_count": null', b'"execution_count": "\x01\t"'),
    ],
)
def test_what_means_the_same_is_no_difference(change):
    assert change(SOUND) != SOUND
    assert sources(change(SOUND)) == SOURCES
    assert said(change(SOUND)) == []


def test_letters_of_an_editor_on_windows_are_read():
    made = notebook(RIGHT, "Wir hören – “bis sechs”.")
    data = as_saved(made).decode().encode("cp1252", "replace")
    found, (flag,) = lenient.notebook(data)
    assert named(found, WRITTEN)["source"] == "Wir hören – “bis sechs”."
    assert flag.name == "repaired-text"


def test_half_characters_become_whole_ones():
    data = SOUND.replace(b'"Wickerby makes', b'"\\ud83d Wickerby makes')
    assert data != SOUND
    assert any(text.startswith("\ufffd Wickerby") for text in sources(data))
    json.dumps(lenient.notebook(data)[0], ensure_ascii=False).encode()


def test_the_format_before_this_one_is_read():
    made = json.loads(SOUND)
    cells = [
        {key: value for key, value in cell.items() if key not in ("source", "id")}
        | {"input" if cell["cell_type"] == "code" else "source": cell["source"]}
        for cell in made["cells"]
    ]
    cells.insert(1, {"cell_type": "heading", "level": 2, "source": "Plan", "metadata": {}})
    old = {
        "nbformat": 3,
        "metadata": {},
        "worksheets": [{"cells": cells[:9]}, {"cells": cells[9:]}, {}, None],
    }
    found, (flag,) = lenient.notebook(json.dumps(old).encode())
    assert [cell["source"] for cell in found["cells"]] == [SOURCES[0], "## Plan", *SOURCES[1:]]
    assert found["cells"][1]["cell_type"] == "markdown"
    assert named(found, WRITTEN)["source"] == TEXT
    assert flag.name == "old-format"


@pytest.mark.parametrize("bulk", ["outputs", "attachments", "widgets"])
def test_what_makes_a_notebook_large_does_not_count(bulk):
    data = SOUND.replace(
        b'"cells": [', b'"%s": {"a": ["%s"]}, "cells": [' % (bulk.encode(), b"\\\\ \\u2028[{" * MIB), 1
    )
    assert lenient.PARSED < len(data) < NOTEBOOK_LIMIT
    assert sources(data) == SOURCES
    assert said(data) == []


def test_outputs_without_end_of_depth_do_not_count():
    data = SOUND.replace(b'"outputs": []', b'"outputs": [' + b"[" * 99_999 + b"]" * 99_999 + b"]", 1)
    assert data != SOUND
    assert sources(data) == SOURCES


def test_a_string_that_names_the_outputs_is_no_key():
    made = notebook(RIGHT, 'The "outputs": [ of a plan, and "widgets": {')
    made["cells"][0]["outputs"] = ["x" * lenient.PARSED]
    assert named(lenient.notebook(json.dumps(made).encode())[0], WRITTEN)["source"].startswith(
        'The "outputs": [ of'
    )


@pytest.mark.parametrize("end", range(0, len(SOUND), 997))
def test_of_a_file_that_was_cut_off_every_whole_cell_is_read(end):
    whole = sum(
        1 for n in range(len(SOURCES)) if len(as_saved({"cells": json.loads(SOUND)["cells"][: n + 1]})) <= end
    )
    try:
        found, flags = lenient.notebook(SOUND[:end])
    except Refused as error:
        assert whole == 0
        assert str(error)
        return
    texts = [cell["source"] for cell in found["cells"]]
    assert len(texts) >= whole
    # The last may be a cell that was cut off itself: what was left of it is its beginning.
    assert texts[:-1] == SOURCES[: len(texts) - 1]
    assert SOURCES[len(texts) - 1].startswith(texts[-1])
    assert [flag.name for flag in flags] == ["damaged"]
    assert flags[0].review


def test_the_lines_of_a_cell_that_was_cut_off_are_read():
    cut = SOUND[: SOUND.index(b"crisis-plan/sunday-morning", SOUND.index(b"#: {"))]
    (whole,) = (text for text in SOURCES if "#: {" in text)
    left = sources(cut)[-1]
    assert whole.startswith(left)
    assert 1 < left.count("#: {") < whole.count("#: {")


def test_one_broken_cell_costs_no_other():
    data = SOUND.replace(b'"cell_type": "markdown"', b'"cell_type": markdown', 1)
    assert sources(data) == SOURCES[1:]
    assert said(data) == ["damaged"]


def test_both_sides_of_a_conflict_are_read():
    lines = SOUND.split(b"\n")
    at = lines.index(b"  {", 10)
    data = b"\n".join([*lines[:at], b"<<<<<<< HEAD", *lines[at:], b"=======", b">>>>>>> theirs", *lines[at:]])
    assert set(sources(data)) == set(SOURCES)


def test_what_is_no_cell_is_passed_over():
    made = released()
    made["cells"] += [None, 3, "cell", [], {}, {"cell_type": 7, "source": {"a": 1}, "metadata": "x", "id": 5}]
    made["cells"].append(
        {"cell_type": "code", "source": ["a\n", 1, None, "b"], "metadata": {"nbgrader": [1]}}
    )
    found, (flag,) = lenient.notebook(json.dumps(made).encode())
    odd, worse, last = found["cells"][-3:]
    assert odd == worse == {"cell_type": "raw", "metadata": {}, "source": ""}
    assert last == {"cell_type": "code", "metadata": {}, "source": "a\nb"}
    assert flag.name == "repaired-text"


@pytest.mark.parametrize(
    ("data", "word"),
    [
        (b"", "empty"),
        (b" \r\n\t", "empty"),
        (bytes(100), "JSON"),
        (b"Dear teacher, here is my plan.", "JSON"),
        (b"%PDF-1.7\n...", "PDF"),
        (b"PK\x03\x04\x14\0\0\0", "zip"),
        (b"\x1f\x8b\x08\0", "compressed"),
        (b"\x89PNG\r\n\x1a\n\0\0", "picture"),
        (b"\xff\xd8\xff\xe0", "picture"),
        (b"\n<!DOCTYPE HTML><html><script>{}</script>", "web page"),
        (b"version https://git-lfs.github.com/spec/v1\noid", "storage"),
        (b"null", "JSON"),
        (b"[1, 2]", "JSON"),
        (b'"{"', "JSON"),
        (b"{}", "no cells"),
        (b'{"cells": null}', "no cells"),
        (b'{"cells": {"0": {"cell_type": "code"}}}', "no cells"),
        (b'{"format": "tenmistakes answers", "schema": 1, "entries": []}', "answers file"),
        (b'{"cells": [' + b"{}," * lenient.CELLS + b"{}]}", "5,001 cells"),
        (b'{"cells": ' + b"[" * 40_000 + b"]" * 40_000 + b"}", "deep"),
        (b'{"cells": [{"source": "' + b"a" * lenient.PARSED + b'"}]}', "larger"),
        (b'{"outputs": [' + b"[]," * lenient.TOKENS + b"[" * lenient.PARSED, "outputs"),
        (b'{"cells": [' + b"[]," * lenient.BRACKETS + b"{}]}", "lists"),
        (b"{" + b'"",' * (lenient.TOKENS + 1) + b" " * lenient.PARSED, "strings"),
        (b" " * NOTEBOOK_LIMIT + b"{}", "24 MiB"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_is_no_notebook_is_said_in_a_sentence(data, word):
    sentence = refused(data)
    assert word in sentence
    assert sentence.endswith(".")
    assert "\n" not in sentence


LARGE, GIANT = lenient.PARSED - 64, NOTEBOOK_LIMIT - 64


HOSTILE = {
    "lists": lambda: b'{"cells":[' + b"[]," * (LARGE // 3),
    "whole lists": lambda: b'{"cells":[' + b"[]," * (LARGE // 3) + b"0]}",
    "objects": lambda: b'{"cells":[' + b'{"":0},' * (LARGE // 7) + b"0]}",
    "half objects": lambda: b'{"cells":[' + b'{"":"",' * (LARGE // 7),
    "half cells": lambda: b'{"cells":[' + b'{"cell_type":["' * (LARGE // 15),
    "cells in cells": lambda: (b'{"cells":[' + b"[1," * 900 + b'{"cell_type":"' + b"a" * 100) * 2000,
    "braces": lambda: b"{" * LARGE,
    "depth": lambda: b'{"a":' * (LARGE // 5),
    "digits": lambda: b'{"cells":[' + b"9" * LARGE + b"]}",
    "quotation marks": lambda: b"{" + b'"' * GIANT,
    "escaped marks": lambda: b'{"outputs":["' + b'\\"' * (GIANT // 2),
    "many outputs": lambda: b"{" + b'"outputs":0,' * (GIANT // 12),
    "full outputs": lambda: b"{" + b'"outputs":[0],' * (GIANT // 14),
    "outputs of lists": lambda: b'{"outputs":[' + b"[]," * (GIANT // 3),
    "strays": lambda: b"{" + b"\xff" * GIANT,
    "some strays": lambda: b"{" + (b"\xff" + b"a" * 6000) * (lenient.STRAYS - 1),
    "blanks": lambda: b"{" + b" " * GIANT + b"}",
    "blank keys": lambda: b'{      "' * (LARGE // 8),
    "letters": lambda: b"{" + "ü".encode() * (GIANT // 2),
    "an emoji and zero bytes": lambda: (
        "😀".encode() + bytes(9) + b'{"cells":[],"outputs":["' + b"x" * (GIANT - 99) + b'"]}'
    ),
    "an emoji and strays": lambda: (
        "😀".encode() + b'{"cells":[],"outputs":["' + (b"x" * 2000 + b"\xff") * 9000 + b'"]}'
    ),
    "UTF-16": lambda: ('{"cells":[],"outputs":["' + "x" * (GIANT // 2 - 99) + '"]}').encode("utf-16-le"),
    "emoji in UTF-16": lambda: ('{"cells":[],"a":"' + "😀" * (GIANT // 4 - 99) + '"}').encode("utf-16-le"),
    "escaped escapes": lambda: b'{"cells":[],"outputs":[' + b'"\\\\",' * (lenient.TOKENS - 99) + b'""]}',
    "lists in outputs": lambda: b'{"cells":[],"outputs":[' + b"[]," * (lenient.TOKENS // 2 - 99) + b"0]}",
    "numbers": lambda: b'{"cells":[' + b"0," * (LARGE // 2) + b"0]}",
    "long numbers": lambda: b'{"cells":[' + (b"9" * 4299 + b",") * (LARGE // 4300 - 1) + b"0]}",
    "lines": lambda: b'{"cells":' + b"\n" * (LARGE // 2) + b'{"{" ' * (LARGE // 10),
    "escaped ends": lambda: b'{"cells":[{"source":["' + b'\\",' * (LARGE // 3),
}


@pytest.mark.parametrize("make", HOSTILE.values(), ids=HOSTILE)
def test_hostile_bytes_cost_no_time(make):
    data = make()
    start = time.process_time()
    with suppress(Refused):
        assert lenient.notebook(data)[0]["cells"] == []
    assert time.process_time() - start < 1.5  # half a second at most where nothing else runs


@pytest.mark.parametrize("name", ["an emoji and zero bytes", "emoji in UTF-16", "letters", "whole lists"])
def test_hostile_bytes_cost_little_memory(name):
    data = HOSTILE[name]()
    tracemalloc.start()
    with suppress(Refused):
        lenient.notebook(data)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 200 * MIB


@pytest.mark.parametrize(
    "data",
    [
        b'{"cells":[{"source": ["a\\", b\\x',
        b'{"cells":[{"cell_type":"code","source":["a","b\\"',
        b'{"cells":[{"\\",',
        b'{"outputs":[{"cells":[]',
        b'"outputs":[{"a":1}]',
        b'\\"outputs":[{',
    ],
)
def test_what_has_no_end_is_not_looked_for_without_end(data: bytes):
    for end in range(len(data) + 1):
        with suppress(Refused):
            lenient.notebook(data[:end])


def test_nothing_is_kept_of_a_large_file():
    data = b'{"cells":[{"cell_type":"code","source":"x","outputs":["' + b"a" * (GIANT - 100) + b'"]}]}'
    tracemalloc.start()
    found = lenient.notebook(data)
    kept, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert found[0]["cells"][0]["source"] == "x"
    assert kept < MIB


PIECES = [
    b"{",
    b"}",
    b"[",
    b"]",
    b'"',
    b",",
    b":",
    b"\\",
    b"\0",
    b"\xff",
    b"\xef\xbb\xbf",
    b"\n",
    b'"cells":[',
]
CELL = b'{"cell_type":"code","source":["a\\n"],"metadata":{"nbgrader":{"grade_id":"start"}}}'


@given(
    st.one_of(
        st.binary(max_size=300),
        st.lists(st.sampled_from([*PIECES, CELL, b'"outputs":[', b"1e999", b"-0"]), max_size=40).map(
            b"".join
        ),
        st.tuples(st.integers(0, len(SOUND)), st.integers(0, len(SOUND)), st.binary(max_size=20)).map(
            lambda cut: SOUND[: cut[0]] + cut[2] + SOUND[cut[1] :]
        ),
    )
)
def test_any_bytes_end_in_a_notebook_or_a_sentence(data):
    start = time.process_time()
    try:
        found, flags = lenient.notebook(data)
    except Refused as error:
        assert str(error).endswith(".")
    else:
        json.dumps(found, ensure_ascii=False).encode()
        assert all(isinstance(cell["source"], str) and cell.keys() <= LEFT for cell in found["cells"])
        assert all(flag.sentence for flag in flags)
    assert time.process_time() - start < 1


@given(
    st.lists(
        st.sampled_from(
            [*'{}[]",:\\ aux\n', '\\"', '",', '"cells":[', '"outputs":', '{"cell_type":"code","source":']
        )
    ).map(lambda pieces: '{"cells":[' + "".join(pieces))
)
def test_anything_like_json_ends(text: str):
    start = time.process_time()
    with suppress(Refused):
        json.dumps(lenient.notebook(text.encode())[0])
    with suppress(Refused):  # the same where outputs are cut out
        json.dumps(lenient.notebook((text + " " * lenient.PARSED).encode())[0])
    assert time.process_time() - start < 1
