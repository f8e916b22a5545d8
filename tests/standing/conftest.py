"""A learner's folder, and answers in it."""

from dataclasses import replace
from pathlib import Path

import pytest

from tenmistakes import content
from tenmistakes.answers.store import Store
from tenmistakes.questions import load, revision
from tenmistakes.questions.exemplars import answer_of
from tenmistakes.standing import figures


class Learner:
    """Somebody who answers; ``start`` is the folder of her start page."""

    def __init__(self, root: Path) -> None:
        self.start = root / "lessons"
        self.start.mkdir()
        self.root = root

    def file(self, kind: str, slug: str) -> Path:
        """Where the answers of a notebook are."""
        stem = content.place(slug).stem
        folder = self.start if kind == "lesson" else self.root / "exercises" / stem
        folder.mkdir(parents=True, exist_ok=True)
        return folder / f"{stem}.answers.json"

    def save(self, kind: str, slug: str, name: str, value: object, mark: str | None = None) -> None:
        """Give an answer, checked by nobody."""
        question = load(slug).questions[name]
        store = Store(self.file(kind, slug), f"{kind}/{slug}")
        store.save(f"{slug}/{name}", value, revision(question) if mark is None else mark)

    def try_(self, kind: str, slug: str, name: str, value: object) -> None:
        """Give an answer and have it checked."""
        for _ in range(2):
            self.save(kind, slug, name, value)

    def answer_all(self, kind: str, slug: str, outcome: str = "right") -> None:
        """Answer every question of a page, as its exemplar of that outcome does, if it has one."""
        for name in asked(kind, slug):
            self.try_(kind, slug, name, exemplary(slug, name, outcome))

    def stands(self) -> figures.Standing:
        return figures.stand(self.start)

    def row(self, slug: str) -> figures.Row:
        return next(row for row in self.stands().rows if row.title == load(slug).title)


def asked(kind: str, slug: str) -> list[str]:
    """The questions of a page that have an answer of their own, in the order of their file."""
    mistake = load(slug)
    text = (mistake.place.folder / f"{kind}.md").read_text(encoding="utf-8")
    return [name for name in mistake.questions if f'"{slug}/{name}"' in text]


def exemplary(slug: str, name: str, outcome: str) -> object:
    """The first exemplary answer of that outcome; a right one, or a text, where there is none."""
    mistake = load(slug)
    question = mistake.questions[name]
    found = {exemplar.outcome: exemplar for exemplar in reversed(question.exemplars)}
    exemplar = found.get(outcome) or found.get("right") or found["partly"]
    return answer_of(exemplar, question, mistake)


@pytest.fixture
def learner(tmp_path: Path) -> Learner:
    return Learner(tmp_path)


@pytest.fixture
def after_grading(monkeypatch: pytest.MonkeyPatch) -> None:
    """The course explains its exercises after grading only."""
    settings = replace(content.settings(), explain="after-grading")
    monkeypatch.setattr(content, "settings", lambda folder=None: settings)
