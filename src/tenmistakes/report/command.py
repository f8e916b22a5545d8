"""What ``tenmistakes report`` does."""

import sys
from pathlib import Path

from tenmistakes.grading.command import STOPPED, TROUBLE, WELL, recorded
from tenmistakes.grading.marks.writing import appearing
from tenmistakes.grading.run import Stopped
from tenmistakes.grading.settings import Settings, find
from tenmistakes.report.hiding import LEAST
from tenmistakes.report.making import make
from tenmistakes.report.page import page
from tenmistakes.report.tables import save
from tenmistakes.report.taken import Taken, refuse_others

_OURS = b"<title>Report: "
"""What only a page of this command has at its beginning."""


def report(
    course: Path,
    exercise: str | None = None,
    output: Path | None = None,
    csv: Path | None = None,
    least: int | None = None,
) -> int:
    """Write the page and, where asked for, the tables; say where they are. Returns the exit code."""
    try:
        if least is not None and least < LEAST:
            raise Stopped(
                f"--min-cell takes {LEAST} or more: below that, what is hidden could still be told."
            )
        if output is not None and output.suffix.lower() not in (".html", ".htm"):
            raise Stopped(f"The report is a page: give {output} a name that ends in .html.")
        settings = find(course)
        stems = recorded(settings, exercise)
        made = make(settings, stems, least)
        if not made.exercises:
            raise Stopped(f"The gradebook does not know {' and '.join(stems)} any more. Grade again first.")
        target = output or _usual(settings, stems[0] if exercise else None)
        try:
            refuse_others(target, _OURS)
            tables = save(made, csv) if csv else []
            _write(target, page(made))
        except OSError as error:
            where = error.filename or target
            raise Stopped(f"{where} cannot be written: {error.strerror}.") from error
    except (*TROUBLE, Taken) as error:
        print(error, file=sys.stderr)
        return STOPPED
    print(f"The report is in {target}.")
    for path in tables:
        print(f"A table: {path}")
    if least is None:
        print("It names learners: it is for those who teach them. --min-cell 5 makes one that names nobody.")
    return WELL


def _usual(settings: Settings, exercise: str | None) -> Path:
    """Beside what else grading makes, where no commit can take it along."""
    folder = (settings.root / settings.autograded_directory).parent
    return folder / (f"report-{exercise}.html" if exercise else "report.html")


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with appearing(path) as file:
        file.write(text)
