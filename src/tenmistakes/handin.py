"""What an exercise does at its end: hand the answers in, and score them while nbgrader runs it.

nbgrader reads a score off the last value of a grading cell, takes any text on stderr for a failure and any
value that is no plain float for full marks. So :func:`score` is silent, gives a float, and never raises.
"""

import logging
import os
import sys
import warnings
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stderr
from html import escape
from io import StringIO
from pathlib import Path
from textwrap import shorten
from typing import Any

from IPython.core.getipython import get_ipython
from IPython.display import display

from tenmistakes import showing
from tenmistakes.answers import embedding
from tenmistakes.answers.schema import Entry
from tenmistakes.answers.session import NotOpened, Session, current
from tenmistakes.questions import (
    Mistake,
    Outcome,
    Question,
    Refused,
    Result,
    Unknown,
    check,
    check_saved,
    find,
    load,
    revision,
)
from tenmistakes.questions.key import right_answer
from tenmistakes.questions.kinds import Written

_MODEL_ANSWERS = "The answers in this notebook are the course's own: it is a solution."

_IN_A_BROWSER = sys.platform == "emscripten"
_SAVE = "Save the notebook, then hand it in."
_DOWNLOAD = "Choose File > Save Notebook, then File > Download. The file you get is what you hand in."

_solution: Session | None = None
"""The session that shows model answers, if this kernel runs a solution."""


def score(full_id: str) -> float | None:
    """Give nbgrader the points of a question, and the learner its outcome and message.

    Outside nbgrader it does nothing. Where the course explains after grading, Validate is told no more than
    whether there is an answer: a value of 0, or all the points there are.
    """
    if not os.environ.get("NBGRADER_EXECUTION"):
        return None
    with _silent():
        try:
            return _score(full_id)
        except Exception as error:  # noqa: BLE001  whatever is wrong, a traceback would say less than this
            _show(
                "This question could not be scored, through no fault of yours. Please ask the person who "
                f"grades to look at it by hand. ({full_id}: {type(error).__name__}: {error})"
            )
            return 0.0


def _score(full_id: str) -> float:
    mistake, question = find(full_id)
    session = current()
    result = result_of(session.answer(full_id), question, mistake)
    if os.environ["NBGRADER_EXECUTION"] == "validate" and not session.explains:
        attempted = result.outcome is not Outcome.NOT_ATTEMPTED
        _show("There is an answer to this question." if attempted else result.message)
        return float(question.points) if attempted else 0.0
    if session.explains and result.outcome is not Outcome.NOT_ATTEMPTED:
        # The question above has said the rest.
        shown = showing.in_words(result) | {"message_html": "", "message_text": ""}
    else:
        shown = showing.explained(result, question, mistake)
    text = f"{shown['word']} ({shown['points_text']}). {shown['message_text']}".strip()
    _show(text, showing.boxed(showing.verdict_html(shown)))
    return float(result.points)


def result_of(entry: Entry | None, question: Question, mistake: Mistake) -> Result:
    """What a saved answer receives."""
    if entry is None:
        return check(question, None, mistake)
    return check_saved(question, entry.value, entry.revision, mistake)


@contextmanager
def _silent() -> Iterator[None]:
    """Keep warnings, log lines and stray prints away from stderr: nbgrader takes them for a wrong answer."""
    disabled = logging.root.manager.disable
    logging.disable(logging.CRITICAL)
    try:
        with warnings.catch_warnings(), redirect_stderr(StringIO()), _mute():
            warnings.simplefilter("ignore")
            yield
    finally:
        logging.disable(disabled)


@contextmanager
def _mute() -> Iterator[None]:
    """The same for what a library's C code, or a program it starts, writes to the descriptor itself.

    The kernel shows that as well: fontconfig, which matplotlib asks for fonts, may complain there.
    """
    try:
        kept = os.dup(2)
    except OSError:  # there is none: nothing can be written to it
        yield
        return
    try:
        with Path(os.devnull).open("wb") as nowhere:
            os.dup2(nowhere.fileno(), 2)
        yield
    finally:
        os.dup2(kept, 2)
        os.close(kept)


def hand_in() -> None:
    """Write the answers into this cell's own source, and show which answers will be graded.

    So the notebook alone is a complete submission. In a solution, and while nbgrader runs the notebook,
    the cell is left as it is.
    """
    try:
        session = current()
        rows = [_row(session, question, mistake) for mistake, question in _graded(session.slug)]
    except (NotOpened, Refused, Unknown) as problem:
        _show(str(problem))
        return
    shell = get_ipython()
    if shell is not None and not session.read_only and session is not _solution:
        _replace_source(shell, embedding.write(session.entries()))
    title = f"These answers will be graded. {_DOWNLOAD if _IN_A_BROWSER else _SAVE}"
    notes = [*session.problems, *(_difference(item.question) for item in session.differences)]
    text = "\n".join([title, *(f"- {name}: {said}" for name, said, _ in rows), *notes])
    body = "".join(f'<tr><th scope="row">{escape(name)}</th><td>{html}</td></tr>' for name, _, html in rows)
    _show(
        text,
        showing.boxed(
            f'<p><strong>{title}</strong></p><table class="tm-table"><thead><tr>'
            f'<th scope="col">Question</th><th scope="col">Your answer</th></tr></thead><tbody>{body}</tbody>'
            f"</table>{''.join(f'<p>{escape(note)}</p>' for note in notes)}"
        ),
    )


def _replace_source(shell: Any, text: str) -> None:
    """Have the notebook put ``text`` in place of the source of the cell that is being run."""
    if _IN_A_BROWSER:
        # In a browser the shell keeps what it is given for a terminal: say it as a kernel elsewhere does.
        shell.payload_manager.write_payload({"source": "set_next_input", "text": text, "replace": True})
    else:
        shell.set_next_input(text, replace=True)


def _difference(full_id: str) -> str:
    return f"{full_id}: the answers file and the notebook differ; the later answer, shown here, counts."


def _graded(slug: str) -> list[tuple[Mistake, Question]]:
    mistake = load(slug)
    questions = mistake.questions.values()
    return [(mistake, question) for question in questions if question.points]


def _row(session: Session, question: Question, mistake: Mistake) -> tuple[str, str, str]:
    """A question's name, and what will be graded as text and as HTML."""
    view = showing.asked(question, mistake, explains=False)
    name = shorten(view["prompt_text"].split("\n")[0], 90, placeholder=" …")
    entry = session.answer(mistake.full_id(question))
    if isinstance(question, Written):
        said = "what you write in its cell"
    elif entry is None or result_of(entry, question, mistake).outcome is Outcome.NOT_ATTEMPTED:
        said = "no answer yet"
    else:
        return name, showing.answer_text(view, entry.value), showing.answer_html(view, entry.value)
    return name, said, said


def model_answers() -> None:
    """Answer the exercise with its own key, in memory only. A solution does this; a release cannot."""
    global _solution
    try:
        session = current()
        graded = [(m, q) for m, q in _graded(session.slug) if not isinstance(q, Written)]
    except (NotOpened, Refused, Unknown) as problem:
        _show(str(problem))
        return
    session.use(
        {m.full_id(q): right_answer(q, m.slug) for m, q in graded},
        {m.full_id(q): revision(q) for m, q in graded},
    )
    _solution = session
    _show(_MODEL_ANSWERS)


def _show(text: str, html: str | None = None) -> None:
    display(
        {"text/plain": text, "text/html": html or showing.boxed(f"<p>{escape(text)}</p>")},
        raw=True,
    )
