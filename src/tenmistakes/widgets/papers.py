"""The pages that the learner's answers become: a preview that follows them, files, and the printer."""

from html import escape
from typing import Any
from weakref import WeakSet

import traitlets
from anywidget import AnyWidget

from tenmistakes import showing
from tenmistakes.answers.session import Session
from tenmistakes.plan import certificate, files, finishing, markdown, page, state
from tenmistakes.widgets import assets


class PaperWidget(AnyWidget):
    """A page made from what is saved: a preview that follows the answers, and what can be done with it.

    From the browser: ``{type: write | print | again, view}``. To the browser: ``{type, view, state, text}``,
    with the ``html`` of the whole document where it is to be printed.
    """

    _esm = assets.module("dom", "paper")
    _css = assets.style() + page.style("page") + page.style("certificate")

    label = traitlets.Unicode().tag(sync=True)
    html = traitlets.Unicode().tag(sync=True)
    actions = traitlets.List().tag(sync=True)

    def __init__(self, session: Session) -> None:
        self._session = session
        super().__init__()
        self.refresh()
        self.on_msg(self._heard)
        _shown.add(self)

    def resume(self, session: Session) -> bool:
        """Go on in ``session``."""
        self._session = session
        self.refresh()
        return True

    def refresh(self) -> None:
        """Make the preview anew from what is saved."""
        raise NotImplementedError

    def plain(self) -> str:
        """The page as text."""
        raise NotImplementedError

    def document(self) -> str:
        """The page as a document of its own."""
        raise NotImplementedError

    def contents(self) -> dict[str, bytes]:
        """The files that hold it, by name."""
        raise NotImplementedError

    def note(self) -> str:
        """What else the learner should know about the files, in a sentence; mostly nothing."""
        return ""

    def _heard(self, _: Any, message: Any, __: Any) -> None:
        if not isinstance(message, dict):
            return
        kind, view = message.get("type"), message.get("view")
        reply = {"type": kind, "view": view, "state": "", "text": ""}
        if kind == "again":
            self.refresh()
        elif kind == "print":
            reply |= {"type": "document", "html": self.document()}
        elif kind == "write":
            reply |= self._write()
        else:
            return
        self.send(reply)

    def _write(self) -> dict[str, str]:
        contents = self.contents()
        if not contents:
            return {"state": "unsaved", "text": "There is nothing to write yet."}
        try:
            written = files.write(self._session, contents)
        except files.Unwritten as unwritten:
            return {"state": "unsaved", "text": str(unwritten)}
        names = " and ".join(file.name for file in written)
        said = [f"Written beside this notebook: {names}.", *(file.sentence for file in written), self.note()]
        return {"state": "saved", "text": " ".join(filter(None, said))}

    def _repr_mimebundle_(self, **kwargs: Any) -> tuple[dict[str, Any], dict[str, Any]]:
        """The live view, and beside it the page as HTML and as text."""
        data, metadata = super()._repr_mimebundle_(**kwargs)  # type: ignore[misc]
        data["text/html"], data["text/plain"] = self.still()
        return data, metadata

    def still(self) -> tuple[str, str]:
        """The page without a widget, as HTML and as text."""
        return showing.boxed(self.html, "tm-paper"), self.plain()


_shown: WeakSet[PaperWidget] = WeakSet()
"""Every page shown in this kernel."""


def refresh() -> None:
    """Make every page shown in this kernel anew: something was saved."""
    for paper in list(_shown):
        paper.refresh()


_PRINT = {"type": "print", "label": "Print, or save as PDF"}


class PlanPaper(PaperWidget):
    """The plan to hand over."""

    def refresh(self) -> None:
        """Make the preview anew from what is saved."""
        self._plan = state.current_plan(self._session)
        with self.hold_sync():
            self.label = "Your plan"
            self.html = page.body(self._plan, top=3)
            self.actions = [{"type": "write", "label": "Write my-plan.html and my-plan.md"}, _PRINT]

    def plain(self) -> str:
        """The plan as Markdown."""
        return markdown.markdown(self._plan)

    def document(self) -> str:
        """The plan as a page of its own."""
        return page.html(self._plan)

    def contents(self) -> dict[str, bytes]:
        """The page, and the same as Markdown."""
        return {"my-plan.html": self.document().encode(), "my-plan.md": self.plain().encode()}


class CertificatePaper(PaperWidget):
    """The certificate, or what is still to be done for it."""

    def refresh(self) -> None:
        """Look what is done, and show the certificate or what is left."""
        lessons, answers = state.lessons(self._session), self._session.entries()
        plan = state.current_plan(self._session, lessons)
        done = finishing.finish(plan, answers, lessons)
        name = certificate.name_in(self._session.answer(certificate.NAME))
        self._certificate = certificate.certificate(name, done.day) if name and done.day else None
        ready = [{"type": "write", "label": "Write my-certificate.html and my-certificate.png"}, _PRINT]
        again = [{"type": "again", "label": "Look again"}]
        with self.hold_sync():
            self.label = "Your certificate"
            if self._certificate:
                self.html, self.actions = _finished(self._certificate), ready
            else:
                self.html, self.actions = _not_yet(done), again

    def plain(self) -> str:
        """The certificate in words, or that it is not there yet."""
        return self._certificate.words if self._certificate else "There is no certificate yet."

    def document(self) -> str:
        """The certificate as a page of its own."""
        return certificate.html(self._certificate) if self._certificate else ""

    def contents(self) -> dict[str, bytes]:
        """The page and the picture."""
        if self._certificate is None:
            return {}
        from tenmistakes.plan import picture  # matplotlib takes its time: not for every notebook

        return {
            "my-certificate.html": self.document().encode(),
            "my-certificate.png": picture.png(self._certificate),
        }

    def note(self) -> str:
        """Which letters of the name the picture cannot show."""
        from tenmistakes.plan import picture

        unknown = picture.unknown_letters(self._certificate.name) if self._certificate else ""
        if not unknown:
            return ""
        return (
            f"This computer has no font for {unknown}: the picture has boxes there, the page has the letters."
        )


def _finished(ready: certificate.Certificate) -> str:
    """The certificate, and the words that go with its picture."""
    return (
        f"{certificate.body(ready, top=3)}"
        '<details class="tm-details"><summary>Words for the picture (alt text)</summary>'
        f'<p dir="auto">{escape(ready.words)}</p></details>'
    )


def _not_yet(done: finishing.Finish) -> str:
    if not done.left:
        return "<p>You have finished. Write your name above, and your certificate appears here.</p>"
    items = "".join(
        f'<li>{_page_link(left)} <span class="tm-note">{left.answered} of {left.of} answered</span></li>'
        for left in done.left
    )
    return (
        "<p>Not yet. For the certificate these are still to be answered; whether right or wrong does not "
        f'matter.</p><ul class="tm-list">{items}</ul>'
    )


def _page_link(left: finishing.Left) -> str:
    if not left.notebook:
        return escape(left.title)
    return f'<a href="{escape(left.notebook)}" target="_blank" rel="noopener">{escape(left.title)}</a>'
