"""What ``tenmistakes site`` does and says."""

import shutil
import sys
from importlib.util import find_spec
from pathlib import Path

from tenmistakes import content
from tenmistakes.site import book, pages
from tenmistakes.site import live as running
from tenmistakes.site.trouble import Trouble

TOOLS = ("hatchling", "jupyterlite_core", "jupyterlite_pyodide_kernel", "myst_nb", "sphinx_book_theme")
"""What the course itself does without; ``course.py`` installs them."""
MARK = ".tenmistakes-site"
"""In a folder: this command made it, and may make it anew."""


def site(output: Path, live: bool = True, distribution: Path | None = None) -> int:
    """Build the website into ``output``; 0 if all is well."""
    output, home = output.absolute(), content.home()
    elsewhere: list[str] = []
    try:
        _look_for_tools()
        _clear(output)
        course = pages.course(home)
        book.write(course, output, live)
        if live:
            elsewhere = running.write(course, home, output / pages.LIVE, distribution)
    except Trouble as trouble:
        print(trouble, file=sys.stderr)
        return 1
    except OSError as error:
        print(f"The site could not be written to {output}: {error.strerror}.", file=sys.stderr)
        return 1
    print(f"The site is in {output}: {len(course) + 1} pages.")
    if elsewhere:
        print("When a lesson is opened live, the visitor's browser fetches from elsewhere:")
        for address in elsewhere:
            print(f"  {address}")
    return 0


def _look_for_tools() -> None:
    missing = [name for name in TOOLS if find_spec(name) is None]
    if missing:
        raise Trouble(
            f"The website is made with tools that are not installed here: {', '.join(missing)}. In the "
            "course's own folder, python3 course.py site brings them along."
        )


def _clear(output: Path) -> None:
    """Empty the folder if it is ours; Trouble if it holds something else."""
    if output.exists():
        if not output.is_dir() or (any(output.iterdir()) and not (output / MARK).is_file()):
            raise Trouble(
                f"{output} holds something else, and would be overwritten. Name another folder with --output."
            )
        shutil.rmtree(output)
    output.mkdir(parents=True)
    (output / MARK).touch()
