"""nbgrader's exchange, through which learners on one machine or hub get exercises and hand them in."""

import os
import stat
from collections.abc import Iterator
from pathlib import Path

from tenmistakes.doctor.finding import Finding, look, ok, trouble, typed
from tenmistakes.grading.settings import Settings

ABOUT = "exchange"
USUAL = Path("/usr/local/share/nbgrader/exchange")
"""nbgrader's own, where the configuration names none."""
_EVERYBODY = stat.S_IROTH | stat.S_IWOTH | stat.S_IXOTH
_TO_HAND_IN = stat.S_IWOTH | stat.S_IXOTH


def check(settings: Settings) -> Iterator[Finding]:
    """Whether instructor and learners can use it, where there is one."""
    root = settings.exchange or USUAL
    open_it = typed("sudo", "chmod", "ugo+rwx", root)
    if os.name == "nt" or (settings.exchange is None and not os.path.lexists(root)):
        yield ok(ABOUT, "It is not used: learners hand in through a learning platform, or files.")
    elif not root.is_dir():
        yield trouble(
            ABOUT,
            f"The exchange {root} is not there, or is no folder.",
            f"{typed('sudo', 'mkdir', '-p', root)} && {open_it}",
        )
    elif not os.access(root, os.R_OK | os.W_OK | os.X_OK):
        yield trouble(ABOUT, f"You may not write to the exchange {root}.", open_it)
    elif ~root.stat().st_mode & _EVERYBODY:
        yield look(
            ABOUT,
            f"Other users of this machine may not write to the exchange {root}, as nbgrader wants them to.",
            open_it,
        )
    else:
        yield from _of_course(root / settings.course_id, root)


def _of_course(folder: Path, root: Path) -> Iterator[Finding]:
    inbound = folder / "inbound"
    if inbound.is_dir() and ~inbound.stat().st_mode & _TO_HAND_IN:
        yield trouble(
            ABOUT,
            f"Learners may not hand in: {inbound} takes no files of theirs.",
            typed("chmod", "o+wx", inbound),
        )
    elif inbound.is_dir() and inbound.stat().st_mode & stat.S_IROTH:
        yield look(
            ABOUT, f"Learners can see in {inbound} who else has handed in.", typed("chmod", "o-r", inbound)
        )
    else:
        yield ok(ABOUT, f"The exchange {root} can be used.")
