"""Cells for a spreadsheet: numbers as people write them, and no text that would be run."""

import re
from collections.abc import Iterable
from datetime import datetime
from typing import Any

_FORMULA = frozenset("=+-@\t\r\n＝＋－＠")
"""With one of these at its beginning a text is a formula for some spreadsheet or other."""
_HARMLESS = re.compile(r"[+\-@][\w.@+ -]*")
"""What begins like a formula and calls nothing: no bracket, no quote, no ``=``, ``!`` or ``|``."""


def number(value: float) -> str:
    """A number of points without the dust of floating point: ``12``, ``12.5``, ``0.3333``."""
    return f"{value:.4f}".rstrip("0").rstrip(".")


def guarded(cells: Iterable[Any]) -> list[Any]:
    """Cells for a spreadsheet: an apostrophe before a text that it would take for a formula."""
    return [_guarded(cell) for cell in cells]


def guarded_id(text: str) -> str:
    """A text by which a learning platform knows somebody.

    With an apostrophe before it nobody would be found, so it stays as it is unless it could do harm:
    ``-4711`` and ``@ada`` are ids, ``=1+1`` and ``@SUM(A1)`` are formulas.
    """
    return text if _HARMLESS.fullmatch(text) else _guarded(text)


def _guarded(cell: Any) -> Any:
    if isinstance(cell, str):
        return f"'{cell}" if cell[:1] in _FORMULA else cell
    return str(cell) if isinstance(cell, datetime) else cell
