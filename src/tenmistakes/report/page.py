"""The report as one page that stands alone. What learners or a roster wrote is text in it, never HTML."""

from collections.abc import Sequence
from html import escape
from pathlib import Path

from tenmistakes.grading.standalone import document, moment, number
from tenmistakes.grading.states import State
from tenmistakes.report import people
from tenmistakes.report.analysis import ExerciseFigures
from tenmistakes.report.making import Line, Report, Waiting
from tenmistakes.report.markup import HIDDEN, learners, table, who
from tenmistakes.report.notes import notes
from tenmistakes.report.people import Concern
from tenmistakes.report.records import Standing
from tenmistakes.report.section import section

_STYLE = Path(__file__).with_name("report.css")


def page(report: Report) -> str:
    """The whole page as HTML."""
    only = report.exercises[0] if len(report.exercises) == 1 else None
    heading = only.title if only else f"{len(report.exercises)} exercises"
    parts = [("glance", "At a glance", _glance(report))]
    if report.least is None:
        parts.append(("waiting", "Still to grade", _waiting(report.waiting)))
        parts.append(("hand", "Learners who need a hand", _hand(report.concerns)))
    parts += [(each.stem, each.title, section(each, report.least)) for each in report.exercises]
    if report.least is None:
        parts.append(("class", "The class, one by one", _class(report)))
    meanings = "".join(f"<li>{escape(each)}</li>\n" for each in notes(report.least))
    parts.append(("notes", "What the numbers mean", f'<ul class="notes">\n{meanings}</ul>\n'))
    links = "".join(f'<li><a href="#{name}">{escape(title)}</a></li>\n' for name, title, _ in parts)
    contents = f'<nav aria-label="On this page">\n<ul>\n{links}</ul>\n</nav>\n'
    cards = "".join(
        f'<section class="card" id="{name}" aria-labelledby="t-{name}">\n'
        f'<h2 id="t-{name}">{escape(title)}</h2>\n{body}</section>\n'
        for name, title, body in parts
    )
    return document(f"Report: {heading}", "report", heading, _under(report), contents + cards, _STYLE)


def _under(report: Report) -> str:
    if report.least is not None:
        return (
            f"Numbers of learners below {report.least} are hidden, and so is what would tell one of them. "
            "Nobody is named."
        )
    last = f" · last hand-in {moment(report.latest)}" if report.latest else ""
    return learners(len(report.lines)) + last


def _glance(report: Report) -> str:
    exercises = report.exercises
    there = {cell.words for figures in exercises for cell in figures.states if cell.count}
    states = [cell.words for cell in exercises[0].states if cell.words in there]
    heads = ["Exercise", "With marks", "Mean score", *(f"{state[:1].upper()}{state[1:]}" for state in states)]
    found = table("At a glance", heads, "".join(_glanced(figures, states) for figures in exercises))
    hardest = "".join(map(_hardest, exercises))
    if report.least is not None or not hardest:  # what is hidden may be the lowest share, or the most held
        return found
    return f'{found}<ul class="notes">\n{hardest}</ul>\n'


def _glanced(figures: ExerciseFigures, states: Sequence[str]) -> str:
    marked = HIDDEN if figures.marked is None else f"{figures.marked:,}"
    if figures.spread is not None:
        mean = f"{figures.spread.mean:.0%}"
    else:
        mean = "none" if figures.marked == 0 else HIDDEN
    count = {cell.words: cell.count for cell in figures.states}
    cells = "".join(f'<td data-state="{state}">{count[state]:,}</td>' for state in states)
    return (
        f'<tr data-exercise="{figures.stem}">'
        f'<th scope="row"><a href="#{figures.stem}">{escape(figures.title)}</a></th>'
        f"<td data-marked>{marked}</td><td data-mean>{mean}</td>{cells}</tr>\n"
    )


def _hardest(figures: ExerciseFigures) -> str:
    """The question with the lowest share of its points, and what most held in one question."""
    said = []
    if hard := [(item.share, item.question.label) for item in figures.items if item.share is not None]:
        share, label = min(hard, key=lambda each: each[0])
        said.append(f"The hardest question is “{label}” (mean share {share:.0%}).")
    held = [
        (cell.count, cell.words, item.question.label)
        for item in figures.items
        for cell in item.answers
        if cell.kind == "misconception" and cell.count
    ]
    if held:
        count, words, label = max(held, key=lambda each: each[0])
        said.append(
            f"The misconception held most is “{words}” ({count:,} of {figures.marked:,}, in “{label}”)."
        )
    if not said:
        return ""
    return f"<li><strong>Exercise {int(figures.stem[:2])}.</strong> {escape(' '.join(said))}</li>\n"


def _waiting(waiting: Sequence[Waiting]) -> str:
    if not waiting:
        return "<p>Nothing waits for a person.</p>\n"
    rows = "".join(map(_waits, waiting))
    return (
        "<p>They wait in formgrader, under Manual Grading. The rubric of a written answer is in the solution "
        f'of its exercise.</p>\n<ul class="notes">\n{rows}</ul>\n'
    )


def _waits(waiting: Waiting) -> str:
    students = ", ".join(f"<bdi>{escape(student)}</bdi>" for student in waiting.students)
    count = len(waiting.students)
    noun = ("text" if waiting.written else "answer") + ("" if count == 1 else "s")
    return (
        f'<li data-waiting="{waiting.stem}"><strong>Exercise {int(waiting.stem[:2])}, '
        f"{escape(waiting.label)}:</strong> <span>{count:,}</span> {noun}. "
        f"<details><summary>Whose they are</summary><p>{students}</p></details></li>\n"
    )


def _hand(concerns: Sequence[Concern]) -> str:
    rules = "".join(f"<li>{escape(rule)}</li>\n" for rule in people.RULES)
    why = f'<p class="soft">A learner is named here who</p>\n<ul class="notes soft">\n{rules}</ul>\n'
    if not concerns:
        return f"<p>Nobody, by these rules.</p>\n{why}"
    rows = "".join(
        f'<tr data-learner="{escape(each.learner.id)}"><th scope="row">{who(each.learner)}</th><td>'
        f"{''.join(f'<p>{escape(reason)}</p>' for reason in each.reasons)}</td></tr>\n"
        for each in concerns
    )
    said = f"<p>{learners(len(concerns))}, those with most reasons first.</p>\n"
    return f"{said}{table('Learners who need a hand', ['Learner', 'Why'], rows)}{why}"


def _class(report: Report) -> str:
    only = len(report.exercises) == 1
    heads = ["Learner"]
    for figures in report.exercises:
        name = "Points" if only else f"Exercise {int(figures.stem[:2])}"
        heads.append(f"{name}, of {number(figures.possible)}")
    heads.append("Handed in" if only else "Points in all")
    return table("The class, one by one", heads, "".join(_line(line, only) for line in report.lines))


def _line(line: Line, only: bool) -> str:
    cells = "".join(f"<td>{_standing(each)}</td>" for each in line.standings)
    if only:
        came = line.standings[0].timestamp
        last = moment(came) if came else "not known" if line.standings[0].has_marks else "no"
    else:
        totals = [each.total for each in line.standings if each.total is not None]
        last = number(sum(totals)) if totals else "none"
    return (
        f'<tr data-student="{escape(line.learner.id)}"><th scope="row">{who(line.learner)}</th>'
        f"{cells}<td>{last}</td></tr>\n"
    )


def _standing(standing: Standing) -> str:
    """Points and state in as few words as will do."""
    if standing.total is None:
        said = escape(standing.state)
    else:
        said = number(standing.total)
        if standing.state == State.NEEDS_REVIEW:
            said += " so far"
        if standing.penalty:
            said += f" after {number(standing.penalty)} off"
    return f"{said}, late" if standing.early is not None and standing.early < 0 else said
