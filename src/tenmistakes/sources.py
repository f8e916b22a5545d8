"""The sources a mistake cites: read from ``sources.yaml`` once, named inline and listed with their dates.

In prose a source is cited by its id, ``[@MO1]`` or ``[@MO1; @MO2]``; the learner reads its label, linked.
"""

import datetime
import re
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BeforeValidator, Field, StringConstraints, TypeAdapter, ValidationError

from tenmistakes.reading import Document, Problem, Refused, read
from tenmistakes.typed import Strict, Text

FILE = "sources.yaml"
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")

Id = Annotated[str, Field(pattern=r"^[A-Za-z][A-Za-z0-9_.-]*$", max_length=40)]


def _iso(value: Any) -> Any:
    """YAML reads ``2008-11-17`` as a date and ``2011`` as a number; a source keeps either as text."""
    if isinstance(value, datetime.date):
        return value.isoformat()
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else value


def _real_date(value: str) -> str:
    year, month, day = ([int(part) for part in value.split("-")] + [1, 1])[:3]
    try:
        datetime.date(year, month, day)
    except ValueError:
        raise ValueError("the calendar has no such day") from None
    return value


class Source(Strict):
    """One source. ``date`` is ISO 8601: a day, a month or a year; an undated source has none."""

    label: Text
    """Short, for the citation in a sentence: "AdAge, 17 Nov 2008"."""
    title: Text
    kind: Literal["press", "academic", "company", "vendor", "blog", "book", "official"]
    date: (
        Annotated[
            str,
            BeforeValidator(_iso),
            StringConstraints(pattern=r"^\d{4}(-\d\d(-\d\d)?)?$"),
            AfterValidator(_real_date),
        ]
        | None
    ) = None
    url: Annotated[str, Field(pattern=r"^https?://[^\s<>()\[\]]+$")] | None = None
    doi: Annotated[str, Field(pattern=r"^10\.\d{4,9}/[^\s<>\[\]]+$")] | None = None
    note: str = ""

    @property
    def link(self) -> str | None:
        """Where to read it: the DOI's lasting address if there is one, else the page's own."""
        return f"https://doi.org/{self.doi}" if self.doi else self.url


_SOURCES = TypeAdapter(dict[Id, Source])
_KEYS = tuple(Source.model_fields)


def load(folder: Path) -> dict[str, Source]:
    """Every source of the mistake in ``folder``, by id; none if it has no ``sources.yaml``.

    Raises Refused with every problem in the file at once.
    """
    path = folder / FILE
    if not path.is_file():
        return {}
    document = read(path, str(path))
    try:
        return _SOURCES.validate_python(document.data or {})
    except ValidationError as error:
        raise Refused([_problem(path, document, item) for item in error.errors()]) from None


def _problem(path: Path, document: Document, item: Any) -> Problem:
    where = [str(part) for part in item["loc"] if part != "[key]"]
    line = document.line(where)
    if not where:
        return Problem(str(path), "", "It must map each source's id to its label, title and kind.")
    place = f"source {where[0]} (line {line})"
    if item["type"] == "missing":
        return Problem(str(path), place, f"'{where[-1]}' is missing.")
    if item["type"] == "extra_forbidden":
        return Problem(str(path), place, f"A source has no '{where[-1]}'; it has {', '.join(_KEYS)}.")
    if item["type"] == "literal_error":
        given, allowed = item["input"], item["ctx"]["expected"]
        return Problem(str(path), place, f"'{where[-1]}' is {given!r}; it can be {allowed}.")
    return Problem(str(path), place, f"'{where[-1]}' cannot be {item['input']!r}: {_reason(item)}.")


def _reason(item: Any) -> str:
    return {
        "string_pattern_mismatch": "it does not have the form it needs",
        "string_too_short": "it must not be empty",
        "string_type": "it must be text",
        "value_error": str(item.get("ctx", {}).get("error", "")),
    }.get(item["type"], item["msg"])


_CITATION = re.compile(r"\[(@[^\]\s;]+(?:\s*;\s*@[^\]\s;]+)*)\]")
_CODE = re.compile(r"(`+).*?\1", re.DOTALL)


def cited(text: str) -> list[str]:
    """The ids cited in a Markdown text, in order, repeats included; code spans are left alone."""
    plain = _CODE.sub("", text)
    return [name for match in _CITATION.finditer(plain) for name in _ids(match)]


def link_citations(text: str, sources: Mapping[str, Source]) -> str:
    """Replace each citation by its linked labels in parentheses; KeyError if an id has no source."""
    return outside_code(text, lambda prose: _CITATION.sub(lambda match: inline(_ids(match), sources), prose))


def outside_code(text: str, change: Callable[[str], str]) -> str:
    """A Markdown text, changed everywhere but in its code spans and fences."""
    pieces, end = [], 0
    for code in [*_CODE.finditer(text), None]:
        pieces.append(change(text[end : code.start() if code else len(text)]))
        if code:
            pieces.append(code.group())
            end = code.end()
    return "".join(pieces)


def _ids(match: re.Match[str]) -> list[str]:
    return [part.strip().removeprefix("@") for part in match.group(1).split(";")]


def inline(ids: Iterable[str], sources: Mapping[str, Source]) -> str:
    """A citation as the learner reads it: ``([AdAge, 17 Nov 2008](https://…); …)``."""
    labels = []
    for name in ids:
        source = sources[name]
        labels.append(f"[{source.label}]({source.link})" if source.link else source.label)
    return f"({'; '.join(labels)})"


def spoken_date(date: str | None) -> str:
    """``17 Nov 2008``, ``Nov 2008``, ``2008`` or ``undated``."""
    if date is None:
        return "undated"
    year, *rest = date.split("-")
    words = [year]
    if rest:
        words.insert(0, _MONTHS[int(rest[0]) - 1])
    if len(rest) > 1:
        words.insert(0, str(int(rest[1])))
    return " ".join(words)


def dated_list(sources: Mapping[str, Source]) -> str:
    """All sources as a Markdown list, oldest first, undated last."""
    ordered = sorted(sources.values(), key=lambda s: (s.date is None, s.date or "", s.label.casefold()))
    return "\n".join(_entry(source) for source in ordered)


def _entry(source: Source) -> str:
    title = f"[{source.title}]({source.link})" if source.link else source.title
    date = spoken_date(source.date)
    label = source.label.removesuffix(f", {date}")
    note = f" {source.note}" if source.note else ""
    return f"- **{date}** · {label}: {title} ({source.kind}).{note}"
