"""What the cells of a course notebook call. Each call shows something and gives nothing back.

Whatever goes wrong here is said in a sentence in the place where the output would be: a learner never meets
a traceback.
"""

from collections.abc import Callable
from functools import wraps
from html import escape
from inspect import signature
from typing import TYPE_CHECKING, Any, ParamSpec, Protocol, TypeVar

from IPython.core.getipython import get_ipython
from IPython.display import display

from tenmistakes import content, showing
from tenmistakes.answers.session import NotOpened, Session, current, open_session
from tenmistakes.questions import Refused, Unknown

if TYPE_CHECKING:
    from tenmistakes.widgets.papers import PaperWidget

_P = ParamSpec("_P")


class _Resumes(Protocol):
    """A widget that can go on in another session."""

    def resume(self, session: Session) -> bool:
        """False if a new widget is needed."""
        ...


_W = TypeVar("_W", bound=_Resumes)

_widgets: dict[tuple[str, ...], Any] = {}
"""One widget for each thing shown, so that running a cell again, or asking the same question twice in one
notebook, shows the same one: the views agree, and nothing piles up in the kernel."""


def _in_words(call: Callable[_P, None]) -> Callable[_P, None]:
    """Say in a sentence what the caller can mend."""

    @wraps(call)
    def spoken(*args: _P.args, **kwargs: _P.kwargs) -> None:
        try:
            signature(call).bind(*args, **kwargs)
        except TypeError:
            _say(f"{call.__name__}() is used like this: {call.__doc__}")
            return
        try:
            call(*args, **kwargs)
        except (NotOpened, Unknown, content.Unsettled) as error:
            _say(str(error))
        except Refused as refused:
            for problem in refused.problems:
                _say(str(problem))

    return spoken


@_in_words
def lesson(slug: str) -> None:
    """Start a lesson: lesson("no-crisis-plan")."""
    _start("start" if slug == "start-here" else "lesson", slug)


@_in_words
def exercise(slug: str) -> None:
    """Start an exercise: exercise("no-crisis-plan")."""
    _start("exercise", slug)


@_in_words
def ask(full_id: str) -> None:
    """Ask a question: ask("no-crisis-plan/first-reply")."""
    _refuse_unless_text(full_id)
    session = current()
    from tenmistakes.widgets import question

    if session.read_only:
        _show(*question.still(session, full_id))
        return
    display(_same("ask", session, full_id, question.QuestionWidget))


@_in_words
def simulate(full_id: str, predict: str | None = None) -> None:
    """Show a simulation, after a prediction: simulate("no-crisis-plan/firestorm", predict="…/…")."""
    _refuse_unless_text(full_id, *([predict] if predict is not None else []))
    session = current()
    from tenmistakes.widgets import simulation

    def make(session: Session, full_id: str) -> simulation.SimulationWidget:
        return simulation.SimulationWidget(session, full_id, predict)

    if session.read_only:
        _show(*make(session, full_id).still())
        return
    display(_same(f"simulate {predict}", session, full_id, make))


@_in_words
def picture(full_id: str) -> None:
    """Show a picture: picture("no-crisis-plan/motrin-timeline")."""
    _refuse_unless_text(full_id)
    slug, _, name = full_id.partition("/")
    from tenmistakes.plots import pictures

    try:
        drawing = pictures.picture(slug, name)
    except KeyError:
        raise Unknown(f"There is no picture '{name}' in '{slug}'.") from None
    _show(showing.boxed(drawing.html(), "tm-still tm-picture"), drawing.words)


@_in_words
def progress() -> None:
    """Show where you stand and what to do next."""
    from tenmistakes import standing
    from tenmistakes.standing import page

    session = current()

    def bundle() -> dict[str, str]:
        now = standing.stand(session.folder)
        return {"text/html": page.html(now), "text/plain": page.plain(now)}

    shown = display(bundle(), raw=True, display_id=True)
    if session.read_only:
        return
    from tenmistakes.widgets.progress import ProgressWidget

    def look() -> None:
        shown.update(bundle(), raw=True)

    widget = _widgets.get(("progress",))
    if widget is None:
        widget = _widgets["progress",] = ProgressWidget(session.folder, look)
    widget.serve(session.folder, look)
    display(widget)


@_in_words
def my_brand() -> None:
    """Ask for the brand that the learner's own plan is for."""
    from tenmistakes.widgets import plan

    _form(plan.BRAND, plan.brand_form)


@_in_words
def my_check(slug: str) -> None:
    """Ask one of the ten checks of the learner's own plan: my_check("no-permission")."""
    _refuse_unless_text(slug)
    from tenmistakes.widgets import plan

    _form(plan.full_id(slug), lambda session: plan.check_form(session, slug))


@_in_words
def my_plan() -> None:
    """Show the page that the plan has become, and write it to files."""
    from tenmistakes.widgets import papers

    _paper(papers.PlanPaper)


@_in_words
def my_certificate() -> None:
    """Show the certificate, or what is still to be done for it."""
    from tenmistakes.widgets import papers, plan

    _form(plan.NAME, plan.name_form)
    _paper(papers.CertificatePaper)


def _form(full_id: str, describe: "Callable[[Session], dict[str, Any]]") -> None:
    session = current()
    from tenmistakes.widgets import forms

    def make(session: Session, full_id: str) -> forms.FormWidget:
        return forms.FormWidget(session, full_id, describe)

    if session.read_only:
        _show(*make(session, full_id).still())
        return
    display(_same("form", session, full_id, make))


def _paper(kind: "type[PaperWidget]") -> None:
    session = current()
    if session.read_only:
        _show(*kind(session).still())
        return
    display(_same("paper", session, kind.__name__, lambda session, _: kind(session)))


def _start(kind: str, slug: str) -> None:
    _refuse_unless_text(slug)
    shell = get_ipython()
    session = open_session(kind, slug, shell.user_ns.get("__vsc_ipynb_file__") if shell else None)
    if kind == "start":
        sentence = "Ready when you are."
    else:
        sentence = (
            "Your answers are saved beside this notebook as you give them. "
            "If a question does not react, use the menu Run > Run All Cells."
        )
    _show(f'<p class="tm-ready">{escape(sentence)}</p>', sentence)
    for problem in session.problems:
        _say(problem)
    if session.differences and not session.read_only:
        _say(
            f"Answers to {len(session.differences)} of the questions differ between this notebook and the "
            "answers file beside it. The later ones count; they are shown below."
        )
    if kind == "exercise":
        content.settings()  # if they cannot be read the exercise explains nothing; what is wrong is said here


def _same(what: str, session: Session, full_id: str, make: Callable[[Session, str], _W]) -> _W:
    """The widget shown before if there is one and its question has not changed, brought up to date."""
    known = (what, session.identity, full_id)
    widget: _W | None = _widgets.get(known)
    if widget is None or not widget.resume(session):
        widget = _widgets[known] = make(session, full_id)
    return widget


def _refuse_unless_text(*names: Any) -> None:
    for name in names:
        if not isinstance(name, str):
            raise Unknown(
                f'A name in quotation marks belongs here, such as "no-crisis-plan"; {name!r} is none.'
            )


def _say(sentence: str) -> None:
    _show(f'<p class="tm-problem"><strong>Please note:</strong> {escape(sentence)}</p>', sentence)


def _show(html: str, plain: str) -> None:
    display({"text/html": html, "text/plain": plain}, raw=True)
