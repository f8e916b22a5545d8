"""A machine with a hub on it: an environment that every account can read, accounts, folders, JupyterHub.

All of it is made for the test, as root, and taken away afterwards.
"""

import json
import os
import secrets
import select
import shutil
import signal
import socket
import stat
import subprocess
import sys
import sysconfig
import tempfile
import time
from collections.abc import Iterable, Iterator, Mapping
from contextlib import ExitStack, closing, contextmanager, suppress
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import quote
from uuid import uuid4

import requests
import websocket

from tenmistakes import content

if sys.platform != "win32":
    import pwd

ROOT = content.home()
DEPLOY = ROOT / "deploy" / "jupyterhub"
PROXY = DEPLOY / "proxy" / "node_modules" / ".bin" / "configurable-http-proxy"
PATIENCE = 90
"""Seconds after which something that should have happened has failed. Nothing waits that long otherwise."""


def missing() -> str:
    """Why no hub can run here; empty if one can."""
    if sys.platform != "linux" or os.geteuid() != 0:
        return "JupyterHub gives each person a server under their own account, which takes root on Linux"
    if not shutil.which("node") or not PROXY.exists():
        return (
            f"JupyterHub's proxy is missing: cd {DEPLOY.relative_to(ROOT)}/proxy && npm ci --ignore-scripts"
        )
    if not all(map(shutil.which, ("useradd", "userdel", "groupadd", "groupdel", "chpasswd"))):
        return "the programs that make accounts are missing: apt-get install passwd"
    return ""


def do(*command: str | Path, **options: Any) -> str:
    """Run a program to its end; what it says."""
    done = subprocess.run(
        [str(word) for word in command],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        encoding="utf-8",
        check=False,
        **options,
    )
    assert done.returncode == 0, done.stdout
    return done.stdout


# --- The environment ---


class Environment:
    """This Python and its packages once more, in ``place``, where everybody can read them.

    The ones that the tests run with may lie under somebody's home, and have the course as a link to the
    checkout. Files are linked where the disk allows it, so this takes seconds and little room.
    """

    def __init__(self, place: Path, wheel: Path) -> None:
        base, version = place / "base", f"python{sys.version_info[0]}.{sys.version_info[1]}"
        stdlib = Path(sysconfig.get_path("stdlib"))
        _copy(stdlib, base / stdlib.relative_to(sys.base_prefix), leave=("site-packages", "test"))
        (base / "bin").mkdir()
        _link(os.path.realpath(sys.executable), str(base / "bin" / version))
        self.variables: dict[str, str] = {}
        """What its Python needs in order to start."""
        if sysconfig.get_config_var("Py_ENABLE_SHARED"):
            for library in Path(sysconfig.get_config_var("LIBDIR")).glob("libpython*.so*"):
                _link(str(library), str(base / library.name))
            self.variables["LD_LIBRARY_PATH"] = str(base)
        do(base / "bin" / version, "-m", "venv", "--without-pip", place / "env")
        self.python = place / "env" / "bin" / "python"
        for folder in ("lib", "share", "etc"):
            _copy(Path(sys.prefix, folder), place / "env" / folder)
        for script in Path(sys.prefix, "bin").iterdir():
            if script.is_file() and (text := script.read_bytes()).startswith(b"#!" + os.fsencode(sys.prefix)):
                copy = place / "env" / "bin" / script.name
                copy.write_bytes(text.replace(os.fsencode(sys.prefix), os.fsencode(place / "env"), 1))
                copy.chmod(0o755)
        pip = (self.python, "-m", "pip", "install", "--no-deps", "--no-index", "--force-reinstall")
        do(*pip, wheel, env=self.variables)


def _copy(source: Path, target: Path, leave: Iterable[str] = ()) -> None:
    shutil.copytree(
        source,
        target,
        symlinks=True,
        dirs_exist_ok=True,
        copy_function=_link,
        ignore=shutil.ignore_patterns(*leave),
    )


def _link(source: str, target: str) -> None:
    try:
        os.link(source, target)
    except OSError:  # another disk
        shutil.copy2(source, target)


# --- Accounts ---


@contextmanager
def group(name: str) -> Iterator[str]:
    """A group of the machine's, until the end of the block."""
    do("groupadd", name)
    try:
        yield name
    finally:
        do("groupdel", name)


@contextmanager
def account(name: str, member_of: str, homes: Path) -> Iterator[str]:
    """An account with a home that is nobody else's, until the end of the block; its password."""
    password = secrets.token_urlsafe(12)
    home = homes / name
    do("useradd", "-m", "-d", home, "-K", "HOME_MODE=0700", "-s", "/bin/bash", "-G", member_of, name)
    try:
        do("chpasswd", input=f"{name}:{password}\n")
        yield password
    finally:
        for process in _processes(pwd.getpwnam(name).pw_uid):  # all of them the test's own
            with suppress(ProcessLookupError):
                os.kill(process, signal.SIGKILL)
        do("userdel", name)
        shutil.rmtree(home, ignore_errors=True)


def _processes(uid: int) -> Iterator[int]:
    """What runs under an account."""
    for folder in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):  # it has just ended
            if folder.stat().st_uid == uid:
                yield int(folder.name)


# --- The hub ---


class Hub:
    """A running hub; ``address`` is where its proxy answers."""

    def __init__(
        self, environment: Environment, place: Path, state: Path, settings: Mapping[str, str]
    ) -> None:
        proxy, api, hub = _free_ports(3)
        self.address = f"http://127.0.0.1:{proxy}"
        self._log = state / "hub.log"
        with self._log.open("a") as log:
            self.process = subprocess.Popen(
                [
                    *(environment.python, "-P", "-m", "jupyterhub", "-f", place / "jupyterhub_config.py"),
                    *(
                        f"--JupyterHub.hub_port={hub}",
                        f"--ConfigurableHTTPProxy.api_url=http://127.0.0.1:{api}",
                    ),
                ],
                cwd=state,
                env={
                    "PATH": os.environ["PATH"],
                    "TENMISTAKES_ADDRESS": self.address,
                    **environment.variables,
                    **settings,
                },
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
            )
        self._wait()

    def _wait(self) -> None:
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline and self.process.poll() is None:
            with suppress(requests.ConnectionError):
                if requests.get(f"{self.address}/hub/health", timeout=10).ok:
                    return
            time.sleep(0.1)
        raise AssertionError(self.log)

    @property
    def log(self) -> str:
        """What the hub and the servers under it have said."""
        return self._log.read_text(encoding="utf-8", errors="replace")

    def close(self) -> None:
        """Stop it, and the servers with it."""
        self.process.terminate()
        self.process.wait(PATIENCE)


def _free_ports(count: int) -> list[int]:
    with ExitStack() as stack:
        sockets = [stack.enter_context(socket.socket()) for _ in range(count)]
        for one in sockets:
            one.bind(("127.0.0.1", 0))
        return [one.getsockname()[1] for one in sockets]


# --- Whoever signs in ---


@dataclass
class Person:
    """Somebody with an account, signed in to the hub as a browser would be."""

    name: str
    password: str
    hub: Hub
    session: requests.Session = field(default_factory=requests.Session)
    _kernels: dict[str, "Kernel"] = field(default_factory=dict)

    def sign_in(self) -> requests.Response:
        """By name and password; where that leads."""
        self.session.cookies.clear()
        self.get("/hub/login")
        form = {"username": self.name, "password": self.password, "_xsrf": self._xsrf("/hub/")}
        return self.session.post(f"{self.hub.address}/hub/login", data=form, timeout=PATIENCE)

    def start(self) -> None:
        """Start their server and wait until the hub says that it answers."""
        self.hub_api("POST", "server")
        with self.get(f"/hub/api/users/{self.name}/server/progress", stream=True) as told:
            events = (json.loads(line[5:]) for line in told.iter_lines() if line.startswith(b"data:"))
            assert any(event.get("ready") for event in events), self.hub.log

    def close(self) -> None:
        """Close their browser."""
        self.session.close()

    def hub_api(self, method: str, path: str) -> requests.Response:
        """Ask the hub for something about themselves."""
        address = f"{self.hub.address}/hub/api/users/{self.name}/{path}"
        headers = {"X-XSRFToken": self._xsrf("/hub/"), "Referer": f"{self.hub.address}/hub/home"}
        answer = self.session.request(method, address, headers=headers, timeout=PATIENCE)
        assert answer.ok, answer.text
        return answer

    def own(self, path: str) -> str:
        """The address of something on their server."""
        return f"/user/{self.name}/{path}"

    def get(self, path: str, **options: Any) -> requests.Response:
        """Open an address of the hub's."""
        return self.session.get(self.hub.address + path, timeout=PATIENCE, **options)

    def press(self, path: str, /, **given: str) -> Any:
        """What a button in JupyterLab is told by their server."""
        headers = {"X-XSRFToken": self._xsrf(self.own(""))}
        address = self.hub.address + self.own(path)
        answer = self.session.post(address, json=given, headers=headers, timeout=PATIENCE)
        assert answer.ok, answer.text
        return answer.json()

    def run(self, code: str, folder: str = "") -> str:
        """Run Python in a kernel of their own server; what it prints."""
        if folder not in self._kernels:
            started = self.press("api/kernels", name="python3", path=folder)
            self._kernels[folder] = Kernel(self, started["id"])
        return self._kernels[folder].run(code)

    def command(self, *words: str) -> str:
        """Run a program on their server, as in a terminal of JupyterLab; what it says."""
        return self.run(
            "import subprocess, sys\n"
            f"done = subprocess.run({words!r}, stdout=-1, stderr=-2, text=True)\n"
            "sys.stdout.write(done.stdout)\n"
            "assert done.returncode == 0, done.stdout\n"
        )

    def _xsrf(self, path: str) -> str:
        """The token of a page under ``path``, which a form must carry."""
        return next(
            cookie.value
            for cookie in self.session.cookies
            if cookie.name == "_xsrf" and cookie.path.startswith(path)
        )


class Kernel:
    """A kernel behind the hub, by its websocket."""

    def __init__(self, person: Person, kernel: str) -> None:
        path = f"/user/{quote(person.name)}/"
        cookies = [cookie for cookie in person.session.cookies if path.startswith(cookie.path)]
        self._connect = partial(
            websocket.create_connection,
            f"{person.hub.address.replace('http', 'ws', 1)}{path}api/kernels/{kernel}/channels",
            cookie="; ".join(f"{cookie.name}={cookie.value}" for cookie in cookies),
            origin=person.hub.address,
            timeout=PATIENCE,
        )

    def run(self, code: str) -> str:
        """Run code; what it prints. An error in it fails the test."""
        number = uuid4().hex
        header = {
            "msg_id": number,
            "msg_type": "execute_request",
            "session": number,
            "username": "",
            "version": "5.4",
        }
        asked = {"code": code, "silent": False, "store_history": False, "allow_stdin": False}
        message = {
            "header": header,
            "parent_header": {},
            "metadata": {},
            "content": asked,
            "channel": "shell",
        }
        printed = ""
        with closing(self._connect()) as connection:  # left idle, the server would end it
            connection.send(json.dumps(message))
            while True:
                told = json.loads(connection.recv())
                if told["parent_header"].get("msg_id") != number:
                    continue
                kind, said = told["msg_type"], told["content"]
                if kind == "stream":
                    printed += said["text"]
                elif kind == "error":
                    raise AssertionError(f"{said['evalue']}\n{printed}")
                elif kind == "status" and said["execution_state"] == "idle":
                    return printed


def wait_until_idle(person: Person) -> None:
    """Wait until nothing runs any more under somebody's account."""
    for process in _processes(pwd.getpwnam(person.name).pw_uid):
        try:
            ending = os.pidfd_open(process)
        except ProcessLookupError:
            continue
        try:
            assert select.select([ending], [], [], PATIENCE)[0], f"process {process} still runs"
        finally:
            os.close(ending)


def mode(path: Path) -> str:
    """The permissions of a file or folder, such as ``drwx-wx-wt``."""
    return stat.filemode(path.stat().st_mode)


def folder() -> Path:
    """A folder that everybody can read; pytest's own let nobody else in."""
    made = Path(tempfile.mkdtemp(prefix="tenmistakes-hub-"))
    made.chmod(0o755)
    return made
