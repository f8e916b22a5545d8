"""The types that every definition file is made of: questions, sources, pictures."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

Slug = Annotated[str, Field(pattern=r"^[a-z0-9]+(?:-[a-z0-9]+)*$", max_length=60)]
Text = Annotated[str, Field(min_length=1)]
Number = Annotated[float, Field(strict=True, allow_inf_nan=False)]
"""A finite number; neither ``true`` nor a number in quotes passes for one."""
Flag = Annotated[bool, Field(strict=True)]


class Strict(BaseModel):
    """No unknown keys, nothing changes after loading, spaces at the ends do not count."""

    model_config = ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=True)
