"""Where the learner stands: from the saved answers to figures, to advice, to a page.

Nothing is kept for it: everything is worked out from the answers files each time it is shown, with the same
``check`` that explains an answer. So it cannot disagree with the lessons, and a change of the course cannot
leave it stale.
"""

from tenmistakes.standing.figures import Standing, stand

__all__ = ["Standing", "stand"]
