"""The forms of the learner's own plan, as data for the form widget."""

from html import escape
from typing import Any

from tenmistakes import content
from tenmistakes.anchors import anchor
from tenmistakes.answers.session import Session
from tenmistakes.plan import checks, state
from tenmistakes.plan.certificate import NAME
from tenmistakes.plan.plan import BRAND, STANDINGS, Point, full_id, own_brand
from tenmistakes.questions import Unknown, find
from tenmistakes.questions.views import inline_html, message_html
from tenmistakes.widgets.forms import Field, form

_OUTCOMES = {"settled": "right", "started": "partly", "open": "not-attempted", "mistake": "not-yet"}
"""The style of a standing, by the names that the style sheet has for results."""


def brand_form(session: Session) -> dict[str, Any]:
    """The form for the brand, its goal and who makes the plan."""
    fields = [
        Field("brand", "The brand"),
        Field("author", "Your name", "It stands on the page. You may leave it out."),
        Field("goal", "What is it to achieve, and by when?", "A sentence you would defend.", long=True),
    ]
    return form(BRAND, "Your brand", message_html("Whom is this plan for?"), fields)


def check_form(session: Session, slug: str) -> dict[str, Any]:
    """The form of one check; raises :class:`Unknown` if there is none of that name."""
    known = checks.load()
    if slug not in (check.slug for check in known):
        raise Unknown(f"There is no check '{slug}'; there are {', '.join(check.slug for check in known)}.")
    point = next(p for p in state.current_plan(session).points if p.check.slug == slug)
    check = point.check
    fields = [
        Field("known", "What do you know about it so far?", long=True),
        Field("do", "What will you do?", f"For example: {check.do}", long=True),
        Field("who", "Who does it?", "One name"),
        Field("when", "By when?", "A day, or a month"),
        Field("sign", "How will you see that it worked?", f"For example: {check.sign}", long=True),
    ]
    options = [
        {
            "id": option.id,
            "html": inline_html(option.text),
            "text": option.text,
            "outcome": _OUTCOMES[option.standing],
            "mark": STANDINGS[option.standing][0],
            "word": STANDINGS[option.standing][1],
            "means_html": _meaning(point, option),
        }
        for option in check.options
    ]
    described = form(full_id(slug), f"Check {point.number} of {len(known)}", message_html(check.ask), fields)
    return described | {
        "good_html": inline_html(check.good),
        "options": options,
        "aside_html": _aside(point),
    }


def name_form(session: Session) -> dict[str, Any]:
    """The form for the name on the certificate."""
    prompt = message_html("What name shall stand on your certificate?")
    return form(NAME, "Your name", prompt, [Field("name", "Name")])


def _meaning(point: Point, option: checks.Option) -> str:
    if option.standing == "mistake":
        return f"<p>{escape(option.risk)} {_link(point, option.see)}</p>"
    return f"<p>{escape(point.check.risk)}</p>" if option.standing != "settled" else ""


def _link(point: Point, heading: str) -> str:
    """A link to a section of the check's lesson."""
    href = f"{content.place(point.check.slug).stem}.ipynb#{anchor(heading)}"
    words = f"Lesson {point.number}: {heading}"
    return f'<a href="{escape(href)}" target="_blank" rel="noopener">{escape(words)}</a>'


def _aside(point: Point) -> str:
    """The lesson's own entry, or where to write it and what it would be about."""
    link = _link(point, "Your own brand")
    if point.entry:
        said = "".join(f'<p dir="auto">{escape(text)}</p>' for text in point.entry)
        return f"<p><strong>You wrote in the lesson</strong> ({link}):</p><blockquote>{said}</blockquote>"
    _, question = find(own_brand(point.check.slug))
    return (
        f"<p><strong>The lesson would ask you</strong> ({link}):</p>"
        f"<blockquote>{message_html(question.prompt)}</blockquote>"
    )
