"""Read YAML and remember its lines.

PyYAML keeps the last of two equal keys without a word, and nobody would miss the question or the message
that vanishes that way: here a second one is a problem.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

import yaml


class Problem(NamedTuple):
    """One thing wrong in a file: which file, where in it, and what to do about it."""

    file: str
    place: str
    sentence: str

    def __str__(self) -> str:
        return ", ".join(part for part in (self.file, self.place) if part) + f": {self.sentence}"


class Refused(Exception):
    """A file that cannot be used; ``problems`` has all that is wrong with it."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__("\n".join(map(str, problems)))
        self.problems = list(problems)


class _Loader(getattr(yaml, "CSafeLoader", yaml.SafeLoader)):  # type: ignore[misc]
    """The safe loader, with the faster parser where PyYAML has it."""


@dataclass(frozen=True)
class Document:
    """The data of a YAML file, and the tree that knows its lines."""

    data: Any
    tree: yaml.Node | None

    def line(self, path: Sequence[str | int]) -> int:
        """The line on which an entry starts, counted from 1; of what holds it, if it is missing."""
        node, line = self.tree, 1
        for step in path:
            node = _child(node, step)
            if node is None:
                break
            line = node.start_mark.line + 1
        return line


def read(path: Path, file: str) -> Document:
    """Read one YAML file, called ``file`` in what is said about it. Raises :class:`Refused`."""
    try:
        loader = _Loader(path.read_text(encoding="utf-8"))
        tree = loader.get_single_node()
        doubles = list(_double_keys(tree))
        if doubles:
            raise Refused([Problem(file, f"line {line}", sentence) for line, sentence in doubles])
        return Document(loader.construct_document(tree) if tree is not None else None, tree)
    except UnicodeDecodeError:
        raise Refused([Problem(file, "", "The file is not UTF-8 text; save it as UTF-8.")]) from None
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = f"line {mark.line + 1}" if mark else ""
        raise Refused([Problem(file, line, f"This is not valid YAML: {error.problem}.")]) from None
    except RecursionError:
        raise Refused([Problem(file, "", "This is not valid YAML: it is nested too deeply.")]) from None
    except (yaml.YAMLError, ValueError) as error:
        raise Refused([Problem(file, "", f"This is not valid YAML: {error}.")]) from None


def _double_keys(node: yaml.Node | None) -> Iterator[tuple[int, str]]:
    if isinstance(node, yaml.MappingNode):
        seen: set[str] = set()
        for name, value in node.value:
            if isinstance(name, yaml.ScalarNode) and name.value in seen:
                yield name.start_mark.line + 1, f"The key '{name.value}' stands here a second time."
            elif isinstance(name, yaml.ScalarNode):
                seen.add(name.value)
            yield from _double_keys(value)
    elif isinstance(node, yaml.SequenceNode):
        for value in node.value:
            yield from _double_keys(value)


def _child(node: yaml.Node | None, step: str | int) -> yaml.Node | None:
    if isinstance(node, yaml.MappingNode):
        return next((value for name, value in node.value if name.value == step), None)
    if isinstance(node, yaml.SequenceNode) and isinstance(step, int) and step < len(node.value):
        return node.value[step]
    return None
