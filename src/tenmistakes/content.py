"""Where the course's content is: beside the source tree, or inside the installed package.

A page is a folder ``course/NN-slug`` with a lesson, a mistake one with an exercise as well; whatever folders
there are make the course.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Literal

import yaml

_FOLDER = re.compile(r"(?P<number>\d\d)-(?P<slug>[a-z0-9]+(?:-[a-z0-9]+)*)")


@dataclass(frozen=True)
class Place:
    """A folder of the course: its number, its slug and where it is."""

    number: int
    slug: str
    folder: Path

    @property
    def stem(self) -> str:
        """``08-no-crisis-plan``: the name its notebooks carry."""
        return f"{self.number:02d}-{self.slug}"


@dataclass(frozen=True)
class Settings:
    """What ``course/course.yaml`` decides for the whole course."""

    title: str
    explain: Literal["at-once", "after-grading"]
    """Whether exercises explain an answer at once, or say "saved" and no more until graded."""
    planned: tuple[tuple[int, str, str], ...]
    """Number, slug and title of every mistake the course means to have."""


def home() -> Path:
    """The folder that holds ``course``, ``lessons`` and ``exercises``."""
    packaged = Path(__file__).parent / "content"
    return packaged if packaged.is_dir() else Path(__file__).resolve().parents[2]


def course() -> Path:
    """The folder of text sources and definitions."""
    return home() / "course"


def places(folder: Path | None = None) -> Iterator[Place]:
    """Every folder of the course that has a lesson, in order of its number (``00`` is the start page)."""
    for path in sorted((folder or course()).iterdir()):
        match = _FOLDER.fullmatch(path.name)
        if match and (path / "lesson.md").is_file():
            yield Place(int(match["number"]), match["slug"], path)


def mistakes(folder: Path | None = None) -> Iterator[Place]:
    """The places that have an exercise, in order of their number: these are the mistakes.

    The start page and whatever comes after the last mistake are pages of their own, with a lesson only.
    """
    return (found for found in places(folder) if (found.folder / "exercise.md").is_file())


def place(slug: str, folder: Path | None = None) -> Place:
    """The folder of one mistake by its slug; KeyError if the course has none of that name."""
    for found in places(folder):
        if found.slug == slug:
            return found
    raise KeyError(slug)


class Unsettled(ValueError):
    """The course's settings cannot be used: which file it is, where in it, and a sentence that says why."""

    def __init__(self, file: Path, place: str, sentence: str) -> None:
        super().__init__(
            ", ".join(filter(None, (f"{file.parent.name}/{file.name}", place))) + f": {sentence}"
        )
        self.file, self.place, self.sentence = file, place, sentence


@cache
def settings(folder: Path | None = None) -> Settings:
    """Read ``course.yaml``, once. Raises :class:`Unsettled`, whatever is wrong with the file."""
    file, place = (folder or course()) / "course.yaml", ""
    try:
        return _settings(yaml.safe_load(file.read_text(encoding="utf-8")))
    except _Wrong as wrong:
        place, sentence = wrong.args
    except OSError as error:
        sentence = f"The file cannot be read: {error.strerror}."
    except UnicodeDecodeError:
        sentence = "The file is not UTF-8 text; save it as UTF-8."
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        place = f"line {mark.line + 1}" if mark else ""
        sentence = f"This is not valid YAML: {error.problem}."
    except RecursionError:
        sentence = "This is not valid YAML: it is nested too deeply."
    except (yaml.YAMLError, ValueError) as error:
        sentence = f"This is not valid YAML: {error}."
    raise Unsettled(file, place, sentence)


class _Wrong(Exception):
    """A setting that cannot be: its place and a sentence."""


def _settings(raw: object) -> Settings:
    found = _mapping(raw, ("title", "explain", "mistakes"), "")
    explain, listed = found.get("explain", "at-once"), found.get("mistakes", [])
    if explain not in ("at-once", "after-grading"):
        raise _Wrong("", f"'explain' is {_told(explain)}; it can be 'at-once' or 'after-grading'.")
    if not isinstance(listed, list):
        raise _Wrong("", f"'mistakes' is {_told(listed)}; it must be a list.")
    planned: list[tuple[int, str, str]] = []
    for count, entry in enumerate(listed, start=1):
        place = f"mistake {count}"
        number, slug, title = _planned(entry, place)
        if any(number == other[0] or slug == other[1] for other in planned):
            raise _Wrong(place, f"The number {number} or the slug '{slug}' stands in the list already.")
        planned.append((number, slug, title))
    return Settings(title=_text(found, "title", ""), explain=explain, planned=tuple(planned))


def _planned(raw: object, place: str) -> tuple[int, str, str]:
    found = _mapping(raw, ("number", "slug", "title"), place)
    number, slug = found.get("number"), _text(found, "slug", place)
    if type(number) is not int or not 1 <= number <= 99:
        raise _Wrong(place, f"'number' is {_told(number)}; it must be a whole number from 1 to 99.")
    if not _FOLDER.fullmatch(f"{number:02d}-{slug}"):
        raise _Wrong(place, f"'slug' is {_told(slug)}; it must be small letters and digits, with hyphens.")
    return number, slug, _text(found, "title", place)


def _mapping(raw: object, names: tuple[str, ...], place: str) -> Mapping[Any, Any]:
    """A mapping with no other names: 'explian: after-grading' left unread would show a class the key."""
    if not isinstance(raw, Mapping):
        raise _Wrong(place, f"This must be a mapping with {', '.join(names)}.")
    for name in raw:
        if name not in names:
            raise _Wrong(place, f"{name!r} is no setting; there are: {', '.join(names)}.")
    return raw


def _text(found: Mapping[Any, Any], name: str, place: str) -> str:
    value = found.get(name)
    if not isinstance(value, str) or not value.strip():
        raise _Wrong(place, f"'{name}' is {_told(value)}; it must be a text.")
    return value


def _told(value: object) -> str:
    """A value as a sentence names it."""
    if value is None:
        return "missing"
    if isinstance(value, list):
        return "a list"
    return "a mapping" if isinstance(value, Mapping) else repr(value)
