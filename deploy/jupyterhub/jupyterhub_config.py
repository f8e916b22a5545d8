"""JupyterHub for one class: an instructor, learners, and nbgrader's exchange between them.

README.md beside this file sets the machine up around it. What differs from place to place comes from the
environment (in the systemd unit), so that this file can stay as it is.
"""

import grp
import os
import pwd
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
COURSE = os.environ.get("TENMISTAKES_COURSE", "/srv/ten-mistakes/course")
EXCHANGE = os.environ.get("TENMISTAKES_EXCHANGE", "/srv/ten-mistakes/exchange")
INSTRUCTORS = os.environ.get("TENMISTAKES_INSTRUCTORS", "ten-mistakes-instructors")
LEARNERS = os.environ.get("TENMISTAKES_LEARNERS", "ten-mistakes-learners")
IDLE_SECONDS = int(os.environ.get("TENMISTAKES_IDLE_SECONDS", "3600"))

c = get_config()  # noqa: F821  (JupyterHub's loader provides it)


def teaches(name):
    """Whether somebody is an instructor, which the machine's own groups say."""
    return grp.getgrnam(INSTRUCTORS).gr_gid in os.getgrouplist(name, pwd.getpwnam(name).pw_gid)


# --- Who comes in: accounts of this machine, with their passwords, that are in one of the two groups ---

c.JupyterHub.authenticator_class = "pam"
c.PAMAuthenticator.allowed_groups = {INSTRUCTORS, LEARNERS}

# --- What they get: a server each, run under their own account ---

# -P: nothing in somebody's home is taken for a module of ours.
PYTHON = [sys.executable, "-P", "-m"]
EVERYBODYS = {
    "PATH": os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", os.defpath)]),
    "TENMISTAKES_EXCHANGE": EXCHANGE,
}


def prepare(spawner):
    """Decide, as a server is about to start, whether it is an instructor's or a learner's."""
    settings = [HERE / "settings" / "everybody"]
    if teaches(spawner.user.name):
        spawner.cmd = [*PYTHON, "jupyterhub.singleuser"]
        spawner.notebook_dir = COURSE
        spawner.environment = EVERYBODYS | {"TENMISTAKES_COURSE": COURSE}
        settings.insert(0, HERE / "settings" / "instructor")
    else:
        spawner.cmd = [*PYTHON, "tenmistakes", "hub", "--exchange"]
        spawner.notebook_dir = ""
        spawner.environment = dict(EVERYBODYS)
    spawner.environment["JUPYTER_CONFIG_PATH"] = os.pathsep.join(map(str, settings))


c.Spawner.pre_spawn_hook = prepare
c.Spawner.http_timeout = 120  # many start at once when a lesson begins

# --- Formgrader, for instructors: a tab of its own, since JupyterHub lets no page be framed ---

c.JupyterHub.template_paths = [str(HERE / "templates")]
c.JupyterHub.template_vars = {"teaches": lambda user: user is not None and teaches(user.name)}

# --- Servers that nobody uses are ended; answers are saved as they are given, so nothing is lost ---

c.JupyterHub.services = [
    {
        "name": "idle-culler",
        "command": [
            *(*PYTHON, "jupyterhub_idle_culler"),
            *(f"--timeout={IDLE_SECONDS}", f"--cull-every={max(1, IDLE_SECONDS // 10)}"),
        ],
    }
]
c.JupyterHub.load_roles = [
    {
        "name": "idle-culler",
        "services": ["idle-culler"],
        "scopes": ["list:users", "read:users:activity", "read:servers", "delete:servers"],
    }
]

# --- Where it listens: on this machine alone, behind a web server that speaks HTTPS ---

c.JupyterHub.bind_url = os.environ.get("TENMISTAKES_ADDRESS", "http://127.0.0.1:8000")
c.ConfigurableHTTPProxy.command = [str(HERE / "proxy" / "node_modules" / ".bin" / "configurable-http-proxy")]
