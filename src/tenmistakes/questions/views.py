"""What the browser may see of a question: all that is needed to ask it, nothing that tells the key.

The page's source, the notebook's outputs and the widget's state are open to whoever looks. So no wrong
option is marked, no message is carried along, hints are only counted, and whatever has an order is shuffled
by a hash of its ids: authors tend to write the right option first.
"""

from collections.abc import Iterable, Sequence
from functools import cache
from hashlib import sha256
from typing import Any, Protocol, TypeVar

from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.token import Token

from tenmistakes.questions import key
from tenmistakes.questions.kinds import (
    ChooseOne,
    ChooseSeveral,
    Estimate,
    Match,
    Order,
    Plan,
    Question,
    Written,
)
from tenmistakes.questions.loading import Mistake

_SAFE_LINKS = ("https://", "http://", "mailto:", "#")


def public(question: Question, mistake: Mistake) -> dict[str, Any]:
    """All the browser needs to ask ``question``, as plain data for JSON.

    Always: ``id`` (the full one), ``kind``, ``prompt_html``, ``prompt_text``, ``points``, ``hints`` (how
    many). What has a label has ``id``, ``html`` and ``text`` (the label without its markup). By kind:

    - choose-one, choose-several: ``options``, in an order that says nothing of the right ones
    - order: ``items``, in the order to show first, which is never the right one
    - match: ``items`` and ``targets``, each in an order that says nothing of the pairs
    - estimate: ``unit``, ``low``, ``high``
    - plan: ``title``, ``budget``, ``budget_unit``, ``decisions`` (each with ``note_html`` and ``choices``,
      each choice with ``cost``)
    - written: ``words`` (0: no length is asked for)
    """
    full_id = mistake.full_id(question)
    view: dict[str, Any] = {
        "id": full_id,
        "kind": question.kind,
        "prompt_html": message_html(question.prompt),
        "prompt_text": message_text(question.prompt),
        "points": question.points,
        "hints": len(question.hints),
    }
    match question:
        case ChooseOne() | ChooseSeveral():
            view["options"] = _labels(_shuffled(question.options, full_id))
        case Order():
            view["items"] = _labels(_first_order(question, full_id))
        case Match():
            view["items"] = _labels(_shuffled(question.items, full_id))
            view["targets"] = _labels(_shuffled(question.targets, full_id))
        case Estimate():
            view |= {"unit": question.unit, "low": question.low, "high": question.high}
        case Plan():
            view |= _plan(question, mistake.slug)
        case Written():
            view["words"] = question.words
    return view


class _Labelled(Protocol):
    """An option, an item or a target."""

    @property
    def id(self) -> str: ...

    @property
    def text(self) -> str: ...


_L = TypeVar("_L", bound=_Labelled)


def _labels(entries: Iterable[_Labelled]) -> list[dict[str, str]]:
    return [_label(entry.id, entry.text) for entry in entries]


def _label(name: str, text: str) -> dict[str, str]:
    return {"id": name, "html": inline_html(text), "text": message_text(text)}


def _shuffled(entries: Sequence[_L], salt: str) -> list[_L]:
    """The entries in an order that depends on nothing but their ids, so that it cannot tell the key."""
    return sorted(entries, key=lambda entry: sha256(f"{salt} {entry.id}".encode()).digest())


def _first_order(question: Order, salt: str) -> list[Any]:
    shuffled = _shuffled(question.items, salt)
    if shuffled == list(question.items):
        return [*shuffled[1:], shuffled[0]]
    return shuffled


def _plan(question: Plan, slug: str) -> dict[str, Any]:
    space = key.space(question, slug)
    return {
        "title": space.title,
        "budget": space.budget,
        "budget_unit": space.budget_unit,
        "decisions": [
            {
                **_label(decision.name, decision.label),
                "note_html": inline_html(decision.note),
                "choices": [
                    {**_label(choice.name, choice.label), "cost": choice.cost} for choice in decision.choices
                ],
            }
            for decision in space.decisions
        ],
    }


def message_html(markdown: str) -> str:
    """Paragraphs of HTML from Markdown. Raw HTML is shown as text; pictures and unsafe links are not made."""
    return _renderer().render(markdown).strip()


def inline_html(markdown: str) -> str:
    """HTML without a paragraph around it, for a label."""
    return _renderer().renderInline(markdown)


def message_text(markdown: str) -> str:
    """The words alone, paragraphs apart: for the terminal, a label or a screen reader."""
    blocks = (token for token in _renderer().parse(markdown) if token.type in ("inline", "fence"))
    return "\n\n".join(_words(block) for block in blocks)


def _words(token: Token) -> str:
    if token.children is None:
        return token.content.strip()
    return "".join(
        "\n" if child.type in ("softbreak", "hardbreak") else child.content for child in token.children
    )


@cache
def _renderer() -> MarkdownIt:
    renderer = MarkdownIt("commonmark", {"html": False}).disable(["image", "code"])
    renderer.validateLink = lambda url: url.strip().lower().startswith(_SAFE_LINKS)  # type: ignore[method-assign]
    renderer.add_render_rule("link_open", _link_open)
    return renderer


def _link_open(renderer: RendererHTML, tokens: Sequence[Token], index: int, options: Any, env: Any) -> str:
    """A link out of the course opens beside it: in the same tab it would close the learner's notebook."""
    token = tokens[index]
    if not str(token.attrs["href"]).startswith("#"):
        token.attrs |= {"target": "_blank", "rel": "noopener noreferrer"}
    return renderer.renderToken(tokens, index, options, env)
