"""Run a notebook in a kernel of its own that knows nothing of the person who builds."""

import os
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from subprocess import DEVNULL
from tempfile import TemporaryDirectory

import nbformat
from jupyter_client.kernelspec import KernelSpecManager
from jupyter_client.manager import AsyncKernelManager
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError
from nbformat import NotebookNode

from tenmistakes.reading import Problem

_SECONDS = 120
_FORGOTTEN = ("JPY_", "JUPYTER_", "NBGRADER_", "IPYTHON", "MPL", "PYTHONWARNINGS", "PYTHONSTARTUP")
_COMPLAINT = 'class="tm-problem"'  # how the notebook's functions mark a sentence about what went wrong
_ADDRESS = re.compile(r" at 0x[0-9a-f]{6,}")


class Unbuildable(Exception):
    """A notebook that does not run as it should; ``problem`` says where and why."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(str(problem))
        self.problem = problem


@contextmanager
def clean_room() -> Iterator[dict[str, str]]:
    """An environment for kernels with an empty home; matplotlib's font list is made in it once."""
    with TemporaryDirectory(prefix="tenmistakes-build-") as home:
        kept = {key: value for key, value in os.environ.items() if not key.startswith(_FORGOTTEN)}
        yield kept | {
            "HOME": home,
            "USERPROFILE": home,
            "IPYTHONDIR": str(Path(home, "ipython")),
            "JUPYTER_CONFIG_DIR": str(Path(home, "jupyter-config")),
            "JUPYTER_DATA_DIR": str(Path(home, "jupyter-data")),
            "JUPYTER_RUNTIME_DIR": str(Path(home, "jupyter-runtime")),
            "JUPYTER_PLATFORM_DIRS": "1",
            "MPLCONFIGDIR": str(Path(home, "matplotlib")),
            "PYTHONHASHSEED": "0",
            "PYTHONSAFEPATH": "1",
            "TZ": "UTC",
        }


def execute(
    notebook: NotebookNode, name: str, environment: Mapping[str, str], lines: Mapping[str, Problem]
) -> NotebookNode:
    """Run every cell in a folder that holds the notebook alone, under the name learners know it by.

    ``lines`` maps a cell's id to where it stands in the source, with the sentence left empty. Raises
    Unbuildable when a cell fails, warns, or shows something that differs from run to run.
    """
    with TemporaryDirectory(prefix="tenmistakes-run-") as folder:
        nbformat.write(notebook, Path(folder, f"{name}.ipynb"))
        manager = AsyncKernelManager(kernel_spec_manager=KernelSpecManager(kernel_dirs=[]))
        client = NotebookClient(
            notebook,
            km=manager,
            timeout=_SECONDS,
            record_timing=False,
            store_widget_state=False,
            coalesce_streams=True,
            resources={"metadata": {"path": folder}},
        )
        try:
            # A kernel's own stderr is about the kernel; what a cell prints comes with its outputs.
            client.execute(env=dict(environment), stderr=DEVNULL, cleanup_kc=True)
        except CellExecutionError as error:
            raise Unbuildable(_failed(notebook, lines, f"{error.ename}: {error.evalue}")) from None
        except CellTimeoutError:
            sentence = f"A cell did not finish within {_SECONDS} seconds."
            raise Unbuildable(Problem(name, "the notebook", sentence)) from None
        except DeadKernelError:
            raise Unbuildable(Problem(name, "the notebook", "The kernel died while running it.")) from None
    for cell in notebook.cells:
        for sentence in _unsteady(cell):
            raise Unbuildable(lines[cell.id]._replace(sentence=sentence))
    return notebook


def _failed(notebook: NotebookNode, lines: Mapping[str, Problem], why: str) -> Problem:
    for cell in notebook.cells:
        if any(output.output_type == "error" for output in cell.get("outputs", ())):
            return lines[cell.id]._replace(sentence=f"This cell fails when it is run. {why}")
    return Problem("the notebook", "an unknown cell", f"It fails when it is run. {why}")


def _unsteady(cell: NotebookNode) -> Iterator[str]:
    for output in cell.get("outputs", ()):
        if output.output_type == "stream" and output.name == "stderr":
            yield f"This cell warns when it is run: {output.text.strip()}"
        data = output.get("data") or {}
        if _COMPLAINT in data.get("text/html", ""):
            yield f"This cell complains when it is run: {data.get('text/plain', '')}"
        texts = [output.get("text", ""), *data.values()]
        if any(isinstance(text, str) and _ADDRESS.search(text) for text in texts):
            yield "This cell shows a memory address, which is another one each time."
