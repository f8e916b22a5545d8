"""What the numbers of the report mean, for whoever reads it."""

from tenmistakes.report.analysis import FEWEST

CLEAR, WEAK = 0.3, 0.1
"""A discrimination from the one on is clear, from the other on weak."""

_NOTES = (
    "All but the table of the class is about learners who have marks. Who handed in nothing, or nothing that "
    "could be graded, does not count as zero.",
    "Points are those that count: a person's where a person gave some, else the grader's. The late penalty "
    "is taken off in the table of the class, and nowhere else.",
    "Score: the share of the points that are marked so far. A text that nobody has read yet pulls nobody "
    "down.",
    "Mean share: the mean of a question's points as a share of what it gives, so the lower the harder. Who "
    "left it blank counts with 0. A written answer has one once every text is read.",
    "Discrimination: the correlation between the points of a question and the points of the other questions "
    "that the grader marks, without the question itself (item-rest correlation; where a question is all or "
    f"nothing, the corrected point-biserial one). From {CLEAR} on, those who do well elsewhere do well here "
    f"(clear); from {WEAK} on they do so a little (weak). At \u2212{WEAK} and below they do worse "
    f"(reversed): look at such a question. With fewer than {FEWEST} learners, or where all have the same "
    "points, there is no such number.",
    "Misconceptions: an answer is told about one at most, the first that applies, so each learner is in one "
    "bar of a picture.",
    "Late: after the due date in the gradebook and the learner's own extension. Times are UTC. Nothing is "
    "late where the gradebook has no due date, or nobody knows when the work came.",
)


def strength(discrimination: float) -> str:
    """A discrimination in a word."""
    if discrimination <= -WEAK:
        return "reversed"
    return "clear" if discrimination >= CLEAR else "weak" if discrimination >= WEAK else "none"


def notes(least: int | None) -> tuple[str, ...]:
    """All there is to say, a paragraph each; ``least`` as in ``--min-cell``."""
    if least is None:
        return _NOTES
    return (
        *_NOTES,
        f"Hidden: numbers of learners from 1 to {least - 1}. They are put together with others until more "
        "than one number would fit. Where that was done, the means that would tell a number are hidden too. "
        "Correlations have one decimal place, and who has no marks is in no table.",
        "Two such reports on the same class at different times, or on a class and a part of it, can tell "
        "what changed between them. Pass on one of them only.",
    )
