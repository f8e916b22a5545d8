"""The page to hand over, as HTML: a document that needs nothing else, or its body alone for a preview."""

from html import escape
from importlib.resources import files
from textwrap import shorten

from tenmistakes.document import alone
from tenmistakes.plan.checks import Standing
from tenmistakes.plan.plan import STANDINGS, Plan, Point, spoken_day
from tenmistakes.plan.text import in_html

NAMELESS = "A brand without a name yet"
GOALLESS = "No goal is written down yet."
UNANSWERED = "Nobody has answered this yet."
NOTHING_OPEN = "Nothing: all ten are in place, by our own account."
ABOUT = (
    "This plan was made with the course Ten Mistakes. The answers are our own view of our own work; nobody "
    "has checked them."
)
_LONGEST_NOTE = 280
"""Characters of a lesson's entry that stand in a check; the whole of it stands at the end."""


def style(name: str) -> str:
    """A style sheet of this package."""
    return (files(__package__) / f"{name}.css").read_text(encoding="utf-8")


def html(plan: Plan) -> str:
    """The plan as a page of its own."""
    return alone(f"{plan.brand or NAMELESS}: plan", style("paper") + style("page"), body(plan), "plan")


def body(plan: Plan, top: int = 1) -> str:
    """What the page says; its title is a heading of the level ``top``."""
    head, part, check = (f"h{top + below}" for below in range(3))
    checks = "\n".join(_check(point, check) for point in plan.points)
    return (
        f'<article class="tm-page">\n<header>\n'
        f'<p class="tm-over">Social media marketing: a plan in ten checks</p>\n'
        f"<{head}>{in_html(plan.brand) if plan.brand else NAMELESS}</{head}>\n"
        f'<p class="tm-goal">{in_html(plan.goal) if plan.goal else GOALLESS}</p>\n'
        f"{_by(plan)}</header>\n{_tally(plan)}\n"
        f'<section class="tm-open">\n<{part}>What stays open</{part}>\n{_open(plan)}\n</section>\n'
        f"<section>\n<{part}>The ten checks</{part}>\n{checks}\n</section>\n"
        f"{_notes(plan, part)}<footer><p>{ABOUT}</p></footer>\n</article>"
    )


def _by(plan: Plan) -> str:
    said = [f"By {in_html(plan.author)}"] if plan.author else []
    said += [f"as of {spoken_day(plan.as_of)}"] if plan.as_of else []
    line = ", ".join(said)
    return f'<p class="tm-by">{line[0].upper()}{line[1:]}</p>\n' if line else ""


def _tally(plan: Plan) -> str:
    items = "".join(f"<li>{_standing(standing, number)}</li>" for standing, number in plan.counted())
    return f'<ul class="tm-tally">{items}</ul>'


def _open(plan: Plan) -> str:
    if not plan.open_points:
        return f"<p>{NOTHING_OPEN}</p>"
    items = "\n".join(
        f"<li>{_standing(point.standing)} <strong>{escape(point.check.title)}.</strong> "
        f"{escape(' '.join([point.risk, *point.gaps]))}</li>"
        for point in plan.open_points
    )
    return f"<ul>\n{items}\n</ul>"


def _standing(standing: Standing | None, number: int | None = None) -> str:
    """A standing by its mark and its word; with how many checks have it, if that is given."""
    mark, word = STANDINGS[standing]
    counted = "" if number is None else f": {number}"
    return (
        f'<span class="tm-standing" data-standing="{standing or "unanswered"}">'
        f'<span aria-hidden="true">{mark}</span> {word}{counted}</span>'
    )


def _check(point: Point, heading: str) -> str:
    noted = shorten(" ".join(point.entry), _LONGEST_NOTE, placeholder=" …")
    now = escape(point.now.text) if point.now else UNANSWERED
    known = _rows([("What we know", point.known), ("From our notes", "" if point.known else noted)])
    planned = _rows(
        [
            ("What we will do", point.do),
            ("Who", point.who),
            ("By when", point.when),
            ("Sign of success", point.sign),
        ]
    )
    return (
        f'<section class="tm-check">\n<{heading}><span class="tm-nth">{point.number}</span> '
        f"{escape(point.check.title)}</{heading}>\n"
        f'<div class="tm-stands"><p class="tm-ask">{escape(point.check.ask)}</p>'
        f'<p class="tm-now">{_standing(point.standing)} {now}</p>{known}</div>\n'
        f'<div class="tm-planned">{planned}</div>\n</section>'
    )


def _rows(given: list[tuple[str, str]]) -> str:
    rows = "".join(f"<div><dt>{name}</dt><dd>{in_html(text)}</dd></div>" for name, text in given if text)
    return f"<dl>{rows}</dl>" if rows else ""


def _notes(plan: Plan, heading: str) -> str:
    """The entries from the lessons in full: for the screen, where there is room."""
    entries = [
        f"<div><dt>{escape(point.check.title)}</dt>"
        f"{''.join(f'<dd>{in_html(text)}</dd>' for text in point.entry)}</div>\n"
        for point in plan.points
        if point.entry
    ]
    if not entries:
        return ""
    return (
        f'<section class="tm-notes">\n<{heading}>Our notes from the lessons</{heading}>\n'
        f"<dl>\n{''.join(entries)}</dl>\n</section>\n"
    )
