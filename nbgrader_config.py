"""This repository is an nbgrader course: solutions/ is the source, exercises/ is what learners get.

nbgrader finds this file when it is run in the folder that holds it. Everything it makes while grading goes
under grading/, which is kept out of version control.
"""

import os
import warnings
from pathlib import Path

ROOT = Path(__file__).resolve().parent
ANSWERS = ".answers.json"

c = get_config()  # noqa: F821  (nbgrader's loader provides it)

c.CourseDirectory.course_id = "ten-mistakes"
c.CourseDirectory.root = str(ROOT)
c.CourseDirectory.source_directory = "solutions"
c.CourseDirectory.release_directory = "exercises"
for folder in ("submitted", "autograded", "feedback", "source_with_tests", "solution"):
    setattr(c.CourseDirectory, f"{folder}_directory", f"grading/{folder}")
# Without the folder nbgrader takes the missing gradebook for an old one and asks for an upgrade.
(ROOT / "grading").mkdir(exist_ok=True)
c.CourseDirectory.db_url = f"sqlite:///{ROOT.as_posix()}/grading/gradebook.db"
c.NbGrader.logfile = str(ROOT / "grading" / "nbgrader.log")

# nbgrader's own use of its database makes SQLAlchemy grumble; nobody here can do anything about it.
warnings.filterwarnings("ignore", message="Object of type .* not in session")

# What a learner finds where the solution has its own.
c.ClearSolutions.code_stub = {"python": "# Nothing to do here"}
c.ClearSolutions.text_stub = "Double-click here (or press Enter) and write your answer."

# A submission is run with a folder of the learner's as working directory: nothing is imported from there.
os.environ["PYTHONSAFEPATH"] = "1"
c.Execute.timeout = 120
c.Execute.startup_timeout = 120

# Answers travel beside the notebook, through an LMS as well.
c.ZipCollectApp.downloaded_directory = "grading/downloaded"
c.FileNameCollectorPlugin.valid_ext = [".ipynb", ".json"]

# One query for a class, and an empty cell where there is no score, which is not 0.
c.ExportApp.plugin_class = "tenmistakes.grading.export.CsvExport"
c.ExportPlugin.to = str(ROOT / "grading" / "grades.csv")  # where no commit can take it along


def _without_answers(assignment, student, notebooks):
    """Never hand out answers that somebody saved while trying a solution.

    Only what nbgrader has copied goes. It may have made the exercise elsewhere, and then the answers in this
    folder are somebody's who tried the exercise itself.
    """
    for notebook in notebooks:
        tried = Path(notebook).parent
        for path in tried.glob(f"*{ANSWERS}"):
            copy = ROOT / "exercises" / tried.name / path.name
            if copy.is_file() and copy.read_bytes() == path.read_bytes():
                copy.unlink()


c.GenerateAssignment.post_convert_hook = _without_answers
# Nor lay them over a learner's own when grading: neither those that are there already nor, in a formgrader
# that reads this once, those still to come.
c.Autograde.exclude_overwriting = {
    folder.name: [folder.name + ANSWERS, *(path.name for path in folder.glob(f"*{ANSWERS}"))]
    for folder in (ROOT / "solutions").glob("*")
    if folder.is_dir()
}
# Nor put on the exchange what somebody saved while trying the exercise where it lies. (The first four are
# nbgrader's own; for its other commands answers are part of a submission.)
c.ReleaseAssignmentApp.CourseDirectory.ignore = [
    *(".ipynb_checkpoints", "*.pyc", "__pycache__", "feedback"),
    f"*{ANSWERS}",
]
