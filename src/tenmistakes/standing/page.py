"""Where the learner stands, as HTML that needs nothing to run, and as text."""

from html import escape

from tenmistakes import showing
from tenmistakes.questions.check import points_text
from tenmistakes.questions.views import inline_html, message_text
from tenmistakes.standing.advice import advise
from tenmistakes.standing.figures import Exercise, Lesson, Missed, Part, Row, Standing


def html(standing: Standing) -> str:
    """What to do next, the figures, and each mistake with what was missed in it."""
    return showing.boxed(
        f"{_next_html(standing)}{_figures_html(standing)}"
        f'<ol class="tm-contents">{"".join(_row_html(row, standing) for row in standing.rows)}</ol>'
        f"{_leaves_html(standing)}{_problems_html(standing)}",
        "tm-progress",
    )


def plain(standing: Standing) -> str:
    """The same as text: one line a mistake, and one for each thing that was missed."""
    lines = []
    if advice := advise(standing):
        lines.append(f"Next: {advice.sentence} {advice.why}")
    lines += [f"{name}: {value}{f' ({note})' if note else ''}" for name, value, note in figures(standing)]
    for row in standing.rows:
        parts = "; ".join(f"{_kind(part).lower()}: {words(part)}" for part in row.parts) or "coming"
        lines.append(f"{row.number}. {row.title} ({parts})")
        lines += [f"   - {message_text(m.idea)} See “{m.heading}” in the lesson." for m in row.missed]
        lines += [f"   - {_outdated(row)}"] if row.outdated else []
    return "\n".join([*lines, *standing.problems])


def figures(standing: Standing) -> list[tuple[str, str, str]]:
    """The four figures of the whole course: name, value, and a note that says what it counts."""
    lessons, exercises = standing.lessons, standing.exercises
    done = sum(lesson.finished for lesson in lessons)
    checks = sum(lesson.checks for lesson in lessons)
    right, at_first = sum(lesson.right for lesson in lessons), sum(lesson.at_first for lesson in lessons)
    begun = sum(lesson.begun and not lesson.finished for lesson in lessons)
    return [
        ("Lessons", f"{done} of {len(lessons)} finished", f"{begun} more begun" if begun else ""),
        ("Checks", f"{right} of {checks} right", f"{at_first} at the first try"),
        ("Exercises", *_points(exercises)),
        ("Plans", *_plans(exercises)),
    ]


def _points(exercises: list[Exercise]) -> tuple[str, str]:
    possible, read = sum(e.points for e in exercises), sum(e.read for e in exercises)
    person = f"a person gives up to {read:g} more" if read else ""
    if any(e.earned is None for e in exercises):
        answered, asked = sum(e.answered for e in exercises), sum(e.of for e in exercises)
        return f"{answered} of {asked} answered", "points come with the feedback"
    earned = sum(e.earned or 0 for e in exercises)
    return f"{earned:g} of {points_text(possible)} so far", person


def _plans(exercises: list[Exercise]) -> tuple[str, str]:
    if any(e.earned is None for e in exercises):
        return "in the exercises", "how good they are comes with the feedback"
    made = [e for e in exercises if e.plan is not None]
    best = sum(e.best for e in made)
    note = f"{best} as good as the best" if made else "one in each exercise"
    return f"{len(made)} of {len(exercises)} made", note


def words(part: Part) -> str:
    """How far a lesson or an exercise is: ``3 of 9 answered; 2 of 4 checks right, 1 at the first try``."""
    if part.of == 0:
        return "nothing to answer"
    if not part.begun:
        return f"not started, {part.of} to answer"
    told = f"all {part.of} answered" if part.answered == part.of else f"{part.answered} of {part.of} answered"
    return "; ".join([told, *_more(part)])


def _more(part: Part) -> list[str]:
    match part:
        case Lesson(checks=checks, right=right, at_first=first) if checks:
            return [f"{right} of {checks} checks right, {first} at the first try"]
        case Exercise(earned=float() | int() as earned):
            return [
                f"{earned:g} of {points_text(part.points)}",
                *([_plan(part)] if part.plan is not None else []),
            ]
    return []


def _plan(exercise: Exercise) -> str:
    """How close a plan comes to the best, in words."""
    assert exercise.plan is not None
    if exercise.best:
        return "your plan is as good as the best"
    share = min(99, round(100 * exercise.plan))
    if share <= 0:
        return "your plan does no better than having none"
    return f"your plan goes {share}% of the way from none to the best"


def _kind(part: Part) -> str:
    return "Exercise" if isinstance(part, Exercise) else "Lesson"


def _next_html(standing: Standing) -> str:
    advice = advise(standing)
    if advice is None:
        return ""
    return (
        f'<div class="tm-next"><p class="tm-kicker"><strong>What to do next</strong></p>'
        f'<p class="tm-title">{escape(advice.before)} '
        f'<a href="{escape(advice.link)}">{escape(advice.name)}</a></p>'
        f"<p>{escape(advice.why)}</p></div>"
    )


def _figures_html(standing: Standing) -> str:
    return f'<dl class="tm-figures">{"".join(_figure_html(*figure) for figure in figures(standing))}</dl>'


def _figure_html(name: str, value: str, note: str) -> str:
    beside = f'<span class="tm-note">{escape(note)}</span>' if note else ""
    return f"<div><dt>{escape(name)}</dt><dd>{escape(value)} {beside}</dd></div>"


def _row_html(row: Row, standing: Standing) -> str:
    title = f"<strong>{escape(row.title)}</strong>"
    if not row.parts:
        return f'<li value="{row.number}" class="tm-coming">{title} <span class="tm-note">coming</span></li>'
    latest = max(standing.rows, key=lambda other: other.last)
    outdated = f'<p class="tm-note">{_outdated(row)}</p>' if row.outdated else ""
    return (
        f'<li value="{row.number}">{title}{"".join(map(_part_html, row.parts))}{outdated}'
        f"{_missed_html(row.missed, row is latest)}</li>"
    )


def _part_html(part: Part) -> str:
    share = 100 * part.answered // part.of if part.of else 0
    bar = f'<span class="tm-bar" aria-hidden="true"><span style="width:{share}%"></span></span>'
    said, *more = words(part).split("; ")
    notes = "".join(f'<span class="tm-note tm-more">{escape(line)}</span>' for line in more)
    return (
        f'<p class="tm-part"><a href="{escape(part.link)}">{_kind(part)}</a> '
        f'<span class="tm-note">{said}</span>{bar}{notes}</p>'
    )


def _missed_html(missed: tuple[Missed, ...], opened: bool) -> str:
    """What to look at again; unfolded for the mistake that was worked on last."""
    if not missed:
        return ""
    count = "1 idea" if len(missed) == 1 else f"{len(missed)} ideas"
    items = "".join(
        f'<li>{inline_html(one.idea)} <span class="tm-note">See <a href="{escape(one.link)}">'
        f"{inline_html(one.heading)}</a></span></li>"
        for one in missed
    )
    return (
        f'<details class="tm-missed"{" open" if opened else ""}><summary>{count} to look at again</summary>'
        f'<ul class="tm-list">{items}</ul></details>'
    )


def _outdated(row: Row) -> str:
    if row.outdated == 1:
        return "One question has changed since you answered it; your answer to it no longer counts."
    return f"{row.outdated} questions have changed since you answered them; those answers no longer count."


def _leaves_html(standing: Standing) -> str:
    links = " · ".join(f'<a href="{escape(leaf.link)}">{escape(leaf.title)}</a>' for leaf in standing.leaves)
    return f'<p class="tm-leaves">Also in this course: {links}</p>' if links else ""


def _problems_html(standing: Standing) -> str:
    return "".join(
        f'<p class="tm-problem"><strong>Please note:</strong> {escape(sentence)}</p>'
        for sentence in standing.problems
    )
