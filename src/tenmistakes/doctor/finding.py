"""What a check has found."""

import shlex
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum


class Health(StrEnum):
    """How it stands."""

    OK = "ok"
    LOOK = "look"
    """It works; somebody should know, and may want to change it."""
    TROUBLE = "trouble"


@dataclass(frozen=True)
class Finding:
    """A sentence about one thing, and what to do about it if it is not well."""

    health: Health
    about: str
    sentence: str
    remedy: str = ""


Check = Callable[[], Iterator[Finding]]


def typed(*words: object) -> str:
    """A command as it can be typed, whatever is in the names of its files."""
    return shlex.join(map(str, words))


def ok(about: str, sentence: str) -> Finding:
    """All is well."""
    return Finding(Health.OK, about, sentence)


def look(about: str, sentence: str, remedy: str) -> Finding:
    """It works, but."""
    return Finding(Health.LOOK, about, sentence, remedy)


def trouble(about: str, sentence: str, remedy: str) -> Finding:
    """It does not work, or will not for long."""
    return Finding(Health.TROUBLE, about, sentence, remedy)
