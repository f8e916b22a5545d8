"""The command line tool. Each word is a function here; what it needs is imported when it is used."""

import argparse
import os
import sys
from collections.abc import Sequence
from pathlib import Path

from tenmistakes import content

MY_WORK = "my-work"


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; returns the exit code."""
    words = list(sys.argv[1:] if argv is None else argv)
    split = words.index("--") if "--" in words else len(words)
    parser = _parser()
    given, left = parser.parse_known_args(words[:split])
    if given.run is _grade and not any(word.startswith("-") for word in left):
        given.source += map(Path, left)  # what stands behind an option; argparse itself takes only one group
    elif left:
        parser.error(f"unrecognized arguments: {' '.join(left)}")
    extra = words[split + 1 :]
    if extra and given.run is not _learn:
        parser.error("only 'learn' passes on what stands behind '--' (to JupyterLab)")
    try:
        return given.run(given, extra)
    except KeyboardInterrupt:
        print("\nStopped.", file=sys.stderr)
        return 130
    except BrokenPipeError:  # whoever read what is written here, such as `head`, has read enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 141


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="tenmistakes", description="Ten Mistakes, an interactive course.")
    commands = parser.add_subparsers(title="commands", metavar="COMMAND", required=True)

    learn = commands.add_parser(
        "learn",
        help="open the course in your browser",
        description="Open the course in JupyterLab. What stands behind '--' is passed on to JupyterLab.",
    )
    learn.add_argument(
        "--folder",
        type=Path,
        metavar="FOLDER",
        help=f"where your copies and answers are kept (default: {MY_WORK})",
    )
    learn.add_argument(
        "--no-browser", action="store_true", help="show the address only; open no browser window"
    )
    learn.add_argument(
        "--port", type=int, metavar="N", help="the port to use (default: 8888, or the next free)"
    )
    learn.set_defaults(run=_learn)

    build = commands.add_parser(
        "build",
        help="build the notebooks from course/",
        description="Build lessons/, solutions/ and exercises/ from the text sources in course/.",
    )
    build.add_argument("--check", action="store_true", help="change nothing; name every file that is stale")
    build.set_defaults(run=_build)

    grade = commands.add_parser(
        "grade",
        help="grade what learners handed in, without running any of it",
        description="Grade an exercise, or all that were handed in, into nbgrader's gradebook. "
        "What is graded and has not changed is left alone, so the same command goes on after a break. "
        "Exit code: 0 if everybody has marks, 1 if somebody has none, 2 if the run could not be done.",
    )
    _which(grade)
    grade.add_argument(
        "source",
        nargs="*",
        type=Path,
        metavar="FROM",
        help="what to collect first: the zip file of a learning platform, a folder, or one notebook",
    )
    grade.add_argument(
        "--pattern",
        metavar="REGEX",
        help="how file names say whose they are, with (?P<student_id>…), if no usual layout fits",
    )
    grade.add_argument(
        "--force",
        action="store_true",
        help="grade also what has not changed, or is older than what was graded",
    )
    grade.add_argument("--json", action="store_true", help="write one JSON document instead of a table")
    grade.set_defaults(run=_grade)

    feedback = commands.add_parser(
        "feedback",
        help="write each learner's feedback page",
        description="Write a page of feedback for every learner whose work was graded, where nbgrader looks "
        "for it.",
    )
    _which(feedback)
    feedback.set_defaults(run=_feedback)

    site = commands.add_parser(
        "site",
        help="build the course as a website",
        description="Build a website: every lesson and exercise as a page to read, and live in the visitor's "
        "browser. It needs no server of its own; any that hands out files will do.",
    )
    site.add_argument(
        "--output",
        type=Path,
        default=Path("site"),
        metavar="FOLDER",
        help="where to put it (default: site); what it holds from before is replaced",
    )
    site.add_argument(
        "--no-live", action="store_true", help="pages to read alone; nothing that runs in a browser"
    )
    site.add_argument(
        "--pyodide",
        type=Path,
        metavar="FOLDER",
        help="a folder with files of the Pyodide distribution, for a site that needs no other (docs/site.md)",
    )
    site.set_defaults(run=_site)
    return parser


def _which(command: argparse.ArgumentParser) -> None:
    """The words that say whose work is meant."""
    command.add_argument(
        "exercise",
        nargs="?",
        metavar="EXERCISE",
        help="such as 08-no-crisis-plan, no-crisis-plan or 8 (default: all that were handed in)",
    )
    command.add_argument(
        "--student",
        action="append",
        default=[],
        metavar="ID",
        help="only this student; may be given several times. For one learner's work: whose it is",
    )
    command.add_argument(
        "--course",
        type=Path,
        default=Path(),
        metavar="FOLDER",
        help="the folder of the course, with nbgrader_config.py (default: the one you are in)",
    )


def _learn(given: argparse.Namespace, extra: Sequence[str]) -> int:
    from tenmistakes import learn, workspace

    folder = given.folder or _default_folder()
    try:
        for note in workspace.lay_down(folder, content.home()).notes:
            print(note)
        learn.serve(folder, browser=not given.no_browser, port=given.port, extra=extra)
    except workspace.Trouble as trouble:
        print(trouble, file=sys.stderr)
        return 1
    return 0


def _default_folder() -> Path:
    """In a checkout beside the course (git ignores it); where one stands if the course is installed."""
    home = content.home()
    return (home if (home / "course.py").is_file() else Path.cwd()) / MY_WORK


def _build(given: argparse.Namespace, extra: Sequence[str]) -> int:
    from tenmistakes.build import main as build

    return build(check=given.check)


def _grade(given: argparse.Namespace, extra: Sequence[str]) -> int:
    from tenmistakes.grading.command import grade

    return grade(
        given.course, given.exercise, given.source, given.student, given.pattern, given.force, given.json
    )


def _feedback(given: argparse.Namespace, extra: Sequence[str]) -> int:
    from tenmistakes.grading.command import feedback

    return feedback(given.course, given.exercise, given.student)


def _site(given: argparse.Namespace, extra: Sequence[str]) -> int:
    from tenmistakes.site.command import site

    return site(given.output, live=not given.no_live, distribution=given.pyodide)
