"""Pictures that lie ready: every one of the course, the same as drawn afresh, without matplotlib."""

import subprocess
import sys
from dataclasses import replace

import pytest

from tenmistakes import content
from tenmistakes.models import base
from tenmistakes.plots import moving, pictures, plans, scene, shelf
from tenmistakes.questions.loading import load_all

SLUGS = [mistake.slug for mistake in load_all()]
SIMULATIONS = [(slug, name) for slug in SLUGS for name in base.load(slug).SIMULATIONS]
PLANS = [(slug, name) for slug in SLUGS for name in base.load(slug).PLANS]
PICTURES = [(slug, name) for slug in SLUGS for name in pictures.load(content.place(slug).folder).pictures]
MODEL = base.simulation("no-crisis-plan", "firestorm")


def named(value):
    return value if isinstance(value, str) else None


@pytest.fixture
def drawn(monkeypatch):
    """What had to be drawn anew."""
    found = []
    take = shelf.take

    def watched(slug, name, drawn_from, draw, folder=None):
        return take(slug, name, drawn_from, lambda: found.append(name) or draw(), folder)

    monkeypatch.setattr(shelf, "take", watched)
    return found


@pytest.mark.parametrize(("slug", "name"), SIMULATIONS, ids=named)
def test_a_simulation_lies_ready_as_it_would_be_drawn(slug, name, drawn):
    model = base.simulation(slug, name)
    ends = model.frame({p.name: p.high for p in model.parameters})
    ready = moving.picture(slug, model, ends, "a-")
    assert not drawn
    assert ready == scene.draw(model.scene, ends, "a-")


@pytest.mark.parametrize(("slug", "name"), PLANS, ids=named)
def test_a_plan_lies_ready_as_it_would_be_drawn(slug, name, drawn, monkeypatch):
    space = base.plan_space(slug, name)
    mine, best = space.explain(space.reference), space.explain(space.best()[0])
    ready = plans.compare(slug, space, mine, best, "p-")
    assert not drawn
    monkeypatch.setattr(shelf, "path", lambda *_: content.home() / "nothing")
    assert ready == plans.compare(slug, space, mine, best, "p-")
    assert drawn


@pytest.mark.parametrize(("slug", "name"), PICTURES, ids=named)
def test_a_picture_lies_ready_as_it_would_be_drawn(slug, name, drawn):
    ready = pictures.picture(slug, name)
    assert not drawn
    assert ready.svg == pictures.draw(pictures.load(content.place(slug).folder), slug, name)


def test_what_has_changed_since_is_drawn_anew(drawn):
    other = replace(MODEL, scene=replace(MODEL.scene, title="Another title"))
    assert "Another title" in moving.picture("no-crisis-plan", other, MODEL.frame()).svg
    assert drawn == ["firestorm"]


def test_another_hand_draws_anew(drawn, monkeypatch):
    monkeypatch.setattr(shelf, "_hand", lambda: "another version of the modules that draw")
    moving.picture("no-crisis-plan", MODEL, MODEL.frame())
    assert drawn == ["firestorm"]


@pytest.mark.parametrize("torn", [lambda data: data[:-30], lambda data: data[:5000] + b"\xff" + data[5000:]])
def test_a_torn_drawing_is_drawn_anew(drawn, torn, tmp_path):
    place = tmp_path / "08-no-crisis-plan"
    (place / shelf.FOLDER).mkdir(parents=True)
    (place / "lesson.md").write_text("# Trial\n", "utf-8")
    whole = shelf.path("no-crisis-plan", "firestorm").read_bytes()
    copy = shelf.path("no-crisis-plan", "firestorm", tmp_path)
    for data in (whole, torn(whole)):
        copy.write_bytes(data)
        shelf.take("no-crisis-plan", "firestorm", MODEL.scene, lambda: "<svg />", tmp_path)
    assert drawn == ["firestorm"], "the whole one is taken, the torn one is not"


def test_a_mistake_without_a_shelf_is_drawn(drawn, tmp_path):
    place = tmp_path / "07-trial"
    place.mkdir()
    (place / "lesson.md").write_text("# Trial\n", "utf-8")
    assert shelf.take("trial", "any", (), lambda: "<svg />", tmp_path) == "<svg />"
    assert shelf.take("nobody", "any", (), lambda: "<svg />", tmp_path) == "<svg />"
    assert drawn == ["any", "any"]


def test_a_lesson_with_all_it_shows_loads_no_matplotlib():
    """It would cost every learner a second and every kernel a third of its memory."""
    program = """
import sys
from tenmistakes.answers.session import open_session
from tenmistakes.models import base
from tenmistakes.plots import pictures
from tenmistakes.questions import load
from tenmistakes.questions.key import right_answer
from tenmistakes.widgets.question import QuestionWidget
from tenmistakes.widgets.simulation import SimulationWidget

slug = "no-crisis-plan"
session = open_session("lesson", slug)
for name in base.load(slug).SIMULATIONS:
    SimulationWidget(session, f"{slug}/{name}")._repr_mimebundle_()
for question in load(slug).questions.values():
    widget = QuestionWidget(session, f"{slug}/{question.id}")
    if question.kind == "plan":
        for kind in ("answer", "check"):
            widget._heard(None, {"type": kind, "value": right_answer(question, slug)}, [])
        assert "<svg" in widget.result["picture_html"]
for name in ("motrin-timeline", "motrin-share"):
    pictures.picture(slug, name)
print("matplotlib" in sys.modules)
"""
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=120)
    assert done.stdout == "False\n", done.stderr
