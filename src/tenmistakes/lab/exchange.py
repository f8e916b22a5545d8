"""A server extension: nbgrader's assignment list and Validate button, with nbgrader in a process of its own.

nbgrader makes a server a third larger, for buttons that a learner presses a few times a week, and while its
own extension copies files or runs a notebook the server answers nothing else. Here each press starts nbgrader,
which answers and ends. The addresses and the answers are nbgrader's, so its pages in JupyterLab work as ever.
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

_one_at_a_time = asyncio.Lock()
"""The list and the courses are asked for at once; two nbgraders side by side take twice the memory."""


class _Handler(APIHandler):
    """Asks nbgrader and passes on what it says."""

    async def ask(self, **wanted: str) -> None:
        root = str(Path(self.serverapp.root_dir).resolve())
        async with _one_at_a_time:
            nbgrader = await asyncio.create_subprocess_exec(
                *(sys.executable, "-P", "-m", "tenmistakes.lab.exchange"),
                stdin=asyncio.subprocess.PIPE,
                stdout=asyncio.subprocess.PIPE,
                cwd=root,
            )
            said, _ = await nbgrader.communicate(json.dumps(wanted | {"root": root}).encode())
        if nbgrader.returncode:
            said = json.dumps({"success": False, "value": _NO_ANSWER}).encode()
        self.finish(said)

    def given(self, name: str) -> str:
        """An argument of the address, the form or the JSON document."""
        value = self.get_argument(name, None)
        if value is None:
            body = self.get_json_body()
            value = body.get(name) if isinstance(body, dict) else None
        if not isinstance(value, str):
            raise web.HTTPError(400, f"The request lacks '{name}'.")
        return value


_NO_ANSWER = (
    "nbgrader ended without an answer. Nothing of yours is lost. Try again; if it happens again, tell the "
    "person who runs this hub."
)


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
        await self.ask(
            do=action, course_id=self.given("course_id"), assignment_id=self.given("assignment_id")
        )


class _Validate(_Handler):
    @web.authenticated
    async def post(self) -> None:
        await self.ask(do="validate", path=self.given("path"))


class _Version(_Handler):
    @web.authenticated
    async def get(self) -> None:
        here, page = version("nbgrader"), self.given("version")
        words = f"The page is made for nbgrader {page}, the server has {here}. Reload the page."
        self.finish({"success": True} if page == here else {"success": False, "message": words})


def _jupyter_server_extension_points() -> list[dict[str, str]]:
    return [{"module": "tenmistakes.lab.exchange"}]


def _load_jupyter_server_extension(app: Any) -> None:
    """Called by jupyter_server when it starts."""
    handlers = [
        ("assignments", _Assignments),
        ("assignments/(fetch|submit|fetch_feedback)", _Action),
        ("assignments/validate", _Validate),
        ("courses", _Courses),
        ("nbgrader_version", _Version),
    ]
    base = app.web_app.settings["base_url"]
    app.web_app.add_handlers(".*$", [(url_path_join(base, path), handler) for path, handler in handlers])


# --- In the process of its own ---


def main() -> None:
    """Do what standard input asks for, a JSON document, and write nbgrader's answer as another."""
    wanted = json.load(sys.stdin)
    with redirect_stdout(sys.stderr):
        answer = _answer(wanted)
    if not answer["success"]:
        answer["value"] = _sentence(answer["value"])
    json.dump(answer, sys.stdout)


def _answer(wanted: dict[str, str]) -> dict[str, Any]:
    from nbgrader.server_extensions.assignment_list.handlers import AssignmentList

    exchange = AssignmentList()
    exchange.root_dir = wanted["root"]
    match wanted["do"]:
        case "courses":
            return exchange.list_courses()
        case "validate":
            return _validate(Path(wanted["root"], wanted["path"]), exchange.load_config())
        case "list":
            done = {"success": True}
        case action:
            does = {"submit": "submit_assignment", "fetch": "fetch_assignment"}.get(action, action)
            done = getattr(exchange, does)(wanted["course_id"], wanted["assignment_id"])
    return exchange.list_assignments(wanted["course_id"]) if done["success"] else done


def _validate(notebook: Path, config: Any) -> dict[str, Any]:
    from nbgrader.validator import Validator

    return {"success": True, "value": Validator(config=config).validate(str(notebook))}


def _sentence(said: str) -> str:
    """The last line of a traceback without the name of the exception; other text in one line."""
    if "Traceback" in said:
        said = said.strip().splitlines()[-1].partition(": ")[2]
    return " ".join(said.split())


if __name__ == "__main__":
    main()
