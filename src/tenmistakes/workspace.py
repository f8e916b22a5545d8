"""The learner's own folder: copies of the course's notebooks to work in.

The copies are made once and renewed when the course has newer ones, but never over a learner's own
writing. Answers given in questions do not stand in a notebook's cells but in the answers file beside it,
so a notebook whose cells read as they were laid down can be replaced without losing any.

What was laid down is remembered in ``.tenmistakes/laid.json`` in that folder, by two digests a file: of
the file, and of what its cells say. A notebook that was only run and saved differs in the first alone.
"""

import errno
import hashlib
import json
import os
import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import nbformat
from nbformat.sign import NotebookNotary

HIDDEN = ".tenmistakes"
START = "lessons/00-start-here.ipynb"
ANSWERS = "*.answers*"
"""Answers files and their locks: whoever tried the course in its own folder left theirs there."""


_NUMBER = re.compile(r"(?<=/)\d\d-")
"""The number of a lesson or an exercise in the names of its folder and its notebook."""
_NOTEBOOK = re.compile(r"lessons/[\w-]+\.ipynb|exercises/[\w-]+/[\w-]+\.ipynb")


class Trouble(Exception):
    """What went wrong in the learner's folder and what to do, in sentences."""


@dataclass(frozen=True)
class Digests:
    """What a file was when it was laid down."""

    file: str
    writing: str
    """Of the cells' kinds and sources; of the whole file if it is no notebook."""

    @classmethod
    def of(cls, content: bytes) -> "Digests":
        """The digests of a file's content."""
        return cls(_digest(content), _digest(_writing(content)))


@dataclass(frozen=True)
class Laid:
    """What :func:`lay_down` did, as paths relative to the learner's folder."""

    new: tuple[str, ...]
    renewed: tuple[str, ...]
    kept: tuple[str, ...]
    """Files the course has newer, left as they are because the learner wrote in them."""
    notes: tuple[str, ...]
    """Sentences for the screen."""


def lay_down(folder: Path, home: Path, *, exercises: bool = True) -> Laid:
    """Copy or renew the notebooks of the course at ``home`` in ``folder``; :class:`Trouble` if it cannot.

    Without ``exercises`` these are left alone: an instructor hands them out.
    """
    folder = folder.absolute()
    if folder.resolve() == home.resolve():
        raise Trouble(
            f"{folder} holds the course itself; your work needs a folder of its own. Leave --folder out, or "
            "name another one."
        )
    with _in_words(folder):
        return _lay_down(folder, home, exercises)


def _lay_down(folder: Path, home: Path, exercises: bool) -> Laid:
    sources = dict(_files(home, exercises))
    if START not in sources:
        raise Trouble(f"The course's notebooks are not in {home}. Build them first: tenmistakes build")
    (folder / HIDDEN).mkdir(parents=True, exist_ok=True)
    memory = _Memory(folder / HIDDEN / "laid.json")
    new, renewed, kept, ours = [], [], [], []
    for name, source in sources.items():
        target, content = folder / name, source.read_bytes()
        latest, laid = Digests.of(content), memory.files.get(name)
        if not target.exists():
            _write(target, content)
            new.append(name)
        else:
            present = Digests.of(target.read_bytes())
            if present.writing == latest.writing:
                if laid is not None and present == laid != latest:  # never run: take the newer pictures
                    _write(target, content)
            elif laid is not None and present.writing == laid.writing:
                _write(target, content)
                renewed.append(name)
            else:
                if laid is None or laid.writing != latest.writing:
                    kept.append(name)
                continue
        memory.files[name] = latest
        if target.suffix == ".ipynb" and _digest(target.read_bytes()) == latest.file:
            ours.append(target)
    gone = list(_retire(folder, memory, sources))
    memory.save()
    notes = [
        f"The course has a newer {name}, but you have written in yours, so yours stays. To get the new one, "
        "rename yours and start again."
        for name in kept
    ]
    return Laid(tuple(new), tuple(renewed), tuple(kept), (*notes, *gone, *_trust(ours)))


def _retire(folder: Path, memory: "_Memory", sources: Iterable[str]) -> Iterator[str]:
    """Take away notebooks that the course no longer has under this name, unless the learner wrote in them.

    Their answers stay; those of one that only got another number go with it. Yields a sentence for each
    notebook that stays because of what is written in it.
    """
    now = {_NUMBER.sub("", name): name for name in sources}
    for name in [name for name in memory.files if name not in now.values() and _NOTEBOOK.fullmatch(name)]:
        path, other = folder / name, now.get(_NUMBER.sub("", name))
        if path.is_file() and Digests.of(path.read_bytes()).writing != memory.files[name].writing:
            yield f"The course has no {name} any more. You have written in yours, so it stays."
            continue
        path.unlink(missing_ok=True)
        del memory.files[name]
        if other:
            _take_along(path, folder / other)
        with suppress(OSError):  # not empty, or the folder of all lessons
            path.parent.rmdir()


def _take_along(old: Path, new: Path) -> None:
    """Give the answers beside a notebook's old place its new name, where there are none yet."""
    if not any(new.parent.glob(f"{new.stem}.answers*")):
        for answers in sorted(old.parent.glob(f"{old.stem}.answers*.json")):
            answers.rename(new.with_name(answers.name.replace(old.stem, new.stem, 1)))


def _files(home: Path, exercises: bool) -> Iterator[tuple[str, Path]]:
    """Every file a learner gets, by the name it has in the learner's folder."""
    found = [*(home / "lessons").glob("*.ipynb")]
    if exercises:
        found += (home / "exercises").glob("*/**/*")
    for path in sorted(found):
        parts = path.relative_to(home).parts
        hidden = any(part.startswith(".") for part in parts)  # checkpoints, for one
        if path.is_file() and not hidden and not path.match(ANSWERS):
            yield "/".join(parts), path


class _Memory:
    """What was laid down, read from and written to a small file. An unreadable one is as good as none:
    then whatever differs from the course counts as the learner's own."""

    def __init__(self, path: Path):
        self.path = path
        self.files: dict[str, Digests] = {}
        try:
            raw: Any = json.loads(path.read_text(encoding="utf-8"))
            self.files = {name: Digests(**digests) for name, digests in raw["files"].items()}
        except (FileNotFoundError, ValueError, TypeError, KeyError, AttributeError, RecursionError):
            self.files = {}

    def save(self) -> None:
        files = {name: vars(digests) for name, digests in sorted(self.files.items())}
        _write(self.path, json.dumps({"files": files}, indent=1).encode())


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def _writing(content: bytes) -> bytes:
    """What a notebook's cells say, without what running them adds; other files as they are."""
    try:
        cells = json.loads(content)["cells"]
        return json.dumps([[cell["cell_type"], "".join(cell["source"])] for cell in cells]).encode()
    except (ValueError, TypeError, KeyError, RecursionError):
        return content


def _write(path: Path, content: bytes) -> None:
    """Write a file whole or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    half = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        half.write_bytes(content)
        half.replace(path)
    finally:
        half.unlink(missing_ok=True)


def _trust(notebooks: Iterable[Path]) -> Iterator[str]:
    """Sign notebooks that are the course's own to the byte, so that JupyterLab shows and runs them.

    Yields a sentence if Jupyter's list of signatures cannot be written.
    """
    notary = NotebookNotary()
    try:
        for path in notebooks:
            notary.sign(nbformat.reads(path.read_text(encoding="utf-8"), as_version=4))
    except OSError as error:
        yield (
            f"The notebooks could not be marked as trusted ({error.strerror}). If a lesson does not start by "
            "itself, choose View > Trust Notebook."
        )
    finally:
        notary.store.close()


@contextmanager
def _in_words(folder: Path) -> Iterator[None]:
    """Turn the system's errors into sentences."""
    try:
        yield
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            words = "The disk is full. Make room, then start again; nothing that was saved is lost."
        elif isinstance(error, PermissionError) or error.errno == errno.EROFS:
            words = f"{folder} cannot be written. Name a folder of your own with --folder."
        elif isinstance(error, FileExistsError | NotADirectoryError):
            words = f"{error.filename} is in the way: a file where a folder is needed. Rename it, or name "
            words += "another folder with --folder."
        else:
            words = f"Your folder {folder} could not be prepared: {error.strerror} ({error.filename})."
        raise Trouble(words) from error
