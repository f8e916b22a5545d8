"""A learner's server on JupyterHub: lay the course down in their home, then become the server.

The hub starts this under the learner's own account, so whatever is written is theirs.
"""

import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import NoReturn

from tenmistakes import content, lab, workspace

WORK = "TENMISTAKES_WORK"
"""The variable that tells nbgrader's configuration where a learner's work is."""


def serve(folder: Path, *, exchange: bool, extra: Sequence[str] = ()) -> NoReturn:
    """Prepare ``folder`` and run JupyterHub's single-user server on it, in this process's place.

    With ``exchange`` no exercises are laid down: they come, once released, by nbgrader's assignment list, and
    land where the lessons look for them. ``extra`` are options of the server.
    """
    folder = folder.absolute()
    try:
        for note in workspace.lay_down(folder, content.home(), exercises=not exchange).notes:
            print(note)
        (folder / "exercises").mkdir(exist_ok=True)  # nbgrader's list goes there
    except (workspace.Trouble, OSError) as trouble:  # a full disk, say: who can get in can make room
        print(trouble, file=sys.stderr)
    environment = os.environ | lab.environment(lab.HUB) | {WORK: str(folder)}
    environment.setdefault("JUPYTERHUB_ROOT_DIR", str(folder))
    environment.setdefault("JUPYTERHUB_DEFAULT_URL", f"/lab/tree/{workspace.START}")
    sys.stdout.flush()
    command = [sys.executable, "-P", "-m", "jupyterhub.singleuser", *extra]
    os.execve(command[0], command, environment)  # noqa: S606  no shell is wanted
