"""Files that appear when they are whole: tables, and other text."""

import csv
import os
import secrets
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TextIO


def write(path: Path, rows: Iterable[Sequence[Any]], encoding: str = "utf-8", delimiter: str = ",") -> None:
    """Write the rows, quoted where need be; what was at the path stays until the new file is whole.

    Raises OSError, and whatever making the rows does.
    """
    with appearing(path, encoding) as file:
        csv.writer(file, delimiter=delimiter).writerows(rows)


@contextmanager
def appearing(path: Path, encoding: str = "utf-8") -> Iterator[TextIO]:
    """A file to be written, lines ending as they are given. At the end it takes its place in one step.

    If anything is raised, what was there stays. Raises OSError.
    """
    temporary = path.with_name(f".{path.name}.{secrets.token_hex(6)}.tmp")
    try:
        with temporary.open("x", encoding=encoding, newline="") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(path)
    finally:
        temporary.unlink(missing_ok=True)
