"""Learners' folders with answers in them: of the lessons, and of the plan."""

from pathlib import Path
from typing import Any

from tenmistakes import content
from tenmistakes.answers import sidecar
from tenmistakes.answers.schema import Entry, merge
from tenmistakes.plan import checks
from tenmistakes.plan.certificate import NAME
from tenmistakes.plan.plan import BRAND, full_id, own_brand
from tenmistakes.questions import key, load, revision
from tenmistakes.questions.asked import asked

TIME = "2026-11-23T12:00:00.000Z"
BRAND_OF = {
    "brand": "Halden & Söhne",
    "author": "Mary Okafor",
    "goal": "By June, one in five new customers comes because somebody told them about us.",
}
ENTRIES = {
    "customers-time": "Our choir singers are in one chat and one library. Friends hold them.\n\nWe join.",
    "no-crisis-plan": "A raw nerve, over a line in our spring catalogue. On Sundays nobody looks.",
}


def entry(question: str, value: Any, mark: str = "", time: str = TIME) -> Entry:
    """One saved answer."""
    return Entry(question, value, time, 1, mark)


def filled(standing: str = "settled") -> dict[str, dict[str, str]]:
    """An answer to each check, with that standing where the check has one; every field filled in."""
    answers = {}
    for check in checks.load():
        options = [option for option in check.options if option.standing == standing]
        answers[check.slug] = {
            "now": options[0].id,
            "known": "We asked eleven customers in October, and nine of them answered.",
            "do": check.do,
            "who": "Priya",
            "when": "31 January",
            "sign": check.sign,
        }
    return answers


def plan_answers(answers: dict[str, Any], brand: Any = BRAND_OF, name: Any = None) -> list[Entry]:
    """The entries of the plan's own notebook."""
    entries = [entry(full_id(slug), value) for slug, value in answers.items()]
    entries += [entry(BRAND, brand)] if brand else []
    return entries + ([entry(NAME, {"name": name})] if name else [])


def lesson_answers(slug: str) -> list[Entry]:
    """Everything in a lesson that can be checked, right; and its own entry, where we have one."""
    mistake = load(slug)
    entries = []
    for name in sorted(asked(mistake, "lesson").checkable):
        question = mistake.questions[name.partition("/")[2]]
        entries.append(entry(name, key.right_answer(question, slug), revision(question)))
    if slug in ENTRIES:
        entries.append(entry(own_brand(slug), ENTRIES[slug]))
    return entries


def every_lesson() -> dict[str, list[Entry]]:
    """All lessons answered, as ``read_progress`` gives them."""
    return {f"lesson/{place.slug}": lesson_answers(place.slug) for place in content.mistakes()}


def lay_down(folder: Path, notebook: str, identity: str, entries: list[Entry]) -> None:
    """Put an answers file into a folder."""
    data = sidecar.render(identity, merge(entries))
    sidecar.beside(folder / f"{notebook}.ipynb").write_bytes(data)


def lay_down_lessons(folder: Path) -> None:
    """The answers files of somebody who has finished all ten lessons."""
    for place in content.mistakes():
        lay_down(folder, place.stem, f"lesson/{place.slug}", lesson_answers(place.slug))
