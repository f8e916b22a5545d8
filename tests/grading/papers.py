"""What the gradebook holds of a hand-in, without a gradebook: graded for real, changed as a test needs it."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from functools import cache
from typing import Any

from tenmistakes import content
from tenmistakes.grading.exercise import Exercise, load_exercise
from tenmistakes.grading.flags import Flag
from tenmistakes.grading.handed_in import HandIn
from tenmistakes.grading.scoring import Marked, score
from tenmistakes.grading.states import State
from tenmistakes.grading.stored import Stored, StoredItem

from .classroom import NAME, notebook, saved

WRITTEN = "holding-statement"


@cache
def exercise() -> Exercise:
    return load_exercise(NAME, content.home() / "exercises" / NAME)


def paper(
    answers: Mapping[str, Any] | None = None,
    text: str | None = None,
    *,
    items: Mapping[str, Mapping[str, Any]] | None = None,
    flags: tuple[Flag, ...] = (),
    **changes: Any,
) -> Stored:
    """Ada's hand-in as the gradebook has it, with changes to items (by question) and to the whole."""
    graded = score(HandIn("ada", saved(notebook(answers or {}, text))), exercise())
    made = [_item(marked) for marked in graded.items]
    return replace(
        Stored(
            student="ada",
            first_name="Ada",
            last_name="Lovelace",
            state=State.GRADED,
            sentence="",
            flags=(*graded.flags, *flags),
            timestamp=datetime(2026, 2, 1, 10, 0),
            late_penalty=None,
            items=tuple(replace(item, **(items or {}).get(item.item.question.id, {})) for item in made),
        ),
        **changes,
    )


def _item(marked: Marked) -> StoredItem:
    return StoredItem(
        item=marked.item,
        answer=marked.answer,
        fingerprint=marked.fingerprint,
        message_id=marked.result.message_id,
        auto=marked.points,
        manual=None,
        extra=None,
        comment="No response." if marked.no_response else None,
        needs_manual=marked.points is None,
        kept=None,
    )
