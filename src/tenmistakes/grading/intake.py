"""Who has handed in, and what: a submission's folder, looked at before anything in it is opened.

A learner can put anything into a folder. Only regular files of a bounded size are read, under names that are
expected; of a folder with a million files a thousand are looked at. Nothing is followed, nothing is changed.
"""

import os
import re
import stat
import unicodedata
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from pathlib import Path

from tenmistakes.answers import sidecar
from tenmistakes.answers.embedding import NOTEBOOK_LIMIT
from tenmistakes.answers.files import MIB, Unreadable, Unusable, read_plain
from tenmistakes.grading.exercise import Exercise
from tenmistakes.grading.flags import Flag, flag
from tenmistakes.grading.handed_in import HandIn, Refused, identity
from tenmistakes.grading.lenient import BRACKETS, brackets
from tenmistakes.grading.placing import TIMESTAMP
from tenmistakes.grading.recover import belongs
from tenmistakes.grading.settings import Settings

LISTED = 1_000
"""Names looked at in one folder; a submission has three files, with pictures and drafts perhaps thirty."""
CANDIDATES = 10
"""Notebooks opened to find the one that is meant, where none has the exercise's name."""
CANDIDATES_LIMIT = 3 * MIB
"""Bytes of all of these: twenty exercises that were worked through."""
ANSWERS_LIMIT = sidecar.LIMIT
"""Bytes of all answers files together. So much takes a quarter of a second to read."""
STAMP_LIMIT = 4096
"""Bytes of ``timestamp.txt``."""
STUDENT, STUDENT_BYTES = 128, 255
"""Characters of a student's id, and the bytes that file systems take for a name."""
NOTEBOOK = re.compile(r".+\.ipynb(?:\.txt|\.json)?", re.IGNORECASE | re.DOTALL)
"""What a notebook may be called; browsers add an ending of their own."""
ANSWERS = re.compile(r".+\.answers\b.*\.json(?:\.txt)?", re.IGNORECASE | re.DOTALL)
"""What an answers file may be called."""
_NAMED = 5
_SPOKEN = 80
_EARLIEST = 1970
_LONGEST_TIME = 100
_UNSPOKEN = {TIMESTAMP, "__pycache__"}
_HANDLES = {os.open, os.stat} <= os.supports_dir_fd and os.scandir in os.supports_fd
"""Whether a folder can be opened, and its files by name from there."""
_ZONE = re.compile(r"\s+(?=[+-]\d\d:?\d\d$)|\s*(?:UTC|GMT)$")


class Unreached(OSError):
    """The machine did not give what was handed in, perhaps only for now; the message is a sentence."""


def students(settings: Settings, stem: str) -> Iterator[str]:
    """Everybody who has a folder for the exercise ``stem``, in order.

    These are names of folders and may be anything: see :func:`valid_student`. Raises :class:`Refused` if the
    folder of submissions is there and cannot be listed.
    """
    parts = Path(settings.structure).parts
    level = next(n for n, part in enumerate(parts) if "{student_id}" in part)
    words = {"nbgrader_step": settings.submitted_directory, "assignment_id": stem}
    before, after = (part.format(**words) for part in parts[level].split("{student_id}", 1))
    folder = settings.root.joinpath(*(part.format(**words) for part in parts[:level]))
    called = re.compile(f"{re.escape(before)}(.+){re.escape(after)}", re.DOTALL)
    try:
        matches = [called.fullmatch(path.name) for path in folder.iterdir()]
    except FileNotFoundError:
        return
    except OSError as error:
        raise Refused(f"The folder {folder} cannot be listed ({error.strerror}).") from error
    for student in sorted(match[1] for match in matches if match):
        if student not in settings.excluded and os.path.lexists(settings.submitted(student, stem)):
            yield student


def valid_student(name: str) -> str | None:
    """What is wrong with a student's id, as a sentence; None if it can be one.

    An id becomes a row of the gradebook, a name of folders on any system, and a part of pages.
    """
    if not name or len(name) > STUDENT:
        wrong = f"has {len(name)} characters; an id has 1 to {STUDENT}"
    elif len(name.encode(errors="replace")) > STUDENT_BYTES:
        wrong = f"has more than {STUDENT_BYTES} bytes, which is more than a folder's name can have"
    elif name.startswith(".") or name != name.strip():
        wrong = "begins with a dot, or begins or ends with a space"
    elif strange := [c for c in name if c not in "._@+- " and unicodedata.category(c)[0] not in "LMN"]:
        wrong = f"has “{spoken(strange[0])}” in it; an id has letters, digits, spaces and . _ @ + -"
    else:
        return None
    return f"“{spoken(name)}” is nobody's id: it {wrong}."


def as_id(name: str) -> str:
    """A full name as an id: what an id cannot have becomes a hyphen."""
    if valid_student(name) is None:
        return name
    return "".join(c if valid_student(f"a{c}a") is None else "-" for c in name.strip(" ."))


def spoken(name: str) -> str:
    """A name that somebody else chose, fit for a sentence: short, and nothing but what can be printed."""
    name = name if len(name) <= _SPOKEN else f"{name[: _SPOKEN - 1]}…"
    return "".join(c if c.isprintable() else "\ufffd" for c in name)


def read(folder: Path, exercise: Exercise, student: str) -> HandIn:
    """What ``student`` handed in, the notebook's bytes empty if there are only answers.

    Raises :class:`Refused` if there is nothing that could be graded, with the same identity as long as the
    reason is the same; :class:`Unreached` if the machine does not give what is there.
    """
    when = None
    try:
        with _opened(folder, student) as opened:
            when, no_time = _stamp(opened)
            flags = [flag("time-unreadable", why=no_time)] if no_time else []
            return _read(opened, exercise, HandIn(student, b"", timestamp=when, flags=tuple(flags)))
    except Refused as refused:
        sentence = str(refused)
        found = refused.identity or identity(sentence.encode())
        raise Refused(sentence, found, refused.flags, when) from None


def timestamp(folder: Path) -> datetime | None:
    """When it was handed in, as ``timestamp.txt`` says: UTC, without a zone; None if that is not said."""
    try:
        with _opened(folder, "") as opened:
            return _stamp(opened)[0]
    except (Refused, Unreached):
        return None


@dataclass(frozen=True)
class _Folder:
    """A submission's folder that is open: whoever swaps it for another now changes nothing.

    ``handle`` is None where the system opens no folders (Windows); it is reached by its path then.
    """

    path: Path
    handle: int | None

    def read(self, name: str, limit: int) -> bytes:
        """As :func:`read_plain`."""
        return read_plain(self._place(name), limit, self.handle)

    def holds(self, name: str) -> bool:
        """Whether there is anything of that name."""
        try:
            self._look(name)
        except OSError:
            return False
        return True

    def is_linked(self, name: str) -> bool:
        """Whether a file is in another place as well."""
        return self._look(name).st_nlink > 1

    def listing(self) -> "_Listing":
        """The names in it, of very many only some."""
        names: list[str] = []
        with os.scandir(self.path if self.handle is None else self.handle) as entries:
            for entry in entries:
                if len(names) == LISTED:
                    return _Listing(tuple(sorted(names)), more=True)
                names.append(entry.name)
        return _Listing(tuple(sorted(names)), more=False)

    def _place(self, name: str) -> Path | str:
        return self.path / name if self.handle is None else name

    def _look(self, name: str) -> os.stat_result:
        return os.stat(self._place(name), dir_fd=self.handle, follow_symlinks=False)


@contextmanager
def _opened(folder: Path, student: str) -> Iterator[_Folder]:
    """The folder, as long as it is needed; links in place of it, or of the learner's, are not followed."""
    handles: list[int] = []
    try:
        for part, what in ((folder.parent, "learner"), (folder, "submission")):
            mode = part.lstat().st_mode
            if stat.S_ISLNK(mode) and (part is folder or part.name == student):
                raise Refused(f"The {what}'s folder is a link to another place; it was not followed.")
        if not stat.S_ISDIR(mode):
            raise Refused("In the place of the submission's folder is something else.")
        if _HANDLES:
            # Since they were looked at, both may have been swapped for links.
            alone = os.O_NOFOLLOW if folder.parent.name == student else 0
            handles.append(os.open(folder.parent, os.O_RDONLY | os.O_DIRECTORY | alone))
            flags = os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW
            handles.append(os.open(folder.name, flags, dir_fd=handles[0]))
    except (FileNotFoundError, NotADirectoryError):
        _close(handles)
        raise Refused("Nothing was handed in: there is no such folder.") from None
    except OSError as error:
        _close(handles)
        raise Unreached(error.errno, f"The submission's folder cannot be read ({error.strerror}).") from error
    try:
        yield _Folder(folder, handles[-1] if handles else None)
    finally:
        _close(handles)


def _close(handles: list[int]) -> None:
    while handles:
        os.close(handles.pop())


@dataclass(frozen=True)
class _Listing:
    """The names in a folder, in order; ``more`` if there are too many to look at."""

    names: tuple[str, ...]
    more: bool

    def matching(self, pattern: re.Pattern[str]) -> list[str]:
        return [name for name in self.names if not name.startswith(".") and pattern.fullmatch(name)]


def _read(folder: _Folder, exercise: Exercise, begun: HandIn) -> HandIn:
    try:
        listing = folder.listing()
    except OSError as error:
        raise Unreached(error.errno, f"The submission's folder cannot be read ({error.strerror}).") from error
    flags = list(begun.flags)
    name, notebook, noted = _notebook(folder, listing, exercise)
    flags += noted
    sidecars, unread, noted = _sidecars(folder, listing, name or f"{exercise.stem}.ipynb", exercise)
    flags += noted
    if name is None:
        if not sidecars:
            raise _nothing(listing, exercise)
        flags.append(flag("notebook-missing"))
    flags += [
        flag("linked", name=spoken(each)) for each in [name, *sidecars] if each and folder.is_linked(each)
    ]
    taken = {name, *sidecars, *unread, *_UNSPOKEN}
    others = [each for each in listing.names if each not in taken and not each.startswith(".")]
    notebooks = [each for each in others if NOTEBOOK.fullmatch(each)]
    if notebooks:
        flags.append(flag("other-notebooks", names=named(notebooks)))
    if rest := [each for each in others if each not in notebooks]:
        flags.append(flag("other-files", names=named(rest)))
    return replace(begun, notebook=notebook, sidecars=tuple(sidecars.items()), flags=tuple(flags))


def _notebook(folder: _Folder, listing: _Listing, exercise: Exercise) -> tuple[str | None, bytes, list[Flag]]:
    """The name and the bytes of the notebook that is meant; no name if there is none."""
    usual = f"{exercise.stem}.ipynb"
    if usual in listing.names or (listing.more and folder.holds(usual)):
        return usual, _bytes(folder, usual), []
    names = listing.matching(NOTEBOOK)
    if len(names) > CANDIDATES:
        raise Refused(f"There is no “{usual}”, and there are too many other notebooks: {named(names)}.")
    if not names:
        return None, b"", []
    # One alone is taken for the one that is meant; if it is another, that will be said of it.
    found = _of_exercise(folder, names, exercise) if len(names) > 1 else {names[0]: _bytes(folder, names[0])}
    if not found:
        return None, b"", []
    if len(set(found.values())) > 1:
        raise Refused(f"There is no “{usual}”, and any of several could be meant: {named(found)}.")
    name, data = next(iter(found.items()))  # the same notebook several times is one
    return name, data, [flag("renamed", name=spoken(name))]


def _of_exercise(folder: _Folder, names: Iterable[str], exercise: Exercise) -> dict[str, bytes]:
    """Those of the notebooks that are of the exercise."""
    read: dict[str, bytes] = {}
    for name in names:
        try:
            read[name] = _bytes(folder, name)
        except Refused:
            continue
        size, lists = (sum(map(count, set(read.values()))) for count in (len, brackets))
        if size > CANDIDATES_LIMIT or lists > 2 * BRACKETS:
            raise Refused(
                f"There is no “{exercise.stem}.ipynb”, and the other notebooks are too large to look which "
                f"of them is meant: {named(names)}."
            )
    ours = {data for data in set(read.values()) if belongs(data, exercise)}
    return {name: data for name, data in read.items() if data in ours}


def _sidecars(
    folder: _Folder, listing: _Listing, notebook: str, exercise: Exercise
) -> tuple[dict[str, bytes], list[str], list[Flag]]:
    """The answers files of a notebook by name, the names of those that cannot be read, and why."""
    names = [path.name for path in sidecar.names(sidecar.beside(Path(notebook)))]
    own = [name for name in names if listing.more or name in listing.names]
    read: dict[str, bytes] = {}
    flags: dict[str, Flag] = {}
    for name in own or _orphans(listing):
        try:
            data = folder.read(name, ANSWERS_LIMIT)
            if sum(map(len, read.values())) + len(data) > ANSWERS_LIMIT:
                raise Unusable(f"makes the answers files larger than {ANSWERS_LIMIT // MIB} MiB together")
            read[name] = data
        except FileNotFoundError:
            continue
        except Unreadable as error:
            raise _unreached(name, error) from error
        except Unusable as error:
            flags[name] = flag("not-read", name=spoken(name), why=error)
    if not own and len(read) > 1:
        # Of several that have lost their notebook, the one that answers were written to last.
        last = max(read, key=lambda name: _last_answer(read[name], exercise))
        read = {last: read[last]}
    return read, list(flags), list(flags.values())


def _orphans(listing: _Listing) -> list[str]:
    """Answers files whose own notebook is not there: it was renamed, or not handed in."""
    owners = {name: sidecar.owner(Path(name)) for name in listing.matching(ANSWERS)}
    lost = [name for name, owner in owners.items() if owner is None or owner.name not in listing.names]
    return lost[:CANDIDATES]


def _last_answer(data: bytes, exercise: Exercise) -> tuple[bool, list[tuple[str, int, str]]]:
    reading = sidecar.interpret(data)
    return reading.notebook == exercise.identity, sorted(
        (entry.order for entry in reading.entries), reverse=True
    )


def _bytes(folder: _Folder, called: str) -> bytes:
    name = spoken(called)
    try:
        return folder.read(called, NOTEBOOK_LIMIT)
    except FileNotFoundError:
        raise Refused(f"“{name}” was gone when it was to be read.") from None
    except Unreadable as error:
        raise _unreached(name, error) from error
    except Unusable as error:
        raise Refused(f"“{name}” {error}; it was not read.") from error


def _unreached(name: str, error: Unreadable) -> Unreached:
    return Unreached(getattr(error.__cause__, "errno", None), f"“{spoken(name)}” {error}.")


def _nothing(listing: _Listing, exercise: Exercise) -> Refused:
    missing = f"There is no notebook “{exercise.stem}.ipynb” and no answers file"
    if listing.more:
        return Refused(f"{missing} among more than {LISTED:,} files.")
    found = [name for name in listing.names if name not in _UNSPOKEN and not name.startswith(".")]
    return Refused(f"{missing}, but {named(found)}." if found else f"{missing}: the folder is empty.")


def named(names: Iterable[str], most: int = _NAMED) -> str:
    """The first few of many names, fit for a sentence."""
    said = [f"“{spoken(name)}”" for name in names]
    more = len(said) - most
    return ", ".join(said[:most]) + (f" and {more:,} more" if more > 0 else "")


def _stamp(folder: _Folder) -> tuple[datetime | None, str]:
    """When it was handed in, and why that cannot be told although something is said of it."""
    try:
        text = folder.read(TIMESTAMP, STAMP_LIMIT).decode("utf-8-sig", "replace").strip()
    except FileNotFoundError:
        return None, ""
    except Unusable as error:
        return None, f"“{TIMESTAMP}” {error}"
    try:
        return moment(text), ""
    except ValueError:
        return None, f"“{TIMESTAMP}” says “{spoken(text)}”" if text else f"“{TIMESTAMP}” is empty"


def moment(text: str) -> datetime:
    """A time as nbgrader, or whoever collected the work, wrote it down; without a zone it is UTC.

    ValueError if it is no time. Only in an offset without a colon this departs from nbgrader, which takes
    ``+0100`` for a hundred seconds.
    """
    if len(text) > _LONGEST_TIME:  # before any pattern is tried on it
        raise ValueError("too long for a time")
    try:
        found = datetime.fromisoformat(_ZONE.sub("", text))
    except ValueError:
        found = _any_format(text)
    try:
        found = found.astimezone(UTC).replace(tzinfo=None) if found.tzinfo else found
    except OverflowError as error:
        raise ValueError("a time before or after all times") from error
    if found.year < _EARLIEST:
        raise ValueError("no year is said")
    return found


def _any_format(text: str) -> datetime:
    from dateutil import parser, tz  # hardly ever needed

    def zone(name: str | None, seconds: int | None) -> tzinfo | None:
        return tz.gettz(name) if seconds is None else timezone(timedelta(seconds=seconds))

    try:
        # What is not said is taken from the default: nothing from today, or each run would find another time.
        return parser.parse(text, default=datetime(1, 1, 1), tzinfos=zone)
    except (OverflowError, TypeError) as error:
        raise ValueError("no time") from error
