"""numpy over the wire: what stands in for the one file that the site has from elsewhere.

The package that Pyodide loads in its place has no numbers of its own: every attribute, call and operator is
done by the numpy of the tests, at the server that hands out the site. So a lesson in the browser computes
with the real thing, and nothing else in it differs from what a visitor gets. What is to be done is written
down, and sent when a number is needed here: a plan takes a hundred thousand steps.
"""

import builtins
import json
import operator
from typing import Any

import numpy as np

OPERATORS = (
    *("add", "sub", "mul", "truediv", "floordiv", "mod", "pow", "matmul", "and", "or", "xor"),
    *("radd", "rsub", "rmul", "rtruediv", "rfloordiv", "rmod", "rpow", "rand", "ror", "rxor"),
    *("iadd", "isub", "imul", "itruediv", "iand", "ior"),
    *("lt", "le", "eq", "ne", "gt", "ge", "neg", "pos", "abs", "invert", "getitem", "setitem"),
)
"""What gives another object over there."""

NUMBERS = ("len", "float", "int", "bool", "index", "round", "format", "str", "contains")
"""What gives something here."""

MODULE = (
    f"OPERATORS, NUMBERS = {OPERATORS!r}, {NUMBERS!r}\n"
    + """
import itertools
import json

import js

_address = f"{js.location.origin}/numpy/{js.crypto.randomUUID()}"
_count, _todo = itertools.count(), []


class Far:
    def __init__(self, verb, *given):
        self._far = next(_count)
        _note(self._far, verb, given)

    def __del__(self):
        _todo.append([None, "forget", {"plain": self._far}])

    def __getattr__(self, name):
        if name.startswith("__"):
            raise AttributeError(name)
        return Far("getattr", self, name)

    def __call__(self, *given, **named):
        return Far("call", self, given, named)

    def __iter__(self):
        for index in range(len(self)):
            yield self[index]

    def tolist(self):
        return _fetch("tolist", self)

    __hash__ = object.__hash__


def _note(number, verb, given):
    _todo.append([number, verb, *map(_sent, given)])
    if len(_todo) > 5000:
        _fetch("nothing")


def _fetch(verb, *given):
    _todo.append([None, verb, *map(_sent, given)])
    request = js.XMLHttpRequest.new()
    request.open("POST", _address, False)
    body = json.dumps(_todo)
    _todo.clear()
    request.send(body)
    return json.loads(request.responseText)


def _sent(value):
    if isinstance(value, Far):
        return {"far": value._far}
    if isinstance(value, slice):
        return {"slice": [_sent(part) for part in (value.start, value.stop, value.step)]}
    if isinstance(value, (list, tuple)):
        return {type(value).__name__: [_sent(part) for part in value]}
    if isinstance(value, dict):
        return {"dict": [[key, _sent(part)] for key, part in value.items()]}
    if isinstance(value, type):
        return {"type": value.__name__}
    return {"plain": value}


for _name in OPERATORS:
    setattr(Far, f"__{_name}__", lambda self, *given, verb=_name: Far(verb, self, *given))
for _name in NUMBERS:
    setattr(Far, f"__{_name}__", lambda self, *given, verb=_name: _fetch(verb, self, *given))


def __getattr__(name):
    if name.startswith("__"):
        raise AttributeError(name)
    return Far("numpy", name)
"""
)

TYPING = "class NDArray:\n    def __class_getitem__(cls, item):\n        return cls\n"


def files() -> dict[str, bytes]:
    """The files of the package that stands in for numpy's wheel."""
    return {"numpy/__init__.py": MODULE.encode(), "numpy/typing.py": TYPING.encode()}


class Numpy:
    """This end of the wire: keeps the objects that a browser holds, and does what it asks for."""

    def __init__(self) -> None:
        self._kept: dict[int, Any] = {}

    def answer(self, body: bytes) -> bytes:
        """Do what was written down; the value of the last step."""
        value = None
        for number, verb, *given in json.loads(body):
            value = self._done(verb, *map(self._understood, given))
            if number is not None:
                self._kept[number] = value
        return json.dumps(value, default=operator.methodcaller("item")).encode()  # such as a numpy integer

    def _done(self, verb: str, *given: Any) -> Any:
        match verb:
            case "nothing":
                return None
            case "forget":
                self._kept.pop(*given)
                return None
            case "numpy":
                return getattr(np, *given)
            case "call":
                function, positional, named = given
                return function(*positional, **named)
            case "tolist":
                return np.asarray(*given).tolist()
            case "getattr" | "len" | "float" | "int" | "bool" | "round" | "format" | "str":
                return getattr(builtins, verb)(*given)
            case _ if hasattr(operator, f"__{verb}__"):
                return getattr(operator, f"__{verb}__")(*given)
        return getattr(given[0], f"__{verb}__")(*given[1:])

    def _understood(self, value: dict[str, Any]) -> Any:
        ((kind, what),) = value.items()
        match kind:
            case "far":
                return self._kept[what]
            case "slice":
                return slice(*map(self._understood, what))
            case "list":
                return [self._understood(part) for part in what]
            case "tuple":
                return tuple(self._understood(part) for part in what)
            case "dict":
                return {key: self._understood(part) for key, part in what}
            case "type":
                return {"float": float, "int": int, "bool": bool}[what]
        return what
