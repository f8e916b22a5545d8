"""Which cell of a submission is which cell of the exercise, and what the learner wrote into it.

A cell is known by its nbgrader id, else by its own id, else by its text. What a learner wrote is found by the
cell's marks, else by its place between cells that are known. The course's own cells are looked at for one
thing only: to say what became of them.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import pairwise
from typing import Any

from tenmistakes.answers import embedding
from tenmistakes.grading.exercise import Exercise, grade_id, source
from tenmistakes.grading.flags import Flag, flag
from tenmistakes.grading.titles import labels
from tenmistakes.questions.check import LONGEST_TEXT

_NAMES = 6
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")


@dataclass(frozen=True)
class Matched:
    """The cells of a submission, understood."""

    texts: Mapping[str, str | None]
    """Grade id of each written item -> the learner's text, None if there is none."""
    gone: frozenset[str]
    """Grade ids of written items whose cell was not found; their text may have been, elsewhere."""
    flags: tuple[Flag, ...]
    known: bool
    """Whether any cell is of this exercise and of no other."""
    hand_in: bool
    """Whether there is a hand-in cell."""


def match(cells: Sequence[Mapping[str, Any]], exercise: Exercise) -> Matched:
    """Find the cells of the exercise among those of a submission, as ``lenient.notebook`` gives them."""
    course = _course(exercise)
    matching = _Matching(course, cells)
    texts = {name: matching.text(name) for name in course.written}
    return Matched(
        texts,
        frozenset(name for name, place in course.written.items() if place not in matching.at),
        tuple(matching.flags()),
        not course.own.isdisjoint(matching.at),
        course.hand_in in matching.at,
    )


@dataclass(frozen=True)
class _Course:
    """The exercise's cells by all that they can be known by. Places are indices of its cells."""

    sources: tuple[str, ...]
    names: tuple[str, ...]
    marked: frozenset[int]
    own: frozenset[int]
    """Cells that no other exercise has: they name a question, or the exercise."""
    written: Mapping[str, int]
    labels: Mapping[str, str]
    hand_in: int | None
    by_grade_id: Mapping[str, int]
    by_id: Mapping[str, int]
    by_source: Mapping[str, int]


@lru_cache(maxsize=16)
def _course(exercise: Exercise) -> _Course:
    cells = exercise.cells
    sources = tuple(source(cell).strip() for cell in cells)
    grade_ids = [grade_id(cell) for cell in cells]
    written = {item.cell: grade_ids.index(item.cell) for item in exercise.items if item.written}
    records = [
        place for place, cell in enumerate(cells) if embedding.is_record(cell["metadata"], source(cell))
    ]
    fillable = {*written.values(), *records}
    return _Course(
        sources,
        tuple(name or cell["id"] for name, cell in zip(grade_ids, cells, strict=True)),
        frozenset(place for place, name in enumerate(grade_ids) if name),
        frozenset(
            place
            for place, name in enumerate(grade_ids)
            if name
            and (
                name.partition("-")[2] in exercise.mistake.questions or f'"{exercise.slug}' in sources[place]
            )
        ),
        written,
        labels(exercise),
        records[0] if records else None,
        {name: place for place, name in enumerate(grade_ids) if name},
        {cell["id"]: place for place, cell in enumerate(cells)},
        {text: place for place, text in enumerate(sources) if text and place not in fillable},
    )


@dataclass
class _Matching:
    course: _Course
    cells: Sequence[Mapping[str, Any]]
    found_by: set[str] = field(default_factory=set)
    told: list[Flag] = field(default_factory=list)
    taken: set[int] = field(default_factory=set)
    """Cells of the learner's own whose text was taken for an answer."""

    def __post_init__(self) -> None:
        self.places = [self._by_marks(cell) for cell in self.cells]
        self._find("ids", lambda cell: self.course.by_id.get(cell.get("id", "")))
        self._find("text", lambda cell: self.course.by_source.get(cell["source"].strip()))
        self.at: dict[int, list[int]] = {}
        """Place in the exercise -> the cells of the submission that are it."""
        for index, place in enumerate(self.places):
            if place is not None:
                self.at.setdefault(place, []).append(index)

    def _by_marks(self, cell: Mapping[str, Any]) -> int | None:
        name = cell["metadata"].get("nbgrader", {}).get("grade_id")
        place = self.course.by_grade_id.get(name) if isinstance(name, str) else None
        if place is None and embedding.is_record(cell["metadata"], cell["source"]):
            return self.course.hand_in
        return place

    def _find(self, by: str, look: Callable[[Mapping[str, Any]], int | None]) -> None:
        """Find cells of the exercise among those that are still unknown."""
        known = set(self.places)
        for index, cell in enumerate(self.cells):
            place = look(cell) if self.places[index] is None else None
            if place is None or (place in known and by == "ids"):  # two cells may have got one id
                continue
            self.places[index] = place
            if place in self.course.marked and place not in known:
                self.found_by.add(f"their {by}")
            known.add(place)

    def text(self, name: str) -> str | None:
        """What the learner wrote as the answer ``name``."""
        place = self.course.written[name]
        indices = self.at.get(place, [])
        written = self._written(place, indices)
        if len(indices) > 1:
            self._tell_copies(name, len(indices), len(written))
        if written:
            written = self._continued(name, place, indices, written)
        else:
            written = self._beside(name, place, indices) or self._within(name, place)
        for kind in {self.cells[index]["cell_type"] for index in indices if self._is_filled(place, index)}:
            if kind != "markdown":
                kind = kind if kind in ("code", "raw") else "strange"
                self.told.append(flag("answer-cell-retyped", item=self.course.labels[name], kind=kind))
        if not written:
            return None
        text = _CONTROL.sub("\ufffd", "\n\n".join(written))
        if len(text) > LONGEST_TEXT:
            self.told.append(
                flag("text-cut", item=self.course.labels[name], length=len(text), kept=LONGEST_TEXT)
            )
        return text[:LONGEST_TEXT]

    def _tell_copies(self, name: str, count: int, texts: int) -> None:
        taken = {0: "none of them holds an answer", 1: "the answer in them was taken"}
        words = taken.get(texts, "what is written in them was taken, one after the other")
        self.told.append(flag("answer-cell-copied", item=self.course.labels[name], count=count, taken=words))

    def _continued(self, name: str, place: int, indices: Sequence[int], written: list[str]) -> list[str]:
        """The text with that in cells of the learner's own right below it."""
        below = [at for index in indices for at in self._run(index, 1)]
        more = self._take(place, [at for at in below if self.cells[at]["cell_type"] != "code"])
        if more:
            self.told.append(flag("text-continued", item=self.course.labels[name]))
        return [*written, *more]

    def _beside(self, name: str, place: int, indices: Sequence[int]) -> list[str]:
        """The texts in cells of the learner's own, where the answer's cell is empty or gone."""
        if indices:
            beside = [index for at in indices for index in (*self._run(at, -1), *self._run(at, 1))]
            texts = self._take(place, sorted(set(beside)))
            if texts:
                self.told.append(flag("text-elsewhere", item=self.course.labels[name]))
            return texts
        before = [at for known, found in self.at.items() if known < place for at in found]
        in_place = list(self._run(max(before, default=-1), 1))
        texts = self._take(place, in_place)
        if in_place and "their text" in self.found_by:  # other cells have lost their marks, so this one has
            self.found_by.add("their place")
            return texts
        found = "the text in its place was taken" if texts else "no text was found in its place"
        self.told.append(flag("answer-cell-missing", item=self.course.labels[name], found=found))
        if not texts:
            notes = [index for index, cell in enumerate(self.cells) if cell["cell_type"] != "code"]
            texts = self._take(place, [index for index in notes if self.places[index] is None])
            if texts:
                self.told.append(flag("text-elsewhere", item=self.course.labels[name]))
        return texts

    def _within(self, name: str, place: int) -> list[str]:
        """What follows the course's text before the answer in one and the same cell: the cells were merged,
        or the answer was written below the question itself."""
        before = self.course.sources[place - 1] if place else ""
        if not before:
            return []
        after = self.course.sources[place + 1 : place + 2]
        for cell in self.cells:
            _, found, text = cell["source"].partition(before)
            if found and after:
                text = text.partition(after[0])[0]
            if text.strip() and text.strip() != self.course.sources[place]:
                self.told.append(flag("text-elsewhere", item=self.course.labels[name]))
                return [text.strip("\n")]
        return []

    def _run(self, start: int, step: int) -> Iterator[int]:
        """The cells of the learner's own next to one, up to the next cell of the exercise."""
        index = start + step
        while 0 <= index < len(self.cells) and self.places[index] is None:
            yield index
            index += step

    def _take(self, place: int, indices: Iterable[int]) -> list[str]:
        free = [index for index in indices if index not in self.taken and self._is_filled(place, index)]
        self.taken.update(free)
        return self._written(place, free)

    def _written(self, place: int, indices: Iterable[int]) -> list[str]:
        """The different texts in these cells that are neither empty nor the course's."""
        texts = [
            self.cells[index]["source"].strip("\n") for index in indices if self._is_filled(place, index)
        ]
        return list(dict.fromkeys(texts))

    def _is_filled(self, place: int, index: int) -> bool:
        text = self.cells[index]["source"].strip()
        return bool(text) and text != self.course.sources[place]

    def flags(self) -> Iterator[Flag]:
        """What became of the cells; to be asked when the texts have been."""
        yield from self.told
        course = self.course
        written = set(course.written.values())
        fixed = [place for place in range(len(course.names)) if place not in written]
        needed = course.marked | {course.hand_in}
        if missing := [place for place in fixed if place in needed and place not in self.at]:
            yield flag("cells-missing", names=self._names(missing))
        if copied := [place for place in fixed if len(self.at.get(place, ())) > 1]:
            yield flag("cells-copied", names=self._names(copied))
        edited = [
            place
            for place in fixed
            if place != course.hand_in
            and any(
                self.cells[index]["source"].strip() != course.sources[place]
                for index in self.at.get(place, ())
            )
        ]
        if edited:
            yield flag("cells-edited", names=self._names(edited))
        order = list(dict.fromkeys(place for place in self.places if place is not None))
        if any(earlier > later for earlier, later in pairwise(order)):
            yield flag("cells-moved")
        own = [index for index, place in enumerate(self.places) if place is None and index not in self.taken]
        if added := sum(bool(self.cells[index]["source"].strip()) for index in own):
            yield flag("cells-added", count=added)
        if self.found_by:
            yield flag("metadata-missing", by=", ".join(sorted(self.found_by)))

    def _names(self, places: Sequence[int]) -> str:
        return listed([self.course.names[place] for place in places])


def listed(names: Sequence[str]) -> str:
    """Names in a sentence; of many, the first."""
    if len(names) <= _NAMES:
        return ", ".join(names)
    return f"{', '.join(names[: _NAMES - 1])} and {len(names) - _NAMES + 1} more"
