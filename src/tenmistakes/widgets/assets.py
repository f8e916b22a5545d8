"""The front end of the widgets, as text to send along: modules joined into one, and the style sheet."""

import re
from pathlib import Path

from tenmistakes import lab

_STATIC = Path(__file__).parent / "static"
_IMPORT = re.compile(r"^import .*;\n", re.MULTILINE)
_EXPORT = re.compile(r"^export (?!default)", re.MULTILINE)


def module(*names: str) -> str:
    """The named modules as one, in order; what one imports must stand before it.

    A browser gets a widget's module as a single text, so imports between our files are taken out. Names at
    the top of the files must therefore differ, which ``node --check`` and the browser tests would notice.
    """
    texts = [(_STATIC / f"{name}.js").read_text(encoding="utf-8") for name in names]
    return "\n".join(_EXPORT.sub("", _IMPORT.sub("", text)) for text in texts)


def style() -> str:
    """The style sheet; it lies with the JupyterLab extension, which loads it for pages where nothing runs."""
    path = lab.DATA / "labextensions" / "tenmistakes" / "static" / "style.css"
    return path.read_text(encoding="utf-8")
