"""The first start on a computer: matplotlib has no font cache yet."""

import os
import subprocess
import sys


def test_no_notice_about_fonts_reaches_the_learner(tmp_path):
    """nbgrader takes any text on stderr for a failure, and a learner for a fault of theirs."""
    program = (
        "import tenmistakes.plots.style, logging; "
        "logging.getLogger('matplotlib.font_manager').warning('Matplotlib is building the font cache')"
    )
    done = subprocess.run(
        [sys.executable, "-c", program],
        env={**os.environ, "MPLCONFIGDIR": str(tmp_path)},
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert done.returncode == 0, done.stderr
    assert done.stderr == ""
