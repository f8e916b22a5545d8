"""Everything a grader may have to say about a submission, each under a name of its own.

A flag never changes points by itself. Where a person should look before the marks stand, it asks for that.
"""

from dataclasses import dataclass

_KINDS: dict[str, tuple[bool, str]] = {
    # name: (a person should look, sentence)
    # What was handed in
    "renamed": (False, "The notebook was called “{name}”."),
    "other-files": (False, "Other files came along and were not read: {names}."),
    "repaired-text": (False, "The notebook's file was damaged and could be read all the same: {what}."),
    "damaged": (True, "The notebook's file is damaged: {count} of its cells were read, the rest is lost."),
    "notebook-missing": (True, "No notebook was handed in; the answers file alone was read."),
    "other-notebooks": (True, "Other notebooks came along and were not read: {names}."),
    "not-read": (True, "“{name}” was not read: it {why}."),
    "time-unreadable": (True, "When it was handed in cannot be told: {why}."),
    "notebook-unread": (True, "{why} Only the answers could be graded; read the written ones by hand."),
    "old-format": (False, "The notebook was saved in an older notebook format."),
    # Cells
    "answer-cell-missing": (False, "The cell for the written answer to “{item}” is gone; {found}."),
    "answer-cell-copied": (
        True,
        "The cell for the written answer to “{item}” is there {count} times; {taken}.",
    ),
    "answer-cell-retyped": (False, "The written answer to “{item}” stands in a {kind} cell."),
    "text-elsewhere": (True, "Text beside the empty answer to “{item}” was taken for the answer."),
    "text-continued": (True, "The written answer to “{item}” goes on in the learner's own cells below it."),
    "text-cut": (
        True,
        "The written answer to “{item}” has {length:,} characters; the first {kept:,} were read.",
    ),
    "cells-missing": (False, "Cells of the exercise are gone: {names}."),
    "cells-copied": (False, "Cells of the exercise are there more than once: {names}."),
    "cells-edited": (False, "Cells of the exercise were changed: {names}. The course's own counted."),
    "cells-moved": (False, "Cells of the exercise stand in another order."),
    "cells-added": (False, "{count} cells of the learner's own are not part of the graded notebook."),
    "metadata-missing": (False, "Cells had lost their marks and were found by {by}."),
    # Answers
    "no-answers": (False, "No answers were found in it."),
    "answers-differ": (
        False,
        "The answers file and the notebook differ on {names}; the later answers counted.",
    ),
    "answers-damaged": (True, "{count} of the answers could not be read and did not count."),
    "answers-newer": (
        True,
        "The answers were written by a newer version of the course and could not be read.",
    ),
    "answers-of-another": (False, "Answers of another notebook ({name}) came along and were not read."),
    "answers-unknown": (False, "Answers to questions that are not in this exercise did not count: {names}."),
    "answers-impossible": (True, "Answers that no widget gives did not count: {names}."),
    "answers-out-of-range": (True, "Answers lie outside the range that can be entered: {names}."),
    "answers-outdated": (True, "Answers to an earlier version of a question did not count: {names}."),
    "answers-in-future": (True, "Answers are dated after the hand-in: {names}."),
    # Resubmissions
    "manual-kept": (
        True,
        "Points or comments for {names} were given to an earlier hand-in; please read again.",
    ),
    "manual-kept-unchanged": (
        False,
        "Points or comments for {names} were given to an earlier hand-in; those answers have not changed.",
    ),
    "older": (True, "What lies in the folder is older than what was graded, which stands."),
}


@dataclass(frozen=True)
class Flag:
    """One thing to say: ``name`` is its id, ``sentence`` says it, ``review`` asks for a person."""

    name: str
    sentence: str
    review: bool


def flag(name: str, /, **words: object) -> Flag:
    """Make a flag; the words go into its sentence."""
    review, sentence = _KINDS[name]
    return Flag(name, sentence.format(**words), review)
