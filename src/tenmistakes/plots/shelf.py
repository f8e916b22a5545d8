"""Pictures that were drawn when the course was built: ``course/NN-slug/drawn/NAME.svg``.

matplotlib takes a second to load and a third of a kernel's memory, for pictures that are the same every time.
So the build draws them, and a lesson takes them from here. Each says what it was drawn from; where that has
changed since, as while an author works, it is not used and matplotlib draws anew: the same picture.
"""

import hashlib
from collections.abc import Callable
from functools import cache
from pathlib import Path

from tenmistakes import content

FOLDER = "drawn"
_OF = "data-drawn-from"
_DRAWING = ("bars", "measure", "plans", "scene", "style", "svg", "timeline")
"""The modules of this folder that decide what a picture looks like."""


def take(
    slug: str, name: str, drawn_from: object, draw: Callable[[], str], folder: Path | None = None
) -> str:
    """The picture ``name`` of a mistake as SVG text, drawn now if it does not lie ready.

    ``drawn_from`` is all that decides the picture; its ``repr`` must say all of it.
    ``folder`` is the course's.
    """
    mark = f' {_OF}="{_digest(drawn_from)}"'
    try:
        text = path(slug, name, folder).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError, KeyError):
        return draw()
    text = text.rstrip()
    whole = mark in text[:200] and text.endswith("</svg>")  # a build may have been cut short
    return text.replace(mark, "", 1) if whole else draw()


def path(slug: str, name: str, folder: Path | None = None) -> Path:
    """Where a picture lies; KeyError if the course has no such mistake."""
    return content.place(slug, folder).folder / FOLDER / f"{name}.svg"


def marked(svg: str, drawn_from: object) -> str:
    """The picture as it lies on the shelf, with a mark of what it was drawn from."""
    return svg.replace("<svg ", f'<svg {_OF}="{_digest(drawn_from)}" ', 1) + "\n"


def _digest(drawn_from: object) -> str:
    return hashlib.sha256(f"{_hand()} {drawn_from!r}".encode()).hexdigest()[:16]


@cache
def _hand() -> str:
    """What a picture owes to the program that draws it."""
    code = hashlib.sha256()
    for name in _DRAWING:
        code.update(Path(__file__).with_name(f"{name}.py").read_bytes().replace(b"\r\n", b"\n"))
    return code.hexdigest()
