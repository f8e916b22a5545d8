"""Load the questions of a mistake; refuse a wrong file with every problem in it at once."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter, ValidationError

from tenmistakes import content, reading
from tenmistakes.questions import kinds, rules, sentences
from tenmistakes.questions.kinds import Misconception, Question
from tenmistakes.reading import Problem, Refused

FILE = "questions.yaml"


class Unknown(KeyError):
    """There is no mistake or question of that name; the text is a sentence that says what there is."""

    def __str__(self) -> str:
        return str(self.args[0])


@dataclass(frozen=True)
class Mistake:
    """One mistake of the course with its questions, in the order of their file."""

    slug: str
    number: int
    title: str
    misconceptions: Mapping[str, Misconception]
    questions: Mapping[str, Question]
    place: content.Place

    def full_id(self, question: Question) -> str:
        """``slug/id``: the name of a question in the whole course."""
        return f"{self.slug}/{question.id}"


_loaded: dict[Path, tuple[object, Mistake]] = {}


def load(slug: str, folder: Path | None = None) -> Mistake:
    """The questions of one mistake of the course in ``folder`` (default: the course itself).

    Raises :class:`Unknown` if the course has no such mistake and :class:`Refused` if its file is wrong.
    A file that has not changed is read once.
    """
    try:
        place = content.place(slug, folder)
    except KeyError:
        raise Unknown(f"The course has no mistake called '{slug}'.") from None
    path = place.folder / FILE
    if not path.is_file():
        raise Unknown(f"'{slug}' has no questions: there is no file {place.folder.name}/{FILE}.")
    state = [(p.stat().st_mtime_ns, p.stat().st_size) for p in (path, place.folder / "lesson.md")]
    known = _loaded.get(path)
    if known is None or known[0] != state:
        known = _loaded[path] = (state, _read(place))
    return known[1]


def find(full_id: str, folder: Path | None = None) -> tuple[Mistake, Question]:
    """A question by its full id, ``slug/id``, with its mistake. Raises what :func:`load` raises."""
    slug, slash, name = full_id.partition("/")
    if not slash:
        raise Unknown(f"'{full_id}' names no question: write the mistake, a slash and the question.")
    mistake = load(slug, folder)
    if name not in mistake.questions:
        raise Unknown(f"There is no question '{name}' in '{slug}'; there are {', '.join(mistake.questions)}.")
    return mistake, mistake.questions[name]


def load_all(folder: Path | None = None) -> list[Mistake]:
    """Every mistake of the course that has questions, in order. Raises :class:`Refused` for all at once."""
    mistakes: list[Mistake] = []
    problems: list[Problem] = []
    for place in content.places(folder):
        if (place.folder / FILE).is_file():
            try:
                mistakes.append(load(place.slug, folder))
            except Refused as refused:
                problems += refused.problems
    if problems:
        raise Refused(problems)
    return mistakes


def _read(place: content.Place) -> Mistake:
    file = f"{place.folder.name}/{FILE}"
    document = reading.read(place.folder / FILE, file)
    raw: Any = document.data if isinstance(document.data, dict) else {}
    faults: list[rules.Fault] = []
    try:
        kinds.Definitions.model_validate(document.data)
    except ValidationError as error:
        faults += [sentences.translated(detail, document.data) for detail in error.errors()]
    # A fault in one entry hides none in the others, and a broken misconception still counts as declared.
    questions = _sound(raw.get("questions"), _QUESTION)
    misconceptions = _sound(raw.get("misconceptions"), _MISCONCEPTION)
    declared = raw.get("misconceptions")
    faults += rules.misconception_faults(misconceptions, _headings(place.folder / "lesson.md"))
    if isinstance(declared, dict):
        faults += rules.double_faults(questions)
        for index, question in questions.items():
            faults += rules.question_faults(question, ("questions", index), declared, place.slug)
        if len(questions) == len(raw.get("questions") or ()):
            faults += rules.unused_faults(declared, questions.values())
    if faults:
        raise Refused([Problem(file, sentences.place(path, document), sentence) for path, sentence in faults])
    return Mistake(
        slug=place.slug,
        number=place.number,
        title=raw["title"].strip(),
        misconceptions=misconceptions,
        questions={question.id: question for question in questions.values()},
        place=place,
    )


_QUESTION: TypeAdapter[Question] = TypeAdapter(Question)
_MISCONCEPTION = TypeAdapter(Misconception)


def _sound(entries: Any, adapter: TypeAdapter[Any]) -> dict[Any, Any]:
    """Those entries of a list (by position) or of a mapping (by key) whose shape is right."""
    if isinstance(entries, list):
        entries = dict(enumerate(entries))
    sound = {}
    for where, entry in entries.items() if isinstance(entries, dict) else ():
        try:
            sound[where] = adapter.validate_python(entry)
        except ValidationError:
            continue
    return sound


def _headings(lesson: Path) -> set[str]:
    """The headings of a text notebook, outside its code."""
    text = re.sub(r"^(```+|~~~+).*?^\1", "", lesson.read_text(encoding="utf-8"), flags=re.M | re.S)
    return {found.strip() for found in re.findall(r"^#{1,6} +(.+?)#*$", text, flags=re.M)}
