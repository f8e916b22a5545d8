"""What the wheel carries besides the package: the course's content and what JupyterLab needs to find."""

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

LAB = Path("src/tenmistakes/lab")
SHARED = (
    "share/jupyter/labextensions/tenmistakes/package.json",
    "share/jupyter/labextensions/tenmistakes/static/*",
    "etc/jupyter/jupyter_server_config.d/*.json",
)
"""What JupyterLab looks for in the folder of the Python it runs in."""
CONTENT = (
    "course/course.yaml",
    "course/[0-9][0-9]-*/*.md",
    "course/[0-9][0-9]-*/*.yaml",
    "course/[0-9][0-9]-*/data/*.csv",
    "course/[0-9][0-9]-*/drawn/*.svg",
    "lessons/[0-9][0-9]-*.ipynb",
    "exercises/[0-9][0-9]-*/[0-9][0-9]-*.ipynb",
)
"""The course's sources and the built notebooks. Whatever else lies in these folders is somebody's own: the
answers and checkpoints of whoever tried the course there."""


class ContentHook(BuildHookInterface):
    """Add the content to a real wheel; an editable install reads it from the checkout."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Called by hatchling with ``standard`` or ``editable``."""
        # Either way the extensions lie where JupyterLab looks: a plain `jupyter lab` has them too.
        root = Path(self.root)
        for name in _files(root / LAB, SHARED):
            build_data["shared_data"][str(LAB / name)] = name
        if version == "standard":
            for name in _files(root, CONTENT):
                # An exercise is named like its folder; a copy beside it is somebody's own.
                if not name.startswith("exercises/") or Path(name).stem == Path(name).parent.name:
                    build_data["force_include"][name] = f"tenmistakes/content/{name}"


def _files(root: Path, patterns: Iterable[str]) -> Iterator[str]:
    """The files under ``root`` that match, by their names relative to it."""
    for pattern in patterns:
        for path in sorted(root.glob(pattern)):
            if path.is_file():
                yield path.relative_to(root).as_posix()
