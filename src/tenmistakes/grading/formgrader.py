"""A server extension: what formgrader's buttons do to this course's exercises is what ``tenmistakes`` does.

Without it the Autograde button runs the learner's notebook. Assignments that are not of this course go
nbgrader's own way.

nbgrader takes seconds to import and is there already where formgrader is switched on; nowhere else is it
imported here, for learners' servers load this module too.
"""

import logging
from collections.abc import Callable
from pathlib import Path
from typing import Any

from tenmistakes import content

FORMGRADER = "nbgrader.server_extensions.formgrader"

Report = dict[str, Any]
"""What nbgrader answers a button with: ``success``, and the texts ``log`` and ``error`` if there are any."""


def _jupyter_server_extension_points() -> list[dict[str, str]]:
    return [{"module": "tenmistakes.grading.formgrader"}]


def _load_jupyter_server_extension(app: Any) -> None:
    """Called by jupyter_server when it starts."""
    extensions = app.extension_manager.extensions
    if FORMGRADER in extensions and extensions[FORMGRADER].enabled:
        from nbgrader.server_extensions.formgrader import base

        base.NbGraderAPI = without_execution(base.NbGraderAPI)
        look_anew(base.BaseHandler)


def look_anew(handler: Any) -> None:
    """Let each request see the gradebook as it is now.

    formgrader keeps one session for as long as it runs, and shows the points it saw first under whatever was
    handed in and graded since.
    """
    kept = handler.gradebook.fget

    def gradebook(request: Any) -> Any:
        found = kept(request)
        if not getattr(request, "_has_looked", False):  # only once: what it changes comes after
            request._has_looked = True
            found.db.rollback()
        return found

    handler.gradebook = property(gradebook)


def is_ours(assignment: str) -> bool:
    """Whether an assignment carries the name of an exercise of this course.

    The name decides: whatever else is wrong with it, an exercise must not fall back to being executed.
    """
    return any(place.stem == assignment for place in content.mistakes())


def without_execution(api: type) -> type:
    """nbgrader's API with our grader and our feedback behind formgrader's two buttons."""

    class Reading(api):  # type: ignore[misc]
        """Grades this course's exercises by reading them."""

        def autograde(
            self, assignment_id: str, student_id: str, force: bool = True, create: bool = True
        ) -> Report:
            if not is_ours(assignment_id):
                return super().autograde(assignment_id, student_id, force, create)
            return _report(lambda: _grade(self, assignment_id, student_id, force, create), self.log)

        def generate_feedback(
            self, assignment_id: str, student_id: str | None = None, force: bool = True
        ) -> Report:
            if not is_ours(assignment_id):
                return super().generate_feedback(assignment_id, student_id, force)
            return _report(lambda: _write_feedback(self, assignment_id, student_id), self.log)

    return Reading


def _grade(api: Any, stem: str, student: str, force: bool, create: bool) -> Report:
    from tenmistakes.grading.run import run

    (done,) = run(_settings(api, create), stem, [student], force)
    said = "\n".join(filter(None, (done.sentence, *(flag.sentence for flag in done.flags))))
    if not done.state.has_marks:
        return {"success": False, "error": said}
    return {"success": True, "log": "\n".join(filter(None, (f"State: {done.state}.", said)))}


def _write_feedback(api: Any, stem: str, student: str | None) -> Report:
    from tenmistakes.grading import feedback
    from tenmistakes.grading.exercise import load_exercise

    settings = _settings(api)
    exercise = load_exercise(stem, settings.release(stem))
    written = feedback.write_all(settings, exercise, [student] if student is not None else [])
    said = "\n".join([f"Pages written: {written.pages}.", *written.sentences()])
    if written.without:
        return {"success": False, "error": said}
    return {"success": True, "log": said}


def _settings(api: Any, create: bool = True) -> Any:
    """The course that formgrader shows, which need not be the one its server was started in."""
    from tenmistakes.grading.late import late_penalty
    from tenmistakes.grading.settings import Settings

    course = api.coursedir
    return Settings(
        root=Path(course.root),
        course_id=course.course_id,
        db_url=course.db_url,
        structure=course.directory_structure,
        release_directory=course.release_directory,
        submitted_directory=course.submitted_directory,
        autograded_directory=course.autograded_directory,
        feedback_directory=course.feedback_directory,
        create_students=create,
        late_penalty=late_penalty(api.config),
    )


def _report(act: Callable[[], Report], log: logging.Logger) -> Report:
    """What came of it. Sentences are for the instructor; anything else is a fault, and goes to the log."""
    from tenmistakes.grading.exercise import Ungradable
    from tenmistakes.grading.gradebook import Unusable
    from tenmistakes.grading.run import Stopped
    from tenmistakes.grading.unset import Unset

    try:
        return act()
    except (Stopped, Ungradable, Unusable, Unset) as error:
        return {"success": False, "error": str(error)}
    except Exception:
        log.exception("formgrader's button failed on an exercise of this course")
        sentence = "This failed, and the fault is not in the submission. The server's log says more."
        return {"success": False, "error": sentence}
