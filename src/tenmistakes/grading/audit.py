"""The account of every change of a score that the grader makes.

What a person gives in formgrader is accounted for by the database itself: see ``tables``.
"""

import getpass
from datetime import UTC, datetime
from functools import cache
from typing import Any

from sqlalchemy import Connection, insert

from tenmistakes.grading import tables as t


class Changes:
    """What changes in one submission: noted as it happens, written at the end of the transaction."""

    def __init__(self, stem: str, student: str) -> None:
        self._whose = {"assignment": stem, "student": student}
        self._noted: list[dict[str, Any]] = []

    def note(self, cell: str, kind: str, old: float | None, new: float | None) -> None:
        """Note a change, if it is one; ``cell`` is empty for what concerns the whole."""
        if old != new:
            self._noted.append({"cell": cell, "kind": kind, "old": old, "new": new})

    def write(self, connection: Connection, identity: str) -> None:
        """Write them down; ``identity`` is that of the hand-in they come from."""
        if self._noted:
            now = datetime.now(UTC).replace(tzinfo=None)
            common = {**self._whose, "time": now, "why": identity, "user": _user()}
            connection.execute(insert(t.audit), [{**common, **change} for change in self._noted])


@cache
def _user() -> str:
    try:
        return getpass.getuser()
    except (ImportError, KeyError, OSError):  # a container whose user has no name
        return "unknown"
