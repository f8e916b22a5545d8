"""A form: a choice, perhaps, and lines of text, saved together like any answer. It has no key."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from html import escape
from typing import Any

import traitlets
from anywidget import AnyWidget

from tenmistakes import showing
from tenmistakes.answers.session import Session
from tenmistakes.answers.store import Unsaved
from tenmistakes.plan.plan import value_of
from tenmistakes.widgets import assets, papers
from tenmistakes.widgets.turns import Turns

_SAVED = {"state": "saved", "text": "Saved"}
GOOD = "What good looks like:"
_LONGEST = 2000
"""Letters in a field: a page to hand over has no room for more."""


@dataclass(frozen=True)
class Field:
    """A line of text in a form, or several if it is ``long``."""

    name: str
    label: str
    note: str = ""
    long: bool = False


class FormWidget(AnyWidget):
    """A form whose fields are saved together, in ``session``, as the answer ``full_id``.

    ``describe`` gives what the browser shows. From the browser: ``{type: answer, view, seq, value}``. To the
    browser: ``{type: saved | unsaved, view, seq, text}``.
    """

    _esm = assets.module("dom", "order", "controls", "saving", "form")
    _css = assets.style()

    form = traitlets.Dict().tag(sync=True)
    value = traitlets.Dict().tag(sync=True)
    status = traitlets.Dict().tag(sync=True)

    def __init__(self, session: Session, full_id: str, describe: Callable[[Session], dict[str, Any]]) -> None:
        self._session, self._full_id, self._describe = session, full_id, describe
        self._turns = Turns()
        super().__init__(form=describe(session))
        self._refresh()
        self.on_msg(self._heard)

    def resume(self, session: Session) -> bool:
        """Go on in ``session``, with whatever has been written in the lessons since."""
        self._session = session
        self.form = self._describe(session)
        self._refresh()
        return True

    def _refresh(self) -> None:
        entry = self._session.answer(self._full_id)
        with self._turns, self.hold_sync():
            self.value = texts(value_of(entry))
            self.status = {} if entry is None else _SAVED

    def _heard(self, _: Any, message: Any, __: Any) -> None:
        if isinstance(message, dict):
            with self._turns:
                self._hear(message)

    def _hear(self, message: dict[str, Any]) -> None:
        if message.get("type") != "answer":
            return
        view, seq, given = message.get("view"), message.get("seq"), texts(message.get("value"))
        if self._turns.overtaken(view, seq):
            return
        saved = value_of(self._session.answer(self._full_id))
        try:
            # What another version of the course saved under other names is kept.
            self._session.save(self._full_id, saved | given, "")
        except Unsaved as unsaved:
            status = {"state": "unsaved", "text": str(unsaved)}
        else:
            status = _SAVED
        with self.hold_sync():
            self.value = given
            self.status = status
        self.send({"type": status["state"], "text": status["text"], "view": view, "seq": seq})
        papers.refresh()

    def _repr_mimebundle_(self, **kwargs: Any) -> tuple[dict[str, Any], dict[str, Any]]:
        """The live view, and beside it the form as HTML and as text."""
        data, metadata = super()._repr_mimebundle_(**kwargs)  # type: ignore[misc]
        data["text/html"], data["text/plain"] = self.still()
        return data, metadata

    def still(self) -> tuple[str, str]:
        """The form without a widget, as HTML and as text: what is asked, and what was answered."""
        return still(self.form, self.value)


def form(full_id: str, kicker: str, prompt_html: str, fields: list[Field]) -> dict[str, Any]:
    """What the browser shows of a form without a choice; a caller may add to it."""
    return {
        "id": full_id,
        "kicker": kicker,
        "prompt_html": prompt_html,
        "good": GOOD,
        "good_html": "",
        "options": [],
        "aside_html": "",
        "fields": [vars(field) for field in fields],
        "longest": _LONGEST,
    }


def still(form: dict[str, Any], value: Mapping[str, str]) -> tuple[str, str]:
    """A form without a widget, as HTML and as text: what is asked, and what was answered."""
    parts = [
        f'<p class="tm-kicker"><strong>{escape(form["kicker"])}</strong></p>',
        f'<div class="tm-prompt">{form["prompt_html"]}</div>',
    ]
    if form["good_html"]:
        parts.append(f'<p class="tm-good"><strong>{GOOD}</strong> {form["good_html"]}</p>')
    if form["options"]:
        parts.append(_list(_option(option, value) for option in form["options"]))
    if form["aside_html"]:
        parts.append(f'<div class="tm-aside">{form["aside_html"]}</div>')
    parts.append(_list(_field(field, value) for field in form["fields"]))
    lines = [form["kicker"]]
    lines += [f"[{'x' if o['id'] == value.get('now') else ' '}] {o['text']}" for o in form["options"]]
    lines += [f"{f['label']} {value.get(f['name'], '')}".rstrip() for f in form["fields"]]
    return showing.boxed("".join(parts), "tm-form"), "\n".join(lines)


def texts(value: object) -> dict[str, str]:
    """What a form can show of a saved value: its texts, whatever else there is."""
    given = value.items() if isinstance(value, dict) else ()
    return {str(name): text for name, text in given if isinstance(text, str)}


def _option(option: Mapping[str, str], value: Mapping[str, str]) -> str:
    chosen = "<strong>Your choice:</strong> " if option["id"] == value.get("now") else ""
    return chosen + option["html"]


def _field(field: Mapping[str, str], value: Mapping[str, str]) -> str:
    given = value.get(field["name"])
    said = f'<span dir="auto">{escape(given)}</span>' if given else f"<em>{escape(field['note'])}</em>"
    return f"<strong>{escape(field['label'])}</strong> {said}"


def _list(items: Iterable[str]) -> str:
    return f'<ul class="tm-list">{"".join(f"<li>{item}</li>" for item in items)}</ul>'
