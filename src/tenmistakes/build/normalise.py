"""What a run leaves in a notebook that is not the course's: taken out, so that two builds are alike.

What remains of a widget is its HTML and its plain text. They read well on a code host, open without
"model not found", and nbval compares them.
"""

import nbformat
from nbformat import NotebookNode

from tenmistakes.lab.server import WIDGET_VIEW


def normalise(notebook: NotebookNode) -> NotebookNode:
    """Drop widget views and state, times, and the host's version of Python; keep the execution counts."""
    notebook.metadata.pop("widgets", None)
    notebook.metadata.language_info = NotebookNode(name="python")
    for cell in notebook.cells:
        cell.metadata.pop("execution", None)
        if cell.cell_type == "code":
            cell.outputs = [output for output in map(_plain, cell.outputs) if output is not None]
    return notebook


def _plain(output: NotebookNode) -> NotebookNode | None:
    if "data" not in output:
        return output
    output.data.pop(WIDGET_VIEW, None)
    output.get("metadata", NotebookNode()).pop(WIDGET_VIEW, None)
    output.pop("transient", None)
    return output if output.data else None


def to_bytes(notebook: NotebookNode) -> bytes:
    """The file of a notebook: valid nbformat 4, UTF-8, LF, one newline at its end."""
    nbformat.validate(notebook)
    text = nbformat.writes(notebook, version=nbformat.NO_CONVERT)
    return (text.replace("\r\n", "\n").rstrip("\n") + "\n").encode("utf-8")
