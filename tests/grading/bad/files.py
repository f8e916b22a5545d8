"""Malformed files: what editors, mail, uploads, synchronisers, power cuts and mistakes make of a notebook."""

import base64
import gzip
import io
import json
import os
import pickle
import socket
import zipfile
from collections.abc import Callable, Mapping
from typing import Any

from ..classroom import MIXED, NOTEBOOK, SIDECAR, notebook, saved
from ..making import ANSWERED, NAME, RIGHT, TEXT, beside, named
from .case import ALL, FAILED, GRADED, REVIEW, Bad, Desk, numbered, of_bytes, of_content, of_notebook

MIB = 1024 * 1024


def _zipped(data: bytes) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(NOTEBOOK, data)
    return file.getvalue()


def _in_windows_encoding(made: Mapping[str, Any]) -> bytes:
    """With the course's own arrows, which Windows' encoding lacks, as JSON can always write them."""
    text = saved(made).decode()
    for letter in {letter for letter in text if letter in "←→"}:
        text = text.replace(letter, json.dumps(letter)[1:-1])
    return text.encode("cp1252")


def _compact(data: bytes) -> bytes:
    return json.dumps(json.loads(data)).encode()


def _conflict(data: bytes) -> bytes:
    """As git leaves a file that two people changed."""
    lines = data.decode().split("\n")
    where = next(n for n, line in enumerate(lines) if '"cells"' in line) + 2
    mark = ["<<<<<<< HEAD", lines[where], "=======", lines[where], ">>>>>>> theirs"]
    return "\n".join([*lines[:where], *mark, *lines[where + 1 :]]).encode()


def _cut(share: float) -> Callable[[bytes], bytes]:
    return lambda data: data[: int(len(data) * share)]


def _huge(desk: Desk) -> None:
    """A file of a terabyte that takes no place on the disk."""
    desk.save(b"{")
    os.truncate(desk.folder / NOTEBOOK, 2**40)


def _too_large(desk: Desk) -> None:
    made = notebook(RIGHT)
    made["cells"][0]["source"] = "A"
    desk.save(saved(made).replace(b'"A"', b'"' + b"A" * 70 * MIB + b'"'))


def _large_outputs(made: dict) -> None:
    picture = "iVBORw0KGgo" + "A" * 20 * MIB
    named(made, "ask-crisis-plan")["outputs"] = [
        {"output_type": "display_data", "metadata": {}, "data": {"image/png": picture}}
    ]


def _endless_output(made: dict) -> None:
    """A loop that printed all night."""
    named(made, "ask-crisis-plan")["outputs"] = [
        {"output_type": "stream", "name": "stdout", "text": ["still waiting\n"] * 300_000}
    ]


def _nbformat_3(made: dict) -> dict:
    cells = []
    for cell in made["cells"]:
        old = {"cell_type": cell["cell_type"], "metadata": cell["metadata"]}
        lines = cell["source"] if isinstance(cell["source"], list) else cell["source"].splitlines(True)
        if cell["cell_type"] == "code":
            old |= {"input": lines, "outputs": [], "language": "python", "collapsed": False}
        else:
            old |= {"source": lines}
        cells.append(old)
    return {
        "metadata": {"name": NAME},
        "nbformat": 3,
        "nbformat_minor": 0,
        "worksheets": [{"cells": cells, "metadata": {}}],
    }


def _without_ids(made: dict) -> None:
    """As editors write the format 4.4."""
    made["nbformat_minor"] = 4
    for cell in made["cells"]:
        del cell["id"]


def _socket(desk: Desk) -> None:
    here = os.open(".", os.O_RDONLY)
    with socket.socket(socket.AF_UNIX) as made:  # its name may be no longer than a hundred bytes
        try:
            os.chdir(desk.folder)
            made.bind(NOTEBOOK)
        finally:
            os.fchdir(here)
            os.close(here)


def _folder_is_a_file(desk: Desk) -> None:
    (desk.folder / "timestamp.txt").unlink()
    desk.folder.rmdir()
    desk.folder.write_bytes(saved(notebook(RIGHT)))


def _folder_is_a_link(desk: Desk) -> None:
    (desk.folder / "timestamp.txt").unlink()
    desk.folder.rmdir()
    desk.folder.symlink_to(desk.neighbour)


def _sound(*more: Callable[[Desk], object]) -> Callable[[Desk], None]:
    """A sound notebook, and something else beside it."""

    def make(desk: Desk) -> None:
        desk.save(notebook(RIGHT))
        for step in more:
            step(desk)

    return make


def _named(name: str) -> Callable[[Desk], None]:
    return lambda desk: desk.save(notebook(RIGHT), name)


def _timestamp(data: bytes) -> Callable[[Desk], object]:
    return lambda desk: (desk.folder / "timestamp.txt").write_bytes(data)


def _special_timestamp(make: Callable[[Desk], object]) -> Callable[[Desk], object]:
    def swap(desk: Desk) -> None:
        (desk.folder / "timestamp.txt").unlink()
        make(desk)

    return swap


def _bad(name: str, make: Callable[[Desk], None], says: str, student: str = "") -> Bad:
    return Bad(name, make, FAILED, None, says=says, student=student)


def _fine(name: str, make: Callable[[Desk], None], *flags: str) -> Bad:
    return Bad(name, make, GRADED, ALL, frozenset(flags))


def _look(name: str, make: Callable[[Desk], None], *flags: str, points: float = ALL) -> Bad:
    return Bad(name, make, REVIEW, points, frozenset(flags))


_HTML = "<!DOCTYPE html>\n<html><head><title>Log in to Campus</title></head><body>Session over</body></html>"

CASES = numbered(
    "malformed file",
    [
        # Bytes that still hold a notebook
        of_bytes("a byte order mark before it", lambda d: b"\xef\xbb\xbf" + d, GRADED, ALL, "repaired-text"),
        of_bytes(
            "UTF-16 by Windows Notepad", lambda d: d.decode().encode("utf-16"), GRADED, ALL, "repaired-text"
        ),
        of_bytes(
            "UTF-16 without a mark", lambda d: d.decode().encode("utf-16-be"), GRADED, ALL, "repaired-text"
        ),
        of_bytes("Windows line ends", lambda d: d.replace(b"\n", b"\r\n")),
        of_bytes("old Macintosh line ends", lambda d: d.replace(b"\n", b"\r")),
        of_bytes("all on one line", _compact),
        Bad(
            "saved in Windows' own encoding",
            lambda desk: desk.save(_in_windows_encoding(notebook(RIGHT, "Tschüß – “Müller”"))),
            REVIEW,
            ALL,
            frozenset({"repaired-text"}),
            text="Tschüß – “Müller”",
        ),
        of_bytes("the end of a longer file behind it", lambda d: d + d[-700:], GRADED, ALL, "repaired-text"),
        of_bytes("the same notebook twice over", lambda d: d + d, GRADED, ALL, "repaired-text"),
        of_bytes(
            "padded with zero bytes to a full block", lambda d: d + bytes(4096), GRADED, ALL, "repaired-text"
        ),
        of_bytes("blank lines before and behind", lambda d: b"\n\n  " + d + b"\n\n\n"),
        of_bytes("a script guard before it", lambda d: b")]}',\n" + d, GRADED, ALL, "repaired-text"),
        of_bytes("a file separator at its end", lambda d: d + b"\x1a", GRADED, ALL, "repaired-text"),
        of_bytes(
            "a comma too many",
            lambda d: d.replace(b'"nbformat_minor": 5\n', b'"nbformat_minor": 5,\n'),
            REVIEW,
            ALL,
            "damaged",
        ),
        of_bytes("a git conflict in its first cell", _conflict, REVIEW, ALL, "damaged"),
        of_bytes("its last bytes not uploaded", lambda d: d[:-40], REVIEW, ALL, "damaged"),
        of_bytes("only its first half uploaded", _cut(0.5), FAILED, None, "damaged", says="damaged"),
        Bad(
            "half a notebook beside a sound answers file",
            lambda desk: (desk.save(_cut(0.5)(saved(notebook(RIGHT)))), desk.sidecar()),
            REVIEW,
            ALL,
            frozenset({"damaged", "cells-missing", "answer-cell-missing"}),
        ),
        of_notebook(
            "not-a-number in an output",
            lambda made: named(made, "ask-day-after").update(
                outputs=[
                    {
                        "output_type": "display_data",
                        "metadata": {},
                        "data": {"application/json": float("nan")},
                    }
                ]
            ),
        ),
        of_bytes(
            "a whole number of 10,000 digits",
            lambda d: d.replace(b'"execution_count": 1,', b'"execution_count": ' + b"9" * 10_000 + b","),
        ),
        of_bytes(
            "a key twice in one object",
            lambda d: d.replace(b'"execution_count": 1,', b'"execution_count": 1, "execution_count": 2,'),
        ),
        of_notebook("a picture of 20 MB in an output", _large_outputs),
        of_notebook("an output of 300,000 lines", _endless_output),
        Bad(
            "half an emoji in the text",
            lambda desk: desk.save(json.dumps(notebook(RIGHT, "We are sorry \ud83d"))),
            REVIEW,
            ALL,
            text="We are sorry",
        ),
        Bad(
            "half an emoji in the text, as bytes",
            lambda desk: desk.save(notebook(RIGHT, "We are sorry \ud83d")),
            REVIEW,
            ALL,
            frozenset({"repaired-text"}),
            text="We are sorry",
        ),
        of_notebook(
            "a zero byte in the text",
            lambda made: named(made, "written-holding-statement").update(source="We are\x00 sorry"),
            REVIEW,
            ALL,
            text="sorry",
        ),
        Bad(
            "nbformat 3 with worksheets",
            lambda desk: desk.save(_nbformat_3(notebook(RIGHT, TEXT))),
            REVIEW,
            ALL,
            frozenset({"old-format"}),
            text=TEXT,
        ),
        of_notebook("the format 4.4, without cell ids", _without_ids),
        of_notebook("no format number", lambda made: made.pop("nbformat")),
        of_notebook("a format number of the future", lambda made: made.update(nbformat=5, nbformat_minor=0)),
        of_notebook("a format number in words", lambda made: made.update(nbformat="four")),
        # Bytes that hold none
        of_content(b"", "an empty file", "empty"),
        of_content(b" \n\n\t\n", "a file of blank lines", "empty"),
        of_content(bytes(5000), "a file of zero bytes", "notebook"),
        of_content(b"\xde\xad\xbe\xef" * 2000, "a file of noise", "notebook"),
        of_content(_HTML, "the log-in page saved in its place", "web page"),
        of_content(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj", "a PDF called .ipynb", "PDF"),
        of_content(b"\x89PNG\r\n\x1a\n" + bytes(200), "a picture of the screen called .ipynb", "picture"),
        of_content(_zipped(saved(notebook(RIGHT))), "a zip file called .ipynb", "zip"),
        of_content(
            gzip.compress(saved(notebook(RIGHT)), mtime=0), "a compressed file called .ipynb", "compressed"
        ),
        of_content(
            base64.encodebytes(saved(notebook(RIGHT))), "an attachment that was not decoded", "notebook"
        ),
        of_content(
            json.dumps(saved(notebook(RIGHT)).decode()), "a notebook within a JSON string", "notebook"
        ),
        of_content("# Start the exercise\nfrom tenmistakes import ask\n", "an exported script", "notebook"),
        of_content("[InternetShortcut]\r\nURL=https://example.org/8\r\n", "a shortcut to it", "notebook"),
        of_content(repr({"cells": [1], "nbformat": 4}), "a Python literal", "notebook"),
        of_content("[]", "an empty list", "notebook"),
        of_content("null", "null", "notebook"),
        of_content("8", "a number", "notebook"),
        of_content("{}", "an empty object", "notebook"),
        of_content('{"cells": {}, "metadata": {}}', "cells that are no list", "cells"),
        of_content(
            '{"cells": [], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}',
            "a new and empty notebook",
            "exercise",
        ),
        of_content(
            '{"cells": [null, 3, [], "ask"], "metadata": {}, "nbformat": 4}',
            "cells that are no cells",
            "exercise",
            "repaired-text",
        ),
        of_content(
            '{"cells":[{"source": ["a\\", b\\x', "37 bytes, cut off behind an escaped mark", "notebook"
        ),
        of_content("[" * 100_000, "lists within lists, never closed", "notebook"),
        of_content('{"cells": ' + "[" * 50_000 + "]" * 50_000 + "}", "cells nested 50,000 deep", "notebook"),
        of_content(beside(RIGHT), "the answers file called .ipynb", "answers file"),
        of_content(b'{"answers": ' + json.dumps(ANSWERED).encode() + b"}", "JSON of another kind", "cells"),
        _bad("larger than 24 MiB", _too_large, "larger"),
        _bad("a terabyte of nothing", _huge, "larger"),
        # Names
        _fine("called Untitled.ipynb", _named("Untitled.ipynb"), "renamed"),
        _fine("a browser's second download", _named(f"{NAME} (1).ipynb"), "renamed"),
        _fine("a name in capitals", _named(f"{NAME.upper()}.IPYNB"), "renamed"),
        _fine("a name with an emoji and two dots", _named("Übung 8 ✅..ipynb"), "renamed"),
        _bad(
            "two notebooks of other names",
            lambda d: (_named("Untitled.ipynb")(d), d.save(notebook(MIXED), "Untitled1.ipynb")),
            "Untitled1.ipynb",
        ),
        _look(
            "one notebook under two other names",
            lambda d: (_named("Untitled.ipynb")(d), _named("Untitled1.ipynb")(d)),
            "renamed",
            "other-notebooks",
        ),
        _look(
            "another course's notebook beside one of another name",
            lambda d: (_named("week 8.ipynb")(d), d.save(b'{"cells": []}', "statistics.ipynb")),
            "renamed",
            "other-notebooks",
        ),
        _look("a copy beside it", _sound(_named(f"{NAME}-Copy1.ipynb")), "other-notebooks"),
        _fine(
            "a program's files beside it",
            _sound(lambda d: d.save(b"\0\0\0\1Bud1", ".DS_Store"), lambda d: d.save(b"x", "Thumbs.db")),
            "other-files",
        ),
        _fine(
            "3,000 files beside it",
            _sound(lambda d: [d.save(b"x", f"frame-{n}.png") for n in range(3000)]),
            "other-files",
        ),
        _bad("an empty folder", lambda d: (d.folder / "timestamp.txt").unlink(), NOTEBOOK),
        _bad("nothing but the time", lambda d: None, NOTEBOOK),
        _bad("a report as PDF and no notebook", lambda d: d.save(b"%PDF-1.7", "report.pdf"), "report.pdf"),
        _look("the answers file alone", lambda d: d.sidecar(), "notebook-missing"),
        _look(
            "an unreadable notebook beside a sound answers file",
            lambda d: (d.save(b"{"), d.sidecar()),
            "notebook-unread",
        ),
        # What is no file
        _bad("a folder in its place", lambda d: (d.folder / NOTEBOOK).mkdir(), "folder"),
        _bad("a pipe in its place", lambda d: os.mkfifo(d.folder / NOTEBOOK), "pipe"),
        _bad("a socket in its place", _socket, "pipe"),
        _bad(
            "a link to right answers",
            lambda d: (d.folder / NOTEBOOK).symlink_to(d.outside / "right.ipynb"),
            "link",
        ),
        _bad(
            "a link to a neighbour's work",
            lambda d: (d.folder / NOTEBOOK).symlink_to(d.neighbour / NOTEBOOK),
            "link",
        ),
        _bad("a link to nowhere", lambda d: (d.folder / NOTEBOOK).symlink_to("nowhere"), "link"),
        _bad("a link to itself", lambda d: (d.folder / NOTEBOOK).symlink_to(NOTEBOOK), "link"),
        _bad(
            "a link to a device without end", lambda d: (d.folder / NOTEBOOK).symlink_to("/dev/zero"), "link"
        ),
        _look(
            "one file with a neighbour's",
            lambda d: (d.folder / NOTEBOOK).hardlink_to(d.outside / "right.ipynb"),
            "linked",
        ),
        _bad("the folder is a link to a neighbour's", _folder_is_a_link, "link"),
        _bad("the folder is a file", _folder_is_a_file, "folder"),
        _look(
            "the answers file is a link to a neighbour's",
            lambda d: (d.save(notebook()), (d.folder / SIDECAR).symlink_to(d.neighbour / SIDECAR)),
            "not-read",
            "no-answers",
            points=0,
        ),
        _look("the answers file is a pipe", _sound(lambda d: os.mkfifo(d.folder / SIDECAR)), "not-read"),
        _look("the answers file is a folder", _sound(lambda d: (d.folder / SIDECAR).mkdir()), "not-read"),
        _look("an answers file of 9 MiB", _sound(lambda d: d.save(b"x" * 9 * MIB, SIDECAR)), "not-read"),
        _look(
            "the answers file is pickled Python",
            _sound(lambda d: d.sidecar(pickle.dumps(RIGHT))),
            "answers-damaged",
        ),
        # The time of the hand-in
        _look("a time in no language", _sound(_timestamp(b"yesterday, about noon")), "time-unreadable"),
        _look(
            "a year, and then a thousand spaces",
            _sound(_timestamp(b"2026" + b" " * 1_000 + b"x")),
            "time-unreadable",
        ),
        _look("a time that is no text", _sound(_timestamp(b"\xff\xfe\x00\xd8")), "time-unreadable"),
        _look("a time in the year 99999", _sound(_timestamp(b"99999-01-01 00:00:00 UTC")), "time-unreadable"),
        _look(
            "a time of 5 MiB",
            _sound(_timestamp(b"2026-02-01 10:00:00 UTC" + b" " * 5 * MIB)),
            "time-unreadable",
        ),
        _look(
            "the time is a pipe",
            _sound(_special_timestamp(lambda d: os.mkfifo(d.folder / "timestamp.txt"))),
            "time-unreadable",
        ),
        _look(
            "the time is a link",
            _sound(_special_timestamp(lambda d: (d.folder / "timestamp.txt").symlink_to("/dev/zero"))),
            "time-unreadable",
        ),
        _fine("no time", _sound(lambda d: (d.folder / "timestamp.txt").unlink())),
    ],
)
