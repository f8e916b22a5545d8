"""Grading in shares: machines that know nothing of each other compute, and one run takes in what they found.

A shard is a file with the findings for a share of the class: gzip, one line a submission, in the order of the
students. Whoever makes it reads what was handed in and needs no gradebook: a gradebook has one writer. The
run that takes shards in looks at every submission itself, and believes a shard only where it was made from
the same bytes by the same version of the course. What is in no shard it computes, so that a shard that is
missing, cut off or stale costs time and nothing else.
"""

import glob
import gzip
import heapq
import json
import os
import re
import zlib
from collections.abc import Generator, Iterable, Iterator
from contextlib import ExitStack, closing
from dataclasses import dataclass
from operator import attrgetter
from pathlib import Path
from typing import Self

from tenmistakes.answers.files import MIB, Malformed, parse
from tenmistakes.grading import intake
from tenmistakes.grading.computing import Computed, Finding, complete, compute
from tenmistakes.grading.exercise import Exercise
from tenmistakes.grading.handed_in import HandIn, Refused, identity
from tenmistakes.grading.plain import from_plain, to_plain
from tenmistakes.grading.scoring import Graded
from tenmistakes.grading.settings import Settings
from tenmistakes.grading.stopped import Stopped

MOST = 500
"""Shards of one class; all are open at the same time."""
_LONGEST = 64 * MIB
"""Bytes of a line. A notebook may have 24 MiB, and little of it is answers."""
_FORMAT, _ENDING = "tenmistakes-shard", ".jsonl.gz"
_NAMED = re.compile(r"\.(\d+)-of-(\d+)\.[^/]*$")
_SHARE = re.compile(r"([1-9]\d{0,2})/([1-9]\d{0,2})")


@dataclass(frozen=True)
class Share:
    """The ``number``-th of ``count`` shares of a class, from 1 on.

    Whose share a student is in depends on their id alone, not on who else has handed in.
    """

    number: int
    count: int

    @classmethod
    def of(cls, said: str) -> Self:
        """The share that is meant by ``3/8``; raises :class:`Stopped` if none is."""
        found = _SHARE.fullmatch(said)
        share = cls(*map(int, found.groups())) if found else None
        if share is None or not share.number <= share.count <= MOST:
            raise Stopped(
                f"“{said}” is no share of a class. Say which of how many, such as 3/8; there can be {MOST}."
            )
        return share

    def __contains__(self, student: str) -> bool:
        digest = identity(student.encode(errors="surrogatepass"))
        return int(digest, 16) % self.count == self.number - 1

    def file(self, folder: Path, stem: str) -> Path:
        """Where the shard of this share lies."""
        return folder / f"{stem}.{self.number}-of-{self.count}{_ENDING}"


def folder_of(settings: Settings) -> Path:
    """Where shards are put and looked for: beside the folder of graded notebooks."""
    return (settings.root / settings.autograded_directory).with_name("shards")


def write_shard(settings: Settings, exercise: Exercise, share: Share, folder: Path) -> tuple[Path, int]:
    """Compute a share of the class; the file, and how many submissions are in it.

    The same submissions make the same file, byte for byte. What cannot be read or graded here is left out:
    the run that takes the shard in tries it again. Raises OSError if the file cannot be written.
    """
    path = share.file(folder, exercise.stem)
    folder.mkdir(parents=True, exist_ok=True)
    unfinished = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    count = 0
    try:
        with unfinished.open("wb") as raw:
            with gzip.GzipFile("", "wb", compresslevel=6, fileobj=raw, mtime=0) as file:
                file.write(f"{_head(exercise)}\n".encode())
                for student in intake.students(settings, exercise.stem):
                    if student in share and (line := _line(settings, exercise, student)):
                        file.write(line)
                        count += 1
            raw.flush()
            os.fsync(raw.fileno())
        unfinished.replace(path)
    finally:
        unfinished.unlink(missing_ok=True)
    return path, count


def _head(exercise: Exercise) -> str:
    return json.dumps({_FORMAT: 1, "exercise": exercise.stem, "mark": exercise.mark})


def _line(settings: Settings, exercise: Exercise, student: str) -> bytes | None:
    if intake.valid_student(student) is not None:
        return None
    try:
        hand_in = intake.read(settings.submitted(student, exercise.stem), exercise, student)
    except (Refused, intake.Unreached):  # that is said by the run that takes the shard in
        return None
    found = compute(hand_in, exercise)
    if not isinstance(found, Computed | Refused):
        return None
    return f"{json.dumps([student, _fingerprint(hand_in)])}\t{to_plain(found)}\n".encode("ascii")


def _fingerprint(hand_in: HandIn) -> str:
    """A hash of all that decides what is found in a submission."""
    names = [name for name, _ in hand_in.sidecars]
    said = repr((hand_in.student, names, hand_in.timestamp, hand_in.flags))
    return identity(hand_in.identity.encode(), said.encode(errors="surrogatepass"))


class Shards:
    """Looks up in shards what would else be computed here; a :class:`tenmistakes.grading.computing.Pool`.

    They are read along with the class, both being in the order of the students, so that nothing of them is
    kept in memory.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._stem = ""
        self._open = ExitStack()
        self._lines: Iterator[_Line] = iter(())
        self._line: _Line | None = None
        self._taken = self._computed = 0
        self._said: list[str] = []

    def __enter__(self) -> Self:
        if not self._folder.is_dir():
            raise Stopped(
                f"There is no folder {self._folder} with shards. Make them first, with --shard 1/4 and so on."
            )
        return self

    def __exit__(self, *_: object) -> None:
        self._open.close()

    def offer(self, hand_in: HandIn, exercise: Exercise) -> Iterator[tuple[str, Finding]]:
        """Look it up, or compute it."""
        if self._stem != exercise.stem:
            self._turn_to(exercise)
        found = self._look_up(hand_in, exercise)
        if found is None:
            self._computed += 1
            found = compute(hand_in, exercise)
        else:
            self._taken += 1
        yield hand_in.student, found

    def rest(self) -> Iterator[tuple[str, Finding]]:
        """Nothing is left."""
        return iter(())

    def sentences(self) -> list[str]:
        """What there is to say of the shards of the exercise that was graded last."""
        here, total = self._computed, self._computed + self._taken
        if not here:
            return self._said
        told = f"{here:,} of {total:,} submissions were in no shard as they are now, and were computed here."
        return [*self._said, told]

    def _turn_to(self, exercise: Exercise) -> None:
        self._open.close()
        self._stem, self._taken, self._computed = exercise.stem, 0, 0
        paths = sorted(self._folder.glob(f"{glob.escape(exercise.stem)}.*-of-*{_ENDING}"))
        wrong = {path: _why_not(path, exercise) for path in paths}
        self._said = [f"{path.name} was not used: it {why}." for path, why in wrong.items() if why]
        good = [path for path, why in wrong.items() if not why]
        self._said += _missing(good)
        streams = [self._open.enter_context(closing(_lines(path))) for path in good]
        self._lines = heapq.merge(*streams, key=attrgetter("student"))
        self._line = next(self._lines, None)

    def _look_up(self, hand_in: HandIn, exercise: Exercise) -> Finding | None:
        found: Finding | None = None
        wanted = _fingerprint(hand_in)
        while self._line is not None and self._line.student <= hand_in.student:
            if found is None and (self._line.student, self._line.fingerprint) == (hand_in.student, wanted):
                found = _read(self._line, exercise)
            self._line = next(self._lines, None)
        return found


@dataclass(frozen=True)
class _Line:
    """A submission in a shard."""

    student: str
    fingerprint: str
    finding: bytes


def _lines(path: Path) -> Generator[_Line, None, None]:
    with gzip.open(path) as file:
        file.readline(_LONGEST)
        while line := file.readline(_LONGEST):
            try:
                name, _, finding = line.partition(b"\t")
                student, fingerprint = parse(name)
            except (Malformed, TypeError, ValueError):
                continue  # not written here; it will be missed
            if isinstance(student, str):
                yield _Line(student, fingerprint, finding)


def _read(line: _Line, exercise: Exercise) -> Finding | None:
    try:
        found = from_plain(line.finding, exercise)
    except Malformed:
        return None
    if isinstance(found, Graded):
        made = complete(found, exercise) if found.student == line.student else None
        return made if isinstance(made, Computed) else None
    return found if isinstance(found, Refused) else None  # no shard is told of a failure of ours


def _why_not(path: Path, exercise: Exercise) -> str | None:
    """Why a shard cannot be used, after "it …"; None if it can."""
    try:
        with gzip.open(path) as file:
            head = parse(file.readline(_LONGEST))
            while file.read(MIB):
                pass
    except Malformed:
        return "is no shard"
    except (EOFError, OSError, zlib.error):
        return "is cut off or damaged"
    if head == json.loads(_head(exercise)):
        return None
    if isinstance(head, dict) and _FORMAT in head:
        return "was made by another version of the course"
    return "is no shard"


def _missing(paths: Iterable[Path]) -> Iterator[str]:
    """What shards are missing, in sentences: none if all shares of the class are there."""
    there: dict[int, set[int]] = {}
    for path in paths:
        if found := _NAMED.search(path.name):
            there.setdefault(int(found[2]), set()).add(int(found[1]))
    lacking = {count: set(range(1, count + 1)) - numbers for count, numbers in there.items()}
    if not there:
        yield "There is no shard that can be used."
    elif all(lacking.values()):
        for count, numbers in sorted(lacking.items()):
            yield f"Of {count} shards, there is none with the number {', '.join(map(str, sorted(numbers)))}."
