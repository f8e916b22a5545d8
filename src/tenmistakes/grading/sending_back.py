"""Pages of feedback in one zip file, so laid out that a learning platform gives each to its learner.

Moodle and Canvas tell whose a file is by the name that they gave to what was handed in. So the names of the
pages are made from those in the zip file that the platform gave; what stands in its files is not looked at.
"""

import os
import secrets
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from tenmistakes.grading.collect import TAKES_BACK, paths_of
from tenmistakes.grading.handed_in import Refused
from tenmistakes.grading.intake import NOTEBOOK

_OURS = b"Ten Mistakes: feedback"
"""The comment of every zip file that is made here: such a one may be replaced, and no other."""
_ALWAYS = (1980, 1, 1, 0, 0, 0)
"""The time in the zip file, so that the same pages are the same file."""


@dataclass(frozen=True)
class Layout:
    """Where in the zip file each learner's page goes: what its path begins with, by student."""

    platform: str
    """``Moodle``, ``Canvas``, or empty: then there is a folder for each learner."""
    starts: Mapping[str, str]

    def path(self, student: str, stem: str) -> str | None:
        """The path of a page; None if the platform would not know whose it is."""
        start = self.starts.get(student) if self.platform else f"{student}/"
        return None if start is None else f"{start}{stem}-feedback.html"


BY_FOLDER = Layout("", {})


def layout_of(given: Path, stem: str, pattern: str | None = None) -> Layout:
    """The layout that takes pages back to where ``given``, what a platform gave, came from.

    ``pattern`` is the one it was collected with. Raises :class:`Refused` if it cannot be read, or has no
    names that a platform knows again.
    """
    owned = paths_of(given, stem, pattern)
    for platform, names in TAKES_BACK.items():
        starts: dict[str, str] = {}
        for student, paths in owned.items():
            # Canvas gives a page back under the name of the file that is meant: the notebook's.
            for path in sorted(paths, key=lambda path: (NOTEBOOK.fullmatch(path) is None, path)):
                if found := names.fullmatch(path):
                    starts.setdefault(student, found["start"])
        if starts:
            return Layout(platform, starts)
    raise Refused(
        f"The names in {given} are not those of Moodle or Canvas, the platforms that take files of feedback "
        "back. Leave --like away: the zip file then has a folder for each learner."
    )


def pack(file: Path, pages: Mapping[str, Path], stem: str, layout: Layout = BY_FOLDER) -> list[str]:
    """Write the pages of these students into a zip file; the students for whom the layout has no place.

    Raises :class:`Refused` if the file cannot be written, or something else is there.
    """
    _refuse_others(file)
    left_out = [student for student in sorted(pages) if layout.path(student, stem) is None]
    temporary = file.with_name(f".{file.name}.{secrets.token_hex(6)}.tmp")
    try:
        try:
            with zipfile.ZipFile(temporary, "x", zipfile.ZIP_DEFLATED) as archive:
                archive.comment = _OURS
                for path, page in _placed(pages, stem, layout):
                    info = zipfile.ZipInfo(path, _ALWAYS)
                    info.compress_type, info.external_attr = zipfile.ZIP_DEFLATED, 0o644 << 16
                    archive.writestr(info, page.read_bytes())
            temporary.replace(file)
        except BaseException:
            with suppress(OSError):
                temporary.unlink()
            raise
    except OSError as error:
        raise Refused(f"{file} cannot be written ({error.strerror}).") from error
    return left_out


def _placed(pages: Mapping[str, Path], stem: str, layout: Layout) -> Iterable[tuple[str, Path]]:
    found: Iterator[tuple[str | None, Path]] = (
        (layout.path(student, stem), page) for student, page in pages.items()
    )
    return sorted((path, page) for path, page in found if path is not None)


def _refuse_others(file: Path) -> None:
    """Refuse to write over anything that was not made here, such as the submissions themselves."""
    if not os.path.lexists(file):
        return
    try:
        with zipfile.ZipFile(file) as archive:
            ours = archive.comment == _OURS
    except (OSError, zipfile.BadZipFile, NotImplementedError, ValueError):
        ours = False
    if not ours:
        raise Refused(f"{file} is there already and is no feedback of ours; give the zip file another name.")
