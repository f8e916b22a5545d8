"""The built folders on disk, compared with what they should hold and brought in line with it."""

from collections.abc import Iterator, Mapping
from pathlib import Path

FOLDERS = ("lessons", "solutions", "exercises")
ANSWERS = "*.answers.json"
_NOT_OURS = (".ipynb_checkpoints", "__pycache__")


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


def surplus(built: Mapping[str, bytes], root: Path) -> list[str]:
    """Files in the built folders that are not built. A learner's answers are left in peace."""
    found = []
    for folder in FOLDERS:
        for path in sorted((root / folder).rglob("*")):
            name = path.relative_to(root)
            ours = not any(part in _NOT_OURS for part in name.parts) and not path.match("*.answers.*")
            if path.is_file() and ours and name.as_posix() not in built:
                found.append(name.as_posix())
    return found


def leaking(root: Path) -> list[str]:
    """Answers saved among the solutions.

    nbgrader would hand them out with the exercise, and lay them over a learner's own when it grades.
    """
    return [path.relative_to(root).as_posix() for path in sorted((root / "solutions").rglob(ANSWERS))]


def write(built: Mapping[str, bytes], root: Path) -> list[str]:
    """Bring the folders in line; the names of the files that changed."""
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
