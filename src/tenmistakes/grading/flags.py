"""Everything a grader may have to say about a submission, each under a name of its own.

A flag never changes points by itself. Where a person should look before the marks stand, it asks for that.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class _Kind:
    """What is said of one thing: to whoever grades and, where it concerns them, to the learner."""

    sentence: str
    told: str | None = None
    review: bool = False
    """Whether a person should look before the marks stand."""
    look: bool = False
    """Whether a person should hear of it all the same, where the marks stand by themselves."""


_NO_ANSWERS = (
    "There were no answers in what you handed in. If you did answer the questions, open your notebook, run "
    "its last cell, save it, and hand it in again."
)
_KINDS = {
    # What was handed in
    "renamed": _Kind("The notebook was called “{name}”."),
    "other-files": _Kind("Other files came along and were not read: {names}."),
    "repaired-text": _Kind(
        "The notebook's file was damaged and could be read all the same: {what}.",
        "The file of your notebook was damaged on its way. It could be read all the same. "
        "Please look whether all your answers are on this page.",
    ),
    "damaged": _Kind(
        "The notebook's file is damaged: {count} of its cells were read, the rest is lost.",
        "The file of your notebook is damaged, and a part of it is lost. Please look whether "
        "all your answers are on this page. If not, hand in again.",
        review=True,
    ),
    "notebook-missing": _Kind(
        "No notebook was handed in; the answers file alone was read.",
        "Your notebook itself was not handed in, only the file with your answers.",
        review=True,
    ),
    "other-notebooks": _Kind(
        "Other notebooks came along and were not read: {names}.",
        "Another notebook came along with this one, and was not read.",
        review=True,
    ),
    "not-read": _Kind("“{name}” was not read: it {why}.", review=True),
    "linked": _Kind(
        "“{name}” is one file with another somewhere on this machine (a hard link); look whose work it is.",
        review=True,
    ),
    "time-unreadable": _Kind("When it was handed in cannot be told: {why}.", review=True),
    "notebook-unread": _Kind(
        "{why} Only the answers could be graded; read the written ones by hand.",
        "Your notebook could not be read, only the file with your answers. A person looks for"
        " what you wrote in your own words.",
        review=True,
    ),
    "old-format": _Kind("The notebook was saved in an older notebook format."),
    # Cells
    "answer-cell-missing": _Kind(
        "The cell for the written answer to “{item}” is gone; {found}.",
        "The cell for your own words was no longer in your notebook.",
    ),
    "answer-cell-copied": _Kind(
        "The cell for the written answer to “{item}” is there more than once ({count}); {taken}.",
        "The cell for your own words was in your notebook more than once. A person looks at "
        "which one counts.",
        review=True,
    ),
    "answer-cell-retyped": _Kind("The written answer to “{item}” stands in a {kind} cell."),
    "text-elsewhere": _Kind(
        "Text beside the empty answer to “{item}” was taken for the answer.",
        "Your own words stood beside the cell that was meant for them. They were found there.",
        review=True,
    ),
    "text-continued": _Kind(
        "The written answer to “{item}” goes on in the learner's own cells below it.",
        "Your own words went on in cells below the one meant for them. They were found there.",
        review=True,
    ),
    "text-cut": _Kind(
        "The written answer to “{item}” has {length:,} characters; the first {kept:,} were read.",
        "Your text is longer than anybody can read, so only its beginning counts.",
        review=True,
    ),
    "cells-missing": _Kind("Cells of the exercise are gone: {names}."),
    "cells-copied": _Kind("Cells of the exercise are there more than once: {names}."),
    "cells-edited": _Kind(
        "Cells of the exercise were changed: {names}. The course's own counted.",
        "Some cells of the exercise were changed in your notebook. That does no harm: the "
        "original ones counted.",
    ),
    "cells-moved": _Kind("Cells of the exercise stand in another order."),
    "cells-added": _Kind(
        "Cells of the learner's own are not part of the graded notebook: {count}.",
        "Cells that you added yourself are not shown here. They count neither for nor against you.",
    ),
    "metadata-missing": _Kind("Cells had lost their marks and were found by {by}."),
    # Answers
    "no-answers": _Kind(
        "There are no answers in it: perhaps the last cell was not run. Ask for it again, or let the 0 "
        "stand.",
        _NO_ANSWERS,
        look=True,
    ),
    "answers-missing": _Kind("No answers were found in it.", _NO_ANSWERS),
    "answers-differ": _Kind(
        "The answers file and the notebook differ on {names}; the later answers counted.",
        "Your notebook and the answers file beside it were not the same. The later answers counted.",
    ),
    "answers-damaged": _Kind(
        "{count} of the answers could not be read and did not count.",
        "Some of your answers were damaged and could not be read. A person looks at them.",
        review=True,
    ),
    "answers-newer": _Kind(
        "The answers were written by a newer version of the course and could not be read.",
        "Your answers were saved by a newer version of the course than the one that graded "
        "them, and could not be read. A person looks at them.",
        review=True,
    ),
    "answers-of-another": _Kind(
        "Answers of another notebook ({name}) came along and were not read.",
        "Answers to another exercise came along. They do not count here.",
    ),
    "answers-unknown": _Kind("Answers to questions that are not in this exercise did not count: {names}."),
    "answers-impossible": _Kind(
        "Answers that no widget gives did not count: {names}.",
        "Some of your answers could not be read, so they do not count. A person looks at them.",
        review=True,
    ),
    "answers-out-of-range": _Kind("Answers lie outside the range that can be entered: {names}.", review=True),
    "answers-outdated": _Kind(
        "Answers to an earlier version of a question did not count: {names}.",
        "A question had changed since you answered it, so your answer could not count. A person looks at it.",
        review=True,
    ),
    "answers-in-future": _Kind("Answers are dated after the hand-in: {names}.", review=True),
    # Resubmissions
    "manual-kept": _Kind(
        "Points or comments for {names} were given to an earlier hand-in; please read again.",
        "Some of the points or comments here were given to an earlier version of your work. A"
        " person reads it again, so they may still change.",
        review=True,
    ),
    "manual-kept-unchanged": _Kind(
        "Points or comments for {names} were given to an earlier hand-in; those answers have not changed.",
    ),
    "older": _Kind(
        "What lies in the folder is older than what was graded, which stands.",
        "You handed in more than once. This page is about the latest.",
        review=True,
    ),
    "older-exercise": _Kind(
        "The exercise has changed since then. Lay down again what was handed in last to have it graded anew, "
        "or grade what lies there now with --force.",
        review=True,
    ),
}


@dataclass(frozen=True)
class Flag:
    """One thing to say: ``name`` is its id, ``sentence`` says it, ``review`` asks for a person."""

    name: str
    sentence: str
    review: bool


def flag(name: str, /, **words: object) -> Flag:
    """Make a flag; the words go into its sentence."""
    kind = _KINDS[name]
    return Flag(name, kind.sentence.format(**words), kind.review)


def is_to_be_heard(flag: Flag) -> bool:
    """Whether somebody should hear of it although it keeps no marks from standing."""
    kind = _KINDS.get(flag.name)
    return kind is not None and kind.look


def told(name: str) -> str | None:
    """What a flag says to the learner; None if it does not concern them, or is of another version."""
    kind = _KINDS.get(name)
    return kind and kind.told
