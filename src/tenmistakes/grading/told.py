"""What a learner is told about what was handed in: in their words, and no more than is theirs to know."""

TOLD: dict[str, str | None] = {
    "renamed": None,
    "other-files": None,
    "other-notebooks": "Another notebook came along with this one, and was not read.",
    "not-read": None,
    "repaired-text": (
        "The file of your notebook was damaged on its way. It could be read all the same. Please look "
        "whether all your answers are on this page."
    ),
    "damaged": (
        "The file of your notebook is damaged, and a part of it is lost. Please look whether all your "
        "answers are on this page. If not, hand in again."
    ),
    "notebook-missing": "Your notebook itself was not handed in, only the file with your answers.",
    "notebook-unread": (
        "Your notebook could not be read, only the file with your answers. A person looks for what you "
        "wrote in your own words."
    ),
    "time-unreadable": None,
    "old-format": None,
    "answer-cell-missing": "The cell for your own words was no longer in your notebook.",
    "answer-cell-copied": (
        "The cell for your own words was in your notebook more than once. A person looks at which one counts."
    ),
    "answer-cell-retyped": None,
    "text-elsewhere": "Your own words stood beside the cell that was meant for them. They were found there.",
    "text-continued": "Your own words went on in cells below the one meant for them. They were found there.",
    "text-cut": "Your text is longer than anybody can read, so only its beginning counts.",
    "cells-missing": None,
    "cells-copied": None,
    "cells-edited": (
        "Some cells of the exercise were changed in your notebook. That does no harm: the original ones "
        "counted."
    ),
    "cells-moved": None,
    "cells-added": (
        "Cells that you added yourself are not shown here. They count neither for nor against you."
    ),
    "metadata-missing": None,
    "no-answers": (
        "There were no answers in what you handed in. If you did answer the questions, open your notebook, "
        "run its last cell, save it, and hand it in again."
    ),
    "answers-differ": (
        "Your notebook and the answers file beside it were not the same. The later answers counted."
    ),
    "answers-damaged": "Some of your answers were damaged and could not be read. A person looks at them.",
    "answers-newer": (
        "Your answers were saved by a newer version of the course than the one that graded them, and could "
        "not be read. A person looks at them."
    ),
    "answers-of-another": "Answers to another exercise came along. They do not count here.",
    "answers-unknown": None,
    "answers-impossible": (
        "Some of your answers could not be read, so they do not count. A person looks at them."
    ),
    "answers-out-of-range": None,
    "answers-outdated": (
        "A question had changed since you answered it, so your answer could not count. A person looks at it."
    ),
    "answers-in-future": None,
    "manual-kept": (
        "Some of the points or comments here were given to an earlier version of your work. A person reads "
        "it again, so they may still change."
    ),
    "manual-kept-unchanged": None,
    "older": "You handed in more than once. This page is about the latest.",
}
"""A sentence for each flag, by its name; None for what only the grader needs to know."""
