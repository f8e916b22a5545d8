"""What a class can argue about: read from ``teaching.yaml``, for whoever teaches a lesson."""

from pathlib import Path
from typing import Annotated

from pydantic import Field, ValidationError

from tenmistakes.build.page import Page
from tenmistakes.reading import Problem, Refused, read
from tenmistakes.typed import Strict, Text

FILE = "teaching.yaml"


class Prompt(Strict):
    """Something to argue about for ten minutes."""

    prompt: Text
    listen: Text
    """What to listen for, and what the lesson has to say."""
    see: Text
    """The heading of the lesson, to the letter, that has the facts."""


class _Teaching(Strict):
    """A whole ``teaching.yaml``."""

    discuss: Annotated[tuple[Prompt, ...], Field(min_length=1)]


def load(folder: Path, lesson: Page | None) -> tuple[Prompt, ...]:
    """The prompts of the mistake in ``folder``; none if it has no such file.

    Raises Refused with every problem in the file at once. Without a ``lesson`` headings are not looked up.
    """
    path = folder / FILE
    if not path.is_file():
        return ()
    document = read(path, str(path))
    try:
        prompts = _Teaching.model_validate(document.data).discuss
    except ValidationError as error:
        raise Refused(
            [
                Problem(
                    str(path), f"line {document.line(item['loc'])}", f"{_named(item['loc'])}{item['msg']}."
                )
                for item in error.errors()
            ]
        ) from None
    problems = [
        Problem(
            str(path),
            f"line {document.line(['discuss', index, 'see'])}",
            f"The lesson has no heading '{prompt.see}'.",
        )
        for index, prompt in enumerate(prompts)
        if lesson is not None and prompt.see not in {heading.words for heading in lesson.headings}
    ]
    if problems:
        raise Refused(problems)
    return prompts


def _named(where: tuple[str | int, ...]) -> str:
    return f"'{where[-1]}': " if where else ""
