"""A server extension: nbgrader's assignment list and Validate button, with nbgrader in a process of its own.

In the server, nbgrader is loaded for everybody at each start and stays, for buttons that a learner presses a
few times a week; and while its own extension copies files or runs a notebook, the server answers nobody. Here
the first press starts nbgrader beside the server, and a minute after the last one it ends. The addresses and
the answers are nbgrader's, so its pages in JupyterLab work as ever.
"""

import asyncio
import json
import sys
from contextlib import redirect_stdout
from importlib.metadata import version
from pathlib import Path
from typing import Any

from jupyter_server.base.handlers import APIHandler
from jupyter_server.utils import url_path_join
from tornado import web

STAYS = 60.0
"""Seconds that nbgrader stays after an answer: opening the list, fetching and handing in come together."""

_LONGEST = 2**24
"""Bytes of an answer. A list has about a thousand for each hand-in."""
_NO_ANSWER = (
    "nbgrader ended without an answer. Nothing of yours is lost. Try again; if it happens again, tell the "
    "person who runs this hub."
)


class _Nbgrader:
    """nbgrader beside the server. It takes questions and gives answers, one JSON document a line."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self._process: asyncio.subprocess.Process | None = None
        self._end: asyncio.TimerHandle | None = None
        self._one_at_a_time = asyncio.Lock()

    async def ask(self, wanted: dict[str, str]) -> dict[str, Any]:
        """What it says to a question; starts it if need be."""
        async with self._one_at_a_time:
            if self._end is not None:
                self._end.cancel()
            try:
                said = json.loads(await self._exchange(json.dumps(wanted | {"root": str(self._root)})))
            except (OSError, ValueError):
                self._let_go()
                return {"success": False, "value": _NO_ANSWER}
            self._end = asyncio.get_running_loop().call_later(STAYS, self._let_go)
            return said

    async def _exchange(self, line: str) -> bytes:
        if self._process is None or self._process.returncode is not None:
            self._process = await asyncio.create_subprocess_exec(
                *(sys.executable, "-P", "-m", "tenmistakes.lab.exchange"),
                stdin=asyncio.subprocess.PIPE,
                stdout=asyncio.subprocess.PIPE,
                cwd=self._root,
                limit=_LONGEST,
            )
        to, back = self._process.stdin, self._process.stdout
        assert to is not None and back is not None  # they are pipes
        to.write(line.encode() + b"\n")
        await to.drain()
        return await back.readline()

    def _let_go(self) -> None:
        """Let it end: it does at the end of its input."""
        if self._process is not None and self._process.stdin is not None:
            self._process.stdin.close()
        self._process = None


class _Handler(APIHandler):
    """Asks nbgrader and passes on what it says."""

    def initialize(self, nbgrader: _Nbgrader) -> None:
        self._nbgrader = nbgrader

    async def ask(self, **wanted: str) -> None:
        self.finish(await self._nbgrader.ask(wanted))

    def given(self, name: str) -> str:
        """An argument of the address, the form or the JSON document."""
        value = self.get_argument(name, None)
        if value is None:
            body = self.get_json_body()
            value = body.get(name) if isinstance(body, dict) else None
        if not isinstance(value, str):
            raise web.HTTPError(400, f"The request lacks '{name}'.")
        return value


class _Assignments(_Handler):
    @web.authenticated
    async def get(self) -> None:
        await self.ask(do="list", course_id=self.given("course_id"))


class _Courses(_Handler):
    @web.authenticated
    async def get(self) -> None:
        await self.ask(do="courses")


class _Action(_Handler):
    @web.authenticated
    async def post(self, action: str) -> None:
        which = {name: self.given(name) for name in ("course_id", "assignment_id")}
        await self.ask(do=action, **which)


class _Validate(_Handler):
    @web.authenticated
    async def post(self) -> None:
        await self.ask(do="validate", path=self.given("path"))


class _Version(_Handler):
    @web.authenticated
    async def get(self) -> None:
        here, page = version("nbgrader"), self.given("version")
        words = f"This page is made for nbgrader {page}, the server has {here}. Reload the page."
        self.finish({"success": True} if page == here else {"success": False, "message": words})


def _jupyter_server_extension_points() -> list[dict[str, str]]:
    return [{"module": "tenmistakes.lab.exchange"}]


def _load_jupyter_server_extension(app: Any) -> None:
    """Called by jupyter_server when it starts."""
    nbgrader = {"nbgrader": _Nbgrader(Path(app.root_dir).resolve())}
    pages = {
        "assignments": _Assignments,
        "assignments/(fetch|submit|fetch_feedback)": _Action,
        "assignments/validate": _Validate,
        "courses": _Courses,
        "nbgrader_version": _Version,
    }
    base = app.web_app.settings["base_url"]
    app.web_app.add_handlers(
        ".*$", [(url_path_join(base, path), handler, nbgrader) for path, handler in pages.items()]
    )


# --- In the process beside the server ---


def main() -> None:
    """Answer the questions on standard input until it ends."""
    for line in sys.stdin:
        with redirect_stdout(sys.stderr):
            answer = _answer(json.loads(line))
        print(json.dumps(answer), flush=True)


def _answer(wanted: dict[str, str]) -> dict[str, Any]:
    from nbgrader.server_extensions.assignment_list.handlers import AssignmentList

    nbgrader = AssignmentList()
    nbgrader.root_dir = wanted["root"]
    try:
        answer = _done(nbgrader, wanted)
    except Exception as error:  # noqa: BLE001  (whatever nbgrader raises, the learner gets a sentence)
        answer = {"success": False, "value": str(error)}
    if not answer["success"]:
        answer["value"] = _sentence(answer["value"])
    return answer


def _done(nbgrader: Any, wanted: dict[str, str]) -> dict[str, Any]:
    course = wanted.get("course_id")
    match wanted["do"]:
        case "courses":
            return nbgrader.list_courses()
        case "list":
            return nbgrader.list_assignments(course)
        case "validate":
            from nbgrader.validator import Validator

            notebook = Path(wanted["root"], wanted["path"])
            return {
                "success": True,
                "value": Validator(config=nbgrader.load_config()).validate(str(notebook)),
            }
        case "fetch":
            done = nbgrader.fetch_assignment(course, wanted["assignment_id"])
        case "submit":
            done = nbgrader.submit_assignment(course, wanted["assignment_id"])
        case _:
            done = nbgrader.fetch_feedback(course, wanted["assignment_id"])
    return nbgrader.list_assignments(course) if done["success"] else done


def _sentence(said: str) -> str:
    """The last line of a traceback, without the exception's name if it says more; other text in one line."""
    if "Traceback" in said:
        said = said.strip().splitlines()[-1]
        said = said.partition(": ")[2] or said
    return " ".join(said.split())


if __name__ == "__main__":
    main()
