"""What a result looks like: the same words for a live widget, for the HTML that stands for it, and as text.

Everything here is data and HTML from Markdown with raw HTML off; no widget is needed.
"""

import math
from contextlib import suppress
from html import escape
from importlib import import_module
from typing import Any

from tenmistakes.models import base
from tenmistakes.questions import Mistake, Outcome, Question, Result, check
from tenmistakes.questions.check import points_text
from tenmistakes.questions.kinds import Plan
from tenmistakes.questions.views import message_html, message_text, public

KICKERS = {
    "choose-one": "Choose one",
    "choose-several": "Choose all that apply",
    "order": "Put in order",
    "match": "Match",
    "estimate": "Estimate",
    "plan": "Decide",
    "written": "In your own words",
}
MARKS = {
    Outcome.RIGHT: ("✓", "Right"),
    Outcome.PARTLY: ("◐", "Partly"),
    Outcome.NOT_YET: ("✕", "Not yet"),
    Outcome.NOT_ATTEMPTED: ("–", "Not attempted"),
}


def number_text(number: float) -> str:
    """``41,000`` or ``2.5``: as the widgets write numbers."""
    return f"{number:,.0f}" if abs(number) >= 100 else f"{number:,.2f}".rstrip("0").rstrip(".")


def is_number(value: Any) -> bool:
    """Whether a value can be shown as a number: neither a bool nor infinite nor more than a float holds."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return False
    try:
        return math.isfinite(value)
    except OverflowError:
        return False


def asked(question: Question, mistake: Mistake, explains: bool) -> dict[str, Any]:
    """The public view of a question with the words around it."""
    view = public(question, mistake)
    view |= {
        "kicker": KICKERS[question.kind],
        "points_text": points_text(question.points) if question.points else "",
    }
    if not explains:
        view["hints"] = 0
    return view


def in_words(result: Result) -> dict[str, Any]:
    """A result as the learner reads it: outcome, points and message."""
    mark, word = MARKS[result.outcome]
    return {
        "outcome": result.outcome.value,
        "mark": mark,
        "word": word,
        "points_text": f"{result.points:g} of {points_text(result.possible)}" if result.possible else "",
        "message_html": message_html(result.message),
        "message_text": message_text(result.message),
    }


def explained(result: Result, question: Question, mistake: Mistake) -> dict[str, Any]:
    """A result as the learner sees it: in words and, for a plan, with its picture."""
    shown = in_words(result)
    if isinstance(question, Plan) and "best" in result.detail:
        space = base.plan_space(mistake.slug, question.space)
        # A picture that cannot be drawn must cost neither the words nor, in grading, the points.
        with suppress(Exception):
            shown["picture_html"] = plan_picture(
                mistake.slug, space, result.detail["mine"], result.detail["best"]
            )
    return shown


def plan_picture(slug: str, space: base.PlanSpace, mine: base.PlanReport, best: base.PlanReport) -> str:
    """The learner's plan beside the best one within the budget, with its words."""
    plans = import_module("tenmistakes.plots.plans")  # a picture is nothing that grading should depend on
    return str(plans.compare(slug, space, mine, best).html())


NO_FORMULAS = "tex2jax_ignore mathjax_ignore"
"""The classes of what MathJax, old and new, must leave alone: in it a dollar sign is money."""


def boxed(html: str, classes: str = "") -> str:
    """A box on the page, without formulas."""
    return f'<div class="{f"tm-box {classes}".strip()} {NO_FORMULAS}">{html}</div>'


def question_html(view: dict[str, Any], answer: Any, shown: dict[str, Any] | None) -> str:
    """The question as HTML that needs nothing to run: what is asked, what was chosen, what it earned."""
    points = f' <span class="tm-points">{escape(view["points_text"])}</span>' if view["points_text"] else ""
    return boxed(
        f'<p class="tm-kicker"><strong>{view["kicker"]}</strong>{points}</p>'
        f'<div class="tm-prompt">{view["prompt_html"]}</div>'
        f"{_BODIES[view['kind']](view, answer)}{verdict_html(shown) if shown else ''}",
        "tm-question",
    )


def verdict_html(shown: dict[str, Any]) -> str:
    """Outcome, points and message."""
    earned = f' <span class="tm-earned">{escape(shown["points_text"])}</span>' if shown["points_text"] else ""
    picture = f'<div class="tm-picture">{shown["picture_html"]}</div>' if shown.get("picture_html") else ""
    return (
        f'<div class="tm-verdict" data-outcome="{shown["outcome"]}"><p class="tm-verdict-head">'
        f'<span aria-hidden="true">{shown["mark"]}</span> <strong>{shown["word"]}</strong>{earned}</p>'
        f'<div class="tm-prose">{shown["message_html"]}</div>{picture}</div>'
    )


def question_plain(view: dict[str, Any], answer: Any, shown: dict[str, Any] | None) -> str:
    """The question as text, for a terminal and for whatever shows no HTML."""
    head = " · ".join(part for part in (view["kicker"], view["points_text"]) if part)
    lines = [head, view["prompt_text"], *_TEXTS[view["kind"]](view, answer)]
    if shown:
        earned = f" ({shown['points_text']})" if shown["points_text"] else ""
        lines.append(f"{shown['word']}{earned}. {shown['message_text']}".strip())
    return "\n".join(lines)


def _chosen(answer: Any) -> list[Any]:
    return answer if isinstance(answer, list) else [answer]


def _choice_html(view: dict[str, Any], answer: Any) -> str:
    rows = "".join(
        f"<li><strong>Your choice:</strong> {option['html']}</li>"
        if option["id"] in _chosen(answer)
        else f"<li>{option['html']}</li>"
        for option in view["options"]
    )
    return f'<ul class="tm-list">{rows}</ul>'


def _choice_text(view: dict[str, Any], answer: Any) -> list[str]:
    return [f"[{'x' if o['id'] in _chosen(answer) else ' '}] {o['text']}" for o in view["options"]]


def _is_order(view: dict[str, Any], answer: Any) -> bool:
    """Whether every item has its place."""
    if not isinstance(answer, list) or not all(isinstance(name, str) for name in answer):
        return False
    return sorted(answer) == sorted(item["id"] for item in view["items"])


def _ordered(view: dict[str, Any], answer: Any) -> list[dict[str, Any]]:
    items = {item["id"]: item for item in view["items"]}
    return [items[name] for name in answer] if _is_order(view, answer) else view["items"]


def _order_html(view: dict[str, Any], answer: Any) -> str:
    word = "Your order:" if _is_order(view, answer) else "To be put in order:"
    rows = "".join(f"<li>{item['html']}</li>" for item in _ordered(view, answer))
    return f'<p class="tm-note">{word}</p><ol class="tm-list">{rows}</ol>'


def _order_text(view: dict[str, Any], answer: Any) -> list[str]:
    return [f"{place}. {item['text']}" for place, item in enumerate(_ordered(view, answer), 1)]


def _pairs(view: dict[str, Any], answer: Any) -> list[tuple[dict[str, Any], dict[str, Any] | None]]:
    """Rows of a match or a plan, each with the target or choice taken."""
    given = answer if isinstance(answer, dict) else {}
    rows = view["decisions"] if view["kind"] == "plan" else view["items"]
    pairs = []
    for row in rows:
        choices = row["choices"] if view["kind"] == "plan" else view["targets"]
        pairs.append((row, next((c for c in choices if c["id"] == given.get(row["id"])), None)))
    return pairs


def _pairs_html(view: dict[str, Any], answer: Any) -> str:
    rows = []
    for row, taken in _pairs(view, answer):
        if taken:
            rows.append(f"<li>{row['html']} <strong>Your choice:</strong> {taken['html']}</li>")
        else:
            choices = row["choices"] if view["kind"] == "plan" else []
            offered = "; ".join(_priced(choice, "html") for choice in choices)
            rows.append(f"<li>{row['html']}{f' <em>{offered}</em>' if offered else ''}</li>")
    return f'<ul class="tm-list">{"".join(rows)}</ul><p class="tm-note">{_frame(view, "html")}</p>'


def _pairs_text(view: dict[str, Any], answer: Any) -> list[str]:
    rows = [f"- {row['text']} -> {taken['text'] if taken else '?'}" for row, taken in _pairs(view, answer)]
    return [*rows, _frame(view, "text")]


def _frame(view: dict[str, Any], form: str) -> str:
    """What is there to choose from: the targets of a match, the budget of a plan."""
    if view["kind"] == "plan":
        return f"Budget: {number_text(view['budget'])} {escape(view['budget_unit'])}."
    return f"To choose from: {'; '.join(target[form] for target in view['targets'])}."


def _priced(choice: dict[str, Any], form: str) -> str:
    return f"{choice[form]} ({number_text(choice['cost'])})" if choice["cost"] else choice[form]


def _estimate_text(view: dict[str, Any], answer: Any) -> list[str]:
    lines = [f"A number from {number_text(view['low'])} to {number_text(view['high'])} {view['unit']}."]
    if is_number(answer):
        lines.append(f"Your estimate: {number_text(answer)} {view['unit']}.")
    return lines


def _estimate_html(view: dict[str, Any], answer: Any) -> str:
    return "".join(f"<p>{escape(line)}</p>" for line in _estimate_text(view, answer))


def _written_text(view: dict[str, Any], answer: Any) -> list[str]:
    aim = [f"Aim for about {view['words']} words."] if view["words"] else []
    return [*aim, *([f"Your text: {answer}"] if isinstance(answer, str) and answer.strip() else [])]


def _written_html(view: dict[str, Any], answer: Any) -> str:
    return "".join(f"<p>{escape(line)}</p>" for line in _written_text(view, answer)).replace("\n", "<br>")


_BODIES = {
    "choose-one": _choice_html,
    "choose-several": _choice_html,
    "order": _order_html,
    "match": _pairs_html,
    "plan": _pairs_html,
    "estimate": _estimate_html,
    "written": _written_html,
}
_TEXTS = {
    "choose-one": _choice_text,
    "choose-several": _choice_text,
    "order": _order_text,
    "match": _pairs_text,
    "plan": _pairs_text,
    "estimate": _estimate_text,
    "written": _written_text,
}


def checked(question: Question, mistake: Mistake, answer: Any) -> dict[str, Any]:
    """Check an answer and show the result."""
    return explained(check(question, answer, mistake), question, mistake)


def answer_text(view: dict, answer: object) -> str:
    """A learner's answer in words, on one line; ``view`` is the public view of its question."""
    return (" → " if view["kind"] == "order" else "; ").join(_said(view, answer))


def answer_html(view: dict, answer: object) -> str:
    """The same as HTML: what was answered in several rows, or put in an order, is a list."""
    said = [escape(part) for part in _said(view, answer)]
    if len(said) < 2:
        return "".join(said)
    tag = "ol" if view["kind"] == "order" else "ul"
    return f'<{tag} class="tm-list">{"".join(f"<li>{part}</li>" for part in said)}</{tag}>'


def _said(view: dict, answer: object) -> list[str]:
    labels = {
        entry["id"]: entry["text"]
        for part in ("options", "items", "targets", "decisions")
        for entry in view.get(part, ())
    }
    if view["kind"] in ("choose-one", "choose-several"):
        return [labels.get(str(name), str(name)) for name in _chosen(answer)]
    if view["kind"] == "order" and isinstance(answer, list):
        return [labels.get(str(name), str(name)) for name in answer]
    if isinstance(answer, dict):
        choices = {
            (row["id"], choice["id"]): choice["text"]
            for row in view.get("decisions", ())
            for choice in row["choices"]
        }
        pairs = ((str(row), str(taken)) for row, taken in answer.items())
        return [
            f"{_asking(labels.get(row, row))} {choices.get((row, taken)) or labels.get(taken, taken)}"
            for row, taken in pairs
        ]
    if is_number(answer):
        return [f"{number_text(answer)} {view.get('unit', '')}".strip()]
    return [str(answer)]


def _asking(label: str) -> str:
    """A label before its answer: a colon after it, unless it asks already."""
    return label if "?" in label else f"{label}:"
