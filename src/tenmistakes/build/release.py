"""Release versions of the exercises, made by nbgrader itself with the course's own configuration."""

import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from tempfile import TemporaryDirectory

from tenmistakes.build.execute import Unbuildable
from tenmistakes.reading import Problem

CONFIGURATION = "nbgrader_config.py"


def release(solutions: Mapping[str, bytes], root: Path, environment: Mapping[str, str]) -> dict[str, bytes]:
    """``exercises/…`` -> bytes, from ``solutions/…`` -> bytes.

    nbgrader changes the working directory of its process, so it gets a process and a folder of its own.
    """
    if not solutions:
        return {}
    if not (root / CONFIGURATION).is_file():
        words = "There is no such file. The course is built in a checkout of its repository."
        raise Unbuildable(Problem(CONFIGURATION, "", words))
    with TemporaryDirectory(prefix="tenmistakes-release-") as folder:
        course = Path(folder).resolve()
        shutil.copy(root / CONFIGURATION, course)
        for name, content in solutions.items():
            path = course / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
        command = [sys.executable, "-m", "nbgrader", "generate_assignment", "--assignment=*"]
        done = subprocess.run(  # noqa: S603
            [*command, "--force", "--no-db"],
            cwd=course,
            env=dict(environment),
            capture_output=True,
            text=True,
            encoding="utf-8",
            errors="replace",
            check=False,
        )
        released = sorted((course / "exercises").rglob("*.ipynb"))
        if done.returncode or len(released) != len(solutions):
            words = f"nbgrader could not make the release version:\n{done.stderr.strip()}"
            raise Unbuildable(Problem("solutions", "all notebooks", words))
        return {path.relative_to(course).as_posix(): path.read_bytes() for path in released}
