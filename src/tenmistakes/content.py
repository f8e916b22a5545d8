"""Where the course's content is: beside the source tree, or inside the installed package.

A mistake is a folder ``course/NN-slug``; whatever folders there are make the course.
"""

import re
from collections.abc import Iterator
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


def place(slug: str, folder: Path | None = None) -> Place:
    """The folder of one mistake by its slug; KeyError if the course has none of that name."""
    for found in places(folder):
        if found.slug == slug:
            return found
    raise KeyError(slug)


@cache
def settings(folder: Path | None = None) -> Settings:
    """Read ``course.yaml``; ValueError with a sentence if a setting has a value it cannot have."""
    path = (folder or course()) / "course.yaml"
    raw: dict[str, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))
    explain = raw.get("explain", "at-once")
    if explain not in ("at-once", "after-grading"):
        raise ValueError(f"{path.name}: 'explain' is {explain!r}; it can be 'at-once' or 'after-grading'.")
    planned = tuple((int(m["number"]), str(m["slug"]), str(m["title"])) for m in raw.get("mistakes", ()))
    return Settings(title=str(raw["title"]), explain=explain, planned=planned)
