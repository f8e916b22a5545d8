"""The widget of a simulation: predict first, then move the sliders and watch the picture follow."""

import re
from collections.abc import Mapping
from html import escape
from typing import Any

import traitlets
from anywidget import AnyWidget

from tenmistakes import showing, sources
from tenmistakes.answers.session import Session
from tenmistakes.answers.store import Unsaved
from tenmistakes.models import base
from tenmistakes.plots import moving
from tenmistakes.questions import Unknown, find, is_outdated, revision
from tenmistakes.questions.kinds import Estimate, FromModel
from tenmistakes.questions.loading import Mistake, load
from tenmistakes.questions.views import inline_html
from tenmistakes.widgets import assets
from tenmistakes.widgets.question import SAVED
from tenmistakes.widgets.turns import Turns

PREFIX = "tm-picture-"
"""Stands before every id in the picture; each view puts its own in its place."""
COMMITTED = {"state": "saved", "text": "Prediction saved"}
NO_NUMBER = "Your prediction was not saved: it is not a number. Write down a number and try again."
_CITED = re.compile(r"\[@?([A-Za-z][\w.-]*)\]")


class SimulationWidget(AnyWidget):
    """Shows the simulation ``full_id``; with ``predict``, once that estimate is committed and saved.

    From the browser: ``{type: move, view, seq, values}``, ``{type: hello, view, seq}``,
    ``{type: predict, view, seq, value}``. To the browser: ``{type: frame, view, seq, values, paths, words,
    numbers}`` (the only thing sent at a step of a slider), ``{type: saved | unsaved, view, seq, text}``.
    """

    _esm = assets.module("dom", "order", "controls", "saving", "simulation")
    _css = assets.style()

    simulation = traitlets.Dict().tag(sync=True)
    prediction = traitlets.Any(None, allow_none=True).tag(sync=True)
    """The prediction that is saved, a finite number; None as long as there is none."""
    status = traitlets.Dict().tag(sync=True)

    def __init__(self, session: Session, full_id: str, predict: str | None = None) -> None:
        self._session = session
        self._turns = Turns()
        slug, _, name = full_id.partition("/")
        mistake = load(slug)
        try:
            self._model = base.simulation(slug, name)
        except (KeyError, ModuleNotFoundError):
            raise Unknown(f"There is no simulation '{name}' in '{slug}'.") from None
        self._predict_id = predict
        self._predict = _estimate(predict) if predict else None
        self._values = {**self._model.defaults(), **_start(self._predict, slug, name)}
        frame = self._model.frame(self._values)
        self._drawing = moving.picture(slug, self._model, frame, PREFIX)
        super().__init__(simulation=self._described(full_id, mistake, frame))
        self.refresh()
        self.on_msg(self._heard)

    def _described(self, full_id: str, mistake: Mistake, frame: base.Frame) -> dict[str, Any]:
        cited = sources.load(mistake.place.folder)
        predict = None
        if self._predict is not None:
            question, its_mistake, number = self._predict
            predict = {**showing.asked(question, its_mistake, explains=True), "number": number}
        return {
            "id": full_id,
            "title": self._model.title,
            "equation": self._model.equation,
            "prefix": PREFIX,
            "says": self._model.says,
            "svg": self._drawing.svg,
            "words": frame.words,
            "numbers": _plain(frame.numbers),
            "start": dict(self._values),
            "parameters": [_parameter(p, cited) for p in self._model.parameters],
            "predict": predict,
        }

    def resume(self, session: Session) -> bool:
        """Go on in ``session``; False if what it shows has changed, so that a new widget is needed."""
        slug, _, name = self.simulation["id"].partition("/")
        if self._predict_id and _estimate(self._predict_id) != self._predict:
            return False
        if base.simulation(slug, name) != self._model:
            return False
        self._session = session
        self.refresh()
        return True

    def refresh(self) -> None:
        """Show the prediction that is saved now."""
        if self._predict_id is None or self._predict is None:
            return
        entry = self._session.answer(self._predict_id)
        if (
            entry is not None
            and showing.is_number(entry.value)
            and not is_outdated(entry.revision, self._predict[0])
        ):
            self._show(entry.value, SAVED)
        else:
            self._show(None, {})

    def _show(self, prediction: float | None, status: dict[str, str]) -> None:
        with self._turns, self.hold_sync():
            self.prediction = prediction
            self.status = status

    def _heard(self, _: Any, message: Any, __: Any) -> None:
        if isinstance(message, dict):
            with self._turns:
                self._hear(message)

    def _hear(self, message: dict[str, Any]) -> None:
        kind, view, seq = message.get("type"), message.get("view"), message.get("seq")
        if kind in ("move", "predict") and self._turns.overtaken(view, seq):
            return
        if kind == "move":
            self._move(message.get("values"))
            self.send(self._frame(view, seq))
        elif kind == "hello":
            self.send(self._frame(view, seq))
        elif kind == "predict" and self._predict is not None:
            self._commit(message.get("value"), view, seq)

    def _move(self, values: Any) -> None:
        """Take over what is a number, held inside its slider's range."""
        if not isinstance(values, dict):
            return
        for parameter in self._model.parameters:
            value = values.get(parameter.name)
            if isinstance(value, int | float) and value == value:  # not NaN
                self._values[parameter.name] = float(min(max(value, parameter.low), parameter.high))

    def _frame(self, view: Any, seq: Any) -> dict[str, Any]:
        frame = self._model.frame(self._values)
        update = self._drawing.update(frame)
        return {
            "type": "frame",
            "view": view,
            "seq": seq,
            "values": self._values,
            "numbers": _plain(frame.numbers),
            **update,
        }

    def _commit(self, value: Any, view: Any, seq: Any) -> None:
        """Save the prediction; it counts, and the result is shown, only once it is saved."""

        def reply(kind: str, text: str) -> None:
            self.send({"type": kind, "text": text, "view": view, "seq": seq})

        if not showing.is_number(value):
            reply("unsaved", NO_NUMBER)
            return
        try:
            self._session.save(self._predict_id, value, revision(self._predict[0]))
        except Unsaved as unsaved:
            reply("unsaved", str(unsaved))
            return
        # First to the view it came from, which goes on from there; the other views learn it from the traits.
        reply("saved", COMMITTED["text"])
        self._show(value, COMMITTED)

    def _repr_mimebundle_(self, **kwargs: Any) -> tuple[dict[str, Any], dict[str, Any]]:
        """The live view, and beside it the picture at the current settings, in HTML and in words."""
        data, metadata = super()._repr_mimebundle_(**kwargs)  # type: ignore[misc]
        data["text/html"], data["text/plain"] = self.still()
        return data, metadata

    def still(self) -> tuple[str, str]:
        """The simulation at its current settings, as HTML and as text."""
        frame = self._model.frame(self._values)
        slug, _, name = self.simulation["id"].partition("/")
        drawing = moving.picture(slug, self._model, frame, f"{slug}-{name}-")
        settings = "; ".join(
            f"{p.label}: {showing.number_text(self._values[p.name])} {p.unit}" for p in self._model.parameters
        )
        said = self._said()
        html = showing.boxed(
            '<p class="tm-kicker"><strong>Simulation</strong></p>'
            f'<p class="tm-title"><strong>{escape(self._model.title)}</strong></p>'
            f"{f'<p>{escape(said)}</p>' if said else ''}"
            f'<div class="tm-picture">{drawing.svg}</div><p class="tm-words">{escape(frame.words)}</p>'
            f'<p class="tm-note">{escape(settings)}.</p>',
            "tm-simulation",
        )
        lines = [f"Simulation: {self._model.title}", said, frame.words, f"{settings}."]
        return html, "\n".join(line for line in lines if line)

    def _said(self) -> str:
        if self._predict is None:
            return ""
        question = self._predict[0]
        if self.prediction is None:
            return f"Predict first: {showing.message_text(question.prompt)}"
        return f"You predicted {showing.number_text(self.prediction)} {question.unit}."


def _estimate(full_id: str) -> tuple[Estimate, Mistake, str | None]:
    """The question to be answered first, and which of the model's numbers it is about."""
    mistake, question = find(full_id)
    if not isinstance(question, Estimate):
        raise Unknown(f"'{full_id}' cannot be predicted: it is not an estimate.")
    return question, mistake, question.truth.number if isinstance(question.truth, FromModel) else None


def _start(predict: tuple[Estimate, Mistake, str | None] | None, slug: str, name: str) -> dict[str, float]:
    """The sliders start where the prediction was asked for, so that the two can be compared at once."""
    if predict is None:
        return {}
    question, mistake, _ = predict
    truth = question.truth
    same = isinstance(truth, FromModel) and (mistake.slug, truth.simulation) == (slug, name)
    return dict(truth.at) if same else {}


def _parameter(parameter: base.Parameter, cited: Mapping[str, sources.Source]) -> dict[str, Any]:
    return {
        "name": parameter.name,
        "label": parameter.label,
        "unit": parameter.unit,
        "default": parameter.default,
        "low": parameter.low,
        "high": parameter.high,
        "step": parameter.step,
        "source_html": _source_html(parameter.source, cited),
        "note_html": _CITED.sub(lambda m: _source_html(m[1], cited), escape(parameter.note)),
    }


def _source_html(name: str, cited: Mapping[str, sources.Source]) -> str:
    """A source's label, linked; "illustrative" where a number only shows how the model behaves."""
    if name not in cited:
        return escape(name)
    return inline_html(sources.inline([name], cited)[1:-1])


def _plain(numbers: Mapping[str, float]) -> dict[str, float]:
    return {name: float(number) for name, number in numbers.items()}
