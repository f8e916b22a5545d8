"""The command line tool. Each word is a function here; what it needs is imported when it is used."""

import argparse
import os
import sys
from collections.abc import Sequence
from pathlib import Path

from tenmistakes import content

MY_WORK = "my-work"
HUB_WORK = "ten-mistakes"


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
    if extra and given.run not in (_learn, _hub):
        parser.error("only 'learn' and 'hub' pass on what stands behind '--' (to JupyterLab)")
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
    _folder(learn)
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

    progress = commands.add_parser(
        "progress",
        help="show where you stand; take your answers to another computer",
        description="Show where you stand, save all your answers to one file, or add those of such a file to "
        "yours. What is there already stays; where both have an answer, the later one counts.",
    )
    _folder(progress)
    progress.set_defaults(run=_progress)
    progress.add_argument(
        "what",
        nargs="?",
        choices=("show", "export", "import"),
        default="show",
        help="show where you stand (the default), export to FILE, or import from FILE",
    )
    progress.add_argument(
        "file", nargs="?", type=Path, metavar="FILE", help="such as my-progress.json, its usual name"
    )

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
    how_much = grade.add_mutually_exclusive_group()
    how_much.add_argument("--json", action="store_true", help="write one JSON document instead of a table")
    how_much.add_argument(
        "--verbose", action="store_true", help="a line for each learner, also where the class is large"
    )
    _on_machines(grade)
    grade.set_defaults(run=_grade)

    feedback = commands.add_parser(
        "feedback",
        help="write each learner's feedback page",
        description="Write a page of feedback for every learner whose work was graded, where nbgrader looks "
        "for it.",
    )
    _which(feedback)
    feedback.add_argument(
        "--zip",
        type=Path,
        metavar="FILE",
        help="put the pages into one zip file as well, a folder for each learner",
    )
    feedback.add_argument(
        "--like",
        type=Path,
        metavar="SUBMISSIONS",
        help="the zip file that Moodle or Canvas gave: the pages get the names that it takes back",
    )
    feedback.add_argument(
        "--pattern", metavar="REGEX", help="as for grade, if SUBMISSIONS was collected with one"
    )
    feedback.set_defaults(run=_feedback)

    report = commands.add_parser(
        "report",
        help="see what the class has not understood, and who needs a hand",
        description="Write one page, and tables where asked for, on an exercise or on all that were graded: "
        "how hard each question was, which misconceptions were held, what waits for you, who needs a hand.",
    )
    report.add_argument(
        "exercise",
        nargs="?",
        metavar="EXERCISE",
        help="such as 08-no-crisis-plan, no-crisis-plan or 8 (default: all that were graded)",
    )
    report.add_argument("--output", type=Path, metavar="FILE", help="the page (default: grading/report.html)")
    report.add_argument(
        "--csv",
        type=Path,
        metavar="PLACE",
        help="a folder for the same numbers as tables, or a .csv file for the questions alone",
    )
    report.add_argument(
        "--min-cell",
        type=int,
        metavar="N",
        help="hide every number of learners below N and what would tell it, and name nobody",
    )
    _course(report)
    report.set_defaults(run=_report)

    export = commands.add_parser(
        "export",
        help="write everybody's marks as a file for your learning platform",
        description="Write everybody's marks from the gradebook as a file to be uploaded to Canvas, Moodle "
        "or Blackboard, or as CSV with a row for each learner and exercise. Exit code: 0 if everybody's "
        "marks are in it, 1 if somebody's have no place there or somebody there is not known, 2 if there is "
        "no file.",
    )
    export.add_argument(
        "platform", choices=("canvas", "moodle", "blackboard", "csv"), help="whose layout the file has"
    )
    export.add_argument(
        "exercise",
        nargs="*",
        metavar="EXERCISE",
        help="such as 08-no-crisis-plan, no-crisis-plan or 8 (default: all in the gradebook)",
    )
    export.add_argument(
        "--roster",
        type=Path,
        metavar="FILE",
        help="the gradebook file that the platform has exported: its learners and columns are filled in",
    )
    export.add_argument(
        "--column",
        action="append",
        default=[],
        metavar="EXERCISE=TITLE",
        help="what the exercise is called in that file, if not by its own name; may be given several times",
    )
    export.add_argument(
        "--missing-as-zero",
        action="store_true",
        help="0 for who handed in nothing, or nothing that could be graded (default: no mark)",
    )
    export.add_argument(
        "--reviewed-only",
        action="store_true",
        help="no mark yet where a person has still to read an answer",
    )
    export.add_argument(
        "--output",
        type=Path,
        metavar="FILE",
        help="the file to write (default: marks-PLATFORM beside the gradebook's folders, each time anew)",
    )
    export.add_argument("--force", action="store_true", help="replace the file named with --output")
    _course(export)
    export.set_defaults(run=_export)

    doctor = commands.add_parser(
        "doctor",
        help="say whether this machine and this course are as they should be",
        description="Look at Python, the packages, the configuration, the gradebook and more, and say of "
        "each how it is and what helps. Nothing is changed. Exit code: 1 if something is in trouble, 0 if "
        "nothing is.",
    )
    doctor.add_argument("--json", action="store_true", help="write one JSON document instead of lines")
    _course(doctor)
    doctor.set_defaults(run=_doctor)

    hub = commands.add_parser(
        "hub",
        help="a learner's server, for a JupyterHub to start",
        description="Lay the course down in a learner's home and become their server. A JupyterHub starts "
        "this, under the learner's account: see deploy/.",
    )
    hub.add_argument(
        "--folder",
        type=Path,
        metavar="FOLDER",
        help=f"where their copies and answers are kept (default: {HUB_WORK} in their home)",
    )
    hub.add_argument(
        "--exchange", action="store_true", help="exercises come by nbgrader's exchange; lay none down"
    )
    hub.set_defaults(run=_hub)

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


def _folder(command: argparse.ArgumentParser) -> None:
    """The learner's folder."""
    command.add_argument(
        "--folder",
        type=Path,
        metavar="FOLDER",
        help=f"where your copies and answers are kept (default: {MY_WORK})",
    )


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
    _course(command)


def _course(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "--course",
        type=Path,
        default=Path(),
        metavar="FOLDER",
        help="the folder of the course, with nbgrader_config.py (default: the one you are in)",
    )


def _on_machines(command: argparse.ArgumentParser) -> None:
    """The words that say where the computing is done, if not in this process."""
    machines = command.add_argument_group(
        "several machines", "By default this process does all of the work; docs/cluster.md tells more."
    )
    one = machines.add_mutually_exclusive_group()
    one.add_argument(
        "--cluster",
        nargs="?",
        const="",
        metavar="WHERE",
        help="have it computed by so many worker processes (default: one a core), or by the workers of the "
        "dask scheduler with this address, such as tls://scheduler.example.org:8786",
    )
    one.add_argument(
        "--shard", metavar="I/N", help="only compute a share of the class, from 1/N to N/N, into a file"
    )
    one.add_argument(
        "--from-shards",
        action="store_true",
        help="grade with what --shard has computed, wherever it still fits",
    )
    machines.add_argument(
        "--shards", type=Path, metavar="FOLDER", help="where these files are (default: grading/shards)"
    )
    for word, what in [
        ("ca", "the certificate of the cluster's authority"),
        ("cert", "your certificate"),
        ("key", "its key"),
    ]:
        machines.add_argument(
            f"--tls-{word}", type=Path, metavar="FILE", help=f"{what} (default: as dask is configured)"
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


def _progress(given: argparse.Namespace, extra: Sequence[str]) -> int:
    from tenmistakes.standing.command import export, import_, show

    start = (given.folder or _default_folder()) / "lessons"
    if given.what == "show":
        return show(start)
    from tenmistakes.answers.portable import NAME

    file = given.file or Path(NAME)
    return export(start, file) if given.what == "export" else import_(start, file)


def _grade(given: argparse.Namespace, extra: Sequence[str]) -> int:
    from tenmistakes.grading.command import grade, shard
    from tenmistakes.grading.shards import Shards, folder_of

    words = (
        *(given.course, given.exercise, given.source, given.student, given.pattern),
        *(given.force, given.json, given.verbose),
    )
    if odd := _out_of_place(given):
        print(odd, file=sys.stderr)
        return 2
    if given.shard is not None:
        return shard(given.course, given.exercise, given.shard, given.shards)
    if given.from_shards:
        return grade(*words, lambda settings: Shards(given.shards or folder_of(settings)))
    if given.cluster is not None:
        from tenmistakes.grading.certificates import Certificates
        from tenmistakes.grading.cluster import cluster

        certificates = Certificates(given.tls_ca, given.tls_cert, given.tls_key)
        return grade(*words, lambda _: cluster(given.cluster, certificates))
    return grade(*words)


def _out_of_place(given: argparse.Namespace) -> str | None:
    """Which words about several machines do not go together, as a sentence."""
    if given.shard is not None and (given.source or given.student):
        return "A shard is of all who have handed in: collect first, and name nobody."
    if given.shard is not None and (given.force or given.json or given.verbose):
        return (
            "A shard is computed and nothing is graded yet: --force, --json and --verbose go with "
            "--from-shards, which grades."
        )
    if given.shards is not None and given.shard is None and not given.from_shards:
        return (
            "--shards says where shards lie. It goes with --shard 1/4, which makes one, or with "
            "--from-shards, which takes them in."
        )
    certificates = (given.tls_ca, given.tls_cert, given.tls_key)
    if any(certificates) and not (given.cluster or "").lower().startswith("tls://"):
        return (
            "--tls-ca, --tls-cert and --tls-key are for a scheduler elsewhere. Say where it is, as in "
            "--cluster tls://scheduler.example.org:8786."
        )
    return None


def _feedback(given: argparse.Namespace, extra: Sequence[str]) -> int:
    from tenmistakes.grading.command import feedback

    return feedback(given.course, given.exercise, given.student, given.zip, given.like, given.pattern)


def _report(given: argparse.Namespace, extra: Sequence[str]) -> int:
    from tenmistakes.report.command import report

    return report(given.course, given.exercise, given.output, given.csv, given.min_cell)


def _export(given: argparse.Namespace, extra: Sequence[str]) -> int:
    from tenmistakes.grading.marks.command import export

    return export(
        given.course,
        given.platform,
        given.exercise,
        given.output,
        given.roster,
        given.column,
        given.missing_as_zero,
        given.reviewed_only,
        given.force,
    )


def _doctor(given: argparse.Namespace, extra: Sequence[str]) -> int:
    from tenmistakes.doctor.command import doctor

    return doctor(given.course, given.json)


def _hub(given: argparse.Namespace, extra: Sequence[str]) -> int:
    from tenmistakes import hub

    hub.serve(given.folder or Path.home() / HUB_WORK, exchange=given.exchange, extra=extra)


def _site(given: argparse.Namespace, extra: Sequence[str]) -> int:
    from tenmistakes.site.command import site

    return site(given.output, live=not given.no_live, distribution=given.pyodide)
