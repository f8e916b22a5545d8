"""The report as one page that stands alone. What came from a learner or a roster is text in it, never HTML."""

from collections.abc import Iterable, Sequence
from html import escape
from pathlib import Path

from tenmistakes import showing
from tenmistakes.grading.standalone import document, moment, number
from tenmistakes.grading.states import State
from tenmistakes.questions.check import points_text
from tenmistakes.report import charts, people
from tenmistakes.report.analysis import FEWEST, Cell, ExerciseFigures, ItemFigures
from tenmistakes.report.making import Line, Report, Waiting
from tenmistakes.report.people import Concern
from tenmistakes.report.records import Learner, Standing

_STYLE = Path(__file__).with_name("report.css")
_CLEAR, _WEAK = 0.3, 0.1
"""A discrimination from the one on is clear, from the other on weak."""
HIDDEN = "hidden"


def page(report: Report) -> str:
    """The whole page as HTML."""
    single = len(report.exercises) == 1
    heading = report.exercises[0].title if single else f"{len(report.exercises)} exercises"
    parts = [("glance", "At a glance", _glance(report))]
    if report.least is None:
        parts.append(("waiting", "Still to grade", _waiting(report.waiting)))
        parts.append(("hand", "Learners who need a hand", _hand(report.concerns)))
    parts += [(figures.stem, figures.title, _exercise(figures, report.least)) for figures in report.exercises]
    if report.least is None:
        parts.append(("class", "The class, one by one", _lines(report)))
    parts.append(("notes", "What the numbers mean", _notes(report)))
    links = "".join(f'<li><a href="#{name}">{escape(title)}</a></li>\n' for name, title, _ in parts)
    sections = "".join(
        f'<section class="card" id="{name}" aria-labelledby="t-{name}">\n<h2 id="t-{name}">{escape(title)}</h2>\n'
        f"{body}</section>\n"
        for name, title, body in parts
    )
    contents = f'<nav aria-label="On this page">\n<ul>\n{links}</ul>\n</nav>\n'
    return document(f"Report: {heading}", "report", heading, _under(report), contents + sections, _STYLE)


def _under(report: Report) -> str:
    if report.least is not None:
        return (
            f"Numbers of learners below {report.least} are hidden, and so is everything that would give one "
            "away. Nobody is named."
        )
    said = _learners(len(report.lines))
    return f"{said} · last hand-in {moment(report.latest)}" if report.latest else said


def _glance(report: Report) -> str:
    states = [cell.words for cell in report.exercises[0].states]
    rows = "".join(_glanced(figures, states) for figures in report.exercises)
    heads = ["Exercise", "Have marks", "Mean score", *(state.capitalize() for state in states)]
    return _table("At a glance", heads, rows)


def _glanced(figures: ExerciseFigures, states: Sequence[str]) -> str:
    mean = HIDDEN if figures.marked is None or figures.spread is None and figures.marked else "–"
    if figures.spread is not None:
        mean = f"{figures.spread.mean:.0%}"
    counts = {cell.words: cell.count for cell in figures.states}
    cells = "".join(f'<td data-state="{state.replace(" ", "-")}">{counts[state]:,}</td>' for state in states)
    marked = HIDDEN if figures.marked is None else f"{figures.marked:,}"
    return (
        f'<tr data-exercise="{figures.stem}"><th scope="row"><a href="#{figures.stem}">'
        f"{escape(figures.title)}</a></th><td data-marked>{marked}</td><td data-mean>{mean}</td>{cells}</tr>\n"
    )


def _waiting(waiting: Sequence[Waiting]) -> str:
    if not waiting:
        return "<p>Nothing waits for a person.</p>\n"
    rows = "".join(
        f"<li><strong>Exercise {each.number}, {escape(each.label)}:</strong> "
        f"{_texts(each)} <details><summary>Whose</summary><p>{_ids(each.students)}</p></details></li>\n"
        for each in waiting
    )
    return (
        "<p>Read them in formgrader, under Manual Grading; the rubric is in the solution.</p>\n"
        f'<ul class="notes">\n{rows}</ul>\n'
    )


def _texts(waiting: Waiting) -> str:
    count = len(waiting.students)
    kind = ("text", "texts") if waiting.written else ("answer", "answers")
    return f'<span data-waiting="{escape(waiting.label)}">{count:,}</span> {kind[count != 1]}.'


def _ids(students: Iterable[str]) -> str:
    return ", ".join(f"<bdi>{escape(student)}</bdi>" for student in students)


def _hand(concerns: Sequence[Concern]) -> str:
    rules = "".join(f"<li>{escape(rule)}</li>\n" for rule in people.RULES)
    why = f'<p class="soft">A learner is named here who</p>\n<ul class="notes soft">\n{rules}</ul>\n'
    if not concerns:
        return f"<p>Nobody, by these rules.</p>\n{why}"
    rows = "".join(
        f'<tr data-learner="{escape(each.learner.id)}"><th scope="row">{_who(each.learner)}</th><td>'
        f"{''.join(f'<p>{escape(reason)}</p>' for reason in each.reasons)}</td></tr>\n"
        for each in concerns
    )
    return f"<p>{_learners(len(concerns))}, those with most reasons first.</p>\n{why}" + _table(
        "Learners who need a hand", ["Learner", "Why"], rows
    )


def _exercise(figures: ExerciseFigures, least: int | None) -> str:
    due = f"Due {moment(figures.due)}." if figures.due else "The gradebook has no due date for it."
    if figures.marked is None:
        return f"<p>Fewer than {least} learners have marks, so that nothing can be shown.</p>\n"
    if not figures.marked:
        return f"<p>{due} Nobody has marks yet.</p>\n"
    pictures = (
        _figure(
            charts.columns("Scores", figures.scores, _listed(figures.scores, "Scores")), _scored(figures)
        ),
        _figure(
            charts.columns("When it was handed in", figures.times, _listed(figures.times, "Handed in")),
            f"{due} {_late(figures)}".strip(),
        ),
    )
    rows = "".join(map(_row, figures.items))
    heads = ["Question", "Points", "Right", "Mean share", "Discrimination"]
    return (
        f"<p>{_learners(figures.marked)} with marks; {points_text(figures.possible)} to be had.</p>\n"
        f'<div class="pictures">\n{"".join(pictures)}</div>\n'
        f"{_table(f'Questions of {figures.title}', heads, rows)}"
        f'<div class="pictures">\n{"".join(_item(item, figures.marked) for item in figures.items)}</div>\n'
    )


def _row(item: ItemFigures) -> str:
    right = next((cell.count for cell in item.answers if cell.kind == "right"), None)
    if item.question.written:
        told = "by hand"
    else:
        told = HIDDEN if right is None else f"{right:,}"
    return (
        f'<tr data-item="{item.question.name}"><th scope="row">{escape(item.question.label)}</th>'
        f"<td>{number(item.question.points)}</td><td data-right>{told}</td>"
        f"<td data-share>{_share(item)}</td><td data-discrimination>{_discrimination(item)}</td></tr>\n"
    )


def _share(item: ItemFigures) -> str:
    if item.share is not None:
        return f"{item.share:.0%}"
    return item.without if item.question.written and item.without else HIDDEN


def _discrimination(item: ItemFigures) -> str:
    found = item.discrimination
    if found is None:
        return escape(item.without)
    word = (
        "clear" if found >= _CLEAR else "weak" if found >= _WEAK else "none" if found > -_WEAK else "reversed"
    )
    return f'{found:.2f} <span class="soft">{word}</span>'.replace("-", "\u2212")


def _item(item: ItemFigures, marked: int) -> str:
    words = f"{item.question.label}. {_listed(item.answers, '')}"
    kind = showing.KICKERS[item.question.kind]
    counts = " ".join(f"{cell.name or 'unknown'}={cell.count}" for cell in item.answers if cell.count)
    return (
        f'<section class="item" data-answers="{counts}">\n<h3>{escape(item.question.label)}</h3>\n'
        f'<p class="soft">{kind} · {points_text(item.question.points)}</p>\n'
        f"{_figure(charts.answers(item.answers, marked, words), _told(item, marked))}</section>\n"
    )


def _told(item: ItemFigures, marked: int) -> str:
    """What learners answered, in a sentence or two."""
    count = {cell.kind: cell.count for cell in reversed(item.answers)}
    if item.question.written:
        waiting = count.get("waiting", 0)
        return f"{waiting:,} of {marked:,} still to be read." if waiting else "Nothing waits to be read."
    said = f"{charts.of(count['right'], marked)} of {marked:,} answered right." if "right" in count else ""
    held = [cell for cell in item.answers if cell.kind == "misconception" and cell.count]
    if held:
        said += f" The commonest misconception: “{held[0].words}”, held by {held[0].count:,}."
    return said.strip()


def _scored(figures: ExerciseFigures) -> str:
    spread = figures.spread
    if spread is None:
        return "Shares of the points that are marked so far."
    said = f"Shares of the points that are marked so far. The mean is {spread.mean:.0%}"
    if spread.median is None:
        return f"{said}."
    return f"{said}, the median {spread.median:.0%}, the range {spread.low:.0%} to {spread.high:.0%}."


def _late(figures: ExerciseFigures) -> str:
    """How many came late; nothing where that cannot be said."""
    if figures.due is None or any(cell.kind == "hidden" for cell in figures.times):
        return ""
    late = sum(cell.count for cell in figures.times if cell.kind == "late")
    return f"{late:,} of {figures.marked:,} came late." if late else "Nobody came late."


def _lines(report: Report) -> str:
    possible = {figures.stem: figures.possible for figures in report.exercises}
    single = len(possible) == 1
    heads = ["Learner", "Name"]
    for stem, most in possible.items():
        heads.append(f"{'Points' if single else f'Exercise {int(stem[:2])}'}, of {number(most)}")
    heads.append("Handed in" if single else "In all")
    rows = "".join(_line(line, single) for line in report.lines)
    return _table("The class, one by one", heads, rows)


def _line(line: Line, single: bool) -> str:
    cells = "".join(f"<td>{_standing(each)}</td>" for each in line.standings)
    totals = [each.total for each in line.standings if each.total is not None]
    last = number(sum(totals)) if totals else "–"
    if single:
        came = line.standings[0].timestamp
        last = moment(came) if came else "–"
    learner = line.learner
    return (
        f'<tr data-student="{escape(learner.id)}"><th scope="row"><bdi>{escape(learner.id)}</bdi></th>'
        f"<td><bdi>{escape(learner.name)}</bdi></td>{cells}<td>{last}</td></tr>\n"
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
            said += f", {number(standing.penalty)} taken off"
    return f"{said}, late" if standing.early is not None and standing.early < 0 else said


def _notes(report: Report) -> str:
    said = [
        "Everything but the table of the class is about learners who have marks. Who handed in nothing, or "
        "nothing that could be graded, is not counted as zero.",
        "Points are those that count: a person's where a person gave some, else the grader's. The late penalty "
        "is taken off in the table of the class, and nowhere else.",
        "Scores are shares of the points that are marked so far, so that a text nobody has read yet pulls "
        "nobody down.",
        "Mean share: the mean of a question's points, as a share of what it gives; how easy it was. Who left it "
        "blank counts with 0. A written answer has one when all texts are read.",
        "Discrimination: the correlation between a question's points and the points of the other questions "
        "that the grader marks, the question itself left out (item-rest correlation; for a question that is "
        "all or nothing the corrected point-biserial one). From 0.3 on it tells those who understood from those "
        "who did not (clear), from 0.1 on a little (weak); below \u22120.1 those who did well elsewhere did "
        "worse here (reversed): look at the question. "
        f"With fewer than {FEWEST} learners, or where all have the same points, there is no such number.",
        "Misconceptions: each answer is told about one at most, so that each learner is in one bar of a picture.",
        "Late: after the due date in the gradebook and the learner's extension. Times are UTC. Work whose time "
        "nobody knows is not late.",
    ]
    if report.least is not None:
        said.append(
            f"Hidden: numbers from 1 to {report.least - 1}. They are put together with others until more than one "
            "number would fit. Where that was done, means that would tell the number are hidden too, and "
            "correlations have one decimal place. Who has no marks is in no table. Two such reports of the "
            "same class at different times, or of a class and a part of it, can still tell what changed "
            "between them: publish one."
        )
    return '<ul class="notes">\n' + "".join(f"<li>{escape(each)}</li>\n" for each in said) + "</ul>\n"


def _listed(cells: Sequence[Cell], about: str) -> str:
    """A table in words, for who does not see its picture."""
    said = "; ".join(f"{cell.words}: {cell.count:,}" for cell in cells if cell.count)
    return f"{about}: {said}." if about else f"{said}."


def _figure(svg: str, words: str) -> str:
    return f"<figure>{svg}<figcaption>{escape(words)}</figcaption></figure>\n"


def _table(name: str, heads: Sequence[str], rows: str) -> str:
    """A table that scrolls by itself where the window is narrow."""
    head = "".join(f'<th scope="col">{escape(each)}</th>' for each in heads)
    return (
        f'<div class="wide" role="region" aria-label="{escape(name)}" tabindex="0">\n<table>\n'
        f"<thead><tr>{head}</tr></thead>\n<tbody>\n{rows}</tbody>\n</table>\n</div>\n"
    )


def _who(learner: Learner) -> str:
    name = f" <bdi>{escape(learner.name)}</bdi>" if learner.name else ""
    return f"<bdi><strong>{escape(learner.id)}</strong></bdi>{name}"


def _learners(count: int) -> str:
    return f"{count:,} {'learner' if count == 1 else 'learners'}"
