"""The gradebook file that a learning platform has exported, read as data.

It may have been through a spreadsheet since: whatever encoding and delimiter it has now are recognised by
what stands in it, and the marks go back in the same.
"""

import codecs
import csv
import io
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from tenmistakes.answers.files import MIB
from tenmistakes.grading.intake import spoken
from tenmistakes.grading.marks.layouts import Layout, Role

LIMIT = 64 * MIB
"""Bytes; a class of 100,000 with fifty columns takes half of that."""


class Unfit(Exception):
    """The file cannot be used; the message is a sentence for the instructor."""


@dataclass(frozen=True)
class Entry:
    """A row: the line of the file on which it ends, and a cell for each header."""

    line: int
    cells: tuple[str, ...]


@dataclass(frozen=True)
class Roster:
    """What a platform has exported. ``torn`` are the lines with more cells than there are headers."""

    path: Path
    layout: Layout
    encoding: str
    delimiter: str
    header: tuple[str, ...]
    entries: tuple[Entry, ...]
    torn: tuple[int, ...]

    @cached_property
    def about_learners(self) -> tuple[int, ...]:
        """The places of the columns that say who a learner is."""
        return tuple(place for place, name in enumerate(self.header) if self.layout.role(name))

    @cached_property
    def learners(self) -> tuple[Entry, ...]:
        """The rows that are about learners."""
        return tuple(entry for entry in self.entries if self.layout.is_of_learner(self.said(entry)))

    @cached_property
    def others(self) -> tuple[Entry, ...]:
        """The platform's own rows."""
        return tuple(entry for entry in self.entries if not self.layout.is_of_learner(self.said(entry)))

    def texts(self, entry: Entry, *roles: Role) -> list[str]:
        """What a row says in the columns of these roles, where it says anything."""
        places = (place for place in self.about_learners if self.layout.role(self.header[place]) in roles)
        return [text for place in places if (text := entry.cells[place].strip())]

    def full_name(self, entry: Entry) -> str:
        """A learner's name as it is spoken, as far as the row has it."""
        whole = self.texts(entry, Role.FULL)
        if not whole:
            return " ".join([*self.texts(entry, Role.FIRST), *self.texts(entry, Role.LAST)])
        last, comma, first = whole[0].partition(", ")
        return f"{first} {last}" if comma else last

    def called(self, entry: Entry) -> str:
        """A learner in a sentence."""
        names = [self.full_name(entry), *self.texts(entry, Role.ID, Role.EMAIL), "without a name"]
        return f"“{spoken(next(filter(None, names)))}” (line {entry.line})"

    def columns(self, title: str) -> list[int]:
        """The columns of an assignment: of that very header, else of that title or with that slug."""
        others = [place for place in range(len(self.header)) if place not in self.about_learners]
        if exact := [place for place in others if self.header[place] == title]:
            return exact
        names = {_plain(title), _plain(re.sub(r"^\d+-", "", title))}
        return [place for place in others if _plain(self.layout.title_of(self.header[place])) in names]

    def column(self, place: int) -> list[str]:
        """The cells of a column in the platform's own rows."""
        return [entry.cells[place].strip() for entry in self.others]

    def said(self, entry: Entry) -> dict[str, str]:
        """A row's cells by their headers in small letters."""
        pairs = zip(self.header, entry.cells, strict=True)
        return {name.casefold(): cell.strip() for name, cell in pairs}


def read(path: Path, layout: Layout) -> Roster:
    """Read the file; raises :class:`Unfit`."""
    text, encoding = _decoded(_bytes(path), path)
    try:
        delimiter, header = _header(text, layout)
        rows = list(_rows(text, delimiter))
    except csv.Error as error:
        raise Unfit(f"{path} is no table that can be read ({error}). {_again(layout)}") from error
    roles = [name for name in header if layout.role(name)]
    if not {name.casefold() for name in roles} & set(layout.needed):
        named = " or ".join(f"“{name}”" for name in layout.usual if name.casefold() in layout.needed)
        raise Unfit(f"{path} has no column {named}, so nobody in it can be told. {_again(layout)}")
    if doubled := [name for name, count in Counter(map(str.casefold, roles)).items() if count > 1]:
        raise Unfit(f"{path} has more than one column “{doubled[0]}”. {_again(layout)}")
    entries, torn = [], []
    for line, row in rows:
        if any(cell.strip() for cell in row[len(header) :]):
            torn.append(line)
        elif any(cell.strip() for cell in row) and tuple(map(_clean, row)) != header:
            row += [""] * (len(header) - len(row))
            entries.append(Entry(line, tuple(row[: len(header)])))
    return Roster(path, layout, encoding, delimiter, header, tuple(entries), tuple(torn))


def _again(layout: Layout) -> str:
    return f"Export it from {layout.title} once more ({layout.exported}), in English, and name that file."


def _bytes(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            data = file.read(LIMIT + 1)
    except OSError as error:
        raise Unfit(f"The roster {path} cannot be read ({error.strerror}).") from error
    if len(data) > LIMIT:
        raise Unfit(f"The roster {path} is larger than {LIMIT // MIB} MiB.")
    return data


def _decoded(data: bytes, path: Path) -> tuple[str, str]:
    """The text, and the encoding in which it is written again."""
    tries = [("utf-8", "utf-8"), ("cp1252", "utf-8-sig")]  # the latter is what spreadsheets make on Windows
    if data.startswith(codecs.BOM_UTF8):
        tries = [("utf-8-sig", "utf-8-sig")]
    elif data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        tries = [("utf-16", "utf-16")]
    elif data[1:2] == b"\0":
        tries = [("utf-16-le", "utf-16")]
    elif data[:1] == b"\0":
        tries = [("utf-16-be", "utf-16")]
    for encoding, written in tries:
        try:
            return data.decode(encoding), written
        except UnicodeDecodeError:
            continue
    raise Unfit(f"{path} is no text. Name the file that the learning platform has exported.")


def _header(text: str, layout: Layout) -> tuple[str, tuple[str, ...]]:
    """The delimiter that finds most of the platform's columns, and the headers."""
    found = []
    for delimiter in dict.fromkeys((layout.delimiter, ",", ";", "\t")):
        first = next((row for _, row in _rows(text, delimiter) if any(row)), [])
        found.append((delimiter, tuple(map(_clean, first))))
    return max(found, key=lambda one: sum(layout.role(name) is not None for name in one[1]))


def _plain(title: str) -> str:
    """Titles that people take for the same are the same."""
    return re.sub(r"[\W_]+", " ", title).strip().casefold()


def _clean(name: str) -> str:
    """A header as people read it."""
    return name.strip("\ufeff \t\r\n\xa0")


def _rows(text: str, delimiter: str) -> Iterator[tuple[int, list[str]]]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    for row in reader:
        yield reader.line_num, row
