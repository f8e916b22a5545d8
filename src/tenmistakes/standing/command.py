"""Where the learner stands, on a terminal; and all answers to a file and from one."""

import sys
from pathlib import Path

from tenmistakes import content
from tenmistakes.answers import portable
from tenmistakes.answers.files import Unusable
from tenmistakes.answers.progress import folders, read_everything
from tenmistakes.standing.figures import stand
from tenmistakes.standing.page import plain


def show(start: Path) -> int:
    """Print where the learner stands whose start page is in ``start``; returns the exit code."""
    try:
        print(plain(stand(start)))
    except content.Unsettled as error:
        return _refused(str(error))
    return 0


def export(start: Path, file: Path) -> int:
    """Save all answers to ``file``, which must not be there yet; returns the exit code."""
    kept = read_everything(folders(start))
    if not kept.records:
        return _refused(
            f"There is no answer in {start.parent} yet. Name your folder with --folder.", *kept.problems
        )
    try:
        data = portable.pack(kept)
        with file.open("xb") as copy:
            copy.write(data)
    except FileExistsError:
        return _refused(f"{file} is there already. Name another file; nothing was changed.")
    except Unusable as error:
        return _refused(f"The copy was not made: it {error}.")
    except OSError as error:
        return _refused(
            f"{file} could not be written: {error.strerror}. Name a file in a folder of your own."
        )
    number = len(kept.records)
    print(f"Your answers to {number} notebook{'s' if number > 1 else ''} are in {file}.")
    for problem in kept.problems:
        print(f"Not in it: {problem}", file=sys.stderr)
    return 0


def import_(start: Path, file: Path) -> int:
    """Add the answers in ``file``; returns the exit code, 1 if any could not be added."""
    try:
        brought = portable.bring_in_file(file, start)
    except portable.NotBroughtIn as error:
        return _refused(str(error))
    first, *problems = brought.told
    print(first)
    return _refused(*problems) if problems else 0


def _refused(*sentences: str) -> int:
    for sentence in sentences:
        print(sentence, file=sys.stderr)
    return 1
