"""A lesson's files, as the tests of this folder read them."""

import csv
import re
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import yaml

from tenmistakes import content
from tenmistakes.models import base


@dataclass(frozen=True)
class Pages:
    """The text, the tables and the definitions of one mistake."""

    slug: str

    @cached_property
    def folder(self) -> Path:
        return content.place(self.slug).folder

    @cached_property
    def lesson(self) -> str:
        return (self.folder / "lesson.md").read_text(encoding="utf-8")

    @cached_property
    def exercise(self) -> str:
        return (self.folder / "exercise.md").read_text(encoding="utf-8")

    @cached_property
    def sources(self) -> dict[str, Any]:
        return self._yaml("sources.yaml")

    @cached_property
    def pictures(self) -> dict[str, Any]:
        return self._yaml("pictures.yaml")

    def _yaml(self, name: str) -> dict[str, Any]:
        path = self.folder / name
        return yaml.safe_load(path.read_text(encoding="utf-8")) if path.is_file() else {}

    def section(self, heading: str) -> str:
        """The text under a heading, down to the next heading of the same or a higher level; no code."""
        text = re.sub(r"^```.*?^```$", "", self.lesson, flags=re.DOTALL | re.MULTILINE)
        found = re.search(rf"^(#+) {re.escape(heading)}$", text, re.MULTILINE)
        assert found, f"The lesson has no heading '{heading}'."
        rest = text[found.end() :]
        end = re.search(rf"^#{{1,{len(found[1])}}} ", rest, re.MULTILINE)
        return rest[: end.start()] if end else rest

    def table(self, name: str) -> list[dict[str, str]]:
        with (self.folder / "data" / name).open(encoding="utf-8", newline="") as file:
            return list(csv.DictReader(file))

    def every_text(self) -> dict[str, str]:
        paths = [path for path in sorted(self.folder.rglob("*")) if path.suffix in {".md", ".yaml", ".csv"}]
        return {str(path.relative_to(self.folder)): path.read_text(encoding="utf-8") for path in paths}

    def missing(self, heading: str, words: list[str]) -> list[str]:
        """Those of the words that do not stand under a heading, whatever their capitals."""
        taught = self.section(heading).casefold()
        return [word for word in words if word.casefold() not in taught]

    def printing(self, pattern: str) -> list[str]:
        """The files in which a pattern occurs, whatever its capitals."""
        return [name for name, text in self.every_text().items() if re.search(pattern, text, re.IGNORECASE)]

    def number(self, simulation: str, name: str, **values: float) -> float:
        """A number of a simulation at its defaults, or at ``values``."""
        return float(base.simulation(self.slug, simulation).frame(values).numbers[name])
