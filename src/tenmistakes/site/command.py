"""What ``tenmistakes site`` does and says."""

import shutil
import sys
from pathlib import Path

from tenmistakes import content
from tenmistakes.site import book, pages
from tenmistakes.site import live as running
from tenmistakes.site.trouble import Trouble

MARK = ".tenmistakes-site"
"""In a folder: this command made it, and may make it anew."""


def site(output: Path, live: bool = True, distribution: Path | None = None) -> int:
    """Build the website into ``output``; 0 if all is well."""
    output, home = output.absolute(), content.home()
    elsewhere: list[str] = []
    try:
        _clear(output)
        course = pages.course(home)
        book.write(course, output, live)
        if live:
            elsewhere = running.write(course, home, output / pages.LIVE, distribution)
    except Trouble as trouble:
        print(trouble, file=sys.stderr)
        return 1
    print(f"The site is in {output}: {len(course) + 1} pages.")
    if elsewhere:
        print("When a lesson is opened live, the visitor's browser fetches from elsewhere:")
        for address in elsewhere:
            print(f"  {address}")
    return 0


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
