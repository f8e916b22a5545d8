"""A table as a file that appears when it is whole."""

import csv
import os
import secrets
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any


def write(path: Path, rows: Iterable[Sequence[Any]], encoding: str = "utf-8", delimiter: str = ",") -> None:
    """Write the rows, quoted where need be; what was at the path stays until the new file is whole.

    Raises OSError, and whatever making the rows does.
    """
    temporary = path.with_name(f".{path.name}.{secrets.token_hex(6)}.tmp")
    try:
        with temporary.open("x", encoding=encoding, newline="") as file:
            csv.writer(file, delimiter=delimiter).writerows(rows)
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(path)
    finally:
        temporary.unlink(missing_ok=True)
