"""The widget of one question: the learner answers in the browser, the kernel saves and explains."""

from contextlib import suppress
from typing import Any

import traitlets
from anywidget import AnyWidget

from tenmistakes import showing
from tenmistakes.answers.session import Session
from tenmistakes.answers.store import Unsaved
from tenmistakes.questions import Mistake, Question, find, is_outdated, revision
from tenmistakes.questions.kinds import Written
from tenmistakes.questions.views import message_html
from tenmistakes.widgets import assets
from tenmistakes.widgets.turns import Turns

CHANGED = "The question has changed since you answered it. Please answer it again."
SAVED = {"state": "saved", "text": "Saved"}


class QuestionWidget(AnyWidget):
    """Asks ``full_id`` and saves what is answered in ``session``.

    Everything the browser can see is in the traits and the messages below. Where the session does not explain
    (an exercise that is explained after grading), none of them depends on whether the answer is right.

    From the browser: ``{type: answer, view, seq, value}``, ``{type: check, view, value}``,
    ``{type: hint}``. To the browser: ``{type: saved | unsaved, view, seq, text}``,
    ``{type: result, view, value, result}``.
    """

    _esm = assets.module("dom", "order", "controls", "saving", "question")
    _css = assets.style()

    question = traitlets.Dict().tag(sync=True)
    explains = traitlets.Bool(False).tag(sync=True)
    value = traitlets.Any(None, allow_none=True).tag(sync=True)
    status = traitlets.Dict().tag(sync=True)
    result = traitlets.Any(None, allow_none=True).tag(sync=True)
    hints = traitlets.List().tag(sync=True)

    def __init__(self, session: Session, full_id: str) -> None:
        self._session = session
        self._mistake, self._question = find(full_id)
        self._full_id = full_id
        self._turns = Turns()
        explains = session.explains
        super().__init__(
            question=showing.asked(self._question, self._mistake, explains),
            explains=explains,
        )
        self.refresh()
        self.on_msg(self._heard)

    def resume(self, session: Session) -> bool:
        """Go on in ``session``; False if the question has changed, so that a new widget is needed."""
        if find(self._full_id)[1] != self._question or session.explains != self.explains:
            return False
        self._session = session
        self.refresh()
        return True

    def refresh(self) -> None:
        """Show what is saved now, from whichever notebook or tab it came."""
        entry = self._session.answer(self._full_id)
        if entry is None:
            self._show(None, {})
        elif is_outdated(entry.revision, self._question):
            self._show(None, {"state": "unsaved", "text": CHANGED})
        else:
            self._show(entry.value, SAVED)

    def _show(self, value: Any, status: dict[str, str]) -> None:
        with self._turns, self.hold_sync():
            self.value = value
            self.status = status
            self.result = _result(self._mistake, self._question, value) if self.explains else None

    def _heard(self, _: Any, message: Any, __: Any) -> None:
        if isinstance(message, dict):
            with self._turns:
                self._hear(message)

    def _hear(self, message: dict[str, Any]) -> None:
        kind, view = message.get("type"), message.get("view")
        if kind == "answer":
            self._answer(message.get("value"), view, message.get("seq"))
        elif kind == "check" and self.explains:
            self._check(message.get("value"), view)
        elif kind == "hint" and self.explains:
            shown = [message_html(hint) for hint in self._question.hints[: len(self.hints) + 1]]
            self.hints = shown

    def _answer(self, value: Any, view: Any, seq: Any) -> None:
        """Save, and only then say so; where it fails, say why and keep what was chosen on screen."""
        if self._turns.overtaken(view, seq):
            return
        try:
            self._save(value)
        except Unsaved as unsaved:
            status = {"state": "unsaved", "text": str(unsaved)}
        else:
            status = SAVED
        with self.hold_sync():
            self.value = value
            self.status = status
            self.result = None
        self.send({"type": status["state"], "text": status["text"], "view": view, "seq": seq})

    def _save(self, value: Any) -> None:
        """Save an answer, unless it was sent again: two alike in a row have a meaning of their own."""
        now = revision(self._question)
        last = self._session.history(self._full_id)[-1:]
        if [(entry.value, entry.revision) for entry in last] != [(value, now)]:
            self._session.save(self._full_id, value, now)

    def _check(self, value: Any, view: Any) -> None:
        """Explain an answer; another one may have been given meanwhile, on this page or on another."""
        self._try(value)
        result = showing.checked(self._question, self._mistake, value)
        if value == self.value:
            self.result = result
        self.send({"type": "result", "view": view, "value": value, "result": result})

    def _try(self, value: Any) -> None:
        """Save a checked answer once more: two alike in a row tell a try from what came on the way to it.

        The start page counts what was right at the first try.
        """
        past = [entry.value for entry in self._session.history(self._full_id)[-2:]]
        if past[-1:] == [value] and past != [value, value]:
            with suppress(Unsaved):  # what counts is saved already
                self._session.save(self._full_id, value, revision(self._question))

    def _repr_mimebundle_(self, **kwargs: Any) -> tuple[dict[str, Any], dict[str, Any]]:
        """The live view, and beside it the question as HTML and as text."""
        data, metadata = super()._repr_mimebundle_(**kwargs)  # type: ignore[misc]
        data["text/html"] = showing.question_html(self.question, self.value, self.result)
        data["text/plain"] = showing.question_plain(self.question, self.value, self.result)
        return data, metadata


def still(session: Session, full_id: str) -> tuple[str, str]:
    """The question without a widget, as HTML and as text."""
    mistake, question = find(full_id)
    entry = session.answer(full_id)
    usable = entry is not None and not is_outdated(entry.revision, question)
    value = entry.value if entry is not None and usable else None
    shown = _result(mistake, question, value) if session.explains else None
    view = showing.asked(question, mistake, session.explains)
    return showing.question_html(view, value, shown), showing.question_plain(view, value, shown)


def _result(mistake: Mistake, question: Question, value: Any) -> dict[str, Any] | None:
    """What a saved answer earned; nothing for an untouched question and for a text, which a person reads."""
    if value is None or isinstance(question, Written):
        return None
    return showing.checked(question, mistake, value)
