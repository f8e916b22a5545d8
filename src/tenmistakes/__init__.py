"""Ten Mistakes: an interactive, auto-graded course on social media marketing, in Jupyter.

What a notebook needs is imported from here, by name::

    from tenmistakes import ask, lesson, picture, simulate

The names load on first use, so that importing a model or the grader never pulls in a widget.
"""

import sys
from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tenmistakes.handin import hand_in, model_answers, score
    from tenmistakes.notebook import (
        ask,
        exercise,
        lesson,
        my_brand,
        my_certificate,
        my_check,
        my_plan,
        picture,
        progress,
        simulate,
    )

__version__ = "0.1.0"

__all__ = [
    "ask",
    "exercise",
    "hand_in",
    "lesson",
    "model_answers",
    "my_brand",
    "my_certificate",
    "my_check",
    "my_plan",
    "picture",
    "progress",
    "score",
    "simulate",
]

_HOMES = {
    "tenmistakes.notebook": (
        *("ask", "exercise", "lesson", "picture", "progress", "simulate"),
        *("my_brand", "my_certificate", "my_check", "my_plan"),
    ),
    "tenmistakes.handin": ("hand_in", "model_answers", "score"),
}


def __getattr__(name: str) -> Any:
    for module, names in _HOMES.items():
        if name in names:
            try:
                return getattr(import_module(module), name)
            except ModuleNotFoundError as error:
                # In a browser numpy comes from elsewhere; whoever is offline shall read a sentence.
                if sys.platform != "emscripten" or error.name != "numpy":
                    raise
                return import_module("tenmistakes.offline").sorry
    raise AttributeError(f"module 'tenmistakes' has no attribute {name!r}")
