"""Where a class's work lies and how it is graded: what ``nbgrader_config.py`` says, read without nbgrader.

Importing nbgrader brings kernels and servers along and takes seconds; its configuration is traitlets' own.
"""

import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from jupyter_core.paths import jupyter_config_dir, jupyter_config_path
from traitlets.config import Config, JSONFileConfigLoader, PyFileConfigLoader
from traitlets.config.loader import ConfigFileNotFound, FileConfigLoader

from tenmistakes.grading.late import LatePenalty, late_penalty
from tenmistakes.grading.unset import Unset


@dataclass(frozen=True)
class Settings:
    """An nbgrader course. Folders are those of ``CourseDirectory``."""

    root: Path
    course_id: str
    db_url: str
    structure: str
    release_directory: str
    submitted_directory: str
    autograded_directory: str
    feedback_directory: str
    create_students: bool
    late_penalty: LatePenalty | None
    """None where lateness costs nothing, which is nbgrader's default."""
    excluded: frozenset[str] = field(default=frozenset())
    """Ids that ``CourseDirectory.student_id_exclude`` leaves out of every run."""
    source_directory: str = "source"
    exchange: Path | None = None
    """The exchange that the configuration names; nbgrader has a place of its own where it names none."""

    def release(self, stem: str) -> Path:
        """The folder an exercise is handed out from."""
        return self._folder(self.release_directory, ".", stem)

    def submitted(self, student: str, stem: str) -> Path:
        """The folder of a learner's submission."""
        return self._folder(self.submitted_directory, student, stem)

    def autograded(self, student: str, stem: str) -> Path:
        """The folder of a graded notebook."""
        return self._folder(self.autograded_directory, student, stem)

    def feedback(self, student: str, stem: str) -> Path:
        """The folder of a learner's feedback."""
        return self._folder(self.feedback_directory, student, stem)

    def _folder(self, step: str, student: str, stem: str) -> Path:
        return self.root / self.structure.format(nbgrader_step=step, student_id=student, assignment_id=stem)


ELSEWHERE = "If the course is somewhere else, start this there, or name its folder with --course."
"""What helps where nothing is found."""

_NAME = "nbgrader_config"
_DEFAULTS: Mapping[str, str] = {
    "course_id": "",
    "db_url": "",
    "directory_structure": "{nbgrader_step}/{student_id}/{assignment_id}",
    "release_directory": "release",
    "submitted_directory": "submitted",
    "autograded_directory": "autograded",
    "feedback_directory": "feedback",
    "student_id_exclude": "",
    "source_directory": "source",
}


def find(root: Path) -> Settings:
    """The settings of the course in ``root``, as ``nbgrader`` started there would have them.

    The configuration files are programs of the instructor's and are run. Raises :class:`Unset` where one
    fails or says what cannot be, and where there is no such folder.
    """
    root = root.absolute()
    if not root.is_dir():
        raise Unset(f"There is no folder {root}. {ELSEWHERE}")
    config = Config()
    for folder in _folders(root):
        _merge(config, "jupyter_config", folder)
    for folder in _folders(root):
        _merge(config, _NAME, folder)
    root = Path(os.path.normpath(root / _text(config, "root", str(root))))
    _merge(config, _NAME, root)
    said = {name: _text(config, name, default) for name, default in _DEFAULTS.items()}
    settings = Settings(
        root,
        said["course_id"].strip(),
        _database(said["db_url"], root),
        said["directory_structure"],
        said["release_directory"],
        said["submitted_directory"],
        said["autograded_directory"],
        said["feedback_directory"],
        _truth(config, "Autograde", "create_student", True),
        late_penalty(config),
        frozenset(name.strip() for name in said["student_id_exclude"].split(",")) - {""},
        said["source_directory"],
        _exchange(config),
    )
    try:
        settings.submitted("student", "assignment")
    except (LookupError, ValueError) as error:
        raise Unset(
            f"“{settings.structure}” is no directory structure: it needs {{nbgrader_step}}, {{student_id}} "
            "and {assignment_id}, and nothing else in braces (CourseDirectory.directory_structure)."
        ) from error
    return settings


def files(root: Path) -> list[Path]:
    """The nbgrader configuration files that :func:`find` reads, the one that wins last."""
    root = root.absolute()
    paths = (folder / f"{_NAME}{ending}" for folder in _folders(root) for ending in (".py", ".json"))
    return [path for path in paths if path.is_file()]


def _folders(root: Path) -> Iterator[Path]:
    """Where nbgrader looks for its configuration; what comes later wins."""
    folders = jupyter_config_path()
    if jupyter_config_dir() not in folders:
        folders.insert(0, jupyter_config_dir())
    yield from map(Path, reversed(folders))
    yield root


def _merge(config: Config, name: str, folder: Path) -> None:
    loaders: list[FileConfigLoader] = [
        PyFileConfigLoader(f"{name}.py", path=str(folder)),
        JSONFileConfigLoader(f"{name}.json", path=str(folder)),
    ]
    for loader in loaders:
        try:
            config.merge(loader.load_config())
        except ConfigFileNotFound:
            continue
        except Exception as error:  # the file is a program: anything can come out of it
            raise Unset(
                f"{folder / loader.filename} cannot be used ({type(error).__name__}: {error}). Put it right, "
                "then run the same command again."
            ) from error


def _text(config: Config, name: str, default: str) -> str:
    value = config.get("CourseDirectory", {}).get(name, default)
    return _a(str, "a text", value, f"CourseDirectory.{name}")


def _truth(config: Config, section: str, name: str, default: bool) -> bool:
    return _a(bool, "True or False", config.get(section, {}).get(name, default), f"{section}.{name}")


def _exchange(config: Config) -> Path | None:
    root = config.get("Exchange", {}).get("root")
    return None if root is None else Path(_a(str, "a text", root, "Exchange.root"))


def _a(kind: type, words: str, value: Any, name: str) -> Any:
    if not isinstance(value, kind):
        raise Unset(f"{name} in {_NAME}.py must be {words}, and is {value!r}.")
    return value


def _database(url: str, root: Path) -> str:
    """The gradebook's URL; a relative file is one of the course's folder, where nbgrader is run."""
    start = "sqlite:///"
    if not url:
        return f"{start}{root / 'gradebook.db'}"
    path = url.removeprefix(start)
    if path == url or not path or path.startswith((":memory:", "file:")):
        return url
    return f"{start}{root / path}"
