"""What a learner is told when an answer cannot be saved or an answers file is not as it should be."""

import errno
from pathlib import Path

from tenmistakes.answers.files import Unusable
from tenmistakes.answers.locking import Busy
from tenmistakes.answers.sidecar import Reading, State


def unsaved(error: OSError | Unusable, path: Path) -> str:
    """Why an answer was not saved, and what the learner can do."""
    if isinstance(error, Unusable):
        return (
            f"Your answer was not saved: the answers file “{path.name}” {error}. Put that right, or move the "
            "file elsewhere, then answer again."
        )
    folder = f"the folder “{path.parent.name or path.parent}”"
    if isinstance(error, Busy):
        return (
            "Your answer was not saved: another window or kernel has been saving to this notebook's answers "
            "for a long time. Close it, then answer again."
        )
    if error.errno in (errno.ENOSPC, getattr(errno, "EDQUOT", errno.ENOSPC)):
        return "Your answer was not saved: the disk is full. Free some space, then answer again."
    if error.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
        return (
            f"Your answer was not saved: {folder} does not let files be written. Move the notebook to a "
            "folder of your own or ask for the right to write there, then answer again."
        )
    if error.errno in (errno.ENOENT, errno.ENOTDIR):
        return (
            f"Your answer was not saved: {folder} is no longer there. It was moved or deleted; open the "
            "notebook where it is now, restart its kernel, then answer again."
        )
    return (
        f"Your answer was not saved: writing to {folder} failed ({error.strerror or error}). Answer again; "
        "if that fails too, copy the notebook to another place and go on there."
    )


def taken(path: Path, reading: Reading, notebook: str) -> str:
    """Why a file in the place of the answers file is left alone."""
    if reading.state is State.UNUSABLE:
        what = reading.reason
    elif reading.notebook not in (None, notebook):
        what = f"holds the answers of another notebook ({reading.notebook})"
    else:
        what = "was written by a newer version of the course; update the course to see its answers"
    return (
        f"“{path.name}” {what}. It is left as it is; the answers you give now go to another file beside it."
    )


def unreadable(path: Path, reading: Reading) -> str:
    """Why answers that may be there cannot be shown."""
    return f"The answers file “{path.name}” {reading.reason}. It is left as it is; answers in it do not show."


def damaged(path: Path, reading: Reading) -> str:
    """What happens to a damaged file."""
    return (
        f"The answers file “{path.name}” is damaged. {_recovered(reading)} With your next answer the damaged "
        "file is kept under another name and a new one is started."
    )


def kept(path: Path, copy: Path, reading: Reading) -> str:
    """What has happened to a damaged file; it was copied to ``copy``."""
    return (
        f"The answers file “{path.name}” was damaged; it is kept as “{copy.name}”, and a new one was "
        f"started. {_recovered(reading)}"
    )


def uncounted(path: Path, reading: Reading) -> list[str]:
    """What the start page says of an answers file that is not whole; nothing if it has just gone away."""
    match reading.state:
        case State.NEWER:
            return [
                f"“{path.name}” was written by a newer version of the course. It is left as it is; update "
                "the course, and its answers count here again."
            ]
        case State.DAMAGED:
            return [
                f"The answers file “{path.name}” is damaged. {_recovered(reading)} It is left as it is until "
                "you answer something in its notebook; then it is kept under another name and a new one is "
                "started."
            ]
        case State.UNUSABLE | State.UNREADABLE:
            return [
                f"“{path.name}” {reading.reason}. It is left as it is; answers in it are not counted here."
            ]
    return []


def copied(path: Path) -> str:
    """What the start page says of a file that a program for sharing folders may have made."""
    return (
        f"“{path.name}” looks like a second copy of an answers file, as programs that share a folder between "
        "computers make them. It is not counted. To have its answers as well, bring it in as you bring in "
        "answers from another computer."
    )


def closed(error: OSError) -> str:
    """What the start page says of a folder that the system does not let us read."""
    return (
        f"The folder “{error.filename}” cannot be read ({error.strerror or error}). It is left as it is; "
        "answers in it are not counted here."
    )


def too_much(folder: Path) -> str:
    """What the start page says of a folder that holds more than a course."""
    return (
        f"There is so much in the folder “{folder.name or folder}” that not all of it was looked through. "
        "Give the course a folder of its own, and move its notebooks there with their answers files."
    )


def unadded(error: OSError | Unusable, path: Path) -> str:
    """Why answers from elsewhere could not be added to an answers file."""
    reason = (
        str(error) if isinstance(error, Unusable) else f"could not be written ({error.strerror or error})"
    )
    return (
        f"The answers for “{path.name}” were not added: the file {reason}. What was in it is safe. Put that "
        f"right in the folder “{path.parent.name or path.parent}”, then bring the answers in again."
    )


def _recovered(reading: Reading) -> str:
    number = len({entry.question for entry in reading.entries})
    if number == 0:
        return "No answer could be read from it."
    return f"The answers to {number} question{'s' if number > 1 else ''} could be read from it."
