"""The ten checks, as typed data: what ``plan.yaml`` may say, and nothing else."""

from functools import cache
from pathlib import Path
from typing import Literal, Self

from pydantic import Field, ValidationError, model_validator

from tenmistakes import content, reading
from tenmistakes.reading import Problem, Refused
from tenmistakes.typed import Slug, Strict, Text

SLUG = "your-plan"
FILE = "plan.yaml"

Standing = Literal["settled", "started", "open", "mistake"]


class Option(Strict):
    """One answer to a check."""

    id: Slug
    standing: Standing
    text: Text
    risk: str = ""
    """What is at risk with a mistake; otherwise it is the check's."""
    see: str = ""
    """Of a mistake: the heading of its lesson, to the letter, that shows why it is one."""

    @model_validator(mode="after")
    def _explained(self) -> Self:
        if (self.standing == "mistake") != bool(self.risk and self.see):
            raise ValueError(f"option '{self.id}': a mistake, and nothing else, has its 'risk' and its 'see'")
        return self


class Check(Strict):
    """One question about the learner's own brand; it belongs to the mistake of the same slug."""

    slug: Slug
    title: Text
    ask: Text
    good: Text
    """What good looks like."""
    options: tuple[Option, ...] = Field(min_length=2)
    risk: Text
    """What stays open for as long as nothing is done."""
    do: Text
    sign: Text
    """An example of what to do, and of a sign that it worked."""
    point: Text
    """What was learnt, in a line: for the certificate."""

    @model_validator(mode="after")
    def _apart(self) -> Self:
        if len({option.id for option in self.options}) < len(self.options):
            raise ValueError(f"check '{self.slug}': two options have the same id")
        return self

    def option(self, name: object) -> Option | None:
        """The option of that id; None for anything else."""
        return next((option for option in self.options if option.id == name), None)


class _Checks(Strict):
    """A whole ``plan.yaml``."""

    checks: tuple[Check, ...] = Field(min_length=1)


@cache
def load(folder: Path | None = None) -> tuple[Check, ...]:
    """The checks of the course in ``folder``, in order; :class:`Refused` with every problem in the file.

    There is one for each mistake of the course and none besides.
    """
    path = content.place(SLUG, folder).folder / FILE
    file = f"{path.parent.name}/{FILE}"
    if not path.is_file():
        raise Refused([Problem(file, "", "There is no such file; it holds the ten checks.")])
    document = reading.read(path, file)
    try:
        checks = _Checks.model_validate(document.data).checks
    except ValidationError as error:
        raise Refused(
            [Problem(file, f"line {document.line(e['loc'])}", f"{e['msg']}.") for e in error.errors()]
        ) from None
    wanted, found = [place.slug for place in content.mistakes(folder)], [check.slug for check in checks]
    if wanted != found:
        odd = sorted(set(wanted) ^ set(found)) or found
        words = f"It needs one check for each mistake, in the course's order: look at {', '.join(odd)}."
        raise Refused([Problem(file, "checks", words)])
    return checks
