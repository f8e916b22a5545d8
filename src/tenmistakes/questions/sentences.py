"""Faults in words: where in a YAML file, and what its author can do about it."""

from collections.abc import Sequence
from difflib import get_close_matches
from itertools import pairwise
from typing import Any

from tenmistakes.questions import kinds, rules
from tenmistakes.reading import Document

_NOTHING = object()
_PARTS = {
    "misconceptions": "misconception",
    "questions": "question",
    "options": "option",
    "items": "item",
    "targets": "target",
    "slips": "slip",
    "bands": "band",
    "hints": "hint",
    "exemplars": "exemplar",
    "rubric": "criterion",
}


def place(path: rules.Path, document: Document) -> str:
    """A path as its author says it: ``question first-reply, option wait (line 42)``."""
    words = []
    current = document.data
    for index, (container, step) in enumerate(pairwise(path)):
        current = _entry(current, container)
        if path[0] == "questions" and path[2:3] == ("misconceptions",) and index >= 2:
            words.append(f"{'decision' if index == 2 else 'choice'} {step}")
        elif container in _PARTS:
            entry = _entry(current, step)
            name = entry.get("id") if isinstance(entry, dict) else None
            number = step + 1 if isinstance(step, int) else step
            words.append(f"{_PARTS[container]} {name if isinstance(name, str) else number}")
    line = f"line {document.line(path)}"
    return f"{', '.join(words)} ({line})" if words else line


_KNOWN_KEYS = sorted(
    {
        name
        for thing in vars(kinds).values()
        if isinstance(thing, type) and issubclass(thing, kinds.Strict)
        for name in thing.model_fields
    }
)


def translated(detail: Any, raw: Any) -> rules.Fault:
    """One error of the validator as the path in the file and a sentence."""
    kind, context, value = detail["type"], detail.get("ctx", {}), detail["input"]
    path = _file_path(detail["loc"], raw, missing=kind == "missing")
    field = next((step for step in reversed(path) if isinstance(step, str)), "the file")
    name = f"'{field}'" if not path or isinstance(path[-1], str) else f"An entry of '{field}'"
    if kind == "missing":
        return path[:-1], f"'{field}' is missing."
    if kind == "extra_forbidden":
        close = get_close_matches(str(field), _KNOWN_KEYS, n=1, cutoff=0.7)
        hint = f" Did you mean '{close[0]}'?" if close else " Remove it."
        return path, f"'{field}' is not known here.{hint}"
    if kind == "union_tag_not_found":
        return path, "'kind' is missing."
    sentences = {
        "union_tag_invalid": "There is no kind '{tag}'; the kinds are {expected_tags}.",
        "string_type": "{name} must be text{quotes}.",
        "string_too_short": "{name} is empty.",
        "string_too_long": "{name} is too long: at most {max_length} characters.",
        "string_pattern_mismatch": (
            "'{value}' cannot be an id: small letters and digits, joined by single hyphens."
        ),
        "float_type": "{name} must be a number.",
        "int_type": "{name} must be a whole number.",
        "int_from_float": "{name} must be a whole number.",
        "bool_type": "{name} must be true or false.",
        "finite_number": "{name} must be a finite number.",
        "tuple_type": "{name} must be a list.",
        "dict_type": "{name} must be a mapping of names to entries.",
        "model_type": "{name} must be a mapping of names to entries.",
        "model_attributes_type": "{name} must be a mapping of names to entries.",
        "too_short": "{name} needs at least {min_length} entries.",
        "literal_error": "{name} must be {expected}.",
        "greater_than": "{name} must be more than {gt:g}.",
        "greater_than_equal": "{name} must be at least {ge:g}.",
        "less_than": "{name} must be less than {lt:g}.",
        "less_than_equal": "{name} must be at most {le:g}.",
    }
    template = sentences.get(kind, "{name}: {message}.")
    quotes = "" if value is None or isinstance(value, dict | list) else "; put it in quotes"
    words = {"name": name, "value": value, "quotes": quotes, "message": detail["msg"], **context}
    sentence = template.format_map(words)
    return path, sentence[0].upper() + sentence[1:]


def _file_path(location: Sequence[str | int], raw: Any, missing: bool) -> rules.Path:
    """The validator's location without the steps that are its own: names of union branches, ``[key]``."""
    path: list[str | int] = []
    current = raw
    for index, step in enumerate(location):
        inside = _entry(current, step)
        if inside is not _NOTHING:
            current = inside
        if inside is not _NOTHING or (missing and index == len(location) - 1):
            path.append(step)
    return tuple(path)


def _entry(data: Any, step: str | int) -> Any:
    if isinstance(data, dict):
        return data.get(step, _NOTHING)
    inside = isinstance(data, list) and isinstance(step, int) and step < len(data)
    return data[step] if inside else _NOTHING
