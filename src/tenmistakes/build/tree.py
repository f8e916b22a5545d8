"""The built folders on disk, compared with what they should hold and brought in line with it.

Nothing is deleted there but what a build made: whatever else an author keeps in these folders is named.
"""

import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path

FOLDERS = ("lessons", "solutions", "exercises")
ANSWERS = "*.answers*.json"
_TRIED = ("*.answers*", "my-plan*.html", "my-plan*.md", "my-certificate*.html", "my-certificate*.png")
"""What is left by trying the course in the checkout: answers with their locks, a plan, a certificate."""
_NOT_OURS = (".ipynb_checkpoints", "__pycache__", ".DS_Store")
_DRAWN = "course/*/drawn/*.svg"
_LESSON = re.compile(r"lessons/\d\d-(?P<slug>[a-z0-9-]+)\.ipynb")
_EXERCISE = re.compile(r"(?:solutions|exercises)/(?P<stem>\d\d-(?P<slug>[a-z0-9-]+))/(?P=stem)\.ipynb")


def differences(built: Mapping[str, bytes], root: Path) -> Iterator[str]:
    """A sentence for each file that is not as it is built: missing, out of date, or built from nothing."""
    for name, content in sorted(built.items()):
        path = root / name
        if not path.is_file():
            yield f"{name} is missing."
        elif path.read_bytes() != content:
            yield f"{name} is out of date."
    for name in surplus(built, root):
        yield f"{name} is there, but nothing in course/ makes it."
    yield from strange(built, root)


def surplus(built: Mapping[str, bytes], root: Path) -> list[str]:
    """Notebooks that a build made before, of mistakes that are no longer in the course."""
    return [name for name in _not_built(built, root) if _was_built(name, root)]


def strange(built: Mapping[str, bytes], root: Path) -> list[str]:
    """A sentence for each file in the built folders that no build made."""
    return [
        f"{name} is there, but nothing in course/ makes it. Move it away: what lies here is handed out."
        for name in _not_built(built, root)
        if not _was_built(name, root)
    ]


def _not_built(built: Mapping[str, bytes], root: Path) -> Iterator[str]:
    """Files in the built folders that this build does not make; what was tried there is no such file."""
    for folder in FOLDERS:
        for path in sorted((root / folder).rglob("*")):
            name = path.relative_to(root)
            tried = any(map(path.match, _TRIED))
            passing = tried or any(part in _NOT_OURS for part in name.parts)
            if path.is_file() and not passing and name.as_posix() not in built:
                yield name.as_posix()
    for path in sorted(root.glob(_DRAWN)):
        if (name := path.relative_to(root).as_posix()) not in built:
            yield name


def _was_built(name: str, root: Path) -> bool:
    """Whether a file lies where the build puts a notebook and says of itself that it is that notebook.

    A drawing needs to say nothing: only the build puts one in its folder.
    """
    if Path(name).match(_DRAWN):
        return True
    kinds: tuple[str, ...]
    if place := _LESSON.fullmatch(name):
        kinds = ("lesson", "start")
    elif place := _EXERCISE.fullmatch(name):
        kinds = ("exercise",)
    else:
        return False
    try:
        said = json.loads((root / name).read_bytes())["metadata"]["tenmistakes"]
        return said["kind"] in kinds and said["slug"] == place["slug"]
    except (OSError, ValueError, TypeError, KeyError, RecursionError):
        return False


def leaking(root: Path) -> list[str]:
    """Answers saved among the solutions.

    nbgrader would hand them out with the exercise, and lay them over a learner's own when it grades.
    """
    return [path.relative_to(root).as_posix() for path in sorted((root / "solutions").rglob(ANSWERS))]


def write(built: Mapping[str, bytes], root: Path) -> list[str]:
    """Bring the folders in line, deleting what is surplus; the names of the files that changed."""
    changed = []
    for name, content in sorted(built.items()):
        path = root / name
        if not path.is_file() or path.read_bytes() != content:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
            changed.append(name)
    for name in surplus(built, root):
        path = root / name
        path.unlink()
        if not any(path.parent.iterdir()):
            path.parent.rmdir()
        changed.append(name)
    return changed
