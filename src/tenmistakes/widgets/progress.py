"""The buttons of the start page: refresh, take the answers along, bring some in."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import traitlets
from anywidget import AnyWidget

from tenmistakes import showing
from tenmistakes.answers import portable
from tenmistakes.answers.files import Unusable
from tenmistakes.answers.progress import folders, read_everything
from tenmistakes.widgets import assets

WORDS = (
    "Your answers are kept beside your notebooks and nowhere else. To go on at another computer, save a copy "
    f"here, take the file {portable.NAME} along, and bring it in there. What is there already stays; where "
    "both have an answer, the later one counts."
)


class ProgressWidget(AnyWidget):
    """Works on all answers of the workspace whose start page is in ``start``; ``look`` shows the page anew.

    From the browser: ``{type: look | copy, view}``, ``{type: bring-in, view, name}`` with the file's bytes as
    buffer, or with its ``size`` where that is too large to send. To the browser:
    ``{type: told | copy, view, sentences, trouble}``; a copy has the file as buffer, and its ``name``.
    """

    _esm = assets.module("dom", "progress")
    _css = assets.style()

    words = traitlets.Unicode(WORDS).tag(sync=True)
    limit = traitlets.Int(portable.LIMIT).tag(sync=True)

    def __init__(self, start: Path, look: Callable[[], None]) -> None:
        super().__init__()
        self.serve(start, look)
        self.on_msg(self._heard)

    def serve(self, start: Path, look: Callable[[], None]) -> None:
        """Go on with this start page; the one before was shown by an earlier run of the cell."""
        self._start = start
        self._look = look

    def _heard(self, _: Any, message: Any, buffers: Any) -> None:
        if not isinstance(message, dict):
            return
        kind, view = message.get("type"), message.get("view")
        if kind == "look":
            self._look()
            self._tell(view, ["The page shows what is saved now."])
        elif kind == "copy":
            self._copy(view)
        elif kind == "bring-in":
            self._bring_in(view, message, buffers)

    def _copy(self, view: Any) -> None:
        kept = read_everything(folders(self._start))
        if not kept.records:
            self._tell(view, ["There is no answer to copy yet.", *kept.problems])
            return
        try:
            data = portable.pack(kept)
        except Unusable as error:
            self._tell(view, [f"The copy was not made: it {error}."], trouble=True)
            return
        number = len(kept.records)
        told = (
            f"Your answers to {number} notebook{'s' if number > 1 else ''} are in the file {portable.NAME}, "
            "where your browser keeps what it downloads."
        )
        self.send(
            {"type": "copy", "view": view, "name": portable.NAME, "sentences": [told, *kept.problems]},
            buffers=[data],
        )

    def _bring_in(self, view: Any, message: dict[str, Any], buffers: Any) -> None:
        name = str(message.get("name"))
        data = bytes(buffers[0]) if buffers else b""
        try:
            if not buffers:
                raise portable.too_large(name)
            brought = portable.bring_in(data, name, self._start)
        except portable.NotBroughtIn as refused:
            self._tell(view, [str(refused)], trouble=True)
            return
        self._look()
        self._tell(view, brought.told, trouble=bool(brought.problems))

    def _tell(self, view: Any, sentences: Sequence[str], trouble: bool = False) -> None:
        self.send({"type": "told", "view": view, "sentences": list(sentences), "trouble": trouble})

    def _repr_mimebundle_(self, **kwargs: Any) -> tuple[dict[str, Any], dict[str, Any]]:
        """The live view, and beside it what the buttons are for."""
        data, metadata = super()._repr_mimebundle_(**kwargs)  # type: ignore[misc]
        data["text/html"] = showing.boxed(
            f'<p class="tm-kicker"><strong>Your answers</strong></p><p>{WORDS}</p>', "tm-keeping"
        )
        data["text/plain"] = WORDS
        return data, metadata
