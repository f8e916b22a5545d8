"""What lateness costs, exactly as nbgrader's ``AssignLatePenalties`` has it."""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any

from traitlets.config import Config

from tenmistakes.grading.unset import Unset

LatePenalty = Callable[[str, float, float], float | None]
"""Student, score and seconds late -> points to take off, as a plugin of nbgrader's gives them."""

_BUILT_IN = {"nbgrader.plugins.LateSubmissionPlugin", "nbgrader.plugins.latesubmission.LateSubmissionPlugin"}


def late_penalty(config: Config) -> LatePenalty | None:
    """The penalty that the configuration asks for; None where lateness costs nothing.

    nbgrader is imported only for a plugin of the instructor's own, which needs it. Raises :class:`Unset` for
    a plugin that cannot be had, or a method nbgrader does not know.
    """
    assigning = config.get("AssignLatePenalties", {})
    if not assigning.get("enabled", True):
        return None
    plugin = assigning.get("plugin_class", min(_BUILT_IN))
    name = f"{plugin.__module__}.{plugin.__qualname__}" if isinstance(plugin, type) else plugin
    if name not in _BUILT_IN:
        return _plugin(config, name)
    # A section inside another belongs to what the outer one makes, and wins.
    options: Mapping[str, Any] = {
        **config.get("LateSubmissionPlugin", {}),
        **assigning.get("LateSubmissionPlugin", {}),
    }
    method = options.get("penalty_method", "none")
    if method not in ("none", "zero"):
        raise Unset(f"LateSubmissionPlugin.penalty_method must be “none” or “zero”, and is {method!r}.")
    return _everything if method == "zero" else None


def _everything(student: str, score: float, seconds_late: float) -> float:
    return score


def _plugin(config: Config, name: object) -> LatePenalty:
    try:
        from nbgrader.preprocessors import AssignLatePenalties

        assigning = AssignLatePenalties(config=config)
        assigning.init_plugin()
    except Exception as error:  # it is the instructor's own program
        raise Unset(
            f"The plugin for late submissions, {name}, cannot be used ({type(error).__name__}: {error}). "
            "See AssignLatePenalties.plugin_class in nbgrader_config.py."
        ) from error
    return assigning.plugin_inst.late_submission_penalty


def seconds_late(timestamp: datetime | None, due: datetime | None, extension: timedelta | None) -> float:
    """How long after the due date and its extension something came; 0 if in time, or nobody knows."""
    if timestamp is None or due is None:
        return 0.0
    return max(0.0, (timestamp - due - (extension or timedelta())).total_seconds())


def points_off(rule: LatePenalty | None, student: str, score: float, seconds: float) -> float | None:
    """The penalty for a submission: at least 0, at most its score; None if there is none."""
    if rule is None or not seconds > 0:
        return None
    penalty = rule(student, score, seconds)
    if penalty is None:
        return None
    # No min and max: nbgrader compares in this order, which tells where extra credit makes a score negative.
    if penalty < 0:
        return 0.0
    return score if penalty > score else float(penalty)
