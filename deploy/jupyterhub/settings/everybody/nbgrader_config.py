"""nbgrader on the hub, wherever it is started from. The paths come from the server's environment."""

import os
from pathlib import Path

c = get_config()  # noqa: F821  (nbgrader's loader provides it)

c.CourseDirectory.course_id = "ten-mistakes"
c.Exchange.root = os.environ["TENMISTAKES_EXCHANGE"]
if work := os.environ.get("TENMISTAKES_WORK"):  # a learner: where the lessons' links look for the exercises
    c.Exchange.assignment_dir = str(Path(work) / "exercises")
if course := os.environ.get("TENMISTAKES_COURSE"):  # an instructor
    c.CourseDirectory.root = course
