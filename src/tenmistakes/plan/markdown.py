"""The plan as Markdown: the same words as the page, for a wiki, an e-mail or a repository."""

from collections.abc import Iterator

from tenmistakes.plan.page import ABOUT, GOALLESS, NAMELESS, NOTHING_OPEN, UNANSWERED
from tenmistakes.plan.plan import STANDINGS, Plan, Point, spoken_day
from tenmistakes.plan.text import in_markdown


def markdown(plan: Plan) -> str:
    """The whole plan, the notes from the lessons in full at its end."""
    return "\n".join(_lines(plan)) + "\n"


def _lines(plan: Plan) -> Iterator[str]:
    yield f"# Plan: {in_markdown(plan.brand) or NAMELESS}"
    yield ""
    yield f"**Goal:** {in_markdown(plan.goal) or GOALLESS}"
    if plan.author:
        yield f"\n**By:** {in_markdown(plan.author)}"
    if plan.as_of:
        yield f"\n**As of:** {spoken_day(plan.as_of)}"
    counted = (f"{STANDINGS[standing][1].lower()}: {number}" for standing, number in plan.counted())
    yield f"\n**Ten checks:** {'; '.join(counted)}"
    yield "\n## What stays open\n"
    for point in plan.open_points:
        words = " ".join([point.risk, *point.gaps])
        yield f"- **{point.check.title}** ({STANDINGS[point.standing][1].lower()}). {words}"
    if not plan.open_points:
        yield NOTHING_OPEN
    yield "\n## The ten checks"
    for point in plan.points:
        yield from _check(point)
    if any(point.entry for point in plan.points):
        yield "\n## Our notes from the lessons"
    for point in plan.points:
        if point.entry:
            yield f"\n### Notes: {point.check.title.lower()}"
        for text in point.entry:
            yield f"\n> “{in_markdown(text)}”"
    yield f"\n---\n\n{ABOUT}"


def _check(point: Point) -> Iterator[str]:
    mark, word = STANDINGS[point.standing]
    yield f"\n### {point.number}. {point.check.title}\n"
    yield f"{point.check.ask}\n"
    yield f"- **{mark} {word}.** {point.now.text if point.now else UNANSWERED}"
    given = [
        ("What we know", point.known),
        ("What we will do", point.do),
        ("Who", point.who),
        ("By when", point.when),
        ("Sign of success", point.sign),
    ]
    for name, text in given:
        if text:
            yield f"- **{name}:** {in_markdown(text)}"
