"""What JupyterLab needs for this course, found through environment variables or installed by the wheel.

Four folders beside this file:

- ``share/jupyter``: the extension of JupyterLab that runs a trusted course notebook when it is opened, and
  for learners forgets which ones lay open;
- ``etc/jupyter``: switches on the server extensions that save notebooks without dead widgets, and that let
  formgrader grade without running anything;
- ``learner``: settings for a learner's own JupyterLab (no news pop-up, no launcher, none of nbgrader's tools,
  no tabs of last time, a kernel that has no debugger and ends with its tab). They are not in the wheel's
  shared data, for on a hub instructors and learners use the same installation;
- ``hub``: what a learner's server on a JupyterHub has besides: nbgrader's assignment list, with nbgrader
  outside the server, and an end of idle kernels.
"""

import os
from pathlib import Path

_HERE = Path(__file__).parent
DATA = _HERE / "share" / "jupyter"
CONFIG = _HERE / "etc" / "jupyter"
LEARNER = _HERE / "learner"
HUB = _HERE / "hub"


def environment(*settings: Path) -> dict[str, str]:
    """Environment variables with which a JupyterLab started as a child finds everything.

    ``settings`` are further folders of settings, which come first. What the variables hold already is kept,
    behind ours.
    """
    return {
        "JUPYTER_PATH": _joined("JUPYTER_PATH", LEARNER / "share" / "jupyter", DATA),
        "JUPYTER_CONFIG_PATH": _joined("JUPYTER_CONFIG_PATH", *settings, LEARNER, CONFIG),
    }


def _joined(name: str, *folders: Path) -> str:
    before = os.environ.get(name, "")
    return os.pathsep.join([*map(str, folders), *([before] if before else [])])
