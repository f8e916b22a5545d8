"""The part of the page that is about one exercise."""

from html import escape

from tenmistakes import showing
from tenmistakes.grading.standalone import moment, number
from tenmistakes.questions.check import points_text
from tenmistakes.report import charts
from tenmistakes.report.analysis import NO_TIME, ExerciseFigures, ItemFigures
from tenmistakes.report.hiding import PLACES
from tenmistakes.report.markup import HIDDEN, figure, in_words, learners, table
from tenmistakes.report.notes import strength


def section(figures: ExerciseFigures, least: int | None) -> str:
    """Scores, times, questions and what was answered, as HTML."""
    if figures.marked is None:
        return f"<p>Fewer than {least} learners have marks, so nothing is shown.</p>\n"
    if not figures.marked:
        return "<p>Nobody has marks yet.</p>\n"
    heads = ["Question", "Points", "Right", "Mean share", "Discrimination"]
    places = 2 if least is None else PLACES
    rows = "".join(_row(item, places) for item in figures.items)
    return (
        f"<p>{learners(figures.marked)} with marks, {points_text(figures.possible)} to be had.</p>\n"
        f'<div class="pictures">\n{_scores(figures)}{_times(figures)}</div>\n'
        f"{table(f'{figures.title}: the questions', heads, rows)}"
        f'<div class="pictures">\n{"".join(_item(item, figures.marked) for item in figures.items)}</div>\n'
    )


def _scores(figures: ExerciseFigures) -> str:
    words = "Shares of the points that are marked so far."
    spread = figures.spread
    if spread is not None:
        words += f" The mean is {spread.mean:.0%}"
        if spread.median is not None:
            words += f", the median {spread.median:.0%}; they go from {spread.low:.0%} to {spread.high:.0%}"
        words += "."
    return figure(charts.columns("Scores", figures.scores, f"Scores. {in_words(figures.scores)}"), words)


def _times(figures: ExerciseFigures) -> str:
    title = "When it was handed in"
    words = "The gradebook has no due date for it."
    if figures.due:
        words = f"Due {moment(figures.due)}. {_late(figures)}"
    return figure(charts.columns(title, figures.times, f"{title}. {in_words(figures.times)}"), words.strip())


def _late(figures: ExerciseFigures) -> str:
    """How many came late; nothing where that is hidden."""
    if any(cell.kind == "hidden" for cell in figures.times):
        return ""
    late = sum(cell.count for cell in figures.times if cell.kind == "late")
    timed = sum(cell.count for cell in figures.times if cell.words != NO_TIME)
    if not timed:
        return "When they came is not known."
    if timed < figures.marked:  # and of the others nobody can tell
        return f"Of the {timed:,} of whom it is known when, {f'{late:,}' if late else 'nobody'} came late."
    return f"{late:,} of {figures.marked:,} came late." if late else "Nobody came late."


def _row(item: ItemFigures, places: int) -> str:
    right = {cell.name: f"{cell.count:,}" for cell in item.answers}.get("right", HIDDEN)
    return (
        f'<tr data-item="{item.question.name}"><th scope="row">{escape(item.question.label)}</th>'
        f"<td>{number(item.question.points)}</td>"
        f"<td data-right>{'by hand' if item.question.written else right}</td>"
        f"<td data-share>{_share(item)}</td>"
        f"<td data-discrimination>{_discrimination(item, places)}</td></tr>\n"
    )


def _share(item: ItemFigures) -> str:
    if item.share is not None:
        return f"{item.share:.0%}"
    return HIDDEN if item.scored is None else "not yet"


def _discrimination(item: ItemFigures, places: int) -> str:
    if item.discrimination is None:
        return escape(item.without)
    said = f"{item.discrimination:.{places}f}"
    return f'{said.replace("-", chr(0x2212))} <span class="soft">{strength(item.discrimination)}</span>'


def _item(item: ItemFigures, marked: int) -> str:
    label = escape(item.question.label)
    words = f"{item.question.label}. {in_words(item.answers)}"
    counts = " ".join(f"{cell.name or 'unknown'}={cell.count}" for cell in item.answers if cell.count)
    return (
        f'<section class="item" data-item="{item.question.name}" data-answers="{escape(counts)}">\n'
        f"<h3>{label}</h3>\n"
        f'<p class="soft">{showing.KICKERS[item.question.kind]} · {points_text(item.question.points)}</p>\n'
        f"{figure(charts.answers(item.answers, marked, words), _told(item, marked))}</section>\n"
    )


def _told(item: ItemFigures, marked: int) -> str:
    """What learners answered, in a sentence or two."""
    count = {cell.name: cell.count for cell in item.answers}
    if item.question.written:
        if "hidden" in count and "waiting" not in count:
            return ""  # whether any wait is hidden
        waiting = count.get("waiting", 0)
        return f"{waiting:,} of {marked:,} still to be read." if waiting else "Nothing waits to be read."
    said = []
    if "right" in count:
        said.append(f"{charts.of(count['right'], marked)} of {marked:,} answered right.")
    held = next((cell for cell in item.answers if cell.kind == "misconception" and cell.count), None)
    if held:
        said.append(f"The commonest misconception: “{held.words}” ({held.count:,}).")
    return " ".join(said)
