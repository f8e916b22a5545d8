"""What the tests of the answers share."""

from pathlib import Path

NOTEBOOK = "exercise/no-crisis-plan"
Q = "no-crisis-plan/first-reply"


def litter(folder: Path) -> list[str]:
    """Everything in a folder that is neither a notebook nor a file of answers."""
    return sorted(p.name for p in folder.iterdir() if not p.name.endswith((".ipynb", ".json")))
