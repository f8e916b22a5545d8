"""Bringing what a learning platform gives to where submissions lie: from a zip file, a folder, one notebook.

Names in an archive only tell whose a file is. What is written is a learner's own folder, under an id that was
looked at, and nothing is ever unpacked but the notebooks and the answers files in bounded pieces of memory.
"""

import os
import re
import shutil
import stat
import unicodedata
import zipfile
import zlib
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import UTC, datetime
from glob import escape
from pathlib import Path, PurePosixPath
from typing import Literal

from tenmistakes import content
from tenmistakes.answers import sidecar
from tenmistakes.answers.embedding import NOTEBOOK_LIMIT
from tenmistakes.answers.files import MIB, Unusable, read_plain
from tenmistakes.grading import intake
from tenmistakes.grading.exercise import Exercise
from tenmistakes.grading.handed_in import Refused
from tenmistakes.grading.intake import ANSWERS, NOTEBOOK, named, spoken
from tenmistakes.grading.placing import stamp
from tenmistakes.grading.recover import CLOCKS_DIFFER
from tenmistakes.grading.settings import Settings

ENTRIES = 200_000
"""Files in one archive or folder; a class of a thousand that hands in ten files each has ten thousand."""

_NO_TIME = (1980, 1, 1, 0, 0, 0)
"""What stands in a zip file where nothing is said."""
_LONGEST_NAME = 100
_SAID = 10
_STEM = re.compile(r"\d\d-[a-z0-9-]+")
"""What folders of exercises are called."""
_NOT_THE_NAME = re.compile(r"(?: ?\(\d+\))?\.ipynb(?:\.txt|\.json)?$", re.IGNORECASE)
_NOBODYS = (
    "Whose these are cannot be told by their names: {files}. Put each into a folder named after the learner, "
    'or say where the learner stands in the names, such as --pattern "(?P<student_id>[^.]+)\\.ipynb". For '
    "the work of one learner: --student ID."
)
_LONGEST_PATH = 1_000


@dataclass(frozen=True)
class Collected:
    """What became of one learner's work; ``student`` is empty where nobody knows whose it is.

    ``older`` and ``unchanged`` work was left where it was. The sentence may be empty. ``noted`` is something
    to say about all of it.
    """

    student: str
    what: Literal["taken", "unchanged", "older", "refused", "noted"]
    sentence: str = ""


class _Unread(Exception):
    """A file that is not read; says why, after "it …"."""


@dataclass(frozen=True)
class _File:
    """A file in the source: its path there, when it was changed (UTC), and how to get its bytes.

    ``twice`` says that there is another one of that path, which does not count.
    """

    path: str
    when: datetime | None
    read: Callable[[int], bytes]
    twice: bool = False

    @property
    def name(self) -> str:
        return PurePosixPath(self.path).name

    @property
    def leads_out(self) -> bool:
        """Whether it is no name of a file in there."""
        if len(self.path) > _LONGEST_PATH:
            return True
        return ".." in self.path.split("/") or re.match("/|[A-Za-z]:", self.path) is not None

    @property
    def wanted(self) -> bool:
        return bool(NOTEBOOK.fullmatch(self.name) or ANSWERS.fullmatch(self.name))


@dataclass(frozen=True)
class _Owner:
    """Whose a file is, and what they called it.

    ``apart`` tells two learners of one name from each other, ``attempt`` two hand-ins of one learner.
    """

    student: str
    name: str
    when: datetime | None = None
    apart: str = ""
    attempt: str = ""


_Layout = Callable[[_File], _Owner | None]


def collect(
    source: Path,
    settings: Settings,
    exercise: Exercise,
    student: str | None = None,
    pattern: str | None = None,
) -> Iterator[Collected]:
    """Put everybody's work in ``source`` where submissions of the exercise lie, one learner after the other.

    ``student`` says whose it is, if it is one learner's: a notebook, or a folder or archive with the work at
    its top. ``pattern``, a regular expression with a group ``student_id`` and perhaps one ``timestamp``,
    finds that in each path. Else the names that Canvas, Moodle and Blackboard give are recognised, and
    folders or notebooks that are named after learners. A hand-in that is newer is never replaced.

    Times without a zone, as in zip files and Blackboard's names, are taken for this machine's. Canvas's zip
    files do not say when anything was handed in, and then nothing is late.

    Raises :class:`Refused` if the source as a whole cannot be read.
    """
    _refuse_submissions(source, settings)
    with ExitStack() as opened:
        files: list[_File] = []
        for file in _files(source, opened):
            if not file.leads_out:
                files.append(file)
            elif file.wanted:
                why = "has a name that leads out of the archive or is too long; it was not taken"
                yield Collected("", "refused", f"“{spoken(file.path)}” {why}.")
        files = _of_exercise(files, exercise.stem)
        if student is not None and (_is_notebook(source) or _is_of_one(files, exercise.stem, student)):
            files = [file for file in files if not _folders(file, exercise.stem)]
            layout: _Layout = lambda file: _Owner(student, file.name, file.when)  # noqa: E731
        elif pattern is not None:
            layout = _by_pattern(pattern)
        elif named_after := _named_after(files, exercise.stem, source):
            layout = lambda file: named_after.get(file.path)  # noqa: E731
            names = sorted({owner.student for owner in named_after.values()})
            said = ", ".join(map(spoken, names[:_SAID])) + (", …" if len(names) > _SAID else "")
            yield Collected("", "noted", f"Names taken from the file names: {said}.")
        else:
            layout = _usual(files, exercise.stem)
        nobodys = []
        owned: dict[str, list[tuple[_File, _Owner]]] = {}
        for file in files:
            if owner := layout(file):
                owned.setdefault(owner.student, []).append((file, owner))
            elif file.wanted:
                nobodys.append(file.path)
        if nobodys:
            yield Collected("", "refused", _NOBODYS.format(files=named(nobodys)))
        for name in sorted(owned):
            try:
                yield _take(name, owned[name], settings, exercise)
            except Refused as refused:
                yield Collected(name, "refused", str(refused))


def _files(source: Path, opened: ExitStack) -> list[_File]:
    try:
        mode = source.stat().st_mode
        if stat.S_ISDIR(mode):
            return list(_in_folder(source))
        if not stat.S_ISREG(mode):
            raise Refused(f"{source} is neither a file nor a folder.")
        if NOTEBOOK.fullmatch(source.name):
            beside = [path for path in sidecar.names(sidecar.beside(source)) if os.path.lexists(path)]
            return [_on_disk(path, path.name) for path in (source, *beside)]
        archive = opened.enter_context(zipfile.ZipFile(source))
    except FileNotFoundError as error:
        raise Refused(f"There is no {source}.") from error
    except OSError as error:
        raise Refused(f"{source} cannot be read ({error.strerror}).") from error
    except (zipfile.BadZipFile, NotImplementedError, ValueError) as error:
        raise Refused(f"{source} is no zip file that can be read, no folder and no notebook.") from error
    if len(archive.filelist) > ENTRIES:
        raise Refused(f"{source} holds more than {ENTRIES:,} files.")
    return list(_in_zip(archive))


def _in_folder(top: Path) -> Iterator[_File]:
    folders, seen = [top], 0
    for folder in folders:
        try:
            with os.scandir(folder) as entries:
                found = sorted(entries, key=lambda entry: entry.name)
        except OSError as error:
            raise Refused(f"The folder {folder} cannot be read ({error.strerror}).") from error
        for entry in found:
            seen += 1
            if seen > ENTRIES:
                raise Refused(f"{top} holds more than {ENTRIES:,} files.")
            if entry.name.startswith((".", "__")):  # what systems and editors keep beside files
                continue
            if entry.is_dir(follow_symlinks=False):
                folders.append(Path(entry.path))
            else:
                yield _on_disk(Path(entry.path), Path(entry.path).relative_to(top).as_posix())


def _on_disk(path: Path, name: str) -> _File:
    def read(limit: int) -> bytes:
        try:
            return read_plain(path, limit)
        except FileNotFoundError:
            raise _Unread("was gone when it was to be read") from None
        except Unusable as error:
            raise _Unread(str(error)) from error

    return _File(name, _modified(path), read)


def _modified(path: Path) -> datetime | None:
    """When a file was changed last; None if it says a time that cannot be or is still to come."""
    try:
        when = datetime.fromtimestamp(path.lstat().st_mtime, UTC)
    except (ValueError, OverflowError, OSError):
        return None
    return when.replace(tzinfo=None) if when <= datetime.now(UTC) + CLOCKS_DIFFER else None


def _in_zip(archive: zipfile.ZipFile) -> Iterator[_File]:
    # A name that stands twice is one file: the later in the archive, as every program unpacks it.
    members = [member for member in archive.infolist() if not member.is_dir()]
    last = {member.filename: member for member in members}
    often = Counter(member.filename for member in members)
    # Windows' own way to write folders; where others stand without, it is part of a learner's file name.
    theirs = all("\\" in name for name in last)
    for name, member in sorted(last.items()):
        path = name.replace("\\", "/") if theirs else name
        if not any(part.startswith((".", "__")) and part != ".." for part in PurePosixPath(path).parts):
            yield _member(archive, member, path, often[name] > 1)


def _member(archive: zipfile.ZipFile, member: zipfile.ZipInfo, path: str, twice: bool) -> _File:
    def read(limit: int) -> bytes:
        kind = stat.S_IFMT(member.external_attr >> 16)
        if kind not in (0, stat.S_IFREG):
            raise _Unread("is a link" if kind == stat.S_IFLNK else "is no file")
        if member.flag_bits & 1:
            raise _Unread("is encrypted")
        if member.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            # Python unpacks these without a bound, and no learning platform uses them.
            raise _Unread("is packed in an unusual way; pack it again as an ordinary zip file")
        if member.file_size > limit:
            raise _Unread(f"is larger than {limit // MIB} MiB")
        try:
            with archive.open(member) as file:
                data = file.read(limit + 1)
        except (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError) as error:
            raise _Unread("is damaged in the archive") from error
        except (NotImplementedError, RuntimeError) as error:
            raise _Unread("is packed in a way that cannot be read") from error
        if len(data) > limit:
            raise _Unread(f"is larger than {limit // MIB} MiB")
        return data

    when = _here(*member.date_time) if member.date_time != _NO_TIME else None
    return _File(path, when, read, twice)


def _here(*numbers: int) -> datetime | None:
    """A time of this machine's clock in UTC; None if there is no such time."""
    try:
        return datetime(*numbers).astimezone(UTC).replace(tzinfo=None)
    except (ValueError, OverflowError, OSError):
        return None


# The platform's part of a name comes first and the learner's own file name last, which may look like another
# platform's part: so everything before the learner's is matched as early as can be.
_MOODLE = re.compile(
    r"(?:.*?/)??(?P<student>[^/]+?)_(?P<number>\d+)_assignsubmission_file(?:_?/(?:.*/)?|_)(?P<name>[^/]+)",
    re.DOTALL,
)
_BLACKBOARD = re.compile(
    r"(?:.*?/)??(?P<title>[^/]+?)_(?P<student>[^/_]+)_attempt_(?P<time>\d{4}(?:-\d\d){5})_(?P<name>[^/]+)",
    re.DOTALL,
)
_CANVAS = re.compile(r"(?:.*?/)??[^/_]*(?:_LATE)?_(?P<student>\d+)_\d+_(?P<name>[^/]+)", re.DOTALL)


def _moodle(file: _File) -> _Owner | None:
    """``Ada Lovelace_123456_assignsubmission_file_/…``; the number is another one in each assignment."""
    found = _MOODLE.fullmatch(file.path)
    return _Owner(_in_full(found["student"]), found["name"], file.when, found["number"]) if found else None


def _in_full(name: str) -> str:
    return intake.as_id(unicodedata.normalize("NFC", name))


def _blackboard(file: _File) -> _Owner | None:
    """``Exercise 8_ada_attempt_2026-01-31-09-30-00_….ipynb``."""
    found = _BLACKBOARD.fullmatch(file.path)
    if not found:
        return None
    when = _here(*map(int, found["time"].split("-")))
    return _Owner(found["student"], found["name"], when, found["title"], found["time"])


def _canvas(file: _File) -> _Owner | None:
    """``lovelaceada_LATE_1234_56789_….ipynb``: the learner's number, then the file's."""
    found = _CANVAS.fullmatch(file.path)
    return _Owner(found["student"], found["name"]) if found else None


def _is_notebook(source: Path) -> bool:
    return NOTEBOOK.fullmatch(source.name) is not None and not source.is_dir()


def _refuse_submissions(source: Path, settings: Settings) -> None:
    """Refuse to collect submissions from where they lie: one exercise's would be taken for another's."""
    above = []
    for part in Path(settings.structure).parts:
        if "{student_id}" in part or "{assignment_id}" in part:
            break
        above.append(part)
    if not any("{nbgrader_step}" in part for part in above):
        return  # then they have no folder of their own
    step = settings.submitted_directory
    top = settings.root.joinpath(*(part.format(nbgrader_step=step) for part in above)).resolve()
    real = source.resolve()
    inside = real.is_relative_to(top) and (real.is_dir() or _is_notebook(real))
    if inside or top.is_relative_to(real):
        raise Refused(
            f"In {top} submissions lie already, and are graded where they are: leave “{spoken(str(source))}” "
            "away."
        )


def _of_exercise(files: Sequence[_File], stem: str) -> list[_File]:
    """Without what lies in the folder of another exercise."""
    others = {place.stem for place in content.mistakes()} - {stem}
    sorted_by_exercise = any(stem in PurePosixPath(file.path).parts[:-1] for file in files)

    def is_of_another(file: _File) -> bool:
        parts = PurePosixPath(file.path).parts[:-1]
        if stem in parts or not parts:
            return False
        return not others.isdisjoint(parts) or (sorted_by_exercise and _STEM.fullmatch(parts[-1]) is not None)

    return [file for file in files if not is_of_another(file)]


def _folders(file: _File, stem: str) -> tuple[str, ...]:
    """The folders that a file is in, without one of the exercise around it."""
    parts = PurePosixPath(file.path).parts[:-1]
    return parts[:-1] if parts[-1:] == (stem,) else parts


def _is_of_one(files: Sequence[_File], stem: str, student: str) -> bool:
    """Whether the work lies at the top, and nothing of a class around it."""
    if any(_platforms(file) for file in files) or any(_folders(f, stem)[:1] == (student,) for f in files):
        return False
    top = [file.name for file in files if file.wanted and not _folders(file, stem)]
    notebooks = [name for name in top if NOTEBOOK.fullmatch(name)]
    return len(notebooks) == 1 or f"{stem}.ipynb" in notebooks or (not notebooks and bool(top))


def _platforms(file: _File) -> _Owner | None:
    """Whose a file is by the name that a learning platform gave it."""
    return _moodle(file) or _blackboard(file) or _canvas(file)


def _named_after(files: Sequence[_File], stem: str, source: Path) -> dict[str, _Owner]:
    """Path -> whose it is, where each learner's notebook is named after them; else nothing.

    The notebooks lie side by side, at the top or all in one folder of an archive.
    """
    wanted = [file for file in files if file.wanted]
    folders = {PurePosixPath(file.path).parent for file in wanted}
    if len(folders) != 1 or any(_platforms(file) for file in wanted):
        return {}
    found = {}
    for file in wanted:
        notebook = file.name if NOTEBOOK.fullmatch(file.name) else _notebook_of(file.name)
        learner = _NOT_THE_NAME.sub("", notebook)
        if not learner or _is_called_after(learner, stem):
            return {}
        found[file.path] = _Owner(intake.as_id(learner), file.name, file.when)
    notebooks = [found[file.path].student.casefold() for file in wanted if NOTEBOOK.fullmatch(file.name)]
    in_a_folder = folders != {PurePosixPath()}
    if in_a_folder and (source.is_dir() or len(notebooks) < 2 or folders.pop().name == stem):
        return {}  # the folder may be named after a learner
    return found if notebooks and len(set(notebooks)) == len(notebooks) else {}


def _notebook_of(answers: str) -> str:
    """The name of the notebook that an answers file belongs to."""
    owner = sidecar.owner(Path(answers))
    return owner.name if owner else answers


def _is_called_after(name: str, stem: str) -> bool:
    """Whether a notebook has a name of the exercise's, or none yet."""
    letters, slug = (re.sub(r"[\W_]", "", each).casefold() for each in (name, stem.partition("-")[2]))
    return slug in letters or letters.startswith(("exercise", "untitled"))


def _usual(files: Sequence[_File], stem: str) -> _Layout:
    """The layout of a learning platform, or of folders named after learners."""
    wanted = [file for file in files if file.wanted]
    layouts: list[_Layout] = [_moodle, _blackboard, _canvas]
    fitting = {layout: sum(layout(file) is not None for file in wanted) for layout in layouts}
    best = max(layouts, key=lambda layout: fitting[layout])
    return best if fitting[best] * 2 > len(wanted) else _by_folder(wanted, stem)


def _by_pattern(pattern: str) -> _Layout:
    try:
        compiled = re.compile(pattern)
    except re.error as error:
        raise Refused(f"The pattern is no regular expression: {error}.") from error
    if "student_id" not in compiled.groupindex:
        raise Refused("The pattern has no group (?P<student_id>…), which says whose a file is.")

    def layout(file: _File) -> _Owner | None:
        beside = PurePosixPath(file.path).with_name(_notebook_of(file.name)).as_posix()
        found = compiled.search(file.path) or compiled.search(beside)
        student = found and (found["student_id"] or "").rpartition("/")[2]  # the folders before are no part
        if not student:
            return None
        said = found.groupdict().get("timestamp")
        return _Owner(student, file.name, _said(said) if said else file.when, attempt=said or "")

    return layout


def _said(time: str) -> datetime | None:
    numbers = re.findall(r"\d+", time)
    if re.fullmatch(r"\d{4}(?:-\d\d){5}", time):
        return _here(*map(int, numbers))
    try:
        return intake.moment(time)
    except ValueError:
        return None


def _by_folder(files: Sequence[_File], stem: str) -> _Layout:
    """Folders named after learners, in each the work or a folder of the exercise; perhaps all in another."""

    found = [_folders(file, stem) for file in files]
    shared = 0
    while all(
        len(parts) > shared + 1 and parts[: shared + 1] == found[0][: shared + 1] for parts in found or [()]
    ):
        shared += 1

    def layout(file: _File) -> _Owner | None:
        parts = _folders(file, stem)[shared:]
        return _Owner(parts[0], file.name, file.when) if parts else None

    return layout


def _take(
    student: str, owned: Sequence[tuple[_File, _Owner]], settings: Settings, exercise: Exercise
) -> Collected:
    """Put one learner's work in its place; :class:`Refused` if it cannot be."""
    if odd := intake.valid_student(student):
        raise Refused(odd)
    if len({owner.apart for _, owner in owned}) > 1:
        raise Refused("The work of more than one learner seems to be theirs; say whose it is with --pattern.")
    attempts = sorted({owner.attempt for _, owner in owned if owner.attempt})
    owned = [(file, owner) for file, owner in owned if not attempts or owner.attempt == attempts[-1]]
    wanted = [(file, owner) for file, owner in owned if file.wanted]
    if not wanted:
        raise Refused(f"There is no notebook and no answers file: {named(owner.name for _, owner in owned)}.")
    if len(wanted) > intake.CANDIDATES:
        raise Refused(f"There are too many files: {named(owner.name for _, owner in wanted)}.")
    files = _renamed([(owner.name, _bytes(file)) for file, owner in wanted], exercise.stem)
    when = max((owner.when for _, owner in wanted if owner.when), default=None)
    folder = settings.submitted(student, exercise.stem)
    there = _there(folder, files, when)
    if there:
        return Collected(student, *there)
    _put(folder, files | stamp(when))
    said = [
        f"“{spoken(file.name)}” was there twice, and the later was taken." for file, _ in wanted if file.twice
    ]
    if len(attempts) > 1:
        said.append(f"Of {len(attempts)} attempts, the last was taken.")
    return Collected(student, "taken", " ".join(said))


def _bytes(file: _File) -> bytes:
    try:
        return file.read(NOTEBOOK_LIMIT if NOTEBOOK.fullmatch(file.name) else sidecar.LIMIT)
    except _Unread as error:
        raise Refused(f"“{spoken(file.name)}” {error}; nothing was taken.") from error


def _renamed(files: Sequence[tuple[str, bytes]], stem: str) -> dict[str, bytes]:
    """The files under the names that a submission has; of several notebooks, each under its own."""
    found: dict[str, bytes] = {}
    for pattern, usual in ((NOTEBOOK, f"{stem}.ipynb"), (ANSWERS, f"{stem}.answers.json")):
        kind = [(name, data) for name, data in files if pattern.fullmatch(name)]
        for name, data in kind:
            found[usual if len(kind) == 1 else _safe(name, found)] = data
    return found


def _safe(name: str, taken: Iterable[str]) -> str:
    """A learner's name for a file as one that every system takes, and that is not taken."""
    stem, dot, ending = re.sub(r"[^\w.()+ -]", "-", name)[-_LONGEST_NAME:].lstrip(". ").partition(".")
    names = (f"{stem}{number}{dot}{ending}" for number in ("", *(f"-{n}" for n in range(2, 99))))
    lower = {each.lower() for each in taken}
    return next(each for each in names if each.lower() not in lower)


def _there(
    folder: Path, files: Mapping[str, bytes], when: datetime | None
) -> tuple[Literal["unchanged", "older"], str] | None:
    """What is to be said of what lies in the folder already, if it stays; None if it makes way."""
    for part in (folder.parent, folder):
        if part.is_symlink() or (os.path.lexists(part) and not part.is_dir()):
            raise Refused(f"{part} is no folder; remove it, then collect again.")
    _mend(folder)
    if not folder.is_dir():
        return None
    before = intake.timestamp(folder)
    if all(_same(folder / name, data) for name, data in files.items()) and (before or not when):
        return "unchanged", ""
    if before and when is None:
        raise Refused("Work is there that is dated, and this is not; remove it to take this in its place.")
    if before and when and when < before:
        return "older", "What was handed in later is there already, and stays."
    return None


def _same(path: Path, data: bytes) -> bool:
    try:
        return read_plain(path, len(data)) == data
    except (FileNotFoundError, Unusable):
        return False


def _put(folder: Path, files: Mapping[str, bytes]) -> None:
    """Have these files in the folder and no others, all at once."""
    made, old = _aside(folder)
    try:
        for left in (made, old):
            if left.is_dir():
                shutil.rmtree(left)
        made.mkdir(parents=True)
        for name, data in files.items():
            (made / name).write_bytes(data)
        if folder.is_dir():
            folder.rename(old)
        made.rename(folder)
    except OSError as error:
        shutil.rmtree(made, ignore_errors=True)
        _mend(folder)
        raise Refused(f"{folder} cannot be written ({error.strerror}); nothing was taken.") from error
    shutil.rmtree(old, ignore_errors=True)


def mend(settings: Settings, stem: str) -> None:
    """Give back every hand-in of an exercise that was being replaced when somebody was killed.

    Call it where nobody else collects. Raises :class:`Refused` if that cannot be done.
    """
    anybody = settings.submitted("\0", stem)
    try:
        for aside in _aside(anybody):
            pattern = escape(str(aside.relative_to(aside.anchor))).replace("\0", "*")
            for left in list(Path(aside.anchor).glob(pattern)):
                _mend(left.with_name(left.name[1:].removesuffix(aside.suffix)))
    except OSError as error:
        raise Refused(
            f"A hand-in that was being replaced cannot be put back ({error.strerror}: {error.filename})."
        ) from error


def _mend(folder: Path) -> None:
    """Give back what was there, if whoever was to replace it came no further; what is too much goes."""
    made, old = _aside(folder)
    if old.is_dir() and not old.is_symlink() and not folder.is_dir():
        old.rename(folder)
    for left in (made, old):
        if left.is_dir() and not left.is_symlink():
            shutil.rmtree(left)


def _aside(folder: Path) -> tuple[Path, Path]:
    return folder.with_name(f".{folder.name}.new"), folder.with_name(f".{folder.name}.old")
