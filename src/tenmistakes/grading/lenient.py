"""A notebook out of whatever bytes were handed in, as far as there is one in them.

Files come back from editors, mail programs, file systems and uploads with marks before them, in another
encoding, cut off, in the format of ten years ago. Whatever of it is a cell is kept; nothing is believed.
"""

import codecs
import json
import re
from collections.abc import Iterator
from typing import Any

from tenmistakes.answers.embedding import NOTEBOOK_LIMIT
from tenmistakes.answers.files import MIB
from tenmistakes.answers.schema import FORMAT
from tenmistakes.grading.flags import Flag, flag
from tenmistakes.grading.handed_in import Refused

PARSED = 2 * MIB
"""Bytes of JSON that are made into objects; an exercise that was worked through has 150 kB at most. What
makes notebooks larger is outputs, pasted pictures and the state of widgets; these are cut out beforehand."""
BRACKETS = 100_000
"""Lists and objects, and brackets in texts; an exercise has some three hundred. Each takes as long as a page
of plain text."""
CELLS = 5_000
"""More than anybody writes: an exercise has some thirty."""
STRAYS = 10_000
"""Bytes that are no UTF-8; a file with more of them is no text."""
TOKENS = 500_000
"""Strings and brackets looked at to find where outputs end. A loop that printed all night makes 300,000."""

_BOM = "\ufeff"
_BULK = re.compile(rb'"(?:outputs|attachments|widgets)"\s*+:\s*+(?=[\[{])')
_TOKEN = re.compile(rb'"[^"]*+"?|[\[\]{}]')  # a string without an end is one, too
_DEPTH = {b"[": 1, b"{": 1, b"]": -1, b"}": -1}
_TRIES = 6
"""How often, at the most, a broken text is read over."""
_OBJECT = re.compile(r'\{\s*+"')
_WINDOWS = "tenmistakes.windows"
_OTHERS = {
    b"%pdf": "a PDF document",
    b"pk\x03\x04": "a zip file or an Office document",
    b"pk\x05\x06": "an empty zip file",
    b"\x1f\x8b": "a compressed file",
    b"7z\xbc\xaf": "a compressed file",
    b"rar!": "a compressed file",
    b"\x89png": "a picture",
    b"\xff\xd8\xff": "a picture",
    b"gif8": "a picture",
    b"<!doctype html": "a web page",
    b"<html": "a web page",
    b"version https://git-lfs": "a pointer to a file in Git's large file storage, without the file",
}
_NOT_JSON = "The file is no notebook: it is not JSON."


class _Deep(ValueError):
    """JSON within JSON within JSON, without end."""


def notebook(data: bytes) -> tuple[dict[str, Any], tuple[Flag, ...]]:
    """The notebook in the bytes of a file, as plain data, and what had to be put right for it.

    Whatever the file's format, the result is ``{"metadata": {…}, "nbformat": 4, "cells": […]}``. Each cell
    has ``cell_type`` and ``source`` (strings; lines end in ``\\n``), ``metadata`` (a dict) and, if the file
    gave it one, ``id`` (a string). Of any metadata only what is nbgrader's and ours is kept, and of that only
    plain values; outputs are left out. Every string can be written as UTF-8. Where a key stands twice in one
    object, its last value counts, as everywhere in Jupyter.

    Raises :class:`Refused` with one sentence if there is no notebook in it.
    """
    if not data.strip():
        raise Refused("The notebook's file is empty.")
    if len(data) > NOTEBOOK_LIMIT:
        raise Refused(f"The notebook's file is larger than {NOTEBOOK_LIMIT // MIB} MiB.")
    start = data[:1024].lstrip()[:64].lower()
    if kind := next((kind for magic, kind in _OTHERS.items() if start.startswith(magic)), None):
        raise Refused(f"The notebook's file is {kind}.")
    repairs: list[str] = []
    raw, whole = _json(_utf8(data, repairs), repairs)
    if raw.get("format") == FORMAT:
        raise Refused("The notebook's file is an answers file and no notebook.")
    sheets = _list(raw.get("worksheets"))
    listed = [
        part for part in [raw.get("cells"), *(_mapping(s).get("cells") for s in sheets)] if part is not None
    ]
    if not any(isinstance(part, list) for part in listed):
        raise Refused("The file is JSON but no notebook: it has no cells.")
    found = [cell for part in listed for cell in _list(part)]
    if len(found) > CELLS:
        raise Refused(f"The notebook has {len(found):,} cells; no more than {CELLS:,} are read.")
    cells = [_cell(cell) for cell in found if isinstance(cell, dict)]
    if len(cells) < len(found):
        repairs.append("among its cells were things that are no cells")
    flags = []
    if repairs:
        flags.append(flag("repaired-text", what="; ".join(repairs)))
    if not whole:
        flags.append(flag("damaged", count=len(cells)))
    if sheets:
        flags.append(flag("old-format"))
    return {"metadata": _ours(raw.get("metadata")), "nbformat": 4, "cells": cells}, tuple(flags)


def _utf8(data: bytes, repairs: list[str]) -> bytes:
    """The bytes in the encoding in which notebooks are written, if they are text in another."""
    encoding = json.detect_encoding(data)
    if encoding.startswith("utf-8"):
        return data
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError:
        return data
    if "{" not in text:  # the zero bytes that it was told by are damage
        return data
    repairs.append(f"it is written in {encoding[:6].upper()}")
    return text.encode()


def _text(data: bytes, repairs: list[str]) -> str:
    try:
        return data.decode()
    except UnicodeDecodeError:
        strays = len(data) - len(data.decode(errors="ignore").encode())
    if strays > STRAYS:
        raise Refused(_NOT_JSON)
    repairs.append("some of its characters are not UTF-8")
    return data.decode(errors=_WINDOWS)


def _as_windows(error: UnicodeError) -> tuple[str, int]:
    """Bytes that are no UTF-8, as editors on Windows write them."""
    assert isinstance(error, UnicodeDecodeError)
    return error.object[error.start : error.end].decode("cp1252", "replace"), error.end


codecs.register_error(_WINDOWS, _as_windows)


def _json(data: bytes, repairs: list[str]) -> tuple[dict[str, Any], bool]:
    """The outermost object in the text, and whether all of it could be read."""
    if b"\0" in data:
        data = data.replace(b"\0", b"")
        repairs.append("zero bytes stood in it")
    if b"{" not in data:
        raise Refused(_NOT_JSON)
    bulky = len(data) > PARSED or brackets(data) > BRACKETS
    text = _text(_without_bulk(data) if bulky else data, repairs)  # most of a large file is never decoded
    start = text.find("{")
    try:
        try:
            raw, end = _decode(text, start)
        except _Deep:
            if bulky:
                raise
            text = _without_bulk(text.encode()).decode()
            raw, end = _decode(text, start)
    except _Deep as error:
        raise Refused("The notebook's file is nested too deeply to be read.") from error
    except json.JSONDecodeError:
        cells = list(_whole_cells(text, start + 1))
        if not cells:
            raise Refused(_NOT_JSON) from None
        return {"cells": cells}, False
    head = text[:start].strip()
    if head == _BOM:
        repairs.append("it begins with a byte order mark")
    elif head:
        repairs.append("something stands before the notebook in it")
    if text[end:].strip():
        repairs.append("something stands behind the notebook in it")
    return raw, True


def brackets(data: bytes) -> int:
    """How many lists and objects there may be in it."""
    return data.count(b"[") + data.count(b"{")


def _whole_number(digits: str) -> int | None:
    return int(digits) if len(digits) < 400 else None


_PLAIN = json.JSONDecoder(strict=False)  # takes line breaks and the like within strings
_ENDLESS_NUMBERS = json.JSONDecoder(strict=False, parse_int=_whole_number)


def _decode(text: str, start: int) -> tuple[dict[str, Any], int]:
    """The object that begins at ``start``, and where it ends."""
    try:
        try:
            return _PLAIN.raw_decode(text, start)
        except json.JSONDecodeError:
            raise
        except ValueError:  # Python makes no number of thousands of digits
            return _ENDLESS_NUMBERS.raw_decode(text, start)
    except RecursionError as error:
        raise _Deep from error


def _without_bulk(data: bytes) -> bytes:
    """The JSON without what makes notebooks large, wherever it stands in it from the first object on."""
    # In JSON a quotation mark within a string has a backslash before it: without these, strings end at marks.
    plain = data.replace(rb"\\", b"__").replace(rb"\"", b"__")
    if plain.count(b'"') > 2 * TOKENS:
        raise Refused("The notebook's file has too many strings in it to be read.")
    kept, start, looked = [data[: data.index(b"{")]], data.index(b"{"), 0
    while opened := _BULK.search(plain, start):
        kept += [data[start : opened.end()], b"null"]
        depth, start = 0, len(plain)
        for token in _TOKEN.finditer(plain, opened.end()):
            looked += 1
            depth += _DEPTH.get(token[0][:1], 0)
            if not depth:
                start = token.end()
                break
            if looked > TOKENS:
                raise Refused("The outputs in the notebook are too many to be read.")
    found = b"".join([*kept, data[start:]])
    if len(found) > PARSED:
        raise Refused(f"Apart from outputs and pictures, the notebook is larger than {PARSED // MIB} MiB.")
    if brackets(found) > BRACKETS:
        raise Refused(f"Apart from outputs, the notebook has more than {BRACKETS:,} lists and objects in it.")
    return found


def _whole_cells(text: str, at: int) -> Iterator[Any]:
    """The cells of a notebook that is broken somewhere: each that is whole, and the lines of one cut off."""
    tried, broken = 0, []
    while (found := _OBJECT.search(text, at)) and tried < _TRIES * (len(text) + 100_000):
        start = found.start()
        try:
            cell, at = _decode(text, start)
        except _Deep:
            tried += len(text) // 8
            at = found.end()
        except json.JSONDecodeError as error:
            tried += error.pos - start + error.pos // 8  # the error counts the lines before it
            at = found.end()
            broken.append(start)
        else:
            if cells := [cell] if _is_cell(cell) else _list(cell.get("cells")):
                broken.clear()
                yield from cells
    plain = text.replace("\\\\", "__").replace('\\"', "__")  # the ends of lines, and no marks within them
    for start in broken[:2]:  # the cell itself, unless something else is broken before it
        end = plain.rfind('",', start)
        if end < 0:
            break
        try:
            cell, _ = _decode(f'{text[start:end]}"]}}', 0)
        except (_Deep, json.JSONDecodeError):
            continue
        if _is_cell(cell):
            yield cell
            return


def _is_cell(raw: dict[str, Any]) -> bool:
    return "cell_type" in raw and (
        "source" in raw or "input" in raw
    )  # nbgrader's metadata have a cell_type, too


def _cell(raw: dict[str, Any]) -> dict[str, Any]:
    kind = raw.get("cell_type")
    source = raw.get("source", raw.get("input"))
    if isinstance(source, list):
        source = "".join(part for part in source if isinstance(part, str))
    source = _clean(source) if isinstance(source, str) else ""
    if kind == "heading":  # a kind of its own in the format 3
        level = raw.get("level")
        kind, source = "markdown", f"{'#' * level if type(level) is int and level < 7 else '#'} {source}"
    cell = {
        "cell_type": _clean(kind) if isinstance(kind, str) else "raw",
        "metadata": _ours(raw.get("metadata")),
        "source": source,
    }
    if isinstance(raw.get("id"), str):
        cell["id"] = _clean(raw["id"])
    return cell


def _ours(metadata: object) -> dict[str, Any]:
    """What nbgrader and the course write into metadata."""
    found = {}
    for owner in ("nbgrader", "tenmistakes"):
        if marks := _mapping(_mapping(metadata).get(owner)):
            found[owner] = {
                _clean(key): _clean(value) if isinstance(value, str) else value
                for key, value in marks.items()
                if value is None or isinstance(value, str | int | float)
            }
    return found


def _clean(text: str) -> str:
    """The text with lines that end in one character, and without halves of characters."""
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    if text.isascii():
        return text
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


def _mapping(raw: object) -> dict[str, Any]:
    return raw if isinstance(raw, dict) else {}


def _list(raw: object) -> list[Any]:
    return raw if isinstance(raw, list) else []
