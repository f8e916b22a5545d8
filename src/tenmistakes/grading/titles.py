"""What an exercise and its questions are called, for people."""

from functools import lru_cache

from tenmistakes.grading.exercise import Exercise, grade_id, source
from tenmistakes.questions.views import message_text


@lru_cache(maxsize=32)
def labels(exercise: Exercise) -> dict[str, str]:
    """The name of each item, by its cell: what the cell that asks is called, else the heading above it."""
    found: dict[str, str] = {}
    asked, heading = {}, ""
    for cell in exercise.cells:
        first = source(cell).partition("\n")[0]
        name = grade_id(cell) or ""
        if first.startswith("#") and cell["cell_type"] == "markdown":
            heading = message_text(first.lstrip("# "))
        elif first.startswith("# ") and name.startswith("ask-"):
            asked[name.removeprefix("ask-")] = first.removeprefix("# ")
        if name in exercise.by_cell:
            found[name] = asked.get(exercise.by_cell[name].question.id, heading)
    return found


def title(exercise: Exercise) -> str:
    """The notebook's own title."""
    first = next((source(cell) for cell in exercise.cells if source(cell).startswith("# ")), "")
    return message_text(first.partition("\n")[0].removeprefix("# ")) or exercise.mistake.title
