"""An instructor's folder: its configuration, folders and exercises, and no answers lying where they leak."""

import os
import tempfile
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from tenmistakes import content
from tenmistakes.doctor.finding import Finding, look, ok, trouble, typed
from tenmistakes.doctor.gradebook import CLOCKS
from tenmistakes.grading import database
from tenmistakes.grading import settings as configuration
from tenmistakes.grading.database import Unusable
from tenmistakes.grading.exercise import Ungradable, load_exercise
from tenmistakes.grading.settings import Settings
from tenmistakes.grading.unset import Unset

ANSWERS = "*.answers*.json"


def configured(folder: Path) -> tuple[Settings | None, list[Finding]]:
    """The course's settings, None where there are none, and what there is to say of them."""
    about = "configuration"
    files = configuration.files(folder)
    if not files:
        said = f"{folder} is not an instructor's folder: nbgrader has no configuration here."
        return None, [ok(about, f"{said} A learner needs none.")]
    before = set(folder.iterdir()) if folder.is_dir() else set()
    try:
        settings = configuration.find(folder)
    except Unset as error:
        return None, [trouble(about, str(error), f"Open {files[-1]} in an editor.")]
    finally:
        # The configuration may make folders for what grading makes. Looking is no reason to have them.
        for new in set(folder.iterdir()) - before if folder.is_dir() else ():
            with suppress(OSError):
                new.rmdir()
    course = f"the course “{settings.course_id}”" if settings.course_id else "a course without a name"
    used = ", ".join(map(str, files))
    return settings, [ok(about, f"This is {course} in {settings.root}, by {used}.")]


def folders(settings: Settings) -> Iterator[Finding]:
    """Whether everything that grading makes can be written where it belongs."""
    root, sound = settings.root, True
    wanted = [
        *(root / settings.submitted_directory, root / settings.autograded_directory),
        *(root / settings.feedback_directory, *_of_database(settings)),
    ]
    for folder in dict.fromkeys(map(_there, wanted)):
        for finding in _try(folder):
            sound = False
            yield finding
    if sound:
        yield ok("folders", f"Submissions, graded notebooks, feedback and marks can be written in {root}.")


def _of_database(settings: Settings) -> Iterator[Path]:
    with suppress(Unusable):  # which is said where the gradebook is looked at
        url = database.address(settings.db_url)
        if url.get_backend_name() == "sqlite":
            yield Path(str(url.database)).absolute().parent


def _there(folder: Path) -> Path:
    """The folder, or the nearest above it that is there."""
    return next(path for path in (folder, *folder.parents) if os.path.lexists(path))


def _try(folder: Path) -> Iterator[Finding]:
    try:
        with tempfile.TemporaryFile(dir=folder) as file:
            file.write(b"-")
            file.flush()
            apart = os.fstat(file.fileno()).st_mtime - time.time()
    except OSError as error:
        yield trouble(
            "folders",
            f"Nothing can be written to {folder} ({error.strerror}).",
            typed("chmod", "u+rwx", folder),
        )
        return
    if abs(apart) > CLOCKS:
        yield look(
            "folders",
            f"The clock of the disk of {folder} differs by {abs(apart):,.0f} seconds from this machine's.",
            "Set both by the network; on Linux: sudo timedatectl set-ntp true",
        )


def exercises(settings: Settings) -> Iterator[Finding]:
    """Whether what is handed out is what this version of the course can grade."""
    found = [place.stem for place in content.places() if place.number]
    handed_out = [stem for stem in found if settings.release(stem).is_dir()]
    wrong = []
    for stem in handed_out:
        release = settings.release(stem)
        ours = content.home() / "exercises" / stem / f"{stem}.ipynb"
        try:
            load_exercise(stem, release)
            if (release / ours.name).read_bytes() != ours.read_bytes():
                wrong.append(
                    look(
                        "exercises",
                        f"“{stem}” as it lies in {release} is not the one of the installed course.",
                        f"If nobody has it yet: {typed('cp', ours, release)}",
                    )
                )
        except (Ungradable, OSError) as error:
            wrong.append(trouble("exercises", str(error), "In the course's own folder: tenmistakes build"))
    yield from wrong
    if not handed_out:
        where = settings.root / settings.release_directory
        yield look(
            "exercises",
            f"There is no exercise to hand out or to grade by in {where}.",
            typed("cp", "-r", f"{content.home() / 'exercises'}/.", where),
        )
    elif not wrong:
        count = len(handed_out)
        yield ok("exercises", f"{count} exercise{'' if count == 1 else 's'} of this version of the course.")


def leaks(settings: Settings) -> Iterator[Finding]:
    """Whether answers lie where learners would get them along, or would have theirs replaced."""
    source = sorted((settings.root / settings.source_directory).rglob(ANSWERS))
    release = sorted((settings.root / settings.release_directory).rglob(ANSWERS))
    for path in source:
        yield trouble(
            "answers",
            f"{path} holds answers that somebody gave in the solution. Handed out, they would give the right "
            "ones away; in grading by nbgrader they would replace the learners' own.",
            typed("rm", path),
        )
    for path in release:
        yield look(
            "answers",
            f"{path} holds answers that somebody gave while trying the exercise.",
            typed("rm", path),
        )
    if not source and not release:
        yield ok("answers", "No answers lie where learners would get them.")
